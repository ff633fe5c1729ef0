"""Images with several channels: families of matrices, written out channel by channel, and the sizes and counts of their networks."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import autograd
import autograd.numpy as np
import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gen.algebra.arrays import rows_of, scalar
from gen.algebra.expr import UNIT, Add, Partial, Var
from gen.algebra.families import family_of, place_of
from gen.document.plain_text import problem_text
from gen.latex.writer import Latex
from gen.messages.errors import InputErrors, VerificationError
from gen.model.solved import SolvedProblem
from gen.variants.variation_file import load_variation
from tests.support import channel_oracles as oracle
from tests.support.mutation import Change, put_in
from tests.support.problems import solve_text

Numbers = Mapping[str, Any]
"""By name an array of as many axes as the name has."""


def _drawn(seed: int, **shapes: tuple[int, ...]) -> dict[str, Any]:
    """Eighths, no two alike in size, so that no ReLU is at its kink and no maximum has a tie but by chance."""
    draw = Random(seed)
    sizes = iter(draw.sample(range(1, 4000), sum(int(numpy.prod(shape)) for shape in shapes.values())))
    return {
        name: numpy.array([next(sizes) / 64 * draw.choice((-1, 1)) for _ in range(int(numpy.prod(s)))]).reshape(s)
        for name, s in shapes.items()
    }


def _written(array: Any) -> str:
    return f"[{', '.join(map(_written, array))}]" if numpy.ndim(array) else str(Fraction(float(array)))


def _solved(equations: Mapping[str, str], numbers: Numbers, wrt: str, folder: Path) -> SolvedProblem:
    """The cell with the derivatives of L to these names, by the tool."""
    lines = [f"    {name}: {rhs}" for name, rhs in equations.items()]
    given = [f"      {name}: {_written(array)}" for name, array in numbers.items()]
    text = ["title: T", "cells:", "  net:", *lines, "items:", "  - id: a", "    prompt: Compute.", "    given:", *given]
    text += [f"    ask: [value of L, 'gradient of L wrt {wrt}']", "    by: reverse", "    points: {all: 1}"]
    return solve_text("\n".join(text), folder)


def _assert_same(found: SolvedProblem, loss: Callable[[Numbers], Any], numbers: Numbers, wrt: str) -> None:
    """Value and gradients are those that autograd finds in loops over all axes."""
    values = found.items[0].readings[0].derivation.values
    floats = {name: numpy.array(array, dtype=float) for name, array in numbers.items()}
    assert float(scalar(values[Var("L")])) == pytest.approx(float(loss(floats)), rel=1e-12)
    for name in wrt.split(", "):
        theirs = autograd.grad(lambda x, name=name: loss({**floats, name: x}))(floats[name])
        for atom, value in values.items():
            if isinstance(atom, Partial) and atom.of == Var("L") and family_of(atom.wrt.name) == name and not atom.wrt.index:
                own = numpy.array([[float(x) for x in row] for row in rows_of(value)])
                part = theirs[tuple(i - 1 for i in place_of(atom.wrt.name))]
                assert numpy.reshape(own, part.shape) == pytest.approx(part, rel=1e-12, abs=1e-12)


def _relu(x: Any) -> Any:
    return np.maximum(x, 0.0)


def _biased(b: Any) -> Any:
    return b[:, None, None]


NETWORKS: dict[str, tuple[dict[str, str], dict[str, tuple[int, ...]], str, Callable[[Numbers], Any]]] = {
    "three channels of 5 x 5, two filters, ReLU, pooling and a linear layer": (
        {"Z": "conv(X, K) + b", "P": "max_pool(relu(Z), 2)", "f": "flatten(P)", "L": "dot(w, f)"},
        {"X": (3, 5, 5), "K": (2, 3, 3, 3), "b": (2,), "w": (2,)},
        "X, K, b",
        lambda n: np.dot(n["w"], np.ravel(oracle.pooled(_relu(oracle.conv(n["X"], n["K"]) + _biased(n["b"])), 2, np.max))),
    ),
    "one filter over three channels gives a matrix": (
        {"Z": "conv(X, K, stride=2) + b", "L": "sum(Z*Z)"},
        {"X": (3, 4, 4), "K": (3, 2, 2), "b": ()},
        "X, K, b",
        lambda n: np.sum((oracle.conv(n["X"], n["K"][None], stride=2) + n["b"]) ** 2),
    ),
    "three filters over one matrix": (
        {"Z": "conv(X, K, dilation=2)", "L": "mse(Z, Y)"},
        {"X": (4, 4), "K": (3, 2, 2), "Y": (3, 2, 2)},
        "X, K, Y",
        lambda n: np.mean((oracle.conv(n["X"][None], n["K"][:, None], dilation=2) - n["Y"]) ** 2),
    ),
    "pointwise, then the mean of each channel": (
        {"Z": "conv(X, K) + b", "g": "global_avg_pool(relu(Z))", "L": "sum(g*g) + dot(w, flatten(Z))"},
        {"X": (3, 2, 2), "K": (2, 3, 1, 1), "b": (2,), "w": (8,)},
        "X, K, b",
        lambda n: _averaged(n),
    ),
    "channels joined, scaled one by one, and a single one used": (
        {"C": "concat(X, conv(X, K, padding=1))", "S": "s*C - X[2]", "L": "mean(S*S) + sum(avg_pool(S, 2))"},
        {"X": (2, 2, 2), "K": (2, 2, 3, 3), "s": (4,)},
        "X, K, s",
        lambda n: _joined(n),
    ),
    "a kernel for each channel": (
        {"Z": "depthwise(X, K, padding=1) + b", "Y": "conv(Z, M)", "L": "sum(Y*Y)"},
        {"X": (2, 2, 2), "K": (2, 3, 3), "b": (2,), "M": (3, 2, 1, 1)},
        "X, K, b, M",
        lambda n: np.sum(oracle.conv(oracle.depthwise(n["X"], n["K"], padding=1) + _biased(n["b"]), n["M"]) ** 2),
    ),
    "a classifier in one line: all channels are a vector, of which there is a softmax, and a row": (
        {"L": "dot(w, softmax(normalize(concat(flatten(conv(X, K)), c)))) + sum(flatten(X).T @ W)"},
        {"X": (2, 2, 2), "K": (2, 2, 2, 2), "c": (2,), "w": (4,), "W": (8, 2)},
        "X, K, c, w, W",
        lambda n: _classified(n),
    ),
    "a transposed convolution": (
        {"Z": "conv_transpose(X, K, stride=2)", "L": "sum(Z*Z)"},
        {"X": (2, 2, 2), "K": (2, 3, 2, 2)},
        "X, K",
        lambda n: np.sum(oracle.conv_transpose(n["X"], n["K"], stride=2) ** 2),
    ),
}


def _averaged(n: Numbers) -> Any:
    z = oracle.conv(n["X"], n["K"]) + _biased(n["b"])
    return np.sum(np.mean(_relu(z), axis=(1, 2)) ** 2) + np.dot(n["w"], np.ravel(z))


def _classified(n: Numbers) -> Any:
    logits = np.concatenate([np.ravel(oracle.conv(n["X"], n["K"])), n["c"]])
    weights = np.exp((logits - np.mean(logits)) / np.std(logits))
    return np.dot(n["w"], weights) / np.sum(weights) + np.sum(np.dot(np.ravel(n["X"]), n["W"]))


def _joined(n: Numbers) -> Any:
    whole = np.concatenate([n["X"], oracle.conv(n["X"], n["K"], padding=1)])
    scaled = _biased(n["s"]) * whole - n["X"][1]
    return np.mean(scaled**2) + np.sum(oracle.pooled(scaled, 2, np.mean))


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_has_the_values_and_gradients_of_loops(name: str, tmp_path: Path) -> None:
    """Each channel of what is computed, and the derivative to each kernel, bias and input, is that of loops over all axes."""
    equations, shapes, wrt, loss = NETWORKS[name]
    numbers = _drawn(len(name), **shapes)
    _assert_same(_solved(equations, numbers, wrt, tmp_path), loss, numbers, wrt)


@settings(max_examples=4, deadline=None)
@given(
    channels=st.integers(1, 3),
    filters=st.integers(1, 3),
    kernel=st.integers(1, 2),
    stride=st.integers(1, 2),
    padding=st.integers(0, 1),
    seed=st.integers(0, 99),
)
def test_a_convolution_of_any_channels_is_that_of_loops(
    tmp_path_factory: pytest.TempPathFactory, channels: int, filters: int, kernel: int, stride: int, padding: int, seed: int
) -> None:
    """Whatever the numbers of channels and filters, kernels, strides and paddings are."""
    numbers = _drawn(seed, X=(channels, 3, 3), K=(filters, channels, kernel, kernel), b=(filters,))
    rhs = f"conv(X, K, stride={stride}, padding={padding}) + b"
    found = _solved({"Z": rhs, "L": "sum(Z*Z)"}, numbers, "X, K, b", tmp_path_factory.mktemp("p"))

    def loss(n: Numbers) -> Any:
        return np.sum((oracle.conv(n["X"], n["K"], stride, padding) + _biased(n["b"])) ** 2)

    _assert_same(found, loss, numbers, "X, K, b")


# The verification notices -----------------------------------------------------------------------------------------------

_NET = {"Z": "conv(X, K, padding=1) + b", "f": "flatten(relu(Z))", "g": "global_avg_pool(Z)", "L": "dot(w, f) + sum(g*g)"}
_SHAPES = {"X": (2, 2, 2), "K": (2, 2, 3, 3), "b": (2,), "w": (8,)}

MUTANTS: dict[str, tuple[str, Change]] = {
    "a channel left out": (
        "calculus.channels._Writer.filtered",
        lambda f: lambda *args: e.terms[0] if isinstance(e := f(*args), Add) else e,
    ),
    "kernels of the other filter": (
        "calculus.channels._Writer.convolution",
        lambda f: lambda *args: found[::-1] if isinstance(found := f(*args), tuple) else found,
    ),
    "channels exchanged": ("calculus.channels._Writer.filtered", lambda f: lambda self, e, image, *rest: f(self, e, image[::-1], *rest)),
    "the bias of the first channel for all": (
        "calculus.channels._Writer.at",
        lambda f: lambda self, part, i, n: f(self, part, i * isinstance(part, tuple), n),
    ),
    "channels flattened backwards": ("calculus.channels._joined", lambda f: lambda parts: f(parts[::-1])),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_channel_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Equations that are written out wrongly differ from what the author's own equations mean."""
    numbers = _drawn(1, **_SHAPES)
    _solved(_NET, numbers, "b", tmp_path)
    calls = put_in(monkeypatch, *MUTANTS[name])
    with pytest.raises(VerificationError):
        _solved(_NET, numbers, "b", tmp_path)
    assert calls


