"""`gen schema` and `gen init`: what editors know of an author's files, and the files of a new course."""

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from gen.cli.common import echo, reports
from gen.cli.options import FOLDER, LANGUAGE

if TYPE_CHECKING:
    from gen.messages.sentences import Language

KINDS = ("problem", "exam", "course")


@click.command(short_help="Print the JSON Schema of files, for editors.")
@click.argument("kind", type=click.Choice(KINDS), required=False)
@reports
def schema(kind: str | None) -> None:
    """Print the JSON Schema of a KIND of file, for editors; without one of all files in a folder of problems."""
    from gen.editors import schema_text

    echo(schema_text(kind or ""), nl=False)


@click.command(short_help="Begin a course: an exam, and a problem of each kind.")
@click.argument("folder", type=FOLDER, metavar="[DIR]", default=Path())
@click.option("--language", type=LANGUAGE, default="en", show_default=True, help="Of the texts of exam and problems.")
@reports
def init(folder: Path, language: "Language") -> None:
    """Write the files of a new course into DIR, or here: an exam, and a problem of each kind to change.

    With them come a schema for editors, .gitignore, a workflow that checks each push, and a hook for pre-commit. What is there already is
    named, and then nothing is written.
    """
    from gen.editors import check_free, starter
    from gen.system import Output, write

    files = starter(language)
    check_free(folder, files)
    write([Output(folder / place, text.encode()) for place, text in files.items()])
    problems = sum(place.startswith("problems/") and place.count("/") == 1 for place in files)
    here = folder == Path()
    place = "this folder" if here else folder
    echo(f"{len(files)} files in {place}: a course, an exam and {problems} problems, a schema for editors, and what checks each change")
    echo(f"next: {'' if here else f'cd {quote(str(folder))} && '}gen exam && gen solutions")
