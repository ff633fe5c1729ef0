"""Golden files in layers, so that a difference says which stage moved: the trace, the steps, and the LaTeX of each form.

`make golden` accepts what is produced now; a mismatch leaves what was produced beside the golden, as `NAME.actual`.
"""

from pathlib import Path

import pytest
from lxml import etree

from gen.check.exam import check_exam
from gen.document.plain_text import LAYERS, Layer, problem_text
from gen.export import FORMATS, Task
from gen.format.exam_file import load_exam
from gen.interface import page_pictures
from gen.page.exam import Audience, exam_view, with_layout
from gen.page.names import names_of
from gen.typeset.layout_file import layout_file, load_layout
from gen.typeset.templates import Form, render
from tests.support.garbled import garbled
from tests.support.goldens import GOLDENS, beside, compare
from tests.support.moodle import SCHEMA, made, seen
from tests.support.problems import PROBLEMS, ROOT, answers_of, plain_layout, solved, with_printed

OTHERS = {"speech.txt", "worked-exam-1.schema.json"}  # of formulas, and of what files may hold
HARD = sorted((ROOT / "tests" / "hard").glob("*.yaml"))
EXAMS = [ROOT / "problems" / "exams" / "default.yaml"]
PAGES: dict[str, tuple[Form, Audience]] = {
    "exam": ("exam", "graders"),
    "solutions": ("solutions", "graders"),
    "solutions-students": ("solutions", "students"),
}
# Students read the same derivations: their form of the whole exam is enough.
SET = [*((path, page) for path in PROBLEMS for page in ("exam", "solutions")), *((path, page) for path in EXAMS for page in PAGES)]


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("path", PROBLEMS, ids=lambda path: path.stem)
def test_trace_and_steps_are_the_golden_ones(path: Path, layer: Layer, pytestconfig: pytest.Config) -> None:
    """Each layer that `gen show` prints of each shipped problem has been read and accepted."""
    compare(GOLDENS / f"{path.stem}.{layer}.txt", problem_text(solved(path), layers=(layer,)), pytestconfig.getoption("--golden"))


@pytest.mark.parametrize(("path", "page"), SET, ids=lambda part: part.stem if isinstance(part, Path) else part)
def test_latex_is_the_golden_one(path: Path, page: str, pytestconfig: pytest.Config) -> None:
    """The LaTeX of each form of each shipped problem and exam has been read and accepted; an exam's in its stored layout."""
    form, audience = PAGES[page]
    exam, faults = load_exam(path)
    assert faults == []
    names = [name for problem in exam.problems for name in names_of(problem)]
    layout = load_layout(layout_file(path), names).pages if path in EXAMS else plain_layout(exam)
    answers = answers_of(exam) if form == "solutions" else None
    source = render(exam_view(with_printed(exam), answers, layout, audience), form)
    compare(GOLDENS / f"{path.stem}.{page}.tex", source, pytestconfig.getoption("--golden"))


@pytest.mark.parametrize("path", PROBLEMS, ids=lambda path: path.stem)
def test_each_problem_becomes_questions_that_moodle_reads(path: Path) -> None:
    """Valid and read back, a question for each item; with every answer replaced, students would see the same, letter by letter.

    It stands in this file since solving all problems takes longer than all else.
    """
    exam, solutions = with_printed(load_exam(path)[0]), {path.stem: solved(path)}
    written = FORMATS["moodle"](Task([(exam, solutions)], feedback=True, pictures=page_pictures(exam)))
    SCHEMA.assertValid(etree.fromstring(written.files["moodle.xml"]))
    assert written.questions == sum(len(problem.items) for problem in exam.problems)
    own, wrong = (made(exam, one, "numbers") for one in (solutions, {path.stem: garbled(solved(path))}))
    assert list(map(seen, own)) == list(map(seen, wrong))


@pytest.mark.parametrize("path", HARD, ids=lambda path: path.stem)
def test_a_hard_key_is_confirmed_and_the_golden_one(path: Path, pytestconfig: pytest.Config) -> None:
    """Problems that put a page to the test are solved, read back row by row, and their keys have been looked at and accepted."""
    checked = check_exam(*load_exam(path))
    assert checked.findings == ()
    source = render(with_layout(checked.key, plain_layout(checked.exam)), "solutions")
    compare(GOLDENS / f"hard-{path.stem}.solutions.tex", source, pytestconfig.getoption("--golden"))


def test_no_golden_is_left_over() -> None:
    """Every golden is of something that is shipped, or of a hard problem."""
    texts = {f"{path.stem}.{layer}.txt" for path in PROBLEMS for layer in LAYERS}
    pages = {f"{path.stem}.{page}.tex" for path, page in SET} | {f"hard-{path.stem}.solutions.tex" for path in HARD}
    assert {path.name for path in GOLDENS.iterdir() if path.suffix != ".actual"} == texts | pages | OTHERS


def test_the_layers_together_are_what_show_prints() -> None:
    """No line of `gen show` is in no layer: what it prints of all layers is what the layers have one by one."""
    problem = solved(ROOT / "problems" / "sheet-a.yaml")
    one_by_one = [set(problem_text(problem, layers=(layer,)).splitlines()) for layer in LAYERS]
    assert set.union(*one_by_one) == set(problem_text(problem).splitlines())
    assert all(lines < set.union(*one_by_one) for lines in one_by_one)


@pytest.mark.parametrize("stored", ["as it was\n", None], ids=["changed", "missing"])
def test_a_golden_that_does_not_fit_fails_and_leaves_what_was_produced(stored: str | None, tmp_path: Path) -> None:
    """The golden stays as it is, and the new text lies beside it, until it is accepted: then it is the golden, with nothing beside."""
    golden = tmp_path / "kink.steps.txt"
    if stored:
        golden.write_text(stored, encoding="utf-8")
    with pytest.raises(AssertionError):
        compare(golden, "größer\n", accept=False)
    left = {"kink.steps.txt": stored, "kink.steps.txt.actual": "größer\n"}
    assert _texts(tmp_path) == {name: text for name, text in left.items() if text}
    compare(golden, "größer\n", accept=True)
    assert _texts(tmp_path) == {"kink.steps.txt": "größer\n"}


def test_a_golden_that_fits_again_has_nothing_beside_it(tmp_path: Path) -> None:
    """What an earlier run left is gone when the produced text is the golden one again."""
    golden = tmp_path / "kink.steps.txt"
    golden.write_text("as it was\n", encoding="utf-8")
    beside(golden).write_text("another\n", encoding="utf-8")
    compare(golden, "as it was\n", accept=False)
    assert _texts(tmp_path) == {"kink.steps.txt": "as it was\n"}


def _texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
