"""From a cell to its derivation: shapes, unrolling, differentiation, a plan of steps, and numbers put into it."""

from gen.calculus import parameter_shapes
from gen.calculus.channels import members, with_channels
from gen.calculus.default_mode import default_mode
from gen.calculus.differentiate import differentiate
from gen.calculus.evaluate import evaluate, evaluate_number, evaluate_plan
from gen.calculus.gate_roles import Evidence, Role, memory_cells, role_of, roles
from gen.calculus.general_rule import general_rules
from gen.calculus.general_times import put_in, tidy
from gen.calculus.inner_adjoints import inner_arguments
from gen.calculus.jacobian import jacobian
from gen.calculus.layer_sizes import has_images, layer_sizes
from gen.calculus.name_kinds import input_kinds
from gen.calculus.name_shapes import NameShapes, declared_shapes, letter_numbers, name_shapes
from gen.calculus.named_calls import named_calls
from gen.calculus.orientation import Axes, Direction, direction, list_directions
from gen.calculus.plan import plan
from gen.calculus.rewrite import simplifier
from gen.calculus.size_formulas import in_letters, simplified
from gen.calculus.size_limits import check_work, too_large, too_long
from gen.calculus.told_sizes import told_sizes
from gen.calculus.truncation import common_gradient_cut
from gen.calculus.unroll import check_parts, expr_at, free_values, general_equations, unroll, unroll_unchecked, var_at
from gen.calculus.unstated_shapes import unstated_shapes
from gen.calculus.vjp import Vjp

__all__ = [
    "Axes",  # how many axes the author has written for each name
    "Direction",  # columns or rows
    "Evidence",  # what a gate multiplies, and where
    "NameShapes",  # the shapes of the names of a cell
    "Role",  # what a gate does
    "Vjp",  # how an equation hands a derivative on to what it uses
    "check_parts",  # what is taken of an array at a step is there
    "check_work",  # what takes too long to compute is refused
    "common_gradient_cut",  # what counts as constant for all targets
    "declared_shapes",  # the shapes that an item states, with numbers for letters
    "default_mode",  # how a gradient is told where the author does not say
    "differentiate",  # the derivative of one expression
    "direction",  # which of them the vectors of a cell are
    "evaluate",  # the value of an expression
    "evaluate_number",  # the value of an expression of numbers
    "evaluate_plan",  # the plan with numbers
    "expr_at",  # an expression at a time
    "free_values",  # what a cell uses and does not compute
    "general_equations",  # the equations of one step
    "general_rules",  # the recursions behind a plan in general t
    "has_images",  # whether a cell computes with images
    "in_letters",  # a size with what it is made of in letters
    "inner_arguments",  # what is named for a root or a logarithm alone
    "input_kinds",  # names that cannot be any number
    "jacobian",  # the derivative of a vector with respect to a vector, as a product of matrices
    "layer_sizes",  # the sizes of the layers of a convolutional network
    "letter_numbers",  # a number for each letter that is a size
    "list_directions",  # in which directions lists go with what they are added to
    "members",  # the matrices that a name of a family stands for
    "memory_cells",  # values that are carried on from step to step
    "name_shapes",  # the shape of any name of a cell
    "named_calls",  # the values that stand in derivatives for what they are
    "parameter_shapes",  # the shapes of parameters, read off the equations, each axis named after a layer
    "plan",  # what a person writes down to answer, without numbers
    "put_in",  # an expression with others in place of atoms
    "role_of",  # the one role that all evidence agrees on
    "roles",  # the evidence for each named value
    "simplified",  # a size with common factors in front
    "simplifier",  # the same formulas in fewer words
    "tidy",  # products in the order in which a person writes them
    "told_sizes",  # the sizes that equations tell
    "too_large",  # an array that no page holds
    "too_long",  # a key that is far too long
    "unroll",  # the unrolled cell
    "unroll_unchecked",  # the unrolled cell without a look at numbers
    "unstated_shapes",  # vectors and matrices of a cell that no number tells
    "var_at",  # a named value at a time
    "with_channels",  # equations over families of matrices, channel by channel
]
