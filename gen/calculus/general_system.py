"""The derivatives of an unrolled cell, each written relative to its own step, made to few equations in general t.

Each comes from the equation of one step, by the tables that the derivation itself uses. What is the same expression at all steps but
those at an end is a recursion, and what stands at the end is its start.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field

from gen.algebra.expr import Expr, Partial, Shift, Var, walk
from gen.calculus.general_times import NotGeneral, added_up, at_step, is_run, mentions, moved, put_in, runs, tidy
from gen.model.general_rule import GeneralEquation
from gen.model.trace import Shapes

Share = tuple[int | None, Expr]
"""A part of a sum over steps: the step that its expression is relative to, if to one."""

MOST_STARTS = 2  # of one value: where more steps differ from the others, nothing is general


@dataclass
class System:
    """The derivative `partial(u)` for each value u of an unrolled cell, relative to the time of u.

    In place of a sum over steps an expression has a name, with its `shares`. `first` are expressions to be taken where a step has no
    other of its kind. A derivative that is no unknown of the system, at the end of the recursion, is 0 (or 1) by `starts`.
    """

    partial: Callable[[Var], Partial]
    value: Callable[[Partial], Var]
    shapes: Shapes
    at: dict[Var, Expr] = field(default_factory=dict)
    shares: dict[Var, list[Share]] = field(default_factory=dict)
    first: dict[Var, Expr] = field(default_factory=dict)
    starts: dict[Var, Expr] = field(default_factory=dict)

    def place(self, shares: list[Share]) -> Var:
        """The name that stands for a sum over steps."""
        name = Var(f"#{len(self.shares)}")
        self.shares[name] = shares
        return name

    def write_out(self, names: Iterable[str], apart: Collection[str] = ()) -> None:
        """Derivatives of these names that stand in one equation only, and once, are written out there, the first names first.

        Those of names `apart` stay where several of them stand in one equation.
        """
        for name in names:
            users = self._users(name)
            if sum(users.values()) == 1 and name not in users and (name not in apart or self._is_alone(name, apart)):
                self._replace(name)

    def _is_alone(self, name: str, others: Collection[str]) -> bool:
        """Whether the derivative of a name stands nowhere beside that of another of these."""
        expressions = [*self.at.values(), *(e for shares in self.shares.values() for _, e in shares)]
        beside = [{self.value(partial).name for partial in mentions(e)} for e in expressions]
        return not any(name in names and len(names.intersection(others)) > 1 for names in beside)

    def _users(self, name: str) -> Counter[str]:
        """How often the derivative of a name stands in an equation, at most, by what the equation is of."""
        found = Counter[str]()
        for user, e in self.at.items():
            found[user.name] = max(found[user.name], self._count(e, name))
        for place, shares in self.shares.items():
            owner = next(var for var, e in self.at.items() if place in walk(e))
            # The same share of each step is one term below the sum sign.
            found[owner.name] += sum(self._count(e, name) for e in dict.fromkeys(e for _, e in shares))
        return +found

    def _count(self, e: Expr, name: str) -> int:
        return sum(self.value(partial).name == name for partial in mentions(e))

    def _replace(self, name: str) -> None:
        written = {var: e for var, e in self.at.items() if var.name == name}
        first = {var: self.first.get(var, e) for var, e in written.items()}
        for var in [*self.at]:
            if var.name != name:
                step = var.time if isinstance(var.time, int) else None
                self.first[var] = self._put(self.first.get(var, self.at[var]), step, first)
                self.at[var] = self._put(self.at[var], step, written)
        for place, shares in self.shares.items():
            self.shares[place] = [(step, self._put(e, step, written)) for step, e in shares]
        for var in written:
            del self.at[var]

    def _put(self, e: Expr, step: int | None, written: dict[Var, Expr]) -> Expr:
        """An expression relative to a step with some derivatives written out."""
        found: dict[Expr, Expr] = {}
        for partial in mentions(e):
            var = self.value(partial)
            time = var.time
            if isinstance(time, Shift):
                if step is None:
                    raise NotGeneral
                there = Var(var.name, step + time.by)
                if there in written:
                    found[partial] = moved(written[there], time.by)
            elif var in written:
                found[partial] = at_step(written[var], time) if isinstance(time, int) else written[var]
        return put_in(e, found, self.shapes) if found else e

    def equations(self, names: Iterable[str], asked: Collection[Var]) -> list[GeneralEquation]:
        """The equations of these names, recursions with their starts, then those of what is asked for. Raises NotGeneral."""
        found = [equation for name in names for equation in self._of_name(name)]
        told = {equation.lhs for equation in found if equation.steps is None}
        found += [self._alone(var) for var in asked if var in self.at and not isinstance(var.time, int) and self.partial(var) not in told]
        return found

    def _of_name(self, name: str) -> Iterator[GeneralEquation]:
        at = {var.time: e for var, e in self.at.items() if var.name == name and isinstance(var.time, int)}
        groups = runs(at)
        if not groups:
            yield from (self._alone(var) for var in self.at if var.name == name)
            return
        main, steps = max(groups, key=lambda group: len(group[1]))
        others = [step for _, more in groups for step in more if step not in steps]
        if not is_run(steps) or len(others) > MOST_STARTS:
            raise NotGeneral
        if len(steps) == 1 and not others:
            yield self._alone(Var(name, steps[0]))
            return
        yield GeneralEquation(self.partial(Var(name, Shift(0))), tidy(main), (steps[0], steps[-1]))
        yield from (self._alone(Var(name, step)) for step in others)
        for var, start in self.starts.items():
            if var.name == name and any(var == self._absolute(partial, step) for step in steps for partial in mentions(main)):
                yield GeneralEquation(self.partial(var), start)

    def _absolute(self, partial: Partial, step: int) -> Var:
        var = self.value(partial)
        return Var(var.name, step + var.time.by) if isinstance(var.time, Shift) else var

    def _alone(self, var: Var) -> GeneralEquation:
        """The equation of one value at its own time."""
        e = self.first.get(var, self.at[var])
        sums: dict[Expr, Expr] = {place: added_up(shares, self.shapes) for place, shares in self.shares.items() if place in walk(e)}
        e = tidy(put_in(e, sums, self.shapes))
        return GeneralEquation(self.partial(var), at_step(e, var.time) if isinstance(var.time, int) else e)
