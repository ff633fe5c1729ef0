"""Running text as LaTeX: prompts, model answers, statements, reasons, remarks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import ceil

from gen.document import begun, sentence
from gen.latex import (
    INDENT,
    NOTHING,
    Latex,
    Tex,
    break_rows,
    cell_sides,
    escape,
    fitted,
    in_notation,
    inline_formulas,
    slot_formulas,
    width,
)
from gen.messages.sentences import Language, listed
from gen.model.problem import Cell, Inline, Item
from gen.page.blocks import entries, entry, indent, listing, table, typewriter
from gen.page.displays import BESIDE, LINE, Formula, display

GAP = 4  # points: a comma stands behind each equation
MANY, COLUMN = 4, 40  # equations in two columns, and points between these
NUMBERS, ABREAST = 8, 4  # from so many on numbers stand in columns, and in so many columns at most
WIDE = 0.8 * LINE  # from here on a formula stands on a line of its own
_NO_STOP = "{}"  # behind a formula of the author's, to which the tool adds no sign of its own
_DISPLAY_END = re.compile(r"(?P<stop>\.|\{\})\n\\end\{align\*\}\n(?:[ \t]*(?P<own>[.,;:?!])\s*|\s*(?P<goes_on>[a-zäöüß]))?")
_FONTS = {"strong": "textbf", "emphasis": "emph"}


def latex_of(pieces: Iterable[Inline], latex: Latex, item: Item | None = None) -> Tex:
    """The pieces in order; `item` fills the placeholders (a stem has none but cells)."""
    joined = _joined(iter(pieces), item, latex, LINE)
    if r"{align*}" not in joined:
        return Tex(joined.strip())
    # A display belongs to its paragraph: an empty line before it would tear it off.
    joined = re.sub(r"(?<=\\end\{align\*\})\n\s*\n", "\n", joined)
    joined = _DISPLAY_END.sub(_stopped, joined)
    return Tex(re.sub(r"\s*\n\s*(?=\\begin\{align\*\})", "\n", joined).strip())


def _joined(pieces: Iterator[Inline], item: Item | None, latex: Latex, room: float) -> str:
    """All up to the piece that ends what is around; formulas in lines of their own have so many points."""
    parts: list[str] = []
    for piece in pieces:
        if piece.kind == "end":
            break
        parts.append(_marked(piece, pieces, item, latex, room) if piece.kind == "begin" else _piece(piece, item, latex, room))
    return "".join(parts)


def _marked(mark: Inline, pieces: Iterator[Inline], item: Item | None, latex: Latex, room: float) -> str:
    """What a piece begins, up to the one that ends it."""
    match mark.text:
        case "table":
            rows = ([_joined(pieces, item, latex, room) for _ in begun(pieces)] for _ in begun(pieces))
            return table(mark.label, list(rows), LINE - room)
        case "list":
            return entries(mark.label, _joined(pieces, item, latex, room - indent(mark.label)))
        case "entry":
            return entry(mark.label, _joined(pieces, item, latex, room))
        case _:
            return rf"\{_FONTS[mark.text]}{{{_joined(pieces, item, latex, room)}}}"


def _stopped(end: re.Match[str]) -> str:
    """The end of a display with the sign that its sentence needs there: the author's own, a comma where it goes on, else a full stop."""
    own, goes_on = end["own"], end["goes_on"] or ""
    between = "" if end["stop"] == _NO_STOP else "," if goes_on else "."
    return f"{own or between}\n\\end{{align*}}\n{goes_on}"


