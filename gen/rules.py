"""The functions an author may use: one table entry each, read like the two columns of a table of derivatives.

A *smooth* function has a slope written in terms of its output `y` or its input `z`, as a person writes it. One made of *pieces* has
a slope between its kinks each; at a kink the author states which one holds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from gen import number
from gen.algebra import each
from gen.array import Shape, Value, scalar
from gen.errors import NoConvention
from gen.expr import UNIT, Add, Atom, Call, Div, Expr, Mul, Neg, Num, Pow, Var
from gen.number import Number

TWO = Num(Fraction(2))
Conventions = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Pieces:
    """What changes from one kink to the next: one slope more than there are kinks.

    `kinks` are those around an input, in order. A convention names the kink, or all of them by the letter `every`. `value` is a
    kink at which the value is by convention, too; where kinks are `undefined`, nothing holds there. Pieces that meet smoothly need
    no convention: `smooth(y, z)` is how their slopes are written.
    """

    kinks: Callable[[Number], tuple[Fraction, ...]]
    slopes: tuple[Fraction, ...] = ()
    every: str = ""
    value: Fraction | None = None
    undefined: bool = False
    smooth: Callable[[Var, Var], tuple[Expr, ...]] | None = None


def _pieces(kinks: tuple[int, ...], slopes: tuple[Fraction | int, ...], value: Fraction | None = None) -> Pieces:
    where = tuple(map(Fraction, kinks))
    return Pieces(lambda z: where, tuple(map(Fraction, slopes)), value=value)


class Misfit(Exception):
    """Shapes that do not go together: what is wrong, and what would be right."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class ArrayRule:
    """What a function of whole arrays, or of several arguments, is beyond its value.

    `shape` is that of its value, from the shapes of the arguments and the arguments themselves; it raises Misfit. `back(i, g, args, y)` is
    what comes to argument i if g, which has the shape of the output y, comes to the output; None where nothing does.
    `along(args, tangents, y)` is how the output moves when arguments move by the tangents (None: it does not move). A `named` call
    and its arguments get names of their own, as tanh and its argument do; others stand in formulas as + does.
    """

    arguments: tuple[int, int]  # at least, at most
    shape: Callable[[Sequence[Shape], Sequence[Expr]], Shape]
    back: Callable[[int, Expr, Sequence[Expr], Expr, Sequence[Shape]], Expr | None]
    along: Callable[[Sequence[Expr], Sequence[Expr | None], Expr, Sequence[Shape]], Expr | None]
    named: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One function: value, slope and how it is written in LaTeX. `slope(y, z)` is f'(z) for y = f(z).

    Without `array` it is of one number, and is applied to each entry of an array.
    """

    latex: str
    value: Callable[..., Value]
    slope: Callable[[Var, Var], Expr] | None = None
    pieces: Pieces | None = None
    array: ArrayRule | None = None


def _abs(z: Number) -> Number:
    return z if number.sign(z) >= 0 else number.negate(z)


def _relu(z: Number) -> Number:
    return z if number.sign(z) > 0 else number.ZERO


def _leaky_relu(z: Number) -> Number:
    return z if number.sign(z) > 0 else number.multiply(_LEAK, z)


def _hard_sigmoid(z: Number) -> Number:
    if number.compare(z, Fraction(3)) >= 0 or number.compare(z, Fraction(-3)) <= 0:
        return number.ONE if z > 0 else number.ZERO
    return number.add(number.divide(z, Fraction(6)), Fraction(1, 2))


def _whole_numbers(z: Number) -> tuple[Fraction, ...]:
    """Those around z; z may be one of them."""
    whole = number.lower(z)
    return whole - 1, whole, whole + 1


def _halves(z: Number) -> tuple[Fraction, ...]:
    """What lies halfway between whole numbers around z."""
    return tuple(whole + Fraction(1, 2) for whole in _whole_numbers(z))


def _silu(z: Number) -> Number:
    return number.multiply(z, number.sigmoid(z))


def _silu_slope(y: Expr, s: Expr) -> Expr:
    return Add((s, Mul((y, Add((UNIT, Neg(s)))))))


def _gelu(z: Number) -> Number:
    return number.multiply(z, number.normal_distribution(z))


_LEAK, _QUARTER = Fraction(1, 100), Fraction(1, 4)

RULES: dict[str, Rule] = {
    "relu": Rule(r"\operatorname{ReLU}", _relu, pieces=_pieces((0,), (0, 1))),
    "abs": Rule(r"\operatorname{abs}", _abs, pieces=_pieces((0,), (-1, 1))),
    "leaky_relu": Rule(r"\operatorname{LeakyReLU}", _leaky_relu, pieces=_pieces((0,), (_LEAK, 1))),
    "hard_sigmoid": Rule(r"\operatorname{hardsigmoid}", _hard_sigmoid, pieces=_pieces((-3, 3), (0, Fraction(1, 6), 0))),
    "elu": Rule(r"\operatorname{ELU}", number.elu, pieces=Pieces(lambda z: (number.ZERO,), smooth=lambda y, z: (Add((y, UNIT)), UNIT))),
    "sign": Rule(r"\operatorname{sign}", lambda z: Fraction(number.sign(z)), pieces=_pieces((0,), (0, 0))),
    "step": Rule(r"\operatorname{step}", lambda z: Fraction(number.sign(z) > 0), pieces=_pieces((0,), (0, 0), value=number.ZERO)),
    "floor": Rule(r"\operatorname{floor}", number.floor, pieces=Pieces(_whole_numbers, (number.ZERO,) * 4, every="n")),
    "round": Rule(r"\operatorname{round}", number.nearest, pieces=Pieces(_halves, (number.ZERO,) * 4, undefined=True)),
    "tanh": Rule(r"\tanh", number.tanh, lambda y, z: Add((UNIT, Neg(Pow(y, TWO))))),
    "sigmoid": Rule(r"\sigma", number.sigmoid, lambda y, z: Mul((y, Add((UNIT, Neg(y)))))),
    "softplus": Rule(r"\operatorname{softplus}", number.softplus, lambda y, z: Call("sigmoid", (z,))),
    "silu": Rule(r"\operatorname{SiLU}", _silu, lambda y, z: _silu_slope(y, Call("sigmoid", (z,)))),
    "gelu": Rule(r"\operatorname{GELU}", _gelu, lambda y, z: Add((Call("Phi", (z,)), Mul((z, Call("phi", (z,))))))),
    "Phi": Rule(r"\Phi", number.normal_distribution, lambda y, z: Call("phi", (z,))),
    "phi": Rule(r"\varphi", number.normal_density, lambda y, z: Neg(Mul((z, y)))),
    "exp": Rule(r"\exp", number.exp, lambda y, z: y),
    "log": Rule(r"\ln", number.log, lambda y, z: Div(UNIT, z)),
    "sqrt": Rule(r"\sqrt", number.sqrt, lambda y, z: Div(UNIT, Mul((TWO, y)))),
}


def _named(fn: str, pieces: Pieces) -> tuple[str, ...]:
    """The conventions that a function may need, such as `relu'(0)`."""
    if pieces.smooth or pieces.undefined:
        return ()
    places = (pieces.every,) if pieces.every else map(str, pieces.kinks(number.ZERO))
    return (*(f"{fn}'({place})" for place in places), *([f"{fn}({pieces.value})"] if pieces.value is not None else []))


CONVENTIONS = tuple(name for fn, rule in RULES.items() if rule.pieces for name in _named(fn, rule.pieces))


def _stated(convention: str, conventions: Conventions) -> Fraction:
    if convention not in conventions:
        raise NoConvention(f"{convention} is needed here and the item states no convention for it")
    return conventions[convention]


def kink_at(fn: str, z: Number) -> Fraction | None:
    """The kink at which z is, if it is at one. Raises Calculation where that cannot be told."""
    pieces = RULES[fn].pieces
    return next((kink for kink in pieces.kinks(z) if number.compare(z, kink) == 0), None) if pieces else None


def between(fn: str, z: Number) -> tuple[Fraction | None, Fraction | None]:
    """The kinks on either side of z."""
    pieces = RULES[fn].pieces
    kinks = pieces.kinks(z) if pieces else ()
    return max((kink for kink in kinks if kink < z), default=None), min((kink for kink in kinks if kink > z), default=None)


def slope_at(fn: str, z: Number, conventions: Conventions) -> Number:
    """The slope of a function made of pieces at z. Raises Calculation at a kink if no convention is stated."""
    pieces = RULES[fn].pieces
    assert pieces is not None
    kink = kink_at(fn, z)
    if kink is not None:
        return _stated(f"{fn}'({pieces.every or kink})", conventions)
    return pieces.slopes[sum(kink < z for kink in pieces.kinks(z))]


def apply(fn: str, args: Sequence[Value], conventions: Conventions) -> Value:
    """The value of `fn`, or of the slope `fn'`, of its arguments; elementwise functions of arrays are applied to each entry."""
    if not fn.endswith("'") and (rule := RULES[fn]).array:
        return rule.value(*args)
    return each(lambda z: _apply(fn, z, conventions), *args)


def _apply(fn: str, z: Number, conventions: Conventions) -> Number:
    if fn.endswith("'"):
        return slope_at(fn[:-1], z, conventions)
    pieces = RULES[fn].pieces
    if pieces and pieces.value is not None and kink_at(fn, z) == pieces.value:
        return _stated(f"{fn}({pieces.value})", conventions)
    return scalar(RULES[fn].value(z))


def lines(fn: str) -> tuple[tuple[Fraction, Fraction], ...]:
    """Slope and offset of each of the lines around 0 that a function is made of, from right to left; none for smooth ones."""
    pieces = RULES[fn].pieces
    if pieces is None or pieces.smooth:
        return ()
    kinks = pieces.kinks(number.ZERO)
    inside = [kinks[0] - _QUARTER, *((a + b) / 2 for a, b in pairwise(kinks)), kinks[-1] + _QUARTER]
    values = [scalar(RULES[fn].value(z)) for z in inside]
    return tuple((s, Fraction(y) - s * z) for s, y, z in zip(pieces.slopes, values, inside, strict=True))[::-1]


def local_derivative(fn: str, y: Var, z: Var) -> Expr:
    """f'(z) for y = f(z), as it is written on the right of the equals sign."""
    rule = RULES[fn]
    if rule.slope:
        return rule.slope(y, z)
    return Call(fn + "'", (z, y) if rule.pieces and rule.pieces.smooth else (z,))


def on_its_side(slope: Expr, values: Mapping[Atom, Value]) -> Expr:
    """The slope of a function of smooth pieces as it is written where its input is; any other as it is."""
    match slope:
        case Call(prime, (Var() as z, Var() as y)) if (pieces := RULES[prime.removesuffix("'")].pieces) and pieces.smooth:
            at = scalar(values[z])
            return pieces.smooth(y, z)[sum(number.compare(at, kink) > 0 for kink in pieces.kinks(at))]
        case _:
            return slope
