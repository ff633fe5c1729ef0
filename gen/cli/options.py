"""Arguments and options that several commands have: each has one name, one range and one explanation everywhere."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from gen.algebra.random_stream import MAX_SEED
from gen.cli.completion import ProblemFile
from gen.messages.sentences import LANGUAGES
from gen.system import MEMORY, SECONDS

FILE = click.Path(path_type=Path)
SOURCE = ProblemFile(path_type=Path)
FOLDER = click.Path(path_type=Path, file_okay=False)
SEED = click.IntRange(0, MAX_SEED)
LANGUAGE = click.Choice(LANGUAGES)

WITH_OUT = click.option("--out", type=FOLDER, help="Folder for the result.  [default: output, or output/NAME]")
WITH_VARIANT = click.option("--variant", type=FILE, help="A file variant.yaml: the exam with its numbers, into a folder variant-NAME.")
WITH_AUDIENCE = click.option(
    "--for", "audience", type=click.Choice(["graders", "students"]), default="graders", show_default=True, help="Whom the key is for."
)
_LIMITS = "gen.limits"
Command = Callable[..., Any]


def _keep(context: click.Context, option: click.Parameter, value: float) -> None:
    if value != value:
        raise click.BadParameter("'nan' is no number")
    context.meta.setdefault(_LIMITS, {})[option.name] = value


def with_limits(command: Command, seconds: float = SECONDS) -> Command:
    """The options for what a problem file may take: memory, and `seconds` of processor time if the user says nothing."""
    time = click.option(
        "--time-limit",
        type=click.FloatRange(0, 10**6, min_open=True),
        default=seconds,
        show_default=True,
        metavar="SECONDS",
        expose_value=False,
        callback=_keep,
        help="Processor time for each problem file.",
    )
    memory = click.option(
        "--memory-limit",
        type=click.IntRange(64, 2**20),
        default=MEMORY,
        show_default=True,
        metavar="MIB",
        expose_value=False,
        callback=_keep,
        envvar="GEN_MEMORY",
        show_envvar=True,
        help="Memory of the process.",
    )
    return time(memory(command))


def limits() -> tuple[float, int]:
    """Seconds of processor time and MiB of memory for each problem file, by the options of the command."""
    context = click.get_current_context(silent=True)
    chosen = context.meta.get(_LIMITS, {}) if context else {}
    return chosen.get("time_limit", SECONDS), chosen.get("memory_limit", MEMORY)


def seed_range(text: str, most: int | None = None) -> range:
    """Seeds as a user writes them behind --seeds, `0..999` or one alone, `most` at the most. Raises BadParameter."""
    bounds = re.fullmatch(r"(\d{1,18})(?:\.\.(\d{1,18}))?", text)
    if not bounds or not (chosen := range(int(bounds[1]), int(bounds[2] or bounds[1]) + 1)):
        raise click.BadParameter("expected two whole numbers, the smaller one first: 0..999", param_hint="--seeds")
    if most is not None and len(chosen) > most:
        raise click.BadParameter(f"{len(chosen):,} seeds are more than {most:,}", param_hint="--seeds")
    return chosen


def one_of_both(seeds: object, variants: object) -> None:
    """Raises UsageError where both --seeds and --variants are there."""
    if seeds is not None and variants is not None:
        raise click.UsageError("--seeds says how many variants there are, and so does --variants: take one of them")
