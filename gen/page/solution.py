"""The key of an item as records of LaTeX: groups of rows under small headings, side by side where both are narrow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from gen.algebra.expr import Atom
from gen.document import (
    Block,
    Credit,
    Equations,
    GradientFigure,
    Notation,
    Paragraph,
    ReadingPart,
    Remark,
    Section,
    SolutionPart,
    notation_of,
)
from gen.figures import Figure, gradient_figure, roles_figure
from gen.latex import NOTHING, Latex, Tex, escape
from gen.messages.sentences import listed, translate
from gen.model.solved import Solved
from gen.page.prose import latex_of
from gen.page.rows import HALF, MARK, RowView, credit_text, extent, rows, set_chain

SIDE_BY_SIDE = 350  # points: groups beside each other cannot be broken, so they are at most half a page high


@dataclass(frozen=True, slots=True)
class BlockView:
    """Rows that are aligned with each other, or one paragraph (`text`) with its points and remarks."""

    rows: tuple[RowView, ...] = ()
    text: Tex = NOTHING
    credit: Tex = NOTHING
    remarks: tuple[Tex, ...] = ()

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
    """Steps below a heading, a figure, or one below the other. Two narrow ones stand side by side, one `left` and the next `right`."""

    heading: Tex
    blocks: tuple[BlockView, ...]
    figure: Figure | None = None
    side: Literal["", "left", "right"] = ""


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One accepted reading; `inner` defines the names that the tool introduced, `name` is empty where there is but one reading.

    `carried` says what the mark of values computed with unrounded ones means. Values `elsewhere` are told by an earlier item: its label.
    """

    name: Tex
    inner: Tex
    groups: tuple[GroupView, ...]
    carried: Tex = NOTHING
    elsewhere: Mapping[Atom, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SolutionView:
    """All of an item's key."""

    readings: tuple[ReadingView, ...]
    figure: Tex
    errata: tuple[Tex, ...]
    remarks: tuple[Tex, ...]


def solution_view(solution: SolutionPart, latex: Latex) -> SolutionView:
    """The key of an item, set."""
    return SolutionView(
        readings=tuple(_reading(reading, latex) for reading in solution.readings),
        figure=roles_figure(solution.figure.cell, solution.figure.roles, latex) if solution.figure else NOTHING,
        errata=tuple(latex_of(erratum, latex) for erratum in solution.errata),
        remarks=_remarks(solution.remarks, latex),
    )


def for_students(key: SolutionView) -> SolutionView:
    """The same derivations and points without what is for graders: rules, accepted alternatives, errata."""
    readings = tuple(replace(reading, groups=tuple(map(_plain_group, reading.groups))) for reading in key.readings)
    return SolutionView(readings, key.figure, errata=(), remarks=())


def _plain_group(group: GroupView) -> GroupView:
    blocks = (replace(block, rows=tuple(replace(row, remarks=()) for row in block.rows), remarks=()) for block in group.blocks)
    return replace(group, blocks=tuple(blocks))


def with_adjoint_letters(latex: Latex, solved: Solved) -> Latex:
    """LaTeX with the letters of a reading for derivatives and the values that are written as functions."""
    return _in_notation(latex, replace(notation_of(solved, latex.names), shapes=latex.shapes))


def _in_notation(latex: Latex, notation: Notation) -> Latex:
    return replace(latex, shapes=notation.shapes, deltas=notation.deltas, calls=notation.calls)


def _reading(reading: ReadingPart, plain: Latex) -> ReadingView:
    latex = _in_notation(plain, reading.notation)
    figure = _figure(reading.figure, latex)
    groups = [GroupView(latex_of(section.heading, latex), _blocks(section, latex)) for section in reading.sections]
    mark = f"${{}}{MARK}$"
    return ReadingView(
        name=escape(translate("Reading: {name}", latex.language, name=reading.name) if reading.name else ""),
        inner=_letters(reading, latex),
        groups=_paired([*groups, *([GroupView(NOTHING, (), figure)] if figure else [])]),
        carried=Tex(translate("{mark} computed with unrounded values.", latex.language, mark=mark)) if reading.unrounded else NOTHING,
        elsewhere=reading.elsewhere,
    )


def _letters(reading: ReadingPart, latex: Latex) -> Tex:
    """What the tool's letters stand for, each derivative written out."""
    if not reading.letters:
        return NOTHING
    plain = replace(latex, deltas={})
    equations = [latex_of([letter], plain) for letter in reading.letters]
    return Tex(translate("Here {equations}.", latex.language, equations=listed(equations, latex.language)))


def _figure(figure: GradientFigure | None, latex: Latex) -> Figure | None:
    if figure is None:
        return None
    return gradient_figure(figure.cell, figure.trace, figure.targets, figure.values, figure.conventions, figure.cut, latex)


def _blocks(section: Section, latex: Latex) -> tuple[BlockView, ...]:
    return tuple(_block(block, latex) for block in section.blocks)


def _block(block: Block, latex: Latex) -> BlockView:
    match block:
        case Equations(equations):
            return BlockView(rows([set_chain(equation, latex, _remarks(equation.remarks, latex)) for equation in equations]))
        case Paragraph(text, credit, remarks, verdict):
            tex = latex_of(text, latex)
            return BlockView(
                text=Tex(rf"\textbf{{{tex}}}") if verdict else tex,
                credit=credit_text(credit, latex.language),
                remarks=_remarks(remarks, latex),
            )


def _remarks(remarks: Iterable[Remark], latex: Latex) -> tuple[Tex, ...]:
    return tuple(_remark(remark, latex) for remark in remarks)


def _remark(remark: Remark, latex: Latex) -> Tex:
    text = latex_of(remark.text, latex)
    if not remark.label:
        return text
    points = f" ({_points(remark, latex)})" if remark.points is not None else ""
    return Tex(rf"\textbf{{{latex_of(remark.label, latex)}{points}:}} {text}")


def _points(remark: Remark, latex: Latex) -> Tex:
    return credit_text(None if remark.points is None else Credit(remark.points), latex.language)


def _paired(groups: Sequence[GroupView]) -> tuple[GroupView, ...]:
    """The same groups, two by two side by side where both are narrow enough; a narrow figure goes where a column is short."""
    paired: list[GroupView] = []
    for group in groups:
        if paired and not paired[-1].side and _narrow(paired[-1]) and _narrow(group):
            paired[-1:] = [replace(paired[-1], side="left"), replace(group, side="right")]
        else:
            paired.append(group)
    *before, last = paired or [GroupView(NOTHING, ())]
    short = [i for i, (left, right) in enumerate(pairwise(before), 1) if right.side == "right" and _height(right) < _height(left) - 1]
    if not short or last.side or not last.figure or not _narrow(last):
        return tuple(paired)
    before[short[0]] = replace(before[short[0]], figure=last.figure)
    return tuple(before)


def _height(group: GroupView) -> int:
    """In rows."""
    return sum(len(block.rows) for block in group.blocks)


def _narrow(group: GroupView) -> bool:
    if group.figure:
        return group.figure.width <= HALF
    low = sum(row.height for block in group.blocks for row in block.rows) <= SIDE_BY_SIDE
    return low and bool(group.blocks) and all(block.rows and extent(block.rows) <= HALF for block in group.blocks)
