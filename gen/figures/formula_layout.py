r"""A formula in pieces of text at their places, as TeX sets it in a line, for formats that place each letter themselves.

The pieces have the widths of Latin Modern, whatever font shows them, so that a formula takes the room that a figure has kept for it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest
from typing import Literal

from gen.figures.geometry import Point
from gen.latex import UNREAD, font_metrics, glyph_boxes, linear_text, text_width, unfitted
from gen.latex.font_metrics import Class
from gen.messages.errors import Location
from gen.model.math_tree import Applied, Blank, Braced, Fenced, MathGrid, MathNode, Row, Scripted, Sign, TextInMath, latex_of_row
from gen.model.source import Text
from gen.syntax import read_math

Face = Literal["roman", "italic", "bold", "bold italic", "sans", "sans bold", "mono"]

_FACES: dict[str, Face] = {"mathbf": "bold", "boldsymbol": "bold italic", "bm": "bold italic", "mathsf": "sans", "mathtt": "mono"}
_FACES |= dict.fromkeys(("mathrm", "mathup", "mathbb", "mathcal", "mathfrak", "mathscr"), "roman")
_ALPHABETS = {
    "mathcal": ("𝒜ℬ𝒞𝒟ℰℱ𝒢ℋℐ𝒥𝒦ℒℳ𝒩𝒪𝒫𝒬ℛ𝒮𝒯𝒰𝒱𝒲𝒳𝒴𝒵", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "mathbb": ("ℂℍℕℙℚℝℤ𝔼𝟙", "CHNPQRZE1"),
}
_ACCENTS = {"hat": "ˆ", "tilde": "˜", "dot": "˙", "ddot": "¨", "check": "ˇ", "breve": "˘", "acute": "´", "grave": "`", "mathring": "˚"}
_ACCENTS |= {"widehat": "ˆ", "widetilde": "˜", "vec": "→"}
_RULED = ("bar", "overline", "underline")
_FRACTIONS = (r"\frac", r"\dfrac", r"\tfrac")
_GRIDS = {"pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "vmatrix": ("|", "|"), "Vmatrix": (r"\lVert", r"\rVert")}
_BARS = {"|": 1, r"\vert": 1, r"\lvert": 1, r"\rvert": 1, r"\|": 2, r"\Vert": 2, r"\lVert": 2, r"\rVert": 2}
_BIG = re.compile(r"(\\[bB]igg?[lrm]?)(.+)")
_RULE, _AXIS = 0.4, 0.25  # points; parts of the size above the line, where fractions have their rules
_LARGER = 1.4  # how much larger the sign of a sum is than a letter
_HANGING = 0.8  # of the slope of a letter


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that begins at a place, on its line, as wide as it is to be."""

    at: Point
    text: str
    size: float
    face: Face
    width: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A line through points, so thick."""

    points: tuple[Point, ...]
    thick: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Pieces and rules from the left end of the line on which they stand, in points, y upwards; the box is around all of them."""

    width: float = 0.0
    height: float = 0.0
    depth: float = 0.0
    lean: float = 0.0
    pieces: tuple[Piece, ...] = ()
    rules: tuple[Rule, ...] = ()

    def moved(self, x: float, y: float = 0.0) -> "Layout":
        pieces = tuple(replace(piece, at=(piece.at[0] + x, piece.at[1] + y)) for piece in self.pieces)
        rules = tuple(replace(rule, points=tuple((px + x, py + y) for px, py in rule.points)) for rule in self.rules)
        return replace(self, height=self.height + y, depth=self.depth - y, pieces=pieces, rules=rules)

    def scaled(self, by: float) -> "Layout":
        pieces = tuple(Piece((p.at[0] * by, p.at[1] * by), p.text, p.size * by, p.face, p.width * by) for p in self.pieces)
        rules = tuple(Rule(tuple((x * by, y * by) for x, y in rule.points), rule.thick * by) for rule in self.rules)
        return Layout(self.width * by, self.height * by, self.depth * by, self.lean * by, pieces, rules)


_Atom = tuple[Class | None, Layout]


@lru_cache(maxsize=4096)
def formula_layout(latex: str, size: float) -> Layout:
    """A formula of the tool's in text style, in type of that size in points."""
    formula, fitted = unfitted(latex)
    row = read_math(Text(formula, Location("", 1, 1)))
    return _merged(_row(row, 1, None)).scaled(size * fitted / glyph_boxes.SIZE[0])


