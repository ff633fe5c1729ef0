"""The files of a new course: an exam and a problem of each kind, the schema for editors, and what keeps answers and faults out of a shared
repository."""

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from gen.editors.schema import schema
from gen.messages.errors import InputError, InputErrors, Location
from gen.messages.sentences import Language
from gen.system import distribution

SCHEMA = "schema.json"
# Where files stand that are no problems. Package data have no names with a dot in front.
_PLACES = {
    "course.yaml": "problems/exams/course.yaml",
    "default.yaml": "problems/exams/default.yaml",
    "gitignore": ".gitignore",
    "pre-commit.yaml": ".pre-commit-config.yaml",
    "workflow.yaml": ".github/workflows/check.yaml",
}


def schema_text(kind: str = "") -> str:
    """The schema as a file."""
    return json.dumps(schema(kind), indent=1, ensure_ascii=False) + "\n"


def modeline(place: str) -> str:
    """The line by which editors find the schema of a file that stands there, seen from the folder of the course."""
    up = "../" * (len(PurePosixPath(place).parts) - 1)
    return f"# yaml-language-server: $schema={up}{SCHEMA}\n"


def starter(language: Language) -> Mapping[str, str]:
    """The files of a new course in a language, by their places in its folder."""
    texts = {file.name: file.read_text(encoding="utf-8") for file in sorted((distribution.package() / "starter" / language).iterdir())}
    placed = {_PLACES.get(name, f"problems/{name}"): text for name, text in texts.items()}
    found = {place: (modeline(place) if place.startswith("problems/") else "") + text for place, text in placed.items()}
    workflow = _PLACES["workflow.yaml"]
    return {**found, workflow: found[workflow].replace("VERSION", distribution.version()), SCHEMA: schema_text()}


def check_free(folder: Path, places: Mapping[str, str]) -> None:
    """Raises InputErrors with each place in a folder that something stands in already, a link among it."""
    taken = dict.fromkeys(one for place in places for one in _taken(folder, PurePosixPath(place)))
    if taken:
        hint = "nothing is overwritten: name another folder, or move it"
        raise InputErrors([InputError(Location(str(one), 1, 1), "this is there already", hint) for one in taken])


def _taken(folder: Path, place: PurePosixPath) -> list[Path]:
    """What stands in a place, or where a folder around it should be."""
    around = [folder / parent for parent in place.parents]
    found = [one for one in around if (one.is_symlink() and one != folder) or (one.exists() and not one.is_dir())]
    file = folder / place
    return [*found, *([file] if file.exists() or file.is_symlink() else [])]
