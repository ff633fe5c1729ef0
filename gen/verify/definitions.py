"""Each function of one number by its definition: one line, which is all that the verifying side and the reader know of it.

A definition puts together operators and the functions of an `Arithmetic`, whatever its numbers are. Numbers of 200 digits, numbers with
tangents, SymPy's expressions and ranges have an arithmetic each, so that value and slope follow from the same line in four ways.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from gen.verify.tolerance import MP

UnaryFunction = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What definitions are made of, for one kind of numbers.

    `split(z, below, above)` is the function `below` of z where z < 0, else the function `above` of it.
    """

    exp: UnaryFunction
    log: UnaryFunction
    log1p: UnaryFunction
    expm1: UnaryFunction
    sqrt: UnaryFunction
    ncdf: UnaryFunction
    sin: UnaryFunction
    cos: UnaryFunction
    split: Callable[[Any, UnaryFunction, UnaryFunction], Any]
    pi: Any


class Operators:
    """All operators, whole numbers beside them too, for numbers with `+`, `*`, a minus sign and an `inverse`."""

    __slots__ = ()

    def __radd__(self: Any, other: Any) -> Any:
        return self + other

    def __sub__(self: Any, other: Any) -> Any:
        return self + -other

    def __rsub__(self: Any, other: Any) -> Any:
        return -self + other

    def __rmul__(self: Any, other: Any) -> Any:
        return self * other

    def __truediv__(self: Any, other: Any) -> Any:
        return self * (Fraction(1, other) if isinstance(other, int) else other.inverse())

    def __rtruediv__(self: Any, other: Any) -> Any:
        return self.inverse() * other


@dataclass(frozen=True, slots=True)
class Smooth:
    """A function with a slope everywhere: how it is printed, and its `value(f, z)` in an arithmetic f.

    Where its slope is written with its output, `moved(f, y, z, d)` is where a printed output y goes when the argument z moves by d.
    `joints` are the places where pieces of it meet, smoothly.
    """

    head: str
    value: Callable[[Arithmetic, Any], Any]
    moved: Callable[[Arithmetic, Any, Any, Any], Any] | None = None
    joints: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PiecewiseLinear:
    """A function made of straight lines: how it is printed, its kinks, slope and offset of the lines before, between and behind them.

    `jump` is its value at a kink where lines do not meet, or the name of what an item states of it. One without kinks has endless ones,
    which `piecewise` knows.
    """

    head: str
    kinks: tuple[int, ...] = ()
    parts: tuple[tuple[Fraction | int, Fraction | int], ...] = ()
    jump: Fraction | str | None = None


def _tanh(f: Arithmetic, z: Any) -> Any:
    return 1 - 2 / (f.exp(2 * z) + 1)


DEFINITIONS: Mapping[str, Smooth | PiecewiseLinear] = {
    "relu": PiecewiseLinear(r"\operatorname{ReLU}", (0,), ((0, 0), (1, 0))),
    "abs": PiecewiseLinear(r"\operatorname{abs}", (0,), ((-1, 0), (1, 0))),
    "leaky_relu": PiecewiseLinear(r"\operatorname{LeakyReLU}", (0,), ((Fraction(1, 100), 0), (1, 0))),
    "hard_sigmoid": PiecewiseLinear(r"\operatorname{hardsigmoid}", (-3, 3), ((0, 0), (Fraction(1, 6), Fraction(1, 2)), (0, 1))),
    "sign": PiecewiseLinear(r"\operatorname{sign}", (0,), ((0, -1), (0, 1)), jump=Fraction(0)),
    "step": PiecewiseLinear(r"\operatorname{step}", (0,), ((0, 0), (0, 1)), jump="step(0)"),
    "floor": PiecewiseLinear(r"\operatorname{floor}"),
    "round": PiecewiseLinear(r"\operatorname{round}"),
    "elu": Smooth(
        r"\operatorname{ELU}",
        lambda f, z: f.split(z, f.expm1, lambda z: z),
        lambda f, y, z, d: f.split(z, lambda z: (y + 1) * f.exp(d) - 1, lambda z: y + d),
        joints=(0,),
    ),
    "tanh": Smooth(r"\tanh", _tanh, lambda f, y, z, d: (y + _tanh(f, d)) / (1 + y * _tanh(f, d))),
    "sigmoid": Smooth(r"\sigma", lambda f, z: 1 / (1 + f.exp(-z)), lambda f, y, z, d: y / (y + (1 - y) * f.exp(-d))),
    "softplus": Smooth(r"\operatorname{softplus}", lambda f, z: f.log1p(f.exp(z))),
    "silu": Smooth(
        r"\operatorname{SiLU}", lambda f, z: z / (1 + f.exp(-z)), lambda f, y, z, d: (y * (1 + f.exp(-z)) + d) / (1 + f.exp(-z - d))
    ),
    "mish": Smooth(r"\operatorname{Mish}", lambda f, z: z * _tanh(f, f.log1p(f.exp(z)))),
    "gelu": Smooth(r"\operatorname{GELU}", lambda f, z: z * f.ncdf(z)),
    "Phi": Smooth(r"\Phi", lambda f, z: f.ncdf(z)),
    "phi": Smooth(r"\varphi", lambda f, z: f.exp(-(z**2) / 2) / f.sqrt(2 * f.pi), lambda f, y, z, d: y * f.exp(-z * d - d**2 / 2)),
    "sin": Smooth(r"\sin", lambda f, z: f.sin(z)),
    "cos": Smooth(r"\cos", lambda f, z: f.cos(z)),
    "exp": Smooth(r"\exp", lambda f, z: f.exp(z), lambda f, y, z, d: y * f.exp(d)),
    "log": Smooth(r"\ln", lambda f, z: f.log(z)),
    "sqrt": Smooth(r"\sqrt", lambda f, z: f.sqrt(z), lambda f, y, z, d: f.sqrt(y**2 + d)),
}
"""Each function by its name."""

NUMBERS = Arithmetic(
    MP.exp,
    MP.log,
    MP.log1p,
    MP.expm1,
    MP.sqrt,
    lambda z: MP.erfc(-z / MP.sqrt(2)) / 2,
    MP.sin,
    MP.cos,
    lambda z, below, above: (below if MP.re(z) < 0 else above)(z),  # the root of a number that moves below 0 is complex
    MP.pi,
)
"""That of numbers of 200 digits."""


_LOG1P = Smooth("", lambda f, z: f.log1p(z))


def smooth(fn: str) -> Smooth | None:
    """The definition of a function with a slope everywhere; of `log1p` too, which stands in definitions of arrays alone."""
    found = DEFINITIONS.get(fn, _LOG1P if fn == "log1p" else None)
    return found if isinstance(found, Smooth) else None
