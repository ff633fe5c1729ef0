"""What is to be drawn with axes: `plot` of an item, read. What it means for numbers is judged where they are put in."""

import re
from collections.abc import Collection
from functools import partial

from gen.keys import PLOT
from gen.model.plot import Interval, PlotKind, PlotPlace, PlotSpec, Point, PointClass, Sweep
from gen.model.source import Parsed, Text, Use
from gen.syntax import Fields, constant, expression, names, one_name
from gen.syntax.yamltree import Leaf, Mapping, Node, Sequence

MAX_LINES = 4  # told apart by how they are drawn
MAX_POINTS = 100
MAX_CLASSES = 4
MAX_BINS = 30
_INTERVAL = re.compile(r"(?P<low>[^.\s]\S*?)\s*\.\.\s*(?P<high>\S+)")
_KINDS: dict[str, PlotKind] = {
    "of": "curves",
    "boundary": "boundary",
    "surface": "surface",
    "eigenvalues": "eigenvalues",
    "histogram": "histogram",
}
_OPTIONS: dict[PlotKind, tuple[str, ...]] = {
    "curves": ("over", "range", "points", "scale"),
    "times": ("over", "range", "scale"),
    "boundary": ("over", "points"),
    "surface": ("over", "path"),
    "eigenvalues": ("range",),
    "histogram": ("bins",),
}


def read_plot(fields: Fields, timeless: Collection[str], sketched: bool) -> PlotSpec | None:
    """What stands under `plot` of an item, of which a sketch is asked or not; faults go to `fields`."""
    node = fields.nodes.get("plot")
    if node is None:
        return None
    own = Fields(node, PLOT, fields.faults)
    before = len(fields.faults)
    found = [key for key in _KINDS if key in own]
    if len(found) != 1:
        if own.nodes:
            own.fault(node.where, f"a plot has one of the keys {', '.join(_KINDS)}", "such as {of: f, over: {x: -2..2}}")
        return None
    kind = _KINDS[found[0]]
    over = own.nodes.get("over")
    kind = "times" if kind == "curves" and isinstance(over, Leaf) and over.text.value.strip() == "t" else kind
    for key in (key for key in own.nodes if key not in (found[0], "in", *_OPTIONS[kind])):
        own.fault(own.nodes[key].where, f"'{key}' does not go with '{found[0]}'{' over t' if kind == 'times' else ''}")
    place: PlotPlace = "key" if own.choice("in", "prompt") == "key" else "prompt"
    if sketched and "in" in own:
        own.fault(own.nodes["in"].where, "what is to be sketched stands in the key, and its empty axes below the prompt", "leave out 'in'")
    if sketched and own.string("scale") == "log" and "range" not in own:
        own.fault(node.where, "the axes for a sketch on a logarithmic scale need their range", "such as range: 0.01..10")
    if sketched and kind == "histogram":
        own.fault(node.where, "the axes of a histogram tell too much of it to be sketched", "ask for its table, and draw it in the key")
    sweeps = _sweeps(own, timeless, {"curves": 1, "boundary": 2, "surface": 2}.get(kind, 0))
    spec = PlotSpec(
        kind=kind,
        place="sketch" if sketched else place,
        of=_expressions(own, found[0], timeless, {"curves": MAX_LINES, "times": MAX_LINES, "boundary": 2}.get(kind, 1)),
        where=node.where,
        over=sweeps,
        range=_interval(own, own.text("range")) if "range" in own else None,
        marked=tuple(x for text in _texts(own, "points") if (x := own.fraction(text)) is not None) if kind == "curves" else (),
        classes=_classes(own) if kind == "boundary" else (),
        path=_path(own, timeless),
        bins=_bins(own),
        log=own.choice("scale", "linear") == "log",
    )
    low = spec.range[0] if spec.range else None
    if spec.log and low is not None and low <= 0:
        own.fault(own.nodes["range"].where, "a logarithmic axis has positive numbers only")
    if len(spec.marked) > MAX_POINTS:
        own.fault(own.nodes["points"].where, f"a plot has {MAX_POINTS} points at most")
    return spec if len(fields.faults) == before else None


def _texts(own: Fields, key: str) -> list[Text]:
    """A text, or those of a list; none if the key is absent."""
    node = own.nodes.get(key)
    parts = node.items if isinstance(node, Sequence) else (node,) if node else ()
    if isinstance(node, Sequence) and not parts:
        own.fault(node.where, f"'{key}' is an empty list")
    return [text for part in parts if (text := own.leaf(part, f"'{key}'"))]


