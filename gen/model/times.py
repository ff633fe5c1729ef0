"""How far ahead of their own step the equations of a cell read: a recurrence that does so runs backwards in time."""

from collections.abc import Iterable

from gen.algebra.expr import Shift
from gen.model.problem import Cell


def latest_reads(cells: Iterable[Cell]) -> dict[str, int]:
    """At which time relative to t the equations read a name, at the latest: -1 for what is read as `h[t-1]` alone."""
    found: dict[str, int] = {}
    for use in (use for cell in cells for eq in cell.equations for use in eq.rhs.uses):
        match use.var.time:
            case Shift(by, "t"):
                found[use.var.name] = max(by, found.get(use.var.name, by))
    return found


def steps_ahead(cells: Iterable[Cell]) -> dict[str, int]:
    """How many steps ahead of their own the equations read a name, at most: 1 for what is read backwards, as `h[t+1]`."""
    return {name: by for name, by in latest_reads(cells).items() if by > 0}
