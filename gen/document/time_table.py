"""A scalar recurrence as a table: one row for each step of time, one column for each quantity, its rule in the head.

What is tabled stands once at t in symbols, so that the cells hold numbers alone. A step whose symbols are others than the rule's, as
those of the first step often are, has its own in its cell.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from gen.algebra.arrays import Array
from gen.algebra.expr import Atom, Call, Expr, LocalDerivative, Partial, Shift, Var, replace_atoms
from gen.document.tree import Column, EqualityChain, TimeTable
from gen.model.derivation import Step

Direction = Literal["forward", "reverse"]
FEWEST = 2  # rows of a table


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step stands in a table: in the row of its time, below the head of its quantity."""

    step: Step
    direction: Direction
    time: int
    head: Atom


def places_of(steps: Iterable[Step]) -> dict[Atom, Place]:
    """The steps that a table may hold, by their left sides: numbers of one quantity at several times."""
    steps = list(steps)
    reverse = any(step.kind in ("seed", "adjoint") for step in steps)
    if any(step.kind in ("term", "accumulate") for step in steps):
        steps = [step for step in steps if not isinstance(step.lhs, Partial)]
    columns: dict[tuple[Direction, Atom], list[Place]] = {}
    for step in steps:
        if place := _place(step, reverse):
            columns.setdefault((place.direction, place.head), []).append(place)
    several = [column for column in columns.values() if len(column) >= FEWEST and not any(isinstance(p.step.value, Array) for p in column)]
    return {place.step.lhs: place for column in several for place in column}


def _place(step: Step, reverse: bool) -> Place | None:
    direction: Direction = "reverse" if reverse and isinstance(step.lhs, Partial) else "forward"
    match step.lhs:
        case Var(_, int(time), ()) if step.kind in ("evaluate", "printed"):
            return Place(step, direction, time, at_t(step.lhs, time, direction))
        case LocalDerivative(_, Var(_, int(time), ())):
            return Place(step, direction, time, at_t(step.lhs, time, direction))
        case Partial(Var(_, of, ()), Var(_, wrt, ())):
            running = wrt if reverse else of
            return Place(step, direction, running, at_t(step.lhs, running, direction)) if isinstance(running, int) else None
        case _:
            return None


def at_t(atom: Atom, time: int, direction: Direction) -> Atom:
    """The same quantity at t. Of a derivative that time runs which does when it is computed: forward of what is differentiated, in
    reverse of what it is differentiated with respect to."""
    match atom:
        case Var():
            return _var_at_t(atom, time)
        case LocalDerivative(_, arg, among):
            return replace(atom, arg=_var_at_t(arg, time), among=tuple(rule_at_t(x, time, direction) for x in among))
        case Partial(of, wrt):
            return Partial(_var_at_t(of, time), wrt) if direction == "forward" else Partial(of, _var_at_t(wrt, time))
        case _:
            return atom


def _var_at_t(var: Var, time: int) -> Var:
    return replace(var, time=Shift(var.time - time)) if isinstance(var.time, int) else var


def rule_at_t(e: Expr, time: int, direction: Direction) -> Expr:
    """An expression of one step, at t."""
    return replace_atoms(e, lambda atom: at_t(atom, time, direction))


def time_table(places: Sequence[Place], chains: Mapping[Atom, EqualityChain], tabled: Collection[Atom]) -> TimeTable:
    """The table of these steps, which all run in one direction; `tabled` are the left sides in any table of the key."""
    times = sorted({place.time for place in places}, reverse=places[0].direction == "reverse")
    columns: dict[Atom, dict[int, Place]] = {}
    for place in places:
        columns.setdefault(place.head, {})[place.time] = place
    return TimeTable(tuple(times), tuple(_column(head, at, times, chains, tabled) for head, at in columns.items()))


def _column(
    head: Atom, at: Mapping[int, Place], times: Sequence[int], chains: Mapping[Atom, EqualityChain], tabled: Collection[Atom]
) -> Column:
    rules = [_rule(place, tabled) for place in at.values()]
    rule = max(rules, key=rules.count)
    if rule == head or rules.count(rule) < FEWEST:
        rule = None
    cells = (_cell(chains[at[t].step.lhs], at[t], rule, tabled) if t in at else None for t in times)
    return Column(head, rule, tuple(cells))


def _rule(place: Place, tabled: Collection[Atom]) -> Expr | None:
    """What the head of a column may say of this step; nothing where no equation gives it."""
    step = place.step
    if step.kind in ("printed", "seed", "independent", "still", "cut") or (step.kind == "local" and _is_slope(step.planned.rhs)):
        return None
    return rule_at_t(step.planned.rhs if _argument_is_tabled(step, tabled) else step.planned.written, place.time, place.direction)


def _is_slope(e: Expr) -> bool:
    """`relu'(z[2])`, which says no more than its left side."""
    return isinstance(e, Call) and e.fn.endswith("'")


def _argument_is_tabled(step: Step, tabled: Collection[Atom]) -> bool:
    """Whether a step applies a function to a value that has a column: nothing of that is written out."""
    match step.planned.rhs:
        case Call(_, (Var() as arg,)):
            return step.kind == "evaluate" and arg in tabled
        case _:
            return False


def _cell(chain: EqualityChain, place: Place, rule: Expr | None, tabled: Collection[Atom]) -> EqualityChain:
    """Without symbols where the head has them, and without a reason that stands in the same row."""
    step, equalities = place.step, chain.equalities
    if rule is not None and _rule(place, tabled) == rule:
        equalities = equalities[-1:] if _argument_is_tabled(step, tabled) else equalities[1:] or equalities
    evident = step.why == "side" and isinstance(step.lhs, LocalDerivative) and step.lhs.arg in tabled
    return replace(chain, equalities=equalities, reason=() if evident else chain.reason)
