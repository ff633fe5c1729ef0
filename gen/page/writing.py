"""Where a student writes: lines in the frame of a sheet, with the numbers of the places in the prompt that are to be filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from gen.latex import NOTHING, Latex, Tex
from gen.messages.sentences import translate
from gen.model.exam import Exam
from gen.model.problem import Inline, Item
from gen.model.queries import Query
from gen.page.prose import latex_of

CM = 72.27 / 2.54  # points
_EMPTY: Mapping[int, tuple[Inline, ...]] = {}
RULED = 0.64 * CM  # points: from one line to the next, 8 mm with the usual factor for handwriting
NUMBERED = 1.5  # as far are lines with numbers from each other: the key has room there for an answer, and for another that is accepted


@dataclass(frozen=True, slots=True)
class WritingView:
    """Lines that are so far from each other: rows of numbers, each with a line behind it, or without rows as many as a frame holds."""

    distance: Tex
    rows: tuple[tuple[Tex, ...], ...] = ()
    share: Tex = NOTHING  # of the width, for each number of a row


def ruled_line(exam: Exam) -> float:
    """The points from one line to the next."""
    return _ruled_line(exam.handwriting)


def _ruled_line(handwriting: Fraction) -> float:
    return float(handwriting) * RULED


def room_of_places(query: Query, exam: Exam) -> float:
    """The points that the numbered places of a question take."""
    return ceil(query.places / query.abreast) * NUMBERED * ruled_line(exam)


def writing_view(item: Item, handwriting: Fraction) -> WritingView | None:
    """What is printed in the frame of a sheet, for an exam with this factor for handwriting; nothing there depends on an answer."""
    distance = _ruled_line(handwriting)
    placed = next((query for query in item.queries if query.places), None)
    if placed is not None:
        numbers = [Tex(str(n)) for n in range(1, placed.places + 1)]
        rows = tuple(tuple(numbers[i : i + placed.abreast]) for i in range(0, len(numbers), placed.abreast))
        return WritingView(_points(NUMBERED * distance), rows, Tex(f"{1 / placed.abreast:.3f}"))
    return WritingView(_points(distance)) if item.space is not None and item.space.ruled else None


def _points(points: float) -> Tex:
    return Tex(f"{points:.2f}pt")


def prompt_of(item: Item, latex: Latex, filled: Mapping[int, tuple[Inline, ...]] = _EMPTY) -> Tex:
    """What an item asks, with the number of words that an answer may have; in a key with its gaps `filled`."""
    answers = {str(number): pieces for number, pieces in filled.items()}
    pieces = [replace(piece, slots=answers) if piece.kind == "listing" else piece for piece in item.prompt]
    prompt = latex_of(pieces, latex, item)
    if item.words is None:
        return prompt
    limit = translate("At most {number} words.", latex.language, number=str(item.words))
    return Tex(rf"{prompt} \emph{{{limit}}}")
