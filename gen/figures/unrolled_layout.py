"""Where the nodes of an unrolled cell stand: columns are time steps, rows are depths inside a step, bands are lines of steps.

Inputs stand below the first that needs them and what depends on them in the same step above, so that what is handed on from step to
step runs across. Steps that do not fit beside each other go on in the next band, which begins with paler copies (ghosts) of what it
takes over.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from gen.algebra.expr import Var
from gen.figures.geometry import Box
from gen.figures.recurrence_graph import Edge, Graph, GraphNode

WIDTH = 420.0  # pt: as wide as the text beside a solution's rule
NODE = 24.0  # the diameter of a value, and the height of every node
_BESIDE, _ACROSS, _UP, _BANDS = 11.0, 32.0, 53.0, 24.0  # pt: gaps between slots, columns and bands; from row to row


@dataclass(frozen=True, slots=True)
class LabelWidths:
    """How wide the names of nodes and the labels of edges are, in pt; an edge without labels has 0."""

    name: Callable[[Var], float]
    label: Callable[[Edge], float]


@dataclass(frozen=True, slots=True)
class PlacedNode:
    """A node and the box it is drawn in; a ghost is a copy of a node that stands in another band."""

    node: GraphNode
    box: Box
    ghost: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """Steps side by side: `main` are their nodes without parameters, `edges` all edges into them."""

    main: tuple[PlacedNode, ...]
    parameters: tuple[GraphNode, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class _Placement:
    """The column of each value (its time, or that of the latest value it needs), its row, how high it stands, and its place in the row."""

    step: dict[Var, int]
    row: dict[Var, int]
    level: dict[Var, int]
    order: dict[str, int]


def bands(graph: Graph, sizes: LabelWidths, limit: float = WIDTH) -> tuple[Band, ...]:
    """The graph on a page `limit` pt wide; a single step that is wider than that is not broken."""
    grid = _placement(graph)
    steps = sorted({grid.step[node.var] for node in graph.nodes if node.kind == "value"})

    # Parameters stand beside their users, also beside the outermost.
    limit -= max((parameter_width(sizes.name(node.name)) + 9 for node in graph.nodes if node.user is not None), default=0.0)

    def set_out(size: int) -> list[list[PlacedNode]]:
        seen: set[GraphNode] = set()
        return [_line(graph, grid, steps[i : i + size], seen, sizes) for i in range(0, len(steps), size)]

    fitting = next((n for n in range(len(steps), 1, -1) if all(_extent(line)[1] <= limit for line in set_out(n))), 1)
    # As many bands as needed, but of equal length.
    size = -(-len(steps) // -(-len(steps) // fitting)) if steps else 1
    result, top = [], 0.0
    for i, line in enumerate(set_out(size)):
        mine = set(steps[i * size : (i + 1) * size])
        left = _extent(line)[0]
        high = max((spot.box.y for spot in line), default=0.0)
        low = min((spot.box.y for spot in line), default=0.0)
        moved = [replace(s, box=replace(s.box, x=s.box.x - left, y=s.box.y - high + top)) for s in line]
        edges = tuple(e for e in graph.edges if grid.step[e.target] in mine)
        parameters = tuple(n for n in graph.nodes if n.user is not None and grid.step[n.user] in mine)
        result.append(Band(tuple(moved), parameters, edges))
        top -= high - low + NODE + _BANDS
    return tuple(result)


def _extent(line: Sequence[PlacedNode]) -> tuple[float, float]:
    """The left edge and the width."""
    left = min((spot.box.x - spot.box.w / 2 for spot in line), default=0.0)
    return left, max((spot.box.x + spot.box.w / 2 for spot in line), default=0.0) - left


def _placement(graph: Graph) -> _Placement:
    sources: dict[Var, list[Var]] = {}
    for edge in graph.edges:
        sources.setdefault(edge.target, []).append(edge.source)
    step: dict[Var, int] = {}
    timed = [node for node in graph.nodes if node.kind != "parameter"]
    for node in timed:
        before = (step[v] for v in sources.get(node.var, []) if v in step)
        step[node.var] = node.var.time if isinstance(node.var.time, int) else max(before, default=1)
    within = dict.fromkeys((e.source.name, e.target.name) for e in graph.edges if e.source in step and step[e.source] == step[e.target])
    rows = {node.var.name: int(node.kind == "value") for node in timed}
    for _ in rows:
        rows |= {target: rows[source] + 1 for source, target in within if rows[target] <= rows[source] and source != target}
    # What is given stands below the first that needs it, beside what is computed there: a target at the output and not at the input.
    for name in {node.var.name for node in timed if node.kind in ("input", "end")}:
        rows[name] = min((rows[target] for source, target in within if source == name), default=1) - 1
    row = {node.var: rows[node.var.name] for node in timed}
    return _Placement(step, row, _levels(graph, step, row), _order(graph, step, row))


def _levels(graph: Graph, step: Mapping[Var, int], row: Mapping[Var, int]) -> dict[Var, int]:
    """How high each value stands: as its row, but in a row of both what is handed back from later steps stands above what is handed on,
    since their edges would run through each other."""
    across = [e for e in graph.edges if e.source in step and e.target in step]
    on = {e.target.name for e in across if step[e.source] < step[e.target]} & {e.source.name for e in across}
    back = {e.target.name for e in across if step[e.source] > step[e.target]} - on
    of_both = {row[var] for var in row if var.name in on} & {row[var] for var in row if var.name in back}
    return {var: r + sum(other < r for other in of_both) + (r in of_both and var.name in back) for var, r in row.items()}


def _order(graph: Graph, step: dict[Var, int], row: dict[Var, int]) -> dict[str, int]:
    """Names of one row in the author's order, but what is used further up than the next row stands outside."""
    far = [e.source.name for e in graph.edges if e.source in row and step[e.source] == step[e.target] and row[e.target] > row[e.source] + 1]
    names = list(dict.fromkeys(node.var.name for node in graph.nodes if node.var in row))
    outer = [name for name in names if name in far]
    left, right = outer[::2], outer[1::2]
    return {name: i for i, name in enumerate([*left, *(n for n in names if n not in outer), *reversed(right)])}


