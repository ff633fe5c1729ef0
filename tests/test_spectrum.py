"""Whether eigenvalues can be large or small under premises: witnesses are recomputed, impossible cases known from algebra."""

from collections.abc import Callable

import autograd.numpy as np
import pytest

from gen.messages.errors import InputErrors, Location
from gen.model.source import Text
from gen.questions.spectral_conditions import Verdict, decide
from gen.syntax.parse import relation
from gen.syntax.premises import MATRIX_FUNCTIONS, matrix_of, premise

HERE = Location("test", 1, 1)
Check = Callable[[np.ndarray], bool]


def _decide(premises: list[str], condition: str) -> Verdict | None:
    case = relation(Text(condition, HERE), MATRIX_FUNCTIONS)
    name = matrix_of(case)
    assert name is not None
    return decide([premise(Text(one, HERE)) for one in premises], name, case)


def _same(a: np.ndarray, b: np.ndarray) -> bool:
    return bool(np.allclose(a, b))


POSSIBLE: list[tuple[list[str], str, Check, Callable[[float], bool]]] = [
    # premises, condition, the premises and the condition in numpy
    ([], "maxabs(eig(Q)) > 1", lambda q: True, lambda r: r > 1),
    (["symmetric(Q)"], "maxabs(eig(Q)) > 1", lambda q: _same(q, q.T), lambda r: r > 1),
    (["symmetric(Q)"], "maxabs(eig(Q)) < 1", lambda q: _same(q, q.T), lambda r: r < 1),
    (["diagonal(Q)"], "maxabs(eig(Q)) >= 3", lambda q: _same(q, np.diag(np.diag(q))), lambda r: r >= 3),
    (["idempotent(Q)"], "maxabs(eig(Q)) < 1", lambda q: _same(q @ q, q), lambda r: r < 1),
    (["idempotent(Q)"], "maxabs(eig(Q)) = 1", lambda q: _same(q @ q, q), lambda r: abs(r - 1) < 1e-9),
    (["orthogonal(Q)"], "maxabs(eig(Q)) <= 1", lambda q: _same(q.T @ q, np.eye(len(q))), lambda r: r <= 1 + 1e-9),
    (["involutory(Q)", "symmetric(Q)"], "maxabs(eig(Q)) >= 1", lambda q: _same(q @ q, np.eye(len(q))), lambda r: r >= 1 - 1e-9),
    (["skew_symmetric(Q)"], "maxabs(eig(Q)) = 1", lambda q: _same(q.T, -q), lambda r: abs(r - 1) < 1e-9),
    (["Q.T @ Q = Q @ Q.T"], "maxabs(eig(Q)) > 1", lambda q: _same(q.T @ q, q @ q.T), lambda r: r > 1),
    (["Q @ Q = 2*I"], "maxabs(eig(Q)) > 1", lambda q: _same(q @ q, 2 * np.eye(len(q))), lambda r: r > 1),
    (["diag(Q) = 0"], "maxabs(eig(Q)) > 1", lambda q: _same(np.diag(q), 0 * np.diag(q)), lambda r: r > 1),
    (["orthogonal(P)"], "maxabs(eig(Q)) > 1", lambda q: True, lambda r: r > 1),
    # [[0, 2], [-2, 0]] has the eigenvalues 2i and -2i.
    (["skew_symmetric(Q)"], "maxabs(eig(Q)) > 1", lambda q: _same(q.T, -q), lambda r: r > 1),
]


@pytest.mark.parametrize(("premises", "condition", "meets", "holds"), POSSIBLE)
def test_a_possible_case_has_a_witness(premises: list[str], condition: str, meets: Check, holds: Callable[[float], bool]) -> None:
    """numpy finds that the witness meets the premises, and its eigenvalues the condition."""
    verdict = _decide(premises, condition)
    assert verdict is not None
    assert verdict.possible
    assert verdict.witness is not None
    matrix = np.array([[float(x) for x in row] for row in verdict.witness])
    assert meets(matrix)
    assert holds(float(max(abs(np.linalg.eigvals(matrix)))))


