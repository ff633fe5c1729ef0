"""The key of an item as records of LaTeX: groups of rows under small headings, side by side where both are narrow."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile
from math import inf
from typing import Literal

from gen.algebra.expr import Atom
from gen.document import (
    Block,
    Equations,
    GradientFigure,
    Notation,
    Paragraph,
    PlotFigure,
    ReadingPart,
    Section,
    SolutionPart,
    TimeTable,
    WindowFigure,
    notation_of,
    shapes_of,
)
from gen.figures import Figure, gradient_figure, plot_figure, roles_figure, window_figure
from gen.latex import NOTHING, Latex, Tex, escape, knowing, text_width, without_letters
from gen.messages.sentences import listed, translate
from gen.model.memo import Memo
from gen.model.problem import Item
from gen.model.solved import Solved
from gen.page.blocks import text_height
from gen.page.displays import display_height, display_width
from gen.page.prose import latex_of
from gen.page.rows import HALF, LINE, MARK, TYPE, RowView, credit_text, extent, remarks_of, rows, set_chain, side_by_side
from gen.page.tables import TableView, least_height, table_views

HEADING, TEXT_LINE, SKIPS = 17.0, 12.5, 10.0  # points: a heading, a line of text, what is around rows
SAVED = 8.0  # points, half a line: what a table has to save
LONG = 1000.0  # points, a page and a half: what arrays take in rows before they leave out numbers
KEY, REMARK = 438.0 / TYPE, 418.0 / TYPE  # points: the widths of a solution and of a remark, as widths are estimated
COLUMN = (438 - 6) / 2  # points: one of two columns that are as wide
_WIDE = 438 - 6 - 11  # points: what two columns have beside each other, but for the gap and the indent of rows
SIDE_BY_SIDE = 350  # points: groups beside each other cannot be broken, so they are at most half a page high


@dataclass(frozen=True, slots=True)
class BlockView:
    """Rows that are aligned with each other, one paragraph (`text`) with its points and remarks, or tables over time."""

    rows: tuple[RowView, ...] = ()
    text: Tex = NOTHING
    credit: Tex = NOTHING
    remarks: tuple[Tex, ...] = ()
    tables: tuple[TableView, ...] = ()

    @property
    def in_columns(self) -> bool:
        """Whether the reasons of the rows stand in a column of their own."""
        return any(row.in_columns for row in self.rows)

    @property
    def is_display(self) -> bool:
        """Whether the paragraph begins with a display, which has no line of text above it, and has no points behind it."""
        return self.text.startswith(r"\begin{align*}") and not self.credit


@dataclass(frozen=True, slots=True)
class GroupView:
    """Steps below a heading, a figure, or one below the other. Two that have room stand side by side, one `left` and the next `right`.

    The left one has a column so many points `wide`.
    """

    heading: Tex
    blocks: tuple[BlockView, ...]
    figure: Figure | None = None
    side: Literal["", "left", "right"] = ""
    wide: float = COLUMN

    @property
    def column(self) -> Tex:
        """The width of the left column as TeX reads it."""
        return Tex(f"{self.wide:.1f}pt")


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One accepted reading; `inner` defines the names that the tool introduced, `name` is empty where there is but one reading.

    `carried` says what the mark of values computed with unrounded ones means. Values `elsewhere` are told by an earlier item: its label.
    The `meaning` is what the numbers say, below them.
    """

    name: Tex
    inner: Tex
    groups: tuple[GroupView, ...]
    carried: Tex = NOTHING
    elsewhere: Mapping[Atom, str] = field(default_factory=dict)
    meaning: Tex = NOTHING


@dataclass(frozen=True, slots=True)
class SolutionView:
    """All of an item's key."""

    readings: tuple[ReadingView, ...]
    figure: Figure | None
    errata: tuple[Tex, ...]
    remarks: tuple[Tex, ...]


def solution_view(solution: SolutionPart, latex: Latex, endless: bool = False, memo: Memo | None = None) -> SolutionView:
    """The key of an item, set; an `endless` one has lines of any width, all tables over time, and no figures."""
    memo = memo or Memo()
    return SolutionView(
        readings=tuple(_reading(reading, latex, endless, memo) for reading in solution.readings),
        figure=roles_figure(solution.figure.cell, solution.figure.roles, latex) if solution.figure else None,
        errata=tuple(latex_of(erratum, latex) for erratum in solution.errata),
        remarks=remarks_of(solution.remarks, latex),
    )


def groups_height(groups: Sequence[GroupView]) -> float:
    """About how high groups are, in points: of two side by side the higher one counts."""
    high = [HEADING * bool(group.heading) + sum(map(_block_height, group.blocks)) for group in groups]
    pairs = zip(groups, high, [*high, 0.0][1:], strict=True)
    return sum(max(own, other) if group.side == "left" else own for group, own, other in pairs if group.side != "right")


