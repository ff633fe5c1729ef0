"""Questions as Canvas can ask and mark them: never in another way than the sheet tells students, so that what Canvas cannot is an essay.

A quiz of Canvas has a question for each number; and where each option or statement earns something by itself, for each of these. If
students get variants, these are drawn question by question; so what would be asked in several questions is an essay then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal
from urllib.parse import quote

from markupsafe import Markup, escape

from gen.export.fragments import protected
from gen.export.numbers import NumberSlot
from gen.export.pieces import Pieces
from gen.export.questions import Question, Wanted
from gen.export.ticks import Ticks
from gen.html import Formula, Medium
from gen.messages.sentences import translate
from gen.model.math_tree import latex_of_row

CanvasType = Literal["essay_question", "numerical_question", "multiple_choice_question", "multiple_answers_question"]

STUDENT_FIELDS = ("title", "text", "options", "feedback")
"""What students may see of a question; the last once a quiz shows it."""

SCORING = "Canvas does not mark ticks in this way"
SEVERAL = "it has several numbers or statements, which Canvas would take from different variants"
PARTS = "Canvas gives parts of the points for parts of the ticks"


@dataclass(frozen=True, slots=True)
class CanvasOption:
    """An option as HTML, and whether it is right."""

    ident: str
    html: str
    right: bool


@dataclass(frozen=True, slots=True)
class CanvasQuestion:
    """A question of a quiz: a part of an item has that one's name with a number behind it. Numbers lie in the `ranges`, each with the
    number itself between its ends."""

    ident: str
    title: str
    type: CanvasType
    points: Fraction
    text: str
    feedback: str = ""
    ranges: tuple[tuple[str, str, str], ...] = ()
    options: tuple[CanvasOption, ...] = ()


def _image(formula: Formula) -> Markup:
    """A formula as the editor of Canvas writes it, who sets it in each place; a screen reader is told it from the LaTeX."""
    latex = latex_of_row(formula.row)
    shown = rf"\displaystyle {latex}" if formula.display else latex
    image = Markup(
        '<img class="equation_image" title="{}" src="/equation_images/{}?scale=1" alt="LaTeX: {}" data-equation-content="{}" '
        'data-ignore-a11y-check="">'
    ).format(shown, quote(quote(shown, safe=""), safe=""), shown, shown)
    return Markup("<p>{}</p>").format(image) if formula.display else image


CANVAS = Medium(_image, styled=False)


def by_hand(question: Question, wanted: Wanted, variants: bool) -> str:
    """Why a person marks a question in Canvas; empty where Canvas does."""
    if question.kind == "essay":
        return question.by_hand
    if variants and (question.kind == "cloze" or (question.ticks and _is_apart(question.ticks, wanted))):
        return SEVERAL
    if question.ticks and not (_is_one(question.ticks) or _is_apart(question.ticks, wanted) or wanted == "numbers"):
        return SCORING
    return ""


def note(question: Question, wanted: Wanted) -> str:
    """What staff should know of how Canvas marks ticks that the sheet has paid in another way; empty where there is nothing."""
    ticks = question.ticks if question.kind == "multichoice" else None
    return "" if wanted != "numbers" or ticks is None or _is_one(ticks) or _is_paid_apart(ticks) else PARTS


def _is_one(ticks: Ticks) -> bool:
    return ticks.form == "one" and ticks.scoring.scheme == "all or nothing"


def _is_paid_apart(ticks: Ticks) -> bool:
    """Whether each option or statement earns something by itself, and none costs anything."""
    return ticks.form != "one" and (ticks.scoring.scheme == "per option" or len(ticks.options) == 1)


def _is_apart(ticks: Ticks, wanted: Wanted) -> bool:
    return _is_paid_apart(ticks) or (wanted == "numbers" and ticks.form == "statements")


def canvas_questions(pieces: Pieces, wanted: Wanted, feedback: bool, variants: bool) -> tuple[CanvasQuestion, ...]:
    """The questions of an item, one or several."""
    question, ticks = pieces.question, pieces.question.ticks
    behind = protected(pieces.for_students) if feedback else ""
    if by_hand(question, wanted, variants):
        return (_whole(pieces, "essay_question", _with_options(pieces), behind),)
    if question.kind != "multichoice" or ticks is None:
        return tuple(_numbers(pieces, behind))
    if _is_apart(ticks, wanted):
        return tuple(_statements(pieces, ticks, behind))
    options = tuple(
        CanvasOption(f"{question.ident}-{one.label}", protected(told), one.right)
        for one, told in zip(ticks.options, pieces.options, strict=True)
    )
    kind: CanvasType = "multiple_choice_question" if ticks.form == "one" else "multiple_answers_question"
    task = pieces.instruction if ticks.form == "one" else pieces.task
    return (_whole(pieces, kind, _below(pieces.asked, task), behind, options),)


def _whole(pieces: Pieces, kind: CanvasType, text: Markup, feedback: str, options: tuple[CanvasOption, ...] = ()) -> CanvasQuestion:
    question = pieces.question
    return CanvasQuestion(question.ident, question.title, kind, question.points, protected(text), feedback, (), options)


def _numbers(pieces: Pieces, feedback: str) -> Iterator[CanvasQuestion]:
    """A question for each number, which says which one it is; the first of a name comes with all that is asked."""
    question = pieces.question
    typing = translate("Type decimal numbers such as 0.25, not fractions such as 1/4, with at least four digits.", question.language)
    alone = len(question.slots) == 1
    for number, slot in enumerate(question.slots, 1):
        name = Markup("<p>{} = ?</p>").format(_named(pieces, slot))
        yield CanvasQuestion(
            question.ident if alone else f"{question.ident}-{number}",
            question.title if alone else f"{question.title} ({number})",
            "numerical_question",
            slot.points,
            protected(_below(pieces.asked, escape(typing)) + Markup("\n") + name),
            feedback,
            tuple(_range(one.text, one.within) for one in slot.accepted if one.share == 1),
        )


def _named(pieces: Pieces, slot: NumberSlot) -> Markup:
    """What a number is called, of an array with its row and column."""
    label = pieces.labels[slot.name]
    if slot.entry is None:
        return label
    row, column = map(str, slot.entry)
    return Markup("{}, {}").format(label, translate("row {row}, column {column}", pieces.question.language, row=row, column=column))


def _range(text: str, within: Fraction) -> tuple[str, str, str]:
    exact = Fraction(text)
    return _plain(exact - within), _plain(exact), _plain(exact + within)


def _plain(x: Fraction) -> str:
    """A decimal without an exponent, with twelve digits behind the first that is not 0."""
    places = next(n for n in range(12, 400, 12) if n == 396 or abs(x) * 10**n >= 10**12 or x * 10**n == round(x * 10**n))
    digits = f"{abs(round(x * 10**places)):0{places + 1}}"
    text = f"{digits[:-places]}.{digits[-places:]}".rstrip("0").rstrip(".")
    return f"-{text}" if x < 0 and text != "0" else text


def _statements(pieces: Pieces, ticks: Ticks, feedback: str) -> Iterator[CanvasQuestion]:
    """A question for each statement or option, with two words to choose from, which stand in the same order everywhere."""
    question, language = pieces.question, pieces.question.language
    words = ("true", "false") if ticks.form == "statements" else ("right", "wrong")
    for number, (one, told) in enumerate(zip(ticks.options, pieces.options, strict=True), 1):
        yes, no = (
            CanvasOption(f"{question.ident}-{number}-{word}", translate(word, language), one.right == (word == words[0])) for word in words
        )
        yield CanvasQuestion(
            f"{question.ident}-{number}",
            f"{question.title} ({number})",
            "multiple_choice_question",
            one.points,
            protected(_below(pieces.asked, Markup("{}) {}").format(one.label, told))),
            feedback,
            (),
            (yes, no),
        )


def _with_options(pieces: Pieces) -> Markup:
    """What is asked with the options below it, where a person marks what students write of them."""
    labels = [one.label for one in pieces.question.sheet.choice.options] if pieces.question.sheet.choice else []
    told = Markup("").join(Markup("<p>{}) {}</p>").format(*one) for one in zip(labels, pieces.options, strict=True))
    return _below(pieces.asked, pieces.instruction) + told


def _below(asked: Markup, told: Markup) -> Markup:
    return asked + Markup("\n<p>{}</p>").format(told) if told else asked


def points_of(questions: Sequence[CanvasQuestion]) -> Fraction:
    """What questions of an item earn together."""
    return sum((one.points for one in questions), Fraction(0))
