"""What TeX has made or told before, kept in the user's cache: one of its formats, the heights of an exam.

All of it follows from what TeX reads: from bytes by whose digest it is kept, and from TeX's own files. Where any of these is no longer as
it was, it is made anew, so that nothing outlives an update of TeX.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from gen.messages.errors import OutputError
from gen.system import MAX_FILE, Output, Unreadable, read_bytes, write

UNUSED = 30 * 86400  # seconds after which what nobody has asked for goes


@dataclass(frozen=True, slots=True)
class Made:
    """What a run of TeX has made, and the list of all files that it read (as in a `.fls`)."""

    data: bytes | memoryview
    files: str


def kept(key: bytes, make: Callable[[], Made]) -> Made:
    """What has this key in the cache, or else what `make` makes, kept where the cache can be written."""
    place = _folder() / sha256(key).hexdigest()[:32]
    found = _read(place)
    if found is None:
        found = make()
        with suppress(OutputError):
            write([Output(place, b"\0".join((_signature(found.files).encode(), found.files.encode(), found.data)), private=True)])
            _sweep(place)
    return found


def _folder() -> Path:
    """The user's cache; nowhere, where the user has no home. (In the folder of temporary files others write, too.)"""
    home = os.environ.get("HOME")
    return Path(os.environ.get("XDG_CACHE_HOME") or (f"{home}/.cache" if home else os.devnull)) / "worked-exam"


def _read(place: Path) -> Made | None:
    """What the cache has, if TeX would read the same files today; that it was asked for is noted."""
    with suppress(Unreadable, ValueError):
        made = read_bytes(place, 2 * MAX_FILE)
        signed = made.index(b"\0")
        listed = made.index(b"\0", signed + 1)
        files = made[signed + 1 : listed].decode()
        if made[:signed].decode() == _signature(files):
            with suppress(OSError):
                os.utime(place)
            return Made(memoryview(made)[listed + 1 :], files)  # a format is large: no copy of it
    return None


def _sweep(newest: Path) -> None:
    """Remove what was last asked for long before this was made: no clock of Python's is in it, nor one that somebody has set."""
    with suppress(OSError):
        oldest = newest.stat().st_mtime - UNUSED
        for file in newest.parent.iterdir():
            with suppress(OSError):
                if file.stat().st_mtime < oldest:
                    file.unlink()


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
