"""Whole pages: the sheet, the key and the grading sheet of an exam, each one file that needs nothing else."""

from collections.abc import Mapping

from gen.algebra.printer import points_words
from gen.document import Document, document
from gen.html.markup import rendered
from gen.html.medium import PAGE
from gen.html.problems import problem_html
from gen.html.solution import Audience
from gen.messages.dates import date_words
from gen.model.exam import Exam
from gen.model.memo import Memo
from gen.model.solved import SolvedProblem

Solutions = Mapping[str, SolvedProblem]
"""Solved problems by their id."""


def sheet_page(exam: Exam, memo: Memo | None = None) -> str:
    """The sheet of an exam. It is made without a look at any derivation."""
    return _page("sheet", document(exam, {}, memo), "graders", memo)


def key_page(exam: Exam, solved: Solutions, audience: Audience = "graders", memo: Memo | None = None) -> str:
    """The worked key of an exam, for graders or for students."""
    return _page("key", document(exam, solved, memo), audience, memo)


def _page(template: str, tree: Document, audience: Audience, memo: Memo | None) -> str:
    exam = tree.exam
    several = len(tree.problems) > 1
    problems = tuple(
        problem_html(part, number if several else 0, exam.language, PAGE, audience, memo) for number, part in enumerate(tree.problems, 1)
    )
    return rendered(
        template,
        exam.language,
        exam=exam,
        date=date_words(exam.date, exam.language),
        points=points_words(exam.points, exam.language),
        problems=problems,
        audience=audience,
    )
