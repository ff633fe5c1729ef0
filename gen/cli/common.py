"""What all commands share: files that they take, and how what went wrong becomes messages and an exit code."""

import os
import sys
from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import wraps
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from gen.cli.options import limits
from gen.messages.characters import visible_text
from gen.messages.errors import (
    Finding,
    InputError,
    InputErrors,
    Location,
    OutputError,
    VerificationError,
    first_lines,
    verification_message,
)
from gen.system import budget, ended_by_signals, real_path

if TYPE_CHECKING:
    from gen.check import CheckedExam, SolvedExam
    from gen.messages.sentences import Language
    from gen.model.exam import Exam
    from gen.model.memo import Memo
    from gen.variants import Acceptance

P = ParamSpec("P")
R = TypeVar("R")

PROBLEMS = Path("problems")
DEFAULT_EXAM = PROBLEMS / "exams" / "default.yaml"


def echo(text: str, err: bool = False, nl: bool = True) -> None:
    """Print lines; all that a command prints goes through here. What stands in names and files commands no terminal."""
    click.echo(visible_text(text), err=err, nl=nl)


class Commands(click.Group):
    """The commands, with an end in words for whatever the system or the user's call does not allow."""

    def main(self, *args: Any, **extra: Any) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")  # what the terminal's encoding does not have
        try:
            return super().main(*args, **extra)
        except OSError as error:
            _last_message(f"{error.filename or 'cannot write what there is to say'}: {error.strerror}")
            raise SystemExit(2) from None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.ClickException as error:
            raise click.UsageError(visible_text(error.format_message()), getattr(error, "ctx", None)) from None


def _last_message(message: str) -> None:
    """A message of what may be that nothing can be printed: then what is left of the output is lost, and nothing is told of that."""
    with suppress(OSError):
        echo(message, err=True)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, AttributeError):
            with suppress(OSError, AttributeError), Path(os.devnull).open("w", encoding="ascii") as nowhere:
                os.dup2(nowhere.fileno(), stream.fileno())


