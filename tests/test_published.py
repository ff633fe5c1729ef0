"""An old key can be audited: right values pass however they were rounded, and each wrong one is found once, with what follows from it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from gen.algebra.arrays import Array, Value, array, rows_of
from gen.algebra.numbers import Number, NumberFormat
from gen.algebra.printer import text
from gen.cli.commands import main
from gen.document.errata import erratum_text
from gen.findings.published_answers import published_values
from gen.findings.published_number import decimal_places, how_rounded, true_value_text
from gen.findings.published_values import judge_values
from gen.latex.writer import Latex
from gen.messages.errors import InputErrors, Location
from gen.messages.sentences import GERMAN, message_text
from gen.model.derivation import Derivation
from gen.model.problem import Given, Published
from gen.model.source import Text
from gen.page.prose import latex_of
from tests.support.problems import PROBLEMS, solve_text, solved

# One number ---------------------------------------------------------------------------------------------------------------

THIRD, EIGHTH, TANH = Fraction(1, 3), Fraction(1, 8), Decimal("0.761594155955764888119458282604793590412768597257936551596811")

ROUNDED: list[tuple[str, Number, str | None]] = [
    ("0.3333", THIRD, "rounded"),
    ("-0.3333", -THIRD, "rounded"),
    ("0.667", 2 * THIRD, "rounded"),
    ("0.666", 2 * THIRD, "cut off"),
    ("-0.666", -2 * THIRD, "cut off"),
    ("0.13", EIGHTH, "rounded half up"),
    ("-0.13", -EIGHTH, "rounded half up"),
    ("0.12", EIGHTH, "rounded half to even"),
    ("0.37", 3 * EIGHTH, "cut off"),
    ("0.125", EIGHTH, "exact"),
    ("0.12500", EIGHTH, "exact"),
    ("0.30", Fraction(3, 10), "exact"),
    ("0.30", Fraction(31, 100), None),
    ("0.3", Fraction(31, 100), "rounded"),
    ("9e-1", Fraction(9, 10), "exact"),
    ("7.6e-1", TANH, "rounded"),
    ("7.7e-1", TANH, None),
    ("12e-1", Fraction(6, 5), "exact"),
    ("12e-1", Fraction(76, 100), None),
    ("1.2e2", Fraction(617, 5), "rounded"),
    (".7616", TANH, "rounded"),
    ("0.7615", TANH, "cut off"),
    ("0.7617", TANH, None),
    ("0.76159420", TANH, None),
    ("403.", Decimal("403.4287934927351226"), "rounded"),
    ("403", Decimal("403.4287934927351226"), None),
    ("1", 2 * THIRD, None),
    ("2", Fraction(197, 100), None),
    ("1/3", THIRD, "exact"),
    ("33/100", THIRD, None),
    ("0", Decimal("0.0004"), None),
    ("0.00", Decimal("0.0004"), "rounded"),
    ("1.5", Decimal("1.5") - Decimal("1e-58"), "exact"),
]


@pytest.mark.parametrize(("typed", "true", "how"), ROUNDED, ids=[f"{typed} for {true}"[:30] for typed, true, _ in ROUNDED])
def test_a_decimal_is_right_if_it_is_the_value_rounded_to_its_digits(typed: str, true: Number, how: str | None) -> None:
    """Half up, half to even or cut off, rational or not; a whole number or a fraction has no digits to round to."""
    assert how_rounded(typed, Fraction(typed), true) == how


def test_every_rounding_of_python_is_right_and_every_neighbour_is_wrong() -> None:
    """Python's decimal module rounds 400 fractions in three ways; the numbers beyond those are wrong."""
    ways = {"ROUND_HALF_UP": {"exact", "rounded", "rounded half up"}, "ROUND_HALF_EVEN": {"exact", "rounded", "rounded half to even"}}
    ways["ROUND_DOWN"] = {"exact", "rounded", "cut off", "rounded half to even"}
    for n in range(-200, 200):
        true = Fraction(n, 16)
        unit = Decimal("0.01")
        exact = Decimal(n) / 16
        found = {way: exact.quantize(unit, way) for way in ways}
        for way, hows in ways.items():
            assert how_rounded(str(found[way]), Fraction(found[way]), true) in hows, (way, exact)
        for off in (min(found.values()) - unit, max(found.values()) + unit):
            assert how_rounded(str(off), Fraction(off), true) is None, exact


def test_a_tolerance_lets_pass_what_rounding_does_not() -> None:
    """Within it a number is right, and is told to be so."""
    assert how_rounded("0.77", Fraction("0.77"), TANH, Fraction(1, 100)) == "within the tolerance"
    assert how_rounded("0.78", Fraction("0.78"), TANH, Fraction(1, 100)) is None


@pytest.mark.parametrize(
    ("typed", "decimals"), [("0.30", 2), ("7.6e-1", 2), ("12e-1", 1), ("403.", 0), ("1.2E2", -1), ("3", None), ("1.5/3", None)]
)
def test_decimals_shown(typed: str, decimals: int | None) -> None:
    """An exponent moves the point."""
    assert decimal_places(typed) == decimals


BESIDE = [
    (".09217", Decimal("0.0911712"), True, "0.09117"),
    ("0.76159420", TANH, True, "0.76159416"),
    ("7.7e-1", TANH, True, "7.6e-1"),
    ("0.50", Decimal("0.00012345"), True, "0.00012"),
    ("0.3", Fraction(2, 3), True, "0.67"),
    ("0.667", Fraction(1, 3), True, "0.333"),
    ("1", Fraction(2, 3), True, "2/3"),
    ("1", Fraction(1, 4), False, "0.25"),
    ("2/3", Fraction(3, 2), True, "3/2"),
    ("1", Decimal("0.99999999987"), True, "0.9999999999"),
    ("0.5", Fraction(-1), True, "-1"),
    ("0.5", Fraction(1, 4), True, "0.25"),
]