def _block_height(block: BlockView) -> float:
    of_rows = (part for row in block.rows for part in row.below)
    of_tables = (part for table in block.tables for part in table.remarks)
    below = sum(text_height(part, REMARK, TEXT_LINE) for part in (*block.remarks, *of_rows, *of_tables))
    if block.tables or block.rows:
        return below + SKIPS + sum(row.height for row in block.rows) + sum(table.height for table in block.tables)
    if block.is_display:
        return below + SKIPS + display_height(block.text)
    return below + text_height(block.text, KEY, TEXT_LINE)


def figures_of(solution: SolutionView | None) -> int:
    """How many figures its readings have."""
    return sum(1 for one in (solution.readings if solution else ()) for group in one.groups if group.figure)


def numbered_solution(solution: SolutionView, labels: Iterator[Tex]) -> SolutionView:
    """The same with the next labels for the figures of its readings."""

    def numbered(group: GroupView) -> GroupView:
        return replace(group, figure=replace(group.figure, label=next(labels))) if group.figure else group

    readings = (replace(one, groups=tuple(map(numbered, one.groups))) for one in solution.readings)
    return replace(solution, readings=tuple(readings))


def with_adjoint_letters(latex: Latex, solved: Solved) -> Latex:
    """LaTeX with the letters of a reading for derivatives and the values that are written as functions."""
    return with_notation(latex, notation_of(solved, latex.names))


def with_shapes(latex: Latex, item: Item, memo: Memo | None = None) -> Latex:
    """LaTeX that knows which names of an item stand for arrays."""
    return knowing(latex, shapes_of([item], memo))


def with_notation(latex: Latex, notation: Notation) -> Latex:
    """LaTeX with the shapes and letters of a reading."""
    return knowing(latex, {**latex.shapes, **notation.shapes}, notation.deltas, notation.calls)


def _reading(reading: ReadingPart, plain: Latex, endless: bool, memo: Memo) -> ReadingView:
    latex = with_notation(plain, reading.notation)
    figure = key_figure(reading.figure, latex, memo)
    mark = f"${{}}{MARK}$"
    in_full = reading.tabled or reading.sections
    groups = tuple(_groups(in_full, latex, plain, inf, memo)) if endless else _shortest(reading, figure, latex, plain, memo)
    in_tables = any(block.tables for group in groups for block in group.blocks)
    return ReadingView(
        name=escape(translate("Reading: {name}", latex.language, name=reading.name) if reading.name else ""),
        inner=letters_text(reading, latex, in_tables),
        groups=groups,
        carried=Tex(translate("{mark} computed with unrounded values.", latex.language, mark=mark)) if reading.unrounded else NOTHING,
        elsewhere=reading.elsewhere,
        meaning=latex_of(reading.meaning, latex),
    )


def letters_text(reading: ReadingPart, latex: Latex, in_tables: bool = False) -> Tex:
    """What the tool's letters stand for, each derivative written out; but for those that are explained in the head of a table."""
    plain = without_letters(latex)
    blocks = [block for section in reading.tabled if in_tables for block in section.blocks]
    heads = {column.head for block in blocks if isinstance(block, TimeTable) for column in block.columns if column.rule is not None}
    equations = [latex_of([letter], plain) for letter in reading.letters if letter.chain[0] not in heads]
    if not equations:
        return NOTHING
    return Tex(translate("Let {equations}.", latex.language, equations=listed(equations, latex.language)))


def key_figure(figure: GradientFigure | WindowFigure | PlotFigure | None, latex: Latex, memo: Memo | None = None) -> Figure | None:
    """The figure of a reading; None where it has none, or would not help."""
    match figure:
        case GradientFigure():
            return gradient_figure(figure.trace, figure.asked, figure.values, figure.conventions, figure.cut, latex, memo)
        case WindowFigure():
            return window_figure(figure.entry, figure.line, figure.values, figure.conventions, latex)
        case PlotFigure(drawn):
            return plot_figure(drawn, latex)
        case None:
            return None


def _shortest(reading: ReadingPart, figure: Figure | None, latex: Latex, of_item: Latex, memo: Memo) -> tuple[GroupView, ...]:
    """The sections in rows, or with tables over time where that is less high; of arrays, which leave out numbers, only where rows take more
    than a page and a half. What the author says is in the item's own notation."""
    last = [GroupView(NOTHING, (), figure)] if figure else []
    rows = paired([*_groups(reading.sections, latex, of_item, LINE, memo), *last])
    least = max((least_height(block) for one in reading.tabled for block in one.blocks if isinstance(block, TimeTable)), default=-inf)
    if not reading.tabled or (not reading.prefers_tables and least + SKIPS + SAVED >= groups_height(rows)):
        return rows  # also where tables cannot be less high, whatever stands in them
    tables = paired([*_groups(reading.tabled, latex, of_item, LINE, memo), *last])
    blocks = [block for group in tables for block in group.blocks]
    has_room = all(block.rows or block.text or block.tables for block in blocks)
    longest = LONG if any(table.of_arrays for block in blocks for table in block.tables) else 0.0
    shorter = max(groups_height(tables) + SAVED, longest) < groups_height(rows)
    return tables if has_room and (shorter or reading.prefers_tables) else rows


