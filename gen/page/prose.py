"""Pieces of text as LaTeX and as plain text: prompts, model answers, statements, reasons."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from gen.algebra.arrays import Shape, numbers, shape_of
from gen.algebra.expr import Call, Expr, Neg, Num, Shift, Var
from gen.algebra.numbers import Shown
from gen.algebra.printer import number_text, text
from gen.algebra.rounding import USUAL, as_typed, in_one_form, is_exact
from gen.functions.outline import Shapes, outlines
from gen.latex import INDENT, NOTHING, Latex, Tex, broken, escape, fitted, width
from gen.messages.errors import InputErrors, Location
from gen.messages.sentences import Language, listed, wording
from gen.model.problem import Cell, Given, Inline, Item
from gen.model.source import Text
from gen.page.displays import LINE, Formula, display
from gen.syntax import MATRIX_FUNCTIONS, NUMBER, expression, formula

_NUMBER = re.compile(r"\d+/\d+|\d+(\.\d+)?(e[+-]?\d{1,4})?")
GAP = 4  # points: a comma stands behind each equation
WIDE = 0.8 * LINE  # from here on a formula stands on a line of its own
_DISPLAY_END = re.compile(r"\.\n\\end\{align\*\}\n(?:[ \t]*(?P<own>[.,;:?!])\s*|\s*(?P<goes_on>[a-zäöüß]))?")
_SIGNS = {"!=": r"\neq", "<=": r"\leq", ">=": r"\geq"}


def latex_of(pieces: Sequence[Inline], latex: Latex, item: Item | None = None) -> Tex:
    """The pieces in order; `item` fills the placeholders (a stem has none but cells)."""
    joined = "".join(_piece(piece, item, latex) for piece in pieces)
    # A display belongs to its paragraph: an empty line before it would tear it off.
    joined = re.sub(r"(?<=\\end\{align\*\})\n\s*\n", "\n", joined)
    joined = _DISPLAY_END.sub(_stopped, joined)
    return Tex(re.sub(r"\s*\n\s*(?=\\begin\{align\*\})", "\n", joined).strip())


def _stopped(end: re.Match[str]) -> str:
    """The end of a display with the sign that its sentence needs there: the author's own, a comma where it goes on, else a full stop."""
    own, goes_on = end["own"], end["goes_on"]
    return f"{own or (',' if goes_on else '.')}\n\\end{{align*}}\n{goes_on or ''}"


def text_of(pieces: Sequence[Inline]) -> str:
    """The pieces in plain text, as `gen show` prints them."""
    return re.sub(r"\s+", " ", "".join(_plain(piece) for piece in pieces)).strip()


def marked(message: str) -> list[Inline]:
    """A message of the tool as pieces: what stands in backticks is an expression, or source text where it is none."""
    parts = enumerate(message.split("`"))
    return [_code(part) if i % 2 else Inline("text", part) for i, part in parts]


def _code(source: str) -> Inline:
    """An expression or a relation between two; source text where it is neither."""
    left, *relation = re.split(r" (=|!=|<|<=|>|>=) ", source, maxsplit=1)
    sides = [e for side in (left, *relation[1:]) if (e := _read(side)) is not None]
    if len(sides) <= len(relation[1:]):
        return Inline("source", source)
    return Inline("relation", relation[0], chain=tuple(sides)) if relation else Inline("expr", source, sides[0])


def _read(source: str) -> Expr | None:
    """A formula, or an expression with functions of matrices; powers are read as `text` writes them, too."""
    where = Location("", 1, 1)
    if source.startswith("-") and _NUMBER.fullmatch(source[1:]):
        # The minus sign of a fraction stands before it, not in its numerator.
        e = _read(source[1:])
        return Neg(e) if e is not None else None
    if NUMBER.fullmatch(source):
        return Num(Fraction(source), in_one_form(source))
    for read in (formula, lambda text: expression(text, MATRIX_FUNCTIONS).expr):
        try:
            return read(Text(source.replace("^", "**"), where))
        except InputErrors:
            continue
    return None


def _told(piece: Inline, language: Language, write: Callable[[Inline], str], plain: Callable[[str], str]) -> str:
    """A sentence of the tool with its slots, written piece by piece."""
    parts = enumerate(re.split(r"\{(\w+)\}", wording(piece.text, language)))
    return "".join(listed([write(put) for put in piece.slots[part]], language) if i % 2 else plain(part) for i, part in parts)


def _plain(piece: Inline) -> str:
    match piece.kind:
        case "expr":
            return text(piece.expr) if piece.expr else ""
        case "relation":
            return f" {piece.text} ".join(_plain_side(e, piece) for e in piece.chain)
        case "slot":
            return f"{{{piece.text}}}"
        case "value":
            return "".join(map(number_text, (piece.values or {}).values()))
        case "say":
            return _told(piece, "en", _plain, str)
        case "display":
            return "; ".join("".join((" " if put.kind == "say" else ", ") + _plain(put) for put in row)[2:] for row in piece.slots.values())
        case _:
            return piece.text


def _plain_side(e: Expr, piece: Inline) -> str:
    if piece.values is None:
        return text(e)
    if len(piece.chain) == 1 and isinstance(e, Var):
        return f"{text(e)} = {number_text(piece.values[e])}"
    return _with_value(text(e), text(e, piece.values), piece, e, " = ", " ≈ ", USUAL)


