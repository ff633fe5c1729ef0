"""Counts of convolutional networks, in letters and compared with each other, against loops over arrays and sums written out."""

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gen.algebra.expr import UNIT, Add, Num
from gen.check.exam import CheckedExam, check_exam
from gen.document import problem_text
from gen.format.exam_file import load_exam
from gen.messages.errors import InputErrors, VerificationError
from gen.model.solved import SolvedProblem
from tests.support import channel_oracles as oracle
from tests.support.mutation import Change, put_in
from tests.support.problems import answers, solve_text

_PROBLEM = """\
title: T
cells:
  plain:
    Z: relu(conv(X, K, {options}) + b)
    P: max_pool(Z, 2)
    f: flatten(P)
    y: W @ f + c
    L: cross_entropy(y, t_1)
  normalised:
    Z: conv(X, K, {options})
    N: g*normalize(Z) + s
    y: W @ flatten(relu(N)) + c
  separable:
    D: depthwise(X, M, padding=1)
    Z: conv(D, Q) + b
  dense:
    h: relu(W_1 @ x + b_1)
    z: W_2 @ h + b_2
  gru:
    r[t]: sigmoid(W_r @ x[t] + U_r @ h[t-1] + b_r)
    z[t]: sigmoid(W_z @ x[t] + U_z @ h[t-1] + b_z)
    q[t]: tanh(W_q @ x[t] + U_q @ (r[t]*h[t-1]) + b_q)
    h[t]: (1 - z[t])*q[t] + z[t]*h[t-1]
  elman:
    h[t]: tanh(W @ x[t] + U @ h[t-1] + b)
  branches:
    A: conv(X, K, padding=1, stride={stride})
    V: conv(X, M, padding=2)
    B: max_pool(V, {stride})
    C: relu(conv(A, Q, padding=1) + B) + A
    f: flatten(C)
    y: W @ f
  line:
    z: conv(x, k, stride={stride}, padding=2) + b
    p: max_pool(z, 2)
items:
  - id: a
    prompt: How many?
    cell: {cell}
    shapes: {shapes}
    ask: {ask}
    points: {{all: 1}}
"""


def _text(cell: str, shapes: str, ask: str, options: str = "padding=1", stride: int = 1) -> str:
    return _PROBLEM.format(cell=cell, shapes=shapes, ask=f'"{ask}"', options=options, stride=stride)


def _solved(folder: Path, *args: Any, **named: Any) -> SolvedProblem:
    return solve_text(_text(*args, **named), folder)


def _answer(folder: Path, *args: Any, **named: Any) -> str:
    (answer,) = answers(_solved(folder, *args, **named).items[0].readings[0])
    return answer


def _checked(folder: Path, *args: Any) -> CheckedExam:
    path = folder / "problem.yaml"
    path.write_text(_text(*args), encoding="utf-8")
    return check_exam(*load_exam(path))


_IMAGE = "{X: [3, 8, 8], K: [4, 3, 3, 3], y: 10}"


@pytest.mark.parametrize(
    ("cell", "shapes", "total"),
    [
        # sum(p.numel() for p in model.parameters()) of PyTorch's layers
        ("plain", _IMAGE, 4 * 3 * 9 + 4 + 4 * 16 * 10 + 10),  # Conv2d(3, 4, 3, padding=1), MaxPool2d(2), Linear(64, 10); no target
        ("normalised", _IMAGE, 4 * 3 * 9 + 2 * 4 + 4 * 64 * 10 + 10),  # with bias=False and BatchNorm2d(4) behind it
        ("separable", "{X: [3, 8, 8], M: [3, 3, 3], Q: [4, 3, 1, 1]}", 3 * 9 + 4 * 3 + 4),  # groups=3, then a kernel of 1 x 1
        ("line", "{x: 20, k: 5}", 5 + 1),  # Conv1d(1, 1, 5): a filter has one bias, whatever the length
        ("plain", "{X: [3, 1, 20], K: [4, 3, 1, 5], y: 2}", 4 * 15 + 4 + 4 * 9 * 2 + 2),  # Conv1d(3, 4, 5, padding=1) on rows
    ],
)
def test_all_parameters_are_those_of_the_layers_of_libraries(cell: str, shapes: str, total: int, tmp_path: Path) -> None:
    """Neither the image nor the target of a loss is counted; a bias is one for each filter."""
    assert _answer(tmp_path, cell, shapes, "count of all") == str(total)