def words_of(node: TextInMath) -> str:
    """The characters of a text within a formula, whatever their fonts."""
    return "".join(part if isinstance(part, str) else words_of(part) for part in node.parts)


def words_layout(text: str, size: float, face: Face = "roman") -> Layout:
    """Plain words in a line."""
    wide = text_width(text) * size / glyph_boxes.SIZE[0]
    return Layout(wide, 0.7 * size, 0.2 * size, 0.0, (Piece((0.0, 0.0), text, size, face, wide),) if text else ())


def beside(parts: Sequence[Layout], gaps: Sequence[float] = ()) -> Layout:
    """One behind the other on one line, with gaps between them."""
    x, moved = 0.0, list[Layout]()
    for part, gap in zip_longest(parts, gaps, fillvalue=0.0):
        assert isinstance(part, Layout) and isinstance(gap, float | int)
        moved.append(part.moved(x))
        x += part.width + gap
    return _over(moved, x, parts[0].lean if len(parts) == 1 else 0.0)


def _over(parts: Sequence[Layout], width: float, lean: float = 0.0) -> Layout:
    """What has its place already, in one box so wide."""
    high, deep = max((part.height for part in parts), default=0.0), max((part.depth for part in parts), default=0.0)
    return Layout(width, high, deep, lean, tuple(p for part in parts for p in part.pieces), tuple(r for part in parts for r in part.rules))


def _merged(layout: Layout) -> Layout:
    """Upright pieces that follow each other as one: digits, and letters of a word."""
    found: list[Piece] = []
    for piece in layout.pieces:
        last = found[-1] if found else None
        joins = last and piece.face != "italic" and (last.at[1], last.size, last.face) == (piece.at[1], piece.size, piece.face)
        if last and joins and abs(last.at[0] + last.width - piece.at[0]) < 1e-6:
            found[-1] = replace(last, text=last.text + piece.text, width=last.width + piece.width)
        else:
            found.append(piece)
    return replace(layout, pieces=tuple(found))


def _row(row: Row, style: int, alphabet: str | None) -> Layout:
    atoms = [atom for node in row for atom in _atoms(node, style, alphabet)]
    spaces = iter(glyph_boxes.spaces_between([kind for kind, _ in atoms if kind is not None], style))
    following = [kind for kind, _ in atoms]
    gaps = []
    for i, (kind, _) in enumerate(atoms):
        more = any(after is not None for after in following[i + 1 :])
        pair = "".join(piece.text for _, part in atoms[i : i + 2] for piece in part.pieces)
        kern = font_metrics.KERNS.get(pair, 0) if (alphabet is None) == pair.endswith(",") else 0
        gaps.append((next(spaces) if kind is not None and more else 0.0) + kern * glyph_boxes.SIZE[style] / font_metrics.EM)
    return beside([part for _, part in atoms], gaps) if atoms else Layout()


def _atoms(node: MathNode, style: int, alphabet: str | None) -> list[_Atom]:
    match node:
        case Sign(latex):
            return [_sign(latex, style, alphabet)]
        case Blank():
            return []
        case Braced(row):
            return [("ord", _row(row, style, alphabet))]
        case Scripted():
            return [_scripted(node, style, alphabet)]
        case Applied(command, groups):
            return [_applied(command, groups, node, style, alphabet)]
        case Fenced(fences, rows):
            inner = [_row(row, style, alphabet) for row in rows]
            high, deep = max(part.height for part in inner), max(part.depth for part in inner)
            signs = [_fence(fence, high, deep, style) for fence in fences]
            return [("inner", beside([part for pair in zip_longest(signs, inner, fillvalue=Layout()) for part in pair]))]
        case MathGrid(name, lines):
            cells = [[_row(cell, max(style, 1), alphabet) for cell in line.cells] for line in lines]
            return [("inner", _grid(name, cells, style))]
        case TextInMath():
            return [("ord", words_layout(words_of(node), glyph_boxes.SIZE[style]))]
        case _:
            raise AssertionError(node)


