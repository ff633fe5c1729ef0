"""The unrolled cell as a TikZ picture."""

from collections.abc import Iterator

from gen.expr import Var
from gen.graph import Edge, Graph
from gen.measure import width
from gen.notation import Latex
from gen.placement import Sizes, Spot, bands
from gen.routing import Drawing, Line, route
from gen.tex import Tex

_LABEL_SIZE = 9.0  # pt: \footnotesize
_NAME_SIZE = 10.0  # pt: \small


def drawings(graph: Graph, latex: Latex) -> tuple[Drawing, ...]:
    """The bands of the figure, with everything in its place."""

    def name(var: Var) -> float:
        return width(latex.name(var), _NAME_SIZE)

    def label(edge: Edge) -> float:
        return width(latex.expr(edge.label), _LABEL_SIZE) + 2 if edge.label else 0.0

    sizes = Sizes(name, label)
    return tuple(route(band, sizes) for band in bands(graph, sizes))


def unrolled(graph: Graph, latex: Latex) -> Tex:
    """The graph as a tikzpicture; edges first, so that no edge covers a name or a label."""
    rows: list[str] = []
    for n, drawing in enumerate(drawings(graph, latex)):
        rows += [_node(f"{n}-{i}", spot, latex) for i, spot in enumerate(drawing.spots)]
        rows += [_edge(n, line) for line in drawing.lines]
        rows += _labels(drawing, latex)
    return Tex("\n".join([r"\begin{tikzpicture}[gen figure]", *rows, r"\end{tikzpicture}"]))


def _node(name: str, spot: Spot, latex: Latex) -> str:
    style = "ghost" if spot.ghost else spot.node.kind
    return rf"\node[gen {style}={spot.box.w:.1f}pt] ({name}) at ({spot.box.x:.1f},{spot.box.y:.1f}) {{${latex.name(spot.node.var)}$}};"


def _edge(band: int, line: Line) -> str:
    way = "--"
    if line.curve.bent:
        (ax, ay), (bx, by) = line.curve.first, line.curve.second
        way = f".. controls ({ax:.1f},{ay:.1f}) and ({bx:.1f},{by:.1f}) .."
    return rf"\draw[gen edge] ({band}-{line.source}) {way} ({band}-{line.target});"


def _labels(drawing: Drawing, latex: Latex) -> Iterator[str]:
    for line in drawing.lines:
        if line.label and line.edge.label:
            yield rf"\node[gen label] at ({line.label[0]:.1f},{line.label[1]:.1f}) {{${latex.expr(line.edge.label)}$}};"
