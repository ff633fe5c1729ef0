"""Keys of random problem files: confirmed and read back, or refused with a reason; and that nothing but the file's meaning decides."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gen.check.exam import check_exam
from gen.format.exam_file import load_exam
from gen.latex.tex import Tex
from gen.messages.errors import InputErrors, VerificationError
from gen.page.exam import exam_view
from gen.page.rows import RowView
from gen.proofread.proofread import proofread_exam
from tests.support.examples import quick
from tests.support.random_problems import outcome, problems

# Keys that were refused although nothing is wrong with them: cells, given numbers, questions, and how numbers are shown.
KEYS = {
    "sum of a rounded vector": ("y: sum(tanh(x))", "x: [1, 2]", "gradient of y wrt x", ""),
    "two entries": ("y: 2*h[1] + h[2]; h: relu(x)", "x: [1, 2]", "gradient of y wrt x", ""),
    "two entries of the last step": ("h[t]: 2*x[t]; y: 2*h[T][1] + h[T][2]", "x: [[1, 2]]", "gradient of y wrt x[1]", ""),
    "squares of entries": ("h[t]: 2*x[t]; y: (h[T][1] - 1)**2 + h[T][2]**2", "x: [[1, 2]]", "gradient of y wrt x[1]", ""),
    "product of entries": ("h[t]: 2*x[t]; y: h[T][1]*h[T][2]", "x: [[1, 2]]", "gradient of y wrt x[1]", ""),
    "logarithms of entries": ("p: softmax(x); y: -log(p[2]) - 2*log(p[1])", "x: [1, 2]", "gradient of y wrt x", ""),
    "entry of a matrix": ("y: 3*x[1, 2]", "x: [[1, 5], [3, -1]]", "gradient of y wrt x", ""),
    "pooling of a matrix": ("y: max(x[1, 1], x[1, 2])*x[2, 1]", "x: [[1, 5], [3, -1]]", "gradient of y wrt x", ""),
    "slope of one entry of a minimum": ("y: min(x)", "x: [[1, 5], [3, -1]]", "gradient of y wrt x[2, 2]", ""),
    "mean over three": ("y: mean(x**2)", "x: [1, 2, 3]", "gradient of y wrt x", "numbers: decimals"),
    "saturated sigmoid": ("y: sigmoid(x)", "x: 150", "value of y", ""),
    "saturated tanh": ("y: tanh(x)", "x: 200", "value of y", ""),
    "an exact value of a rounded number": ("y: 1/z; z: x**2 + 1", "x: 1/2", "value of y", "numbers: decimals\nshown: 1 decimals"),
    "the order of what is asked": ("h[t]: 2*x[t]; y[t]: 2*h[t]", "x: [[1, 2]]", "value of y[1][1], h[1][1]", ""),
    "a square with one digit": ("y: sqrt(1 + x**2)", "x: -3", "gradient of y wrt x", "shown: 1 digits"),
    "a fraction of more digits than are computed": ("y: sigmoid(x*w)", "x: -40, w: 150", "gradient of y wrt w", ""),
    "a quotient of a number that is broken": (
        "h: u/(1 + (a.T @ a + b.T @ b + a.T @ b + b.T @ a)**2); y: h[2, 2]",
        "a: [[0.01503, 0.12345], [0.02020, 0.00610]], b: [[0.01503, 0.12345], [0.02020, 0.00610]], u: [[1, 2], [3, 4]]",
        "gradient of y wrt u",
        "numbers: decimals",
    ),
    "the largest of numbers that may be alike where they are rounded": (
        "y: dot(relu(b), one_hot(argmax(b), 2)) + exp(x)",
        "b: [1, 1/2], x: 1",
        "value of y",
        "shown: 1 digits",
    ),
    "the logarithm of a tiny probability": (
        "p: softmax(x); l: cross_entropy(p, y) + 2*norm(p)",
        "x: [640, 0], y: [0, 1]",
        "gradient of l wrt p",
        "",
    ),
    "a number joined with a row": ("y: 2*x + concat(w, h)", "x: [1, 2, 3], h: [1, 2], w: 1", "value of y", "vectors: rows"),
    "a slope at what is rounded to a kink": (
        "y: sum(floor(Phi(x))*w)",
        "x: [2, 1/2], w: 1",
        "gradient of y wrt x",
        "shown: 1 digits",
    ),
    "a fraction wider than a row": ("y: x**12", "x: 1234567/7654321", "gradient of y wrt x", ""),
    "half a number below the digits": ("y: round(x)*w", "x: -1, w: 2", "gradient of y wrt w", "shown: 1 digits"),
    "a function that is written as it is": ("y: tanh(h)*h; h: x; l: tanh(h) + y", "x: 1/2", "gradient of l wrt x", ""),
    "a joined vector of which a part rests": ("y: tanh(concat(x, w))", "x: [1, 2], w: 1", "gradient of y[3] wrt w", ""),
    "an entry of a joined vector": ("y: concat(w, x)", "w: [1, 2], x: 3", "gradient of y[2] wrt w", ""),
    "an entry of the other part of a joined vector": ("y: concat(w, x); l: y[3]*w[1]", "w: [1, 2], x: 3", "gradient of l wrt w, x", ""),
    "an entry of a multiple of a joined row": ("y: -2*concat(w, x).T/3", "w: [1, 2], x: [3, 4]", "gradient of y[3] wrt w, x", ""),
    "a multiple of a vector in a Jacobian": ("y: W @ (b*x)", "W: [[1, 2, 3], [3, 4, 5]], b: [1, 2, 1], x: 3", "jacobian of y wrt b", ""),
    "a minimum of what prints alike": (
        "h: 2*x; y: min(h, w); l: sum(y**2)",
        "x: [3/2, 3/4], w: 2",
        "gradient of l wrt w",
        "numbers: decimals\nshown: 1 digits",
    ),
    "ones that come to a row, turned": ("y: sum(h.T + b); h: tanh(x)", "x: [1, 2], b: [[1, 3]]", "gradient of y wrt x", ""),
    "ones that come to a matrix, turned": ("y: sum(h.T + h.T); h: tanh(x)", "x: [[1, 2], [3, 4]]", "gradient of y wrt x", ""),
    "a minimum of a vector and a number": ("y: sum(min(b, w))", "b: [1/2, 2/3], w: 1/3", "gradient of y wrt w", ""),
    "an entry that a column beside it does not reach": ("y: W[2, 2] + x", "W: [[1, 2], [3, 4]], x: 1", "gradient of y wrt W[:, 1]", ""),
    "a column beside one with more": (
        "y: sum(tanh(W @ x + W[:, 2]))",
        "W: [[1, 2], [3, 4]], x: [1, 2]",
        "gradient of y wrt W[:, 1]",
        "",
    ),
    "a row beside one with more": (
        "y: sum(tanh(x @ W + W[2, :]))",
        "W: [[1, 2], [3, 4]], x: [[1, 2]]",
        "gradient of y wrt W[1, :]",
        "",
    ),
    "an entry beside the slopes of a column": (
        "y: softmax(leaky_relu(h[:, 2])); l: y[1] + h[1, 1]",
        "h: [[1, 2], [3, 4]]",
        "gradient of l wrt h[2, 1], h[2, 2], h[2, :]",
        "",
    ),
    "two leaks of one input": ("y: leaky_relu(x, 0.1) + leaky_relu(x, 1/3)", "x: -1", "gradient of y wrt x", ""),
    "slopes of a row that is all of a vector": ("y: sum(relu(h[1, :])) + sum(relu(h[:, 2]))", "h: [[1, 2]]", "gradient of y wrt h", ""),
    "an entry that goes to each": ("h: x*2 + x[1]", "x: [1, 2]", "gradient of h[2] wrt x[1], x[2]", ""),
    "an entry that goes to each of a matrix": ("h: x*2 + x[1, 1]", "x: [[1, 2], [3, 4]]", "gradient of h[2, 1] wrt x[1, 1]", ""),
    "a layer of one unit between two arrays": ("y: sum(x @ w @ x.T)", "x: [1, 2], w: 3", "gradient of y wrt w", ""),
    "a multiple of a matrix of ones in a product": ("y: sum(2*(x @ x.T))", "x: [1, 2]", "gradient of y wrt x", ""),
    "ones in a product beside entries": (
        "y: sum((B*C) @ A)",
        "A: [[1, 2], [2, 3]], B: [[1, 2], [3, 1]], C: [[2, 1], [0, 1]]",
        "gradient of y wrt B",
        "",
    ),
    "ones in a product beside entries, added up": (
        "y: sum((w*B) @ A)",
        "A: [[1, 2], [2, 3]], B: [[1, 2], [3, 1]], w: 3",
        "gradient of y wrt w",
        "",
    ),
    "a number added to what begins a product": (
        "y: sum((X + w) @ B)",
        "X: [[1, 2], [0, 1]], B: [[2, 1], [1, 2]], w: 2",
        "gradient of y wrt w",
        "",
    ),
    "a number added to what ends a product": (
        "y: sum(2*(B @ (X + w)))",
        "X: [[1, 2], [0, 1]], B: [[2, 1], [1, 2]], w: 2",
        "gradient of y wrt w",
        "",
    ),
    "a multiple of a vector in an outer product": (
        "y: sum((x*w) @ (A @ v).T)*w",
        "A: [[1, 2], [0, 1]], x: [1, 3], v: [2, 1], w: 2",
        "gradient of y wrt w",
        "",
    ),
    "a row of ones in a scalar product": ("y: sum((w*B) @ A)", "A: [[1, 2], [2, 3]], B: [[1, 2]], w: 3", "gradient of y wrt w", ""),
    "a minimum of a vector and an entry of a row": (
        "y: sum(c) + sum(min(b, c[1, 2]))",
        "b: [1/2, 2/3], c: [[1, 1/3]]",
        "gradient of y wrt c",
        "",
    ),
}


def _file(cells: str, numbers: str, ask: str, style: str) -> str:
    equations = "\n".join(f"    {equation}" for equation in cells.split("; "))
    head = f"title: A key\n{style}\ncells:\n  c:\n{equations}\nitems:\n"
    tail = "    by: reverse\n    points: {all: 1}\n"
    return f'{head}  - id: a\n    prompt: "For {{given}} and {{cell}}."\n    given: {{{numbers}}}\n    ask: "{ask}"\n{tail}'


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS.keys())
def test_a_good_key_is_read_back(key: tuple[str, str, str, str], tmp_path: Path) -> None:
    """What is confirmed is printed so that a reader finds the same numbers, whatever functions and styles meet in it."""
    assert outcome(_file(*key), tmp_path) == "built"


def test_the_derivative_of_an_entry_of_a_matrix_is_read_back(tmp_path: Path) -> None:
    """Told forward, with respect to a number, it is an entry of a derivative that was told before."""
    file = _file(
        "h[t]: w*(W @ h[t-1]); L: h[T][2, 2]*norm(b)",
        "W: [[1, 2], [3, -1]], w: 2, b: [3, 4], 'h[0]': [[1, 0], [2, 1]]",
        "gradient of L wrt w",
        "",
    )
    file = file.replace("{cell}.", "{cell} with $T = 1$.").replace("by: reverse", "by: forward\n    horizon: 1")
    assert outcome(file, tmp_path) == "built"


@settings(quick(26), phases=[Phase.generate])  # a smaller file that fails, too, takes long to find and says no more
@given(problems())
def test_a_random_file_is_a_key_or_has_a_reason(text: str) -> None:
    """Whatever an author may write is confirmed, read back and rendered, or refused by a fault that says what to do."""
    with TemporaryDirectory() as folder:
        outcome(text, Path(folder))


def test_a_gradient_of_which_every_window_is_cut_is_an_array_of_zeros(tmp_path: Path) -> None:
    """It has the shape of what it is to, as any other."""
    text = _file(
        "h[t]: V*h[t-1]; L: h[1][2, 2] + h[2][2, 2]", '"h[0]": [[1, 2], [3, 0]], V: [[1, 2], [3, 1]]', "gradient of L wrt h[0]", ""
    )
    assert outcome(text.replace("    by:", "    horizon: 2\n    truncate: 1\n    cut: h[1]\n    by:"), tmp_path) == "built"


def test_a_truncated_gradient_goes_through_a_minimum_of_two_times(tmp_path: Path) -> None:
    """The slope of the minimum is told, although each of its arguments has a window of its own."""
    text = _file("h[t]: w*h[t-1]; L: min(h[T-1], h[1])*h[T]", '"h[0]": -2, w: 1/2', "gradient of L wrt w", "")
    text = text.replace("{cell}.", "{cell} with $T = 3$.")
    assert outcome(text.replace("    by:", "    horizon: 3\n    truncate: 1\n    by:"), tmp_path) == "built"


def test_a_number_below_a_root_may_move_where_a_function_of_it_is_asked(tmp_path: Path) -> None:
    """A step below 0 has a complex root, on which the routes go on."""
    text = _file("h[t]: abs(sqrt(x[t])); c[t]: gelu(h[t] - h[t-1])", "'h[0]': 1/4, x: [0, 2/3]", "ASK", "")
    text = (
        text.replace('"ASK"', "['jacobian of h[2] wrt x[1]', 'value of c[2]']")
        .replace("{cell}.", "{cell} with $T = 2$.")
        .replace("all: 1", "all: 2")
    )
    assert outcome(text.replace("    by:", "    convention: {abs'(0): 1/5}\n    horizon: 2\n    truncate: 2\n    by:"), tmp_path) == "built"


def test_a_kink_in_a_column_is_told_by_the_name_of_its_entry(tmp_path: Path) -> None:
    """The reason beside a slope names the entry of the matrix, not one of its column."""
    path = tmp_path / "kink.yaml"
    text = _file("y: sum(relu(h[:, 2]))", "h: [[1, 2], [3, 0]]", "gradient of y wrt h", "")
    path.write_text(text.replace("    by:", "    convention: {relu'(0): 1/3}\n    by:"), encoding="utf-8")
    exam, _ = load_exam(path)
    (solution,) = [item.solution for item in check_exam(exam).key.problems[0].items]
    assert solution
    notes = [row.note for group in solution.readings[0].groups for block in group.blocks for row in block.rows]
    assert [note for note in notes if note] == [r"&&\qquad \text{since $h_{2,2} = 0$, by the stated convention}"]


# What decides ---------------------------------------------------------------------------------------------------------

_LOGISTIC = """title: Logistic regression
cells:
  c:
    p[t]: sigmoid(x*w[t-1])
    w[t]: w[t-1] - eta*sum(x*(p[t] - y))
    L: -sum(log(1 - p[T]))