@pytest.mark.parametrize(("typed", "true", "fractions", "text"), BESIDE, ids=[f"{typed} for {true}"[:30] for typed, true, *_ in BESIDE])
def test_the_true_value_is_written_as_the_disputed_one_is(typed: str, true: Number, fractions: bool, text: str) -> None:
    """With as many digits and in its style, with more where the two would look alike."""
    assert true_value_text(true, typed, Fraction(typed), NumberFormat(fractions="short" if fractions else "none")) == text


# Keys --------------------------------------------------------------------------------------------------------------------


def _problem(cell: Mapping[str, str], item: Mapping[str, str], lines: Mapping[str, Any] | None = None, head: str = "") -> str:
    """A problem with one cell and one item, as an author would type it; lists as they print."""
    text = f"title: A key\n{head}cells:\n  c:\n" + "".join(f"    {lhs}: {rhs}\n" for lhs, rhs in cell.items())
    text += "items:\n  - id: a\n    prompt: P\n    points: {all: 1}\n" + "".join(f"    {key}: {value}\n" for key, value in item.items())
    return (
        text
        + "    published:\n      lines:\n" * bool(lines)
        + "".join(f"        {lhs}: {_listed(x)}\n" for lhs, x in (lines or {}).items())
    )


def _listed(x: Any) -> str:
    return f"[{', '.join(map(_listed, x))}]" if isinstance(x, Sequence) and not isinstance(x, str) else str(x)


def _keys(text: str, folder: Path) -> list[str]:
    return [finding.key for finding in solve_text(text, folder).findings]


def _said(text: str, folder: Path) -> list[str]:
    return [finding.plain for finding in solve_text(text, folder).findings]


