"""The pages of an exam as files: the sheet for students, key and grading sheet in the folder for staff."""

from dataclasses import dataclass
from pathlib import Path

from gen.check import SolvedExam, check_pages
from gen.html import Audience, grading_page, key_page, picture_name, sheet_page
from gen.inspection import browser_picture
from gen.messages.errors import InputError, InputErrors
from gen.model.exam import Exam
from gen.model.memo import Memo
from gen.system import Output
from gen.typeset import EXAM_FILE, STAFF, claim_folder, exam_file, student_folder


@dataclass(frozen=True, slots=True)
class BuiltPages:
    """Files that are to be written together, and those of them that somebody wants to look at."""

    files: tuple[Output, ...]
    shown: tuple[Path, ...]


def page_pictures(exam: Exam) -> dict[str, bytes]:
    """The author's pictures by the names that pages call them. Raises InputErrors with all that no browser shows."""
    found: dict[str, bytes] = {}
    faults: list[InputError] = []
    for picture in (picture for problem in exam.problems for picture in problem.pictures):
        try:
            found[picture_name(picture)] = browser_picture(picture.file, picture.where)
        except InputErrors as error:
            faults += error.faults
    if faults:
        raise InputErrors(faults)
    return found


def build_pages(path: Path, exam: SolvedExam, audience: Audience, out: Path) -> BuiltPages:
    """The pages of an exam file for the folder `out`, with a key for these readers, read back. Nothing is written here.

    Raises OutputError, InputErrors and VerificationError.
    """
    claim_folder(out, path, exam.exam.variant)
    memo, staff, students = Memo(), out / STAFF, student_folder(out, exam.exam.variant)
    pictures, graders = page_pictures(exam.exam), audience == "graders"
    sheet = sheet_page(exam.exam, memo, pictures)
    key = key_page(exam.exam, exam.solved, audience, memo, pictures)
    grading = grading_page(exam.exam, exam.solved, memo) if graders else ""
    check_pages(exam, sheet, [(audience, key)], grading, memo)
    pages = [Output(students / "exam.html", sheet.encode())]
    if graders:
        pages.append(Output(staff / "solutions.html", key.encode(), private=True))
        pages.append(Output(staff / "grading.html", grading.encode(), private=True))
    else:
        pages.append(Output(students / "solutions-students.html", key.encode()))
    claim = Output(staff / EXAM_FILE, exam_file(out, path).encode(), private=True)
    return BuiltPages((claim, *pages), tuple(page.path for page in pages))
