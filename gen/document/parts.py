"""A solved exam as its problems and items, with what stands below a prompt: options, and tables to fill in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from gen.algebra.numbers import NumberFormat
from gen.document.tree import Credit, SolutionPart, Text
from gen.messages.sentences import Language
from gen.model.exam import Exam
from gen.model.problem import Item, Problem
from gen.model.trace import Shapes


@dataclass(frozen=True, slots=True)
class OptionPart:
    """An option: the letter before it, its boxes, of which a key has some `ticked`, and its own points if it has some."""

    label: str
    text: Text
    ticked: tuple[bool, ...]
    points: Fraction | None = None


@dataclass(frozen=True, slots=True)
class ChoicePart:
    """Options with boxes, two to each of `statements`, below what is to be done."""

    statements: bool
    instruction: Text
    options: tuple[OptionPart, ...]


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a table to fill in: what is printed there, or what a key has there; crossed out where there is nothing to be.

    An answer may be the author's `words`; one that is `alone` no step of the key tells. Its `credit` stands in it if nowhere else.
    """

    text: Text
    kind: Literal["empty", "printed", "crossed"] = "empty"
    words: bool = False
    alone: bool = False
    credit: Credit | None = None


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row with its head, the points for all of it, and how many lines by hand its cells have."""

    head: Text
    cells: tuple[GridCell, ...]
    lines: int = 1
    credit: Credit | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table to fill in: on a sheet with what that prints, in a key with all of its answers. Each column may have points, and the `note`
    below says what each cell earns, or all of them."""

    corner: Text
    columns: tuple[Text, ...]
    rows: tuple[GridRow, ...]
    credits: tuple[Credit | None, ...]
    note: Text = ()


@dataclass(frozen=True, slots=True)
class ItemPart:
    """An item with its placeholders open, and the shapes of its own names; `solution` is None on a sheet.

    `functions` are those whose derivatives its key tells; `filled` is what belongs into the numbered places of its prompt. A `grid` is a
    table to fill in.
    """

    item: Item
    shapes: Shapes
    solution: SolutionPart | None
    functions: tuple[str, ...] = ()
    filled: Mapping[int, Text] = field(default_factory=dict)
    choice: ChoicePart | None = None
    grid: Grid | None = None


@dataclass(frozen=True, slots=True)
class ProblemPart:
    problem: Problem
    shapes: Shapes
    items: tuple[ItemPart, ...]

    @property
    def shown(self) -> NumberFormat:
        return self.problem.shown


@dataclass(frozen=True, slots=True)
class Document:
    """A sheet or a key. `functions` are those whose slopes the key tells, in order, for who learns from it."""

    exam: Exam
    problems: tuple[ProblemPart, ...]
    functions: tuple[str, ...] = ()

    @property
    def language(self) -> Language:
        return self.exam.language
