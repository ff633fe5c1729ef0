"""A sketch: a student draws into empty axes what the key has drawn in them, and what earns points is told beside it in words.

What is drawn is the item's plot; the model answer says by its labels what must be seen, such as `shape` and `kink`.
"""

import re
from dataclasses import dataclass
from typing import ClassVar

from gen.messages.errors import InputError, InputErrors
from gen.model.derivation import Derivation, Statement
from gen.model.queries import Query
from gen.model.verified import Verified
from gen.questions.kind import AskedItem, Kind, WrittenQuestion
from gen.questions.open_questions import OpenQuery


@dataclass(frozen=True, slots=True)
class SketchQuery(Query):
    """`sketch`: of the item's plot."""

    kind: ClassVar[str] = "sketch"
    lines_per_point: ClassVar[float] = 0.5
    in_words: ClassVar[bool] = True


def _read(written: WrittenQuestion) -> list[SketchQuery]:
    return [SketchQuery(where=written.text.where)]


def _answer(query: SketchQuery, asked: AskedItem) -> Verified:
    """What must be seen in the sketch, by its labels; beside an open question that one tells all of them. Raises InputErrors."""
    if not asked.item.answer:
        hint = "a label for each thing that earns points, such as shape: ..., kink: ..."
        raise InputErrors([InputError(query.where, "a sketch needs words under 'answer' that say what earns its points", hint)])
    if any(isinstance(other, OpenQuery) for other in asked.item.queries):
        return Verified(Derivation((), (), {}), ())
    said = tuple(Statement("model", label, pieces) for label, pieces in asked.item.answer.items())
    return Verified(Derivation(said, (), {}), ())


def _without_numbers(query: SketchQuery, asked: AskedItem) -> Derivation:
    """Nothing: a variant is chosen by what it computes."""
    return Derivation((), (), {})


SKETCH = Kind(
    types=(SketchQuery,),
    forms=("sketch",),
    patterns=(re.compile("sketch"),),
    read=_read,
    answer=_answer,
    derive=_without_numbers,
    needs_cell=False,
)
