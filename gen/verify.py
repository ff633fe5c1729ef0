"""The same numbers by unrelated routes; only what agrees may be typeset.

Route 1, dual numbers: the author's own expressions (before inner names are introduced) run forward on pairs (value, tangent).
Route 2, SymPy: every equation's derivative to each of its inputs is SymPy's, and is propagated by the chain rule.
Neither imports the table of functions, the rules of differentiation or the derivation. Exact values must agree exactly, others
to 40 digits. Both know what a printed value, a cut and a convention at a kink mean; they state it here once more in their own way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import mpmath

from gen.errors import Disagreement
from gen.expr import Add, Call, Div, Expr, Mul, Neg, Num, Partial, Pow, Var
from gen.number import Number
from gen.steps import Derivation
from gen.trace import Eqn, Trace

TOLERANCE_DIGITS = 40

_MP = mpmath.MPContext()
_MP.dps = 60


@dataclass(frozen=True, slots=True)
class Verified:
    """A derivation whose numbers a second and third route have confirmed; `routes` names them, `checked` counts the numbers."""

    derivation: Derivation
    routes: tuple[str, ...]
    checked: int


@dataclass(frozen=True, slots=True)
class Setting:
    """What a run of the recurrence depends on."""

    trace: Trace
    givens: Mapping[Var, Number]
    printed: Mapping[Var, Number]
    cut: frozenset[Var]
    conventions: Mapping[str, Fraction]


def verify(derivation: Derivation, setting: Setting, sympy: bool = True) -> Verified:
    """Confirm every forward value and every derivative of the derivation. Raises Disagreement at the first that differs."""
    sources = dict.fromkeys(step.lhs.wrt for step in derivation.steps if isinstance(step.lhs, Partial))
    values = {step.lhs: step.value for step in derivation.steps if isinstance(step.lhs, Var)}
    checked = 0
    routes = (("dual numbers", _dual),) + ((("SymPy's derivative of each equation", _with_sympy),) if sympy else ())
    for route, run in routes:
        for source in sources or [None]:
            found = run(setting, source, [s.lhs.of for s in derivation.steps if isinstance(s.lhs, Partial) and s.lhs.wrt == source])
            for var, value in values.items():
                _agree(route, str(var), value, found[var][0])
            for step in derivation.steps:
                if isinstance(step.lhs, Partial) and step.lhs.wrt == source:
                    _agree(route, str(step.lhs), step.value, found[step.lhs.of][1])
                    checked += 1
        checked += len(values)
    return Verified(derivation, tuple(route for route, _ in routes), checked)


def verify_count(derivation: Derivation, entries: Sequence[int]) -> Verified:
    """Confirm a count: the entries of each parameter, counted as the length of its shape, must sum to the answer."""
    total = sum(entries)
    answer = derivation.values[derivation.answers[0]]
    if answer != total:
        raise Disagreement(f"the parameters are {total}, the derivation says {answer}")
    return Verified(derivation, ("sum of the shapes",), 1)


def _agree(route: str, what: str, value: Number, other: Any) -> None:
    if isinstance(value, Fraction) and isinstance(other, Fraction):
        good = value == other
    else:
        a, b = _mpf(value), _mpf(other)
        good = abs(a - b) <= _MP.mpf(10) ** -TOLERANCE_DIGITS * max(1, abs(a), abs(b))
    if not good:
        raise Disagreement(f"{route} gives {other} for {what}, the derivation {value}")


def _mpf(x: Any) -> Any:
    if isinstance(x, Fraction):
        return _MP.mpf(x.numerator) / x.denominator
    return _MP.mpf(str(x)) if isinstance(x, Decimal) else x


# Dual numbers ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dual:
    """value + tangent * epsilon, epsilon^2 = 0; fractions as long as both sides are, mpmath numbers beyond."""

    value: Any
    tangent: Any

    def __add__(self, other: "Dual") -> "Dual":
        return Dual(_plus(self.value, other.value), _plus(self.tangent, other.tangent))

    def __mul__(self, other: "Dual") -> "Dual":
        return Dual(_times(self.value, other.value), _plus(_times(self.tangent, other.value), _times(self.value, other.tangent)))

    def inverse(self) -> "Dual":
        value = 1 / self.value if not isinstance(self.value, int) else Fraction(1, self.value)
        return Dual(value, _times(_times(-1, self.tangent), _times(value, value)))


def _both(a: Any, b: Any) -> tuple[Any, Any]:
    exact = isinstance(a, int | Fraction) and isinstance(b, int | Fraction)
    return (a, b) if exact else (_mpf(Fraction(a) if isinstance(a, int) else a), _mpf(Fraction(b) if isinstance(b, int) else b))


def _plus(a: Any, b: Any) -> Any:
    a, b = _both(a, b)
    return a + b


def _times(a: Any, b: Any) -> Any:
    a, b = _both(a, b)
    return a * b


_MINUS = Dual(Fraction(-1), Fraction(0))


def _dual(setting: Setting, source: Var | None, wanted: Sequence[Var]) -> dict[Var, tuple[Any, Any]]:
    """The recurrence on dual numbers; the tangent of `source` is 1."""
    found: dict[Var, Dual] = {}
    zero, one = Fraction(0), Fraction(1)
    # The author's expressions know nothing of inner values; a derivative to one needs the lowered equations.
    inner = any(eqn.auto and eqn.out == source for eqn in setting.trace.eqns)
    for var, value in setting.givens.items():
        found[var] = Dual(value if isinstance(value, Fraction) else _mpf(value), one if var == source else zero)
    for eqn in setting.trace.eqns:
        y = _dual_of(eqn.rhs if inner else eqn.written, found, setting, setting.printed.get(eqn.out))
        value = setting.printed.get(eqn.out, y.value)
        tangent = one if eqn.out == source else zero if eqn.out in setting.cut else y.tangent
        found[eqn.out] = Dual(value, tangent)
    if source is not None and source not in found:
        found[source] = Dual(zero, one)
    return {var: (d.value, d.tangent) for var, d in found.items()}


def _dual_of(e: Expr, found: Mapping[Var, Dual], setting: Setting, printed: Number | None = None) -> Dual:
    """`printed` is the value that stands on the sheet for the whole of this expression, if one does."""
    match e:
        case Num(value):
            return Dual(value, Fraction(0))
        case Var():
            return found[e]
        case Neg(arg):
            return _MINUS * _dual_of(arg, found, setting)
        case Add(terms):
            result = Dual(Fraction(0), Fraction(0))
            for term in terms:
                result = result + _dual_of(term, found, setting)
            return result
        case Mul(factors):
            result = Dual(Fraction(1), Fraction(0))
            for factor in factors:
                result = result * _dual_of(factor, found, setting)
            return result
        case Div(top, bottom):
            return _dual_of(top, found, setting) * _dual_of(bottom, found, setting).inverse()
        case Pow(base, exponent):
            return _dual_power(_dual_of(base, found, setting), _dual_of(exponent, found, setting))
        case Call(fn, (arg,)):
            return _dual_call(fn, _dual_of(arg, found, setting), setting.conventions, printed)
    raise Disagreement(f"no dual number for {e}")


def _dual_power(x: Dual, n: Dual) -> Dual:
    if isinstance(n.value, Fraction) and n.value.denominator == 1 and n.tangent == 0:
        result = Dual(Fraction(1), Fraction(0))
        for _ in range(abs(n.value.numerator)):
            result = result * x
        return result if n.value >= 0 else result.inverse()
    base, exponent = _mpf(x.value), _mpf(n.value)
    value = base**exponent
    slope = exponent * base ** (exponent - 1)
    more = value * _MP.log(base) if n.tangent != 0 else _MP.mpf(0)
    return Dual(value, _plus(_times(slope, x.tangent), _times(more, n.tangent)))


def _dual_call(fn: str, x: Dual, conventions: Mapping[str, Fraction], printed: Number | None) -> Dual:
    z = x.value
    if fn in ("relu", "abs"):
        left, right = (Fraction(0), Fraction(1)) if fn == "relu" else (Fraction(-1), Fraction(1))
        slope = right if z > 0 else left if z < 0 else conventions.get(fn, Fraction(0))
        return Dual(_times(right if z > 0 else left, z), _times(slope, x.tangent))
    z = _mpf(z)
    match fn:
        case "tanh":
            y = _MP.tanh(z)
        case "sigmoid":
            y = 1 / (1 + _MP.exp(-z))
        case "exp":
            y = _MP.exp(z)
        case "log":
            return Dual(_MP.log(z), _times(1 / z, x.tangent))
        case "sqrt":
            y = _MP.sqrt(z)
        case _:
            raise Disagreement(f"no dual number for {fn}")
    # The slope is a function of the output, so a printed output stands in it as well.
    out = _mpf(printed) if printed is not None else y
    slope = {"tanh": lambda: 1 - out**2, "sigmoid": lambda: out * (1 - out), "exp": lambda: out, "sqrt": lambda: 1 / (2 * out)}[fn]()
    return Dual(y, _times(slope, x.tangent))


# SymPy ----------------------------------------------------------------------------------------------------------------


def _with_sympy(setting: Setting, source: Var | None, wanted: Sequence[Var]) -> dict[Var, tuple[Any, Any]]:
    """Values by SymPy's evaluation, tangents by SymPy's derivative of each named equation times those of its inputs."""
    import sympy

    values: dict[Var, Any] = {var: _rational(value) for var, value in setting.givens.items()}
    tangents: dict[Var, Any] = {source: sympy.Integer(1)} if source else {}
    for eqn in setting.trace.eqns:
        symbols = {var: sympy.Symbol(f"v{i}", real=True) for i, var in enumerate(eqn.inputs)}
        numbers = {symbols[var]: values[var] for var in eqn.inputs}
        form = _sympy_form(eqn, symbols, numbers, setting)
        values[eqn.out] = _settled(form.subs(numbers))
        if eqn.out in setting.printed:
            values[eqn.out] = _rational(setting.printed[eqn.out])
        if eqn.out == source or eqn.out in setting.cut:
            continue
        moving = [var for var in eqn.inputs if tangents.get(var, 0) != 0]
        if moving:
            slopes = [_slope(eqn, form, symbols[var], numbers, values, setting) for var in moving]
            tangents[eqn.out] = _settled(sum(s * tangents[v] for s, v in zip(slopes, moving, strict=True)))
    return {var: (_plain(values.get(var, sympy.Integer(0))), _plain(tangents.get(var, sympy.Integer(0)))) for var in {*values, *tangents}}


def _slope(eqn: Eqn, form: Any, symbol: Any, numbers: Mapping[Any, Any], values: Mapping[Var, Any], setting: Setting) -> Any:
    import sympy

    match eqn.rhs:
        case Call(("relu" | "abs") as fn, (Var() as z,)) if values[z] == 0:
            stated = setting.conventions.get(fn, Fraction(0))
            return sympy.Rational(stated.numerator, stated.denominator)
        case Call(("tanh" | "sigmoid" | "exp" | "sqrt") as fn, (Var(),)) if eqn.out in setting.printed:
            y = sympy.Symbol("y")
            inverse = {"tanh": sympy.atanh(y), "sigmoid": sympy.log(y / (1 - y)), "exp": sympy.log(y), "sqrt": y**2}[fn]
            return (1 / sympy.diff(inverse, y)).subs(y, values[eqn.out])
    return sympy.diff(form, symbol).subs(numbers)


def _rational(x: Number) -> Any:
    import sympy

    return sympy.Rational(x.numerator, x.denominator) if isinstance(x, Fraction) else sympy.Float(str(x), 60)


def _settled(x: Any) -> Any:
    """A rational as it is, anything else as a number of 60 digits."""
    return x if x.is_Rational else x.evalf(60)


def _plain(x: Any) -> Any:
    return Fraction(int(x.p), int(x.q)) if x.is_Rational else _MP.mpf(str(x))


def _sympy_form(eqn: Eqn, symbols: Mapping[Var, Any], numbers: Mapping[Any, Any], setting: Setting) -> Any:
    """The lowered equation in SymPy's terms; a piecewise linear function is taken on the side on which its argument lies."""
    import sympy

    def form(e: Expr) -> Any:
        match e:
            case Num(value):
                return sympy.Rational(value.numerator, value.denominator)
            case Var():
                return symbols[e]
            case Neg(arg):
                return -form(arg)
            case Add(terms):
                return sympy.Add(*map(form, terms))
            case Mul(factors):
                return sympy.Mul(*map(form, factors))
            case Div(top, bottom):
                return form(top) / form(bottom)
            case Pow(base, exponent):
                return form(base) ** form(exponent)
            case Call("sigmoid", (arg,)):
                return 1 / (1 + sympy.exp(-form(arg)))
            case Call("relu", (arg,)):
                z = form(arg)
                return z if z.subs(numbers) > 0 else sympy.Integer(0)
            case Call("abs", (arg,)):
                z = form(arg)
                return z if z.subs(numbers) > 0 else -z
            case Call(fn, (arg,)):
                return {"tanh": sympy.tanh, "exp": sympy.exp, "log": sympy.log, "sqrt": sympy.sqrt}[fn](form(arg))
        raise Disagreement(f"no SymPy form for {e}")

    return form(eqn.rhs)
