"""An exam as a tree: what its problems ask, and with solutions, their key."""

from collections.abc import Mapping
from dataclasses import replace

from gen.algebra.arrays import shape_of
from gen.algebra.numbers import NumberFormat
from gen.document.choices import choice_part
from gen.document.errata import erratum_text
from gen.document.filled import filled_places
from gen.document.filled_table import grid_of
from gen.document.headings import has_same_values
from gen.document.notation import shapes_of
from gen.document.notes import functions_of
from gen.document.parts import Document, ItemPart, ProblemPart
from gen.document.plots import with_plot
from gen.document.solution import solution_part
from gen.messages.errors import working_on
from gen.messages.sentences import Language
from gen.model.exam import Exam
from gen.model.memo import Memo
from gen.model.problem import Item, Problem
from gen.model.solved import Erratum, SolvedItem, SolvedProblem


def document(exam: Exam, solved: Mapping[str, SolvedProblem], memo: Memo | None = None) -> Document:
    """The key of those problems that are solved, by their ids; a sheet where none is. What the `memo` has is not made again."""
    memo = memo or Memo()
    problems = tuple(_problem(problem, solved.get(problem.id), exam.language, memo) for problem in exam.problems)
    functions = dict.fromkeys(fn for problem in problems for item in problem.items for fn in item.functions)
    return Document(exam, problems, tuple(functions))


def _problem(problem: Problem, solved: SolvedProblem | None, language: Language, memo: Memo) -> ProblemPart:
    items = []
    for i, item in enumerate(problem.items):
        with working_on(item.where):
            if solved:
                before = tuple(one for one in solved.items[:i] if has_same_values(solved.items[i], one))
                of_cells = tuple(one for one in solved.errata if _first_item(problem, one) is item)
                items.append(memo.call(_key, item, solved.items[i], before, of_cells, problem.shown, problem.latex, language, memo))
            else:
                items.append(memo.call(_asked, item, language, memo))
    stated = {var.name: shape_of(given.value) for var, given in problem.common.given.items()} if problem.common else {}
    return ProblemPart(problem, {**shapes_of(problem.items, memo), **stated}, tuple(items))


def _asked(item: Item, language: Language, memo: Memo) -> ItemPart:
    """An item on a sheet."""
    return ItemPart(item, shapes_of([item], memo), None, choice=choice_part(item, None, language), grid=grid_of(item, None))


def _key(
    item: Item,
    solved: SolvedItem,
    before: tuple[SolvedItem, ...],
    of_cells: tuple[Erratum, ...],
    shown: NumberFormat,
    names: Mapping[str, str],
    language: Language,
    memo: Memo,
) -> ItemPart:
    """An item in a key, behind items that have worked out some of its values `before`, with misprints of the problem's cells."""
    key = with_plot(solution_part(solved, shown, names, language, before, memo.lines), solved)
    key = replace(key, errata=(*(erratum_text(one, language) for one in of_cells), *key.errata))
    choice, grid = choice_part(item, solved, language), grid_of(solved.item, solved.readings[0].derivation)
    return ItemPart(item, shapes_of([item], memo), key, functions_of(solved), filled_places(solved), choice, grid)


def _first_item(problem: Problem, erratum: Erratum) -> Item:
    """Where a misprint of a problem is told: in the first item with the cell that it is in, else in the first of all."""
    cell = dict(erratum.finding.message.slots).get("cell")
    with_cell = (item for item in problem.items if any(reading.cell.name == cell for reading in item.readings))
    return next(with_cell, problem.items[0])
