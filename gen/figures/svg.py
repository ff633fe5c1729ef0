"""A drawing as SVG: text as text, lines as in print, colours of the page around it or black on white. No script, no style sheet, no font.

In a page everything is drawn in its `currentColor`, and what covers something in the variable `--figure-paper`, else in the page's own
ground, as large as its type is. One that stands alone, as a file or an image, has black ink on white paper and the size of print.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from xml.sax.saxutils import escape, quoteattr

from gen.figures.drawing import Area, Circle, Drawing, Link, Mark, Node, Path, Shape, Stroke
from gen.figures.formula_layout import Piece, Rule
from gen.figures.geometry import Box, Curve, Point
from gen.figures.looks import Look, look_of
from gen.figures.placed_nodes import SetNode, set_node

FONTS = "'Latin Modern Roman','STIX Two Text','STIX Two Math','Latin Modern Math','Cambria Math','Times New Roman',Times,serif"
SANS = "'Latin Modern Sans','Helvetica Neue',Arial,sans-serif"
MONO = "'Latin Modern Mono','Courier New',monospace"
TYPE = 10.95  # points: the type around figures on paper
_NOTCH = 0.675  # of an arrow's length: from its tip to the end of its line
_MARGIN = 0.5  # points around all that is drawn
_HATCH = 3.0  # points between two lines of a hatching
_MARKERS: dict[str, tuple[Point, ...] | float] = {
    "dot": 1.7,
    "ring": 1.9,
    "square": ((-1.7, -1.7), (1.7, -1.7), (1.7, 1.7), (-1.7, 1.7)),
    "triangle": ((-2.1, -1.4), (2.1, -1.4), (0.0, 2.4)),
}
_CROSS = (((-2.3, -2.3), (2.3, 2.3)), ((-2.3, 2.3), (2.3, -2.3)))
_FACES = {
    "italic": {"font-style": "italic"},
    "bold": {"font-weight": "bold"},
    "bold italic": {"font-style": "italic", "font-weight": "bold"},
    "sans": {"font-family": SANS},
    "sans bold": {"font-family": SANS, "font-weight": "bold"},
    "mono": {"font-family": MONO},
}


def svg(drawing: Drawing, prefix: str, title: str, description: str, alone: bool = False) -> str:
    """The picture, whose ids begin with `prefix`; `title` and `description` are plain text for those who do not see it."""
    nodes = {node: set_node(node) for node in drawing.nodes}
    box = _around(drawing, nodes)
    ink, paper = ("#000", "#fff") if alone else ("currentColor", "var(--figure-paper,Canvas)")
    writer = _Writer(prefix, ink, paper, _Frame(box.x - box.w / 2, box.y + box.h / 2), nodes)
    inner = [
        _tag("title", {"id": f"{prefix}-title"}, escape(title)),
        _tag("desc", {"id": f"{prefix}-desc"}, escape(description)),
        *([_tag("rect", {"width": number(box.w), "height": number(box.h), "fill": paper, "stroke": "none"})] if alone else []),
        *([writer.hatching()] if any(placed.look.hatched for placed in nodes.values()) else []),
        *(element for shape in drawing.shapes for element in writer.shape(shape)),
    ]
    smaller = min(1.0, drawing.limit / drawing.width) if drawing.width else 1.0
    attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "width": _length(box.w * smaller, alone),
        "height": _length(box.h * smaller, alone),
        "viewBox": f"0 0 {number(box.w)} {number(box.h)}",
        "role": "img",
        "aria-labelledby": f"{prefix}-title",
        "aria-describedby": f"{prefix}-desc",
        "font-family": FONTS,
        "fill": "none",
        "stroke": ink,
        "stroke-width": "0.5",
    }
    return _tag("svg", attributes, "".join(inner))


def number(value: float) -> str:
    """To a hundredth of a point."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def _length(points: float, alone: bool) -> str:
    """As on paper; within a page as much larger as its type is."""
    return f"{number(points)}pt" if alone else f"{number(points / TYPE)}em"


