"""The code of a page: which exam, variant, student and page it is, as a text, and as a QR code drawn in rectangles.

The text is `1:EXAM:VARIANT:NUMBER:PAGE`, all of it of the letters that QR codes hold most densely unless a number has small ones. It says
nothing that the page does not say as well.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import segno

VERSION = 1
QUIET = 4  # modules that stay white around a code
# mm from the lower left corner of the page: in the right margin beside the foot, 5 mm at least from the edges of the paper.
_TEXT_ENDS, _RIGHT, _FOOT = 190.0, 205.0, 8.0
CORRECTION = "m"  # 15 % of a code may be lost
# What the standard calls the best of eight masks is the one that looks most even; any can be read, and trying all takes five times as long.
MASK = 3


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
    matrix = segno.make(text, error=CORRECTION, boost_error=False, micro=False, mask=MASK).matrix
    size = len(matrix)
    drawn = []
    for row, modules in enumerate(matrix):
        x = 0
        for dark, run in groupby(modules):
            width = len(list(run))
            if dark:
                drawn.append(f"{x} {size - 1 - row} {width} 1 re")
            x += width
    return size, "\n".join([*drawn, "f"]).encode()
