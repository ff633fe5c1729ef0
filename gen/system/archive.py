"""Named files as one string of bytes: what a worker hands back, what a store keeps, what course systems read. The same files give the
same bytes: no time and no user stands in them."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

_UNIX, _READABLE = 3, 0o644 << 16  # what unpacks it makes files that their owner writes and everybody reads


class NoArchive(Exception):
    """Bytes that are no archive, or not all of one."""


def pack(files: Iterable[tuple[str, bytes]]) -> bytes:
    """All files by their names, one after the other, so that each may be let go.

    Nothing is compressed: PDFs are already, and of two versions of the library that does it each has bytes of its own.
    """
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        for name, data in files:
            info = ZipInfo(name)
            info.create_system, info.external_attr = _UNIX, _READABLE
            archive.writestr(info, data)
    return target.getvalue()


class Archive(Mapping[str, bytes]):
    """The files again by their names, each taken out when it is asked for: all at once are as large as the archive.

    Raises NoArchive, for a file that is not whole when that is asked for: each has a sum.
    """

    def __init__(self, data: bytes) -> None:
        with _faults():
            self._archive = ZipFile(BytesIO(data))

    def __getitem__(self, name: str) -> bytes:
        with _faults():
            return self._archive.read(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._archive.namelist())

    def __len__(self) -> int:
        return len(self._archive.namelist())


def unpack(data: bytes) -> dict[str, bytes]:
    """All files again. Raises NoArchive."""
    return dict(Archive(data))


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except (BadZipFile, ValueError, EOFError, OSError, NotImplementedError) as error:
        raise NoArchive(str(error)) from None
