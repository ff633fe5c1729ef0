"""Eigenvalues of matrices of numbers: their values, what is said of high powers, and what confirms them."""

from pathlib import Path
from typing import Any

import mpmath
import pytest

from gen.algebra.arrays import scalar
from gen.algebra.expr import Var
from gen.algebra.rounding import USUAL
from gen.document.plain_text import step_texts
from gen.document.prose import text_of
from gen.messages.errors import InputErrors, VerificationError
from gen.model.derivation import Statement
from gen.model.solved import Solved
from gen.verify.structure import verify_eigenvalues
from tests.support.problems import solve_text

HALF = mpmath.mpf(1) / 2

MATRICES = {
    "two-numbers": ("[[1, 2], [1, 0]]", "explodes"),
    "irrational": ("[[1, 1], [1, 0]]", "explodes"),
    "one-number-twice": ("[[1, 1], [-1, 3]]", "explodes"),
    "small": ("[[1/2, 1/4], [1/4, 1/2]]", "vanishes"),
    "negative": ("[[0, 3], [3, 0]]", "explodes"),
    "singular": ("[[1/4, 1/4], [1/4, 1/4]]", "vanishes"),
    "pair": ("[[1/2, -1/2], [1/2, 1/2]]", "vanishes"),
    "rotation": ("[[0, 1], [-1, 0]]", "no eigenvalue"),
    "stochastic": ("[[3/4, 1/4], [1/2, 1/2]]", "no eigenvalue"),
    "irrational-pair": ("[[1, -2], [1, 1]]", "explodes"),
    "diagonal": ("[[1/2, 0], [0, -1/3]]", "vanishes"),
    "upper": ("[[1/2, 1, 0], [0, -2, 2], [0, 0, 1/4]]", "explodes"),
    "lower": ("[[1/2, 0, 0, 0], [7, 1/3, 0, 0], [0, 0, 1/3, 0], [1, 2, 3, 1/4]]", "vanishes"),
}


def _solved(matrix: str, folder: Path, more: str = "") -> Solved:
    size = len(matrix.split("]")) - 2
    text = f"""
title: Eigenvalues
cells:
  linear:
    h[t]: W @ h[t-1]{more}
items:
  - {{id: a, prompt: x, given: {{W: {matrix}, "h[0]": {[0] * size}}}, ask: eigenvalues of W, points: {{all: 1}}}}
"""
    return solve_text(text, folder).items[0].readings[0]


@pytest.mark.parametrize(("matrix", "verdict"), MATRICES.values(), ids=MATRICES)
def test_eigenvalues_are_those_of_another_library(matrix: str, verdict: str, tmp_path: Path) -> None:
    """They agree with mpmath's, with the largest modulus and with what is said of high powers."""
    solved = _solved(matrix, tmp_path)
    derived = {atom.name: scalar(x) for atom, x in solved.derivation.values.items() if isinstance(atom, Var) and atom.name != "W"}
    values = {name: mpmath.mpf(str(float(x))) for name, x in derived.items()}
    rows = [[mpmath.fdiv(*map(int, f"{x}/1".split("/")[:2])) for x in row.split(", ")] for row in matrix.strip("[]").split("], [")]
    true = sorted(mpmath.eig(mpmath.matrix(rows))[0], key=lambda x: (mpmath.re(x), mpmath.im(x)))
    if "alpha" in values:
        found = [mpmath.mpc(values["alpha"], sign * values["beta"]) for sign in (-1, 1)]
    else:
        found = sorted(value for name, value in values.items() if name.startswith("lambda_"))
    assert all(mpmath.almosteq(a, b, 1e-6, 1e-6) for a, b in zip(found, true, strict=True))
    assert mpmath.almosteq(values["rho"], max(map(abs, true)), 1e-6, 1e-6)
    said = [step for step in solved.derivation.steps if isinstance(step, Statement)]
    assert verdict in text_of(said[-1].pieces)


@pytest.mark.parametrize(
    ("name", "step", "told"),
    [
        ("irrational", "lambda_2", "(tr - sqrt(Delta))/2 = (1 - sqrt(5))/2 ≈ -0.618034"),
        ("irrational-pair", "beta", "sqrt(abs(Delta))/2 = sqrt(abs(-8))/2 = sqrt(2) ≈ 1.41421"),
        ("irrational-pair", "", "lambda_1, lambda_2 = 1 +- sqrt(2)*i"),
        ("pair", "", "lambda_1, lambda_2 = 1/2 +- 1/2*i"),
        ("rotation", "", "lambda_1, lambda_2 = 0 +- 1*i"),
    ],
)
def test_roots_are_exact_and_simplified(name: str, step: str, told: str, tmp_path: Path) -> None:
    """What is asked for is told: a pair of conjugates, and a root without squares below it."""
    solved = _solved(MATRICES[name][0], tmp_path)
    pair = [text_of(one.pieces) for one in solved.derivation.steps if isinstance(one, Statement) and one.name == "pair"]
    assert told in (step_texts(solved, {}, USUAL)[Var(step)] if step else pair[0])


@pytest.mark.parametrize(
    ("found", "modulus"),
    [
        ([(2, 0), (1, 0)], 2),
        ([(2, 0), (2, 0)], 2),
        ([(2, 0), (-1, 0)], 1),
        ([(HALF, 3 * HALF), (HALF, -3 * HALF)], 2),
    ],
    ids=["sign", "one-twice", "modulus", "pair"],
)
def test_wrong_eigenvalues_are_refused(found: list[tuple[Any, Any]], modulus: int) -> None:
    """The matrix has the eigenvalues 2 and -1: whatever else is said of it is a disagreement."""
    assert verify_eigenvalues([[1, 2], [1, 0]], [(2, 0), (-1, 0)], 2).numbers == 3
    with pytest.raises(VerificationError):
        verify_eigenvalues([[1, 2], [1, 0]], found, modulus)


@pytest.mark.parametrize(
    ("matrix", "more", "message"),
    [
        ("[[1, 2, 3], [4, 5, 6], [7, 8, 9]]", "", "the eigenvalues of W, which is 3 x 3, are not told"),
        ("[[1, 2, 3], [4, 5, 6]]", "", "eigenvalues are those of a square matrix; W is 2 x 3"),
        ("[[1, 2], [3, 4]]", "\n    rho: sum(h[1])", "eigenvalues are told with the name 'rho'"),
    ],
    ids=["large", "not-square", "taken"],
)
def test_eigenvalues_that_cannot_be_told_are_refused(matrix: str, more: str, message: str, tmp_path: Path) -> None:
    """The message says which matrix it is, or which name is taken."""
    with pytest.raises(InputErrors) as caught:
        _solved(matrix, tmp_path, more)
    assert message in str(caught.value.faults[0].message)
