"""A function of one number as a line on paper: as many points as it needs, each computed; jumps and gaps are found, not drawn over.

Between two points of a grid a curve is halved until it is straight as far as anybody sees. So a kink is met as nearly as a pen is thick,
and where the halves become too small to be seen while the curve still differs, it jumps.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gen.algebra.numbers import Number, to_decimal
from gen.model.plot import Interval, Point

GRID = 64  # parts of the axis to begin with
HEIGHT = 120.0  # pt: what a curve is straight within
STRAIGHT = 0.04  # pt between a curve and its chord
SEEN = 0.5  # pt: a jump that is smaller is none
HALVINGS = 20  # of a part of the grid: to a millionth of it
BORDER = 400  # halvings towards the border of where there are values
_SIMPLE = 10**6  # the denominator of a corner of straight lines
LEAST = 0.03  # pt: a point that is nearer to the line without it is left out
_ASIDE = Fraction(5, 16)  # where a curve that turns in the middle is off its chord
_OFF_CENTRE = (Fraction(1, 2), Fraction(17, 32), Fraction(29, 64))

Function = Callable[[Fraction], Number | None]


@dataclass(frozen=True, slots=True)
class Curve:
    """Pieces of a curve, and the points at each jump, with whether they belong to it."""

    pieces: tuple[tuple[Point, ...], ...]
    ends: tuple[tuple[Point, bool], ...]


def on_paper(y: Number, window: Interval, log: bool) -> float:
    """How high a value stands, in pt above the lower edge."""
    low, high = ((height(end, log)) for end in window)
    return (height(y, log) - low) / (high - low) * HEIGHT


def height(y: Number, log: bool) -> float:
    """The number that an axis is proportional to; a logarithm of 0 or less is far below."""
    if not log:
        return float(y)
    return float(to_decimal(y).log10()) if y > 0 else -1e9


def grid(interval: Interval, parts: int = GRID) -> list[Fraction]:
    low, high = interval
    return [low + (high - low) * Fraction(i, parts) for i in range(parts + 1)]


def curve(f: Function, interval: Interval, window: Interval, log: bool = False, cut: bool = False) -> Curve:
    """The curve of a function over an interval, drawn so that the window of values is as high as it is; `cut` off there, or not."""
    return _Tracer(f, interval, window, log, cut).trace()


class _Tracer:
    def __init__(self, f: Function, interval: Interval, window: Interval, log: bool, cut: bool) -> None:
        self.f, self.interval, self.window, self.log, self.cut = f, interval, window, log, cut
        self.pieces: list[list[Point]] = [[]]
        self.ends: list[tuple[Point, bool]] = []

    def y(self, value: Number) -> float:
        return min(max(on_paper(value, self.window, self.log), -HEIGHT), 2 * HEIGHT)

    def is_seen(self, value: Number) -> bool:
        return not self.cut or -0.01 <= on_paper(value, self.window, self.log) <= HEIGHT + 0.01

    def trace(self) -> Curve:
        values = [(x, self.f(x)) for x in grid(self.interval)]
        # A single point without a value, such as a kink without a convention, is passed over: the halves on either side come near it.
        kept = [
            one
            for i, one in enumerate(values)
            if one[1] is not None or not 0 < i < GRID or values[i - 1][1] is None or values[i + 1][1] is None
        ]
        before: Point | None = None
        gap: Fraction | None = None  # the last place without a value
        for x, y in kept:
            if y is None:
                for point in self.towards(before, x) if before else ():
                    before = self.onwards(before, point)
                before, gap = None, x
                self.pieces.append([])
                continue
            for point in self.towards((x, y), gap)[::-1] if before is None and gap is not None else ():
                before = self.onwards(before, point)
            before = self.onwards(before, (x, y))
        seen = [part for piece in self.pieces for part in self.inside(piece)]
        ends = [end for end in self.ends if self.is_seen(end[0][1])]
        return Curve(tuple(tuple(self.thinned(part)) for part in seen if len(part) > 1), tuple(dict.fromkeys(ends)))

    def onwards(self, before: Point | None, point: Point) -> Point:
        if before is None:
            self.pieces[-1].append(point)
        else:
            self.between(before, point, HALVINGS)
        return point

    def towards(self, last: Point, gap: Fraction) -> list[Point]:
        """Points behind the last one that are nearer and nearer to the border of where there are values, until nobody sees how near.

        Where the values grow there they end outside of the window; without a range, within what the axis has without them.
        """
        points = list[Point]()
        step, nothing = float(abs(gap - Fraction(last[0]))), 0
        for _ in range(BORDER):
            x = (Fraction(last[0]) + gap) / 2
            y = self.f(x)
            if y is None:
                gap, nothing = x, nothing + 1
                if nothing > HALVINGS:  # the last point is the border
                    break
                continue
            nothing = 0
            tall = on_paper(y, self.window, self.log)
            if not self.cut and not -HEIGHT <= tall <= 2 * HEIGHT:
                return [point for point in points if 0 <= on_paper(point[1], self.window, self.log) <= HEIGHT]
            rise = abs(tall - on_paper(last[1], self.window, self.log))
            last = (x, y)
            points.append(last)
            if not self.is_seen(y) or (rise < STRAIGHT and float(abs(gap - x)) < step / 2**HALVINGS):
                break
        return points

    def between(self, a: Point, b: Point, halvings: int) -> None:
        """The points behind a, up to b."""
        low, high = Fraction(a[0]), Fraction(b[0])
        points = ((low + (high - low) * share, share) for share in _OFF_CENTRE)
        middle = next(((x, y, share) for x, share in points if (y := self.f(x)) is not None), None)
        if middle is None:
            self.pieces.append([b])
            return
        x, y, share = middle
        if self.is_straight(a, b, share, y) and self.is_straight(a, b, _ASIDE, self.f(low + (high - low) * _ASIDE)):
            self.pieces[-1].append(b)
        elif halvings == 0:
            self.jump(a, b)
        else:
            self.between(a, (x, y), halvings - 1)
            self.between((x, y), b, halvings - 1)

    def is_straight(self, a: Point, b: Point, share: Fraction, y: Number | None) -> bool:
        """Whether the curve is on the chord at such a share of it."""
        chord = self.y(a[1]) + (self.y(b[1]) - self.y(a[1])) * float(share)
        return y is None or abs(self.y(y) - chord) < STRAIGHT

    def jump(self, a: Point, b: Point) -> None:
        """Where a curve still differs within what nobody sees: a break, with the value that is there, if there is one."""
        if abs(self.y(b[1]) - self.y(a[1])) < SEEN:
            self.pieces[-1].append(b)
            return
        self.pieces.append([b])
        x = simplest_between(Fraction(a[0]), Fraction(b[0]))
        value = self.f(x)
        near = [value is not None and abs(self.y(value) - self.y(end[1])) < SEEN for end in (a, b)]
        self.ends += [(a, near[0]), (b, near[1])]
        if value is not None and not any(near):
            self.ends.append(((x, value), True))

    def inside(self, piece: Sequence[Point]) -> list[list[Point]]:
        """The parts of a piece that lie in the window, each up to its edge."""
        parts: list[list[Point]] = []
        before: Point | None = None
        was = False
        for point in piece:
            now = self.is_seen(point[1])
            if before is not None and was and not now:
                parts[-1].append(self.edge(before, point))
            elif now and not was:
                parts.append([self.edge(point, before)] if before is not None else [])
            if now:
                parts[-1].append(point)
            before, was = point, now
        return parts

    def edge(self, inside: Point, outside: Point) -> Point:
        """Where a curve leaves the window between two points, as nearly as is seen."""
        for _ in range(30):
            x = (Fraction(inside[0]) + Fraction(outside[0])) / 2
            y = self.f(x)
            if y is None:
                break
            if self.is_seen(y):
                inside = (x, y)
            else:
                outside = (x, y)
        return inside

    def thinned(self, points: Sequence[Point]) -> list[Point]:
        low, high = self.interval
        wide = float(high - low)
        placed = [((float(x) - float(low)) / wide * HEIGHT * 1.6, on_paper(y, self.window, self.log)) for x, y in points]
        return self.with_corners([points[i] for i in needed(placed, LEAST)])

    def with_corners(self, points: Sequence[Point]) -> list[Point]:
        """Where two points stand so near that a corner lies between them, the corner itself: two straight lines meet in it exactly."""
        found, i = list(points[:1]), 1
        while i < len(points):
            corner = self.corner(points[i - 1 : i + 3]) if len(points[i - 1 : i + 3]) == 4 else None
            found.append(corner or points[i])
            i += 2 if corner else 1
        return found

    def corner(self, points: Sequence[Point]) -> Point | None:
        """Where the line through the first two of four points meets that through the last two, if the curve goes through that point."""
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = ((Fraction(x), Fraction(y)) for x, y in points)
        before, after = (by - ay) / (bx - ax), (dy - cy) / (dx - cx)
        if before == after:
            return None
        x = (cy - by + before * bx - after * cx) / (before - after)
        if not bx <= x <= cx or x.denominator > _SIMPLE:
            return None
        y = self.f(x)
        return (x, y) if y == by + before * (x - bx) else None


def needed(placed: Sequence[tuple[float, float]], least: float) -> list[int]:
    """The numbers of the points that a line needs: no other is further than `least` from the line (Ramer, Douglas and Peucker)."""
    kept, todo = {0, len(placed) - 1}, [(0, len(placed) - 1)]
    while todo:
        first, last = todo.pop()
        (ax, ay), (bx, by) = placed[first], placed[last]
        long = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
        furthest, most = 0, least
        for i in range(first + 1, last):
            x, y = placed[i]
            off = abs((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / long if long > 1e-9 else ((x - ax) ** 2 + (y - ay) ** 2) ** 0.5
            if off > most:
                furthest, most = i, off
        if furthest:
            kept.add(furthest)
            todo += [(first, furthest), (furthest, last)]
    return sorted(kept)


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """The fraction with the smallest denominator from low to high: 0, 1/2 or 3 where one of these is there."""
    whole = -((-low.numerator) // low.denominator)
    if whole <= high:
        return min(max(Fraction(0), Fraction(whole)), Fraction(high.numerator // high.denominator))
    below = Fraction(whole - 1)
    return below + 1 / simplest_between(1 / (high - below), 1 / (low - below))
