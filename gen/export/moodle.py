"""Questions as Moodle can ask and mark them: never in another way than the sheet tells students, so that what Moodle cannot is an essay.

Which kind an item gets depends on what it asks and on how it is paid, and on nothing that is right.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from hashlib import sha256
from math import gcd, lcm
from typing import Literal

from gen.algebra.numbers import NumberFormat
from gen.algebra.rounding import shown_text
from gen.export.fragments import Fragments, below
from gen.export.moodle_records import Answer, Choice, Essay, MoodleQuestion, Place, Rich
from gen.export.numbers import NumberSlot
from gen.export.pieces import paragraph, typing_text, words_for_each
from gen.export.questions import Question
from gen.export.ticks import TickOption, Ticks
from gen.html import Audience
from gen.messages.sentences import Language

SCORING = "Moodle does not mark ticks in this way"

GRADES = frozenset(
    Fraction(n, 10**7)
    for n in (
        *(10_000_000, 9_000_000, 8_333_333, 8_000_000, 7_500_000, 7_000_000, 6_666_667, 6_000_000, 5_000_000, 4_000_000, 3_333_333),
        *(3_000_000, 2_500_000, 2_000_000, 1_666_667, 1_428_571, 1_250_000, 1_111_111, 1_000_000, 500_000, 0),
    )
)
"""The parts of a question's points that an option may earn or cost: with any other one Moodle refuses the file."""

_LINES = (5, 10, 15, 20, 25, 30, 35, 40)  # how long Moodle's form lets the editor of an essay be
_LINES_PER_POINT = 5
_FILES = 3
_PLAIN = NumberFormat("digits", 6, fractions="none")
_NAME, _IDENT = 255, 100  # letters


def moodle_question(fragments: Fragments, feedback: bool = False, apart: bool = False) -> MoodleQuestion:
    """A question for Moodle. With `feedback` students see the key once a quiz shows it. Items that stand `apart` have a category each."""
    question = fragments.question
    category = tuple(map(_plain_name, (*question.category, *((question.label,) if apart else ()))))
    title = _plain_name(f"{question.title} {question.variant}")
    behind = fragments.key("students") if feedback else Rich()

    def made(
        kind: Literal["essay", "numerical", "cloze", "multichoice"],
        text: Rich,
        grade: Fraction,
        answers: Sequence[Answer] = (),
        shuffle: bool = False,
        places: Sequence[Place] = (),
        essay: Essay | None = None,
    ) -> MoodleQuestion:
        return MoodleQuestion(
            category, kind, title, _number_of(question.ident), text, behind, grade, tuple(answers), shuffle, tuple(places), essay
        )

    match marking(question):
        case "numerical":
            (slot,) = question.slots
            answers = [Answer(Rich(text), percent, within) for text, percent, within in _accepted(slot)]
            return made("numerical", below(fragments.prompt(), _typing(question.language)), question.points, answers)
        case "multichoice" if question.ticks:
            shares = (_percent(_share(question.ticks, one)) for one in question.ticks.options)
            answers = [Answer(option, share) for option, share in zip(fragments.options(), shares, strict=True)]
            return made("multichoice", fragments.prompt(), question.points, answers, question.ticks.shuffled)
        case "places" if question.ticks:
            places = _ticked(question.ticks, question.language)
            text = below(fragments.prompt_for_each(), fragments.places_of_options())
            return made("cloze", text, _weight(places), places=places)
        case "places":
            places = _typed(question.slots)
            text = below(fragments.prompt(), _typing(question.language), fragments.places_of_numbers())
            return made("cloze", text, _weight(places), places=places)
        case _:
            key = fragments.key("graders")
            lines = next((n for n in _LINES if n >= _LINES_PER_POINT * question.points), _LINES[-1])
            item = question.sheet.item
            files = 0 if all(query.in_words for query in item.queries) else _FILES
            essay = Essay(lines, item.words or 0, files, key)
            return made("essay", fragments.prompt_with_options(), question.points, essay=essay)


Marking = Literal["essay", "numerical", "multichoice", "places"]


def marking(question: Question) -> Marking:
    """How Moodle marks a question; `places` are numbers to type or marks to choose within a text."""
    if question.ticks and question.kind == "multichoice":
        return _marking_of_ticks(question.ticks)
    if question.kind == "numerical":
        shares = (one.share for slot in question.slots for one in slot.accepted)
        return "numerical" if all(_rounded(share) in GRADES for share in shares) else "places"
    return "places" if question.kind == "cloze" else "essay"


