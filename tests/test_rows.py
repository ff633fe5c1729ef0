"""The fourteen rows of the three source sheets come out with their results, points and notes."""

import math
from fractions import Fraction

import pytest

from gen.algebra.arrays import scalar
from gen.algebra.printer import text
from gen.format.exam_file import load_exam
from gen.model.derivation import Answer
from gen.questions import ClaimAnswer, RoleAnswer
from tests.support.problems import ROOT, answers, item, solved

HALF = Fraction(1, 2)

ROWS = [
    ("A.a", "sheet-a", "a", {"as stated": ["45"]}, [("total", "whole", 1)]),
    ("A.c", "sheet-a", "c", {"as stated": ["0", "3"]}, [("h[2]", "whole", 1), ("h[3]", "whole", 1)]),
    (
        "A.d",
        "sheet-a",
        "d",
        {"with the printed values": ["2/3", "1", "0"], "with the values that the recurrence gives": ["3/2", "1", "0"]},
        [("dh[3]/dV", "whole", 1), ("dh[3]/dW", "whole", 1), ("dh[3]/dx[1]", "whole", 1)],
    ),
    (
        "B.b",
        "sheet-b",
        "b",
        {"by the figure": ["24", "-24", "-4"], "by the equation": ["37", "-37", "-20"]},
        [(name, part, HALF) for name in ("h[2]", "y[2]", "dy[2]/du") for part in ("equation", "result")],
    ),
    ("C.a", "sheet-c", "a", {"as stated": ["192"]}, [("total", "equation", 1), ("total", "result", 1)]),
    ("C.c", "sheet-c", "c", {"as stated": ["0", "4", "4"]}, [(f"h[{t}]", "whole", 1) for t in (1, 2, 3)]),
    ("C.d", "sheet-c", "d", {"as stated": ["4", "2", "0"]}, [(f"dh[3]/d{x}", "whole", 1) for x in ("V", "W", "x[1]")]),
]


@pytest.mark.parametrize(("row", "sheet", "ident", "results", "points"), ROWS, ids=[row[0] for row in ROWS])
def test_row_gives_the_results_of_the_source(row: str, sheet: str, ident: str, results: object, points: object) -> None:
    """Each reading of the row has exactly the source's results."""
    one = item(solved(ROOT / "problems" / f"{sheet}.yaml"), ident)
    assert {reading.name: answers(reading) for reading in one.readings} == results


@pytest.mark.parametrize(("row", "sheet", "ident", "results", "points"), ROWS, ids=[row[0] for row in ROWS])
def test_row_awards_the_points_of_the_source(row: str, sheet: str, ident: str, results: object, points: object) -> None:
    """Each criterion of the row pays the source's points for the source's step."""
    one = item(solved(ROOT / "problems" / f"{sheet}.yaml"), ident)
    assert [(c.credits, c.part, c.points) for c in one.item.grading.criteria] == points


def _written(sheet: str, ident: str, lhs: str) -> list[str]:
    reading = item(solved(ROOT / "problems" / f"{sheet}.yaml"), ident).readings[0]
    step = next(s for s in reading.derivation.numbers if text(s.lhs) == lhs)
    return [text(step.planned.written), text(step.planned.written, reading.derivation.values), str(step.value)]


@pytest.mark.parametrize(
    ("row", "sheet", "ident", "lhs", "expected"),
    [
        ("A.a", "sheet-a", "a", "total", ["n_x*n_h + n_h*n_h + n_h", "3*5 + 5*5 + 5", "45"]),
        ("C.a", "sheet-c", "a", "total", ["n_x*n_h + n_h*n_h", "4*12 + 12*12", "192"]),
        ("C.c", "sheet-c", "c", "h[1]", ["relu(V*h[0] + W*x[1])", "relu(1*(-3) + 2*1)", "0"]),
        ("A.d", "sheet-a", "d", "dz[3]/dV", ["h[2] + V*dh[2]/dV", "2/3 - 2*0", "2/3"]),
        ("A.d", "sheet-a", "d", "dz[3]/dW", ["V*dh[2]/dW + x[3]", "-2*(3/2) + 4", "1"]),
        (
            "C.d",
            "sheet-c",
            "d",
            "dh[3]/dV",
            [
                "relu'(z[3])*h[2] + relu'(z[3])*V*relu'(z[2])*h[1] + relu'(z[3])*V*relu'(z[2])*V*relu'(z[1])*h[0]",
                "1*4 + 1*1*1*0 + 1*1*1*1*0*(-3)",
                "4",
            ],
        ),
        (
            "C.d",
            "sheet-c",
            "d",
            "dh[3]/dW",
            [
                "relu'(z[3])*x[3] + relu'(z[3])*V*relu'(z[2])*x[2] + relu'(z[3])*V*relu'(z[2])*V*relu'(z[1])*x[1]",
                "1*0 + 1*1*1*2 + 1*1*1*1*0*1",
                "2",
            ],
        ),
        (
            "B.b",
            "sheet-b",
            "b",
            "dy[2]/du",
            ["v*relu'(z[2])*x[2] + v*relu'(z[2])*w*relu'(z[1])*x[1]", "-1*1*2 - 1*1*2*1*1", "-4"],
        ),
    ],
)
def test_row_is_told_in_the_authors_order(row: str, sheet: str, ident: str, lhs: str, expected: list[str]) -> None:
    """Symbols, numbers and value of a step, with the author's order, all factors kept and negative numbers in brackets."""
    assert _written(sheet, ident, lhs) == expected


