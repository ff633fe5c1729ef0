"""Second derivatives and Hessians: as HIPS autograd has them, told line by line, confirmed by unrelated routes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import autograd
import autograd.numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.algebra.arrays import numbers
from gen.algebra.expr import Add, LocalDerivative, Partial, SecondDerivative, Var
from gen.algebra.printer import text
from gen.calculus.first_derivatives import FirstDerivatives
from gen.check import check_exam
from gen.document.plain_text import answer_json
from gen.format.exam_file import load_exam
from gen.messages.errors import InputErrors, VerificationError
from gen.model.solved import Solved
from tests.support.examples import quick
from tests.support.mutation import put_in
from tests.support.problems import solve_text

Cell = Mapping[str, str]


def _problem(cell: Cell, given: str, ask: str, more: str = "") -> str:
    equations = "".join(f"    {lhs}: {rhs}\n" for lhs, rhs in cell.items())
    item = f"    prompt: P\n    given: {{{given}}}\n    ask: {ask}\n    points: {{all: 1}}\n{more}"
    return f"title: T\ncells:\n  c:\n{equations}items:\n  - id: a\n{item}"


def _solved(text: str) -> Solved:
    with TemporaryDirectory() as folder:
        return solve_text(text, Path(folder)).items[0].readings[0]


def _second(of: str, first: str, wrt: str) -> SecondDerivative:
    return SecondDerivative(Partial(Var(of), Var(first)), Var(wrt))


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


X, W = np.array([[1, 2], [-1, 1], [0, 1]]), np.array([[1, -0.5], [0.5, 1], [1, 1]])
GIVEN = {
    "X": "[[1, 2], [-1, 1], [0, 1]]",
    "W": "[[1, -1/2], [1/2, 1], [1, 1]]",
    "x": "[2, 1]",
    "y": "1",
    "s": "[1, 0]",
    "q": "[1, 0, 2]",
    "k": "[1/3, 1/3, 1/3]",
}
LOSSES: dict[str, tuple[Cell, Callable[[Any], Any]]] = {
    "a quadratic form": ({"L": "dot(w, X.T @ X @ w)/2"}, lambda w: np.dot(w, X.T @ X @ w) / 2),
    "a linear loss": ({"L": "dot(w, x)"}, lambda w: np.dot(w, np.array([2, 1])) + 0 * np.dot(w, w)),
    "one unit": ({"z": "dot(w, x)", "p": "sigmoid(z)", "L": "(p - y)**2/2"}, lambda w: (_sigmoid(w @ np.array([2, 1])) - 1) ** 2 / 2),
    "binary cross-entropy": (
        {"p": "sigmoid(dot(w, x))", "L": "-y*log(p) - (1 - y)*log(1 - p)"},
        lambda w: -np.log(_sigmoid(w @ np.array([2, 1]))),
    ),
    "softplus": ({"z": "dot(w, x)", "L": "softplus(z) - y*z/2"}, lambda w: np.log1p(np.exp(2 * w[0] + w[1])) - (2 * w[0] + w[1]) / 2),
    "a batch": ({"h": "tanh(W @ w)", "L": "mse(h, q)"}, lambda w: np.mean((np.tanh(W @ w) - np.array([1, 0, 2])) ** 2)),
    "softmax": ({"p": "softmax(w)", "L": "cross_entropy(p, s)"}, lambda w: -w[0] + np.log(np.sum(np.exp(w)))),
    "the log of a sum": ({"L": "logsumexp(w)"}, lambda w: np.log(np.sum(np.exp(w)))),
    "a norm": ({"L": "norm(w)"}, lambda w: np.sqrt(np.sum(w**2))),
    "a ReLU": ({"h": "relu(W @ w + k)", "L": "dot(h, h)"}, lambda w: np.sum(np.maximum(W @ w + 1 / 3, 0) ** 2)),
    "waves": ({"L": "sin(dot(w, x)) + sum(cos(w)*w)"}, lambda w: np.sin(2 * w[0] + w[1]) + np.sum(np.cos(w) * w)),
    "roots": ({"L": "sum(sqrt(w**2 + 1)) + exp(dot(w, x)/4)"}, lambda w: np.sum(np.sqrt(w**2 + 1)) + np.exp((2 * w[0] + w[1]) / 4)),
}
_number = st.sampled_from([Fraction(n, 4) for n in (-6, -5, -3, -1, 1, 3, 5, 7)])


@pytest.mark.parametrize("name", LOSSES)
@quick(2)
@given(w=st.lists(_number, min_size=2, max_size=2, unique=True))
def test_a_hessian_is_that_of_autograd(name: str, w: list[Fraction]) -> None:
    """Entry by entry, and it is symmetric."""
    cell, loss = LOSSES[name]
    used = " ".join(cell.values())
    given = ", ".join([f"w: [{w[0]}, {w[1]}]", *(f"{name}: {value}" for name, value in GIVEN.items() if name in _names(used))])
    found = _solved(_problem(cell, given, "hessian of L wrt w", "    by: reverse\n")).derivation.values[_second("L", "w", "w")]
    expected = autograd.hessian(loss)(np.array([float(x) for x in w]))
    assert [float(x) for x in numbers(found)] == pytest.approx(list(expected.ravel()), rel=1e-12, abs=1e-12)


def _names(e: str) -> set[str]:
    return set(re.findall(r"\b[A-Za-z_]\w*\b", e))


UNIT = {"p": "tanh(w*x + v)", "L": "(p - y)**2 + w*v**2"}
NUMBERS = "w: 1/2, v: -1, x: 2, y: 1"


@pytest.mark.parametrize("by", ["forward", "reverse"])
def test_a_hessian_of_numbers_has_each_pair_once(by: str) -> None:
    """Two names have three second derivatives, told forward or in reverse with the same numbers."""
    one = _solved(_problem(UNIT, NUMBERS, "hessian of L wrt w, v", f"    by: {by}\n"))
    assert [text(answer) for answer in one.derivation.asked] == ["d2L/dw/dw", "d2L/dw/dv", "d2L/dv/dv"]
    hessian = autograd.hessian(lambda u: (np.tanh(2 * u[0] + u[1]) - 1) ** 2 + u[0] * u[1] ** 2)(np.array([0.5, -1]))
    found = [float(one.derivation.values[answer]) for answer in one.derivation.asked]  # type: ignore[arg-type]
    assert found == pytest.approx([hessian[0, 0], hessian[0, 1], hessian[1, 1]], rel=1e-12)


def test_a_maximum_hands_on_and_does_not_bend() -> None:
    """Its slopes to both arguments are needed, also where only the second pass moves one of them."""
    one = _solved(_problem({"L": "max(w, v)**2 + w*v"}, "w: 1, v: 2", "hessian of L wrt w, v", "    by: reverse\n"))
    assert [one.derivation.values[answer] for answer in one.derivation.asked] == [0, 1, 2]


def test_a_second_derivative_goes_through_time() -> None:
    """A shared weight is differentiated at all steps, also where its gradient is a sum over them."""
    cell = {"h[t]": "tanh(w*h[t-1] + x[t])", "L": "(h[T] - y)**2"}
    one = _solved(_problem(cell, "w: 1/2, 'h[0]': 1, x: [1, -2, 1/2], y: 1", "second derivative of L wrt w", "    by: reverse\n"))

    def loss(w: float) -> Any:
        h = 1.0
        for x in (1, -2, 0.5):
            h = np.tanh(w * h + x)
        return (h - 1) ** 2

    found = one.derivation.values[_second("L", "w", "w")]
    assert float(found) == pytest.approx(autograd.grad(autograd.grad(loss))(0.5), rel=1e-12)  # type: ignore[arg-type]


def test_the_first_derivative_is_told_and_then_each_of_its_lines_once_more() -> None:
    """The gradient stands before the Hessian, and each line of the second derivation is that of a line of the first."""
    steps = [
        text(step.lhs) for step in _solved(_problem(UNIT, NUMBERS, "second derivative of L wrt w", "    by: reverse\n")).derivation.numbers
    ]
    assert steps[steps.index("dL/dp") :] == [
        *("dL/dp", "dL/dz", "dL/dw"),
        *("dz/dw", "dp/dw", "dtanh'(z)/dw", "d2L/dp/dw", "d2L/dz/dw", "d2L/dw/dw"),
    ]


ZERO = [
    ({"L": "w*x + v"}, "w: 1, x: 2, v: 1", "w, v", "since $\\frac{\\partial L}{\\partial w}$ does not depend on $v$"),
    ({"L": "relu(w*x)"}, "w: 1, x: 2", "w", "since small changes of $w$ do not change $\\frac{\\partial L}{\\partial w}$"),
]


@pytest.mark.parametrize(("cell", "given", "wrt", "reason"), ZERO)
def test_a_second_derivative_that_is_0_says_why(cell: Cell, given: str, wrt: str, reason: str, tmp_path: Path) -> None:
    """A gradient that knows nothing of a name is told from one that is constant between two kinks; the page is read back."""
    path = tmp_path / "p.yaml"
    path.write_text(_problem(cell, given, f"'second derivative of L wrt {wrt}'", "    by: reverse\n"), encoding="utf-8")
    solution = check_exam(*load_exam(path)).key.problems[0].items[0].solution
    assert solution
    rows = [row for group in solution.readings[0].groups for block in group.blocks for row in block.rows]
    assert reason in rows[-1].note


def test_at_a_kink_the_convention_holds_for_the_second_derivative_too() -> None:
    """With relu'(0) = 1/2 the ReLU is the line with this slope: it does not bend."""
    cell = {"L": "relu(w)**2 + relu(w)"}
    one = _solved(_problem(cell, "w: 0", "second derivative of L wrt w", "    convention: {relu'(0): 1/2}\n"))
    assert one.derivation.values[_second("L", "w", "w")] == Fraction(1, 2)


