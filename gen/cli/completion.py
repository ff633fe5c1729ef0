"""What a shell proposes for the words of a command: problem files, and the items of the one that is named."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from gen.messages.errors import InputErrors
from gen.model.pages import SUFFIX

_HERE = ("*.yaml", "problems/*.yaml", "problems/*/*.yaml")
_BELOW = ("*.yaml", "*/*.yaml", "*/*/*.yaml")


class ProblemFile(click.Path):
    """A problem or exam file, or a folder of such; a shell proposes those below the folder that is named, or below `problems`."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        begun = Path(incomplete)
        folder = begun if incomplete.endswith("/") else begun.parent
        with suppress(OSError):
            found = {file for pattern in (_BELOW if "/" in incomplete else _HERE) for file in folder.glob(pattern)}
            names = sorted(str(file) for file in found if not file.name.endswith(SUFFIX))
            if fit := [name for name in names if name.startswith(incomplete)]:
                return [CompletionItem(name) for name in fit]
        return [CompletionItem(incomplete, type="file")]


def item_ids(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """The ids of the items of the problem file that is named before; none where it cannot be read."""
    from gen.syntax import yamltree

    # While an option lacks its value nothing is parsed behind it, and arguments are where they were.
    file: Any = ctx.params.get("problem") or ctx.params.get("file") or next(iter(ctx.args), None)
    with suppress(InputErrors):
        items = _at(yamltree.read(Path(file), str(file)), "items") if file else None
        found = [_at(item, "id") for item in getattr(items, "items", ())]
        return [one.text.value for one in found if isinstance(one, yamltree.Leaf) and one.text.value.startswith(incomplete)]
    return []


def _at(node: Any, key: str) -> Any:
    """What stands behind a key; None where nothing does."""
    return next((value for name, value in getattr(node, "entries", ()) if name.value == key), None)
