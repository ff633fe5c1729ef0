"""The functions of whole arrays, and those of several arguments: one table entry each.

A vector is a column or a row, a number is a vector of one. Values and shapes are in `array_values`, slopes in `array_slopes`.
"""

from gen.algebra import numbers as number
from gen.algebra.arrays import numbers, shape_of
from gen.algebra.expr import UNIT, Call
from gen.functions import array_slopes as slopes
from gen.functions import array_values as values
from gen.functions.function import ArrayRule, Rule
from gen.functions.linalg import diagonal, dot, filled, stacked, transpose
from gen.functions.simplify import product

ARRAY_FUNCTIONS: dict[str, Rule] = {
    "max": Rule(
        r"\max",
        values.best_of(values.largest),
        {
            "en": "A small change of the largest goes through unchanged, the others have no influence.",
            "de": "Eine kleine Änderung des größten Werts geht unverändert durch, die anderen haben keinen Einfluss.",
        },
        array=slopes.of_extreme("max"),
    ),
    "min": Rule(
        r"\min",
        values.best_of(values.smallest),
        {
            "en": "A small change of the smallest goes through unchanged, the others have no influence.",
            "de": "Eine kleine Änderung des kleinsten Werts geht unverändert durch, die anderen haben keinen Einfluss.",
        },
        array=slopes.of_extreme("min"),
    ),
    "argmax": Rule(
        r"\operatorname*{arg\,max}",
        values.argmax,
        {
            "en": "The place of the largest does not move under small changes.",
            "de": "Die Stelle des größten Werts ändert sich durch kleine Änderungen nicht.",
        },
        array=ArrayRule((1, 1), values.of_number_from_vector, slopes.nothing, slopes.nothing, named=True, gives="number"),
    ),
    "one_hot": Rule(
        r"\operatorname{onehot}",
        values.one_hot,
        {
            "en": "A class is a whole number, which has no small changes.",
            "de": "Eine Klasse ist eine ganze Zahl und hat keine kleinen Änderungen.",
        },
        array=ArrayRule((2, 2), values.of_classes, slopes.nothing, slopes.nothing, named=True, gives="vector", places=True),
    ),
    "softmax": Rule(
        r"\operatorname{softmax}",
        values.softmax,
        {
            "en": "All inputs stand below every output of softmax: what comes back is taken less its mean, weighted by the outputs.",
            "de": "Unter jeder Ausgabe von Softmax stehen alle Eingaben: Von dem, was zurückkommt, wird sein mit den Ausgaben "
            "gewichtetes Mittel abgezogen.",
        },
        array=ArrayRule(
            (1, 1),
            values.of_vector,
            lambda i, g, args, y, shapes: slopes.softmax_slope(g, y),
            lambda args, ds, y, shapes: slopes.softmax_slope(ds[0], y) if ds[0] else None,
            named=True,
            gives="alike",
            letter="p",
        ),
    ),
    "sum": Rule(
        r"\operatorname{sum}",
        values.added,
        {
            "en": "Every entry goes into a sum as it is.",
            "de": "Jeder Eintrag geht unverändert in eine Summe ein.",
        },
        array=ArrayRule((1, 1), values.of_number, lambda i, g, args, y, shapes: g, slopes.linear("sum"), gives="number"),
    ),
    "mean": Rule(
        r"\operatorname{mean}",
        values.mean,
        {
            "en": "Every entry has the same share in a mean: 1 divided by the number of entries.",
            "de": "Jeder Eintrag hat am Mittel denselben Anteil: 1 geteilt durch die Anzahl der Einträge.",
        },
        array=ArrayRule(
            (1, 1),
            values.of_number,
            lambda i, g, args, y, shapes: slopes.divided(g, values.size(shapes[0])),
            slopes.linear("mean"),
            gives="number",
        ),
    ),
    "var": Rule(
        r"\operatorname{Var}",
        lambda a: values.mean_square(values.difference(a, values.mean(a))),
        {
            "en": "A variance is a mean of squares, and the deviations add up to 0, so that the mean itself does not count.",
            "de": "Eine Varianz ist ein Mittel von Quadraten, und die Abweichungen ergeben zusammen 0, sodass das Mittel selbst "
            "nicht zählt.",
        },
        array=ArrayRule((1, 1), values.of_number, slopes.var_back, slopes.var_along, gives="number"),
    ),
    "dot": Rule(
        r"\operatorname{dot}",
        lambda a, b: dot(numbers(a), numbers(b)),
        {
            "en": "In a scalar product each vector is the slope to the other one.",
            "de": "In einem Skalarprodukt ist jeder Vektor die Ableitung nach dem anderen.",
        },
        array=ArrayRule(
            (2, 2), values.of_vectors, lambda i, g, args, y, shapes: product([g, args[1 - i]]), slopes.dot_along, gives="number"
        ),
    ),
    "norm": Rule(
        r"\operatorname{norm}",
        values.norm,
        {
            "en": "A norm grows fastest in the direction of its vector: the slope is the vector divided by its norm.",
            "de": "Eine Norm wächst am schnellsten in Richtung ihres Vektors: Die Ableitung ist der Vektor geteilt durch seine Norm.",
        },
        array=ArrayRule(
            (1, 1),
            values.of_number_from_vector,
            lambda i, g, args, y, shapes: slopes.divided(product([g, args[0]]), y),
            lambda args, ds, y, shapes: slopes.divided(Call("dot", (args[0], ds[0])), y) if ds[0] else None,
            gives="number",
        ),
    ),
    "mse": Rule(
        r"\operatorname{MSE}",
        lambda p, y: values.mean_square(values.difference(p, y)),
        {
            "en": "The mean of squared errors has as its slope twice the error, divided by the number of entries.",
            "de": "Die Ableitung des mittleren quadratischen Fehlers ist das Doppelte des Fehlers, geteilt durch die Anzahl der Einträge.",
        },
        array=ArrayRule((2, 2), values.of_error, slopes.mse_back, slopes.mse_along, gives="number"),
    ),
    "cross_entropy": Rule(
        r"\operatorname{CE}",
        values.cross_entropy,
        {
            "en": "Cross-entropy sums logarithms with the targets as weights, and the slope of a logarithm is 1 divided by its input.",
            "de": "Die Kreuzentropie summiert Logarithmen mit den Zielwerten als Gewichten, und die Ableitung eines Logarithmus "
            "ist 1 geteilt durch die Eingabe.",
        },
        array=ArrayRule((2, 2), values.of_prediction, slopes.entropy_back, slopes.entropy_along, named=True, gives="number", letter="l"),
    ),
    "concat": Rule(
        r"\operatorname{concat}",
        lambda *vectors: stacked(vectors),
        {
            "en": "Of what comes to a concatenation each vector gets its own entries.",
            "de": "Von dem, was bei einer Verkettung ankommt, erhält jeder Vektor seine eigenen Einträge.",
        },
        array=ArrayRule((2, slopes.MOST), values.of_joined, slopes.concat_back, slopes.concat_along, gives="joined", places=True),
    ),
    "transpose": Rule(
        r"\operatorname{transpose}",
        transpose,
        {
            "en": "What comes to a transposed matrix is transposed on its way back.",
            "de": "Was bei einer transponierten Matrix ankommt, wird auf dem Rückweg transponiert.",
        },
        array=ArrayRule(
            (1, 1),
            values.of_flipped,
            lambda i, g, args, y, shapes: Call("transpose", (g,)),
            slopes.linear("transpose"),
            places=True,
            internal=True,
        ),
    ),
    # These stand in lines of derivatives only.
    "unit": Rule(
        r"\mathbf{e}",
        values.unit,
        {
            "en": "A unit vector does not move.",
            "de": "Ein Einheitsvektor bewegt sich nicht.",
        },
        array=ArrayRule(
            (2, 2),
            lambda shapes, args: values.of_sizes(shapes, (args[0], UNIT)),
            slopes.nothing,
            slopes.nothing,
            places=True,
            internal=True,
        ),
    ),
    "identity": Rule(
        r"\mathbf{I}",
        lambda a: diagonal(filled((max(shape_of(a)), 1), number.ONE)),
        {
            "en": "The identity does not move.",
            "de": "Die Einheitsmatrix bewegt sich nicht.",
        },
        array=ArrayRule((1, 1), values.of_square, slopes.nothing, slopes.nothing, places=True, internal=True),
    ),
    "zeros": Rule(
        r"\mathbf{0}",
        lambda rows, columns: filled((int(rows), int(columns)), number.ZERO),
        {
            "en": "Zeros do not move.",
            "de": "Nullen bewegen sich nicht.",
        },
        array=ArrayRule((2, 2), values.of_sizes, slopes.nothing, slopes.nothing, places=True, internal=True),
    ),
    "ones": Rule(
        r"\mathbf{1}",
        lambda a, *columns: filled((int(a), int(columns[0])) if columns else shape_of(a), number.ONE),
        {
            "en": "Ones do not move.",
            "de": "Einsen ändern sich nicht.",
        },
        array=ArrayRule(
            (1, 2),
            lambda shapes, args: values.of_sizes(shapes, args) if args[1:] else shapes[0],
            slopes.nothing,
            slopes.nothing,
            places=True,
            internal=True,
        ),
    ),
    "diag": Rule(
        r"\operatorname{diag}",
        diagonal,
        {
            "en": "Of what comes to a diagonal matrix the diagonal comes to its vector.",
            "de": "Von dem, was bei einer Diagonalmatrix ankommt, gelangt die Diagonale zu ihrem Vektor.",
        },
        array=ArrayRule((1, 1), values.of_square, slopes.diag_back, slopes.linear("diag"), places=True, internal=True),
    ),
    "rows": Rule(
        r"\operatorname{rows}",
        values.entries,
        {
            "en": "What comes to some entries of a vector comes to those, and nothing to the others.",
            "de": "Was bei einigen Einträgen eines Vektors ankommt, gelangt zu diesen, zu den anderen nichts.",
        },
        array=ArrayRule((3, 3), values.of_entries, slopes.rows_back, slopes.linear("rows"), places=True, internal=True),
    ),
}
