"""What a worker hands back: files by their names in one string of bytes, in which what several of them have in common is there once.

The PDFs of a run of TeX have the same fonts, which are nine tenths of them; most of a source, and of a certificate, is in others as well.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import accumulate, pairwise

from gen.system import NoArchive

RESULT = "result.json"
"""The file with what there is to tell."""

_END = b"endstream\nendobj\n"  # of a piece: of a stream of a PDF, as qpdf writes it
_OTHER_ENDS = {"tex": b"\\end{", "json": b"\n    },\n"}  # by the ending of a file's name: what LaTeX ends, and an item
_SUM, _LENGTH = 32, 8  # bytes of the digest of all that follows, and of the length of the table behind it


class Made:
    """Files on their way back, as pieces."""

    def __init__(self) -> None:
        self._pieces: dict[bytes, bytes] = {}
        self._files: dict[str, list[bytes]] = {}

    def add(self, name: str, data: bytes) -> None:
        end = _OTHER_ENDS.get(name.rpartition(".")[2], _END)
        *ended, last = data.split(end)
        self._files[name] = [self._pieces.setdefault(piece, piece) for piece in (*(one + end for one in ended), last)]

    def drop(self, folder: str) -> None:
        """All files of a folder that were added."""
        self._files = {name: pieces for name, pieces in self._files.items() if not name.startswith(f"{folder}/")}

    def packed(self) -> bytes:
        """All of it in one string, in the order in which it was added: a digest, a table, and the pieces one behind the other."""
        numbers: dict[bytes, int] = {}
        files = {name: [numbers.setdefault(piece, len(numbers)) for piece in pieces] for name, pieces in self._files.items()}
        table = json.dumps([files, [len(piece) for piece in numbers]]).encode()
        parts = (len(table).to_bytes(_LENGTH, "big"), table, *numbers)
        told = sha256()
        for part in parts:
            told.update(part)
        return b"".join((told.digest(), *parts))


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Files that come one after the other."""
    made = Made()
    for name, data in files:
        made.add(name, data)
    return made.packed()


class Results(Mapping[str, bytes]):
    """The files again by their names, each put together when it is asked for: all at once are many times as large. Raises NoArchive."""

    def __init__(self, data: bytes) -> None:
        own = memoryview(data)
        if sha256(own[_SUM:]).digest() != own[:_SUM]:
            raise NoArchive("not all of it is there")
        begin = _SUM + _LENGTH
        end = begin + int.from_bytes(own[_SUM:begin], "big")
        try:
            files, lengths = json.loads(data[begin:end])
            pieces = [own[here:there] for here, there in pairwise(accumulate(lengths, initial=end))]
            self._files = {name: [pieces[n] for n in numbers] for name, numbers in files.items()}
        except (ValueError, TypeError, AttributeError, IndexError) as error:
            raise NoArchive(str(error)) from None

    def __getitem__(self, name: str) -> bytes:
        return b"".join(self._files[name])

    def pieces(self, name: str) -> tuple[memoryview, ...]:
        """A file as the pieces that it has, some in common with others."""
        return tuple(self._files[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