def _line(graph: Graph, grid: _Placement, steps: Sequence[int], seen: set[GraphNode], sizes: LabelWidths) -> list[PlacedNode]:
    """The nodes of some steps, with what they take over from others; `seen` are the nodes that stand in a band before."""
    edges = [edge for edge in graph.edges if grid.step[edge.target] in steps]
    used = {edge.source for edge in edges}
    nodes = [n for n in graph.nodes if n.user is None and (n.var in used or (n.kind == "value" and grid.step[n.var] in steps))]
    valued = {grid.step[n.var] for n in graph.nodes if n.kind == "value"}
    ghosts = {n for n in nodes if grid.step[n.var] not in steps and (grid.step[n.var] in valued or n in seen)}
    seen |= set(nodes)
    labelled = [edge for edge in edges if edge.source in grid.step]
    across = max((sizes.label(e) for e in labelled if grid.step[e.source] != grid.step[e.target]), default=0.0)
    fanned = [edge for edge in labelled if grid.step[edge.source] == grid.step[edge.target]]
    aside = max((parameter_width(sizes.name(n.name)) for n in graph.nodes if n.user is not None), default=0.0)
    gap = max(_ACROSS, across + 23, aside + 13)
    beset = {n.user for n in graph.nodes}
    crowd = max(Counter((grid.step[n.var], grid.row[n.var]) for n in nodes).values(), default=0)
    up = _UP + (10 if crowd > 2 else 0)

    def between(row: Sequence[GraphNode]) -> float:
        """The gap between values of one row: room for their parameters and for the labels of edges that fan out to them."""
        own = {node.var for node in row}
        fan = max((sizes.label(edge) for edge in fanned if edge.source in own or edge.target in own), default=0.0)
        room = aside + 11 if own & beset else 0.0
        near = _BESIDE - 2 if all(node.kind == "end" for node in row) else _BESIDE
        return max(near, room, 2 * fan - _box_of(row[0], sizes).w + 8 if len(row) > 2 else 0.0)

    def row_width(row: Sequence[GraphNode]) -> float:
        return sum(_box_of(node, sizes).w for node in row) + between(row) * (len(row) - 1)

    spots: list[PlacedNode] = []
    left = 0.0
    for time in sorted({grid.step[n.var] for n in nodes}):
        column = [n for n in nodes if grid.step[n.var] == time]
        rows = {row: [n for n in column if grid.row[n.var] == row] for row in {grid.row[n.var] for n in column}}
        widths = {row: row_width(own) for row, own in rows.items()}
        middle = left + max(widths.values()) / 2
        for row, own in rows.items():
            at = middle - widths[row] / 2
            for node in sorted(own, key=lambda n: grid.order[n.var.name]):
                box = _box_of(node, sizes)
                spots.append(PlacedNode(node, replace(box, x=at + box.w / 2, y=grid.level[node.var] * up), node in ghosts))
                at += box.w + between(own)
        left += max(widths.values()) + gap
    return spots


def _box_of(node: GraphNode, sizes: LabelWidths) -> Box:
    """A node as it is drawn, at no place yet."""
    name = sizes.name(node.name)
    return Box(0, 0, parameter_width(name), 12.0) if node.kind == "end" else Box(0, 0, node_width(name), NODE)


def node_width(name: float) -> float:
    """The width of a node with a name so wide: a circle where it fits, else longer."""
    return NODE if name <= NODE - 4 else name + 12


def parameter_width(name: float) -> float:
    return max(name + 3, 10.0)
