"""Counting: shapes read off the equations."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from gen.algebra.expr import Size
from gen.algebra.numbers import Number
from gen.algebra.printer import text
from gen.calculus.evaluate import evaluate_plan
from gen.calculus.parameter_shapes import infer
from gen.calculus.unstated_shapes import unstated_shapes
from gen.functions.function import ShapeError
from gen.functions.shapes import shape
from gen.messages.errors import Location, VerificationError
from gen.model.problem import Cell, Equation
from gen.model.source import Text
from gen.questions.parameter_count import CountQuery, count_plan, counted
from gen.syntax.parse import expression, variable
from gen.verify.parameter_sizes import parameter_entries
from tests.support.problems import answers, solve_text
from tests.support.texts import COUNT


@pytest.mark.parametrize(
    ("equations", "known", "arrays"),
    [
        ("h[t]: tanh(V @ h[t-1] + W @ x[t] + b)", {}, "V W b h x"),
        ("c[t]: f[t]*c[t-1] + a*g[t]; f[t]: sigmoid(W @ x[t]); g[t]: tanh(U @ x[t])", {}, "U W c f g x"),
        ("i[t]: sigmoid(W @ x[t] + p*c[t-1]); c[t]: i[t]*c[t-1]", {}, "W c i p x"),
        ("h[t]: tanh(x[t] @ W + b)", {}, "W b h x"),
        ("A[t]: theta @ A[t-1]", {}, "A theta"),
        ("y: w.T @ h[T]; h[t]: V @ h[t-1]", {}, "V h w"),
        ("m: K @ softmax(s)/sqrt(d)", {}, "K m s"),
        ("h[t]: tanh(V*h[t-1] + W*x[t])", {}, ""),
        ("h[t]: tanh(V @ h[t-1])", {"V": (1, 1), "h": (1, 1)}, ""),
    ],
)
def test_arrays_are_known_by_where_they_stand(equations: str, known: dict[str, tuple[int, int]], arrays: str) -> None:
    """Where no number tells: factors of @, what is computed from arrays, biases and peepholes; known numbers stay numbers."""
    found = unstated_shapes(_cell(*equations.split("; ")), known)
    assert " ".join(sorted(name for name, own in found.items() if own != (1, 1))) == arrays


@pytest.mark.parametrize(
    ("cell", "shapes", "of", "total", "written"),
    [
        (["h[t]: tanh(V @ h[t-1] + W @ x[t] + b)"], {"x": 3, "h": 5}, "W, V, b", "45", "3*5 + 5*5 + 5"),
        (["h[t]: tanh(V @ h[t-1] + W @ x[t])"], {"x": 4, "h": 12}, "V, W", "192", "12*12 + 4*12"),
        (["h[t]: tanh(V @ h[t-1] + W @ x[t] + b)", "y[t]: U @ h[t] + c"], {"x": 2, "h": 3, "y": 4}, "V, W, b, U, c", "34", None),
        (["y: U @ relu(W @ x)"], {"x": 2, "y": 1, "W": "[7, 2]"}, "W, U", "21", None),
        (["g[t]: sigmoid(W @ x[t] + U @ h[t-1])", "h[t]: g[t]*h[t-1]"], {"x": 2, "h": 3}, "W, U", "15", "2*3 + 3*3"),
        (["h[t]: tanh(W @ (a*x[t]))"], {"x": 2, "h": 3, "a": "[]"}, "W, a", "7", None),
        (["h[t]: V @ h[t-1]"], {"h": 1}, "V", "1", "1*1"),
        # Row style: W in R^(3x5) maps a row of 3 inputs to 5 outputs
        (["h[t]: tanh(h[t-1] @ V + x[t] @ W + b)"], {"x": 3, "h": 5}, "W, V, b", "45", "3*5 + 5*5 + 5"),
        (["a: relu(x @ W + b)", "y: a @ U + d"], {"x": 4, "a": 7, "y": 2}, "W, b, U, d", "51", "4*7 + 7 + 7*2 + 2"),
        (["y: relu(x @ W) @ U"], {"x": 2, "y": 1, "W": "[2, 7]"}, "W, U", "21", None),
        (["y[t]: x[t] @ A @ B"], {"x": 2, "y": 3, "A": "[2, 4]"}, "A, B", "20", "2*4 + 4*3"),
        # What follows from a matrix and not from a vector
        (["y[t]: W @ x[t] + b"], {"W": "[2, 7]", "y": 2}, "W, b", "16", None),
        (["y[t]: A @ B @ x[t]"], {"x": 2, "y": 3, "B": "[4, 2]"}, "A, B", "20", None),
        # Parameters of one shape are told together
        (["h[t]: tanh(V @ h[t-1] + W @ h[t-2] + b)"], {"h": 5}, "V, W, b", "55", "2*5*5 + 5"),
        (["h[t]: tanh(V @ h[t-1] + W @ h[t-2])"], {"h": 5}, "all", "50", "2*5*5"),
        (["h[t]: tanh(V @ (h[t-1] + c) + b + d)"], {"h": 5}, "all", "40", "5*5 + 3*5"),
        (["h[t]: tanh(V @ h[t-1] + W @ x[t] + b)", "y[t]: U @ h[t] + c"], {"x": 2, "h": 3, "y": 4}, "all", "34", None),
        # Groups
        (["h[t]: tanh(V @ h[t-1] + W @ x[t] + b)"], {"x": 3, "h": 5}, "W + V, b", "45", "40 + 5"),
        (["h[t]: tanh(V @ h[t-1] + W @ x[t] + b)"], {"x": 3, "h": 5}, "W + V + b", "45", "3*5 + 5*5 + 5"),
        # Vectors joined, weights used twice, what turns vectors into numbers
        (["h[t]: tanh(W @ concat(h[t-1], x[t]) + b)"], {"x": 3, "h": 5}, "W, b", "45", "(5 + 3)*5 + 5"),
        (["a: tanh(W @ x + b)", "r: W.T @ a + c"], {"x": 4, "a": 3}, "W, b, c", "19", "4*3 + 3 + 4"),
        (["p: softmax(U @ tanh(W @ x))", "L: cross_entropy(p, y)"], {"x": 2, "y": 3, "W": "[4, 2]"}, "W, U", "20", None),
        (["h[t]: W @ x[t]/norm(x[t])", "q: mse(h[T], y) + sum_t(t*h[t][2])"], {"x": 2, "y": 3}, "W", "6", None),
        (["h[t]: max(V @ h[t-1], c)*max(x[t]) + c[1]"], {"x": 2, "h": 3}, "V, c", "12", None),
        (["h[t]: (V @ h[t-1])*b**t"], {"h": 3, "b": "[]"}, "all", "10", None),
        (["h: tanh(W @ x)", "L: sum(h)", "W_new: W - 1/10*grad(L, W)"], {"x": 2, "h": 3}, "W", "6", None),
    ],
)
def test_parameters_are_counted(
    cell: list[str], shapes: dict[str, object], of: str, total: str, written: str | None, tmp_path: Path
) -> None:
    """Each parameter's shape follows from the layers' sizes, in the author's order, inputs times outputs."""
    source = COUNT.format(
        cell="\n".join(f"    {line}" for line in cell), shapes="\n".join(f"      {k}: {v}" for k, v in shapes.items()), of=of
    )
    (item,) = solve_text(source, tmp_path).items
    assert answers(item.readings[0]) == [total]
    if written:
        derivation = item.readings[0].derivation
        assert text(derivation.numbers[-1].planned.written, derivation.values) == written


