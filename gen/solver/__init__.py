"""A problem solved and confirmed, with everything that it asks. What needs no page ends here."""

from gen.solver.printed_values import with_computed_prints
from gen.solver.sheet_numbers import with_sheet_numbers
from gen.solver.solve import solve_all, solve_problem

__all__ = [
    "solve_all",  # all problems of an exam
    "solve_problem",  # one problem
    "with_computed_prints",  # an item with its printed values computed
    "with_sheet_numbers",  # a problem with what its sheet prints of what is computed
]
