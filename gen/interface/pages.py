"""The pages of an exam as files: the sheet for students, key and grading sheet in the folder for staff."""

from dataclasses import dataclass
from pathlib import Path

from gen.check import SolvedExam
from gen.html import Audience, key_page, sheet_page
from gen.model.memo import Memo
from gen.system import Output
from gen.typeset import EXAM_FILE, STAFF, claim_folder, exam_file, student_folder


@dataclass(frozen=True, slots=True)
class BuiltPages:
    """Files that are to be written together, and those of them that somebody wants to look at."""

    files: tuple[Output, ...]
    shown: tuple[Path, ...]


def build_pages(path: Path, exam: SolvedExam, audience: Audience, out: Path) -> BuiltPages:
    """The pages of an exam file for the folder `out`, with a key for these readers. Raises OutputError. Nothing is written here."""
    claim_folder(out, path, exam.exam.variant)
    memo, staff, students = Memo(), out / STAFF, student_folder(out, exam.exam.variant)
    pages = [Output(students / "exam.html", sheet_page(exam.exam, memo).encode())]
    key = key_page(exam.exam, exam.solved, audience, memo).encode()
    if audience == "graders":
        pages.append(Output(staff / "solutions.html", key, private=True))
    else:
        pages.append(Output(students / "solutions-students.html", key))
    claim = Output(staff / EXAM_FILE, exam_file(out, path).encode(), private=True)
    return BuiltPages((claim, *pages), tuple(page.path for page in pages))
