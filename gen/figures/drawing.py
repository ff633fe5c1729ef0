"""A figure as data: what is drawn where and in which style, in the order in which it is painted. Any format can be written from it.

Places are in pt, x to the right and y upwards. A style is a name: how it looks is said once for each format.
"""

from dataclasses import dataclass
from typing import Literal

from gen.figures.geometry import Box, Curve, Point
from gen.figures.unrolled_layout import WIDTH

Marker = Literal["dot", "ring", "square", "triangle", "cross"]
Anchor = Literal["middle", "left", "right", "above", "below", "base"]
"""Which side of a label stands at its place: `left` is its left end, so that it goes to the right; `base` is the line that it stands on."""

MARKERS: tuple[Marker, ...] = ("dot", "ring", "square", "triangle")


@dataclass(frozen=True, slots=True)
class Label:
    """What is written: a formula as LaTeX without `$` signs, with words behind it, or words alone.

    A blank has its `number`, and in a key the formula that belongs there; `room` is how wide its box is, 0 in a circle.
    """

    formula: str = ""
    words: str = ""
    number: int = 0
    room: float = 0.0


@dataclass(frozen=True, slots=True)
class Node:
    """A label with what is drawn around it. Of some styles the `size` is a width, of cells also a height. `over` are further styles.

    One with a `name` is where edges begin or end.
    """

    style: str
    at: Point
    label: Label = Label()
    size: tuple[float, ...] = ()
    name: str = ""
    over: tuple[str, ...] = ()
    anchor: Anchor = "middle"


@dataclass(frozen=True, slots=True)
class Link:
    """An edge from the border of one node to that of another, by their names, along a curve between their middles."""

    style: str
    source: str
    target: str
    curve: Curve
    over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """Curves one behind the other."""

    style: str
    curves: tuple[Curve, ...]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points; `closed` where it ends at its beginning."""

    style: str
    points: tuple[Point, ...]
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Circle:
    style: str
    centre: Point
    radius: float


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle by two corners."""

    style: str
    low: Point
    high: Point


@dataclass(frozen=True, slots=True)
class Mark:
    marker: Marker
    at: Point


Shape = Node | Link | Path | Stroke | Circle | Area | Mark


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of a figure: later things cover earlier ones. One that is wider than its `limit` is made smaller as a whole.

    `extent` is what it takes on the page, where that is more than what is drawn; coordinates have so many `digits` behind the point.
    The `description` says in sentences what it shows.
    """

    shapes: tuple[Shape, ...]
    width: float
    limit: float = WIDTH
    extent: Box | None = None
    digits: int = 1
    description: str = ""

    @property
    def nodes(self) -> tuple[Node, ...]:
        return tuple(shape for shape in self.shapes if isinstance(shape, Node))
