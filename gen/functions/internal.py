"""The functions that the tool alone writes: an author's `W.T`, and what stands in lines of derivatives."""

from gen.algebra import numbers as number
from gen.algebra.arrays import shape_of
from gen.algebra.expr import UNIT, Call
from gen.functions import array_slopes as slopes
from gen.functions import array_values as values
from gen.functions import loss_values
from gen.functions.function import ArrayFunction, Function
from gen.functions.linalg import diagonal, full, stacked, transpose
from gen.functions.of_windows import WINDOWS_INTERNAL

INTERNAL: dict[str, Function] = {
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
        ),
        meaning="`A.T`",
    ),
    "reshape": Function(
        r"\operatorname{reshape}",
        values.reshaped,
        {
            "en": "What comes to a matrix of the same entries comes to these, in their order.",
            "de": "Was bei einer Matrix aus denselben Einträgen ankommt, kommt bei diesen in ihrer Reihenfolge an.",
        },
        array=ArrayFunction(
            (3, 3),
            lambda shapes, args: values.of_sizes(shapes, args[1:]),
            slopes.reshape_vjp,
            slopes.linear("reshape"),
            places=True,
        ),
        meaning="a vector as a matrix of n rows and m columns, filled row by row",
    ),
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
        ),
        meaning="a unit vector",
    ),
    "units": Function(
        r"\mathbf{I}",
        values.units,
        {
            "en": "Unit vectors do not move.",
            "de": "Einheitsvektoren bewegen sich nicht.",
        },
        array=ArrayFunction((3, 3), values.of_units, slopes.no_derivative, slopes.no_derivative, places=True),
        meaning="unit vectors i to j beside each other, columns of the identity matrix",
    ),
    "identity": Function(
        r"\mathbf{I}",
        lambda a: diagonal(full((max(shape_of(a)), 1), number.ONE)),
        {
            "en": "The identity does not move.",
            "de": "Die Einheitsmatrix bewegt sich nicht.",
        },
        array=ArrayFunction((1, 1), values.of_square, slopes.no_derivative, slopes.no_derivative, places=True),
        meaning="the identity matrix",
    ),
    "zeros": Function(
        r"\mathbf{0}",
        lambda rows, columns: full((int(rows), int(columns)), number.ZERO),
        {
            "en": "Zeros do not move.",
            "de": "Nullen bewegen sich nicht.",
        },
        array=ArrayFunction((2, 2), values.of_sizes, slopes.no_derivative, slopes.no_derivative, places=True),
        meaning="an array of zeros",
    ),
    "pi": Function(
        r"\pi",
        loss_values.pi,
        {
            "en": "Pi does not move.",
            "de": "Pi ändert sich nicht.",
        },
        array=ArrayFunction((0, 0), values.of_number, slopes.no_derivative, slopes.no_derivative, gives="number"),
        meaning="the number pi",
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
        ),
        meaning="one of ones",
    ),
    "diag": Function(
        r"\operatorname{diag}",
        diagonal,
        {
            "en": "Of what comes to a diagonal matrix the diagonal comes to its vector.",
            "de": "Von dem, was bei einer Diagonalmatrix ankommt, gelangt die Diagonale zu ihrem Vektor.",
        },
        array=ArrayFunction((1, 1), values.of_square, slopes.diag_vjp, slopes.linear("diag"), places=True),
        meaning="the diagonal matrix of a vector",
    ),
    "column": Function(
        r"\operatorname{column}",
        lambda *numbers: stacked(numbers),
        {
            "en": "Of what comes to a vector each entry gets its own.",
            "de": "Von dem, was bei einem Vektor ankommt, erhält jeder Eintrag das Seine.",
        },
        array=ArrayFunction((2, slopes.MOST), values.of_joined, slopes.concat_vjp, slopes.concat_jvp, gives="joined", places=True),
        meaning="a vector of numbers that are written out",
    ),
    "rows": Function(
        r"\operatorname{rows}",
        values.entries,
        {
            "en": "What comes to some entries of a vector comes to those, and nothing to the others.",
            "de": "Was bei einigen Einträgen eines Vektors ankommt, gelangt zu diesen, zu den anderen nichts.",
        },
        array=ArrayFunction((3, 3), values.of_entries, slopes.rows_vjp, slopes.linear("rows"), places=True),
        meaning="entries i to j of a vector",
    ),
    **WINDOWS_INTERNAL,
}
