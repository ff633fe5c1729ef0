"""Many variants at once: what is counted, what fails, what a page shows of it, and a sample of every problem."""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gen.algebra.arrays import Value, array
from gen.algebra.expr import Add, Atom, Call, Div, Expr, MatMul, Mul, Num, Pow, Var
from gen.algebra.numbers import NumberFormat
from gen.cli.commands import main
from gen.format.exam_file import load_exam
from gen.messages.errors import InputError, InputErrors, Location, MathError, VerificationError
from gen.model.derivation import PlannedStep, Step
from gen.stress.plots import categories, curve, histogram
from gen.stress.trials import StressReport, stress, targets
from gen.stress.workload import Effort, effort_of
from gen.system import Progress
from gen.variants.search import find
from gen.variants.variant_file import acceptances
from tests.support.problems import PROBLEMS

SMALL = """
title: A small one
total: 1
cells:
  net:
    h[t]: relu(V*h[t-1] + W)
items:
  - id: a
    prompt: Compute `h[2]` for {given}.
    cell: net
    given: {V: 2, W: 1, 'h[0]': 1}
    vary: {V: 2..3, W: 1..2}
    ask: value of h[2]
    points: {'h[2]': 1}
"""
FIXED = SMALL.replace("    vary: {V: 2..3, W: 1..2}\n", "")
UNDECLARED = SMALL.replace("cells:", "names: V, h\ncells:")
"""Has an open finding: W is not declared."""


def _written(folder: Path, text: str, name: str = "small.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


@contextmanager
def silent() -> Iterator[Progress]:
    """Shows nothing."""
    yield lambda *_: None


def _stressed(file: Path, seeds: int, jobs: int = 1) -> StressReport:
    (report,) = stress(targets({file: load_exam(file)[0]}), range(seeds), jobs, silent)
    return report


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["stress", *map(str, arguments), "--jobs", "1"])


def test_each_variant_is_solved_once_and_counted_by_seed(tmp_path: Path) -> None:
    """Four variants in twelve seeds: each has its answer, what it costs, and the seeds that draw it."""
    report = _stressed(_written(tmp_path, SMALL), 12)
    assert (report.seeds, report.variants, report.repeated, report.failures) == (12, 4, 8, ())
    assert sorted(seed for trial in report.trials for seed in trial.seeds) == list(range(12))
    assert {trial.answers for trial in report.trials} == {(("a: h[2]", Fraction(x)),) for x in (7, 10, 13, 17)}


def test_the_number_of_processes_does_not_matter(tmp_path: Path) -> None:
    """One and two jobs report the same."""
    file = _written(tmp_path, SMALL)
    assert _stressed(file, 12, jobs=1) == _stressed(file, 12, jobs=2)


def test_a_problem_that_does_not_vary_has_one_variant(tmp_path: Path) -> None:
    """Its own numbers, whatever the seed."""
    report = _stressed(_written(tmp_path, FIXED), 5)
    assert (report.variants, report.repeated, report.failures) == (1, 4, ())
    assert report.trials[0].answers == report.own.answers == (("a: h[2]", Fraction(7)),)


def test_a_failure_is_told_with_its_seed_its_cause_and_the_command_that_shows_it(tmp_path: Path) -> None:
    """Exit 1; the terminal and the page name the first seed of each variant that failed."""
    file = _written(tmp_path, UNDECLARED)
    result = _run(file, "--seeds", "7..8", "--out", tmp_path / "page.html")
    assert result.exit_code == 1
    assert f"small, seed 7: {file}:7:27: W in the cell 'net' is not among the declared names" in result.stderr
    shown = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert f"gen new-variant --seed 7 {file}" in shown
    assert "W in the cell &#39;net&#39; is not among the declared names" in shown


