"""A kind of question as one record: how it is written, read, answered and headed. Each kind has a module, with its record at the end."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from gen.algebra.numbers import NumberFormat
from gen.algebra.rounding import USUAL
from gen.messages.sentences import Message
from gen.model.derivation import Derivation
from gen.model.memo import Memo
from gen.model.problem import Cell, Item, Reading
from gen.model.queries import Query
from gen.model.source import Text, Use
from gen.model.verified import Verified
from gen.syntax import Fields, names

MAX_ASKED = 100  # a list of values with respect to a list of others is soon long

Q = TypeVar("Q", bound=Query)


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A question as an author wrote it, matched by a pattern of its kind. `timeless` are names of which `b[2]` is an entry; `cells` are
    those of the problem."""

    fields: Fields
    text: Text
    match: re.Match[str]
    timeless: Collection[str]
    cells: Mapping[str, Cell | None] = field(default_factory=dict)

    def part(self, group: str = "of") -> Text:
        """What stands at a group of the pattern."""
        return self.text.part(*self.match.span(group))

    def names(self, group: str = "of") -> list[Use]:
        """The names that are listed there; faults go to the fields."""
        return names(self.fields, self.part(group), self.timeless)


@dataclass(frozen=True, slots=True)
class AskedItem:
    """An item in one of its readings (None: it has no cell), of which something is asked.

    `known` are all names of the problem with numbers. The `memo` may have been used for other variants.
    """

    item: Item
    reading: Reading | None
    known: Collection[str] = ()
    memo: Memo = field(default_factory=Memo)
    shown: NumberFormat = USUAL

    @property
    def of_cell(self) -> Reading:
        """The reading of a question that needs a cell."""
        assert self.reading is not None
        return self.reading

    @property
    def cell(self) -> Cell:
        """The cell of a question that needs one."""
        return self.of_cell.cell


@dataclass(frozen=True, slots=True, eq=False)
class Kind(Generic[Q]):
    """Everything that the tool knows of a kind of question.

    `types` are those of its queries, `forms` how they are written, each read by one of `patterns`. `answer` raises InputErrors; `derive`
    is what variants are chosen by, without confirmation (None: the derivation of the answer). Kinds answered `together` have one answer
    for all queries of an item, and the first; its numbers may stand in the texts of others. A kind that has `one` question to an item, or
    stands `alone` in it but for words, has its message and what to do. A shape under
    `shapes` has so many `axes` at most. `names` are values of its own, `headings` those of kinds of its
    own steps. One about `cases` looks at each case of its item.
    """

    types: tuple[type[Q], ...]
    forms: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    read: Callable[[WrittenQuestion], Sequence[Q]]
    answer: Callable[[Q, AskedItem], Verified]
    derive: Callable[[Q, AskedItem], Derivation] | None = None
    needs_cell: bool = True
    together: bool = False
    one: tuple[str, str] | None = None
    alone: tuple[str, str] | None = None
    names: Collection[str] = ()
    axes: int = 2
    cases: bool = False
    headings: Mapping[str, Message] = field(default_factory=dict)

    def derivation(self, query: Q, asked: AskedItem) -> Derivation:
        """What answers a query, confirmed or not. Raises InputErrors."""
        return self.derive(query, asked) if self.derive else self.answer(query, asked).derivation


def written_of(word: str) -> re.Pattern[str]:
    """`WORD of V, W`, and nothing with respect to which."""
    return re.compile(rf"{word}\s+of\s+(?!.+?\s+wrt\s)(?P<of>.+)", re.DOTALL)
