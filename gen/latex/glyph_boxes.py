"""The boxes of single glyphs as TeX has them, and the spaces that it puts between symbols of two classes, in points."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from gen.latex import font_metrics as glyphs
from gen.latex.font_metrics import EM, OPTICAL, Class

# Display, text, script, scriptscript: the size in points, a quad of the symbols, and the next smaller style for a fraction's parts.
SIZE, QUAD, PART, INDEX = (10.95, 10.95, 8.0, 6.0), (10.95, 10.95, 8.5, 7.67), (1, 2, 3, 3), (2, 2, 3, 3)

NULL_DELIMITER, SCRIPT_SPACE, COLUMN_SPACE = 1.2, 0.5, 5.0  # points at each side of a fraction, behind an index, beside a column
STRUT = (11.42, 4.9)  # points above and below the line that a row of a matrix has at least

# TeX's table of spaces in eighteenths of a quad: left symbol by row, right symbol by column; small ones vanish in indices ("-").
_SPACES = ("01bd000a", "11.d000a", "bb..b..b", "dd.0d00d", "00.00000", "01bd000a", "aa.aaaaa", "a1bda0aa")
_VALUE = {"0": 0, ".": 0, "1": 3, "a": 3, "b": 4, "d": 5}  # none, thin, medium, thick
_ALWAYS = "1"  # the one space that stays in indices


@dataclass(frozen=True, slots=True)
class GlyphBox:
    """Width, height and depth in points; `lean` is how far a letter's upper index moves right."""

    width: float = 0.0
    height: float = 0.0
    depth: float = 0.0
    lean: float = 0.0


def symbol(wide: float, size: float, tall: float = 0.694, deep: float = 0.0, lean: float = 0.0, bold: bool = False) -> GlyphBox:
    """A glyph by its width in thousandths, height and depth in parts of the size; bold italic ones have one design for all sizes."""
    scale = size if bold else size * OPTICAL[size]
    return GlyphBox((wide + lean) * scale / EM, tall * size, deep * size, lean * scale / EM)


@lru_cache(maxsize=1024)
def glyph(name: str, word: str, size: float, alphabet: str | None) -> tuple[Class, GlyphBox]:
    """The class and the box of a character or of a command, whose name is without its backslash."""
    tall, deep = (0.431 if name in glyphs.SMALL else 0.694), (0.194 if name in glyphs.DESCENDERS else 0.0)
    macro = word.startswith("\\")
    bold = alphabet in glyphs.BOLD_ITALIC
    if not macro and name in glyphs.UPRIGHT:
        wide, lean = glyphs.in_alphabet(name, alphabet)
        return "ord", symbol(wide, size, tall, deep, lean, bold)
    if name.isdigit():
        return "ord", symbol(glyphs.BOLD_DIGIT if bold or alphabet == "mathbf" else glyphs.DIGIT, size, 0.644)
    greek, leans = (glyphs.BOLD_SLANTED, glyphs.BOLD_SLANTED_LEAN) if bold else (glyphs.SLANTED, glyphs.SLANTED_LEAN)
    if macro and name in greek:
        return "ord", symbol(greek[name], size, deep=0.1, lean=leans.get(name, 0), bold=bold)
    if macro and name in glyphs.CAPITALS:
        return "ord", symbol(glyphs.CAPITALS[name], size)
    if macro and name in glyphs.FUNCTIONS:
        return "op", symbol(sum(map(glyphs.UPRIGHT.__getitem__, name)), size)
    if macro and name in glyphs.LARGE:
        return "op", symbol(glyphs.LARGE[name] * 10 / SIZE[0], size, 1.0, 0.5)  # of a font that is 10pt in all sizes
    if name in glyphs.SYMBOLS:
        kind, wide = glyphs.SYMBOLS[name]
        return kind, symbol(wide, size, *((0.75, 0.25) if kind in ("open", "close") else (0.583, 0.083)))
    return "ord", symbol(EM, size, 0.75, 0.25)


def kinds_in_row(found: Sequence[Class]) -> list[Class]:
    """The classes of symbols beside each other: a sign is an operator only between two operands."""
    kinds: list[Class] = []
    for kind in found:
        if kind == "bin" and (not kinds or kinds[-1] in ("bin", "op", "rel", "open", "punct")):
            kind = "ord"
        if kind in ("rel", "close", "punct") and kinds and kinds[-1] == "bin":
            kinds[-1] = "ord"
        kinds.append(kind)
    # One that ends the row has no second operand either.
    kinds[-1:] = ["ord" if kind == "bin" else kind for kind in kinds[-1:]]
    return kinds


def spaces_between(found: Sequence[Class], style: int) -> list[float]:
    """What stands between each symbol and the next one."""
    kinds = kinds_in_row(found)
    spaces = (_SPACES[glyphs.CLASSES.index(left)][glyphs.CLASSES.index(right)] for left, right in pairwise(kinds))
    return [_VALUE[space] / 18 * QUAD[style] if style < 2 or space == _ALWAYS else 0.0 for space in spaces]