@settings(max_examples=10, deadline=None)
@given(n=st.integers(6, 14), k=st.integers(1, 4), stride=st.integers(1, 3))
def test_a_row_is_padded_at_its_ends_alone(tmp_path_factory: pytest.TempPathFactory, n: int, k: int, stride: int) -> None:
    """One number for a stride or a padding is for the axis that has several entries, as where numbers are computed."""
    folder = tmp_path_factory.mktemp("p")
    found = _solved(folder, "line", f"{{x: {n}, k: {k}}}", "shape of z, p", stride=stride)
    z = oracle.conv(numpy.zeros((1, n + 4, 1)), numpy.zeros((1, 1, k, 1)), stride)
    told = [answer.text for answer in found.items[0].readings[0].derivation.answers]  # type: ignore[union-attr]
    assert told == [f"z: {z.size}", f"p: {z.size // 2}"]
    padded = f"padding={(0, 2)}, stride={(1, stride)}".replace(" ", "")
    for options in (f"padding=2, stride={stride}", padded):
        found = _solved(folder, "plain", f"{{X: [2, 1, {n}], K: [3, 2, 1, {k}], y: 1}}", "shape of Z", options=options)
        assert [answer.text for answer in found.items[0].readings[0].derivation.answers] == [f"Z: 3 x 1 x {z.size}"]  # type: ignore[union-attr]


def _net(x: Any, stride: int) -> Any:
    """The branches in NumPy, all kernels of ones."""
    ones = numpy.ones
    a = oracle.conv(x, ones((1, 1, 3, 3)), stride, 1)
    b = oracle.pooled(oracle.conv(x, ones((1, 1, 5, 5)), 1, 2), stride, numpy.sum)
    return oracle.conv(a, ones((1, 1, 3, 3)), 1, 1) + b + a


@pytest.mark.parametrize("stride", [1, 2])
def test_branches_see_as_far_as_the_longest(stride: int, tmp_path: Path) -> None:
    """From the first to the last column that moves an entry in the middle if it is nudged, through what is added up on the way."""
    shapes = "{X: [1, 20, 20], K: [1, 1, 3, 3], M: [1, 1, 5, 5], Q: [1, 1, 3, 3], y: 2}"
    try:
        told = int(_answer(tmp_path, "branches", shapes, "receptive field of C wrt X", stride=stride))
    except InputErrors as error:  # of even windows the fields are no parts of one another
        assert stride == 2 and "do not lie in one another" in str(error)
        return
    middle = 10 // stride
    moving = [i for i in range(20) if _net(numpy.ones((1, 20, 1)) * (numpy.arange(20) == i), stride)[0, middle, middle]]
    assert told == moving[-1] - moving[0] + 1


@pytest.mark.parametrize(("n", "field"), [(6, 6), (20, 20)])
def test_what_is_flattened_sees_the_whole_image(n: int, field: int, tmp_path: Path) -> None:
    """Padding is no part of it."""
    shapes = f"{{X: [1, {n}, {n}], K: [1, 1, 3, 3], M: [1, 1, 5, 5], Q: [1, 1, 3, 3], y: 2}}"
    found = _solved(tmp_path, "branches", shapes, "receptive field of y wrt X")
    assert answers(found.items[0].readings[0]) == [str(field)]
    assert "r_f = min(" in problem_text(found)


@settings(max_examples=8, deadline=None)
@given(n=st.integers(6, 10), f=st.integers(1, 4), k=st.integers(1, 3), bytes_each=st.integers(1, 8))
def test_numbers_of_layers_are_those_of_arrays(tmp_path_factory: pytest.TempPathFactory, n: int, f: int, k: int, bytes_each: int) -> None:
    """Entries of the arrays of a layer, of its parameters, and products in loops; the sum over layers is that of each."""
    folder = tmp_path_factory.mktemp("p")
    ask = ", ".join(("{0} of Z", "{0} of P", "{0} of y", "{0} of Z + P + y"))
    asks = [part.format(what) for what in ("parameters", "multiplications", "activations") for part in ask.split(", ")]
    asks += [f"memory of {layers} with {bytes_each} bytes" for layers in ("Z", "Z + P + y")]
    text = _text("plain", f"{{X: [3, {n}, {n}], K: [{f}, 3, {k}, {k}], y: 5}}", "ASKED").replace('"ASKED"', str(asks))
    found = [int(one) for one in answers(solve_text(text, folder).items[0].readings[0])]
    z = oracle.conv(numpy.zeros((3, n, n)), numpy.zeros((f, 3, k, k)), 1, 1)
    p = oracle.pooled(z, 2, numpy.max)
    parameters, work = [f * 3 * k * k + f, 0, 5 * p.size + 5], [z.size * 3 * k * k, 0, 5 * p.size]
    activations = [z.size, p.size, 5]
    wanted = [total for part in (parameters, work, activations) for total in (*part, sum(part))]
    assert found == [*wanted, *(bytes_each * total for total in (z.size + parameters[0], sum(parameters) + sum(activations)))]


