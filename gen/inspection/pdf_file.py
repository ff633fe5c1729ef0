"""A PDF that is open: whole, or not at all.

qpdf reads it and may mend nothing: what it would have to mend, or only warns of, is a fault. Its objects are plain data, as JSON has them:
a dictionary has its keys with their slash, a name is "/Page", a text is "u:Solutions", bytes are "b:c3a9", a reference is "12 0 R".
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from pikepdf import Object, Pdf, PdfError, PikepdfError, Stream
from pikepdf.settings import set_qpdf_limits

BROKEN = (PikepdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, AssertionError, OverflowError, RecursionError)
"""What is raised where a file is no PDF that can be read."""

MAX_UNPACKED = 75_000_000  # bytes of a stream
# qpdf has one limit for a process, and nobody else asks it for anything.
set_qpdf_limits(
    flate_max_memory=MAX_UNPACKED, run_length_max_memory=MAX_UNPACKED, png_max_memory=MAX_UNPACKED, tiff_max_memory=MAX_UNPACKED
)

Entries = Mapping[str, object]
"""The values of a dictionary by their keys."""

_REFERENCE = re.compile(r"(\d+) (\d+) R")
_NONE: Entries = {}


@dataclass(frozen=True, slots=True)
class PdfFile:
    """An open PDF: its trailer, its objects by their references, how many of them stand in which stream, and the stream that lists all."""

    pdf: Pdf
    trailer: Entries
    objects: Entries
    holders: Mapping[str, int]
    table: str | None

    def value(self, found: object) -> object:
        """What a reference leads to; whatever is no reference is itself."""
        return self.objects.get(found) if isinstance(found, str) and _REFERENCE.fullmatch(found) else found

    def dictionary(self, of: Entries, key: str) -> Entries:
        """What stands under a key, an empty dictionary where there is none."""
        found = self.value(of.get(key))
        return found if isinstance(found, dict) else _NONE

    def text(self, of: Entries, key: str) -> str:
        """The text that stands under a key, an empty one where there is none."""
        found = self.value(of.get(key))
        return found.removeprefix("u:") if isinstance(found, str) else ""

    def data(self, reference: object) -> bytes:
        """What a stream holds, unpacked; nothing where there is no stream."""
        found = self._object(reference)
        return found.read_bytes() if isinstance(found, Stream) else b""

    def pages(self) -> list[str]:
        """The references to the pages, in order."""
        return ["{} {} R".format(*page.obj.objgen) for page in self.pdf.pages]

    def content(self, painter: str) -> bytes:
        """What a page or a form is painted by, from the reference to it."""
        if isinstance(self._object(painter), Stream):
            return self.data(painter)
        place = self.dictionary(self.objects, painter).get("/Contents")
        parts = self.value(place)
        return b"\n".join(self.data(part) for part in (parts if isinstance(parts, list) else [place]))

    def _object(self, reference: object) -> Object | None:
        place = _REFERENCE.fullmatch(reference) if isinstance(reference, str) else None
        return self.pdf.get_object(int(place[1]), int(place[2])) if place else None


@contextmanager
def open_pdf(data: bytes) -> Iterator[PdfFile]:
    """The PDF while it is read. Raises one of BROKEN for what is none or has to be mended, the latter at the end."""
    with Pdf.open(BytesIO(data), attempt_recovery=False, inherit_page_attributes=False) as pdf:
        table = pdf.get_xref_table()
        places = ["{} {} R".format(*key) for key in table]
        plain = (pdf.get_object(*key).to_json(dereference=True) for key in table)
        trailer, *objects = json.loads(b"[%b]" % b",".join((pdf.trailer.to_json(), *plain)))
        start = int(data.rpartition(b"startxref")[2].split()[0])
        yield PdfFile(
            pdf=pdf,
            trailer=trailer,
            objects=dict(zip(places, objects, strict=True)),
            holders=Counter(f"{entry.obj_stream_number} 0 R" for entry in table.values() if entry.obj_stream_number is not None),
            table=next((place for place, entry in zip(places, table.values(), strict=True) if entry.offset == start), None),
        )
        if is_mended(pdf):
            raise PdfError


def is_mended(pdf: Pdf) -> bool:
    """Whether qpdf warns of something that was read since this was last asked."""
    return bool(pdf.get_warnings())
