"""One step of a cell as a diagram: operations from the equations, a placement without collisions, roles in the key only."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from gen.algebra.expr import Call, Shift, Var
from gen.algebra.printer import name_text
from gen.figures.dataflow import Dataflow, dataflow, memory_path
from gen.figures.diagram import diagram
from gen.figures.layered_layout import NodeSize, layered_layout
from gen.figures.tikz import tikz
from gen.latex.writer import Latex
from tests.support.figure_cells import CELLS, cell_of

LSTM = (
    "{i[t]: sigmoid(W_i @ x[t] + U_i @ h[t-1]), f[t]: sigmoid(W_f @ x[t] + U_f @ h[t-1]), o[t]: sigmoid(W_o @ x[t] + U_o @ h[t-1]), "
    "n[t]: tanh(W_n @ x[t] + U_n @ h[t-1]), c[t]: f[t]*c[t-1] + i[t]*n[t], h[t]: o[t]*tanh(c[t])}"
)


def _name(flow: Dataflow, i: int) -> str:
    """What stands for an operation in these tests: the value that it gives or, without one, what it does."""
    op = flow.ops[i]
    if op.gives:
        return name_text(op.gives) + "'" * (op.kind == "output")
    return op.shown.fn if isinstance(op.shown, Call) else op.kind


FLOWS = [
    (
        LSTM,
        {"input": 3, "layer": 4, "product": 3, "sum": 1, "function": 1, "join": 1, "output": 2},
        {"x[t] join", "h[t-1] join", "join i[t]", "join f[t]", "join o[t]", "join n[t]", "f[t] product", "c[t-1] product", "product c[t]"}
        | {"i[t] product", "n[t] product", "c[t] tanh", "tanh h[t]", "o[t] h[t]", "c[t] c[t]'", "h[t] h[t]'"},
    ),
    (
        CELLS["gru"],
        {"input": 2, "layer": 3, "product": 3, "sum": 1, "complement": 1, "join": 1, "output": 1},
        {"x[t] join", "h[t-1] join", "join z[t]", "join r[t]", "r[t] product", "h[t-1] product", "product n[t]", "x[t] n[t]"}
        | {"z[t] complement", "complement product", "z[t] product", "n[t] product", "product h[t]", "h[t] h[t]'"},
    ),
]


@pytest.mark.parametrize(("equations", "kinds", "wires"), FLOWS, ids=["lstm", "gru"])
def test_operations_and_wires_come_from_the_equations(equations: str, kinds: dict[str, int], wires: set[str], tmp_path: Path) -> None:
    """Each gate is one layer, products and sums stand for themselves, and what all gates read is joined once."""
    flow = dataflow(cell_of(equations, tmp_path))
    assert Counter(op.kind for op in flow.ops) == kinds
    assert {f"{_name(flow, wire.source)} {_name(flow, wire.target)}" for wire in flow.wires} == wires


@pytest.mark.parametrize(("equations", "memory", "way"), [(LSTM, "c", 4), (CELLS["gru"], "h", 4), (CELLS["rnn"], "h", 0)])
def test_a_memory_runs_straight_along_the_top(equations: str, memory: str, way: int, tmp_path: Path) -> None:
    """From the last value through a product and a sum to the next one, all at one height, which nothing is above."""
    flow = dataflow(cell_of(equations, tmp_path))
    spine = memory_path(flow, Var(memory, Shift(0)))
    assert len(spine) == way
    size = NodeSize(20, 10, 10)
    ends = tuple(i for i, op in enumerate(flow.ops) if op.kind == "output")
    placed = layered_layout((size,) * len(flow.ops), tuple((wire.source, wire.target) for wire in flow.wires), spine, ends)
    assert {placed.points[i][1] for i in spine} <= {0.0}
    assert not spine or max(y for _, y in placed.points) == 0.0
    assert [y for edge in pairwise(spine) for ends in placed.passes[edge] for _, y in ends if y] == []


@pytest.mark.parametrize("name", CELLS)
def test_nothing_stands_in_the_way(name: str, tmp_path: Path) -> None:
    """Nodes do not overlap, wires run from left to right, and where one passes a layer it passes no node."""
    flow = dataflow(cell_of(CELLS[name], tmp_path))
    edges = tuple((wire.source, wire.target) for wire in flow.wires)
    placed = layered_layout(
        (NodeSize(30, 12, 8),) * len(flow.ops), edges, last=tuple(i for i, op in enumerate(flow.ops) if op.kind == "output")
    )
    points = placed.points
    assert [(a, b) for i, a in enumerate(points) for b in points[i + 1 :] if abs(a[0] - b[0]) < 30 and abs(a[1] - b[1]) < 20] == []
    assert all(points[a][0] < points[b][0] for a, b in edges)
    for stretches in placed.passes.values():
        for (left, y), (right, _) in stretches:
            assert all(not (left < x < right and -8 < y - level < 12) for x, level in points)


@pytest.mark.parametrize("name", CELLS)
def test_every_wire_is_drawn_once(name: str, tmp_path: Path) -> None:
    """As many paths as wires, and a node for each operation."""
    cell = cell_of(CELLS[name], tmp_path)
    flow, picture = dataflow(cell), tikz(diagram(cell, Latex()))
    assert sum(picture.count(rf"\draw[gen {style}]") for style in ("edge", "memory", "line")) == len(flow.wires)
    assert sum(picture.count(f"pt] ({i}) at") for i in range(len(flow.ops))) == len(flow.ops)


def test_roles_stand_at_their_gates_and_only_where_they_are_given(tmp_path: Path) -> None:
    """The word is beside the name of the gate; without roles there is none."""
    cell = cell_of(LSTM, tmp_path)
    plain, told = (tikz(diagram(cell, Latex(), roles)) for roles in ({}, {"f": "forget"}))
    assert r"$f_{t}$\enspace\textit{forget}" in told
    assert "forget" not in plain
