"""Prompts as LaTeX: text escaped, placeholders filled with the item's equations and numbers."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from gen.expr import Call, Num, Shift, Var
from gen.notation import Latex
from gen.spec import Cell, Given, Item, Piece
from gen.tex import Tex, escape


def prompt(pieces: Sequence[Piece], item: Item | None, latex: Latex) -> Tex:
    """The pieces in order; `item` fills the placeholders (a stem has none but cells)."""
    text = "".join(_piece(piece, item, latex) for piece in pieces)
    # A display belongs to its paragraph: an empty line before it would tear it off.
    return Tex(re.sub(r"\s*\n\s*(?=\\begin\{align\*\})", "\n", re.sub(r"(?<=\\end\{align\*\})\n\s*\n", "\n", text)).strip())


def equations(cell: Cell, latex: Latex) -> Tex:
    """The equations of a cell, displayed and aligned."""
    rows = [f"{latex.name(eq.lhs.var)} &= {latex.expr(eq.rhs.expr)}" for eq in cell.equations]
    return Tex("\n\\begin{align*}\n" + ",\\\\\n".join(rows) + ".\n\\end{align*}\n")


def _piece(piece: Piece, item: Item | None, latex: Latex) -> str:
    match piece.kind:
        case "math":
            return f"${piece.text}$"
        case "expr":
            return f"${latex.expr(piece.expr)}$" if piece.expr else ""
        case "slot" if piece.cell:
            return equations(piece.cell, latex)
        case "slot":
            return _listed(_slot(piece.text, item, latex)) if item else ""
        case _:
            return escape(piece.text)


def _slot(name: str, item: Item, latex: Latex) -> list[str]:
    match name:
        case "given":
            return _numbers(item.given, latex)
        case "printed":
            return _numbers(item.printed, latex)
        case "convention":
            zero = Num(Fraction(0))
            return [f"{latex.expr(Call(fn + chr(39), (zero,)))} = {latex.number(value)[0]}" for fn, value in item.conventions.items()]
        case _:
            return [_dimension(item, name, shape, latex) for name, shape in item.shapes.items()]


def _numbers(numbers: Mapping[Var, Given], latex: Latex) -> list[str]:
    """A number as the author wrote it if it is a plain decimal, as an exact fraction otherwise."""
    return [
        f"{latex.name(var)} = {given.text if '.' in given.text and '/' not in given.text else latex.number(given.value)[0]}"
        for var, given in numbers.items()
    ]


def _dimension(item: Item, name: str, shape: Sequence[int], latex: Latex) -> str:
    uses = {use.var for reading in item.readings for eq in reading.cell.equations for use in (eq.lhs, *eq.rhs.uses)}
    timed = any(var.name == name and var.time is not None for var in uses)
    shown = latex.name(Var(name, Shift(0) if timed else None))
    size = r" \times ".join(map(str, shape))
    return rf"{shown} \in \mathbb{{R}}^{{{size}}}"


def _listed(parts: Sequence[str]) -> str:
    """`$a$`, `$a$ and $b$`, `$a$, $b$ and $c$`."""
    dressed = [f"${part}$" for part in parts]
    return " and ".join(filter(None, [", ".join(dressed[:-1]), *dressed[-1:]]))
