"""What definitions of functions of arrays are put together from: an arithmetic of their entries, and grids of these.

Shapes are those of the numbers that are given.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from gen.messages.errors import VerificationError
from gen.verify.definitions import UnaryFunction

Matrix = tuple[tuple[Any, ...], ...]
"""An entry in each place, row by row."""


@dataclass(frozen=True, slots=True)
class ArrayArithmetic:
    """What definitions of arrays are made of, for one kind of entries.

    `density` is that of the standard normal distribution. `equals(a, n)` is 1 or 0, `times_log(y, p)` is y log p, or 0 where both are 0;
    `whole` is the number that a literal says; `shares` are the slopes of the largest of some numbers to each of them.
    """

    exp: UnaryFunction
    log: UnaryFunction
    log1p: UnaryFunction
    density: UnaryFunction
    sqrt: UnaryFunction
    times_log: Callable[[Any, Any], Any]
    total: Callable[[Sequence[Any]], Any]
    extreme: Callable[[str, Sequence[Any]], Any]
    argmax: Callable[[Sequence[Any]], Any]
    equals: Callable[[Any, int], Any]
    number: Callable[[int], Any]
    whole: Callable[[Any], int]
    shares: Callable[[Sequence[Any]], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class ArrayDefinition:
    """How a function is printed, if by its name, and its `value(f, a, ...)` in an arithmetic f: an entry in each place, or a number.

    Its arguments have the sign `between` them. Where its slope is written with its output, `with_output(f, y, a, ...)` has that slope to
    the entries of a; its own value does not matter.
    """

    head: str
    value: Callable[..., Any]
    with_output: Callable[..., Matrix] | None = None
    between: str = ","


def flattened(g: Matrix) -> list[Any]:
    return list(chain.from_iterable(g))


def broadcast(grids: Sequence[Matrix]) -> list[Matrix]:
    """All of the shape of the largest: what has one row stands in each of its rows, what has one column in each of its columns."""
    largest = max(grids, key=lambda g: len(g) * len(g[0]))
    n, m = len(largest), len(largest[0])
    if any(len(g) not in (1, n) or len(g[0]) not in (1, m) for g in grids):
        raise VerificationError("entries of different shapes do not go together")
    return [tuple(tuple(g[i % len(g)][j % len(g[0])] for j in range(m)) for i in range(n)) for g in grids]


def each(make: Callable[..., Any], *grids: Matrix) -> Matrix:
    return tuple(tuple(map(make, *rows)) for rows in zip(*broadcast(grids), strict=True))


def vector(a: Matrix) -> list[Any]:
    if len(a) > 1 and len(a[0]) > 1:
        raise VerificationError("a vector is needed, not a matrix")
    return flattened(a)


def pairs(a: Matrix, b: Matrix) -> list[tuple[Any, Any]]:
    """The entries of two arrays of one shape."""
    shapes = [(len(g), len(g[0])) for g in (a, b)]
    if shapes[0] != shapes[1]:
        what = "a number and an array" if (1, 1) in shapes else " and ".join(f"{n} x {m}" for n, m in shapes)
        raise VerificationError(f"shapes that do not fit: {what}")
    return list(zip(flattened(a), flattened(b), strict=True))


def mean(f: ArrayArithmetic, xs: Sequence[Any]) -> Any:
    return f.total(xs) / len(xs)


def over_others(f: ArrayArithmetic, a: Matrix, of: Callable[[Any], Any]) -> Matrix:
    """For each entry x_i `of` the sum of e^(x_j - x_i) over all others: each number once, so that no range is wider than it has to be."""
    xs = vector(a)
    values = iter([of(f.total([f.exp(y - x) for j, y in enumerate(xs) if j != i])) for i, x in enumerate(xs)])
    return each(lambda _: next(values), a)
