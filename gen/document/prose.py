"""Running text in plain words; and what writers of all formats have in common where they write it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from gen.algebra.expr import Expr
from gen.algebra.numbers import NumberFormat
from gen.algebra.printer import number_text, points_text, text
from gen.algebra.rounding import USUAL
from gen.algebra.sides import Signs, with_value
from gen.messages.sentences import Language, listed, lookup
from gen.model.exam import Exam
from gen.model.problem import Inline


def text_of(pieces: Sequence[Inline], shown: NumberFormat = USUAL) -> str:
    """The pieces in plain text, as `gen show` prints them."""
    return re.sub(r"\s+", " ", "".join(_plain(piece, shown) for piece in pieces)).strip()


def sentence(piece: Inline, language: Language, write: Callable[[Inline], str], plain: Callable[[str], str]) -> str:
    """A sentence of the tool in this language, what is put into it written piece by piece, its own words by `plain`."""
    parts = enumerate(re.split(r"\{(\w+)\}", lookup(piece.text, language)))
    return "".join(listed([write(put) for put in piece.slots[part]], language) if i % 2 else plain(part) for i, part in parts)


def begun(pieces: Iterator[Inline]) -> Iterator[Inline]:
    """Each piece that begins an entry of a list, a row or a cell, up to the end of what is around; a writer takes what lies between."""
    return takewhile(lambda piece: piece.kind == "begin", pieces)


def instruction_pieces(pieces: Sequence[Inline], exam: Exam) -> list[Inline]:
    """An instruction on a cover with what an exam fills in; the number of pages is left to who has pages."""
    words = {"problems": str(len(exam.problems)), "points": points_text(exam.points), "duration": exam.duration, "aids": exam.aids}
    return [replace(one, kind="text", text=words[one.text]) if one.kind == "slot" and one.text in words else one for one in pieces]


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
    return with_value(e, text(e), text(e, piece.values, shown=shown), piece.values, signs, shown, piece.kind == "side")
