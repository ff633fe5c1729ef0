"""The tree of an exam as HTML: pages of their own, and the pieces that questions of course systems are made of."""

from gen.html.figures import picture_name
from gen.html.pages import grading_page, key_page, sheet_page
from gen.html.solution import Audience

__all__ = [
    "Audience",  # whom a key is for
    "grading_page",  # answers, points and rules in one table
    "key_page",  # the worked key
    "picture_name",  # what pages call a picture of the author's
    "sheet_page",  # the sheet
]
