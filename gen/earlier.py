"""What an earlier item of the same problem tells already."""

from collections.abc import Sequence

from gen.algebra import value_of
from gen.expr import Atom, atoms
from gen.pipeline import Solved, SolvedItem


def told_before(one: Solved, earlier: Sequence[SolvedItem]) -> dict[Atom, str]:
    """The forward values that an earlier item tells by the same equation with the same numbers, with the label of the first such item.

    An item with several readings tells nothing for others: they do not say which reading they follow.
    """
    found: dict[Atom, str] = {}
    mine = one.derivation
    for item in earlier:
        if len(item.readings) == 1:
            other = item.readings[0].derivation
            told = {step.lhs: step for step in other.numbers if step.kind == "evaluate" and not step.line.hidden}
            for step in mine.numbers:
                if step == told.get(step.lhs) and all(
                    value_of(a, mine.values) == value_of(a, other.values) for a in atoms(step.line.written)
                ):
                    found.setdefault(step.lhs, item.item.id)
    return found
