"""A problem solved and confirmed: one module for each kind of question. What needs no page ends here."""

from gen.questions import claims, gate_questions, values
from gen.questions.placeholders import filled
from gen.questions.solve import solve_all, solve_problem

__all__ = [
    "claims",  # questions whether a relation holds for all numbers
    "filled",  # an item with numbers in the texts of its key
    "gate_questions",  # questions for the roles of gates
    "solve_all",  # all problems of an exam
    "solve_problem",  # one problem
    "values",  # questions for values and derivatives; counts and eigenvalues
]
