"""The functions that go over an array by windows, convolution and pooling, and those that stand in their derivatives: one entry each."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from gen.algebra.arrays import SCALAR, Shape, array, scalar
from gen.algebra.expr import Add, Call, Div, Expr, Mul, Neg, Num, rebuild
from gen.algebra.options import OF_CONVOLUTION, OF_POOL, OF_TRANSPOSED, OF_UPSAMPLE
from gen.functions import array_values as values
from gen.functions import convolution as windows
from gen.functions.array_slopes import Tangents, no_derivative
from gen.functions.array_values import Args, ArgumentShapes
from gen.functions.convolution import Pair, as_argument, written
from gen.functions.function import ArrayFunction, Function
from gen.functions.linalg import full
from gen.functions.simplify import product, sum_of
from gen.messages.sentences import Language

# Slopes ---------------------------------------------------------------------------------------------------------------


def _call(fn: str, first: Expr, second: Expr, shapes: tuple[Shape, Shape], *options: Pair) -> Expr:
    """A convolution, transposed or not, with these options for rows and columns."""
    known = OF_CONVOLUTION if fn == "conv" else OF_TRANSPOSED
    return Call(fn, (first, second, *(as_argument(own, option, *shapes) for own, option in zip(options, known, strict=True))))


def _first(e: Expr, shape: Shape, wanted: Shape) -> Expr:
    """The first rows and columns, if there are more than wanted."""
    return e if shape == wanted else Call("first", (e, *_sizes(wanted)))


def _sizes(shape: Shape) -> tuple[Expr, Expr]:
    return Num(Fraction(shape[0])), Num(Fraction(shape[1]))


def as_array(e: Expr, own: Shape, wanted: Shape) -> Expr:
    """An expression of its own shape with the wanted one: a number stands in every entry, and ones say how many they are."""
    return product([e, Call("all_ones", _sizes(wanted))]) if own == SCALAR != wanted else _sized(e, wanted)


def _sized(e: Expr, shape: Shape) -> Expr:
    """With ones that say how many they are: a window does not tell."""
    match e:
        case Call("ones", (_,)):
            return Call("all_ones", _sizes(shape))
        case Neg() | Add() | Mul() | Div():
            return rebuild(e, lambda part: _sized(part, shape))
        case _:
            return e


def _conv_vjp(i: int, g: Expr, args: Args, y: Expr, shapes: ArgumentShapes) -> Expr:
    """To the kernel the convolution of the input with g, stride and dilation exchanged; to the input that of g with the turned kernel in
    full, or the transposed one where windows do not follow each other at once."""
    a, kernel = args[:2]
    stride, padding, dilation = written(args, OF_CONVOLUTION, *shapes[:2])
    axes = windows.axes_of(shapes[0], shapes[1], stride, padding, dilation)
    out = axes[0].windows, axes[1].windows
    if i:
        found = _call("conv", a, g, (shapes[0], out), dilation, padding, stride)
        size = values_of_kernel(axes)
        return _first(found, size, shapes[1])
    full_padding = _pair(axis.dilation * (axis.kernel - 1) - axis.padding for axis in axes)
    if stride == (1, 1) and min(full_padding) >= 0:
        kernel = kernel if max(shapes[1]) == 1 else Call("turned", (kernel,))
        return _call("conv", g, kernel, (out, shapes[1]), (1, 1), full_padding, dilation)
    left = axes[0].left, axes[1].left
    return _call("conv_transpose", g, kernel, (out, shapes[1]), stride, padding, left, dilation)


def values_of_kernel(axes: windows.Axes) -> Shape:
    """The shape of the convolution that gives the gradient to the kernel: windows that leave a border give more than the kernel has."""
    rows, columns = (axis.kernel + axis.left // axis.dilation for axis in axes)
    return rows, columns


def _pair(numbers: Iterable[int]) -> Pair:
    rows, columns = numbers
    return rows, columns


def _transposed_vjp(i: int, g: Expr, args: Args, y: Expr, shapes: ArgumentShapes) -> Expr:
    a, kernel = args[:2]
    stride, padding, more, dilation = written(args, OF_TRANSPOSED, *shapes[:2])
    out = windows.grown(shapes[0], shapes[1], stride, padding, more, dilation)
    if i == 0:
        return _call("conv", g, kernel, (out, shapes[1]), stride, padding, dilation)
    found = _call("conv", g, a, (out, shapes[0]), dilation, padding, stride)
    size = _pair(k + o // d for k, o, d in zip(shapes[1], more, dilation, strict=True))
    return _first(found, size, shapes[1])


def _bilinear(fn: str) -> Callable[[Args, Tangents, Expr, ArgumentShapes], Expr | None]:
    def jvp(args: Args, ds: Tangents, y: Expr, shapes: ArgumentShapes) -> Expr | None:
        (a, kernel, *options), (da, dk) = args, ds[:2]
        first = [Call(fn, (_sized(da, shapes[0]), kernel, *options))] if da else []
        second = [Call(fn, (a, _sized(dk, shapes[1]), *options))] if dk else []
        return sum_of([*first, *second])

    return jvp


def _linear(fn: str) -> Callable[[Args, Tangents, Expr, ArgumentShapes], Expr | None]:
    return lambda args, ds, y, shapes: Call(fn, (_sized(ds[0], shapes[0]), *args[1:])) if ds[0] else None


def _avg_vjp(i: int, g: Expr, args: Args, y: Expr, shapes: ArgumentShapes) -> Expr:
    size, stride, padding = written(args, OF_POOL, shapes[0])
    axes = windows.axes_of(shapes[0], size, stride, padding)
    out = axes[0].windows, axes[1].windows
    wanted = (size, stride, padding, (axes[0].left, axes[1].left))
    return Call("upsample", (g, *(as_argument(own, option, out) for own, option in zip(wanted, OF_UPSAMPLE, strict=True))))


def _upsample_vjp(i: int, g: Expr, args: Args, y: Expr, shapes: ArgumentShapes) -> Expr:
    size, stride, padding, more = written(args, OF_UPSAMPLE, shapes[0])
    whole = windows.grown(shapes[0], size, stride, padding, more)
    options = zip((size, stride, padding), OF_POOL, strict=True)
    return Call("avg_pool", (g, *(as_argument(own, option, whole) for own, option in options)))


def _largest_vjp(fn: str, other: str) -> ArrayFunction:
    """That of `unpool` and `pick`, each of which is the other one's transpose, for fixed places."""

    def vjp(i: int, g: Expr, args: Args, y: Expr, shapes: ArgumentShapes) -> Expr | None:
        return Call(other, (g, *args[1:])) if i == 0 else None

    shape = windows.of_unpool if fn == "unpool" else windows.of_pick
    return ArrayFunction((2, 2), shape, vjp, _linear(fn), by_ties_of="max", whole=True)