# Cells of frameworks --------------------------------------------------------------------------------------------------

CELLS = """
title: Cells
cells:
  lstm:
    i[t]: sigmoid(W_i @ x[t] + U_i @ h[t-1] + b_i)
    f[t]: sigmoid(W_f @ x[t] + U_f @ h[t-1] + b_f)
    o[t]: sigmoid(W_o @ x[t] + U_o @ h[t-1] + b_o)
    g[t]: tanh(W_g @ x[t] + U_g @ h[t-1] + b_g)
    c[t]: f[t]*c[t-1] + i[t]*g[t]
    h[t]: o[t]*tanh(c[t])
  lstm_of_pytorch:
    i[t]: sigmoid(W_i @ x[t] + b_i + U_i @ h[t-1] + d_i)
    f[t]: sigmoid(W_f @ x[t] + b_f + U_f @ h[t-1] + d_f)
    o[t]: sigmoid(W_o @ x[t] + b_o + U_o @ h[t-1] + d_o)
    g[t]: tanh(W_g @ x[t] + b_g + U_g @ h[t-1] + d_g)
    c[t]: f[t]*c[t-1] + i[t]*g[t]
    h[t]: o[t]*tanh(c[t])
  lstm_of_rows:
    i[t]: sigmoid(x[t] @ W_i + h[t-1] @ U_i + b_i)
    f[t]: sigmoid(x[t] @ W_f + h[t-1] @ U_f + b_f)
    o[t]: sigmoid(x[t] @ W_o + h[t-1] @ U_o + b_o)
    g[t]: tanh(x[t] @ W_g + h[t-1] @ U_g + b_g)
    c[t]: f[t]*c[t-1] + i[t]*g[t]
    h[t]: o[t]*tanh(c[t])
  gru:
    r[t]: sigmoid(W_r @ x[t] + U_r @ h[t-1] + b_r)
    z[t]: sigmoid(W_z @ x[t] + U_z @ h[t-1] + b_z)
    n[t]: tanh(W_n @ x[t] + U_n @ (r[t]*h[t-1]) + b_n)
    h[t]: (1 - z[t])*n[t] + z[t]*h[t-1]
  gru_of_pytorch:
    r[t]: sigmoid(W_r @ x[t] + b_r + U_r @ h[t-1] + d_r)
    z[t]: sigmoid(W_z @ x[t] + b_z + U_z @ h[t-1] + d_z)
    n[t]: tanh(W_n @ x[t] + b_n + r[t]*(U_n @ h[t-1] + d_n))
    h[t]: (1 - z[t])*n[t] + z[t]*h[t-1]
  rnn_of_pytorch:
    h[t]: tanh(W @ x[t] + b + U @ h[t-1] + d)
  readout:
    y[t]: V @ x[t] + q
stacks:
  two: {{cells: [lstm, lstm], feeds: {{x: h}}}}
  two_of_pytorch: {{cells: [lstm_of_pytorch, lstm_of_pytorch], feeds: {{x: h}}}}
  two_of_rows: {{cells: [lstm_of_rows, lstm_of_rows], feeds: {{x: h}}}}
  three: {{cells: [gru_of_pytorch, gru_of_pytorch, gru_of_pytorch], feeds: {{x: h}}}}
  mixed: {{cells: [lstm, gru, readout], feeds: {{x: h}}}}
items:
  - id: a
    prompt: How many parameters?
    cell: {cell}
    shapes: {shapes}
    ask: count of {of}
    points: {{total: 1}}
"""


