"""`gen schema`: what editors know of an author's files."""

import json

import click

from gen.cli.common import echo, reports

KINDS = ("problem", "exam", "course")


@click.command()
@click.argument("kind", type=click.Choice(KINDS), required=False)
@reports
def schema(kind: str | None) -> None:
    """Print the JSON Schema of a KIND of file, for editors; without one of all files in a folder of problems."""
    from gen.editors import schema as schema_of

    echo(json.dumps(schema_of(kind or ""), indent=2, ensure_ascii=False))
