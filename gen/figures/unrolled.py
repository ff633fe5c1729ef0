"""The unrolled cell as a TikZ picture."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from gen.algebra.expr import Expr, MatMul
from gen.figures.blanks import NAME, NONE, SMALL, Blanks, only_label
from gen.figures.edge_routing import Drawing, RoutedEdge, route
from gen.figures.gradient_graph import GradientGraph
from gen.figures.recurrence_graph import Edge, Graph
from gen.figures.unrolled_layout import WIDTH, LabelWidths, PlacedNode, bands
from gen.latex import Latex, Tex, picture, width

_LABEL_SIZE = 9.0  # pt: \footnotesize
_NAME_SIZE = 10.0  # pt: \small


def drawings(graph: Graph, latex: Latex, blanks: Blanks = NONE) -> tuple[Drawing, ...]:
    """The bands of the figure, with everything in its place."""
    names = tuple(NAME if node.name in blanks else width(latex.name(node.name), _NAME_SIZE) for node in graph.nodes)
    labels = tuple(_label_width(edge, latex, blanks) if edge.labels else 0.0 for edge in graph.edges)
    return _placed(graph, names, labels)


def _label_width(edge: Edge, latex: Latex, blanks: Blanks) -> float:
    return SMALL if only_label(edge.labels) in blanks else width(label_text(edge, latex), _LABEL_SIZE) + 2


@lru_cache(maxsize=256)
def _placed(graph: Graph, names: tuple[float, ...], labels: tuple[float, ...]) -> tuple[Drawing, ...]:
    """The bands for nodes and edges of these widths: found once, since variants differ in numbers and no figure has one."""
    name = {node.name: wide for node, wide in zip(graph.nodes, names, strict=True)}
    label = dict(zip(graph.edges, labels, strict=True))
    sizes = LabelWidths(name.__getitem__, label.__getitem__)
    return tuple(route(band, sizes) for band in bands(graph, sizes))


def height(placed: Sequence[Drawing]) -> float:
    """In pt."""
    boxes = [spot.box for drawing in placed for spot in drawing.spots]
    return max((b.y + b.h / 2 for b in boxes), default=0.0) - min((b.y - b.h / 2 for b in boxes), default=0.0)


def breadth(placed: Sequence[Drawing]) -> float:
    """In pt."""
    boxes = [spot.box for drawing in placed for spot in drawing.spots]
    return max((b.x + b.w / 2 for b in boxes), default=0.0) - min((b.x - b.w / 2 for b in boxes), default=0.0)


def shown_labels(graph: Graph) -> Iterator[Expr]:
    """All that stands in a figure."""
    yield from (node.name for node in graph.nodes)
    for edge in graph.edges:
        yield from edge.labels if len(edge.labels) < 2 else (MatMul(edge.labels),)  # several are one label, no part of which is left out


def picture_of(placed: Sequence[Drawing], latex: Latex, marks: GradientGraph | None = None, blanks: Blanks = NONE) -> Tex:
    """The bands as a tikzpicture, some labels left out.

    With `marks` it shows where a gradient goes, which gates are closed and where it is cut."""
    rows: list[str] = []
    for n, drawing in enumerate(placed):
        rows += [_node(f"{n}-{i}", spot, latex, marks, blanks) for i, spot in enumerate(drawing.spots)]
        rows += [_edge(n, line, marks) for line in drawing.lines]
        rows += _labels(drawing, latex, blanks)
        # Last, so that nothing covers the marks.
        rows += _badges(drawing, marks) if marks else ()
    return picture(rows, breadth(placed), WIDTH)


def _node(name: str, spot: PlacedNode, latex: Latex, marks: GradientGraph | None, blanks: Blanks) -> str:
    style = blanks.style(spot.node.name, f"gen {'ghost' if spot.ghost else spot.node.kind}={spot.box.w:.1f}pt")
    shown = blanks.shown(spot.node.name, latex.name(spot.node.name), spot.box.w if spot.node.kind in ("parameter", "end") else 0.0)
    if marks and spot.node.var in marks.dies and not spot.ghost:
        style += ", gen dies"
        # The name on a ground of its own, which keeps the hatching off it.
        shown = f"}};\n\\node[gen name] at ({spot.box.x:.1f},{spot.box.y:.1f}) {{{shown}"
    elif marks and spot.node.var in marks.cut:
        style += ", gen stopped"
    elif marks and spot.node.kind == "value" and spot.node.var not in marks.reached:
        style += ", gen unreached"
    return rf"\node[{style}] ({name}) at ({spot.box.x:.1f},{spot.box.y:.1f}) {{{shown}}};"


def _edge(band: int, line: RoutedEdge, marks: GradientGraph | None) -> str:
    style = "gen edge"
    if marks:
        style += ", gen live" if line.edge in marks.live else ", gen dead"
    way = "--"
    if line.curve.bent:
        (ax, ay), (bx, by) = line.curve.first, line.curve.second
        way = f".. controls ({ax:.1f},{ay:.1f}) and ({bx:.1f},{by:.1f}) .."
    return rf"\draw[{style}] ({band}-{line.source}) {way} ({band}-{line.target});"


def _labels(drawing: Drawing, latex: Latex, blanks: Blanks) -> Iterator[str]:
    for line in drawing.lines:
        if line.label:
            label, tex = only_label(line.edge.labels), label_text(line.edge, latex)
            style, shown = blanks.style(label, "gen label"), blanks.shown(label, tex, SMALL) if label else f"${tex}$"
            yield rf"\node[{style}] at ({line.label[0]:.1f},{line.label[1]:.1f}) {{{shown}}};"


def label_text(edge: Edge, latex: Latex) -> str:
    return ",".join(map(latex.expr, edge.labels))


def _badges(drawing: Drawing, marks: GradientGraph) -> Iterator[str]:
    """A 0 at each closed gate, a cross where the item cuts."""
    for spot in drawing.spots:
        if not spot.ghost and spot.node.var in marks.dies | marks.cut:
            side = spot.box.w / 2 - spot.box.h * 0.15
            sign = "0" if spot.node.var in marks.dies else r"\times"
            yield rf"\node[gen badge] at ({spot.box.x + side:.1f},{spot.box.y + spot.box.h * 0.35:.1f}) {{${sign}$}};"
