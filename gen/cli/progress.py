"""How far a long command is: a bar with the time that is left on a terminal, elsewhere a line for each stage that has ended."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from gen.cli.common import echo
from gen.system import Progress

_LOOKS = 2  # times a second that bars are drawn: ten, as rich would, take a hundredth of a core


@contextmanager
def progress() -> Iterator[Progress]:
    """What is told of a command's stages goes to standard error."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield _line
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True), refresh_per_second=_LOOKS) as bars:
        stages = {}

        def show(stage: str, done: int, of: int) -> None:
            if stage not in stages:
                stages[stage] = bars.add_task(stage, total=of)
            bars.update(stages[stage], completed=done)

        yield show


def _line(stage: str, done: int, of: int) -> None:
    if done == of:
        echo(f"{stage}: 100%", err=True)
