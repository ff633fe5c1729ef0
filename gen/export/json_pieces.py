"""Numbers, formulas and running text as a file of `gen export json` holds them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from gen.algebra.expr import Expr

# Numbers and formulas -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NumberRecord:
    """A number: `exact` as a fraction, or null where it is not rational; the nearest float, or null where it is too large for one; and
    how it is shown, rounded to the digits of its problem."""

    exact: Fraction | None
    near: float | None
    shown: str


@dataclass(frozen=True, slots=True)
class ArrayRecord:
    """A vector or a matrix, row by row."""

    rows: tuple[tuple[NumberRecord, ...], ...]


ValueRecord: TypeAlias = NumberRecord | ArrayRecord


@dataclass(frozen=True, slots=True)
class RelationRecord:
    """Expressions with the same sign between each two."""

    sign: str
    sides: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class FormulaRecord:
    """A formula: its LaTeX, how it reads in one line, and where more is known of it, as a problem file writes it (`source`) and as a tree.

    Where numbers are put in, as `latex` and `text` show them, `numbers` has what stands for which name. One that is a `display` has a line
    of its own.
    """

    latex: str
    text: str
    source: str | None = None
    tree: Expr | RelationRecord | None = None
    numbers: Mapping[str, ValueRecord] | None = None
    display: bool = False


# Running text ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WordsRecord:
    """Words, with the blanks around them."""

    text: str


@dataclass(frozen=True, slots=True)
class CodeRecord:
    """Code within a line."""

    text: str


@dataclass(frozen=True, slots=True)
class ListingRecord:
    """Lines of code; in a key with what belongs into its `gaps`, by their numbers, which stand in boxes."""

    text: str
    language: str
    gaps: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BreakRecord:
    """The end of a line."""


@dataclass(frozen=True, slots=True)
class MarkedRecord:
    """What an author has marked."""

    mark: Literal["strong", "emphasis"]
    content: "TextRecord"


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """An entry of a list, with its number, `(1)`, if it has one."""

    label: str
    content: "TextRecord"


@dataclass(frozen=True, slots=True)
class ListRecord:
    """A list."""

    entries: tuple[EntryRecord, ...]


@dataclass(frozen=True, slots=True)
class TableRecord:
    """A table of the author's; `columns` is `l`, `c` or `r` for each."""

    columns: str
    rows: tuple[tuple["TextRecord", ...], ...]


PieceRecord: TypeAlias = WordsRecord | FormulaRecord | CodeRecord | ListingRecord | BreakRecord | MarkedRecord | ListRecord | TableRecord
TextRecord: TypeAlias = tuple[PieceRecord, ...]
