"""Problems and items as records of HTML, piece by piece: what pages lay out, and what stands in the questions of course systems."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from markupsafe import Markup

from gen.algebra.printer import points_words
from gen.document import Credit, ItemPart, ProblemPart, graded_lines
from gen.document import Paragraph as ParagraphPart
from gen.figures import plot_figure, sheet_figure
from gen.html.chains import written_chain
from gen.html.credits import credit_text
from gen.html.figures import FigureWriter
from gen.html.formulas import inline
from gen.html.grids import grid_html
from gen.html.markup import NOTHING
from gen.html.medium import Medium
from gen.html.prose import html_of, line_of
from gen.html.solution import Audience, solution_html, with_notation
from gen.latex import Latex, knowing, shared_latex
from gen.messages.errors import working_on
from gen.messages.sentences import Language, translate
from gen.model.memo import Memo
from gen.model.problem import Inline, Item


@dataclass(frozen=True, slots=True)
class OptionHtml:
    """An option: the letter before it, its boxes, of which a key has some `ticked`, and its own points, which may be none."""

    label: str
    text: Markup
    ticked: tuple[bool, ...]
    points: str


@dataclass(frozen=True, slots=True)
class ChoiceHtml:
    """What there is to tick, below what is to be done; `statements` have two boxes each, for true and false."""

    instruction: Markup
    statements: bool
    options: tuple[OptionHtml, ...]


@dataclass(frozen=True, slots=True)
class ItemHtml:
    """An item. Its `prompt` has its gaps filled in a key, `figure` are its picture and its figure. A sheet has no `key` and no `answers`.

    `files` are the drawings that stand beside HTML of others, by the names that it calls them;
    `space` is the room for an answer by hand in cm, `ruled` whether it has lines; 0 where an answer is only ticked or stands in a table.
    """

    label: str
    points: str
    prompt: Markup
    figure: Markup
    choice: ChoiceHtml | None
    grid: Markup
    space: Fraction
    ruled: bool
    key: Markup
    answers: tuple[Markup, ...]
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class ProblemHtml:
    """A problem: its `label` is `Problem 2`, or empty where it is alone."""

    id: str
    label: str
    title: str
    points: str
    stem: Markup
    figure: Markup
    items: tuple[ItemHtml, ...]


LINE = Fraction(4, 5)  # cm: from one line by hand to the next
LEAST_LINES = 3


def problem_html(
    part: ProblemPart,
    number: int,
    language: Language,
    medium: Medium,
    audience: Audience = "graders",
    memo: Memo | None = None,
    figures: FigureWriter | None = None,
) -> ProblemHtml:
    """A problem of a sheet or of a key, which is this number of its exam; 0 where it is alone. Its `figures` may be numbered."""
    problem, figures = part.problem, figures or FigureWriter(medium, language)
    plain = shared_latex(problem, language, memo or Memo())
    latex = knowing(plain, part.shapes)
    return ProblemHtml(
        id=problem.id,
        label=translate("Problem {number}", language, number=str(number)) if number else "",
        title=problem.title,
        points=points_words(problem.points, language),
        stem=html_of(problem.stem, latex, medium, problem.common),
        figure=figures.picture(problem.picture, latex),
        items=tuple(_item(item, plain, figures, audience) for item in part.items),
    )


def _item(part: ItemPart, plain: Latex, figures: FigureWriter, audience: Audience) -> ItemHtml:
    item, medium = part.item, figures.medium
    with working_on(item.where):
        latex = knowing(plain, part.shapes)
        space, ruled = _space(item)
        figures.files = {}
        return ItemHtml(
            label=item.id,
            points=points_words(item.points, latex.language),
            prompt=_prompt(part, latex, medium),
            figure=figures.picture(item.picture, latex) + _figure(part, latex, figures),
            choice=_choice(part, latex, medium),
            grid=grid_html(part.grid, latex, medium) if part.grid else NOTHING,
            space=Fraction(0) if part.grid else space,
            ruled=ruled,
            key=solution_html(part.solution, latex, figures, audience) if part.solution else NOTHING,
            answers=_answers(part, latex, medium),
            files=figures.files,
        )


def _figure(part: ItemPart, latex: Latex, figures: FigureWriter) -> Markup:
    """The figure of a prompt; in a key with its blanks filled, or with what is sketched in it."""
    sketch = part.solution.sketch if part.solution else None
    drawn = plot_figure(sketch, latex) if sketch else sheet_figure(part.item, latex, filled=bool(part.filled))
    return figures.drawing(drawn, latex, solved=part.solution is not None)


def _prompt(part: ItemPart, latex: Latex, medium: Medium) -> Markup:
    """What an item asks, with the number of words that an answer may have; in a key with its gaps filled."""
    item, answers = part.item, {str(number): pieces for number, pieces in part.filled.items()}
    pieces = [replace(piece, slots=answers) if piece.kind == "listing" and answers else piece for piece in item.prompt]
    if item.words is not None:
        limit = translate("At most {number} words.", latex.language, number=str(item.words))
        pieces += [Inline("text", " "), Inline("begin", "emphasis"), Inline("text", limit), Inline("end", "emphasis")]
    return html_of(pieces, latex, medium, item)


def _choice(part: ItemPart, latex: Latex, medium: Medium) -> ChoiceHtml | None:
    choice = part.choice
    if choice is None:
        return None
    earned = (credit_text(None if one.points is None else Credit(one.points), latex.language) for one in choice.options)
    options = (
        OptionHtml(one.label, line_of(one.text, latex, medium, part.item), one.ticked, points)
        for one, points in zip(choice.options, earned, strict=True)
    )
    return ChoiceHtml(line_of(choice.instruction, latex, medium), choice.statements, tuple(options))


def _space(item: Item) -> tuple[Fraction, bool]:
    """The room for an answer in cm, which its points alone decide unless the author does, and whether it has lines."""
    if not any(query.framed for query in item.queries):
        return Fraction(0), False
    if item.space is not None:
        return item.space.least * (LINE if item.space.ruled else 1), item.space.ruled
    lines = max(LEAST_LINES, *(float(item.points) * query.lines_per_point for query in item.queries))
    return Fraction(round(lines)) * LINE, False


def _answers(part: ItemPart, latex: Latex, medium: Medium) -> tuple[Markup, ...]:
    """What is asked for, each answer alone, in the first reading."""
    if part.solution is None:
        return ()
    reading = part.solution.readings[0]
    own = with_notation(latex, reading.notation)
    found = []
    for line in graded_lines(reading):
        if not line.answer:
            continue
        if isinstance(line, ParagraphPart):
            found.append(line_of(line.text, latex if line.by_author else own, medium))
        else:
            last = written_chain(line, own).last
            found.append(inline(f"{last.left} {last.rest}", latex.language, medium))
    return tuple(found)