class Rounds:
    """Writes numbers with three digits in the ways of the profession, one after the other."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, x: Any) -> Any:
        if isinstance(x, np.ndarray):
            return [self(part) for part in (x[:, 0] if x.ndim == 2 and x.shape[1] == 1 else x)]
        self.count += 1
        exact = Decimal(float(x))
        way = ("ROUND_HALF_UP", "ROUND_HALF_EVEN", "ROUND_DOWN")[self.count % 3]
        return f"{exact.quantize(Decimal('0.001'), way):f}"


RNN = {"h[t]": "tanh(w*h[t-1] + u*x[t] + b)", "y[t]": "v*h[t]", "L": "sum_t((y[t] - d[t])**2)/2"}
RNN_ITEM = {
    "given": '{w: 0.5, u: 0.8, b: 0.1, v: 1.2, "h[0]": 0, x: [1, -0.5, 0.3], d: [0.5, 0, 0.2]}',
    "ask": "gradient of L wrt w, u",
    "by": "reverse",
}


def _rnn(slip: str = "") -> dict[str, str]:
    """The key of an RNN by hand: forward, then backward; with a slip a sign is lost, or a square."""
    w, u, b, v, x, d = 0.5, 0.8, 0.1, 1.2, [1, -0.5, 0.3], [0.5, 0, 0.2]
    h, z, y = [0.0], [0.0], [0.0]
    for t in (1, 2, 3):
        z.append(w * h[-1] + u * (abs(x[t - 1]) if slip == "z[2]" else x[t - 1]) + b)
        h.append(math.tanh(z[t]))
        y.append(v * h[t])
    key = {f"{name}[{t}]": values[t] for t in (1, 2, 3) for name, values in (("z", z), ("h", h), ("y", y))}
    key["L"] = sum((y[t] - d[t - 1]) ** 2 for t in (1, 2, 3)) / 2
    dz, totals = 0.0, [0.0, 0.0, 0.0]
    for t in (3, 2, 1):
        key[f"dL/dh[{t}]"] = (y[t] - d[t - 1]) * v + dz * w
        dz = key[f"dL/dz[{t}]"] = key[f"dL/dh[{t}]"] * (1 - h[t] ** (1 if slip == "dL/dz[2]" and t == 2 else 2))
        totals = [total + part for total, part in zip(totals, (dz * h[t - 1], dz * x[t - 1], dz), strict=True)]
    rounds = Rounds()
    return {name: rounds(value) for name, value in (key | dict(zip(("dL/dw", "dL/du", "dL/db"), totals, strict=True))).items()}


def test_a_key_of_an_rnn_is_right_in_all_its_roundings(tmp_path: Path) -> None:
    """Nineteen values to three digits, some cut off, among them a gradient that the item does not ask for."""
    assert _keys(_problem(RNN, RNN_ITEM, _rnn()), tmp_path) == []


@pytest.mark.parametrize("slip", ["z[2]", "dL/dz[2]"])
def test_one_slip_in_an_rnn_is_one_finding(slip: str, tmp_path: Path) -> None:
    """All that was computed from the wrong value is named in its finding, and nothing else is."""
    right, wrong = _rnn(), _rnn(slip)
    (said,) = _said(_problem(RNN, RNN_ITEM, wrong), tmp_path)
    head, _, named = said.partition("; the derivation gives ")[2].partition("; ")
    followers = named.removesuffix(" follow from it").replace(" and ", ", ").split(", ")
    assert said.startswith(f"{slip} is printed as {wrong[slip]}; ")
    assert abs(float(head) - float(right[slip])) < 0.0011
    assert {name for name in wrong if abs(float(wrong[name]) - float(right[name])) > 0.0011} - {slip} <= set(followers)
    assert {name for name in wrong if wrong[name] == right[name]} & set(followers) == set()


CLASSES = {"z": "W @ x + b", "p": "softmax(z)", "L": "cross_entropy(p, y)"}
CLASSES_ITEM = {
    "given": "{W: [[0.5, -1], [0.25, 0.5], [1, 0]], b: [0, 0.1, -0.1], x: [1, 2], y: [0, 1, 0]}",
    "ask": "gradient of L wrt W, b",
    "by": "reverse",
}


def _classes() -> dict[str, Any]:
    weight, b = np.array([[0.5, -1], [0.25, 0.5], [1, 0]]), np.array([[0], [0.1], [-0.1]])
    x, y = np.array([[1], [2]]), np.array([[0], [1], [0]])
    z = weight @ x + b
    p = np.exp(z) / np.exp(z).sum()
    return {"z": z, "p": p, "L": -math.log(p[1, 0]), "dL/dz": p - y, "dL/dW": (p - y) @ x.T, "dL/db": p - y, "dL/dx": weight.T @ (p - y)}


def test_a_classifier_with_whole_vectors_and_matrices_is_right(tmp_path: Path) -> None:
    """Values, gradients, entries with and without blanks, a column written as a list or as a matrix."""
    key, rounds = _classes(), Rounds()
    lines = {name: rounds(value) for name, value in key.items()}
    lines |= {"dL/dW[3,2]": rounds(key["dL/dW"][2, 1]), "dL/dW[1, :]": rounds(key["dL/dW"][0]), "p[2]": rounds(key["p"][1, 0])}
    assert _keys(_problem(CLASSES, CLASSES_ITEM, lines), tmp_path) == []
    as_matrix = {"dL/db": [[rounds(x)] for x in key["dL/db"][:, 0]], "dL/dz": [[rounds(x) for x in key["dL/dz"][:, 0]]]}
    assert _keys(_problem(CLASSES, CLASSES_ITEM, as_matrix), tmp_path) == []


def test_a_slip_in_one_entry_of_a_matrix_names_the_entry(tmp_path: Path) -> None:
    """One digit of one entry is wrong."""
    key, rounds = _classes(), Rounds()
    lines = {name: rounds(value) for name, value in key.items()}
    true = lines["dL/dW"][2][0]
    lines["dL/dW"][2][0] = "0.9"
    (said,) = _said(_problem(CLASSES, CLASSES_ITEM, lines), tmp_path)
    assert said.startswith("in what is printed for dL/dW, dL/dW[3, 1] is 0.") and said.endswith(", not 0.9")
    assert abs(float(said.split(" is ")[-1].split(",")[0]) - float(true)) <= 0.06


def test_a_wrong_entry_has_its_consequences_too(tmp_path: Path) -> None:
    """z_1 is wrong, and p and all gradients are right for the wrong one."""
    key, rounds = _classes(), Rounds()
    z = key["z"] + np.array([[1.0], [0], [0]])
    p = np.exp(z) / np.exp(z).sum()
    lines = {"z[1]": rounds(z[0, 0]), "p": rounds(p), "dL/db": rounds(p - np.array([[0], [1], [0]]))}
    (said,) = _said(_problem(CLASSES, CLASSES_ITEM, lines), tmp_path)
    assert said == f"z[1] is printed as {lines['z[1]']}; the derivation gives {key['z'][0, 0]}; p and dL/db follow from it"


def test_entries_that_follow_are_not_told_beside_one_that_does_not(tmp_path: Path) -> None:
    """z_2 is wrong, the second row of the gradient follows from it, and an entry of the third has a slip of its own."""
    lines = {"z[2]": "4", "dL/dW": "[[5, 10], [4, 8], [3, 7]]", "dL/db": "[5, 4, 3]"}
    assert _said(_problem(*ITEMS["dense"], lines), tmp_path) == [
        "z[2] is printed as 4; the derivation gives 3; dL/db follows from it",
        "in what is printed for dL/dW, dL/dW[3, 2] is 6, not 7",
    ]


@pytest.mark.parametrize("square", [False, True])
def test_a_transposed_matrix_is_told_as_such(square: bool, tmp_path: Path) -> None:
    """Whether it is square or not, and nothing else is said of it."""
    given = "{W: [[1, 2], [3, 5]], x: [1, 2]}" if square else "{W: [[1, 2], [3, 5], [0, 1]], x: [1, 2]}"
    weight = np.array([[1, 2], [3, 5]] if square else [[1, 2], [3, 5], [0, 1]])
    gradient = (weight @ [[1], [2]] @ [[1, 2]]).T.tolist()
    text = _problem({"L": "dot(W @ x, W @ x)/2"}, {"given": given, "ask": "gradient of L wrt W", "by": "reverse"}, {"dL/dW": gradient})
    assert _said(text, tmp_path) == ["dL/dW is stated with rows and columns exchanged"]


LSTM = {
    "f[t]": "sigmoid(w_f*x[t] + u_f*h[t-1])",
    "i[t]": "sigmoid(w_i*x[t] + u_i*h[t-1])",
    "o[t]": "sigmoid(w_o*x[t] + u_o*h[t-1])",
    "g[t]": "tanh(w_g*x[t] + u_g*h[t-1])",
    "c[t]": "f[t]*c[t-1] + i[t]*g[t]",
    "h[t]": "o[t]*tanh(c[t])",
}
LSTM_ITEM = {
    "given": '{w_f: 0.7, u_f: 0.1, w_i: 0.95, u_i: 0.8, w_o: 0.6, u_o: 0.4, w_g: 0.45, u_g: 0.15, "h[0]": 0.2, "c[0]": -0.3, x: [1, -1]}',
    "ask": "value of h[2]",
}


def _lstm(slip: float = 0.0) -> dict[str, str]:
    """Two steps by hand; `slip` is added to the forget gate of the first."""
    h, c, rounds = 0.2, -0.3, Rounds()
    key: dict[str, str] = {}
    for t, x in ((1, 1.0), (2, -1.0)):
        f, i, o = (1 / (1 + math.exp(-(w * x + u * h))) for w, u in ((0.7, 0.1), (0.95, 0.8), (0.6, 0.4)))
        g, f = math.tanh(0.45 * x + 0.15 * h), f + slip * (t == 1)
        c = f * c + i * g
        h = o * math.tanh(c)
        key |= {f"{name}[{t}]": rounds(value) for name, value in zip("fiogch", (f, i, o, g, c, h), strict=True)}
    return key


def test_a_step_of_an_lstm_with_one_slip(tmp_path: Path) -> None:
    """A wrong gate reaches the cell, the output and the gates of the next step."""
    assert _keys(_problem(LSTM, LSTM_ITEM, _lstm()), tmp_path) == []
    (said,) = _said(_problem(LSTM, LSTM_ITEM, _lstm(-0.2)), tmp_path)
    assert said.startswith("f[1] is printed as ") and said.endswith("follow from it")
    assert {"c[1]", "h[1]", "c[2]", "h[2]"} <= set(said.replace(",", "").split()) and "i[1]" not in said


# Causes ------------------------------------------------------------------------------------------------------------------

CHAIN = {"h[t]": "a*h[t-1] + x[t]"}
CHAIN_ITEM = {"given": '{a: 1/2, "h[0]": 0, x: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]}', "ask": "value of h[11]"}


def _chain(slips: Mapping[int, float], digits: int = 3, carried: bool = False) -> dict[str, str]:
    """Eleven values, each from the one before as it stands; a slip is added to one of them. Rounded ones are `carried` on or not."""
    key, h = {}, 0.0
    for t in range(1, 12):
        h = h / 2 + t + slips.get(t, 0)
        key[f"h[{t}]"] = f"{h:.{digits}f}"
        h = float(key[f"h[{t}]"]) if carried else h
    return key


@pytest.mark.parametrize("carried", [False, True])
@pytest.mark.parametrize("place", ["printed", "lines"])
def test_eleven_values_of_which_the_second_is_wrong_are_one_finding(place: str, carried: bool, tmp_path: Path) -> None:
    """Nine follow from it, whether they were computed with rounded values or not."""
    key = _chain({2: 0.7}, digits=6, carried=carried)
    printed = CHAIN_ITEM | {"printed": "{" + ", ".join(f'"{name}": {x}' for name, x in key.items()) + "}"}
    text = _problem(CHAIN, printed) if place == "printed" else _problem(CHAIN, CHAIN_ITEM, key)
    (finding,) = solve_text(text, tmp_path).findings
    assert finding.key == ("printed h[2]" if place == "printed" else "line h[2]")
    assert all(f"h[{t}]" in finding.plain for t in range(3, 12)) and "h[1]" not in finding.plain.partition(";")[2].split("h[1]")[0]
    assert finding.plain.endswith("h[10] and h[11] follow from it")


def test_two_slips_are_two_findings(tmp_path: Path) -> None:
    """The second is told with what follows from both."""
    found = _said(_problem(CHAIN, CHAIN_ITEM, _chain({2: 0.7, 5: 0.3}, 6)), tmp_path)
    assert len(found) == 2
    first, second = found
    assert first.startswith("h[2] is printed") and first.endswith("; h[3] and h[4] follow from it")
    assert second.startswith("h[5] is printed") and second.endswith("; h[6], h[7], h[8], h[9], h[10] and h[11] follow from it")


def test_a_wrong_value_that_nobody_used_is_alone(tmp_path: Path) -> None:
    """A misprint: what comes after it is right."""
    key = _chain({}) | {"h[4]": "9.999"}
    assert _said(_problem(CHAIN, CHAIN_ITEM, key), tmp_path) == ["h[4] is printed as 9.999; the derivation gives 6.125"]


def test_a_last_digit_that_comes_from_rounded_values_is_told_so(tmp_path: Path) -> None:
    """1/3 as 0.3 makes 0.9 of 1: a finding, with its reason."""
    text = _problem({"y": "x/3", "s": "3*y"}, {"given": "{x: 1}", "ask": "value of s"}, {"y": "0.3", "s": "0.9"})
    assert _said(text, tmp_path) == ["s is printed as 0.9; the derivation gives 1; it follows from the rounded values before it"]


def test_what_follows_from_a_printed_slip_is_named_with_it(tmp_path: Path) -> None:
    """A printed value is wrong, and a published gradient was computed with it."""
    item = {"given": '{V: 2, "h[0]": 1, x: [1, 1]}', "ask": "gradient of h[2] wrt V", "by": "forward", "printed": '{"h[1]": 4}'}
    text = _problem({"h[t]": "V*h[t-1] + x[t]"}, item, {"dh[2]/dV": 6})
    assert _said(text, tmp_path) == ["h[1] is printed as 4, but the equations give 3; dh[2]/dV follows from it"]


def test_lines_of_a_reading_with_printed_values_start_from_these(tmp_path: Path) -> None:
    """Then the gradient is right, and the printed value is the only finding."""
    item = {"given": '{V: 2, "h[0]": 1, x: [1, 1]}', "ask": "gradient of h[2] wrt V", "by": "forward", "printed": '{"h[1]": 4}'}
    item |= {"readings": "[{name: as printed, values: printed}]"}
    assert _said(_problem({"h[t]": "V*h[t-1] + x[t]"}, item, {"dh[2]/dV": 6}), tmp_path) == [
        "h[1] is printed as 4, but the equations give 3"
    ]


def _as_published(value: Value) -> Text | Given:
    """A value as a key would have it: exact, or rounded to four decimals."""
    where = Location("key", 1, 1)
    texts = tuple(tuple(str(x) if isinstance(x, Fraction) else f"{x:.4f}" for x in row) for row in rows_of(value))
    return Given(array([Fraction(x) for x in row] for row in texts), texts, where) if isinstance(value, Array) else Text(texts[0][0], where)


def _nothing_more(queries: Sequence[object]) -> Derivation:
    raise AssertionError(f"{queries} are steps of the derivation")


@pytest.mark.parametrize("path", PROBLEMS, ids=lambda path: path.stem)
def test_all_that_a_key_of_the_tool_says_is_right(path: Path) -> None:
    """Each step of each shipped problem, exact or rounded, published again: nothing new is found, whatever kind of step it is."""
    problem = solved(path)
    for one in problem.items:
        derivation = one.readings[0].derivation
        lines = [(Text(text(step.lhs), Location("key", 1, 1)), _as_published(step.value)) for step in derivation.numbers]
        item = replace(one.item, printed={}, published=Published(lines=tuple(lines)))
        values, whole = published_values(item, derivation, _nothing_more)
        assert len(values) == len(lines)
        assert judge_values(values, whole, item, problem.problem.shown)[0] == ()


# Lines of numbers -----------------------------------------------------------------------------------------------------------

# h_1 = 0.3*0.7 + 0.5 = 0.71, s_1 = tanh(0.71) = 0.61068, h_2 = 0.3 s_1 + 0.9 = 1.083204
LINE_ITEM = {"given": '{V: 0.3, "s[0]": 0.7, x: [0.5, 0.9]}', "ask": "value of h[2]"}
LINE_CELL = {"h[t]": "V*s[t-1] + x[t]", "s[t]": "tanh(h[t])"}
LINES = [
    ("0.3*0.611 + 0.9", None),
    ("0.611*0.3 + 0.90", None),
    ("0.3*0.61 + 0.9", None),
    ("0.3*.6107 + 9e-1", None),
    ("1.083", None),
    ("1.08320", None),
    ("0.3*0.511 + 0.9", "h[2] is printed as 0.3*0.511 + 0.9, which is 1.0533; the derivation gives 1.0832"),
    ("0.4*0.611 + 0.9", "h[2] is printed as 0.4*0.611 + 0.9, which is 1.1444; the derivation gives 1.0832"),
    ("0.611*0.3 + 0.6 + 0.3", "h[2] is printed with 3 terms, the derivation has 2"),
]


@pytest.mark.parametrize(("line", "message"), LINES, ids=[line for line, _ in LINES])
def test_a_line_of_rounded_numbers_is_right_if_each_of_them_is(line: str, message: str | None, tmp_path: Path) -> None:
    """Rounded factors make another sum in the last digits, which is no slip."""
    said = _said(_problem(LINE_CELL, LINE_ITEM, {"h[2]": line}, "numbers: decimals\n"), tmp_path)
    assert said == ([message] if message else [])


# Other answers ---------------------------------------------------------------------------------------------------------------

COUNT_CELL = {"h[t]": "tanh(W @ x[t] + U @ h[t-1] + b)"}
COUNT_ITEM = {"shapes": "{x: 4, h: 3}", "ask": "count of W + U, b"}
POWERS = {"h[t]": "W @ h[t-1]"}
EIGEN = {"given": "{W: [[1, 2], [1, 0]]}", "ask": "eigenvalues of W"}
GATES = {"c[t]": "g_1[t]*c[t-1] + g_2[t]*x[t]", "g_1[t]": "sigmoid(V*x[t])", "g_2[t]": "sigmoid(W*x[t])"}
ANSWERS: list[tuple[str, Mapping[str, str], Mapping[str, str], Mapping[str, str], list[str]]] = [
    ("count", COUNT_CELL, COUNT_ITEM, {"total": "24", "W+U": "21", "b": "3"}, []),
    (
        "count with a slip",
        COUNT_CELL,
        COUNT_ITEM,
        {"total": "25", "W + U": "22"},
        ["W + U is printed as 22; the derivation gives 21; total follows from it"],
    ),
    (
        "count of a parameter",
        COUNT_CELL,
        COUNT_ITEM,
        {"U": "8", "total": "23"},
        ["#U is printed as 8; the derivation gives 9; total follows from it"],
    ),
    ("eigenvalues", POWERS, EIGEN, {"lambda_1": "-1", "lambda_2": "2", "rho": "2", "verdict": "explode"}, []),
    (
        "a wrong eigenvalue",
        {"h[t]": "W @ h[t-1]"},
        EIGEN,
        {"lambda_1": "2", "lambda_2": "1"},
        ["lambda_2 is printed as 1; the derivation gives -1"],
    ),
    ("a wrong verdict", POWERS, EIGEN, {"verdict": "vanish"}, ["the verdict is stated as 'vanish', but it is 'explode'"]),
    ("roles", GATES, {"ask": "roles of g_1, g_2"}, {"g_1": "Forget gate", "g_2": "input"}, []),
    (
        "a wrong role",
        GATES,
        {"ask": "roles of g_1, g_2"},
        {"g_1": "output", "g_2": "update gate"},
        ["g_1 is stated to be the output gate, but it is the forget gate"],
    ),
    ("claim", {"h[t]": "relu(h[t-1])"}, {"ask": "claim h[t] >= 0"}, {"verdict": "true"}, []),
    (
        "a wrong claim",
        {"h[t]": "relu(h[t-1])"},
        {"ask": "claim h[t] >= 0"},
        {"verdict": "false"},
        ["the claim is stated to be false, but it is true"],
    ),
]


@pytest.mark.parametrize(("what", "cell", "item", "lines", "said"), ANSWERS, ids=[row[0] for row in ANSWERS])
def test_every_kind_of_answer_can_be_published(
    what: str, cell: Mapping[str, str], item: Mapping[str, str], lines: Mapping[str, str], said: list[str], tmp_path: Path
) -> None:
    """Counts with their groups, eigenvalues in any order, verdicts and roles."""
    assert _said(_problem(cell, item, lines), tmp_path) == said


JACOBIAN = {"h[t]": "tanh(V @ h[t-1])"}
JACOBIAN_ITEM = {"given": '{V: [[0.5, 1], [0, -1]], "h[0]": [1, 0.5]}', "ask": "jacobian of h[1] wrt h[0]"}


def test_a_jacobian_and_its_entries(tmp_path: Path) -> None:
    """The entry (i, j) is that of row i and column j; another one is found."""
    weight, h = np.array([[0.5, 1], [0, -1]]), np.array([1, 0.5])
    jacobian = (1 - np.tanh(weight @ h) ** 2)[:, None] * weight
    rounds = Rounds()
    right = {"dh[1]/dh[0]": rounds(jacobian), "dh[1][1]/dh[0][2]": rounds(jacobian[0, 1]), "dh[1][2]/dh[0][2]": rounds(jacobian[1, 1])}
    assert _keys(_problem(JACOBIAN, JACOBIAN_ITEM, right), tmp_path) == []
    wrong = {"dh[1][1]/dh[0][2]": rounds(jacobian[1, 0])}
    assert _keys(_problem(JACOBIAN, JACOBIAN_ITEM, wrong), tmp_path) == ["line dh[1][1]/dh[0][2]"]


FAULTS = [
    ({"dL/dW": "[[1, 2], [3, 4]]"}, "'dL/dW' is stated as 2 x 2, but it is 3 x 2"),
    ({"dL/db": "[1, 2]"}, "'dL/db' is stated as a list of 2, but it is a vector of 3"),
    ({"dL/dW[4, 1]": "1"}, "'W[4, 1]' does not exist: W is 3 x 2"),
    ({"dL/dW[1,2]": "1", "dL/dW[1, 2]": "1"}, "'dL/dW[1, 2]' is stated twice"),
    ({"dL/dQ": "1"}, "'Q' is neither computed nor used by the cell"),
    ({"layer 1": "1"}, "no step 'layer1' to compare with"),
    ({"L": "b*2"}, "expected a line of numbers, found 'b*2'"),
]


@pytest.mark.parametrize(("lines", "message"), FAULTS, ids=[message for _, message in FAULTS])
def test_what_cannot_be_compared_is_a_fault(lines: Mapping[str, str], message: str, tmp_path: Path) -> None:
    """At the author's line, with what it should be."""
    with pytest.raises(InputErrors) as error:
        _keys(_problem(CLASSES, CLASSES_ITEM, lines), tmp_path)
    assert message in str(error.value)


