"""The preamble of gen's documents as a format of TeX's: its classes and packages are read once on a machine, and loaded by each run since.

Formats are kept in the user's cache by the digest of their lines and of gen's own styles. One is made anew where any file that TeX read for
it is no longer as it was, so that it does not outlive an update of TeX. No author's file is among them.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock

from gen.latex import Tex
from gen.messages.errors import OutputError
from gen.system import MAX_FILE, Output, Unreadable, read_bytes, write
from gen.system.distribution import styles

# What may follow, for letters of other scripts, changes TeX's list of fonts, which no format holds.
_LINES = re.compile(r"\\documentclass.*\n(?:\\usepackage.*\n)*\\usepackage\{gensheet\}\n(?:\\usepackage\{genfigures\}\n)?")
_MAKING = Lock()  # keys are measured by several threads: one makes the format, the others have it from the cache


@dataclass(frozen=True, slots=True)
class Format:
    """A format as a file has it, and the list of all files that TeX read for it (as in a `.fls`)."""

    data: bytes
    files: str


def split_preamble(source: Tex) -> tuple[str, Tex]:
    """The lines that many sources begin with, and the source with empty comments in their place: what stands where remains the same.

    A source that gen's templates did not write has none.
    """
    found = _LINES.match(source)
    return (found[0], Tex("%\n" * found[0].count("\n") + source[found.end() :])) if found else ("", source)


def kept_format(preamble: str, make: Callable[[str], Format]) -> Format:
    """The format of a preamble from the cache, or else from `make`, kept where the cache can be written. Raises Unreadable."""
    own = b"".join(map(read_bytes, styles()))
    place = _cache() / f"{sha256(preamble.encode() + own).hexdigest()[:32]}.fmt"
    with _MAKING:
        found = _kept(place)
        if found is None:
            found = make(preamble)
            record = f"{_signature(found.files)}\n{found.files}"
            with suppress(OutputError):
                write([Output(place, found.data, private=True), Output(_record(place), record.encode(), private=True)])
        return found


def _cache() -> Path:
    """The user's cache; nowhere, where the user has no home. (In the folder of temporary files others write, too.)"""
    home = os.environ.get("HOME")
    return Path(os.environ.get("XDG_CACHE_HOME") or (f"{home}/.cache" if home else os.devnull)) / "worked-exam"


def _record(place: Path) -> Path:
    return place.with_suffix(".fls")


def _kept(place: Path) -> Format | None:
    """What the cache has, if TeX would read the same files today."""
    try:
        signature, _, files = read_bytes(_record(place)).decode(errors="replace").partition("\n")
        return Format(read_bytes(place, MAX_FILE), files) if signature == _signature(files) else None
    except Unreadable:
        return None


def _signature(files: str) -> str:
    """A digest of which files TeX read and which program it was, by their sizes and times."""
    return sha256("\n".join(_looks(files)).encode()).hexdigest()


def _looks(files: str) -> Iterator[str]:
    read = {line.removeprefix("INPUT ") for line in files.splitlines() if line.startswith("INPUT /")}
    for file in sorted(read | {shutil.which("pdflatex") or ""}):
        try:
            looks = os.stat(file)  # noqa: PTH116
            yield f"{file} {looks.st_size} {looks.st_mtime_ns}"
        except OSError:
            yield f"{file} is gone"
