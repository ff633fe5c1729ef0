"""Where a function of two numbers has a value: a grid tells between which points, the engine how far between them.

An edge of the grid whose ends lie on either side is crossed once; what crosses a square is joined, by the value in its middle where there
are two ways. Then each stretch is halved, and its middle moved to where the value is, until it is straight as far as anybody sees: a line
stays two points, and a corner is met as nearly as a pen is thick.
"""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import hypot

from gen.algebra.numbers import Number
from gen.model.plot import Interval, Point
from gen.plots.curve import LEAST, needed

PARTS = 28  # of each axis
STRAIGHT = 0.08  # pt between a contour and its chord
SIZE = 150.0  # pt: about how large the plane is drawn
HALVINGS = 6  # of a stretch across a square
_ASIDE = Fraction(1, 4096)  # of a square of the grid
_STEPS = 14  # towards a crossing
_FINE = 2**24  # parts of the way between two points: what a step is rounded to
_SHORT = 10**9  # the denominator of an exact step

Plane = Callable[[Fraction, Fraction], Number | None]
Grid = tuple[tuple[Number | None, ...], ...]
"""Values by row, of the second number, and column, of the first."""

Place = tuple[Fraction, Fraction]
_Edge = tuple[int, int, int]  # column, row, and 0 for the edge to the right of that point, 1 for the one upwards


@dataclass(frozen=True, slots=True)
class Landscape:
    """A function over a plane, with its values on a grid."""

    f: Plane
    across: Interval
    up: Interval
    values: Grid

    @staticmethod
    def of(f: Plane, across: Interval, up: Interval) -> "Landscape":
        columns, rows = ([low + (high - low) * Fraction(i, PARTS) for i in range(PARTS + 1)] for low, high in (across, up))
        aside = (columns[1] - columns[0]) * _ASIDE, (rows[1] - rows[0]) * _ASIDE

        def value(x: Fraction, y: Fraction) -> Number | None:
            """Of a point of the grid; where there is none, as where a step lies, of one that nobody can tell from it."""
            found = f(x, y)
            return found if found is not None else f(x + aside[0], y + aside[1] / 2)

        return Landscape(f, across, up, tuple(tuple(value(x, y) for x in columns) for y in rows))

    def point(self, i: int, j: int) -> tuple[Fraction, Fraction]:
        (left, right), (low, high) = self.across, self.up
        return left + (right - left) * Fraction(i, PARTS), low + (high - low) * Fraction(j, PARTS)

    def placed(self, point: Point) -> tuple[float, float]:
        """In pt."""
        (left, right), (low, high) = self.across, self.up
        return float((Fraction(point[0]) - left) / (right - left)) * SIZE, float((Fraction(point[1]) - low) / (high - low)) * SIZE

    def steepness(self, point: Point) -> float:
        """About how much the function changes per pt near a point, by the corners of the square around it; 0 where nobody knows."""
        i, j = (min(max(int(part / SIZE * PARTS), 0), PARTS - 1) for part in self.placed(point))
        found = [self.values[n][m] for n, m in ((j, i), (j, i + 1), (j + 1, i), (j + 1, i + 1))]
        if any(value is None for value in found):
            return 0.0
        a, b, c, d = (float(value) for value in found if value is not None)
        return hypot(b - a + d - c, c - a + d - b) / 2 / (SIZE / PARTS)


def contours(land: Landscape, level: Number) -> list[tuple[Point, ...]]:
    """The lines on which the function has this value; one that is closed ends where it begins."""
    level = Fraction(level)
    crossed = crossings(land, level)
    return [tuple(_finer(land, level, way)) for way in _chains(land, level, crossed)]


def _above(value: Number, level: Number) -> bool:
    return value >= level  # exact, between fractions and decimals too


def crossings(land: Landscape, level: Number) -> dict[_Edge, Place]:
    """Where the value is met on edges of the grid whose ends lie on either side."""
    found: dict[_Edge, Place] = {}
    for j in range(PARTS + 1):
        for i in range(PARTS + 1):
            for axis, (k, n) in enumerate(((i + 1, j), (i, j + 1))):
                if k > PARTS or n > PARTS:
                    continue
                a, b = land.values[j][i], land.values[n][k]
                if a is not None and b is not None and _above(a, level) != _above(b, level):
                    found[i, j, axis] = _crossing(land, level, land.point(i, j), land.point(k, n), a, b)
    return found


