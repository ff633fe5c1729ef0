"""What may stand in a file: expressions and the trees they become, givens and their values, keys and what they mean."""

from fractions import Fraction
from pathlib import Path

import pytest

from gen.algebra.arrays import Value, array
from gen.algebra.expr import Call, Expr, MatMul, Mul, Num, Partial, Pow, Shift, Var
from gen.algebra.numbers import NumberFormat
from gen.format.problem_file import load_problem
from gen.messages.errors import InputError, Location
from gen.model.answers import Tolerance
from gen.model.problem import Item, Problem
from gen.model.source import Text
from gen.questions.values import GradientQuery, ValueQuery
from gen.syntax.parse import expression

_WHERE = Location("test", 1, 1)
V, W, X, L = Var("V"), Var("W"), Var("x", Shift(0)), Var("L")


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        # Entries, rows and columns
        ("V[1, 2]", Var("V", None, (1, 2))),
        ("V[1, :]", Var("V", None, (1, None))),
        ("V[:, 2]", Var("V", None, (None, 2))),
        ("h[t][2]", Var("h", Shift(0), (2,))),
        ("h[t-1][2]", Var("h", Shift(-1), (2,))),
        ("h[2][1]", Var("h", 2, (1,))),
        ("M[t][1, 2]", Var("M", Shift(0), (1, 2))),
        ("M[3][:, 2]", Var("M", 3, (None, 2))),
        # A number behind a name is a time, but for names without times
        ("h[2]", Var("h", 2)),
        ("h[-1]", Var("h", -1)),
        ("b[2]", Var("b", None, (2,))),
        # Transposes
        ("W.T", Call("transpose", (W,))),
        ("W.T @ x[t]", MatMul((Call("transpose", (W,)), X))),
        ("(V @ W).T", Call("transpose", (MatMul((V, W)),))),
        # Functions of several arguments
        ("max(V, W, 0)", Call("max", (V, W, Num(Fraction(0))))),
        ("concat(x[t], h[t-1])", Call("concat", (X, Var("h", Shift(-1))))),
        ("leaky_relu(W)", Call("leaky_relu", (W,))),
        ("leaky_relu(W, 0.1)", Call("leaky_relu", (W, Num(Fraction(1, 10))))),
        ("leaky_relu(W, 1/3)", Call("leaky_relu", (W, Num(Fraction(1, 3))))),
        # Steps
        ("W**t", Pow(W, Var("t"))),
        ("h[T]", Var("h", Shift(0, "T"))),
        ("h[T-1][2]", Var("h", Shift(-1, "T"), (2,))),
        ("sum_t(t*x[t])", Call("sum_t", (Mul((Var("t"), X)),))),
        ("mean_t(x[t])", Call("mean_t", (X,))),
        ("grad(L, W)", Partial(L, W)),
        ("grad(L, W[1, 2])", Partial(L, Var("W", None, (1, 2)))),
    ],
)
def test_an_expression_of_a_cell_becomes_this_tree(source: str, tree: Expr) -> None:
    """Brackets are a time, the place of an entry or both; `.T`, `t`, `T`, sums over time and gradients are read as they are meant."""
    assert expression(Text(source, _WHERE), timeless={"b"}, cell=True).expr == tree


def _load(folder: Path, cell: str, item: str, keys: str = "") -> tuple[Problem, list[InputError]]:
    """A problem of one cell and one item, with lines separated by semicolons."""
    parts = [part.split("; ") for part in (keys, cell, item)]
    keys, cell, item = ("\n".join(" " * indent + line for line in lines) for indent, lines in zip((0, 4, 4), parts, strict=True))
    source = f"title: Read\n{keys}\ncells:\n  cell:\n{cell}\nitems:\n  - id: a\n    prompt: Find it.\n    points: {{all: 1}}\n{item}\n"
    path = folder / "read.yaml"
    path.write_text(source, encoding="utf-8")
    return load_problem(path)


def _item(folder: Path, cell: str, item: str, keys: str = "") -> Item:
    problem, faults = _load(folder, cell, item, keys)
    assert faults == []
    return problem.items[0]


