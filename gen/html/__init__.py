"""The tree of an exam as HTML: pages of their own, and the pieces that questions of course systems are made of."""

from gen.html.medium import COURSE_MATHML, Formula, Medium, row_of
from gen.html.pages import key_page, sheet_page
from gen.html.problems import problem_html
from gen.html.solution import Audience

__all__ = [
    "COURSE_MATHML",  # within a course system that reads MathML
    "Audience",  # whom a key is for
    "Formula",  # a formula to be written
    "Medium",  # how formulas are written
    "key_page",  # the worked key
    "problem_html",  # a problem piece by piece
    "row_of",  # the tree of a formula of the tool
    "sheet_page",  # the sheet
]
