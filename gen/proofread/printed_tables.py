"""Which cell of a table over time has which step: its head at t names it, together with the time of its row."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gen.algebra.expr import Atom, LocalDerivative, Partial, Shift, Var, replace_atoms
from gen.latex import Latex
from gen.messages.errors import VerificationError
from gen.page import CellView, TableView


@dataclass(frozen=True, slots=True)
class Place:
    """A cell with the rule of its column, which may be empty, the time of its row, and the heads of all that stands in that row."""

    cell: CellView
    rule: str
    time: int
    beside: Collection[str]


def cells_of(tables: Iterable[TableView]) -> dict[tuple[str, int], Place]:
    """The cells by the head of their column and the time of their row. Raises VerificationError where two have the same."""
    found: dict[tuple[str, int], Place] = {}
    beside: defaultdict[int, set[str]] = defaultdict(set)
    for table in tables:
        for label, row in table.rows:
            time = int(label)
            for head, rule, cell in zip(table.heads, table.rules, row, strict=True):
                if (head, time) in found:
                    raise VerificationError(f"{head} at {time} is told twice")
                if cell.form:
                    beside[time].add(head)
                    found[head, time] = Place(cell, rule.removeprefix("= "), time, beside[time])
    return found


def heads_of(lhs: Atom, latex: Latex) -> Iterator[tuple[str, int]]:
    """Under which heads, and at which times, a table may have a value: of a derivative either time may be the one that runs."""
    for time in sorted({var.time for var in _named(lhs) if isinstance(var.time, int)}):
        for name in names_at_t(lhs, time):
            yield latex.expr(name), time


def by_time(values: Iterable[Atom]) -> Mapping[int, Sequence[Atom]]:
    """Values by the times that they have, those of derivatives by either."""
    found: defaultdict[int, list[Atom]] = defaultdict(list)
    for atom in values:
        for time in {var.time for var in _named(atom) if isinstance(var.time, int)}:
            found[time].append(atom)
    return found


def _named(atom: Atom) -> tuple[Var, ...]:
    match atom:
        case Var():
            return (atom,)
        case LocalDerivative(_, arg):
            return (arg,)
        case Partial(of, wrt):
            return of, wrt
        case _:
            return ()


def names_at_t(atom: Atom, time: int) -> Iterator[Atom]:
    """The names of a value at t, where t is this time: of a derivative either time may run, or both."""
    match atom:
        case Var():
            yield _at_t(atom, time)
        case LocalDerivative(_, arg, among):
            others = tuple(replace_atoms(x, lambda part: _at_t(part, time) if isinstance(part, Var) else part) for x in among)
            yield replace(atom, arg=_at_t(arg, time), among=others)
        case Partial(of, wrt):
            above, below = _at_t(of, time), _at_t(wrt, time)
            yield from dict.fromkeys((Partial(above, wrt), Partial(of, below), Partial(above, below)))


def _at_t(var: Var, time: int) -> Var:
    return replace(var, time=Shift(var.time - time)) if isinstance(var.time, int) else var
