"""A PDF that is open: whole, or not at all.

qpdf reads it and may mend nothing: what it would have to mend, or only warns of, is a fault. Its objects are plain data, as JSON has them:
a dictionary has its keys with their slash, a name is "/Page", a text is "u:Solutions", bytes are "b:c3a9", a reference is "12 0 R".
"""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO

from pikepdf import Object, Pdf, PdfError, PikepdfError, Stream, XrefEntry
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

Place = tuple[int, int]
"""Where an object begins: at which byte of the file, and 0; or its place in a stream of objects, and that stream's number."""

_REFERENCE = re.compile(r"(\d+) (\d+) R")
_NONE: Entries = {}


@dataclass(frozen=True, slots=True)
class PdfFile:
    """An open PDF: its trailer, its objects by their references and where they are, and the stream that lists all."""

    pdf: Pdf
    trailer: Entries
    objects: Entries
    places: Mapping[str, Place]
    table: str | None

    @property
    def holders(self) -> Mapping[str, int]:
        """The streams of objects by their references, with how many stand in each."""
        return {f"{holder} 0 R": held for holder, held in Counter(holder for _, holder in self.places.values()).items() if holder}

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
    with open_pdf_for_some(data) as file:
        yield replace(file, objects={reference: _read(file.pdf, reference) for reference in file.places})


@contextmanager
def open_pdf_for_some(data: bytes) -> Iterator[PdfFile]:
    """The same for whoever asks for few of its objects: each is read when it is asked for."""
    with Pdf.open(BytesIO(data), attempt_recovery=False, inherit_page_attributes=False) as pdf:
        table = pdf.get_xref_table().items()
        places = {f"{number} {generation} R": _place(entry) for (number, generation), entry in table}
        start = int(data.rpartition(b"startxref")[2].split()[0])
        listing = next((reference for reference, place in places.items() if place == (start, 0)), None)
        yield PdfFile(pdf, json.loads(pdf.trailer.to_json()), _Asked(pdf, places), places, listing)
        if is_mended(pdf):
            raise PdfError


def _place(entry: XrefEntry) -> Place:
    return (entry.offset or 0, 0) if entry.obj_stream_number is None else (entry.obj_stream_index or 0, entry.obj_stream_number)


def _read(pdf: Pdf, reference: str) -> object:
    number, generation, _ = reference.split()
    return _plain(pdf.get_object(int(number), int(generation)).to_json(dereference=True))


@lru_cache(maxsize=4096)
def _plain(told: bytes) -> object:
    """An object from its JSON: of a PDF that was set with others most are the same."""
    return json.loads(told)


class _Asked(Mapping[str, object]):
    """The objects of an open PDF by their references, each read when it is asked for."""

    def __init__(self, pdf: Pdf, references: Collection[str]) -> None:
        self._pdf, self._references = pdf, references
        self._read: dict[str, object] = {}

    def __getitem__(self, reference: str) -> object:
        if reference not in self._read:
            if reference not in self._references:
                raise KeyError(reference)
            self._read[reference] = _read(self._pdf, reference)
        return self._read[reference]

    def __iter__(self) -> Iterator[str]:
        return iter(self._references)

    def __len__(self) -> int:
        return len(self._references)


def is_mended(pdf: Pdf) -> bool:
    """Whether qpdf warns of something that was read since this was last asked."""
    return bool(pdf.get_warnings())
