"""A plot read back from its drawing: by the numbers beside its axes each coordinate is a number again, and must be the confirmed one.

An axis is known by the numbers that are printed there, not by how it was made. Then every point of every line must stand where its numbers
are, in its order and none missing; so must each marker and bar, and each curve and side must have its name. The axes of a sketch, as the
sheet has them, must hold nothing of it.
"""

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from gen.latex import Latex
from gen.messages.errors import VerificationError
from gen.model.plotted import Line, Plotted
from gen.page import ItemView
from gen.verify import tolerance

_OFF = 0.04  # pt by which a point may stand off: coordinates have two decimals, and so have the numbers from which an axis is read
_DRAW = re.compile(r"\\draw\[gen ([^\]]+)\] ([^;]*);")
_NODE = re.compile(r"\\node\[gen ([^\],]+)(?:, [^\]]*)?\] at \((-?[\d.]+),(-?[\d.]+)\) \{(.*)\};")
_AT = re.compile(r"(\+?)\((-?[\d.]+),(-?[\d.]+)\)")
_POWER = re.compile(r"10\^\{(-?\d+)\}|1")
_OF_AXES = ("extent", "axis", "zero", "grid", "unit")
_SHOWN_BEFORE = {"surface": ("contour", "dot"), "boundary": ("dot", "ring", "square", "triangle")}
_MARKERS = ("dot", "ring", "square", "triangle")

Place = tuple[float, float]


def read_plot(view: ItemView, drawn: Plotted | None, latex: Latex) -> list[float]:
    """How far each drawn point is off the number that was confirmed, in points of the page. Raises VerificationError."""
    key = [group.figure for reading in (view.solution.readings if view.solution else ()) for group in reading.groups if group.figure]
    figures = [one for one in (view.figure, *key) if one and "gen extent" in one.picture]
    if drawn is None:
        if figures:
            raise VerificationError("there is a plot that nothing has computed")
        return []
    if len(figures) != 1 or (figures[0] is view.figure) != (drawn.spec.place != "key"):
        raise VerificationError(f"there are {len(figures)} plots, or the plot does not stand in the {drawn.spec.place}")
    (figure,) = figures
    if bool(figure.blank) != (drawn.spec.place == "sketch"):
        raise VerificationError("the empty axes of a sketch are missing, or there are some of no sketch")
    if figure.blank:
        _check_blank(figure.blank, drawn)
    return _Reader(figure.picture, drawn, latex).read()


def _check_blank(picture: str, drawn: Plotted) -> None:
    """Raises VerificationError where the axes for a sketch hold some of it."""
    allowed = (*_OF_AXES, *_SHOWN_BEFORE.get(drawn.spec.kind, ()))
    styles = [style for style, _ in _DRAW.findall(picture)]
    others = [style for style in styles if style not in allowed]
    labels = [style for style, *_ in _NODE.findall(picture) if style not in ("number across", "number up", "axis name", "point name")]
    if others or labels:
        raise VerificationError(f"the axes for a sketch have {(*others, *labels)[0]}")
    if drawn.spec.kind == "surface" and styles.count("dot") > 1:
        raise VerificationError("the axes for a sketch have more of the path than its beginning")


