"""Functions over rows or columns: read from an author's text, told, printed, read back, and refused where they have no meaning."""

from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from gen.algebra.expr import Call, Var
from gen.algebra.printer import text
from gen.document.notation import shapes_of
from gen.latex.writer import Latex
from gen.messages.errors import InputErrors, Location, VerificationError
from gen.messages.sentences import LANGUAGES, Language
from gen.model.source import Text
from gen.proofread.proofread import proofread
from gen.syntax import expression
from tests.support.array_cells import Cell
from tests.support.array_oracles import off, precise
from tests.support.array_readings import reading_of, wrong_values
from tests.support.examples import quick
from tests.support.keys import key_of
from tests.support.problems import answers, solve_text

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


# What an author writes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "called", "again"),
    [
        ("softmax(S, rows)", Call("softmax_rows", (Var("S"),)), "softmax(S, rows)"),
        ("sum(S, columns)", Call("sum_columns", (Var("S"),)), "sum(S, columns)"),
        ("cross_entropy(P, Y, rows)", Call("cross_entropy_rows", (Var("P"), Var("Y"))), "cross_entropy(P, Y, rows)"),
        ("cross_entropy(P, rows, Y)", Call("cross_entropy_rows", (Var("P"), Var("Y"))), "cross_entropy(P, Y, rows)"),
        ("normalize(X, rows, eps)", Call("normalize_rows", (Var("X"), Var("eps"))), "normalize(X, rows, eps)"),
        ("normalize(X, eps, rows)", Call("normalize_rows", (Var("X"), Var("eps"))), "normalize(X, rows, eps)"),
        ("normalize(x, eps)", Call("normalize", (Var("x"), Var("eps"))), "normalize(x, eps)"),
    ],
)
def test_the_word_says_over_what_a_function_is_taken(written: str, called: Call, again: str) -> None:
    """`rows` behind the arguments picks the function over rows, and plain text writes it as an author does."""
    read = expression(Text(written, Location("a.yaml", 1, 1)))
    assert read.expr == called
    assert text(read.expr) == again
    assert "rows" not in {use.var.name for use in read.uses}


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("relu(X, rows)", "'rows' says over what a function is taken"),
        ("sum(X) + rows", "'rows' says over what a function is taken"),
        ("columns[t]", "'columns' says over what a function is taken"),
        ("sum(rows, X)", "'rows' says over what a function is taken"),
        ("sum(X, rows, columns)", "'columns' says over what a function is taken"),
        ("sum(X, X, rows)", "sum takes one argument"),
        ("max(X, Y, rows)", "max takes one argument"),
        ("masked_softmax(X, rows)", "masked_softmax takes two arguments"),
        ("sum_rows(X)", "unknown function 'sum_rows' (write sum(X, rows))"),
        ("softmax(X, 1)", "softmax takes one argument (of each row by itself: softmax(X, rows))"),
        (
            "softmax(X, dim=1)",
            "(write sum(X, rows) for axis=1 or dim=1, sum(X, columns) for axis=0 or dim=0)",
        ),
    ],
)
def test_the_words_are_no_names_and_other_ways_to_name_an_axis_are_told(written: str, message: str) -> None:
    """A value that is called rows is refused, not taken for the word, and who writes as for a library reads what to write here."""
    with pytest.raises(InputErrors) as refused:
        expression(Text(written, Location("a.yaml", 1, 1)))
    assert any(message in str(fault) for fault in refused.value.faults)


_ONE = """title: T
cells:
  c:
    {equations}
items:
  - id: a
    prompt: P
    {key}: {values}
    ask: {ask}
    points: {{all: 1}}
"""