IMPOSSIBLE = [
    (["orthogonal(Q)"], "maxabs(eig(Q)) > 1"),  # |Qv| = |v|
    (["orthogonal(Q)"], "maxabs(eig(Q)) < 1"),
    (["orthogonal(Q)"], "maxabs(eig(Q)) != 1"),
    (["Q @ Q.T = I"], "maxabs(eig(Q)) >= 2"),
    (["I = Q.T @ Q", "symmetric(R)"], "maxabs(eig(Q)) <= 0.5"),
    (["idempotent(Q)"], "maxabs(eig(Q)) > 1"),  # lambda^2 = lambda
    (["idempotent(Q)", "symmetric(Q)"], "maxabs(eig(Q)) = 2"),
    (["involutory(Q)"], "maxabs(eig(Q)) < 1"),
    (["Q @ Q = 0"], "maxabs(eig(Q)) > 1"),  # nilpotent
    (["Q @ Q = -I"], "maxabs(eig(Q)) > 1"),  # i and -i
    (["Q = 2*I"], "maxabs(eig(Q)) < 1"),
    (["Q.T @ Q = 4*I"], "maxabs(eig(Q)) < 1"),
    (["symmetric(Q)", "skew_symmetric(Q)"], "maxabs(eig(Q)) > 1"),  # only 0 is both
]


@pytest.mark.parametrize(("premises", "condition"), IMPOSSIBLE)
def test_an_impossible_case_is_impossible(premises: list[str], condition: str) -> None:
    """The premises fix the moduli of all eigenvalues, and none fits the condition."""
    verdict = _decide(premises, condition)
    assert verdict is not None
    assert not verdict.possible


NEVER = [
    # premises, condition, the answer that would be wrong, why
    (["Q != I"], "maxabs(eig(Q)) > 1", False, "2*I is not I and has the eigenvalue 2"),
    (["Q*Q = Q"], "maxabs(eig(Q)) > 1", False, "elementwise: the matrix of ones has the eigenvalue 2"),
    (["orthogonal(P)", "Q = P"], "maxabs(eig(Q)) > 1", True, "Q is P, and P is orthogonal"),
    (["orthogonal(P)", "P @ Q = I"], "maxabs(eig(Q)) > 1", True, "Q is the inverse of P, and orthogonal, too"),
    (["orthogonal(Q)"], "maxabs(eig(Q)) > 0.9999999999", False, "1 is more than that"),
    (["Q @ Q @ Q = I"], "maxabs(eig(Q)) < 1", True, "lambda^3 = 1"),
    (["Q @ Q = 4"], "maxabs(eig(Q)) > 2", False, "4 may be that of each entry: the root of 2 in all of them gives the root of 8"),
]


@pytest.mark.parametrize(("premises", "condition", "wrong", "why"), NEVER, ids=[row[3] for row in NEVER])
def test_a_wrong_answer_is_not_given(premises: list[str], condition: str, wrong: bool, why: str) -> None:
    """The right answer, none, or a fault, but not the one that is wrong."""
    try:
        verdict = _decide(premises, condition)
    except InputErrors:
        verdict = None
    assert verdict is None or verdict.possible is not wrong


@pytest.mark.parametrize("text", ["Q**2 = I", "Q/2 = I", "tanh(Q) = Q", "eig(Q) = 1", "maxabs(eig(Q)) < 2"])
def test_an_odd_premise_ends_in_an_answer_or_a_fault(text: str) -> None:
    """A premise that is no matrix equation is bad input, not a traceback."""
    try:
        verdict = _decide([text], "maxabs(eig(Q)) > 1")
    except InputErrors:
        verdict = None
    assert verdict is None or isinstance(verdict, Verdict)


@pytest.mark.parametrize("text", ["Q > 1", "eig(Q) > 1", "maxabs(Q) > 1", "1 < maxabs(eig(Q))"])
def test_a_condition_that_names_no_spectrum_has_no_subject(text: str) -> None:
    """Only the largest modulus of eigenvalues against a number is decided on."""
    assert matrix_of(relation(Text(text, HERE), MATRIX_FUNCTIONS)) is None
