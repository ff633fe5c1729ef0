"""What the contents of a page do: the operators that paint text, move it, or say what it stands for, each with its operands.

qpdf reads them piece by piece, and a piece that it has read in this process it need not read again: most of a page is the same in all
variants of an exam. What two readers may take for two things is refused.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, pairwise
from typing import Any
from warnings import catch_warnings

from pikepdf import Array, Dictionary, Object, Pdf, PdfError, String, parse_content_stream, unparse_content_stream

from gen.inspection.pdf_file import is_mended

_OPERATORS = "q Q cm BT ET Td TD Tm TL T* Tf Tr ' \" Tj TJ BMC BDC EMC Do BI ID EI"
_NUMBERS = {b"Td": 2, b"TD": 2, b"TL": 1, b"Tr": 1, b"Tm": 6, b"cm": 6}
_SAID = ("/ActualText", "/Alt", "/E")
_END = re.compile(rb"\n(?:ET|Q)\n")  # of a piece; what looks so within a string or a list is none, and is refused

Instruction = tuple[bytes, Any]
"""An operator with what it is given: the codes of a text, a name, a mark, some numbers, or None."""

_known: dict[bytes, tuple[Instruction, ...]] = {}
MAX_KNOWN = 8192  # pieces of some hundred bytes; a key and its sheet have 1,500


class Illegible(ValueError):
    """Text that cannot be read or that is not painted as it reads; the message says why."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where marked content begins, with the text that stands for it if it has one; or, without a tag, where it ends."""

    tag: str = ""
    text: str | None = None


def instructions(content: bytes) -> Iterator[Instruction]:
    """What the contents of a page or a form do. Raises Illegible, and others of BROKEN."""
    ends = [0, *(found.end() for found in _END.finditer(content)), len(content)]
    pieces = [content[begin:end] for begin, end in pairwise(ends)]
    known = {piece: found for piece in pieces if (found := _known.get(piece)) is not None}
    new = dict.fromkeys(piece for piece in pieces if piece not in known)
    read = dict(zip(new, _read(new), strict=True)) if new else {}
    if len(_known) + len(read) > MAX_KNOWN:
        _known.clear()
    _known.update(read)
    known |= read
    return chain.from_iterable(known[piece] for piece in pieces)


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
        yield tuple(map(_instruction, lines[begin:last]))


def _instruction(line: bytes) -> Instruction:
    given, _, operator = line.rpartition(b" ")
    match operator:
        case b"TJ" | b"Tj" | b"'":
            return operator, _codes(given)
        case b'"':
            return b"'", _codes(given.split(maxsplit=2)[2])  # behind the widths of spaces
        case b"Tf":
            name, _ = given.decode().split()
            return operator, name
        case b"Do":
            return operator, given.decode()
        case b"BMC" | b"BDC":
            return operator, _mark(given)
        case b"BI" | b"ID" | b"EI":
            raise Illegible("dots stand between its letters")
    numbers = tuple(map(float, given.split()))
    if len(numbers) != _NUMBERS.get(operator, 0):
        raise PdfError
    return operator, numbers


def _codes(given: bytes) -> str:
    """The codes of all that an operator shows, each as the character of that number; numbers between its strings are spaces."""
    (shown,) = Object.parse(b"[%b]" % given).as_list()
    parts = shown.as_list() if isinstance(shown, Array) else [shown]
    return b"".join(bytes(part) for part in parts if isinstance(part, String)).decode("latin-1")


def _mark(given: bytes) -> Mark:
    """The texts that marked content has, by any of the names for one, stand among its operands, and nowhere else."""
    tag, _, properties = given.partition(b" ")
    about = Object.parse(properties) if properties.startswith(b"<<") else Dictionary()
    found = [str(about[key]) for key in _SAID if key in about]
    return Mark(tag.decode(), " ".join(dict.fromkeys(found)) if found else None)