# Sizes and counts -------------------------------------------------------------------------------------------------------

_WIDE = """\
title: T
cells:
  net:
    Z: relu(conv(X, K, {options}) + b)
    P: max_pool(Z, 2)
    U: depthwise(P, D, padding=1)
    V: conv(U, M) + c
    f: flatten(V)
    y: W @ f + d
items:
  - id: a
    prompt: How large?
    shapes: {{X: [{c}, {n}, {m}], K: [{f}, {c}, {k}, {k}], D: [{f}, 3, 3], M: [5, {f}, 1, 1], y: 10}}
    ask: ["size of Z, P, U, f", "multiplications of V, y", receptive field of U wrt X]
    points: {{all: 1}}
  - id: b
    prompt: How many parameters?
    like: a
    ask: count of K + b, D, M + c, W + d
    points: {{all: 1}}
"""


def _numbers_of(found: SolvedProblem) -> dict[str, int]:
    return {str(atom): int(value) for one in found.items for atom, value in one.readings[0].derivation.values.items()}  # type: ignore[arg-type]


@settings(max_examples=12, deadline=None)
@given(
    c=st.integers(1, 3),
    n=st.integers(7, 12),
    m=st.integers(7, 12),
    f=st.integers(2, 4),
    k=st.integers(1, 3),
    stride=st.integers(1, 2),
    padding=st.integers(0, 2),
    dilation=st.integers(1, 2),
)
def test_sizes_and_counts_are_those_of_arrays(
    tmp_path_factory: pytest.TempPathFactory, c: int, n: int, m: int, f: int, k: int, stride: int, padding: int, dilation: int
) -> None:
    """Sizes are those of arrays that loops compute, parameters those of arrays that fit, for any kernel, stride, padding and dilation."""
    options = f"stride={stride}, padding={padding}, dilation={dilation}"
    text = _WIDE.format(options=options, c=c, n=n, m=m, f=f, k=k)
    found = _numbers_of(solve_text(text, tmp_path_factory.mktemp("p")))
    z = oracle.conv(numpy.zeros((c, n, m)), numpy.zeros((f, c, k, k)), stride, padding, dilation)
    p = oracle.pooled(z, 2, np.max)
    u = oracle.depthwise(p, numpy.zeros((f, 3, 3)), padding=1)
    for name, array in (("Z", z), ("P", p), ("U", u)):
        assert tuple(found[f"n_{name}({i})"] for i in (1, 2, 3)) == array.shape
    rows, columns = u.shape[1:]
    assert found["n_f"] == 5 * rows * columns
    assert found["multiplications(V)"] == 5 * rows * columns * f and found["multiplications(y)"] == 10 * found["n_f"]
    assert found["total"] == f * c * k * k + f + 9 * f + 5 * f + 5 + 10 * found["n_f"] + 10


