"""Formulas in HTML: in a line of text, in lines of their own, and several below each other that are aligned at their signs.

A wide formula on a page comes in pieces, cut before signs between terms: where a line has no room for all of them, it goes on below.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from gen.html.markup import NOTHING
from gen.html.medium import Formula, Medium, row_of
from gen.latex import width
from gen.messages.sentences import Language
from gen.model.math_tree import Blank, MathNode, Row, Sign, latex_of_row

NARROW = 190.0  # points: what the line of a telephone holds of a formula in the type that widths are estimated for
_RELATIONS = frozenset({"=", r"\approx", "<", ">", r"\leq", r"\geq", r"\neq", r"\in"})
_TERMS = frozenset({"+", "-"})
_OPENING, _CLOSING = frozenset("(["), frozenset(")]")
_NO_OPERAND = _RELATIONS | _TERMS | _OPENING | frozenset({",", "/", r"\cdot", r"\odot", r"\pm"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of aligned formulas: what stands left of the sign at which they are aligned, and the rest with that sign, as LaTeX."""

    left: str
    rest: str


def inline(latex: str, language: Language, medium: Medium, of_tool: bool = True) -> Markup:
    """A formula within text."""
    formula = Formula(row_of(latex), language, of_tool=of_tool)
    return _pieces(formula, medium) if medium.styled and width(latex) > NARROW else medium.formula(formula)


def display(formulas: Sequence[str], language: Language, medium: Medium, of_tool: bool = True) -> Markup:
    """Formulas in lines of their own."""
    written = [Formula(row_of(latex), language, True, of_tool) for latex in formulas]
    if not medium.styled:
        return Markup("\n").join(map(medium.formula, written))
    lines = (Markup('<div class="formula">{}</div>').format(_large(formula, medium)) for formula in written)
    return Markup('<div class="display">{}</div>').format(Markup("\n").join(lines))


def aligned(lines: Sequence[Line], language: Language, medium: Medium) -> Markup:
    """Formulas below each other, aligned at their signs."""
    if not medium.styled:
        body = r" \\ ".join(rf"{line.left} & {line.rest}" for line in lines)
        return medium.formula(Formula(row_of(rf"\begin{{aligned}} {body} \end{{aligned}}"), language, True))
    return Markup('<div class="chains">{}</div>').format(
        Markup("\n").join(Markup('<div class="line">{}</div>').format(cells(line, language, medium)) for line in lines)
    )


def cells(line: Line, language: Language, medium: Medium) -> Markup:
    """The two cells of a line on a page."""
    left, rest = (Formula(row_of(latex), language, True) if latex else None for latex in (line.left, line.rest))
    parts = (_large(left, medium) if left else NOTHING, _large(rest, medium) if rest else NOTHING)
    return Markup('<div class="left">{}</div><div class="form">{}</div>').format(*parts)


def _large(formula: Formula, medium: Medium) -> Markup:
    """As in a line of its own; a wide one in pieces."""
    return _pieces(formula, medium) if width(latex_of_row(formula.row)) > NARROW else medium.formula(formula)


def _pieces(formula: Formula, medium: Medium) -> Markup:
    """A wide formula cut before its signs."""
    cut = (medium.formula(replace(formula, row=piece, goes_on=bool(i))) for i, piece in enumerate(_cut(formula.row)))
    return Markup('<span class="pieces">{}</span>').format(Markup("<wbr>").join(cut))


def _cut(row: Row) -> list[Row]:
    """The pieces of a row, each but the first beginning with a sign between two terms or sides, outside of brackets."""
    found: list[list[MathNode]] = [[]]
    for node, starts in _starts(row):
        if starts and found[-1]:
            found.append([])
        found[-1].append(node)
    return [tuple(piece) for piece in found]


def _starts(row: Row) -> Iterator[tuple[MathNode, bool]]:
    """Each node, and whether a line may begin with it."""
    depth, before = 0, ""
    for node in row:
        sign = node.latex if isinstance(node, Sign) else ""
        yield node, depth == 0 and bool(before) and (sign in _RELATIONS or (sign in _TERMS and before not in _NO_OPERAND))
        depth += (sign in _OPENING) - (sign in _CLOSING)
        before = before if isinstance(node, Blank) else sign or "operand"
