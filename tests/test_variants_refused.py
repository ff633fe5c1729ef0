"""What a problem file says wrongly of its variants: each fault with its place, before anything is drawn."""

import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from gen.cli.commands import main
from gen.variants.acceptance import Acceptance
from gen.variants.search import census
from gen.variants.variation_file import load_variation
from tests.support.examples import quick

PROBLEM = """\
title: Refused
cells:
  net:
    h[t]: relu(V @ h[t-1] + w*x[t])
  gates:
    f[t]: sigmoid(a*x[t])
    g[t]: sigmoid(b*x[t])
    c[t]: f[t]*c[t-1] + g[t]*x[t]
  layer:
    p[t]: sigmoid(a*x[t])
    q[t]: tanh(b*x[t])
    h[t]: p[t]*h[t-1] + q[t]
stacks:
  pile: {cells: [layer, layer], feeds: {x: h}}
items:
  - id: a
    prompt: Compute `h[2]` for {given}.
    cell: net
    given: {V: [[1, 2], [0, 1]], w: [1, 1], "h[0]": [1, 1], x: [1, 2]}
%s
    ask: value of h[2]
    points: {all: 1}
  - id: b
    prompt: How many? {cell pile}
    cell: gates
    shapes: {x: 3, c: 3}
    ask: roles of f, g
    points: {all: 1}
%s
"""

