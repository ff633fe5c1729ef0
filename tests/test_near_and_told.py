"""Relations between numbers that rounding does not tell apart, wherever an item has one, and sentences of proofs that name their case."""

import re
from pathlib import Path

import pytest

from gen.check.exam import check_exam
from gen.document.prose import text_of
from gen.format.exam_file import load_exam
from gen.messages.errors import InputErrors
from gen.model.derivation import Statement
from gen.model.table import TableAnswer
from gen.proofread.proofread import proofread_exam
from tests.support.problems import solve_text

_ITEM = "title: T\ncells: {{u: {{{cell}}}}}\nitems:\n  - {{id: a, prompt: 'Q {{cell}}', {item}}}\n"
_NEAR = "both sides are rounded, and too near to each other to tell them apart"


def _table(*relations: str) -> str:
    rows = ", ".join(f"{{head: r{i}, cells: ['{one}']}}" for i, one in enumerate(relations))
    return f"ask: table, table: {{columns: [{{head: A}}], rows: [{rows}]}}, points: {{all: 1}}"


def _options(*claims: str) -> str:
    options = ", ".join(f"{{text: Option {i}., right: 'claim {one}'}}" for i, one in enumerate(claims))
    return f"ask: true or false, options: [{options}], points: 2"


def _said(cell: str, item: str, folder: Path) -> list[str]:
    """What is said in each statement, once the exam is checked and read back."""
    source = _ITEM.format(cell=cell, item=item)
    path = folder / "near.yaml"
    path.write_text(source, encoding="utf-8")
    checked = check_exam(*load_exam(path))
    proofread_exam(checked.key, checked.solved)
    derivation = solve_text(source, folder).items[0].readings[0].derivation
    return [text_of(step.pieces) for step in derivation.steps if isinstance(step, Statement)]


@pytest.mark.parametrize("relation", ["tanh(f) < 1", "tanh(f) = 1", "tanh(f) != 1", "sqrt(2)*sqrt(2) > 2", "exp(f) >= exp(x*x)"])
@pytest.mark.parametrize("asked", ["claim", "cell", "option"])
def test_rounded_numbers_that_are_too_near_decide_nothing_anywhere(asked: str, relation: str, tmp_path: Path) -> None:
    """A claim, a cell of a table and an option are decided, or refused, in one place, and the fault stands where the relation does."""
    item = {
        "claim": f"ask: 'claim {relation}', points: {{all: 1}}",
        "cell": _table("f > 1", relation),
        "option": _options("f > 1", relation),
    }[asked]
    source = _ITEM.format(cell="f: x*x", item=f"given: {{x: 30}}, {item}")
    with pytest.raises(InputErrors, match=re.escape(f"'{relation}' cannot be decided: {_NEAR}")) as found:
        solve_text(source, tmp_path)
    (fault,) = found.value.faults
    line = source.splitlines()[fault.where.line - 1]
    assert asked != "cell" or line[fault.where.column - 1 :].lstrip("'").startswith(relation)


def test_each_cell_that_is_undecided_is_told(tmp_path: Path) -> None:
    source = _ITEM.format(cell="f: x*x", item=f"given: {{x: 30}}, {_table('tanh(f) < 1', 'f > 1', 'tanh(f) = 1')}")
    with pytest.raises(InputErrors) as found:
        solve_text(source, tmp_path)
    assert [fault.message for fault in found.value.faults] == [
        f"'tanh(f) < 1' cannot be decided: {_NEAR}",
        f"'tanh(f) = 1' cannot be decided: {_NEAR}",
    ]


_HIDDEN = "differ in digits that are not shown here."


@pytest.mark.parametrize("x", ["1e-20", "1e-27"])
def test_numbers_that_differ_further_down_are_told_apart_in_words(x: str, tmp_path: Path) -> None:
    """`1.00000 != 1` needs a word, in a claim, a cell and an option; and what needs none has none."""
    given = f"given: {{x: {x}}}"
    claim = _said("f: exp(x)", f"{given}, ask: claim f = 1, points: {{all: 1}}", tmp_path)
    assert claim[-1] == f"So f ≈ 1.00000 != 1. The sides of f != 1 {_HIDDEN}"
    cells = _said("f: exp(x)", f"{given}, {_table('f = 1', 'f > 1', 'f < 2')}", tmp_path)
    assert cells[-1] == (f"In the table: f ≈ 1.00000 != 1, f ≈ 1.00000 > 1 and f ≈ 1.00000 < 2. The sides of f != 1 and f > 1 {_HIDDEN}")
    options = _said("f: exp(x)", f"{given}, {_options('f = 1', 'f < 2')}", tmp_path)
    assert f"f ≈ 1.00000 != 1 The sides of f != 1 {_HIDDEN}" in options[-1]
    assert options[-1].count(_HIDDEN) == 1


