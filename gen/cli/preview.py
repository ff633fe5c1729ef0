"""The command that shows a file in the browser while it is written."""

from pathlib import Path

import click

from gen.cli.common import echo, reports
from gen.cli.options import SOURCE, limits, with_limits
from gen.messages.errors import InputError, InputErrors, Location
from gen.system import INTERRUPTED


@click.command(short_help="Show sheet and key in the browser while you write.")
@click.argument("file", type=SOURCE)
@click.option("--port", type=click.IntRange(0, 65535), help="The port to use; 0 for a free one.  [default: 8420, or a free one]")
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
@with_limits
@reports
def preview(file: Path, port: int | None, no_browser: bool) -> None:
    """Show sheet and key of FILE in the browser, and show them anew each time that it is saved.

    FILE is an exam or a single problem; all that it includes is followed, too. What is wrong is shown as gen check tells it, above what
    was last good. Only this machine and this user can see it.
    """
    if file.is_dir():
        hint = "name an exam file or a problem file in it; gen check takes folders"
        raise InputErrors([InputError(Location(str(file), 1, 1), "this is a folder, and a preview shows one file", hint)])
    if not file.is_file():
        raise InputErrors([InputError(Location(str(file), 1, 1), "there is no such file")])
    seconds, memory = limits()
    try:
        from gen.preview import serve

        serve(file, port, not no_browser, seconds, memory, echo)
    except SystemExit as ended:
        if ended.code != INTERRUPTED:  # Ctrl-C is how one ends it
            raise