def _with_value(symbols: str, written: str, piece: Inline, e: Expr, equals: str, nearly: str, shown: Shown) -> str:
    exact = piece.values is None or not isinstance(e, Var) or all(is_exact(x, shown) for x in numbers(piece.values[e]))
    return symbols if symbols == written else f"{symbols}{equals if exact else nearly}{written}"


def _piece(piece: Inline, item: Item | None, latex: Latex) -> str:
    match piece.kind:
        case "math":
            return f"${piece.text}$"
        case "expr":
            return f"${latex.expr(piece.expr)}$" if piece.expr else ""
        case "value":
            return "".join(f"${latex.number(value)[0]}$" for value in (piece.values or {}).values())
        case "relation":
            return f"${_relation(piece, latex)}$"
        case "source":
            return rf"\texttt{{{escape(piece.text)}}}"
        case "slot" if piece.cell:
            return equations(piece.cell, latex)
        case "slot":
            return _in_sentence(_slot(piece.text, item, latex), latex.language) if item else ""
        case "say":
            return _told(piece, latex.language, lambda put: _piece(put, item, latex), escape)
        case "display":
            return display([_row(row, latex) for row in piece.slots.values()])
        case _:
            return escape(piece.text)


def _relation(piece: Inline, latex: Latex) -> str:
    sign = f" {_SIGNS.get(piece.text, piece.text)} "
    if piece.values is None:
        return sign.join(map(latex.expr, piece.chain))
    if len(piece.chain) == 1:
        (e,) = piece.chain
        return f"{latex.expr(e)} = {latex.expr(e, piece.values)}"
    sides = ((e, latex.expr(e), latex.expr(e, piece.values)) for e in piece.chain)
    return sign.join(_with_value(symbols, written, piece, e, " = ", r" \approx ", latex.shown) for e, symbols, written in sides)


def shapes_of(items: Iterable[Item]) -> Shapes:
    """The shapes of the names of these items, as far as they follow from what is given."""
    found: dict[str, Shape] = {}
    for item in items:
        found |= {var.name: shape_of(given.value) for var, given in item.given.items()}
        for reading in item.readings:
            found |= outlines([(eq.lhs.var.name, eq.rhs.expr) for eq in reading.cell.equations], found)
    return found


def equations(cell: Cell, latex: Latex) -> Tex:
    """The equations of a cell, displayed and aligned."""
    sides = [(latex.name(eq.lhs.var), latex.expr(eq.rhs.expr)) for eq in cell.equations]
    room = LINE - max(width(left) for left, _ in sides)
    # A row that goes on stands as far in as it does in the key.
    rows = [f"{left} &= " + f"\\\\\n &{INDENT}".join(_equation(right, room)) for left, right in sides]
    return Tex("\n\\begin{align*}\n" + ",\\\\\n".join(rows) + ".\n\\end{align*}\n")


def _equation(right: str, room: float) -> list[str]:
    return [fitted(row, room - GAP - width(INDENT if k else "{}=")) for k, row in enumerate(broken(right, "{}=", room, GAP))]


def _row(row: Sequence[Inline], latex: Latex) -> list[Formula]:
    """The formulas of a row of a display, each with what is said of it behind it."""
    found: list[Formula] = []
    for piece in row:
        if piece.kind == "relation":
            left, right = map(latex.expr, piece.chain)
            found.append(Formula(Tex(left), Tex(right), NOTHING))
        else:
            found[-1] = replace(found[-1], condition=Tex(_piece(piece, None, latex)))
    return found


def _in_sentence(formulas: Sequence[str], language: Language) -> str:
    """Formulas as a list in a sentence. One that takes most of a line gets a line of its own, scaled down if it takes more."""
    told = ""
    between = re.split(r"\$\d+\$", listed([f"${i}$" for i in range(len(formulas))], language))
    for part, behind in zip(formulas, between[1:], strict=True):
        if width(part) <= WIDE:
            told += f"${part}${behind}"
        else:
            # Behind the last one the sentence decides how the display ends.
            sign = "." if part is formulas[-1] else "," if behind.startswith(",") else ""
            told += f"\n\\begin{{align*}}\n{fitted(part, LINE - GAP)}{sign}\n\\end{{align*}}\n{behind.lstrip(', ')}"
    return told


def _slot(name: str, item: Item, latex: Latex) -> list[str]:
    match name:
        case "given":
            return _numbers(item.given, latex)
        case "printed":
            return _numbers(item.printed, latex)
        case "convention":
            return [f"{_convention(name, latex)} = {latex.given(value)}" for name, value in item.conventions.items()]
        case _:
            return [_dimension(item, name, shape, latex) for name, shape in item.shapes.items()]


def _convention(name: str, latex: Latex) -> str:
    """`relu'(0)` in LaTeX."""
    fn, place = name.removesuffix(")").split("(")
    return latex.expr(Call(fn, (Var(place) if place.isalpha() else Num(Fraction(place)),)))


def _numbers(givens: Mapping[Var, Given], latex: Latex) -> list[str]:
    return [f"{latex.name(var)} = {latex.number(as_typed(given.value, given.texts))[0]}" for var, given in givens.items()]


def _dimension(item: Item, name: str, shape: Sequence[int], latex: Latex) -> str:
    uses = {use.var for reading in item.readings for eq in reading.cell.equations for use in (eq.lhs, *eq.rhs.uses)}
    timed = any(var.name == name and var.time is not None for var in uses)
    shown = latex.name(Var(name, Shift(0) if timed else None))
    size = r" \times ".join(map(str, shape))
    return rf"{shown} \in \mathbb{{R}}^{{{size}}}"
