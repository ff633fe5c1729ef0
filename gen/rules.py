"""The functions an author may use: one table entry each, read like the two columns of a table of derivatives.

A *smooth* function has a slope written in terms of its output `y` or its input `z`, as a person writes it. A *piecewise linear*
one has a slope on each side of its kink at 0; at the kink itself the author states which one holds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from gen import number
from gen.errors import NoConvention
from gen.expr import UNIT, Add, Call, Div, Expr, Mul, Neg, Num, Pow, Var
from gen.number import Number

TWO = Num(Fraction(2))


@dataclass(frozen=True, slots=True)
class Rule:
    """One function: value, slope and how it is written in LaTeX.

    `slope(y, z)` is f'(z) for y = f(z); `sides` are the slopes of a piecewise linear function left and right of 0.
    """

    latex: str
    value: Callable[[Number], Number]
    slope: Callable[[Var, Var], Expr] | None = None
    sides: tuple[Fraction, Fraction] | None = None


def _abs(z: Number) -> Number:
    return z if number.sign(z) >= 0 else number.negate(z)


def _relu(z: Number) -> Number:
    return z if number.sign(z) > 0 else number.ZERO


RULES: dict[str, Rule] = {
    "relu": Rule(r"\operatorname{ReLU}", _relu, sides=(Fraction(0), Fraction(1))),
    "abs": Rule(r"\operatorname{abs}", _abs, sides=(Fraction(-1), Fraction(1))),
    "tanh": Rule(r"\tanh", number.tanh, lambda y, z: Add((UNIT, Neg(Pow(y, TWO))))),
    "sigmoid": Rule(r"\sigma", number.sigmoid, lambda y, z: Mul((y, Add((UNIT, Neg(y)))))),
    "exp": Rule(r"\exp", number.exp, lambda y, z: y),
    "log": Rule(r"\ln", number.log, lambda y, z: Div(UNIT, z)),
    "sqrt": Rule(r"\sqrt", number.sqrt, lambda y, z: Div(UNIT, Mul((TWO, y)))),
}


def slope_at(fn: str, z: Number, conventions: Mapping[str, Fraction]) -> Number:
    """The slope of a piecewise linear function at z. Raises Calculation at the kink if no convention is stated."""
    sides = RULES[fn].sides
    assert sides is not None
    side = number.sign(z)
    if side:
        return sides[side > 0]
    if fn not in conventions:
        raise NoConvention(f"{fn}'(0) is needed here and the item states no convention for it")
    return conventions[fn]


def apply(fn: str, z: Number, conventions: Mapping[str, Fraction]) -> Number:
    """The value of `fn`, or of the slope `fn'`, at z."""
    if fn.endswith("'"):
        return slope_at(fn[:-1], z, conventions)
    return RULES[fn].value(z)


def local_derivative(fn: str, y: Var, z: Var) -> Expr:
    """f'(z) for y = f(z), as it is written on the right of the equals sign."""
    slope = RULES[fn].slope
    return slope(y, z) if slope else Call(fn + "'", (z,))
