"""One step of a cell as a TikZ picture: its last values at the left, its operations, its next values at the right."""

from collections.abc import Iterator, Mapping, Sequence

from gen.dataflow import Dataflow, Op, Wire, dataflow, path
from gen.expr import UNIT, Call, Neg
from gen.geometry import Box, Curve, Point
from gen.layers import Layout, layout
from gen.measure import width
from gen.notation import Latex
from gen.roles import memories
from gen.rules import RULES
from gen.spec import Cell
from gen.tex import NOTHING, Tex, escape

_HEIGHT, _ROUND, _TITLE = 20.0, 15.0, 12.0  # pt: a box, a circle, the line above a box


def diagram(cell: Cell, latex: Latex, roles: Mapping[str, str] | None = None) -> Tex:
    """The diagram as a tikzpicture. `roles` are words by the name of a gate, which stand above its box."""
    flow = dataflow(cell)
    titles = [_title(op, flow, latex, roles or {}) for op in flow.ops]
    sizes = [_size(op, title, latex) for op, title in zip(flow.ops, titles, strict=True)]
    carried = memories({eq.lhs.var: eq.rhs.expr for eq in cell.equations})
    spine = next((way for memory in carried if (way := path(flow, memory))), ())
    last = [i for i, op in enumerate(flow.ops) if op.kind == "output"]
    late = [i for i, op in enumerate(flow.ops) if op.kind == "parameter"]
    placed = layout(sizes, [(wire.source, wire.target) for wire in flow.wires], spine, last, late)
    boxes = [Box(*point, *_inner(op, latex)) for op, point in zip(flow.ops, placed.points, strict=True)]
    rows = [_frame(flow, boxes, titles)]
    rows += [row for i, op in enumerate(flow.ops) for row in _node(i, op, boxes[i], titles[i], latex)]
    rows += _wires(flow, placed, boxes, latex)
    return Tex("\n".join([r"\begin{tikzpicture}[gen figure]", *rows, r"\end{tikzpicture}"]))


def _text(op: Op, latex: Latex) -> str:
    """What stands inside a node."""
    match op.kind, op.shown:
        case "complement", _:
            return "$1-$"
        case "product", _:
            return r"$\odot$"
        case "sum", _:
            return "$+$"
        case "join", _:
            return ""
        case _, Call(fn, ()):
            return f"${RULES[fn].latex}$"
        case _, None:
            return f"${latex.name(op.gives)}$" if op.gives else ""
        case _, shown:
            return f"${latex.expr(shown)}$"


def _title(op: Op, flow: Dataflow, latex: Latex, roles: Mapping[str, str]) -> Tex:
    """What stands above a node: the value it gives, unless that is written at the right, and its role."""
    outputs = {other.gives for other in flow.ops if other.kind == "output"}
    if op.gives is None or op.gives in outputs or op.kind in ("input", "output"):
        return NOTHING
    role = roles.get(op.gives.name)
    return Tex(f"${latex.name(op.gives)}$" + (rf"\enspace\textit{{{escape(role)}}}" if role else ""))


def _inner(op: Op, latex: Latex) -> Point:
    """Width and height of the drawn node."""
    match op.kind:
        case "join":
            return 3.0, 3.0
        case "product" | "sum":
            return _ROUND, _ROUND
        case "complement":
            return 24.0, _ROUND
        case "layer" | "function":
            return max(30.0, width(_text(op, latex).strip("$")) + 12), _HEIGHT
        case _:
            return width(_text(op, latex).strip("$")) + 6, 16.0


def _size(op: Op, title: Tex, latex: Latex) -> Point:
    """Width and height with the title; the same room is left below, so that the node is in the middle."""
    w, h = _inner(op, latex)
    if not title:
        return w, h
    math, _, role = title.partition(r"\enspace")
    words = 9 + 4.6 * len(role.removeprefix(r"\textit{")) if role else 0.0
    return max(w, width(math.strip("$"), 9.0) + words), h + 2 * _TITLE


def _frame(flow: Dataflow, boxes: Sequence[Box], titles: Sequence[Tex]) -> str:
    """The cell's own border: around all operations, between what comes in and what goes out."""
    inside = [(box, bool(title)) for op, box, title in zip(flow.ops, boxes, titles, strict=True) if op.kind not in ("input", "output")]
    left = min((box.x - box.w / 2 for box, _ in inside), default=0.0) - 9
    right = max((box.x + box.w / 2 for box, _ in inside), default=0.0) + 9
    low = min((box.y - box.h / 2 for box, _ in inside), default=0.0) - 9
    high = max((box.y + box.h / 2 + _TITLE * titled for box, titled in inside), default=0.0) + 9
    return rf"\draw[gen cell] ({left:.1f},{low:.1f}) rectangle ({right:.1f},{high:.1f});"


