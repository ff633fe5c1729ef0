"""What all commands share: files that they take, and how what went wrong becomes messages and an exit code."""

from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from gen.errors import Disagreement, Fault, Faults, Finding, Unwritable

if TYPE_CHECKING:
    from gen.check_exam import CheckedExam
    from gen.exam import Exam

P = ParamSpec("P")
R = TypeVar("R")

PROBLEMS = Path("problems")
DEFAULT_EXAM = PROBLEMS / "exams" / "default.yaml"
FILE = click.Path(path_type=Path)
FOLDER = click.Path(path_type=Path, file_okay=False)


def reports(command: Callable[P, R]) -> Callable[P, R]:
    """Faults, findings and TeX's failures as messages and exit codes."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except Faults as error:
            print_all(error.faults)
            raise SystemExit(2) from None
        except Unwritable as error:
            click.echo(str(error), err=True)
            raise SystemExit(2) from None
        except Disagreement as error:
            click.echo(unverified(error), err=True)
            raise SystemExit(1) from None

    return run


def unverified(error: Disagreement) -> str:
    return f"not verified, so nothing is built: {error}\nThis is a fault of gen, not of the problem file."


def print_all(faults: Iterable[Fault | Finding]) -> None:
    for fault in faults:
        click.echo(str(fault), err=True)


def load_good(path: Path) -> "Exam":
    """An exam without faults."""
    from gen.load_exam import load_exam

    loaded, faults = load_exam(path)
    if faults:
        raise Faults(faults)
    return loaded


def good(exam: "Exam") -> "CheckedExam":
    """A checked exam without open findings: with one, nothing is built."""
    from gen.check_exam import check_exam

    checked = check_exam(exam)
    if checked.findings:
        print_all(checked.findings)
        click.echo("nothing is built before each finding is mended or acknowledged", err=True)
        raise SystemExit(1)
    return checked


def tex(work: Callable[[], R]) -> R:
    """What can go wrong with TeX ends with exit code 3."""
    from gen.fitting import TooLittleRoom
    from gen.pdf import TexFailed

    try:
        return work()
    except (TexFailed, TooLittleRoom) as error:
        click.echo(str(error), err=True)
        raise SystemExit(3) from None