REFUSED = {
    "dL/dw has max(-1, min(w*x - y, 1)) in it, and no second derivative through that is told; ask for the first one": (
        {"L": "huber(w*x, y)"},
        "w: 2, x: 1, y: 1/2",
        "second derivative of L wrt w",
        "",
    ),
    "dL/dp has log(p/q) in it, and no second derivative through that is told; ask for the first one": (
        {"p": "softmax(w)", "L": "kl(p, q)"},
        "w: [1, 0], q: [1/2, 1/2]",
        "hessian of L wrt w",
        "",
    ),
    "dL/dw has sqrt(var(w)) in it, and no second derivative through that is told; ask for the first one": (
        {"L": "dot(normalize(w), k)"},
        "w: [1, 0, 3], k: [1, 2, 0]",
        "hessian of L wrt w",
        "",
    ),
    "a second derivative through mish is not told; ask for the first one": ({"L": "mish(w)"}, "w: 1", "hessian of L wrt w", ""),
    "a second derivative through elu is not told; ask for the first one": ({"L": "elu(w)"}, "w: 1", "hessian of L wrt w", ""),
    "W is 2 x 2; a second derivative is told to numbers and vectors": (
        {"h": "W @ x", "L": "dot(h, h)"},
        "W: [[1, 2], [0, 1]], x: [1, 2]",
        "hessian of L wrt W",
        "",
    ),
    "h is a vector of 2; a second derivative is that of a number, such as a loss": ({"h": "2*w"}, "w: [1, 2]", "hessian of h wrt w", ""),
    "a second derivative is told of whole names, and w[1] is an entry; ask for all of w": (
        {"L": "dot(w, w)"},
        "w: [1, 2]",
        "'hessian of L wrt w[1]'",
        "",
    ),
    "a second derivative is not told by paths; use 'by: forward' or 'by: reverse'": (
        {"L": "w**3"},
        "w: 1",
        "hessian of L wrt w",
        "    by: paths\n",
    ),
    "a second derivative is with respect to two names, not 3": (
        {"L": "w*u*v"},
        "w: 1, u: 1, v: 1",
        "'second derivative of L wrt u, v, w'",
        "",
    ),
    "second derivatives are not told with 'truncate' or with printed values; ask for them in an item of their own": (
        {"h[t]": "w*h[t-1]", "L": "h[T]**2"},
        "w: 1, 'h[0]': 1",
        "hessian of L wrt w",
        "    horizon: 2\n    truncate: 1\n",
    ),
    "v holds a derivative, of which no derivative is taken": (
        {"L": "w**2", "v": "w - grad(L, w)", "E": "v**2"},
        "w: 1",
        "hessian of E wrt w",
        "",
    ),
}


