"""Named files as one string of bytes: what a worker hands back, and what the store keeps. The same files give the same bytes."""

from collections.abc import Iterable
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo


class NoArchive(Exception):
    """Bytes that are no archive, or not all of one."""


def pack(files: Iterable[tuple[str, bytes]]) -> bytes:
    """All files by their names, one after the other, so that each may be let go. (What is in them is compressed already.)"""
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        for name, data in files:
            archive.writestr(ZipInfo(name), data)
    return target.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """The files again. Raises NoArchive; each has a sum that tells whether it is whole."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (BadZipFile, ValueError, EOFError, OSError, NotImplementedError) as error:
        raise NoArchive(str(error)) from None
