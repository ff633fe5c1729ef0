"""Faults that no broken file of `tests/broken` shows: what an author may write that has no meaning, and the message for it."""

import re
from math import tanh
from pathlib import Path

import pytest

from gen.algebra.arrays import numbers
from gen.check.exam import check_exam
from gen.messages.errors import InputErrors
from gen.model.exam import Exam
from tests.support.problems import answers, solve_text

_PROBLEM = """title: Faults
cells:
  cell:
{cell}
items:
  - id: a
    prompt: Find it.
    {item}
"""

_GIVEN = "given: {V: 2, W: 3, 'h[0]': 1, x: [1, 2]}"
_SHAPES = "ask: count of {}; shapes: {}; points: {{total: 1}}"
_VALUE = f"{_GIVEN}; ask: value of h[2]; points: {{all: 1}}"
_CELL = "h[t]: V*h[t-1] + W*x[t]"

_OF_TWO_CELLS = """title: Two cells
cells:
  state:
    h[t]: V*h[t-1]
  loss:
    L: dot(y, y)
items:
  - id: a
    prompt: Find it.
    cell: state
    given: {V: 2, 'h[0]': 1, y: [1, 2, 3]}
    ask: value of h[1]
    points: {all: 1}
  - id: b
    prompt: Find it.
    like: a
    cell: loss
    ask: value of L
    points: {all: 1}
"""