# The functions --------------------------------------------------------------------------------------------------------

_CONV: Mapping[Language, str] = {
    "en": "Each entry of the kernel multiplies one entry of every window, so that the input, convolved with what comes back, comes to the "
    "kernel; each entry of the input lies in several windows, and what comes back from them, each time with its entry of the kernel, "
    "is a convolution in full with the kernel turned by 180 degrees.",
    "de": "Jeder Eintrag des Kerns wird in jedem Fenster mit einem Eintrag der Eingabe multipliziert: Beim Kern kommt die Faltung der "
    "Eingabe mit dem an, was zurückkommt; jeder Eintrag der Eingabe liegt in mehreren Fenstern, und was aus ihnen mit dem "
    "jeweiligen Eintrag des Kerns zurückkommt, ist eine volle Faltung mit dem um 180 Grad gedrehten Kern.",
}

WINDOW_FUNCTIONS: dict[str, Function] = {
    "conv": Function(
        r"\operatorname{conv}",
        windows.convolution,
        _CONV,
        array=ArrayFunction((2, 2), windows.of_convolution, _conv_vjp, _bilinear("conv"), whole=True),
        meaning="convolution as in deep-learning libraries, which is cross-correlation: the kernel b is not turned; of matrices, or of two "
        "columns or two rows; `conv(X, K, stride=2, padding=1, dilation=2)`, see [Convolution and pooling](#convolution-and-pooling)",
        vjp="conv(a, g) to b with stride and dilation exchanged, conv(g, b turned by 180 degrees) to a with full padding; "
        "with a stride conv_transpose(g, b)",
        example="sum(conv(x, y, padding=1))",
    ),
    "depthwise": Function(
        r"\operatorname{depthwise}",
        windows.convolution,
        _CONV,
        array=ArrayFunction((2, 2), windows.of_convolution, _conv_vjp, _bilinear("depthwise"), whole=True),
        meaning="of several channels the convolution of each with a kernel of its own (PyTorch: groups as many as channels); a matrix as "
        "conv",
        vjp="as of conv, channel by channel",
        example="sum(depthwise(x, y, padding=1))",
    ),
    "conv_transpose": Function(
        r"\operatorname{conv}^{\top}",
        windows.transposed_convolution,
        {
            "en": "A transposed convolution spreads each entry by the kernel, so that what comes to its input is the convolution of what "
            "comes back.",
            "de": "Eine transponierte Faltung verteilt jeden Eintrag mit dem Kern, also kommt bei ihrer Eingabe die Faltung dessen an, was "
            "zurückkommt.",
        },
        array=ArrayFunction((2, 2), windows.of_transposed, _transposed_vjp, _bilinear("conv_transpose"), whole=True),
        meaning="the transposed convolution: each entry of a times b is added at its window; `stride`, `padding`, `output_padding` and "
        "`dilation` as in PyTorch",
        vjp="conv(g, b) to a, conv(g, a) to b with stride and dilation exchanged",
        example="sum(conv_transpose(x, y, stride=2))",
    ),
    "max_pool": Function(
        r"\operatorname{maxpool}",
        windows.max_pool,
        {
            "en": "Of what comes back from a window all goes to its largest entry, the others have no influence.",
            "de": "Was aus einem Fenster zurückkommt, geht ganz an dessen größten Eintrag, die anderen haben keinen Einfluss.",
        },
        array=ArrayFunction(
            (1, 1),
            windows.of_pool,
            lambda i, g, args, y, shapes: Call("unpool", (g, *args)),
            lambda args, ds, y, shapes: Call("pick", (_sized(ds[0], shapes[0]), *args)) if ds[0] else None,
            by_ties_of="max",
            compared=windows.compared,
            whole=True,
        ),
        meaning="the largest entry of each window: `max_pool(X, 2)`, `max_pool(X, (2, 3), stride=1, padding=1)`; the stride is the size "
        "where it does not say otherwise, and padding is never the largest",
        vjp="g to the largest of each window, 0 to the others",
        example="sum(max_pool(x, 2, stride=1))",
    ),
    "avg_pool": Function(
        r"\operatorname{avgpool}",
        windows.avg_pool,
        {
            "en": "What comes back from a window is shared out among its entries in equal parts.",
            "de": "Was aus einem Fenster zurückkommt, wird zu gleichen Teilen auf dessen Einträge verteilt.",
        },
        array=ArrayFunction((1, 1), windows.of_pool, _avg_vjp, _linear("avg_pool"), whole=True),
        meaning="the mean of each window, zeros of the padding included (as in PyTorch)",
        vjp="g in equal parts to the entries of each window",
        example="sum(avg_pool(x, 2, stride=1))",
    ),
}

