"""Dual numbers: the author's own equations, put in at each time anew, on pairs (value, tangent).

Neither the equations that the derivation has unrolled nor its inner names are used, so that a fault in unrolling shows here. What an author
says of all times (`sum_t`, the number t, the horizon T) is written out here once more.
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cache, cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from gen.algebra.expr import Add, Atom, Call, Div, Expr, Num, Partial, Shift, Time, Var, rebuild, replace_atoms, variables
from gen.messages.errors import VerificationError
from gen.model.source import Relation, relation_holds
from gen.verify.dual import Dual, Steps, dual_of, steps_of
from gen.verify.recurrence import Recurrence, RunValue, Seeds
from gen.verify.tolerance import close, mpf, plus


def route(recurrence: Recurrence) -> Callable[[Seeds], Mapping[Var, RunValue]]:
    """Every value of the trace, and how it moves."""
    equations = _Equations(recurrence)

    @cache
    def unmoved(lowered: bool) -> Mapping[Var, Dual]:
        return _evaluated(_Evaluation(recurrence, equations), lowered).found

    def found(seeds: Seeds) -> dict[Var, RunValue]:
        # The author's equations know nothing of inner values; where one moves by itself, is printed or cut the lowered ones are needed.
        named = {*recurrence.printed, *seeds, *(recurrence.cut if seeds else ())}
        lowered = any(eqn.auto and eqn.out in named for eqn in recurrence.trace.eqns)
        evaluation = _evaluated(_Evaluation(recurrence, equations, seeds, unmoved(lowered)), lowered)
        nowhere = {var: RunValue(Fraction(0), Fraction(0), move) for var, move in seeds.items()}
        return nowhere | {
            var: RunValue(d.value, evaluation.local_tangent.get(var, Fraction(0)), d.tangent) for var, d in evaluation.found.items()
        }

    return found


def _evaluated(evaluation: "_Evaluation", lowered: bool) -> "_Evaluation":
    """All values of the trace, by the author's equations or by the lowered ones."""
    equations = evaluation.equations
    for eqn in evaluation.recurrence.trace.eqns:
        if lowered:
            evaluation.take(eqn.out, *equations.lowered[eqn.out])
        elif eqn.auto:
            evaluation.take(eqn.out, *equations.inner[eqn.out])
        else:
            evaluation.value(eqn.out)
    return evaluation


def verify_relation(relation: Relation, holds: bool, recurrence: Recurrence, t: int) -> None:
    """Confirm that a relation between values and derivatives holds at step t, or that it does not. Raises VerificationError."""
    equations = _Equations(recurrence)
    unmoved = _Evaluation(recurrence, equations)
    sides = [_value(equations.at(side.expr, t), recurrence, equations, unmoved) for side in (relation.left, relation.right)]
    left, right = sides
    less = mpf(left) < mpf(right)
    # Rounded numbers that are as near as a sigmoid of 100 is to 1 may be the same or not.
    if holds not in {relation_holds(relation.sign, less, same) for same in (close(left, right), left == right)}:
        raise VerificationError(f"dual numbers give {left} {'=' if close(left, right) else 'and not'} {right} at step {t}")


def _value(side: Expr, recurrence: Recurrence, equations: "_Equations", unmoved: "_Evaluation") -> Any:
    """A side of a relation; each derivative in it comes from a run in which what it is taken to moves."""
    names: dict[Var, Dual] = {}

    def named(atom: Atom) -> Expr:
        if isinstance(atom, Partial):
            moving = _Evaluation(recurrence, equations, {atom.wrt: Fraction(1)})
            name = Var(f"derivative {len(names)}")
            names[name] = Dual(moving.value(atom.of).tangent, Fraction(0))
            return name
        return atom

    whole = replace_atoms(side, named)
    found = {var: names[var] if var in names else unmoved.value(var) for var in variables(whole)}
    return dual_of(whole, found, recurrence.conventions).value


_Sided = tuple[Steps, tuple[Var, ...]]
"""A right-hand side, and the names in it."""


