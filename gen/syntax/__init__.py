"""An author's text read: YAML as a tree with places, mappings, numbers, names, expressions, relations, general formulas."""

from gen.syntax import yamltree
from gen.syntax.formula_text import formula, plain
from gen.syntax.literals import constant, split
from gen.syntax.mapping_reader import COMMA, Fields, check_prose
from gen.syntax.names import check_once, names, one_name
from gen.syntax.parse import CELL_FUNCTIONS, NUMBER, expression, relation, variable
from gen.syntax.premises import MATRIX_FUNCTIONS, constant_of, matrix_of, premise
from gen.syntax.read_math import read_body, read_math
from gen.syntax.read_text import words_and_formulas
from gen.syntax.subscripts import MAX_TIME

__all__ = [
    "CELL_FUNCTIONS",  # functions of an author that are no functions of the table
    "COMMA",  # what a text looks like that a comma has cut
    "MATRIX_FUNCTIONS",  # what may stand in premises and conditions
    "MAX_TIME",  # the largest time of a name
    "NUMBER",  # how a number is written
    "Fields",  # the entries of a mapping, with typed access that collects faults
    "check_once",  # that no name of a list stands twice
    "check_prose",  # a text in words that nothing has cut
    "constant",  # an exact number
    "constant_of",  # the value of an expression that is a number
    "expression",  # text as an expression
    "formula",  # text as a general formula
    "matrix_of",  # the matrix of which a condition speaks
    "names",  # a list of names
    "one_name",  # one name of a list
    "plain",  # a name without blanks
    "premise",  # text as a condition on a matrix
    "read_body",  # the body of a macro
    "read_math",  # LaTeX of a formula as a tree
    "relation",  # text as an equation or inequality
    "split",  # what stands between commas
    "variable",  # text as a name
    "words_and_formulas",  # LaTeX of running text, taken apart
    "yamltree",  # YAML as a tree that keeps the text and the place of everything
]
