"""Convolution and pooling of matrices and vectors: values, and the shapes of these.

A convolution is the cross-correlation of deep-learning libraries: the kernel is not turned (Goodfellow, Bengio, Courville, 2016, section
9.1). Along each axis, n entries, a kernel of k, a stride s, a padding p and a dilation d give floor((n + 2p - d(k - 1) - 1)/s) + 1.
An axis along which input and kernel have one entry each, as of two rows, has no stride and no padding unless a pair says so.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from gen.algebra import numbers as number
from gen.algebra.arrays import Shape, Value, array, numbers, rows_of, scalar, shape_of
from gen.algebra.expr import Call, Expr, Num
from gen.algebra.numbers import Number
from gen.algebra.options import OF_CONVOLUTION, OF_POOL, OF_TRANSPOSED, OF_UPSAMPLE, Option
from gen.algebra.printer import text
from gen.functions.array_values import Args, ArgumentShapes, of_sizes
from gen.functions.function import ShapeError
from gen.functions.linalg import sum_of_numbers

Pair = tuple[int, int]
Place = tuple[int, int]
Shares = Callable[[Sequence[Number]], Sequence[Number]]

# Along an axis --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Axis:
    """How windows lie along an axis of n entries."""

    n: int
    kernel: int
    stride: int
    padding: int
    dilation: int = 1

    @property
    def room(self) -> int:
        """What is left beside the first window."""
        return self.n + 2 * self.padding - self.dilation * (self.kernel - 1) - 1

    @property
    def windows(self) -> int:
        return self.room // self.stride + 1

    @property
    def left(self) -> int:
        """The entries behind the last window, which are in none."""
        return self.room % self.stride

    @property
    def formula(self) -> str:
        """The number of windows, as it is computed."""
        span = f"{self.dilation}*({self.kernel} - 1)"
        return f"floor(({self.n} + 2*{self.padding} - {span} - 1)/{self.stride}) + 1 = {self.windows}"

    def inside(self, window: int) -> Iterator[tuple[int, int]]:
        """The entries of a window that are no padding, each with its place in the kernel; all counted from 0."""
        first = window * self.stride - self.padding
        places = ((i, first + i * self.dilation) for i in range(self.kernel))
        return ((i, at) for i, at in places if 0 <= at < self.n)


Axes = tuple[Axis, Axis]


def along(said: int | Pair, counts: Sequence[bool], least: int) -> Pair:
    """What an option says of rows and columns: a number of those axes that count, a pair of both."""
    if isinstance(said, tuple):
        return said
    rows, columns = (said if counting else least for counting in counts)
    return rows, columns


def counting_axes(*shapes: Shape) -> tuple[bool, bool]:
    """The axes along which one of the arguments has several entries."""
    return max(n for n, _ in shapes) > 1, max(m for _, m in shapes) > 1


def written(args: Args, options: Sequence[Option], *shapes: Shape) -> list[Pair]:
    """The options of a call, its last arguments, for rows and columns; `shapes` are those that tell which axes count."""
    counts = counting_axes(*shapes)
    return [along(_said(arg), counts, option.least) for option, arg in zip(options, args[-len(options) :], strict=True)]


def _said(arg: Expr) -> int | Pair:
    match arg:
        case Num(value):
            return int(value)
        case Call("pair", (Num(a), Num(b))):
            return int(a), int(b)
    raise AssertionError(f"no option: {arg}")


def evaluated(values: Sequence[Value], options: Sequence[Option], *arrays: Value) -> list[Pair]:
    """The same of values."""
    counts, found = counting_axes(*map(shape_of, arrays)), list[Pair]()
    for option, value in zip(options, values, strict=True):
        whole = [int(x) for x in numbers(value)]
        found.append(along(whole[0] if len(whole) == 1 else (whole[0], whole[1]), counts, option.least))
    return found


def as_argument(wanted: Pair, option: Option, *shapes: Shape) -> Expr:
    """The option that says so of arrays of these shapes: a number where one will do."""
    counts = counting_axes(*shapes)
    one = next((n for n in (*wanted, option.least) if along(n, counts, option.least) == wanted), None)
    rows, columns = (Num(Fraction(n)) for n in wanted)
    return Call("pair", (rows, columns)) if one is None else Num(Fraction(one))


def axes_of(shape: Shape, kernel: Shape, stride: Pair, padding: Pair, dilation: Pair = (1, 1)) -> Axes:
    rows, columns = (Axis(*sizes) for sizes in zip(shape, kernel, stride, padding, dilation, strict=True))
    return rows, columns


def grown(shape: Shape, kernel: Shape, stride: Pair, padding: Pair, more: Pair, dilation: Pair = (1, 1)) -> Shape:
    """The shape that windows were taken of: that of a transposed convolution; `more` entries are in no window."""
    sizes = zip(shape, kernel, stride, padding, more, dilation, strict=True)
    rows, columns = ((n - 1) * s - 2 * p + d * (k - 1) + 1 + o for n, k, s, p, o, d in sizes)
    return rows, columns


def windows(axes: Axes) -> Iterator[tuple[Place, list[tuple[Place, Place]]]]:
    """Each window by its place in the output, and its entries that are no padding: their places in the kernel and in the input."""
    for i, j in product(range(axes[0].windows), range(axes[1].windows)):
        yield (i, j), [((a, b), (r, c)) for a, r in axes[0].inside(i) for b, c in axes[1].inside(j)]


# Values ---------------------------------------------------------------------------------------------------------------


def convolution(a: Value, kernel: Value, *options: Value) -> Value:
    x, k = rows_of(a), rows_of(kernel)
    axes = axes_of(shape_of(a), shape_of(kernel), *evaluated(options, OF_CONVOLUTION, a, kernel))
    return _gathered(axes, lambda out, inside: sum_of_numbers(number.multiply(x[r][c], k[i][j]) for (i, j), (r, c) in inside))


def transposed_convolution(a: Value, kernel: Value, *options: Value) -> Value:
    x, k = rows_of(a), rows_of(kernel)
    stride, padding, more, dilation = evaluated(options, OF_TRANSPOSED, a, kernel)
    shape = grown(shape_of(a), shape_of(kernel), stride, padding, more, dilation)
    axes = axes_of(shape, shape_of(kernel), stride, padding, dilation)
    return _scattered(axes, lambda out, inside: [number.multiply(x[out[0]][out[1]], k[i][j]) for (i, j), _ in inside])


def max_pool(a: Value, *options: Value) -> Value:
    x = rows_of(a)
    return _gathered(_pooled(a, options), lambda out, inside: max(x[r][c] for _, (r, c) in inside))


def compared(a: Value, *options: Value) -> list[list[Number]]:
    """The entries of each window."""
    x = rows_of(a)
    return [[x[r][c] for _, (r, c) in inside] for _, inside in windows(_pooled(a, options))]


def avg_pool(a: Value, *options: Value) -> Value:
    """Zeros of the padding count, as in PyTorch."""
    x, axes = rows_of(a), _pooled(a, options)
    return _gathered(axes, lambda out, inside: number.divide(sum_of_numbers(x[r][c] for _, (r, c) in inside), _size(axes)))


def unpool(shares: Shares, g: Value, a: Value, *options: Value) -> Value:
    """Each entry of g at the largest entry of its window of a, added up where windows overlap."""
    x, came = rows_of(a), rows_of(g)

    def handed(out: Place, inside: Sequence[tuple[Place, Place]]) -> list[Number]:
        return [number.multiply(came[out[0]][out[1]], share) for share in shares([x[r][c] for _, (r, c) in inside])]

    return _scattered(_pooled(a, options), handed)


def pick(shares: Shares, h: Value, a: Value, *options: Value) -> Value:
    """The entries of h where the largest of the windows of a are."""
    x, moves = rows_of(a), rows_of(h)

    def picked(out: Place, inside: Sequence[tuple[Place, Place]]) -> Number:
        own = shares([x[r][c] for _, (r, c) in inside])
        return sum_of_numbers(number.multiply(moves[r][c], share) for share, (_, (r, c)) in zip(own, inside, strict=True) if share)

    return _gathered(_pooled(a, options), picked)


def upsample(g: Value, *options: Value) -> Value:
    """Each entry of g in equal parts in all of its window, padding too."""
    came = rows_of(g)
    size, stride, padding, more = evaluated(options, OF_UPSAMPLE, g)
    axes = axes_of(grown(shape_of(g), size, stride, padding, more), size, stride, padding)
    return _scattered(axes, lambda out, inside: [number.divide(came[out[0]][out[1]], _size(axes))] * len(inside))


def turned(a: Value) -> Value:
    """By 180 degrees."""
    return array(row[::-1] for row in rows_of(a)[::-1])


def first_entries(a: Value, rows: Value, columns: Value) -> Value:
    return array(row[: int(scalar(columns))] for row in rows_of(a)[: int(scalar(rows))])


def with_border(a: Value, rows: Value, columns: Value) -> Value:
    """With zeros behind its rows and columns."""
    wide = [(*row, *[number.ZERO] * (int(scalar(columns)) - len(row))) for row in rows_of(a)]
    return array([*wide, *[(number.ZERO,) * len(wide[0])] * (int(scalar(rows)) - len(wide))])


def _pooled(a: Value, options: Sequence[Value]) -> Axes:
    return axes_of(shape_of(a), *evaluated(options, OF_POOL, a))


def _size(axes: Axes) -> Fraction:
    return Fraction(axes[0].kernel * axes[1].kernel)


def _gathered(axes: Axes, entry: Callable[[Place, list[tuple[Place, Place]]], Number]) -> Value:
    """An entry for each window."""
    found = [entry(out, inside) for out, inside in windows(axes)]
    columns = axes[1].windows
    return array(found[i : i + columns] for i in range(0, len(found), columns))


def _scattered(axes: Axes, handed: Callable[[Place, list[tuple[Place, Place]]], Sequence[Number]]) -> Value:
    """What each window hands to its entries, added up."""
    found: list[list[Number]] = [[number.ZERO] * axes[1].n for _ in range(axes[0].n)]
    for out, inside in windows(axes):
        for (_, (r, c)), x in zip(inside, handed(out, inside), strict=True):
            found[r][c] = number.add(found[r][c], x)
    return array(found)


# Shapes ---------------------------------------------------------------------------------------------------------------

_HINT = "each size has to be 1 at least: take a larger input or padding, or a smaller kernel, stride or dilation"


def of_convolution(shapes: ArgumentShapes, args: Args) -> Shape:
    axes = axes_of(shapes[0], shapes[1], *written(args, OF_CONVOLUTION, *shapes[:2]))
    return _of_windows(axes, f"{text(args[1])} has no room in {text(args[0])}")


def of_transposed(shapes: ArgumentShapes, args: Args) -> Shape:
    stride, padding, more, dilation = written(args, OF_TRANSPOSED, *shapes[:2])
    found = grown(shapes[0], shapes[1], stride, padding, more, dilation)
    if any(o >= s for o, s in zip(more, stride, strict=True)):
        raise ShapeError("output_padding is less than the stride", "without it there is none")
    if min(found) < 1:
        axis = found.index(min(found))
        n, k, s, p, d, o = (sizes[axis] for sizes in (shapes[0], shapes[1], stride, padding, dilation, more))
        formula = f"({n} - 1)*{s} - 2*{p} + {d}*({k} - 1) + {o} + 1 = {found[axis]}"
        raise ShapeError(f"{_AXES[axis]} of conv_transpose: {formula}", "take less padding")
    return found


def of_pool(shapes: ArgumentShapes, args: Args) -> Shape:
    size, stride, padding = written(args, OF_POOL, shapes[0])
    if any(2 * p > k for p, k in zip(padding, size, strict=True)):
        raise ShapeError("padding of a pool is at most half of the size, so that no window is outside", "take less padding")
    return _of_windows(axes_of(shapes[0], size, stride, padding), f"a window has no room in {text(args[0])}")


def of_unpool(shapes: ArgumentShapes, args: Args) -> Shape:
    return shapes[1]


def of_pick(shapes: ArgumentShapes, args: Args) -> Shape:
    return of_pool(shapes[1:], args[1:])


def of_upsample(shapes: ArgumentShapes, args: Args) -> Shape:
    return grown(shapes[0], *written(args, OF_UPSAMPLE, shapes[0]))


def of_alike(shapes: ArgumentShapes, args: Args) -> Shape:
    return shapes[0]


def of_written(shapes: ArgumentShapes, args: Args) -> Shape:
    """One that stands in the last two arguments."""
    return of_sizes(shapes, args[-2:])


_AXES = ("rows", "columns")


def _of_windows(axes: Axes, what: str) -> Shape:
    for axis, name in zip(axes, _AXES, strict=True):
        if axis.windows < 1:
            raise ShapeError(f"{what}: {name} are {axis.formula}", _HINT)
    return axes[0].windows, axes[1].windows