items:
  - id: NAME
    prompt: For {cell} and {given}.
    given: {GIVEN}
    horizon: 4
    ask: [value of L]
    points: {all: 1}
"""
_GIVEN = ["x: [1, 2, 3]", "y: [1, 0, 1]", '"w[0]": 0', "eta: 0.01"]


@settings(quick(3), phases=[Phase.generate])
@given(st.sampled_from("abcdefgh"), st.permutations(_GIVEN), st.sampled_from(("one", "two-b")))
def test_neither_a_name_nor_an_order_decides(name: str, given: list[str], file: str) -> None:
    """The same numbers are confirmed whatever the item and the file are called and in which order they are given."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{file}.yaml"
        path.write_text(_LOGISTIC.replace("NAME", name).replace("GIVEN", ", ".join(given)), encoding="utf-8")
        exam, faults = load_exam(path)
        (solved,) = check_exam(exam, faults).solved.values()
    (reading,) = solved.items[0].readings
    assert [f"{reading.derivation.values[answer]:.12f}" for answer in reading.derivation.asked] == ["2.167796394946"]


@settings(quick(3), phases=[Phase.generate])
@given(st.permutations(("value of y[1][1]", "value of h[1][1]", "gradient of y[1][1] wrt x[1]", "value of h[1]")))
def test_the_order_of_questions_decides_the_order_of_answers_only(ask: list[str]) -> None:
    """Each order is built, with the same values."""
    text = _file("h[t]: 2*x[t]; y[t]: 2*h[t]", "x: [[1, 2]]", "ASK", "").replace('"ASK"', f"[{', '.join(map(repr, ask))}]")
    with TemporaryDirectory() as folder:
        assert outcome(text, Path(folder)) == "built"


