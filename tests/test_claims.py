"""Claims get their verdict, counterexamples are recomputed in plain Python, and what is uncertain is never called certain."""

import math
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from gen.algebra.arrays import scalar
from gen.algebra.printer import text
from gen.document.prose import text_of
from gen.messages.errors import InputErrors
from gen.model.derivation import Statement
from gen.model.solved import Solved
from gen.questions import ClaimAnswer
from tests.support.problems import solve_text

Numbers = Mapping[str, float]
RELU = {"h[t]": "relu(V*h[t-1] + W*x[t])"}
SUM = {"h[t]": "h[t-1] + x[t]"}
TURN = {"h[t]": "-h[t-1]"}
COUNTER = {"h[t]": "h[t-1] + 1"}


def _solved(cell: Mapping[str, str], claim: str, assume: str, folder: Path) -> Solved:
    lines = "".join(f"    {lhs}: {rhs}\n" for lhs, rhs in cell.items())
    hypotheses = f"    assume: {assume}\n" if assume else ""
    source = (
        f"title: T\ncells:\n  cell:\n{lines}items:\n  - id: a\n    prompt: P\n    ask: claim {claim}\n{hypotheses}    points: {{all: 1}}\n"
    )
    return solve_text(source, folder).items[0].readings[0]


def _answer(cell: Mapping[str, str], claim: str, assume: str, folder: Path) -> ClaimAnswer:
    (answer,) = _solved(cell, claim, assume, folder).derivation.answers
    assert isinstance(answer, ClaimAnswer)
    return answer


def _verdict(cell: Mapping[str, str], claim: str, assume: str, folder: Path) -> str:
    try:
        return "true" if _answer(cell, claim, assume, folder).holds else "false"
    except InputErrors:
        return "fault"


TRUE = [
    (RELU, "h[t] >= 0", ""),  # relu is never negative
    (RELU, "h[t] = h[t-1]", "V = 1, x[t] = 0, h[t-1] >= 0"),  # relu(h) = h for h >= 0
    (RELU, "h[t] = 0", "V = 0, W = 0"),
    ({"h[t]": "relu(V*h[t-1])", "y[t]": "-h[t]"}, "y[t] <= 0", ""),
    ({"h[t]": "V*h[t-1] - W*x[t]"}, "h[t] = V*(h[t-1] - x[t])", "W = V"),
    ({"h[t]": "V*abs(h[t-1])"}, "h[t] >= 0", "V > 0"),
    (TURN, "h[t] = h[t-2]", ""),  # two changes of sign
    (TURN, "abs(h[t]) = abs(h[t-1])", ""),
    ({"h[t]": "relu(h[t-1])"}, "h[t] = h[t-2]", "h[t-2] >= 0"),
    ({"h[t]": "sigmoid(V*h[t-1])"}, "h[t] > 0", ""),
    ({"h[t]": "sigmoid(V*h[t-1])"}, "h[t] < 1", ""),
    ({"h[t]": "tanh(V*h[t-1])", "k[t]": "tanh(-V*h[t-1])"}, "k[t] = -h[t]", ""),  # tanh is odd
    ({"h[t]": "leaky_relu(V*h[t-1])", "k[t]": "leaky_relu(h[t-1]*V)"}, "h[t] = k[t]", ""),  # whatever the function is
    (COUNTER, "h[t] != h[t-1]", ""),
    ({"h[t]": "relu(relu(x[t]))"}, "h[t] = relu(x[t])", ""),
]


SAID = {
    "Indeed h[t] = tanh(V @ h[t-1] + W @ x[t]) = tanh(0) = 0.": ({"h[t]": "tanh(V @ h[t-1] + W @ x[t])"}, "h[t] = 0", "x[t] = 0, V = 0"),
    "Indeed h[t] = relu(V*h[t-1] + W*x[t]) = relu(h[t-1]) = h[t-1], since h[t-1] >= 0.": (
        RELU,
        "h[t-1] = h[t]",
        "V = 1, x[t] = 0, h[t-1] >= 0",
    ),
    "Indeed h[2] = relu(V*h[1] + W*x[2]) = relu(0) = 0.": (RELU, "h[2] = 0", "V = 0, W = 0"),
    "Indeed h[t] = sigmoid(V*h[t-1])/2 = sigmoid(0)/2 = 1/2/2 = 1/4.": ({"h[t]": "sigmoid(V*h[t-1])/2"}, "h[t] = 1/4", "V = 0"),
    "From h[t] = relu(h[t-1]) and h[t-2] >= 0 it follows that h[t] = h[t-2].": (
        {"h[t]": "relu(h[t-1])"},
        "h[t] = h[t-2]",
        "h[t-2] >= 0",
    ),
    "From h[t] = relu(V*h[t-1] + W*x[t]) = relu(h[t-1] + W*x[t]) it follows that h[t] >= 0.": (RELU, "h[t] >= 0", "V = 1"),
}


