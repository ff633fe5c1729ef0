"""Priced slips: what a mistake gives is derived, confirmed and told to graders, priced in exports, and never taken for what is right."""

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from gen.algebra.arrays import Value
from gen.check.exam import CheckedExam, check_exam
from gen.document import problem_text
from gen.export import FORMATS, Task, Wanted
from gen.export.canvas_questions import SLIPS
from gen.export.moodle_reader import read_moodle_xml
from gen.export.numbers import ARRAY_SLIPS, RULES
from gen.export.questions import Question
from gen.html.pages import grading_page, key_page, sheet_page
from gen.interface import loads
from gen.latex.tex import Tex
from gen.messages.errors import VerificationError
from gen.model.slips import priced_slips
from gen.page.exam import ExamView, exam_view, with_layout
from gen.proofread.proofread import proofread_exam
from gen.questions import slips as module
from gen.typeset.templates import render
from gen.variants.acceptance import Acceptance
from gen.variants.variation_file import load_variation
from tests.support.problems import plain_layout

PROBLEM = """title: Slips
%(head)scells:
  unit:
    h[t]: v*h[t-1] + w*x[t]
    L: (h[T] - y)**2/2
  net:
    z: W @ x
    L: (z.T @ z)/2
items:
  - id: a
    prompt: Compute for {given}.
    cell: %(cell)s
    given: {%(given)s}
    ask: gradient of L wrt %(wrt)s
    points: {%(points)s}
    rules:
%(rules)s
"""
SIGN = "      - {partial: The sign was lost., slip: -dL/dw, points: 1, about: dL/dw}\n"
CUT = "      - {partial: The last step alone., slip: {cut: 'h[1]'}, points: 1/2, about: dL/dw}\n"
USUAL = {
    "head": "",
    "cell": "unit",
    "given": 'v: 2, w: 1, "h[0]": 1, x: [1, 3], y: 5',
    "wrt": "w",
    "points": "dL/dw: 2",
    "rules": SIGN + CUT,
}


def checked(**changed: str) -> CheckedExam:
    return check_exam(loads(PROBLEM % {**USUAL, **changed}, "slips"), [])


@pytest.fixture(scope="module")
def usual() -> CheckedExam:
    return checked()


def numbers(one: CheckedExam) -> list[Value | None]:
    (problem,) = one.solved.values()
    return [slip.number for item in problem.items for _, slip in priced_slips(item.item)]


def test_a_slip_is_what_the_mistake_gives(usual: CheckedExam) -> None:
    """dL/dw is 4*(3 + 2*1) = 20. Without the sign it is -20, with h[1] held constant 4*3."""
    assert numbers(usual) == [-20, 12]


@pytest.mark.parametrize(
    ("slip", "number"),
    [
        ("dL/dh[2]*x[2] - dL/dh[1]*x[1]", 4),
        ("dL/dv + L", 28),
        ("dh[T]/dw", 5),  # derived besides: the gradients asked for do not need it
        ("0", 0),
        ("{given: {x: [1, 0]}}", 2),
        ("{given: {y: 0}, truncate: 1}", 27),
    ],
)
def test_a_slip_is_an_expression_or_the_item_with_something_changed(slip: str, number: int) -> None:
    """In names as `gen show` prints them, derived by the item or besides; or with the keys of a slip of an option."""
    assert numbers(checked(rules=f"      - {{partial: A slip., slip: {slip!r}, points: 1}}\n".replace("'{", "{").replace("}'", "}"))) == [
        number
    ]


def test_a_slip_is_confirmed_by_definitions(monkeypatch: pytest.MonkeyPatch) -> None:
    """A number that the expression does not have is refused, whoever worked it out."""
    monkeypatch.setattr("gen.questions.slips.value_in", lambda *asked: Fraction(-21))
    with pytest.raises(VerificationError, match="a slip of dL/dw"):
        checked()