@pytest.mark.parametrize(
    ("cell", "shapes", "of", "total"),
    [
        # sum(p.numel() for p in torch.nn.RNN(10, 20).parameters()) and so on
        ("rnn_of_pytorch", "{x: 10, h: 20}", "all", 640),
        ("lstm_of_pytorch", "{x: 10, h: 20}", "all", 2560),
        ("gru_of_pytorch", "{x: 10, h: 20}", "all", 1920),
        ("two_of_pytorch", "{x: 10, h_1: 20, h_2: 20}", "all by layer", 5920),  # torch.nn.LSTM(10, 20, 2)
        ("three", "{x: 10, h_1: 20, h_2: 20, h_3: 20}", "all by layer", 6960),  # torch.nn.GRU(10, 20, 3)
        # keras.layers.LSTM(20) and GRU(20, reset_after=False) on 10 inputs
        ("lstm", "{x: 10, h: 20}", "all", 2480),
        ("lstm_of_rows", "{x: 10, h: 20}", "all", 2480),
        ("gru", "{x: 10, h: 20}", "all", 1860),
        # keras.layers.LSTM(64), LSTM(32) on 100 inputs
        ("two", "{x: 100, h_1: 64, h_2: 32}", "all", 42240 + 12416),
        ("two_of_rows", "{x: 100, h_1: 64, h_2: 32}", "all by layer", 42240 + 12416),
    ],
)
def test_cells_have_as_many_parameters_as_frameworks_say(cell: str, shapes: str, of: str, total: int, tmp_path: Path) -> None:
    """LSTM, GRU and their stacks, with one bias per gate (Keras) and with two (PyTorch), have the numbers of the libraries."""
    (item,) = solve_text(CELLS.format(cell=cell, shapes=shapes, of=of), tmp_path).items
    assert answers(item.readings[0]) == [str(total)]


def _lines(cell: str, shapes: str, of: str, folder: Path) -> list[str]:
    """The lines of the key that are not hidden."""
    (item,) = solve_text(CELLS.format(cell=cell, shapes=shapes, of=of), folder).items
    one = item.readings[0].derivation
    return [f"{text(s.lhs)} = {text(s.planned.written)} = {s.value}" for s in one.numbers if not s.planned.hidden]


