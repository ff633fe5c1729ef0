"""What a run of a recurrence depends on, and what it finds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from gen.algebra.arrays import Value
from gen.algebra.expr import Var
from gen.model.problem import Cell
from gen.model.trace import Trace


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A cell unrolled, its numbers, and what the item says of them.

    A value in `printed` stands in place of the computed one from there on, with the derivative of its equation; a slope that is
    written with a function's output is that of the printed output. A value in `cut` has no derivative. `conventions` are the
    slopes of piecewise linear functions at their kinks and of the first of tied arguments of a maximum, 0 where nothing is stated.
    Each route states these in its own way. `horizon` is the last time; 0 stands for the last one in the trace.
    `truncate` is after how many steps a gradient stops; routes know of `cut` only, and `compare` gives each gradient its own.
    """

    cell: Cell
    trace: Trace
    givens: Mapping[Var, Value]
    printed: Mapping[Var, Value]
    cut: frozenset[Var]
    conventions: Mapping[str, Fraction]
    horizon: int = 0
    truncate: int | None = None


Seeds = Mapping[Var, Any]
"""How values move by themselves, besides what their equations make of it: the source of a derivative by 1."""


@dataclass(frozen=True, slots=True)
class RunValue:
    """A value of a run, how its equation moves it, and how it moves in all: not by its equation if it is cut, and by itself as well."""

    value: Any
    local_tangent: Any
    tangent: Any


Route = Callable[[Recurrence], Callable[[Seeds], Mapping[Var, RunValue]]]
"""From a recurrence over numbers to a function of what moves. What all runs share is done once."""
