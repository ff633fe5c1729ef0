"""Numbers that are known to lie between two others, arrays of them, and what follows when they are computed with."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, overload

from gen.algebra.arrays import Array, Shape, Value, rows_of
from gen.algebra.expr import Index, Place, Range
from gen.algebra.numbers import Number, NumberFormat
from gen.verify.definitions import Operators
from gen.verify.tolerance import MP, close, mpf, plus, relative_error, times

MAX_BITS = 100_000  # of an exact power
_NEAR = MP.mpf(10) ** -55  # relative: how well a number is known that is not exact, and each result of computing with it


@dataclass(frozen=True, slots=True)
class Interval(Operators):
    """All numbers between two, both of them exact or neither."""

    low: Any
    high: Any

    @property
    def ends(self) -> tuple[Any, ...]:
        return (self.low,) if self.low == self.high else (self.low, self.high)

    @property
    def middle(self) -> Any:
        return self.low + (self.high - self.low) / 2

    def __add__(self, other: Any) -> "Interval":
        other = _to_interval(other)
        return hull(plus(self.low, other.low), plus(self.high, other.high))

    def __neg__(self) -> "Interval":
        return Interval(-self.high, -self.low)

    def __mul__(self, other: Any) -> "Interval":
        other = _to_interval(other)
        return hull(*(_times(a, b) for a in self.ends for b in other.ends))

    def __pow__(self, n: int) -> "Interval":
        ends = [end**n if not isinstance(end, Fraction) or n * _bits(end) <= MAX_BITS else mpf(end) ** n for end in self.ends]
        return hull(*ends, *([Fraction(0)] if n % 2 == 0 and self.low < 0 < self.high else []))

    def inverse(self) -> "Interval":
        if self.ends == (0,):
            raise ValueError("a division by 0")
        return Interval(-MP.inf, MP.inf) if self.low <= 0 <= self.high else hull(*(1 / end for end in self.ends))

    def nearest(self, value: Any) -> Any:
        """The number of the range that is nearest to a value."""
        x, low, high = _same_kind(value, self.low, self.high)
        return min(max(x, low), high)

    def contains(self, value: Any) -> bool:
        """Whether the value is in the range: exactly where both are exact, else to the digits to which routes must agree."""
        if isinstance(value, Fraction) and isinstance(self.low, Fraction) and isinstance(self.high, Fraction):
            return self.low <= value <= self.high
        return not isinstance(value, Array) and close(value, self.nearest(value))

    def relative_error(self, value: Any) -> float:
        """The relative difference between a value and the middle of the range; 1 where it has no bounds."""
        middle = self.middle
        return relative_error(value, middle) if isinstance(middle, Fraction) or MP.isfinite(middle) else 1.0

    def __str__(self) -> str:
        return " to ".join(str(end) if isinstance(end, Fraction) else str(MP.nstr(end, 12)) for end in self.ends)


@dataclass(frozen=True, slots=True)
class IntervalMatrix:
    """An array of ranges, which is all arrays with each entry in its range."""

    rows: tuple[tuple[Interval, ...], ...]

    @property
    def shape(self) -> Shape:
        return len(self.rows), len(self.rows[0])

    def contains(self, value: Any) -> bool:
        """Whether the value has this shape and every entry is in its range."""
        return (
            isinstance(value, Array) and self.shape == value.shape and all(x.contains(y) for x, y in zip(listed(self), value, strict=True))
        )

    def relative_error(self, value: Any) -> float:
        """That of the worst entry of a value that fits."""
        return max(x.relative_error(y) for x, y in zip(listed(self), value, strict=True))

    def __str__(self) -> str:
        return f"[{'; '.join(', '.join(map(str, row)) for row in self.rows)}]"


@dataclass(frozen=True, slots=True)
class ConstantArray:
    r"""An array whose shape is told by its place: the same number everywhere, as in `\mathbf{1}`, but at some places.

    `\mathbf{e}_{2}` is 0 but at (2, 1), counted from 1. `shape` are rows and columns as far as they are known, else 0.
    """

    entry: Interval
    places: Mapping[tuple[int, int], Interval] = field(default_factory=dict)
    shape: Shape = (0, 0)

    def at(self, i: int, j: int) -> Interval:
        return self.places.get((i, j), self.entry)

    def can_have(self, shape: Shape) -> bool:
        """Whether its place may give it this shape."""
        known = all(own in (0, other) for own, other in zip(self.shape, shape, strict=True))
        return known and all(i <= shape[0] and j <= shape[1] for i, j in self.places)

    def contains(self, value: Any) -> bool:
        return isinstance(value, Array) and self.can_have(value.shape) and with_shape(self, *value.shape).contains(value)

    def relative_error(self, value: Any) -> float:
        return with_shape(self, *value.shape).relative_error(value)

    def __str__(self) -> str:
        return f"[{self.entry} ...]"


class UnknownShape(ValueError):
    """An array of ones, say, has no shape: what stands beside it tells none."""

    def __init__(self) -> None:
        super().__init__("the shape of 1 is not told")


Bounds = Interval | IntervalMatrix | ConstantArray
_NOTHING = Interval(Fraction(0), Fraction(0))


@overload
def interval_of(value: Number) -> Interval: ...
@overload
def interval_of(value: Value) -> Interval | IntervalMatrix: ...
def interval_of(value: Value) -> Interval | IntervalMatrix:
    """A value of a derivation."""
    return matrix_of_rows((hull(x if isinstance(x, Fraction) else mpf(x)) for x in row) for row in rows_of(value))


def printed_number(text: str, shown: NumberFormat | None) -> Interval:
    """A number that shows exactly as many digits as rounded ones do may be off by half a unit of its last."""
    mantissa, _, exponent = text.lower().partition("e")
    places = len(mantissa.partition(".")[2])
    digits = places if shown and shown.kind == "decimals" else len(mantissa.replace(".", "").lstrip("0"))
    if shown is None or digits != shown.n:
        return Interval(Fraction(text), Fraction(text))
    half = Fraction(1, 2) * Fraction(10) ** (int(exponent or 0) - places)
    return Interval(Fraction(text) - half, Fraction(text) + half)


def matrix_of_rows(rows: Iterable[Iterable[Interval]]) -> Interval | IntervalMatrix:
    """What has these rows; one entry alone is a number. Raises ValueError where rows are not of one length."""
    found = tuple(map(tuple, rows))
    if len({len(row) for row in found}) > 1:
        raise ValueError("rows of different lengths")
    return found[0][0] if len(found) == len(found[0]) == 1 else IntervalMatrix(found)


def listed(value: Bounds) -> tuple[Interval, ...]:
    """All entries, row by row. Raises Untold where their number is not told."""
    if isinstance(value, ConstantArray):
        raise UnknownShape
    return tuple(x for row in value.rows for x in row) if isinstance(value, IntervalMatrix) else (value,)


def each(f: Callable[..., Interval], *values: Bounds) -> Bounds:
    """Elementwise; a number goes with every entry, a vector with each row or column. Raises ValueError where shapes do not fit."""
    shapes = {value.shape: None for value in values if isinstance(value, IntervalMatrix)}
    if not shapes:
        return _each_constant(f, [value for value in values if not isinstance(value, IntervalMatrix)])
    n, m = max(shapes, key=lambda shape: shape[0] * shape[1])
    if any(rows not in (1, n) or columns not in (1, m) for rows, columns in shapes):
        raise ValueError(f"shapes that do not fit: {' and '.join(map(size, shapes))}")
    all_rows = [_repeated(value, n, m) if isinstance(value, IntervalMatrix) else with_shape(value, n, m).rows for value in values]
    return IntervalMatrix(tuple(tuple(map(f, *rows)) for rows in zip(*all_rows, strict=True)))


def _repeated(value: IntervalMatrix, n: int, m: int) -> tuple[tuple[Interval, ...], ...]:
    """The rows of an array, one row or one column again and again."""
    rows, columns = value.shape
    return tuple(row * (m // columns) for row in value.rows) * (n // rows)


def _each_constant(f: Callable[..., Interval], values: Sequence[Interval | ConstantArray]) -> Interval | ConstantArray:
    arrays = [value for value in values if isinstance(value, ConstantArray)]
    if not arrays:
        return f(*values)
    shape = _common([value.shape for value in arrays])

    def at(i: int, j: int) -> Interval:
        return f(*(value.at(i, j) if isinstance(value, ConstantArray) else value for value in values))

    return ConstantArray(at(0, 0), {place: at(*place) for value in arrays for place in value.places}, shape)


def _common(shapes: Sequence[Shape]) -> Shape:
    """What is known of one shape that several arrays have. Raises ValueError where they cannot have one."""
    rows, columns = ({n for n in sizes if n} for sizes in zip(*shapes, strict=True))
    if len(rows) > 1 or len(columns) > 1:
        raise ValueError(f"shapes that do not fit: {' and '.join(map(size, shapes))}")
    return max(rows, default=0), max(columns, default=0)


def indexed(value: Interval | IntervalMatrix, index: Index) -> Interval | IntervalMatrix:
    """Rows and columns are counted from 1, those of a vector by one place; None stands for all, a range has both of its ends."""
    rows = value.rows if isinstance(value, IntervalMatrix) else ((value,),)
    if len(index) == 1:
        index = (*index, None) if len(rows[0]) == 1 else (None, *index)
    down, across = map(_slice, index)
    return matrix_of_rows(row[across] for row in rows[down])


def _slice(place: Place) -> slice:
    if isinstance(place, Range):
        return slice(place.first - 1, place.last)
    return slice(None) if place is None else slice(place - 1, place)


def matmul(a: IntervalMatrix, b: IntervalMatrix) -> Interval | IntervalMatrix:
    """Rows of a by columns of b. Raises ValueError where they are not of one length."""
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"shapes that do not fit: {size(a.shape)} times {size(b.shape)}")
    return matrix_of_rows(
        (total(x * y for x, y in zip(row, column, strict=True)) for column in zip(*b.rows, strict=True)) for row in a.rows
    )


def unit(i: int) -> ConstantArray:
    """A column that is 1 at place i and 0 elsewhere."""
    return ConstantArray(_NOTHING, {(i, 1): Interval(Fraction(1), Fraction(1))}, (0, 1))


def units(first: int, last: int) -> ConstantArray:
    """The columns `first` to `last` of an identity matrix."""
    places = {(i, k): Interval(Fraction(1), Fraction(1)) for k, i in enumerate(range(first, last + 1), 1)}
    return ConstantArray(_NOTHING, places, (0, last - first + 1))


def with_shape(value: Interval | ConstantArray, rows: int, columns: int) -> IntervalMatrix:
    """With this shape. Raises ValueError where it cannot have it."""
    whole = value if isinstance(value, ConstantArray) else ConstantArray(value)
    if not whole.can_have((rows, columns)):
        raise ValueError(
            f"an array that is {size((rows, columns))} has no {' or '.join(f'entry {i}, {j}' for i, j in whole.places) or 'room'}"
        )
    return IntervalMatrix(tuple(tuple(whole.at(i, j) for j in range(1, columns + 1)) for i in range(1, rows + 1)))


def product(a: IntervalMatrix | ConstantArray, b: IntervalMatrix | ConstantArray) -> Bounds:
    """A matrix product with a size that nothing tells. Raises Untold where too little is known of it."""
    left, right = _open(a), _open(b)
    nothing = [part.entry.ends == (0,) for part in (left, right)]
    if left.shape[1] == right.shape[0] == 1 and (not left.places or nothing[1]) and (not right.places or nothing[0]):
        places = {(i, j): x * y for (i, _), x in left.places.items() for (_, j), y in right.places.items()}
        return ConstantArray(left.entry * right.entry, places, (left.shape[0], right.shape[1]))
    # Only the entries at places add something, and each row and column that is not 0 is known.
    if not any(nothing) or not (left.shape[0] or nothing[0]) or not (right.shape[1] or nothing[1]):
        raise UnknownShape
    rows = range(1, left.shape[0] + 1) if left.shape[0] else sorted({i for i, _ in left.places})
    columns = range(1, right.shape[1] + 1) if right.shape[1] else sorted({j for _, j in right.places})
    between = sorted({k for _, k in left.places} | {k for k, _ in right.places})
    entries = {(i, j): total(left.at(i, k) * right.at(k, j) for k in between) for i in rows for j in columns}
    found = ConstantArray(_NOTHING, entries, (left.shape[0], right.shape[1]))
    return entries[1, 1] if found.shape == (1, 1) else with_shape(found, *found.shape) if all(found.shape) else found


def _open(a: IntervalMatrix | ConstantArray) -> ConstantArray:
    if isinstance(a, ConstantArray):
        return a
    return ConstantArray(_NOTHING, {(i, j): x for i, row in enumerate(a.rows, 1) for j, x in enumerate(row, 1)}, a.shape)


@overload
def transposed(a: IntervalMatrix) -> IntervalMatrix: ...
@overload
def transposed(a: ConstantArray) -> ConstantArray: ...
def transposed(a: IntervalMatrix | ConstantArray) -> IntervalMatrix | ConstantArray:
    if isinstance(a, IntervalMatrix):
        return IntervalMatrix(tuple(zip(*a.rows, strict=True)))
    # Ones that are turned are a row: an array of ones stays as it is.
    shape = (1, 0) if a.shape == (0, 0) else (a.shape[1], a.shape[0])
    return ConstantArray(a.entry, {(j, i): x for (i, j), x in a.places.items()}, shape)


def total(ranges: Iterable[Interval]) -> Interval:
    return sum(ranges, _NOTHING)


def size(shape: Shape) -> str:
    return " x ".join(str(n or "?") for n in shape)


def hull(*ends: Any) -> Interval:
    """The smallest range with all these numbers."""
    if all(isinstance(end, Fraction) for end in ends):
        return Interval(min(ends), max(ends))
    low, high = min(map(mpf, ends)), max(map(mpf, ends))
    return Interval(low - abs(low) * _NEAR, high + abs(high) * _NEAR)


def _to_interval(x: Any) -> Interval:
    return x if isinstance(x, Interval) else hull(Fraction(x) if isinstance(x, int) else x)


def _bits(x: Fraction) -> int:
    return max(x.numerator.bit_length(), x.denominator.bit_length())


def _same_kind(*numbers: Any) -> tuple[Any, ...]:
    return numbers if all(isinstance(x, Fraction) for x in numbers) else tuple(map(mpf, numbers))


def _times(a: Any, b: Any) -> Any:
    return times(a, b) if a and b else min(*_same_kind(a, b), key=abs)  # 0 times infinity is 0
