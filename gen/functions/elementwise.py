"""The functions of one number: one table entry each, read like the two columns of a table of derivatives.

A *smooth* function has a slope written in terms of its output `y` or its input `z`, as a person writes it. One made of *pieces* has
a slope between its kinks each; at a kink the author states which one holds.
"""

from fractions import Fraction

from gen.algebra import numbers as number
from gen.algebra.expr import TWO, UNIT, Add, Call, Div, Expr, Mul, Neg, Pow
from gen.algebra.numbers import Number
from gen.functions.function import Around, Function, Pieces


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
    whole = number.unchecked_floor(z)
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


def _mish_slope(z: Expr, t: Expr) -> Expr:
    return Add((t, Mul((z, Add((UNIT, Neg(Pow(t, TWO)))), Call("sigmoid", (z,))))))


def _gelu(z: Number) -> Number:
    return number.multiply(z, number.normal_distribution(z))


ELEMENTWISE: dict[str, Function] = {
    "relu": Function(
        r"\operatorname{ReLU}",
        _relu,
        {
            "en": "ReLU lets what is positive through unchanged and closes for what is negative.",
            "de": "ReLU lässt Positives unverändert durch und sperrt Negatives.",
        },
        pieces=_pieces((0,), (0, 1)),
        meaning="max(0, z)",
    ),
    "abs": Function(
        r"\operatorname{abs}",
        _abs,
        {
            "en": "The modulus keeps what is positive and turns the sign of what is negative.",
            "de": "Der Betrag behält Positives bei und kehrt bei Negativem das Vorzeichen um.",
        },
        pieces=_pieces((0,), (-1, 1)),
        around=Around("|", ",", "|", growing=True),
        meaning="the modulus",
    ),
    "leaky_relu": Function(
        r"\operatorname{LeakyReLU}",
        _leaky_relu,
        {
            "en": "Leaky ReLU lets what is positive through unchanged and a small part of what is negative.",
            "de": "Leaky ReLU lässt Positives unverändert durch und von Negativem einen kleinen Teil.",
        },
        pieces=Pieces(lambda z: (number.ZERO,), lambda leak=_LEAK: (leak, number.ONE)),
        literals=1,
        meaning="z/100 for z < 0, else z; `leaky_relu(z, 0.1)` has 0.1 z for z < 0, `leaky_relu(z, 1/3)` a third",
    ),
    "hard_sigmoid": Function(
        r"\operatorname{hardsigmoid}",
        _hard_sigmoid,
        {
            "en": "The hard sigmoid is a straight line between its two flat ends.",
            "de": "Die Hard-Sigmoid-Funktion ist eine Gerade zwischen zwei flachen Enden.",
        },
        pieces=_pieces((-3, 3), (0, Fraction(1, 6), 0)),
        meaning="z/6 + 1/2, but at least 0 and at most 1 (as in PyTorch)",
    ),
    "elu": Function(
        r"\operatorname{ELU}",
        number.elu,
        {
            "en": "ELU lets what is positive through unchanged; left of 0 it is an exponential less 1, so its slope is its output plus 1.",
            "de": "ELU lässt Positives unverändert durch; links von 0 ist sie eine Exponentialfunktion minus 1, ihre Ableitung "
            "also die Ausgabe plus 1.",
        },
        pieces=Pieces(lambda z: (number.ZERO,), smooth=((number.ONE, number.ONE), (number.ZERO, number.ONE))),
        meaning="exp(z) - 1 for z < 0, else z",
    ),
    "sign": Function(
        r"\operatorname{sign}",
        lambda z: Fraction(number.sign(z)),
        {
            "en": "The sign is flat on both sides of its jump.",
            "de": "Das Vorzeichen ist auf beiden Seiten seines Sprungs konstant.",
        },
        pieces=_pieces((0,), (0, 0)),
        meaning="-1, 0 or 1",
    ),
    "step": Function(
        r"\operatorname{step}",
        lambda z: Fraction(number.sign(z) > 0),
        {
            "en": "The step is flat on both sides of its jump.",
            "de": "Die Stufe ist auf beiden Seiten ihres Sprungs konstant.",
        },
        pieces=_pieces((0,), (0, 0), value=number.ZERO),
        meaning="0 for z < 0, 1 for z > 0",
    ),
    "floor": Function(
        r"\operatorname{floor}",
        number.floor,
        {
            "en": "Rounding down is flat between its jumps.",
            "de": "Abrunden ist zwischen den Sprüngen konstant.",
        },
        pieces=Pieces(_whole_numbers, _flat, every="n"),
        around=Around(r"\lfloor", ",", r"\rfloor", growing=True),
        meaning="the largest whole number that is not more than z; n in its convention is any whole number",
    ),
    "round": Function(
        r"\operatorname{round}",
        number.nearest_integer,
        {
            "en": "Rounding is flat between its jumps.",
            "de": "Runden ist zwischen den Sprüngen konstant.",
        },
        pieces=Pieces(_halves, _flat, undefined=True),
        meaning="the nearest whole number; halfway between two it is refused: write `floor(z + 1/2)` to round up",
    ),
    "tanh": Function(
        r"\tanh",
        number.tanh,
        {
            "en": "The slope of tanh comes from its output: 1 less the square of the output.",
            "de": "Die Ableitung von tanh ergibt sich aus der Ausgabe: 1 minus das Quadrat der Ausgabe.",
        },
        lambda y, z: Add((UNIT, Neg(Pow(y, TWO)))),
        meaning="the hyperbolic tangent",
    ),
    "sigmoid": Function(
        r"\sigma",
        number.sigmoid,
        {
            "en": "The slope of the sigmoid comes from its output: the output times 1 less the output.",
            "de": "Die Ableitung der Sigmoid-Funktion ergibt sich aus der Ausgabe: die Ausgabe mal 1 minus die Ausgabe.",
        },
        lambda y, z: Mul((y, Add((UNIT, Neg(y))))),
        meaning="1/(1 + exp(-z))",
    ),
    "softplus": Function(
        r"\operatorname{softplus}",
        number.softplus,
        {
            "en": "The slope of softplus is the sigmoid of its input.",
            "de": "Die Ableitung von Softplus ist die Sigmoid-Funktion der Eingabe.",
        },
        lambda y, z: Call("sigmoid", (z,)),
        meaning="log(1 + exp(z))",
    ),
    "silu": Function(
        r"\operatorname{SiLU}",
        _silu,
        {
            "en": "SiLU is its input times the sigmoid of it, and its slope is that of a product.",
            "de": "SiLU ist die Eingabe mal deren Sigmoid-Funktion; abgeleitet wird ein Produkt.",
        },
        lambda y, z: _silu_slope(y, Call("sigmoid", (z,))),
        meaning="z sigmoid(z)",
    ),
    "mish": Function(
        r"\operatorname{Mish}",
        lambda z: number.multiply(z, number.tanh(number.softplus(z))),
        {
            "en": "Mish is its input times the tanh of the softplus of it, and its slope is that of a product.",
            "de": "Mish ist die Eingabe mal tanh von deren Softplus; abgeleitet wird ein Produkt.",
        },
        lambda y, z: _mish_slope(z, Call("tanh", (Call("softplus", (z,)),))),
        meaning="z tanh(softplus(z))",
    ),
    "gelu": Function(
        r"\operatorname{GELU}",
        _gelu,
        {
            "en": "GELU is its input times the normal distribution function of it, and its slope is that of a product.",
            "de": "GELU ist die Eingabe mal deren Verteilungsfunktion der Normalverteilung; abgeleitet wird ein Produkt.",
        },
        lambda y, z: Add((Call("Phi", (z,)), Mul((z, Call("phi", (z,)))))),
        meaning="z Phi(z), exactly",
    ),
    "Phi": Function(
        r"\Phi",
        number.normal_distribution,
        {
            "en": "The slope of a distribution function is its density.",
            "de": "Die Ableitung einer Verteilungsfunktion ist ihre Dichte.",
        },
        lambda y, z: Call("phi", (z,)),
        meaning="distribution function of the normal distribution",
    ),
    "phi": Function(
        r"\varphi",
        number.normal_density,
        {
            "en": "The slope of the normal density is the density times its input, with another sign.",
            "de": "Die Ableitung der Normaldichte ist die Dichte mal die Eingabe, mit umgekehrtem Vorzeichen.",
        },
        lambda y, z: Neg(Mul((z, y))),
        meaning="its density",
    ),
    "sin": Function(
        r"\sin",
        number.sine,
        {
            "en": "The slope of the sine is the cosine.",
            "de": "Die Ableitung des Sinus ist der Kosinus.",
        },
        lambda y, z: Call("cos", (z,)),
        meaning="the sine, of radians",
    ),
    "cos": Function(
        r"\cos",
        lambda z: number.sine(z, 1),
        {
            "en": "The slope of the cosine is the sine with another sign.",
            "de": "Die Ableitung des Kosinus ist der Sinus mit umgekehrtem Vorzeichen.",
        },
        lambda y, z: Neg(Call("sin", (z,))),
        meaning="the cosine",
    ),
    "exp": Function(
        r"\exp",
        number.exp,
        {
            "en": "The exponential is its own slope.",
            "de": "Die Exponentialfunktion ist ihre eigene Ableitung.",
        },
        lambda y, z: y,
        meaning="the exponential",
        example="exp(-x[t])",
    ),
    "log": Function(
        r"\ln",
        number.log,
        {
            "en": "The slope of the logarithm is 1 divided by its input.",
            "de": "Die Ableitung des Logarithmus ist 1 geteilt durch die Eingabe.",
        },
        lambda y, z: Div(UNIT, z),
        takes=("positive",),
        meaning="natural logarithm",
        example="log(2 + x[t])",
    ),
    "sqrt": Function(
        r"\sqrt",
        number.sqrt,
        {
            "en": "The slope of a root is 1 divided by twice the root.",
            "de": "Die Ableitung einer Wurzel ist 1 geteilt durch das Doppelte der Wurzel.",
        },
        lambda y, z: Div(UNIT, Mul((TWO, y))),
        takes=("positive",),
        meaning="the root",
        example="sqrt(4 + x[t])",
    ),
}
