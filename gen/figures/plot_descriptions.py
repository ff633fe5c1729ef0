"""What a plot shows, in sentences: its axes, what runs where, which points are marked; no more exactly than an eye reads it off."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import hypot

from gen.algebra.numbers import Number
from gen.algebra.rounding import first_place
from gen.figures.descriptions import spoken
from gen.figures.drawing import Label
from gen.figures.geometry import Point as _Paper
from gen.figures.plot_axes import Axis
from gen.figures.plot_names import axis_names, line_name, number_text, side_name
from gen.latex import Latex
from gen.messages.sentences import listed, translate
from gen.model.plot import Point
from gen.model.plotted import Line, Plotted

_MOST = 12  # points of a line that are told
_NEAR = 1.0  # pt: how far a line may run from the straight ones between these
_SHARE = 100  # an eye does not read off more than so many parts of an axis


def plot_description(shown: Plotted, across: Axis, up: Axis, numbers: bool, latex: Latex) -> str:
    """Of what is `shown` on these axes; without `numbers` the one upwards tells nothing of the values."""
    return " ".join(_Reader(across, up, latex).sentences(shown, numbers))


class _Reader:
    """Reads off values."""

    def __init__(self, across: Axis, up: Axis, latex: Latex) -> None:
        self.across, self.up, self.latex, self.language = across, up, latex, latex.language

    def sentences(self, shown: Plotted, numbers: bool) -> Iterator[str]:
        right, upwards = axis_names(shown.spec, self.latex)
        low, high = self.ends(self.across)
        yield translate(
            "The axis to the right, {name}, goes from {low} to {high}.", self.language, name=self.text(right), low=low, high=high
        )
        low, high = self.ends(self.up)
        if not numbers:
            yield translate("The axis upwards has 0 in its middle and no other number.", self.language)
        elif upwards:
            name = self.text(upwards)
            yield translate("The axis upwards, {name}, goes from {low} to {high}.", self.language, name=name, low=low, high=high)
        else:
            yield translate("The axis upwards goes from {low} to {high}.", self.language, low=low, high=high)
        if not (shown.lines or shown.marks or shown.bars):
            yield translate("The axes are empty.", self.language)
        for line in shown.lines:
            yield from self.line(line, shown)
        for at, positive in shown.sides:
            side = self.text(side_name(shown.spec, positive, self.latex))
            yield translate("Around {point} it is {side}.", self.language, point=self.point(at), side=side)
        for one in shown.marks:
            points = self.points(one.points)
            if shown.spec.kind == "eigenvalues":
                yield translate("Crosses at {points}.", self.language, points=points)
            elif one.name:
                yield translate("{name}: points at {points}.", self.language, name=one.name, points=points)
            else:
                yield translate("Points at {points}.", self.language, points=points)
        if shown.bars:
            yield translate("Bars: {bars}.", self.language, bars=listed([self.bar(*bar) for bar in shown.bars], self.language))

    def line(self, line: Line, shown: Plotted) -> Iterator[str]:
        """A curve by its name, a path from its beginning; of a landscape the levels stand in the caption."""
        kind = shown.spec.kind
        if kind == "surface" and line.level is not None:
            return
        for piece in line.pieces:
            points = self.points(piece if kind in ("times", "surface") else self.corners(piece))
            if kind in ("curves", "times"):
                name = self.text(line_name(line, self.latex))
                yield translate("{name} runs through {points}.", self.language, name=name, points=points)
            elif kind == "surface" and len(piece) > 1:
                yield translate("A path runs through {points}.", self.language, points=points)
            elif kind == "surface":
                yield translate("A path begins at {points}.", self.language, points=points)
            elif piece[0] == piece[-1]:
                yield translate("A closed line runs through {points}.", self.language, points=points)
            else:
                yield translate("A line runs through {points}.", self.language, points=points)
        for place in dict.fromkeys(self.number(x, self.across) for (x, _), _ in line.ends):
            yield translate("{name} jumps at {place}.", self.language, name=self.text(line_name(line, self.latex)), place=place)

    def corners(self, piece: Sequence[Point]) -> list[Point]:
        """The points of a line by which its form is known."""
        paper, near = [(self.across.at(x), self.up.at(y)) for x, y in piece], _NEAR
        while len(found := _corners(paper, near)) > _MOST:
            near *= 1.5
        kept = found[:1]
        for here, after in pairwise(found[1:]):
            if _distance(paper[here], paper[kept[-1]], paper[after]) >= near:
                kept.append(here)
        return [piece[i] for i in (*kept, *found[1:][-1:])]

    def ends(self, axis: Axis) -> tuple[str, str]:
        return self.number(axis.low, axis), self.number(axis.high, axis)

    def bar(self, low: Fraction, high: Fraction, n: int) -> str:
        ends = {"low": self.number(low, self.across), "high": self.number(high, self.across)}
        return translate("{number} from {low} to {high}", self.language, number=str(n), **ends)

    def points(self, points: Sequence[Point]) -> str:
        return listed(list(dict.fromkeys(map(self.point, points))), self.language)

    def point(self, point: Point) -> str:
        """With a semicolon where numbers have commas."""
        between = "; " if self.language == "de" else ", "
        return f"({self.number(point[0], self.across)}{between}{self.number(point[1], self.up)})"

    def number(self, x: Number, axis: Axis) -> str:
        """To a hundredth of the axis or a little more, in steps of 1, 2 or 5; on a logarithmic one to two digits."""
        value = Fraction(x)
        if axis.log:
            return self.text(Label(number_text(Fraction(f"{float(value):.1e}"), False, self.latex)))
        power = Fraction(10) ** (first_place(axis.high - axis.low) - 2)
        step = next(n * power for n in (1, 2, 5, 10, 20, 50, 100) if n * power >= (axis.high - axis.low) / _SHARE)
        return self.text(Label(number_text(step * round(value / step), False, self.latex)))

    def text(self, label: Label) -> str:
        return spoken(label, self.language)


def _corners(points: Sequence[_Paper], tolerance: float) -> list[int]:
    """The places in a line of the points through which straight lines stay as near to it as this, in pt."""
    first, last = points[0], points[-1]
    away = [_distance(point, first, last) for point in points]
    far = max(range(len(points)), key=away.__getitem__)
    if len(points) < 3 or away[far] < tolerance:
        return [0, len(points) - 1][: len(points)]
    return [*_corners(points[: far + 1], tolerance), *(far + i for i in _corners(points[far:], tolerance)[1:])]


def _distance(point: _Paper, first: _Paper, last: _Paper) -> float:
    """From the straight line between two points, or from them where they are one."""
    (x, y), (ax, ay), (bx, by) = point, first, last
    long = hypot(bx - ax, by - ay)
    return abs((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / long if long > 1e-9 else hypot(x - ax, y - ay)
