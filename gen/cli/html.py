"""The command `gen html`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gen.cli.common import (
    DEFAULT_EXAM,
    acceptances_for_seeds,
    echo,
    exam_budget,
    file_budget,
    kind,
    load_sound,
    output_folder,
    reports,
    require_sound,
)
from gen.cli.options import LANGUAGE, SEED, SOURCE, WITH_AUDIENCE, WITH_OUT, with_limits
from gen.messages.errors import InputError, InputErrors, Location
from gen.system import write

if TYPE_CHECKING:
    from gen.html import Audience
    from gen.messages.sentences import Language


@click.command(short_help="Write sheet and key as pages for browsers.")
@click.argument("exam", type=SOURCE, default=DEFAULT_EXAM)
@WITH_AUDIENCE
@click.option("--seed", type=SEED, help="Other numbers: those of the variant of this seed.")
@click.option("--language", type=LANGUAGE, help="The language, of a problem file that has its texts in several.")
@WITH_OUT
@with_limits
@reports
def html(exam: Path, audience: "Audience", seed: int | None, language: "Language | None", out: Path | None) -> None:
    """Write the sheet and the worked key of EXAM as pages for browsers, each in a file that needs nothing else.

    The key for graders lies in the folder staff, with the grading sheet; that for students, which is what one would publish, lies beside
    the sheet. No TeX is run.
    """
    from gen.interface import build_pages
    from gen.variants import of_seed

    if language:
        _check_language(exam, language)
    own = load_sound(exam, language)
    if seed is not None:
        acceptances = acceptances_for_seeds(own)
        with exam_budget(own):
            own = of_seed(own, acceptances, seed)
    checked = require_sound(own)
    built = build_pages(exam, checked, audience, output_folder(exam, out, checked.exam.variant))
    write(built.files)
    for path in built.shown:
        echo(str(path))


def _check_language(file: Path, language: "Language") -> None:
    """Raises InputErrors for a file that is not to be had in a language."""
    from gen.format import languages_of

    if kind(file) == "exam":
        message, hint = "--language is for a problem file", f"an exam says itself in which language it is: language: {language}"
    else:
        with file_budget(file):
            spoken = languages_of(file)
        if language in spoken or not spoken:
            return
        message, hint = f"this file has no texts in the language '{language}'", f"it has them in {' and '.join(spoken)}"
    raise InputErrors([InputError(Location(str(file), 1, 1), message, hint)])
