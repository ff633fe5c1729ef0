"""What a process has worked out once: a variant behind others is the variant alone, and what differs in anything is worked out anew."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import get_args
from unittest.mock import Mock

import pytest

from gen.algebra.arrays import Array
from gen.algebra.expr import Num, Var
from gen.algebra.numbers import NumberFormat
from gen.algebra.rounding import TypedNumber
from gen.check import check_exam
from gen.format import load_exam
from gen.latex import Tex
from gen.messages.errors import InputErrors
from gen.model.exam import Exam
from gen.model.memo import Memo
from gen.model.problem import Problem
from gen.model.source import Text
from gen.page import Audience, exam_view
from gen.questions import values
from gen.solver import solve_problem
from gen.typeset.templates import render
from gen.variants import Acceptance, acceptances, draw, load_variation, with_variant
from gen.variants.variation import apply_draw
from gen.verify import verify
from tests.support.problems import ROOT, plain_layout

VARYING = ["choices", "table", "sheet-c", "short-answers"]


def _pair(*parts: object) -> tuple[object, ...]:
    return parts


def test_the_same_objects_are_what_a_result_is_kept_for() -> None:
    """Equal is not enough: two lists may differ in what equality leaves out, as the order of a mapping and the text of a line are."""
    memo, one, other = Memo(), {"a": 1, "b": 2}, {"b": 2, "a": 1}
    first = memo.call(_pair, one, "x")
    assert one == other and memo.call(_pair, one, "x") is first
    assert list(memo.call(_pair, other, "x")[0]) == ["b", "a"]  # type: ignore[call-overload]


HALF, AS_FRACTION, AS_DECIMAL = Fraction(1, 2), TypedNumber(Fraction(1, 2), "1/2"), TypedNumber(Fraction(1, 2), "0.5")
ALIKE = [
    *((1, True), (1, Fraction(1)), ("x", Tex("x")), (None, ()), ((1,), (True,)), (0.0, -0.0)),
    *((HALF, AS_FRACTION), (AS_FRACTION, AS_DECIMAL), (Decimal("1.0"), Decimal("1"))),
    (Array(((AS_FRACTION, HALF),)), Array(((AS_DECIMAL, HALF),))),
    (frozenset({Num(HALF, "1/2")}), frozenset({Num(HALF, "0.5")})),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_is_equal_and_of_another_type_or_written_otherwise_is_another_thing(one: object, other: object) -> None:
    """A number is no truth value and a text no LaTeX, also inside a tuple; 0.5 is printed otherwise than 1/2."""
    memo = Memo()
    memo.call(_pair, one)
    assert memo.call(_pair, other)[0] is other


def test_texts_numbers_and_tuples_of_objects_go_by_what_they_are() -> None:
    """These are made anew for each exam, and say nothing but what they are."""
    memo, item = Memo(), object()
    first = memo.call(_pair, ("sheet", Fraction(1, 2), item), frozenset({"a"}))
    assert memo.call(_pair, ("she" + "et", Fraction(2, 4), item), frozenset("a")) is first
    assert memo.call(_pair, ("sheet", Fraction(1, 2), object()), frozenset({"a"})) is not first
    numbers = memo.call(_pair, Array(((TypedNumber(HALF, "0.5"), HALF),)), Decimal("0.1"), frozenset({(Var("h"), Var("x", 1))}))
    assert memo.call(_pair, Array(((AS_DECIMAL, Fraction(2, 4)),)), Decimal("0.1"), frozenset({(Var("h"), Var("x", 1))})) is numbers


def test_the_least_recently_used_goes_first_and_no_more_is_kept() -> None:
    """Memory is flat in the number of variants; what is used again stays."""
    memo, made = Memo(size=2), list[str]()
    for key in ("a", "b", "a", "c", "a", "b"):
        memo.once("text", key, lambda key=key: made.append(key))  # type: ignore[misc]
    assert made == ["a", "b", "c", "b"]


def test_what_has_failed_is_tried_again() -> None:
    """A fault is told each time, and nothing is kept of it."""
    memo, tried = Memo(), list[int]()

    def fail() -> None:
        tried.append(1)
        raise InputErrors([])

    for _ in range(2):
        with pytest.raises(InputErrors):
            memo.once("text", "key", fail)
    assert len(tried) == 2


def _told(exam: Exam, memo: Memo) -> object:
    """What an exam says: sources of all forms, what was read back, values and checks of each reading, or what is wrong with it."""
    try:
        checked = check_exam(exam, memo=memo)
    except InputErrors as error:
        return str(error)
    layout, audiences = plain_layout(checked.exam), get_args(Audience)
    sources = [render(exam_view(checked.exam, None, layout, memo=memo), "exam")]
    sources += [render(exam_view(checked.exam, checked.solved, layout, one, memo), "solutions") for one in audiences]
    readings = [one for problem in checked.solved.values() for item in problem.items for one in item.readings]
    return sources, checked.read, checked.findings, [(one.checks, one.derivation.values) for one in readings]


def _exam(name: str) -> Exam:
    exam, faults = load_exam(ROOT / "problems" / f"{name}.yaml")
    assert not faults
    return exam


@pytest.mark.parametrize(("name", "others"), [("exams/default", 2), *((name, 3) for name in VARYING)])
def test_a_variant_behind_others_is_the_variant_alone(name: str, others: int) -> None:
    """In whatever order a process makes variants, each has the numbers, checks and sources that a process of its own gives it."""
    shared: dict[int, object] = {}
    for order in (range(others), reversed(range(others))):
        exam, memo = _exam(name), Memo()
        accepted = acceptances(exam, memo)
        for seed in order:
            found = _told(with_variant(exam, accepted, draw(accepted, seed)), memo)
            assert shared.setdefault(seed, found) == found
    for seed in {1, others - 2}:
        accepted = acceptances(exam)
        assert _told(with_variant(exam, accepted, draw(accepted, seed)), Memo()) == shared[seed]


@pytest.mark.parametrize("name", ["sheet-a", "sheet-b", "sheet-c", "choices"])
def test_items_with_the_same_draw_are_one_object_and_have_what_was_drawn(name: str) -> None:
    """What of a draw an item may depend on is all that it depends on: it is the item that the whole draw gives."""
    variation, _ = load_variation(ROOT / "problems" / f"{name}.yaml")
    assert variation
    accepted = Acceptance(variation)
    for seed in range(8):
        drawn = draw({name: accepted}, seed).draws[name]
        items, once = apply_draw(variation, drawn), accepted.problem(drawn).items
        assert [replace(one, printed={}) for one in items.values()] == [replace(one, printed={}) for one in once]
        assert all(one is other for one, other in zip(once, accepted.problem(drawn).items, strict=True))


def _with_problem(**changes: object) -> Callable[[Exam], Exam]:
    return lambda exam: replace(exam, problems=(replace(exam.problems[0], **changes), *exam.problems[1:]))  # type: ignore[arg-type]


def _with_item(place: int, change: Callable[[Problem], dict[str, object]]) -> Callable[[Exam], Exam]:
    """An exam with one item that has something else; all other items are the same objects."""

    def changed(exam: Exam) -> Exam:
        problem = exam.problems[0]
        items = list(problem.items)
        items[place] = replace(items[place], **change(problem))  # type: ignore[arg-type]
        return replace(exam, problems=(replace(problem, items=tuple(items)),))

    return changed


def _later_label(problem: Problem) -> dict[str, object]:
    """The label of the first item for the last as well."""
    label = Text(problem.items[0].id, problem.items[-1].where)
    return {"published": replace(problem.items[-1].published, label=label)}


def _more_points(problem: Problem) -> dict[str, object]:
    grading = problem.items[2].grading
    return {"grading": replace(grading, criteria=tuple(replace(one, points=2 * one.points) for one in grading.criteria))}


FORGOTTEN: dict[str, tuple[str, Callable[[Exam], Exam]]] = {
    "language": ("sheet-c", lambda exam: replace(exam, language="de")),
    "boxes for credits": ("sheet-c", lambda exam: replace(exam, credits=False)),
    "handwriting": ("short-answers", lambda exam: replace(exam, handwriting=Fraction(3, 2))),
    "names in LaTeX": ("sheet-c", _with_problem(latex={"h": r"\eta"})),
    "digits": ("gru", _with_problem(shown=NumberFormat("digits", 2))),
    "notation": ("vector-rnn", _with_problem(notation="plain")),
    "id": ("kink", _with_problem(id="other")),
    "beside another problem": ("kink", lambda exam: replace(exam, problems=(*exam.problems, replace(exam.problems[0], id="again")))),
    "what an earlier item tells": (
        "sheet-c",
        lambda exam: replace(
            exam, problems=(replace(exam.problems[0], items=tuple(one for one in exam.problems[0].items if one.id != "c")),)
        ),
    ),
    "what is acknowledged": ("sheet-c", _with_item(2, lambda _: {"acknowledged": ()})),
    "a label of another item": ("sheet-c", _with_item(-1, _later_label)),
    "a convention": ("kink", _with_item(0, lambda problem: {"conventions": dict.fromkeys(problem.items[0].conventions, Fraction(1, 2))})),
    "points": ("sheet-c", _with_item(2, _more_points)),
    "how rows are told": ("sheet-c", _with_item(3, lambda _: {"style": "short"})),
}


@pytest.mark.parametrize("what", FORGOTTEN)
def test_what_is_easily_forgotten_is_not_taken_for_the_other(what: str) -> None:
    """An exam that shares all items but one with an exam that was just made, or has them in other surroundings, is told as if alone."""
    name, edit = FORGOTTEN[what]
    memo, exam = Memo(), _exam(name)
    first = _told(exam, memo)
    assert (found := _told(edit(exam), memo)) == _told(edit(exam), Memo())
    assert found != first, "this edit changes nothing: the test would miss a key without it"


def test_an_item_that_was_verified_is_not_verified_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second of two exams with the same items confirms nothing anew; a process of its own does."""
    exam, memo, verified = _exam("kink"), Memo(), Mock(wraps=verify)
    monkeypatch.setattr(values, "verify", verified)
    solve_problem(exam.problems[0], memo=memo)
    once = verified.call_count
    solve_problem(exam.problems[0], memo=memo)
    assert verified.call_count == once > 0
    solve_problem(exam.problems[0])
    assert verified.call_count == 2 * once