def reports(command: Callable[P, R]) -> Callable[P, R]:
    """Faults, findings and TeX's failures as messages and exit codes; a signal ends the command with its own."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with ended_by_signals():
                return command(*args, **kwargs)
        except InputErrors as error:
            print_all(error.faults)
            raise SystemExit(2) from None
        except OutputError as error:
            echo(str(error), err=True)
            raise SystemExit(2) from None
        except VerificationError as error:
            echo(verification_message(error), err=True)
            raise SystemExit(1) from None

    return run


def print_all(faults: Iterable[InputError | Finding]) -> None:
    """The first of them, and how many more there are."""
    for line in first_lines(faults):
        echo(line, err=True)


def budget_for(problems: int, where: Location) -> AbstractContextManager[None]:
    """The budget of so many problem files, by the limits of the command. Raises InputErrors."""
    seconds, memory = limits()
    return budget(max(1, problems) * seconds, where, memory)


def problems_here() -> Path:
    """The folder `problems`, for a command that no file is named to. Raises UsageError where there is none."""
    if not PROBLEMS.is_dir():
        raise click.UsageError(f"there is no folder '{PROBLEMS}' here: name the files")
    return PROBLEMS


def file_budget(path: Path) -> AbstractContextManager[None]:
    """The budget of one file."""
    return budget_for(1, Location(str(path), 1, 1))


def exam_budget(exam: "Exam") -> AbstractContextManager[None]:
    """The budget of all problems of an exam."""
    return budget_for(len(exam.whole.problems), exam.where)


def load_sound(path: Path, language: "Language | None" = None) -> "Exam":
    """An exam without faults; a problem in this language or its own.

    Raises InputErrors with all that `check` tells, and UsageError if none is named and none is here.
    """
    if path == DEFAULT_EXAM and not path.exists():
        raise click.UsageError(f"there is no {path} here: name an exam file or a problem file")
    loaded, faults = _loaded(path, language)
    if faults:
        _check_variants(loaded, faults)
        raise InputErrors(faults)
    return loaded


def check_file(path: Path, language: "Language | None" = None) -> "CheckedExam":
    """An exam file as far as it can be judged without TeX, with what it says of variants; a problem in this language or its own.

    Raises InputErrors and VerificationError.
    """
    with file_budget(path) if kind(path) == "problem" else nullcontext():
        return _check_variants(*_loaded(path, language))


def solve_file(path: Path, language: "Language | None" = None) -> "SolvedExam":
    """A problem or exam file solved and confirmed, be there a page for it or not; a problem in this language or its own.

    Raises InputErrors and VerificationError.
    """
    from gen.interface import solved_with_variants

    with file_budget(path) if kind(path) == "problem" else nullcontext():
        loaded, faults = _loaded(path, language)
        with exam_budget(loaded):
            return solved_with_variants(loaded, faults)


def require_sound(exam: "Exam", memo: "Memo | None" = None) -> "CheckedExam":
    """A checked exam without open findings: with one, nothing is built. What the `memo` has is not worked out again."""
    found = _check_variants(exam, memo=memo)
    if found.findings:
        print_all(found.findings)
        echo("nothing is built before each finding is mended or acknowledged", err=True)
        raise SystemExit(1)
    return found


def _check_variants(exam: "Exam", faults: Iterable[InputError] = (), memo: "Memo | None" = None) -> "CheckedExam":
    """The exam, and what its problems say of variants unless it is one itself."""
    from gen.interface import checked_with_variants

    with exam_budget(exam):
        return checked_with_variants(exam, faults, memo)


def acceptances_of(exam: "Exam", memo: "Memo | None" = None) -> "dict[str, Acceptance]":
    """What accepts the draws of each problem of an exam; what the `memo` has is not worked out again. Raises InputErrors."""
    from gen.variants import acceptances

    with exam_budget(exam):
        return acceptances(exam, memo)


def acceptances_for_seeds(exam: "Exam", memo: "Memo | None" = None) -> "dict[str, Acceptance]":
    """The same where seeds are named: which problems have the same numbers for each of them is told."""
    from gen.variants import constant_text

    found = acceptances_of(exam, memo)
    if told := constant_text(found):
        echo(told, err=True)
    return found


def _loaded(path: Path, language: "Language | None" = None) -> "tuple[Exam, list[InputError]]":
    from gen.format import load_exam

    with file_budget(path):
        return load_exam(path, language)


def output_folder(path: Path, out: Path | None, variant: str = "") -> Path:
    """Where the files of an exam lie, or of a variant of it."""
    from gen.typeset import OUTPUT, folder_of, variant_folder

    if out:
        return out
    return variant_folder(OUTPUT if real_path(path) == real_path(DEFAULT_EXAM) else folder_of(path), variant)


def kind(path: Path) -> str:
    """`exam`, `course` or `problem`. Raises InputErrors."""
    from gen.format import kind_of

    with file_budget(path):
        return kind_of(path)


def conclusion(files: int, findings: Collection[Finding], exams: Iterable["SolvedExam"]) -> str:
    """`2 files checked, nothing found`; above it how the right numbers of published keys were rounded, if some were."""
    from gen.findings import summary

    right = dict.fromkeys(one for exam in exams for problem in exam.solved.values() for item in problem.items for one in item.right)
    audited = f"{summary(right)}\n" if any(one.how != "exact" for one in right) else ""
    said = f"{len(findings)} finding{'' if len(findings) == 1 else 's'}" if findings else "nothing found"
    return f"{audited}{files} file{'' if files == 1 else 's'} checked, {said}"


def tex_errors(work: Callable[[], R]) -> R:
    """What can go wrong with TeX ends with exit code 3."""
    from gen.typeset import TexFailed, TooLittleRoom

    try:
        return work()
    except (TexFailed, TooLittleRoom) as error:
        echo(str(error), err=True)
        raise SystemExit(3) from None
