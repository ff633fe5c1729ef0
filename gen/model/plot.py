"""What an author asks to be drawn with axes: curves, values over time, a boundary, a landscape, eigenvalues, a histogram."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from gen.algebra.expr import Var
from gen.algebra.numbers import Number
from gen.messages.errors import Location
from gen.model.source import Parsed, Use

PlotKind = Literal["curves", "times", "boundary", "surface", "eigenvalues", "histogram"]
PlotPlace = Literal["prompt", "key", "sketch"]
"""Where a plot stands: below the prompt, in the key alone, or in the key with its axes, empty, below the prompt of sheet and key."""

Interval = tuple[Fraction, Fraction]
Point = tuple[Number, Number]
"""In the numbers of both axes."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """`x: -2..2`: a name, or an entry of one, that takes all values between two numbers."""

    name: Use
    interval: Interval


@dataclass(frozen=True, slots=True)
class PointClass:
    """Points of a plane that have one marker; without a name where all have the same."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class PlotSpec:
    """What stands under `plot`.

    `of` is what is drawn, over one name (`curves`), over two (`boundary`, `surface`) or over time; of `eigenvalues` and `histogram` it is
    the value. `range` is that of the axis upwards, where the author says it. `marked` are places on a curve with a dot, `path` the names
    whose values over time lie in the plane.
    """

    kind: PlotKind
    place: PlotPlace
    of: tuple[Parsed, ...]
    where: Location
    over: tuple[Sweep, ...] = ()
    range: Interval | None = None
    marked: tuple[Fraction, ...] = ()
    classes: tuple[PointClass, ...] = ()
    path: tuple[Use, ...] = ()
    bins: int | None = None
    log: bool = False

    @property
    def uses(self) -> tuple[Use, ...]:
        """The names that it speaks of."""
        return (*(use for one in self.of for use in one.uses), *(sweep.name for sweep in self.over), *self.path)

    @property
    def swept(self) -> tuple[Var, ...]:
        """What takes all values of an axis."""
        return tuple(sweep.name.var for sweep in self.over)
