"""The cases of an item: `over`, all combinations of values or rows of values that belong together."""

from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from gen.algebra.arrays import Array, rows_of
from gen.algebra.expr import Var
from gen.algebra.printer import name_text
from gen.format.problem_file import load_problem
from gen.messages.errors import InputErrors
from gen.model.cases import of_case, one_of_each
from gen.model.problem import Item
from gen.solver import solve_problem

_PROBLEM = """title: Cases
cells:
  unit:
    {equation}
items:
  - id: a
    prompt: Find it.
    {item}
    ask: open
    answer: None.
    points: 1
  - id: b
    prompt: Find it.
    like: a
    {other}
    ask: open
    answer: None.
    points: 1
"""


def _read(tmp_path: Path, item: str, equation: str = "y: w*x + b*u", other: str = "horizon: 1") -> tuple[list[Item], list[str]]:
    """The items, and the messages of all faults."""
    file = tmp_path / "cases.yaml"
    file.write_text(_PROBLEM.format(item=item.replace("; ", "\n    "), equation=equation, other=other), encoding="utf-8")
    problem, faults = load_problem(file)
    return list(problem.items), [fault.message for fault in faults]


def _texts(item: Item) -> list[dict[str, str]]:
    """Each case by names, as text."""
    return [{name_text(var): str(one.value) for var, one in case.items()} for case in item.over]


def test_lists_of_values_go_with_each_other_in_the_order_of_nested_loops(tmp_path: Path) -> None:
    (item, _), faults = _read(tmp_path, "given: {w: 2, b: 1}; over: {x: [0, 1/2, -1], u: [1, 3]}")
    assert not faults
    assert _texts(item) == [{"x": x, "u": u} for x, u in product(("0", "1/2", "-1"), ("1", "3"))]


def test_rows_hold_what_belongs_together_and_each_case_is_a_full_set_of_numbers(tmp_path: Path) -> None:
    (item, _), faults = _read(tmp_path, "given: {w: 2, b: 1}; over: [{x: 0, u: 1, d: 1}, {x: 1, u: 0.5, d: 2}]")
    assert not faults
    assert _texts(item) == [{"x": "0", "u": "1", "d": "1"}, {"x": "1", "u": "1/2", "d": "2"}]
    whole = of_case(item, item.over[1]).given
    assert {name_text(var): one.value for var, one in whole.items()} == {"w": 2, "b": 1, "x": 1, "u": Fraction(1, 2), "d": 2}
    assert {var.name for var in one_of_each(item)} == {"w", "b", "x", "u", "d"}


@pytest.mark.parametrize(
    ("equation", "over", "rows"),
    [
        ("y: W @ x", "{x: [[0, 1], [1, 1]]}", [[[0], [1]], [[1], [1]]]),
        ("y: x @ W", "{x: [[0, 1], [1, 1]]}", [[[0, 1]], [[1, 1]]]),
        ("y: W @ x", "[{x: [0, 1]}, {x: [2, 3]}]", [[[0], [1]], [[2], [3]]]),
        ("y: x @ W", "{x: [[[1, 2], [3, 4]], [[0, 0], [0, 1]]]}", [[[1, 2], [3, 4]], [[0, 0], [0, 1]]]),
    ],
)
def test_a_value_is_read_as_under_given_a_list_being_the_vector_that_fits(
    equation: str, over: str, rows: list[list[list[int]]], tmp_path: Path
) -> None:
    (item, _), faults = _read(tmp_path, f"given: {{W: [[1, 2], [3, 4]]}}; over: {over}", equation)
    assert not faults
    assert [[list(row) for row in rows_of(case[Var("x")].value)] for case in item.over] == rows


def test_a_list_over_time_is_one_value_and_tells_the_last_step(tmp_path: Path) -> None:
    (item, _), faults = _read(tmp_path, 'given: {w: 1, "h[0]": 0}; over: {x: [[1, 2, 3], [0, 0, 1]]}', "h[t]: w*h[t-1] + x[t]")
    assert not faults
    assert _texts(item) == [{"x[1]": a, "x[2]": b, "x[3]": c} for a, b, c in (("1", "2", "3"), ("0", "0", "1"))]
    assert item.horizon == 3


def test_what_makes_numbers_makes_the_values_of_a_name(tmp_path: Path) -> None:
    (item, _), faults = _read(tmp_path, 'given: {w: 1, b: 0, u: 1}; over: {x: "linspace(0, 1, 3)"}')
    assert not faults
    assert _texts(item) == [{"x": x} for x in ("0", "1/2", "1")]


def test_an_item_takes_the_cases_of_the_one_that_it_is_like_unless_it_gives_their_names(tmp_path: Path) -> None:
    over = "given: {w: 2, b: 1, u: 1}; over: {x: [0, 1]}"
    (first, same), _ = _read(tmp_path, over)
    assert same.over == first.over
    (_, given), _ = _read(tmp_path, over, other="given: {x: 5}")
    assert not given.over
    assert given.given[Var("x")].value == 5
    (_, other), _ = _read(tmp_path, over, other="over: {u: [1, 2, 3]}")
    assert _texts(other) == [{"u": u} for u in "123"]
    assert Var("u") not in other.given


FAULTS = [
    ("over: 3", "'over' is a list of values for each name, or a list of cases"),
    ("over: []", "'over' is a list of values for each name, or a list of cases"),
    ("over: {x: 1}", "'x' under 'over' has a list of values, one for each case"),
    ("over: {x: []}", "'x' under 'over' has a list of values, one for each case"),
    ("over: [1, 2]", "a case is a mapping of names and values"),
    ("over: [{x: 1}, {u: 1}]", "this case has 'u', and the first one does not"),
    ("over: [{x: 1, u: 2}, {x: 1}]", "this case lacks 'u', and the first one does not"),
    ("over: {x: [1, [1, 2]]}", "'x' is 2 x 1, but a number in the first case"),
    ("given: {x: 1}; over: {x: [1, 2]}", "'x' is given, and 'over' has it in each case"),
    ("over: {x: [one]}", "expected a number such as -3, 3/2 or 0.1, found 'one'"),
    (
        "over: {x: 'arange(0, 70)', u: 'arange(0, 70)'}",
        "x, u have 70 x 70 = 4,900 combinations; an item has at most 4,096 cases",
    ),
    (f"over: [{', '.join(['{x: 1}'] * 4097)}]", "4,097 cases; an item has at most 4,096"),
]


@pytest.mark.parametrize(("item", "message"), FAULTS)
def test_what_is_no_list_of_cases_is_told_with_its_place(item: str, message: str, tmp_path: Path) -> None:
    _, faults = _read(tmp_path, item)
    assert faults[:1] == [message]


def test_cases_that_nothing_asks_about_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    text = _PROBLEM.format(item="over: {x: [0, 1]}", equation="y: 2*x", other="horizon: 1")
    file.write_text(text.replace("ask: open\n    answer: None.", "ask: value of y"), encoding="utf-8")
    with pytest.raises(InputErrors, match="'over' gives cases, and nothing that the item asks is about each of them"):
        solve_problem(load_problem(file)[0])


def test_shapes_of_the_first_case_are_those_of_a_page(tmp_path: Path) -> None:
    (item, _), _ = _read(tmp_path, "given: {W: [[1, 2], [3, 4]]}; over: {x: [[0, 1], [1, 1]]}", "y: W @ x")
    assert isinstance(one_of_each(item)[Var("x")].value, Array)
