"""What all questions have in common, whatever their kind; the types of each kind stand in `gen/questions/`."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import ClassVar

from gen.messages.errors import Location
from gen.model.source import Use


@dataclass(frozen=True, slots=True)
class Query:
    """One thing that an item asks, in which `question` of its list, from 1 on. `kind` is what `gen show` calls it.

    A sheet leaves `lines_per_point` by hand. For a question `in_words` it leaves the same room, whatever the answer is, and for all
    questions with a verdict.
    """

    kind: ClassVar[str]
    lines_per_point: ClassVar[float] = 2
    in_words: ClassVar[bool] = False
    has_verdict: ClassVar[bool] = False
    where: Location = field(kw_only=True)
    question: int = field(default=1, kw_only=True)

    @property
    def same(self) -> object:
        """Equal for two questions that ask the same."""
        return self.kind

    @property
    def uses(self) -> tuple[Use, ...]:
        """The names that it speaks of."""
        return ()

    @property
    def in_other_cells(self) -> Collection[str]:
        """The names of other cells than the item's that it speaks of."""
        return ()

    def has_answer(self, answer: object) -> bool:
        """Whether this answers it: a number by the left side of its step, or an answer in words."""
        return False