def _node(i: int, op: Op, box: Box, title: Tex, latex: Latex) -> Iterator[str]:
    yield rf"\node[gen {op.kind}={box.w:.1f}pt] ({i}) at ({box.x:.1f},{box.y:.1f}) {{{_text(op, latex)}}};"
    if title:
        yield rf"\node[gen title] at ({box.x:.1f},{box.y + box.h / 2 + 2:.1f}) {{{title}}};"


def _wires(flow: Dataflow, placed: Layout, boxes: Sequence[Box], latex: Latex) -> Iterator[str]:
    """Every wire, then the labels, which must not be crossed."""
    labels = []
    for target in range(len(flow.ops)):
        wires = flow.into(target)
        stretches = {wire: _stretches(wire, placed, boxes) for wire in wires}
        for wire, (end, vertical) in _ends(flow.ops[target], boxes[target], {w: s[-1][1] for w, s in stretches.items()}).items():
            way = stretches[wire]
            path_, middle = _curves(way, end, vertical)
            yield rf"\draw[gen {'line' if flow.ops[target].kind == 'join' else 'edge'}] {path_};"
            if wire.label is not None:
                shown = "-" if wire.label == Neg(UNIT) else latex.expr(wire.label)
                labels.append(rf"\node[gen label] at ({middle[0]:.1f},{middle[1]:.1f}) {{${shown}$}};")
    yield from labels


def _stretches(wire: Wire, placed: Layout, boxes: Sequence[Box]) -> list[tuple[Point, Point]]:
    """The source's right side, and each passed layer from left to right."""
    source = boxes[wire.source]
    out = (source.x + source.w / 2, source.y)
    return [(out, out), *placed.passes[wire.source, wire.target]]


def _ends(op: Op, box: Box, from_: Mapping[Wire, Point]) -> dict[Wire, tuple[Point, float]]:
    """Where each wire ends: a box has its inputs one below the other, a circle one at its left and others below or above.

    With each end comes how the wire arrives there: level (0), from below (1) or from above (-1).
    """
    wires = sorted(from_, key=lambda wire: -from_[wire][1])
    left = box.x - box.w / 2
    if op.kind not in ("product", "sum"):
        gap = min(8.0, (box.h - 6) / max(1, len(wires) - 1))
        return {wire: ((left, box.y + gap * ((len(wires) - 1) / 2 - n)), 0.0) for n, wire in enumerate(wires)}
    level = min(wires, key=lambda wire: abs(from_[wire][1] - box.y), default=None)
    ends: dict[Wire, tuple[Point, float]] = {}
    for side in (1.0, -1.0):
        there = [wire for wire in wires if wire != level and (from_[wire][1] < box.y) == (side > 0)]
        for n, wire in enumerate(there):
            ends[wire] = ((box.x + 4 * ((len(there) - 1) / 2 - n), box.y - side * box.h / 2), side)
    if level:
        ends[level] = ((left, box.y), 0.0)
    return ends


def _curves(way: Sequence[tuple[Point, Point]], end: Point, vertical: float) -> tuple[str, Point]:
    """The path through all stretches, level in each, and the middle of its first curve."""
    (x, y) = way[0][0]
    text, middle = f"({x:.1f},{y:.1f})", None
    for (ax, ay), (bx, by) in [*way[1:], (end, end)]:
        last = (ax, ay) == end
        reach = (ax - x) / 2
        second = (ax, ay - vertical * min(abs(ay - y) * 0.6, 22.0)) if last and vertical else (ax - reach, ay)
        curve = Curve((x, y), (x + (reach if not (last and vertical) else (ax - x) * 0.7), y), second, (ax, ay))
        middle = middle or curve.at(0.5)
        if y == ay:
            text += f" -- ({ax:.1f},{ay:.1f})"
        else:
            text += " .. controls ({:.1f},{:.1f}) and ({:.1f},{:.1f}) .. ({:.1f},{:.1f})".format(*curve.first, *curve.second, ax, ay)
        if not last:
            text += f" -- ({bx:.1f},{by:.1f})"
        x, y = bx, by
    return text, middle or end
