"""Derivatives of an unrolled recurrence by routes that share no code with the tool's own.

Every route reads the trace as data: the equations as the author wrote them, not the rules, plans or numbers made from them.

    closed_form          SymPy: all equations put into one another, the one formula differentiated, numbers put in last
    central_difference   the recurrence run twice beside the numbers, in exact fractions
    by_autograd          HIPS autograd, reverse mode in double precision

A printed value and a cut need no route of their own: they are other equations. A value that is printed as p but keeps its
derivative is its equation plus a constant (`with_printed`); a value whose derivative is taken as 0 is a constant (`frozen`).
"""

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import autograd
import autograd.extend
import autograd.numpy
import mpmath
import sympy

from gen.algebra.expr import Add, Call, Div, Expr, Mul, Neg, Num, Pow, Var
from gen.model.trace import Eqn, Trace

# Where the lines of a function meet, and slope and offset of each.
KINKED: Mapping[str, tuple[tuple[int, ...], tuple[tuple[Fraction, Fraction], ...]]] = {
    "relu": ((0,), ((Fraction(0), Fraction(0)), (Fraction(1), Fraction(0)))),
    "abs": ((0,), ((Fraction(-1), Fraction(0)), (Fraction(1), Fraction(0)))),
    "leaky_relu": ((0,), ((Fraction(1, 100), Fraction(0)), (Fraction(1), Fraction(0)))),
    "step": ((0,), ((Fraction(0), Fraction(0)), (Fraction(0), Fraction(1)))),
    "hard_sigmoid": ((-3, 3), ((Fraction(0), Fraction(0)), (Fraction(1, 6), Fraction(1, 2)), (Fraction(0), Fraction(1)))),
}

_MP = mpmath.MPContext()
_MP.dps = 120


@dataclass(frozen=True)
class Arithmetic:
    """What stands for constants, functions and powers; + - * / are the numbers' own."""

    number: Callable[[Any], Any]
    functions: Mapping[str, Callable[[Any], Any]]
    power: Callable[[Any, Any], Any] = operator.pow


@dataclass(frozen=True)
class Question:
    """The derivative of `of` with respect to `wrt` in a recurrence at the given numbers; `conventions` are the slopes at kinks."""

    trace: Trace
    givens: Mapping[Var, Fraction]
    of: Var
    wrt: Var
    conventions: Mapping[str, Fraction]

    @property
    def inner(self) -> bool:
        """Whether the author's equations do not do, because the derivative is to a name that the tool gave."""
        return any(eqn.auto and eqn.out == self.wrt for eqn in self.trace.eqns)


# Running a recurrence -------------------------------------------------------------------------------------------------


def interpret(e: Expr, values: Mapping[Var, Any], by: Arithmetic) -> Any:
    """An expression in any arithmetic."""

    def go(part: Expr) -> Any:
        match part:
            case Num(value):
                return by.number(value)
            case Var():
                return values[part]
            case Neg(arg):
                return -go(arg)
            case Add(terms):
                first, *rest = map(go, terms)
                for term in rest:
                    first = first + term
                return first
            case Mul(factors):
                first, *rest = map(go, factors)
                for factor in rest:
                    first = first * factor
                return first
            case Div(top, bottom):
                return go(top) / go(bottom)
            case Pow(base, exponent):
                return by.power(go(base), go(exponent))
            case Call(fn, (arg,)):
                return by.functions[fn](go(arg))
        raise TypeError(f"no oracle for {part}")

    return go(e)


def run(trace: Trace, givens: Mapping[Var, Any], by: Arithmetic, held: Mapping[Var, Any], inner: bool = False) -> dict[Var, Any]:
    """Every value of the recurrence; those in `held` are taken as they are, whatever their equations say."""
    values = {var: by.number(value) for var, value in givens.items()} | dict(held)
    for eqn in trace.eqns:
        if eqn.out not in held:
            values[eqn.out] = interpret(eqn.rhs if inner else eqn.written, values, by)
    return values


