"""Shapes of names and derivatives, against arrays of NumPy that have the told shapes and go through the equations."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gen.check.exam import check_exam
from gen.format.exam_file import load_exam
from gen.messages.errors import InputErrors, VerificationError
from gen.model.derivation import Statement
from gen.model.solved import SolvedProblem
from gen.questions.shape_statements import ShapeAnswer
from tests.support import channel_oracles as oracle
from tests.support.mutation import Change, put_in
from tests.support.problems import solve_text

Arrays = Mapping[str, Any]

_PROBLEM = """\
title: T
cells:
  net:
{equations}
items:
  - id: a
    prompt: Which shapes?
    shapes: {{{shapes}}}
    ask: "shape of {asked}"
    points: {{all: 1}}
"""


def _solved(equations: Mapping[str, str], shapes: str, asked: str, folder: Path) -> SolvedProblem:
    written = "\n".join(f"    {name}: {rhs}" for name, rhs in equations.items())
    return solve_text(_PROBLEM.format(equations=written, shapes=shapes, asked=asked), folder)


def _told(found: SolvedProblem) -> dict[str, tuple[Any, ...]]:
    answers = found.items[0].readings[0].derivation.answers
    return {answer.name: tuple(answer.json["shape"]) for answer in answers if isinstance(answer, ShapeAnswer)}


# The equations, the sizes that are stated, what is asked, and the same in NumPy: each array under the name that it has.
CELLS: dict[str, tuple[dict[str, str], str, str, Callable[[Arrays], dict[str, Any]]]] = {
    "columns": (
        {"z": "W @ x + b", "p": "softmax(V @ relu(z) + c)", "L": "cross_entropy(p, y)"},
        "x: 3, z: 5, p: 4",
        "W, b, V, c, y, L, dp/dx, dL/dV",
        lambda a: {"z": a["W"] @ numpy.ones(3) + a["b"], "p": a["V"] @ numpy.ones(5) + a["c"], "L": a["y"] @ numpy.ones(4)},
    ),
    "rows of a batch": (
        {"H": "tanh(X @ W + b)", "Y": "H @ V + c", "L": "mse(Y, D)"},
        "X: [7, 3], H: [7, 5], Y: [7, 4]",
        "W, b, V, c, D, L, dL/dH, dL/db",
        lambda a: {
            "H": numpy.ones((7, 3)) @ a["W"] + a["b"],
            "Y": numpy.ones((7, 5)) @ a["V"] + a["c"],
            "L": numpy.sum(a["D"] - numpy.ones((7, 4))),
        },
    ),
    "a recurrent cell": (
        {"h[t]": "tanh(W @ concat(h[t-1], x[t]) + b)", "y[t]": "U @ h[t]"},
        "x: 3, y: 1, h: 5",
        "W, b, U, dh[t]/dh[t-1]",
        lambda a: {"h": a["W"] @ numpy.ones(8) + a["b"], "y": a["U"] @ numpy.ones(5)},
    ),
    "attention": (
        {"Q": "X @ W_Q", "K": "X @ W_K", "V": "X @ W_V", "A": "softmax(Q @ K.T, rows)", "Y": "A @ V"},
        "X: [6, 8], Q: [6, 4], K: [6, 4], V: [6, 3]",
        "W_Q, W_K, W_V, A, Y",
        lambda a: {
            "Q": numpy.ones((6, 8)) @ a["W_Q"],
            "K": numpy.ones((6, 8)) @ a["W_K"],
            "A": numpy.ones((6, 4)) @ (numpy.ones((6, 8)) @ a["W_K"]).T,
            "Y": a["A"] @ (numpy.ones((6, 8)) @ a["W_V"]),
        },
    ),
    "a table of embeddings": (
        {"X": "E[k, :]", "y": "X @ W"},
        "E: [9, 4], k: 6, y: [6, 2]",
        "X, W",
        lambda a: {"X": numpy.ones((9, 4))[numpy.zeros(6, int)], "y": a["X"] @ a["W"]},
    ),
    "images": (
        {"Z": "relu(conv(X, K, stride=2, padding=1) + b)", "P": "max_pool(Z, 2)", "f": "flatten(P)", "y": "W @ f + c"},
        "X: [3, 12, 9], K: [5, 3, 4, 3], y: 10",
        "Z, P, f, b, W, c, dy/df",
        lambda a: {
            "Z": oracle.conv(numpy.zeros((3, 12, 9)), numpy.zeros((5, 3, 4, 3)), 2, 1, 1) + a["b"][:, None, None],
            "P": oracle.pooled(a["Z"], 2, numpy.max),
            "f": a["P"].reshape(-1),
            "y": a["W"] @ a["f"] + a["c"],
        },
    ),
}


@pytest.mark.parametrize("name", CELLS)
def test_arrays_of_the_told_shapes_go_through_the_equations(name: str, tmp_path: Path) -> None:
    """What is computed from them has the shape that is told or stated; a derivative has the axes of both of its names."""
    equations, shapes, asked, computed = CELLS[name]
    told = _told(_solved(equations, shapes, asked, tmp_path))
    found = {one: numpy.shape(array) for one, array in computed({one: numpy.ones(shape) for one, shape in told.items()}).items()}
    stated = {one: tuple(size) if isinstance(size, list) else (size,) for one, size in yaml.safe_load(f"{{{shapes}}}").items()}
    known = {"L": (), **stated, **{one: shape for one, shape in told.items() if "/" not in one}}
    assert found == {one: known[one] for one in found}
    for of, wrt in (one.split("/") for one in told if "/" in one):
        sides = [known[re.sub(r"\[t.*", "", side[1:])] for side in (of, wrt)]
        assert told[f"{of}/{wrt}"] == (*sides[0], *sides[1])


@settings(max_examples=15, deadline=None)
@given(d=st.integers(1, 6), n=st.integers(1, 6), k=st.integers(1, 6), rows=st.booleans(), batch=st.booleans())
def test_letters_are_told_as_the_numbers_that_they_stand_for(
    tmp_path_factory: pytest.TempPathFactory, d: int, n: int, k: int, rows: bool, batch: bool
) -> None:
    """With numbers for letters a shape is the one that is told for these numbers, of columns and rows, with a batch and without."""
    folder = tmp_path_factory.mktemp("p")
    if rows:
        equations = {"H": "relu(X @ W + b)", "Y": "H @ V"}
        sizes = "X: [{m}, {d}], H: [{m}, {n}], Y: [{m}, {k}]" if batch else "X: {d}, H: {n}, Y: {k}"
    else:
        equations = {"H": "relu(W @ X + b)", "Y": "V @ H"}
        sizes = "X: [{d}, {m}], H: [{n}, {m}], Y: [{k}, {m}]" if batch else "X: {d}, H: {n}, Y: {k}"
    lettered = _told(_solved(equations, sizes.format(m="m", d="d", n="2*n", k="k"), "W, V, dY/dH, b", folder))
    numbers = {"m": 97, "d": 89 + d, "n": 50 + n, "k": 70 + k}
    counted = _told(_solved(equations, sizes.format(**numbers | {"n": 2 * numbers["n"]}), "W, V, dY/dH, b", folder))
    values = {**numbers, "2*n": 2 * numbers["n"]}
    assert {name: tuple(values.get(one, one) for one in shape) for name, shape in lettered.items()} == counted


def test_a_product_stands_as_it_was_written_and_counts_as_its_number(tmp_path: Path) -> None:
    """The sheet has `3*3*64`, a shape the number."""
    found = _solved({"z": "W @ x"}, "x: 3*3*64, z: 10", "W", tmp_path)
    assert _told(found) == {"W": (10, 576)}
    (answer,) = found.items[0].readings[0].derivation.answers
    assert isinstance(answer, ShapeAnswer) and answer.text == "W: 10 x 576"


def test_each_reason_is_that_of_the_equation(tmp_path: Path) -> None:
    """A parameter is told by its product or by what it is added to, a value by what it is computed from."""
    equations = {"H": "relu(X @ W + b)", "G": "H*g", "L": "sum(G)", "Y": "H @ V"}
    found = _solved(equations, "X: [7, 3], H: [7, 5], Y: [7, 4]", "W, b, g, G, V, dL/dW, dH/dX, L", tmp_path)
    sentences = [str(step.pieces[0].text) for step in found.items[0].readings[0].derivation.steps if isinstance(step, Statement)]
    assert sentences == [
        "{shape}, since its product with {other} goes into {result}.",
        "{shape}, since it goes with each row of {result}.",
        "{shape}, since it goes with each row of {result}.",
        "{shape}, entry by entry like {operand}.",
        "{shape}, since its product with {other} goes into {result}.",
        "{shape}: the derivative of a number has the shape of {wrt}.",
        "{shape}: an entry for each one of {of} and each one of {wrt}.",
        "{shape}, by {equation}.",
    ]


_NUMBERED = """\
title: T
cells:
  cnn:
    Z: conv(X, K, padding=1) + b
    P: max_pool(Z, 2)
    f: flatten(P)