def test_names_that_print_alike_are_refused_with_any_hash_seed(tmp_path: Path) -> None:
    """A number that no equation uses and a state at time 0 would both be h_0 on the sheet: one message, whatever sets do."""
    path = tmp_path / "alike.yaml"
    path.write_text(_file("h[t]: relu(V*h[t-1] + x[t])", 'V: 1, "h[0]": 1, x: [1], h0: 3', "value of h[1]", ""), encoding="utf-8")
    told = set()
    for seed in "01":
        run = [sys.executable, "-c", "from gen.cli.commands import main; main()", "check", str(path)]
        done = subprocess.run(run, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": seed}, check=False)
        told.add((done.returncode, done.stderr))
    ((code, message),) = told
    assert code == 2 and "h0 and h[0] are both printed as h_{0}" in message


# What is asked and paid stands in the key -----------------------------------------------------------------------------

_SHARED = """title: Shared numbers
cells:
  c:
    f: sigmoid(w)
    c: f*u
items:
  - {id: a, prompt: "For {cell} and {given}.", given: {w: 1, u: 2}, ask: value of f, points: {all: 1}}
  - {id: b, prompt: "And for {given}?", like: a, given: {u: 3}, ask: "value of f, c", points: {all: 2}}
"""
_GRADIENTS = _file("s: x + y; f: s**2", "x: 1, y: 2", "gradient of f wrt x, s", "").replace("all: 1", "all: 2")


def _rows(text: str, folder: Path) -> list[list[tuple[str, str]]]:
    """The left side and the points of each row, item by item."""
    path = folder / "key.yaml"
    path.write_text(text, encoding="utf-8")
    exam, faults = load_exam(path)
    key = check_exam(exam, faults).key
    views = [item.solution for item in key.problems[0].items]
    return [[(row.left, row.credit) for group in one.readings[0].groups for b in group.blocks for row in b.rows] for one in views if one]


def test_what_is_asked_is_told_though_an_earlier_item_tells_it(tmp_path: Path) -> None:
    """A value that is asked for and paid stands in the item's own key."""
    assert _rows(_SHARED, tmp_path) == [[("f", r"1\,p")], [("f", ""), ("c", r"2\,p for all")]]


def test_points_for_all_stand_at_the_last_answer_of_the_page(tmp_path: Path) -> None:
    """Whatever the order of the questions is."""
    credits = [credit for _, credit in _rows(_GRADIENTS, tmp_path)[0]]
    assert [credit for credit in credits if credit] == [credits[-1]] == [r"2\,p for all"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ((r"2\,p for all", ""), "c is told with 0 points, not with 2"),
        ((r"1\,p", r"2\,p"), "f is told with 2 points, not with 1"),
        ((r"1\,p", "1 point"), "1 point are no points"),
    ],
)
def test_points_that_are_lost_or_changed_are_refused(change: tuple[str, str], message: str, tmp_path: Path) -> None:
    """Each point of the rubric stands in the key once, beside the step that earns it."""
    path = tmp_path / "key.yaml"
    path.write_text(_SHARED, encoding="utf-8")
    exam, _ = load_exam(path)
    solved = check_exam(exam).solved
    view = exam_view(exam, solved)

    def changed(row: RowView) -> RowView:
        return replace(row, credit=Tex(change[1])) if row.credit == change[0] else row

    items = []
    for item in view.problems[0].items:
        assert item.solution
        readings = tuple(
            replace(
                r, groups=tuple(replace(g, blocks=tuple(replace(b, rows=tuple(map(changed, b.rows))) for b in g.blocks)) for g in r.groups)
            )
            for r in item.solution.readings
        )
        items.append(replace(item, solution=replace(item.solution, readings=readings)))
    with pytest.raises(VerificationError, match=re.escape(message)):
        proofread_exam(replace(view, problems=(replace(view.problems[0], items=tuple(items)),)), solved)


