"""A logo without what its file says beside the picture: author and program, place and camera, links and scripts.

TeX copies much of it into the exam. So it is handed a copy that holds the picture alone. Pixels and drawings stay as they are.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from gen.inspection.pdf_objects import BROKEN, KINDS
from gen.messages.errors import InputError, InputErrors, Location
from gen.system import SECONDS, Unreadable, budget, own_folder, read_bytes

MAX_SIDE = 16_000  # pixels; TeX has no length for more
PNG = b"\x89PNG\r\n\x1a\n"
_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"pHYs", b"IDAT", b"IEND"}
# Segments of a JPEG that hold a text or an application's own data. JFIF (the resolution) and Adobe (the colours) are of the picture.
_NOTES = {0xFE, *range(0xE1, 0xEE), 0xEF}
_PAGE = ("/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Contents", "/Resources")


@contextmanager
def stripped_pictures(files: Mapping[str, Path]) -> Iterator[dict[str, Path]]:
    """An author's files, with copies of pictures that hold nothing but the picture. Raises InputErrors for one that cannot be read."""
    with own_folder(Path(tempfile.gettempdir()), "gen-tex-") as folder:
        found = dict(files)
        for name, file in files.items():
            if strip := _STRIPPED.get(file.suffix):
                found[name] = folder / name
                found[name].write_bytes(_read(strip, file))
        yield found


def _read(strip: Callable[[bytes], bytes], file: Path) -> bytes:
    where = Location(str(file), 1, 1)
    try:
        with budget(SECONDS, where):
            return strip(read_bytes(file))
    except Unreadable as error:
        raise InputErrors([InputError(where, f"cannot be read: {error}")]) from None
    except BROKEN:
        raise InputErrors([InputError(where, "this picture cannot be read", "save it anew, as PNG, JPEG or PDF")]) from None


def png(data: bytes) -> bytes:
    """The chunks of a PNG that make up the picture. Raises ValueError for another file."""
    sides = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    if not data.startswith(PNG) or not all(0 < side <= MAX_SIDE for side in sides):
        raise ValueError
    kept, at = [PNG], len(PNG)
    while at < len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4])
        kind = data[at + 4 : at + 8]
        if end > len(data):
            raise ValueError
        if kind in _CHUNKS:
            kept.append(data[at:end])
        if kind == b"IEND":
            return b"".join(kept)
        at = end
    raise ValueError


def jpeg(data: bytes) -> bytes:
    """A JPEG without its notes, up to the end of its picture. Raises ValueError for another file."""
    if not data.startswith(b"\xff\xd8"):
        raise ValueError
    kept, at = [data[:2]], 2
    while data[at] == 0xFF and data[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if end > len(data) or end < at + 4:
            raise ValueError
        if data[at + 1] not in _NOTES:
            kept.append(data[at:end])
        at = end
    last = data.rfind(b"\xff\xd9")
    if data[at] != 0xFF or last < at:
        raise ValueError
    return b"".join((*kept, data[at : last + 2]))


def pdf(data: bytes) -> bytes:
    """The first page of a PDF with what paints it. Raises ValueError or an error of pypdf for another file.

    What paints itself, and what is unpacked to more than pypdf unpacks, would be for the readers of students to deal with.
    """
    writer = PdfWriter()
    page = writer.add_page(PdfReader(BytesIO(data)).pages[0])
    for key in [key for key in page if key not in _PAGE]:
        del page[key]
    waiting: list[tuple[object, str, frozenset[int]]] = [
        (page.raw_get(key), kind, frozenset()) for key, kind in KINDS["page"].items() if kind in ("content", "resources") and key in page
    ]
    seen = set()
    while waiting:
        found, kind, around = waiting.pop()
        if isinstance(found, IndirectObject):
            if found.idnum in around:
                raise ValueError
            if (found.idnum, kind) in seen:
                continue
            seen.add((found.idnum, kind))
            around |= {found.idnum}
            found = found.get_object()
        if isinstance(found, StreamObject) and (kind == "content" or found.get("/Subtype") == "/Form"):
            found.get_data()
        if isinstance(found, ArrayObject):
            waiting += [(one, kind, around) for one in list.__iter__(found)]
        elif isinstance(found, DictionaryObject):
            keys = KINDS.get(kind, {})
            for key in [key for key in found if key not in keys and "*" not in keys]:
                del found[key]
            waiting += [(found.raw_get(key), keys.get(key, keys.get("*", "")), around) for key in found]
    made, alone = BytesIO(), PdfWriter()
    alone.add_page(page)
    alone.metadata = None
    alone.write(made)
    return made.getvalue()


_STRIPPED = {".png": png, ".jpg": jpeg, ".jpeg": jpeg, ".pdf": pdf}
