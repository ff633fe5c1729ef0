"""A table to fill in: on a sheet with what that prints, in a key with all of its answers."""

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from gen.document import Grid
from gen.html.credits import credit_text
from gen.html.markup import rendered
from gen.html.medium import Medium, in_head
from gen.html.prose import line_of
from gen.latex import Latex


@dataclass(frozen=True, slots=True)
class GridCellView:
    """What stands in a cell; it may be `printed` on the sheet, or `crossed` out. It may have points."""

    text: Markup
    kind: Literal["empty", "printed", "crossed"]
    words: bool
    credit: str


@dataclass(frozen=True, slots=True)
class GridRowView:
    """A row with its head, its points, and how many lines by hand its cells have."""

    head: Markup
    cells: tuple[GridCellView, ...]
    credit: str
    lines: int


@dataclass(frozen=True, slots=True)
class GridView:
    """A table to fill in, each column with its points, which may be none."""

    corner: Markup
    columns: tuple[Markup, ...]
    rows: tuple[GridRowView, ...]
    credits: tuple[str, ...]
    note: Markup


def grid_html(grid: Grid, latex: Latex, medium: Medium) -> Markup:
    """The table below a prompt."""
    rows = (
        GridRowView(
            line_of(row.head, latex, in_head(medium)),
            tuple(
                GridCellView(line_of(cell.text, latex, medium), cell.kind, cell.words, credit_text(cell.credit, latex.language))
                for cell in row.cells
            ),
            credit_text(row.credit, latex.language),
            row.lines,
        )
        for row in grid.rows
    )
    view = GridView(
        corner=line_of(grid.corner, latex, in_head(medium)),
        columns=tuple(line_of(column, latex, in_head(medium)) for column in grid.columns),
        rows=tuple(rows),
        credits=tuple(credit_text(credit, latex.language) for credit in grid.credits),
        note=line_of(grid.note, latex, medium),
    )
    return rendered("grid", latex.language, grid=view, styled=medium.styled)
