"""A table to fill in as records of LaTeX: cells of one size below the prompt, empty on the sheet, filled in at the same place in the key.

Nothing that a sheet shows depends on what is to be written into a cell: widths follow from the room of a line, from heads and from how
many columns there are, heights from heads and from how many lines by hand an author gives to a row.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from gen.document import Grid, GridCell
from gen.latex import BOLD, NOTHING, Latex, Tex, aligned, height, text_width, width
from gen.page.blocks import text_height
from gen.page.prose import latex_of
from gen.page.rows import credit_text

PROMPT = 455.0  # points: the width of a page
LINE = 15.94  # points: 5.6 mm, a line by hand for the factor 1
LEAST, WIDEST = 34.0, 80.0  # points: the width of a cell for a number
FIRST_LEAST, FIRST_MOST = 30.0, 150.0  # points: the width of the column of heads
POINTS = 44.0  # points: what stands beside rows that have points
AIR, TEXT_LINE = 10.0, 13.6  # points: beside what stands in a cell, a line of text
RULE = 0.4  # points: a line between cells
WORDS, WORDS_LINE = 10 / 10.95, 12.0  # the type of answers in words in that of a prompt, and points of a line of them
_FORMULA = re.compile(r"\$(?P<formula>[^$]*)\$")


@dataclass(frozen=True, slots=True)
class GridCellView:
    """What stands in a cell: a formula, or a paragraph of `words`; it may be `printed` on the sheet, or `crossed` out. It may have points.

    What is `alone` stands nowhere else in the key. `scale` is how small a formula is set, `lines` how many lines words have.
    """

    text: Tex
    kind: Literal["empty", "printed", "crossed"]
    words: bool = False
    alone: bool = False
    credit: Tex = NOTHING
    scale: float = 1.0
    high: float = 0.0


@dataclass(frozen=True, slots=True)
class GridRowView:
    """A row, so many points high."""

    head: Tex
    cells: tuple[GridCellView, ...]
    credit: Tex
    high: float

    @property
    def height(self) -> Tex:
        return Tex(f"{self.high:.1f}pt")


@dataclass(frozen=True, slots=True)
class GridView:
    """A table to fill in. `first` is how wide the column of heads is, `wide` a cell, in points."""

    corner: Tex
    columns: tuple[Tex, ...]
    rows: tuple[GridRowView, ...]
    credits: tuple[Tex, ...]
    note: Tex
    first: float
    wide: float
    top: float

    @property
    def head(self) -> Tex:
        return Tex(f"{self.first:.1f}pt")

    @property
    def cell(self) -> Tex:
        return Tex(f"{self.wide:.1f}pt")

    @property
    def above(self) -> Tex:
        """The height of the row of heads."""
        return Tex(f"{self.top:.1f}pt")

    @property
    def width(self) -> float:
        """In points, with what stands beside it."""
        return self.first + len(self.columns) * self.wide + RULE * (len(self.columns) + 2) + POINTS * any(row.credit for row in self.rows)

    @property
    def height(self) -> float:
        """In points."""
        below = TEXT_LINE * (bool(self.note) + any(map(bool, self.credits)))
        return self.top + sum(row.high for row in self.rows) + below + 8


def grid_view(grid: Grid, latex: Latex, label: str, handwriting: Fraction) -> GridView:
    """The table below a prompt with this label, for an exam with this factor for handwriting."""
    heads, columns = ([_set_large(latex_of(head, latex)) for head in some] for some in ([row.head for row in grid.rows], grid.columns))
    corner = _set_large(latex_of(grid.corner, latex))
    room = PROMPT - max(18.0, text_width(f"{label})", BOLD) + 6) - POINTS * any(row.credit for row in grid.rows)
    first = min(FIRST_MOST, max(FIRST_LEAST, *(_wide(head) + AIR for head in (*heads, corner))))
    words = any(cell.words for row in grid.rows for cell in row.cells)
    wide = max(
        LEAST,
        *(_unbroken(head) + AIR for head in columns),
        min((room - first - RULE * (len(columns) + 2)) / len(columns), room if words else WIDEST),
    )
    line = LINE * float(handwriting)
    least = max(line + 4, *(_high(head, first) + 6 for head in heads))
    columns_of_cells = zip(*([_cell(cell, latex) for cell in row.cells] for row in grid.rows), strict=True)
    rows = zip(*([_fitted(cell, wide) for cell in _aligned(column)] for column in columns_of_cells), strict=True)
    return GridView(
        corner=corner,
        columns=tuple(columns),
        rows=tuple(
            GridRowView(head, cells, credit_text(row.credit, latex.language), least + line * (row.lines - 1))
            for head, row, cells in zip(heads, grid.rows, rows, strict=True)
        ),
        credits=tuple(credit_text(credit, latex.language) for credit in grid.credits),
        note=latex_of(grid.note, latex),
        first=first,
        wide=wide,
        top=max(20.0, _high(corner, first) + 6, *(_high(head, wide) + 6 for head in columns)),
    )


def printed_of(grid: GridView) -> list[Tex]:
    """What a table shows on the sheet."""
    cells = [cell.text for row in grid.rows for cell in row.cells if cell.kind == "printed"]
    return [grid.corner, *grid.columns, *(row.head for row in grid.rows), *cells]


def _set_large(head: Tex) -> Tex:
    """A head that is one formula, with fractions of the usual size."""
    formula = _FORMULA.fullmatch(head)
    return Tex(rf"$\displaystyle {formula['formula']}$") if formula and r"\frac" in head else head


def _wide(head: str) -> float:
    formula = _FORMULA.fullmatch(head)
    return width(formula["formula"].removeprefix(r"\displaystyle ")) if formula else text_width(head)


def _unbroken(head: str) -> float:
    """The width of a head that is broken wherever that is possible."""
    return _wide(head) if "$" in head else max((text_width(word) for word in head.split()), default=0.0)


def _high(head: str, wide: float) -> float:
    formula = _FORMULA.fullmatch(head)
    return height(formula["formula"]) if formula else text_height(head, wide - AIR, TEXT_LINE)


def _cell(cell: GridCell, latex: Latex) -> GridCellView:
    return GridCellView(latex_of(cell.text, latex), cell.kind, cell.words, cell.alone, credit_text(cell.credit, latex.language))


def _aligned(column: Sequence[GridCellView]) -> list[GridCellView]:
    """The cells of a column with the decimal points of its answers below each other; what is printed stands as it does on the sheet."""
    numbers = [None if cell.kind == "printed" else _FORMULA.fullmatch(cell.text) for cell in column]
    written = aligned([number["formula"] if number else "" for number in numbers])
    return [replace(cell, text=Tex(f"${form}$")) if number else cell for cell, number, form in zip(column, numbers, written, strict=True)]


def _fitted(cell: GridCellView, wide: float) -> GridCellView:
    """A cell with a formula that is scaled down where it is too wide, or with the height of its words."""
    room = wide - 6
    if cell.words and cell.text:
        return replace(cell, high=text_height(cell.text, (room - 2) / WORDS, WORDS_LINE))
    cell = replace(cell, high=height(cell.text.strip("$"))) if r"\begin" in cell.text else cell
    taken = text_width(cell.text)
    if taken <= room:
        return cell
    formula = _FORMULA.fullmatch(cell.text)
    form = formula["formula"] if formula else rf"\text{{{cell.text}}}"
    return replace(cell, text=Tex(rf"$\fitted{{{room / taken:.3f}}}{{\textstyle {form}}}$"), scale=room / taken)
