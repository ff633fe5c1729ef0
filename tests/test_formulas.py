"""Stated formulas and lines: what is right is not blamed, what is wrong is, for other cells and errors than those of the sheets."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from gen.messages.errors import InputErrors
from tests.support.problems import solve_text

GIVEN = '{V: 2, W: 3, v: 1, "h[0]": 1, x: [1, 2, 3]}'
RELU, TANH, SIGMOID, ABS, LINEAR = (f"{fn}(V*h[t-1] + W*x[t])" for fn in ("relu", "tanh", "sigmoid", "abs", ""))


def _keys(
    equation: str,
    published: str,
    stated: Mapping[str, str],
    folder: Path,
    ask: str = "value of h[3]",
    more: str = "",
    output: str = "    y[t]: v*h[t]\n",
) -> list[str]:
    given = GIVEN if output else GIVEN.replace(" v: 1,", "")
    lines = "".join(f"        {lhs}: {rhs}\n" for lhs, rhs in stated.items())
    source = (
        f"title: T\ncells:\n  cell:\n    h[t]: {equation}\n{output}items:\n  - id: a\n    prompt: P\n    ask: {ask}\n"
        f"    given: {given}\n    points: {{all: 1}}\n    published:\n      {published}:\n{lines}{more}"
    )
    return [finding.key for finding in solve_text(source, folder).findings]


RIGHT = [
    (RELU, "dh[t]/dV", "relu'(z[t])*(h[t-1] + V*dh[t-1]/dV)"),
    (RELU, "dh[t]/dV", "(dh[t-1]/dV*V + h[t-1])*relu'(z[t])"),
    (RELU, "dz[t]/dW", "x[t] + V*dh[t-1]/dW"),
    (RELU, "dh[t]/dx[tau]", "relu'(z[t])*(V*dh[t-1]/dx[tau] + W*delta(t, tau))"),
    (RELU, "dh[n]/dh[n-1]", "relu'(z[n])*V"),
    (RELU, "dh[3]/dh[0]", "relu'(z[3])*relu'(z[2])*relu'(z[1])*V**3"),
    (TANH, "dh[t]/dV", "tanh'(z[t])*(h[t-1] + V*dh[t-1]/dV)"),
    (TANH, "dh[t]/dW", "(1 - h[t]**2)*(x[t] + V*dh[t-1]/dW)"),
    (SIGMOID, "dh[t]/dV", "h[t]*(1 - h[t])*(h[t-1] + V*dh[t-1]/dV)"),
    (ABS, "dh[t]/dx[t]", "abs'(z[t])*W"),
    (LINEAR, "dy[t]/dV", "v*(h[t-1] + V*dh[t-1]/dV)"),
    (LINEAR, "dy[t]/dv", "h[t]"),
    # right, with the slope or a value written out
    (TANH, "dh[t]/dV", "(1 - tanh(z[t])**2)*(h[t-1] + V*dh[t-1]/dV)"),
    (SIGMOID, "dh[t]/dx[t]", "sigmoid(z[t])*(1 - sigmoid(z[t]))*W"),
    (LINEAR, "dh[2]/dV", "V*h[0] + W*x[1] + V*h[0]"),
    (LINEAR, "dy[t]/dv", "y[t]/v"),
    # right for every step that it speaks of
    (RELU, "dh[t]/dx[t-1]", "relu'(z[t])*V*relu'(z[t-1])*W"),
    (RELU, "dh[t]/dh[t-2]", "relu'(z[t])*V*relu'(z[t-1])*V"),
]


@pytest.mark.parametrize(("equation", "lhs", "rhs"), RIGHT)
def test_a_right_formula_is_not_blamed(equation: str, lhs: str, rhs: str, tmp_path: Path) -> None:
    """Each is what the chain rule gives, whatever its order and notation."""
    assert _keys(equation, "formulas", {lhs: rhs}, tmp_path) == []


TEN = 10
ALL_BUT_FIRST = "*".join(f"relu'(z[{t}])" for t in range(TEN, 1, -1))

WRONG = [
    ("sign", RELU, "dh[t]/dV", "relu'(z[t])*(h[t-1] - V*dh[t-1]/dV)"),
    ("term", RELU, "dh[t]/dV", "relu'(z[t])*V*dh[t-1]/dV"),
    ("recursion", TANH, "dh[t]/dV", "tanh'(z[t])*h[t-1]"),
    ("index", RELU, "dh[t]/dW", "relu'(z[t])*(x[t-1] + V*dh[t-1]/dW)"),
    ("index of the slope", RELU, "dh[t]/dh[t-1]", "relu'(z[t-1])*V"),
    ("weight", SIGMOID, "dh[t]/dh[t-1]", "sigmoid'(z[t])*W"),
    ("delta", RELU, "dh[t]/dx[tau]", "relu'(z[t])*(V*dh[t-1]/dx[tau] + W)"),
    ("slope", SIGMOID, "dh[t]/dx[t]", "h[t]*W"),
    ("square", TANH, "dh[t]/dx[t]", "(1 - h[t])*W"),
    ("power", RELU, "dh[3]/dh[0]", "relu'(z[3])*relu'(z[2])*relu'(z[1])*V**2"),
    ("power under tanh", TANH, "dh[3]/dh[0]", "tanh'(z[3])*tanh'(z[2])*tanh'(z[1])*V**2"),
    ("slope of abs squared", ABS, "dh[t]/dx[t]", "abs'(z[t])**2*W"),
    ("another value", LINEAR, "dh[3]/dV", "V*dh[2]/dV - x[3]"),
]


@pytest.mark.parametrize(("error", "equation", "lhs", "rhs"), WRONG, ids=[row[0] for row in WRONG])
def test_a_wrong_formula_is_found(error: str, equation: str, lhs: str, rhs: str, tmp_path: Path) -> None:
    """A wrong sign, term, index, weight, power or slope gives one finding with the formula's key."""
    assert _keys(equation, "formulas", {lhs: rhs}, tmp_path) == [f"formula {lhs}"]


