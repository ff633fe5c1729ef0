"""How wide LaTeX math will be, about: enough to place names without TeX, on the generous side."""

import re

_GLYPH = re.compile(r"\\[A-Za-z]+|\\.|[\^_{}]|[^\\\s]")
_NO_WIDTH = {r"\,": 1.7, r"\!": 0.0, r"\left": 0.0, r"\right": 0.0, r"\mathrm": 0.0, r"\operatorname": 0.0, r"\text": 0.0}
_DRESS = ("tilde", "hat", "bar", "dot", "vec", "mathbf", "mathit", "mathcal", "mathbb", "boldsymbol", "frac")
_NO_WIDTH |= {rf"\{name}": 0.0 for name in _DRESS}
_WORDS = {r"\ln": 9.0, r"\tanh": 23.0, r"\exp": 17.0, r"\cdot": 7.5, r"\cdots": 13.0}
_SCRIPT = 0.75


def width(math: str, size: float = 10.0) -> float:
    """The width in pt of math at a font size in pt; subscripts of subscripts are taken as subscripts."""
    total, depth, scripts, pending = 0.0, 0, list[int](), False
    for glyph in _GLYPH.findall(math):
        if glyph in ("_", "^"):
            pending = True
        elif glyph == "{":
            depth += 1
            if pending:
                scripts.append(depth)
            pending = False
        elif glyph == "}":
            if scripts and scripts[-1] == depth:
                scripts.pop()
            depth -= 1
        else:
            total += _one(glyph) * (_SCRIPT if scripts or pending else 1)
            pending = pending and glyph in _NO_WIDTH
    return total * size / 10


def _one(glyph: str) -> float:
    """At 10 pt."""
    if glyph in _NO_WIDTH:
        return _NO_WIDTH[glyph]
    if glyph in _WORDS:
        return _WORDS[glyph]
    if glyph in "+-=<>":
        return 9.0
    if glyph in ",.;:'|()[]/":
        return 4.0
    return 5.2 if glyph in "abcdefghijklnopqrstuvxyz0123456789" else 7.8
