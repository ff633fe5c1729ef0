"""An exam as a tree: what its problems ask, and with solutions, their key."""

from collections.abc import Mapping
from dataclasses import replace

from gen.algebra.arrays import shape_of
from gen.document.choices import choice_part
from gen.document.errata import erratum_text
from gen.document.filled import filled_places
from gen.document.filled_table import grid_of
from gen.document.notation import shapes_of
from gen.document.notes import functions_of
from gen.document.parts import Document, ItemPart, ProblemPart
from gen.document.plots import with_plot
from gen.document.solution import solution_part
from gen.messages.errors import working_on
from gen.messages.sentences import Language
from gen.model.exam import Exam
from gen.model.problem import Item, Problem
from gen.model.solved import Erratum, SolvedProblem


def document(exam: Exam, solved: Mapping[str, SolvedProblem]) -> Document:
    """The key of those problems that are solved, by their ids; a sheet where none is."""
    problems = tuple(_problem(problem, solved.get(problem.id), exam.language) for problem in exam.problems)
    functions = dict.fromkeys(fn for problem in problems for item in problem.items for fn in item.functions)
    return Document(exam, problems, tuple(functions))


def _problem(problem: Problem, solved: SolvedProblem | None, language: Language) -> ProblemPart:
    items = []
    for i, item in enumerate(problem.items):
        key = None
        with working_on(item.where):
            if solved:
                key = with_plot(solution_part(solved.items[i], problem.shown, problem.latex, language, solved.items[:i]), solved.items[i])
                of_cells = tuple(erratum_text(one, language) for one in solved.errata if _first_item(problem, one) is item)
                key = replace(key, errata=(*of_cells, *key.errata))
            told, filled = (functions_of(solved.items[i]), filled_places(solved.items[i])) if solved else ((), {})
            choice = choice_part(item, solved.items[i] if solved else None, language)
            grid = grid_of(*(solved.items[i].item, solved.items[i].readings[0].derivation) if solved else (item, None))
            items.append(ItemPart(item, shapes_of([item]), key, told, filled, choice, grid))
    stated = {var.name: shape_of(given.value) for var, given in problem.common.given.items()} if problem.common else {}
    return ProblemPart(problem, {**shapes_of(problem.items), **stated}, tuple(items))


def _first_item(problem: Problem, erratum: Erratum) -> Item:
    """Where a misprint of a problem is told: in the first item with the cell that it is in, else in the first of all."""
    cell = dict(erratum.finding.message.slots).get("cell")
    with_cell = (item for item in problem.items if any(reading.cell.name == cell for reading in item.readings))
    return next(with_cell, problem.items[0])
