"""Golden files in layers, so that a difference says which stage moved: what `gen show` prints, and the LaTeX of both forms.

`make golden` accepts what is produced now; a mismatch leaves what was produced beside the golden, as `NAME.actual`.
"""

from pathlib import Path

import pytest

from gen.load_exam import load_exam
from gen.pipeline import solve_problem
from gen.render import Form, render
from gen.show import problem_text
from gen.view import exam_view
from tests.conftest import PROBLEMS, ROOT, plain_layout, solved

GOLDENS = ROOT / "tests" / "goldens"


def _compare(name: str, actual: str, accept: bool) -> None:
    golden = GOLDENS / name
    beside = golden.with_name(golden.name + ".actual")
    if accept:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(actual, encoding="utf-8")
    expected = golden.read_text(encoding="utf-8") if golden.exists() else ""
    if actual != expected:
        beside.write_text(actual, encoding="utf-8")
    else:
        beside.unlink(missing_ok=True)
    assert actual == expected


@pytest.mark.parametrize("path", PROBLEMS, ids=lambda path: path.stem)
def test_trace_and_steps_are_the_golden_ones(path: Path, pytestconfig: pytest.Config) -> None:
    """What `gen show` prints of each shipped problem has been read and accepted."""
    _compare(f"{path.stem}.steps.txt", problem_text(solved(path)), pytestconfig.getoption("--golden"))


@pytest.mark.parametrize("form", ["exam", "solutions"])
@pytest.mark.parametrize("path", PROBLEMS, ids=lambda path: path.stem)
def test_latex_is_the_golden_one(path: Path, form: Form, pytestconfig: pytest.Config) -> None:
    """The LaTeX of each form of each shipped problem has been read and accepted."""
    exam, faults = load_exam(path)
    assert faults == []
    answers = {p.id: solve_problem(p) for p in exam.problems} if form == "solutions" else None
    source = render(exam_view(exam, answers, plain_layout(exam)), form)
    _compare(f"{path.stem}.{form}.tex", source, pytestconfig.getoption("--golden"))
