"""Rounded numbers in a key: signs of approximation, the mark of unrounded values, and which answers are near enough."""

from fractions import Fraction as F
from pathlib import Path

import pytest

from gen.algebra.arrays import Array, Value
from gen.algebra.numbers import NumberFormat, sqrt
from gen.document.notes import nearness
from gen.document.plain_text import problem_text
from gen.format.exam_file import load_exam
from gen.latex.writer import Latex
from gen.messages.sentences import Language
from gen.model.answers import Tolerance
from gen.model.solved import SolvedItem
from gen.page.exam import exam_view
from gen.page.prose import latex_of
from gen.page.rows import MARK
from gen.page.selection import for_students
from gen.page.solution import SolutionView
from gen.proofread.proofread import proofread_exam
from gen.solver.solve import solve_problem
from tests.support.keys import key_of
from tests.support.problems import solve_text

RNN = """
title: One step
{keys}
cells:
  rnn:
    z[t]: V*h[t-1] + x[t]
    h[t]: tanh(z[t])
items:
  - id: a
    prompt: For {{cell}} and {{given}}, compute `h[2]`.
    given: {{V: 1/3, 'h[0]': 0, x: [1, {last}]}}
    ask: value of h[2]
    points: {{'h[2]': 1}}
"""


def _told(tmp_path: Path, keys: str, last: str = "1/2") -> list[str]:
    """The steps as text, without their kind."""
    lines = problem_text(solve_text(RNN.format(keys=keys, last=last), tmp_path)).splitlines()
    return [line.split(None, 1)[1] for line in lines if line.lstrip().startswith("evaluate")]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (
            "shown: 3 digits",
            [
                "z[1] = V*h[0] + x[1] = 1/3*0 + 1 = 1",
                "h[1] = tanh(z[1]) = tanh(1) ≈ 0.762",
                "z[2] = V*h[1] + x[2] ≈ 1/3*0.762 + 1/2 ≈ 0.754",
                "h[2] = tanh(z[2]) ≈ tanh(0.754) ≈† 0.637",
            ],
        ),
        (
            "shown: 2 decimals\nnumbers: decimals",
            [
                "z[1] = V*h[0] + x[1] = 1/3*0 + 1 = 1",
                "h[1] = tanh(z[1]) = tanh(1) ≈ 0.76",
                "z[2] = V*h[1] + x[2] ≈ 1/3*0.76 + 1/2 ≈ 0.75",
                "h[2] = tanh(z[2]) ≈ tanh(0.75) ≈ 0.64",
            ],
        ),
    ],
)
def test_signs_say_where_numbers_are_rounded(keys: str, expected: list[str], tmp_path: Path) -> None:
    """Equal as long as no rounded number stands in a form, near from there on, and equal again where the value is exact."""
    assert _told(tmp_path, keys) == expected


def test_a_value_that_the_printed_numbers_miss_is_marked(tmp_path: Path) -> None:
    """With one digit, tanh(0.4) is 0.4 and not 0.3: the line says that it was not computed from what is printed."""
    told = _told(tmp_path, "shown: 1 digit\nnumbers: decimals", "0.1")
    assert told[3] == "h[2] = tanh(z[2]) ≈ tanh(0.4) ≈† 0.3"


def _key(tmp_path: Path, keys: str, last: str, language: Language = "en") -> tuple[SolvedItem, SolutionView]:
    problem = solve_text(RNN.format(keys=keys, last=last), tmp_path)
    (item,) = problem.items
    return item, key_of(item, Latex(language=language, shown=problem.problem.shown))


@pytest.mark.parametrize(
    ("keys", "last", "language", "note"),
    [
        ("shown: 1 digit\nnumbers: decimals", "0", "en", f"${{}}{MARK}$ computed with unrounded values."),
        ("shown: 1 digit\nnumbers: decimals", "0", "de", f"${{}}{MARK}$ mit ungerundeten Werten berechnet."),
        ("shown: 2 decimals", "1/2", "en", ""),
    ],
)
def test_a_key_explains_the_mark_once(keys: str, last: str, language: Language, note: str, tmp_path: Path) -> None:
    """Where a line has it, also for students."""
    _, key = _key(tmp_path, keys, last, language)
    assert [one.carried for view in (key, for_students(key)) for one in view.readings] == [note, note]


_TENTH, _HUNDREDTH = Tolerance(F(1, 10), relative=False), Tolerance(F(3, 100), relative=True)
_ROUNDED = sqrt(F(2))


@pytest.mark.parametrize(
    ("answer", "tolerance", "shown", "expected"),
    [
        (F(1, 3), None, NumberFormat(), ""),
        (F(1, 3), None, NumberFormat(fractions="none"), r"Answers within $1\,\%$ of the stated value are accepted."),
        (_ROUNDED, None, NumberFormat(), r"Answers within $1\,\%$ of the stated value are accepted."),
        (_ROUNDED, _TENTH, NumberFormat(), "Answers within $0.1$ of the stated value are accepted."),
        (_ROUNDED, _HUNDREDTH, NumberFormat("decimals", 1), r"Answers within $3\,\%$ of the stated value are accepted."),
        (
            _ROUNDED,
            None,
            NumberFormat("decimals", 1),
            r"Answers within $1\,\%$ of the stated value or one unit in its last place, whichever is more, are accepted.",
        ),
        (Array(((_ROUNDED, F(1)),)), _TENTH, NumberFormat(), "Answers within $0.1$ of the stated value are accepted."),
        (
            Array(((_ROUNDED, F(1)),)),
            None,
            NumberFormat(),
            r"Answers within $1\,\%$ of the stated value are accepted. "
            r"In a vector or matrix, each entry may be off by $1\,\%$ of the largest one.",
        ),
    ],
)
def test_a_key_says_which_answers_are_near_enough(answer: Value, tolerance: Tolerance | None, shown: NumberFormat, expected: str) -> None:
    """Only where an answer is rounded; if the author does not say, 1 % or what the digits allow."""
    assert latex_of(nearness([answer], tolerance, shown), Latex(shown=shown)) == expected


def test_the_tolerance_stands_among_the_remarks_for_graders(tmp_path: Path) -> None:
    """It is the author's own where the problem has one, and students do not get it."""
    _, key = _key(tmp_path, "tolerance: 0.005", "1/2")
    assert key.remarks == ("Answers within $0.005$ of the stated value are accepted.",)
    assert for_students(key).remarks == ()


def test_an_exact_result_of_rounded_numbers_is_told_with_a_dagger_and_read_back(tmp_path: Path) -> None:
    """-5/3 is printed as -1.66667, which gives -1.2250025; the value is -1.225, and no reader can know that it is exact."""
    path = tmp_path / "exact.yaml"
    path.write_text(
        "title: T\nnumbers: decimals\ncells:\n  rnn:\n    y[t]: x[t]/3\n    h[t]: V*h[t-1] + W*y[t]\n"
        "items:\n  - id: a\n    prompt: Find it for {given}.\n"
        "    given: {V: 0.1, W: 0.75, 'h[0]': 1, x: [0.6, -5]}\n    ask: value of h[2]\n    points: {all: 1}\n",
        encoding="utf-8",
    )
    exam, _ = load_exam(path)
    solved = {problem.id: solve_problem(problem) for problem in exam.problems}
    told = next(line for line in problem_text(solved["exact"]).splitlines() if "evaluate    h[2]" in line)
    assert told.endswith("≈† -1.225")
    assert proofread_exam(exam_view(exam, solved), solved)
