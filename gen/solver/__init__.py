"""A problem solved and confirmed, with everything that it asks. What needs no page ends here."""

from gen.solver.placeholders import filled
from gen.solver.printed_values import printed_anew
from gen.solver.solve import solve_all, solve_problem

__all__ = [
    "filled",  # an item with numbers in the texts of its key
    "printed_anew",  # an item with its printed values computed
    "solve_all",  # all problems of an exam
    "solve_problem",  # one problem
]
