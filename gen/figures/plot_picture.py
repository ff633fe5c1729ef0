"""The geometry of a plot as a TikZ picture."""

from collections.abc import Iterator

from gen.figures.geometry import Point
from gen.figures.plot_geometry import Bar, Circle, Mark, PlotGeometry, Stroke
from gen.figures.unrolled_layout import WIDTH
from gen.latex import Tex, picture

_ANCHORS = {"middle": "", "left": ", anchor=west", "right": ", anchor=east", "above": ", anchor=south", "below": ", anchor=north"}


def plot_picture(plot: PlotGeometry) -> Tex:
    """The picture in LaTeX; its size is that of the extent."""
    return picture(_rows(plot), plot.extent.w, WIDTH)


def _rows(plot: PlotGeometry) -> Iterator[str]:
    box = plot.extent
    yield rf"\draw[gen extent] {_at((box.x - box.w / 2, box.y - box.h / 2))} rectangle {_at((box.x + box.w / 2, box.y + box.h / 2))};"
    yield from map(_drawn, plot.drawn)
    for label in plot.labels:
        yield rf"\node[gen {label.style}{_ANCHORS[label.anchor]}] at {_at(label.at)} {{{label.text}}};"


def _drawn(one: Stroke | Circle | Mark | Bar) -> str:
    match one:
        case Bar(low, high):
            return rf"\draw[gen bar] {_at(low)} rectangle {_at(high)};"
        case Stroke(style, points, closed):
            shown = points[:-1] if closed else points
            return rf"\draw[gen {style}] {' -- '.join(map(_at, shown))}{' -- cycle' if closed else ''};"
        case Circle(style, centre, radius):
            return rf"\draw[gen {style}] {_at(centre)} circle[radius={radius:.2f}pt];"
        case Mark(marker, at):
            return rf"\draw[gen {marker}] {_at(at)} {_SHAPES[marker]};"


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
