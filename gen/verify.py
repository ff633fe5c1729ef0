"""The same numbers by unrelated routes; only what agrees may be typeset.

Route 1, dual numbers: the author's own equations, put in at each time anew (neither unrolled by `trace` nor with its inner names),
on pairs (value, tangent).
Route 2, SymPy: every equation's derivative to each of its inputs is SymPy's, and is propagated by the chain rule.
Neither imports the table of functions, the rules of differentiation or the derivation. Exact values must agree exactly, others
to 25 digits. Both know what a printed value, a cut and a convention at a kink mean; they state it here once more in their own way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from gen.dual import MP, Dual, agree, dual_of, mpf, same
from gen.errors import Disagreement
from gen.expr import Add, Call, Div, Expr, Mul, Neg, Num, Partial, Pow, Shift, Size, Time, Var, variables
from gen.number import Number
from gen.parse import Relation, stands
from gen.spec import Cell
from gen.steps import Derivation
from gen.trace import Eqn, Trace

MAX_SOURCES = 40


@dataclass(frozen=True, slots=True)
class Verified:
    """A derivation whose numbers a second and third route have confirmed; `routes` names them, `checked` counts the numbers."""

    derivation: Derivation
    routes: tuple[str, ...]
    checked: int


@dataclass(frozen=True, slots=True)
class Setting:
    """What a run of the recurrence depends on."""

    cell: Cell
    trace: Trace
    givens: Mapping[Var, Number]
    printed: Mapping[Var, Number]
    cut: frozenset[Var]
    conventions: Mapping[str, Fraction]


def verify(derivation: Derivation, setting: Setting, sympy: bool = True) -> Verified:
    """Confirm every forward value and every derivative of the derivation. Raises Disagreement at the first that differs."""
    asked = [answer.wrt for answer in derivation.asked if isinstance(answer, Partial)]
    # In the reverse telling every value is a source; the answers rest on all of them, so a bounded number is confirmed by itself.
    all_sources = (step.lhs.wrt for step in derivation.numbers if isinstance(step.lhs, Partial))
    sources = list(dict.fromkeys([*asked, *all_sources]))[: len(asked) + MAX_SOURCES]
    values = {step.lhs: step.value for step in derivation.numbers if isinstance(step.lhs, Var)}
    checked = 0
    routes = (("dual numbers", _dual),) + ((("SymPy's derivative of each equation", _with_sympy),) if sympy else ())
    for route, run in routes:
        for source in (None, *sources):
            found = run(setting, source)
            for var, value in values.items():
                agree(route, str(var), value, found[var][0])
            for step in derivation.numbers:
                if isinstance(step.lhs, Partial) and step.lhs.wrt == source:
                    agree(route, str(step.lhs), step.value, found[step.lhs.of][1])
                    checked += 1
        checked += len(values)
    return Verified(derivation, tuple(route for route, _ in routes), checked)


def verify_relation(relation: Relation, holds: bool, setting: Setting, t: int) -> None:
    """Confirm that a relation between values holds at step t, or that it does not. Raises Disagreement."""
    run = _Run(setting, None)
    left, right = (
        dual_of(side.expr, {var: run.value(_at(var, t)) for var in variables(side.expr)}, setting.conventions).value
        for side in (relation.left, relation.right)
    )
    if stands(relation.sign, mpf(left) < mpf(right), same(left, right)) != holds:
        raise Disagreement(f"dual numbers give {left} {'=' if same(left, right) else 'and not'} {right} at step {t}")


def verify_count(derivation: Derivation, entries: Sequence[int]) -> Verified:
    """Confirm a count: the entries of each parameter, counted as the length of its shape, must sum to the answer."""
    total = sum(entries)
    answer = derivation.values[Size("")]
    if answer != total:
        raise Disagreement(f"the parameters are {total}, the derivation says {answer}")
    return Verified(derivation, ("sum of the shapes",), 1)


def _dual(setting: Setting, source: Var | None) -> dict[Var, tuple[Any, Any]]:
    """The recurrence on dual numbers; the tangent of `source` is 1."""
    run = _Run(setting, source)
    # The author's equations know nothing of inner values; where one is differentiated to, printed or cut the lowered ones are needed.
    named = {*setting.printed} if source is None else {source, *setting.printed, *setting.cut}
    lowered = any(eqn.auto and eqn.out in named for eqn in setting.trace.eqns)
    for eqn in setting.trace.eqns:
        if lowered:
            run.take(eqn.out, eqn.rhs, run.found)
        elif eqn.auto:
            run.take(eqn.out, eqn.written, run.found)
        else:
            run.value(eqn.out)
    if source is not None and source not in run.found:
        run.found[source] = Dual(Fraction(0), Fraction(1))
    return {var: (d.value, d.tangent) for var, d in run.found.items()}


class _Run:
    """Values as they are asked for, each from the author's equation for it: the trace says no more than what is wanted."""

    def __init__(self, setting: Setting, source: Var | None) -> None:
        self.setting, self.source = setting, source
        self.equations = {equation.lhs.var: equation.rhs.expr for equation in setting.cell.equations}
        self.found: dict[Var, Dual] = {}
        for var, value in setting.givens.items():
            self.found[var] = Dual(value if isinstance(value, Fraction) else mpf(value), Fraction(var == source))

    def value(self, var: Var) -> Dual:
        if var not in self.found:
            rhs = self.equations.get(var) or self.equations.get(Var(var.name, Shift(0)))
            if rhs is None:
                raise Disagreement(f"the cell has no equation for {var}")
            self.take(var, rhs, {used: self.value(_at(used, var.time)) for used in variables(rhs)})
        return self.found[var]

    def take(self, var: Var, rhs: Expr, inputs: Mapping[Var, Dual]) -> None:
        printed = self.setting.printed.get(var)
        y = dual_of(rhs, inputs, self.setting.conventions, printed)
        tangent = Fraction(1) if var == self.source else Fraction(0) if var in self.setting.cut else y.tangent
        self.found[var] = Dual(y.value if printed is None else printed, tangent)


def _at(var: Var, time: Time) -> Var:
    """`h[t-1]` in the equation of a value at this time."""
    return Var(var.name, time + var.time.by) if isinstance(var.time, Shift) and isinstance(time, int) else var


# SymPy ----------------------------------------------------------------------------------------------------------------


def _with_sympy(setting: Setting, source: Var | None) -> dict[Var, tuple[Any, Any]]:
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
            return sympy.simplify(1 / sympy.diff(inverse, y)).subs(y, values[eqn.out])
    # The other numbers go in first: SymPy's x**n * n / x has no value at 0, x**2 has the derivative 2 x.
    others = {other: number for other, number in numbers.items() if other != symbol}
    return sympy.diff(form.subs(others), symbol).subs(numbers)


def _rational(x: Number) -> Any:
    import sympy

    return sympy.Rational(x.numerator, x.denominator) if isinstance(x, Fraction) else sympy.Float(str(x), MP.dps)


def _settled(x: Any) -> Any:
    """A rational as it is, anything else as a number of as many digits as dual numbers have."""
    return x if x.is_Rational else x.evalf(MP.dps)


def _plain(x: Any) -> Any:
    return Fraction(int(x.p), int(x.q)) if x.is_Rational else MP.mpf(str(x))


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