def _array(*rows: tuple[int, ...]) -> Value:
    return array([map(Fraction, row) for row in rows])


_RNN = "h[t]: tanh(V @ h[t-1] + W @ x[t] + b)"
_ASK = "; ask: value of h[1]"


@pytest.mark.parametrize(
    ("cell", "given", "var", "value"),
    [
        # What has a time in the cell is a list of times, else a list is a vector
        ("h[t]: w*h[t-1] + x[t]", "x: [5, 6]", Var("x", 2), _array((6,))),
        (_RNN, "x: [[1, 2], [3, 4]]", Var("x", 2), _array((3,), (4,))),
        (_RNN, "x: [[[1, 2]], [[3, 4]]]", Var("x", 2), _array((3, 4))),
        (_RNN, "h[0]: [1, 2]", Var("h", 0), _array((1,), (2,))),
        (_RNN, "b: [1, 2]", Var("b"), _array((1,), (2,))),
        (_RNN, "b: [[1, 2]]", Var("b"), _array((1, 2))),
        (_RNN, "W: [[1, 2], [3, 4]]", Var("W"), _array((1, 2), (3, 4))),
        (_RNN, "W: [[7]]", Var("W"), Fraction(7)),
        (_RNN, "W: [[1/2, 0.5]]", Var("W"), array([[Fraction(1, 2), Fraction(1, 2)]])),
        # A list is a row where vectors stand left of their matrices
        ("h[t]: tanh(h[t-1] @ V + b)", "V: [[1, 2], [3, 4]], h[0]: [1, 2], b: [5, 6]", Var("b"), _array((5, 6))),
        ("h[t]: V @ h[t-1] + b", "V: [[1, 2], [3, 4]], h[0]: [1, 2], b: [5, 6]", Var("b"), _array((5,), (6,))),
        ("h[t]: (x[t]*h[t-1]) @ V", "V: [[1, 2], [3, 4]], h[0]: [1, 2], x: [[5, 6]]", Var("x", 1), _array((5, 6))),
        ("s: q @ K.T; a: softmax(s) @ M", "K: [[1, 2], [3, 4]], q: [1, 2], M: [[1], [2]]", Var("q"), _array((1, 2))),
        ("h[t]: h[t-1].T @ V @ h[t-1]", "V: [[1, 2], [3, 4]], h[0]: [1, 2]", Var("h", 0), _array((1,), (2,))),
        ("h[t]: V @ x.T + h[t-1].T", "V: [[1, 2], [3, 4]], h[0]: [1, 2], x: [3, 4]", Var("x"), _array((3, 4))),
        ("a: relu(u + c); h[t]: a @ V", "V: [[1, 2], [3, 4]], u: [1, 2], c: [3, 4]", Var("u"), _array((1, 2))),
    ],
)
def test_a_given_has_this_value(cell: str, given: str, var: Var, value: Value, tmp_path: Path) -> None:
    """A list is the times 1, 2, 3 ..., a column or a row, by where its name stands in the cell; lists in a list are rows."""
    quoted = given.replace("h[0]", '"h[0]"')
    assert _item(tmp_path, cell, f"given: {{{quoted}}}{_ASK}").given[var].value == value


@pytest.mark.parametrize(("keys", "row"), [("vectors: rows", True), ("vectors: columns", False), ("stem: Nothing said", False)])
def test_the_key_vectors_goes_before_what_the_cell_tells(keys: str, row: bool, tmp_path: Path) -> None:
    """Among vectors alone nothing tells rows from columns, and an author may say it."""
    item = _item(tmp_path, "y: q @ k.T", "given: {q: [1, 2], k: [3, 4]}; ask: value of y", keys)
    assert item.given[Var("q")].value == (_array((1, 2)) if row else _array((1,), (2,)))


def test_printed_values_are_arrays_as_well(tmp_path: Path) -> None:
    """What a sheet prints is read as what it gives."""
    item = _item(tmp_path, _RNN, f"given: {{V: [[1, 0], [0, 1]]}}; printed: {{'h[1]': [1, 2]}}{_ASK}")
    assert item.printed[Var("h", 1)].value == _array((1,), (2,))


