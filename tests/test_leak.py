"""The exam's source says nothing of the solution: someone will post the .tex."""

import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest

from gen.algebra.expr import Var
from gen.check.exam import check_exam
from gen.format.exam_file import load_exam
from gen.model.derivation import Derivation, Statement
from gen.model.exam import Exam
from gen.model.pages import Layout
from gen.model.problem import Inline
from gen.model.solved import SolvedItem, SolvedProblem
from gen.page.exam import Audience, exam_view
from gen.typeset.actual_text import with_actual_text
from gen.typeset.building import view_of
from gen.typeset.measuring import _blocks
from gen.typeset.pagination import Paper, arrange
from gen.typeset.templates import render
from tests.support.problems import ROOT, answers_of, plain_layout, with_printed

EXAMS = [ROOT / "problems" / "exams" / "default.yaml", ROOT / "problems" / "kink.yaml", ROOT / "problems" / "table.yaml"]


def _garbled(derivation: Derivation) -> Derivation:
    steps = tuple(
        replace(s, pieces=(Inline("text", "nonsense"),))
        if isinstance(s, Statement)
        else replace(s, value=Fraction(987654321), planned=replace(s.planned, written=Var("nonsense"), rhs=Var("nonsense")))
        for s in derivation.steps
    )
    values = {atom: Fraction(987654321) for atom in derivation.values} | {Var("nonsense"): Fraction(987654321)}
    return Derivation(steps, derivation.answers, values)


def _nonsense(solved: SolvedItem) -> SolvedItem:
    """The same item with every step, value and answer replaced."""
    readings = []
    for one in solved.readings:
        readings.append(replace(one, parts=tuple(replace(part, derivation=_garbled(part.derivation)) for part in one.parts)))
    return replace(solved, readings=tuple(readings), findings=(), errata=())


def _forms(path: Path) -> tuple[Exam, dict[str, SolvedProblem]]:
    exam, faults = load_exam(path)
    assert faults == []
    return with_printed(exam), answers_of(exam)


@pytest.mark.parametrize("path", EXAMS, ids=lambda path: path.stem)
def test_nonsense_in_every_step_leaves_the_exam_as_it_is(path: Path) -> None:
    """With all steps and answers replaced the key changes and the exam's .tex stays byte for byte the same."""
    exam, items = _forms(path)
    garbled = {key: replace(one, items=tuple(map(_nonsense, one.items)), errata=()) for key, one in items.items()}
    layout = plain_layout(exam)
    sheet = render(exam_view(exam, None, layout), "exam")
    for solved in (garbled, items):
        assert render(replace(exam_view(exam, solved, layout), audience=None), "exam") == sheet
    assert render(exam_view(exam, garbled, layout), "solutions") != render(exam_view(exam, items, layout), "solutions")


@pytest.mark.parametrize("path", EXAMS, ids=lambda path: path.stem)
def test_the_exam_is_made_without_a_look_at_the_solutions(path: Path) -> None:
    """What a build hands to the exam's template is what there is without any solution, whomever it is for."""
    checked = check_exam(*load_exam(path))
    for audience in get_args(Audience):
        view = view_of(checked, "exam", audience)
        assert view == exam_view(checked.exam, None)
        assert {(item.solution, item.others, item.alone) for problem in view.problems for item in problem.items} == {(None, None, ())}


def test_no_number_that_is_only_in_the_key_is_in_the_exam() -> None:
    """Results such as -37 or 192, and the words of the derivation, occur in the key and not in the exam."""
    exam, items = _forms(EXAMS[0])
    sheet = render(exam_view(exam, None, plain_layout(exam)), "exam")
    key = render(exam_view(exam, items, plain_layout(exam)), "solutions")
    only_key = ["-37", "-20", "-24", "= 192", "= 45", r"\partial", "Forward pass", "with the printed values", r"\credit{"]
    assert [word for word in only_key if word in key] == only_key
    assert [word for word in only_key if word in sheet] == []


def test_texts_for_formulas_say_nothing_that_is_only_in_the_key() -> None:
    """What a screen reader is given for the formulas and figures of the sheet: none of the results, though those of the key have them."""
    exam, items = _forms(EXAMS[0])
    layout = plain_layout(exam)
    sheet, key = (
        " ".join(
            bytes.fromhex(text).decode("utf-16-be") for text in re.findall(r"\\(?:actual|picture)text\{(?:\w+\}\{)?([0-9A-F]+)\}", made)
        )
        for made in (
            with_actual_text(render(exam_view(exam, None, layout), "exam")),
            with_actual_text(render(exam_view(exam, items, layout), "solutions")),
        )
    )
    only_key = ["∂h_3/∂V", "∂y_2/∂u", "8/3", "z_1", "h_1 ⇒ h_2 (V)", "forget"]
    assert [words for words in only_key if words in key] == only_key
    assert [words for words in only_key if words in sheet] == [] and "h_0 → h_1 (w)" in sheet


CLAIM = """title: A claim
cells:
  c:
    h[t]: relu(w*h[t-1])
items:
  - id: a
    prompt: Does the state stay as it is?
    ask: {ask}
    {answer}points: {points}
"""
WORDS = [
    ("claim h[1] = h[0]", "", "{verdict: 1, reason: 1}", 179.0),
    ("open", "answer: It is.\n    ", "{answer: 2}", 139.0),
]
PAPER = Paper(700.0, 13.0, 23.0, 13.0)


def _layout(text: str, folder: Path, heights: Mapping[str, float]) -> Layout:
    """The layout of a problem whose solutions are so high, by the ids of its items."""
    file = folder / "claim.yaml"
    file.write_text(text, encoding="utf-8")
    exam, faults = load_exam(file)
    assert faults == []
    lengths = {"heading": 20.0, "prompt": 30.0}
    return arrange(list(_blocks(exam, lambda kind, name: lengths.get(kind) or heights.get(name[-1], 0.0), PAPER)), PAPER)


@pytest.mark.parametrize(("ask", "answer", "points", "room"), WORDS, ids=["claim", "open"])
def test_room_for_an_answer_in_words_does_not_tell_the_answer(ask: str, answer: str, points: str, room: float, tmp_path: Path) -> None:
    """A verdict with a short reason and one with a long one have the same frame; only what would not fit at all has a larger one."""
    text = CLAIM.format(ask=ask, answer=answer, points=points)
    assert len({_layout(text, tmp_path, {"a": height}) for height in (0.0, 20.0, 100.0, room)}) == 1
    assert len({_layout(text, tmp_path, {"a": height}) for height in (room, room + 2, room + 12)}) == 2


def test_no_claim_has_more_room_than_another_because_it_is_false(tmp_path: Path) -> None:
    """Where one of two claims needs more room than its points give, both get it, whichever of them that is."""
    second = "  - {id: b, prompt: And now., like: a, ask: 'claim h[1] = h[0]', points: {verdict: 1, reason: 2}}\n"
    text = CLAIM.format(ask="claim h[1] = h[0]", answer="", points="{verdict: 1, reason: 1}") + second
    layouts = [_layout(text, tmp_path, heights) for heights in ({"a": 300.0, "b": 10.0}, {"a": 10.0, "b": 300.0})]
    assert layouts[0] == layouts[1]
    assert all(slot.points >= 300 for slot in layouts[0][0][1:])
