"""The same numbers by routes that have nothing in common with the derivation.

By its walls this room sees data alone (`messages`, `algebra`, `model`): neither the table of functions nor what derives,
evaluates, counts or writes.
"""

from gen.verify import array_arithmetic, array_definitions, counts, definitions, dual, piecewise, tolerance
from gen.verify.by_dual_numbers import verify_relation
from gen.verify.by_general_rule import verify_rule, verify_rule_at_random
from gen.verify.compare import DUAL, confirm, move, verify
from gen.verify.counts import verify_comparisons, verify_count, verify_lettered_count, verify_shapes, verify_sizes
from gen.verify.drawn import verify_bars, verify_crossing, verify_roots
from gen.verify.dual import printed_slope
from gen.verify.formulas import FORMULAS, verify_formula
from gen.verify.image_sizes import image_sizes, layer_number, receptive_field
from gen.verify.matrices import largest_modulus, sides_equal
from gen.verify.options import OPTIONS, verify_option, verify_ticks
from gen.verify.parameter_sizes import parameter_entries
from gen.verify.recurrence import Recurrence
from gen.verify.requirements import verify_requirement
from gen.verify.rule_written_out import RULE
from gen.verify.scalarize import scalarize
from gen.verify.structure import gate_throughput, verify_eigenvalues, verify_slope
from gen.verify.sympy_functions import function

__all__ = [
    "DUAL",  # the name of the route of dual numbers
    "FORMULAS",  # the name of the route of formulas
    "OPTIONS",  # the name of the route of options
    "RULE",  # the name of the route of general rules
    "Recurrence",  # a cell unrolled, its numbers, and what the item says of them
    "array_arithmetic",  # what definitions of functions of arrays are put together from
    "array_definitions",  # each function of arrays by its definition, for entries of any kind
    "confirm",  # a derivation confirmed by one route
    "counts",  # entries of parameters and shapes of names, by rows and columns
    "definitions",  # each function by its definition, for any arithmetic
    "dual",  # functions of numbers with tangents
    "function",  # the definition of a function in SymPy's terms
    "gate_throughput",  # how much a gate lets through while it is turned up and down
    "image_sizes",  # the size of each name of a network of images, counted place by place
    "largest_modulus",  # that of the eigenvalues of a matrix
    "layer_number",  # multiplications, parameters, activations or memory of layers
    "move",  # how a value moves while others do
    "parameter_entries",  # the entries of each parameter, from rows and columns alone
    "piecewise",  # the straight lines that functions are made of, and what holds at a kink
    "printed_slope",  # the slope of a function that is written with its output
    "receptive_field",  # how much an entry depends on, followed back entry by entry
    "scalarize",  # a recurrence over arrays as one over numbers
    "sides_equal",  # whether an equation between matrices holds entry by entry
    "tolerance",  # the numbers of the routes, and when two of them are the same
    "verify",  # a derivation confirmed by all routes
    "verify_bars",  # a histogram confirmed
    "verify_comparisons",  # what two counts give, confirmed by entries and loops
    "verify_count",  # a count confirmed by entries found another way
    "verify_crossing",  # a point of a boundary confirmed
    "verify_eigenvalues",  # eigenvalues confirmed as roots of det(x I - W)
    "verify_formula",  # a formula confirmed on the values of what stands in it
    "verify_lettered_count",  # formulas of a count confirmed for numbers in place of letters
    "verify_option",  # an option judged once more
    "verify_relation",  # a relation between values confirmed, or refuted, at one step
    "verify_requirement",  # whether relations between arrays hold
    "verify_roots",  # eigenvalues confirmed as nearly as they are drawn
    "verify_rule",  # a general rule confirmed: written out it gives the derivation
    "verify_rule_at_random",  # the same with random numbers, against dual numbers
    "verify_shapes",  # shapes confirmed by rows and columns
    "verify_sizes",  # numbers of layers confirmed by what was counted
    "verify_slope",  # a derivative of one equation confirmed in one dimension
    "verify_ticks",  # as many right options as there are to be
]