FAULTS = [
    # Shapes
    ("h[t]: V @ h[t-1] + W @ x[t]", _SHAPES.format("U", "{x: 3, h: 5}"), "'U' does not stand in the cell 'cell'"),
    ("h[t]: V @ h[t-1] + W @ x[t]", _SHAPES.format("W", "{h: 5}"), "the shape of 'W' cannot be told"),
    ("h[t]: V @ h[t-1] + W @ x[t]", _SHAPES.format("W", "{h: 5, x: 3, W: [5, 4]}"), "shapes do not fit: 5 x 4 @ 3"),
    (
        "h[t]: V @ h[t-1] + W @ x[t]",
        _SHAPES.format("W", "{h: 5, x: 3, W: [4, 3]}"),
        "shapes do not fit: a product is 4, its place asks for 5",
    ),
    ("h[t]: V @ h[t-1] + b", _SHAPES.format("V", "{h: 5, b: 4}"), "shapes do not fit: 'b' is 4, its place asks for 5"),
    ("h[t]: 2 @ h[t-1]", _SHAPES.format("h", "{h: 5}"), "'@' multiplies matrices, not numbers"),
    # Times and names of a cell
    ("h[t-1]: V*h[t-2]", _VALUE, "the left side is 'h[t-1]'"),
    ("h[t]: V*h[t-1]; h[1]: W*h[0]", _VALUE, "'h[1]' is defined twice"),
    ("h[t]: V*h[t+1]", _VALUE, "no value for 'h[3]', behind the last step 2"),
    ("h[t]: V*h[t-1] + c[t+1]; c[t]: h[t]", _VALUE, "a cycle: h[1] -> h[2] -> c[2] -> h[1]"),
    ("h[t]: V*c[t]; c[t]: W*h[t]", _VALUE, "a cycle: "),
    ("h[t]: V*h[t-1] + y; y: h[t-1]", _VALUE, "'h[t-1]' has no meaning in 'y'"),
    ("h[t]: V[t]*h[t-1]", _VALUE, "'V' has no time"),
    (_CELL, f"{_GIVEN}; horizon: 2; ask: value of V; points: {{all: 1}}", "'V' is given, not computed"),
    # Too many values
    (
        "h[t]: V*h[t-1]; a[t]: h[t]; b[t]: h[t]; c[t]: h[t]; d[t]: h[t]; e[t]: h[t]",
        "given: {V: 1, 'h[0]': 1}; horizon: 10000; ask: value of h[1]; points: {all: 1}",
        "6 equations over 10000 time steps are more than 50,000",
    ),
    # Texts, numbers and questions that no exam has
    (
        _CELL,
        f"{_GIVEN}; ask: 'gradient of {', '.join(f'h[{t}]' for t in range(1, 12))} wrt {', '.join(f'x[{t}]' for t in range(1, 12))}'; "
        "points: {all: 1}",
        "an item asks for 100 values and gradients at most",
    ),
    (f"h[t]: max({', '.join(['h[t-1]'] * 21)})", _VALUE, "max takes at most 20 arguments"),
    (f"{_CELL}{' + V' * 500}", _VALUE, "the expression is longer than 2000 characters"),
    (f"h[t]: V*{'(' * 61}h[t-1]{')' * 61}", _VALUE, "brackets are nested deeper than 60"),
    (_CELL, "given: {V: 1e400, W: 3, 'h[0]': 1, x: 1}; ask: value of h[1]; points: {all: 1}", "has at most 240 digits"),
    (f"{_CELL}; # {'x' * 10**6}", _VALUE, "the file is larger than 1,000,000 bytes"),
    # Arrays and horizons that nobody solves by hand
    (
        "h[t]: W @ h[t-1]; y: W",
        f"given: {{W: [{', '.join(['[1, 2, 3, 4, 5]'] * 2001)}], 'h[0]': 1}}; ask: value of h[1]; points: {{all: 1}}",
        "'W' has 10,005 entries; one value has at most 10,000",
    ),
    (
        _CELL,
        f"given: {{V: 1, W: 1, 'h[0]': 1, x: [{', '.join('1' * 10_001)}]}}; ask: value of h[1]; points: {{all: 1}}",
        "'x' has 10,001 values; the last time is at most 10,000",
    ),
    (
        "h[t]: W @ h[t-1]",
        f"given: {{W: [{', '.join(['[1, 0, 0, 0, 0, 0, 0, 0]'] * 8)}], 'h[0]': [1, 0, 0, 0, 0, 0, 0, 0]}}; horizon: 800; "
        "ask: value of h[800]; points: {all: 1}",
        "this takes more than 100,000 products and sums of numbers (take smaller arrays or fewer steps)",
    ),
    (
        "h[t]: W @ W @ W @ W @ W @ W @ W @ W @ W @ W @ W @ W @ h[t-1]",
        "given: {W: [[1, 0], [0, 1]], 'h[0]': [1, 0]}; horizon: 1; ask: value of h[1]; points: {all: 1}",
        "entry by entry, h[1] has more than 20,000 products and sums",
    ),
    (_CELL, f"{_GIVEN}; ask: gradient of h[1000000] wrt V; points: {{all: 1}}", "a time is at most 10,000"),
    (_CELL, "given: {V: '[1, 2]', W: 1, 'h[0]': 1, x: [1]}; ask: value of h[1]; points: {all: 1}", "a list stands without quotes"),
    (
        _CELL,
        f"{_GIVEN}; ask: 'gradient of h[1] wrt x[t+5]'; points: {{all: 1}}",
        "'x[t+5]' is neither computed nor used by the cell (write x[2], say)",
    ),
    # Second derivatives, also where a step of learning stands in between
    (
        "h[t]: V*h[t-1]; L: h[2]**2; U: V - grad(L, V); M: U*W",
        f"{_GIVEN}; horizon: 2; ask: gradient of M wrt V; points: {{all: 1}}",
        "U holds a derivative, of which no derivative is taken",
    ),
    *(
        (
            "h[t]: V*h[t-1]; L: h[2]**2; g: grad(L, V)",
            f"{_GIVEN}; horizon: 2; by: {by}; ask: gradient of g wrt {wrt}; points: {{all: 1}}",
            "g holds a derivative, of which no derivative is taken",
        )
        for by in ("forward", "paths", "reverse")
        for wrt in ("V", "h[0]", "L")
    ),
    ("; ".join(f"a{i}: V" for i in range(201)), _VALUE, "the cell 'cell' has 201 equations; a cell has 200 at most"),
    # Cuts and printed values
    (_CELL, f"{_GIVEN}; cut: h[2]; ask: gradient of h[2] wrt V; points: {{all: 1}}", "'h[2]' is asked for and cut at once"),
    (_CELL, f"{_GIVEN}; cut: c[1]; ask: gradient of h[2] wrt V; points: {{all: 1}}", "'c[1]' is cut, but the cell has no such value"),
    (
        _CELL,
        f"{_GIVEN}; printed: {{'c[1]': 3}}; readings: [{{name: printed, values: printed}}]; ask: value of h[2]; points: {{all: 1}}",
        "'c[1]' is printed, but no equation computes it",
    ),
    # Claims are about numbers at any step
    *(
        (
            cell,
            "ask: claim h[t] = h[t-1]; points: {all: 1}",
            "a claim cannot be decided with arrays, 'T' or sums over time unless all numbers are given",
        )
        for cell in ("h[t]: W.T @ h[t-1]", "h[t]: W[1, 2]*h[t-1]", "h[t]: h[t-1]; L: h[T]", "h[t]: h[t-1]; L: sum_t(h[t])")
    ),
    (_CELL, "ask: claim h[51] = h[0]; points: {all: 1}", "a claim is about 50 steps at most"),
    (_CELL, "ask: 'claim h[t] = h[t-51]'; points: {all: 1}", "a claim is about 50 steps at most"),
    *(
        (
            _CELL,
            f"ask: 'claim h[t] != {huge}'; points: {{all: 1}}",
            f"no numbers that were tried give both sides of 'h[t] != {huge}' a value",
        )
        for huge in ("10**10**10", "exp(exp(exp(10)))", "log(0)", "1/0")
    ),
    # Lines of a published sheet
    (_CELL, f"{_VALUE}; published: {{lines: {{'h[9]': 1*2}}}}", "no step 'h[9]' to compare with"),
    (_CELL, f"{_VALUE}; published: {{lines: {{'h[2]': 1/0}}}}", "expected a line of numbers, found '1/0'"),
    (_CELL, f"{_VALUE}; published: {{lines: {{'h[2]': V*2}}}}", "expected a line of numbers, found 'V*2'"),
    # Points
    (_CELL, f"{_GIVEN}; ask: ['value of h[1]', 'value of h[2]']; points: {{'h[2]': 1}}", "no points for the answer 'h[1]'"),
    ("h[t]: V @ h[t-1]", "ask: open; answer: So.; points: {all: 1}", "'all' stands for all computed answers, and this item has none"),
]