class _Equations:
    """The author's equations at any time."""

    def __init__(self, recurrence: Recurrence) -> None:
        self.eqns = recurrence.trace.eqns
        self.equations = {equation.lhs.var: equation.rhs.expr for equation in recurrence.cell.equations}
        self.horizon = recurrence.horizon or max((e.out.time for e in recurrence.trace.eqns if isinstance(e.out.time, int)), default=0)
        self.of = cache(self._of)

    @cached_property
    def lowered(self) -> Mapping[Var, _Sided]:
        """Those of the trace, in which the tool has given names to inner values."""
        return {eqn.out: (steps_of(eqn.rhs), eqn.inputs) for eqn in self.eqns}

    @cached_property
    def inner(self) -> Mapping[Var, _Sided]:
        """What the inner values are in the author's words."""
        written = {eqn.out: self.at(eqn.written, eqn.out.time) for eqn in self.eqns if eqn.auto}
        return {out: (steps_of(rhs), variables(rhs)) for out, rhs in written.items()}

    def _of(self, var: Var) -> _Sided:
        """The right-hand side for a value."""
        rhs = self.equations.get(var) or self.equations.get(Var(var.name, Shift(0), var.index))
        if rhs is None:
            raise VerificationError(f"the cell has no equation for {var}")
        return _sided(rhs, var.time, self.horizon)

    def at(self, e: Expr, time: Time) -> Expr:
        return _at(e, time, self.horizon)


@lru_cache(maxsize=2048)  # other numbers have the same equations
def _sided(rhs: Expr, time: Time, horizon: int) -> _Sided:
    now = _at(rhs, time, horizon)
    return steps_of(now), variables(now)


def _at(e: Expr, time: Time, horizon: int) -> Expr:
    """An expression at a time, with numbers for t and T and sums over time written out."""
    match e:
        case Var("t", None) if isinstance(time, int):
            return Num(Fraction(time))
        case Partial(of, wrt):
            moved, source = _at(of, time, horizon), _at(wrt, time, horizon)
            assert isinstance(moved, Var) and isinstance(source, Var)
            return Partial(moved, source)
        case Var(name, Shift(by, base), index) if base == "T" or isinstance(time, int):
            return Var(name, by + (horizon if base == "T" or not isinstance(time, int) else time), index)
        case Call("sum_t" | "mean_t", (term,)):
            whole = Add(tuple(_at(term, t, horizon) for t in range(1, horizon + 1)))
            return whole if e.fn == "sum_t" else Div(whole, Num(Fraction(horizon)))
        case _:
            return rebuild(e, lambda child: _at(child, time, horizon))


class _Evaluation:
    """Values as they are asked for, each from the author's equation for it: the trace says no more than what is wanted.

    `unmoved` are the same without a move: what depends on nothing that moves is not computed again.
    """

    def __init__(
        self,
        recurrence: Recurrence,
        equations: _Equations,
        seeds: Seeds = MappingProxyType({}),
        unmoved: Mapping[Var, Dual] = MappingProxyType({}),
    ) -> None:
        self.recurrence, self.equations, self.seeds, self.unmoved = recurrence, equations, seeds, unmoved
        self.local_tangent: dict[Var, Any] = {}
        self.found: dict[Var, Dual] = {}
        for var, value in recurrence.givens.items():
            self.found[var] = Dual(value if isinstance(value, Fraction) else mpf(value), seeds.get(var, Fraction(0)))

    def value(self, var: Var) -> Dual:
        if var not in self.found:
            rhs, used = self.equations.of(var)
            for before in used:
                self.value(before)
            self.take(var, rhs, used)
        return self.found[var]

    def take(self, var: Var, rhs: Steps, used: Iterable[Var]) -> None:
        printed = self.recurrence.printed.get(var)
        if var in self.unmoved and not any(self.found[one].tangent for one in used):
            y = Dual(self.unmoved[var].value, Fraction(0))
        else:
            y = dual_of(rhs, self.found, self.recurrence.conventions, printed)
        self.local_tangent[var] = y.tangent
        tangent = Fraction(0) if var in self.recurrence.cut else y.tangent
        if var in self.seeds:
            tangent = plus(tangent, self.seeds[var])
        self.found[var] = Dual(y.value if printed is None else printed, tangent)
