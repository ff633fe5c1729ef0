"""Formulas in HTML: in a line of text, in lines of their own, and several below each other that are aligned at their signs.

A wide formula on a page comes in pieces, cut before signs between terms: where a line has no room for all of them, it goes on below.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from gen.html.markup import NOTHING
from gen.html.medium import Formula, Medium, row_of
from gen.latex import width
from gen.messages.sentences import Language, translate
from gen.model.math_tree import Blank, MathNode, Row, Sign, latex_of_row

NARROW = 190.0  # points: what the line of a telephone holds of a formula in the type that widths are estimated for
LONG = NARROW / 3  # a left side that takes more than this from the forms beside it has a line of its own above them
ROOM = NARROW - LONG  # what such a line has for a form beside its left side
AROUND, POINTS = 50.0, 60.0  # points: what stands around aligned formulas there, and beside those that earn points
_RELATIONS = frozenset({"=", r"\approx", "<", ">", r"\leq", r"\geq", r"\neq", r"\in"})
_TERMS, _FACTORS = frozenset({"+", "-"}), frozenset({r"\cdot", r"\odot", r"\,"})
_OPENING, _CLOSING = frozenset("(["), frozenset(")]")
_NO_OPERAND = _RELATIONS | _TERMS | _OPENING | frozenset({",", "/", r"\cdot", r"\odot", r"\pm"})
_BY_TERMS, _BY_FACTORS = _RELATIONS | _TERMS, _FACTORS


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
    lines = (
        Markup('<div class="formula"{}>{}</div>').format(_reachable(_widest(formula.row), language), _large(formula, medium))
        for formula in written
    )
    return Markup('<div class="display">{}</div>').format(Markup("\n").join(lines))


def aligned(lines: Sequence[Line], language: Language, medium: Medium) -> Markup:
    """Formulas below each other, aligned at their signs."""
    if not medium.styled:
        body = r" \\ ".join(rf"{line.left} & {line.rest}" for line in lines)
        return medium.formula(Formula(row_of(rf"\begin{{aligned}} {body} \end{{aligned}}"), language, True))
    written = Markup("\n").join(Markup('<div class="line">{}</div>').format(cells(line, language, medium)) for line in lines)
    return Markup('<div class="chains"{}>{}</div>').format(reachable(lines, language), written)


def reachable(lines: Sequence[Line], language: Language, earning: bool = False) -> Markup:
    """What lets the keyboard scroll aligned formulas, some of them `earning` points, that a narrow line may have no room for."""
    left = max((width(line.left) for line in lines if width(line.left) <= LONG), default=0.0) + POINTS * earning
    above = max((_widest(row_of(line.left)) for line in lines if width(line.left) > LONG), default=0.0)
    return _reachable(AROUND + max(above, left + max((_widest(row_of(line.rest)) for line in lines), default=0.0)), language)


def _reachable(points: float, language: Language) -> Markup:
    if points <= NARROW:
        return NOTHING
    return Markup(' tabindex="0" role="group" aria-label="{}"').format(translate("Formulas", language))


def _widest(row: Row) -> float:
    """The points that the widest piece takes."""
    return max(width(latex_of_row(piece)) for piece in _cut(row))


def cells(line: Line, language: Language, medium: Medium) -> Markup:
    """The two cells of a line on a page, a long left side above the form."""
    left, rest = (Formula(row_of(latex), language, True) if latex else None for latex in (line.left, line.rest))
    parts = (_large(left, medium) if left else NOTHING, _large(rest, medium) if rest else NOTHING)
    long = " long" * (width(line.left) > LONG)
    return Markup('<div class="left{}">{}</div><div class="form">{}</div>').format(long, *parts)


def _large(formula: Formula, medium: Medium) -> Markup:
    """As in a line of its own; a wide one in pieces."""
    return _pieces(formula, medium) if width(latex_of_row(formula.row)) > ROOM else medium.formula(formula)


def _pieces(formula: Formula, medium: Medium) -> Markup:
    """A wide formula cut before its signs."""
    cut = [(piece, medium.formula(replace(formula, row=piece, goes_on=bool(i)))) for i, piece in enumerate(_cut(formula.row))]
    written = (_scrolled(piece, html, formula) for piece, html in cut)
    return Markup('<span class="pieces">{}</span>').format(Markup("<wbr>").join(written))


def _scrolled(piece: Row, html: Markup, formula: Formula) -> Markup:
    """Within text, a piece that has no room on a narrow line."""
    if formula.display or not (around := _reachable(width(latex_of_row(piece)), formula.language)):
        return html
    return Markup('<span class="wide"{}>{}</span>').format(around, html)


def _cut(row: Row) -> list[Row]:
    """The pieces of a row, each but the first beginning with a sign between two terms or sides, outside of brackets; of a term that is
    wide still, with one between factors; of a factor that is, such as a list of many names, behind a comma."""
    found = _cut_before(row, _BY_TERMS)
    for cut in (lambda piece: _cut_before(piece, _BY_FACTORS), _cut_behind_commas):
        found = [part for piece in found for part in (cut(piece) if width(latex_of_row(piece)) > ROOM else [piece])]
    return found


def _cut_behind_commas(row: Row) -> list[Row]:
    """The pieces of a list within brackets, each as long as a narrow line."""
    found: list[list[MathNode]] = [[]]
    for node in row:
        found[-1].append(node)
        if isinstance(node, Sign) and node.latex == ",":
            found.append([])
    return [tuple(piece) for piece in found if piece]


def _cut_before(row: Row, signs: Collection[str]) -> list[Row]:
    found: list[list[MathNode]] = [[]]
    depth, before = 0, ""
    for node in row:
        sign = node.latex if isinstance(node, Sign) else ""
        if not depth and before and sign in signs and (sign not in _TERMS or before not in _NO_OPERAND):
            found.append([])
        found[-1].append(node)
        depth += (sign in _OPENING) - (sign in _CLOSING)
        before = before if isinstance(node, Blank) else sign or "operand"
    return [tuple(piece) for piece in found]
