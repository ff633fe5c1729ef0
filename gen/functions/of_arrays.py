"""The functions of whole arrays, and those of several arguments: one table entry each.

A vector is a column or a row, a number is a vector of one. Values and shapes are in `array_values`, slopes in `array_slopes`.
"""

from gen.algebra import numbers as number
from gen.algebra.arrays import numbers, shape_of
from gen.algebra.expr import UNIT, Call
from gen.functions import array_slopes as slopes
from gen.functions import array_values as values
from gen.functions.function import ArrayFunction, Function
from gen.functions.linalg import diagonal, dot, full, stacked, transpose
from gen.functions.simplify import product

ARRAY_FUNCTIONS: dict[str, Function] = {
    "max": Function(
        r"\max",
        values.best_of(values.largest),
        {
            "en": "A small change of the largest goes through unchanged, the others have no influence.",
            "de": "Eine kleine Änderung des größten Werts geht unverändert durch, die anderen haben keinen Einfluss.",
        },
        array=slopes.of_extreme("max"),
    ),
    "min": Function(
        r"\min",
        values.best_of(values.smallest),
        {
            "en": "A small change of the smallest goes through unchanged, the others have no influence.",
            "de": "Eine kleine Änderung des kleinsten Werts geht unverändert durch, die anderen haben keinen Einfluss.",
        },
        array=slopes.of_extreme("min"),
    ),
    "argmax": Function(
        r"\operatorname*{arg\,max}",
        values.argmax,
        {
            "en": "The place of the largest does not move under small changes.",
            "de": "Die Stelle des größten Werts ändert sich durch kleine Änderungen nicht.",
        },
        array=ArrayFunction((1, 1), values.of_number_from_vector, slopes.no_derivative, slopes.no_derivative, named=True, gives="number"),
    ),
    "one_hot": Function(
        r"\operatorname{onehot}",
        values.one_hot,
        {
            "en": "A class is a whole number, which has no small changes.",
            "de": "Eine Klasse ist eine ganze Zahl und hat keine kleinen Änderungen.",
        },
        array=ArrayFunction((2, 2), values.of_classes, slopes.no_derivative, slopes.no_derivative, named=True, gives="vector", places=True),
    ),
    "softmax": Function(
        r"\operatorname{softmax}",
        values.softmax,
        {
            "en": "All inputs stand below every output of softmax: what comes back is taken less its mean, weighted by the outputs.",
            "de": "Unter jeder Ausgabe von Softmax stehen alle Eingaben: Von dem, was zurückkommt, wird sein mit den Ausgaben "
            "gewichtetes Mittel abgezogen.",
        },
        array=ArrayFunction(
            (1, 1),
            values.of_vector,
            lambda i, g, args, y, shapes: slopes.softmax_slope(g, y),
            lambda args, ds, y, shapes: slopes.softmax_slope(ds[0], y) if ds[0] else None,
            named=True,
            gives="alike",
            letter="p",
        ),
    ),
    "sum": Function(
        r"\operatorname{sum}",
        values.sum_of_entries,
        {
            "en": "Every entry goes into a sum as it is.",
            "de": "Jeder Eintrag geht unverändert in eine Summe ein.",
        },
        array=ArrayFunction((1, 1), values.of_number, lambda i, g, args, y, shapes: g, slopes.linear("sum"), gives="number"),
    ),
    "mean": Function(
        r"\operatorname{mean}",
        values.mean,
        {
            "en": "Every entry has the same share in a mean: 1 divided by the number of entries.",
            "de": "Jeder Eintrag hat am Mittel denselben Anteil: 1 geteilt durch die Anzahl der Einträge.",
        },
        array=ArrayFunction(
            (1, 1),
            values.of_number,
            lambda i, g, args, y, shapes: slopes.divided(g, values.size(shapes[0])),
            slopes.linear("mean"),
            gives="number",
        ),
    ),
    "var": Function(
        r"\operatorname{Var}",
        lambda a: values.mean_square(values.difference(a, values.mean(a))),
        {
            "en": "A variance is a mean of squares, and the deviations add up to 0, so that the mean itself does not count.",
            "de": "Eine Varianz ist ein Mittel von Quadraten, und die Abweichungen ergeben zusammen 0, sodass das Mittel selbst "
            "nicht zählt.",
        },
        array=ArrayFunction((1, 1), values.of_number, slopes.var_vjp, slopes.var_jvp, gives="number"),
    ),
    "dot": Function(
        r"\operatorname{dot}",
        lambda a, b: dot(numbers(a), numbers(b)),
        {
            "en": "In a scalar product each vector is the slope to the other one.",
            "de": "In einem Skalarprodukt ist jeder Vektor die Ableitung nach dem anderen.",
        },
        array=ArrayFunction(
            (2, 2), values.of_vectors, lambda i, g, args, y, shapes: product([g, args[1 - i]]), slopes.dot_jvp, gives="number"
        ),
    ),
    "norm": Function(
        r"\operatorname{norm}",
        values.norm,
        {
            "en": "A norm grows fastest in the direction of its vector: the slope is the vector divided by its norm.",
            "de": "Eine Norm wächst am schnellsten in Richtung ihres Vektors: Die Ableitung ist der Vektor geteilt durch seine Norm.",
        },
        array=ArrayFunction(
            (1, 1),
            values.of_number_from_vector,
            lambda i, g, args, y, shapes: slopes.divided(product([g, args[0]]), y),
            lambda args, ds, y, shapes: slopes.divided(Call("dot", (args[0], ds[0])), y) if ds[0] else None,
            gives="number",
        ),
    ),
    "mse": Function(
        r"\operatorname{MSE}",
        lambda p, y: values.mean_square(values.difference(p, y)),
        {
            "en": "The mean of squared errors has as its slope twice the error, divided by the number of entries.",
            "de": "Die Ableitung des mittleren quadratischen Fehlers ist das Doppelte des Fehlers, geteilt durch die Anzahl der Einträge.",
        },
        array=ArrayFunction((2, 2), values.of_error, slopes.mse_vjp, slopes.mse_jvp, gives="number"),
    ),
    "cross_entropy": Function(
        r"\operatorname{CE}",
        values.cross_entropy,
        {
            "en": "Cross-entropy sums logarithms with the targets as weights, and the slope of a logarithm is 1 divided by its input.",
            "de": "Die Kreuzentropie summiert Logarithmen mit den Zielwerten als Gewichten, und die Ableitung eines Logarithmus "
            "ist 1 geteilt durch die Eingabe.",
        },
        array=ArrayFunction((2, 2), values.of_prediction, slopes.entropy_vjp, slopes.entropy_jvp, named=True, gives="number", letter="l"),
    ),
    "concat": Function(
        r"\operatorname{concat}",
        lambda *vectors: stacked(vectors),
        {
            "en": "Of what comes to a concatenation each vector gets its own entries.",
            "de": "Von dem, was bei einer Verkettung ankommt, erhält jeder Vektor seine eigenen Einträge.",
        },
        array=ArrayFunction((2, slopes.MOST), values.of_joined, slopes.concat_vjp, slopes.concat_jvp, gives="joined", places=True),
    ),
    "transpose": Function(
        r"\operatorname{transpose}",
        transpose,
        {
            "en": "What comes to a transposed matrix is transposed on its way back.",
            "de": "Was bei einer transponierten Matrix ankommt, wird auf dem Rückweg transponiert.",
        },
        array=ArrayFunction(
            (1, 1),
            values.of_transpose,
            lambda i, g, args, y, shapes: Call("transpose", (g,)),
            slopes.linear("transpose"),
            places=True,
            internal=True,
        ),
    ),
    # These stand in lines of derivatives only.
    "unit": Function(
        r"\mathbf{e}",
        values.unit,
        {
            "en": "A unit vector does not move.",
            "de": "Ein Einheitsvektor bewegt sich nicht.",
        },
        array=ArrayFunction(
            (2, 2),
            lambda shapes, args: values.of_sizes(shapes, (args[0], UNIT)),
            slopes.no_derivative,
            slopes.no_derivative,
            places=True,
            internal=True,
        ),
    ),
    "identity": Function(
        r"\mathbf{I}",
        lambda a: diagonal(full((max(shape_of(a)), 1), number.ONE)),
        {
            "en": "The identity does not move.",
            "de": "Die Einheitsmatrix bewegt sich nicht.",
        },
        array=ArrayFunction((1, 1), values.of_square, slopes.no_derivative, slopes.no_derivative, places=True, internal=True),
    ),
    "zeros": Function(
        r"\mathbf{0}",
        lambda rows, columns: full((int(rows), int(columns)), number.ZERO),
        {
            "en": "Zeros do not move.",
            "de": "Nullen bewegen sich nicht.",
        },
        array=ArrayFunction((2, 2), values.of_sizes, slopes.no_derivative, slopes.no_derivative, places=True, internal=True),
    ),
    "ones": Function(
        r"\mathbf{1}",
        lambda a, *columns: full((int(a), int(columns[0])) if columns else shape_of(a), number.ONE),
        {
            "en": "Ones do not move.",
            "de": "Einsen ändern sich nicht.",
        },
        array=ArrayFunction(
            (1, 2),
            lambda shapes, args: values.of_sizes(shapes, args) if args[1:] else shapes[0],
            slopes.no_derivative,
            slopes.no_derivative,
            places=True,
            internal=True,
        ),
    ),
    "diag": Function(
        r"\operatorname{diag}",
        diagonal,
        {
            "en": "Of what comes to a diagonal matrix the diagonal comes to its vector.",
            "de": "Von dem, was bei einer Diagonalmatrix ankommt, gelangt die Diagonale zu ihrem Vektor.",
        },
        array=ArrayFunction((1, 1), values.of_square, slopes.diag_vjp, slopes.linear("diag"), places=True, internal=True),
    ),
    "rows": Function(
        r"\operatorname{rows}",
        values.entries,
        {
            "en": "What comes to some entries of a vector comes to those, and nothing to the others.",
            "de": "Was bei einigen Einträgen eines Vektors ankommt, gelangt zu diesen, zu den anderen nichts.",
        },
        array=ArrayFunction((3, 3), values.of_entries, slopes.rows_vjp, slopes.linear("rows"), places=True, internal=True),
    ),
}
