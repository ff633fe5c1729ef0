"""What a problem file says wrongly of its variants: each fault with its place, before anything is drawn."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from gen.cli import main

PROBLEM = """\
title: Refused
cells:
  net:
    h[t]: relu(V @ h[t-1] + w*x[t])
  gates:
    f[t]: sigmoid(a*x[t])
    g[t]: sigmoid(b*x[t])
    c[t]: f[t]*c[t-1] + g[t]*x[t]
items:
  - id: a
    prompt: Compute `h[2]` for {given}.
    cell: net
    given: {V: [[1, 2], [0, 1]], w: [1, 1], "h[0]": [1, 1], x: [1, 2]}
%s
    ask: value of h[2]
    points: {all: 1}
  - id: b
    prompt: How many?
    cell: gates
    shapes: {x: 3, c: 3}
    ask: roles of f, g
    points: {all: 1}
%s
"""

FAULTS = [
    ("vary: {U: 1..2}", "'U' is not given"),
    ("vary: {v: 1..2}", "'v' is not given (did you mean 'V'?)"),
    ("vary: {x: [1..2]}", "'x' has 2 values over time, and what they are drawn from 1"),
    ("vary: {w: [1, 2, 3]}", "'w' is a vector of 2, and what it is drawn from is not"),
    ("vary: {V: [[1, 2], [3]]}", "'V' is 2 x 2, and what it is drawn from is not"),
    ("vary: {'V[3, 1]': 1..2}", "'V[3, 1]' is no entry of 2 x 2"),
    ("vary: {'V[1, :]': 1..2}", "'V[1, :]' is no entry of 2 x 2"),
    ("vary: {w: orthogonal}", "an orthogonal matrix is 2 x 2 to 4 x 4; 'w' is a vector of 2"),
    ("vary: {V: one-hot}", "one-hot is a vector; 'V' is 2 x 2"),
    ("vary: {V: {eigenvalues: [1]}}", "eigenvalues are those of a 2 x 2 or 3 x 3 matrix, as many as rows; 'V' is 2 x 2"),
    ("vary: {V: {one of: [[[1, 2]]]}}", "'V' is not 2 x 2"),
    ("vary: {V: {}}", "what 'V' is drawn from is missing (write a range, orthogonal, one-hot, eigenvalues or one of)"),
    ("vary: {V: {values: [1]}}", "unknown key 'values' in what an array is drawn from (did you mean 'eigenvalues'?)"),
    ("vary: {'x[1]': []}", "'x[1]' is drawn from nothing"),
    ("vary: {'x[1]': '= x[2] in z'}", "there is no other item 'z'"),
    ("vary: {'x[1]': 2..1}", "the range '2..1' is empty (write 1..2)"),
    ("vary: 3", "'vary' must be a mapping of names and what they are drawn from"),
    ("require: ['h[2]']", "expected an equation or inequality, found 'h[2]' (such as h[t] = h[t-1] or V > 0)"),
    ("require: ['answers > values']", "a requirement is about one of answers and values (write two requirements)"),
    ("require: ['h[7] > 0']", "'h[7]' is neither computed nor given here (did you mean 'h[2]'?)"),
    ("require: ['grad(h[2], V) != 0']", "dh[2]/dV is not derived here"),
    ("require: ['h[2] < 0']", "the author's own numbers do not meet 'h[2] < 0' (change them, or the requirement)"),
    ("differ: zeros, colours", "'colours' is nothing that all variants share (known: steps, gates, kinks, ties, zeros)"),
    ("either: [{}]", "'either' is a list of two alternatives or more, each a mapping of keys of the item"),
    ("either: [{}, {id: z}]", "an alternative has no 'id' of its own"),
    ("either: [{}, {points: {all: 2}}]", "the alternatives of item 'a' have 1 and 2 points"),
    ("corrected: {cell: nett}", "unknown cell 'nett' (did you mean 'net'?)"),
]
OF_SIZES = [
    ("vary: {x: 0..2}", "the size of 'x' is a whole number from 1 on"),
    ("vary: {gates: 1..2}", "a cell varies by names that change places, found '1..2' (write: permutation of g_1, g_2)"),
    ("vary: {gates: 'permutation of f, i'}", "the cell 'gates' has no equation for 'i'"),
    ("vary: {gates: permutation of f}", "two to six different names change places"),
    ("like: a\n    either: [{}, {}]", "an item that is like another has the alternatives of that one"),
]


def _said(text: str, folder: Path) -> str:
    path = folder / "refused.yaml"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(path)])
    assert result.exit_code == 2, result.output
    return result.stderr.replace(str(path), "refused.yaml")


@pytest.mark.parametrize(("snippet", "message"), FAULTS, ids=[f[0] for f in FAULTS])
def test_a_fault_of_what_varies_is_told_at_its_place(snippet: str, message: str, tmp_path: Path) -> None:
    """With the line and a caret, like any other fault of a file."""
    said = _said(PROBLEM % (f"    {snippet}", ""), tmp_path)
    assert f": {message}\n" in said and said.startswith("refused.yaml:") and "^" in said


@pytest.mark.parametrize(("snippet", "message"), OF_SIZES, ids=[f[0] for f in OF_SIZES])
def test_a_fault_of_sizes_cells_and_alternatives_is_told_at_its_place(snippet: str, message: str, tmp_path: Path) -> None:
    """Of an item that has shapes and gates instead of numbers."""
    said = _said(PROBLEM % ("", f"    {snippet}"), tmp_path)
    assert f": {message}\n" in said


def test_an_exam_of_the_own_numbers_is_set_whatever_is_wrong_with_its_variants(tmp_path: Path) -> None:
    """What is printed then has nothing to do with variants; gen check tells, and new-variant refuses."""
    path = tmp_path / "refused.yaml"
    path.write_text(PROBLEM % ("    vary: {U: 1..2}", ""), encoding="utf-8")
    assert CliRunner().invoke(main, ["show", str(path)]).exit_code == 0
    result = CliRunner().invoke(main, ["new-variant", str(path), "--seed", "1", "--out", str(tmp_path)])
    assert result.exit_code == 2 and "'U' is not given" in result.stderr
