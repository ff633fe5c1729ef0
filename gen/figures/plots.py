"""The plots of an item: for sheets and keys, each placed on its axes as geometry, drawn, and with its caption."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from gen.algebra.numbers import Number
from gen.figures.drawing import MARKERS, Area, Circle, Drawing, Label, Mark, Node, Stroke
from gen.figures.geometry import Box, Point
from gen.figures.plot_axes import Axis, axis, axis_for, whole_ticks
from gen.figures.plot_descriptions import plot_description
from gen.figures.plot_labels import dense, label_places
from gen.figures.plot_names import axis_names, line_name, number_text, side_name
from gen.latex import Latex, height, width
from gen.model.plot import Interval, PlotSpec
from gen.model.plotted import Line, Plotted

SIZE: dict[str, tuple[float, float]] = {
    "curves": (190.0, 112.0),
    "times": (190.0, 100.0),
    "histogram": (180.0, 96.0),
    "eigenvalues": (118.0, 118.0),
}
SKETCH = (240.0, 150.0)  # pt: what a hand draws in
_PLANE, _SKETCHED = 150.0, 210.0  # pt: the longer side of a plane, and of one in which a hand draws
_TICK, _NUMBER, _NAME = 3.0, 8.0, 9.0  # pt: a tick, the type of numbers at axes, that of names
_GAP = 2.5  # pt between a tick and its number
_LEFT = 30.0  # pt: what numbers at the left of a sketch have, whichever they are


@dataclass(frozen=True, slots=True)
class Frame:
    """Both axes of a plot; one upwards without `numbers` tells nothing of the values."""

    across: Axis
    up: Axis
    numbers: bool = True

    def at(self, point: tuple[Number, Number]) -> Point:
        return self.across.at(point[0]), self.up.at(point[1])

    @property
    def box(self) -> Box:
        return Box(self.across.length / 2, self.up.length / 2, self.across.length, self.up.length)


def plot_drawing(drawn: Plotted, latex: Latex, blank: bool = False) -> Drawing:
    """A plot on its axes; `blank` without anything that is to be sketched."""
    spec, frame = drawn.spec, frame_of(drawn, blank)
    shown = _without_answer(drawn) if blank else drawn
    lines = [_on_paper(line, frame) for line in shown.lines]
    content = [*_bars(shown, frame), *_circles(spec, frame), *_lines(shown, lines, frame), *_points(shown, frame)]
    marks = [one for one in content if isinstance(one, Mark)]
    labels = (*_names(spec, frame, latex), *_numbers(frame, latex), *_labels(shown, lines, marks, frame, latex))
    extent, shapes = _extent(frame, labels, spec.place == "sketch"), (*_grid(frame, spec), *_axes(frame), *content, *labels)
    told = plot_description(shown, frame.across, frame.up, frame.numbers, latex)
    return Drawing(shapes, extent.w, extent=extent, digits=2, description=told)


def _on_paper(line: Line, frame: Frame) -> tuple[tuple[Point, ...], ...]:
    """The pieces of a line in pt."""
    return tuple(tuple(map(frame.at, piece)) for piece in line.pieces)


def _without_answer(drawn: Plotted) -> Plotted:
    """What a sheet shows of a sketch: the points of a plane; the contours on which a path is to be drawn, and where it begins."""
    path = [line for line in drawn.lines if line.level is None]
    if drawn.spec.kind == "surface" and path:
        start = replace(path[0], pieces=((path[0].points[0],),))
        return replace(drawn, lines=(*(line for line in drawn.lines if line.level is not None), start))
    marks = drawn.marks if drawn.spec.kind == "boundary" else ()
    return Plotted(drawn.spec, marks=marks, steps=drawn.steps)


# Axes -----------------------------------------------------------------------------------------------------------------


def frame_of(drawn: Plotted, blank: bool = False) -> Frame:
    """The axes of a plot: the same for a sketch and for its empty axes, which know nothing of its values."""
    spec, sketch = drawn.spec, drawn.spec.place == "sketch"
    wide, high = SKETCH if sketch else SIZE.get(spec.kind, (0.0, 0.0))
    match spec.kind:
        case "boundary" | "surface":
            first, second = (sweep.interval for sweep in spec.over)
            wide, high = _plane_size(first, second, _SKETCHED if sketch else _PLANE)
            return Frame(axis(first, wide), axis(second, high))
        case "eigenvalues":
            interval = spec.range or _around_circle(drawn)
            return Frame(axis(interval, high), axis(interval, high))
        case "histogram":
            edges = (drawn.bars[0][0], drawn.bars[-1][1])
            up = Axis(Fraction(0), Fraction(max(n for _, _, n in drawn.bars)) * Fraction(21, 20), high, ())
            whole = tuple(tick for tick in axis((up.low, up.high), high).ticks if tick.denominator == 1)
            return Frame(axis_for(edges, wide), replace(up, ticks=whole))
        case _:
            across = (
                Axis(Fraction(1, 2), Fraction(2 * drawn.steps + 1, 2), wide, whole_ticks(drawn.steps))
                if spec.kind == "times"
                else axis(spec.over[0].interval, wide)
            )
            if sketch and spec.range is None:
                return _without_scale(drawn, across, high, blank)
            return Frame(across, axis_for(spec.range or _values(drawn), high, spec.log))


def _without_scale(drawn: Plotted, across: Axis, high: float, blank: bool) -> Frame:
    """0 in the middle, whatever the values are; the key tells how large they are."""
    low, top = (Fraction(-1), Fraction(1)) if blank else _values(drawn)
    most = max(abs(low), abs(top))
    up = axis_for((-most, most), high)
    return Frame(across, replace(up, ticks=(Fraction(0),)) if blank else up, numbers=not blank)


def _values(drawn: Plotted) -> Interval:
    """From the least to the largest value that is drawn; to 0 where that is near."""
    found = [Fraction(y) for line in drawn.lines for _, y in (*line.points, *(end for end, _ in line.ends))]
    low, high = min(found, default=Fraction(0)), max(found, default=Fraction(1))
    if drawn.spec.log:
        return low, high
    if drawn.spec.kind == "times":
        low, high = (Fraction(0) if 0 < low < high / 2 else low), (Fraction(0) if low / 2 < high < 0 else high)
    return (low, high) if low < high else (low - 1, high + 1)


def _around_circle(drawn: Plotted) -> Interval:
    """Both axes go as far as the eigenvalues and the circle."""
    most = max([Fraction(5, 4), *(abs(Fraction(x)) * Fraction(23, 20) for one in drawn.marks for point in one.points for x in point)])
    return -most, most


def _plane_size(across: Interval, up: Interval, longer: float) -> tuple[float, float]:
    """A unit is as long on both axes where they are about as long."""
    share = float((up[1] - up[0]) / (across[1] - across[0]))
    share = share if 0.55 <= share <= 1.2 else 0.72
    return (longer, longer * share) if share <= 1 else (longer / share, longer)


def _grid(frame: Frame, spec: PlotSpec) -> Iterator[Stroke]:
    """Fine lines through 0; in a sketch also through what is written at the axes, which helps a hand."""
    if spec.place == "sketch" and spec.kind != "surface":
        yield from (Stroke("grid", ((x, 0.0), (x, frame.up.length))) for x in map(frame.across.at, frame.across.ticks))
        yield from (Stroke("grid", ((0.0, y), (frame.across.length, y))) for y in map(frame.up.at, frame.up.ticks) if frame.numbers)
    if spec.kind == "histogram":
        return
    if frame.across.has_zero_inside:
        x = frame.across.at(Fraction(0))
        yield Stroke("zero", ((x, 0.0), (x, frame.up.length)))
    if frame.up.has_zero_inside:
        y = frame.up.at(Fraction(0))
        yield Stroke("zero", ((0.0, y), (frame.across.length, y)))


def _axes(frame: Frame) -> Iterator[Stroke]:
    wide, high = frame.across.length, frame.up.length
    yield Stroke("axis", ((0.0, high), (0.0, 0.0), (wide, 0.0)))
    yield from (Stroke("axis", ((x, 0.0), (x, -_TICK))) for x in map(frame.across.at, frame.across.ticks))
    yield from (Stroke("axis", ((0.0, y), (-_TICK, y))) for y in map(frame.up.at, frame.up.ticks))


def _numbers(frame: Frame, latex: Latex) -> Iterator[Node]:
    for one, style in ((frame.across, "number across"), (frame.up, "number up")):
        for tick in one.ticks:
            label = Label(number_text(tick, one.log, latex))
            place = one.at(tick)
            if style == "number across":
                yield Node(style, (place, -_TICK - _GAP), label, anchor="below")
            else:
                yield Node(style, (-_TICK - _GAP, place), label, anchor="right")


# What is drawn --------------------------------------------------------------------------------------------------------


def _bars(shown: Plotted, frame: Frame) -> Iterator[Area]:
    yield from (Area("bar", frame.at((a, Fraction(0))), frame.at((b, Fraction(n)))) for a, b, n in shown.bars)


def _circles(spec: PlotSpec, frame: Frame) -> Iterator[Circle]:
    """The one around which eigenvalues lie."""
    if spec.kind == "eigenvalues":
        yield Circle("unit", frame.at((Fraction(0), Fraction(0))), frame.across.at(Fraction(1)) - frame.across.at(Fraction(0)))


def _lines(shown: Plotted, lines: Sequence[Sequence[Sequence[Point]]], frame: Frame) -> Iterator[Stroke | Mark]:
    """Each line with the points that belong to it; the first curve last, so that no ring of another one looks like a hole in it."""
    kind = shown.spec.kind
    both = list(zip(shown.lines, lines, strict=True))
    for line, pieces in reversed(both) if kind == "curves" else both:
        style = f"curve {line.number}"
        if kind == "times":
            style = f"steps {line.number}"
        elif kind == "surface":
            style = "contour" if line.level is not None else "path"
        yield from (Stroke(style, tuple(piece), closed=piece[0] == piece[-1]) for piece in pieces if len(piece) > 1)
        yield from (Mark("dot" if belongs else "ring", frame.at(end)) for end, belongs in line.ends)
        if kind == "times" or style == "path":
            yield from (Mark(MARKERS[line.number] if kind == "times" else "dot", point) for piece in pieces for point in piece)


def _points(shown: Plotted, frame: Frame) -> Iterator[Mark]:
    """Those that belong to no line."""
    kind = shown.spec.kind
    for number, one in enumerate(shown.marks):
        marker = "cross" if kind == "eigenvalues" else MARKERS[number] if kind == "boundary" else "dot"
        yield from (Mark(marker, frame.at(point)) for point in one.points)


# What is written ------------------------------------------------------------------------------------------------------


def _names(spec: PlotSpec, frame: Frame, latex: Latex) -> Iterator[Node]:
    """The names of the axes: at the right end of the lower one, above the left one."""
    across, up = axis_names(spec, latex)
    yield Node("axis name", (frame.across.length + 4, 0.0), across, anchor="left")
    if up:
        yield Node("axis name", (0.0, frame.up.length + 6), up, anchor="above")


def _labels(
    shown: Plotted, lines: Sequence[Sequence[Sequence[Point]]], marks: Sequence[Mark], frame: Frame, latex: Latex
) -> Iterator[Node]:
    taken = [Box(*mark.at, 6.0, 6.0) for mark in marks]
    ways = [[point for piece in pieces for point in piece] for pieces in lines]
    if shown.spec.kind in ("curves", "times"):
        found = [(way, line_name(line, latex)) for way, line in zip(ways, shown.lines, strict=True) if way and line.expr is not None]
        taken.append(Box(frame.across.length + 10, 0.0, 16.0, 10.0))  # the name of the axis
        sizes = [_size_of(label) for _, label in found]
        boxes = label_places([way for way, _ in found], sizes, frame.box, taken, outside=shown.spec.place != "sketch")
        yield from (Node("curve name", (box.x, box.y), label) for box, (_, label) in zip(boxes, found, strict=True))
    if shown.spec.kind == "surface":
        path = next((way for way, line in zip(ways, shown.lines, strict=True) if line.level is None), [])
        ends = [(path[:1], Label("t = 0")), (path[-1:], Label(f"t = {len(path) - 1}"))][: min(2, len(path))]
        contours = [point for way, line in zip(ways, shown.lines, strict=True) if line.level is not None for point in way]
        boxes = label_places([end for end, _ in ends], [_size_of(label) for _, label in ends], frame.box, [*taken, *_near(path, contours)])
        yield from (Node("point name", (box.x, box.y), label) for box, (_, label) in zip(boxes, ends, strict=True))
    for at, positive in shown.sides:
        yield Node("side name", frame.at(at), side_name(shown.spec, positive, latex))


def _near(path: Sequence[Point], contours: Sequence[Point]) -> list[Box]:
    """The path itself, which its own labels are not to cover."""
    return [Box(x, y, 2.0, 2.0) for x, y in dense(path)]


def _size_of(label: Label) -> tuple[float, float]:
    return width(label.formula, _NAME) + 2, max(8.0, height(label.formula) * _NAME / 10.95) + 1


def _extent(frame: Frame, labels: Sequence[Node], sketch: bool) -> Box:
    """All that a plot takes, with its numbers and names; of a sketch what its empty axes take."""
    numbers = [width(one.label.formula, _NUMBER) for one in labels if one.style == "number up"]
    left = _LEFT if sketch else max([0.0, *numbers]) + _TICK + _GAP + 1
    names = [one.label for one in labels if one.style == "axis name"]
    right = width(names[0].formula, _NAME) + 6
    beside = (one.at[0] + _size_of(one.label)[0] / 2 - frame.across.length for one in labels if one.style == "curve name")
    right = right if sketch else max([right, *beside])
    below = _TICK + _GAP + _NUMBER
    above = 17.0 if len(names) > 1 else 4.0
    wide, high = frame.across.length + left + right, frame.up.length + below + above
    return Box((frame.across.length + right - left) / 2, (frame.up.length + above - below) / 2, wide, high)
