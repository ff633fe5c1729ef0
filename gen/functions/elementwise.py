"""The functions of one number: one table entry each, read like the two columns of a table of derivatives.

A *smooth* function has a slope written in terms of its output `y` or its input `z`, as a person writes it. One made of *pieces* has
a slope between its kinks each; at a kink the author states which one holds.
"""

from fractions import Fraction

from gen.algebra import numbers as number
from gen.algebra.expr import TWO, UNIT, Add, Call, Div, Expr, Mul, Neg, Pow
from gen.algebra.numbers import Number
from gen.functions.function import Pieces, Rule
from gen.messages.sentences import said


def _pieces(kinks: tuple[int, ...], slopes: tuple[Fraction | int, ...], value: Fraction | None = None) -> Pieces:
    where, lines = tuple(map(Fraction, kinks)), tuple(map(Fraction, slopes))
    return Pieces(lambda z: where, lambda: lines, value=value)


def _abs(z: Number) -> Number:
    return z if number.sign(z) >= 0 else number.negate(z)


def _relu(z: Number) -> Number:
    return z if number.sign(z) > 0 else number.ZERO


_LEAK = Fraction(1, 100)


def _leaky_relu(z: Number, leak: Number = _LEAK) -> Number:
    return z if number.sign(z) > 0 else number.multiply(leak, z)


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


def _flat() -> tuple[Fraction, ...]:
    return (number.ZERO,) * 4


def _silu(z: Number) -> Number:
    return number.multiply(z, number.sigmoid(z))


def _silu_slope(y: Expr, s: Expr) -> Expr:
    return Add((s, Mul((y, Add((UNIT, Neg(s)))))))


def _gelu(z: Number) -> Number:
    return number.multiply(z, number.normal_distribution(z))


FUNCTIONS: dict[str, Rule] = {
    "relu": Rule(
        r"\operatorname{ReLU}",
        _relu,
        said("ReLU lets what is positive through unchanged and closes for what is negative."),
        pieces=_pieces((0,), (0, 1)),
    ),
    "abs": Rule(
        r"\operatorname{abs}",
        _abs,
        said("The modulus keeps what is positive and turns the sign of what is negative."),
        pieces=_pieces((0,), (-1, 1)),
    ),
    "leaky_relu": Rule(
        r"\operatorname{LeakyReLU}",
        _leaky_relu,
        said("Leaky ReLU lets what is positive through unchanged and a small part of what is negative."),
        pieces=Pieces(lambda z: (number.ZERO,), lambda leak=_LEAK: (leak, number.ONE)),
        literals=1,
    ),
    "hard_sigmoid": Rule(
        r"\operatorname{hardsigmoid}",
        _hard_sigmoid,
        said("The hard sigmoid is a straight line between its two flat ends."),
        pieces=_pieces((-3, 3), (0, Fraction(1, 6), 0)),
    ),
    "elu": Rule(
        r"\operatorname{ELU}",
        number.elu,
        said("ELU lets what is positive through unchanged; left of 0 it is an exponential less 1, so its slope is its output plus 1."),
        pieces=Pieces(lambda z: (number.ZERO,), smooth=((number.ONE, number.ONE), (number.ZERO, number.ONE))),
    ),
    "sign": Rule(
        r"\operatorname{sign}",
        lambda z: Fraction(number.sign(z)),
        said("The sign is flat on both sides of its jump."),
        pieces=_pieces((0,), (0, 0)),
    ),
    "step": Rule(
        r"\operatorname{step}",
        lambda z: Fraction(number.sign(z) > 0),
        said("The step is flat on both sides of its jump."),
        pieces=_pieces((0,), (0, 0), value=number.ZERO),
    ),
    "floor": Rule(
        r"\operatorname{floor}",
        number.floor,
        said("Rounding down is flat between its jumps."),
        pieces=Pieces(_whole_numbers, _flat, every="n"),
    ),
    "round": Rule(
        r"\operatorname{round}",
        number.nearest,
        said("Rounding is flat between its jumps."),
        pieces=Pieces(_halves, _flat, undefined=True),
    ),
    "tanh": Rule(
        r"\tanh",
        number.tanh,
        said("The slope of tanh comes from its output: 1 less the square of the output."),
        lambda y, z: Add((UNIT, Neg(Pow(y, TWO)))),
    ),
    "sigmoid": Rule(
        r"\sigma",
        number.sigmoid,
        said("The slope of the sigmoid comes from its output: the output times 1 less the output."),
        lambda y, z: Mul((y, Add((UNIT, Neg(y))))),
    ),
    "softplus": Rule(
        r"\operatorname{softplus}",
        number.softplus,
        said("The slope of softplus is the sigmoid of its input."),
        lambda y, z: Call("sigmoid", (z,)),
    ),
    "silu": Rule(
        r"\operatorname{SiLU}",
        _silu,
        said("SiLU is its input times the sigmoid of it, and its slope is that of a product."),
        lambda y, z: _silu_slope(y, Call("sigmoid", (z,))),
    ),
    "gelu": Rule(
        r"\operatorname{GELU}",
        _gelu,
        said("GELU is its input times the normal distribution function of it, and its slope is that of a product."),
        lambda y, z: Add((Call("Phi", (z,)), Mul((z, Call("phi", (z,)))))),
    ),
    "Phi": Rule(
        r"\Phi",
        number.normal_distribution,
        said("The slope of a distribution function is its density."),
        lambda y, z: Call("phi", (z,)),
    ),
    "phi": Rule(
        r"\varphi",
        number.normal_density,
        said("The slope of the normal density is the density times its input, with another sign."),
        lambda y, z: Neg(Mul((z, y))),
    ),
    "exp": Rule(
        r"\exp",
        number.exp,
        said("The exponential is its own slope."),
        lambda y, z: y,
    ),
    "log": Rule(
        r"\ln",
        number.log,
        said("The slope of the logarithm is 1 divided by its input."),
        lambda y, z: Div(UNIT, z),
    ),
    "sqrt": Rule(
        r"\sqrt",
        number.sqrt,
        said("The slope of a root is 1 divided by twice the root."),
        lambda y, z: Div(UNIT, Mul((TWO, y))),
    ),
}
