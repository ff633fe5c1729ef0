"""Pages of HTML before they are handed out: what they say is what was derived, confirmed and read back."""

from collections.abc import Iterable

from gen.check.exam import SolvedExam
from gen.model.memo import Memo
from gen.page import Audience, exam_view
from gen.proofread import check_html, check_html_grading, proofread_exam


def check_pages(exam: SolvedExam, sheet: str, keys: Iterable[tuple[Audience, str]], grading: str = "", memo: Memo | None = None) -> int:
    """How many pieces were read on the sheet of an exam, its keys for these readers and its grading sheet, if there is one.

    Each is compared with the same in LaTeX for a page of any width, whose rows are read as numbers here. Raises VerificationError.
    """
    memo = memo or Memo()
    view = exam_view(exam.exam, exam.solved, memo=memo, endless=True)
    proofread_exam(view, exam.solved, memo)
    count = check_html(sheet, exam_view(exam.exam, None, memo=memo))
    for audience, page in keys:
        count += check_html(page, view if audience == "graders" else exam_view(exam.exam, exam.solved, (), audience, memo, endless=True))
    return count + (check_html_grading(grading, view) if grading else 0)
