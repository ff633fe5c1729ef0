"""A solved exam as a tree that knows no output format, and as plain text and JSON."""

from gen.document.calculator_check import calculator_results
from gen.document.choices import choice_instruction
from gen.document.credits import credit_words
from gen.document.equality_chain import chain_text, equalities, relation_signs, with_equalities, written_equalities
from gen.document.exam import document
from gen.document.grading import GradedLine, GradedRule, graded_lines, graded_rules, standing_rules
from gen.document.notation import notation_of, shapes_of
from gen.document.parts import ChoicePart, Document, Grid, GridCell, ItemPart, ProblemPart
from gen.document.plain_text import answer_json, answer_texts, problem_json, problem_text, step_texts
from gen.document.prose import begun, instruction_pieces, sentence
from gen.document.tree import (
    Block,
    Column,
    Credit,
    EqualityChain,
    Equations,
    GradientFigure,
    Notation,
    Paragraph,
    PlotFigure,
    ReadingPart,
    Remark,
    RolesFigure,
    Section,
    SolutionPart,
    TimeTable,
    WindowFigure,
)

__all__ = [
    "Block",  # equations or a paragraph
    "ChoicePart",  # options with boxes
    "Column",  # one quantity over time
    "Credit",  # points where they are earned
    "Document",  # a sheet or a key
    "EqualityChain",  # a left side and all that equals it
    "Equations",  # those that are aligned with each other
    "GradedLine",  # an answer, or what else earns points
    "GradedRule",  # a rule and what it is about
    "GradientFigure",  # what gradients meet on their way
    "Grid",  # a table to fill in
    "GridCell",  # one of its cells
    "ItemPart",  # an item with its key
    "Notation",  # how the names of a reading are written
    "Paragraph",  # a paragraph with its points
    "PlotFigure",  # a plot that only the key has
    "ProblemPart",  # a problem with its items
    "ReadingPart",  # the key of one reading
    "Remark",  # what graders need to know beyond the points
    "RolesFigure",  # one step of a cell with the role of each gate
    "Section",  # blocks below a heading
    "SolutionPart",  # all of an item's key
    "TimeTable",  # numbers over time
    "WindowFigure",  # the window of one entry of a convolution
    "answer_json",  # an answer as JSON
    "answer_texts",  # the answers of an item as graders look them up
    "begun",  # the pieces that begin entries, rows or cells
    "calculator_results",  # whether a calculator gives what is printed
    "chain_text",  # forms in one line
    "choice_instruction",  # what students are told to do with boxes
    "credit_words",  # what a credit says
    "document",  # an exam as a tree
    "equalities",  # all that may stand between the equals signs of a step
    "graded_lines",  # the answers of a reading and what else earns points
    "graded_rules",  # the rules of an item
    "instruction_pieces",  # an instruction on a cover, filled in
    "notation_of",  # the letters of a reading
    "problem_json",  # a problem as JSON
    "problem_text",  # a problem as plain text
    "relation_signs",  # the signs before forms
    "sentence",  # a sentence of the tool with what is put into it
    "shapes_of",  # the shapes of the names of items, as far as print needs them
    "standing_rules",  # what is told of many items
    "step_texts",  # steps as lines of text
    "with_equalities",  # an equation with some of its forms
    "written_equalities",  # the same as a script writes them
]
