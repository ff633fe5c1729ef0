"""What each mapping of an author's files may have: keys, what stands behind each, and a sentence that explains it, as tables of data."""

from gen.keys.exam import COURSE, DRAWN_PROBLEMS, EXAM, LAYOUT, VARIANT
from gen.keys.item import ABOUT_VARIANTS, ASKED, ITEM
from gen.keys.parts import (
    CRITERION,
    DATA,
    DRAWN,
    FIGURE,
    OPTION,
    PICTURE,
    PLOT,
    PUBLISHED,
    READING,
    RULE,
    SCORING,
    SHARED,
    SLIP,
    STACK,
    TABLE,
    TABLE_ENTRY,
)
from gen.keys.problem import PROBLEM

__all__ = [
    "ABOUT_VARIANTS",  # what no alternative and no correction of an item has of its own
    "ASKED",  # the keys that belong to a kind of question
    "COURSE",  # a course file
    "CRITERION",  # the points of a step by its parts
    "DATA",  # numbers in a file of columns
    "DRAWN",  # what a vector or a matrix is drawn from
    "DRAWN_PROBLEMS",  # a group of problems of an exam
    "EXAM",  # an exam file
    "FIGURE",  # a figure of a cell
    "ITEM",  # an item
    "LAYOUT",  # a stored layout
    "OPTION",  # an option of a question with options
    "PICTURE",  # a picture of the author's own
    "PLOT",  # a plot
    "PROBLEM",  # a problem file
    "PUBLISHED",  # what an old sheet or key states
    "READING",  # a way to understand an item
    "RULE",  # a rule for graders
    "SCORING",  # how ticks are paid
    "SHARED",  # what may stand in many places, by name
    "SLIP",  # what is changed of an item
    "STACK",  # cells on top of each other
    "TABLE",  # a table to fill in
    "TABLE_ENTRY",  # a row or column of it
    "VARIANT",  # a variant file
]
