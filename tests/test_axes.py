"""Functions over rows or columns: read from an author's text, told, printed, read back, and refused where they have no meaning."""

from pathlib import Path

import pytest

from gen.messages.errors import Location
from tests.support.array_cells import Cell
from tests.support.array_readings import reading_of, wrong_values

_HERE = Location("a.yaml", 1, 1)
_X = "X: [[1, -2, 1/2], [0, 1/2, 3]]"
_Y = "Y: [[1, 0, 0], [1/4, 1/2, 1/4]]"
_W = "W: [[1, -1/2, 2], [1/3, 1, -1], [0, 2, 1]]"
_M = "M: [[1, 0, 1], [0, 0, 1]]"

CELLS = {
    "softmax of rows": Cell(("L: sum(softmax(X @ W, rows)*Y)",), (_X, _Y, _W), 1, ("gradient of L wrt X, W, W[1, 2]",)),
    "softmax of columns": Cell(("L: sum(softmax(X @ W, columns)*Y)",), (_X, _Y, _W), 1, ("gradient of L wrt X, W",)),
    "loss of a batch": Cell(
        ("P: softmax(X @ W + b, rows)", "L: mean(cross_entropy(P, Y, rows))"),
        (_X, _Y, _W, "b: [[1, 0, 1/2]]"),
        1,
        ("value of L", "gradient of L wrt W, b, P"),
    ),
    "loss of each example": Cell(
        ("P: softmax(X @ W, rows)", "l: cross_entropy(P, Y, rows)", "L: sum(l**2)"), (_X, _Y, _W), 1, ("gradient of L wrt W, l",)
    ),
    "loss of a batch of columns": Cell(
        ("P: softmax(W @ X, columns)", "L: mean(cross_entropy(P, Y, columns))"),
        ("W: [[1, -2], [1/2, 1]]", _X, "Y: [[1, 0, 1/3], [0, 1, 2/3]]"),
        1,
        ("gradient of L wrt W",),
    ),
    "loss from the logarithms": Cell(("L: -sum(Y*log_softmax(X @ W, rows))/3",), (_X, _Y, _W), 1, ("value of L", "gradient of L wrt W")),
    "predictions used twice": Cell(
        ("P: softmax(X @ W, rows)", "L: sum(cross_entropy(P, Y, rows)) + sum(P*P)"), (_X, _Y, _W), 1, ("gradient of L wrt W",)
    ),
    "predictions over the other axis": Cell(
        ("P: softmax(X @ W, rows)", "L: sum(cross_entropy(P, Y, columns))"),
        (_X, "Y: [[1, 0, 1/3], [0, 1, 2/3]]", _W),
        1,
        ("gradient of L wrt W",),
    ),
    "masked": Cell(("A: masked_softmax(X @ W, M, rows)", "L: sum(A*Y)"), (_X, _Y, _W, _M), 1, ("gradient of L wrt X, W",)),
    "masked vector": Cell(
        ("L: dot(masked_softmax(a, m), b)",), ("a: [1, 2, 5]", "m: [1, 1, 0]", "b: [3, 1, 2]"), 1, ("gradient of L wrt a",)
    ),
    "batch norm": Cell(
        ("Z: gamma*normalize(X, columns, eps) + beta", "L: sum(tanh(Z)*Y)"),
        (_X, _Y, "gamma: [[1, 2, 1/2]]", "beta: [[0, 1, -1]]", "eps: 0.1"),
        1,
        ("gradient of L wrt X, gamma, beta, eps",),
    ),
    "layer norm": Cell(("L: sum(normalize(X @ W, rows)*Y)",), (_X, _Y, _W), 1, ("gradient of L wrt X, W",)),
    "layer norm by the long way": Cell(
        ("L: sum((X - mean(X, rows))/sqrt(var(X, rows) + eps)*Y)",), (_X, _Y, "eps: 0.1"), 1, ("gradient of L wrt X, eps",)
    ),
    "normalised vector": Cell(
        ("n: normalize(W @ x, 0.1)", "L: dot(n, n*n)"), (_W, "x: [1, 2, 1/2]"), 1, ("gradient of L wrt W", "jacobian of n wrt x")
    ),
    "normalised row": Cell(("n: normalize(x @ W)",), (_W, "x: [1, 2, 1/2]"), 1, ("jacobian of n wrt x",)),
    "Jacobian of a masked softmax": Cell(
        ("p: masked_softmax(W @ x, m)",), (_W, "x: [1, 2, 1/2]", "m: [1, 0, 1]"), 1, ("jacobian of p wrt x",)
    ),
    "sums and means": Cell(
        ("A: tanh(X)", "L: sum(sum(A, rows)**2) + sum(mean(A*Y, columns)**2)"), (_X, _Y), 1, ("value of L", "gradient of L wrt X, X[2, 1]")
    ),
    "variances and norms": Cell(
        ("L: sum(var(X @ W, rows)) + sum(norm(X, columns)*norm(W, columns)) + sum(logsumexp(X, columns))",),
        (_X, _W),
        1,
        ("gradient of L wrt X, W",),
    ),
    "shares of each row": Cell(("P: X**2/sum(X**2, rows)", "L: sum(P*Y)"), (_X, _Y), 1, ("gradient of L wrt X",)),
    "a row beside a number of each row": Cell(
        ("Z: X*b - max(X, rows)", "L: sum(Z*Z)"), (_X, "b: [[1, 2, -1]]"), 1, ("gradient of L wrt X, b",)
    ),
    "ties": Cell(
        ("m: max(X, rows)", "n: min(X, columns)", "L: sum(m**2) + sum(n*b)"),
        ("X: [[3, 3, 1], [0, 2, 1], [2, 2, 2]]", "b: [[1, 2, 3]]"),
        1,
        ("value of m, n", "gradient of L wrt X"),
    ),
    "classes": Cell(("k: argmax(X @ W, rows)", "L: sum(k*k) + sum(X)"), (_X, _W), 1, ("value of k", "gradient of L wrt X")),
    "a number": Cell(
        ("s: a*X", "L: sum(softmax(s, rows)*Y) + sum(norm(s, rows))"), (_X, _Y, "a: 1/2"), 1, ("gradient of L wrt a",), "forward"
    ),
    "over time": Cell(
        ("H[t]: softmax(H[t-1] @ W + X[t], rows)", "l[t]: mean(cross_entropy(H[t], Y, rows))", "L: sum_t(l[t])"),
        (_Y, _W, "H[0]: [[0, 1, 0], [1, 0, 0]]", "X: [[[1, 0, 1], [0, 1, 0]], [[0, 1, 1], [1, 2, 0]]]"),
        2,
        ("gradient of L wrt W, X[1]",),
    ),
}


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS.keys())
def test_values_and_gradients_are_those_of_unrelated_routes(cell: Cell, tmp_path: Path) -> None:
    """Each value and derivative through a function over an axis is that of autograd and of central differences to 1e-12."""
    assert wrong_values(*reading_of(cell, tmp_path)) == []