def test_a_group_has_a_line_of_its_own(tmp_path: Path) -> None:
    """Each group is summed, then the groups; a parameter that stands alone is a term of the total."""
    assert _lines("gru", "{x: 2, h: 3}", "W_r + U_r + b_r, W_z + U_z + b_z, b_n", tmp_path) == [
        "W_r + U_r + b_r = n_x*n_h + n_h*n_h + n_h = 18",
        "W_z + U_z + b_z = n_x*n_h + n_h*n_h + n_h = 18",
        "total = W_r + U_r + b_r + W_z + U_z + b_z + n_h = 39",
    ]


def test_a_stack_is_counted_layer_by_layer(tmp_path: Path) -> None:
    """The input of a layer is the hidden state of the one below, whatever its cell."""
    assert _lines("mixed", "{x: 2, h_1: 3, h_2: 4, y_3: 5}", "all by layer", tmp_path) == [
        "layer 1 = 4*(n_x*n_h_1 + n_h_1*n_h_1 + n_h_1) = 72",
        "layer 2 = 3*(n_h_1*n_h_2 + n_h_2*n_h_2 + n_h_2) = 96",
        "layer 3 = n_h_2*n_y_3 + n_y_3 = 25",
        "total = layer 1 + layer 2 + layer 3 = 193",
    ]


def test_a_stack_computes_as_well(tmp_path: Path) -> None:
    """A stack is a cell like any other: its values can be asked for."""
    source = """
title: Numbers
cells:
  cell: {"h[t]": "V*h[t-1] + W*x[t]"}
stacks:
  deep: {cells: [cell, cell], feeds: {x: h}}
items:
  - id: a
    prompt: Compute `h_2[2]`.
    cell: deep
    given: {V_1: 2, W_1: 3, V_2: 5, W_2: 7, "h_1[0]": 1, "h_2[0]": 1, x: [1, 2]}
    ask: ["value of h_2[2]", "gradient of h_2[2] wrt W_1"]
    points: {all: 1}
"""
    (item,) = solve_text(source, tmp_path).items
    assert answers(item.readings[0]) == ["312", "63"]


# The other way --------------------------------------------------------------------------------------------------------


def _cell(*lines: str) -> Cell:
    where = Location("test", 1, 1)
    sides = [line.split(": ") for line in lines]
    return Cell("cell", tuple(Equation(variable(Text(lhs, where)), expression(Text(rhs, where), cell=True)) for lhs, rhs in sides), where)


@pytest.mark.parametrize(
    ("lines", "declared", "found"),
    [
        (["h[t]: tanh(V @ h[t-1] + W @ x[t] + b)"], {"x": (3,), "h": (5,)}, {"V": 25, "W": 15, "b": 5}),
        (["h[t]: tanh(h[t-1] @ V + x[t] @ W + b)"], {"x": (3,), "h": (5,)}, {"V": 25, "W": 15, "b": 5}),
        (["h[t]: W @ (a*x[t])"], {"x": (3,), "h": (5,), "a": ()}, {"a": 1, "W": 15}),
        (["y[t]: A @ B @ x[t]"], {"x": (2,), "y": (3,), "B": (4, 2)}, {"A": 12, "B": 8}),
        (["h[t]: tanh(W @ concat(h[t-1], x[t]) + b)"], {"x": (3,), "h": (5,)}, {"W": 40, "b": 5}),
        (["h[t]: tanh(concat(h[t-1], x[t]) @ W + b)"], {"x": (3,), "h": (5,)}, {"W": 40, "b": 5}),
        (["y[t]: U @ concat(a[t], x[t])", "a[t]: W @ x[t]"], {"x": (3,), "y": (2,), "W": (4, 3)}, {"U": 14, "W": 12}),
        (["a[t]: tanh(W @ x[t])", "r[t]: W.T @ a[t] + b"], {"x": (3,), "a": (5,)}, {"W": 15, "b": 3}),
        (["g[t]: 1/2", "h[t]: g[t]*(V @ h[t-1])/2 - b**2"], {"h": (3,)}, {"V": 9, "b": 3}),
    ],
)
def test_entries_are_found_another_way(lines: list[str], declared: dict[str, tuple[int, ...]], found: dict[str, int]) -> None:
    """Rows and columns that are equal to each other give the entries of each parameter, and so do the shapes."""
    cell = _cell(*lines)
    assert parameter_entries(cell, declared) == {0: found}
    query = CountQuery((), where=cell.where)
    plan = count_plan(infer(cell, declared), counted(query, cell, declared))
    units: dict[Any, Number] = {Size(axis, units=True): Fraction(n) for axis, n in infer(cell, declared).units.items()}
    assert {step.lhs: step.value for step in evaluate_plan(plan, units, {}, {}, cell.where).numbers} == {
        **{Size(name): n for name, n in found.items()},
        Size(""): sum(found.values()),
    }


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("h[t]: tanh(W @ concat(h[t-1], x[t]) + b)", "(n_h + n_x)*n_h + n_h"),
        ("h[t]: tanh(concat(h[t-1], x[t]) @ W + b)", "(n_h + n_x)*n_h + n_h"),
        ("h[t]: tanh(W @ concat(h[t-1], concat(x[t], x[t-1])) + b)", "(n_h + n_x + n_x)*n_h + n_h"),
    ],
)
def test_inputs_that_are_joined_are_added(line: str, written: str) -> None:
    """What stands in one vector are inputs of one matrix."""
    cell = _cell(line)
    declared = {"x": (3,), "h": (5,)}
    plan = count_plan(infer(cell, declared), counted(CountQuery((), where=cell.where), cell, declared))
    assert text(plan.steps[-1].written) == written