def test_a_receptive_field_is_what_moves_an_entry(tmp_path: Path) -> None:
    """From the first to the last row that moves an entry in the middle if it is nudged, through strides, dilation and pooling."""
    text = _WIDE.format(options="stride=2, padding=1, dilation=2", c=1, n=40, m=40, f=1, k=3)
    found = _numbers_of(solve_text(text, tmp_path))
    ones = numpy.ones

    def entry(x: Any) -> float:
        z = oracle.conv(x[None], ones((1, 1, 3, 3)), 2, 1, 2)
        u = oracle.conv(oracle.pooled(z, 2, np.sum), ones((1, 1, 3, 3)), padding=1)
        return float(u[0, 4, 4])

    nothing = numpy.zeros((40, 40))
    moving = [i for i in range(40) if entry(nothing + numpy.outer(numpy.arange(40) == i, ones(40))) != 0]
    assert found["r_U"] == moving[-1] - moving[0] + 1 == 1 + 2 * 2 + 1 * 2 + 2 * 4


def test_a_count_is_worked_as_a_person_writes_it(tmp_path: Path) -> None:
    """The kernels of filters with the bias of each, and the places of a kernel along an axis."""
    text = _WIDE.format(options="padding=2", c=3, n=32, m=32, f=16, k=5)
    lines = problem_text(solve_text(text, tmp_path))
    assert "n_Z(2) = floor((n_X(2) + 2*2 - n_K(3))/1) + 1 = floor((32 + 2*2 - 5)/1) + 1 = 32" in lines
    assert "K + b = n_K(1)*(n_K(2)*n_K(3)*n_K(4) + 1) = 16*(3*5*5 + 1) = 1200 + 16 = 1216" in lines