def _problem(cell: str, item: str) -> str:
    equations = "\n".join(f"    {line}" for line in cell.split("; "))
    return _PROBLEM.format(cell=equations, item=item.replace("; ", "\n    "))


@pytest.mark.parametrize(("cell", "item", "message"), FAULTS, ids=[message for _, _, message in FAULTS])
def test_what_has_no_meaning_is_told(cell: str, item: str, message: str, tmp_path: Path) -> None:
    """The fault says what is wrong, in the author's names."""
    with pytest.raises(InputErrors, match=re.escape(message)):
        solve_text(_problem(cell, item), tmp_path)


@pytest.mark.parametrize(
    ("cell", "item"),
    [
        ("h[t]: V*h[t-1] + x[t]*x1", "given: {V: 2, x1: 3, 'h[0]': 1, x: [1, 2]}; ask: value of h[2]; points: {all: 1}"),
        ("h[t]: relu(V*h[t-1] + x1*x[t])", "ask: claim h[t] = h[t-1]; assume: x[t] = 0; points: {all: 1}"),
    ],
    ids=["given", "of a counterexample"],
)
def test_two_values_with_one_name_on_paper_are_refused(cell: str, item: str, tmp_path: Path) -> None:
    """Nobody can tell x1 from x[1] on a page, also where only the key has one of them."""
    solved = solve_text(_problem(cell, item), tmp_path)
    with pytest.raises(InputErrors, match=re.escape("x1 and x[1] are both printed as x_{1}")):
        check_exam(Exam.of(solved.problem))


