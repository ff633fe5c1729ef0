"""Questions as Canvas can ask and mark them: never in another way than the sheet tells students, so that what Canvas cannot is an essay.

A quiz of Canvas has a question for each number; and where each option or statement earns something by itself, for each of these. If
students get variants, these are drawn question by question; so what would be asked in several questions is an essay then.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from gen.export.numbers import NumberSlot
from gen.export.pieces import Pieces, below, paragraph, words_for_each
from gen.export.protected import protected
from gen.export.questions import Question, Wanted
from gen.export.ticks import Ticks
from gen.messages.sentences import translate
from gen.model.choice import ChoiceForm

CanvasType = Literal["essay_question", "numerical_question", "multiple_choice_question", "multiple_answers_question"]

STUDENT_FIELDS = ("title", "text", "options", "feedback")
"""What students may see of a question; the last once a quiz shows it."""

SCORING = "Canvas does not mark ticks in this way"
SLIPS = "Canvas gives nothing for a wrong number, and its rubric does"
SEVERAL = "it has several numbers or statements, which Canvas would take from different variants"
NOTES: Mapping[ChoiceForm, str] = {
    "one": "Canvas takes no points off for a wrong tick",
    "all": "Canvas gives parts of the points for parts of the ticks",
    "statements": "Canvas pays each statement by itself",
}
"""What becomes of ticks that the sheet pays in another way, where machines are to mark them all the same."""


@dataclass(frozen=True, slots=True)
class CanvasOption:
    """An option as HTML, and whether it is right."""

    ident: str
    html: str
    right: bool


@dataclass(frozen=True, slots=True)
class CanvasQuestion:
    """A question of a quiz: a part of an item has that one's name with a dot and a number behind it. Numbers lie in the `ranges`, each
    with the number itself between its ends."""

    ident: str
    title: str
    type: CanvasType
    points: Fraction
    text: str
    feedback: str = ""
    ranges: tuple[tuple[str, str, str], ...] = ()
    options: tuple[CanvasOption, ...] = ()


def by_hand(question: Question, wanted: Wanted, variants: bool) -> str:
    """Why a person marks a question in Canvas; empty where Canvas does."""
    if question.kind == "essay":
        return question.by_hand
    if any(one.share != 1 for slot in question.slots for one in slot.accepted):
        return SLIPS
    if variants and (question.kind == "cloze" or (question.ticks and _is_apart(question.ticks, wanted))):
        return SEVERAL
    if question.ticks and not (_is_one(question.ticks) or _is_apart(question.ticks, wanted) or wanted == "numbers"):
        return SCORING
    return ""


def note(question: Question, wanted: Wanted) -> str:
    """What staff should know of how Canvas marks ticks that the sheet has paid in another way; empty where there is nothing."""
    ticks = question.ticks if question.kind == "multichoice" else None
    return "" if wanted != "numbers" or ticks is None or _is_one(ticks) or _is_paid_apart(ticks) else NOTES[ticks.form]


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
        return (_whole(pieces, "essay_question", pieces.with_options, behind),)
    if question.kind != "multichoice" or ticks is None:
        return tuple(_numbers(pieces, behind))
    if _is_apart(ticks, wanted):
        return tuple(_statements(pieces, ticks, behind))
    options = tuple(
        CanvasOption(f"{question.ident}-{one.label}", protected(told), one.right)
        for one, told in zip(ticks.options, pieces.options, strict=True)
    )
    kind: CanvasType = "multiple_choice_question" if ticks.form == "one" else "multiple_answers_question"
    task = pieces.instruction if _is_one(ticks) else pieces.task
    return (_whole(pieces, kind, below(pieces.asked, paragraph(task)), behind, options),)


def _whole(pieces: Pieces, kind: CanvasType, text: str, feedback: str, options: tuple[CanvasOption, ...] = ()) -> CanvasQuestion:
    question = pieces.question
    return CanvasQuestion(question.ident, question.title, kind, question.points, protected(text), feedback, (), options)


def _numbers(pieces: Pieces, feedback: str) -> Iterator[CanvasQuestion]:
    """A question for each number, which says which one it is; the key stands behind the last."""
    question, last = pieces.question, len(pieces.question.slots)
    for number, slot in enumerate(question.slots, 1):
        yield CanvasQuestion(
            question.ident if last == 1 else f"{question.ident}.{number}",
            question.title if last == 1 else f"{question.title} ({number})",
            "numerical_question",
            slot.points,
            protected(below(pieces.asked, paragraph(pieces.typing), paragraph(f"{_named(pieces, slot)} = ?"))),
            feedback if number == last else "",
            tuple(_range(one.text, one.within) for one in slot.accepted if one.share == 1),
        )


def _named(pieces: Pieces, slot: NumberSlot) -> str:
    """What a number is called, of an array with its row and column."""
    label = pieces.labels[slot.name]
    if slot.entry is None:
        return label
    row, column = map(str, slot.entry)
    return f"{label}, {translate('row {row}, column {column}', pieces.question.language, row=row, column=column)}"


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
    question, last = pieces.question, len(ticks.options)
    for number, (one, told) in enumerate(zip(ticks.options, pieces.options, strict=True), 1):
        words = words_for_each(ticks, question.language)
        options = (CanvasOption(f"{question.ident}-{number}-{name}", word, one.right == (i == 0)) for i, (name, word) in enumerate(words))
        yield CanvasQuestion(
            f"{question.ident}.{number}",
            f"{question.title} ({number})",
            "multiple_choice_question",
            one.points,
            protected(below(pieces.asked, paragraph(f"{one.label}) {told}"))),
            feedback if number == last else "",
            (),
            tuple(options),
        )
