"""The geometry of a plot as a TikZ picture."""

from collections.abc import Iterator

from gen.figures.geometry import Point
from gen.figures.plot_geometry import PlotGeometry
from gen.figures.unrolled_layout import WIDTH
from gen.latex import Tex, picture

_ANCHORS = {"middle": "", "left": ", anchor=west", "right": ", anchor=east", "above": ", anchor=south", "below": ", anchor=north"}


def plot_picture(plot: PlotGeometry) -> Tex:
    """The picture in LaTeX; its size is that of the extent."""
    return picture(_rows(plot), plot.extent.w, WIDTH)


def _rows(plot: PlotGeometry) -> Iterator[str]:
    box = plot.extent
    yield rf"\draw[gen extent] {_at((box.x - box.w / 2, box.y - box.h / 2))} rectangle {_at((box.x + box.w / 2, box.y + box.h / 2))};"
    for bar in plot.bars:
        yield rf"\draw[gen bar] {_at(bar.low)} rectangle {_at(bar.high)};"
    for stroke in plot.strokes:
        points = stroke.points[:-1] if stroke.closed else stroke.points
        yield rf"\draw[gen {stroke.style}] {' -- '.join(map(_at, points))}{' -- cycle' if stroke.closed else ''};"
    for circle in plot.circles:
        yield rf"\draw[gen {circle.style}] {_at(circle.centre)} circle[radius={circle.radius:.2f}pt];"
    for mark in plot.marks:
        yield rf"\draw[gen {mark.marker}] {_at(mark.at)} {_SHAPES[mark.marker]};"
    for label in plot.labels:
        yield rf"\node[gen {label.style}{_ANCHORS[label.anchor]}] at {_at(label.at)} {{{label.text}}};"


_SHAPES = {
    "dot": "circle[radius=1.7pt]",
    "ring": "circle[radius=1.9pt]",
    "square": "+(-1.7,-1.7) rectangle +(1.7,1.7)",
    "triangle": "+(-2.1,-1.4) -- +(2.1,-1.4) -- +(0,2.4) -- cycle",
    "cross": "+(-2.3,-2.3) -- +(2.3,2.3) +(-2.3,2.3) -- +(2.3,-2.3)",
}


def _at(point: Point) -> str:
    """To a hundredth of a point, without a minus before 0."""
    x, y = (f"{round(value, 2) + 0.0:.2f}" for value in point)
    return f"({x},{y})"
