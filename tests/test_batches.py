"""Batches: a vector that is added to each row or column of a matrix, its gradient as a sum over the batch, and what counts as its size."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import autograd
import autograd.numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.algebra.arrays import numbers, rows_of
from gen.algebra.expr import TWO, UNIT, Call, Div, Num, Partial, Var
from gen.algebra.numbers import ZERO
from gen.algebra.printer import text, write
from gen.document.plain_text import problem_text
from gen.functions.function import ShapeError
from gen.functions.simplify import product
from gen.latex.writer import Latex
from gen.messages.errors import VerificationError
from gen.proofread.printed_steps import PrintedStep
from gen.proofread.proofread import proofread
from gen.proofread.reasons import check_reasons
from tests.support.array_cells import Cell
from tests.support.array_readings import reading_of, wrong_values
from tests.support.examples import quick
from tests.support.keys import key_of
from tests.support.mutation import put_in
from tests.support.problems import answers, solve_text
from tests.support.texts import COUNT

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
    """Each value and gradient of a batch is that of autograd and of central differences; its key is read back."""
    solved = solve_text(cell.yaml, tmp_path).items[0]
    assert wrong_values(solved.item, solved.readings[0]) == []
    assert proofread(key_of(solved, Latex()), solved, Latex()).numbers > 0


@st.composite
def layers(draw: st.DrawFn) -> Cell:
    """Two layers on a batch of any size, in rows or columns; the bias may be used in both."""
    n, m, k = (draw(st.integers(1, 3)) for _ in range(3))
    rows, shared, fn = draw(st.booleans()), draw(st.booleans()), draw(st.sampled_from(("tanh", "relu", "sigmoid")))
    number = st.sampled_from(("-2", "-1", "-1/2", "1/3", "1", "3/2", "2"))

    def matrix(rows: int, columns: int) -> str:
        return "[" + ", ".join(f"[{', '.join(draw(number) for _ in range(columns))}]" for _ in range(rows)) + "]"

    def turned(rows_: int, columns: int) -> str:
        return matrix(rows_, columns) if rows else matrix(columns, rows_)

    second = "b" if shared else "c"
    given = [f"X: {turned(n, m)}", f"W: {turned(m, k)}", f"U: {turned(k, k)}", f"b: {turned(1, k)}"]
    given += [] if shared else [f"c: {turned(1, k)}"]
    products = ("X @ W", "A @ U") if rows else ("W @ X", "U @ A")
    equations = (f"A: {fn}({products[0]} + b)", f"Z: {products[1]} - {second}", "L: sum(tanh(Z)**2)")
    return Cell(equations, tuple(given), 1, (f"gradient of L wrt W, U, {', '.join(dict.fromkeys(('b', second)))}, X",))


@quick(6)
@given(layers())
def test_layers_on_random_batches_are_those_of_unrelated_routes(cell: Cell) -> None:
    """Batches of 1, square ones and others, in rows and in columns, have the values and gradients of numpy's broadcasting."""
    with TemporaryDirectory() as folder:
        assert wrong_values(*reading_of(cell, Path(folder))) == []


def test_a_layer_has_the_gradient_that_autograd_gives_from_scratch(tmp_path: Path) -> None:
    """The same layer written in numpy, with a bias of one axis, is differentiated by autograd: nothing of the tool is in it."""
    cell = BATCHES["rows"]
    derivation = solve_text(cell.yaml, tmp_path).items[0].readings[0].derivation
    x, w = np.array([[1, -2], [0, 0.5], [-1, 1], [2, 1 / 3]]), np.array([[1, -0.5, 2], [1 / 3, 1, -1]])
    y = np.array([[1, 0, 0], [0, 0.5, 0], [0, 0, -1], [1, 1, 1.0]])
    slope = autograd.grad(lambda b: np.sum((np.tanh(x @ w + b) - y) ** 2) / 2)(np.array([1, -0.5, 0.25]))
    found = derivation.values[Partial(Var("L"), Var("b"))]
    assert [float(entry) for entry in numbers(found)] == pytest.approx(list(slope), abs=1e-14)


