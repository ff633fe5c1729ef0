"""What an author states is used, or told: findings about what has no effect, is repeated, is paid twice or stays unsaid."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gen.check.exam import check_exam
from gen.cli.commands import main
from gen.format.exam_file import kind_of, load_exam

RNN = "rnn: {'h[t]': 'relu(V*h[t-1] + W*x[t])'}"
NET = "net: {'h[t]': 'tanh(V @ h[t-1] + W @ x[t] + b)'}"
LOSS = "loss: {'l[t]': '(w*x[t] - 1)**2', L: 'sum_t(l[t])'}"
LEAK = "leak: {y: 'relu(a)*b'}"
ALL = "all: {S: 'sum_t(w*t)'}"
CELLS = f"cells: {{{RNN}, {NET}, {LOSS}, {LEAK}, {ALL}}}"
GIVEN = "'h[0]': 1, x: [1, 2], V: 1, W: 2"
ASK = "ask: 'value of h[2]', points: {all: 1}"
LEAKY = "cell: leak, ask: gradient of y wrt a, points: {all: 1}"


def _check(tmp_path: Path, head: str, *items: str) -> Result:
    """What `gen check` says of a problem with these items."""
    body = "\n".join(f"  - {{id: {name}, {item}}}" for name, item in zip("abc", items, strict=False))
    file = tmp_path / "problem.yaml"
    file.write_text(f"title: T\n{head}\n{CELLS}\nitems:\n{body}\n", encoding="utf-8")
    return CliRunner().invoke(main, ["check", str(file)])


def _told(result: Result) -> list[str]:
    """Each finding: its column and what it says."""
    lines = [line for line in result.output.splitlines() if "problem.yaml:" in line]
    return [line.partition("problem.yaml:")[2].partition(":")[2].partition(" (to let")[0] for line in lines]


# Each: what the finding says, its key, and the items.
FOUND = {
    "a number that no equation uses": (
        ["92: foo is given, and nothing in the item uses it"],
        [f"prompt: 'P {{given}}', cell: rnn, given: {{{GIVEN}, foo: 3}}, {ASK}"],
    ),
    "a number behind the last step": (
        ["73: x[2] is given, and no step uses it"],
        ["prompt: P, cell: rnn, given: {'h[0]': 1, V: 1, W: 2, x: [1, 2]}, horizon: 1, ask: 'value of h[1]', points: {all: 1}"],
    ),
    "a size of nothing": (
        ["56: hh has a size, and no cell of the item has such a name"],
        ["prompt: P, cell: net, shapes: {x: 4, h: 3, hh: 7}, ask: 'count of V, W', points: {total: 1}"],
    ),
    "a size of an inner name": (
        ["56: z has a size, and no cell of the item has such a name"],
        ["prompt: P, cell: net, shapes: {x: 4, h: 3, z: 3}, ask: 'count of V, W', points: {total: 1}"],
    ),
    "a convention for a function that is not there": (
        ["71: a convention is stated for abs'(0), and no cell of the item has that function"],
        [f"prompt: P, given: {{a: 0, b: 1}}, convention: {{relu'(0): 0, abs'(0): 0}}, {LEAKY}"],
    ),
    "an answer that is paid by itself and with all": (
        ["91: y earns points by itself, and as one of all answers"],
        ["prompt: P, cell: leak, given: {a: 3, b: 1}, ask: value of y, points: {all: 2, y: 1}"],
    ),
    "numbers of an item that varies, typed once more": (
        ["68: the item 'b' repeats V of the item 'a', where it varies: write 'like: a'"],
        [
            f"prompt: P, cell: rnn, given: {{{GIVEN}}}, vary: {{V: 1..3}}, {ASK}",
            f"prompt: P, cell: rnn, given: {{{GIVEN}}}, ask: 'gradient of h[2] wrt V', points: {{all: 1}}",
        ],
    ),
    "a last step that the sheet does not say": (
        ["59: the answer depends on the last step T = 3, which the sheet does not say"],
        ["prompt: P, cell: all, given: {w: 1}, horizon: 3, ask: value of S, points: {all: 1}"],
    ),
}


@pytest.mark.parametrize("case", FOUND)
def test_what_is_stated_in_vain_is_a_finding_until_it_is_acknowledged(case: str, tmp_path: Path) -> None:
    """One finding where it stands; with a reason under its key, which the message names, the file passes, and so do its variants."""
    told, items = FOUND[case]
    result = _check(tmp_path, "", *items)
    assert (result.exit_code, _told(result)) == (1, told), result.output
    key = result.output.partition("acknowledge '")[2].partition("' with")[0]
    *before, last = items
    again = _check(tmp_path, "", *before, f'{last}, acknowledge: {{"{key}": It is meant.}}')
    assert again.exit_code == 0, again.output


PASSED = {
    "an item is not blamed for what it takes from another": [
        f"prompt: P, cell: rnn, given: {{{GIVEN}, w: 2}}, {ASK}",
        "prompt: P, like: a, cell: loss, ask: value of L, points: {all: 1}",
    ],
    "an open question may give what it likes": ["prompt: P, cell: rnn, given: {foo: 3}, ask: open, answer: A, points: {answer: 1}"],
    "a convention may be stated that no number needs": [f"prompt: P, given: {{a: 1, b: 1}}, convention: {{relu'(0): 0}}, {LEAKY}"],
    "the numbers of a sequence go on behind what is asked": [
        "prompt: P, cell: rnn, given: {'h[0]': 1, V: 1, W: 2, x: [1, 2, 3]}, ask: 'value of h[1]', points: {all: 1}"
    ],
    "a sum whose steps are those of the numbers given": [
        "prompt: P, cell: loss, given: {w: 1, x: [1, 2]}, ask: value of L, points: {all: 1}"
    ],
    "a sum whose steps the prompt counts": [
        "prompt: Over three steps, cell: all, given: {w: 1}, horizon: 3, ask: value of S, points: {all: 1}"
    ],
    "a sum whose steps are in a formula of the prompt": [
        "prompt: 'With $T = 3$', cell: all, given: {w: 1}, horizon: 3, ask: value of S, points: {all: 1}"
    ],
    "the equation of an answer earns points beside all": [
        "prompt: P, cell: leak, given: {a: 3, b: 1}, ask: value of y, points: {all: 2, y: {equation: 1}}"
    ],
    "like the item that varies": [f"prompt: P, cell: rnn, given: {{{GIVEN}}}, vary: {{V: 1..3}}, {ASK}", f"prompt: P, like: a, {ASK}"],
    "numbers of its own beside an item that varies": [
        f"prompt: P, cell: rnn, given: {{{GIVEN}}}, vary: {{V: 1..3}}, {ASK}",
        f"prompt: P, cell: rnn, given: {{{GIVEN.replace('V: 1', 'V: 3')}}}, {ASK}",
    ],
}


@pytest.mark.parametrize("case", PASSED)
def test_what_is_used_somewhere_is_no_finding(case: str, tmp_path: Path) -> None:
    """None of these is told: what others use, what may be needed with other numbers, and what the sheet says in its own way."""
    result = _check(tmp_path, "", *PASSED[case])
    assert result.exit_code == 0, result.output


def test_a_declared_name_is_used(tmp_path: Path) -> None:
    """Under `names` stands no name that the problem does not have; one that a slip has left without a use is told once, as the slip."""
    item = f"prompt: P, cell: rnn, given: {{{GIVEN}}}, {ASK}"
    names = "names: h, x, V, W, b, l, L, w, a, y, S, t"
    assert _check(tmp_path, names, item).exit_code == 0
    assert _told(_check(tmp_path, f"{names}, unused", item)) == ["44: unused is among the declared names, and no cell uses it"]
    slip = _check(tmp_path, names.replace(" b,", " bb,"), item)
    assert [told.partition(": ")[2] for told in _told(slip)] == ["b in the cell 'net' is not among the declared names, did you mean 'bb'?"]


def test_a_variant_is_not_drawn_beside_numbers_that_repeat_what_varies(tmp_path: Path) -> None:
    """`new-variant` refuses what `check` finds: the parts of its sheet would have different numbers."""
    _, items = FOUND["numbers of an item that varies, typed once more"]
    _check(tmp_path, "", *items)
    result = CliRunner().invoke(main, ["new-variant", "--seed", "1", str(tmp_path / "problem.yaml"), "--out", str(tmp_path / "out")])
    assert result.exit_code == 1 and "write 'like: a'" in result.output
    assert not (tmp_path / "out").exists()


def _descend(steps: int, w: float, eta: float, xs: list[float], ys: list[float]) -> float:
    """Steps of gradient descent on (w x - y)^2, each gradient by a central difference."""
    for x, y in zip(xs[:steps], ys, strict=False):
        above, below = (((w + h) * x - y) ** 2 for h in (1e-4, -1e-4))
        w -= eta * (above - below) / 2e-4
    return w


DESCENTS = {
    "equations one below the other": (
        "c: {E: '(w*x - y)**2', w_1: 'w - eta*grad(E, w)', E_1: '(w_1*x - y)**2', w_2: 'w_1 - eta*grad(E_1, w_1)'}",
        "given: {w: 1, x: 2, y: 1, eta: 1/10}, ask: value of w_2",
        _descend(2, 1, 0.1, [2, 2], [1, 1]),
    ),
    "a recurrence": (
        "c: {'L[t]': '(w[t-1]*x[t] - y[t])**2', 'w[t]': 'w[t-1] - eta*grad(L[t], w[t-1])'}",
        "given: {'w[0]': 1, x: [2, 1, 3], y: [1, 2, 1], eta: 1/10}, ask: 'value of w[3]'",
        _descend(3, 1, 0.1, [2, 1, 3], [1, 2, 1]),
    ),
    "a derivative to the size of the last step": (
        "c: {E: '(w*x - y)**2', w_1: 'w - eta*grad(E, w)', E_1: '(w_1*x - y)**2'}",
        "given: {w: 1, x: 2, y: 1, eta: 1/10}, ask: gradient of E_1 wrt eta, by: reverse",
        sum(s * (_descend(1, 1, 0.1 + s * 1e-4, [2], [1]) * 2 - 1) ** 2 for s in (1, -1)) / 2e-4,
    ),
}


@pytest.mark.parametrize("case", DESCENTS)
def test_a_gradient_is_a_number_for_what_comes_after_it(case: str, tmp_path: Path) -> None:
    """Steps of gradient descent one after the other need no second derivative; central differences give the same numbers."""
    cell, item, expected = DESCENTS[case]
    file = tmp_path / "problem.yaml"
    file.write_text(f"title: T\ncells: {{{cell}}}\nitems:\n  - {{id: a, prompt: P, {item}, points: {{all: 1}}}}\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["show", str(file), "--json"])
    assert result.exit_code == 0, result.output
    (answer,) = json.loads(result.output)["items"][0]["readings"][0]["answers"]
    assert answer["value"] == pytest.approx(expected, abs=1e-6)


GATES = "u[t]: sigmoid(W_u @ x[t] + U_u @ h[t-1])\n    n[t]: tanh(W_n @ x[t] + U_n @ h[t-1])\n    h[t]"
BLENDS = {
    "u[t]*h[t-1] + (1 - u[t])*n[t]": "update gate: it controls how much of h[t-1] goes into h[t]; the rest comes from n[t].",
    "(1 - u[t])*h[t-1] + u[t]*n[t]": "update gate: it controls how much of n[t] goes into h[t]; the rest comes from h[t-1].",
    "h[t-1] - u[t]*(h[t-1] - n[t])": "update gate: it controls how much of n[t] goes into h[t]; the rest comes from h[t-1].",
    "(1 - u[t])*h[t-1] + n[t]": "forget gate: it controls how much of h[t-1] is kept out of h[t].",
    "u[t]*h[t-1] + n[t]": "forget gate: it controls how much of h[t-1] goes into h[t].",
    "h[t-1] + u[t]*n[t]": "update gate (input gate): it controls how much of n[t] goes into h[t].",
}


@pytest.mark.parametrize("equation", BLENDS)
def test_the_key_says_which_way_a_gate_blends(equation: str, tmp_path: Path) -> None:
    """Of a gate the key says what it lets in, what it keeps out, and from where the rest comes; the equation alone decides."""
    file = tmp_path / "problem.yaml"
    item = "{id: a, prompt: P, ask: roles of u, points: {u: 1}}"
    file.write_text(f"title: T\ncells:\n  c:\n    {GATES}: {equation}\nitems:\n  - {item}\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["show", str(file)])
    assert f"u[t] is the {BLENDS[equation]}" in result.output


STEP = "title: T\ncells: {p: {'y[t]': 'step(w*x[t] + b)'}}\nitems:\n  - {id: a, prompt: P, given: {w: 1, b: -1, x: [1, 2]}, "


def test_a_name_in_a_reason_is_introduced(tmp_path: Path) -> None:
    """The key says what z is where only a reason speaks of it, and leaves it out where nothing does."""
    file = tmp_path / "problem.yaml"
    file.write_text(f"{STEP}convention: {{step(0): 1}}, ask: 'value of y[1], y[2]', points: {{all: 1}}}}\n", encoding="utf-8")
    key = (check_exam(*load_exam(file))).key.problems[0].items[0].solution
    assert key and key.readings[0].inner == r"Let $z_{t} = w\,x_{t} + b$."
    file.write_text(f"{STEP}ask: 'value of y[2]', points: {{all: 1}}}}\n", encoding="utf-8")
    key = (check_exam(*load_exam(file))).key.problems[0].items[0].solution
    assert key and key.readings[0].inner == ""


KINDS = {
    "title: T\nproblem: [a.yaml]": "exam",
    "title: T\nduration: 60 minutes": "exam",
    "title: T\nitem: []": "problem",
    "nane: N\nlogo: a.png": "course",
    "name: N": "course",
    "title: T\nproblems: []\nitems: []": "exam",
}


@pytest.mark.parametrize("text", KINDS)
def test_a_file_with_a_slip_in_its_key_is_what_it_is_meant_to_be(text: str, tmp_path: Path) -> None:
    """`problem:` for `problems:` makes no problem file of an exam."""
    file = tmp_path / "file.yaml"
    file.write_text(text, encoding="utf-8")
    assert kind_of(file) == KINDS[text]


NUMBERS = {
    "1 000": "write 1000",
    "'1,234,567.5'": "write 1234567.5",
    "'0,5'": "write 0.5",
    "−3": "'−' (MINUS SIGN): write -",
    "2×3": "'×' (MULTIPLICATION SIGN): write *",
    "abc": "",
}


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_says_how_it_is_written(number: str, tmp_path: Path) -> None:
    """Thousands apart, a decimal comma and foreign signs are told with what to write."""
    result = _check(tmp_path, "", f"prompt: P, cell: leak, given: {{a: {number}, b: 1}}, ask: value of y, points: {{all: 1}}")
    hint = f" ({NUMBERS[number]})" if NUMBERS[number] else ""
    plain = number.strip("'")
    assert _told(result) == [f"47: expected a number such as -3, 3/2 or 0.1, found '{plain}'{hint}"]


ACKNOWLEDGED = """title: T
cells: {f: {y: a*b}}
items:
  - id: a
    prompt: P {given}
    given: {a: 1, b: 2, c: 3}
    vary: {a: 1..3}
    ask: value of y
    points: {all: 1}
    acknowledge: {given c: A distractor.}
"""


def test_a_distractor_is_acknowledged_for_variants_too(tmp_path: Path) -> None:
    """What is acknowledged of the question holds for other numbers, unless it is corrected: then it would be about nothing."""
    file = tmp_path / "problem.yaml"
    file.write_text(ACKNOWLEDGED, encoding="utf-8")
    assert CliRunner().invoke(main, ["check", str(file)]).exit_code == 0
    file.write_text(f"{ACKNOWLEDGED}    corrected: {{given: {{a: 1, b: 2}}}}\n", encoding="utf-8")
    assert CliRunner().invoke(main, ["check", str(file)]).exit_code == 0
