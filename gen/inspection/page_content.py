"""What the contents of a page do: which texts they show, what moves these, and what is said to stand for them.

A content is cut into blocks, and these into pieces, which qpdf reads. What was read in this process need not be read again: most of a page
is the same in all variants of an exam. What two readers may take for two things is refused.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import chain, islice
from sys import intern
from typing import Any, Generic, TypeVar
from warnings import catch_warnings

from pikepdf import Array, Dictionary, Object, Pdf, PdfError, String, parse_content_stream, unparse_content_stream

from gen.inspection.pdf_file import is_mended

_OPERATORS = "q Q cm BT ET Td TD Tm TL T* Tf Tr ' \" Tj TJ BMC BDC EMC Do BI ID EI"
_NUMBERS = {b"cm": 6, b"Td": 2, b"TD": 2, b"TL": 1, b"Tr": 1, b"Tm": 6} | dict.fromkeys((b"q", b"Q", b"BT", b"ET", b"T*", b"EMC"), 0)
_SAID = ("/ActualText", "/Alt", "/E")
# What a piece ends with, and a block: what looks so within a string or a list is no end, and is refused.
_PIECE, _BLOCK = b"\nET\n", b"\nEMC\n"
_BEGINS = b"BT\n"  # behind the end of a block: elsewhere marks are within marks, mostly

Transform = tuple[float, float, float, float, float, float]
UNIT: Transform = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

Instruction = tuple[bytes, Any]
"""`q`, `Q`, `cm` with six numbers, `Do` with a name, `BDC` with a Mark, `EMC`, and `ET` with a Text, or with a part of one."""

MAX_KNOWN = 1536  # pieces of eight hundred bytes, and as many blocks: of those of a run few are in others, or in all


class Illegible(ValueError):
    """Text that cannot be read or that is not painted as it reads; the message says why."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Marked content, with the text that stands for it if it has one."""

    tag: str
    text: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """What is shown from BT to ET, each at once by its font (a place in `fonts`), its codes, and where these begin, in points.

    A code is the character of that number.
    """

    fonts: tuple[str, ...]
    shown: tuple[tuple[int, str, float, float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """What a part of a content does, and by which fonts.

    One that is `closed` begins and ends the groups and marks that are in it, and shows no picture: what it paints depends on nothing but
    its fonts and where it stands.
    """

    does: tuple[Instruction, ...]
    fonts: tuple[str, ...]
    closed: bool


T = TypeVar("T")


class _Known(Generic[T]):
    """What was read of parts of contents, by their digests. Those that were met last are the last; of what is at fault nothing is kept."""

    def __init__(self, read: Callable[[Collection[bytes]], Iterable[T]]) -> None:
        self._read = read
        self._kept: dict[bytes, T] = {}

    def all(self, parts: Sequence[Sequence[bytes]]) -> list[list[T]]:
        """What is read of each part of some contents; all that is new at once."""
        names = [[sha256(part).digest() for part in one] for one in parts]
        wanted = dict(zip(chain.from_iterable(names), chain.from_iterable(parts), strict=True))
        known = {name: found for name in wanted if (found := self._kept.pop(name, None)) is not None}
        new = {name: part for name, part in wanted.items() if name not in known}
        known |= dict(zip(new, self._read(new.values()), strict=True)) if new else {}
        self._kept.update(known)
        for name in list(islice(self._kept, max(0, len(self._kept) - MAX_KNOWN))):
            del self._kept[name]
        return [list(map(known.__getitem__, one)) for one in names]


def blocks(contents: Sequence[bytes]) -> list[list[Block]]:
    """What each of some contents of pages and forms does. Raises Illegible, and others of BROKEN."""
    return _blocks.all([_cut(content, _BLOCK + _BEGINS, len(_BLOCK)) for content in contents])


def _read_blocks(parts: Collection[bytes]) -> Iterator[Block]:
    for pieces in _pieces.all([_cut(part, _PIECE, len(_PIECE)) for part in parts]):
        does = tuple(chain.from_iterable(pieces))
        yield Block(does, tuple(dict.fromkeys(font for operator, one in does if operator == b"ET" for font in one.fonts)), _is_closed(does))


def _cut(content: bytes, end: bytes, length: int) -> list[bytes]:
    """A content cut behind so much of what ends a part of it."""
    *ended, last = content.split(end)
    kept, behind = end[:length], end[length:]
    return [(behind if n else b"") + part + kept for n, part in enumerate(ended)] + [(behind if ended else b"") + last]


def _is_closed(does: Iterable[Instruction]) -> bool:
    groups = marks = 0
    for operator, _ in does:
        groups += (operator == b"q") - (operator == b"Q")
        marks += (operator == b"BDC") - (operator == b"EMC")
        if groups < 0 or marks < 0 or operator == b"Do" or (operator == b"cm" and not groups):
            return False
    return not (groups or marks)


def _read(pieces: Collection[bytes]) -> Iterator[tuple[Instruction, ...]]:
    """What each of some pieces does. Each has to end by itself: with no operand, string or list left open."""
    end = "end-" + sha256(b"".join(pieces)).hexdigest()  # an operator that none of them can have
    with Pdf.new() as pdf:
        stream = pdf.make_stream(b"".join(b"%b\n%b\n" % (piece, end.encode()) for piece in pieces))
        with catch_warnings(action="ignore"):  # what it warns of is missed below
            found = parse_content_stream(stream, f"{_OPERATORS} {end}")
        lines = unparse_content_stream(found).split(b"\n")  # in ASCII, one for each operator, with its operands before it
        if is_mended(pdf):
            raise PdfError
    ends = [place for place, line in enumerate(lines) if line == end.encode()]
    if len(ends) != len(pieces):
        raise PdfError
    for begin, last in zip([0, *(place + 1 for place in ends)], ends, strict=False):
        yield _without_drawings(_instructions(lines[begin:last]))


def _instructions(lines: Iterable[bytes]) -> Iterator[Instruction]:
    """What a piece does, from its lines; a text that begins in it has to end in it."""
    text: _TextReader | None = None
    for line in lines:
        given, _, operator = line.rpartition(b" ")
        numbers = _numbers(given, _NUMBERS[operator]) if operator in _NUMBERS else ()
        match operator:
            case b"BI" | b"ID" | b"EI":
                raise Illegible("dots stand between its letters")
            case b"BMC" | b"BDC" | b"EMC":
                if text:
                    yield b"ET", text.taken()
                yield (operator, ()) if operator == b"EMC" else (b"BDC", _mark(given))
            case b"BT" if not text:
                text = _TextReader()
            case b"ET" if text:
                yield operator, text.taken()
                text = None
            case b"q" | b"Q" | b"cm" if not text:
                yield operator, numbers
            case b"Do" if not text:
                yield operator, given.decode()
            case _:
                (text or _TextReader()).do(operator, given, numbers)
    if text:
        raise Illegible("a text does not end where it should")


def _without_drawings(piece: Iterable[Instruction]) -> tuple[Instruction, ...]:
    """What a piece does, without groups in which nothing is read: lines, areas."""
    kept: list[Instruction] = []
    for one in piece:
        kept.append(one)
        if one[0] == b"Q":
            begin = next((at for at in range(len(kept) - 2, -1, -1) if kept[at][0] != b"cm"), -1)
            if begin >= 0 and kept[begin][0] == b"q":
                del kept[begin:]
    return tuple(kept)


_pieces = _Known(_read)
_blocks = _Known(_read_blocks)


class _TextReader:
    """Reads a text. It stands by itself: a font or a distance of lines that was chosen before it is not its own."""

    def __init__(self) -> None:
        self.fonts: dict[str, int] = {}
        self.shown: list[tuple[int, str, float, float]] = []
        self.font, self.line = -1, UNIT
        self.leading: float | None = None

    def do(self, operator: bytes, given: bytes, numbers: Sequence[float]) -> None:
        """What moves or shows text. Raises Illegible for text that is not seen, or that does not say its font or its place."""
        match operator:  # those that come most often first
            case b"TJ" | b"Tj":
                self._show(given)
            case b"Td" | b"TD":
                x, y = numbers
                self.leading = -y if operator == b"TD" else self.leading
                self._move(x, y)
            case b"Tf":
                name, _ = given.decode().split()
                self.font = self.fonts.setdefault(intern(name), len(self.fonts))
            case b"'" | b'"':
                self._next_line()
                self._show(given if operator == b"'" else given.split(maxsplit=2)[2])  # behind the widths of spaces
            case b"T*":
                self._next_line()
            case b"Tm":
                a, b, c, d, e, f = numbers
                self.line = a, b, c, d, e, f
            case b"TL":
                (self.leading,) = numbers
            case b"Tr":
                if numbers != (0.0,):
                    raise Illegible("text is painted so that it is not seen")
            case _:
                raise PdfError

    def taken(self) -> Text:
        """What was shown since this was last asked."""
        shown, self.shown = self.shown, []
        return Text(tuple(self.fonts), tuple(shown))

    def _show(self, given: bytes) -> None:
        if self.font < 0:
            raise Illegible("text has no font")
        self.shown.append((self.font, _codes(given), *self.line[4:]))

    def _next_line(self) -> None:
        if self.leading is None:
            raise Illegible("text does not say how far its lines are apart")
        self._move(0.0, -self.leading)

    def _move(self, x: float, y: float) -> None:
        a, b, c, d, e, f = self.line
        self.line = a, b, c, d, x * a + y * c + e, x * b + y * d + f


def _numbers(given: bytes, count: int) -> tuple[float, ...]:
    """The operands of an operator that has so many."""
    numbers = tuple(map(float, given.split()))
    if len(numbers) != count:
        raise PdfError
    return numbers


@lru_cache(maxsize=4096)
def _codes(given: bytes) -> str:
    """The codes of all that an operator shows; numbers between its strings are spaces."""
    (shown,) = Object.parse(b"[%b]" % given).as_list()
    parts = shown.as_list() if isinstance(shown, Array) else [shown]
    return b"".join(bytes(part) for part in parts if isinstance(part, String)).decode("latin-1")


def _mark(given: bytes) -> Mark:
    """The texts that marked content has, by any of the names for one, stand among its operands, and nowhere else."""
    tag, _, properties = given.partition(b" ")
    about = Object.parse(properties) if properties.startswith(b"<<") else Dictionary()
    found = [str(about[key]) for key in _SAID if key in about]
    return Mark(tag.decode(), " ".join(dict.fromkeys(found)) if found else None)
