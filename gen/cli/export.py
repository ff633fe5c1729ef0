"""The command `gen export`."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gen.cli.common import (
    DEFAULT_EXAM,
    acceptances_for_seeds,
    echo,
    exam_budget,
    load_sound,
    output_folder,
    print_all,
    reports,
    require_sound,
)
from gen.cli.options import SOURCE, WITH_OUT, one_of_both, seed_range, with_limits
from gen.system import Output, write

if TYPE_CHECKING:
    from gen.check import CheckedExam
    from gen.export import Wanted
    from gen.model.memo import Memo

FORMATS = ("canvas", "json", "moodle", "qti21")  # those of gen.export, which is not imported before a command runs
MOST_VARIANTS = 1000


@click.command(short_help="Write questions for Moodle, Canvas, QTI 2.1, or as JSON.")
@click.argument("format_", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument("exam", type=SOURCE, default=DEFAULT_EXAM)
@click.option("--variants", type=click.IntRange(1, MOST_VARIANTS), metavar="K", help="Variants 1 to K in place of the exam's own numbers.")
@click.option("--seeds", metavar="A..B", help="The variants of these seeds.")
@click.option(
    "--as",
    "wanted",
    type=click.Choice(["auto", "essay", "numbers"]),
    default="auto",
    show_default=True,
    help="What a machine marks: what the rubric pays for answers alone, nothing, or also the numbers whose way there earns points.",
)
@click.option("--feedback/--no-feedback", default=False, show_default=True, help="Whether students see the key once a quiz shows feedback.")
@WITH_OUT
@with_limits
@reports
def export(format_: str, exam: Path, variants: int | None, seeds: str | None, wanted: "Wanted", feedback: bool, out: Path | None) -> None:
    """Write the questions of EXAM, an exam file or a single problem file, in a FORMAT: moodle, canvas, qti21 or json.

    The file lies in the folder staff, since it holds all answers. It is read back before it is written.
    """
    from gen.export import FORMATS, Task
    from gen.interface import page_pictures
    from gen.model.memo import Memo
    from gen.typeset import EXAM_FILE, STAFF, claim_folder, exam_file

    one_of_both(seeds, variants)
    chosen = range(1, variants + 1) if variants else None if seeds is None else seed_range(seeds, MOST_VARIANTS)
    own, memo = require_sound(load_sound(exam)), Memo()
    exams = [own] if chosen is None else list(_variants(own, chosen, memo))
    folder = output_folder(exam, out)
    claim_folder(folder, exam, "")
    pictures = {name: data for one in exams for name, data in page_pictures(one.exam).items()}
    with exam_budget(own.exam):
        written = FORMATS[format_](Task([(one.exam, one.solved) for one in exams], wanted, feedback, pictures, memo))
    files = [Output(folder / STAFF / name, data, private=True) for name, data in written.files.items()]
    write([Output(folder / STAFF / EXAM_FILE, exam_file(folder, exam).encode(), private=True), *files])
    for file in files:
        echo(str(file.path))
    echo(f"{written.questions} question{'s' * (written.questions != 1)}; what is in {STAFF}/ holds all answers")
    for line in (*_by_hand(written.by_hand), *written.notes):
        echo(line, err=True)


def _variants(own: "CheckedExam", seeds: Iterable[int], memo: "Memo") -> "Iterator[CheckedExam]":
    """The exam with the numbers of each seed, checked as any other."""
    from gen.check import check_exam
    from gen.variants import of_seed

    acceptances = acceptances_for_seeds(own.exam)
    for seed in seeds:
        with exam_budget(own.exam):
            found = check_exam(of_seed(own.exam, acceptances, seed), (), memo)
        if found.findings:
            print_all(found.findings)
            echo(f"nothing is written: these findings are of the variant {seed}", err=True)
            raise SystemExit(1)
        yield found


def _by_hand(reasons: Mapping[str, str]) -> Iterator[str]:
    """Which questions a person marks, under each reason."""
    for reason in dict.fromkeys(reasons.values()):
        names = [name for name, own in reasons.items() if own == reason]
        yield f"marked by hand, since {reason}: {', '.join(names)}"