@pytest.mark.parametrize(
    ("name", "raised", "cause"),
    [
        ("proofread_exam", VerificationError("two routes differ"), "not verified: two routes differ"),
        ("solve_all", MathError("no such logarithm"), "no such logarithm"),
        ("exam_view", ZeroDivisionError("by 0"), "crash: ZeroDivisionError: by 0"),
    ],
)
def test_whatever_goes_wrong_is_a_failure_of_its_seed(
    name: str, raised: Exception, cause: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disagreement, numbers without a value, and even a crash do not end the other seeds."""

    def fails(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr(f"gen.check.exam.{name}", fails)
    report = _stressed(_written(tmp_path, SMALL), 3)
    assert {trial.causes for trial in report.failures} == {(cause,)}
    assert sorted(seed for trial in report.failures for seed in trial.seeds) == [0, 1, 2]


def test_a_seed_without_a_variant_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cause is that of the search; nothing is solved, and all such seeds stand together."""

    def fails(*_: object) -> None:
        raise InputErrors([InputError(Location("small.yaml", 1, 1), "no draw is a variant")])

    monkeypatch.setattr("gen.stress.trials.find", fails)
    report = _stressed(_written(tmp_path, SMALL), 3)
    assert (report.variants, report.repeated) == (0, 0)
    assert [(trial.seeds, trial.causes) for trial in report.failures] == [((0, 1, 2), ("small.yaml:1:1: no draw is a variant",))]


def test_another_structure_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The confirmed derivation is held against that of the author's own numbers, whatever the search thinks of a draw."""
    monkeypatch.setattr("gen.stress.trials.find", lambda *_: {"a: V": Fraction(-3), "a: W": Fraction(1)})
    (trial,) = _stressed(_written(tmp_path, SMALL), 1).failures
    assert trial.causes == (
        "small, item a: 'has as many gates closed' does not hold",
        "small, item a: 'has as many zeros' does not hold",
    )


class _Balanced(HTMLParser):
    """Collects the text of a page, and its tags; each that is opened is closed in turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_shows_each_problem_and_stands_alone(tmp_path: Path) -> None:
    """It is well formed, has plots and numbers of each problem, escapes what authors write, and loads nothing."""
    files = [_written(tmp_path, SMALL.replace("A small one", "A <b>small</b> one")), _written(tmp_path, FIXED, "fixed.yaml")]
    result = _run(*files, "--seeds", "0..11", "--out", tmp_path / "out" / "page.html")
    assert (result.exit_code, result.stdout.splitlines()[0][:66]) == (
        0,
        "small                12 seeds, 4 different, 8 repeated, 0 failed; ",
    )
    source = (tmp_path / "out" / "page.html").read_text(encoding="utf-8")
    page = _Balanced()
    page.feed(source)
    assert page.open == []
    assert "A <b>small</b> one" in page.text
    assert "4 different; 7 in " in page.text  # of the answer h[2]
    assert "always 7" in page.text  # of the one that does not vary
    assert page.text.count("no failure") == 2
    assert page.tags.count("svg") == 2 + 2 + 3  # strips, curves, and what differs: digits, the largest number and the answer
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert "http" not in source


def _column(*entries: int) -> Value:
    return array([Fraction(x)] for x in entries)


V, W, H, U = Var("V"), Var("W"), Var("h", 1), Var("u")
VALUES: dict[Atom, Value] = {V: Fraction(-2), W: Fraction(1, 2), H: Fraction(0), U: _column(3, -12)}


@pytest.mark.parametrize(
    ("written", "value", "expected"),
    [
        (Add((V, W)), Fraction(-3, 2), Effort(1, 2, 2, 5)),  # -2 + 1/2 = -3/2
        (Add((V, H)), Fraction(-2), Effort(0, 2, 0, 3)),  # to add 0 is nothing to do
        (Mul((V, W, V)), Fraction(2), Effort(2, 2, 1, 5)),
        (Mul((V, H)), Fraction(0), Effort(0, 1, 0, 3)),
        (Mul((Num(Fraction(-1)), V)), Fraction(2), Effort(0, 2, 0, 3)),
        (Pow(V, Num(Fraction(3))), Fraction(-8), Effort(2, 2, 0, 3)),
        (Mul((V, U)), _column(-6, 24), Effort(2, 3, 0, 7)),  # entry by entry
        (MatMul((Call("transpose", (U,)), U)), Fraction(153), Effort(3, 2, 0, 9)),  # 3*3 + 12*12
        (Call("relu", (U,)), _column(3, 0), Effort(2, 1, 0, 5)),
        (Div(V, W), Fraction(-4), Effort(1, 2, 1, 4)),
    ],
)
def test_effort_is_what_one_would_count_by_hand(written: Expr, value: Value, expected: Effort) -> None:
    """Operations that are not trivial; negative numbers, fractions and digits of what is put in and of what comes out."""
    step = Step(PlannedStep("evaluate", Var("y"), written, written), "evaluate", value)
    assert effort_of([step], VALUES, {}, NumberFormat()) == expected


def test_inner_lines_cost_nothing_of_their_own() -> None:
    """They are part of the line that writes them out."""
    line = PlannedStep("evaluate", Var("y"), V, V, hidden=True)
    assert effort_of([Step(line, "evaluate", Fraction(-2))], VALUES, {}, NumberFormat()) == Effort()


@pytest.mark.parametrize(
    ("counts", "own", "bars", "ends"),
    [
        ({1: 2, 3: 4}, 2, [("1: 2", False), ("2: 0", True), ("3: 4", False)], ("1", "3")),
        ({0.5: 1, 4.5: 3}, None, [("0.5 to 1: 1", False), ("4.5 to 5: 3", False)], ("0.5", "5")),
        ({1: 5, 100_000: 1}, 1, [("1 to 2.15: 5", True), ("4.64e+04 to 100,000: 1", False)], ("1", "100,000")),
    ],
)
def test_a_histogram_counts_every_number_once(
    counts: dict[float, int], own: float | None, bars: list[tuple[str, bool]], ends: tuple[str, str]
) -> None:
    """A bar for each of few whole numbers, else at round numbers or by powers; the author's own value is marked."""
    plot = histogram(counts, own)
    filled = [(bar.says, bar.own) for bar in plot.bars if bar.height or bar.own]
    assert (filled, (plot.left, plot.right)) == (bars, ends)
    assert (plot.own is None) == (own is None)


def test_words_stand_by_how_often_they_occur() -> None:
    """The most frequent first, and the author's own though nobody has drawn it."""
    assert [(bar.says, bar.height) for bar in categories({"b": 1, "a": 2}, "c").bars] == [("a: 2", 60.0), ("b: 1", 30.0), ("c: 0", 0.0)]


def test_a_curve_begins_at_nothing() -> None:
    """Two seeds, the second of which repeats the first."""
    assert curve([1, 1]) == "0.0,60.0 100.0,30.0 200.0,30.0"


@pytest.mark.parametrize("seeds", ["9..1", "a", "1..", "-1..2"])
def test_seeds_are_two_whole_numbers(seeds: str) -> None:
    """Anything else is bad input."""
    result = _run("problems/kink.yaml", f"--seeds={seeds}")
    assert (result.exit_code, "expected two whole numbers" in result.stderr) == (2, True)


SAMPLE, SOLVED = 3, 1
"""Of each problem so many seeds are drawn, and the first few solved with every confirmation and read back.

It is drawing that takes the time. `make stress` solves a thousand."""


@pytest.mark.parametrize("path", PROBLEMS, ids=lambda path: path.stem)
def test_a_sample_of_variants_of_each_problem_is_good(path: Path) -> None:
    """Every seed finds a variant that meets all requirements with one structure, and those that are solved have no failure."""
    exam, _ = load_exam(path)
    (report,) = stress(targets({path: exam}), range(SOLVED), 1, silent)
    assert [(trial.seeds, trial.causes) for trial in report.failures] == []
    (judge,) = acceptances(exam).values()
    for seed in range(SOLVED, SAMPLE):
        assert judge.problem(find(judge, seed)).items
