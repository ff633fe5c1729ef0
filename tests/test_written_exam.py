"""The shipped written exam: 60 points in 90 minutes, in two languages from the same problems."""

from fractions import Fraction as F
from itertools import chain

import pytest

from gen.check.exam import check_exam
from gen.format.exam_file import load_exam
from gen.model.exam import Exam
from tests.support.problems import ROOT

FILES = {language: ROOT / "problems" / "exams" / f"deep-learning{ending}.yaml" for language, ending in (("en", ""), ("de", "-de"))}
ASKED = {"choice", "value", "gradient", "formula", "shape", "field", "table", "gaps", "sketch", "open"}


@pytest.fixture(scope="module", params=FILES)
def exam(request: pytest.FixtureRequest) -> Exam:
    """The exam in one language."""
    found, faults = load_exam(FILES[request.param])
    assert not faults and found.language == request.param
    return found


def test_it_has_its_points_and_its_time(exam: Exam) -> None:
    """60 points in 90 minutes, a third of them for choices, and a question of each kind that such an exam has."""
    items = [item for problem in exam.problems for item in problem.items]
    kinds = [{query.kind for query in item.queries} for item in items]
    choices = sum((item.points for item, own in zip(items, kinds, strict=True) if "choice" in own), F(0))
    assert (exam.points, exam.minutes, choices, exam.warnings) == (F(60), 90, F(20), ())
    assert set(chain.from_iterable(kinds)) >= ASKED


def test_every_answer_is_confirmed_and_every_line_read_back(exam: Exam) -> None:
    """Without a finding, in each language."""
    checked = check_exam(exam)
    assert checked.findings == ()
    assert set(checked.read) == {f"{problem.id}/{item.id}" for problem in exam.problems for item in problem.items}


def test_both_languages_ask_the_same() -> None:
    """Item by item the same questions with the same numbers and points; the words alone are others."""
    one, other = (
        [
            (
                problem.id,
                item.id,
                item.points,
                {var: given.value for var, given in item.given.items()},
                [query.kind for query in item.queries],
            )
            for problem in load_exam(file)[0].problems
            for item in problem.items
        ]
        for file in FILES.values()
    )
    assert one == other
