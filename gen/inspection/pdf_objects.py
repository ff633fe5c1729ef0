"""What a PDF is made of: pages, their text and drawings, an outline, links to its own pages, and nothing else.

Every object of the file is walked, by a table of the keys that each kind of it may have. So nothing is looked for by name: whatever TeX
does not write for the tool is refused, be it a script, an action, a form, an attachment, a file from outside or a note about its author.
"""

import logging
from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, IndirectObject, NumberObject

# What pypdf warns of quotes the file, and whoever is to be told of it is told here.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

PAPER = ArrayObject([NumberObject(0), NumberObject(0), FloatObject("595.276"), FloatObject("841.89")])  # A4, in PDF points
BROKEN = (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, AssertionError, OverflowError, RecursionError)
"""What pypdf raises where a file is none that it can read."""

VALUE = ""  # neither a dictionary nor a stream

_RESOURCES = ("/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading")
# What paints text, drawings and pictures, an author's from any program included.
_GRAPHICS = (
    "/Type /Subtype /Length /Length1 /Length2 /Length3 /Filter /Resources /Matrix /BBox /FormType /Group /S /CS /I /K /SMask /Mask "
    "/G /BC /TR /Width /Height /ColorSpace /BitsPerComponent /Decode /Interpolate /ImageMask /Intent /SMaskInData /BaseFont "
    "/Encoding /ToUnicode /FirstChar /LastChar /Widths /FontDescriptor /Differences /BaseEncoding /DescendantFonts /W /DW /W2 /DW2 "
    "/CIDSystemInfo /Registry /Ordering /Supplement /CIDToGIDMap /CIDSet /CMapName /WMode /UseCMap /Ascent /Descent /CapHeight "
    "/XHeight /CharSet /Flags /FontBBox /FontFile /FontFile2 /FontFile3 /FontName /FontFamily /FontStretch /FontWeight "
    "/ItalicAngle /StemV /StemH /AvgWidth /MaxWidth /MissingWidth /Leading /N /Alternate /Range /Domain /C0 /C1 /Functions "
    "/FunctionType /Bounds /Encode /Size /BitsPerSample /Order /WhitePoint /BlackPoint /Gamma /Colorants /PatternType /PaintType "
    "/TilingType /XStep /YStep /Shading /ExtGState /ShadingType /Background /AntiAlias /Coords /Extend /Function "
    "/BitsPerCoordinate /BitsPerFlag /VerticesPerRow /LW /LC /LJ /ML /D /RI /OP /op /OPM /Font /FL /SM /SA /CA /ca /AIS /TK /BM "
    "/BG /UCR /ProcSet"
)


def _keys(names: str, kind: str = VALUE) -> dict[str, str]:
    return dict.fromkeys(names.split(), kind)


_STREAM = {**_keys("/Length /Filter"), "/DecodeParms": "decoding"}
_PAINTS = _keys(_GRAPHICS, "graphics") | {
    "/Resources": "resources",
    "/CharProcs": "/Font",
    "/DecodeParms": "decoding",
    "/Colorants": "/ColorSpace",
}
_INFORMATION = "/Producer /Creator /Title /Subject /Author /Keywords /CreationDate /Trapped /PTEX.Fullbanner"

