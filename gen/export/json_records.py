"""What a file of `gen export json` holds, as frozen data: its objects are these types, and the keys of each are their fields.

Whoever changes a type or a field here or in `json_pieces` changes the format, and its VERSION.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from gen.export.json_pieces import FormulaRecord, TextRecord, ValueRecord
from gen.messages.sentences import Language
from gen.model.profile import Level

FORMAT = "worked-exam"
VERSION = 1


# What is asked --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FigureRecord:
    """A picture that the tool draws, as an image in SVG and as TikZ; what it shows in words, its caption in LaTeX, its width in points."""

    svg: str
    tikz: str
    description: str
    caption: str
    width: float


@dataclass(frozen=True, slots=True)
class PictureRecord:
    """A picture of the author's: the name of its file, which lies in the folder of the problem, and the SHA-256 of what is in it; what it
    shows in words, and its width in cm if the author says it."""

    file: str
    sha256: str
    alt: str
    caption: TextRecord
    width: Fraction | None


@dataclass(frozen=True, slots=True)
class CreditRecord:
    """Points where they are earned: for `all` answers together, for a numbered `question`, for so `many` matrices of a family."""

    points: Fraction
    together: bool
    question: str
    many: int


@dataclass(frozen=True, slots=True)
class OptionRecord:
    """An option: the letter before it, and which of its boxes are to be ticked; null on a sheet."""

    label: str
    content: TextRecord
    ticked: tuple[bool, ...] | None
    points: Fraction | None


@dataclass(frozen=True, slots=True)
class ChoiceRecord:
    """Options with one box each, or as `statements` with two, for true and false."""

    statements: bool
    instruction: TextRecord
    options: tuple[OptionRecord, ...]


@dataclass(frozen=True, slots=True)
class CellRecord:
    """A cell of a table to fill in: `empty` ones have what belongs there in a key, and nothing on a sheet."""

    cell: Literal["empty", "printed", "crossed"]
    content: TextRecord
    credit: CreditRecord | None


@dataclass(frozen=True, slots=True)
class RowRecord:
    """A row of a table to fill in."""

    head: TextRecord
    cells: tuple[CellRecord, ...]
    credit: CreditRecord | None


@dataclass(frozen=True, slots=True)
class GridRecord:
    """A table to fill in; each column and each row may have points, and `note` says what each cell earns."""

    corner: TextRecord
    columns: tuple[TextRecord, ...]
    credits: tuple[CreditRecord | None, ...]
    rows: tuple[RowRecord, ...]
    note: TextRecord


# The key --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RemarkRecord:
    """What graders need to know beyond the points."""

    label: TextRecord
    content: TextRecord
    points: Fraction | None


@dataclass(frozen=True, slots=True)
class EqualityRecord:
    """The sign before a form, `=` or `≈`, and the form."""

    sign: str
    form: FormulaRecord


@dataclass(frozen=True, slots=True)
class EquationRecord:
    """A left side with all that equals it, from symbols to the `value`, which is null where there is but symbols.

    An `answer` is asked for. The value of one that is `unrounded` was computed with numbers that are carried unrounded: those that are
    shown give another one.
    """

    left: FormulaRecord
    equals: tuple[EqualityRecord, ...]
    value: ValueRecord | None
    reason: TextRecord
    equation_credit: CreditRecord | None
    result_credit: CreditRecord | None
    remarks: tuple[RemarkRecord, ...]
    answer: bool
    unrounded: bool


@dataclass(frozen=True, slots=True)
class EquationsRecord:
    """Equations that are aligned with each other."""

    equations: tuple[EquationRecord, ...]


@dataclass(frozen=True, slots=True)
class ParagraphRecord:
    """A paragraph; a `verdict` stands out, an `answer` is asked for, and `name` is what rules call it."""

    content: TextRecord
    credit: CreditRecord | None
    remarks: tuple[RemarkRecord, ...]
    verdict: bool
    answer: bool
    name: str


@dataclass(frozen=True, slots=True)
class ColumnRecord:
    """A quantity over time: its name at t, its rule at t if it has one, and an equation for each time, or null."""

    head: FormulaRecord
    rule: FormulaRecord | None
    cells: tuple[EquationRecord | None, ...]


@dataclass(frozen=True, slots=True)
class TimesRecord:
    """Numbers over time, in the order in which they are computed."""

    times: tuple[int, ...]
    columns: tuple[ColumnRecord, ...]


BlockRecord: TypeAlias = EquationsRecord | ParagraphRecord | TimesRecord


@dataclass(frozen=True, slots=True)
class SectionRecord:
    """Blocks below a heading, which may be empty."""

    heading: TextRecord
    blocks: tuple[BlockRecord, ...]


@dataclass(frozen=True, slots=True)
class ReadingRecord:
    """One accepted reading; its name is empty where there is but one.

    `letters` say what the tool's own names stand for. `tabled` are the same sections with tables over time, if there is something to
    tabulate. Values `elsewhere` are told in an earlier item: its label, by name.
    """

    name: str
    letters: tuple[TextRecord, ...]
    sections: tuple[SectionRecord, ...]
    tabled: tuple[SectionRecord, ...]
    figure: FigureRecord | None
    meaning: TextRecord
    elsewhere: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SolutionRecord:
    """The key of an item: its readings, what the sheet has wrong, remarks on all of it; what belongs into numbered places, and the numbers
    that it was computed with. `figures` are the prompt's with what belongs there, and that of the roles of gates.
    """

    readings: tuple[ReadingRecord, ...]
    figures: tuple[FigureRecord, ...]
    errata: tuple[TextRecord, ...]
    remarks: tuple[RemarkRecord, ...]
    filled: Mapping[str, TextRecord]
    given: Mapping[str, ValueRecord]


# The whole ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """An item; `solution` is null on a sheet, `words` says how many an answer may have."""

    id: str
    points: Fraction
    prompt: TextRecord
    words: int | None
    picture: PictureRecord | None
    figure: FigureRecord | None
    choice: ChoiceRecord | None
    grid: GridRecord | None
    solution: SolutionRecord | None


@dataclass(frozen=True, slots=True)
class ProblemRecord:
    """A problem with its items."""

    id: str
    title: str
    points: Fraction
    stem: TextRecord
    picture: PictureRecord | None
    items: tuple[ItemRecord, ...]
    topics: tuple[str, ...]
    level: Level | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class ExamRecord:
    """A whole file: `whole` has the key, `sheet` nothing of it. `variant` is empty for the author's own numbers."""

    format: Literal["worked-exam"]
    version: Literal[1]
    form: Literal["whole", "sheet"]
    language: Language
    title: str
    course: str
    institution: str
    date: str
    duration: str
    aids: str
    variant: str
    points: Fraction
    problems: tuple[ProblemRecord, ...]