def test_other_numbers_of_an_item_are_confirmed_by_themselves_and_its_letters_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each variant is verified with its own numbers; its plan and its general rules on other numbers, which are those of all variants."""
    problem, memo = _exam("sheet-a").problems[0], Memo()
    counted = {name: Mock(wraps=getattr(values, name)) for name in ("verify", "evaluate_on_probes", "verify_rule_at_random")}
    for name, mock in counted.items():
        monkeypatch.setattr(values, name, mock)
    solve_problem(problem, memo=memo)
    once = {name: mock.call_count for name, mock in counted.items()}
    inputs = [{var: replace(one, value=Fraction(7)) for var, one in item.given.items() if var.name == "x"} for item in problem.items]
    items = tuple(replace(item, given={**item.given, **own}) for item, own in zip(problem.items, inputs, strict=True))
    solve_problem(replace(problem, items=items), memo=memo)
    assert counted["verify"].call_count > once["verify"] > 0
    assert all(counted[name].call_count == once[name] > 0 for name in ("evaluate_on_probes", "verify_rule_at_random"))


def test_the_same_data_are_the_object_that_was_met_first() -> None:
    """Read once more from a file that is the same, an item is found again; one that differs in what no comparison sees is not."""
    memo = Memo()
    path = ROOT / "problems" / "kink.yaml"
    first, second = (load_exam(path)[0].problems[0] for _ in range(2))
    assert first.items[0] is not second.items[0]
    kept = memo.same_parts(first)
    assert kept == first and [one is other for one, other in zip(memo.same_parts(second).items, kept.items, strict=True)] == [True]
    where = first.items[0].where
    moved = replace(first.items[0], where=replace(where, text="another line"))
    assert moved == first.items[0] and memo.same(moved) is moved


@pytest.mark.parametrize(
    ("one", "other"), [(1, True), (1, Fraction(1)), ("x", Tex("x")), (0.0, -0.0), ({"a": 1, "b": 2}, {"b": 2, "a": 1})]
)
def test_what_is_equal_and_of_another_kind_is_not_the_same(one: object, other: object) -> None:
    """Numbers of another kind, a text that is LaTeX, another order."""
    memo = Memo()
    assert one == other and memo.same(one) is one and memo.same(other) is other


@pytest.mark.parametrize("name", ["sheet-a", "choices", "table", "listing-gaps"])
def test_a_file_that_is_read_twice_has_the_same_items(name: str) -> None:
    """To the last part: else a preview would work out anew what has not changed."""
    memo, path = Memo(), ROOT / "problems" / f"{name}.yaml"
    one, other = (memo.same_parts(load_exam(path)[0].problems[0]) for _ in range(2))
    assert all(before is after for before, after in zip(one.items, other.items, strict=True))
