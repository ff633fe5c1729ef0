"""An author's files to frozen data: YAML, expressions, LaTeX, prompts, rubrics; each fault with its line and column."""

from gen.format import yamltree
from gen.format.eigenvalue_equations import EIGENVALUE_NAMES, EIGENVALUES, RHO, eigen_cell
from gen.format.exam_file import kind_of, load_course, load_exam, problem_files
from gen.format.formula_text import formula, plain
from gen.format.literals import constant, split
from gen.format.mapping_reader import Fields
from gen.format.named_files import home_of
from gen.format.parse import CELL_FUNCTIONS, NUMBER, expression, relation, variable
from gen.format.premises import MATRIX_FUNCTIONS, constant_of, subject
from gen.format.problem_file import problem_of
from gen.format.published import MAX_STEPS

__all__ = [
    "CELL_FUNCTIONS",  # functions of an author that are no functions of the table
    "EIGENVALUES",  # the names of eigenvalues
    "EIGENVALUE_NAMES",  # all names in the equations of eigenvalues
    "MATRIX_FUNCTIONS",  # what may stand in premises and conditions
    "MAX_STEPS",  # time steps that a figure may have
    "NUMBER",  # how a number is written
    "RHO",  # the name of the largest modulus
    "Fields",  # the entries of a mapping, with typed access that collects faults
    "constant",  # an exact number
    "constant_of",  # the value of an expression that is a number
    "eigen_cell",  # the equations of the eigenvalues of a matrix
    "expression",  # text as an expression
    "formula",  # text as a general formula
    "home_of",  # the folder in which the files of an exam lie
    "kind_of",  # whether a file is an exam, a course or a problem
    "load_course",  # a course file
    "load_exam",  # an exam file, or a problem as an exam of its own
    "plain",  # a name without blanks
    "problem_files",  # all files below a folder
    "problem_of",  # the problem that a tree holds
    "relation",  # text as an equation or inequality
    "split",  # what stands between commas
    "subject",  # the matrix of which a condition speaks
    "variable",  # text as a name
    "yamltree",  # YAML as a tree that keeps the text and the place of everything
]