@pytest.mark.parametrize(
    ("equation", "given", "message"),
    [
        (
            "y: softmax(x, rows)",
            "{x: [1, 2]}",
            "x is a vector of 2 (each row of it has one entry; without 'rows' softmax is",
        ),
        ("y: sum(a, columns)", "{a: 2}", "a is a number (each column of it has one entry; without 'columns' sum is"),
        (
            "y: masked_softmax(X, M, rows)",
            "{X: [[1, 2], [0, 1]], M: [[1, 1], [0, 0]]}",
            "all entries are masked (in row 2)",
        ),
        ("y: masked_softmax(X, M, rows)", "{X: [[1, 2], [0, 1]], M: [[1, 1], [2, 0]]}", "a mask has entries 0 and 1, not 2 (in row 2)"),
        ("y: masked_softmax(X, M, rows)", "{X: [[1, 2], [0, 1]], M: [[1, 1]]}", "X is 2 x 2, M is a row of 2 (both need the same shape)"),
        ("y: masked_softmax(x, m)", "{x: [1, 2], m: [1, 0, 0]}", "m is a vector of 3 (a mask has a 0 or a 1 for each entry)"),
        ("y: normalize(X, rows, X)", "{X: [[1, 2], [0, 1]]}", "(what is added to a variance is a number, such as 1e-5)"),
        ("y: normalize(X, rows)", "{X: [[1, 1], [0, 1]]}", "division by zero (in row 1)"),
        ("y: argmax(X, columns)", "{X: [[1, 2], [0, 2]]}", "argmax has a tie: entries 1 and 2 are both 2 (in column 2)"),
        ("y: cross_entropy(X, Y, rows)", "{X: [[1, 2], [0, 1]], Y: [[1, 0], [1, 1]]}", "add up to 2, not to 1 (in row 2)"),
    ],
)
def test_what_has_no_value_is_refused_with_its_row(equation: str, given: str, message: str, tmp_path: Path) -> None:
    """Where a function over an axis has no meaning, the message says in which row or column, and what to write instead."""
    problem = _ONE.format(equations=equation, key="given", values=given, ask="value of y")
    with pytest.raises(InputErrors) as refused:
        solve_text(problem, tmp_path)
    assert message in str(refused.value.faults[0])


# On the page ----------------------------------------------------------------------------------------------------------

_PAGE = """title: T
language: {language}
shown: 4 digits
cells:
  c:
    P: softmax(X @ W, rows)
    k: argmax(P, rows)
    l: cross_entropy(P, Y, rows)
    v: var(X, columns)
    N: normalize(X, columns, eps)
    L: mean(l) + sum(max(X, rows)) + sum(N*Y)
items:
  - id: a
    prompt: For {{cell}} and {{given}} compute.
    given: {{X: [[1, 2], [1, 1], [2, 3]], W: [[1, 0], [1, 1]], Y: [[1, 0], [0, 1], [1/2, 1/2]], eps: 0.1}}
    convention: {{max'(tie): 1/4}}
    ask: ["value of k, L", "gradient of L wrt W, X"]
    by: reverse
    points: {{all: 1}}
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_it_in_its_language_and_is_read_back(language: Language, tmp_path: Path) -> None:
    """The word is the index of the function, in German as well; sums are written out row by row; the whole key is read back as numbers."""
    problem = solve_text(_PAGE.format(language=language), tmp_path)
    (item,) = problem.items
    latex = Latex.of(problem.problem, language, shapes_of([item.item]))
    key = key_of(item, latex)
    proofread(key, item, latex)
    assert rf"\text{{{'rows' if language == 'en' else 'Zeilen'}}}" in str(key)


@pytest.mark.parametrize("other", ["columns", "Spalten"])
def test_a_key_with_the_other_axis_is_refused(other: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whether it says rows or columns is read: with the wrong word a printed line has another value."""
    cell = Cell(("P: softmax(X, rows)", "L: sum(P*Y)"), (_X, _Y), 1, ("gradient of L wrt X",))
    (item,) = solve_text(cell.yaml, tmp_path).items
    latex = Latex(shapes=shapes_of([item.item]))
    proofread(key_of(item, latex), item, latex)
    monkeypatch.setattr("gen.latex.writer.translate", lambda word, language, **slots: other if word == "rows" else word)
    with pytest.raises(VerificationError, match=r"P = .* is read as .*, the derivation has"):
        proofread(key_of(item, latex), item, latex)


def test_the_author_who_writes_a_normalisation_out_gets_the_same_numbers(tmp_path: Path) -> None:
    """Value and gradient of `normalize` are those of mean, variance and root, told the long way."""
    found = []
    for equation in ("N: normalize(X, rows, eps)", "N: (X - mean(X, rows))/sqrt(var(X, rows) + eps)"):
        cell = Cell((equation, "L: sum(N*Y)"), (_X, _Y, "eps: 0.1"), 1, ("value of N", "gradient of L wrt X"))
        values = reading_of(cell, tmp_path)[1].derivation
        found.append([precise(values.values[answer]) for answer in values.asked])
    assert max(off(one, other) for one, other in zip(*found, strict=True)) < 1e-40


