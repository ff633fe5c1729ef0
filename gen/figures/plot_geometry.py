"""A plot on paper, in pt from the lower left corner of its axes: what is drawn where, in which style, as data that any format can write."""

from dataclasses import dataclass
from typing import Literal

from gen.figures.geometry import Box, Point
from gen.latex import Tex

Marker = Literal["dot", "ring", "square", "triangle", "cross"]
Anchor = Literal["middle", "left", "right", "above", "below"]
"""Which side of a label stands at its place: `left` is its left end, so that it goes to the right."""

MARKERS: tuple[Marker, ...] = ("dot", "ring", "square", "triangle")


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points, in the style of this name; `closed` where it ends at its beginning."""

    style: str
    points: tuple[Point, ...]
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Circle:
    style: str
    centre: Point
    radius: float


@dataclass(frozen=True, slots=True)
class Mark:
    marker: Marker
    at: Point


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle by two corners."""

    low: Point
    high: Point


@dataclass(frozen=True, slots=True)
class PlotLabel:
    """What is written, of the style of this name."""

    style: str
    at: Point
    text: Tex
    anchor: Anchor = "middle"


@dataclass(frozen=True, slots=True)
class PlotGeometry:
    """All of a plot in the order in which it is painted: later things cover earlier ones. `extent` is what it takes on the page."""

    extent: Box
    drawn: tuple[Stroke | Circle | Mark | Bar, ...]
    labels: tuple[PlotLabel, ...]