def _groups(sections: Sequence[Section], latex: Latex, of_item: Latex, room: float, memo: Memo) -> list[GroupView]:
    """The sections; words behind the rows of one are a group of their own, so that these may stand beside something."""
    groups: list[GroupView] = []
    for section in sections:
        blocks = tuple(_block(block, latex, of_item, room, memo) for block in section.blocks)
        behind = tuple(reversed([*takewhile(lambda block: block.text, reversed(blocks))]))
        rows = blocks[: len(blocks) - len(behind)]
        groups.append(GroupView(memo.call(latex_of, section.heading, latex), rows or behind))
        groups += [GroupView(NOTHING, behind)] if rows and behind else []
    return groups


def _block(block: Block, latex: Latex, of_item: Latex, room: float, memo: Memo) -> BlockView:
    match block:
        case Equations(equations, behind):
            chains = tuple(memo.call(set_chain, equation, latex, of_item) for equation in equations)
            return BlockView(side_by_side(chains, behind, room) if behind else memo.call(rows, chains, room))
        case Paragraph(text, credit, remarks, verdict, by_author):
            tex = memo.call(latex_of, text, of_item if by_author else latex)
            return BlockView(
                text=Tex(rf"\textbf{{{tex}}}") if verdict else tex,
                credit=credit_text(credit, latex.language),
                remarks=remarks_of(remarks, of_item),
            )
        case TimeTable():
            return BlockView(tables=table_views(block, latex, room, memo))


def paired(groups: Sequence[GroupView]) -> tuple[GroupView, ...]:
    """The same groups, two by two side by side where both are narrow enough. A figure stands beside the highest that leaves room for it,
    or below the shorter of two side by side; else before all of them, so that it is seen before it is needed."""
    figure = next((group.figure for group in groups if group.figure), None)
    pairs: list[GroupView] = []
    for group in (replace(group, figure=None) for group in groups if group.blocks or group.heading):
        if pairs and (wide := _left_column(pairs[-1], group)):
            pairs[-1:] = [replace(pairs[-1], side="left", wide=wide), replace(group, side="right")]
        else:
            pairs.append(group)
    if not figure:
        return tuple(pairs)
    alone = GroupView(NOTHING, (), figure)
    beside = [i for i, group in enumerate(pairs) if not group.side and _low(group) and _wide(group) + figure.width <= _WIDE]
    if beside:
        i = max(beside, key=lambda i: groups_height(pairs[i : i + 1]))
        return (*pairs[:i], replace(pairs[i], side="left", wide=_wide(pairs[i]) + 11), replace(alone, side="right"), *pairs[i + 1 :])
    short = [i for i, (left, right) in enumerate(pairwise(pairs), 1) if right.side == "right" and _height(right) < _height(left) - 1]
    if not short or not _narrow(alone):
        return (alone, *pairs)
    pairs[short[0]] = replace(pairs[short[0]], figure=figure)
    return tuple(pairs)


def _left_column(left: GroupView, right: GroupView) -> float:
    """How wide the column of the left one is if they stand side by side: both narrow, or a table and something narrow; else 0."""
    if left.side or not _narrow(right):
        return 0.0
    if _narrow(left):
        return COLUMN
    return _wide(left) + 11 if _is_table(left) and _wide(left) + _wide(right) <= _WIDE else 0.0


def _height(group: GroupView) -> int:
    """In rows."""
    return sum(len(block.rows) for block in group.blocks)


def _narrow(group: GroupView) -> bool:
    if group.figure:
        return group.figure.width <= HALF * TYPE
    rows = all(block.rows for block in group.blocks)
    return rows and _low(group) and all(extent(block.rows) <= HALF for block in group.blocks)


def _is_table(group: GroupView) -> bool:
    """Whether it is one table that can do without breaks, with no sentence below it."""
    tables = [table for block in group.blocks for table in block.tables or (None,)]
    return len(tables) == 1 and tables[0] is not None and tables[0].unbroken and not tables[0].remarks and not tables[0].notes


def _low(group: GroupView) -> bool:
    """Whether it has something, no more than stands side by side."""
    return bool(group.blocks) and sum(row.height for block in group.blocks for row in block.rows) <= SIDE_BY_SIDE


def _wide(group: GroupView) -> float:
    """How wide its figure, or its rows, tables and displays are, in points; more than a line where it has other things."""
    return group.figure.width if group.figure else 2 + TYPE * max(text_width(group.heading), *map(_block_width, group.blocks))


def _block_width(block: BlockView) -> float:
    if block.rows or block.tables:
        return max([extent(block.rows) if block.rows else 0.0, *(table.width for table in block.tables)])
    return display_width(block.text) if block.is_display else 2 * _WIDE
