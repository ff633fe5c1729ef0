"""Cells of arrays solved, and compared with unrelated routes."""

from collections.abc import Iterator
from pathlib import Path

from gen.algebra.expr import Partial, Var
from gen.model.derivation import Step
from gen.model.problem import Item
from gen.model.solved import Solved
from tests.support.array_cells import Cell
from tests.support.array_oracles import Asked, by_autograd, central_difference, doubled, off, precise, value, value_in_doubles
from tests.support.problems import solve_text

CLOSE = 1e-12


def told_by(reading: Solved) -> Iterator[tuple[Step, Var, Var | None]]:
    """Every value and derivative that is written down, not only the answers."""
    for step in reading.derivation.numbers:
        match step.lhs:
            case Var() as of:
                yield step, of, None
            case Partial(of, wrt):
                yield step, of, wrt


def wrong_values(item: Item, reading: Solved, least: float = 0.0) -> list[str]:
    """The lines whose value another route does not confirm.

    Relative differences are those to the largest entry. Doubles are compared relative to `least` at least: what is smaller than the
    numbers on the way has fewer digits of its own. Differences of 50 digits leave no more than 1e-20 of what is 0.
    """
    assert reading.trace is not None
    givens = {var: number.value for var, number in item.given.items()}
    found = []
    for step, of, wrt in told_by(reading):
        asked = Asked(reading.trace, givens, of, wrt, item.conventions, item.cut, item.truncate)
        told = precise(step.value)
        routes = (central_difference(asked), by_autograd(asked)) if wrt else (value(asked), value_in_doubles(asked))
        if off(told, routes[0], 1e-8) > CLOSE or off(doubled(told), routes[1], least) > CLOSE:
            found.append(f"{step.lhs}: {told} and not {routes[0]} or {routes[1]}")
    return found


def reading_of(cell: Cell, folder: Path) -> tuple[Item, Solved]:
    item = solve_text(cell.yaml, folder).items[0]
    return item.item, item.readings[0]