COUNT_MUTANTS: dict[str, tuple[str, Change]] = {
    "one place more": ("calculus.layer_sizes._Sizes.windows", lambda f: lambda *args: (*f(*args)[:-1], Add((f(*args)[-1], UNIT)))),
    "rows and columns exchanged": (
        "calculus.layer_sizes._Sizes.windows",
        lambda f: lambda *args: (*found[:-2], found[-1], found[-2]) if (found := f(*args)) else found,
    ),
    "a layer that sees too much": (
        "questions.receptive_field._Field.further",
        lambda f: lambda *args: replace(found := f(*args), count=Add((found.count, UNIT))),
    ),
    "strides lost on the way": ("questions.receptive_field._Field.further", lambda f: lambda *args: replace(f(*args), jump=1)),
    "a multiplication for each filter twice": (
        "questions.layer_lines.LayerLines.axes_of",
        lambda f: lambda *args: [*f(*args), f(*args)[0]],
    ),
}


@pytest.mark.parametrize("name", COUNT_MUTANTS)
def test_a_wrong_size_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loops over places find another number."""
    text = _WIDE.format(options="stride=2, padding=1", c=3, n=11, m=7, f=2, k=3)
    calls = put_in(monkeypatch, *COUNT_MUTANTS[name])
    with pytest.raises((VerificationError, InputErrors)) as error:
        solve_text(text, tmp_path)
    assert calls and "loops over places" in str(error.value)


# As a whole ---------------------------------------------------------------------------------------------------------------

_WHOLE = """\
title: T
cells:
  net:
    Z: conv(X, K)
    L: sum(Z*Z)
