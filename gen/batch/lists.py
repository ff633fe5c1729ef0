"""What staff looks things up in: who has which variant, all answers by variant, what failed, and the PDFs for the print shop."""

from collections.abc import Sequence
from pathlib import Path

from gen.batch.answers import answers_page
from gen.batch.folder import DONE
from gen.batch.index import TITLES, index_rows
from gen.batch.plan import Plan, stamp_of
from gen.batch.run import Outcome
from gen.model.exam import Exam
from gen.roster import by_room, csv_text
from gen.stamps import Part, room_pdf
from gen.system import Output, written
from gen.typeset import STAFF, STUDENTS

ANSWERS = ("variant", "mark", "item", "reading", "answer", "value")


def lists(exam: Exam, plan: Plan, outcome: Outcome, out: Path) -> list[Output]:
    """The index, the answers, where variants are few on paper as well, and the report. Raises TexFailed."""
    report = [*plan.remarks, *outcome.remarks, *outcome.failures]
    texts = {
        DONE: csv_text([TITLES, *index_rows(plan, outcome)]),
        "answers.csv": "".join((csv_text([ANSWERS]), *(one.answers for one in outcome.made.values()))),
        "report.txt": "".join(f"{line}\n" for line in report) or "Nothing failed.\n",
    }
    files = {name: text.encode() for name, text in texts.items()}
    if graded := {one.mark: one.graded for one in outcome.made.values() if one.graded}:
        files = {"answers.pdf": answers_page(exam, graded), **files}
    return [Output(out / STAFF / name, data, private=True) for name, data in files.items()]


def print_rooms(plan: Plan, outcome: Outcome, title: str, out: Path) -> list[Path]:
    """A PDF for each room, written one after the other. Raises OutputError."""
    made = []
    rooms = by_room(student for student, _ in plan.students if student.number in outcome.handed_out)
    names = _file_names([room for room, _ in rooms])
    for room, students in rooms:
        path = out / "print" / f"{names[room]}.pdf"
        with written(path) as file:
            parts = (Part(stamp_of(student), out / STUDENTS / f"{student.number}.pdf") for student in students)
            room_pdf(f"{title} {room}".strip(), parts, file)
        made.append(path)
    return made


def _file_names(rooms: Sequence[str]) -> dict[str, str]:
    """A name of a file for each room, all different also where letters have no case."""
    found: dict[str, str] = {}
    for room in rooms:
        plain = "".join(c if c.isascii() and (c.isalnum() or c in "-.") else "-" for c in room).strip("-.") or "sheets"
        taken = {name.lower() for name in found.values()}
        found[room] = next(name for name in (plain, *(f"{plain}-{n}" for n in range(2, len(rooms) + 2))) if name.lower() not in taken)
    return found