def _crossing(
    land: Landscape, level: Number, a: tuple[Fraction, Fraction], b: tuple[Fraction, Fraction], fa: Number, fb: Number
) -> tuple[Fraction, Fraction]:
    """Between two points on either side: exact where the function is a straight line there, else cut or halved until it is near enough."""
    (px, py), (qx, qy) = land.placed(a), land.placed(b)
    long = max(abs(qx - px), abs(qy - py))

    def at(share: Fraction) -> tuple[Fraction, Fraction]:
        return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share

    va, vb = Fraction(fa) - Fraction(level), Fraction(fb) - Fraction(level)
    low, high, off_low, off_high = Fraction(0), Fraction(1), float(va), float(vb)
    tall = abs(off_low - off_high)
    for step in range(_STEPS):
        share = va / (va - vb) if step == 0 else Fraction(1, 2)
        if step == 0 and share.denominator > _SHORT:
            share = Fraction(round(share * _FINE), _FINE)
        elif step:
            cut = off_low / (off_low - off_high) if step % 3 and off_low != off_high else 0.5
            share = Fraction(round((float(low) + (float(high) - float(low)) * min(max(cut, 0.02), 0.98)) * _FINE), _FINE)
        value = land.f(*at(share))
        if value is None:  # a step may lie there, which has values on either side
            share += (high - share) / 1024
            value = land.f(*at(share))
        if value is None:
            break
        off = Fraction(value) - Fraction(level)
        if off == 0:
            return at(share)
        if _above(value, level) == _above(fa, level):
            low, off_low = share, float(off)
        else:
            high, off_high = share, float(off)
        if abs(float(off)) / tall * long < 0.02:
            return at(share)
        if float(high - low) * long < 0.01 or (not low < share < high and float(high - low) * _FINE < 2):
            break
    return at(low if abs(off_low) <= abs(off_high) else high)


def _chains(land: Landscape, level: Number, crossed: Mapping[_Edge, Place]) -> list[list[Place]]:
    """The crossings in the order in which a pen goes through them."""
    beside: dict[_Edge, list[_Edge]] = {edge: [] for edge in crossed}
    for j in range(PARTS):
        for i in range(PARTS):
            sides = [edge for edge in ((i, j, 0), (i + 1, j, 1), (i, j + 1, 0), (i, j, 1)) if edge in crossed]
            for one, other in _pairs(land, level, i, j, sides):
                beside[one].append(other)
                beside[other].append(one)
    chains, left = [], dict.fromkeys(sorted(crossed, key=lambda edge: (len(beside[edge]) != 1, edge)))
    while left:
        edge: _Edge | None = next(iter(left))
        chain = []
        while edge is not None:
            del left[edge]
            chain.append(edge)
            edge = next((other for other in beside[edge] if other in left), None)
        closed = len(chain) > 2 and chain[0] in beside[chain[-1]]
        chains.append([crossed[one] for one in (*chain, *chain[:closed])])
    return [chain for chain in chains if len(chain) > 1]


def _pairs(land: Landscape, level: Number, i: int, j: int, sides: Sequence[_Edge]) -> Iterable[tuple[_Edge, _Edge]]:
    """Which crossings of a square are joined: of four, those that leave the middle on the side of the corners that are like it."""
    if len(sides) == 2:
        return [(sides[0], sides[1])]
    if len(sides) < 4:
        return []
    corner, (x, y), (right, top) = land.values[j][i], land.point(i, j), land.point(i + 1, j + 1)
    middle = land.f((x + right) / 2, (y + top) / 2)
    below, east, above, west = sides
    if corner is not None and middle is not None and _above(middle, level) == _above(corner, level):
        return [(below, east), (above, west)]
    return [(below, west), (above, east)]


def _finer(land: Landscape, level: Number, way: Sequence[Point]) -> list[Point]:
    """The way with more points where it bends, and without those that it does not need."""
    coarse = [way[i] for i in needed([land.placed(point) for point in way], LEAST)]
    if len(coarse) == 2 and all(land.f(Fraction(x), Fraction(y)) == level for x, y in way[1:-1][:: max(1, len(way) // 4)]):
        return coarse
    fine = [way[0]]
    for a, b in itertools.pairwise(way):
        fine += [*_between(land, level, a, b, HALVINGS), b]
    return [fine[i] for i in needed([land.placed(point) for point in fine], LEAST)]


def _between(land: Landscape, level: Number, a: Point, b: Point, halvings: int) -> list[Point]:
    """The points of a contour between two that are on it."""
    (ax, ay), (bx, by) = ((Fraction(x), Fraction(y)) for x, y in (a, b))
    (px, py), (qx, qy) = land.placed(a), land.placed(b)
    long = ((qx - px) ** 2 + (qy - py) ** 2) ** 0.5
    if not halvings or long < 0.4:
        return []
    x, y = (ax + bx) / 2, (ay + by) / 2
    value = land.f(x, y)
    if value is None or value == level:
        return []
    steepness = land.steepness((x, y))
    if steepness and abs(float(value) - float(level)) / steepness < STRAIGHT / 2:
        return []
    # Across the stretch, in both axes as they are drawn, to the side on which the level is.
    (left, right), (low, high) = land.across, land.up
    step = Fraction(round(long / 4 * 1000), 1000)
    dx = -Fraction(round((qy - py) / long * 1000), 1000) * (right - left) / Fraction(SIZE) * step
    dy = Fraction(round((qx - px) / long * 1000), 1000) * (high - low) / Fraction(SIZE) * step
    for sign in (1, -1):
        there = (x + sign * dx, y + sign * dy)
        other = land.f(*there)
        if other is not None and _above(other, level) != _above(value, level):
            middle = _crossing(land, level, (x, y), there, value, other)
            mx, my = land.placed(middle)
            off = abs((qx - px) * (my - py) - (qy - py) * (mx - px)) / long
            if off < STRAIGHT:
                return []
            return [*_between(land, level, a, middle, halvings - 1), middle, *_between(land, level, middle, b, halvings - 1)]
    return []
