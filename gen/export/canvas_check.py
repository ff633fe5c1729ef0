"""What was read back of a package for Canvas beside what the exam says, whose formulas another writer has written."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from html import unescape
from urllib.parse import unquote

from gen.export.canvas_questions import CanvasQuestion
from gen.export.canvas_reader import FoundQuestion, FoundQuiz, FoundText
from gen.export.pieces import Pieces
from gen.export.xml_elements import html_tree, words
from gen.html import COURSE_TEX, with_marks
from gen.messages.errors import VerificationError

COMPARED = with_marks(COURSE_TEX, "formula")
"""How formulas are written with which those of the package are compared."""

_FORMULA = re.compile(r'<span class="formula">\\[(\[](.+?)\\[)\]]</span>', re.DOTALL)
_NEAR = Fraction(1, 10**9)

Asked = tuple[Pieces, tuple[CanvasQuestion, ...]]
"""What an item says, and its questions in Canvas."""


def check_quiz(quiz: FoundQuiz, asked: Sequence[Asked], groups: Sequence[Sequence[CanvasQuestion]], feedback: bool) -> None:
    """Raises VerificationError where a field is another one than the exam's; `asked` is written by `COMPARED`."""
    if [[one.ident for one in own] for own in quiz.groups] != [[one.ident for one in own] for own in groups]:
        raise VerificationError("the quiz is read back with other questions")
    if abs(quiz.points - sum((own[0].points for own in quiz.groups), Fraction(0))) > _NEAR:
        raise VerificationError("the quiz is read back with other points")
    found = {one.ident: one for own in quiz.groups for one in own}
    texts = [part for one in found.values() for part in (one.text, one.feedback, *(text for _, text in one.options)) if part]
    if {unquote(name).removeprefix("$IMS-CC-FILEBASE$/") for text in texts for name in text.pictures} != quiz.pictures:
        raise VerificationError("the pictures of the quiz are not those that its questions name")
    for pieces, questions in asked:
        own = [found[one.ident] for one in questions]
        wrong_texts = (wrong for one in own for wrong in _wrong_texts(one, pieces, feedback and one is own[-1]))
        for wrong in (*_wrong_points(own, pieces), *wrong_texts):
            raise VerificationError(f"the question {pieces.question.ident} is read back with {wrong}")
        for one, meant in zip(own, questions, strict=True):
            if (one.title, one.type) != (meant.title, meant.type) or abs(one.points - meant.points) > _NEAR:
                raise VerificationError(f"the question {one.ident} is read back with another title, type or points")


def _wrong_points(found: Sequence[FoundQuestion], pieces: Pieces) -> Iterator[str]:
    """What is right, and what that earns."""
    question, ticks = pieces.question, pieces.question.ticks
    if abs(sum((one.points for one in found), Fraction(0)) - question.points) > _NEAR:
        yield "other points"
    if question.slots and any(one.type != "essay_question" for one in found):
        if len(found) == len(question.slots):
            for one, slot in zip(found, question.slots, strict=True):
                meant = [(Fraction(own.text), own.within) for own in slot.accepted if own.share == 1]
                if len(one.accepted) != len(meant) or not _close(one, meant):
                    yield f"other numbers for {slot.name}"
        else:
            yield "more or fewer numbers"
    if ticks and all(one.type != "essay_question" for one in found):
        right = [option.right for option in ticks.options]
        if len(found) == 1 and len(found[0].options) == len(right):
            told = [ident in found[0].right for ident, _ in found[0].options]
        else:
            told = [one.right == {one.options[0][0]} for one in found]
        if told != right:
            yield "other options that are right"


def _close(one: FoundQuestion, meant: Sequence[tuple[Fraction, Fraction]]) -> bool:
    """Whether ranges are those that are meant, but for a digit far behind."""
    for (low, exact, high), (own, within) in zip(one.accepted, meant, strict=True):
        scale = max(within, abs(own))
        if max(abs(exact - own), abs(high - exact - within), abs(exact - low - within)) > _NEAR * scale:
            return False
    return True


def _wrong_texts(one: FoundQuestion, pieces: Pieces, feedback: bool) -> Iterator[str]:
    """Each text has the words and the formulas of what it was made of, in their order, as another writer writes them."""
    if not _begins(one.text, pieces.asked):
        yield "another text"
    if (one.feedback is not None) != feedback or (one.feedback and not _begins(one.feedback, pieces.for_students)):
        yield "another feedback"
    if len(one.options) == len(pieces.options) > 2 and not all(
        _begins(text, told) for (_, text), told in zip(one.options, pieces.options, strict=True)
    ):
        yield "another option"


def _begins(found: FoundText, meant: str) -> bool:
    formulas = [unescape(latex) for latex in _FORMULA.findall(meant)]
    read = [latex.removeprefix(r"\displaystyle ") for latex in found.formulas]
    return found.words.startswith(words(html_tree(_FORMULA.sub(" ", meant)))) and read[: len(formulas)] == formulas
