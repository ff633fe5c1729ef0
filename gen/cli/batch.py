"""The command `gen batch`."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gen.cli.common import DEFAULT_EXAM, acceptances_of, echo, exam_budget, load_sound, output_folder, reports, require_sound, tex_errors
from gen.cli.options import FILE, FOLDER, SOURCE, limits, one_of_both, seed_range, with_limits
from gen.cli.progress import progress

if TYPE_CHECKING:
    from gen.batch import Plan
    from gen.model.exam import Exam
    from gen.model.pages import Layout

COLUMNS = ("number", "name", "family", "given", "room", "seat")


@click.command(short_help="Set the sheets and keys of a whole course.")
@click.argument("exam", type=SOURCE, default=DEFAULT_EXAM)
@click.option("--roster", type=FILE, help="The list of students: a CSV file of CAMPUSonline, Gradescope, Moodle or any other.")
@click.option("--columns", default="", metavar="NUMBER=TITLE,...", help=f"The titles of its columns: {', '.join(COLUMNS)}.")
@click.option("--seeds", metavar="A..B", help="The variants of these seeds, dealt to the students if there is a roster.")
@click.option("--variants", type=click.IntRange(1, 10_000), metavar="K", help="So many variants for all students, neighbours' differ.")
@click.option("--secret", type=FILE, help="What seeds follow from.  [default: staff/secret.txt in the folder, made if it is not there]")
@click.option("--out", type=FOLDER, help="Folder for the result.  [default: batch in the folder of EXAM]")
@click.option("--jobs", type=click.IntRange(1), help="How many processes, or jobs of a cluster.  [default: one for each core]")
@click.option("--on", default="local", show_default=True, metavar="WHERE", help="local, dask:ADDRESS, or slurm, slurm:NAME=VALUE,...")
@click.option("--resume", is_flag=True, help="Go on with a batch that was interrupted.")
@with_limits
@reports
def batch(
    exam: Path,
    roster: Path | None,
    columns: str,
    seeds: str | None,
    variants: int | None,
    secret: Path | None,
    out: Path | None,
    jobs: int | None,
    on: str,
    resume: bool,
) -> None:
    """Set the sheets and keys of a whole course: a sheet for each student of a roster, or for each seed.

    Without --variants and --seeds each student has a variant of their own. In students/ and print/ is what may be handed out, staff/ has
    the keys, who has which variant, all answers and certificates.
    """
    from gen.batch import Batch, begin, claim, end, lists, plan_of_seeds, print_rooms, project_of, run_batch
    from gen.system import write

    if roster is None and (seeds is None or variants is not None):
        raise click.UsageError("name the students with --roster FILE, or seeds with --seeds A..B")
    one_of_both(seeds, variants)
    titles, chosen = _titles(columns), seed_range(seeds) if seeds is not None else None
    out = out or output_folder(exam, None) / "batch"
    own = load_sound(exam)
    claim(out, exam, resume)
    plan = _plan(roster, titles, own, secret, out, variants, chosen) if roster else plan_of_seeds(chosen or ())
    for line in plan.remarks:
        echo(line, err=True)
    layout = _layout(exam, own)
    wanted = Batch(plan, project_of(own), layout, own.language, limits())
    begin(out, exam, wanted.digest)
    outcome = tex_errors(lambda: run_batch(wanted, out, on, jobs, progress))
    printed = print_rooms(plan, outcome, own.title, out)
    write(tex_errors(lambda: lists(own, plan, outcome, out)))
    for path in printed:
        echo(str(path))
    sheets = f", sheets for {len(outcome.handed_out):,} of {len(plan.students):,} students" if plan.students else ""
    echo(f"{out}: {len(outcome.made):,} of {len(plan.variants):,} variants{sheets}")
    echo("(what is in staff/ holds all answers)")
    for line in (*outcome.remarks, *outcome.failures):
        echo(line, err=True)
    if outcome.failures:
        raise SystemExit(1)
    end(out)


def _layout(path: Path, own: "Exam") -> "Layout":
    """The layout of all variants; what the exam's own numbers are solved for is let go here, before the work begins."""
    from gen.interface import shared_layout
    from gen.typeset import stored_layout

    checked = require_sound(own.whole)
    if stored := stored_layout(path, own):
        return stored.pages
    layout = tex_errors(lambda: shared_layout(path, own, lambda: checked, acceptances_of(own), exam_budget))
    assert layout is not None, "where none is stored one is made"
    return layout


def _titles(columns: str) -> Mapping[str, str]:
    """`number=Matrikel,name=Name`."""
    found: dict[str, str] = {}
    for part in filter(None, columns.split(",")):
        name, equals, title = part.partition("=")
        if not equals or name.strip() not in COLUMNS:
            raise click.BadParameter(
                f"expected one of {', '.join(COLUMNS)}, '=' and the title of a column, found '{part}'", param_hint="--columns"
            )
        found[name.strip()] = title.strip()
    return found


def _plan(
    roster: Path, titles: Mapping[str, str], own: "Exam", secret: Path | None, out: Path, variants: int | None, seeds: range | None
) -> "Plan":
    from gen.batch import plan_of_roster, roster_faults
    from gen.messages.errors import InputErrors
    from gen.roster import make_secret, read_roster, read_secret
    from gen.typeset import STAFF, name_in_project

    found = read_roster(roster, titles)
    if faults := roster_faults(found):
        raise InputErrors(faults)
    place = secret or out / STAFF / "secret.txt"
    key = read_secret(place) if secret or place.exists() else make_secret(place)
    file = Path(own.where.file)
    return plan_of_roster(found, name_in_project(file, file), key, variants, seeds)
