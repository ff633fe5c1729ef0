"""A table to fill in, as frozen data: what its cells ask, which of them the sheet prints, and the heads of its rows and columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, TypeAlias

from gen.algebra.arrays import Value
from gen.algebra.expr import Atom, Var
from gen.algebra.rounding import as_typed
from gen.algebra.values import value_of
from gen.messages.errors import Location
from gen.model.derivation import Answer, Derivation
from gen.model.problem import Criterion, Inline, Item
from gen.model.queries import Query

CellPlace: TypeAlias = tuple[int, int]
"""Row and column of a cell, from 0 on."""

WHOLE = "table"
"""What points for all cells together are for."""

Words: TypeAlias = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class CellQuery(Query):
    """What is asked in a cell and answered in words there: nothing but a table holds the answer. `name` is that of the cell."""

    name: str

    @property
    def same(self) -> object:
        return self.kind, self.name

    def has_answer(self, answer: object) -> bool:
        return isinstance(answer, TableAnswer) and answer.name == self.name


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """An answer in words that belongs into a cell: the author's own, or `yes` or `no`. `name` is that of the cell."""

    name: str
    pieces: Words

    @property
    def about(self) -> str:
        return self.name

    @property
    def value(self) -> str:
        return self.word

    @property
    def word(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def text(self) -> str:
        return f"{self.name}: {self.word}"

    @property
    def json(self) -> dict[str, Any]:
        return {"cell": self.name, "answer": self.word}


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell, `name`d as an author does. What belongs there answers its `query`; a cell without one has no value, and is crossed out.

    One that is `printed` stands on the sheet: what is `given`, or with the `text` that it gets when its problem is solved.
    """

    name: str = ""
    query: Query | None = None
    printed: bool = False
    text: Words = ()
    given: Var | None = None

    @property
    def in_words(self) -> bool:
        """Whether no step computes it."""
        return isinstance(self.query, CellQuery)

    @property
    def is_computed_for_sheet(self) -> bool:
        """Whether it is printed and not given."""
        return self.printed and self.given is None

    @property
    def is_empty(self) -> bool:
        """Whether it is to be filled in."""
        return self.query is not None and not self.printed

    def printed_text(self, item: Item) -> Words:
        """What the sheet of an item prints there; nothing where it is not computed yet."""
        if self.given is None:
            return self.text
        stated = item.given[self.given.whole]
        value = value_of(self.given, {self.given.whole: as_typed(stated.value, stated.texts)})
        return (Inline("value", str(self.given), values={self.given: value}),)

    def answers(self, derivation: Derivation) -> tuple[Answer, ...]:
        """What belongs there: an answer, or of a size several, one for each axis."""
        return tuple(answer for answer in derivation.answers if self.query and self.query.has_answer(answer))


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with what stands before it; by hand its cells have so many `lines`. `label` is what an author calls it: `h[t]`, `2`."""

    head: Words
    cells: tuple[TableCell, ...]
    lines: int = 1
    label: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below the heads of columns; `corner` stands above the heads of rows. `labels` are what an author calls the columns."""

    corner: Words
    columns: tuple[Words, ...]
    rows: tuple[TableRow, ...]
    where: Location
    labels: tuple[str, ...] = ()

    @property
    def cells(self) -> Iterator[tuple[CellPlace, TableCell]]:
        """All cells with their places, row by row."""
        return (((i, j), cell) for i, row in enumerate(self.rows) for j, cell in enumerate(row.cells))

    @property
    def empty(self) -> Mapping[CellPlace, TableCell]:
        """The cells that are to be filled in."""
        return {place: cell for place, cell in self.cells if cell.is_empty}

    @property
    def queries(self) -> tuple[Query, ...]:
        """What its empty cells ask, each once."""
        return _each_once([cell.query for cell in self.empty.values() if cell.query])

    @property
    def printed_queries(self) -> tuple[Query, ...]:
        """What has to be computed for the sheet."""
        return _each_once([cell.query for _, cell in self.cells if cell.query and cell.is_computed_for_sheet])

    def places_named(self, credits: str | None) -> tuple[CellPlace, ...]:
        """The cells that earn points together, or that no step computes: those of `row h[t]`, of `column 2`, of the `table`; that of an
        answer in words. None for a name of anything else."""
        kind, _, label = (credits or "").partition(" ")

        def is_meant(place: CellPlace, cell: TableCell) -> bool:
            match kind:
                case "row":
                    return self.rows[place[0]].label == label
                case "column":
                    return self.labels[place[1]] == label
                case _:
                    return credits == WHOLE or (cell.in_words and cell.name == credits)

        return tuple(place for place, cell in self.empty.items() if is_meant(place, cell))

    def with_printed(self, derivation: Derivation) -> "Table":
        """With the texts of printed cells, which this derivation answers."""

        def put(cell: TableCell) -> TableCell:
            return replace(cell, text=cell_text(cell.answers(derivation), derivation.values)) if cell.is_computed_for_sheet else cell

        return replace(self, rows=tuple(replace(row, cells=tuple(map(put, row.cells))) for row in self.rows))


def cell_text(answers: Sequence[Answer], values: Mapping[Atom, Value]) -> Words:
    """What a cell says: a number, several with a cross between them, or words."""
    found: list[Inline] = []
    for answer in answers:
        if isinstance(answer, TableAnswer):
            found += answer.pieces
        elif isinstance(answer, Atom):
            found += [Inline("text", " × ")] if found else []
            found.append(Inline("value", str(answer), values={answer: value_of(answer, values)}))
        else:
            found += getattr(answer, "pieces", (Inline("text", answer.word),))
    return tuple(found)


def _each_once(queries: Sequence[Query]) -> tuple[Query, ...]:
    return tuple({(query.kind, query.same): query for query in reversed(queries)}.values())[::-1]


@dataclass(frozen=True, slots=True)
class TableQuery(Query):
    """`table`: the table itself, beside the questions of its cells."""

    table: Table = field(compare=False)
    kind: ClassVar[str] = "table"
    lines_per_point: ClassVar[float] = 0  # there is room in its cells


def table_of(item: Item) -> Table | None:
    """The table that an item asks to be filled in, if it does."""
    return next((query.table for query in item.queries if isinstance(query, TableQuery)), None)


def criteria_of_steps(item: Item) -> list[Criterion]:
    """The criteria that a key tells beside steps; those for rows and columns, and for answers in words, stand in its table."""
    return [one for one in item.grading.criteria if not is_of_cell(item, one.credits)]


def is_of_cell(item: Item, name: str | None) -> bool:
    """Whether points or a rule are about cells that no single step fills."""
    table = table_of(item)
    return bool(table and table.places_named(name))


def with_table(item: Item, table: Table) -> Item:
    """The item with this table in the place of its own."""
    return replace(item, queries=tuple(replace(one, table=table) if isinstance(one, TableQuery) else one for one in item.queries))
