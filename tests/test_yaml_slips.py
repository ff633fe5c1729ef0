"""What is not readable as YAML is told where the slip is, with what to write instead: the ones that authors make."""

import pytest

from gen.messages.errors import InputErrors
from gen.syntax.yamltree import Mapping, tree

QUOTES = "needs quotes, or '|' and a line of its own"
BRACKETS = "inside { } and [ ] a text with brackets needs quotes: write"
SLIPS = [
    # the text, line and column, what to write
    ("given: {V: 1, h[0]: 2}", (1, 15), f'{BRACKETS} "h[0]"'),
    ("given: {V: 1, M[1][1, 2]: 2}", (1, 15), f'{BRACKETS} "M[1][1, 2]"'),
    ("points: {h[1]: 1}", (1, 10), f'{BRACKETS} "h[1]"'),
    ("points: {dh[3]/dV: {result: 1}}", (1, 10), f'{BRACKETS} "dh[3]/dV"'),
    ("ask: [value of h[2], value of L]", (1, 7), f'{BRACKETS} "value of h[2]"'),
    ("ask: [value of L, gradient of L wrt x[1]]", (1, 19), f'{BRACKETS} "gradient of L wrt x[1]"'),
    ("rules: [{about: h[1]}]", (1, 17), f'{BRACKETS} "h[1]"'),
    ("prompt: {en: Why?, de: Warum?}", (1, 17), "inside { } and [ ] a text with a question mark needs quotes"),
    ("given: {V: 1, W: 2\nask: value of h", (1, 8), "this { is not closed"),
    ("x: [1, 2\ny: 3", (1, 4), "this [ is not closed"),
    ("given:\n  V:1\n  W: 2", (2, 5), "a colon needs a blank behind it: write V: 1"),
    ("given:\n  h[0]:1\n  W: 2", (2, 8), "a colon needs a blank behind it: write h[0]: 1"),
    ("rnn:\n  z[t] = w*x[t]\n  h[t]: z[t]", (2, 8), "behind a name stands a colon: write z[t]: w*x[t]"),
    ("given:\n  V = 1\n  W: 2", (2, 5), "behind a name stands a colon: write V: 1"),
    ("points: h[2]: 1", (1, 13), "what stands under 'points' has lines of its own below it, or stands in { }"),
    ("cells: rnn: h", (1, 11), "what stands under 'cells' has lines of its own below it, or stands in { }"),
    ("prompt: Compute: `h`", (1, 16), f"text that holds ': ' {QUOTES}"),
    ("prompt: {given} are the numbers", (1, 9), f"text that begins with {{ {QUOTES}"),
    ("prompt: [1] and [2]", (1, 9), f"text that begins with [ {QUOTES}"),
    ("prompt: `h[2]` is asked", (1, 9), f"text that begins with a backtick {QUOTES}"),
    ("prompt: *Why* is it so?", (1, 9), f"text that begins with * {QUOTES}"),
    ("prompt: **Why** is it so?", (1, 9), f"text that begins with * {QUOTES}"),
    ("- **Why** is it so?", (1, 3), f"text that begins with * {QUOTES}"),
    (
        'prompt: "the output $\\hat y$"',
        (1, 23),
        "between double quotes a backslash has a meaning of its own: take single quotes, or '|' and a line of its own",
    ),
    ("prompt: 'It's so'", (1, 13), "between single quotes an apostrophe is written twice, ''; or take '|' and a line of its own"),
    ("given:\n  V: 1\n W: 2", (3, 2), "what stands below each other begins in the same column, here 1 as in line 1"),
    ("given:\n\tV: 1", (2, 1), "indent with spaces, not tabs"),
]


@pytest.mark.parametrize(("text", "place", "hint"), SLIPS)
def test_a_slip_is_told_where_it_is_with_what_to_write(text: str, place: tuple[int, int], hint: str) -> None:
    """Not where YAML noticed, if that is elsewhere."""
    with pytest.raises(InputErrors) as told:
        tree(text, "problem.yaml")
    (fault,) = told.value.faults
    assert (fault.where.line, fault.where.column, fault.hint) == (*place, hint)
    assert fault.message.startswith("not readable as YAML: ")


@pytest.mark.parametrize("text", ['h[0]: 1\n"h[1]": 2\n', "'h[0]': 1\n", "? h[0]\n: 1\n"])
def test_names_with_brackets_stand_in_lines_of_their_own_with_quotes_or_without(text: str) -> None:
    """They are the same keys."""
    node = tree(text, "problem.yaml")
    assert isinstance(node, Mapping)
    assert [key.value for key, _ in node.entries] == [key for key in ("h[0]", "h[1]") if key in text]
