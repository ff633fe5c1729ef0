"""The command `gen layout`."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gen.cli.common import DEFAULT_EXAM, acceptances_of, echo, exam_budget, load_sound, reports, require_sound, tex_errors
from gen.cli.options import SOURCE, with_limits
from gen.messages.errors import InputError, InputErrors, Location
from gen.system import Output, write

if TYPE_CHECKING:
    from gen.model.exam import Exam
    from gen.variants import Acceptance

ROOMY = 24  # seeds that a layout has room for where nobody says how many


@click.command(short_help="Store the place of each item, with room for variants.")
@click.argument("exam", type=SOURCE, default=DEFAULT_EXAM)
@click.option(
    "--variants", "number", type=click.IntRange(0), help=f"Of how many seeds, from 0.  [default: those of the stored layout, or {ROOMY}]"
)
@click.option("--check", "only_check", is_flag=True, help="Write nothing: tell whether the stored layout has room for what it says.")
@with_limits
@reports
def layout(exam: Path, number: int | None, only_check: bool) -> None:
    """Store the place of each item of EXAM beside it, with room for its own solutions and for those of its variants."""
    from gen.interface import roomy_layout
    from gen.typeset import layout_file, layout_text, load_seeds, seeds_text

    own = load_sound(exam).whole
    acceptances = acceptances_of(own)
    if only_check:
        _check(exam, own, acceptances, number)
        return
    file = layout_file(exam)
    stored = [seed for seeds in load_seeds(file) for seed in seeds]
    wanted = (stored or range(ROOMY)) if number is None else range(number)
    made = tex_errors(lambda: roomy_layout(exam, require_sound(own), acceptances, wanted, exam_budget))
    text = layout_text(made.laid.layout, exam, made.seeds)
    write([Output(file, text.encode())])
    echo(str(file))
    if made.costly:
        more = f"room for the seeds {seeds_text(made.costly)} takes more pages, for all variants"
        echo(f"{more} (to leave them out, take them out of 'seeds' and run this again)", err=True)
    for line in made.remarks:
        echo(line, err=True)
    if made.remarks:
        raise SystemExit(1)


def _check(path: Path, own: "Exam", acceptances: "Mapping[str, Acceptance]", number: int | None) -> None:
    """Whether a stored layout has room for the exam and for the first of its seeds, or all."""
    from gen.interface import measure_variants
    from gen.typeset import key_overflows, layout_file, overflow_of, seeds_text, stored_layout, variant_overflows

    file = layout_file(path)
    stored = stored_layout(path, own)
    if stored is None:
        raise InputErrors([InputError(Location(str(path), 1, 1), f"there is no {file}", "gen layout makes it")])
    promised = [seed for seeds in stored.seeds for seed in seeds if number is None or seed < number]
    seeds, failed, found = tex_errors(lambda: measure_variants(require_sound(own), acceptances, promised, exam_budget))
    laid = tex_errors(lambda: overflow_of(stored.pages, found))
    shortages = [*map(str, key_overflows(laid, own, path, stored)), *variant_overflows(laid, own, path, stored, seeds), *failed]
    for line in shortages:
        echo(line, err=True)
    if shortages:
        raise SystemExit(1)
    echo(f"{file} has room for the exam" + (f" and its variants of the seeds {seeds_text(seeds)}" if seeds else ""))
