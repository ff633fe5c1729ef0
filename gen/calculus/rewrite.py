"""A formula as a person writes it, by rules each of which is an identity: its value stays the same whatever numbers are put in.

a b / b = a              diag(v) w = v * w             (A B)^T = B^T A^T     sum(c v) = c sum(v)
sqrt(a)^2 = a            diag(v) diag(w) = diag(v w)   A (c B) = c A B       dot(v / w, w) = sum(v)
v * 1 = v                I A = A
"""

from collections.abc import Callable, Sequence
from functools import cache

from gen.algebra.arrays import SCALAR
from gen.algebra.expr import UNIT, Add, Call, Div, Expr, MatMul, Mul, Neg, Pow, rebuild
from gen.calculus.terms import length, shortest
from gen.calculus.vjp import chain_product, transposed
from gen.functions.shapes import shape
from gen.functions.simplify import product
from gen.model.trace import Shapes

_LINEAR = ("sum", "dot", "mean")  # a number that stands in an argument of these may stand before them


def simplifier(shapes: Shapes) -> Callable[[Expr], Expr]:
    """The same formulas in fewer words, of the same shape; parts that they have in common are simplified once.

    Raises ShapeError where shapes do not go together.
    """

    @cache
    def of(e: Expr) -> Expr:
        match e:
            case Add() | Mul() | Div() | Neg() | Pow():
                return shortest(rebuild(e, of), shapes)
            case MatMul(factors):
                return _matrix_product([of(factor) for factor in factors], shapes)
            case Call("transpose", (arg,)):
                return transposed(of(arg), shapes)
            case Call("diag", (arg,)):
                inner = of(arg)
                return Neg(Call("diag", (inner.arg,))) if isinstance(inner, Neg) else Call("diag", (inner,))
            case Call(fn, args) if fn in _LINEAR:
                numbers, inside = zip(*(_split(of(arg), shapes) for arg in args), strict=True)
                rest = _dot(inside[0], inside[1], shapes) if fn == "dot" else Call(fn, inside)
                return product([*(n for parts in numbers for n in parts), rest])
            case Call():
                return rebuild(e, of)
            case _:
                return e

    return of


def _dot(a: Expr, b: Expr, shapes: Shapes) -> Expr:
    """The sum of what is left where factors cancel."""
    entries = shortest(Mul((a, b)), shapes)
    return Call("sum", (entries,)) if length(entries) + 1 < length(a) + length(b) else Call("dot", (a, b))


# Products of matrices -------------------------------------------------------------------------------------------------


def _split(e: Expr, shapes: Shapes) -> tuple[list[Expr], Expr]:
    """The factors of an array that are numbers, and the rest; a number is left as it is."""
    if shape(e, shapes) == SCALAR:
        return [], e
    match e:
        case Neg(arg):
            numbers, inner = _split(arg, shapes)
            return [Neg(UNIT), *numbers], inner
        case Mul(factors):
            numbers = [factor for factor in factors if shape(factor, shapes) == SCALAR]
            return numbers, product([factor for factor in factors if factor not in numbers])
        case Div(top, bottom) if shape(bottom, shapes) == SCALAR:
            numbers, inner = _split(top, shapes)
            return [*numbers, Div(UNIT, bottom)], inner
        case _:
            return [], e


def _matrix_product(factors: Sequence[Expr], shapes: Shapes) -> Expr:
    """With numbers before it, without identities, with diagonal matrices as products by entry where that is all they are."""
    split = [_split(factor, shapes) for factor in factors]
    numbers = [number for parts, _ in split for number in parts]
    arrays: list[Expr] = []
    for _, factor in split:
        for part in factor.factors if isinstance(factor, MatMul) else (factor,):
            arrays.append(part)
            while len(arrays) > 1 and (joined := _joined(arrays[-2], arrays[-1], shapes)) is not None:
                arrays[-2:] = [joined]
    whole = chain_product(arrays, shapes)
    return shortest(product([*numbers, whole]), shapes) if numbers or not isinstance(whole, MatMul) else whole


def _joined(a: Expr, b: Expr, shapes: Shapes) -> Expr | None:
    """Two factors of a matrix product as one, where it is none."""
    match a, b:
        case Call("identity", _), _:
            return b
        case _, Call("identity", _):
            return a
        case Call("diag", (v,)), Call("diag", (w,)) if shape(v, shapes) == shape(w, shapes):
            return Call("diag", (shortest(Mul((v, w)), shapes),))
        case Call("diag", (v,)), _ if shape(v, shapes) == shape(b, shapes):
            return shortest(Mul((v, b)), shapes)
        case _, Call("diag", (w,)) if shape(w, shapes) == shape(a, shapes):
            return shortest(Mul((a, w)), shapes)
    return None
