"""The unrolled cell as a drawing."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from gen.algebra.expr import Expr, MatMul
from gen.figures.blanks import NAME, NONE, SMALL, Blanks, only_label
from gen.figures.descriptions import graph_description
from gen.figures.drawing import Drawing, Label, Link, Node, Shape
from gen.figures.edge_routing import RoutedBand, RoutedEdge, route
from gen.figures.gradient_graph import GradientGraph
from gen.figures.recurrence_graph import Edge, Graph
from gen.figures.unrolled_layout import LabelWidths, PlacedNode, bands
from gen.latex import Latex, width

_LABEL_SIZE = 9.0  # pt: \footnotesize
_NAME_SIZE = 10.0  # pt: \small


def routed(graph: Graph, latex: Latex, blanks: Blanks = NONE) -> tuple[RoutedBand, ...]:
    """The bands of the figure, with everything in its place."""
    names = tuple(NAME if node.name in blanks else width(latex.name(node.name), _NAME_SIZE) for node in graph.nodes)
    labels = tuple(_label_width(edge, latex, blanks) if edge.labels else 0.0 for edge in graph.edges)
    return _placed(graph, names, labels)


def _label_width(edge: Edge, latex: Latex, blanks: Blanks) -> float:
    return SMALL if only_label(edge.labels) in blanks else width(label_text(edge, latex), _LABEL_SIZE) + 2


@lru_cache(maxsize=256)
def _placed(graph: Graph, names: tuple[float, ...], labels: tuple[float, ...]) -> tuple[RoutedBand, ...]:
    """The bands for nodes and edges of these widths: found once, since variants differ in numbers and no figure has one."""
    name = {node.name: wide for node, wide in zip(graph.nodes, names, strict=True)}
    label = dict(zip(graph.edges, labels, strict=True))
    sizes = LabelWidths(name.__getitem__, label.__getitem__)
    return tuple(route(band, sizes) for band in bands(graph, sizes))


def height(placed: Sequence[RoutedBand]) -> float:
    """In pt."""
    boxes = [spot.box for band in placed for spot in band.spots]
    return max((b.y + b.h / 2 for b in boxes), default=0.0) - min((b.y - b.h / 2 for b in boxes), default=0.0)


def breadth(placed: Sequence[RoutedBand]) -> float:
    """In pt."""
    boxes = [spot.box for band in placed for spot in band.spots]
    return max((b.x + b.w / 2 for b in boxes), default=0.0) - min((b.x - b.w / 2 for b in boxes), default=0.0)


def shown_labels(graph: Graph) -> Iterator[Expr]:
    """All that stands in a figure."""
    yield from (node.name for node in graph.nodes)
    for edge in graph.edges:
        yield from edge.labels if len(edge.labels) < 2 else (MatMul(edge.labels),)  # several are one label, no part of which is left out


def unrolled(placed: Sequence[RoutedBand], latex: Latex, marks: GradientGraph | None = None, blanks: Blanks = NONE) -> Drawing:
    """The bands below each other, some labels left out.

    With `marks` it shows where a gradient goes, which gates are closed and where it is cut."""
    shapes: list[Shape] = []
    for n, band in enumerate(placed):
        shapes += [node for i, spot in enumerate(band.spots) for node in _node(f"{n}-{i}", spot, latex, marks, blanks)]
        shapes += [_edge(n, line, marks) for line in band.lines]
        shapes += _labels(band, latex, blanks)
        # Last, so that nothing covers the marks.
        shapes += _badges(band, marks) if marks else ()
    return Drawing(tuple(shapes), breadth(placed), description=graph_description(placed, latex, blanks, marks))


def _node(name: str, spot: PlacedNode, latex: Latex, marks: GradientGraph | None, blanks: Blanks) -> Iterator[Node]:
    style, at, size = "ghost" if spot.ghost else spot.node.kind, (spot.box.x, spot.box.y), (spot.box.w,)
    label = blanks.shown(spot.node.name, latex.name(spot.node.name), spot.box.w if spot.node.kind in ("parameter", "end") else 0.0)
    if marks and spot.node.var in marks.dies and not spot.ghost:
        yield Node(style, at, size=size, name=name, over=("dies",))
        # The name on a ground of its own, which keeps the hatching off it.
        yield Node("name", at, label)
    elif marks and spot.node.var in marks.cut:
        yield Node(style, at, label, size, name, ("stopped",))
    elif marks and spot.node.kind == "value" and spot.node.var not in marks.reached:
        yield Node(style, at, label, size, name, ("unreached",))
    else:
        yield Node(style, at, label, size, name)


def _edge(band: int, line: RoutedEdge, marks: GradientGraph | None) -> Link:
    over = () if not marks else ("live",) if line.edge in marks.live else ("dead",)
    return Link("edge", f"{band}-{line.source}", f"{band}-{line.target}", line.curve, over)


def _labels(band: RoutedBand, latex: Latex, blanks: Blanks) -> Iterator[Node]:
    for line in band.lines:
        if line.label:
            yield Node("label", line.label, blanks.shown(only_label(line.edge.labels), label_text(line.edge, latex), SMALL))


def label_text(edge: Edge, latex: Latex) -> str:
    return ",".join(map(latex.expr, edge.labels))


def _badges(band: RoutedBand, marks: GradientGraph) -> Iterator[Node]:
    """A 0 at each closed gate, a cross where the item cuts."""
    for spot in band.spots:
        if not spot.ghost and spot.node.var in marks.dies | marks.cut:
            side = spot.box.w / 2 - spot.box.h * 0.15
            sign = "0" if spot.node.var in marks.dies else r"\times"
            yield Node("badge", (spot.box.x + side, spot.box.y + spot.box.h * 0.35), Label(sign))
