"""A plot with all its numbers, in the order in which they are drawn."""

from dataclasses import dataclass
from fractions import Fraction

from gen.algebra.expr import Expr
from gen.algebra.numbers import Number
from gen.model.plot import PlotSpec, Point, PointClass
from gen.model.verified import Check


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a plot in pieces without a gap. `expr` is what it is of, `level` the value that it has everywhere, if it has one.

    `ends` are the points on either side of a jump, each with whether it belongs to the line. `number` counts what is drawn, from 0.
    """

    pieces: tuple[tuple[Point, ...], ...]
    expr: Expr | None = None
    number: int = 0
    level: Number | None = None
    ends: tuple[tuple[Point, bool], ...] = ()

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(point for piece in self.pieces for point in piece)


@dataclass(frozen=True, slots=True)
class Plotted:
    """A plot with all its numbers.

    `bars` are the edges of each bin and how many numbers lie in it; `zeros` the times at which a value is 0 and has no place on a
    logarithmic axis, with the number of its line. `sides` are a place on each side of a boundary, with whether what is drawn is positive
    there. Values over time have so many `steps`.
    """

    spec: PlotSpec
    lines: tuple[Line, ...] = ()
    marks: tuple[PointClass, ...] = ()
    bars: tuple[tuple[Fraction, Fraction, int], ...] = ()
    zeros: tuple[tuple[int, int], ...] = ()
    sides: tuple[tuple[Point, bool], ...] = ()
    steps: int = 0
    checks: tuple[Check, ...] = ()
