"""The questions of an exam as records: what a machine marks, with which numbers, and what a person does."""

from fractions import Fraction
from pathlib import Path

import pytest
from lxml import html

from gen.check import SolvedExam, solve_exam
from gen.export import FORMATS, Task
from gen.export.numbers import FOLLOW_ON, RULES, STEPS, TOGETHER, WORDS
from gen.export.questions import BY_WISH, Kind, Question, Wanted, questions
from gen.format import load_exam
from gen.html import key_page

CELL = """title: A cell
cells:
  unit:
    h[t]: relu(v*h[t-1] + w*x[t])
  soft:
    p: softmax(z)
items:
  - id: a
    prompt: What are the states for {given}?
    cell: %(cell)s
    given: {%(given)s}
    ask: %(ask)s
    points: {%(points)s}
%(more)s"""
NUMBERS = {"cell": "unit", "given": 'v: 2, w: 1, "h[0]": 1, x: [1, 1/3]', "ask": "value of h[1]", "points": '"h[1]": 2', "more": ""}
ANSWER = "    answer: Since.\n"


def asked(tmp_path: Path, wanted: Wanted = "auto", **changed: str) -> Question:
    """The question of a problem that is written with changes."""
    path = tmp_path / "cell.yaml"
    path.write_text(CELL % {**NUMBERS, **changed}, encoding="utf-8")
    solved = _solved(path)
    (one,) = questions(solved.exam, solved.solved, wanted)
    return one


def _solved(path: Path) -> SolvedExam:
    exam, faults = load_exam(path)
    return solve_exam(exam, faults)


@pytest.mark.parametrize(
    ("changed", "wanted", "kind", "by_hand"),
    [
        ({}, "auto", "numerical", ""),
        ({}, "essay", "essay", BY_WISH),
        ({"ask": "value of h[1], h[2]", "points": '"h[1]": 1, "h[2]": 1'}, "auto", "cloze", ""),
        ({"ask": "value of h[2]", "points": '"h[1]": 1, "h[2]": 1'}, "auto", "essay", STEPS),
        ({"ask": "value of h[2]", "points": '"h[1]": 1, "h[2]": 1'}, "numbers", "numerical", ""),
        ({"ask": "value of h[1]", "points": '"h[1]": {equation: 1, result: 1}'}, "auto", "essay", STEPS),
        ({"ask": "value of h[1], h[2]", "points": "all: 2"}, "auto", "essay", TOGETHER),
        ({"points": "all: 2"}, "auto", "numerical", ""),
        ({"more": "    rules:\n      - {accept: The same as a sum., about: 'h[1]'}\n"}, "auto", "essay", RULES),
        ({"more": "    rules:\n      - {note: Not a sum., about: 'h[1]'}\n"}, "auto", "numerical", ""),
        ({"more": "    follow_on: full\n"}, "auto", "numerical", ""),
        (
            {"ask": "value of h[1], h[2]", "points": '"h[1]": 1, "h[2]": 1', "more": "    follow_on: full\n"},
            "auto",
            "essay",
            FOLLOW_ON,
        ),
        (
            {"ask": "\n      - value of h[1]\n      - open", "points": '"h[1]": 1, answer: 1', "more": ANSWER},
            "numbers",
            "essay",
            WORDS,
        ),
    ],
)
def test_a_machine_marks_what_the_rubric_pays_for_answers_alone(
    changed: dict[str, str], wanted: Wanted, kind: Kind, by_hand: str, tmp_path: Path
) -> None:
    """Points for the way there, for all answers together, or by rules in words are a person's; with the reason in a sentence."""
    question = asked(tmp_path, wanted, **changed)
    assert (question.kind, question.by_hand) == (kind, by_hand)
    assert bool(question.slots) == (kind in ("numerical", "cloze"))
    assert sum((slot.points for slot in question.slots), Fraction(0)) == (question.points if question.slots else 0)


@pytest.mark.parametrize(
    ("given", "more", "text", "within"),
    [
        ('v: 2, w: 1, "h[0]": 1, x: [1, 1]', "", "3", Fraction(0)),
        ('v: 2, w: 1/8, "h[0]": 1, x: [1, 1]', "", "2.125", Fraction(0)),  # ends
        ('v: 2, w: 1/3, "h[0]": 1, x: [1, 1]', "", "2.33333", Fraction(7, 300)),  # does not end: 1 %, as the key tells graders
        ('v: 2, w: 1/3, "h[0]": 1, x: [1, 1]', "    tolerance: 0.005\n", "2.33333", Fraction(1, 200)),
        ('v: 2, w: 1/8, "h[0]": 1, x: [1, 1]', "    tolerance: 2%\n", "2.125", Fraction(17, 400)),
    ],
)
def test_a_number_is_a_decimal_with_what_lies_near_enough(given: str, more: str, text: str, within: Fraction, tmp_path: Path) -> None:
    """Exact where it ends within the digits that are shown, else as near as the key tells graders; the author's tolerance comes first."""
    (slot,) = asked(tmp_path, given=given, more=more).slots
    assert [(one.text, one.within, one.share) for one in slot.accepted] == [(text, within, Fraction(1))]


def test_an_array_has_a_place_for_each_entry(tmp_path: Path) -> None:
    """The entries share the points of the array, and are as near as its largest one allows."""
    question = asked(tmp_path, cell="soft", given="z: [0, 0, 0]", ask="value of p", points="p: 2")
    assert [(slot.name, slot.entry, slot.points) for slot in question.slots] == [("p", (i, 1), Fraction(2, 3)) for i in (1, 2, 3)]
    assert {one.text for slot in question.slots for one in slot.accepted} == {"0.333333"}


ALIKE = """title: {0}
cells: {{c: {{"h[t]": "v*h[t-1]"}}}}
items: [{{id: {1}, prompt: "For {{given}}.", given: {{v: 2, "h[0]": 1}}, ask: "value of h[1]", points: {{all: 1}}}}]
"""


@pytest.fixture
def alike(tmp_path: Path) -> Path:
    """An exam of two problems whose items would be called the same, with ids that a page or a drawing has of its own."""
    for name, item in (("a", "b-c"), ("a-b", "c"), ("main", "recall"), ("figure-1", "a")):
        (tmp_path / f"{name}.yaml").write_text(ALIKE.format(name, item), encoding="utf-8")
    path = tmp_path / "exam.yaml"
    path.write_text("title: E\nproblems: [a.yaml, a-b.yaml, main.yaml, figure-1.yaml]\n", encoding="utf-8")
    return path


def test_no_two_questions_have_one_name(alike: Path) -> None:
    """Systems tell questions by their names: two that are the same would be taken for variants, or one for the other."""
    solved = _solved(alike)
    names = [one.name for one in questions(solved.exam, solved.solved)]
    assert names == ["a.b-c", "a-b.c", "main-recall", "figure-1-a"]
    for export in FORMATS.values():
        assert export(Task([(solved.exam, solved.solved)], "auto", False)).questions == 4


def test_no_two_parts_of_a_page_have_one_name(alike: Path) -> None:
    """Neither problems and items with each other nor with what the page itself names."""
    solved = _solved(alike)
    found = [str(one) for one in html.fromstring(key_page(solved.exam, solved.solved, "students")).xpath("//@id")]
    assert len(found) > 8 and len(found) == len(set(found))