LONE = [
    # cells with nothing but one state, where one draw of numbers must not make two names equal or a slope 0
    ("power", TANH, "dh[3]/dh[0]", "tanh'(z[3])*tanh'(z[2])*tanh'(z[1])*V**2"),
    ("weight", TANH, "dh[3]/dx[1]", "tanh'(z[3])*V*tanh'(z[2])*V*tanh'(z[1])*V"),
    ("another value", LINEAR, "dh[3]/dV", "V*dh[2]/dV - x[3]"),
]


@pytest.mark.parametrize(("error", "equation", "lhs", "rhs"), LONE, ids=[row[0] for row in LONE])
def test_a_wrong_formula_of_a_cell_without_gates_is_found(error: str, equation: str, lhs: str, rhs: str, tmp_path: Path) -> None:
    """Without a kink there is one pattern only, and still nothing slips through."""
    assert _keys(equation, "formulas", {lhs: rhs}, tmp_path, output="") == [f"formula {lhs}"]


def test_a_slope_dropped_ten_steps_ago_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """dh_10/dx_1 without relu'(z_1) is wrong, although there are 1,024 patterns of gates."""
    monkeypatch.setitem(globals(), "GIVEN", GIVEN.replace("1, 2, 3", ", ".join("1" * TEN)))
    assert _keys(RELU, "formulas", {"dh[10]/dx[1]": f"{ALL_BUT_FIRST}*V**9*W"}, tmp_path) == ["formula dh[10]/dx[1]"]


@pytest.mark.parametrize("rhs", ["sigmoid'(z[t])*W", "tanh'(x[t])*W", "tanh'(z[t])*W + 0*tanh'(z[t-1])"])
def test_an_odd_slope_ends_in_a_finding_or_a_fault(rhs: str, tmp_path: Path) -> None:
    """A slope that the derivation does not need is no traceback."""
    try:
        found = _keys(TANH, "formulas", {"dh[t]/dx[t]": rhs}, tmp_path)
    except InputErrors:
        found = []
    assert set(found) <= {"formula dh[t]/dx[t]"}


