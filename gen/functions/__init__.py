"""What the derivation computes with: the table of functions, shapes, the algebra of matrices, sums as a person writes them.

What verifies does not see this room: it knows each function, and a product of matrices too, by a definition of its own.
"""

from gen.functions import convolution, linalg, shapes, simplify
from gen.functions.by_axis import BY_AXIS, OVER_AXES, line_by_line
from gen.functions.function import Around, Fused, ShapeError
from gen.functions.internal import INTERNAL
from gen.functions.of_windows import as_array
from gen.functions.registry import (
    CONVENTIONS,
    FUNCTIONS,
    WITHOUT_PRIME,
    Conventions,
    apply,
    arguments,
    array_function,
    gives,
    kink_at,
    linear_pieces,
    local_derivative,
    neighbouring_kinks,
    on_its_side,
    reduces,
    slope_at,
    tied_arguments,
    usual_letter,
)
from gen.functions.reshaping import reshaped
from gen.functions.surds import simplified_root

__all__ = [
    "BY_AXIS",  # those over rows or columns, by their names in calls
    "CONVENTIONS",  # what an item may state of kinks and ties
    "FUNCTIONS",  # each function by its name
    "INTERNAL",  # those that the tool alone writes
    "OVER_AXES",  # the functions that may be taken over rows or columns
    "WITHOUT_PRIME",  # those whose slope is written as the formula that it is
    "Around",  # the brackets of a function that has them instead of a name
    "Conventions",  # what it states
    "Fused",  # what a loss hands on through the function before it
    "ShapeError",  # shapes that do not go together
    "apply",  # the value of a function or of a slope
    "arguments",  # how many arguments a function has
    "array_function",  # what a function of arrays is beyond its value
    "as_array",  # an expression with a shape that it says itself
    "convolution",  # windows, and how many there are
    "gives",  # whether a function of arrays gives a number or a vector
    "kink_at",  # the kink at which a number is, if it is at one
    "linalg",  # the algebra of numbers and arrays
    "line_by_line",  # a function of vectors taken of each row or column
    "linear_pieces",  # the lines around 0 that a function is made of
    "local_derivative",  # the slope as it is written on the right of the equals sign
    "neighbouring_kinks",  # the kinks on either side of a number
    "on_its_side",  # the slope of a function of smooth pieces as it is written where its input is
    "reduces",  # whether a call gives a number, whatever its arguments are
    "reshaped",  # the numbers of what is flattened or reshaped
    "shapes",  # the shapes of expressions and of values, from those that are given
    "simplified_root",  # the value of an expression with an exact root
    "simplify",  # sums and products without what nobody writes
    "slope_at",  # the slope of a function made of pieces, at a number
    "tied_arguments",  # which arguments are the value of a maximum or minimum
    "usual_letter",  # the usual name of what a function gives
]