def _fraction(x: Any) -> Fraction:
    return Fraction(*map(int, mpmath.libmp.to_rational(x._mpf_)))


def _smooth(of_mp: Callable[[Any], Any]) -> Callable[[Fraction], Fraction]:
    """A function of fractions that is right to the 120 digits of mpmath."""
    return lambda x: _fraction(of_mp(_MP.mpf(x.numerator) / x.denominator))


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator == 1:
        return base**exponent.numerator
    return _fraction(_MP.power(_MP.mpf(base.numerator) / base.denominator, _MP.mpf(exponent.numerator) / exponent.denominator))


def fractions(sides: list[Fraction]) -> Arithmetic:
    """Fractions, exact as long as the functions are rational.

    Which line is followed is written down in `sides` by its number from 0 on; a kink is half way between the numbers of its lines.
    """

    def kinked(fn: str) -> Callable[[Fraction], Fraction]:
        def apply(z: Fraction) -> Fraction:
            kinks, lines = KINKED[fn]
            i = sum(z > kink for kink in kinks)
            sides.append(i + Fraction(z in kinks, 2))
            return lines[i][0] * z + lines[i][1]

        return apply

    functions = {
        **{fn: kinked(fn) for fn in KINKED},
        "tanh": _smooth(_MP.tanh),
        "sigmoid": _smooth(lambda z: 1 / (1 + _MP.exp(-z))),
        "exp": _smooth(_MP.exp),
        "elu": _smooth(lambda z: z if z > 0 else _MP.expm1(z)),
        "softplus": _smooth(lambda z: _MP.log1p(_MP.exp(z))),
        "silu": _smooth(lambda z: z / (1 + _MP.exp(-z))),
        "gelu": _smooth(lambda z: z * _MP.ncdf(z)),
        "Phi": _smooth(_MP.ncdf),
        "phi": _smooth(_MP.npdf),
        "log": _smooth(_MP.log),
        "sqrt": _smooth(_MP.sqrt),
    }
    return Arithmetic(Fraction, functions, _power)


def forward(trace: Trace, givens: Mapping[Var, Fraction]) -> dict[Var, Fraction]:
    """The forward values: exact, or right to 120 digits beyond rational functions."""
    return run(trace, givens, fractions([]), {})


def _here(q: Question) -> Fraction:
    """The value of `wrt`; any will do for one that `of` does not depend on, which the trace leaves out."""
    return forward(q.trace, q.givens).get(q.wrt, Fraction(0))


def _sides(q: Question, at: Fraction) -> tuple[Fraction, list[Fraction]]:
    """The value of `of` where `wrt` is `at`, and the line on which each kinked argument lies."""
    sides: list[Fraction] = []
    values = run(q.trace, q.givens, fractions(sides), {q.wrt: at}, q.inner)
    return values[q.of], sides


def at_kink(q: Question) -> bool:
    """Whether any function is evaluated exactly at its kink, where no difference quotient knows the convention."""
    return _kinked(_sides(q, _here(q))[1])


def _kinked(sides: Iterable[Fraction]) -> bool:
    return any(side.denominator == 2 for side in sides)


# Printed values and cuts as other equations ---------------------------------------------------------------------------


def shifts(trace: Trace, givens: Mapping[Var, Fraction], printed: Mapping[Var, Fraction]) -> dict[Var, Fraction]:
    """By how much each printed value is off what its equation gives, where every value before it is as printed."""
    values, result = dict(givens), dict[Var, Fraction]()
    for eqn in trace.eqns:
        values[eqn.out] = interpret(eqn.written, values, fractions([]))
        if eqn.out in printed:
            result[eqn.out] = printed[eqn.out] - values[eqn.out]
            values[eqn.out] = printed[eqn.out]
    return result


def with_printed(trace: Trace, givens: Mapping[Var, Fraction], printed: Mapping[Var, Fraction]) -> Trace:
    """The recurrence that yields the printed values and has the derivatives of the equations: each equation plus a constant."""
    added = {var: Num(shift) for var, shift in shifts(trace, givens, printed).items()}

    def shifted(eqn: Eqn) -> Eqn:
        return replace(eqn, rhs=Add((eqn.rhs, added[eqn.out])), written=Add((eqn.written, added[eqn.out])))

    return Trace(tuple(shifted(eqn) if eqn.out in added else eqn for eqn in trace.eqns), trace.inputs)