def test_a_number_behind_a_name_without_time_is_an_entry(tmp_path: Path) -> None:
    """Of `b`, which stands alone in the cell, `b[2]` is an entry, in equations as in questions; of `c` it is the time 2."""
    cell = "h[t]: b[2]*h[t-1] + c[2]; l: sum(b)"
    problem, faults = _load(tmp_path, cell, "given: {b: [1, 2]}; ask: ['value of h[1]', 'gradient of h[1] wrt b[2], c[2]']")
    assert faults == []
    (value, b, c) = problem.items[0].queries
    assert isinstance(value, ValueQuery) and isinstance(b, GradientQuery) and isinstance(c, GradientQuery)
    assert (b.wrt.var, c.wrt.var) == (Var("b", None, (2,)), Var("c", 2))
    assert [use.var for use in problem.cells[0].equations[0].rhs.uses][::2] == [Var("b", None, (2,)), Var("c", 2)]


@pytest.mark.parametrize(
    ("ask", "of", "wrt"),
    [
        ("gradient of L wrt V[1, 2]", Var("L"), Var("V", None, (1, 2))),
        ("gradient of h[2][1] wrt x[1][2]", Var("h", 2, (1,)), Var("x", 1, (2,))),
        ("jacobian of h[3] wrt h[1]", Var("h", 3), Var("h", 1)),
    ],
)
def test_a_derivative_is_asked_in_these_words(ask: str, of: Var, wrt: Var, tmp_path: Path) -> None:
    """An entry, or the Jacobian, which is the gradient of a vector."""
    (query,) = _item(tmp_path, f"{_RNN}; L: sum(h[3])", f"ask: {ask}").queries
    assert isinstance(query, GradientQuery)
    assert (query.of.var, query.wrt.var) == (of, wrt)


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ("stem: No choice", NumberFormat("digits", 6, "short")),
        ("shown: 4 digits", NumberFormat("digits", 4, "short")),
        ("shown: 1 digit; numbers: decimals", NumberFormat("digits", 1, "none")),
        ("shown: 0 decimals; numbers: fractions", NumberFormat("decimals", 0, "all")),
    ],
)
def test_a_problem_says_how_numbers_are_shown(keys: str, shown: NumberFormat, tmp_path: Path) -> None:
    """Digits or decimals, fractions or not."""
    assert _load(tmp_path, _RNN, "ask: value of h[1]", keys)[0].shown == shown


@pytest.mark.parametrize(
    ("keys", "item", "tolerance"),
    [
        ("stem: None", "", None),
        ("tolerance: 0.001", "", Tolerance(Fraction(1, 1000), False)),
        ("tolerance: 0.001", "; tolerance: 1%", Tolerance(Fraction(1, 100), True)),
        ("stem: None", "; tolerance: 1/2 %", Tolerance(Fraction(1, 200), True)),
    ],
)
def test_an_item_has_a_tolerance_of_its_own_or_the_problems(keys: str, item: str, tolerance: Tolerance | None, tmp_path: Path) -> None:
    """A number or a percentage."""
    assert _item(tmp_path, _RNN, f"ask: value of h[1]{item}", keys).tolerance == tolerance


@pytest.mark.parametrize(("item", "steps"), [("", None), ("; truncate: 1", 1), ("; horizon: 20; truncate: 20", 20)])
def test_an_item_may_stop_gradients_after_some_steps(item: str, steps: int | None, tmp_path: Path) -> None:
    """None without the key."""
    assert _item(tmp_path, _RNN, f"ask: value of h[1]{item}").truncate == steps


def test_vectors_stay_rows_in_an_item_like_another(tmp_path: Path) -> None:
    """The matrix that tells rows from columns may be given by the earlier item."""
    problem, faults = _load(
        tmp_path,
        "h[t]: tanh(h[t-1] @ V)",
        "given: {V: [[1], [2]], 'h[0]': [1, 2]}; ask: value of h[1]\n"
        "  - {id: b, like: a, prompt: Again., given: {'h[0]': [3, 4]}, ask: 'value of h[1]', points: {all: 1}}",
    )
    assert faults == []
    assert problem.items[1].given[Var("h", 0)].value == _array((3, 4))