# Lists ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("equations", "given", "vectors", "shapes"),
    [
        (["Z: X @ W + b"], [_X, _W, "b: [1, 2, 3]"], "", {"b": (1, 3)}),
        (["Z: W @ X + b"], list(_COLUMNS), "", {"b": (3, 1)}),
        (["Z: W @ X + b"], list(_COLUMNS), "rows", {"b": (3, 1)}),
        (["Z: X @ W + b"], list(_SQUARE), "rows", {"b": (1, 2)}),
        (["Z: X @ W + b"], list(_SQUARE), "columns", {"b": (2, 1)}),
        # w stands right of a matrix and is a column, b is added to rows
        (["H: X @ W + b", "Z: H @ w + c"], [_X, _W, "b: [1, 2, 3]", "w: [1, 2, 3]", "c: 1"], "", {"b": (1, 3), "w": (3, 1), "Z": (4, 1)}),
        (["c: 2*b", "Z: X @ W + tanh(c)"], [_X, _W, "b: [1, 2, 3]"], "", {"b": (1, 3), "c": (1, 3)}),
        (["Z: X @ W - y"], [_X, "W: [[1], [2]]", "y: [1, 2, 3, 4]"], "rows", {"y": (4, 1)}),
        (["Z: (X @ W + b).T @ X"], [_X, _W, "b: [1, 2, 3]"], "", {"b": (1, 3)}),
        (
            ["H[t]: H[t-1] @ U + b[t]", "Z: H[T]"],
            ["U: [[1, 2], [0, 1]]", "H[0]: [[1, 2], [0, 1], [1, 1]]", "b: [[1, 2]]"],
            "",
            {"b": (1, 2)},
        ),
    ],
)
def test_a_list_takes_the_direction_in_which_it_fits(
    equations: list[str], given: list[str], vectors: str, shapes: dict[str, tuple[int, int]], tmp_path: Path
) -> None:
    """A list that is added to a batch is a row or a column as sizes tell; of a square batch `vectors` does."""
    cell = Cell(tuple(equations), tuple(given), 1, ("value of Z",), vectors=vectors)
    trace = solve_text(cell.yaml, tmp_path).items[0].readings[0].trace
    assert trace is not None
    assert {name: trace.shapes[name] for name in shapes} == shapes


# Counts ---------------------------------------------------------------------------------------------------------------

_MLP = ["A: relu(X @ W + b)", "B: tanh(A @ V + c)", "Y: B @ U + d"]
_BLOCK = [
    "Q: X @ W_q + b_q",
    "K: X @ W_k + b_k",
    "V: X @ W_v + b_v",
    "O: (softmax(Q @ K.T/8) @ V) @ W_o + b_o",
    "N: g_1*(X + O) + c_1",
    "F: relu(N @ W_1 + b_1) @ W_2 + b_2",
    "Y: g_2*(N + F) + c_2",
]
_OF_BLOCK = "W_q, b_q, W_k, b_k, W_v, b_v, W_o, b_o, W_1, b_1, W_2, b_2, g_1, c_1, g_2, c_2"


def _block(d: int, inner: int) -> dict[str, object]:
    square = dict.fromkeys(("W_q", "W_k", "W_v", "W_o"), f"[{d}, {d}]")
    return {"X": f"[10, {d}]", **square, "W_1": f"[{d}, {inner}]", "W_2": f"[{inner}, {d}]"}


