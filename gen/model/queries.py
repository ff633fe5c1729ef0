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
    questions with a verdict. One with numbered `places` has a line for each, so many `abreast`, and nothing else. One number under `points`
    pays for the step `paid`, if it names one. What is ticked beside the question itself needs no frame: it is not `framed`.
    """

    kind: ClassVar[str]
    lines_per_point: ClassVar[float] = 2
    in_words: ClassVar[bool] = False
    has_verdict: ClassVar[bool] = False
    abreast: ClassVar[int] = 1
    paid: ClassVar[str] = ""
    framed: ClassVar[bool] = True
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
    def places(self) -> int:
        """How many numbered places there are to be filled in."""
        return 0

    @property
    def in_other_cells(self) -> Collection[str]:
        """The names of other cells than the item's that it speaks of."""
        return ()

    @property
    def ticked(self) -> object:
        """What is ticked to answer it, a `Choice`, if something is."""
        return None

    def with_ticked(self, choice: object) -> "Query":
        """The same question with other things to tick, if some are."""
        return self

    def has_answer(self, answer: object) -> bool:
        """Whether this answers it: a number by the left side of its step, or an answer in words."""
        return False

    def answers(self, name: str) -> bool:
        """Whether the step of this name, which is told in words, answers it."""
        return False
