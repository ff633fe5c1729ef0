"""The functions of whole arrays, and those of several arguments: one table entry each.

A vector is a column or a row, a number is a vector of one. Values and shapes are in `array_values`, slopes in `array_slopes`.
"""

from gen.algebra.arrays import numbers
from gen.algebra.expr import Call
from gen.functions import array_slopes as slopes
from gen.functions import array_values as values
from gen.functions import written_out
from gen.functions.function import Around, ArrayFunction, Function, Fused
from gen.functions.linalg import dot, stacked
from gen.functions.losses import LOSSES
from gen.functions.of_windows import WINDOW_FUNCTIONS
from gen.functions.simplify import product

_EXTREME = "of several arguments (at most 20) entry by entry, where a number goes with every entry; of one array its {} entry"

ARRAY_FUNCTIONS: dict[str, Function] = {
    "max": Function(
        r"\max",
        values.best_of(values.largest),
        {
            "en": "A small change of the largest goes through unchanged, the others have no influence.",
            "de": "Eine kleine Änderung des größten Werts geht unverändert durch, die anderen haben keinen Einfluss.",
        },
        array=slopes.of_extreme("max"),
        meaning=_EXTREME.format("largest"),
        vjp="g to the largest, 0 to the others",
    ),
    "min": Function(
        r"\min",
        values.best_of(values.smallest),
        {
            "en": "A small change of the smallest goes through unchanged, the others have no influence.",
            "de": "Eine kleine Änderung des kleinsten Werts geht unverändert durch, die anderen haben keinen Einfluss.",
        },
        array=slopes.of_extreme("min"),
        meaning=_EXTREME.format("smallest"),
        vjp="g to the smallest, 0 to the others",
    ),
    "argmax": Function(
        r"\operatorname*{arg\,max}",
        values.argmax,
        {
            "en": "The place of the largest does not move under small changes.",
            "de": "Die Stelle des größten Werts ändert sich durch kleine Änderungen nicht.",
        },
        array=ArrayFunction((1, 1), values.of_number_from_vector, slopes.no_derivative, slopes.no_derivative, named=True, gives="number"),
        meaning="the place of the largest entry of a vector, counted from 1; a tie is refused",
    ),
    "one_hot": Function(
        r"\operatorname{onehot}",
        values.one_hot,
        {
            "en": "A class is a whole number, which has no small changes.",
            "de": "Eine Klasse ist eine ganze Zahl und hat keine kleinen Änderungen.",
        },
        array=ArrayFunction((2, 2), values.of_classes, slopes.no_derivative, slopes.no_derivative, named=True, gives="vector", places=True),
        takes=("class",),
        meaning="`one_hot(k, n)`: a column of n entries (a number from 1 to 1,000), 1 at place k and 0 elsewhere",
        example="one_hot(k, 3)",
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
            jacobian=slopes.softmax_jacobian,
            letter="p",
        ),
        written_out=lambda args, number: written_out.softmax(args[0]),
        meaning="exp(a) divided by the sum of exp(a), of a vector",
    ),
    "masked_softmax": Function(
        r"\operatorname{maskedsoftmax}",
        values.masked_softmax,
        {
            "en": "What is masked has weight 0 and hands nothing on; for all else the slope is that of softmax.",
            "de": "Was maskiert ist, hat Gewicht 0 und gibt nichts weiter; für alles andere ist die Ableitung die von Softmax.",
        },
        array=ArrayFunction(
            (2, 2),
            values.of_masked,
            lambda i, g, args, y, shapes: None if i else slopes.softmax_slope(g, y),
            slopes.masked_softmax_jvp,
            named=True,
            gives="alike",
            jacobian=slopes.softmax_jacobian,
            letter="p",
        ),
        takes=("any", "mask"),
        meaning="softmax of the entries of a where b is 1; where it is 0 the weight is 0 (what libraries do with minus infinity), and "
        "not everywhere",
        example="masked_softmax(x, 1 - one_hot(k, 3))",
    ),
    "log_softmax": Function(
        r"\operatorname{logsoftmax}",
        values.log_softmax,
        {
            "en": "Under every output of log-softmax stands the sum of all exponentials: from what comes back its sum is taken, shared out "
            "by softmax.",
            "de": "Unter jeder Ausgabe von Log-Softmax steht die Summe aller Exponentialen: Von dem, was zurückkommt, wird seine Summe "
            "abgezogen, mit Softmax verteilt.",
        },
        array=ArrayFunction(
            (1, 1),
            values.of_vector,
            lambda i, g, args, y, shapes: slopes.less(g, product([Call("sum", (g,)), Call("softmax", (args[0],))])),
            lambda args, ds, y, shapes: slopes.less(ds[0], Call("dot", (Call("softmax", (args[0],)), ds[0]))) if ds[0] else None,
            named=True,
            gives="alike",
            jacobian=slopes.log_softmax_jacobian,
        ),
        written_out=lambda args, number: written_out.log_softmax(args[0]),
        meaning="the logarithm of softmax(a)",
    ),
    "logsumexp": Function(
        r"\operatorname{logsumexp}",
        values.log_sum_exp,
        {
            "en": "The slope of the logarithm of a sum of exponentials is softmax: each input counts with its share of the sum.",
            "de": "Die Ableitung des Logarithmus einer Summe von Exponentialen ist Softmax: Jede Eingabe zählt mit ihrem Anteil.",
        },
        array=ArrayFunction(
            (1, 1),
            values.of_number_from_vector,
            lambda i, g, args, y, shapes: product([g, Call("softmax", (args[0],))]),
            lambda args, ds, y, shapes: Call("dot", (Call("softmax", (args[0],)), ds[0])) if ds[0] else None,
            named=True,
            gives="number",
        ),
        written_out=lambda args, number: written_out.log_sum_exp(args[0]),
        meaning="the logarithm of the sum of exp(a), of a vector",
    ),
    "sum": Function(
        r"\operatorname{sum}",
        values.sum_of_entries,
        {
            "en": "Every entry goes into a sum as it is.",
            "de": "Jeder Eintrag geht unverändert in eine Summe ein.",
        },
        array=ArrayFunction((1, 1), values.of_number, lambda i, g, args, y, shapes: g, slopes.linear("sum"), gives="number"),
        written_out=lambda args, number: written_out.added(args[0]),
        meaning="the sum of all entries",
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
        written_out=lambda args, number: written_out.divided_by_count(written_out.added(args[0]), args[0]),
        meaning="the sum divided by the number of entries",
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
        written_out=lambda args, number: written_out.variance(args[0], number),
        meaning="the mean of the squared distances to the mean (divided by n, not n - 1)",
    ),
    "normalize": Function(
        r"\operatorname{normalize}",
        values.normalize,
        {
            "en": "Mean and variance depend on every entry: what comes back is taken less its mean and less the part along the normalised "
            "values, and divided by the standard deviation.",
            "de": "Mittel und Varianz hängen von jedem Eintrag ab: Von dem, was zurückkommt, wird sein Mittel und der Teil entlang der "
            "normierten Werte abgezogen, und es wird durch die Standardabweichung geteilt.",
        },
        array=ArrayFunction(
            (1, 2),
            values.of_normalized,
            slopes.normalize_vjp,
            slopes.normalize_jvp,
            named=True,
            gives="alike",
            jacobian=slopes.normalize_jacobian,
        ),
        takes=("any", "positive"),
        meaning="(a - mean(a))/sqrt(var(a) + b) of a vector and a small number b, which may be left out",
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
        around=Around(r"\langle", ",", r"\rangle"),
        written_out=lambda args, number: written_out.products(*args),
        meaning="scalar product of two vectors of one shape",
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
        around=Around(r"\lVert", ",", r"\rVert"),
        written_out=lambda args, number: Call("sqrt", (written_out.squares(args[0]),)),
        meaning="the root of the sum of squares of a vector; at 0 a slope is refused",
    ),
    "mse": Function(
        r"\operatorname{MSE}",
        lambda p, y: values.mean_square(values.difference(p, y)),
        {
            "en": "The mean of squared errors has as its slope twice the error, divided by the number of entries.",
            "de": "Die Ableitung des mittleren quadratischen Fehlers ist das Doppelte des Fehlers, geteilt durch die Anzahl der Einträge.",
        },
        array=ArrayFunction((2, 2), values.of_error, slopes.mse_vjp, slopes.mse_jvp, gives="number"),
        written_out=lambda args, number: written_out.divided_by_count(
            written_out.squares(written_out.differences(args[0], args[1], number)), args[0]
        ),
        meaning="the mean of (a - b)^2 over all entries",
    ),
    "cross_entropy": Function(
        r"\operatorname{CE}",
        values.cross_entropy,
        {
            "en": "Cross-entropy sums logarithms with the targets as weights, and the slope of a logarithm is 1 divided by its input.",
            "de": "Die Kreuzentropie summiert Logarithmen mit den Zielwerten als Gewichten, und die Ableitung eines Logarithmus "
            "ist 1 geteilt durch die Eingabe.",
        },
        array=ArrayFunction(
            (2, 2),
            values.of_prediction,
            slopes.entropy_vjp,
            slopes.entropy_jvp,
            named=True,
            gives="number",
            letter="l",
            fused=Fused("softmax", lambda g, args, shapes: product([g, slopes.less(*args)])),
        ),
        takes=("positive", "target"),
        written_out=lambda args, number: written_out.cross_entropy(args[0], args[1], number),
        meaning="the sum of -b log(a) over two vectors, where 0 log(0) is 0; b has to add up to 1; behind a softmax g*(a - b)",
    ),
    "concat": Function(
        r"\operatorname{concat}",
        lambda *vectors: stacked(vectors),
        {
            "en": "Of what comes to a concatenation each vector gets its own entries.",
            "de": "Von dem, was bei einer Verkettung ankommt, erhält jeder Vektor seine eigenen Einträge.",
        },
        array=ArrayFunction((2, slopes.MOST), values.of_joined, slopes.concat_vjp, slopes.concat_jvp, gives="joined", places=True),
        around=Around("[", ";", "]"),
        meaning="vectors (at most 20) of one direction, columns below each other and rows beside each other",
        vjp="to each its entries of g",
    ),
    "flatten": Function(
        r"\operatorname{flatten}",
        values.flat,
        {
            "en": "Of what comes to a flattened matrix each entry gets its own: it is put back row by row.",
            "de": "Von dem, was beim Vektor der Einträge ankommt, erhält jeder Eintrag das Seine: Es wird Zeile für Zeile zurückgestellt.",
        },
        array=ArrayFunction(
            (1, 1),
            lambda shapes, args: (values.size(shapes[0]), 1),
            slopes.flatten_vjp,
            slopes.linear("flatten"),
            gives="vector",
            places=True,
        ),
        meaning="the column of all entries, row by row; of several channels one after the other",
        vjp="g as a matrix again, row by row",
    ),
    "global_avg_pool": Function(
        r"\operatorname{globalavgpool}",
        values.mean,
        {
            "en": "Every entry has the same share in a mean: 1 divided by the number of entries.",
            "de": "Jeder Eintrag hat am Mittel denselben Anteil: 1 geteilt durch die Anzahl der Einträge.",
        },
        array=ArrayFunction(
            (1, 1), values.of_number, lambda i, g, args, y, shapes: slopes.divided(g, values.size(shapes[0])), slopes.linear("mean")
        ),
        meaning="the mean of a matrix; of several channels the column of their means",
    ),
    **LOSSES,
    **WINDOW_FUNCTIONS,
}
