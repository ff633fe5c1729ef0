"""Rows, columns and entries at places that are values, and what is 1 at a place and 0 elsewhere, by their definitions.

A row is taken from a table as the sum of all rows, each times 1 or 0, in any arithmetic that tells whether numbers are equal.
"""

from typing import Any

from gen.messages.errors import VerificationError
from gen.verify.array_arithmetic import Matrix


def _numbers(k: Matrix) -> list[Any]:
    """Those of a number or of a vector."""
    if len(k) > 1 and len(k[0]) > 1:
        raise VerificationError("a vector is needed, not a matrix")
    return [x for row in k for x in row]


def one_hot(f: Any, k: Matrix, n: Matrix) -> Matrix:
    """A row for each of several numbers, of one alone a column."""
    rows = tuple(tuple(f.equals(x, i) for i in range(1, f.whole(n[0][0]) + 1)) for x in _numbers(k))
    return rows if len(rows) > 1 else tuple((x,) for x in rows[0])


def unit(f: Any, n: Matrix, i: Matrix) -> Matrix:
    return tuple((f.equals(i[0][0], k),) for k in range(1, f.whole(n[0][0]) + 1))


def units(f: Any, n: Matrix, first: Matrix, last: Matrix) -> Matrix:
    """For each number from the first to the last a column that is 1 at its place."""
    size, i, j = (f.whole(a[0][0]) for a in (n, first, last))
    return tuple(tuple(f.number(int(row == column)) for column in range(i, j + 1)) for row in range(1, size + 1))


def rows_at(f: Any, a: Matrix, k: Matrix) -> Matrix:
    columns = tuple(zip(*a, strict=True))
    return tuple(tuple(f.total([f.equals(x, i) * y for i, y in enumerate(column, 1)]) for column in columns) for x in _numbers(k))


def columns_at(f: Any, a: Matrix, k: Matrix) -> Matrix:
    return tuple(zip(*rows_at(f, tuple(zip(*a, strict=True)), k), strict=True))


def entries_at(f: Any, a: Matrix, k: Matrix) -> Matrix:
    return (rows_at if len(a[0]) == 1 else columns_at)(f, a, k)


def rows(f: Any, a: Matrix, first: Matrix, last: Matrix) -> Matrix:
    """Entries of a vector, counted from 1."""
    xs, i, j = _numbers(a), f.whole(first[0][0]), f.whole(last[0][0])
    if not 1 <= i <= j <= len(xs):
        raise VerificationError(f"no entries {i} to {j} of {len(xs)}")
    return (tuple(xs[i - 1 : j]),) if len(a) == 1 else tuple((x,) for x in xs[i - 1 : j])
