"""Dual numbers: value + tangent * epsilon with epsilon^2 = 0, over fractions as long as they last and mpmath numbers beyond.

An unrelated way to a derivative: this module knows neither the table of functions nor the rules of differentiation. In one dimension
a matrix product is a product.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, reduce
from typing import Any

from gen.algebra.arrays import Value
from gen.algebra.expr import Add, Call, Div, Expr, MatMul, Mul, Neg, Num, Pow, Var, children
from gen.messages.errors import VerificationError
from gen.verify.definitions import DEFINITIONS, NUMBERS, Arithmetic, Operators, Smooth, UnaryFunction, smooth
from gen.verify.piecewise import active_piece, argbest, is_piecewise_linear, shares, tie_convention
from gen.verify.tolerance import MP, mpf, plus, times


@dataclass(frozen=True, slots=True)
class Dual(Operators):
    """value + tangent * epsilon, epsilon^2 = 0; fractions as long as both sides are, mpmath numbers beyond."""

    value: Any
    tangent: Any

    def __add__(self, other: Any) -> "Dual":
        other = _lifted(other)
        return Dual(plus(self.value, other.value), plus(self.tangent, other.tangent))

    def __neg__(self) -> "Dual":
        return Dual(times(-1, self.value), times(-1, self.tangent))

    def __mul__(self, other: Any) -> "Dual":
        other = _lifted(other)
        return Dual(times(self.value, other.value), plus(times(self.tangent, other.value), times(self.value, other.tangent)))

    def inverse(self) -> "Dual":
        value = 1 / self.value if not isinstance(self.value, int) else Fraction(1, self.value)
        return Dual(value, times(times(-1, self.tangent), times(value, value)))

    def __pow__(self, n: int) -> "Dual":
        result = Dual(Fraction(1), Fraction(0))
        for _ in range(abs(n)):
            result = result * self
        return result if n >= 0 else result.inverse()


def _lifted(x: Any) -> Dual:
    return x if isinstance(x, Dual) else Dual(Fraction(x), Fraction(0))


Steps = tuple[tuple[Expr, tuple[int, ...]], ...]
"""An expression part by part, equal ones once, each behind what it is made of, which it has by numbers."""


@lru_cache(maxsize=2048)  # runs with other numbers go through the same equations
def steps_of(e: Expr) -> Steps:
    """An expression to be evaluated more than once."""
    numbers: dict[Expr, int] = {}
    steps: list[tuple[Expr, tuple[int, ...]]] = []

    def number(part: Expr) -> int:
        if part not in numbers:
            steps.append((part, tuple(map(number, children(part)))))
            numbers[part] = len(steps) - 1
        return numbers[part]

    number(e)
    return tuple(steps)


def dual_of(e: Expr | Steps, found: Mapping[Var, Dual], conventions: Mapping[str, Fraction], printed: Value | None = None) -> Dual:
    """`printed` is the value that stands on the sheet for the whole of this expression, if one does."""
    done: list[Dual] = []
    steps = e if isinstance(e, tuple) else steps_of(e)
    for part, places in steps:
        whole = len(done) == len(steps) - 1
        done.append(_dual_of(part, [done[place] for place in places], found, conventions, printed if whole else None))
    return done[-1]


def _dual_of(e: Expr, parts: Sequence[Dual], found: Mapping[Var, Dual], conventions: Mapping[str, Fraction], printed: Value | None) -> Dual:
    """A form of what its parts are."""
    match e:
        case Num(value):
            return Dual(value, Fraction(0))
        case Var():
            return found[e]
        case Neg():
            return -parts[0]
        case Add():
            return reduce(Dual.__add__, parts)
        case Mul() | MatMul():
            return reduce(Dual.__mul__, parts)
        case Div():
            return parts[0] * parts[1].inverse()
        case Pow():
            return _power(parts[0], parts[1])
        case Call("leaky_relu", (_, Num(leak))):
            value, slope = active_piece("leaky_relu", parts[0].value, leak).at(parts[0].value, conventions)
            return Dual(value, times(slope, parts[0].tangent))
        case Call(fn) if len(parts) > 1 or fn in ("max", "min", "argmax"):
            return _of_several(fn, parts, conventions)
        case Call(fn):
            return call(fn, parts[0], conventions, printed)
    raise VerificationError(f"no dual number for {e}")


def _power(x: Dual, n: Dual) -> Dual:
    if isinstance(n.value, Fraction) and n.value.denominator == 1 and n.tangent == 0:
        return x**n.value.numerator
    base, exponent = mpf(x.value), mpf(n.value)
    value = base**exponent
    slope = exponent * base ** (exponent - 1) if base != 0 or exponent >= 1 else MP.inf
    return Dual(value, plus(_along(slope, x), times(value * MP.log(base), n.tangent) if n.tangent != 0 else Fraction(0)))


def _along(slope: Any, x: Dual) -> Any:
    """How a function moves with x: not at all where x does not move, though its slope be infinite, as a root's at 0."""
    return times(slope, x.tangent) if x.tangent != 0 else Fraction(0)