def test_a_printed_value_replaces_the_value_and_keeps_the_derivative() -> None:
    """Row A.d: with h_2 printed as 2/3, dh_3/dV uses 2/3, and dh_3/dW is 1 as with the right h_2."""
    printed, computed = item(solved(ROOT / "problems" / "sheet-a.yaml"), "d").readings
    assert (answers(printed)[:2], answers(computed)[:2]) == (["2/3", "1"], ["3/2", "1"])


def test_printed_values_give_exactly_one_finding() -> None:
    """Row A.d: only h_2 contradicts the recurrence, and the finding holds both values and the author's line."""
    one = item(solved(ROOT / "problems" / "sheet-a.yaml"), "d")
    (found,) = [e.finding for e in one.errata if e.finding.key.startswith("printed")]
    assert found.plain == "h[2] is printed as 2/3, but the equations give 3/2"
    assert found.where.text.strip() == "h[2]: 2/3"


ROLES = ["g_1: output", "g_2: forget", "g_3: update"]

ANSWERED = [
    # row, sheet, item, answers, points, kinds of the grading rules with what they are about
    ("A.b", "sheet-a", "b", ["false"], {"verdict": HALF, "reason": HALF}, ["accept reason", "zero reason", "forfeit reason"]),
    ("A.e", "sheet-a", "e", ROLES, {None: 1, "c": 1}, ["partial c 1/2"]),
    ("B.a", "sheet-b", "a", [], {"product": 1, "explode": HALF, "vanish": HALF}, ["zero explode,vanish", "partial explode,vanish 1/2"]),
    ("B.c", "sheet-b", "c", ROLES, {None: 1, "c": 1}, []),
    ("B.d", "sheet-b", "d", [], {"highway": HALF, "gates": HALF}, ["accept"]),
    ("C.b", "sheet-c", "b", ["false"], {"verdict": 1, "reason": 1}, ["note reason"]),
    ("C.e", "sheet-c", "e", ROLES, {None: 1, "c": 1}, []),
]


def _answer(answer: Answer) -> str:
    match answer:
        case ClaimAnswer(_, holds):
            return "true" if holds else "false"
        case RoleAnswer(gate, role):
            return f"{gate}: {role}"
    raise AssertionError(answer)


@pytest.mark.parametrize(("row", "sheet", "ident", "found", "points", "rules"), ANSWERED, ids=[row[0] for row in ANSWERED])
def test_row_in_words_is_answered_and_graded_as_in_the_source(
    row: str, sheet: str, ident: str, found: list[str], points: dict[str | None, Fraction], rules: list[str]
) -> None:
    """Verdicts and roles are worked out; points and grading notes are the source's."""
    one = item(solved(ROOT / "problems" / f"{sheet}.yaml"), ident)
    (reading,) = one.readings
    assert [_answer(answer) for answer in reading.derivation.answers] == found
    assert {c.credits: c.points for c in one.item.grading.criteria} == points
    graded = [" ".join([r.kind, *filter(None, [",".join(r.about), str(r.points or "")])]) for r in one.item.grading.rules]
    assert graded == rules


@pytest.mark.parametrize(
    ("row", "sheet", "ident", "rules", "follow_on"),
    [
        ("A.a", "sheet-a", "a", ["zero total"], None),
        ("A.c", "sheet-a", "c", ["note"], "none"),
        ("A.d", "sheet-a", "d", ["accept dh[3]/dx[1]"], None),
        ("C.d", "sheet-c", "d", ["note"], None),
    ],
)
def test_computed_row_has_the_grading_notes_of_the_source(
    row: str, sheet: str, ident: str, rules: list[str], follow_on: str | None
) -> None:
    """All or nothing, no points for intermediate steps, an explanation instead of a formula."""
    grading = item(solved(ROOT / "problems" / f"{sheet}.yaml"), ident).item.grading
    assert [" ".join([r.kind, *r.about]) for r in grading.rules] == rules
    assert grading.follow_on == follow_on


def test_the_sheets_add_up_to_the_published_totals() -> None:
    """9, 8 and 12 points; 29 for the exam."""
    exam, faults = load_exam(ROOT / "problems" / "exams" / "default.yaml")
    assert faults == []
    assert [*(problem.points for problem in exam.problems), exam.points] == [9, 8, 12, 29]


def test_the_counterexample_of_the_claims_is_checked_by_hand() -> None:
    """A.b and C.b: with V = 1, h_0 = 1 and nothing else the state becomes tanh(1), which is not 1."""
    for sheet in ("sheet-a", "sheet-c"):
        (answer,) = item(solved(ROOT / "problems" / f"{sheet}.yaml"), "b").readings[0].derivation.answers
        assert isinstance(answer, ClaimAnswer)
        numbers = {text(var): float(scalar(value)) for var, value in answer.counterexample.items()}
        after = math.tanh(numbers["V"] * numbers["h[0]"] + numbers["W"] * numbers["x[1]"] + numbers.get("b", 0))
        assert numbers["x[1]"] == numbers.get("b", 0) == 0
        assert after != numbers["h[0]"]
