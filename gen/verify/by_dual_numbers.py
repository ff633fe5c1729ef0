"""Dual numbers: the author's own equations, put in at each time anew, on pairs (value, tangent).

Neither the equations that the derivation has unrolled nor its inner names are used, so that a fault in unrolling shows here. What an author
says of all times (`sum_t`, the number t, the horizon T) is written out here once more.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache, partial
from typing import Any

from gen.algebra.expr import Add, Call, Div, Expr, Num, Shift, Time, Var, rebuild, variables
from gen.messages.errors import VerificationError
from gen.model.source import Relation, relation_holds
from gen.verify.dual import Dual, dual_of
from gen.verify.recurrence import Recurrence, RunValue, Seeds
from gen.verify.tolerance import close, mpf, plus


def route(recurrence: Recurrence) -> Callable[[Seeds], Mapping[Var, RunValue]]:
    """Every value of the trace, and how it moves."""
    return partial(_run, recurrence, _Equations(recurrence))


def _run(recurrence: Recurrence, equations: "_Equations", seeds: Seeds) -> dict[Var, RunValue]:
    evaluation = _Evaluation(recurrence, equations, seeds)
    # The author's equations know nothing of inner values; where one moves by itself, is printed or cut the lowered ones are needed.
    named = {*recurrence.printed, *seeds, *(recurrence.cut if seeds else ())}
    lowered = any(eqn.auto and eqn.out in named for eqn in recurrence.trace.eqns)
    for eqn in recurrence.trace.eqns:
        if lowered:
            evaluation.take(eqn.out, eqn.rhs)
        elif eqn.auto:
            evaluation.take(eqn.out, equations.at(eqn.written, eqn.out.time))
        else:
            evaluation.value(eqn.out)
    nowhere = {var: RunValue(Fraction(0), Fraction(0), move) for var, move in seeds.items()}
    return nowhere | {
        var: RunValue(d.value, evaluation.local_tangent.get(var, Fraction(0)), d.tangent) for var, d in evaluation.found.items()
    }


def verify_relation(relation: Relation, holds: bool, recurrence: Recurrence, t: int) -> None:
    """Confirm that a relation between values holds at step t, or that it does not. Raises VerificationError."""
    equations = _Equations(recurrence)
    evaluation = _Evaluation(recurrence, equations, {})
    sides = [equations.at(side.expr, t) for side in (relation.left, relation.right)]
    left, right = (dual_of(side, {var: evaluation.value(var) for var in variables(side)}, recurrence.conventions).value for side in sides)
    if relation_holds(relation.sign, mpf(left) < mpf(right), close(left, right)) != holds:
        raise VerificationError(f"dual numbers give {left} {'=' if close(left, right) else 'and not'} {right} at step {t}")


class _Equations:
    """The author's equations at any time."""

    def __init__(self, recurrence: Recurrence) -> None:
        self.equations = {equation.lhs.var: equation.rhs.expr for equation in recurrence.cell.equations}
        self.horizon = recurrence.horizon or max((e.out.time for e in recurrence.trace.eqns if isinstance(e.out.time, int)), default=0)
        self.of = cache(self._of)

    def _of(self, var: Var) -> tuple[Expr, tuple[Var, ...]]:
        """The right-hand side for a value, and the names in it."""
        rhs = self.equations.get(var) or self.equations.get(Var(var.name, Shift(0), var.index))
        if rhs is None:
            raise VerificationError(f"the cell has no equation for {var}")
        now = self.at(rhs, var.time)
        return now, variables(now)

    def at(self, e: Expr, time: Time) -> Expr:
        """An expression at a time, with numbers for t and T and sums over time written out."""
        match e:
            case Var("t", None) if isinstance(time, int):
                return Num(Fraction(time))
            case Var(name, Shift(by, base), index) if base == "T" or isinstance(time, int):
                return Var(name, by + (self.horizon if base == "T" or not isinstance(time, int) else time), index)
            case Call("sum_t" | "mean_t", (term,)):
                whole = Add(tuple(self.at(term, t) for t in range(1, self.horizon + 1)))
                return whole if e.fn == "sum_t" else Div(whole, Num(Fraction(self.horizon)))
            case _:
                return rebuild(e, lambda child: self.at(child, time))


class _Evaluation:
    """Values as they are asked for, each from the author's equation for it: the trace says no more than what is wanted."""

    def __init__(self, recurrence: Recurrence, equations: _Equations, seeds: Seeds) -> None:
        self.recurrence, self.equations, self.seeds = recurrence, equations, seeds
        self.local_tangent: dict[Var, Any] = {}
        self.found: dict[Var, Dual] = {}
        for var, value in recurrence.givens.items():
            self.found[var] = Dual(value if isinstance(value, Fraction) else mpf(value), seeds.get(var, Fraction(0)))

    def value(self, var: Var) -> Dual:
        if var not in self.found:
            rhs, used = self.equations.of(var)
            for before in used:
                self.value(before)
            self.take(var, rhs)
        return self.found[var]

    def take(self, var: Var, rhs: Expr) -> None:
        printed = self.recurrence.printed.get(var)
        y = dual_of(rhs, self.found, self.recurrence.conventions, printed)
        self.local_tangent[var] = y.tangent
        tangent = Fraction(0) if var in self.recurrence.cut else y.tangent
        if var in self.seeds:
            tangent = plus(tangent, self.seeds[var])
        self.found[var] = Dual(y.value if printed is None else printed, tangent)
