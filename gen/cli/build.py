"""The commands that set forms: `gen exam`, `gen solutions` and `gen new-variant`."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gen.cli.common import (
    DEFAULT_EXAM,
    acceptances_for_seeds,
    acceptances_of,
    echo,
    exam_budget,
    load_sound,
    output_folder,
    reports,
    require_sound,
    tex_errors,
)
from gen.cli.options import FOLDER, SEED, SOURCE, WITH_AUDIENCE, WITH_OUT, WITH_VARIANT, with_limits
from gen.system import Output, write

if TYPE_CHECKING:
    from gen.check import CheckedExam
    from gen.model.exam import Exam
    from gen.model.memo import Memo
    from gen.model.pages import Layout
    from gen.page import Audience
    from gen.typeset import Form
    from gen.variants import Acceptance, Variant


@click.command(short_help="Set the exam sheet as a PDF.")
@click.argument("exam", type=SOURCE, required=False)
@WITH_VARIANT
@WITH_OUT
@with_limits
@reports
def exam(exam: Path | None, variant: Path | None, out: Path | None) -> None:
    """Set the exam sheet of EXAM, an exam file or a single problem file."""
    _build(exam, "exam", out, variant)


@click.command(short_help="Set the worked key as a PDF.")
@click.argument("exam", type=SOURCE, required=False)
@WITH_VARIANT
@WITH_AUDIENCE
@WITH_OUT
@with_limits
@reports
def solutions(exam: Path | None, variant: Path | None, audience: "Audience", out: Path | None) -> None:
    """Set the worked answer key of EXAM, an exam file or a single problem file.

    For graders it has notes, accepted alternatives and misprints, and lies in the folder staff; for students it is what one would
    publish, and lies beside the sheet.
    """
    _build(exam, "solutions", out, variant, audience)


@click.command("new-variant", short_help="Set sheet and key with other numbers.")
@click.argument("exam", type=SOURCE, default=DEFAULT_EXAM)
@click.option("--seed", type=SEED, required=True, help="A number; each has a variant of its own.")
@click.option("--out", type=FOLDER, help="Folder for the result.  [default: variant-SEED in the folder of EXAM]")
@with_limits
@reports
def new_variant(exam: Path, seed: int, out: Path | None) -> None:
    """Draw other numbers for EXAM, and set its sheet and key with them.

    In students/ is what may be handed out; staff/ holds the key, certificates and variant.yaml with all numbers.
    """
    from gen.model.memo import Memo
    from gen.typeset import STAFF, build_variant, name_in_project
    from gen.variants import draw, variant_text

    memo, loaded = Memo(), load_sound(exam)
    own = require_sound(loaded, memo).exam
    acceptances = acceptances_for_seeds(loaded, memo)
    with exam_budget(own):
        variant = draw(acceptances, seed, own.choices)
    folder = output_folder(exam, out, variant.name)
    checked, layout = _with_variant(exam, own, acceptances, variant, memo)
    built = tex_errors(lambda: build_variant(exam, checked, folder, layout))
    file = Output(folder / STAFF / "variant.yaml", variant_text(variant, acceptances, name_in_project(exam, exam)).encode(), private=True)
    write([file, *(output for one in built for output in one.files)])
    for path in (*(one.shown for one in built), file.path):
        echo(str(path))
    echo(f"(what is in {STAFF}/ holds all answers)")
    _warn_of_differing_forms(built[-1].shown)


def _build(path: Path | None, form: "Form", out: Path | None, file: Path | None, audience: "Audience" = "graders") -> None:
    """A form with the author's own numbers, or with those of a variant file."""
    from gen.typeset import OUTPUT, build, certificate_of, find_exam
    from gen.variants import read_variant, variant_of

    layout = None
    if file:
        stated = read_variant(file)
        path = path or find_exam(stated.exam, file)
        own = load_sound(path)
        acceptances = acceptances_of(own)
        folder = output_folder(path, out, stated.name)
        checked, layout = _with_variant(path, own, acceptances, variant_of(stated, acceptances, own.choices))
    else:
        path = path or DEFAULT_EXAM
        folder = output_folder(path, out)
        checked = require_sound(load_sound(path))
    # The key of the default exam lies where everybody looks for it first.
    copies = [folder] if out is None and folder == OUTPUT else []
    built = tex_errors(lambda: build(path, checked, form, audience, folder, layout, copies))
    write(built.files)
    _warn_of_differing_forms(built.shown)
    echo(f"{built.shown}\n{certificate_of(built.shown)} (for staff: it holds all answers)")


def _with_variant(
    path: Path, own: "Exam", acceptances: "Mapping[str, Acceptance]", variant: "Variant", memo: "Memo | None" = None
) -> tuple["CheckedExam", "Layout | None"]:
    """The exam with the numbers of a variant, and the layout of all its variants if none is stored."""
    from gen.interface import shared_layout
    from gen.variants import with_variant

    with exam_budget(own):
        drawn = with_variant(own, acceptances, variant)
    checked = require_sound(drawn, memo)
    return checked, tex_errors(lambda: shared_layout(path, own, lambda: require_sound(own.whole), acceptances, exam_budget))


def _warn_of_differing_forms(made: Path) -> None:
    """Tell what does not fit to a form in its folder."""
    from gen.typeset import certificate_of, differing_forms

    for line in differing_forms(certificate_of(made)):
        echo(line, err=True)