def test_graders_see_the_number_and_students_nothing(usual: CheckedExam) -> None:
    """It stands beside the rule in the key and on the grading sheet, on paper and as HTML, and in nothing that students get."""
    told = r"\textbf{Partial credit (1\,p):} The sign was lost. This gives $\frac{\partial L}{\partial w} = -20$."
    source = render(with_plain_layout(usual.key, usual), "solutions")
    assert source.count(told) == source.count("-20") == 2
    assert told in source.partition(r"\begin{grading}")[2] and "-20" in source.partition(r"\end{grading}")[0]
    pages = [key_page(usual.exam, usual.solved), grading_page(usual.exam, usual.solved)]
    assert all(page.count("This gives") == 2 for page in pages)
    hidden = [key_page(usual.exam, usual.solved, "students"), sheet_page(usual.exam)]
    hidden += [render(with_plain_layout(exam_view(usual.exam, None), usual), "exam")]
    hidden += [render(with_plain_layout(exam_view(usual.exam, usual.solved, audience="students"), usual), "solutions")]
    assert [word for page in hidden for word in ("gives", "-20", "sign was lost") if word in page] == []


def with_plain_layout(view: ExamView, of: CheckedExam) -> ExamView:
    return with_layout(view, plain_layout(of.exam))


def test_rounded_numbers_and_german() -> None:
    """What is rounded stands behind ≈, in the language of the sheet."""
    found = checked(head="language: de\n", given='v: 1/3, w: 1, "h[0]": 1, x: [1/7, 3/11], y: 5/13', rules=SIGN)
    source = render(with_plain_layout(found.key, found), "solutions")
    assert r"\textbf{Teilpunkte (1\,P.):} The sign was lost. Das ergibt $\frac{\partial L}{\partial w} " in source
    assert re.search(r"Das ergibt .* (= -\\frac\{\d+\}\{\d+\}|\\approx -0\{,\}\d+)\$\.", source)


