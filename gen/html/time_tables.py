"""Numbers over time as tables: a row for each time."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from gen.algebra.printer import text
from gen.document import Column, EqualityChain, TimeTable
from gen.html.chains import MARK, written_chain
from gen.html.credits import credit_text, remarks_of
from gen.html.formulas import inline
from gen.html.markup import NOTHING, rendered
from gen.html.medium import Medium, in_head
from gen.html.prose import line_of
from gen.latex import Latex, aligned, width

LINE, BETWEEN, SIGN, CHARACTER = 430.0, 8.0, 12.0, 6.0  # points: of a line on paper, between columns, of a sign, of a letter of points


@dataclass(frozen=True, slots=True)
class TimeCell:
    """A step: its name as `gen show` prints it, what equals the head of its column, as one formula, its points, and how wide these two
    are in points."""

    name: str
    html: Markup
    credit: str
    width: float


@dataclass(frozen=True, slots=True)
class TimeTableView:
    """`heads`, each with the rule below it, the rows behind their times, reasons of single cells and remarks below the table.

    On paper, where nothing scrolls, it is made so much smaller to `fit`.
    """

    heads: tuple[tuple[Markup, Markup], ...]
    rows: tuple[tuple[str, tuple[TimeCell | None, ...]], ...]
    notes: tuple[Markup, ...]
    fit: str


def time_table_html(table: TimeTable, latex: Latex, of_item: Latex, medium: Medium) -> Markup:
    """A table over time."""
    columns = [_cells(column, latex, medium) for column in table.columns]
    rows = tuple((str(time), tuple(column[i] for column in columns)) for i, time in enumerate(table.times))
    chains = [chain for column in table.columns for chain in column.cells if chain]
    notes = [_reason(chain, latex, medium) for chain in chains if chain.reason]
    remarks = [remark for chain in chains for remark in remarks_of(chain.remarks, of_item, medium)]
    wide = sum(_width(column, cells, latex) for column, cells in zip(table.columns, columns, strict=True))
    heads = tuple(_head(column, latex, in_head(medium)) for column in table.columns)
    view = TimeTableView(heads, rows, (*notes, *remarks), f"{min(1.0, LINE / wide):.2f}")
    return rendered("timetable", latex.language, table=view, styled=medium.styled)


def _width(column: Column, cells: Sequence[TimeCell | None], latex: Latex) -> float:
    """The points that a column takes."""
    rule = 0.0 if column.rule is None else width(latex.expr(column.rule)) + SIGN
    return BETWEEN + max(width(latex.expr(column.head)), rule, *(cell.width for cell in cells if cell))


def _head(column: Column, latex: Latex, medium: Medium) -> tuple[Markup, Markup]:
    rule = NOTHING if column.rule is None else inline(f"{{}}= {latex.expr(column.rule)}", latex.language, medium)
    return inline(latex.expr(column.head), latex.language, medium), rule


def _cells(column: Column, latex: Latex, medium: Medium) -> list[TimeCell | None]:
    """The cells of a column, the decimal points of their values below each other."""
    written = [None if chain is None else written_chain(chain, latex) for chain in column.cells]
    values = [one.forms[-1] if one else "" for one in written]
    if not any(r"\begin" in value for value in values):
        values = [*aligned(values)]
    found: list[TimeCell | None] = []
    for chain, one, value in zip(column.cells, written, values, strict=True):
        if chain is None or one is None:
            found.append(None)
            continue
        before = "" if one.signs[0] == "=" else f"{{}}{one.signs[0]} "
        before += "".join(f"{form} {sign} " for form, sign in zip(one.forms[:-1], one.signs[1:], strict=True))
        credits = (credit_text(credit, latex.language) for credit in (chain.equation, chain.result))
        credit = ", ".join(filter(None, credits))
        form = f"{before}{value}"
        found.append(TimeCell(text(chain.lhs), inline(form, latex.language, medium), credit, width(form) + CHARACTER * len(credit)))
    return found


def _reason(chain: EqualityChain, latex: Latex, medium: Medium) -> Markup:
    last = written_chain(chain, latex).last
    formula = inline(f"{last.left} {last.rest.replace(MARK, '')}", latex.language, medium)
    return Markup("{} {}").format(formula, line_of(chain.reason, latex, medium))
