"""How derivatives of arrays are told: the very lines, for each kind of part that an equation is made of."""

from pathlib import Path

import pytest

from gen.algebra.printer import text
from gen.model.derivation import Step
from tests.support.problems import solve_text

COLUMN, ROW = "x: [1, -1]", "x: [[1, -1]]"

# Equations, numbers, what is asked, and the lines of the derivative.
TOLD = [
    ("a matrix times a vector", "L: sum(W @ x)", f"{COLUMN}, W: [[1, 2], [3, 4]]", "gradient of L wrt W", ["dL/dW = ones @ x.T"]),
    ("the vector in it", "L: sum(W @ x)", f"{COLUMN}, W: [[1, 2], [3, 4]]", "gradient of L wrt x", ["dL/dx = W.T @ ones"]),
    ("rows", "L: sum(x @ W)", f"{ROW}, W: [[1, 2], [3, 4]]", "gradient of L wrt W", ["dL/dW = x.T @ ones.T"]),
    ("squares", "L: sum((x - y)**2)/2", f"{COLUMN}, y: [1, 1]", "gradient of L wrt x", ["dL/dx = x - y"]),
    ("a mean", "L: mean(x*x)", COLUMN, "gradient of L wrt x", ["dL/dx = x"]),
    ("a scalar product", "L: dot(x, y)", f"{COLUMN}, y: [3, 1]", "gradient of L wrt x", ["dL/dx = y"]),
    ("the square of a norm", "L: norm(x)**2", COLUMN, "gradient of L wrt x", ["dL/dx = 2*x"]),
    ("a quadratic form", "L: x.T @ A @ x", f"{COLUMN}, A: [[1, 2], [3, 5]]", "gradient of L wrt x", ["dL/dx = A @ x + A.T @ x"]),
    ("its matrix", "L: x.T @ A @ x", f"{COLUMN}, A: [[1, 2], [3, 5]]", "gradient of L wrt A", ["dL/dA = x @ x.T"]),
    ("a number times a vector", "h: a*x; L: sum(h*h)", f"{COLUMN}, a: 2", "gradient of L wrt a", ["dL/dh = 2*h", "dL/da = dot(dL/dh, x)"]),
    ("one entry", "L: x[2]**2 + sum(x)", COLUMN, "gradient of L wrt x", ["dL/dx = 2*x[2]*unit[2] + ones"]),
    ("a matrix used twice", "a: W @ x; r: W.T @ a; L: sum(r)", f"{COLUMN}, W: [[1, 2], [3, 4]]", "gradient of L wrt W",
     ["dL/dr = ones", "dL/da = W @ dL/dr", "dL/dW = a @ dL/dr.T + dL/da @ x.T"]),
    ("each layer as soon as it can be, the last one first", "a: W @ x + b; h: U @ a; L: sum(h*h)",
     f"{COLUMN}, W: [[1, 2], [3, 4]], b: [0, 1], U: [[1, 0], [2, 1]]", "gradient of L wrt W, b, U",
     ["dL/dh = 2*h", "dL/dU = dL/dh @ a.T", "dL/da = U.T @ dL/dh", "dL/dW = dL/da @ x.T", "dL/db = dL/da"]),
    ("softmax with cross-entropy", "L: cross_entropy(softmax(x), y)", "x: [1, -1], y: [0, 1]", "gradient of L wrt x", ["dL/dx = p - y"]),
    ("softmax alone", "a: softmax(x); L: dot(a, b)", f"{COLUMN}, b: [3, 1]", "gradient of L wrt x",
     ["dL/da = b", "dL/dx = a*(dL/da - dot(dL/da, a))"]),
    ("the Jacobian of log-softmax", "a: W @ x; h: log_softmax(a)", f"{COLUMN}, W: [[1, 2], [3, 4], [0, 1]]", "jacobian of h wrt x",
     ["da/dx = W", "dh/dx = (identity - ones @ softmax(a).T) @ da/dx"]),
    ("a concatenation", "L: dot(concat(x, y), b)", f"{COLUMN}, y: [3, 1], b: [1, 2, 3, 4]", "gradient of L wrt y", ["dL/dy = b[3:4]"]),
    ("an entry of a gradient", "a: W @ x; L: sum(a*a)", f"{COLUMN}, W: [[1, 2], [3, 4]]", "gradient of L wrt W[1, 2]",
     ["dL/da = 2*a", "dL/dW[1, 2] = dL/da[1]*x[2]"]),
    ("a Jacobian", "a: W @ x; h: tanh(a)", f"{COLUMN}, W: [[1, 2], [3, 4]]", "jacobian of h wrt x",
     ["da/dx = W", "dh/dx = diag(tanh'(a)) @ da/dx"]),
    ("a vector to a number", "h: a*x + a", f"{COLUMN}, a: 2", "gradient of h wrt a", ["dh/da = x + 1"]),
    ("nothing to do with it", "L: sum(x)", f"{COLUMN}, W: [[1, 2], [3, 4]]", "gradient of L wrt x", ["dL/dx = ones"]),
]  # fmt: skip


@pytest.mark.parametrize(("equations", "given", "ask", "lines"), [row[1:] for row in TOLD], ids=[row[0] for row in TOLD])
def test_a_derivative_is_told_as_on_the_board(equations: str, given: str, ask: str, lines: list[str], tmp_path: Path) -> None:
    """Line by line, in symbols."""
    problem = solve_text(_file(equations.replace("; ", "\n    "), given, ask), tmp_path)
    steps = [step for step in problem.items[0].readings[0].derivation.steps if isinstance(step, Step)]
    told = [f"{text(step.lhs)} = {text(step.planned.written)}" for step in steps if step.kind in ("adjoint", "chain")]
    assert told == lines


def _file(cell: str, given: str, ask: str) -> str:
    by = "reverse" if "of L" in ask else "forward"
    item = f"id: a, prompt: Find it., by: {by}, given: {{{given}}}, ask: '{ask}', points: {{all: 1}}"
    return f"title: Told\ncells:\n  c:\n    {cell}\nitems:\n  - {{{item}}}\n"


@pytest.mark.parametrize("steps", [1, 2])
def test_a_truncated_gradient_of_a_sum_is_told_loss_by_loss(steps: int, tmp_path: Path) -> None:
    """Each loss looks back so many steps; the sum over them is the last line, and its value that of losses computed one by one."""
    cell = "h[t]: V*h[t-1] + x[t]\n    l[t]: h[t]**2\n    L: sum_t(l[t])"
    numbers = "V: 2, 'h[0]': 1, x: [1, 3, 2]"
    file = _file(cell, numbers, "gradient of L wrt V").replace("by: ", f"truncate: {steps}, by: ")
    derivation = solve_text(file, tmp_path).items[0].readings[0].derivation
    last = derivation.numbers[-1]
    assert text(last.planned.written) == "dl[1]/dV + dl[2]/dV + dl[3]/dV"
    h = [1, 3, 9, 20]
    slopes = [h[0], h[1] + 2 * h[0] * (steps > 1), h[2] + 2 * h[1] * (steps > 1)]  # of h[t] to V within the window
    assert last.value == sum(2 * h[t] * slope for t, slope in enumerate(slopes, 1))