items:
  - id: a
    prompt: Compute.
    given: {{X: [[[1, 2], [3, 4]], [[1, 0], [0, 1]]], K: [[[[1]], [[2]]], [[[-1]], [[3]]]]}}
{more}
    ask: "gradient of L wrt K"
    by: reverse
    points: {points}
"""


def test_points_for_a_family_are_those_of_all_its_matrices(tmp_path: Path) -> None:
    """`dL/dK` pays four kernels, `dL/dK[1]` the two of a filter; a kernel without points is told."""
    solve_text(_WHOLE.format(points="{dL/dK: 2}", more=""), tmp_path)
    solve_text(_WHOLE.format(points='{"dL/dK[1]": 1, "dL/dK[2]": 1, Z: 1}', more=""), tmp_path)
    with pytest.raises(InputErrors) as error:
        solve_text(_WHOLE.format(points='{"dL/dK[1]": 1}', more=""), tmp_path)
    assert [f.message for f in error.value.faults] == [f"no points for the answer 'dL/dK[2, {i}]'" for i in (1, 2)]


def test_a_family_varies_as_a_whole_by_lists_and_entry_by_entry(tmp_path: Path) -> None:
    """What a matrix is drawn from stands where it stands in the value; an entry with a domain of its own has that."""
    more = '    vary: {X: [1..2, [[3, 4], [5, 6]]], "X[1, 1, 2]": 7..8, K: -1..1}'
    path = tmp_path / "p.yaml"
    path.write_text(_WHOLE.format(points="{all: 1}", more=more), encoding="utf-8")
    variation, faults = load_variation(path)
    assert variation and not faults, faults
    domains = {choice.name: tuple(choice.values) for choice in variation.choices}
    assert domains["X[1, 1, 1]"] == (1, 2) and domains["X[1, 1, 2]"] == (7, 8) and domains["X[2, 2, 1]"] == (5,)
    assert {name for name in domains if name.startswith("K")} == {f"K[{i}, {j}]" for i in (1, 2) for j in (1, 2)}


def test_a_family_is_told_in_the_authors_names_and_set_with_indices(tmp_path: Path) -> None:
    """`gen show` prints K[1, 2] as an author writes it, a page its place below the letter."""
    found = solve_text(_WHOLE.format(points="{all: 1}", more=""), tmp_path)
    assert "dL/dK[1, 2] = sum(" in problem_text(found) or "dL/dK[1, 2] = conv(" in problem_text(found)
    assert Latex().expr(Partial(Var("L"), Var("K[1, 2]"))) == r"\frac{\partial L}{\partial K_{1,2}}"
    assert Latex().expr(Var("K[1, 2]", None, (3, 1))) == "(K_{1,2})_{3,1}"


def test_formulas_of_channels_are_refused(tmp_path: Path) -> None:
    """In letters an equation is one of matrices: what is asked and what a sheet states."""
    text = _WHOLE.format(points="{all: 1}", more="")
    for old, new, message in (
        ('"gradient of L wrt K"', "formula of gradient of L wrt K", "a formula is one of matrices, and 'X' has channels"),
        ("    by: reverse", "    published: {formulas: {dL/dZ: 2*Z}}", "a general formula is one of matrices, not of channels"),
    ):
        with pytest.raises(InputErrors) as error:
            solve_text(text.replace(old, new), tmp_path)
        assert error.value.faults[0].message == message
