"""The command that judges a student's own answer: `gen check-answer`."""

from pathlib import Path

import click

from gen.cli.common import acceptances_of, echo, exam_budget, load_sound, reports
from gen.cli.completion import item_ids
from gen.cli.options import SOURCE, WITH_VARIANT, with_limits


@click.command("check-answer", short_help="Tell whether a student's own numbers are right.")
@click.argument("file", type=SOURCE)
@click.option("--item", required=True, shell_complete=item_ids, help="The item, such as b, or problem/b in an exam of several problems.")
@click.option("--answer", "answers", multiple=True, required=True, help="NAME=VALUE: a number, a list or a formula; once for each name.")
@WITH_VARIANT
@with_limits
@reports
def check_answer(file: Path, item: str, answers: tuple[str, ...], variant: Path | None) -> None:
    """Tell whether numbers that a student has found are right, case by case.

    For items that ask for numbers with a property, `find w, b`, which have more than one right answer.
    """
    from gen.interface import check_answer as judged
    from gen.variants import read_variant, variant_of, with_variant

    exam = load_sound(file)
    if variant:
        acceptances = acceptances_of(exam)
        with exam_budget(exam):
            exam = with_variant(exam, acceptances, variant_of(read_variant(variant), acceptances))
    with exam_budget(exam):
        found = judged(exam, item, answers)
    for name, one in found.items():
        if len(found) > 1:
            echo(f"reading: {name}")
        echo("\n".join(one.lines))
    right = any(one.right for one in found.values())
    echo("right" if right else "wrong")
    if not right:
        raise SystemExit(1)
