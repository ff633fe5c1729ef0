"""The command `gen stress`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gen.cli.common import PROBLEMS, acceptances_of, echo, load_sound, problems_here, reports
from gen.cli.options import FILE, SOURCE, limits, seed_range, with_limits
from gen.cli.progress import progress
from gen.messages.errors import InputError, InputErrors
from gen.system import Output, html_from, write

if TYPE_CHECKING:
    from gen.model.exam import Exam

MAX_SEEDS = 1_000_000  # each is drawn, solved and kept


@click.command(short_help="Try many variants, and show what they ask of students.")
@click.argument("exams", type=SOURCE, nargs=-1, metavar="[EXAM]...")
@click.option("--seeds", default="0..99", show_default=True, metavar="A..B", help="The first and the last seed.")
@click.option("--out", type=FILE, default=Path("output/stress.html"), show_default=True, help="The page with all plots.")
@click.option("--jobs", type=click.IntRange(1), help="How many processes.  [default: one for each core]")
@with_limits
@reports
def stress(exams: tuple[Path, ...], seeds: str, out: Path, jobs: int | None) -> None:
    """Draw, solve and verify many variants of each EXAM; of all problems in problems/ if none is given.

    The page shows what failed, how often draws repeat, and what answers and effort by hand are like. No TeX is run.
    """
    from gen.format import problem_files
    from gen.stress import stress, stress_page, targets

    chosen = seed_range(seeds, MAX_SEEDS)
    loaded: dict[Path, Exam] = {}
    faults: list[InputError] = []
    for path in exams or [file for file in problem_files(problems_here()) if file.parent == PROBLEMS]:
        try:
            loaded[path] = load_sound(path)
            acceptances_of(loaded[path])
        except InputErrors as error:
            faults += error.faults
    if faults:
        raise InputErrors(faults)
    tried = stress(targets(loaded), chosen, jobs, progress, limits())
    found = stress_page(tried, seeds)
    write([Output(out, html_from("stress", page=found).encode())])
    for card in found.cards:
        echo(
            f"{card.id:<20} {card.seeds:,} seeds, {card.variants:,} different, {card.repeated:,} repeated, {card.failed:,} failed; "
            f"{card.each:.2f} s each"
        )
    for failure in found.failures:
        echo(f"{failure.problem}, {f'seed {failure.seed}' if failure.seed else 'own numbers'}: {failure.cause}", err=True)
    echo(str(out))
    if found.failures:
        raise SystemExit(1)
