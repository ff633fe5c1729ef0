"""The rules of differentiation for one expression: sum, product, quotient, power and chain rule, in the author's order.

What is structurally absent is absent here too (a term without the variable, the 1 of dV/dV), but nothing is simplified by its
value: a factor that happens to be 0 or 1 in numbers stays.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from gen.algebra.expr import UNIT, Add, Call, Div, Expr, LocalDerivative, MatMul, Mul, Neg, Num, Pow, Var, variables
from gen.functions import FUNCTIONS
from gen.functions.shapes import NUMBERS, broadcast_like, shape
from gen.functions.simplify import literal, minus, product, quotient, sum_of
from gen.model.trace import Shapes


def differentiate(e: Expr, d: Callable[[Var], Expr | None], shapes: Shapes = NUMBERS, y: Expr | None = None) -> Expr | None:
    """The derivative of `e`, where `d` tells the derivative of each named value (None where there is none); y is the name of e, if any.

    With d(u) = 1 for one u it is the partial derivative to u; with d(u) the total derivative of u it is the chain rule. Functions
    must have named values as arguments, as `unroll` makes them; sums over entries and products of matrices may have any. A derivative
    that is a number is that of each entry.
    """
    match e:
        case Var():
            return d(e)
        case Neg(arg):
            inner = differentiate(arg, d, shapes)
            return None if inner is None else minus(inner)
        case Add(terms):
            return sum_of([part for term in terms if (part := differentiate(term, d, shapes)) is not None])
        case Mul(factors):
            parts = []
            for i, factor in enumerate(factors):
                inner = differentiate(factor, d, shapes)
                if inner is not None:
                    parts.append(product([*factors[:i], inner, *factors[i + 1 :]]))
            return sum_of(parts)
        case Div(top, bottom):
            return _quotient(top, bottom, d, shapes)
        case Pow(base, exponent):
            return _power(base, exponent, d, shapes)
        case MatMul(factors):
            return sum_of(
                [
                    _matrix_product([*factors[:i], broadcast_like(inner, factor, shapes), *factors[i + 1 :]])
                    for i, factor in enumerate(factors)
                    if (inner := differentiate(factor, d, shapes)) is not None
                ]
            )
        case Call(fn, (Var() as arg, *literals) as args) if not FUNCTIONS[fn].array:
            inner = d(arg)
            return None if inner is None else product([LocalDerivative(fn, arg, args if literals else ()), inner])
        case Call(fn, args) if variables(e):
            moved = [differentiate(arg, d, shapes) for arg in args]
            tangents = [inner and broadcast_like(inner, arg, shapes) for arg, inner in zip(args, moved, strict=True)]
            rule = FUNCTIONS[fn].array
            assert rule
            return rule.jvp(args, tangents, y or e, [shape(arg, shapes) for arg in args]) if any(tangents) else None
        case _:
            assert not variables(e), f"not lowered: {e}"
            return None


def _matrix_product(factors: Sequence[Expr]) -> Expr:
    """The product in this order as one, without the formal factors 1 of numbers."""
    parts = [part for factor in factors for part in (factor.factors if isinstance(factor, MatMul) else (factor,))]
    kept = [part for part in parts if part != UNIT] or [UNIT]
    return kept[0] if len(kept) == 1 else MatMul(tuple(kept))


def _quotient(top: Expr, bottom: Expr, d: Callable[[Var], Expr | None], shapes: Shapes) -> Expr | None:
    """d(a/b) = da/b - a db/b^2."""
    above, below = differentiate(top, d, shapes), differentiate(bottom, d, shapes)
    parts: list[Expr] = []
    if above is not None:
        parts.append(quotient(above, bottom))
    if below is not None:
        parts.append(Neg(Div(product([top, below]), Pow(bottom, Num(Fraction(2))))))
    return sum_of(parts)


def _power(base: Expr, exponent: Expr, d: Callable[[Var], Expr | None], shapes: Shapes) -> Expr | None:
    """d(a^n) = n a^(n-1) da for a constant n; d(a^b) = b a^(b-1) da + a^b ln(a) db."""
    below, above = differentiate(base, d, shapes), differentiate(exponent, d, shapes)
    parts = []
    if below is not None:
        parts.append(_constant_power(base, exponent, below))
    if above is not None:
        parts.append(product([Pow(base, exponent), Call("log", (base,)), above]))
    return sum_of([part for part in parts if part is not None])


def _constant_power(base: Expr, exponent: Expr, inner: Expr) -> Expr | None:
    n = exponent.value if isinstance(exponent, Num) else None
    if isinstance(exponent, Neg) and isinstance(exponent.arg, Num):
        n = -exponent.arg.value
    if n is None:
        return product([exponent, Pow(base, Add((exponent, Neg(UNIT)))), inner])
    if n == 0:
        return None
    lower = base if n == 2 else UNIT if n == 1 else Pow(base, literal(n - 1))
    return product([literal(n), lower, inner])
