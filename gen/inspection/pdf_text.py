"""The letters and digits of a PDF that TeX made, each with its height on the page, in the order in which they are painted.

Letters and digits are read by the names of their glyphs; what a font says of them in words is asked for other signs only. What a PDF gives
as the text of something painted (ActualText) is compared with that.
"""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby
from types import MappingProxyType

from gen.inspection.page_content import MAX_KNOWN, UNIT, Block, Illegible, Mark, Text, Transform, blocks
from gen.inspection.pdf_file import PdfFile
from gen.messages.scripts import FONTS

_DIGITS = "zero one two three four five six seven eight nine"
_SIGNS = {name: name for name in string.ascii_letters} | dict(zip(_DIGITS.split(), string.digits, strict=True))
_SIGNS |= {"plus": "+", "minus": "−", "equal": "=", "period": ".", "comma": ","}
_LIKE = str.maketrans({"∆": "Δ", "ı": "i", "ȷ": "j", "Đ": "Ð", "ẞ": "SS", "Ґ": "Г", "ґ": "г"})  # letters that are painted as others
KEPT = "+−=.,"
MAX_DEPTH = 4  # pictures within pictures


PaintedText = tuple[str, float]
"""What is painted at once, and the height of its baseline above the foot of the page in PDF points (1/72 inch)."""


@lru_cache(maxsize=8192)
def plain_characters(text: str) -> str:
    """Letters, digits and `+ − = . ,` alone: without accents, ligatures taken apart, indices and fractions as digits."""
    apart = unicodedata.normalize("NFKD", text.translate(_LIKE))
    return "".join(c for c in apart if c in KEPT or (c.isalnum() and unicodedata.category(c) != "Lm"))


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """What each of the 256 codes of a font prints of letters, digits and signs."""

    by_code: Mapping[int, str]


def painted_texts(
    file: PdfFile, painters: Sequence[str], pictures: Mapping[str, Collection[str]] = MappingProxyType({})
) -> list[list[PaintedText]]:
    """All letters and digits of each of some pages or forms, by the references to them.

    Where there may be `pictures` of the author's, with texts that stand for these, theirs are left out. Raises Illegible, also for a text
    that stands for something else than what it is the text of, and others of BROKEN.
    """
    fonts: dict[str, Letters] = {}
    found: list[list[PaintedText]] = []
    for painter, content in zip(painters, blocks([file.content(painter) for painter in painters]), strict=True):
        reader = _Reader(file, fonts, pictures.get(painter))
        reader.read(painter, content, 0)
        if reader.canvas.marked:
            raise Illegible("a text does not end on its page")
        found.append(reader.canvas.found)
    return found


@lru_cache(maxsize=8192)
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


def outline_titles(file: PdfFile) -> Iterator[str]:
    """The titles of the outline, in the order in which a reader lists them. Raises Illegible for one without an end."""
    waiting = [file.dictionary(file.dictionary(file.trailer, "/Root"), "/Outlines").get("/First")]
    seen = set()
    while waiting:
        place = waiting.pop()
        entry = file.value(place)
        if isinstance(entry, dict):
            if place in seen:
                raise Illegible("its outline has no end")
            seen.add(place)
            yield file.text(entry, "/Title")
            waiting += [entry.get("/Next"), entry.get("/First")]


class _Canvas:
    """What is painted within groups and marks: where things stand, what was found, and which marks have not ended, with how much had been
    found where each began."""

    def __init__(self, place: Transform, pictures: Collection[str] | None = None) -> None:
        self.place, self.pictures = place, pictures
        self.around: list[Transform] = []
        self.found: list[PaintedText] = []
        self.marked: list[tuple[Mark, int]] = []

    def paint(self, block: Block, letters: Sequence[Letters], picture: Callable[[str], None]) -> None:
        """All that a block does, by the letters of its fonts; its pictures are painted by whoever knows them. Raises Illegible."""
        by_font = dict(zip(block.fonts, letters, strict=True))
        for operator, given in block.does:
            match operator:
                case b"ET":
                    _, b, _, d, _, f = self.place
                    for printed, x, y in _printed(given, tuple([by_font[font] for font in given.fonts]), bool(b)):
                        self.found.append((printed, x * b + y * d + f))
                case b"BDC":
                    self.marked.append((given, len(self.found)))
                case b"EMC" if self.marked:
                    self._end(*self.marked.pop())
                case b"q":
                    self.around.append(self.place)
                case b"Q" if self.around:
                    self.place = self.around.pop()
                case b"cm":
                    self.place = _times(given, self.place)
                case b"Do":
                    picture(given)

    def _end(self, mark: Mark, begin: int) -> None:
        """What stands between a mark and its end is what the mark says."""
        if mark.text is None:
            return
        painted = "".join([letters for letters, _ in self.found[begin:]])
        if not painted and mark.text in (self.pictures or ()):
            return
        if not is_text_of(mark.text, painted, any(around.tag == "/Figure" for around, _ in self.marked)):
            raise Illegible(f"'{mark.text[:40]}' stands for '{painted[:40]}'")