@pytest.mark.parametrize(
    ("line", "declared"),
    [
        ("h[t]: V @ h[t-1] + x[t]", {"x": (3,), "h": (5,)}),
        ("h[t]: W @ x[t]", {"x": (3,)}),
        ("y[t]: d[t] @ h[t]", {"d": (5,), "h": (5,)}),
    ],
)
def test_entries_that_do_not_work_out_are_no_confirmation(line: str, declared: dict[str, tuple[int, ...]]) -> None:
    """Sizes that contradict each other or are not known confirm nothing."""
    with pytest.raises(VerificationError, match="rows and columns of the cell 'cell' do not work out"):
        parameter_entries(_cell(line), declared)


def test_deep_brackets_cost_no_more_than_their_length(tmp_path: Path) -> None:
    """An equation nested as deep as may be is read level by level, not twice as often with each level."""
    deep = "V @ h[t-1]"
    for _ in range(15):
        deep = f"(b + norm({deep} + norm(c))*c)"
    source = COUNT.format(cell=f"    h[t]: {deep}", shapes="      {h: 3, V: [3, 3], c: 3}", of="V, b, c")
    (item,) = solve_text(source, tmp_path).items
    assert answers(item.readings[0]) == ["15"]


SHAPES = {"a": (1, 1), "u": (3, 1), "r": (1, 3), "W": (2, 3), "K": (3, 3)}


def _shape(source: str, strict: bool) -> tuple[int, int] | None:
    e = expression(Text(source, Location("test", 1, 1)), timeless=(*SHAPES, "n")).expr
    try:
        return shape(e, SHAPES, strict)
    except ShapeError:
        return None


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("a*u + 2", (3, 1)),
        ("u**2/a", (3, 1)),
        ("W - r", (2, 3)),
        ("-tanh(W @ u)", (2, 1)),
        ("r @ u", (1, 1)),
        ("W.T @ W", (3, 3)),
        ("W[1, :] @ K", (1, 3)),
        ("u[2]*r", (1, 3)),
        ("leaky_relu(r, 0.1)", (1, 3)),
        ("concat(a, r)", (1, 4)),  # a number is a row as well as a column
        ("concat(u, a)", (4, 1)),
        ("softmax(r)*dot(u, u)", (1, 3)),
        ("max(a, W)", (2, 3)),
        ("max(W)*a", (1, 1)),
        ("one_hot(a, 4)", (4, 1)),
    ],
)
def test_print_and_derivation_infer_the_same_shapes(source: str, found: tuple[int, int]) -> None:
    """What the derivation lets pass has one shape, whether shapes are checked, as it does, or not, as print does."""
    assert (_shape(source, strict=True), _shape(source, strict=False)) == (found, found)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("W @ a", (2, 1)),
        ("n*u + W", (3, 3)),
        ("dot(n, u)", (1, 1)),
        ("mse(W @ n, u)*r", (1, 3)),
        ("concat(u, r)", (3, 3)),
        ("n[2, :]*u", (3, 1)),
        ("u**r", (3, 3)),
        ("softmax(W)", (2, 3)),
    ],
)
def test_print_has_a_shape_where_some_are_not_known(source: str, found: tuple[int, int]) -> None:
    """Where names without a shape, such as n, count as numbers, print goes on with the largest part; the derivation refuses."""
    assert (_shape(source, strict=True), _shape(source, strict=False)) == (None, found)
