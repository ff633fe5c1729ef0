"""What belongs into the numbered places of a prompt, its gaps and blanks."""

from collections.abc import Mapping

from gen.document.tree import Text
from gen.model.derivation import Statement
from gen.model.solved import SolvedItem


def filled_places(solved: SolvedItem) -> Mapping[int, Text]:
    """The answers by their numbers, as they stand behind these in the key."""
    steps = [step for step in solved.readings[0].derivation.steps if isinstance(step, Statement)]
    return {int(step.name): step.pieces[1:] for step in steps if step.kind in ("gap", "blank")}