def audiences(question: Question, feedback: bool) -> tuple[Audience, ...]:
    """For whom a question has its key."""
    graders, students = marking(question) == "essay", feedback
    return (*(("graders",) if graders else ()), *(("students",) if students else ()))


def by_hand(question: Question) -> str:
    """Why a person marks it in Moodle; empty where Moodle does."""
    return question.by_hand or (SCORING if marking(question) == "essay" else "")


def _marking_of_ticks(ticks: Ticks) -> Marking:
    """Moodle adds up what each option earns. A place at each option or statement does that as well, be it less than nothing."""
    scheme, alone = ticks.scoring.scheme, len(ticks.options) == 1
    if ticks.form == "one":
        known = scheme == "all or nothing" or (scheme == "right minus wrong" and ticks.scoring.below_zero)
        return "multichoice" if known and all(abs(_rounded(_share(ticks, one))) in GRADES for one in ticks.options) else "essay"
    if scheme == "per option" or (scheme == "right minus wrong" and ticks.scoring.below_zero) or (alone and scheme == "all or nothing"):
        return "places"
    return "essay"


def _share(ticks: Ticks, option: TickOption) -> Fraction:
    """The part of all points that a tick at one of several options earns, or costs."""
    if option.right:
        return Fraction(1)
    costs = ticks.scoring.scheme == "right minus wrong"
    return -(ticks.points if ticks.scoring.wrong is None else ticks.scoring.wrong) / ticks.points if costs else Fraction(0)


def _ticked(ticks: Ticks, language: Language) -> list[Place]:
    """A place at each option or statement, with two words to choose from, in the same order everywhere."""
    said = [(word, right) for (_, word), right in zip(words_for_each(ticks, language), (True, False), strict=True)]
    weights = _weights([one.points for one in ticks.options])
    places = []
    for one, weight in zip(ticks.options, weights, strict=True):
        costs = ticks.scoring.scheme == "right minus wrong"
        cost = (one.points if ticks.scoring.wrong is None else ticks.scoring.wrong) / one.points if costs else Fraction(0)
        earns = {one.right: Fraction(1), not one.right: -cost}
        places.append(Place("MULTICHOICE_H", weight, tuple(Choice(word, _percent(earns[right])) for word, right in said)))
    return places


def _typed(slots: Sequence[NumberSlot]) -> list[Place]:
    """A place for each number."""
    weights = _weights([slot.points for slot in slots])
    return [Place("NUMERICAL", weight, tuple(Choice(*one) for one in _accepted(slot))) for slot, weight in zip(slots, weights, strict=True)]


def _accepted(slot: NumberSlot) -> Iterator[tuple[str, str, str]]:
    """Each number that earns something, how many percent, and how far off it may be."""
    return ((one.text, _percent(one.share), shown_text(one.within, _PLAIN)) for one in slot.accepted)


def _plain_name(name: str) -> str:
    """A name without what Moodle would take for an element, and leave out with all behind it."""
    return name.replace("<", "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}")[:_NAME].strip()


def _number_of(ident: str) -> str:
    """The name by which Moodle tells questions apart, which may be no longer than that."""
    return ident if len(ident) <= _IDENT else f"{ident[: _IDENT - 9]}-{sha256(ident.encode()).hexdigest()[:8]}"


def _weights(points: Sequence[Fraction]) -> list[int]:
    """Whole numbers in proportion to points, and the same where these are whole."""
    scale = lcm(*(one.denominator for one in points))
    found = [int(one * scale) for one in points]
    return found if scale == 1 else [one // gcd(*found) for one in found]


def _weight(places: Sequence[Place]) -> Fraction:
    return Fraction(sum(place.weight for place in places))


def _percent(share: Fraction) -> str:
    """A part of all as Moodle writes it: `100`, `33.33333`, `-50`."""
    text = f"{float(_rounded(share) * 100):.5f}"
    return text.rstrip("0").rstrip(".")


def _rounded(share: Fraction) -> Fraction:
    return round(share, 7)


def _typing(language: Language) -> Rich:
    return Rich(paragraph(typing_text(language)))
