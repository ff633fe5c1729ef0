"""The letters and digits of a PDF that TeX made, each with its height on the page, in the order in which they are painted.

Letters and digits are read by the names of their glyphs; what a font says of them in words is asked for other signs only. What a PDF gives
as the text of something painted (ActualText) is compared with that.
"""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pypdf import PageObject, PdfReader
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    ContentStream,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from gen.messages.scripts import FONTS

_DIGITS = "zero one two three four five six seven eight nine"
_SIGNS = {name: name for name in string.ascii_letters} | dict(zip(_DIGITS.split(), string.digits, strict=True))
_SIGNS |= {"plus": "+", "minus": "−", "equal": "=", "period": ".", "comma": ","}
_LIKE = str.maketrans({"∆": "Δ", "ı": "i", "ȷ": "j", "Đ": "Ð", "ẞ": "SS", "Ґ": "Г", "ґ": "г"})  # letters that are painted as others
KEPT = "+−=.,"
_SAID = ("/ActualText", "/Alt", "/E")
MAX_DEPTH = 4  # pictures within pictures

Transform = tuple[float, float, float, float, float, float]
_UNIT: Transform = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Illegible(ValueError):
    """Text that cannot be read or that is not painted as it reads; the message says why."""


@dataclass(frozen=True, slots=True)
class PaintedText:
    """What is painted at once, and the height of its baseline above the foot of the page in PDF points (1/72 inch)."""

    letters: str
    height: float


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where marked content begins, with the text that stands for it if it has one; or, without a tag, where it ends."""

    tag: str = ""
    text: str | None = None


def plain_characters(text: str) -> str:
    """Letters, digits and `+ − = . ,` alone: without accents, ligatures taken apart, indices and fractions as digits."""
    apart = unicodedata.normalize("NFKD", text.translate(_LIKE))
    return "".join(c for c in apart if c in KEPT or (c.isalnum() and unicodedata.category(c) != "Lm"))


Fonts = dict[object, Mapping[int, str]]
"""The letters of fonts by their codes, by the reference to each font: what was read before."""


def painted_texts(page: PageObject, reader: PdfReader, fonts: Fonts, pictures: Collection[str] | None = None) -> list[PaintedText]:
    """All letters and digits of a page; where there may be `pictures` of the author's, with these texts, but for theirs.

    Raises Illegible, also for a text that stands for something else than what it is the text of.
    """
    content = page.get_contents()
    if content is None:
        return []
    found: list[PaintedText] = []
    marked: list[tuple[_Mark, int]] = []
    for one in _painted_in(content, dictionary(page, "/Resources"), _Around(reader, fonts, pictures is not None), _UNIT, 0):
        if isinstance(one, PaintedText):
            found.append(one)
        elif one.tag:
            marked.append((one, len(found)))
        elif marked:
            mark, begin = marked.pop()
            painted = "".join(text.letters for text in found[begin:])
            if not painted and mark.text in (pictures or ()):
                continue
            if mark.text is not None and not is_text_of(mark.text, painted, any(around.tag == "/Figure" for around, _ in marked)):
                raise Illegible(f"'{mark.text[:40]}' stands for '{painted[:40]}'")
    if marked:
        raise Illegible("a text does not end on its page")
    return found


def is_text_of(text: str, painted: str, picture: bool = False) -> bool:
    """Whether a text has the letters, digits and signs that are painted, in any order (commas aside, which a matrix has in its text alone).

    Each word of a picture's text is made of letters that are in the picture.
    """
    given = Counter(_without_commas(painted))
    if picture:
        return all(Counter(_without_commas(word)) <= given for word in text.split())
    return Counter(_without_commas(text)) == given


def _without_commas(text: str) -> str:
    return plain_characters(text).replace(",", "")


@dataclass(frozen=True, slots=True)
class _Around:
    reader: PdfReader
    fonts: Fonts
    pictures: bool


def _painted_in(
    content: DictionaryObject, resources: DictionaryObject, around: _Around, place: Transform, depth: int
) -> Iterator[PaintedText | _Mark]:
    fonts, pictures = dictionary(resources, "/Font"), dictionary(resources, "/XObject")
    kept: list[Transform] = []
    line = here = _UNIT
    leading = 0.0
    letters: Mapping[int, str] = {}
    for given, operator in ContentStream(content, around.reader).operations:
        match bytes(operator), list(given):
            case b"q", _:
                kept.append(place)
            case b"Q", _ if kept:
                place = kept.pop()
            case b"cm", [*numbers]:
                place = _times(_matrix(numbers), place)
            case b"BT", _:
                line = here = _UNIT
            case b"Td" | b"TD" as move, [x, y]:
                leading = -float(y) if move == b"TD" else leading
                line = here = _times((1.0, 0.0, 0.0, 1.0, float(x), float(y)), line)
            case b"Tm", [*numbers]:
                line = here = _matrix(numbers)
            case b"TL", [drop]:
                leading = float(drop)
            case b"T*", _:
                line = here = _times((1.0, 0.0, 0.0, 1.0, 0.0, -leading), line)
            case b"Tf", [font, _]:
                own = fonts.raw_get(font) if font in fonts else None
                if not isinstance(own, IndirectObject):
                    raise Illegible(f"there is no font {str(font)[:20]}")
                if own not in around.fonts:
                    around.fonts[own] = _font(own, str(font))
                letters = around.fonts[own]
            case b"Tr", [mode] if mode != 0:
                raise Illegible("text is painted so that it is not seen")
            case ((b"'" | b'"'), [*_, text]):
                line = here = _times((1.0, 0.0, 0.0, 1.0, 0.0, -leading), line)
                yield PaintedText(_read([text], letters), _times(here, place)[5])
            case b"Tj", [text]:
                yield PaintedText(_read([text], letters), _times(here, place)[5])
            case b"TJ", [parts]:
                yield PaintedText(_read(parts, letters), _times(here, place)[5])
            case b"BMC" | b"BDC", [tag, *properties]:
                yield _Mark(str(tag), _text_of(properties))
            case b"EMC", _:
                yield _Mark()
            case b"Do", [name]:
                inner = dictionary(pictures, str(name))
                form = isinstance(inner, StreamObject) and inner.get("/Subtype") == "/Form"
                if form and not (around.pictures and "/PTEX.FileName" in inner):
                    if depth == MAX_DEPTH:
                        raise Illegible("pictures stand in pictures")
                    within = _times(_matrix(inner["/Matrix"]), place) if "/Matrix" in inner else place
                    yield from _painted_in(inner, dictionary(inner, "/Resources"), around, within, depth + 1)


def _text_of(properties: Sequence[object]) -> str | None:
    """The texts that marked content has, by any of the names for one; none where it has none. (No page has properties elsewhere.)"""
    found = [part[key] for part in properties if isinstance(part, DictionaryObject) for key in part if key in _SAID]
    return " ".join(dict.fromkeys(map(str, found))) if found else None


def _read(parts: object, letters: Mapping[int, str]) -> str:
    """The strings of one operator; the numbers between them are spaces."""
    text = ""
    for part in parts if isinstance(parts, list) else []:
        if isinstance(part, TextStringObject | ByteStringObject):
            codes = part.original_bytes
            text += "".join(letters.get(code, "") for code in codes)
    return plain_characters(text)


def _font(font: IndirectObject, name: str) -> Mapping[int, str]:
    """The letters of a font by their codes. Raises Illegible for a font of pictures, whose glyphs may show anything."""
    found = font.get_object()
    if not isinstance(found, DictionaryObject) or found.get("/Subtype") != "/Type1":
        raise Illegible(f"the font {name[:20]} has no names for its glyphs")
    table = found.get("/ToUnicode")
    stated = _table(table.get_object().get_data().decode("latin-1")) if table is not None else {}
    script = FONTS.get(str(found.get("/BaseFont")).partition("+")[2][:4])
    return script or stated | {code: _SIGNS[glyph] for code, glyph in _glyphs(found) if glyph in _SIGNS}


def _table(text: str) -> dict[int, str]:
    """The table `ToUnicode` as pdfTeX writes it."""
    letters: dict[int, str] = {}
    for ranges in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for first, last, to in re.findall(r"<(\w{2})>\s*<(\w{2})>\s*<(\w+)>", ranges):
            start = _utf16(to)
            letters |= {code: start[:-1] + chr(ord(start[-1]) + n) for n, code in enumerate(range(int(first, 16), int(last, 16) + 1))}
    for single in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        letters |= {int(code, 16): _utf16(to) for code, to in re.findall(r"<(\w{2})>\s*<(\w+)>", single)}
    return letters


def _utf16(digits: str) -> str:
    try:
        return bytes.fromhex(digits).decode("utf-16-be") or "\ufffd"
    except ValueError:
        raise Illegible("a font has a table of letters that cannot be read") from None


def _glyphs(font: DictionaryObject) -> Iterator[tuple[int, str]]:
    """The names of a font's glyphs by their codes: of its encoding, or of the font file where that has its own."""
    encoding = font.get("/Encoding")
    encoding = encoding.get_object() if encoding is not None else None
    if isinstance(encoding, DictionaryObject) and isinstance(differences := encoding.get("/Differences"), ArrayObject):
        code = 0
        for entry in differences:
            if isinstance(entry, NameObject):
                yield code, entry[1:]
                code += 1
            else:
                code = int(entry)
    elif isinstance(file := dictionary(dictionary(font, "/FontDescriptor"), "/FontFile"), StreamObject):
        head = file.get_data().partition(b"eexec")[0].decode("latin-1")
        for number, glyph in re.findall(r"dup\s+(\d+)\s*/(\S+)\s+put", head):
            yield int(number), glyph


def dictionary(of: DictionaryObject, key: str) -> DictionaryObject:
    """What stands under a key, an empty one where there is none."""
    found = of.get(key)
    found = found.get_object() if found is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _matrix(numbers: object) -> Transform:
    a, b, c, d, e, f = (float(n) for n in numbers)  # type: ignore[attr-defined]
    return a, b, c, d, e, f


def _times(a: Transform, b: Transform) -> Transform:
    """First `a`, then `b`."""
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )
