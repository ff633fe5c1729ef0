"""An author's picture without what its file says beside it: author and program, place and camera, links and scripts.

TeX copies much of it into the exam. So it is handed a copy that holds the picture alone, and that it can read. Pixels and drawings stay
as they are; a drawing in SVG, which TeX does not read, is made a PDF (see `drawings`).
"""

import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

from pikepdf import Array, Dictionary, Object, Pdf, Stream, StreamDecodeLevel

from gen.inspection.drawings import clear_drawing, drawing
from gen.inspection.pdf_file import BROKEN, is_mended
from gen.inspection.pdf_objects import KINDS
from gen.inspection.unsuitable import Unsuitable
from gen.messages.errors import InputError, InputErrors, Location
from gen.system import SECONDS, Unreadable, budget, read_bytes

MAX_SIDE = 16_000  # pixels; TeX has no length for more
MAX_RAW = 160_000_000  # bytes of all pixels: a page in colour with 600 dots to the inch has 105 million
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of a PNG's kinds of colour
_DEPTHS = {0: (1, 2, 4, 8, 16), 3: (1, 2, 4, 8)}  # bits of a channel; of the other kinds 8 or 16
# The passes of a PNG that is shown bit by bit: first column and row, and how far it is to the next.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
PNG = b"\x89PNG\r\n\x1a\n"
_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"pHYs", b"IDAT", b"IEND"}
# Segments of a JPEG that hold a text or an application's own data. JFIF (the resolution) and Adobe (the colours) are of the picture.
_NOTES = {0xFE, *range(0xE1, 0xEE), 0xEF}
_PAGE = {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Contents", "/Resources"}


def stripped_pictures(files: Mapping[str, Path]) -> dict[str, bytes]:
    """An author's pictures by their names, each as `stripped_picture` makes it. Raises InputErrors."""
    return {name: stripped_picture(file) for name, file in files.items()}


def stripped_picture(file: Path, where: Location | None = None) -> bytes:
    """An author's file without what is not the picture. Raises InputErrors, `where` it is named or at its own name, if it cannot be set."""
    return _stripped(file, where or Location(str(file), 1, 1), _STRIPPED[file.suffix])


def browser_picture(file: Path, where: Location) -> bytes:
    """The same as browsers show it: a drawing stays one. Raises InputErrors, for a PDF as well."""
    return _stripped(file, where, _SHOWN[file.suffix])


def _stripped(file: Path, where: Location, strip: Callable[[bytes], bytes]) -> bytes:
    try:
        with budget(SECONDS, where):
            return strip(read_bytes(file))
    except Unreadable as error:
        raise InputErrors([InputError(where, f"cannot be read: {error}")]) from None
    except Unsuitable as error:
        raise InputErrors([InputError(where, error.message, error.hint)]) from None
    except BROKEN:
        raise InputErrors([InputError(where, "this picture cannot be read", "save it anew, as PNG, JPEG or PDF")]) from None


def png(data: bytes) -> bytes:
    """The chunks of a PNG that make up the picture. Raises ValueError for another file and for one that TeX could not unpack."""
    sides = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    if not data.startswith(PNG) or not all(0 < side <= MAX_SIDE for side in sides):
        raise ValueError
    kept, at = [PNG], len(PNG)
    while at < len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4])
        kind = data[at + 4 : at + 8]
        if end > len(data) or (kind in _CHUNKS and zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end])):
            raise ValueError
        if kind in _CHUNKS:
            kept.append(data[at:end])
        if kind == b"IEND":
            _check_pixels(kept[1], [chunk[4:8] for chunk in kept[1:]], b"".join(chunk[8:-4] for chunk in kept if chunk[4:8] == b"IDAT"))
            return b"".join(kept)
        at = end
    raise ValueError