class _Reader:
    """One drawing: its lines and markers by their styles, its labels by theirs."""

    def __init__(self, picture: str, drawn: Plotted, latex: Latex) -> None:
        self.drawn, self.latex = drawn, latex
        self.draws = [(style, body) for style, body in _DRAW.findall(picture)]
        self.nodes = [(style, (float(x), float(y)), label) for style, x, y, label in _NODE.findall(picture)]
        self.seen: list[float] = []
        self.across, self.up = self.axis("number across", 0), self.axis("number up", 1)

    def axis(self, style: str, part: int) -> Callable[[Any], float]:
        """Where a number stands along an axis. Raises VerificationError where its own numbers do not stand in line."""
        ticks = [(label.strip("$"), place[part]) for kind, place, label in self.nodes if kind == style]
        log = part == 1 and self.drawn.spec.log
        found = [(self.measure(_number(text, log), log), place) for text, place in ticks]
        if len(found) < 2:
            raise VerificationError(f"an axis has {len(found)} numbers, and nothing can be read from it")
        (a, low), (b, high) = found[0], found[-1]
        if a == b:
            raise VerificationError(f"an axis has the number {ticks[0][0]} twice")
        slope = (high - low) / float(b - a)
        for (value, place), (text, _) in zip(found, ticks, strict=True):
            if abs(low + float(value - a) * slope - place) > _OFF:
                raise VerificationError(f"the number {text} does not stand where it belongs on its axis")
        return lambda x: low + float(self.measure(x, log) - a) * slope

    @staticmethod
    def measure(x: Any, log: bool) -> Any:
        return tolerance.MP.log10(tolerance.mpf(x)) if log else tolerance.mpf(x)

    def at(self, point: tuple[Any, Any]) -> Place:
        return self.across(point[0]), self.up(point[1])

    def read(self) -> list[float]:
        self.lines()
        self.markers()
        self.bars()
        self.names()
        return self.seen

    def expect(self, what: str, drawn: Sequence[Place], values: Sequence[tuple[Any, Any]]) -> None:
        """Raises VerificationError where something stands elsewhere than its numbers, is missing, or is too much."""
        if len(drawn) != len(values):
            raise VerificationError(f"{what} has {len(drawn)} points, and not {len(values)}")
        for place, value in zip(drawn, values, strict=True):
            x, y = self.at(value)
            off = max(abs(place[0] - x), abs(place[1] - y))
            if off > _OFF:
                raise VerificationError(
                    f"{what} has a point at {place}, and ({float(value[0]):.6g}, {float(value[1]):.6g}) is at ({x:.2f}, {y:.2f})"
                )
            self.seen.append(off)

    def lines(self) -> None:
        """Every piece of every line, in order."""
        pieces = [(style, body) for style, body in self.draws if style.partition(" ")[0] in ("curve", "steps", "contour", "path")]
        wanted = [(self.style(line), piece) for line in self.in_order() for piece in line.pieces if len(piece) > 1]
        if [style for style, _ in pieces] != [style for style, _ in wanted]:
            raise VerificationError("the plot has other lines than were computed")
        for (style, body), (_, piece) in zip(pieces, wanted, strict=True):
            drawn = _places(body)
            self.expect(f"the line '{style}'", [*drawn, drawn[0]] if body.endswith("cycle") else drawn, piece)

    def in_order(self) -> Sequence[Line]:
        """The lines as they are painted: the first curve last."""
        return self.drawn.lines[::-1] if self.drawn.spec.kind == "curves" else self.drawn.lines

    def style(self, line: Line) -> str:
        kind = self.drawn.spec.kind
        if kind == "surface":
            return "contour" if line.level is not None else "path"
        return f"{'steps' if kind == 'times' else 'curve'} {line.number}"

    def markers(self) -> None:
        kind = self.drawn.spec.kind
        wanted: list[tuple[str, tuple[Any, Any]]] = []
        for line in self.in_order():
            wanted += [("dot" if belongs else "ring", point) for point, belongs in line.ends]
            if kind == "times" or (kind == "surface" and line.level is None):
                wanted += [(_MARKERS[line.number] if kind == "times" else "dot", point) for point in line.points]
        for number, one in enumerate(self.drawn.marks):
            marker = "cross" if kind == "eigenvalues" else _MARKERS[number] if kind == "boundary" else "dot"
            wanted += [(marker, point) for point in one.points]
        drawn = [(style, _middle(body)) for style, body in self.draws if style in (*_MARKERS, "cross")]
        if [style for style, _ in drawn] != [style for style, _ in wanted]:
            raise VerificationError("the plot has other markers than were computed")
        self.expect("a marker", [place for _, place in drawn], [point for _, point in wanted])
        circles = [body for style, body in self.draws if style == "unit"]
        if len(circles) != (kind == "eigenvalues"):
            raise VerificationError("the circle around eigenvalues is missing, or is there without any")
        for body in circles:
            self.expect("the circle", [_places(body)[0]], [(0, 0)])
            if abs(float(body.partition("radius=")[2].rstrip("pt]")) - (self.across(1) - self.across(0))) > _OFF:
                raise VerificationError("the circle does not have the radius 1")

    def bars(self) -> None:
        drawn = [place for style, body in self.draws if style == "bar" for place in _places(body)]
        self.expect("a bar", drawn, [corner for a, b, n in self.drawn.bars for corner in ((a, 0), (b, n))])

    def names(self) -> None:
        """Each curve has its name, in their order; each side its sign."""
        lines = [line for line in self.drawn.lines if line.expr is not None and line.pieces]
        curves = lines if self.drawn.spec.kind in ("curves", "times") else []
        names = [(label, place) for style, place, label in self.nodes if style == "curve name"]
        expected = [f"${self.latex.expr(line.expr)}$" for line in curves if line.expr is not None]
        if [label for label, _ in names] != expected:
            raise VerificationError(f"the curves have the names {[label for label, _ in names]}, and are {expected}")
        sides = [(label, place) for style, place, label in self.nodes if style == "side name"]
        if len(sides) != len(self.drawn.sides):
            raise VerificationError("the sides of a boundary have other names than were computed")
        for (label, place), (at, positive) in zip(sides, self.drawn.sides, strict=True):
            other = self.latex.expr(self.drawn.spec.of[1].expr) if len(self.drawn.spec.of) == 2 else "0"
            if label != f"${self.latex.expr(self.drawn.spec.of[0].expr)} {'>' if positive else '<'} {other}$":
                raise VerificationError(f"the side of a boundary is called {label}")
            self.expect("the name of a side", [place], [at])


def _number(text: str, log: bool) -> Fraction:
    """A number beside an axis. Raises VerificationError where it is none."""
    power = _POWER.fullmatch(text)
    if log and power:
        return Fraction(10) ** int(power[1] or 0)
    try:
        return Fraction(text.replace("{,}", "."))
    except ValueError:
        raise VerificationError(f"{text} is no number of an axis") from None


def _places(body: str) -> list[Place]:
    """The coordinates of a drawing, those that are relative left out."""
    return [(float(x), float(y)) for plus, x, y in _AT.findall(body) if not plus]


def _middle(body: str) -> Place:
    return _places(body)[0]