@pytest.mark.parametrize(
    ("cell", "shapes", "of", "total", "written"),
    [
        (["Y: relu(X @ W + b)"], {"X": "[32, 100]", "W": "[100, 10]"}, "W, b", 1010, "100*10 + 10"),
        (["Y: relu(W @ X + b)"], {"X": "[100, 32]", "W": "[10, 100]"}, "W, b", 1010, "100*10 + 10"),
        (["Y: relu(X @ W + b)"], {"X": "[32, 100]", "Y": "[32, 10]"}, "W, b", 1010, "100*10 + 10"),
        (["Y: relu(X @ W + b)"], {"X": "[32, 32]", "W": "[32, 32]"}, "W, b", 1056, "32*32 + 32"),
        (["Y: relu(X @ W + b)"], {"X": "[1, 100]", "W": "[100, 10]"}, "W, b", 1010, "100*10 + 10"),
        (["Y: relu(b + X @ W)"], {"X": "[32, 100]", "W": "[100, 10]", "b": 10}, "W, b", 1010, "100*10 + 10"),
        (["Y: relu(X @ W + b)"], {"X": "[32, 100]", "W": "[100, 10]", "b": "[1, 10]"}, "W, b", 1010, None),
        (["Y: relu(X @ W + b)"], {"X": "[32, 100]", "W": "[100, 10]", "b": "[]"}, "W, b", 1001, "100*10 + 1"),
        (_MLP, {"X": "[32, 100]", "W": "[100, 10]", "V": "[10, 7]", "U": "[7, 2]"}, "W, b, V, c, U, d", 1103, None),
        (["H[t]: tanh(X[t] @ W + H[t-1] @ U + b)"], {"X": "[32, 100]", "H": "[32, 20]"}, "all", 2420, "100*20 + 20*20 + 20"),
        (["H[t]: tanh(W @ X[t] + U @ H[t-1] + b)"], {"X": "[100, 32]", "H": "[20, 32]"}, "U, b", 420, "20*20 + 20"),
        (["p: sigmoid(X @ w + b)"], {"X": "[32, 100]", "w": 100}, "w, b", 101, "100 + 1"),
        (["H: relu(X @ W + b)", "p: sigmoid(H @ w + c)"], {"X": "[32, 100]", "W": "[100, 10]", "w": 10}, "W, b, w, c", 1021, None),
        (["Y: A @ X @ W + b"], {"A": "[5, 5]", "X": "[5, 3]", "W": "[3, 2]"}, "W, b", 8, "3*2 + 2"),
        # A table of positions is declared; so is a bias where both axes are some parameter's
        (["Z: X @ E + P"], {"X": "[5, 3]", "E": "[3, 2]", "P": "[5, 2]"}, "E, P", 16, "3*2 + 5*2"),
        # Where nothing has a time the only input is known by its size, or since rows are looked up by it
        (["H: relu(X @ W + b)", "Y: H @ V + c"], {"X": "[32, 100]", "H": "[32, 50]", "Y": "[32, 10]"}, "all", 5560, None),
        (["h: relu(W @ x + b)", "y: V @ h + c"], {"x": 4, "h": 3, "y": 2}, "all", 23, "4*3 + 3 + 3*2 + 2"),
        (["Z: E[k, :]", "Y: Z @ W + b"], {"E": "[1000, 64]", "k": 16, "Y": "[16, 10]"}, "all", 64650, "1000*64 + 64*10 + 10"),
        # Tables: a sequence, a batch over time, weights that are used twice, and rows alone
        (["Z: E[k, :] + P", "S: Z @ E.T"], {"E": "[50, 8]", "k": 16, "P": "[16, 8]"}, "E, P", 528, "50*8 + 16*8"),
        (["Z: (E[k, :] + P)*g + s"], {"E": "[50, 8]", "k": 16, "P": "[16, 8]"}, "E, P, g, s", 544, "50*8 + 16*8 + 2*8"),
        (["x[t]: E[k[t], :]", "h[t]: tanh(x[t] @ W + h[t-1] @ U + b)"], {"E": "[50, 8]", "h": 5}, "all", 470, None),
        (["X[t]: E[k[t], :]", "H[t]: tanh(X[t] @ W + b)"], {"E": "[50, 8]", "k": 32, "H": "[32, 5]"}, "E, W, b", 445, None),
        (["s: dot(E[k, :], F[j, :])"], {"E": "[50, 8]", "F": "[40, 8]"}, "E, F", 720, "50*8 + 40*8"),
        # Blocks
        (
            ["Q: X @ W", "Y: Q[:, 1:2] @ V + Q[:, 3:4] @ U + b"],
            {"X": "[5, 3]", "Q": "[5, 4]", "Y": "[5, 6]"},
            "W, V, U, b",
            42,
            "3*4 + 2*2*6 + 6",
        ),
        (["y: V @ h[2:4] + b*x[1:2]"], {"h": 5, "x": 2, "y": 2}, "V, b", 8, "3*2 + 2"),
        (
            ["Y: W_1 @ X + c", "Z: Y @ W_2 + b"],
            {"X": "[5, 3]", "W_1": "[5, 5]", "W_2": "[3, 2]", "c": 5, "b": 2},
            "W_1, c, W_2, b",
            38,
            None,
        ),
        (["Y: X @ (W + B @ A) + b"], {"X": "[5, 3]", "B": "[3, 2]", "A": "[2, 4]"}, "W, A, B, b", 30, None),
        # sum(p.numel() for p in torch.nn.TransformerEncoderLayer(512, 8).parameters()); a layer of GPT-2 small
        (_BLOCK, _block(512, 2048), _OF_BLOCK, 3_152_384, None),
        (_BLOCK, _block(768, 3072), _OF_BLOCK, 12 * 768**2 + 13 * 768, None),
    ],
)
def test_a_parameter_beside_a_batch_has_the_size_of_one_example(
    cell: list[str], shapes: dict[str, object], of: str, total: int, written: str | None, tmp_path: Path
) -> None:
    """What is added to every row or column of a batch is counted once, and confirmed by working everything out with one example more."""
    (item,) = solve_text(_count(cell, shapes, of), tmp_path).items
    assert answers(item.readings[0]) == [str(total)]
    derivation = item.readings[0].derivation
    assert written is None or text(derivation.numbers[-1].planned.written, derivation.values) == written
    assert proofread(key_of(item, Latex()), item, Latex()).numbers > 0


