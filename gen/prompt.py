"""Prompts: text in which `$...$` is LaTeX math, backticks hold an expression of the problem and {braces} a placeholder.

Everything else is text and is escaped when it is set. This module splits; it sets nothing.
"""

import re
from collections.abc import Collection, Mapping

from gen.errors import Fault, Faults, did_you_mean
from gen.expr import Expr
from gen.parse import Text, expression
from gen.spec import Cell, Piece

SLOTS = ("cell", "given", "printed", "convention", "shapes")
_PIECE = re.compile(r"\$(?P<math>[^$]*)\$|`(?P<expr>[^`\n]*)`|\{(?P<slot>[^{}\n]*)\}|(?P<stray>[$`{}])")


def pieces(text: Text, cells: Mapping[str, Cell | None], names: Collection[str] | None, faults: list[Fault]) -> tuple[Piece, ...]:
    """Split a prompt, in order; `cells` are those that `{cell NAME}` may show, `names` those that an expression may use.

    Faults are added to the list.
    """
    result: list[Piece] = []
    start = 0
    for match in _PIECE.finditer(text.value):
        result.append(Piece("text", text.value[start : match.start()]))
        start = match.end()
        match match.lastgroup:
            case "math":
                result.append(Piece("math", match["math"]))
            case "slot":
                result.append(_slot(text.part(*match.span("slot")), cells, faults))
            case "expr":
                expr = _expression(text.part(*match.span("expr")), names, faults)
                result.append(Piece("expr", match["expr"], expr))
            case _:
                faults.append(Fault(text.at(match.start()), f"a '{match[0]}' without its partner", "write \\$ or \\{ inside $...$"))
    result.append(Piece("text", text.value[start:].rstrip()))
    return tuple(piece for piece in result if piece.kind != "text" or piece.text)


def _slot(text: Text, cells: Mapping[str, Cell | None], faults: list[Fault]) -> Piece:
    """`{given}`, or `{cell}` and `{cell NAME}`; a plain `{cell}` is the item's own and is filled in later."""
    slot, _, name = text.value.partition(" ")
    if slot not in SLOTS or (name and slot != "cell"):
        hint = did_you_mean(slot, SLOTS) or f"known: {', '.join(SLOTS)}"
        faults.append(Fault(text.where, f"unknown placeholder {{{text.value}}}", hint))
    elif name and name not in cells:
        faults.append(Fault(text.where, f"unknown cell '{name}'", did_you_mean(name, cells)))
    return Piece("slot", slot, cell=cells.get(name))


def _expression(text: Text, names: Collection[str] | None, faults: list[Fault]) -> Expr | None:
    try:
        parsed = expression(text)
    except Faults as error:
        faults += error.faults
        return None
    for use in parsed.uses:
        if names is not None and use.var.name not in names:
            faults.append(Fault(use.where, f"unknown name '{use.var.name}'", did_you_mean(use.var.name, names)))
    return parsed.expr
