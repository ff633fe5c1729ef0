"""One step of a cell as a drawing: its last values at the left, its operations, its next values at the right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from gen.algebra.expr import UNIT, Call, Expr, Neg
from gen.calculus import memory_cells
from gen.figures.blanks import BOX, NONE, Blanks
from gen.figures.dataflow import Dataflow, Op, Wire, dataflow, memory_path
from gen.figures.diagram_descriptions import diagram_description
from gen.figures.drawing import Area, Drawing, Label, Node, Path
from gen.figures.geometry import Box, Curve, Point
from gen.figures.layered_layout import LayeredLayout, NodeSize, layered_layout
from gen.functions import FUNCTIONS
from gen.latex import Latex, width
from gen.model.problem import Cell

_HEIGHT, _ROUND, _TITLE = 20.0, 15.0, 12.0  # pt: a box, a circle, the line above a box
_Way = Sequence[tuple[Point, Point]]  # level stretches, each from its left to its right end


def diagram_labels(cell: Cell) -> Iterator[Expr]:
    """The names, values and factors that a diagram shows."""
    flow = dataflow(cell)
    yield from (op.gives for op in flow.ops if op.gives and op.kind in ("input", "output"))
    yield from (op.shown for op in flow.ops if op.shown and not isinstance(op.shown, Call))
    yield from (op.gives for op in flow.ops if op.gives and _has_title(op, flow))
    yield from (wire.label for wire in flow.wires if wire.label is not None and wire.label != Neg(UNIT))


def diagram(cell: Cell, latex: Latex, roles: Mapping[str, str] | None = None, blanks: Blanks = NONE) -> Drawing:
    """The diagram without its `blanks`. `roles` are words by the name of a gate, which stand above its box."""
    flow = dataflow(cell)
    titles = [_title(op, flow, latex, roles or {}, blanks) for op in flow.ops]
    sizes = [_size(op, title, latex, blanks) for op, title in zip(flow.ops, titles, strict=True)]
    carried = memory_cells({eq.lhs.var: eq.rhs.expr for eq in cell.equations})
    spine = next((way for memory in carried if (way := memory_path(flow, memory))), ())
    last = tuple(i for i, op in enumerate(flow.ops) if op.kind == "output")
    late = tuple(i for i, op in enumerate(flow.ops) if op.kind == "parameter")
    placed = layered_layout(tuple(sizes), tuple((wire.source, wire.target) for wire in flow.wires), spine, last, late)
    drawn = [Box(*point, *_inner(op, latex, blanks)) for op, point in zip(flow.ops, placed.points, strict=True)]
    # A title belongs to what wires keep off.
    boxes = [Box(b.x, b.y + (s.up - s.down) / 2, s.width, s.up + s.down) for b, s in zip(drawn, sizes, strict=True)]
    nodes = [node for i, op in enumerate(flow.ops) for node in _node(i, op, drawn[i], titles[i], latex, blanks)]
    wires = _wires(flow, placed, drawn, boxes, spine, latex, blanks)
    wide = max((b.x + b.w / 2 for b in boxes), default=0.0) - min((b.x - b.w / 2 for b in boxes), default=0.0)
    inner = [_text(op, latex, blanks) for op in flow.ops]
    at_wires = {wire: _wire_label(wire, latex, blanks) for wire in flow.wires if wire.label is not None}
    told = diagram_description(flow, inner, titles, at_wires, spine, latex.language)
    return Drawing((_frame(flow, placed, boxes), *nodes, *wires), wide, description=told)


def _text(op: Op, latex: Latex, blanks: Blanks) -> Label:
    """What stands inside a node."""
    match op.kind, op.shown:
        case "complement", _:
            return Label(f"{(latex.has_arrays and latex.script.ones) or '1'}-")
        case "product", _:
            return Label(r"\odot" if latex.has_arrays else r"\times")
        case "sum", _:
            return Label("+")
        case "join", _:
            return Label()
        case _, Call(fn, ()):
            return Label(FUNCTIONS[fn].latex)
        case _, None:
            return blanks.shown(op.gives, latex.name(op.gives)) if op.gives else Label()
        case _, shown:
            return blanks.shown(shown, latex.expr(shown))


def _has_title(op: Op, flow: Dataflow) -> bool:
    """Whether the value that a node gives stands above it, since it is not written at the right."""
    outputs = {other.gives for other in flow.ops if other.kind == "output"}
    return op.gives is not None and op.gives not in outputs and op.kind not in ("input", "output")


def _title(op: Op, flow: Dataflow, latex: Latex, roles: Mapping[str, str], blanks: Blanks) -> Label | None:
    """What stands above a node: the value it gives, and its role."""
    if op.gives is None or not _has_title(op, flow):
        return None
    return replace(blanks.shown(op.gives, latex.name(op.gives)), words=roles.get(op.gives.name, ""))


def _inner(op: Op, latex: Latex, blanks: Blanks) -> Point:
    """Width and height of the drawn node."""
    if _label(op) in blanks:
        return BOX, 16.0
    match op.kind:
        case "join":
            return 3.0, 3.0
        case "product" | "sum":
            return _ROUND, _ROUND
        case "complement":
            return 24.0, _ROUND
        case "layer" | "function":
            return max(30.0, width(_text(op, latex, blanks).formula) + 12), _HEIGHT
        case _:
            return width(_text(op, latex, blanks).formula) + 6, 16.0


def _label(op: Op) -> Expr | None:
    """What stands inside a node, and not above it, and may be left out."""
    return op.gives if op.kind in ("input", "output") else op.shown if op.kind in ("parameter", "function") else None


def _size(op: Op, title: Label | None, latex: Latex, blanks: Blanks) -> NodeSize:
    """The room that a node needs, with its title above it."""
    w, h = _inner(op, latex, blanks)
    if not title:
        return NodeSize(w, h / 2, h / 2)
    if op.gives in blanks:
        return NodeSize(max(w, BOX), h / 2 + _TITLE + 3, h / 2)
    words = 13.6 + 4.6 * len(title.words) if title.words else 0.0
    return NodeSize(max(w, width(title.formula, 9.0) + words), h / 2 + _TITLE, h / 2)


def _frame(flow: Dataflow, placed: LayeredLayout, boxes: Sequence[Box]) -> Area:
    """The cell's own border: around all operations, between what comes in and what goes out, and what passes."""
    inner = [box for op, box in zip(flow.ops, boxes, strict=True) if op.kind not in ("input", "output", "parameter")]
    left = min((box.x - box.w / 2 for box in inner), default=0.0) - 9
    right = max((box.x + box.w / 2 for box in inner), default=0.0) + 9
    inner += [box for op, box in zip(flow.ops, boxes, strict=True) if op.kind == "parameter" and left < box.x < right]
    passing = [y for way in placed.passes.values() for (x, y), _ in way if left < x < right]
    low = min((*(box.y - box.h / 2 for box in inner), *passing), default=0.0) - 9
    high = max((*(box.y + box.h / 2 for box in inner), *passing), default=0.0) + 9
    return Area("cell", (left, low), (right, high))