def _count(cell: list[str], shapes: Mapping[str, object], of: str) -> str:
    lines = ("\n".join(f"    {line}" for line in cell), "\n".join(f"      {name}: {size}" for name, size in shapes.items()))
    return COUNT.format(cell=lines[0], shapes=lines[1], of=of)


def test_counts_say_which_term_is_which_parameter(tmp_path: Path) -> None:
    """A line of a count names its terms, on the page and in `show`; a term that is another's is refused when the key is read back."""
    solved = solve_text(_count(["Y: relu(X @ W + b)"], {"X": "[32, 100]", "W": "[100, 10]"}, "W, b"), tmp_path)
    assert "= 1000 + 10 = 1010   W: 100*10; b: 10\n" in problem_text(solved)
    (item,) = solved.items
    rows = [row for group in key_of(item, Latex()).readings[0].groups for block in group.blocks for row in block.rows]
    assert any(r"$W$: $100 \cdot 10$; $b$: $10$" in f"{row.note}{row.long}" for row in rows)
    step = item.readings[0].derivation.numbers[-1]
    check = partial(check_reasons, one=item.readings[0], item=item.item, latex=Latex())
    check([PrintedStep(step, ("1010",), ("=",), (r"$W$: $100 \cdot 10$; $b$: $10$",))])
    for wrong in (r"$W$: $10$; $b$: $100 \cdot 10$", r"$W$: $100 \cdot 10$", r"$b$: $32 \cdot 10$; $W$: $100 \cdot 10$"):
        with pytest.raises(VerificationError, match="is no reason for it"):
            check([PrintedStep(step, ("1010",), ("=",), (wrong,))])
    with pytest.raises(VerificationError, match="without a reason"):
        check([PrintedStep(step, ("1010",), ("=",), ())])


# Mutants --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "place", "change"),
    [
        ("rows", "calculus.vjp.Vjp._added_along", lambda f: lambda self, parts, unit: product(parts)),
        ("rows", "functions.shapes.ones_vector", lambda f: lambda n: Call("unit", (Num(Fraction(n)), UNIT))),
        ("columns", "functions.shapes.ones_vector", lambda f: lambda n: Call("unit", (Num(Fraction(n)), UNIT))),
        ("used twice", "calculus.vjp.Vjp._added_along", lambda f: lambda *args: Div(f(*args), TWO)),
        ("of one number, forward", "calculus.differentiate.broadcast_like", lambda f: lambda e, like, shapes: e),
        ("one that moves nothing", "calculus.vjp.prod", lambda f: lambda sizes: 1),
        (
            "rows",
            "functions.linalg.broadcast_to",
            lambda f: lambda value, shape: f(value, shape) if len(rows_of(value)) > 1 else f(ZERO, shape),
        ),
    ],
)
def test_a_sum_over_the_batch_that_is_missing_or_wrong_is_refused(
    name: str, place: str, change: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A gradient without its sum over the batch, or with another one, is refused by the routes."""
    calls = put_in(monkeypatch, place, change)
    with pytest.raises((VerificationError, AssertionError, ShapeError)):
        solve_text(BATCHES[name].yaml, tmp_path)
    assert calls


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("calculus.parameter_shapes.Inference.may_be_batch", lambda f: lambda self, shape: False),  # a bias for each example
        ("verify.parameter_sizes._common", lambda f: lambda stated, grown: stated),
        ("verify.parameter_sizes._common", lambda f: lambda stated, grown: (1, 1)),
    ],
)
def test_a_bias_that_is_counted_for_each_example_is_refused(
    place: str, change: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The two counts do not share how a bias is counted: where one of them is wrong, they differ."""
    calls = put_in(monkeypatch, place, change)
    with pytest.raises(VerificationError, match="rows times columns from equal sizes give"):
        solve_text(_count(["Y: relu(X @ W + b)"], {"X": "[32, 100]", "W": "[100, 10]"}, "W, b"), tmp_path)
    assert calls


def test_a_key_without_the_sum_over_the_batch_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The row of ones that adds up a batch cannot be left out of a printed line."""
    solved = solve_text(BATCHES["rows"].yaml, tmp_path).items[0]
    ones = r"\mathbf{1}^{\top}\,"
    monkeypatch.setattr("gen.latex.writer.write", lambda e, script, values=None: write(e, script, values).replace(ones, ""))
    with pytest.raises(VerificationError, match="the derivation has"):
        proofread(key_of(solved, Latex()), solved, Latex())
