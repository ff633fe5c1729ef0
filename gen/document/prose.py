"""Running text in plain words; and how any writer puts a sentence of the tool together."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gen.algebra.arrays import Value, numbers
from gen.algebra.expr import Atom, Expr, atoms
from gen.algebra.numbers import NumberFormat
from gen.algebra.printer import number_text, text
from gen.algebra.rounding import USUAL, is_exact
from gen.messages.sentences import Language, listed, lookup
from gen.model.problem import Inline


def text_of(pieces: Sequence[Inline], shown: NumberFormat = USUAL) -> str:
    """The pieces in plain text, as `gen show` prints them."""
    return re.sub(r"\s+", " ", "".join(_plain(piece, shown) for piece in pieces)).strip()


def sentence(piece: Inline, language: Language, write: Callable[[Inline], str], plain: Callable[[str], str]) -> str:
    """A sentence of the tool in this language, what is put into it written piece by piece, its own words by `plain`."""
    parts = enumerate(re.split(r"\{(\w+)\}", lookup(piece.text, language)))
    return "".join(listed([write(put) for put in piece.slots[part]], language) if i % 2 else plain(part) for i, part in parts)


@dataclass(frozen=True, slots=True)
class Signs:
    """How a writer sets numbers, and the signs before exact and rounded ones."""

    number: Callable[[Value], str]
    equals: str
    nearly: str


def with_value(symbols: str, written: str, piece: Inline, e: Expr, signs: Signs, shown: NumberFormat) -> str:
    """A name with its number, where it has one; a formula with numbers put in, and what they give."""
    if symbols == written or piece.values is None:
        return symbols
    put_in = [x for atom in atoms(e) if atom in piece.values for x in numbers(piece.values[atom])]
    exact = piece.kind == "side" or all(is_exact(x, shown) for x in put_in)
    found = f"{symbols}{signs.equals if exact else signs.nearly}{written}"
    value = None if isinstance(e, Atom) else piece.values.get(e)
    if value is None or signs.number(value) == written:
        return found
    return f"{found}{signs.equals if exact and all(is_exact(x, shown) for x in numbers(value)) else signs.nearly}{signs.number(value)}"


def _plain(piece: Inline, shown: NumberFormat) -> str:
    match piece.kind:
        case "worked":
            return text(piece.expr) if piece.expr else ""
        case "expr":
            return text(piece.expr, piece.values, shown=shown) if piece.expr else ""
        case "relation" | "side":
            return f" {piece.text} ".join(_plain_side(e, piece, shown) for e in piece.chain)
        case "shape" if piece.expr is None:
            return " x ".join(map(text, piece.chain)) or "1"
        case "shape":
            return f"{text(piece.expr)} ({' x '.join(map(text, piece.chain)) or 'a number'})" if piece.expr else ""
        case "slot":
            return f"{{{piece.text}}}"
        case "pair":
            real, imaginary = (text(part, piece.values, shown=shown) for part in piece.chain)
            return f"lambda_1, lambda_2 = {real} +- {imaginary}*i"
        case "value":
            return "".join(number_text(value, shown) for value in (piece.values or {}).values())
        case "percent":
            return "".join(f"{number_text(value, shown)} %" for value in (piece.values or {}).values())
        case "begin":
            return f" {piece.label or '-'} " if piece.text == "entry" else ""
        case "end":
            return {"cell": " | ", "list": " "}.get(piece.text, "")
        case "listing":
            return f" {piece.text} "
        case "say":
            return sentence(piece, "en", lambda put: _plain(put, shown), str)
        case "display":
            rows = ("".join((" " if put.kind == "say" else ", ") + _plain(put, shown) for put in row)[2:] for row in piece.slots.values())
            return "; ".join(rows)
        case "either":
            return listed([_plain(part, shown) for part in piece.slots["parts"]], "en", "or")
        case _:
            return piece.text


def _plain_side(e: Expr, piece: Inline, shown: NumberFormat) -> str:
    if piece.values is None:
        return text(e)
    signs = Signs(lambda value: number_text(value, shown), " = ", " ≈ ")
    return with_value(text(e), text(e, piece.values, shown=shown), piece, e, signs, shown)
