"""What a PDF is made of: pages, their text and drawings, an outline, links to its own pages, and nothing else.

Every object of the file is walked, by a table of the keys that each kind of it may have. So nothing is looked for by name: whatever TeX
does not write for the tool is refused, be it a script, an action, a form, an attachment, a file from outside or a note about its author.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cache

from gen.inspection.pdf_file import Entries, PdfFile, is_mended

PAPER = [0, 0, 595.276, 841.89]  # A4, in PDF points
VALUE = ""  # neither a dictionary nor a stream

_RESOURCES = ("/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading")
# What paints text, drawings and pictures, an author's from any program included; a font is chosen by a page or a form alone.
_GRAPHICS = (
    "/Type /Subtype /Length /Length1 /Length2 /Length3 /Filter /Resources /Matrix /BBox /FormType /Group /S /CS /I /K /SMask /Mask "
    "/G /BC /TR /Width /Height /ColorSpace /BitsPerComponent /Decode /Interpolate /ImageMask /Intent /SMaskInData /BaseFont "
    "/Encoding /ToUnicode /FirstChar /LastChar /Widths /FontDescriptor /Differences /BaseEncoding /DescendantFonts /W /DW /W2 /DW2 "
    "/CIDSystemInfo /Registry /Ordering /Supplement /CIDToGIDMap /CIDSet /CMapName /WMode /UseCMap /Ascent /Descent /CapHeight "
    "/XHeight /CharSet /Flags /FontBBox /FontFile /FontFile2 /FontFile3 /FontName /FontFamily /FontStretch /FontWeight "
    "/ItalicAngle /StemV /StemH /AvgWidth /MaxWidth /MissingWidth /Leading /N /Alternate /Range /Domain /C0 /C1 /Functions "
    "/FunctionType /Bounds /Encode /Size /BitsPerSample /Order /WhitePoint /BlackPoint /Gamma /Colorants /PatternType /PaintType "
    "/TilingType /XStep /YStep /Shading /ExtGState /ShadingType /Background /AntiAlias /Coords /Extend /Function "
    "/BitsPerCoordinate /BitsPerFlag /VerticesPerRow /LW /LC /LJ /ML /D /RI /OP /op /OPM /FL /SM /SA /CA /ca /AIS /TK /BM "
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
    "objects": _keys("/Type /N /First") | _STREAM,
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
    "action": {"/S": "/GoTo"},
    "link": {"/Subtype": "/Link"},
    "information": {"/Keywords": "", "/Creator": "LaTeX with hyperref"},
    "metadata": {"/Subtype": "/XML"},
}
_STATED = {*_FIXED, "page", "picture"}
_NESTED = frozenset({list, dict})


def unexpected_objects(file: PdfFile, pictures: bool) -> Iterator[str]:
    """What a PDF holds that the tool does not put there, in words; it may have `pictures` of the author's."""
    if is_mended(file.pdf):
        yield "an object that cannot be read"
    objects, seen = file.objects, set[tuple[str, str]]()
    waiting: list[tuple[object, str]] = [(file.trailer, "trailer"), *((holder, "objects") for holder in file.holders)]
    while waiting:
        found, kind = waiting.pop()
        if isinstance(found, str):
            if found not in objects or (found, kind) in seen:
                continue
            seen.add((found, kind))
            found = objects[found]
        if isinstance(found, list):
            waiting += [(one, kind) for one in found if type(one) in _NESTED or one in objects]
        elif isinstance(found, dict):
            keys, other = _keys_of(kind, pictures)
            for key, value in found.items():
                of = keys.get(key, other)
                if of is None:
                    yield f"{_CALLED.get(kind, f'a {kind}')} with {key[:40]}"
                elif type(value) in _NESTED or value in objects:
                    waiting.append((value, of))
            if kind in _STATED:
                yield from _unexpected_values(file, found, kind)
    yield from _unused(file, {reference for reference, _ in seen})


@cache
def _keys_of(kind: str, pictures: bool) -> tuple[Mapping[str, str], str | None]:
    """The kinds of what stands under the keys of a dictionary of some kind, and under any other key, if it may have others."""
    keys = KINDS.get(kind, {})
    return keys | KINDS["of an author"] if pictures and kind == "picture" else keys, keys.get("*")


def _unexpected_values(file: PdfFile, found: Entries, kind: str) -> Iterator[str]:
    """What stands in a dictionary of a kind otherwise than in whatever the tool makes."""
    for key, fixed in _FIXED.get(kind, {}).items():
        if key in found and (value := file.text(found, key)) != fixed:
            yield f"{_CALLED.get(kind, f'a {kind}')} with {key} {value[:40]}"
    if kind == "page" and "/Kids" not in found and file.value(found.get("/MediaBox")) != PAPER:
        yield "a page that is not A4"
    if kind == "picture" and file.value(found.get("/Subtype")) not in ("/Form", "/Image"):
        yield "a picture that is a program"


def _unused(file: PdfFile, seen: Collection[str]) -> Iterator[str]:
    """Objects that nothing on a page or in the outline uses, and those that stand in a stream of objects and in no table."""
    for reference in file.objects:
        if reference not in seen and reference != file.table:
            yield f"an object that nothing uses (number {reference.partition(' ')[0]})"
    for holder, held in file.holders.items():
        if file.dictionary(file.objects, holder).get("/N") != held:
            yield f"objects that nothing uses (in number {holder.partition(' ')[0]})"