def _expressions(own: Fields, key: str, timeless: Collection[str], most: int) -> tuple[Parsed, ...]:
    texts = _texts(own, key)
    if len(texts) > most:
        own.fault(texts[most].where, f"'{key}' has {most} at most" if most > 1 else f"'{key}' has one value")
    read = partial(expression, timeless=timeless, cell=True)
    return tuple(parsed for text in texts[:most] if (parsed := own.attempt(read, text)))


def _interval(own: Fields, text: Text | None) -> Interval | None:
    """`-2..2`, the low end first."""
    found = _INTERVAL.fullmatch(text.value.strip()) if text else None
    if text and not found:
        own.fault(text.where, f"a range is written LOW..HIGH, found '{text.value}'", "such as -2..2")
    if text is None or found is None:
        return None
    low, high = (own.attempt(constant, Text(found[end], text.where)) for end in ("low", "high"))
    if low is not None and high is not None and low >= high:
        own.fault(text.where, f"the range '{text.value}' is empty", f"write {high}..{low}")
    return (low, high) if low is not None and high is not None else None


def _sweeps(own: Fields, timeless: Collection[str], axes: int) -> tuple[Sweep, ...]:
    """The names of the axes with their ranges."""
    if not axes:
        return ()
    if "over" not in own:
        example = "{x: -2..2}" if axes == 1 else "{x_1: -2..2, x_2: -2..2}"
        own.fault(own.where, "a plot says over which values it is drawn", f"such as over: {example}")
        return ()
    entries = own.entries("over")
    found = []
    for name, node in entries:
        use: Use | None = own.attempt(partial(one_name, timeless=timeless), name)
        interval = _interval(own, own.leaf(node, f"'{name.value}'"))
        if use and use.var.time is not None and not isinstance(use.var.time, int):
            own.fault(use.where, f"'{name.value}' is at no time that is known", f"such as {use.var.name}[0]")
        elif use and interval:
            found.append(Sweep(use, interval))
    if entries and len(entries) != axes:
        own.fault(
            own.nodes["over"].where, f"'over' has {len(entries)} {'name' if len(entries) == 1 else 'names'}, and a plot like this {axes}"
        )
    return tuple(found)


def _path(own: Fields, timeless: Collection[str]) -> tuple[Use, ...]:
    """`u, v`: the names whose values over time are drawn, or one vector of two."""
    texts = _texts(own, "path")
    found = [use for text in texts for use in names(own, text, timeless)]
    if len(found) > 2:
        own.fault(found[2].where, "a path is of two names, or of one vector of 2")
    for use in found:
        if use.var.time is not None or use.var.index:
            own.fault(
                use.where, f"a path is of a name at all its times, found '{use.var.name}' with a place in brackets", f"write {use.var.name}"
            )
    return tuple(found)


def _bins(own: Fields) -> int | None:
    text, number = own.text("bins"), own.number("bins")
    if text and number is not None and not (number.denominator == 1 and 2 <= number <= MAX_BINS):
        own.fault(text.where, f"a histogram has from 2 to {MAX_BINS} bins, found '{text.value}'")
    return int(number) if number is not None else None


def _classes(own: Fields) -> tuple[PointClass, ...]:
    """`{A: [[1, 2], [2, 0]], B: [[0, 1]]}`, or a list of points that have no class."""
    node = own.nodes.get("points")
    if node is None:
        return ()
    entries = [(name.value, part) for name, part in own.entries("points")] if isinstance(node, Mapping) else [("", node)]
    if len(entries) > MAX_CLASSES:
        own.fault(node.where, f"a plot has {MAX_CLASSES} classes of points at most")
    classes = tuple(PointClass(name, tuple(_points(own, part))) for name, part in entries)
    if sum(len(one.points) for one in classes) > MAX_POINTS:
        own.fault(node.where, f"a plot has {MAX_POINTS} points at most")
    return classes


def _points(own: Fields, node: Node) -> list[Point]:
    found: list[Point] = []
    if not isinstance(node, Sequence) or not node.items:
        own.fault(node.where, "points are a list of pairs of numbers", "such as [[0, 1], [1, 0]]")
        return found
    for pair in node.items:
        texts = [own.leaf(part, "a point") for part in pair.items] if isinstance(pair, Sequence) else []
        values = [own.attempt(constant, text) for text in texts if text]
        if len(values) != 2:
            own.fault(pair.where, "a point has two numbers", "such as [0, 1]")
        elif values[0] is not None and values[1] is not None:
            found.append((values[0], values[1]))
    return found
