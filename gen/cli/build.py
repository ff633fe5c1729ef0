"""The commands that set forms: `gen exam`, `gen solutions` and `gen new-variant`."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gen.cli.common import DEFAULT_EXAM, FILE, FOLDER, good, judged_of, load_good, of_all, put, reports, tex, with_limits
from gen.system import Output, real, write

if TYPE_CHECKING:
    from gen.check import CheckedExam
    from gen.model.exam import Exam
    from gen.model.pages import Layout
    from gen.page import Audience
    from gen.typeset import Form
    from gen.variants import Acceptance, Variant

VARIANT = click.option("--variant", type=FILE, help="A file variant.yaml: the exam with its numbers, into a folder variant-NAME.")
OUT = click.option("--out", type=FOLDER, help="Folder for the result.  [default: output, or output/NAME]")


@click.command()
@click.argument("exam", type=FILE, required=False)
@VARIANT
@OUT
@with_limits
@reports
def exam(exam: Path | None, variant: Path | None, out: Path | None) -> None:
    """Set the exam sheet of EXAM, an exam file or a single problem file."""
    _build(exam, "exam", out, variant)


@click.command()
@click.argument("exam", type=FILE, required=False)
@VARIANT
@click.option(
    "--for", "audience", type=click.Choice(["graders", "students"]), default="graders", show_default=True, help="Whom the key is for."
)
@OUT
@with_limits
@reports
def solutions(exam: Path | None, variant: Path | None, audience: "Audience", out: Path | None) -> None:
    """Set the worked answer key of EXAM, an exam file or a single problem file.

    For graders it has notes, accepted alternatives and misprints, and lies in the folder staff; for students it is what one would
    publish, and lies beside the sheet.
    """
    _build(exam, "solutions", out, variant, audience)


@click.command("new-variant")
@click.argument("exam", type=FILE, default=DEFAULT_EXAM)
@click.option("--seed", type=click.IntRange(0, 10**18 - 1), required=True, help="A number; each has a variant of its own.")
@click.option("--out", type=FOLDER, help="Folder for the result.  [default: variant-SEED in the folder of EXAM]")
@with_limits
@reports
def new_variant(exam: Path, seed: int, out: Path | None) -> None:
    """Draw other numbers for EXAM, and set its sheet and key with them.

    In students/ is what may be handed out; staff/ holds the key, certificates and variant.yaml with all numbers.
    """
    from gen.typeset import STAFF, build, name_in_project
    from gen.variants import draw, variant_text

    own = good(load_good(exam)).exam
    judged = judged_of(own)
    if fixed := [name for name, judge in judged.items() if not judge.varies]:
        put(f"nothing varies in {', '.join(fixed)}: it is the same for every seed", err=True)
    with of_all(own):
        variant = draw(judged, seed)
    folder = _folder(exam, out, variant.name)
    checked, layout = _varied(exam, own, judged, variant)
    forms: tuple[Form, ...] = ("exam", "solutions")
    built = tex(lambda: [build(exam, checked, form, "graders", folder, layout) for form in forms])
    file = Output(folder / STAFF / "variant.yaml", variant_text(variant, judged, name_in_project(exam, exam)).encode(), private=True)
    write([file, *(output for one in built for output in one.files)])
    for path in (*(one.shown for one in built), file.path):
        put(str(path))
    put(f"(what is in {STAFF}/ holds all answers)")
    _tell_unlike(built[-1].shown)


def _build(path: Path | None, form: "Form", out: Path | None, file: Path | None, audience: "Audience" = "graders") -> None:
    """A form with the author's own numbers, or with those of a variant file."""
    from gen.typeset import OUTPUT, beside, build, certificate_of
    from gen.variants import read_variant, variant_of

    layout = None
    if file:
        stated = read_variant(file)
        path = path or beside(stated.exam, file)
        own = load_good(path)
        judged = judged_of(own)
        folder = _folder(path, out, stated.name)
        checked, layout = _varied(path, own, judged, variant_of(stated, judged))
    else:
        path = path or DEFAULT_EXAM
        folder = _folder(path, out)
        checked = good(load_good(path))
    # The key of the default exam lies where everybody looks for it first.
    copies = [folder] if out is None and folder == OUTPUT else []
    built = tex(lambda: build(path, checked, form, audience, folder, layout, copies))
    write(built.files)
    _tell_unlike(built.shown)
    put(f"{built.shown}\n{certificate_of(built.shown)} (for staff: it holds all answers)")


def _folder(path: Path, out: Path | None, variant: str = "") -> Path:
    """Where the files of an exam lie, or of a variant of it."""
    from gen.typeset import OUTPUT, folder_of, variant_folder

    if out:
        return out
    return variant_folder(OUTPUT if real(path) == real(DEFAULT_EXAM) else folder_of(path), variant)


def _varied(path: Path, own: "Exam", judged: "Mapping[str, Acceptance]", variant: "Variant") -> tuple["CheckedExam", "Layout | None"]:
    """The exam with the numbers of a variant, and the layout of all its variants if none is stored."""
    from gen.interface import shared_layout
    from gen.variants import varied

    with of_all(own):
        drawn = varied(own, judged, variant)
    checked = good(drawn)
    return checked, tex(lambda: shared_layout(path, own, lambda: good(own), judged, of_all))


def _tell_unlike(made: Path) -> None:
    """Tell what does not fit to a form in its folder."""
    from gen.typeset import certificate_of, unlike

    for line in unlike(certificate_of(made)):
        put(line, err=True)
