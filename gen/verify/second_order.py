"""Second derivatives by unrelated routes: how a value moves when two things move, beyond what each of them does.

For f(x + a, y + b) it is the coefficient of a b. If z moves by itself, its first derivative is dL/dz; if w moves as well, what is left is
how dL/dz moves with w. So a second derivative of an inner value, too, is that of moving both.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

from gen.algebra.expr import Add, Call, Div, Expr, LocalDerivative, MatMul, Mul, Neg, Num, Partial, Pow, SecondDerivative, Var
from gen.messages.errors import VerificationError
from gen.verify.definitions import NUMBERS, Arithmetic, Operators, UnaryFunction, smooth
from gen.verify.piecewise import active_piece, argbest, is_piecewise_linear, shares, tie_convention
from gen.verify.recurrence import Recurrence, Seeds
from gen.verify.tolerance import MP, mpf, plus, times

SecondRoute = Callable[[Recurrence, Seeds, Seeds], Mapping[Var, Any]]
"""From a recurrence over numbers and two ways to move to how each value moves with both."""

_ZERO = Fraction(0)


def second_movements(route: SecondRoute, recurrence: Recurrence, wanted: Iterable[Any]) -> Iterator[tuple[SecondDerivative, Any]]:
    """Where a value moves by itself and another one as well, what is left is how the derivative to the first moves with the other."""
    found: dict[tuple[Var, Var], Mapping[Var, Any]] = {}
    calls = [(eqn.rhs, eqn.out) for eqn in recurrence.trace.eqns if isinstance(eqn.rhs, Call)]
    outs = {(call.fn, call.args[0]): out for call, out in calls}
    for atom in wanted:
        match atom:
            case SecondDerivative(Partial(of, first), wrt):
                pass
            case SecondDerivative(LocalDerivative(fn, first), wrt) if (fn, first) in outs:
                of = outs[fn, first]
            case _:
                continue
        if (first, wrt) not in found:
            found[first, wrt] = route(recurrence, {first: Fraction(1)}, {wrt: Fraction(1)})
        yield atom, found[first, wrt][of]


@dataclass(frozen=True, slots=True)
class TwoFold(Operators):
    """value + first a + second b + both a b, where a^2 = b^2 = 0; fractions as long as they last, mpmath numbers beyond."""

    value: Any
    first: Any = _ZERO
    second: Any = _ZERO
    both: Any = _ZERO

    def __add__(self, other: Any) -> "TwoFold":
        o = _lifted(other)
        return TwoFold(*(plus(x, y) for x, y in zip(self.parts, o.parts, strict=True)))

    def __neg__(self) -> "TwoFold":
        return TwoFold(*(times(-1, x) for x in self.parts))

    def __mul__(self, other: Any) -> "TwoFold":
        o = _lifted(other)
        crossed = [(self.value, o.both), (self.first, o.second), (self.second, o.first), (self.both, o.value)]
        return TwoFold(
            times(self.value, o.value),
            plus(times(self.value, o.first), times(self.first, o.value)),
            plus(times(self.value, o.second), times(self.second, o.value)),
            reduce(plus, (times(x, y) for x, y in crossed)),
        )

    def __pow__(self, n: int) -> "TwoFold":
        result = reduce(lambda x, _: x * self, range(abs(n)), TwoFold(Fraction(1)))
        return result if n >= 0 else result.inverse()

    def inverse(self) -> "TwoFold":
        one = 1 / self.value
        return self.mapped(one, times(-1, times(one, one)), times(2, times(one, times(one, one))))

    @property
    def parts(self) -> tuple[Any, Any, Any, Any]:
        return self.value, self.first, self.second, self.both

    def mapped(self, value: Any, slope: Any, bend: Any) -> "TwoFold":
        """A function of it, from its value and its first two derivatives there."""
        if self.first == self.second == self.both == 0:
            return TwoFold(value)
        both = plus(times(slope, self.both), times(bend, times(self.first, self.second)))
        return TwoFold(value, times(slope, self.first), times(slope, self.second), both)


def _lifted(x: Any) -> TwoFold:
    return x if isinstance(x, TwoFold) else TwoFold(Fraction(x) if isinstance(x, int) else x)


def _moving(value: UnaryFunction, derivatives: Callable[[Any, Any], tuple[Any, Any]]) -> UnaryFunction:
    def of(z: TwoFold) -> TwoFold:
        x = mpf(z.value)
        return z.mapped(value(x), *derivatives(value(x), x))

    return of


def _density(z: Any) -> Any:
    return MP.exp(-(z**2) / 2) / MP.sqrt(2 * MP.pi)


_TWO_FOLD = Arithmetic(
    exp=_moving(MP.exp, lambda y, z: (y, y)),
    log=_moving(MP.log, lambda y, z: (1 / z, -1 / z**2)),
    log1p=_moving(MP.log1p, lambda y, z: (1 / (1 + z), -1 / (1 + z) ** 2)),
    expm1=_moving(MP.expm1, lambda y, z: (y + 1, y + 1)),
    sqrt=_moving(MP.sqrt, lambda y, z: (1 / (2 * y), -1 / (4 * y**3))),
    ncdf=_moving(NUMBERS.ncdf, lambda y, z: (_density(z), -z * _density(z))),
    sin=_moving(MP.sin, lambda y, z: (MP.cos(z), -y)),
    cos=_moving(MP.cos, lambda y, z: (-MP.sin(z), -y)),
    split=lambda z, below, above: (below if z.value < 0 else above)(z),
    pi=TwoFold(MP.pi),
)


def by_two_fold_numbers(recurrence: Recurrence, one: Seeds, other: Seeds) -> Mapping[Var, Any]:
    """How each value moves with both, by numbers that carry how they move with each and with both."""
    found = {var: TwoFold(x if isinstance(x, Fraction) else mpf(x)) for var, x in recurrence.givens.items()}

    def moved(var: Var, y: TwoFold) -> TwoFold:
        return TwoFold(y.value, plus(y.first, one.get(var, _ZERO)), plus(y.second, other.get(var, _ZERO)), y.both)

    found = {var: moved(var, y) for var, y in found.items()}
    together: dict[Var, Any] = {}
    for eqn in recurrence.trace.eqns:
        y = _value(eqn.rhs, found, recurrence.conventions)
        together[eqn.out] = y.both
        found[eqn.out] = moved(eqn.out, TwoFold(y.value) if eqn.out in recurrence.cut else y)
    return together


def _value(e: Expr, found: Mapping[Var, TwoFold], conventions: Mapping[str, Fraction]) -> TwoFold:
    def of(part: Expr) -> TwoFold:
        return _value(part, found, conventions)

    match e:
        case Num(value):
            return TwoFold(value)
        case Var():
            return found[e]
        case Neg(arg):
            return -of(arg)
        case Add(terms):
            return reduce(TwoFold.__add__, map(of, terms))
        case Mul(factors) | MatMul(factors):
            return reduce(TwoFold.__mul__, map(of, factors))
        case Div(top, bottom):
            return of(top) * of(bottom).inverse()
        case Pow(base, Num(exponent)) if exponent.denominator == 1:
            return of(base) ** exponent.numerator
        case Pow(base, exponent):
            return _lifted(_TWO_FOLD.exp(of(exponent) * _TWO_FOLD.log(of(base))))
        case Call(fn, (arg, *leak)) if is_piecewise_linear(fn):
            z = of(arg)
            value, slope = active_piece(fn, z.value, leak[0].value if leak and isinstance(leak[0], Num) else None).at(z.value, conventions)
            return z.mapped(value, slope, _ZERO)
        case Call(fn, args) if len(args) > 1 or fn in ("max", "min", "argmax"):
            return _of_several(fn, [of(arg) for arg in args], conventions)
        case Call(fn, (arg,)) if (definition := smooth(fn)) is not None:
            return _lifted(definition.value(_TWO_FOLD, of(arg)))
    raise VerificationError(f"no second derivative of {e}")


def _of_several(fn: str, xs: Sequence[TwoFold], conventions: Mapping[str, Fraction]) -> TwoFold:
    values = [x.value for x in xs]
    match fn:
        case "max" | "min":
            slopes = shares(fn, values, conventions.get(tie_convention(fn), _ZERO))
            moved = reduce(TwoFold.__add__, (TwoFold(_ZERO, *x.parts[1:]) * slope for x, slope in zip(xs, slopes, strict=True)))
            return TwoFold(values[argbest(fn, values)[0]], *moved.parts[1:])
        case "argmax":
            return TwoFold(Fraction(argbest("max", values)[0] + 1))
        case "equals":
            return TwoFold(Fraction(int(values[0] == values[1])))
        case "times_log":
            y, p = xs
            return TwoFold(_ZERO) if y.value == p.value == 0 else _lifted(y * _TWO_FOLD.log(p))
    raise VerificationError(f"no second derivative of {fn}")
