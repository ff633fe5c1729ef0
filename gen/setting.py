"""What a run of a recurrence depends on."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from gen.array import Value
from gen.expr import Var
from gen.spec import Cell
from gen.trace import Trace


@dataclass(frozen=True, slots=True)
class Setting:
    """A cell unrolled, its numbers, and what the item says of them.

    A value in `printed` stands in place of the computed one from there on, with the derivative of its equation; a slope that is
    written with a function's output is that of the printed output. A value in `cut` has no derivative. `conventions` are the
    slopes of piecewise linear functions at their kinks, 0 where nothing is stated. Each route states these in its own way.
    """

    cell: Cell
    trace: Trace
    givens: Mapping[Var, Value]
    printed: Mapping[Var, Value]
    cut: frozenset[Var]
    conventions: Mapping[str, Fraction]
