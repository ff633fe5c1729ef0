"""The repository's problems, each solved once, and problems that are written in a test."""

from contextlib import AbstractContextManager, nullcontext
from functools import cache
from pathlib import Path
from unittest.mock import patch

from gen.check.exam import with_numbers_of_sheets
from gen.format.problem_file import load_problem
from gen.model.exam import Exam
from gen.model.pages import Layout, Slot
from gen.model.solved import Solved, SolvedItem, SolvedProblem
from gen.page.names import names_of
from gen.solver.solve import solve_problem

ROOT = Path(__file__).resolve().parents[2]
PROBLEMS = sorted((ROOT / "problems").glob("*.yaml"))


def every_rule_holds() -> AbstractContextManager[object]:
    """A general rule that its confirmation refuses is an error here, not left out in silence."""
    return patch("gen.questions.values.suppress", lambda *errors: nullcontext())


@cache
def solved(path: Path) -> SolvedProblem:
    """A problem file, solved and verified."""
    problem, faults = load_problem(path)
    with every_rule_holds():
        return solve_problem(problem, faults)


def answers_of(exam: Exam) -> dict[str, SolvedProblem]:
    """The problems of an exam, solved and verified, by their ids."""
    return {problem.id: solved(Path(problem.where.file)) for problem in exam.problems}


def solve_text(text: str, folder: Path) -> SolvedProblem:
    """A problem written in a test."""
    path = folder / "problem.yaml"
    path.write_text(text, encoding="utf-8")
    problem, faults = load_problem(path)
    return solve_problem(problem, faults)


def with_printed(exam: Exam) -> Exam:
    """An exam with what its sheet prints of what is computed, as a build has it."""
    return with_numbers_of_sheets(exam, answers_of(exam))


def plain_layout(exam: Exam) -> Layout:
    """A page for each problem, every heading and item 30 mm high: for tests that run no TeX."""
    return tuple(tuple(Slot(name, 30.0) for name in names_of(problem)) for problem in exam.problems)


def item(problem: SolvedProblem, ident: str) -> SolvedItem:
    return next(one for one in problem.items if one.item.id == ident)


def answers(reading: Solved) -> list[str]:
    """The answers of a reading as exact text, in the order in which they are asked."""
    return [str(reading.derivation.values[answer]) for answer in reading.derivation.asked]