@pytest.mark.parametrize("said", SAID)
def test_a_true_claim_ends_where_it_arrives(said: str, tmp_path: Path) -> None:
    """From one side of an equation to the other, where one line leads there; else the equations, and what follows from them."""
    steps = _solved(*SAID[said], tmp_path).derivation.steps
    assert text_of(next(step for step in steps if isinstance(step, Statement) and step.kind == "reason").pieces) == said


@pytest.mark.parametrize(("cell", "claim", "assume"), TRUE)
def test_a_true_claim_is_proved(cell: Mapping[str, str], claim: str, assume: str, tmp_path: Path) -> None:
    """Each of these follows from the equation in one line of algebra."""
    assert _verdict(cell, claim, assume, tmp_path) == "true"


def _relu(z: float) -> float:
    return max(0.0, z)


FALSE: list[tuple[Mapping[str, str], str, str, Callable[[Numbers], bool]]] = [
    # the function says, in plain Python, whether these numbers meet the hypotheses and break the claim
    (RELU, "h[t] > 0", "", lambda n: _relu(n["V"] * n["h[0]"] + n["W"] * n["x[1]"]) <= 0),
    (RELU, "h[t] = h[t-1]", "V = 1, x[t] = 0", lambda n: n["V"] == 1 and n["x[1]"] == 0 and _relu(n["h[0]"]) != n["h[0]"]),
    (RELU, "h[t] != h[t-1]", "", lambda n: _relu(n["V"] * n["h[0]"] + n["W"] * n["x[1]"]) == n["h[0]"]),
    (RELU, "abs(h[t]) <= abs(h[t-1])", "x[t] = 0, V > 0", lambda n: n["V"] > 0 and _relu(n["V"] * n["h[0]"]) > abs(n["h[0]"])),
    (
        {"h[t]": "V*h[t-1] - W*x[t]"},
        "h[t] = h[t-1] - x[t]",
        "W = V",
        lambda n: n["W"] == n["V"] and n["V"] * (n["h[0]"] - n["x[1]"]) != n["h[0]"] - n["x[1]"],
    ),
    ({"h[t]": "V*abs(h[t-1])"}, "h[t] > 0", "V > 0", lambda n: n["V"] > 0 and n["V"] * abs(n["h[0]"]) <= 0),
    ({"h[t]": "relu(-h[t-1])"}, "h[t] = h[t-2]", "", lambda n: _relu(-_relu(-n["h[0]"])) != n["h[0]"]),
    ({"h[t]": "tanh(V*h[t-1] + b)"}, "h[t] < h[t-1]", "b = 0", lambda n: n["b"] == 0 and math.tanh(n["V"] * n["h[0]"]) >= n["h[0]"]),
    (
        {"h[t]": "relu(V*h[t-1])", "y[t]": "u*h[t]"},
        "y[t] >= 0",
        "V != 0",
        lambda n: n["V"] != 0 and n["u"] * _relu(n["V"] * n["h[0]"]) < 0,
    ),
    ({"h[t]": "V @ h[t-1]"}, "h[t] = h[t-1]", "V*V = 1", lambda n: n["V"] ** 2 == 1 and n["V"] * n["h[0]"] != n["h[0]"]),
]


@pytest.mark.parametrize(("cell", "claim", "assume", "refutes"), FALSE)
def test_a_false_claim_has_a_counterexample(
    cell: Mapping[str, str], claim: str, assume: str, refutes: Callable[[Numbers], bool], tmp_path: Path
) -> None:
    """The numbers meet the hypotheses and break the claim when the recurrence is computed in plain Python."""
    answer = _answer(cell, claim, assume, tmp_path)
    assert not answer.holds
    assert refutes({text(var): float(scalar(value)) for var, value in answer.counterexample.items()})