def _sign(latex: str, style: int, alphabet: str | None) -> _Atom:
    if latex in font_metrics.SKIPS:
        return None, Layout(font_metrics.SKIPS[latex] / 18 * (glyph_boxes.SIZE[0] if "quad" in latex else glyph_boxes.QUAD[style]))
    if latex in font_metrics.SILENT:
        return None, Layout()
    if big := _BIG.fullmatch(latex):
        return font_metrics.BIG[big[1]][0], _fence(big[2], 8.5, 3.0, style)
    size, name = glyph_boxes.SIZE[style], latex.removeprefix("\\") if len(latex) > 1 else latex
    kind, box = glyph_boxes.glyph(name, latex, size, alphabet)
    read = linear_text(latex)
    text = name if UNREAD in read else read
    if alphabet in _ALPHABETS:
        letters, plain = _ALPHABETS[alphabet]
        text = dict(zip(plain, letters, strict=True)).get(text, text)
    letter = len(text) == 1 and (text.isalpha() or text == "∂")
    slanted: Face = "italic" if letter and name not in font_metrics.CAPITALS else "roman"
    face = _FACES.get(alphabet or "", slanted) if letter or text.isdigit() else "roman"
    # The italics of texts hang over to the right, where those of formulas have room.
    wide = box.width - _HANGING * box.lean
    piece = Piece((0.0, 0.0), text, size * (_LARGER if name in font_metrics.LARGE else 1.0), face, wide)
    return kind, Layout(box.width, box.height, box.depth, box.lean, (piece,))


def _scripted(node: Scripted, style: int, alphabet: str | None) -> _Atom:
    """Indices where TeX has them: the upper one behind a letter's slope, the lower one below it."""
    kind, base = _atoms(node.base, style, alphabet)[0] if node.base else ("ord", Layout())
    small, size = glyph_boxes.INDEX[style], glyph_boxes.SIZE[style]
    primes = [_sign(r"\prime", small, None)[1]] * node.primes
    above = beside([*primes, *([_row((node.above,), small, None)] if node.above else [])])
    below = _row((node.below,), small, None) if node.below else Layout()
    high, deep = (0.0, 0.0) if _is_letter(node.base) else (base.height - 0.386 * glyph_boxes.SIZE[small], base.depth + 0.05 * size)
    up = max(0.413 * size, high, above.depth + 0.11 * size)
    down = max((0.247 if above.width else 0.15) * size, deep, below.height - 0.345 * size)
    bare = base.width - base.lean if below.width else base.width
    shift = base.lean if below.width else 0.0
    wide = bare + max(above.width + shift if above.width else 0.0, below.width) + glyph_boxes.SCRIPT_SPACE
    parts = [base, *([above.moved(bare + shift, up)] if above.width else []), *([below.moved(bare, -down)] if below.width else [])]
    return kind, _over(parts, wide)


def _is_letter(node: MathNode | None) -> bool:
    """Whether a base is one sign, in whatever font or under an accent: its indices stand as low and as high as any letter's."""
    match node:
        case Sign():
            return True
        case Braced((one,)) | Applied(_, ((one,),)):
            return _is_letter(one)
    return False


def _applied(command: str, groups: Sequence[Row], node: Applied, style: int, alphabet: str | None) -> _Atom:
    name, size = command.removeprefix("\\"), glyph_boxes.SIZE[style]
    if command in _FRACTIONS:
        inner = 0 if command == r"\dfrac" else 1 if command == r"\tfrac" else style
        above, below = (_row(group, glyph_boxes.PART[inner], alphabet) for group in groups)
        return "ord", _fraction(above, below, inner)
    if command == r"\sqrt":
        return "ord", _root(_row(groups[0], style, alphabet), size)
    if command.startswith(r"\operatorname"):
        return "op", _row(groups[0], style, "mathrm")
    if name in _RULED:
        base = _row(groups[0], style, alphabet)
        inset = 0.15 * base.width if name == "bar" else 0.0
        y = -base.depth - 0.15 * size if name == "underline" else base.height + 0.12 * size
        rule = Rule(((inset + base.lean / 2, y), (base.width - inset, y)), _RULE)
        return "ord", replace(base, height=max(base.height, y + 0.1 * size), depth=max(base.depth, -y), rules=(*base.rules, rule))
    if name in _ACCENTS:
        return "ord", _accented(_row(groups[0], style, alphabet), name, size)
    if name in font_metrics.ALPHABETS:
        return "ord", _row(groups[0], style, name)
    text = linear_text(latex_of_row((node,)))
    return "ord", words_layout(text.replace(UNREAD, ""), size)