ENTRYWISE = "only equal shapes, a vector and the rows or columns of a matrix, or a number and anything, go together entry by entry)"
LAST, SHOWN = "its entries are counted from 1, the last is h[2][2])", "those that gen show prints)"
ENTRIES = "its entries are counted from 1, the last is V[2, 2]; a row is V[1, :], a column V[:, 1])"
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
    ("require: ['distinct(V, answers*values)']", "a requirement is about one of answers and values (write two requirements)"),
    ("require: ['answers > x[t]']", "what is required of answers has no time (leave out t, or name the value: h[t])"),
    ("require: ['h[t] > h[t-2] + x[t+1]']", "there is no time at which all this is computed or given"),
    ("vary: {'x[1]': '= 2*t'}", "what a variant is computed from has no time t (name one: x[1])"),
    ("require: ['h[7] > 0']", "'h[7]' is neither computed nor given here (did you mean 'h[2]'?)"),
    ("require: ['grad(h[2], V) != 0']", "dh[2]/dV is not derived here"),
    ("require: ['h[2] < 0']", "the author's own numbers do not meet 'h[2] < 0' (change them, or the requirement)"),
    ("require: ['h[2][3] > 0']", "'h[2][3]' does not exist: h[2] is a vector of 2 (" + LAST),
    ("require: ['h[2] = h[2].T']", "shapes do not fit: h[2] is a vector of 2, h[2].T is a row of 2 (" + ENTRYWISE),
    ("require: ['digits(h[t] @ w) < 3']", "shapes do not fit: h[t] is a vector of 2, w is a vector of 2 (h[t].T @ w would fit)"),
    ("require: ['distinct(w, V @ h[2], w @ V)']", "shapes do not fit: w is a vector of 2, V is 2 x 2 (w.T @ V would fit)"),
    ("require: ['x[1] > 0 and x[2] > 0']", "expected an equation or inequality, found 'x[1] > 0 and x[2] > 0' (one at a time)"),
    ("vary: {'x[1]': '= x[3]'}", "'x[3]' is not given in item 'a' (did you mean 'x[2]'?)"),
    ("vary: {'x[1]': '= h[2]'}", "'h[2]' is not given in item 'a' (did you mean 'x[2]'?)"),
    ("vary: {'x[1]': '= T'}", "'T' is not given in item 'a'"),
    ("vary: {'x[1]': '= x[1] + 1'}", "'x[1]' is computed from itself"),
    ("vary: {'x[1]': '= x[2]', 'x[2]': '= sum(w)'}", "'x[1]' is computed from 'x[2]', which is computed later (put it above)"),
    ("vary: {'V[1, 1]': '= sum(V[:, 1])'}", "'V[1, 1]' is computed from itself"),
    ("vary: {'x[1]': '= w'}", "'x[1]' is a number, and what it is computed as is a vector of 2"),
    ("vary: {w: '= V + h[0]'}", "'w' is a vector of 2, and what it is computed as is 2 x 2"),
    ("vary: {'x[1]': '= V[1, 3]'}", "'V[1, 3]' does not exist: V is 2 x 2 (" + ENTRIES),
    ("rules: [{zero: 'Only {value h[2][3]}.'}]", "{value h[2][3]}: 'h[2][3]' does not exist: h[2] is a vector of 2 (" + LAST),
    ("rules: [{zero: 'Only {value w + h[2].T}.'}]", "shapes do not fit: w is a vector of 2, h[2].T is a row of 2 (" + ENTRYWISE),
    ("rules: [{zero: 'Only {value h[3]}.'}]", "{value h[3]} needs h[3], which this item does not derive (its names are " + SHOWN),
    ("differ: zeros, colours", "'colours' is nothing that all variants share (known: steps, gates, kinks, ties, zeros)"),
    ("either: [{}]", "'either' is a list of two alternatives or more, each a mapping of keys of the item"),
    ("either: [{}, {id: z}]", "an alternative has no 'id' of its own"),
    ("either: [{}, {points: {all: 2}}]", "the alternatives of item 'a' have 1 and 2 points"),
    ("corrected: {id: z}", "'id' is the same for all variants and cannot be corrected"),
    ("corrected: {vary: {'x[1]': 1..2}}", "'vary' is the same for all variants and cannot be corrected"),
    ("corrected: {points: {all: 2}}", "'points' is the same for all variants and cannot be corrected"),
    ("corrected: [cell]", "'corrected' is a mapping of keys and what variants have in their place"),
    ("vary: {V: orthogonal, 'V[1, 2]': 1..2}", "'V' is drawn as a whole, so that 'V[1,2]' cannot vary by itself"),
    ("vary: {V: {one of: [[[1, 2], [3, 4], 5]]}}", "'V' has rows and numbers beside each other"),
    ("vary: {w: {one of: [[[1, 2]]]}}", "'w' is not a vector of 2"),
    ("corrected: {cell: nett}", "unknown cell 'nett' (did you mean 'net'?)"),
]
OF_SIZES = [
    ("vary: {x: 0..2}", "the size of 'x' is a whole number from 1 on"),
    ("vary: {gates: 1..2}", "a cell varies by names that change places, found '1..2' (write: permutation of g_1, g_2)"),
    ("vary: {gates: 'permutation of f, i'}", "the cell 'gates' has no equation for 'i'"),
    ("vary: {layer: 'permutation of p, q'}", "the stack 'pile' is made of 'layer': its names cannot change places"),
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


NAMES = (
    "V w h[0] h[1] h[2] h[3] h[t] h[t-1] h[T] z[2] x[1] x[t] t T answers values V.T w.T w[1] w[3] h[2][1] V[1,2] V[3,1] V[1,:] b 2 1/2 0"
)
TERMS = st.recursive(
    st.sampled_from([*NAMES.split(), "grad(h[2], V)", "grad(h[2], h[1])"]),
    lambda inner: st.one_of(
        st.builds(
            "{}({})".format,
            st.sampled_from(["abs", "sum", "denominator", "digits", "tanh", "sqrt", "norm", "relu", "max", "softmax", "log"]),
            inner,
        ),
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*", "/", "@", "**"]), inner),
        st.builds("{}({}, {})".format, st.sampled_from(["max", "dot", "grad", "concat"]), inner, inner),
    ),
    max_leaves=4,
)
SNIPPETS = st.one_of(
    st.builds("require: ['{} {} {}']".format, TERMS, st.sampled_from(["=", "!=", "<", ">="]), TERMS),
    st.builds("require: ['distinct({}, {})']".format, TERMS, TERMS),
    st.builds("vary: {{'{}': '= {}'}}".format, st.sampled_from(["V", "w", "V[1,2]", "w[2]", "x[1]", "x", "h[0]"]), TERMS),
    st.builds("rules: [{{zero: 'Only {{value {}}}.'}}]".format, TERMS),
)


@quick(133)
@given(snippet=SNIPPETS)
def test_whatever_is_required_computed_or_filled_in_has_a_meaning_or_a_message(snippet: str) -> None:
    """Names, entries, times and shapes in any combination: a fault with its place, or numbers that are judged."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.yaml"
        path.write_text(PROBLEM % (f"    {snippet}", ""), encoding="utf-8")
        variation, faults = load_variation(path)
        if variation:
            judge = Acceptance(variation)
            faults = judge.faults()
            for group in () if faults else variation.groups:
                census(judge, group)
    assert all(fault.message and fault.where.line > 1 for fault in faults)


def test_what_is_wrong_with_variants_is_told_by_every_command_alike(tmp_path: Path) -> None:
    """Nobody learns only when variants are made that they cannot be: check, show and the builds refuse the file for one reason."""
    path = tmp_path / "refused.yaml"
    path.write_text(PROBLEM % ("    vary: {U: 1..2}", ""), encoding="utf-8")
    commands = (["check"], ["show"], ["exam"], ["solutions"], ["layout"], ["new-variant", "--seed", "1"])
    refused = {(result.exit_code, result.stderr) for command in commands for result in [CliRunner().invoke(main, [*command, str(path)])]}
    ((code, message),) = refused
    assert code == 2 and "'U' is not given" in message
