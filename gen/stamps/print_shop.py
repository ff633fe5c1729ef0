"""All sheets of a room in one PDF, in the order of their seats, each beginning on the front of a leaf.

It is written object by object while each sheet is open alone, so that it takes as much memory for eight hundred students as for one. What
several sheets have alike, fonts and pages above all, is in it once: equal objects have equal digests.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from pikepdf import Object, Pdf, String

from gen.stamps.pdf_objects import body_of, reference_to, with_references, written
from gen.stamps.stamp import Stamp

_A4 = b"[0 0 595.276 841.89]"
_CATALOG, _PAGES, _OUTLINE, _INFORMATION = range(1, 5)  # the numbers of the objects that are written last


@dataclass(frozen=True, slots=True)
class Part:
    """A student's stamped sheet, by its file."""

    stamp: Stamp
    file: Path


def room_pdf(title: str, parts: Iterable[Part], out: BinaryIO) -> None:
    """Write the sheets of a room, in this order, with a bookmark for each. The same sheets give the same bytes."""
    writer = _Writer(out)
    sheets, entries, pages = [], [], 0
    for part in parts:
        with Pdf.open(part.file, inherit_page_attributes=False) as pdf:
            sheet, first, count = _add_sheet(writer, pdf)
        sheets.append(sheet)
        entries.append((" ".join(filter(None, (part.stamp.seat, part.stamp.number))), first))
        pages += count
    writer.put(_PAGES, b"<</Type/Pages/Kids[%b]/Count %d>>" % (b" ".join(map(reference_to, sheets)), pages))
    _add_bookmarks(writer, entries)
    writer.put(_INFORMATION, b"<</Title %b>>" % String(title).unparse())
    writer.put(_CATALOG, b"<</Type/Catalog/Pages %b/Outlines %b/PageMode/UseOutlines>>" % (reference_to(_PAGES), reference_to(_OUTLINE)))
    writer.close()


class _Writer:
    """Objects on their way into a PDF, each at a number; equal ones that are shared have one number."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._at, self._digest = out, 0, sha256()
        self._starts: dict[int, int] = {}  # where each object begins
        self._shared: dict[bytes, int] = {}
        self._last = _INFORMATION
        self._write(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._digest.update(data)
        self._at += len(data)

    def number(self) -> int:
        """A number for an object that is yet to be put."""
        self._last += 1
        return self._last

    def put(self, number: int, body: bytes) -> None:
        self._starts[number] = self._at
        self._write(written(number, body))

    def shared(self, body: bytes) -> int:
        """The number of an object with this body."""
        digest = sha256(body).digest()
        if digest not in self._shared:
            self._shared[digest] = self.number()
            self.put(self._shared[digest], body)
        return self._shared[digest]

    def close(self) -> None:
        """The table of all objects, at the end."""
        start, mark = self._at, self._digest.hexdigest()[:32].encode()
        rows = [b"0000000000 65535 f \n", *(b"%010d 00000 n \n" % self._starts[number] for number in range(1, self._last + 1))]
        trailer = b"<</Size %d/Root %b/Info %b/ID[<%b><%b>]>>" % (
            len(rows),
            reference_to(_CATALOG),
            reference_to(_INFORMATION),
            mark,
            mark,
        )
        self._write(b"xref\n0 %d\n%btrailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (len(rows), b"".join(rows), trailer, start))


def _add_sheet(writer: _Writer, pdf: Pdf) -> tuple[int, int, int]:
    """The pages of a sheet, and an empty one where the next would begin on a back: their node, the first of them, how many."""
    node, copies = writer.number(), _Copies(writer, pdf)
    pages = []
    for page in pdf.pages:
        keys = b"".join(b"/%b %b" % (key[1:].encode(), copies.of(page.obj[key])) for key in ("/MediaBox", "/Contents", "/Resources"))
        pages.append(_add_page(writer, node, keys))
    if len(pages) % 2:
        pages.append(_add_page(writer, node, b"/MediaBox%b/Resources<<>>" % _A4))
    kids = b" ".join(map(reference_to, pages))
    writer.put(node, b"<</Type/Pages/Parent %b/Kids[%b]/Count %d>>" % (reference_to(_PAGES), kids, len(pages)))
    return node, pages[0], len(pages)


def _add_page(writer: _Writer, node: int, keys: bytes) -> int:
    number = writer.number()
    writer.put(number, b"<</Type/Page/Parent %b%b>>" % (reference_to(node), keys))
    return number


class _Copies:
    """Objects of a sheet as they are written, all that one refers to before it. Nothing on a page refers to what refers to it."""

    def __init__(self, writer: _Writer, pdf: Pdf) -> None:
        self._writer, self._pdf = writer, pdf
        self._known: dict[bytes, bytes] = {}  # by the reference to each in the sheet

    def of(self, found: Object) -> bytes:
        """What stands somewhere in the sheet."""
        return with_references(found.unparse(), self._copied)

    def _copied(self, found: bytes) -> bytes:
        if found not in self._known:
            self._known[found] = reference_to(self._writer.shared(body_of(self._pdf, found).renumbered(self._copied)))
        return self._known[found]


def _add_bookmarks(writer: _Writer, entries: list[tuple[str, int]]) -> None:
    """One for each student, which leads to the first page of the sheet."""
    numbers = [writer.number() for _ in entries]
    for n, (title, page) in enumerate(entries):
        beside = b"/Prev %b" % reference_to(numbers[n - 1]) if n else b""
        beside += b"/Next %b" % reference_to(numbers[n + 1]) if n + 1 < len(numbers) else b""
        place = b"[%b/Fit]" % reference_to(page)
        writer.put(numbers[n], b"<</Title %b/Parent %b%b/Dest%b>>" % (String(title).unparse(), reference_to(_OUTLINE), beside, place))
    ends = b"/First %b/Last %b" % (reference_to(numbers[0]), reference_to(numbers[-1])) if numbers else b""
    writer.put(_OUTLINE, b"<</Type/Outlines%b/Count %d>>" % (ends, len(numbers)))