def test_a_tolerance_holds_for_what_is_published(tmp_path: Path) -> None:
    """What an answer may be off, a published one may be."""
    item, lines = {"given": "{x: 1}", "ask": "value of y", "tolerance": "1%"}, {"y": "0.765"}
    assert _keys(_problem({"y": "tanh(x)"}, item, lines), tmp_path) == []
    assert _keys(_problem({"y": "tanh(x)"}, item, {"y": "0.77"}), tmp_path) == ["line y"]


# Formulas of arrays -----------------------------------------------------------------------------------------------------------

CENTRED = {"y": "a - mean(a)", "L": "dot(d, y)"}
DENSE = {"z": "W @ x + b", "h": "relu(z)", "L": "dot(h, h)/2"}
STATES = {"h[t]": "tanh(V @ h[t-1] + W @ x[t])", "L": "sum_t(dot(h[t], h[t]))/2"}
NORM = {"m": "mean(x)", "s": "sqrt(var(x) + 1/100)", "y": "g*(x - m)/s", "L": "dot(y, d)"}
GIVEN = {
    "centred": "{a: [1, 2, 4], d: [1, 0, 2]}",
    "dense": "{W: [[1, 2], [0, 1], [1, 1]], x: [1, 2], b: [0, 1, 0]}",
    "states": '{V: [[1, 2], [0, 1]], W: [[1, 0, 1], [0, 1, 1]], "h[0]": [0, 0], x: [[1, 0, 1], [0, 1, 1]]}',
    "classes": "{z: [1, 2, 0], y: [0, 1, 0]}",
    "norm": "{x: [1, 2, 4], g: [1, 2, 1], d: [1, 0, 2]}",
}
ITEMS = {
    "centred": (CENTRED, {"given": GIVEN["centred"], "ask": "value of L"}),
    "dense": (DENSE, {"given": GIVEN["dense"], "ask": "value of L"}),
    "states": (STATES, {"given": GIVEN["states"], "ask": "value of L"}),
    "classes": ({"p": "softmax(z)", "L": "cross_entropy(p, y)"}, {"given": GIVEN["classes"], "ask": "value of L"}),
    "norm": (NORM, {"given": GIVEN["norm"], "ask": "value of L"}),
}
TRANSPOSED, MISFIT, OTHER = "which is the transpose of", "whose shapes do not go together", "which is not what the equations give"
FORMULAS: list[tuple[str, str, str, str | None]] = [
    ("classes", "dL/dz", "p - y", None),
    ("classes", "dL/dz", "softmax(z) - y", None),
    ("classes", "dL/dz", "p*(y - p)", OTHER),
    ("classes", "dL/dz", "y - p", OTHER),
    ("classes", "dL/dz[2]", "p[2] - y[2]", None),
    ("classes", "dL/dz[2]", "p[1] - y[2]", OTHER),
    ("classes", "dL/dz", "p.T - y.T", TRANSPOSED),
    ("classes", "dp/dz", "diag(p) - p @ p.T", None),
    ("classes", "dp/dz", "diag(p) - p.T @ p", OTHER),
    ("classes", "dp/dz", "diag(p)", OTHER),
    ("centred", "dL/da", "d - sum(d)/3", None),
    ("centred", "dL/da", "d - mean(d)", None),
    ("centred", "dL/da", "d - sum(d)/2", OTHER),
    ("centred", "dL/da", "d", OTHER),
    ("centred", "dL/dd", "y", None),
    ("dense", "dL/dW", "(h*relu'(z)) @ x.T", None),
    ("dense", "dL/dW", "h @ x.T", None),
    ("dense", "dL/dW", "z @ x.T", OTHER),
    ("dense", "dL/dW", "x @ h.T", TRANSPOSED),
    ("dense", "dL/dW", "h.T @ x", MISFIT),
    ("dense", "dL/dW", "h @ x", MISFIT),
    ("dense", "dL/dW", "h", "which is 3 \u00d7 1, but the derivative is 3 \u00d7 2"),
    ("dense", "dL/dx", "W.T @ h", None),
    ("dense", "dL/dx", "(h.T @ W).T", None),
    ("dense", "dL/dx", "h.T @ W", TRANSPOSED),
    ("dense", "dh/dx", "relu'(z)*W", None),
    ("dense", "dh/dx", "diag(relu'(z)) @ W", None),
    ("dense", "dh/dx", "W", OTHER),
    ("dense", "dh/db", "diag(relu'(z))", None),
    ("dense", "dh/db", "relu'(z)", "which is 3 \u00d7 1, but the derivative is 3 \u00d7 3"),
    ("dense", "dL/dW[2, 1]", "h[2]*x[1]", None),
    ("dense", "dL/dW[2, 1]", "h[1]*x[2]", OTHER),
    ("states", "dh[t]/dh[t-1]", "tanh'(z[t])*V", None),
    ("states", "dh[t]/dh[t-1]", "diag(tanh'(z[t])) @ V", None),
    ("states", "dh[t]/dh[t-1]", "diag(1 - h[t]**2) @ V", None),
    ("states", "dh[t]/dh[t-1]", "tanh'(z[t])*V.T", OTHER),
    ("states", "dh[t]/dh[t-1]", "V @ diag(tanh'(z[t]))", OTHER),
    ("states", "dh[t]/dh[t-1]", "V.T @ diag(tanh'(z[t]))", TRANSPOSED),
    ("states", "dh[t]/dh[t-2]", "diag(tanh'(z[t])) @ V @ diag(tanh'(z[t-1])) @ V", None),
    ("states", "dh[t]/dh[t-2]", "dh[t]/dh[t-1] @ dh[t-1]/dh[t-2]", None),
    ("states", "dh[t]/dh[t-2]", "dh[t-1]/dh[t-2] @ dh[t]/dh[t-1]", OTHER),
    ("states", "dh[t]/dx[t]", "diag(tanh'(z[t])) @ W", None),
    ("states", "dL/dh[1]", "h[1] + V.T @ (tanh'(z[2])*h[2])", None),
    ("states", "dL/dh[1]", "h[1] + V @ (tanh'(z[2])*h[2])", OTHER),
    ("states", "dL/dz[1]", "tanh'(z[1])*dL/dh[1]", None),
    ("states", "dL/dW", "(dL/dz[1]) @ x[1].T + (dL/dz[2]) @ x[2].T", None),
    ("states", "dL/dW", "(dL/dz[1]) @ x[1].T", OTHER),
    ("norm", "dL/dx", "(g*d - mean(g*d) - (x - m)/s**2*mean(g*d*(x - m)))/s", None),
    ("norm", "dL/dx", "(g*d - mean(g*d))/s", OTHER),
    ("norm", "dL/dg", "d*(x - m)/s", None),
]


