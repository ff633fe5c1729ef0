"""The tree of an exam set in LaTeX: records that a template lays out."""

from gen.page.blocks import block_widths, text_height, without_blocks
from gen.page.choices import ChoiceView
from gen.page.credit_boxes import credit_steps, is_framed
from gen.page.exam import Audience, ExamView, SlotView, Solutions, exam_view, with_layout
from gen.page.grading import GradedItemView, GradedLineView
from gen.page.grids import GridCellView, GridView
from gen.page.names import files_of, name_of, names_of
from gen.page.records import ItemView, ProblemView
from gen.page.rows import LINE, RowView, step_formulas
from gen.page.solution import ReadingView, SolutionView, groups_height, key_figure, with_adjoint_letters, with_notation, with_shapes
from gen.page.tables import CellView, TableView
from gen.page.writing import CM, room_of_places, ruled_line

__all__ = [
    "CM",  # a centimetre in points
    "LINE",  # the width of a row in points
    "Audience",  # whom a key is for
    "CellView",  # a cell of a table
    "ChoiceView",  # options with their boxes
    "ExamView",  # an exam as records
    "GradedItemView",  # an item on the grading sheet
    "GradedLineView",  # an answer on the grading sheet
    "GridCellView",  # a cell of a table to fill in
    "GridView",  # a table to fill in
    "ItemView",  # an item as a record
    "ProblemView",  # a problem as a record
    "ReadingView",  # one accepted reading
    "RowView",  # a row of a step
    "SlotView",  # a place on a page
    "SolutionView",  # all of an item's key
    "Solutions",  # solved problems by their id
    "TableView",  # numbers over time
    "block_widths",  # how far tables and listings reach
    "credit_steps",  # the points that a grader may give
    "exam_view",  # the records of a sheet or of a key
    "files_of",  # the author's files by the names that the source calls them
    "groups_height",  # about how high they are
    "is_framed",  # whether an answer is written and not only ticked
    "key_figure",  # what the key of a reading draws
    "name_of",  # what a layout calls a heading or an item
    "names_of",  # all headings and items of a problem
    "room_of_places",  # the room that numbered places take
    "ruled_line",  # from one line to write on to the next
    "step_formulas",  # steps as LaTeX
    "text_height",  # about how high paragraphs are
    "with_adjoint_letters",  # LaTeX with letters for derivatives
    "with_layout",  # the records with every item at its place
    "with_notation",  # LaTeX with the letters of a reading
    "with_shapes",  # LaTeX that knows the arrays of an item
    "without_blocks",  # a text without its tables and listings
]
