"""The grading sheet in front of the graders' key: what stands there, and that nothing else than in the key may."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from gen.check.exam import CheckedExam, check_exam
from gen.format.exam_file import load_exam
from gen.latex.tex import Tex
from gen.messages.errors import VerificationError
from gen.page.exam import ExamView, exam_view, with_layout
from gen.page.grading import GradedItemView, GradedLineView, GradingView
from gen.proofread.proofread import proofread_exam
from gen.typeset.templates import Form, render
from tests.support.problems import plain_layout

ITEMS = """title: Two readings
cells:
  rnn:
    h[t]: relu(V*h[t-1] + w*x[t])
  other:
    h[t]: relu(w*h[t-1] + V*x[t])
  soft:
    h[t]: tanh(V*h[t-1] + x[t])
  net:
    z: W @ x
    p: softmax(z)
    L: cross_entropy(p, y)
items:
  - id: a
    prompt: Compute.
    given: {V: 2, w: 1, "h[0]": 1, x: [2, 3]}
    ask: value of h[1], h[2]
    readings:
      - {name: one, cell: rnn}
      - {name: other, cell: other}
    points: {"h[1]": 1, "h[2]": {equation: 1/2, result: 1/2}}
    follow_on: full
    rules:
      - {accept: A drawing., about: "h[2]"}
      - {partial: All but the last., points: 1/2}
  - id: b
    prompt: Compute.
    cell: soft
    given: {V: 1/3, "h[0]": 1/7, x: [1/9, 1/11]}
    ask: gradient of h[2] wrt V
    by: reverse
    points: {"dh[2]/dV": 1}
  - id: c
    prompt: In symbols?
    cell: net
    shapes: {x: 3, W: [2, 3], y: 2}
    ask: formula of gradient of L wrt z
    points: {dL/dz: 1}
  - id: d
    prompt: Why?
    ask: open
    answer: WORDS
    points: {answer: 1}
    rules:
      - note: REMARK
    follow_on: full