@pytest.mark.parametrize("message", REFUSED)
def test_what_is_no_second_derivative_is_refused(message: str, tmp_path: Path) -> None:
    """With the limit, and where there is one the way out."""
    cell, given, ask, more = REFUSED[message]
    with pytest.raises(InputErrors) as error:
        solve_text(_problem(cell, given, ask, more), tmp_path)
    assert message in [fault.message for fault in error.value.faults]


def test_names_in_json() -> None:
    """Both names stand under `wrt`."""
    one = _solved(_problem({"L": "w**2*v"}, "w: 3, v: 2", "'second derivative of L wrt w, v'"))
    assert answer_json(one.derivation.answers[0], one) == {"of": "L", "wrt": "w, v", "exact": "6", "value": 6.0}


def test_every_route_confirms_a_hessian() -> None:
    """Numbers that carry two movements, second differences, SymPy's second derivatives of each equation and of the closed form."""
    cell = {"z": "dot(w, x)", "L": "exp(z)"}
    one = _solved(_problem(cell, "w: [1, -1], x: [1, 2]", "hessian of L wrt w", "    by: reverse\n"))
    counts = {check.route: check.numbers for check in one.parts[0].checks}
    lines = len(one.derivation.numbers)
    assert counts["dual numbers"] == counts["central differences"] == counts["SymPy's derivative of each equation"] == lines
    assert counts.get("SymPy's derivative of the closed form") == 4