def test_the_message_holds_both_values(tmp_path: Path) -> None:
    """The stated formula, what it gives and what is derived stand in one sentence: here they differ by the sign alone."""
    source = (
        f"title: T\ncells:\n  cell:\n    h[t]: {LINEAR}\nitems:\n  - id: a\n    prompt: P\n    ask: value of h[3]\n    given: {GIVEN}\n"
        "    points: {all: 1}\n    published:\n      formulas:\n        dh[t]/dx[t]: -W\n"
    )
    (finding,) = solve_text(source.replace(" v: 1,", ""), tmp_path).findings
    head, _, derived = finding.plain.partition(", derived ")
    stated = head.rpartition(" it is ")[2]
    assert head.startswith("dh[t]/dx[t] is stated as -W, which is not what the equations give")
    assert {stated, derived} == {derived, derived.removeprefix("-") if derived.startswith("-") else f"-{derived}"}


# h_1 = 2 + 3 = 5, h_2 = 10 + 6 = 16, h_3 = 32 + 9 = 41; dh_3/dV = 16 + 2*5 + 4*1 = 30
LINES = [
    ("right", {"h[3]": "2*16 + 3*3"}, []),
    ("right, factors turned", {"h[3]": "16*2 + 3*3"}, []),
    ("right, with ones", {"dh[3]/dV": "16*1 + 2*5*1 + 2**2*1"}, []),
    ("another sum", {"h[3]": "2*16 + 3*2"}, ["line h[3]"]),
    ("two slips that agree", {"h[3]": "4*8 + 3*3"}, ["line h[3]"]),
    ("a term is missing", {"dh[3]/dV": "16 + 2*5"}, ["line dh[3]/dV"]),
]


@pytest.mark.parametrize(("name", "stated", "keys"), LINES, ids=[row[0] for row in LINES])
def test_lines_are_compared_term_by_term(name: str, stated: Mapping[str, str], keys: list[str], tmp_path: Path) -> None:
    """A right line passes, a wrong one is found even where its sum agrees."""
    more = "    by: paths\n"
    assert _keys(LINEAR, "lines", stated, tmp_path, "gradient of h[3] wrt V", more) == keys


NEGATIVE = [
    # with V = -2, W = 3, h_0 = 1, x = 1, 2, 3: h_1 = -2 + 3 = 1, h_2 = -2 + 6 = 4, h_3 = -8 + 9 = 1
    ("as the key writes it", LINEAR, {"h[3]": "(-2)*4 + 3*3"}, []),
    ("with a sign in front", LINEAR, {"h[3]": "-2*4 + 3*3"}, []),
    ("inside a function", RELU, {"h[2]": "relu((-2)*1 + 3*2)"}, []),
    ("a slip inside a function", RELU, {"h[2]": "relu((-2)*2 + 4*2)"}, ["line h[2]"]),
]


@pytest.mark.parametrize(("name", "equation", "stated", "keys"), NEGATIVE, ids=[row[0] for row in NEGATIVE])
def test_lines_with_negative_numbers(
    name: str, equation: str, stated: Mapping[str, str], keys: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A negative factor with or without brackets is the same factor; a slip inside a function is a slip."""
    monkeypatch.setitem(globals(), "GIVEN", GIVEN.replace("V: 2", "V: -2"))
    assert _keys(equation, "lines", stated, tmp_path) == keys


def test_an_acknowledgement_of_nothing_is_a_fault(tmp_path: Path) -> None:
    """Once a formula is put right its acknowledgement has to go."""
    with pytest.raises(InputErrors, match=r"there is no finding 'formula dh\[t\]/dW' to acknowledge"):
        _keys(LINEAR, "formulas", {"dh[t]/dW": "x[t] + V*dh[t-1]/dW"}, tmp_path, more="    acknowledge:\n      formula dh[t]/dW: Wrong.\n")


def test_an_acknowledgement_without_a_reason_is_a_fault(tmp_path: Path) -> None:
    """A finding may stand only if it is said why."""
    with pytest.raises(InputErrors, match=r"'formula dh\[t\]/dW' is acknowledged without a reason"):
        _keys(LINEAR, "formulas", {"dh[t]/dW": "x[t]"}, tmp_path, more="    acknowledge:\n      formula dh[t]/dW:\n")


def test_an_acknowledged_formula_is_an_erratum(tmp_path: Path) -> None:
    """With a reason the finding is no longer open."""
    more = "    acknowledge:\n      formula dh[t]/dW: The recursion is left out.\n"
    assert _keys(LINEAR, "formulas", {"dh[t]/dW": "x[t]"}, tmp_path, more=more) == []