def _check_pixels(head: bytes, kinds: list[bytes], packed: bytes) -> None:
    """That a PNG has all pixels of which its head speaks, each row packed in a known way. Raises ValueError, or Unsuitable for too many."""
    wide, high, (depth, colour, method, rows, interlaced) = int.from_bytes(head[8:12]), int.from_bytes(head[12:16]), head[16:21]
    if head[4:8] != b"IHDR" or len(head) != 25 or colour not in _CHANNELS or depth not in _DEPTHS.get(colour, (8, 16)):
        raise ValueError
    if method or rows or interlaced > 1 or (colour == 3 and b"PLTE" not in kinds):
        raise ValueError
    passes = _PASSES if interlaced else ((0, 0, 1, 1),)
    sizes = ((-(-(wide - x) // across), -(-(high - y) // down)) for x, y, across, down in passes)
    strides = [(1 - (-across * depth * _CHANNELS[colour] // 8), down) for across, down in sizes if across > 0 and down > 0]
    size = sum(stride * down for stride, down in strides)
    if size > MAX_RAW:
        raise Unsuitable(f"this picture has {wide:,} by {high:,} pixels, more than a page shows", "save it with fewer")
    unpacked = zlib.decompressobj()
    try:
        raw = unpacked.decompress(packed, size + 1)
    except zlib.error:
        raise ValueError from None
    at = 0
    for stride, down in strides:
        if max(raw[at : at + stride * down : stride], default=5) > 4:
            raise ValueError
        at += stride * down
    if len(raw) != size or not unpacked.eof:
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
    """The one page of a PDF with what paints it. Raises one of BROKEN for another file, Unsuitable for several pages.

    What paints itself, and what is unpacked to more than MAX_UNPACKED, would be for the readers of students to deal with.
    """
    with Pdf.open(BytesIO(data), attempt_recovery=False) as source, Pdf.new() as alone:
        page = source.pages[0]
        if len(source.pages) > 1:
            raise Unsuitable(f"this PDF has {len(source.pages):,} pages; a picture has one", "save the page alone")
        left, low, right, high = (float(side) for side in page.mediabox.as_list())
        if not (0 < right - left <= MAX_SIDE and 0 < high - low <= MAX_SIDE):
            raise ValueError
        _strip(page.obj)
        if is_mended(source):
            raise ValueError
        made = BytesIO()
        alone.pages.append(page)
        # Streams go as they are, by no packer's version.
        alone.save(made, deterministic_id=True, compress_streams=False, stream_decode_level=StreamDecodeLevel.none)
        return made.getvalue()


def _strip(page: Object) -> None:
    """Take away what does not paint a page. Raises ValueError where something paints itself."""
    for key in page.keys() - _PAGE:
        del page[key]
    waiting: list[tuple[object, str, frozenset[tuple[int, int]]]] = [
        (page[key], kind, frozenset()) for key, kind in KINDS["page"].items() if kind in ("content", "resources") and key in page
    ]
    seen = set()
    while waiting:
        found, kind, around = waiting.pop()
        if isinstance(found, Object) and found.is_indirect:
            if found.objgen in around:
                raise ValueError
            if (found.objgen, kind) in seen:
                continue
            seen.add((found.objgen, kind))
            around |= {found.objgen}
        if isinstance(found, Stream) and (kind == "content" or found.get("/Subtype") == "/Form"):
            found.read_bytes()
        if isinstance(found, Array):
            waiting += [(one, kind, around) for one in found.as_list()]
        elif isinstance(found, Dictionary | Stream):
            keys = KINDS.get(kind, {})
            for key in found.keys() - (found.keys() if "*" in keys else keys.keys()):
                del found[key]
            waiting += [(value, keys.get(key, keys.get("*", "")), around) for key, value in found.items()]


def svg(data: bytes) -> bytes:
    """A drawing as a PDF of one page, the same bytes each time. Raises Unsuitable for what cannot be drawn as it is meant."""
    return pdf(drawing(data))


_STRIPPED = {".png": png, ".jpg": jpeg, ".jpeg": jpeg, ".pdf": pdf, ".svg": svg}


def _no_pdf(data: bytes) -> bytes:
    raise Unsuitable("browsers show no PDF as a picture", "save it as PNG or SVG")


_SHOWN = {**_STRIPPED, ".pdf": _no_pdf, ".svg": clear_drawing}
