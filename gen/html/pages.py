"""Whole pages: the sheet, the key and the grading sheet of an exam, each one file that needs nothing else."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from gen.algebra.printer import points_words
from gen.document import Document, document
from gen.functions import FUNCTIONS
from gen.html.figures import FigureWriter, data_address, figures_of_sheet
from gen.html.grading import grading_view
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

Pictures = Mapping[str, bytes]
"""The author's pictures by the names that pages call them (`picture_name`)."""

_NONE: Pictures = {}


def sheet_page(exam: Exam, memo: Memo | None = None, pictures: Pictures = _NONE) -> str:
    """The sheet of an exam. It is made without a look at any derivation."""
    return _page("sheet", document(exam, {}, memo), "graders", pictures, memo or Memo())


def key_page(exam: Exam, solved: Solutions, audience: Audience = "graders", memo: Memo | None = None, pictures: Pictures = _NONE) -> str:
    """The worked key of an exam, for graders or for students."""
    return _page("key", document(exam, solved, memo), audience, pictures, memo or Memo())


def grading_page(exam: Exam, solved: Solutions, memo: Memo | None = None) -> str:
    """What graders look up most, in one table."""
    memo = memo or Memo()
    return _rendered("graded", exam, grading=grading_view(document(exam, solved, memo), PAGE, memo))


def _page(template: str, tree: Document, audience: Audience, pictures: Pictures, memo: Memo) -> str:
    several, language = len(tree.problems) > 1, tree.language
    medium = replace(PAGE, source=partial(data_address, pictures))
    figures = FigureWriter(medium, language, numbered=True, sheets=figures_of_sheet(tree))
    problems = tuple(
        problem_html(part, number if several else 0, language, medium, audience, memo, figures)
        for number, part in enumerate(tree.problems, 1)
    )
    explained = [FUNCTIONS[fn].explains[language] for fn in tree.functions] if audience == "students" else []
    return _rendered(template, tree.exam, problems=problems, audience=audience, explained=explained)


def _rendered(template: str, exam: Exam, **records: object) -> str:
    date, points = date_words(exam.date, exam.language), points_words(exam.points, exam.language)
    return rendered(template, exam.language, exam=exam, date=date, points=points, **records)
