"""What a sheet prints in its tables: those cells of a solved problem that its author gives away, and nothing else of its solution."""

from dataclasses import replace

from gen.model.problem import Problem
from gen.model.solved import SolvedProblem
from gen.model.table import table_of, with_table


def with_printed_tables(problem: Problem, solved: SolvedProblem) -> Problem:
    """The problem with the numbers of printed cells in its tables."""
    tables = [table_of(one.item) for one in solved.items]
    items = (with_table(item, table) if table else item for item, table in zip(problem.items, tables, strict=True))
    return replace(problem, items=tuple(items))
