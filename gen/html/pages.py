"""Whole pages: the sheet, the key and the grading sheet of an exam, each one file that needs nothing else."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from markupsafe import Markup

from gen.algebra.printer import points_words
from gen.document import Document, document, instruction_pieces
from gen.functions import FUNCTIONS
from gen.html.figures import FigureWriter, data_address, figures_of_sheet
from gen.html.grading import grading_view
from gen.html.markup import rendered
from gen.html.medium import PAGE
from gen.html.problems import problem_html
from gen.html.prose import line_of
from gen.html.solution import Audience
from gen.latex import Latex
from gen.messages.dates import date_words
from gen.messages.sentences import translate
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
    cover = {"fields": _fields(tree.exam), "instructions": _instructions(tree.exam)}
    return _rendered(template, tree.exam, problems=problems, audience=audience, explained=explained, **cover)


def _instructions(exam: Exam) -> tuple[Markup, ...]:
    """What an author tells students on the cover, but for what speaks of the pages of a print."""
    latex = Latex(language=exam.language)
    told = (exam.cover.instructions or ()) if exam.cover else ()
    filled = (instruction_pieces(pieces, exam) for pieces in told)
    return tuple(line_of(pieces, latex, PAGE) for pieces in filled if all(one.kind != "slot" for one in pieces))


def _fields(exam: Exam) -> tuple[str, ...]:
    """The lines to write on: the author's, or else those that say who writes."""
    if exam.cover is None:
        return ()
    if exam.cover.lines is not None:
        return exam.cover.lines
    return (translate("Name", exam.language), translate("Matriculation number", exam.language))


def _rendered(template: str, exam: Exam, **records: object) -> str:
    date, points = date_words(exam.date, exam.language), points_words(exam.points, exam.language)
    return rendered(template, exam.language, exam=exam, date=date, points=points, **records)
