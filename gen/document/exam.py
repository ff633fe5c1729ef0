"""An exam as a tree: what its problems ask, and with solutions, their key."""

from collections.abc import Mapping

from gen.document.notation import shapes_of
from gen.document.notes import functions_of
from gen.document.solution import erratum_text, solution_part
from gen.document.tree import Document, ItemPart, ProblemPart
from gen.messages.errors import working_on
from gen.messages.sentences import Language
from gen.model.exam import Exam
from gen.model.problem import Problem
from gen.model.solved import SolvedProblem


def document(exam: Exam, solved: Mapping[str, SolvedProblem]) -> Document:
    """The key of those problems that are solved, by their ids; a sheet where none is."""
    problems = tuple(_problem(problem, solved.get(problem.id), exam.language) for problem in exam.problems)
    return Document(exam, problems, functions_of(solved.values()))


def _problem(problem: Problem, solved: SolvedProblem | None, language: Language) -> ProblemPart:
    items = []
    for i, item in enumerate(problem.items):
        with working_on(item.where):
            earlier = solved.items[:i] if solved else ()
            key = solution_part(solved.items[i], problem.shown, problem.latex, language, earlier) if solved else None
            items.append(ItemPart(item, shapes_of([item]), key))
    errata = tuple(erratum_text(erratum, language) for erratum in solved.errata) if solved else ()
    return ProblemPart(problem, shapes_of(problem.items), tuple(items), errata)