"""
LONG = "This is so, and it goes on. " * 12


def _checked(folder: Path, language: str = "en", words: str = "Because.", remark: str = "Be kind.") -> CheckedExam:
    file = folder / "questions.yaml"
    text = ITEMS.replace("WORDS", words).replace("REMARK", remark).replace("items:", f"language: {language}\nitems:", 1)
    file.write_text(text, encoding="utf-8")
    return check_exam(*load_exam(file))


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> CheckedExam:
    return _checked(tmp_path_factory.mktemp("graded"))


def test_the_sheet_has_answers_points_and_rules(checked: CheckedExam) -> None:
    """Each answer with its points, of a further reading what it has otherwise, rules beside, and what holds for several items once."""
    key = with_plain_layout(checked)
    sheet = render(key, "solutions").partition(r"\end{grading}")[0].partition(r"\begin{grading}")[2]
    for words in (
        r"\standing{\textbf{a) and d):} Follow-through: full marks for what follows correctly from an earlier error.}",
        "\\gradedreading{Reading: one}\n\\gradedline{$\\displaystyle h_{1} = 4$}{(1\\,p)}\n"
        "\\gradedline{$\\displaystyle h_{2} = 11$}{(equation ½\\,p, result ½\\,p)}\n\\gradedreading{Reading: other}\n"
        "\\gradedline{$\\displaystyle h_{1} = 5$}{(1\\,p)}\n\\gradedrules\n\\gradedrule{\\textbf{Also accepted:} $h_{2}$: A drawing.}",
        r"\partial V} \approx 0.199716$}{(1\,p)}",
        r"= \boldsymbol{p} - \boldsymbol{y}$}{(1\,p)}",
        r"\gradedline{Because.}{(1\,p)}",
    ):
        assert words in sheet, words


def with_plain_layout(checked: CheckedExam) -> ExamView:
    return with_layout(checked.key, plain_layout(checked.exam))


def test_what_has_no_room_is_on_a_page_of_the_key(tmp_path: Path) -> None:
    """A long answer and a long rule are told by their page, in German here; both stand in the key."""
    source = render(with_plain_layout(_checked(tmp_path, "de", LONG, LONG)), "solutions")
    assert r"\gradedline{Seite 1}{(1\,P.)}" in source
    assert r"\gradedrule{\textbf{Hinweis:} Seite 1}" in source
    assert source.count(LONG.strip()) == 2


def test_only_graders_have_one(checked: CheckedExam) -> None:
    """Neither the sheet nor the key for students has any of it."""
    views = exam_view(checked.exam, None), exam_view(checked.exam, checked.solved, audience="students")
    assert [view.grading for view in views] == [None, None]
    for view, form in zip(views, get_args(Form), strict=False):
        source = render(with_layout(view, plain_layout(checked.exam)), form)
        assert [word for word in ("grad", "Grading", "Follow-through") if word in source] == []


def _line(label: str, n: int, **changes: Any) -> Callable[[GradingView], GradingView]:
    """The sheet with another line of an item."""
    return _item(label, lambda item: replace(item, lines=_altered(item.lines, n, changes)))


def _altered(lines: tuple[GradedLineView, ...], n: int, changes: Mapping[str, Any]) -> tuple[GradedLineView, ...]:
    return tuple(replace(line, **changes) if i == n else line for i, line in enumerate(lines))


def _item(label: str, change: Callable[[GradedItemView], GradedItemView]) -> Callable[[GradingView], GradingView]:
    return lambda sheet: replace(sheet, items=tuple(change(item) if item.label == label else item for item in sheet.items))


ALTERED: list[tuple[str, Callable[[GradingView], GradingView], str]] = [
    ("a number", _line("a)", 0, form=Tex("5")), "the grading sheet: h[1] = 5 is read as"),
    ("a number of a further reading", _line("a)", 2, form=Tex("4")), "the grading sheet: h[1] = 4 is read as"),
    ("a digit", _line("b)", 0, form=Tex("0.199717")), "the grading sheet: dh[2]/dV \\approx 0.199717 is read as"),
    ("a sign that claims too much", _line("b)", 0, relation=Tex("=")), "the grading sheet: dh[2]/dV = 0.199716 is read as"),
    ("a formula", _line("c)", 0, form=Tex("\\boldsymbol{y} - \\boldsymbol{p}")), "dL/dz = \\boldsymbol{y} - \\boldsymbol{p} is read as"),
    ("points", _line("b)", 0, result=Tex("2\\,p")), "with 2\\,p, not with 1\\,p"),
    ("points of a sentence", _line("d)", 0, result=Tex("")), "the grading sheet pays Because. with nothing, not with 1\\,p"),
    ("a name", _line("a)", 0, left=Tex("h_{3}")), "the grading sheet tells what the key does not: h_{3}"),
    ("words", _line("d)", 0, text=Tex("So.")), "the grading sheet tells what the key does not: So."),
    ("a lost answer", _item("b)", lambda item: replace(item, lines=())), "the grading sheet has lost \\frac"),
    ("a reading that is lost", _item("a)", lambda item: replace(item, lines=item.lines[:2])), "the grading sheet: h[1] = 4 is read as"),
    ("a reading too many", _item("b)", lambda item: replace(item, lines=(replace(item.lines[0], reading=1),))), "more readings"),
    ("a lost rule", _item("a)", lambda item: replace(item, rules=item.rules[1:])), "other rules for a) than the key"),
    ("a misprint", _item("d)", lambda item: replace(item, errata=(Tex("x"),))), "other misprints for d) than the key"),
    ("a label", _item("b)", lambda item: replace(item, label=Tex("c)"))), "does not begin b) with its 1 point"),
    ("an item that is lost", lambda sheet: replace(sheet, items=sheet.items[:-1]), "the grading sheet has lost Because."),
    ("what holds for all", lambda sheet: replace(sheet, standing=()), "the grading sheet tells other items"),
]


@pytest.mark.parametrize(("change", "said"), [row[1:] for row in ALTERED], ids=[row[0] for row in ALTERED])
def test_a_sheet_that_tells_something_else_is_refused(
    change: Callable[[GradingView], GradingView], said: str, checked: CheckedExam
) -> None:
    """Numbers and formulas are read, points, sentences and rules are those of the key; nothing is lost. As it was made it passes."""
    assert checked.key.grading is not None
    proofread_exam(checked.key, checked.solved)
    altered = change(checked.key.grading)
    assert altered != checked.key.grading
    with pytest.raises(VerificationError, match=re.escape(said)):
        proofread_exam(replace(checked.key, grading=altered), checked.solved)