def _node(i: int, op: Op, drawn: Box, title: Label | None, latex: Latex, blanks: Blanks) -> Iterator[Node]:
    kind = "port" if op.kind in ("input", "output", "parameter") else op.kind
    yield Node(kind, (drawn.x, drawn.y), _text(op, latex, blanks), (drawn.w,), str(i))
    if title:
        yield Node("title", (drawn.x, drawn.y + drawn.h / 2 + 3), title, anchor="base")


def _wires(
    flow: Dataflow,
    placed: LayeredLayout,
    drawn: Sequence[Box],
    boxes: Sequence[Box],
    spine: Sequence[int],
    latex: Latex,
    blanks: Blanks,
) -> Iterator[Path | Node]:
    """Every wire, then the labels, which must not be crossed."""
    labels: list[Node] = []
    memory = set(pairwise(spine))
    for target, op in enumerate(flow.ops):
        ways = {wire: _stretches(wire, placed, drawn) for wire in flow.into(target)}
        others = {w: [box for i, box in enumerate(boxes) if i not in (target, w.source)] for w in ways}
        for wire, curves in _arriving(op, drawn[target], ways, others).items():
            style = "line" if op.kind == "join" else "memory" if (wire.source, target) in memory else "edge"
            yield Path(style, tuple(curves))
            if wire.label is not None:
                # On a level stretch if there is one.
                place = next((c.at(0.5) for c in reversed(curves) if not c.bent), curves[0].at(0.5))
                labels.append(Node("wire label", place, _wire_label(wire, latex, blanks)))
    yield from labels


