"""The derivatives of an unrolled cell, each written relative to its own step, made to few equations in general t.

Each comes from the equation of one step, by the tables that the derivation itself uses. What is the same expression at all steps but
those at an end is a recursion, and what stands at the end is its start.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from gen.algebra.arrays import SCALAR, Shape
from gen.algebra.expr import Call, Expr, Partial, Series, Shift, Var, walk
from gen.calculus.general_times import NotGeneral, added_up, at_step, is_run, mentions, moved, put_in, runs, tidy
from gen.functions import gives
from gen.functions.shapes import shape
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

    def place(self, shares: list[Share], own: Shape = SCALAR) -> Var:
        """The name, of this shape, that stands for a sum over steps."""
        name = Var(f"#{len(self.shares)}")
        self.shares[name] = shares
        self.shapes = {**self.shapes, name.name: own} if self.shapes else self.shapes
        return name

    def write_out(self, names: Iterable[str], kept: Collection[Var], apart: Collection[str] = ()) -> None:
        """Derivatives of these names that stand in one equation only, and once, are written out there, the first names first.

        Those that are `kept` have an equation all the same; those of names `apart` stay where several of them stand in one equation, and
        so does a number that adds up entries, which is told before the array whose every entry it comes to.
        """
        for name in names:
            users = self._users(name)
            alone = sum(users.values()) == 1 and name not in users and (name not in apart or self._is_alone(name, apart))
            if alone and not self._is_sum_for_array(name, users):
                self._replace(name, kept)

    def _is_sum_for_array(self, name: str, users: Iterable[str]) -> bool:
        """Whether the derivative of a name is a number that adds up entries, and stands in the equation of an array."""
        own = [e for var, e in self.at.items() if var.name == name]
        adds_up = any(isinstance(part, Call) and gives(part.fn) == "number" for e in own for part in walk(e))
        return adds_up and shape(Var(name), self.shapes) == SCALAR and any(shape(Var(user), self.shapes) != SCALAR for user in users)

    def _is_alone(self, name: str, others: Collection[str]) -> bool:
        """Whether the derivative of a name stands nowhere beside that of another of these, but for what an equation is of itself."""
        expressions = [(user.name, e) for user, e in self.at.items()]
        expressions += [("", e) for shares in self.shares.values() for _, e in shares]
        beside = [{self.value(partial).name for partial in mentions(e)} - {own} for own, e in expressions]
        return not any(name in names and len(names.intersection(others)) > 1 for names in beside)

    def _users(self, name: str) -> Counter[str]:
        """How often the derivative of a name stands in an equation, at most, by what the equation is of."""
        found = Counter[str]()
        for user, e in self.at.items():
            found[user.name] = max(found[user.name], self._count(e, name))
        for place, shares in self.shares.items():
            owner = next((var for var, e in self.at.items() if place in walk(e)), None)
            if owner is None:
                raise NotGeneral
            # The same share of each step is one term below the sum sign.
            found[owner.name] += sum(self._count(e, name) for e in dict.fromkeys(e for _, e in shares))
        return +found

    def _count(self, e: Expr, name: str) -> int:
        return sum(self.value(partial).name == name for partial in mentions(e))

    def _replace(self, name: str, kept: Collection[Var]) -> None:
        written = {var: e for var, e in self.at.items() if var.name == name}
        first = {var: self.first.get(var, e) for var, e in written.items()}
        for var in [*self.at]:
            if var.name != name:
                step = var.time if isinstance(var.time, int) else None
                self.first[var] = self._put(self.first.get(var, self.at[var]), step, first)
                self.at[var] = self._put(self.at[var], step, written)
        for place, shares in self.shares.items():
            self.shares[place] = [(step, self._put(e, step, written)) for step, e in shares]
        for var in written.keys() - kept:
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

    def equations(self, names: Iterable[str], asked: Collection[Var], backward: bool) -> list[GeneralEquation]:
        """The equations of these names, recursions with their starts, then those of what is asked for. Raises NotGeneral."""
        found = {name: self._of_name(name, asked, backward) for name in names}
        alone = [self._alone(var) for var in asked if var in self.at and not isinstance(var.time, int) and var.name not in found]
        for var, start in self.starts.items():
            if any(var in self._used(equation) for equations in (*found.values(), alone) for equation in equations):
                found.setdefault(var.name, []).append(GeneralEquation(self.partial(var), start))
        return [equation for equations in found.values() for equation in equations] + alone

    def _of_name(self, name: str, asked: Collection[Var], backward: bool) -> list[GeneralEquation]:
        """A recursion behind its start, or before it if it goes backward; what is asked for where it ends may be another equation."""
        at = {var.time: e for var, e in self.at.items() if var.name == name and isinstance(var.time, int)}
        if len(at) < 2:
            return [self._alone(var) for var in self.at if var.name == name]
        if all(Var(name, step) in asked for step in at):
            groups = [(e, steps) for e, steps in runs(at) if is_run(steps)]
            if len(groups) > 1 or not groups or groups[0][1] != sorted(at):
                return [self._alone(Var(name, step)) for step in sorted(at)]
        main, steps = max(runs(at), key=lambda run: (len(run[1]), -run[1][0] if backward else run[1][0]))
        backward = self._is_backward(main, backward)
        others = [step for step in sorted(at) if step not in steps]
        ends = [step for step in others if (step < steps[0]) == backward]
        if not is_run(steps) or len(others) - len(ends) > MOST_STARTS or any(Var(name, step) not in asked for step in ends):
            raise NotGeneral
        recursion = GeneralEquation(self.partial(Var(name, Shift(0))), tidy(main, self.shapes), (steps[0], steps[-1]))
        return [recursion, *(self._alone(Var(name, step)) for step in [*(step for step in others if step not in ends), *ends])]

    def _is_backward(self, recursion: Expr, otherwise: bool) -> bool:
        """Whether a recursion goes from later steps to earlier ones; in a cell that reads backwards its derivatives go the other way."""
        times = (self.value(partial).time for partial in mentions(recursion))
        return next((time.by > 0 for time in times if isinstance(time, Shift) and time.by), otherwise)

    def _used(self, equation: GeneralEquation) -> set[Var]:
        """The values whose derivatives an equation needs at some step."""
        spans = [(equation.rhs, equation.steps)]
        for e in walk(equation.rhs):
            match e:
                case Series(_, _, int() as first, int() as last, term):
                    spans.append((term, (first, last)))
        found = set[Var]()
        for e, steps in spans:
            for var in map(self.value, mentions(e)):
                if not isinstance(var.time, Shift):
                    found.add(var)
                elif steps:
                    found |= {Var(var.name, step + var.time.by) for step in range(steps[0], steps[1] + 1)}
        return found

    def _alone(self, var: Var) -> GeneralEquation:
        """The equation of one value at its own time."""
        e = self.first.get(var, self.at[var])
        sums: dict[Expr, Expr] = {place: added_up(shares, self.shapes) for place, shares in self.shares.items() if place in walk(e)}
        e = tidy(put_in(e, sums, self.shapes), self.shapes)
        return GeneralEquation(self.partial(var), at_step(e, var.time) if isinstance(var.time, int) else e)
