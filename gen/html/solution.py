"""All of an item's key: its readings one after the other, each with its sections, points and remarks."""

from dataclasses import dataclass, replace
from typing import Literal

from markupsafe import Markup

from gen.document import Block, Equations, Notation, Paragraph, ReadingPart, Remark, Section, SolutionPart, TimeTable
from gen.html.chains import MARK, chains_html
from gen.html.credits import credit_text, remarks_of
from gen.html.figures import FigureWriter
from gen.html.formulas import inline
from gen.html.markup import NOTHING, in_sentence, listed_html, rendered
from gen.html.medium import Medium
from gen.html.prose import html_of, line_of
from gen.html.time_tables import time_table_html
from gen.latex import Latex, knowing, without_letters
from gen.messages.sentences import translate

Audience = Literal["graders", "students"]


@dataclass(frozen=True, slots=True)
class SectionView:
    """Blocks below a heading, which may be empty."""

    heading: Markup
    blocks: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One accepted reading; `letters` says what the tool's letters stand for, `carried` what its mark means."""

    name: str
    letters: Markup
    figure: Markup
    sections: tuple[SectionView, ...]
    meaning: Markup
    carried: Markup


@dataclass(frozen=True, slots=True)
class SolutionView:
    """All of an item's key; misprints of the sheet stand before it, the roles of gates and remarks behind it."""

    readings: tuple[ReadingView, ...]
    roles: Markup
    errata: tuple[Markup, ...]
    remarks: tuple[Markup, ...]


def solution_html(solution: SolutionPart, latex: Latex, figures: FigureWriter, audience: Audience) -> Markup:
    """The key of an item for these readers: students get derivations, points and misprints, without rules and accepted alternatives."""
    if audience == "students":
        solution = replace(solution, readings=tuple(map(_without_remarks, solution.readings)), remarks=())
    medium = figures.medium
    view = SolutionView(
        readings=tuple(_reading(reading, latex, figures) for reading in solution.readings),
        roles=figures.of_roles(solution.figure, latex),
        errata=tuple(line_of(erratum, latex, medium) for erratum in solution.errata),
        remarks=remarks_of(solution.remarks, latex, medium),
    )
    return rendered("solution", latex.language, solution=view, styled=medium.styled)


def with_notation(latex: Latex, notation: Notation) -> Latex:
    """LaTeX with the shapes and letters of a reading."""
    return knowing(latex, {**latex.shapes, **notation.shapes}, notation.deltas, notation.calls)


def _without_remarks(reading: ReadingPart) -> ReadingPart:
    nothing: tuple[Remark, ...] = ()

    def plain(block: Block) -> Block:
        match block:
            case Equations(equations):
                return replace(block, equations=tuple(replace(one, remarks=nothing) for one in equations))
            case Paragraph():
                return replace(block, remarks=nothing)
            case TimeTable(_, columns):
                own = (replace(one, cells=tuple(cell and replace(cell, remarks=nothing) for cell in one.cells)) for one in columns)
                return replace(block, columns=tuple(own))

    sections, tabled = (
        tuple(replace(section, blocks=tuple(map(plain, section.blocks))) for section in some) for some in (reading.sections, reading.tabled)
    )
    return replace(reading, sections=sections, tabled=tabled)


def _reading(reading: ReadingPart, of_item: Latex, figures: FigureWriter) -> ReadingView:
    latex, language, medium = with_notation(of_item, reading.notation), of_item.language, figures.medium
    in_tables = bool(reading.tabled)
    mark = inline(f"{{}}{MARK}", language, medium)
    unrounded = in_sentence(translate("{mark} computed with unrounded values.", language, mark="{mark}"), {"mark": mark})
    return ReadingView(
        name=translate("Reading: {name}", language, name=reading.name) if reading.name else "",
        letters=letters_html(reading, latex, medium, in_tables),
        figure=figures.of_reading(reading, latex),
        sections=tuple(_section(section, latex, of_item, medium) for section in (reading.tabled or reading.sections)),
        meaning=line_of(reading.meaning, latex, medium),
        carried=unrounded if reading.unrounded else NOTHING,
    )


def letters_html(reading: ReadingPart, latex: Latex, medium: Medium, in_tables: bool = False) -> Markup:
    """What the tool's letters stand for, each derivative written out; but for those that are explained in the head of a table."""
    plain = without_letters(latex)
    blocks = [block for section in reading.tabled if in_tables for block in section.blocks]
    heads = {column.head for block in blocks if isinstance(block, TimeTable) for column in block.columns if column.rule is not None}
    equations = [line_of([letter], plain, medium) for letter in reading.letters if letter.chain[0] not in heads]
    if not equations:
        return NOTHING
    sentence = translate("Let {equations}.", latex.language, equations="{equations}")
    return in_sentence(sentence, {"equations": listed_html(equations, latex.language)})


def _section(section: Section, latex: Latex, of_item: Latex, medium: Medium) -> SectionView:
    blocks = (_block(block, latex, of_item, medium) for block in section.blocks)
    return SectionView(line_of(section.heading, latex, medium), tuple(blocks))


def _block(block: Block, latex: Latex, of_item: Latex, medium: Medium) -> Markup:
    match block:
        case Equations(equations):
            return chains_html(equations, latex, of_item, medium)
        case TimeTable():
            return time_table_html(block, latex, of_item, medium)
        case Paragraph(_, credit, remarks, verdict, by_author):
            text = html_of(block.text, of_item if by_author else latex, medium)
            points, below = credit_text(credit, latex.language), remarks_of(remarks, of_item, medium)
            return rendered("paragraph", latex.language, text=text, credit=points, remarks=below, verdict=verdict, styled=medium.styled)
