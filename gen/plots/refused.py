"""Boundaries that no line is: a value that keeps its sign, is 0 on an area, jumps over 0 at a pole, or whose branches cross."""

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction

from gen.algebra.numbers import Number
from gen.algebra.printer import name_text
from gen.messages.errors import InputError, InputErrors
from gen.model.plot import PlotSpec, Point
from gen.plots.contours import PARTS, SIZE, Landscape, crossings

_HALVINGS = 10  # of an edge of the grid, twice: at a pole the values grow in between
_GROWN = 4
_NEAR_ZERO = Fraction(1, 20)  # of the smaller end of an edge: a crossing has no larger value
_ASIDE = Fraction(9, 17)
_CLOSE = 1.5 * SIZE / PARTS  # pt: where two stretches of lines come so near they may cross
_ALONG = 4 * _CLOSE  # pt between two places on one line that are no neighbours
_LEAST = 0.4  # pt: half the side of a square around which the sign changes four times at a crossing
_TRIED = 12  # places
_AROUND = (
    *((k, -3) for k in range(-3, 3)),
    *((3, k) for k in range(-3, 3)),
    *((-k, 3) for k in range(-3, 3)),
    *((-3, -k) for k in range(-3, 3)),
)

Place = tuple[Fraction, Fraction]


def check_signs(land: Landscape, spec: PlotSpec) -> None:
    """Raises InputErrors where a value has no boundary, or one that is no line."""
    found = [value for row in land.values for value in row if value is not None]
    if not any(value > 0 for value in found) or not any(value < 0 for value in found):
        if _signs_between(land):
            message = "lines of the boundary lie nearer to each other than can be drawn"
            raise _refused(spec, message, "draw a smaller range")
        if found and all(value != 0 for value in found):
            message = "the boundary does not lie in the plane that is drawn: the value does not change its sign there"
            raise _refused(spec, message, "draw another range")
        message = "the value is 0 in places of the plane that is drawn, and does not change its sign there, so it has no boundary"
        raise _refused(spec, message, "a boundary is where a value changes its sign")
    if flat := next(_flat(land), None):
        message = f"the value is 0 on a whole area ({_near(spec, flat)}), so its boundary is no line"
        raise _refused(spec, message, "draw a value that is 0 on lines only")


def check_poles(land: Landscape, level: Fraction, spec: PlotSpec) -> None:
    """Raises InputErrors where a value goes from one side to the other through infinity."""
    for (i, j, axis), crossing in crossings(land, level).items():
        ends = land.point(i, j), land.point(i + (axis == 0), j + (axis == 1))
        a, b = land.values[j][i], land.values[j + (axis == 1)][i + (axis == 0)]
        assert a is not None and b is not None
        value, off = land.f(*crossing), [abs(Fraction(end) - level) for end in (a, b)]
        if value is not None and abs(Fraction(value) - level) <= _NEAR_ZERO * (min(off) or max(off)):
            continue
        if _grows(land, level, ends, (a, b)):
            what = "changes its sign" if level == 0 else f"passes {float(level):.6g}"
            message = f"the value {what} through a pole ({_near(spec, crossing)}), where it is not {float(level):.6g}"
            raise _refused(spec, message, "draw a value without a pole, or a range without it")


def check_crossings(land: Landscape, pieces: Sequence[Sequence[Point]], spec: PlotSpec) -> None:
    """Raises InputErrors where branches of a boundary cross, or are not to be told from such that do."""
    for place in itertools.islice(_meetings(land, pieces), _TRIED):
        crossed = _crossed(land, place, _CLOSE)
        if crossed is not None:
            message = f"branches of the boundary cross ({_near(spec, crossed)}), and a boundary is drawn of lines that do not"
            raise _refused(spec, message, "draw a range without that place, or each factor by itself")


def _refused(spec: PlotSpec, message: str, hint: str) -> InputErrors:
    return InputErrors([InputError(spec.of[0].where, message, hint)])


def _near(spec: PlotSpec, place: Point) -> str:
    (x, y), (first, second) = place, spec.swept
    return f"near {name_text(first)} = {_told(x)}, {name_text(second)} = {_told(y)}"


def _told(x: Number) -> str:
    return f"{round(float(x), 2) + 0.0:.3g}"


def _signs_between(land: Landscape) -> bool:
    """Whether both signs are found when one looks into the middle of each square, too."""
    half = [(one[1] - one[0]) / (2 * PARTS) for one in (land.across, land.up)]
    places = (land.point(i, j) for i, j in itertools.product(range(PARTS), range(PARTS)))
    middles = (land.f(x + half[0], y + half[1]) for x, y in places)
    signs = {value > 0 for value in itertools.chain(middles, *land.values) if value is not None and value != 0}
    return len(signs) == 2


