"""How far ahead of their own step the equations of a cell read: a recurrence that does so runs backwards in time."""

from collections.abc import Iterable

from gen.algebra.expr import Shift
from gen.model.problem import Cell


def steps_ahead(cells: Iterable[Cell]) -> dict[str, int]:
    """How many steps ahead of their own the equations read a name, at most: 1 for what is read backwards, as `h[t+1]`."""
    found: dict[str, int] = {}
    for use in (use for cell in cells for eq in cell.equations for use in eq.rhs.uses):
        match use.var.time:
            case Shift(by, "t") if by > 0:
                found[use.var.name] = max(by, found.get(use.var.name, 0))
    return found