def frozen(trace: Trace, givens: Mapping[Var, Fraction], cut: Iterable[Var]) -> Trace:
    """The recurrence with constants in place of the values that are cut, as far as it holds them."""
    values = forward(trace, givens)
    constants = {var: Num(values[var]) for var in cut if var in values}
    inner = any(eqn.auto and eqn.out in constants for eqn in trace.eqns)

    def fixed(eqn: Eqn) -> Eqn:
        written = eqn.rhs if inner else eqn.written
        return replace(eqn, rhs=constants.get(eqn.out, eqn.rhs), written=constants.get(eqn.out, written))

    return Trace(tuple(map(fixed, trace.eqns)), trace.inputs)


# SymPy ----------------------------------------------------------------------------------------------------------------


def closed_form(q: Question) -> Fraction:
    """The derivative of one formula in the inputs, by SymPy; exact wherever SymPy's result is rational, else to 60 digits.

    A piecewise linear function is the line on whose side its argument lies at the numbers; exactly at the kink it is the line
    through 0 with the stated slope.
    """
    base = {**forward(q.trace, q.givens), q.wrt: _here(q)}
    sides = iter(_sides(q, base[q.wrt])[1])

    def line(fn: str) -> Callable[[Any], Any]:
        def apply(z: Any) -> Any:
            side = next(sides)
            kinks, lines = KINKED[fn]
            slope, offset = lines[int(side)]
            if side.denominator == 2:
                kink = kinks[int(side)]
                slope, offset = q.conventions[f"{fn}'({kink})"], slope * kink + offset - q.conventions[f"{fn}'({kink})"] * kink
            return _rational(slope) * z + _rational(offset)

        return apply

    functions: dict[str, Callable[[Any], Any]] = {
        **{fn: line(fn) for fn in KINKED},
        "tanh": sympy.tanh,
        "sigmoid": lambda z: 1 / (1 + sympy.exp(-z)),
        "exp": sympy.exp,
        "elu": lambda z: sympy.Piecewise((z, z > 0), (sympy.exp(z) - 1, True)),
        "softplus": lambda z: sympy.log(1 + sympy.exp(z)),
        "silu": lambda z: z / (1 + sympy.exp(-z)),
        "gelu": lambda z: z * (1 + sympy.erf(z / sympy.sqrt(2))) / 2,
        "Phi": lambda z: (1 + sympy.erf(z / sympy.sqrt(2))) / 2,
        "phi": lambda z: sympy.exp(-(z**2) / 2) / sympy.sqrt(2 * sympy.pi),
        "log": sympy.log,
        "sqrt": sympy.sqrt,
    }
    symbols = {var: sympy.Symbol(f"v{i}", real=True) for i, var in enumerate(dict.fromkeys([*q.givens, q.wrt]))}
    formula = run(q.trace, {}, Arithmetic(_rational, functions), symbols, q.inner)[q.of]
    slope = sympy.diff(formula, symbols[q.wrt])
    result = slope.subs({symbol: _rational(base[var]) for var, symbol in symbols.items()})
    if result.is_Rational:
        return Fraction(int(result.p), int(result.q))
    return _fraction(_MP.mpf(str(result.evalf(60))))


def _rational(x: Fraction) -> Any:
    return sympy.Rational(x.numerator, x.denominator)


# Differences ----------------------------------------------------------------------------------------------------------

STEP = Fraction(1, 10**30)