CHANGES: dict[str, Callable[[str], str]] = {
    "a number": lambda told: told.replace("-20", "-21"),
    "points": lambda told: told.replace(r"1\,p", r"2\,p"),
    "words": lambda told: told.replace("The sign", "A sign"),
    "a rounded number": lambda told: told.replace(" = ", r" \approx ").replace("-20", "-30"),
    "a lost sentence": lambda told: told.partition(" This gives")[0],
    "a name": lambda told: told.replace("{\\partial w}", "{\\partial v}"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_key_that_prices_another_number_is_refused(change: Callable[[str], str], usual: CheckedExam) -> None:
    """The number, its points, its name and the words of its rule are read on the page; as it was made it passes."""
    assert usual.key.grading is not None
    proofread_exam(usual.key, usual.solved)

    def changed(remark: Tex) -> Tex:
        return Tex(change(remark)) if "-20" in remark else remark

    (problem,) = usual.key.problems
    (item,) = problem.items
    assert item.solution
    readings = []
    for reading in item.solution.readings:
        groups = []
        for group in reading.groups:
            blocks = [
                replace(block, rows=tuple(replace(row, remarks=tuple(map(changed, row.remarks))) for row in block.rows))
                for block in group.blocks
            ]
            groups.append(replace(group, blocks=tuple(blocks)))
        readings.append(replace(reading, groups=tuple(groups)))
    altered = replace(item, solution=replace(item.solution, readings=tuple(readings)))
    key = replace(usual.key, problems=(replace(problem, items=(altered,)),), grading=None)
    with pytest.raises(VerificationError, match="no rule of the key pays for dL/dw = -20"):
        proofread_exam(key, usual.solved)


def test_draws_for_which_a_slip_is_right_or_two_are_the_same_are_rejected(tmp_path: Path) -> None:
    """dL/dw is 0 for y = h[2], whose sign nobody sees; the last step alone gives it, too, for x[1] = 0, and its double for x[1] = 1."""
    rules = CUT + "      - {partial: Twice as much., slip: '2*dL/dh[2]*x[2]', points: 1, about: dL/dw}\n" + SIGN
    path = tmp_path / "drawn.yaml"
    vary = "    vary: {x: [-1..2, 2], y: 5..9}\n    differ: gates, kinks, zeros, steps\n    ask"
    given = 'v: 2, w: 1, "h[0]": 1, x: [2, 2], y: 5'
    path.write_text((PROBLEM % {**USUAL, "rules": rules, "given": given}).replace("    ask", vary), encoding="utf-8")
    variation, faults = load_variation(path)
    assert variation and faults == []
    acceptance = Acceptance(variation)
    (group,) = acceptance.variation.groups

    def missed(x: int, y: int) -> tuple[str, ...]:
        return acceptance.violations(group, {"a: x[1]": Fraction(x), "a: y": Fraction(y)})

    assert missed(2, 5) == ()
    assert set(missed(1, 8)) == {module.WRONG, module.APART}  # all are 0
    assert missed(0, 5) == (module.WRONG,)  # h[1] counts, and its derivative is 0
    assert missed(1, 5) == (module.WRONG,)  # 3*(2 + 2) is twice 3*2
    assert missed(-1, 5) == (module.WRONG,)  # 0


def asked(wanted: Wanted = "auto", **changed: str) -> Question:
    one = checked(**changed)
    (found,) = Task([(one.exam, one.solved)], wanted).questions
    return found


@pytest.mark.parametrize(
    ("changed", "wanted", "by_hand", "accepted"),
    [
        ({}, "auto", "", [("20", 1), ("-20", Fraction(1, 2)), ("12", Fraction(1, 4))]),
        ({}, "numbers", "", [("20", 1), ("-20", Fraction(1, 2)), ("12", Fraction(1, 4))]),
        ({"rules": SIGN + "      - {partial: In words., points: 1}\n"}, "auto", RULES, []),
        ({"rules": SIGN + "      - {note: In words.}\n"}, "auto", "", [("20", 1), ("-20", Fraction(1, 2))]),
        ({"points": "'h[2]': 1, dL/dw: 2"}, "numbers", "", [("20", 1)]),
        (
            {
                "cell": "net",
                "given": "W: [[1, 2], [3, 4]], x: [1, 2]",
                "wrt": "W",
                "points": "dL/dW: 2",
                "rules": "      - {partial: The sign was lost., slip: -dL/dW, points: 1}\n",
            },
            "auto",
            ARRAY_SLIPS,
            [],
        ),
    ],
)
def test_a_machine_marks_where_every_rule_prices_a_number(
    changed: dict[str, str], wanted: Wanted, by_hand: str, accepted: list[tuple[str, Fraction]]
) -> None:
    """A rule in words, or about an array as a whole, is a person's. Where points are for steps nobody knows which part a slip earns."""
    question = asked(wanted, **changed)
    assert (question.kind, question.by_hand) == (("essay" if by_hand else "numerical"), by_hand)
    assert [(one.text, one.share) for slot in question.slots for one in slot.accepted] == accepted


def test_moodle_gives_so_many_percent_for_a_slip() -> None:
    """A number alone may earn what Moodle has a name for; any other part, and what is one of several numbers, stands in a cloze."""

    def written(**changed: str) -> bytes:
        one = checked(**changed)
        return FORMATS["moodle"](Task([(one.exam, one.solved)])).files["moodle.xml"]

    (alone,) = read_moodle_xml(written())
    assert [(one.text.html, one.percent) for one in alone.answers] == [("20", "100"), ("-20", "50"), ("12", "25")]
    assert b"{7:NUMERICAL:=20:0~%14.28571%-20:0~%7.14286%12:0}" in written(points="dL/dw: 7")
    assert b"{2:NUMERICAL:=20:0~%50%-20:0~%25%12:0}" in written(wrt="w, v", points="dL/dw: 2, dL/dv: 1")


def test_qti_marks_slips_and_canvas_leaves_them_to_a_person(usual: CheckedExam) -> None:
    """Each package is marked once more as it is read back; Canvas has no points for a wrong number."""
    task = Task([(usual.exam, usual.solved)])
    assert FORMATS["qti21"](task).by_hand == {}
    assert list(FORMATS["canvas"](task).by_hand.values()) == [SLIPS]


def test_an_author_sees_the_number_behind_the_points(usual: CheckedExam) -> None:
    """`gen show` has it in one line."""
    (problem,) = usual.solved.values()
    assert problem_text(problem).endswith("      2 for dL/dw\n      1 for a slip, dL/dw = -20\n      ½ for a slip, dL/dw = 12\n")


def test_a_slip_uses_what_it_names() -> None:
    """A number that nothing but a slip needs is no finding."""
    found = checked(given=USUAL["given"] + ", k: 3", rules="      - {partial: By three., slip: k*dL/dw, points: 1}\n")
    assert [finding.key for problem in found.solved.values() for finding in problem.findings] == []