# Refusals -------------------------------------------------------------------------------------------------------------

REFUSED = {
    "digits beyond those computed": (
        _file("h[t]: exp(h[t-1])*exp(V)", 'V: 80, "h[0]": 80', "value of h[1]", "shown: 3 decimals"),
        "60 digits are not enough to show h[1] with 3 decimals",
    ),
    "a window that others do not share": (
        _file("h[t]: V*h[t-1] + x[t]", 'V: 2, "h[0]": 1, x: [1, 2, 3]', "gradient of h[3] wrt V", "").replace(
            "by: reverse", "truncate: 2\n    by: forward"
        ),
        "a gradient over 2 steps is told from h[3] back; ask for a number by: reverse",
    ),
    "a product of matrices with a number": (
        _file("h[t]: h[t-1] @ 2", '"h[0]": [1, 2]', "value of h[1]", ""),
        "'@' multiplies matrices, not numbers",
    ),
    "a product of matrices with an entry": (
        _file("y: x @ -relu(2*W[2, 2])", "x: [1, 2], W: [[1, 2], [3, 4]]", "value of y", ""),
        "'@' multiplies matrices, not numbers",
    ),
    "eigenvalues of two matrices": (
        _file("h[t]: W @ V @ h[t-1]", "W: [[1, 2], [1, 0]], V: [[2, 0], [0, 1]]", "ASK", "")
        .replace('"ASK"', "[eigenvalues of W, eigenvalues of V]")
        .replace("    by: reverse\n", ""),
        "the step 'polynomial' is there twice, for several of the questions",
    ),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_told_is_refused_by_name(text: str, message: str, tmp_path: Path) -> None:
    """No fault of the tool: a message with the author's line."""
    path = tmp_path / "refused.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputErrors) as error:
        check_exam(*load_exam(path))
    assert [fault.message for fault in error.value.faults] == [message]
