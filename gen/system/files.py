"""Files as gen reads and writes them: never more of one than it may have, never half of one, and where it writes never through a link.

All writing is of one kind: everything is written and forced to disk in a folder beside, and moves to its place when all of it is whole.
"""

import errno
import fcntl
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.util import Finalize
from pathlib import Path
from typing import BinaryIO

from gen.messages.errors import writing

MAX_FILE = 64 * 2**20  # bytes of a picture, a font, a PDF
_BESIDE = ".gen-new-"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
NAMES = "the name of a file has at most 100 letters from A to z, digits, '.', '_' and '-', the first a letter or a digit"


def is_name(name: str) -> bool:
    """Whether a file or a folder of an author may be called so: its name goes into other files and messages."""
    return bool(_NAME.fullmatch(name))


class Unreadable(Exception):
    """A file that cannot be read, or is more than a file may be; the message says why."""


def real_path(path: Path) -> Path:
    """Where a path leads. One that a link leads back to itself stays as it is, for whoever opens it to find."""
    return Path(os.path.realpath(path))  # Path.resolve raises RuntimeError there, in some versions of Python


def read_bytes(file: Path, most: int = MAX_FILE, follow: bool = True) -> bytes:
    """All of a regular file of at most `most` bytes, without a wait for more; a link is followed if one may. Raises Unreadable.

    What is opened is looked at, not what stood under its name before: in between it may become a pipe or a device.
    """
    flags = os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
    try:
        with open(file, "rb", opener=lambda name, own: os.open(name, own | flags)) as opened:
            if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
                raise IsADirectoryError
            raw = opened.read(most + 1) or b""
    except IsADirectoryError:
        raise Unreadable("cannot read the file: it is a folder, a pipe or a device") from None
    except OSError as error:
        raise Unreadable(f"cannot read the file: {error.strerror}") from None
    except ValueError:
        raise Unreadable("cannot read the file: its name holds a character that no name has") from None
    if len(raw) > most:
        raise Unreadable(f"the file is larger than {most:,} bytes")
    return raw


@dataclass(frozen=True, slots=True)
class Output:
    """A file to be written. A `private` one is for its owner alone, and so is a folder that is made for it."""

    path: Path
    data: bytes
    private: bool = False


def write(outputs: Iterable[Output]) -> None:
    """All of these files, the last one last; if one cannot be written, all are as before. Raises OutputError.

    Each is old or new and whole, also if gen is killed. What was a link becomes a file. Of all that is to be written one is held at a time.
    """
    rooms: dict[Path, Path] = {}
    moves: list[tuple[Path, Path, Path]] = []
    with ExitStack() as stack:
        for n, one in enumerate(outputs):
            folder = one.path.parent
            with writing(folder):
                if folder not in rooms:
                    folder.mkdir(mode=0o700 if one.private else 0o777, parents=True, exist_ok=True)
                    rooms[folder] = stack.enter_context(own_folder(folder, _BESIDE))
            new, old = rooms[folder] / f"{n}.new", rooms[folder] / f"{n}.old"
            with writing(one.path):
                _write(new, one)
            moves.append((new, old, one.path))
        _move(moves)


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A file that is written piece by piece, too large for memory: it has its place when the block ends. Raises OutputError."""
    with writing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        with own_folder(path.parent, _BESIDE) as room, writing(path):
            new = room / "new"
            made = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
            with os.fdopen(made, "wb") as opened:
                yield opened
                opened.flush()
                _force(made)
            new.replace(path)


def remove_folder(folder: Path) -> None:
    """A folder of gen's own with all that is in it. Raises OutputError."""
    with writing(folder):
        shutil.rmtree(folder)


def free_space(folder: Path) -> int:
    """The bytes that can still be written below a folder, or below the next one around it that there is."""
    there = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.is_dir())
    return shutil.disk_usage(there).free


def _write(file: Path, one: Output) -> None:
    """A new file, on the disk when this ends."""
    made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600 if one.private else 0o666)
    with os.fdopen(made, "wb") as opened:
        opened.write(one.data)
        opened.flush()
        _force(made)


def _move(moves: Sequence[tuple[Path, Path, Path]]) -> None:
    """Each new file to its place, what is there kept beside until all are; if one cannot move, those before it move back.

    Between the first rename and the last nothing else is done: a kill there leaves some files new and others old.
    """
    begun: list[tuple[Path, Path]] = []
    try:
        for _, old, place in moves:
            with writing(place):
                _keep_old(place, old)
        for new, old, place in moves:
            with writing(place):
                begun.append((old, place))
                new.replace(place)
        for folder in dict.fromkeys(place.parent for _, _, place in moves):
            with writing(folder):
                _force_folder(folder)
    except BaseException:
        for old, place in reversed(begun):
            with suppress(OSError):
                old.replace(place) if os.path.lexists(old) else place.unlink()
        raise


def _keep_old(place: Path, old: Path) -> None:
    """A second name for what has a place, the link itself if it is one; a copy where a file has one name only."""
    if not os.path.lexists(place):
        return
    try:
        os.link(place, old, follow_symlinks=False)
    except OSError:
        shutil.copy2(place, old, follow_symlinks=False)


def _force_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _force(opened)
    finally:
        os.close(opened)


def _force(opened: int) -> None:
    """What was written there is on the disk, if the file system can tell."""
    try:
        os.fsync(opened)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise


@contextmanager
def own_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A new folder for this user alone, gone at the end, as are those that killed runs have left in `parent`. Raises OSError."""
    _sweep(parent, prefix)
    folder, lock = _locked(parent, prefix)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


_lasting: list[ExitStack] = []
"""Keeps folders from being cleared away with what a forked process drops; it is this process that ends them."""


def process_folder(prefix: str) -> Path:
    """A folder as above that is there until this process ends, in the folder for what is temporary. Raises OSError."""
    stack = ExitStack()
    folder = stack.enter_context(own_folder(real_path(Path(tempfile.gettempdir())), prefix))
    Finalize(None, stack.close, exitpriority=1)
    _lasting.append(stack)
    return folder


def _locked(parent: Path, prefix: str) -> tuple[Path, int]:
    """A new folder and a lock on it, which ends with this process, however that ends."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:  # swept by another before it was locked
            continue
        except OSError:
            folder.rmdir()
            raise
        with suppress(OSError):  # a file system without locks: nobody sweeps there
            fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.is_dir():
            return folder, lock
        os.close(lock)


def _sweep(parent: Path, prefix: str) -> None:
    """Remove such folders of this user that no process has locked."""
    for folder in parent.glob(f"{prefix}????????"):
        with suppress(OSError):
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
                continue
            lock = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)


def seen_of(path: Path) -> tuple[int, ...]:
    """What tells a file or a folder from what stood there before, without reading it; empty where there is none."""
    with suppress(OSError):
        found = path.stat()
        return found.st_ino, found.st_mtime_ns, found.st_size
    return ()