def _flat(land: Landscape) -> Iterator[Place]:
    """Places within three corners of a square at which the value is 0, as it is at them."""
    for j, i in itertools.product(range(PARTS), range(PARTS)):
        zeros = [(m, n) for m, n in ((i, j), (i + 1, j), (i, j + 1), (i + 1, j + 1)) if land.values[n][m] == 0]
        for three in itertools.combinations(zeros, 3):
            corners = [land.point(*corner) for corner in three]
            inside = [_between(corners, shares) for shares in ((4, 4, 4), (1, 5, 6), (7, 2, 3))]
            if all(land.f(*place) == 0 for place in inside):
                yield corners[0]


def _between(corners: Sequence[Place], twelfths: Sequence[int]) -> Place:
    x, y = (sum((n * corner[k] for n, corner in zip(twelfths, corners, strict=True)), Fraction(0)) / 12 for k in (0, 1))
    return x, y


def _grows(land: Landscape, level: Fraction, ends: tuple[Place, Place], values: tuple[Number, Number]) -> bool:
    """Whether a value becomes larger the nearer one comes to where it changes its side between two places."""
    (ax, ay), (bx, by) = ends
    low, high = Fraction(0), Fraction(1)
    below, above = (Fraction(value) - level for value in values)
    side, sizes = below >= 0, list[Fraction]()
    for _ in range(2):
        for _ in range(_HALVINGS):
            for share in (Fraction(1, 2), _ASIDE):
                at = low + (high - low) * share
                value = land.f(ax + (bx - ax) * at, ay + (by - ay) * at)
                if value is not None:
                    break
            else:
                return False
            off = Fraction(value) - level
            if (off >= 0) == side:
                low, below = at, off
            else:
                high, above = at, off
        sizes.append(max(abs(below), abs(above)))
    return sizes[1] > _GROWN * sizes[0]


def _meetings(land: Landscape, pieces: Sequence[Sequence[Point]]) -> Iterator[tuple[float, float]]:
    """Places in pt between stretches of lines that come near each other; the nearest first, and none beside another."""
    places = list[tuple[int, float, float, float]]()  # piece, pt along it, place
    for number, piece in enumerate(pieces):
        along = 0.0
        for (ax, ay), (bx, by) in itertools.pairwise([land.placed(point) for point in piece]):
            long = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
            steps = max(1, int(long / 2))
            places += [(number, along + long * k / steps, ax + (bx - ax) * k / steps, ay + (by - ay) * k / steps) for k in range(steps + 1)]
            along += long
    found = list[tuple[float, float, float]]()
    for (n, s, ax, ay), (m, t, bx, by) in itertools.combinations(places, 2):
        if abs(ax - bx) < _CLOSE and abs(ay - by) < _CLOSE and (n != m or abs(s - t) > _ALONG):
            found.append((abs(ax - bx) + abs(ay - by), (ax + bx) / 2, (ay + by) / 2))
    taken = list[tuple[float, float]]()
    for _, x, y in sorted(found):
        if all(abs(x - a) > _CLOSE or abs(y - b) > _CLOSE for a, b in taken):
            taken.append((x, y))
            yield x, y


def _crossed(land: Landscape, place: tuple[float, float], half: float) -> Place | None:
    """Where the sign changes four times around a square, however small it is: in one of so many pt around a place."""
    if not _changes(land, place, half):
        return None
    if half < _LEAST:
        return _number(land, place)
    x, y = place
    offs = (0.0, -half / 2, half / 2)
    return next((found for dx in offs for dy in offs if (found := _crossed(land, (x + dx, y + dy), half * 0.55)) is not None), None)


def _changes(land: Landscape, place: tuple[float, float], half: float) -> bool:
    x, y = place
    values = (land.f(*_number(land, (x + half * i / 3, y + half * j / 3))) for i, j in _AROUND)
    signs = [value > 0 for value in values if value is not None and value != 0]
    return sum(a != b for a, b in zip(signs, signs[1:] + signs[:1], strict=True)) >= 4


def _number(land: Landscape, place: tuple[float, float]) -> Place:
    """Of a place in pt the numbers of both axes."""
    x, y = (Fraction(round(part * 1024), 1024) / Fraction(SIZE) for part in place)
    (left, right), (low, high) = land.across, land.up
    return left + (right - left) * x, low + (high - low) * y