def test_cells_answer_what_is_certain(tmp_path: Path) -> None:
    source = _ITEM.format(cell="f: exp(x)", item=f"given: {{x: 1e-20}}, {_table('f = 1', 'f > 1', 'x*x < 1')}")
    answers = solve_text(source, tmp_path).items[0].readings[0].derivation.answers
    assert [text_of(one.pieces) for one in answers if isinstance(one, TableAnswer)] == ["no", "yes", "yes"]


@pytest.mark.parametrize(("claim", "right"), [("s != r", True), ("s = r", False)])
def test_arrays_of_options_are_different_where_one_entry_is(claim: str, right: bool, tmp_path: Path) -> None:
    """As in claims."""
    item = f"given: {{A: [[1, 0], [0, 2]], b: [1, 1]}}, ask: choose one, options: [{{text: One., right: 'claim {claim}'}}, "
    item += "{text: None., right: no other}], points: 1"
    said = _said("s: A @ b, r: 1*b", item, tmp_path)
    assert said[0] == f"Right: {'A' if right else 'B'}."


PROOFS = [
    (
        "f: abs(x)",
        "claim grad(f, x) != 0",
        "We have f = abs(x). If x > 0, then df/dx = 1, so df/dx != 0. If x < 0, then df/dx = -1, so df/dx != 0.",
    ),
    (
        "f: 'max(x, 0)'",
        "claim grad(f, x) = step(x)",
        "We have f = max(x, 0). If x > 0, then df/dx = 1 and step(x) = 1, so df/dx = step(x). "
        "If x < 0, then df/dx = 0 and step(x) = 0, so df/dx = step(x).",
    ),
    (
        "f: hard_sigmoid(x)",
        "claim grad(f, x) <= 1/6",
        "We have f = hard_sigmoid(x). If x + 3 > 0 and x - 3 > 0, then df/dx = 0, so df/dx <= 1/6. "
        "If x + 3 > 0 and x - 3 < 0, then df/dx = 1/6, so df/dx <= 1/6. If x + 3 < 0, then df/dx = 0, so df/dx <= 1/6.",
    ),
    (
        "z: w*x + b, f: abs(z)",
        "claim grad(f, z) != 0",
        "We have z = w*x + b and f = abs(z). If z > 0, then df/dz = 1, so df/dz != 0. If z < 0, then df/dz = -1, so df/dz != 0.",
    ),
]


@pytest.mark.parametrize(("cell", "claim", "said"), PROOFS, ids=[cell for cell, *_ in PROOFS])
def test_a_case_is_named_by_what_decides_it(cell: str, claim: str, said: str, tmp_path: Path) -> None:
    """Not by a value that is the same in this case alone; one that is what decides it in every case names it."""
    assert _said(cell, f"ask: '{claim}', points: {{all: 1}}", tmp_path)[-1] == said


def test_an_induction_within_a_case_is_told_one_sentence_after_the_other(tmp_path: Path) -> None:
    item = "ask: 'claim abs(grad(h[t], h[0])) <= 1', over: {a: [1, -1]}, points: {all: 1}"
    one, other = _said("'h[t]': 'tanh(a*h[t-1])'", item, tmp_path)[-2:]
    begin = "By induction. For t = 0, abs(dh[0]/dh[0]) <= 1. If abs(dh[t-1]/dh[0]) <= 1, it follows from h[t] = tanh(a*h[t-1]) = "
    assert one == f"For a = 1: {begin}tanh(h[t-1]) and dh[t]/dh[0] = dh[t-1]/dh[0]*(1 - h[t]^2) that abs(dh[t]/dh[0]) <= 1."
    assert other == f"For a = -1: {begin}tanh(-h[t-1]) and dh[t]/dh[0] = dh[t-1]/dh[0]*(tanh(h[t-1])^2 - 1) that abs(dh[t]/dh[0]) <= 1."
