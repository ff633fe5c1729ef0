"""What an author states is used, or told: findings about what has no effect, is repeated, is paid twice or stays unsaid."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gen.cli import main

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
