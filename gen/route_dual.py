"""Dual numbers: the author's own equations, put in at each time anew, on pairs (value, tangent).

Neither the equations that `trace` has unrolled nor its inner names are used, so that a fault in unrolling shows here.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any

from gen.agreement import mpf, same
from gen.dual import Dual, dual_of
from gen.errors import Disagreement
from gen.expr import Expr, Shift, Time, Var, variables
from gen.parse import Relation, stands
from gen.setting import Setting


def route(setting: Setting) -> Callable[[Var | None], Mapping[Var, tuple[Any, Any]]]:
    """Every value of the trace and its derivative to a source."""
    return partial(_run, setting)


def _run(setting: Setting, source: Var | None) -> dict[Var, tuple[Any, Any]]:
    recurrence = _Recurrence(setting, source)
    # The author's equations know nothing of inner values; where one is differentiated to, printed or cut the lowered ones are needed.
    named = {*setting.printed} if source is None else {source, *setting.printed, *setting.cut}
    lowered = any(eqn.auto and eqn.out in named for eqn in setting.trace.eqns)
    for eqn in setting.trace.eqns:
        if lowered:
            recurrence.take(eqn.out, eqn.rhs, recurrence.found)
        elif eqn.auto:
            recurrence.take(eqn.out, eqn.written, recurrence.found)
        else:
            recurrence.value(eqn.out)
    if source is not None and source not in recurrence.found:
        recurrence.found[source] = Dual(Fraction(0), Fraction(1))
    return {var: (d.value, d.tangent) for var, d in recurrence.found.items()}


def verify_relation(relation: Relation, holds: bool, setting: Setting, t: int) -> None:
    """Confirm that a relation between values holds at step t, or that it does not. Raises Disagreement."""
    recurrence = _Recurrence(setting, None)
    left, right = (
        dual_of(side.expr, {var: recurrence.value(_at(var, t)) for var in variables(side.expr)}, setting.conventions).value
        for side in (relation.left, relation.right)
    )
    if stands(relation.sign, mpf(left) < mpf(right), same(left, right)) != holds:
        raise Disagreement(f"dual numbers give {left} {'=' if same(left, right) else 'and not'} {right} at step {t}")


class _Recurrence:
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
