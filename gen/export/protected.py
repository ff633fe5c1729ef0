"""HTML in which a course system reads no formula and no place to type but those of the tool."""

import re
from collections.abc import Iterator

MARK = "nolink"
"""The class of the element around a formula: it keeps Moodle's other filters away, and tells formulas from an author's words."""

_FORMULA = f'<span class="{MARK}">'
_TAG = re.compile("(<[^>]*>)")
_SIGNS = {"{": "&#123;", "}": "&#125;", "$": "&#36;<span></span>", "\\": "&#92;<span></span>"}
_SIGN = re.compile(r"[{}$\\]")
_PLACE = re.compile(r"\{(?=[0-9]*:|#)")


def protected(html: str) -> str:
    """HTML with the author's braces, dollars and backslashes written so that neither MathJax nor a cloze reads anything into them.

    A cloze looks for its places everywhere, also in formulas and in what a picture shows: `$x_{1:SA:=a}$` is none.
    """
    return "".join(_protected(html)).strip()


def _protected(html: str) -> Iterator[str]:
    """Text outside of formulas is changed; in a formula there are no elements."""
    in_formula = False
    for piece in _TAG.split(html):
        marks = piece.startswith("<")
        if marks:
            in_formula = piece == _FORMULA
        yield _PLACE.sub(_SIGNS["{"], piece) if marks or in_formula else _SIGN.sub(lambda match: _SIGNS[match[0]], piece)