def _of_several(fn: str, xs: Sequence[Dual], conventions: Mapping[str, Fraction]) -> Dual:
    values = [x.value for x in xs]
    match fn:
        case "max" | "min":
            slopes = shares(fn, values, conventions.get(tie_convention(fn), Fraction(0)))
            return Dual(values[argbest(fn, values)[0]], reduce(plus, map(times, slopes, [x.tangent for x in xs])))
        case "max'":  # the share of the argument that is counted first
            place, *others = values
            return Dual(shares("max", others, conventions.get(tie_convention("max"), Fraction(0)))[int(place) - 1], Fraction(0))
        case "argmax":
            return Dual(Fraction(argbest("max", values)[0] + 1), Fraction(0))
        case "equals":
            return Dual(Fraction(int(values[0] == values[1])), Fraction(0))
        case "times_log":
            y, p = xs
            return Dual(Fraction(0), Fraction(0)) if y.value == 0 and p.value == 0 else y * call("log", p, conventions, None)
    raise VerificationError(f"no dual number for {fn}")


def call(fn: str, x: Dual, conventions: Mapping[str, Fraction], printed: Value | None) -> Dual:
    """A function of one number; `printed` is the output that stands on the sheet, if one does."""
    if is_piecewise_linear(fn):
        value, slope = active_piece(fn, x.value).at(x.value, conventions)
        return Dual(value, times(slope, x.tangent))
    y, slope = _smooth(fn, mpf(x.value), None if printed is None else mpf(printed), MP.prec)
    return Dual(y, _along(slope, x))


@lru_cache(maxsize=10_000)  # runs with other tangents go through the same values
def _smooth(fn: str, z: Any, printed: Any, prec: int) -> tuple[Any, Any]:
    """Value and slope, with the bits of the time."""
    definition = smooth(fn)
    if definition is None:
        raise VerificationError(f"no dual number for {fn}")
    y = definition.value(_NUMBERS, Dual(z, Fraction(1)))
    return y.value, y.tangent if printed is None or not definition.moved else printed_slope(fn, NUMBERS, printed, z, MP.mpf(0))


def printed_slope(fn: str, f: Arithmetic, y: Any, z: Any, zero: Any) -> Any:
    """The slope of a function at the argument z, written with its output y, in an arithmetic that has this `zero`."""
    definition, still = DEFINITIONS[fn], Fraction(0)
    assert isinstance(definition, Smooth) and definition.moved
    return definition.moved(_tangents(f), Dual(y, still), Dual(z, still), Dual(zero, Fraction(1))).tangent


def _tangents(f: Arithmetic) -> Arithmetic:
    """The arithmetic of dual numbers whose values and tangents are numbers of another."""

    def moving(value: UnaryFunction, slope: Callable[[Any, Any], Any]) -> UnaryFunction:
        """The function with this value, and a slope from output and argument."""

        def of(x: Dual) -> Dual:
            y = value(x.value)
            return Dual(y, times(slope(y, x.value), x.tangent) if x.tangent != 0 else Fraction(0))

        return of

    def split(z: Dual, below: UnaryFunction, above: UnaryFunction) -> Dual:
        def part(of: Callable[[Dual], Any]) -> Any:
            return f.split(z.value, lambda x: of(below(Dual(x, z.tangent))), lambda x: of(above(Dual(x, z.tangent))))

        return Dual(part(lambda y: y.value), part(lambda y: y.tangent))

    return Arithmetic(
        exp=moving(f.exp, lambda y, z: y),
        log=moving(f.log, lambda y, z: 1 / z),
        log1p=moving(f.log1p, lambda y, z: 1 / (1 + z)),
        expm1=moving(f.expm1, lambda y, z: f.exp(z)),
        sqrt=moving(f.sqrt, lambda y, z: MP.inf if y == 0 else 1 / (2 * y)),
        ncdf=moving(f.ncdf, lambda y, z: f.exp(-(z**2) / 2) / f.sqrt(2 * f.pi)),
        sin=moving(f.sin, lambda y, z: f.cos(z)),
        cos=moving(f.cos, lambda y, z: -f.sin(z)),
        split=split,
        pi=Dual(f.pi, Fraction(0)),
    )


_NUMBERS = _tangents(NUMBERS)