WINDOWS_INTERNAL: dict[str, Function] = {
    "pair": Function(
        r"\operatorname{pair}",
        lambda rows, columns: array([[scalar(rows), scalar(columns)]]),
        {"en": "Sizes do not move.", "de": "Größen bewegen sich nicht."},
        array=ArrayFunction((2, 2), lambda shapes, args: (1, 2), no_derivative, no_derivative, places=True),
        meaning="an option for rows and columns, `stride=(2, 1)`",
    ),
    "all_ones": Function(
        r"\mathbf{1}",
        lambda rows, columns: full((int(rows), int(columns)), Fraction(1)),
        {"en": "Ones do not move.", "de": "Einsen ändern sich nicht."},
        array=ArrayFunction((2, 2), values.of_sizes, no_derivative, no_derivative, places=True),
        meaning="one of ones that says its size",
    ),
    "turned": Function(
        r"\operatorname{rot180}",
        windows.turned,
        {
            "en": "What comes to a turned kernel is turned on its way back.",
            "de": "Was bei einem gedrehten Kern ankommt, wird auf dem Rückweg gedreht.",
        },
        array=ArrayFunction(
            (1, 1),
            windows.of_alike,
            lambda i, g, args, y, shapes: Call("turned", (g,)),
            _linear("turned"),
            places=True,
            whole=True,
        ),
        meaning="a kernel turned by 180 degrees",
    ),
    "first": Function(
        r"\operatorname{first}",
        windows.first_entries,
        {
            "en": "What comes to the first rows and columns comes to those, and nothing to the others.",
            "de": "Was bei den ersten Zeilen und Spalten ankommt, gelangt zu diesen, zu den anderen nichts.",
        },
        array=ArrayFunction(
            (3, 3),
            windows.of_written,
            lambda i, g, args, y, shapes: Call("with_border", (g, *_sizes(shapes[0]))),
            _linear("first"),
            places=True,
            whole=True,
        ),
        meaning="the first rows and columns of a matrix",
    ),
    "with_border": Function(
        r"\operatorname{border}",
        windows.with_border,
        {
            "en": "Zeros at the border do not move.",
            "de": "Nullen am Rand bewegen sich nicht.",
        },
        array=ArrayFunction(
            (3, 3),
            windows.of_written,
            lambda i, g, args, y, shapes: Call("first", (g, *_sizes(shapes[0]))),
            _linear("with_border"),
            places=True,
            whole=True,
        ),
        meaning="a matrix with zeros behind its rows and columns",
    ),
    "unpool": Function(
        r"\operatorname{unpool}",
        windows.unpool,
        {
            "en": "What comes to the largest entries comes from there.",
            "de": "Was bei den größten Einträgen ankommt, kommt von dort.",
        },
        array=_largest_vjp("unpool", "pick"),
        meaning="each entry at the largest of its window",
    ),
    "pick": Function(
        r"\operatorname{pick}",
        windows.pick,
        {
            "en": "Each entry that is picked moves as it is.",
            "de": "Jeder ausgewählte Eintrag bewegt sich, wie er ist.",
        },
        array=_largest_vjp("pick", "unpool"),
        meaning="the entries where those of another array are the largest of their windows",
    ),
    "upsample": Function(
        r"\operatorname{upsample}",
        windows.upsample,
        {
            "en": "What is shared out in equal parts comes back as a mean.",
            "de": "Was zu gleichen Teilen verteilt wird, kommt als Mittel zurück.",
        },
        array=ArrayFunction((1, 1), windows.of_upsample, _upsample_vjp, _linear("upsample"), whole=True),
        meaning="each entry shared out in equal parts among those of its window",
    ),
}
