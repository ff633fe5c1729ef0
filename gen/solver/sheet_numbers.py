"""What a sheet prints of what is computed: the numbers of options, and those cells of tables that its author gives away."""

from dataclasses import replace

from gen.model.choice import choice_of, with_choice
from gen.model.memo import Memo
from gen.model.problem import Item, Problem
from gen.model.solved import SolvedProblem
from gen.model.table import table_of, with_table


def with_sheet_numbers(problem: Problem, solved: SolvedProblem, memo: Memo | None = None) -> Problem:
    """The problem with these numbers, and nothing else of its solution."""
    both = zip(problem.items, solved.items, strict=True)
    call = (memo or Memo()).call
    return replace(problem, items=tuple(call(_with_numbers, item, one.item) for item, one in both))


def _with_numbers(item: Item, solved: Item) -> Item:
    choice, table = choice_of(solved), table_of(solved)
    item = with_choice(item, choice) if choice else item
    return with_table(item, table) if table else item
