"""All that can be said of an exam without TeX: solved, confirmed, written, read back, and small enough for a page."""

from gen.check.exam import CheckedExam, SolvedExam, check_exam, solve_exam
from gen.check.pages import check_pages

__all__ = [
    "CheckedExam",  # an exam with its confirmed solutions and its key
    "SolvedExam",  # an exam with its confirmed solutions
    "check_exam",  # an exam with all that can be said of it
    "check_pages",  # pages of HTML, compared with the key that was read as numbers
    "solve_exam",  # an exam as far as no page is needed
]