def test_a_reason_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """That a derivative does not depend on a name has to be true of all that stands behind its lines."""
    put_in(monkeypatch, "calculus.plan._Builder.zero", lambda zero: lambda self, kind, of, wrt: zero(self, "independent", of, wrt))
    path = tmp_path / "p.yaml"
    path.write_text(_problem({"L": "relu(w*x)"}, "w: 1, x: 2", "hessian of L wrt w", "    by: reverse\n"), encoding="utf-8")
    with pytest.raises(VerificationError, match="is no reason for it"):
        check_exam(*load_exam(path))


# Mutants --------------------------------------------------------------------------------------------------------------


def _slopes_stand_still(original: Callable[..., FirstDerivatives]) -> Callable[..., FirstDerivatives]:
    def changed(*args: Any) -> FirstDerivatives:
        found = original(*args)
        slopes = {name for one, name in found.names.items() if isinstance(one, LocalDerivative)}
        eqns = tuple(eqn for eqn in found.trace.eqns if eqn.out not in slopes)
        return replace(found, trace=replace(found.trace, eqns=eqns))

    return changed


def _one_way_only(original: Callable[..., Any]) -> Callable[..., Any]:
    """Of a product only the first factor moves."""

    def changed(*args: Any) -> Any:
        found = original(*args)
        return found.terms[0] if isinstance(found, Add) else found

    return changed


MUTANTS = {
    "the slope of a function is a constant": ("calculus.first_derivatives.first_derivatives", _slopes_stand_still, UNIT, NUMBERS),
    "of a product one factor alone moves": ("calculus.differentiate.differentiate", _one_way_only, {"L": "w*exp(w)"}, "w: 2"),
    "a Hessian through a number is lost": (
        "calculus.jacobian.gradient_of_number",
        _one_way_only,
        {"z": "dot(w, x)", "L": "z**2*w[1]"},
        "w: [1, 2], x: [3, 1]",
    ),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_verification_refuses_a_wrong_second_derivative(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the rules make of the lines of the first derivation is found by routes that move two things at once."""
    place, change, cell, given = MUTANTS[name]
    text = _problem(cell, given, "hessian of L wrt w", "    by: reverse\n")
    solve_text(text, tmp_path)
    put_in(monkeypatch, place, change)
    with pytest.raises(VerificationError, match=r"^dual numbers: "):
        solve_text(text, tmp_path)
