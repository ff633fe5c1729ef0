"""A value is a number or an array: rows and columns of numbers.

A vector is an array with one column or one row, and one by one is a number, so that `W @ x`, `x @ W` and `u.T @ h` are plain matrix
algebra. What can be done with them is in `functions.linalg`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from gen.algebra.numbers import Number

Shape = tuple[int, int]
SCALAR: Shape = (1, 1)


@dataclass(frozen=True, slots=True)
class Array:
    """Rows of equal length, more than one entry in all. Made by `array`."""

    rows: tuple[tuple[Number, ...], ...]

    @property
    def shape(self) -> Shape:
        return len(self.rows), len(self.rows[0])

    def __iter__(self) -> Iterator[Number]:
        """The entries, row by row."""
        return (x for row in self.rows for x in row)


Value = Number | Array


def array(rows: Iterable[Iterable[Number]]) -> Value:
    """The value with these rows; one entry alone is a number."""
    found = tuple(map(tuple, rows))
    return found[0][0] if len(found) == len(found[0]) == 1 else Array(found)


def shape_of(value: Value) -> Shape:
    return value.shape if isinstance(value, Array) else SCALAR


def broadcast(shapes: Iterable[Shape]) -> Shape:
    """The shape of what is computed entry by entry: a row goes with each row of a matrix, a column with each column, a number with all.

    Raises ValueError where shapes do not go together; a row and a column alone do not.
    """
    found = set(shapes)
    n, m = max(n for n, _ in found), max(m for _, m in found)
    if (n, m) not in found or any(rows not in (1, n) or columns not in (1, m) for rows, columns in found):
        raise ValueError(f"shapes that do not go together: {found}")
    return n, m


def shape_words(shape: Shape) -> str:
    """`2 x 3`, `a vector of 3`, `a row of 3`, `a number`."""
    match shape:
        case (1, 1):
            return "a number"
        case (n, 1):
            return f"a vector of {n}"
        case (1, n):
            return f"a row of {n}"
        case (n, m):
            return f"{n} x {m}"


def rows_of(value: Value) -> tuple[tuple[Number, ...], ...]:
    """The rows; a number is one row of one."""
    return value.rows if isinstance(value, Array) else ((value,),)


def numbers(value: Value) -> tuple[Number, ...]:
    """All numbers of a value, row by row."""
    return tuple(value) if isinstance(value, Array) else (value,)


def mapped(value: Value, f: Callable[[Number], Number]) -> Value:
    """The value with every number replaced."""
    return Array(tuple(tuple(map(f, row)) for row in value.rows)) if isinstance(value, Array) else f(value)


def scalar(value: Value) -> Number:
    """The number where only a number can be."""
    assert not isinstance(value, Array), "a number is needed"
    return value
