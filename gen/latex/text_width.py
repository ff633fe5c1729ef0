"""How wide LaTeX is on the page, in points: math in display style at 11pt in Latin Modern, and text in the same size.

TeX's own rules on a small scale: what stands between two symbols follows from their classes, a sign at the start is no operator,
fractions and indices shrink, `\\left(` grows with what it encloses. What is not known counts as wide rather than as nothing.
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import zip_longest

from gen.latex import font_metrics as glyphs
from gen.latex.font_metrics import EM, OPTICAL, Class
from gen.latex.glyph_boxes import (
    COLUMN_SPACE,
    INDEX,
    NULL_DELIMITER,
    PART,
    QUAD,
    SCRIPT_SPACE,
    SIZE,
    STRUT,
    GlyphBox,
    glyph,
    spaces_between,
    symbol,
)

TEXT_SIZE, BOLD = 10.95, 1.15  # points, \normalsize of the class option 11pt; how much wider bold letters are

_ZEROS = str.maketrans("123456789", "0" * 9)
_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|.", re.DOTALL)

_TEXTS = dict.fromkeys((r"\text", r"\textrm", r"\mbox", r"\textit", r"\textsl", r"\emph"), 1.0) | {r"\textbf": BOLD, r"\texttt": 1.15}
# The style in which a fraction is set, by the style around it.
_FRACTIONS = {r"\frac": (0, 1, 2, 3), r"\dfrac": (0, 0, 0, 0), r"\tfrac": (1, 1, 1, 1), r"\binom": (0, 1, 2, 3)}


def width(latex: str, size: float = TEXT_SIZE) -> float:
    """The width in points of a math string in display style, in type of that size in points."""
    return row_width((latex,)) * size / TEXT_SIZE


@lru_cache(maxsize=4096)  # one formula is measured several times, and those with other digits are the same
def row_width(parts: tuple[str, ...], style: int = 0) -> float:
    """The width in points of parts of a math string, each whole, set beside each other; in display style, or in text style (1)."""
    return _row_width(tuple(map(_with_zeros, parts)), style)


def _with_zeros(latex: str) -> str:
    """The same with 0 for each digit: all are as wide and as high as each other, but in a number that scales what it is before."""
    return latex if r"\fitted" in latex else latex.translate(_ZEROS)


@lru_cache(maxsize=16_384)
def _row_width(parts: tuple[str, ...], style: int) -> float:
    return _beside([atom for part in parts for atom in _atoms(part.strip(), style)], style).width


@lru_cache(maxsize=4096)
def height(latex: str) -> float:
    """The height in points of a math string in display style, with what is below its line."""
    return _height(_with_zeros(latex))


@lru_cache(maxsize=16_384)
def _height(latex: str) -> float:
    box = _beside(_atoms(latex, 0), 0)
    return box.height + box.depth


@lru_cache(maxsize=4096)
def text_width(latex: str, scale: float = 1.0) -> float:
    """The width in points of text, in which `$...$` is math in text style; `scale` is `BOLD` for bold letters."""
    return _text_width(_with_zeros(latex), scale)


@lru_cache(maxsize=4096)
def _text_width(latex: str, scale: float) -> float:
    parts = enumerate(re.split(r"(?<!\\)\$", latex))
    return sum(row_width((part,), 1) if i % 2 else _words(part, scale) for i, part in parts)


def tokens(latex: str) -> list[str]:
    """Macros, single characters and runs of blanks, in order; joined they are the string again."""
    return _TOKEN.findall(latex)


@lru_cache(maxsize=16_384)
def _atoms(latex: str, style: int) -> Sequence[tuple[Class | None, GlyphBox]]:
    """What stands in a row. Those of a row and of what is set behind it are those of both."""
    return _Reader(tokens(latex)).atoms(style)


def _words(text: str, scale: float) -> float:
    words, total, bold = tokens(text), 0.0, scale
    for i, word in enumerate(words):
        if word in _TEXTS:
            bold = scale * _TEXTS[word]
        elif word == "}":
            bold = scale
        elif word.isspace() or word == "~":
            behind = words[max(i - 1, 0)]  # the space that ends a macro's name is not printed, one after a colon is wider
            total += 0 if i and re.fullmatch(r"\\[A-Za-z]+", behind) else (EM / 3 + EM / 9 * (behind == ":")) * bold
        elif word in glyphs.SKIPS:
            total += glyphs.SKIPS[word] / 18 * EM * bold
        elif word != "{":
            total += glyphs.letter(word.lstrip("\\")) * bold
    return total * TEXT_SIZE / EM


class _Reader:
    """Reads tokens from left to right; every method returns what it read as a box in points."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens, self.at = tokens, 0

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1]

    def skip_blanks(self) -> str:
        """The next word that is not blank, not yet taken; empty at the end."""
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def row(self, style: int, stops: Collection[str] = (), alphabet: str | None = None) -> GlyphBox:
        """Symbols up to one of `stops` (or the end) beside each other, with the spaces between their classes."""
        return _beside(self.atoms(style, stops, alphabet), style)

    def atoms(self, style: int, stops: Collection[str] = (), alphabet: str | None = None) -> list[tuple[Class | None, GlyphBox]]:
        """Symbols up to one of `stops`, which is taken, or the end."""
        found: list[tuple[Class | None, GlyphBox]] = []
        while (word := self.skip_blanks()) and word not in stops:
            found.append(self.atom(style, alphabet))
            pair = "".join(self.tokens[self.at - 1 : self.at]) + self.skip_blanks()
            if kern := glyphs.KERNS.get(pair, 0) if (alphabet is None) == pair.endswith(",") else 0:
                found.append((None, symbol(kern, SIZE[style])))
        self.at += 1
        return found

    def group(self, style: int, alphabet: str | None = None) -> GlyphBox:
        """The argument of a macro: a group in braces or the next symbol."""
        if (word := self.skip_blanks()) != "{":
            return self.nucleus(style, alphabet)[1] if word else GlyphBox()
        self.at += 1
        return self.row(style, ("}",), alphabet)

    def source(self) -> str:
        """The source of a group in braces."""
        if self.skip_blanks() != "{":
            return self.take() if self.at < len(self.tokens) else ""
        start, depth = self.at + 1, 0
        while self.at < len(self.tokens):
            word = self.take()
            depth += (word == "{") - (word == "}")
            if depth == 0:
                break
        return "".join(self.tokens[start : self.at - 1])

    def atom(self, style: int, alphabet: str | None) -> tuple[Class | None, GlyphBox]:
        """A symbol with its indices; the class None is a mere space."""
        first = self.tokens[self.at]
        kind, box = self.nucleus(style, alphabet)
        above, below = GlyphBox(), GlyphBox()
        while (word := self.skip_blanks()) in ("^", "_", "'", r"\limits", r"\nolimits"):
            self.at += 1
            if word == "'":
                prime = symbol(275, SIZE[INDEX[style]])
                above = GlyphBox(above.width + prime.width, prime.height)
            elif word == "^":
                more = self.group(INDEX[style])
                above = GlyphBox(above.width + more.width, more.height, more.depth)
            elif word == "_":
                below = self.group(INDEX[style])
        if not (above.width or below.width):
            return kind, box
        if first[1:] in glyphs.LIMITS and style == 0:
            return kind, GlyphBox(max(box.width, above.width, below.width), box.height + above.height + 3, box.depth + below.height + 3)
        return kind, _scripts(box, above, below, style)

    def nucleus(self, style: int, alphabet: str | None) -> tuple[Class | None, GlyphBox]:
        word, size = self.take(), SIZE[style]
        name = word[1:] if len(word) > 1 else word
        if name is word and word not in "{}~":
            return glyph(name, word, size, alphabet)
        if word == "{":
            return "ord", self.row(style, ("}",), alphabet)
        if word in glyphs.SKIPS:
            return None, GlyphBox(glyphs.SKIPS[word] / 18 * (TEXT_SIZE if "quad" in word else QUAD[style]))
        if word in glyphs.SILENT or word == "}":
            return None, GlyphBox()
        if word in _FRACTIONS:
            return "ord", self.fraction(_FRACTIONS[word][style])
        if word == r"\fitted":
            scale, box = float(self.source()), self.group(0)
            return "ord", GlyphBox(box.width * scale, box.height * scale, box.depth * scale)
        if word in (r"\left", r"\right"):
            return self.grown(style) if word == r"\left" else ("close", symbol(389, size))
        if word in glyphs.BIG:
            kind, wide = glyphs.BIG[word]
            return kind, GlyphBox(wide if self.source() != "." else NULL_DELIMITER, 8.5, 3)
        if word == r"\begin":
            return "inner", self.matrix(style)
        if word == r"\sqrt":
            return "ord", self.root(style)
        if word in glyphs.ACCENTS:
            box = self.group(style, alphabet)
            return "ord", GlyphBox(box.width, box.height + 0.25 * size, box.depth, box.lean)
        if word in (r"\operatorname", r"\operatorname*"):
            return "op", self.group(style, "mathrm")
        if word in _TEXTS:
            return "ord", GlyphBox(text_width(self.source(), _TEXTS[word]) * size * OPTICAL[size] / TEXT_SIZE, 0.75 * size, 0.25 * size)
        if len(word) > 1 and (name in glyphs.ALPHABETS or name == "phantom"):
            return "ord", self.group(style, alphabet if name == "phantom" else name)
        return glyph(name, word, size, alphabet)

    def fraction(self, style: int) -> GlyphBox:
        above, below = self.group(PART[style]), self.group(PART[style])
        size = SIZE[style]
        axis, rule = 0.25 * size, 0.4
        gap = (3 if style == 0 else 1) * rule + rule / 2
        up = max((0.677 if style == 0 else 0.394) * size, above.depth + axis + gap)
        down = max((0.686 if style == 0 else 0.345) * size, below.height - axis + gap)
        return GlyphBox(max(above.width, below.width) + 2 * NULL_DELIMITER, up + above.height, down + below.depth)

    def root(self, style: int) -> GlyphBox:
        index = 0.0
        if self.skip_blanks() == "[":
            self.at += 1
            index = self.row(3, ("]",)).width
        inner, size = self.group(style), SIZE[style]
        # The sign grows by the steps of the brackets; it covers the rule above and the air below it.
        total = next(total for total, _ in glyphs.BRACKETS if total >= inner.height + inner.depth + 2)
        sign = 0.833 * size * OPTICAL[size] if total == glyphs.BRACKETS[0][0] else 10.0 if total <= 30 else 10.56
        air = 0.0 if total == float("inf") else (total - inner.height - inner.depth - 2) / 2
        return GlyphBox(index + sign + inner.width, inner.height + 2 + air, max(inner.depth + air, 1.0))

    def grown(self, style: int) -> tuple[Class, GlyphBox]:
        r"""`\left( ... \right)`: the smallest brackets that nearly cover what they enclose."""
        opening = self.source()
        inner = self.row(style, (r"\right",))
        return "inner", self.bracketed(inner, style, opening, self.source())

    def matrix(self, style: int) -> GlyphBox:
        r"""`\begin{pmatrix} a & b \\ c & d \end{pmatrix}`: rows at least as high as a line, between brackets that grow."""
        self.source()
        rows: list[list[GlyphBox]] = []
        end = r"\\"
        while end != r"\end":
            rows += [[]] if end == r"\\" else []
            rows[-1].append(self.row(max(style, 1), ("&", r"\\", r"\end")))
            end = self.tokens[self.at - 1] if self.at <= len(self.tokens) else r"\end"
        self.source()
        columns = [max(box.width for box in column) for column in zip_longest(*rows, fillvalue=GlyphBox())]
        tall = sum(max(STRUT[0], *(box.height for box in row)) + max(STRUT[1], *(box.depth for box in row)) for row in rows)
        axis = 0.25 * SIZE[style]
        inner = GlyphBox(sum(columns) + 2 * COLUMN_SPACE * (len(columns) - 1), tall / 2 + axis, tall / 2 - axis)
        return self.bracketed(inner, style, "(", ")")

    def bracketed(self, inner: GlyphBox, style: int, opening: str, closing: str) -> GlyphBox:
        axis = 0.25 * SIZE[style]
        reach = 2 * max(inner.height - axis, inner.depth + axis)
        need = max(0.901 * reach, reach - 5)
        (total, left), (_, right) = glyphs.bracket(opening, need), glyphs.bracket(closing, need)
        half = (need if total == float("inf") else total) / 2
        return GlyphBox(inner.width + left + right, max(inner.height, half + axis), max(inner.depth, half - axis))


def _scripts(box: GlyphBox, above: GlyphBox, below: GlyphBox, style: int) -> GlyphBox:
    """An upper index stands behind a letter's slope, a lower one below it; both begin at the same letter."""
    size = SIZE[style]
    bare = box.width - box.lean if below.width else box.width
    wide = max(above.width + (box.lean if below.width else 0) if above.width else 0, below.width) + SCRIPT_SPACE
    up = max(0.413 * size, box.height - 0.386 * SIZE[INDEX[style]] if box.lean == 0 else 0, above.depth + 0.11 * size)
    down = max(0.15 * size, box.depth + 0.05 * size, below.height - 0.345 * size)
    return GlyphBox(bare + wide, max(box.height, up + above.height), max(box.depth, down + below.depth if below.width else 0))


def _beside(found: Sequence[tuple[Class | None, GlyphBox]], style: int) -> GlyphBox:
    spaces = 0.0
    for space in spaces_between([kind for kind, _ in found if kind is not None], style):
        spaces += space
    return GlyphBox(
        sum(box.width for _, box in found) + spaces,
        max((box.height for _, box in found), default=0.0),
        max((box.depth for _, box in found), default=0.0),
        found[0][1].lean if len(found) == 1 else 0.0,
    )