def _accented(base: Layout, name: str, size: float) -> Layout:
    """The sign over the middle of the base; a letter's slope moves it to the right."""
    wide = base.width if name.startswith("wide") else 0.5 * size
    x = (base.width - wide) / 2 + (0.06 * size if base.pieces and "italic" in base.pieces[0].face else 0.0)
    y, of = (0.3, 0.7) if name == "vec" else (0.02, 1.0)  # an arrow stands lower in its line than other signs
    sign = Piece((x, base.height - 0.431 * size + y * size), _ACCENTS[name], of * size, "roman", wide)
    return replace(base, height=base.height + 0.25 * size, pieces=(*base.pieces, sign))


def _fraction(above: Layout, below: Layout, style: int) -> Layout:
    size = glyph_boxes.SIZE[style]
    gap = (3 if style == 0 else 1) * _RULE + _RULE / 2
    up = max((0.677 if style == 0 else 0.394) * size, above.depth + _AXIS * size + gap)
    down = max((0.686 if style == 0 else 0.345) * size, below.height - _AXIS * size + gap)
    inner = max(above.width, below.width)
    wide = inner + 2 * glyph_boxes.NULL_DELIMITER
    rule = Rule(((glyph_boxes.NULL_DELIMITER, _AXIS * size), (wide - glyph_boxes.NULL_DELIMITER, _AXIS * size)), _RULE)
    parts = [above.moved((wide - above.width) / 2, up), below.moved((wide - below.width) / 2, -down)]
    return _over([*parts, Layout(rules=(rule,))], wide)


def _root(inner: Layout, size: float) -> Layout:
    sign, top, low = 0.8 * size, inner.height + 2, -inner.depth
    high = top - low
    hook = ((0.0, low + 0.35 * high), (0.25 * sign, low + 0.42 * high), (0.5 * sign, low))
    points = (*hook, (sign, top), (sign + inner.width, top))
    moved = inner.moved(sign)
    return replace(moved, width=sign + inner.width, height=top + 0.4, rules=(*moved.rules, Rule(points, _RULE)))


def _fence(fence: str, high: float, deep: float, style: int) -> Layout:
    """A bracket that grows around the axis with what it encloses; a dot is none."""
    size = glyph_boxes.SIZE[style]
    axis = _AXIS * size
    reach = 2 * max(high - axis, deep + axis)
    total, wide = font_metrics.bracket(fence, max(0.901 * reach, reach - 5))
    total = max(size, reach if total == float("inf") else total)
    if fence == ".":
        return Layout(wide)
    if fence in _BARS:
        places = [wide / 2] if _BARS[fence] == 1 else [wide / 2 - 0.09 * size, wide / 2 + 0.09 * size]
        rules = tuple(Rule(((x, axis - total / 2), (x, axis + total / 2)), _RULE) for x in places)
        return Layout(wide, axis + total / 2, total / 2 - axis, 0.0, (), rules)
    piece = Piece((0.0, axis - _AXIS * total), linear_text(fence), total, "roman", wide)
    return Layout(wide, axis + total / 2, total / 2 - axis, 0.0, (piece,))


def _grid(name: str, cells: Sequence[Sequence[Layout]], style: int) -> Layout:
    """Rows at least as high as a line, columns in the middle, between the brackets of a matrix."""
    columns = [max(cell.width for cell in column) for column in zip_longest(*cells, fillvalue=Layout())]
    over, under = glyph_boxes.STRUT
    sizes = [(max([over, *(cell.height for cell in row)]), max([under, *(cell.depth for cell in row)])) for row in cells]
    top = sum(map(sum, sizes)) / 2 + _AXIS * glyph_boxes.SIZE[style]
    deep, y, parts = sum(map(sum, sizes)) - top, top, list[Layout]()
    for row, (high, low) in zip(cells, sizes, strict=True):
        x = 0.0
        for cell, wide in zip(row, columns, strict=False):
            parts.append(cell.moved(x + (wide - cell.width) / 2, y - high))
            x += wide + 2 * glyph_boxes.COLUMN_SPACE
        y -= high + low
    inner = replace(_over(parts, sum(columns) + 2 * glyph_boxes.COLUMN_SPACE * (len(columns) - 1)), height=top, depth=deep)
    left, right = (_fence(fence, top, deep, style) for fence in _GRIDS.get(name, (".", ".")))
    return beside([left, inner, right])