def _piece(piece: Inline, item: Item | None, latex: Latex, room: float = LINE) -> str:
    formulas = inline_formulas(piece, latex)
    if formulas is not None:
        return "".join(f"${formula}$" for formula in formulas)
    match piece.kind:
        case "formula":
            formula = in_notation(piece.math, latex)
            return f"\n\\begin{{align*}}\n&{fitted(formula, room - GAP)}{_NO_STOP}\n\\end{{align*}}\n"
        case "code":
            return rf"\texttt{{{typewriter(piece.text)}}}"
        case "listing":
            return listing(piece.text, piece.label, LINE - room, {int(gap): code[0].text for gap, code in piece.slots.items()})
        case "break":
            return "\\linebreakhere\n"
        case "source":
            return rf"\texttt{{{escape(piece.text)}}}"
        case "slot" if piece.cell:
            return equations(piece.cell, latex, room)
        case "slot" if piece.text == "pages":
            return r"\numpages{}"
        case "slot":
            return _in_sentence(slot_formulas(piece, item, latex), latex.language, room) if item else ""
        case "say":
            return sentence(piece, latex.language, lambda put: _piece(put, item, latex), escape)
        case "either":
            return listed([_piece(part, item, latex) for part in piece.slots["parts"]], latex.language, "or")
        case "display":
            return display([_row(row, latex) for row in piece.slots.values()])
        case _:
            return escape(piece.text)


def equations(cell: Cell, latex: Latex, line: float = LINE) -> Tex:
    """The equations of a cell, displayed and aligned; many short ones in two columns, one below the other in each."""
    sides = cell_sides(cell, latex)
    room = line - max(width(left) for left, _ in sides)
    # A row that goes on stands as far in as it does in the key.
    rows = _in_two_columns(sides, line) or [f"{left} &= " + f"\\\\\n &{INDENT}".join(_equation(right, room)) for left, right in sides]
    return Tex("\n\\begin{align*}\n" + ",\\\\\n".join(rows) + ".\n\\end{align*}\n")


def _in_two_columns(sides: Sequence[tuple[str, str]], line: float) -> list[str]:
    """The rows of two columns; none where there are few equations, or a line has no room for two."""
    half = (len(sides) + 1) // 2
    columns = sides[:half], sides[half:]
    wide = sum(max(width(part) for part in parts) for column in columns if column for parts in zip(*column, strict=True))
    if len(sides) < MANY or wide + 2 * width("{}=") + COLUMN + 2 * GAP > line:
        return []
    left, right = ([f"{left} &= {right}" for left, right in column] for column in columns)
    return [f"{one}, & {other}" for one, other in zip(left, right, strict=False)] + left[len(right) :]


def _equation(right: str, room: float) -> list[str]:
    return [fitted(row, room - GAP - width(INDENT if k else "{}=")) for k, row in enumerate(break_rows(right, "{}=", room, GAP))]


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


def _in_sentence(formulas: Sequence[str], language: Language, line: float) -> str:
    """Formulas as a list in a sentence. Arrays of several rows, and what takes most of a line, stand in a display behind the others, and
    so do many numbers, in columns."""
    apart = [formula for formula in formulas if r"\\" in formula or width(formula) > WIDE]
    others = [formula for formula in formulas if formula not in apart]
    first = [f"${formula}$" for formula in others] if len(others) < NUMBERS else [_in_columns(others, line)]
    return listed([*first, *([_beside_each_other(apart, line)] if apart else [])], language)


def _in_columns(formulas: Sequence[str], line: float) -> str:
    """A display of short formulas below each other, in at most four columns of about as many rows each."""
    fits = (n for n in range(ABREAST, 1, -1) if n * (max(map(width, formulas)) + COLUMN) <= line)
    columns = ceil(len(formulas) / ceil(len(formulas) / next(fits, 1)))
    rows = (", && ".join(formulas[i : i + columns]) for i in range(0, len(formulas), columns))
    return "\n\\begin{align*}\n&" + ",\\\\\n&".join(rows) + ".\n\\end{align*}\n"


def _beside_each_other(formulas: Sequence[str], line: float) -> str:
    """A display of formulas, as many in each line as fit; a wider one is scaled down. The sentence decides how it ends."""
    lines: list[str] = []
    for formula in formulas:
        if lines and width(lines[-1] + BESIDE + formula) <= line - GAP:
            lines[-1] += BESIDE + formula
        else:
            lines.append(fitted(formula, line - GAP))
    return "\n\\begin{align*}\n&" + ",\\\\\n&".join(lines) + ".\n\\end{align*}\n"