# The keys of each kind of dictionary, with the kind of what stands there. A key `*` is any.
KINDS: dict[str, dict[str, str]] = {
    "trailer": {"/Root": "catalog", "/Info": "information", **_keys("/Size /ID /Type /W /Index"), **_STREAM},
    "catalog": {
        "/Pages": "page",
        "/Outlines": "outline",
        "/Names": "names",
        "/OpenAction": "action",
        "/Metadata": "metadata",
        **_keys("/Type /PageMode /Lang"),
    },
    "information": _keys(_INFORMATION),
    "metadata": _keys("/Type /Subtype /Length"),
    "names": {"/Dests": "destinations"},
    "destinations": {"/Kids": "destinations", "/Names": "destination", "/Limits": VALUE},
    "destination": {"/D": "page"},
    "outline": {"/A": "action", **_keys("/First /Last /Next /Prev /Parent", "outline"), **_keys("/Type /Count /Title")},
    "action": {"/D": "page", **_keys("/S /Type")},
    "page": {
        "/Contents": "content",
        "/Resources": "resources",
        "/Annots": "link",
        "/Group": "graphics",
        **_keys("/Parent /Kids", "page"),
        **_keys("/Type /MediaBox /Count"),
    },
    "content": _STREAM,
    "decoding": _keys("/Predictor /Columns /Colors /BitsPerComponent /EarlyChange /K /Rows /BlackIs1"),
    "link": {"/A": "action", **_keys("/Type /Subtype /Border /C /H /Rect")},
    "resources": {"/ProcSet": VALUE, **{key: key for key in _RESOURCES}},
    **{key: {"*": "graphics"} for key in _RESOURCES},
    "/XObject": {"*": "picture"},
    "graphics": _PAINTS,
    "picture": _PAINTS,
    "of an author": _keys("/PTEX.FileName /PTEX.PageNumber"),
}
_CALLED = {VALUE: "a value", "action": "an action", "information": "information", "names": "names", "metadata": "metadata"}
_CALLED |= dict.fromkeys(("resources", *_RESOURCES), "resources")
# What stands there in whatever PDF the tool makes.
_FIXED = {
    ("action", "/S"): "/GoTo",
    ("link", "/Subtype"): "/Link",
    ("information", "/Keywords"): "",
    ("metadata", "/Subtype"): "/XML",
    ("information", "/Creator"): "LaTeX with hyperref",
}


def unexpected_objects(data: bytes, pictures: bool) -> Iterator[str]:
    """What a PDF holds that the tool does not put there, in words; it may have `pictures` of the author's."""
    try:
        yield from _unexpected_objects(PdfReader(BytesIO(data), strict=True), data, pictures)
    except BROKEN:
        yield "an object that cannot be read"


def _unexpected_objects(reader: PdfReader, data: bytes, pictures: bool) -> Iterator[str]:
    seen: set[tuple[int, int, str]] = set()
    waiting: list[tuple[object, str]] = [(reader.trailer, "trailer")]
    while waiting:
        found, kind = waiting.pop()
        if isinstance(found, IndirectObject):
            place = (found.idnum, found.generation, kind)
            if place in seen:
                continue
            seen.add(place)
            found = found.get_object()
        if isinstance(found, ArrayObject):
            waiting += [(one, kind) for one in list.__iter__(found)]
        elif isinstance(found, DictionaryObject):
            keys = KINDS.get(kind, {}) | (KINDS["of an author"] if pictures and kind == "picture" else {})
            for key in found:
                if key not in keys and "*" not in keys:
                    yield f"{_CALLED.get(kind, f'a {kind}')} with {str(key)[:40]}"
                else:
                    waiting.append((found.raw_get(key), keys.get(key, keys.get("*", VALUE))))
                if (kind, key) in _FIXED and str(found[key]) != _FIXED[kind, key]:
                    yield f"{_CALLED.get(kind, f'a {kind}')} with {key} {str(found[key])[:40]}"
            if kind == "page" and "/Kids" not in found and found["/MediaBox"] != PAPER:
                yield "a page that is not A4"
            if kind == "picture" and found.get("/Subtype") not in ("/Form", "/Image"):
                yield "a picture that is a program"
    yield from _unused(reader, data, {(number, generation) for number, generation, _ in seen})


def _unused(reader: PdfReader, data: bytes, seen: set[tuple[int, int]]) -> Iterator[str]:
    """Objects that nothing on a page or in the outline uses; those that hold other objects, and the table of all, are needed."""
    table = int(data.rpartition(b"startxref")[2].split()[0])
    holders = {stream for stream, _ in reader.xref_objStm.values()}
    plain = {(n, generation) for generation, places in reader.xref.items() for n, place in places.items() if place != table}
    packed = {(n, 0) for n in reader.xref_objStm}
    for number, _ in sorted((plain | packed) - seen):
        if number and number not in holders:
            yield f"an object that nothing uses (number {number})"
