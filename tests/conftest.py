"""Shared by all tests: the repository, its problems solved once, and `--golden` to accept new golden files."""

import errno
import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import settings

from gen.cli.commands import main
from gen.format.problem_file import load_problem
from gen.model.exam import Exam
from gen.model.pages import Layout, Slot
from gen.model.solved import Solved, SolvedItem, SolvedProblem
from gen.page.exam import names_of
from gen.solver.solve import solve_problem
from gen.typeset import pdf

ROOT = Path(__file__).resolve().parent.parent
PROBLEMS = sorted((ROOT / "problems").glob("*.yaml"))

LONGEST = (
    "test_pages",
    "test_printed_lines",
    "test_docs",
    "test_oracles",
    "test_same_bytes",
    "test_stress",
    "test_width",
    "test_pictures",
    "test_files_of_a_build",
    "test_mutants",
    "test_batches",
    "test_pdf",
)
"""The files that take the most time, dealt out first: one that began last would keep one core busy while the others idle."""

settings.register_profile("fuzz", deadline=None)

# Where a shell runs the tests in the background it has Ctrl-C ignored, and what tests start would inherit that.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def quick(examples: int) -> settings:
    """Settings of a property: so many examples, always the same; with the profile `fuzz` 60 times as many, by its seed."""
    fuzz = settings.get_current_profile_name() == "fuzz"
    return settings(max_examples=examples * 60 if fuzz else examples, deadline=None, derandomize=not fuzz)


@pytest.fixture
def tex_logs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The logs of TeX's runs from here on, the latest last."""
    return kept_logs(monkeypatch)


def kept_logs(patched: pytest.MonkeyPatch) -> list[str]:
    """The same as long as something is patched."""
    logs: list[str] = []
    run = pdf._run

    def kept(work: Path, name: str, program: Sequence[str]) -> None:
        run(work, name, program)
        logs.append((work / f"{name}.log").read_text(encoding="utf-8", errors="replace"))

    patched.setattr(pdf, "_run", kept)
    return logs


FaultsAt = Callable[[Callable[[], object], Callable[[], object]], Iterator[str]]


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> FaultsAt:
    """Prepares and does something again and again: the disk is full at its first write, at its second, and so on, until nothing fails.

    A write is any call that makes, fills, forces to disk or renames. Yields the fault after each time, `no fault` after the last.
    """

    def each(prepare: Callable[[], object], work: Callable[[], object]) -> Iterator[str]:
        calls: list[str] = []
        for at in count(1):
            prepare()
            calls.clear()
            with monkeypatch.context() as patch:
                for name in ("open", "fdopen", "fsync", "replace", "mkdir"):
                    patch.setattr(os, name, _full(name, getattr(os, name), calls, at))
                work()
            if len(calls) < at:
                yield "no fault"
                return
            yield f"fault {at}: {calls[at - 1]}"

    return each


def _full(name: str, call: Callable[..., Any], calls: list[str], at: int) -> Callable[..., Any]:
    """The call, which fails if it is the one with this number."""

    def step(*args: Any, **kwargs: Any) -> Any:
        if name == "open" and not args[1] & os.O_CREAT:
            return call(*args, **kwargs)
        calls.append(name)
        if len(calls) == at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return call(*args, **kwargs)

    return step


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """File by file as they are collected, but the longest first."""
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="accept what is produced now as the new golden files")


@cache
def solved(path: Path) -> SolvedProblem:
    """A problem file, solved and verified."""
    problem, faults = load_problem(path)
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


def pdf_text(file: Path) -> str:
    """What stands in a PDF, line by line as it is laid out."""
    return subprocess.run(["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True, text=True).stdout


def build_text(form: str, source: Path, out: Path) -> str:
    """The text of a form that the command sets without a complaint."""
    result = CliRunner().invoke(main, [form, str(source), "--out", str(out)])
    assert (result.exit_code, result.stderr) == (0, "")
    return pdf_text(Path(result.stdout.splitlines()[0]))


def plain_layout(exam: Exam) -> Layout:
    """A page for each problem, every heading and item 30 mm high: for tests that run no TeX."""
    return tuple(tuple(Slot(name, 30.0) for name in names_of(problem)) for problem in exam.problems)


def item(problem: SolvedProblem, ident: str) -> SolvedItem:
    return next(one for one in problem.items if one.item.id == ident)


def answers(reading: Solved) -> list[str]:
    """The answers of a reading as exact text, in the order in which they are asked."""
    return [str(reading.derivation.values[answer]) for answer in reading.derivation.asked]
