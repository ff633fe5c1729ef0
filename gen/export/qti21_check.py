"""What was read back of an item of QTI 2.1 beside what the exam says, and how it marks answers beside how the sheet says they are paid."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from lxml import etree

from gen.export.numbers import NumberSlot
from gen.export.pieces import Pieces
from gen.export.qti21_reader import FoundItem, Response, elements, marks
from gen.export.ticks import Ticks
from gen.export.xml_elements import html_tree, words
from gen.messages.errors import VerificationError

_NEAR = 1e-9
_FAR = Fraction(11, 10)  # of a tolerance: no longer near enough
_OPTION, _TRUE, _FALSE = "OPTION_{}", "true", "false"

Marks = Sequence[bool | None]
"""What is ticked: for each option whether it is, for each statement whether it was called true, or None."""


def check_item(found: FoundItem, pieces: Pieces, feedback: bool) -> None:
    """Raises VerificationError where a field is another one than the exam's, or answers are marked otherwise."""
    for wrong in (*_wrong_texts(found, pieces, feedback), *_wrong_marks(found, pieces)):
        raise VerificationError(f"the item {pieces.question.ident} is read back with {wrong}")


def _wrong_texts(found: FoundItem, pieces: Pieces, feedback: bool) -> Iterator[str]:
    question, asked = pieces.question, html_tree(pieces.asked)
    if (found.ident, found.title, found.language) != (f"item-{question.ident}", question.title, question.language):
        yield "another name, title or language"
    if abs(found.points - float(question.points)) > _NEAR:
        yield "other points"
    if not found.asked.startswith(words(asked) + words(html_tree(pieces.instruction))):
        yield "another text"
    if found.formulas[: len(_math(asked))] != _math(asked):
        yield "other formulas"
    told = [words(html_tree(one)) for one in pieces.options]
    if question.kind == "multichoice":
        read = [text for _, _, text in found.options]
        if read != ([one for one in told for _ in range(2)] if question.ticks and question.ticks.form == "statements" else told):
            yield "other options"
        if question.ticks and found.shuffled != (question.ticks.shuffled and not feedback and question.ticks.form != "statements"):
            yield "options in another order"
    elif not all(one in found.asked for one in told):
        yield "other options"
    if len(found.places) != len(question.slots) or (question.kind == "essay") != bool(found.lines):
        yield "other places for an answer"
    if found.key != words(html_tree(pieces.for_graders)):
        yield "another key"
    if found.feedback != (words(html_tree(pieces.for_students)) if feedback else ""):
        yield "another feedback"


def _math(asked: etree._Element) -> tuple[str, ...]:
    """The elements of formulas, which have no namespace here."""
    return tuple(str(one.tag) for whole in asked.iter("math") for one in whole.iter() if isinstance(one.tag, str)) or elements(asked)


def _wrong_marks(found: FoundItem, pieces: Pieces) -> Iterator[str]:
    """Answers whose marks are not what they should be."""
    question = pieces.question
    ticks = question.ticks if question.kind == "multichoice" else None
    for responses, points in _marked_ticks(ticks) if ticks else _marked_numbers(question.slots):
        if abs(marks(found, responses) - float(points)) > _NEAR:
            yield f"other points for {responses}"
    if question.kind != "essay":
        none = dict.fromkeys(found.right)
        full = marks(found, {**none, **found.right})
        if abs(full - float(question.points)) > _NEAR:
            yield f"{full:g} points for what it says is right"


def _marked_numbers(slots: Sequence[NumberSlot]) -> Iterator[tuple[dict[str, Response], Fraction]]:
    """Each number that is accepted alone, a little off, and too far off; and nothing."""
    names = [f"RESPONSE_{number}" for number in range(1, len(slots) + 1)]
    nothing: dict[str, Response] = dict.fromkeys(names)
    yield nothing, Fraction(0)
    for name, slot in zip(names, slots, strict=True):
        for i, one in enumerate(slot.accepted):
            value = Fraction(one.text)
            if not any(abs(value - Fraction(other.text)) <= other.within for other in slot.accepted[:i]):
                yield {**nothing, name: float(value)}, slot.points * one.share
        first = slot.accepted[0]
        near, far = (float(Fraction(first.text) + off) for off in (first.within * Fraction(9, 10), first.within * _FAR or 1))
        yield {**nothing, name: near}, slot.points * first.share
        if not any(abs(Fraction(far) - Fraction(other.text)) <= other.within for other in slot.accepted):
            yield {**nothing, name: far}, Fraction(0)


# Ticks ----------------------------------------------------------------------------------------------------------------


def _marked_ticks(ticks: Ticks) -> Iterator[tuple[dict[str, Response], Fraction]]:
    """All as it should be, each option otherwise, two otherwise, all otherwise, and nothing."""
    count = len(ticks.options)
    right: list[bool | None] = [one.right for one in ticks.options]
    if ticks.form == "one":
        for i in range(count):
            chosen: list[bool | None] = [j == i for j in range(count)]
            yield _responses(ticks, chosen), points_for(ticks, chosen)
        yield _responses(ticks, [None] * count), points_for(ticks, [None] * count)
        return
    for others in ([], *([i] for i in range(count)), [0, count - 1], list(range(count))):
        some = [not one if i in others else one for i, one in enumerate(right)]
        yield _responses(ticks, some), points_for(ticks, some)
    nothing: list[bool | None] = [None if ticks.form == "statements" else False] * count
    yield _responses(ticks, nothing), points_for(ticks, nothing)


def _responses(ticks: Ticks, said: Marks) -> dict[str, Response]:
    if ticks.form == "statements":
        return {f"RESPONSE_{i}": None if one is None else _TRUE if one else _FALSE for i, one in enumerate(said, 1)}
    chosen = [_OPTION.format(option.label) for option, one in zip(ticks.options, said, strict=True) if one]
    return {"RESPONSE_1": (chosen[0] if chosen else None) if ticks.form == "one" else frozenset(chosen) or None}


def points_for(ticks: Ticks, said: Marks) -> Fraction:
    """What ticks earn by what a sheet says of them."""
    options, scoring = ticks.options, ticks.scoring
    right = [one is not None and one == option.right for option, one in zip(options, said, strict=True)]
    wrong = [one is not None and one != option.right for option, one in zip(options, said, strict=True)]
    if ticks.form == "one":
        if any(option.right and one for option, one in zip(options, said, strict=True)):
            return ticks.points
        cost = ticks.points if scoring.wrong is None else scoring.wrong
        return -cost if any(said) and scoring.scheme == "right minus wrong" and scoring.below_zero else Fraction(0)
    earned = sum((option.points for option, own in zip(options, right, strict=True) if own), Fraction(0))
    match scoring.scheme:
        case "all or nothing":
            return ticks.points if all(right) else Fraction(0)
        case "per option":
            return earned
        case "half for one error":
            return {0: ticks.points, 1: ticks.points / 2}.get(right.count(False), Fraction(0))
        case "right minus wrong":
            costs = (option.points if scoring.wrong is None else scoring.wrong for option, own in zip(options, wrong, strict=True) if own)
            total = earned - sum(costs, Fraction(0))
            return total if scoring.below_zero else max(total, Fraction(0))