def test_a_derivative_has_the_names_that_a_cell_has_for_what_is_in_it(tmp_path: Path) -> None:
    """Where the cell calls the variances v, the gradient through a normalisation has v, and the key computes it."""
    cell = Cell(("v: var(X, columns)", "N: normalize(X, columns, eps)", "L: sum(N*Y)"), (_X, _Y, "eps: 0.1"), 1, ("gradient of L wrt X",))
    item, reading = reading_of(cell, tmp_path)
    lines = {str(step.lhs): text(step.planned.written) for step in reading.derivation.numbers}
    assert lines["v"] == "var(X, columns)"
    assert lines["dL/dX"] == "(dL/dN - mean(dL/dN, columns) - N*mean(dL/dN*N, columns))/sqrt(v + eps)"
    assert wrong_values(item, reading) == []


@pytest.mark.parametrize(
    ("equations", "shapes", "of", "total"),
    [
        ("P: softmax(X @ W + b, rows)", "{X: [4, 3], P: [4, 2]}", "W, b", "8"),
        ("m: mean(X @ W + b, columns); y: m @ U", "{X: [4, 3], W: [3, 5], y: 2}", "W, b, U", "30"),
        ("H: normalize(X @ W, columns, eps); Y: gamma*H + beta", "{X: [4, 3], W: [3, 5]}", "W, gamma, beta", "25"),
    ],
)
def test_parameters_are_counted_through_functions_over_an_axis(equations: str, shapes: str, of: str, total: str, tmp_path: Path) -> None:
    """Both counts know what is left of an axis: a mean over the batch is as long as an example."""
    problem = _ONE.format(equations=equations.replace("; ", "\n    "), key="shapes", values=shapes, ask=f"count of {of}")
    assert answers(solve_text(problem, tmp_path).items[0].readings[0]) == [total]


# Random cells ---------------------------------------------------------------------------------------------------------


@st.composite
def over_axes(draw: st.DrawFn) -> Cell:
    """A layer on a batch with a function over an axis in it, of a random size."""
    n, m, k = draw(st.integers(2, 3)), draw(st.integers(1, 3)), draw(st.integers(2, 3))

    def matrix(rows: int, columns: int) -> str:
        entries = [[str(Fraction(draw(st.integers(-6, 6)), 4)) for _ in range(columns)] for _ in range(rows)]
        return f"[{', '.join('[' + ', '.join(row) + ']' for row in entries)}]"

    axis = draw(st.sampled_from(("rows", "columns")))
    call = draw(
        st.sampled_from(
            (
                *("softmax(Z, {})*Y", "log_softmax(Z, {})*Y", "normalize(Z, {}, 1/2)*Y", "masked_softmax(Z, M, {})*Y", "var(Z, {})*Y"),
                *("sum(Z*Y, {})", "mean(Z, {})*Z", "logsumexp(Z, {})", "norm(Z + 3, {})", "Z/(1 + sum(Z*Z, {}))"),
            )
        )
    ).format(axis)
    mask = [[int(draw(st.booleans()) or i % k == j or j % n == i) for j in range(k)] for i in range(n)]
    given = (f"X: {matrix(n, m)}", f"W: {matrix(m, k)}", f"Y: {matrix(n, k)}", *([f"M: {mask}"] if "M" in call else []))
    return Cell(
        ("Z: X @ W", f"L: sum(({call})**2)"), tuple(one for one in given if one[0] != "Y" or "Y" in call), 1, ("gradient of L wrt X, W",)
    )


@quick(12)
@given(over_axes())
def test_random_layers_are_those_of_unrelated_routes(cell: Cell) -> None:
    """Over rows and over columns, whatever the sizes, each value and derivative is that of autograd and of central differences."""
    with TemporaryDirectory() as folder:
        try:
            item, reading = reading_of(cell, Path(folder))
        except InputErrors as error:
            assert all("this close to 0" in str(fault) or "digits cancel" in str(fault) for fault in error.faults), error.faults
            reject()
    assert wrong_values(item, reading, 1.0) == []