def test_shared_weights_are_counted_once(tmp_path: Path) -> None:
    """Two layers with the same kernels have these parameters together, each of them all of them."""
    text = _text("plain", "{X: [3, 6, 6], K: [3, 3, 3, 3], y: 5}", "parameters of Z, P, Z + P")
    text = text.replace("P: max_pool(Z, 2)", "P: conv(Z, K, padding=1) + b")
    assert answers(solve_text(text, tmp_path).items[0].readings[0]) == ["84", "84", "84"]


_TABLE = """\
    table:
      columns: [shape of ..., parameters of ..., memory of ...]
      rows: [Z, P, {head: All, cells: ["-", parameters of Z + P, memory of Z + P]}]
"""


def test_a_network_is_a_table_layer_by_layer(tmp_path: Path) -> None:
    """Its cells are filled with the answers, a shape with crosses between its sizes, and each is read back."""
    text = _text("plain", _IMAGE, "table") + _TABLE
    path = tmp_path / "problem.yaml"
    path.write_text(text.replace("points: {all: 1}", "points: {cell: 1/2}"), encoding="utf-8")
    checked = check_exam(*load_exam(path))
    (item,) = checked.key.problems[0].items
    assert item.grid is not None
    cells = [[re.sub(r"\\(phantom|hphantom|mathsign)\{[^}]*\}|[${}]", "", cell.text) for cell in row.cells] for row in item.grid.rows]
    assert [row[0] for row in cells[:2]] == [r"4 \times 8 \times 8", r"4 \times 4 \times 4"]


# Letters ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "shapes", "ask", "formula"),
    [
        ("dense", "{x: d, h: n, z: 10}", "count of W_1 + b_1, W_2 + b_2", "d*n + 11*n + 10"),
        ("dense", "{x: d, h: d, z: k}", "count of W_1, b_1", "d*(d + 1)"),
        ("dense", "{x: 28*28, h: n, z: k}", "count of W_1, b_1", "785*n"),
        ("gru", "{x: d, h: n}", "count of all", "3*n*(d + n + 1)"),
        ("plain", "{X: [a, 8, 8], K: [m, a, k, k], y: 10}", "count of K + b", "m*(a*k^2 + 1)"),
        ("plain", "{X: [3, 8, 8], K: [m, 3, 3, 3], y: q}", "count of all", "28*m + 16*m*q + q"),
    ],
)
def test_letters_give_a_formula(cell: str, shapes: str, ask: str, formula: str, tmp_path: Path) -> None:
    """What all terms have in common stands in front."""
    found = _checked(tmp_path, cell, shapes, ask)
    (answer,) = found.solved["problem"].items[0].readings[0].derivation.answers
    assert answer.json == {"of": None, "wrt": None, "formula": formula}  # type: ignore[union-attr]


@settings(max_examples=10, deadline=None)
@given(d=st.integers(1, 9), n=st.integers(1, 9))
def test_a_formula_has_the_number_that_is_counted(tmp_path_factory: pytest.TempPathFactory, d: int, n: int) -> None:
    """With numbers for letters it is the count for these numbers."""
    folder = tmp_path_factory.mktemp("p")
    formula = _solved(folder, "elman", "{x: d, h: 2*n}", "count of all").items[0].readings[0].derivation.answers[0].value  # type: ignore[union-attr]
    assert formula == "2*n*(d + 2*n + 1)"
    assert _answer(folder, "elman", f"{{x: {d}, h: {2 * n}}}", "count of all") == str(2 * n * (d + 2 * n + 1))


def test_a_product_is_told_in_a_count_as_it_was_written(tmp_path: Path) -> None:
    """Its factors stand beside the other sizes."""
    lines = problem_text(_solved(tmp_path, "dense", "{x: 3*3*64, h: 10, z: 2}", "count of W_1, b_1"))
    assert "total = 3*3*64*n_h + n_h = 3*3*64*10 + 10 = 5760 + 10 = 5770" in lines


# Comparisons ------------------------------------------------------------------------------------------------------------

_BOTH = "{x: 10, h: 20}"
_CONV = "{X: [3, 8, 8], K: [4, 3, 3, 3], M: [3, 3, 3], Q: [4, 3, 1, 1]}"


