"""Batches: a vector that is added to each row or column of a matrix, its gradient as a sum over the batch, and what counts as its size."""

from pathlib import Path

import pytest

from tests.array_cells import Cell
from tests.test_arrays import _reading, _wrong

# Values and gradients -------------------------------------------------------------------------------------------------

_X = "X: [[1, -2], [0, 1/2], [-1, 1], [2, 1/3]]"  # four rows of two features
_W = "W: [[1, -1/2, 2], [1/3, 1, -1]]"
_Y = "Y: [[1, 0, 0], [0, 1/2, 0], [0, 0, -1], [1, 1, 1]]"
_ROWS = (_X, _W, _Y, "b: [1, -1/2, 1/4]")
_COLUMNS = ("X: [[1, 0, -1, 2], [-2, 1/2, 1, 0]]", "W: [[1, -1/2], [2, 1/3], [-1, 1]]", "b: [1, -1/2, 1/4]")
_SQUARE = ("X: [[1, -2], [1/2, 1]]", "W: [[1, -1/2], [1/3, 1]]", "b: [1, -1/2]")

BATCHES = {
    "rows": Cell(
        ("Z: X @ W + b", "L: sum((tanh(Z) - Y)**2)/2"),
        (*_ROWS[:3], "b: [[1, -1/2, 1/4]]"),
        1,
        ("gradient of L wrt W, b, X, b[2]", "gradient of Z[2, 1] wrt b, X"),
    ),
    "columns": Cell(("Z: W @ X + b", "L: sum(tanh(Z)**2)"), _COLUMNS, 1, ("gradient of L wrt W, b, X, b[3]", "gradient of Z[2, 1] wrt b")),
    "square, rows": Cell(("L: sum(tanh(X @ W + b)**2)",), _SQUARE, 1, ("gradient of L wrt W, b, X",), vectors="rows"),
    "square, columns": Cell(("L: sum(tanh(W @ X + b)**2)",), _SQUARE, 1, ("gradient of L wrt W, b, X",), vectors="columns"),
    "batch of 1": Cell(("L: sum(tanh(X @ W + b)**2)",), ("X: [[1, -2]]", _W, "b: [[1, -1/2, 1/4]]"), 1, ("gradient of L wrt W, b, X",)),
    "one feature": Cell(("L: sum(tanh(X @ W + b)**2)",), (_X, "W: [[1], [-2]]", "b: 2"), 1, ("gradient of L wrt W, b, X",)),
    "subtracted": Cell(
        ("Z: b - X @ W - b/2 + 1", "L: sum(Z*Z)"), (*_ROWS[:2], "b: [1, -1/2, 1/4]"), 1, ("gradient of L wrt W, b", "value of Z[3, 2]")
    ),
    "used twice": Cell(
        ("A: tanh(X @ W + b)", "B: relu(A @ V + b)", "L: sum(B) + sum(b**2)"),
        (*_ROWS[:2], "V: [[1, 0, 1], [2, -1, 1], [1, 1/2, 1]]", "b: [1, -1/2, 1/4]"),
        1,
        ("gradient of L wrt b, V",),
    ),
    "three layers": Cell(
        ("A: tanh(X @ W + b)", "B: sigmoid(A @ V + c)", "Z: B @ U + a", "L: sum((Z - T)**2)"),
        (*_ROWS[:2], "b: [1, -1/2, 1/4]", "V: [[1, 0], [2, -1], [1, 1/2]]", "c: [-1, 1/2]", "U: [[1], [-2]]", "a: 1/3", "T: [1, 0, -1, 2]"),
        1,
        ("gradient of L wrt W, b, V, c, U, a",),
    ),
    "over time": Cell(
        ("H[t]: tanh(X[t] @ W + H[t-1] @ U + b)", "L: sum_t(sum(H[t]**2))"),
        (
            "X: [[[1, 2], [0, -1], [1/2, 1]], [[1, 0], [2, 1], [-1, 1]]]",
            "W: [[1, -1], [1/2, 1]]",
            "U: [[0, 1/2], [-1/2, 0]]",
            "b: [[1, -1]]",
            "H[0]: [[0, 0], [1, 0], [0, 1]]",
        ),
        2,
        ("gradient of L wrt W, U, b, H[0]",),
    ),
    "a bias of its own at each time": Cell(
        ("H[t]: tanh(H[t-1] @ U + b[t])", "L: sum(H[T])"),
        ("U: [[0, 1/2], [-1/2, 0]]", "b: [[1, -1], [1/2, 2]]", "H[0]: [[0, 0], [1, 0], [0, 1]]"),
        2,
        ("gradient of L wrt U, b[1], b[2][1]",),
    ),
    "truncated": Cell(
        ("H[t]: tanh(H[t-1] @ U + b)", "l[t]: sum(H[t]**2)", "L: sum_t(l[t])"),
        ("U: [[0, 1/2], [-1/2, 0]]", "b: [1, -1]", "H[0]: [[0, 0], [1, 0], [0, 1]]"),
        3,
        ("gradient of L wrt U, b",),
        truncate=2,
    ),
    "scaled": Cell(
        ("N: (X @ W)*g + b", "L: sum(N**2/2) + sum((X @ W)*g)"),
        (*_ROWS[:2], "g: [2, -1, 1/2]", "b: [1, -1/2, 1/4]"),
        1,
        ("gradient of L wrt g, b, W",),
    ),
    "divided": Cell(
        ("N: (W @ X - m)/s", "L: sum(exp(N))"), (*_COLUMNS[:2], "m: [1, -1/2, 1/4]", "s: [2, 1/2, 3]"), 1, ("gradient of L wrt m, s, W",)
    ),
    "a number with a row": Cell(
        ("Z: X @ W + a*b + a", "L: sum(Z**2)", "K: sum(Z)"),
        (*_ROWS[:2], "a: 2", "b: [1, -1/2, 1/4]"),
        1,
        ("gradient of L wrt a, b", "gradient of K wrt a, b"),
    ),
    "a row and a column": Cell(
        ("Z: X @ W + b + c", "L: sum(tanh(Z))"),
        (*_ROWS[:2], "b: [[1, -1/2, 1/4]]", "c: [[1], [2], [1/2], [-1]]"),
        1,
        ("gradient of L wrt b, c",),
    ),
    "turned": Cell(("L: sum(tanh((X @ W + b).T @ X))",), (*_ROWS[:2], "b: [1, -1/2, 1/4]"), 1, ("gradient of L wrt b, X, W",)),
    "within a product": Cell(("L: sum(tanh(X.T @ (X @ W - b)))",), (*_ROWS[:2], "b: [1, -1/2, 1/4]"), 1, ("gradient of L wrt b, X, W",)),
    "of one number, forward": Cell(
        ("B: X.T @ (X @ W + a*b)", "L: sum(tanh(B))"), (*_ROWS[:2], "a: 2", "b: [1, -1/2, 1/4]"), 1, ("gradient of L wrt a",), "forward"
    ),
    "probabilities of one example": Cell(
        ("Z: X @ W + b", "p: softmax(Z[2, :])", "L: cross_entropy(p, y)"),
        (*_ROWS[:2], "b: [1, -1/2, 1/4]", "y: [[0, 1, 0]]"),
        1,
        ("gradient of L wrt b, W",),
    ),
    "mean error": Cell(("Z: X @ W + b", "L: mse(Z, Y)"), _ROWS, 1, ("gradient of L wrt b, W",)),
    "update": Cell(("Z: X @ W + b", "L: mse(Z, Y)", "b_new: b - eta*grad(L, b)"), (*_ROWS, "eta: 1/10"), 1, ("value of b_new",)),
    "one that moves nothing": Cell(("Z: X @ W + b", "L: sum(Z - b)"), (*_ROWS[:2], "b: [1, -1/2, 1/4]"), 1, ("gradient of L wrt b, W",)),
    "computed row": Cell(("r: v @ W", "Z: X @ W + tanh(r)", "L: sum(Z**2)"), (*_ROWS[:2], "v: [1, -2]"), 1, ("gradient of L wrt v, W",)),
    "row of its own batch": Cell(("Z: X - X[1, :]", "L: sum(Z**3)"), (_X,), 1, ("gradient of L wrt X, X[1, :]",)),
}


@pytest.mark.parametrize("cell", BATCHES.values(), ids=BATCHES.keys())
def test_batches_are_those_of_unrelated_routes(cell: Cell, tmp_path: Path) -> None:
    """Each value and gradient of a batch is that of autograd, with numpy's broadcasting, and of central differences."""
    assert _wrong(*_reading(cell, tmp_path)) == []
