"""Values, gradients and Jacobians of arrays against HIPS autograd and central differences at 50 digits."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, reject

from gen.algebra.arrays import mapped, numbers
from gen.format.problem_file import load_problem
from gen.messages.errors import InputErrors
from gen.model.problem import Item
from gen.model.solved import Solved
from gen.questions.values import GradientQuery, ValueQuery
from tests.support.array_cells import Cell, cells
from tests.support.array_oracles import off, precise
from tests.support.array_readings import reading_of, told_by, wrong_values
from tests.support.examples import quick
from tests.support.problems import PROBLEMS, solved

_DOUBLE_EXP = 300  # the exponential of a difference of two such numbers is still a double, and not 0
_OFF = Decimal("1.00000000001")


# The shipped problems -------------------------------------------------------------------------------------------------


def _numeric() -> Iterator[tuple[Path, int, int]]:
    """Every item and reading that asks for values or gradients. Those of printed values hold numbers only: `test_oracles` has them."""
    for path in PROBLEMS:
        for i, item in enumerate(load_problem(path)[0].items):
            if any(isinstance(query, ValueQuery | GradientQuery) for query in item.queries):
                yield from ((path, i, j) for j, reading in enumerate(item.readings) if reading.values == "computed")


def test_shipped_values_and_derivatives_are_those_of_unrelated_routes(subtests: pytest.Subtests) -> None:
    """Each value and derivative on the key is that of autograd and of central differences to 1e-12, by the stated conventions."""
    for path, i, j in _numeric():
        with subtests.test(path.stem, item=i, reading=j):
            item = solved(path).items[i]
            assert wrong_values(item.item, item.readings[j]) == []


# Corners --------------------------------------------------------------------------------------------------------------

_W = ("W: [[1, 2, 0], [1/2, -1, 1]]",)
_V = ("V: [[1/2, -1], [2/3, 1]]",)
_H = (*_V, "h[0]: [1, -1/2]")
_X = ("x: [1, -1/2, 2]",)
_RNN = "h[t]: tanh(V @ h[t-1])"

CORNERS = {
    "one by one": Cell(("h[t]: tanh(W @ h[t-1])", "L: sum(h[T]**2)"), ("W: [[2]]", "h[0]: [1/2]"), 2, ("gradient of L wrt W, h[0]",)),
    "vector of one beside a row": Cell(
        ("h: tanh(W @ x + b)", "L: h**2"), ("W: [[1, -2]]", "x: [1, 1/3]", "b: [1/2]"), 1, ("gradient of L wrt W, b", "jacobian of h wrt x")
    ),
    "rows": Cell(("h: tanh(x @ W + b)", "L: norm(h)"), ("W: [[1], [2]]", "x: [1, 1/3]", "b: [1/2]"), 1, ("gradient of L wrt W, b, x",)),
    "Jacobian of rows": Cell(
        ("h[t]: tanh(h[t-1] @ V)", "p[t]: softmax(h[t])"), _H, 2, ("jacobian of h[2] wrt h[0]", "jacobian of p[2] wrt h[1]")
    ),
    "twice in one equation": Cell(("h[t]: tanh(V @ V @ h[t-1] + (V*h[t-1][1]) @ h[t-1])",), _H, 1, ("gradient of h[1][2] wrt V",)),
    "itself and turned": Cell(("a: tanh(W @ x)", "r: W.T @ a - x", "L: norm(r)"), (*_W, *_X), 1, ("gradient of L wrt W, x, W[2, 3]",)),
    "quadratic form": Cell(("L: x.T @ A @ x + A[1, 2]*x[2]",), ("A: [[1, 2], [3, 5]]", "x: [1, -2]"), 1, ("gradient of L wrt A, x",)),
    "number and vector": Cell(("h: a*x + a", "L: sum(h)/2 + a"), (*_X, "a: 2"), 1, ("gradient of L wrt a, x",), "forward"),
    "number times matrix": Cell(("M: a*W - a", "L: sum(M**2)"), (*_W, "a: 2"), 1, ("gradient of L wrt a, W",)),
    "number and a product of matrices": Cell(
        ("M: (W*c[2]) @ W.T", "L: mean(M) + sum(c)"), (*_W, "c: [1, 3]"), 1, ("gradient of L wrt W, c",)
    ),
    "number that is added": Cell(("h[t]: min(h[t-1], dot(b, b))", "L: sum(h[T])"), ("h[0]: [1, 7]", "b: 2"), 1, ("gradient of L wrt b",)),
    "turned scalar multiple": Cell(("h[t]: (t*h[t-1].T).T",), ("h[0]: [1, 2]",), 2, ("jacobian of h[2] wrt h[0]",)),
    "entries": Cell((_RNN,), _H, 2, ("value of h[2][1]", "gradient of h[2][1] wrt V, V[1, 2], V[2, :]", "gradient of h[2][2] wrt h[0][1]")),
    "blocks": Cell(
        ("Q: X @ W", "A: Q[:, 1:2]", "B: Q[:, 3:4] @ V", "L: sum(A*B) + sum(X[2:3, 1:2]) + sum(b[2:3]**2)*b[1]"),
        ("X: [[1, 2], [0, -1], [1, 1]]", "W: [[1, 0, 2, 1], [1/2, -1, 1, 3]]", *_V, "b: [1, 2, 3]"),
        1,
        ("value of Q[2:3, 2:4]", "gradient of L wrt X, W, V, b, W[:, 2:4], X[1:2, :], b[2:3]"),
    ),
    "blocks over time": Cell(
        ("H[t]: tanh(H[t-1] @ U + X[t])", "o[t]: H[t][:, 1:2] @ w", "L: sum(o[T]**2) + H[1][2:2, 3:3]"),
        (
            "U: [[1, 0, 2], [1/2, -1, 1], [0, 0, 1]]",
            "H[0]: [[0, 1, 0], [0, 0, 1/2]]",
            "w: [1, 2]",
            "X: [[[1, 0, 1], [0, 1, 1]], [[1, 1, 1], [-1, 0, 1]]]",
        ),
        2,
        ("gradient of L wrt U, H[1], H[1][:, 2:3], H[0][1:2, 1], w",),
    ),
    "blocks of an expression": Cell(
        ("M: W.T @ V - 2*a", "p: softmax(V @ x[1:2])", "L: sum(M**2) + dot(p, x[2:3])"),
        (*_W, *_V, *_X, "a: [1, 0, 2]"),
        1,
        ("value of M[2:3, :], p[1:2]", "gradient of L wrt x, W[1:2, 2:3], a[1:2]", "jacobian of p wrt x"),
    ),
    "entries to a number": Cell(
        (_RNN, "c[t]: a*h[t]", "L: c[T][2]"), (*_H, "a: 2"), 2, ("gradient of c[2][1] wrt a", "gradient of L wrt a"), "forward"
    ),
    "column of what moves": Cell(("M: W*a", "L: sum(tanh(M[:, 2]))"), (*_W, "a: 2"), 1, ("gradient of L wrt a",), "forward"),
    "entry of probabilities": Cell(("p: softmax(W @ x)",), (*_W, *_X), 1, ("value of p[1]", "gradient of p[2] wrt W, x, W[1, 3]")),
    "entry of a row of a matrix": Cell(
        ("L: dot(2*b, W[2, :] + b) + b @ W[1, :].T",), (*_W, "b: [[1, 1/2, 3]]"), 1, ("gradient of L wrt b[2]",)
    ),
    "row of ones": Cell(("L: sum(W.T) + mean(W)",), _W, 1, ("gradient of L wrt W[1, :], W[:, 2], W[2, 3], W[:, 2:3]",)),
    "vector to itself": Cell(
        (_RNN,), _H, 2, ("jacobian of h[2] wrt h[2]", "gradient of h[2][1] wrt h[2]", "gradient of h[1][1] wrt h[1][1]")
    ),
    "no dependence": Cell(
        (_RNN, "c[t]: 2*c[t-1]"), (*_H, "c[0]: [1, 2]"), 2, ("gradient of c[2][1] wrt V, h[1]", "jacobian of c[1] wrt c[2]")
    ),
    "argmax": Cell(("s: W @ x", "L: argmax(s)*sum(one_hot(argmax(s), 2)*s)"), (*_W, *_X), 1, ("gradient of L wrt W, x",)),
    "nothing but argmax": Cell(("s: W @ x", "k: argmax(s)"), (*_W, *_X), 1, ("gradient of k wrt W, s",)),
    "sums of sums": Cell(
        (_RNN, "L: sum_t(mean(h[t])*sum(h[t] + sum(h[t-1]))) - mean_t(var(h[t]))"), _H, 3, ("gradient of L wrt V, h[0], h[1]",)
    ),
    "number of the step": Cell(
        ("m[t]: 0.9*m[t-1] + g[t]/10", "L: sum_t(sum(m[t]/(1 - 0.9**t))/t)"),
        ("m[0]: [0, 1]", "g: [[1, 2], [3, -1]]"),
        2,
        ("gradient of L wrt g[1], m[0]",),
    ),
    "last but one": Cell((_RNN, "L: sum(h[T-1])*h[1][2]"), _H, 2, ("gradient of L wrt V, h[1]",)),
    "softmax used twice": Cell(
        ("p: softmax(W @ x)", "L: cross_entropy(p, y) + dot(p, p)"),
        (*_W, *_X, "y: [1, 0]"),
        1,
        ("gradient of L wrt W", "jacobian of p wrt x"),
    ),
    "computed target": Cell(
        ("L: cross_entropy(softmax(W @ x), softmax(V @ b - W @ x))",), (*_W, *_X, *_V, "b: [1, 2]"), 1, ("gradient of L wrt W, V, x",)
    ),
    "one softmax as prediction and target": Cell(
        ("p: softmax(W @ x)", "q: softmax(b)", "L: cross_entropy(p, q) + cross_entropy(q, p)"),
        (*_W, *_X, "b: [1, 2]"),
        1,
        ("gradient of L wrt W, b",),
    ),
    "softmax within two equations": Cell(
        ("a: V @ softmax(W @ x)", "L: dot(a, softmax(a))"), (*_W, *_X, *_V), 1, ("gradient of L wrt W, V",)
    ),
    "softmax of a column": Cell(
        ("p[t]: softmax(S[t-1][:, 2])", "S[t]: S[t-1].T", "L: sum_t(cross_entropy(p[t], y[t]))"),
        ("S[0]: [[1, 2], [1/2, 0]]", "y: [[1, 0], [0, 1]]"),
        2,
        ("gradient of L wrt S[0][1, 2], S[0]",),
    ),
    "softmax of rows": Cell(
        ("a: softmax(q @ K.T)", "m: a @ K", "L: var(m)"), ("K: [[1, 2], [1/2, 0], [3, 1]]", "q: [1, -1]"), 1, ("gradient of L wrt K, q",)
    ),
    "joined": Cell(
        ("h: tanh(W @ concat(a, b))", "L: sum(h) + dot(a, h)"), (*_W, "a: [1, 2]", "b: 3"), 1, ("gradient of L wrt W, a, b, a[2]",)
    ),
    "mean of what is joined": Cell(("L: mean(concat(b[1], tanh(b)))",), ("b: [1, 2]",), 1, ("gradient of L wrt b",)),
    "extreme of an entry and a vector": Cell(
        ("h[t]: min(c[t-1], h[t-1][1]) @ W.T", "c[t]: c[t-1]/2", "L: h[T][1]"),
        (*_W, "h[0]: [[2, 1]]", "c[0]: [[3, 2, 1]]"),
        2,
        ("gradient of L wrt c[0][2], h[0]",),
    ),
    "Jacobian of an extreme beside a number": Cell(("h[t]: max(h[t-1], 2)",), ("h[0]: [3, 1]",), 1, ("jacobian of h[1] wrt h[0]",)),
    "ties": Cell(("h: max(x, b, 1)", "L: max(h) + min(h)*2"), ("x: [1, 2, -3]", "b: [0, 2, 1]"), 1, ("gradient of L wrt x, b",)),
    "kinks": Cell(
        ("h: relu(x) + abs(x) + step(x)*x + sign(x)", "L: norm(h - 1)"),
        ("x: [1, 0, -3]",),
        1,
        ("gradient of L wrt x", "jacobian of h wrt x"),
    ),
    "kink of an entry": Cell(("L: abs(h[2]) + step(h[1])", "h: relu(x)"), ("x: [1, 2]",), 1, ("value of h[2]", "gradient of L wrt x")),
    "norm of a number": Cell(("L: norm(a)*a",), ("a: -2",), 1, ("gradient of L wrt a",), "forward"),
    "update": Cell(("L: mse(W @ x, y)", "W_new: W - eta*grad(L, W)"), (*_W, *_X, "y: [1, 2]", "eta: 0.1"), 1, ("value of W_new",)),
    "truncated": Cell(
        (_RNN, "l[t]: sum(h[t]**2)", "L: sum_t(l[t]) + l[1]*l[2]"),
        _H,
        3,
        ("gradient of L wrt V", "gradient of h[3][1] wrt V, h[3]"),
        truncate=1,
    ),
    "truncated, before the last window": Cell(
        ("c[t]: V @ c[t-1]", "L: sum_t(l[t])", "l[t]: sum(c[t])"), (*_V, "c[0]: [1, 2]"), 3, ("gradient of L wrt c[0]",), truncate=1
    ),
    "truncated, one state behind the other": Cell(
        ("c[t]: 2*c[t-1]", "L: sum_t(c[t])"), ("c[0]: 1",), 3, ("gradient of L wrt c[0]",), truncate=1
    ),
    "truncated, one entry still": Cell(
        ("p[t]: softmax(V[:, 2]*t)", "L: sum_t(cross_entropy(p[t], y[t]))"),
        (*_V, "y: [[1, 0], [0, 1]]"),
        2,
        ("gradient of L wrt V",),
        truncate=1,
    ),
    "cut": Cell((_RNN, "L: sum(h[T])"), _H, 3, ("gradient of L wrt V, h[0]",), cut="h[1]"),
}


@pytest.mark.parametrize("cell", CORNERS.values(), ids=CORNERS.keys())
def test_corners_are_those_of_unrelated_routes(cell: Cell, tmp_path: Path) -> None:
    """Each value and derivative of a cell with an uncommon shape or use is that of autograd and of central differences."""
    assert wrong_values(*reading_of(cell, tmp_path)) == []


@pytest.mark.parametrize("name", ["entries", "softmax used twice", "kinks"])
def test_other_numbers_are_not_confirmed(name: str, tmp_path: Path) -> None:
    """Of a derivation whose every number is off by 1e-11 of itself, no number that is not 0 passes."""
    item, reading = reading_of(CORNERS[name], tmp_path)
    (part,) = reading.parts
    steps = [
        replace(step, value=mapped(step.value, lambda x: x * Fraction(10**11 + 1, 10**11) if isinstance(x, Fraction) else x * _OFF))
        for step in part.derivation.numbers
    ]
    changed = replace(reading, parts=(replace(part, derivation=replace(part.derivation, steps=tuple(steps))),))
    assert len(wrong_values(item, changed)) == sum(any(numbers(step.value)) for step, _, _ in told_by(changed))


# Random cells ---------------------------------------------------------------------------------------------------------

# What the tool says where it does not tell a derivative, and where numbers are beyond it.
_REFUSALS = (
    "their derivative is no matrix",
    "ask for one entry of",
    "; ask for that of a number",
    "; ask for the derivative of a number",
    "is neither computed nor used by the cell",  # b[2] is a time where b never stands alone
    "stands left of a matrix here",
    "stands right of a matrix here",
    "has a tie",
    "this close to 0 cannot be told",
    "digits are not enough",
    "steps that a gradient of",
    "a truncated gradient is told step by step",
    "is compared with a part of itself",
    "a Jacobian is told of whole vectors",
    "the number is too large",
    "the number is too small",
    "division by zero",  # the slope of a norm of zeros
)


def _solvable(cell: Cell, folder: Path) -> tuple[Item, Solved]:
    """A random cell solved; what the tool refuses with a reason is no example."""
    try:
        return reading_of(cell, folder)
    except InputErrors as error:
        if all(any(refusal in fault.message for refusal in _REFUSALS) for fault in error.faults):
            reject()
        raise


@quick(30)
@given(cells())
def test_random_cells_are_those_of_unrelated_routes(cell: Cell) -> None:
    """Each value and derivative of a random cell, told as it says, is that of autograd and of central differences."""
    with TemporaryDirectory() as folder:
        item, reading = _solvable(cell, Path(folder))
    # Doubles lose what the largest number on the way has more digits than the answer, once for the value and once for an adjoint.
    largest = max(abs(precise(step.value)).max() for step in reading.derivation.numbers)
    if largest > _DOUBLE_EXP:
        reject()
    assert wrong_values(item, reading, max(1.0, float(largest)) ** 2) == []


@quick(10)
@given(cells(depth=1))
def test_the_way_of_telling_does_not_matter(cell: Cell) -> None:
    """Forward and reverse give the same answers where both can be told, up to 40 digits."""
    with TemporaryDirectory() as folder:
        told = [_solvable(replace(cell, by=by), Path(folder))[1].derivation for by in ("forward", "reverse")]
    pairs = [(precise(told[0].values[answer]), precise(told[1].values[answer])) for answer in told[0].asked]
    assert [(one, other) for one, other in pairs if off(one, other, 1.0) > 1e-40] == []
