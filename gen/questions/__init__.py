"""What an item can ask: one module for each kind of question, which reads it, answers it and confirms the answer."""

from gen.questions import named_values, spectral_conditions, values
from gen.questions.blanks import BlanksQuery
from gen.questions.claims import ClaimAnswer
from gen.questions.each_step import Times, at_each_step, at_step, last_time, times_of
from gen.questions.eigenvalues import RHO, EigenQuery
from gen.questions.formula_comparison import difference, unrolled_cells
from gen.questions.formulas import FormulaQuery
from gen.questions.gaps import GapsQuery, typed_elsewhere
from gen.questions.gate_questions import RoleAnswer
from gen.questions.inverse import FindQuery, Judgement, check_found, judgement
from gen.questions.kind import MAX_ASKED, AskedItem
from gen.questions.kinds import (
    FORMS,
    HEADINGS,
    NAMES,
    by_kind,
    check_alone,
    check_cases,
    check_different,
    most_axes,
    needs_cell,
    read_question,
)
from gen.questions.option_numbers import is_asked_by_options
from gen.questions.placeholders import fill_options, fill_placeholders
from gen.questions.sketch import SketchQuery
from gen.questions.slips import fill_slips, slip_clashes
from gen.questions.table_cells import RelationQuery, WordQuery, relation_at
from gen.questions.values import GradientQuery, NumberQuery, Task, ValueQuery, beyond_page, compute, task_of

__all__ = [
    "FORMS",  # how questions are written
    "HEADINGS",  # under what steps stand that only one kind has
    "MAX_ASKED",  # how much an item may ask
    "NAMES",  # values that a kind has of its own
    "RHO",  # the name of the largest modulus of eigenvalues
    "AskedItem",  # an item in one of its readings, of which something is asked
    "BlanksQuery",  # a question for the blanks of a figure
    "ClaimAnswer",  # the verdict on a claim
    "EigenQuery",  # a question for eigenvalues
    "FindQuery",  # a question for numbers that meet a requirement
    "FormulaQuery",  # a question for a formula
    "GapsQuery",  # a question for the code of gaps
    "GradientQuery",  # a question for a derivative
    "Judgement",  # whether numbers that were found are right
    "NumberQuery",  # a question for a value or a derivative
    "RelationQuery",  # a relation that a cell of a table asks
    "RoleAnswer",  # the role of a gate
    "SketchQuery",  # a question for a sketch
    "Task",  # what a reading computes, without numbers
    "Times",  # when names are computed or given
    "ValueQuery",  # a question for a value
    "WordQuery",  # a model answer that belongs into a cell of a table
    "at_each_step",  # one question for each step in the place of one about all
    "at_step",  # a question at a step
    "beyond_page",  # what no page holds of values and gradients
    "by_kind",  # each query with its kind
    "check_alone",  # that what an item asks can stand in one item
    "check_cases",  # that cases are asked about
    "check_different",  # that nothing is asked twice
    "check_found",  # that an item asks for numbers that are to be found
    "compute",  # values and derivatives, confirmed
    "difference",  # where a general formula and the derivation part
    "fill_options",  # an item with the numbers of its options
    "fill_placeholders",  # an item with numbers in the texts of its key
    "fill_slips",  # an item with the numbers that its rubric prices
    "is_asked_by_options",  # whether an option may answer a question
    "judgement",  # a student's numbers judged
    "last_time",  # the last step that an item computes
    "most_axes",  # how many axes a declared shape may have
    "named_values",  # whether the values that an item names are there
    "needs_cell",  # whether a question can only be asked of a cell
    "read_question",  # a line under `ask`
    "relation_at",  # a relation at a step
    "slip_clashes",  # what is wrong with these for drawn numbers
    "spectral_conditions",  # whether premises allow a condition on eigenvalues
    "task_of",  # values and derivatives as they are planned
    "times_of",  # the steps at which names are computed, else given
    "typed_elsewhere",  # which answers are no texts for a page
    "unrolled_cells",  # a cell with all shapes over which formulas are compared
    "values",  # what a cell computes, and what may be asked of it
]