def test_a_long_line_is_quoted_around_its_fault(tmp_path: Path) -> None:
    """Of a line of thousands of characters those around the fault are told, with the caret under its place."""
    numbers = ", ".join(["1"] * 3_000)
    with pytest.raises(InputErrors) as error:
        solve_text(
            _problem(_CELL, f"given: {{V: 1, W: 1, 'h[0]': 1, x: [{numbers}, one, {numbers}]}}; ask: value of h[1]; points: {{all: 1}}"),
            tmp_path,
        )
    line, caret = str(error.value).splitlines()[1:3]
    assert (len(line), line[caret.index("^") :][:3]) == (4 + 4 + 200 + 4, "one")
    assert (line[:8].strip(), line[-3:]) == ("...", "...")


def test_a_list_for_another_cell_is_an_array_as_it_is_there(tmp_path: Path) -> None:
    """An item takes numbers from an earlier one whose cell does not use them: y is a vector, since no equation has y[t]."""
    (_, item) = solve_text(_OF_TWO_CELLS, tmp_path).items
    assert answers(item.readings[0]) == ["14"]


_STACK = """title: A stack
cells:
  one:
    h[t]: tanh(W @ h[t-1] + b[2]*x[t] + t*b)
stacks:
  two: {{cells: [{layers}], feeds: {{x: h}}}}
items:
  - id: a
    prompt: Find it.
    cell: two
    given:
      x: [1]
      W_1: [[0, 0], [0, 0]]
      b_1: [1, 0]
      h_1[0]: [0, 0]
      W_2: [[0, 0], [0, 0]]
      b_2: [0, 3]
      h_2[0]: [0, 0]
    ask: value of z_h_2[1]
    points: {{all: 1}}
"""


def test_a_stack_keeps_entries_and_the_number_of_the_step(tmp_path: Path) -> None:
    """z_2 = b_2[2] h_1 + t b_2 with h_1 = tanh(b_1), which is (tanh 1, 0): the second entry is 3, the first 3 tanh 1."""
    (item,) = solve_text(_STACK.format(layers="one, one"), tmp_path).items
    (answer,) = item.readings[0].derivation.asked
    first, second = numbers(item.readings[0].derivation.values[answer])
    assert (round(float(first), 6), float(second)) == (round(3 * tanh(1), 6), 3.0)


def test_a_stack_of_hundreds_of_layers_is_refused(tmp_path: Path) -> None:
    """It has as many equations at most as a cell."""
    with pytest.raises(InputErrors, match="a stack has 200 equations at most"):
        solve_text(_STACK.format(layers=", ".join(["one"] * 201)), tmp_path)


FINDINGS = [
    ("{'h[2]': 7*2}", "h[2] is printed as 7*2, which is 14; the derivation gives 16"),
    ("{'h[2]': 2*5 + 3*2 + 0}", "h[2] is printed with 3 terms, the derivation has 2"),
    ("{'h[2]': 2*2 + 3*4}", "in h[2] the term 1 is printed as 2*2, the derivation gives 2*5 (the sum agrees)"),
    ("{'h[2]': 4*4}", "h[2] is printed with 1 terms, the derivation has 2"),
]


@pytest.mark.parametrize(("line", "message"), FINDINGS)
def test_line_of_a_sheet_that_differs_is_a_finding(line: str, message: str, tmp_path: Path) -> None:
    """A line with another value, other terms or another number of them; h_1 = 5 and h_2 = 2*5 + 3*2 = 16."""
    (finding,) = solve_text(_problem(_CELL, f"{_VALUE}; published: {{lines: {line}}}"), tmp_path).findings
    assert finding.plain == message


@pytest.mark.parametrize("line", ["{'h[2]': 16}", "{'h[2]': 2*5 + 3*2}", "{'h[2]': 5*2 + 1*3*2}"])
def test_line_of_a_sheet_that_agrees_is_none(line: str, tmp_path: Path) -> None:
    """The result alone, the same terms, and factors in another order or with a 1."""
    assert solve_text(_problem(_CELL, f"{_VALUE}; published: {{lines: {line}}}"), tmp_path).findings == ()