def central_difference(q: Question) -> tuple[Fraction, Fraction]:
    """The difference quotient over `STEP`/2 on either side, and a bound for what it is off the derivative.

    For an analytic f the quotient D(e) = (f(w+e) - f(w-e)) / 2e is f'(w) + c e^(2k) + ..., where 2k+1 is the first odd order
    above 1 whose derivative is not 0 at w. So D(e/2) is off by c e^(2k) / 4^k, while D(e) - D(e/2) is c e^(2k) (1 - 1/4^k): the
    error is at most a third of that difference, up to terms that are smaller by e^2 = 1e-60 and for which the other two thirds
    leave room. There is no rounding, since the fractions are exact; for f of degree 2 in w both sides of the bound are 0, and
    the derivative must be the quotient itself. Functions that are not rational are right to 120 digits, which over a step of
    1e-30 makes 1e-85 with room to spare. Raises ValueError where a kink lies within the step.
    """
    at = _here(q)
    here = _sides(q, at)[1]

    def quotient(step: Fraction) -> Fraction:
        (right, above), (left, below) = _sides(q, at + step), _sides(q, at - step)
        if not above == here == below or _kinked(here):
            raise ValueError("a kink lies within the step")
        return (right - left) / (2 * step)

    coarse, fine = quotient(STEP), quotient(STEP / 2)
    smooth = any(isinstance(part, Call) and part.fn not in KINKED for eqn in q.trace.eqns for part in _calls(eqn.written))
    rounding = max(Fraction(1), abs(fine)) * Fraction(1, 10**60) if smooth else Fraction(0)
    return fine, abs(coarse - fine) + rounding


def one_sided(q: Question, side: int) -> Fraction:
    """The difference quotient over `STEP` to the right (side 1) or left (-1); off the one-sided derivative by the order of the step."""
    at = _here(q)
    return (_sides(q, at + side * STEP)[0] - _sides(q, at)[0]) / (side * STEP)


def _calls(e: Expr) -> Iterable[Expr]:
    match e:
        case Call(_, parts) | Add(parts) | Mul(parts):
            yield e
            for part in parts:
                yield from _calls(part)
        case Neg(arg):
            yield from _calls(arg)
        case Div(a, b) | Pow(a, b):
            # A power that is not whole is no rational function either.
            if isinstance(e, Pow) and not (isinstance(b, Num) and b.value.denominator == 1):
                yield Call("power", (a, b))
            yield from _calls(a)
            yield from _calls(b)
        case _:
            return


# Autograd -------------------------------------------------------------------------------------------------------------


def density(z: Any) -> Any:
    return autograd.numpy.exp(-z * z / 2) / math.sqrt(2 * math.pi)


@autograd.extend.primitive  # type: ignore[untyped-decorator]
def _normal(z: Any) -> Any:
    return math.erfc(-z / math.sqrt(2)) / 2


autograd.extend.defvjp(_normal, lambda y, z: lambda g: g * density(z))


def by_autograd(q: Question) -> float:
    """The derivative by HIPS autograd in double precision."""
    np = autograd.numpy
    functions: dict[str, Callable[[Any], Any]] = {
        "relu": lambda z: z if z > 0 else 0.0 * z,
        "abs": lambda z: z if z > 0 else -z,
        "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
        "hard_sigmoid": lambda z: 0.0 * z if z < -3 else 1.0 + 0.0 * z if z > 3 else z / 6.0 + 0.5,
        "tanh": np.tanh,
        "sigmoid": lambda z: 0.5 * (1.0 + np.tanh(0.5 * z)),
        "exp": np.exp,
        "step": lambda z: 0.0 * z + (z > 0),
        "elu": lambda z: z if z > 0 else np.exp(z) - 1.0,
        "softplus": lambda z: np.log(1.0 + np.exp(z)),
        "silu": lambda z: z / (1.0 + np.exp(-z)),
        "gelu": lambda z: z * _normal(z),
        "Phi": _normal,
        "phi": density,
        "log": np.log,
        "sqrt": np.sqrt,
    }

    def of_wrt(w: Any) -> Any:
        # The added 0 keeps autograd from warning where nothing leads from w to the value.
        return run(q.trace, q.givens, Arithmetic(float, functions), {q.wrt: w}, q.inner)[q.of] + 0.0 * w

    return float(autograd.grad(of_wrt)(float(_here(q))))