items:
  - id: a
    prompt: |
      Tell

      1. the size of `Z`,
      2. those of `P` and `f`,
      3. the multiplications for `Z`.
    shapes: {X: [3, 8, 8], K: [4, 3, 3, 3]}
    ask: [size of Z, "size of P, f", multiplications of Z]
    points: {Z: 1, P: 1, f: 1, multiplications(Z): 1}
"""


def _checked(text: str, folder: Path) -> Any:
    path = folder / "problem.yaml"
    path.write_text(text, encoding="utf-8")
    exam, faults = load_exam(path)
    return check_exam(exam, faults)


def test_points_stand_at_the_sub_question_that_asks(tmp_path: Path) -> None:
    """Several questions for sizes in one item belong to several numbers of its prompt."""
    checked = _checked(_NUMBERED, tmp_path)
    (item,) = checked.key.problems[0].items
    groups = item.solution.readings[0].groups
    credits = [
        credit for group in groups for block in group.blocks for credit in (block.credit, *(row.credit for row in block.rows)) if credit
    ]
    assert [credit.split(":")[0] for credit in credits] == ["for 1", "for 2", "for 2", "for 3"]


MUTANTS: dict[str, tuple[str, Change]] = {
    "axes of a derivative exchanged": (
        "questions.shape_statements.shape_answer",
        lambda f: lambda *args: replace(found := f(*args), extents=found.extents[::-1]),
    ),
    "a bias as large as the batch": (
        "calculus.parameter_shapes.Inference.may_be_batch",
        lambda f: lambda *args: False,
    ),
    "a matrix turned on the page": (
        "latex.shapes.membership",
        lambda f: lambda name, extents, latex: f(name, list(extents)[::-1], latex),
    ),
    "another name on the page": (
        "latex.shapes.membership",
        lambda f: lambda name, extents, latex: f("x", extents, latex),
    ),
}
_BATCH = _PROBLEM.format(equations="    H: relu(X @ W + b)\n    L: sum(H)", shapes="X: [N, 3], H: [N, 5*d]", asked="W, b, dL/dW, dL/dX")


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_shape_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows and columns by equal sizes find another one, in what was derived and in what is printed."""
    _checked(_BATCH, tmp_path)
    calls = put_in(monkeypatch, *MUTANTS[name])
    with pytest.raises(VerificationError):
        _checked(_BATCH, tmp_path)
    assert calls


REFUSED = {
    "a size of the sheet": ("x: 3, z: 5", "z", "'z' has its size under shapes"),
    "a part": ("x: 3, z: 5", "W[1, 2]", "'W[1, 2]' is no layer, but a part of one or a value in time"),
    "nobody's name": ("x: 3, z: 5", "dz/dv", "'v' does not stand in the cell 'net'"),
    "what nothing tells": ("x: 3", "W", "the shape of 'W' cannot be told"),
    "two inputs": ("x: [7, 3], W: [3, 5]", "c", "the shape of 'c' depends on which of x, W is the input"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_told_is_refused(name: str, tmp_path: Path) -> None:
    """With what is wrong, at its place."""
    shapes, asked, message = REFUSED[name]
    equations = {"z": "x @ W + c"} if name == "two inputs" else {"z": "W @ x"}
    with pytest.raises(InputErrors) as error:
        _solved(equations, shapes, asked, tmp_path)
    assert [fault.message for fault in error.value.faults] == [message]