@pytest.mark.parametrize(
    ("cell", "shapes", "ask", "value"),
    [
        ("gru", _BOTH, "difference of count of all and count of all of elman", "1240"),
        ("gru", _BOTH, "ratio of count of all to count of all of elman", "3"),
        ("gru", _BOTH, "count of all of elman - count of all", "-1240"),
        ("gru", _BOTH, "count of U_r / count of W_r + U_r + b_r", "20/31"),
        ("separable", _CONV, "ratio of multiplications of Z of plain to multiplications of Z", "9"),
        ("separable", _CONV, "share of count of M in count of all", "27/43"),
    ],
)
def test_counts_are_compared_within_a_cell_and_with_another(cell: str, shapes: str, ask: str, value: str, tmp_path: Path) -> None:
    """The key tells both counts and what they give, exactly."""
    assert _answer(tmp_path, cell, shapes, ask) == value


def test_a_share_is_told_in_percent(tmp_path: Path) -> None:
    """Rounded to a tenth, and the page says so."""
    checked = _checked(tmp_path, "separable", _CONV.replace("K: [4, 3, 3, 3], ", ""), "share of count of M in count of all")
    (item,) = checked.key.problems[0].items
    assert item.solution is not None
    texts = [block.text for group in item.solution.readings[0].groups for block in group.blocks if block.text]
    assert texts == [r"This is a share of about $62.8\,\%$."]


MUTANTS: dict[str, tuple[str, Change, tuple[str, str, str]]] = {
    "a formula with a term too many": (
        "questions.counts_in_letters.simplified",
        lambda f: lambda e: Add((f(e), UNIT)),
        ("dense", "{x: d, h: n, z: 2}", "count of W_1, b_1"),
    ),
    "a bias for each place of a filter": (
        "calculus.layer_sizes._Sizes.parameter",
        lambda f: lambda self, name, axes: f(self, name, (*axes, Num(UNIT.value * 2)) if name == "b" else axes),
        ("plain", _IMAGE, "count of all"),
    ),
    "a layer without its biases": (
        "questions.layer_lines.LayerLines.all_parameters",
        lambda f: lambda self, names: f(self, names)[:1],
        ("plain", _IMAGE, "parameters of Z"),
    ),
    "a sum over layers with one more": (
        "questions.layer_lines.LayerLines.add",
        lambda f: lambda self, lhs, rhs: f(self, lhs, Add((rhs, UNIT)) if " + " in lhs.name else rhs),
        ("plain", _IMAGE, "activations of Z + P"),
    ),
    "a share of the wrong whole": (
        "questions.count_comparisons._lines",
        lambda f: lambda counted, *rest: f(counted, *rest) if counted.names else _one_more(f(counted, *rest)),
        ("gru", _BOTH, "share of count of W_r in count of all"),
    ),
    "a share that is rounded to less": (
        "questions.count_comparisons._percent",
        lambda f: lambda share: f(share * Fraction(99, 100)),
        ("gru", _BOTH, "share of count of W_r in count of all"),
    ),
}


def _one_more(found: Any) -> Any:
    """The last line of a count with one more."""
    *lines, last = found[0]
    return [*lines, replace(last, rhs=Add((last.rhs, UNIT)))], *found[1:]


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_count_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries that are counted another way, with numbers for letters, are others."""
    place, change, args = MUTANTS[name]
    _checked(tmp_path, *args)
    calls = put_in(monkeypatch, place, change)
    with pytest.raises(VerificationError):
        _checked(tmp_path, *args)
    assert calls


REFUSED = {
    "two images": ("plain", "{X: [3, 8, 8], K: [4, 3, 3, 3], b: 4, y: 10}", "count of all", "nobody can tell inputs from parameters"),
    "a count with itself": ("gru", _BOTH, "ratio of count of W_r to count of W_r", "a count is compared with itself"),
    "an unknown cell": ("gru", _BOTH, "ratio of count of W_r to count of all of lstm", "unknown cell 'lstm'"),
    "no count": ("gru", _BOTH, "share of W_r in count of all", "cannot tell what 'W_r' counts"),
    "letters compared": ("gru", "{x: d, h: 2}", "share of count of W_r in count of all", "counts are compared in numbers"),
    "a letter that is a name": ("dense", "{x: h, h: 3, z: 2}", "count of W_1", "'h' is a letter for a size and a name of the cell 'dense'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_counted_is_refused(name: str, tmp_path: Path) -> None:
    """With what is wrong."""
    *args, message = REFUSED[name]
    with pytest.raises(InputErrors) as error:
        _solved(tmp_path, *args)
    assert message in error.value.faults[0].message