@pytest.mark.parametrize(
    ("problem", "lhs", "rhs", "said"), FORMULAS, ids=[f"{problem}: {lhs} = {rhs}" for problem, lhs, rhs, _ in FORMULAS]
)
def test_formulas_of_arrays_are_compared_as_arrays(problem: str, lhs: str, rhs: str, said: str | None, tmp_path: Path) -> None:
    """What the chain rule gives passes however it is written; a transpose, another product or a lost term does not."""
    cell, item = ITEMS[problem]
    text = _problem(cell, item) + f"    published:\n      formulas:\n        {lhs}: {rhs}\n"
    found = _said(text, tmp_path)
    assert len(found) == bool(said)
    assert said is None or said in found[0]


@pytest.mark.parametrize(("rhs", "right"), [("diag(tanh'(z[t])) @ V", True), ("V @ diag(tanh'(z[t]))", False), ("tanh'(z[t])*V.T", False)])
def test_a_formula_without_numbers_is_compared_in_sizes_that_differ(rhs: str, right: bool, tmp_path: Path) -> None:
    """An item that gives no numbers gets sizes that fit the equations."""
    cell, item = {"h[t]": "tanh(V @ h[t-1] + W @ x[t] + b)"}, {"ask": "claim h[t] = h[t-1]"}
    text = _problem(cell, item) + f"    published:\n      formulas:\n        dh[t]/dh[t-1]: {rhs}\n"
    assert len(_keys(text, tmp_path)) == (not right)