def _tag(name: str, attributes: Mapping[str, str], inner: str | None = None) -> str:
    """An element; all that an author wrote is escaped here."""
    written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{written}/>" if inner is None else f"<{name}{written}>{inner}</{name}>"


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes shapes one by one, each as elements in the order in which they are painted."""

    prefix: str
    ink: str
    paper: str
    at: "_Frame"
    nodes: Mapping[Node, SetNode]

    def hatching(self) -> str:
        lines = _tag(
            "path", {"d": f"M-1 1L1 -1M0 {number(_HATCH)}L{number(_HATCH)} 0M2 4L4 2", "stroke-width": "0.4", "stroke-opacity": "0.55"}
        )
        side = {"width": number(_HATCH), "height": number(_HATCH), "patternUnits": "userSpaceOnUse"}
        return _tag("defs", {}, _tag("pattern", {"id": f"{self.prefix}-hatch", **side}, lines))

    def shape(self, shape: Shape) -> Iterator[str]:
        at = self.at
        match shape:
            case Node():
                yield from self.node(self.nodes[shape])
            case Link(style, source, target, curve, over):
                yield from self.way(_between(self.named(source), self.named(target), curve), look_of(style, over))
            case Path(style, curves):
                yield from self.way(curves, look_of(style))
            case Stroke(style, points, closed):
                yield from self.drawn(at.through(points[:-1] if closed else points, closed), look_of(style))
            case Circle(style, centre, radius):
                yield from self.drawn(at.circle(centre, radius), look_of(style))
            case Area(style, (x0, y0), (x1, y1)):
                yield from self.drawn(at.rectangle(Box((x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0), look_of(style)), look_of(style))
            case Mark("cross", (x, y)):
                yield from self.drawn(at.through([(x + a, y + b) for a, b in _CROSS[0]], False), look_of("cross"))
                yield from self.drawn(at.through([(x + a, y + b) for a, b in _CROSS[1]], False), look_of("cross"))
            case Mark(marker, (x, y)):
                form = _MARKERS[marker]
                drawn = at.circle((x, y), form) if isinstance(form, float) else at.through([(x + a, y + b) for a, b in form], True)
                yield from self.drawn(drawn, look_of(marker))

    def drawn(self, form: tuple[str, dict[str, str]], look: Look) -> Iterator[str]:
        """A form with what fills it and its line. A tint lies on paper, so that it covers what it lies on."""
        name, places = form
        if look.fill and look.fill < 100:
            yield _tag(name, {**places, "fill": self.paper, "stroke": "none"})
        fill = self.fill(look)
        if fill or look.line:
            yield _tag(name, {**places, **fill, **_line(look)})

    def fill(self, look: Look) -> dict[str, str]:
        if look.hatched:
            return {"fill": f"url(#{self.prefix}-hatch)"}
        if look.fill is None:
            return {}
        if look.fill == 0:
            return {"fill": self.paper}
        return {"fill": self.ink} | ({"fill-opacity": _share(look.fill)} if look.fill < 100 else {})

    def named(self, name: str) -> SetNode:
        return next(placed for node, placed in self.nodes.items() if node.name == name)

    def way(self, curves: Sequence[Curve], look: Look) -> Iterator[str]:
        """Curves one behind the other, with the tip of an arrow at the end."""
        last = curves[-1]
        end, (ux, uy) = last.end, _direction(last)
        if look.tip:
            back = look.tip[0] * _NOTCH
            short = (end[0] - back * ux, end[1] - back * uy)
            second = (last.second[0] - back * ux, last.second[1] - back * uy)
            curves = (*curves[:-1], Curve(last.start, last.first, second, short, last.bent))
        d = f"M{self.at.pair(curves[0].start)}"
        for curve in curves:
            d += (
                f"C{self.at.pair(curve.first)} {self.at.pair(curve.second)} {self.at.pair(curve.end)}"
                if curve.bent
                else f"L{self.at.pair(curve.end)}"
            )
        yield _tag("path", {"d": d, **_line(look)})
        if look.tip:
            length, wide = look.tip
            corners = ((0.0, 0.0), (length, wide / 2), (length * _NOTCH, 0.0), (length, -wide / 2))
            points = [(end[0] - a * ux - b * uy, end[1] - a * uy + b * ux) for a, b in corners]
            name, places = self.at.through(points, True)
            opacity = {"fill-opacity": _share(look.line)} if look.line < 100 else {}
            yield _tag(name, {**places, "fill": self.ink, "stroke": "none", **opacity})

    def node(self, placed: SetNode) -> Iterator[str]:
        look, text = placed.look, placed.text
        if look.line or look.fill is not None:
            yield from self.drawn(self.at.border(placed), look)
        if not (text.pieces or text.rules):
            return
        opacity = {"opacity": _share(look.text)} if look.text < 100 else {}
        inner = [self.piece(piece) for piece in text.pieces] + [self.rule(rule) for rule in text.rules]
        yield _tag("g", {"fill": self.ink, "stroke": "none", **opacity}, "".join(inner))

    def piece(self, piece: Piece) -> str:
        """A letter in the middle of its room; several of them as wide as they are to be, whatever the font."""
        x, y = self.at.point(piece.at)
        single = len(piece.text) == 1
        places = {"x": number(x + piece.width / 2 * single), "y": number(y), "font-size": number(piece.size)}
        wide = {"text-anchor": "middle"} if single else {"textLength": number(piece.width), "lengthAdjust": "spacingAndGlyphs"}
        return _tag("text", {**places, **_FACES.get(piece.face, {}), **wide}, escape(piece.text))

    def rule(self, rule: Rule) -> str:
        name, places = self.at.through(rule.points, False)
        return _tag(name, {**places, "fill": "none", "stroke": self.ink, "stroke-width": number(rule.thick)})


def _share(percent: int | None) -> str:
    return number((percent or 0) / 100)


def _line(look: Look) -> dict[str, str]:
    """What differs from a line of half a point in full ink."""
    if not look.line:
        return {"stroke": "none"}
    found = {} if look.line == 100 else {"stroke-opacity": _share(look.line)}
    if look.thick != 0.5:
        found["stroke-width"] = number(look.thick)
    if look.dash:
        found["stroke-dasharray"] = " ".join(map(number, look.dash))
    if look.caps != "butt":
        found["stroke-linecap"] = look.caps
    if look.joins != "miter":
        found["stroke-linejoin"] = look.joins
    return found


# Places ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Frame:
    """The upper left corner of the picture, from which SVG counts to the right and down."""

    left: float
    top: float

    def point(self, point: Point) -> Point:
        return point[0] - self.left, self.top - point[1]

    def pair(self, point: Point) -> str:
        return " ".join(map(number, self.point(point)))

    def through(self, points: Sequence[Point], closed: bool) -> tuple[str, dict[str, str]]:
        return "path", {"d": f"M{'L'.join(map(self.pair, points))}{'Z' * closed}"}

    def circle(self, centre: Point, radius: float) -> tuple[str, dict[str, str]]:
        x, y = self.point(centre)
        return "circle", {"cx": number(x), "cy": number(y), "r": number(radius)}

    def rectangle(self, box: Box, look: Look) -> tuple[str, dict[str, str]]:
        x, y = self.point((box.x - box.w / 2, box.y + box.h / 2))
        corner = box.h / 2 if look.border == "round" else look.corner
        round_corners = {"rx": number(corner)} if corner else {}
        return "rect", {"x": number(x), "y": number(y), "width": number(box.w), "height": number(box.h), **round_corners}

    def border(self, placed: SetNode) -> tuple[str, dict[str, str]]:
        box, form = placed.box, placed.look.border
        if form == "circle" or (form == "round" and box.w <= box.h):
            return self.circle((box.x, box.y), max(box.w, box.h) / 2)
        return self.rectangle(box, placed.look)


def _direction(curve: Curve) -> Point:
    """Of the end of a curve, one point long."""
    begin = curve.second if curve.bent and curve.second != curve.end else curve.start
    dx, dy = curve.end[0] - begin[0], curve.end[1] - begin[1]
    long = hypot(dx, dy) or 1.0
    return dx / long, dy / long


def _between(source: SetNode, target: SetNode, curve: Curve) -> tuple[Curve, ...]:
    """The curve from border to border, with the same handles."""
    first, second = (curve.first, curve.second) if curve.bent else (curve.end, curve.start)
    return (Curve(source.border(first), curve.first, curve.second, target.border(second), curve.bent),)


def _around(drawing: Drawing, nodes: Mapping[Node, SetNode]) -> Box:
    """What a drawing takes, and what hangs out of that: all that is drawn, with half a line and a little around it."""
    points: list[Point] = []
    for shape in drawing.shapes:
        match shape:
            case Node():
                box, text = nodes[shape].box, nodes[shape].text
                more = nodes[shape].look.thick / 2
                points += [(box.x - box.w / 2 - more, box.y - box.h / 2 - more), (box.x + box.w / 2 + more, box.y + box.h / 2 + more)]
                points += [(piece.at[0], piece.at[1]) for piece in text.pieces]
                points += [(piece.at[0] + piece.width, piece.at[1] + 0.7 * piece.size) for piece in text.pieces]
            case Link():
                points += shape.curve.samples if shape.curve.bent else ()
            case Path(_, curves):
                points += [point for curve in curves for point in (curve.samples if curve.bent else (curve.start, curve.end))]
            case Stroke():
                points += shape.points
            case Area(_, low, high):
                points += [low, high]
            case Circle(_, (x, y), radius):
                points += [(x - radius, y - radius), (x + radius, y + radius)]
            case Mark(_, (x, y)):
                points += [(x - 3, y - 3), (x + 3, y + 3)]
    points = [(x + side, y + side) for x, y in points for side in (-_MARGIN, _MARGIN)]
    if whole := drawing.extent:
        points += [(whole.x - whole.w / 2, whole.y - whole.h / 2), (whole.x + whole.w / 2, whole.y + whole.h / 2)]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    bottom, top = min(y for _, y in points), max(y for _, y in points)
    return Box((left + right) / 2, (bottom + top) / 2, right - left, top - bottom)
