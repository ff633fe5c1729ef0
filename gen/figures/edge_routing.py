"""How the edges of a band run, and where what is written beside them finds room.

A straight edge that would touch a node bends around it. Parameters stand near their users, labels on their edges, each at the
first of a few places where nothing else is, or where least is.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sin

from gen.algebra.expr import Var
from gen.figures.geometry import Box, Curve, Point, bend, clearance, visible
from gen.figures.recurrence_graph import Edge
from gen.figures.unrolled_layout import NODE, Band, LabelWidths, PlacedNode, parameter_width

_CLEAR = 3.0  # pt between an edge and a node that it passes
_BENDS = (0, 9, -9, 20, -20, 32, -32, 45, -45, 60, -60, 75, -75)  # degrees
_ANGLES = (315, 225, 290, 250, 0, 180, 45, 135, 70, 110, 340, 200)  # where a parameter may stand, seen from its user
_PLACES = (0.45, 0.54, 0.37, 0.62, 0.3, 0.7, 0.22, 0.76, 0.15)  # where a label may stand on its edge; the end is for the arrow
_FANNED = 0.58  # where labels of edges that part stand best; those of edges that meet at as much less than half the way
LABEL = 9.0  # pt: the height of a label


@dataclass(frozen=True, slots=True)
class RoutedEdge:
    """An edge on the page, between the spots with these numbers, and the middle of its label (None without one)."""

    edge: Edge
    source: int
    target: int
    curve: Curve
    label: Point | None


@dataclass(frozen=True, slots=True)
class RoutedBand:
    """A band on the page."""

    spots: tuple[PlacedNode, ...]
    lines: tuple[RoutedEdge, ...]


def route(band: Band, sizes: LabelWidths) -> RoutedBand:
    """Room for everything in a band."""
    spots = list(band.main)
    place = {spot.node.var: i for i, spot in enumerate(spots)}
    curves = {edge: _curve(edge, place, spots) for edge in band.edges if edge.source in place}
    beside: dict[Edge, int] = {}
    for node in band.parameters:
        edge = next(e for e in band.edges if e.source == node.var and e.target == node.user)
        w = parameter_width(sizes.name(node.name))
        spots.append(PlacedNode(node, _box_nearby(spots[place[edge.target]].box, w, spots, list(curves.values()))))
        beside[edge] = len(spots) - 1
        curves[edge] = bend(_middle(spots[-1]), _middle(spots[place[edge.target]]), 0)
    ends = {e: (beside[e] if e in beside else place[e.source], place[e.target]) for e in curves}
    labels = _labels(curves, ends, spots, sizes)
    lines = [RoutedEdge(e, *ends[e], curve, labels.get(e)) for e, curve in curves.items()]
    return RoutedBand(tuple(spots), tuple(lines))


def _middle(spot: PlacedNode) -> Point:
    return spot.box.x, spot.box.y


def _curve(edge: Edge, place: dict[Var, int], spots: Sequence[PlacedNode]) -> Curve:
    ends = (place[edge.source], place[edge.target])
    others = [spot.box for i, spot in enumerate(spots) if i not in ends]
    start, end = (_middle(spots[i]) for i in ends)
    best, room = bend(start, end, 0), -1000.0
    for degrees in _BENDS:
        curve = bend(start, end, degrees)
        found = clearance(curve, others)
        if found >= _CLEAR:
            return curve
        if found > room:
            best, room = curve, found
    return best


def _box_nearby(user: Box, w: float, spots: Sequence[PlacedNode], curves: Sequence[Curve]) -> Box:
    """A small box near a node: free of nodes first, then of edges."""
    away = user.w / 2 - NODE / 2

    def at(angle: int, distance: float) -> Box:
        c, s = cos(radians(angle)), sin(radians(angle))
        side = (away + w / 2 - 6) * (1 if c > 0.1 else -1 if c < -0.1 else 0)
        return Box(user.x + distance * c + side, user.y + distance * s, w, 12.0)

    near = (user.w + w) / 2 + 50
    ways = [[p for p in curve.samples if abs(p[0] - user.x) < near and abs(p[1] - user.y) < 60] for curve in curves]

    def cost(box: Box) -> tuple[int, int]:
        hit = sum(box.overlaps(spot.box, 3.0) for spot in spots if spot.box != user)
        return hit, sum(any(box.holds(p, 2.0) for p in points) for points in ways)

    return min((at(angle, distance) for distance in (26.0, 32.0) for angle in _ANGLES), key=cost)


def _labels(
    curves: dict[Edge, Curve], ends: dict[Edge, tuple[int, int]], spots: Sequence[PlacedNode], sizes: LabelWidths
) -> dict[Edge, Point]:
    placed: dict[Edge, Box] = {}
    leaving, arriving = Counter(i for i, _ in ends.values()), Counter(i for _, i in ends.values())
    drawn = {edge: visible(curve, [spots[i].box for i in ends[edge]]) for edge, curve in curves.items()}
    for edge in curves:
        if not edge.labels or not drawn[edge]:
            continue

        def cost(box: Box, own: Edge = edge) -> int:
            covered = sum(box.touches(spot.box, 1.0) for spot in spots) + sum(box.overlaps(other, 0.5) for other in placed.values())
            crossed = sum(any(box.holds(p, 0.5) for p in points) for other, points in drawn.items() if other != own)
            return 4 * covered + crossed

        points = drawn[edge]
        source, target = ends[edge]
        best = _FANNED if leaving[source] > 2 else 1 - _FANNED if arriving[target] > 2 else _PLACES[0]
        places = sorted(_PLACES, key=lambda t: abs(t - best))
        boxes = [Box(*points[round(t * (len(points) - 1))], sizes.label(edge), LABEL) for t in places]
        placed[edge] = min(boxes, key=cost)
    return {edge: (box.x, box.y) for edge, box in placed.items()}