INCOMPARABLE = [
    ("states", "dh[t]/dV", "h[t-1]", "their derivative is no matrix"),
    ("states", "dh[t]/dh[t-1]", "dh[t]/dV", "their derivative is no matrix"),
    ("dense", "dL/dz", "max'(z)", "the slope of max in the formula for dL/dz cannot be compared"),
    ("dense", "dL/dz", "q", "'q' in the formula for dL/dz is not a value of the cell"),
]


@pytest.mark.parametrize(("problem", "lhs", "rhs", "message"), INCOMPARABLE, ids=[row[3] for row in INCOMPARABLE])
def test_a_formula_that_cannot_be_compared_is_a_fault(problem: str, lhs: str, rhs: str, message: str, tmp_path: Path) -> None:
    """With the reason, and never passed in silence."""
    cell, item = ITEMS[problem]
    with pytest.raises(InputErrors) as error:
        _keys(_problem(cell, item) + f"    published:\n      formulas:\n        {lhs}: {rhs}\n", tmp_path)
    assert message in str(error.value)


def test_a_formula_without_a_value_is_a_fault(tmp_path: Path) -> None:
    """Where the equations have no value for random numbers, nothing is compared, and that is said."""
    cell = {"y": "log(x - 20000)"}
    text = _problem(cell, {"given": "{x: 20001}", "ask": "value of y"}) + "    published:\n      formulas:\n        dy/dx: 1/(x - 20000)\n"
    with pytest.raises(InputErrors, match="the equations have no values for random numbers"):
        _keys(text, tmp_path)