UNSURE = [
    # false only for numbers that no search meets
    ({"h[t]": "x[t]**2"}, "h[t] != 7", ""),
    ({"h[t]": "exp(x[t])"}, "h[t] != 2", ""),
]


@pytest.mark.parametrize(("cell", "claim", "assume"), UNSURE)
def test_an_undecided_claim_is_a_fault(cell: Mapping[str, str], claim: str, assume: str, tmp_path: Path) -> None:
    """Without a counterexample and without a proof there is no verdict."""
    with pytest.raises(InputErrors, match="is undecided"):
        _answer(cell, claim, assume, tmp_path)


NEVER = [
    # cell, claim, hypotheses, the verdict that would be wrong, why
    (SUM, "h[t] = h[t-1]", "x[1] = 0", "true", "x_1 = 0 says nothing of x_2"),
    (COUNTER, "h[t] = 1", "h[0] = 0", "true", "h_2 = 2"),
    ({"h[0]": "0", "h[t]": "h[t-1] + 1"}, "h[t] = 1", "", "true", "h_2 = 2"),
    (TURN, "h[t] = -h[0]", "", "true", "h_2 = h_0"),
    (SUM, "h[t] = h[3]", "", "true", "holds at t = 3 alone"),
    ({"h[t]": "x[t] + 0*h[t-1]"}, "h[t] > -10", "x[1] > 0", "true", "x_2 = -11"),
    ({"h[t]": "V @ W @ x[t]", "k[t]": "W @ V @ x[t]"}, "h[t] = k[t]", "", "true", "matrices do not commute"),
    ({"h[t]": "V @ (a[t]*x[t])", "k[t]": "a[t]*(V @ x[t])"}, "h[t] = k[t]", "", "true", "nor do matrices and gates"),
    (RELU, "h[t] > 0", "h[t] > 0", "false", "a claim follows from itself"),
    (SUM, "h[t] = h[t-1]", "x = 0", "false", "x = 0 must not be dropped in silence"),
    ({"h[t]": "V*h[t-1]"}, "h[t] = h[t-1]", "V[t] = 1", "false", "V[t] = 1 must not be dropped in silence"),
]


@pytest.mark.parametrize(("cell", "claim", "assume", "wrong", "why"), NEVER, ids=[row[4] for row in NEVER])
def test_a_wrong_verdict_is_not_given(cell: Mapping[str, str], claim: str, assume: str, wrong: str, why: str, tmp_path: Path) -> None:
    """The right verdict or a fault, but not the verdict that is wrong."""
    assert _verdict(cell, claim, assume, tmp_path) != wrong


ODD = [
    # legal input whose answer may be a verdict or a fault with its place
    (SUM, "h[2] = h[1]", ""),
    (SUM, "h = h[t-1]", ""),
    (SUM, "h[t+1] = h[t] + x[t+1]", ""),
    (SUM, "h[t] >= h[t-2]", "x[1] = 0"),
    (RELU, "h[t] >= 0", "V = W, W = V"),
    (RELU, "h[t] = 5", "V > 0, V < 0"),
    (RELU, "h[t] = 5", "V = 0, V = 1"),
    ({"h[t]": "V*h[t-1] + W*x[t] + U"}, "h[t] = 0", "V = W, W = U"),
    ({"h[t]": "h[t-1] - x[t]"}, "h[t] = h[t-2]", "x[t] = h[t-1]"),
    ({"h[t]": "V @ h[t-1]"}, "h[t] = V @ h[t-1]", ""),
    ({"h[t]": "relu(V*h[t-1])", "y[t]": "u*h[t]"}, "y[t] = y[t-1]", "V = 1"),
    (RELU, "h[t] >= q[t]", ""),
]


@pytest.mark.parametrize(("cell", "claim", "assume"), ODD)
def test_odd_claims_end_in_a_verdict_or_a_fault(cell: Mapping[str, str], claim: str, assume: str, tmp_path: Path) -> None:
    """Whatever is legal to write never ends in a traceback."""
    assert _verdict(cell, claim, assume, tmp_path) in {"true", "false", "fault"}
