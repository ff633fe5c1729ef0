"""Functions of arrays, matrix products too, by their definitions: the expression of each entry from those of others.

This is what the verifying side knows of them. Shapes are those of the numbers that are given."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import chain
from typing import Any

from gen.algebra.expr import Add, Call, Div, Expr, Mul, Neg, Num, Pow
from gen.messages.errors import VerificationError

ExprMatrix = tuple[tuple[Expr, ...], ...]
"""An expression for each entry, row by row."""


def flattened(g: ExprMatrix) -> list[Any]:
    return list(chain.from_iterable(g))


def broadcast(grids: Sequence[ExprMatrix]) -> list[ExprMatrix]:
    """All of the shape of the largest: what has one row stands in each of its rows, what has one column in each of its columns."""
    largest = max(grids, key=lambda g: len(g) * len(g[0]))
    n, m = len(largest), len(largest[0])
    if any(len(g) not in (1, n) or len(g[0]) not in (1, m) for g in grids):
        raise VerificationError("entries of different shapes do not go together")
    return [tuple(tuple(g[i % len(g)][j % len(g[0])] for j in range(m)) for i in range(n)) for g in grids]


def each(make: Callable[..., Expr], *grids: ExprMatrix) -> ExprMatrix:
    return tuple(tuple(map(make, *rows)) for rows in zip(*broadcast(grids), strict=True))


def matmul(a: ExprMatrix, b: ExprMatrix) -> ExprMatrix:
    columns = tuple(zip(*b, strict=True))
    return tuple(tuple(_dot(row, column) for column in columns) for row in a)


def _dot(a: Iterable[Expr], b: Iterable[Expr]) -> Expr:
    return sum_of([Mul(pair) for pair in zip(a, b, strict=True)])


def sum_of(terms: Sequence[Expr]) -> Expr:
    return terms[0] if len(terms) == 1 else Add(tuple(terms))


def _minus(a: Expr, b: Expr) -> Expr:
    return Add((a, Neg(b)))


def square(e: Expr) -> Expr:
    return Pow(e, Num(Fraction(2)))


def _mean(terms: Sequence[Expr]) -> Expr:
    return Div(sum_of(terms), Num(Fraction(len(terms))))


def _one(e: Expr) -> ExprMatrix:
    return ((e,),)


def _softmax(a: ExprMatrix) -> ExprMatrix:
    powers = each(lambda x: Call("exp", (x,)), a)
    whole = sum_of(flattened(powers))
    return each(lambda x: Div(x, whole), powers)


def _variance(a: ExprMatrix) -> ExprMatrix:
    mean = _mean(flattened(a))
    return _one(_mean([square(_minus(x, mean)) for x in flattened(a)]))


def _mse(p: ExprMatrix, y: ExprMatrix) -> ExprMatrix:
    return _one(_mean([square(x) for x in flattened(each(_minus, p, y))]))


def _cross_entropy(p: ExprMatrix, y: ExprMatrix) -> ExprMatrix:
    """The sum of y log p, negative; where both are 0 the term is 0, which `times_log` knows."""
    return _one(Neg(sum_of([Call("times_log", pair) for pair in zip(flattened(y), flattened(p), strict=True)])))


def _concat(*vectors: ExprMatrix) -> ExprMatrix:
    if all(len(vector[0]) == 1 for vector in vectors):
        return tuple(row for vector in vectors for row in vector)
    return (tuple(x for vector in vectors for x in flattened(vector)),)


def _extreme(fn: str) -> Callable[..., ExprMatrix]:
    """Over the entries of one array, or of several entry by entry."""
    return lambda *args: _one(Call(fn, tuple(flattened(args[0])))) if len(args) == 1 else each(lambda *xs: Call(fn, xs), *args)


def _one_hot(k: ExprMatrix, n: ExprMatrix) -> ExprMatrix:
    return tuple((Call("equals", (k[0][0], Num(Fraction(i)))),) for i in range(1, _whole(n) + 1))


def _rows(a: ExprMatrix, first: ExprMatrix, last: ExprMatrix) -> ExprMatrix:
    kept = flattened(a)[_whole(first) - 1 : _whole(last)]
    return (tuple(kept),) if len(a) == 1 else tuple((x,) for x in kept)


def _whole(g: ExprMatrix) -> int:
    n = g[0][0]
    assert isinstance(n, Num)
    return int(n.value)


def _diagonal(a: ExprMatrix) -> ExprMatrix:
    xs, zero = flattened(a), Num(Fraction(0))
    return tuple(tuple(x if i == j else zero for j in range(len(xs))) for i, x in enumerate(xs))


FUNCTIONS: Mapping[str, Callable[..., ExprMatrix]] = {
    "transpose": lambda a: tuple(zip(*a, strict=True)),
    "sum": lambda a: _one(sum_of(flattened(a))),
    "mean": lambda a: _one(_mean(flattened(a))),
    "var": _variance,
    "dot": lambda a, b: _one(_dot(flattened(a), flattened(b))),
    "norm": lambda a: _one(Call("sqrt", (sum_of([square(x) for x in flattened(a)]),))),
    "mse": _mse,
    "softmax": _softmax,
    "cross_entropy": _cross_entropy,
    "concat": _concat,
    "max": _extreme("max"),
    "min": _extreme("min"),
    "argmax": lambda a: _one(Call("argmax", tuple(flattened(a)))),
    "one_hot": _one_hot,
    "ones": lambda a, *more: ((Num(Fraction(1)),) * _whole(more[0]),) * _whole(a) if more else each(lambda x: Num(Fraction(1)), a),
    "diag": _diagonal,
    "identity": lambda a: _diagonal(each(lambda x: Num(Fraction(1)), a)),
    "zeros": lambda n, m: ((Num(Fraction(0)),) * _whole(m),) * _whole(n),
    "unit": lambda n, i: tuple((Num(Fraction(k == _whole(i))),) for k in range(1, _whole(n) + 1)),
    "rows": _rows,
}
"""Each function of arrays by its definition. A function that is not here is one of numbers and is taken of each entry."""
