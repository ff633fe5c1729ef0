"""The cover of an exam as records of LaTeX."""

from collections.abc import Sequence
from dataclasses import dataclass

from gen.document import instruction_pieces
from gen.latex import Latex, Tex, escape
from gen.messages.sentences import Language, translate
from gen.model.exam import Cover, Exam
from gen.model.problem import Inline
from gen.page.prose import latex_of


@dataclass(frozen=True, slots=True)
class CoverLine:
    """A line to write on: what belongs there, and the name by which TeX reports its place, empty for what a roster does not say."""

    text: Tex
    name: Tex


@dataclass(frozen=True, slots=True)
class CoverView:
    """What a cover has beside title, course, date and points.

    `lines` are those to write on; `sticker` is the width and the height of an area for one, empty where there is none. Without
    `instructions` of the author's there are the usual ones.
    """

    examiner: Tex
    room: Tex
    lines: tuple[CoverLine, ...]
    sticker: tuple[Tex, ...]
    instructions: tuple[Tex, ...] | None


def cover_view(cover: Cover, exam: Exam) -> CoverView:
    """The cover of an exam."""
    return CoverView(
        examiner=escape(cover.examiner),
        room=escape(cover.room),
        lines=tuple(_line(text, exam.language) for text in (_usual_lines(cover, exam) if cover.lines is None else cover.lines)),
        sticker=tuple(Tex(f"{float(10 * size):.1f}mm") for size in cover.sticker or ()),
        instructions=None if cover.instructions is None else tuple(_instruction(pieces, exam) for pieces in cover.instructions),
    )


def _line(text: str, language: Language) -> CoverLine:
    """An author's own line is known where it has the tool's own words."""
    known = {
        translate("Name", language): "name",
        translate("Matriculation number", language): "number",
        translate("Room", language): "room",
        translate("Seat", language): "seat",
    }
    return CoverLine(escape(text), Tex(known.get(text, "")))


def _usual_lines(cover: Cover, exam: Exam) -> list[str]:
    room = [] if cover.room else [translate("Room", exam.language)]
    first = [translate("Name", exam.language), translate("Matriculation number", exam.language)]
    return [*first, *room, translate("Seat", exam.language), translate("Signature", exam.language)]


def _instruction(pieces: Sequence[Inline], exam: Exam) -> Tex:
    """An instruction with what it has filled in; the number of pages is left to LaTeX."""
    return latex_of(instruction_pieces(pieces, exam), Latex(language=exam.language))
