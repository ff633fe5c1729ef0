"""A drawing as a TikZ picture; how its styles look is said in `templates/genfigures.sty`."""

from collections.abc import Iterator, Sequence

from gen.figures.drawing import Area, Circle, Drawing, Label, Link, Mark, Node, Path, Shape, Stroke
from gen.figures.geometry import Point
from gen.latex import Tex, escape, picture

_ANCHORS = {"middle": "", "base": "", "left": "west", "right": "east", "above": "south", "below": "north"}
_MARKERS = {
    "dot": "circle[radius=1.7pt]",
    "ring": "circle[radius=1.9pt]",
    "square": "+(-1.7,-1.7) rectangle +(1.7,1.7)",
    "triangle": "+(-2.1,-1.4) -- +(2.1,-1.4) -- +(0,2.4) -- cycle",
    "cross": "+(-2.3,-2.3) -- +(2.3,2.3) +(-2.3,2.3) -- +(2.3,-2.3)",
}


def tikz(drawing: Drawing) -> Tex:
    """The picture in LaTeX."""
    return picture(_rows(drawing), drawing.width, drawing.limit)


def _rows(drawing: Drawing) -> Iterator[str]:
    digits, box = drawing.digits, drawing.extent
    if box:
        low, high = (box.x - box.w / 2, box.y - box.h / 2), (box.x + box.w / 2, box.y + box.h / 2)
        yield _row(Area("extent", low, high), digits)
    yield from (_row(shape, digits) for shape in drawing.shapes)


def _row(shape: Shape, digits: int) -> str:
    def at(point: Point) -> str:
        """Without a minus before 0."""
        return "({},{})".format(*(f"{round(value, digits) + 0.0:.{digits}f}" for value in point))

    match shape:
        case Node():
            name = f" ({shape.name})" if shape.name else ""
            return rf"\node[{_style(shape)}]{name} at {at(shape.at)} {{{_text(shape.label)}}};"
        case Link(style, source, target, curve, over):
            way = f".. controls {at(curve.first)} and {at(curve.second)} .." if curve.bent else "--"
            return rf"\draw[{', '.join(f'gen {one}' for one in (style, *over))}] ({source}) {way} ({target});"
        case Path(style, curves):
            ways = (f" .. controls {at(one.first)} and {at(one.second)} .. " if one.bent else " -- " for one in curves)
            ends = "".join(way + at(one.end) for way, one in zip(ways, curves, strict=True))
            return rf"\draw[gen {style}] {at(curves[0].start)}{ends};"
        case Stroke(style, points, closed):
            return rf"\draw[gen {style}] {_through([at(point) for point in points], closed)};"
        case Circle(style, centre, radius):
            return rf"\draw[gen {style}] {at(centre)} circle[radius={radius:.2f}pt];"
        case Area(style, low, high):
            return rf"\draw[gen {style}] {at(low)} rectangle {at(high)};"
        case Mark(marker, place):
            return rf"\draw[gen {marker}] {at(place)} {_MARKERS[marker]};"


def _through(points: Sequence[str], closed: bool) -> str:
    return " -- ".join([*points[:-1], "cycle"] if closed else points)


def _style(node: Node) -> str:
    size = f"={node.size[0]:.1f}pt" if len(node.size) == 1 else "".join(f"{{{side:.1f}pt}}" for side in node.size)
    blank = ",gen filled" if node.label.number and node.label.formula else ",gen blank" if node.label.number else ""
    more = [*(f"gen {one}" for one in node.over), *([f"anchor={anchor}"] if (anchor := _ANCHORS[node.anchor]) else [])]
    return f"gen {node.style}{'=' * (len(node.size) > 1)}{size}{blank}{''.join(f', {one}' for one in more)}"


def _text(label: Label) -> str:
    if label.number:
        shape = f"box{{{label.room:.1f}pt}}" if label.room else "circle"
        return rf"\filled{shape}{{{label.number}}}{{${label.formula}$}}" if label.formula else rf"\blank{shape}{{{label.number}}}"
    if label.formula and label.words:
        return rf"${label.formula}$\enspace\textit{{{escape(label.words)}}}"
    return f"${label.formula}$" if label.formula else escape(label.words)
