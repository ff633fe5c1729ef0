"""Files that an author's file names, such as a problem, a logo or macros: inside the same project, or refused."""

from collections.abc import Sequence
from os.path import normpath
from pathlib import Path

from gen.format.macros import read_macros
from gen.messages.errors import InputError, InputErrors, did_you_mean
from gen.model.math_tree import NO_MACROS, Macros
from gen.model.source import Text
from gen.syntax.yamltree import source
from gen.system import NAMES, is_name, real_path

PICTURES = (".pdf", ".png", ".jpg", ".jpeg")
MAX_NAME = 200  # characters, with the folders


def named_file(beside: Path, name: Text, what: str, suffixes: Sequence[str], faults: list[InputError]) -> Path | None:
    """The file that an exam or a course names; it must lie in the same project (see `home_of`)."""
    root = home_of(beside)
    file = Path(normpath(beside.parent / name.value))
    if file.suffix not in suffixes:
        faults.append(InputError(name.where, f"'{name.value[:40]}' is not the name of a {what} file", f"{' or '.join(suffixes)}"))
        return None
    if len(name.value) > MAX_NAME or not all(part in ("/", "..") or is_name(part) for part in Path(name.value).parts):
        faults.append(InputError(name.where, NAMES, "rename it"))
        return None
    if not real_path(file).is_relative_to(root):
        faults.append(InputError(name.where, f"'{name.value}' lies outside the folder '{root.name}'"))
        return None
    if not file.is_file():
        here = sorted(str(p.relative_to(root)) for p in root.rglob("*") if p.suffix in suffixes)
        faults.append(InputError(name.where, f"there is no file '{name.value}'", did_you_mean(name.value, here)))
        return None
    return file


def home_of(file: Path) -> Path:
    """The nearest folder called `problems` around a file, or its own folder: what an exam may read lies there."""
    folder = real_path(file).parent
    return next((p for p in (folder, *folder.parents) if p.name == "problems"), folder)


def macros_of(beside: Path, name: Text | None, faults: list[InputError]) -> tuple[Path | None, Macros]:
    """The file of macros that a course or a problem names, and what it defines."""
    file = named_file(beside, name, "LaTeX", (".tex", ".sty"), faults) if name else None
    if file is None:
        return None, NO_MACROS
    try:
        macros, more = read_macros(source(file, str(file)), str(file))
    except InputErrors as error:
        macros, more = NO_MACROS, list(error.faults)
    faults += more
    return file, macros
