"""A problem solved and confirmed, with everything that it asks. What needs no page ends here."""

from gen.solver.placeholders import fill_placeholders
from gen.solver.printed_tables import with_printed_tables
from gen.solver.printed_values import with_computed_prints
from gen.solver.solve import solve_all, solve_problem

__all__ = [
    "fill_placeholders",  # an item with numbers in the texts of its key
    "solve_all",  # all problems of an exam
    "solve_problem",  # one problem
    "with_computed_prints",  # an item with its printed values computed
    "with_printed_tables",  # a problem with what its sheet prints in tables
]
