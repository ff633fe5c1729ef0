"""The code of a page: which exam, variant, student and page it is, as a text, and as a QR code drawn in rectangles.

The text is `1:EXAM:VARIANT:NUMBER:PAGE`, all of it of the letters that QR codes hold most densely unless a number has small ones. It says
nothing that the page does not say as well.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import segno

VERSION = 1
QUIET = 4  # modules that stay white around a code
# mm from the lower left corner of the page: in the right margin beside the foot, 5 mm at least from the edges of the paper.
_TEXT_ENDS, _RIGHT, _FOOT = 190.0, 205.0, 8.0
CORRECTION = "m"  # 15 % of a code may be lost
# What the standard calls the best of eight masks is the one that looks most even; any can be read, and trying all takes five times as long.
MASK = 3
STRIP = 6  # modules that are drawn at a time: there are few kinds of so few, which all codes share
_DARK = re.compile(rb"\x01+")
_SIGN = re.compile(r"[0-9A-Z]")  # take as much of a code as each other: with noughts in their place it is as large


@dataclass(frozen=True, slots=True)
class PageCode:
    """What a code says. `exam` is a digest in hexadecimal digits, `variant` its name, empty without one; pages count from 1."""

    exam: str
    variant: str
    number: str
    page: int


_FORMS = {"exam": r"[0-9a-f]{1,16}", "variant": r"[A-Za-z0-9.-]{0,24}", "number": r"[A-Za-z0-9._-]{1,20}", "page": r"[1-9][0-9]{0,3}"}
_TEXT = re.compile(":".join([str(VERSION), *(f"({form})" for form in _FORMS.values())]).replace("a-f", "A-F", 1), re.ASCII)


def code_text(code: PageCode) -> str:
    """The text of a code. Raises ValueError for what `read_code` would not give back."""
    for name, form in _FORMS.items():
        if not re.fullmatch(form, str(getattr(code, name)), re.ASCII):
            raise ValueError(f"a code cannot hold the {name} '{getattr(code, name)}'")
    return f"{VERSION}:{code.exam.upper()}:{code.variant}:{code.number}:{code.page}"


def read_code(text: str) -> PageCode:
    """What a code says. Raises ValueError for one that is none of these."""
    found = _TEXT.fullmatch(text)
    if not found:
        raise ValueError("this is no code of a page")
    exam, variant, number, page = found.groups()
    return PageCode(exam.lower(), variant, number, int(page))


def code_matrix(size: int) -> list[float]:
    """Where a code of so many modules stands, as the matrix of its form: as wide as the margin allows, about 13 mm."""
    module = (_RIGHT - _TEXT_ENDS) / (size + QUIET)
    a, x, y = (round(mm * 72 / 25.4, 4) for mm in (module, _RIGHT - size * module, _FOOT))
    return [a, 0, 0, a, x, y]


@lru_cache(maxsize=64)
def code_drawing(text: str) -> tuple[int, bytes]:
    """How many modules a code is wide and high, and its dark ones as a path of PDF in modules, filled at once so that no seam is seen."""
    size, modules = _code(text)
    dark = modules.to_bytes(size * size, "big")
    strips = ((x, y) for y in range(size) for x in range(0, size, STRIP))
    drawn = [_strip(x, y, dark[(at := (size - 1 - y) * size + x) : at + min(STRIP, size - x)]) for x, y in strips]
    return size, b"".join((*drawn, b"f"))


@lru_cache(maxsize=2**13)
def _strip(x: int, y: int, dark: bytes) -> bytes:
    """The dark ones of some modules beside each other, of which the first stands at `x`, `y`."""
    return b"".join(b"%d %d %d 1 re\n" % (x + run.start(), y, len(run[0])) for run in _DARK.finditer(dark))


def _code(text: str) -> tuple[int, int]:
    """The modules of a code, made of three others, of which all pages of a student have one and all students the rest.

    Bits of a text stand at places of their own, what corrects errors are sums of bits, and a mask turns the same modules in all codes of
    one size. So texts that differ alike have codes that differ alike: those of pages 1 and 7 of one student differ in the same modules as
    those of any other whose text is as long.
    """
    front, colon, page = text.rpartition(":")
    first, blank = f"1{'0' * (len(page) - 1)}", _SIGN.sub("0", front)
    (size, own), (_, one), (_, other) = (_encoded(f"{who}{colon}{which}") for who, which in ((front, first), (blank, first), (blank, page)))
    return size, own ^ one ^ other


@lru_cache(maxsize=256)
def _encoded(text: str) -> tuple[int, int]:
    """How many modules a code is wide and high, and all of them row by row as one number, of which each is a byte: 1 is dark."""
    matrix = segno.make(text, error=CORRECTION, boost_error=False, micro=False, mask=MASK).matrix
    return len(matrix), int.from_bytes(b"".join(matrix), "big")
