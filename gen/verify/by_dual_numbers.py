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
from gen.model.source import Relation, stands
from gen.verify.dual import Dual, dual_of
from gen.verify.recurrence import Found, Moves, Setting
from gen.verify.tolerance import mpf, plus, same


def route(setting: Setting) -> Callable[[Moves], Mapping[Var, Found]]:
    """Every value of the trace, and how it moves."""
    return partial(_run, setting, _Equations(setting))


def _run(setting: Setting, equations: "_Equations", moves: Moves) -> dict[Var, Found]:
    recurrence = _Recurrence(setting, equations, moves)
    # The author's equations know nothing of inner values; where one moves by itself, is printed or cut the lowered ones are needed.
    named = {*setting.printed, *moves, *(setting.cut if moves else ())}
    lowered = any(eqn.auto and eqn.out in named for eqn in setting.trace.eqns)
    for eqn in setting.trace.eqns:
        if lowered:
            recurrence.take(eqn.out, eqn.rhs)
        elif eqn.auto:
            recurrence.take(eqn.out, equations.at(eqn.written, eqn.out.time))
        else:
            recurrence.value(eqn.out)
    nowhere = {var: Found(Fraction(0), Fraction(0), move) for var, move in moves.items()}
    return nowhere | {var: Found(d.value, recurrence.along.get(var, Fraction(0)), d.tangent) for var, d in recurrence.found.items()}


def verify_relation(relation: Relation, holds: bool, setting: Setting, t: int) -> None:
    """Confirm that a relation between values holds at step t, or that it does not. Raises VerificationError."""
    equations = _Equations(setting)
    recurrence = _Recurrence(setting, equations, {})
    sides = [equations.at(side.expr, t) for side in (relation.left, relation.right)]
    left, right = (dual_of(side, {var: recurrence.value(var) for var in variables(side)}, setting.conventions).value for side in sides)
    if stands(relation.sign, mpf(left) < mpf(right), same(left, right)) != holds:
        raise VerificationError(f"dual numbers give {left} {'=' if same(left, right) else 'and not'} {right} at step {t}")


class _Equations:
    """The author's equations at any time."""

    def __init__(self, setting: Setting) -> None:
        self.equations = {equation.lhs.var: equation.rhs.expr for equation in setting.cell.equations}
        self.horizon = setting.horizon or max((e.out.time for e in setting.trace.eqns if isinstance(e.out.time, int)), default=0)
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


class _Recurrence:
    """Values as they are asked for, each from the author's equation for it: the trace says no more than what is wanted."""

    def __init__(self, setting: Setting, equations: _Equations, moves: Moves) -> None:
        self.setting, self.equations, self.moves = setting, equations, moves
        self.along: dict[Var, Any] = {}
        self.found: dict[Var, Dual] = {}
        for var, value in setting.givens.items():
            self.found[var] = Dual(value if isinstance(value, Fraction) else mpf(value), moves.get(var, Fraction(0)))

    def value(self, var: Var) -> Dual:
        if var not in self.found:
            rhs, used = self.equations.of(var)
            for before in used:
                self.value(before)
            self.take(var, rhs)
        return self.found[var]

    def take(self, var: Var, rhs: Expr) -> None:
        printed = self.setting.printed.get(var)
        y = dual_of(rhs, self.found, self.setting.conventions, printed)
        self.along[var] = y.tangent
        tangent = Fraction(0) if var in self.setting.cut else y.tangent
        if var in self.moves:
            tangent = plus(tangent, self.moves[var])
        self.found[var] = Dual(y.value if printed is None else printed, tangent)
