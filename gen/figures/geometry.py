"""Points, boxes and curves in pt: what is needed to keep edges off nodes and labels off both."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians, sin

Point = tuple[float, float]

SAMPLES = 32
_SWING = 0.3915  # how far TikZ puts the control points of a bent edge, as a share of its length


@dataclass(frozen=True, slots=True)
class Box:
    """An upright box around (x, y), w wide and h high."""

    x: float
    y: float
    w: float
    h: float

    def overlaps(self, other: "Box", gap: float = 0.0) -> bool:
        """Whether less than `gap` pt is between them, across and up."""
        return abs(self.x - other.x) < (self.w + other.w) / 2 + gap and abs(self.y - other.y) < (self.h + other.h) / 2 + gap

    def distance(self, point: Point) -> float:
        """From a point to the box drawn as a circle, or with round ends where it is wider than high; negative inside."""
        flat = (self.w - self.h) / 2
        across = abs(point[0] - self.x) - (flat if flat > 0 else 0.0)
        return hypot(across if across > 0 else 0.0, point[1] - self.y) - (self.h if flat > 0 else self.w) / 2

    def touches(self, other: "Box", gap: float = 0.0) -> bool:
        """Whether the upright box comes nearer than `gap` to the other, which is drawn with round ends."""
        x = min(max(other.x, self.x - self.w / 2), self.x + self.w / 2)
        y = min(max(other.y, self.y - self.h / 2), self.y + self.h / 2)
        return other.distance((x, y)) < gap

    def holds(self, point: Point, gap: float = 0.0) -> bool:
        return abs(point[0] - self.x) < self.w / 2 + gap and abs(point[1] - self.y) < self.h / 2 + gap


@dataclass(frozen=True, slots=True)
class Curve:
    """A cubic from the middle of one box to that of another; straight where `bent` is False."""

    start: Point
    first: Point
    second: Point
    end: Point
    bent: bool = False

    def at(self, t: float) -> Point:
        s = 1 - t
        a, b, c, d = s**3, 3 * s * s * t, 3 * s * t * t, t**3
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = self.start, self.first, self.second, self.end
        return a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3

    @property
    def samples(self) -> list[Point]:
        return [self.at(k / SAMPLES) for k in range(SAMPLES + 1)]


def bend(start: Point, end: Point, degrees: float) -> Curve:
    """From start to end, leaving the straight line by this angle to the left."""
    dx, dy = end[0] - start[0], end[1] - start[1]

    def turned(angle: float) -> Point:
        c, s = cos(radians(angle)) * _SWING, sin(radians(angle)) * _SWING
        return dx * c - dy * s, dx * s + dy * c

    (ax, ay), (bx, by) = turned(degrees), turned(-degrees)
    return Curve(start, (start[0] + ax, start[1] + ay), (end[0] - bx, end[1] - by), end, degrees != 0)


def clearance(curve: Curve, obstacles: Sequence[Box]) -> float:
    """The least distance between a curve and boxes in its way; generous where there are none."""
    points = curve.samples
    return min((box.distance(point) for box in obstacles for point in points), default=1000.0)


def visible(curve: Curve, ends: Sequence[Box]) -> list[Point]:
    """The part of a curve that is drawn: what lies outside the boxes at its ends."""
    return [point for point in curve.samples if all(box.distance(point) > 0 for box in ends)]
