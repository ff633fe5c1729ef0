"""A PDF that is changed by what is written behind it: its own bytes stay as they are (ISO 32000, 7.5.6)."""

from collections.abc import Sequence
from hashlib import sha256
from typing import cast

from gen.inspection import Entries
from gen.stamps.pdf_objects import dictionary, reference_to, stream, written


class Addition:
    """What is written behind a PDF: new objects, and objects of it that are replaced."""

    def __init__(self, pdf: bytes, trailer: Entries) -> None:
        self._pdf, self._trailer = pdf, trailer
        self._last = int(str(trailer["/Size"])) - 1
        self._at = len(pdf)
        self._pieces: list[bytes] = []
        self._starts: dict[int, int] = {}

    def number(self) -> int:
        """A number for an object that is yet to be written."""
        self._last += 1
        return self._last

    def put(self, body: bytes) -> bytes:
        """A new object, by the reference to it."""
        new = reference_to(self.number())
        self.write(new, body)
        return new

    def write(self, reference: bytes, body: bytes) -> None:
        number = int(reference.split()[0])
        self._starts[number] = self._at
        self._pieces.append(written(number, body))
        self._at += len(self._pieces[-1])

    def closed(self) -> bytes:
        """All of it, with a table of what is new, itself an object. What a file is called by (`/ID`) depends on all that is in it."""
        own = sha256(b"".join(self._pieces)).hexdigest()[:32].encode()
        number, start = self.number(), self._at
        self._starts[number] = start
        numbers = sorted(self._starts)
        table = b"".join(b"\1" + self._starts[number].to_bytes(4, "big") for number in numbers)
        first, _ = (str(one).removeprefix("b:").encode() for one in cast(Sequence[object], self._trailer["/ID"]))
        about = {
            "/Type": b"/XRef",
            "/Size": b"%d" % (number + 1),
            "/Prev": self._pdf.rpartition(b"startxref")[2].split()[0],
            "/Root": str(self._trailer["/Root"]).encode(),
            "/Info": str(self._trailer["/Info"]).encode(),
            "/ID": b"[<%b><%b>]" % (first, own),
            "/W": b"[1 4 0]",
            "/Index": b"[%b]" % b" ".join(b"%d 1" % one for one in numbers),
            "/Length": b"%d" % len(table),
        }
        self._pieces.append(written(number, stream(dictionary(about), table)))
        return b"".join((self._pdf, *self._pieces, b"startxref\n%d\n%%%%EOF\n" % start))