def _wire_label(wire: Wire, latex: Latex, blanks: Blanks) -> Label:
    assert wire.label is not None
    return Label("-") if wire.label == Neg(UNIT) else blanks.shown(wire.label, latex.expr(wire.label))


def _stretches(wire: Wire, placed: LayeredLayout, drawn: Sequence[Box]) -> _Way:
    """The source's right side, and each passed layer from left to right."""
    source = drawn[wire.source]
    out = (source.x + source.w / 2, source.y)
    return [(out, out), *placed.passes[wire.source, wire.target]]


def _arriving(op: Op, box: Box, ways: Mapping[Wire, _Way], others: Mapping[Wire, Sequence[Box]]) -> dict[Wire, list[Curve]]:
    """The curves of all wires into a node.

    A box has its inputs one below the other. A circle has the most level one at its left; others come from right below or above
    if nothing is in the way there, else from the left as well.
    """
    wires = sorted(ways, key=lambda wire: -ways[wire][-1][1][1])
    left = (box.x - box.w / 2, box.y)
    if op.kind not in ("product", "sum"):
        gap = max(0.0, min(8.0, (box.h - 6) / max(1, len(wires) - 1)))
        levels = [left[1] + gap * ((len(wires) - 1) / 2 - n) for n in range(len(wires))]
        return {wire: _curves(ways[wire], (left[0], y), 0.0) for wire, y in zip(wires, levels, strict=True)}
    straight = min(wires, key=lambda wire: abs(ways[wire][-1][1][1] - box.y), default=None)
    found: dict[Wire, list[Curve]] = {}
    taken: set[float] = set()
    for wire in wires:
        if wire == straight:
            found[wire] = _curves(ways[wire], left, 0.0)
            continue
        last = ways[wire][-1][1][1]
        side = 1.0 if last < box.y else -1.0
        upright = _curves(ways[wire], (box.x, box.y - side * box.h / 2), side)
        free = (
            abs(last - box.y) > box.h
            and side not in taken
            and not any(o.holds(p, 1.0) for o in others[wire] for p in upright[-1].samples[3:])
        )
        aslant = _curves(ways[wire], (box.x - box.w * 0.4, box.y - side * box.h * 0.3), 0.0)
        found[wire] = upright if free else aslant
        taken |= {side} if free else set()
    return found


def _curves(way: _Way, end: Point, upright: float) -> list[Curve]:
    """Through all stretches, level in each; at the end level, from below (`upright` 1) or from above (-1)."""
    x, y = way[0][0]
    found: list[Curve] = []
    for a, b in [*way[1:], (end, end)]:
        last = a == end
        reach = a[0] - x
        if last and upright:
            found.append(Curve((x, y), (x + 0.7 * reach, y), (a[0], a[1] - upright * min(abs(a[1] - y) * 0.6, 22.0)), a, True))
        else:
            found.append(Curve((x, y), (x + reach / 2, y), (a[0] - reach / 2, a[1]), a, abs(a[1] - y) > 0.05))
        if a != b:
            found.append(Curve(a, a, b, b))
        x, y = b
    return found