@lru_cache(maxsize=MAX_KNOWN)
def _painted(block: Block, letters: Sequence[Letters], place: Transform) -> tuple[PaintedText, ...]:
    """What a closed block paints where no mark is around it, that of a line together."""
    canvas = _Canvas(place)
    canvas.paint(block, letters, lambda _: None)
    lines = groupby(canvas.found, lambda one: one[1])
    return tuple([("".join([letters for letters, _ in line]), height) for height, line in lines])


class _Reader:
    """Reads a page with its fonts and pictures onto a canvas."""

    def __init__(self, file: PdfFile, fonts: dict[str, Letters], pictures: Collection[str] | None) -> None:
        self.file, self.fonts = file, fonts
        self.canvas = _Canvas(UNIT, pictures)

    def read(self, painter: str, content: Sequence[Block], depth: int) -> None:
        """What a page or a form paints, by the reference to it and what its contents do."""
        resources = self.file.dictionary(self.file.dictionary(self.file.objects, painter), "/Resources")
        fonts, pictures = self.file.dictionary(resources, "/Font"), self.file.dictionary(resources, "/XObject")
        names, canvas = dict.fromkeys(chain.from_iterable(block.fonts for block in content)), self.canvas
        letters = {font: self._letters(fonts.get(font), font) for font in names}
        for block in content:
            own = tuple(map(letters.__getitem__, block.fonts))
            if block.closed and not canvas.marked and canvas.pictures is None:
                canvas.found += _painted(block, own, canvas.place)
            else:
                canvas.paint(block, own, lambda name: self._read_picture(pictures.get(name), name, depth))

    def _read_picture(self, picture: object, name: str, depth: int) -> None:
        """What a form paints that stands on a page or in a form; nothing for dots, and for a picture of the author's where one may be."""
        found, canvas = self.file.value(picture), self.canvas
        if not isinstance(picture, str) or not isinstance(found, dict):
            raise Illegible(f"there is no picture {name[:20]}")
        if found.get("/Subtype") != "/Form" or (canvas.pictures is not None and "/PTEX.FileName" in found):
            return
        if depth == MAX_DEPTH:
            raise Illegible("pictures stand in pictures")
        matrix = self.file.value(found.get("/Matrix"))
        (content,) = blocks([self.file.content(picture)])
        place, around = canvas.place, canvas.around
        canvas.place, canvas.around = (_times(_matrix(matrix), place) if isinstance(matrix, list) else place), []
        self.read(picture, content, depth + 1)
        canvas.place, canvas.around = place, around

    def _letters(self, font: object, name: str) -> Letters:
        """The letters of a font. Raises Illegible for a font of pictures, whose glyphs may show anything, and where there is none."""
        if not isinstance(font, str):
            raise Illegible(f"there is no font {name[:20]}")
        if font not in self.fonts:
            file = self.file
            found = file.dictionary(file.objects, font)
            if found.get("/Subtype") != "/Type1":
                raise Illegible(f"the font {name[:20]} has no names for its glyphs")
            names = file.value(file.dictionary(found, "/Encoding").get("/Differences"))
            own = b"" if isinstance(names, list) else file.data(file.dictionary(found, "/FontDescriptor").get("/FontFile"))
            self.fonts[font] = _printed_by(
                file.data(found.get("/ToUnicode")),
                tuple(names) if isinstance(names, list) else (),
                own.partition(b"eexec")[0],
                file.text(found, "/BaseFont").partition("+")[2][:4],
            )
        return self.fonts[font]


@lru_cache(maxsize=MAX_KNOWN)
def _printed(text: Text, fonts: Sequence[Letters], apart: bool) -> tuple[tuple[str, float, float], ...]:
    """The letters of a text and where they begin, those on a line together if they need not be `apart`."""
    every = [(codes.translate(fonts[font].by_code), x, y) for font, codes, x, y in text.shown]
    lines = [[one] for one in every] if apart else [list(line) for _, line in groupby(every, lambda one: one[2])]
    return tuple(("".join(letters), *line[0][1:]) for line in lines if any(letters := [one[0] for one in line]))


@lru_cache(maxsize=256)
def _printed_by(stated: bytes, names: tuple[object, ...], head: bytes, family: str) -> Letters:
    """What the codes of a font print, by its table `ToUnicode`, the names of its encoding, the head of its own file, and its name."""
    found = FONTS.get(family) or _table(stated.decode("latin-1")) | {
        code: _SIGNS[glyph] for code, glyph in (*_named(names), *_own(head.decode("latin-1"))) if glyph in _SIGNS
    }
    return Letters({code: plain_characters(found.get(code, "")) for code in range(256)})


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


def _named(names: Iterable[object]) -> Iterator[tuple[int, str]]:
    """The names of glyphs by their codes, from the list of an encoding: a code, and names from there on."""
    code = 0
    for entry in names:
        if isinstance(entry, str):
            yield code, entry.removeprefix("/")
            code += 1
        elif isinstance(entry, int):
            code = entry


def _own(head: str) -> Iterator[tuple[int, str]]:
    """The names of glyphs by their codes, from the head of a font's file."""
    for number, glyph in re.findall(r"dup\s+(\d+)\s*/(\S+)\s+put", head):
        yield int(number), glyph


def _matrix(numbers: Iterable[float]) -> Transform:
    a, b, c, d, e, f = map(float, numbers)
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