def test_a_formula_for_the_last_step_is_compared_at_the_horizon_of_the_item(tmp_path: Path) -> None:
    """A mean over two steps is halved, whatever more steps would make of it."""
    cell, item = {"h[t]": "w*h[t-1]", "L": "mean_t(h[t])"}, {"given": '{w: 2, "h[0]": 1}', "horizon": "2", "ask": "value of L"}
    text = _problem(cell, item) + "    published:\n      formulas:\n        dL/dw: (h[0] + 2*w*h[0])/2\n        dL/dh[2]: 1/2\n"
    assert [key for key in _keys(text, tmp_path) if key.startswith("formula")] == []


# What is said ------------------------------------------------------------------------------------------------------------------


def test_check_says_how_right_numbers_were_rounded(tmp_path: Path) -> None:
    """In one line, without a finding; nothing where all are exact."""
    file = tmp_path / "key.yaml"
    lines = {"y": "0.66", "g": "0.7616", "x": "2", "h": "0.13", "k": "0.12"}
    cell = {"y": "x/3", "g": "tanh(x/2)", "h": "x/16", "k": "x/16"}
    file.write_text(_problem(cell, {"given": "{x: 2}", "ask": "value of y, g, h, k"}, lines), encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(file)])
    summary = "published: 5 numbers right (1 exact, 1 rounded, 1 rounded half up, 1 rounded half to even, 1 cut off)\n"
    assert (result.exit_code, result.stdout) == (0, summary + "1 file checked, nothing found\n")
    shown = CliRunner().invoke(main, ["show", str(file)]).stdout
    assert "  published: y is right, cut off\n" in shown and "published: x" not in shown


def test_a_finding_is_acknowledged_with_its_consequences_by_its_key(tmp_path: Path) -> None:
    """One acknowledgement is enough, with or without blanks; a consequence has no key."""
    key = _chain({2: 0.7}, 6)
    assert _keys(_problem(CHAIN, CHAIN_ITEM, key) + "    acknowledge:\n      line h[2]: A slip.\n", tmp_path) == []
    with pytest.raises(InputErrors, match=r"there is no finding 'line h\[3\]'"):
        _keys(_problem(CHAIN, CHAIN_ITEM, key) + "    acknowledge:\n      line h[3]: A slip.\n", tmp_path)
    for name in ("line dL/dW[1,2]", "line dL/dW[1, 2]"):
        lines = {"dL/dW[1, 2]": "7"}
        assert _keys(_problem(CLASSES, CLASSES_ITEM, lines) + f"    acknowledge:\n      {name}: A slip.\n", tmp_path) == []


def test_numbers_of_a_finding_are_set_as_they_are_typed(tmp_path: Path) -> None:
    """On a German page with a decimal comma, and never as fractions."""
    source = _problem({"y": "tanh(x)"}, {"given": "{x: 1}", "ask": "value of y"}, {"y": ".7516"}, "language: de\n")
    key = solve_text(source + "    acknowledge:\n      line y: Vertippt.\n", tmp_path)
    page = latex_of(erratum_text(key.items[0].errata[0], "de"), Latex(language="de"))
    assert page == "$y$ ist als $0{,}7516$ gedruckt; die Herleitung ergibt $0{,}7616$. Vertippt."


def test_each_finding_can_be_told_in_german(tmp_path: Path) -> None:
    """Every sentence that a finding of this file uses has its German form, with the same slots."""
    cell, item = ITEMS["dense"]
    text = _problem(cell, item, {"z": "[5, 4, 3]", "dL/dW": "[[1, 0, 1], [2, 2, 2]]"})
    formulas = {"dL/dx": "h.T @ W", "dL/dW": "h @ x", "dL/db": "h + x", "dh/db": "relu'(z)", "dL/dz": "z"}
    text += "      formulas:\n" + "".join(f"        {lhs}: {rhs}\n" for lhs, rhs in formulas.items())
    for finding in solve_text(text, tmp_path).findings:
        assert finding.message.sentence in GERMAN
        assert message_text(finding.message, "de") != message_text(finding.message, "en")
