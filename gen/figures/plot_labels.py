"""Where the name of a curve has room: beside the curve itself, away from all else, rather near its right end."""

from collections.abc import Sequence
from itertools import pairwise
from math import hypot

from gen.figures.geometry import Box, Point

_BESIDE = 3.0  # pt between a curve and its name
_OUTSIDE = 3.0  # how much worse it is to stand there than near the end within the frame
_SHARES = (0.97, 0.9, 0.82, 0.74, 0.66, 0.58, 0.5, 0.42, 0.34, 0.26, 0.18, 0.1)  # of a curve, from its left end: the first that has room


def dense(points: Sequence[Point], step: float = 2.0) -> list[Point]:
    """The points of a line, with more between them, at most `step` pt apart."""
    found = [*points[:1]]
    for (ax, ay), (bx, by) in pairwise(points):
        parts = max(1, round((abs(bx - ax) + abs(by - ay)) / step))
        found += [(ax + (bx - ax) * k / parts, ay + (by - ay) * k / parts) for k in range(1, parts + 1)]
    return found


def label_places(
    curves: Sequence[Sequence[Point]], sizes: Sequence[tuple[float, float]], frame: Box, taken: Sequence[Box], outside: bool = False
) -> list[Box]:
    """A box for the label of each curve, so wide and high, within the frame; `taken` are other things that are not to be covered.

    Where it is crowded and a label may stand `outside`, it stands to the right of the curve's end.
    """
    ways = [dense(curve) for curve in curves]
    placed: list[Box] = []
    for own, (wide, high) in zip(ways, sizes, strict=True):
        best, least = Box(frame.x, frame.y, wide, high), 1e9
        for rank, share in enumerate(_SHARES):
            x, y = own[round(share * (len(own) - 1))]
            aside, above = wide / 2 + _BESIDE, high / 2 + _BESIDE
            near = ((0, above), (0, -above), (-aside, above / 2), (aside, -above / 2), (aside, above / 2), (-aside, -above / 2))
            moves = (*near, (-aside, above), (aside, -above), (aside, above), (-aside, -above))
            for turn, (dx, dy) in enumerate(moves):
                box = Box(x + dx, y + dy, wide, high)
                cost = _cost(box, frame, ways, [*placed, *taken]) + _mistaken(box, own, ways) + 0.4 * rank + 0.05 * turn
                if cost < least:
                    best, least = box, cost
        behind = Box(own[-1][0] + _BESIDE + wide / 2, own[-1][1], wide, high)
        room = Box(frame.x, frame.y, frame.w + 2 * (wide + _BESIDE + 1), frame.h + high)
        if outside and _OUTSIDE + _cost(behind, room, ways, [*placed, *taken]) + _mistaken(behind, own, ways) < least:
            best = behind
        placed.append(best)
    return placed


def distance(box: Box, way: Sequence[Point]) -> float:
    """From a box to the nearest point of a line."""
    return min(hypot(max(abs(x - box.x) - box.w / 2, 0.0), max(abs(y - box.y) - box.h / 2, 0.0)) for x, y in way)


def _mistaken(box: Box, own: Sequence[Point], ways: Sequence[Sequence[Point]]) -> float:
    """A name belongs to the curve that it is nearest to."""
    near = distance(box, own)
    return 50.0 * sum(distance(box, way) < near + 2.0 for way in ways if way is not own)


def _cost(box: Box, frame: Box, ways: Sequence[Sequence[Point]], others: Sequence[Box]) -> float:
    """How much a label covers, or leaves the frame."""
    outside = abs(box.x - frame.x) + box.w / 2 > frame.w / 2 or abs(box.y - frame.y) + box.h / 2 > frame.h / 2
    crossed = sum(box.holds(point, 1.0) for way in ways for point in way)
    return 100.0 * outside + 3.0 * crossed + 30.0 * sum(box.overlaps(other, 1.0) for other in others)
