"""The tree of an exam as HTML: pages of their own, and the pieces that questions of course systems are made of."""

from gen.html.figures import picture_name
from gen.html.medium import COURSE_IMAGES, COURSE_MATHML, COURSE_TEX, Formula, Medium, row_of, with_marks
from gen.html.pages import grading_page, key_page, sheet_page
from gen.html.problems import ItemHtml, ProblemHtml, problem_html
from gen.html.solution import Audience

__all__ = [
    "COURSE_IMAGES",  # within Canvas
    "COURSE_MATHML",  # within a course system that reads MathML
    "COURSE_TEX",  # within a course system that reads TeX
    "Audience",  # whom a key is for
    "Formula",  # a formula that a medium writes
    "ItemHtml",  # an item, piece by piece
    "Medium",  # how formulas are written
    "ProblemHtml",  # a problem with its items
    "grading_page",  # answers, points and rules in one table
    "key_page",  # the worked key
    "picture_name",  # what pages call a picture of the author's
    "problem_html",  # a problem as pieces of HTML
    "row_of",  # the tree of a formula of the tool
    "sheet_page",  # the sheet
    "with_marks",  # the same with an element around each formula
]
