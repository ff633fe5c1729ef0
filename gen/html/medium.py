"""Where HTML is read: on a page of its own, or within a course system, each with its way to write formulas and to show pictures."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import quote

from markupsafe import Markup, escape

from gen.latex import UNREAD, linear_text
from gen.mathml import mathml
from gen.messages.errors import Location
from gen.messages.sentences import Language
from gen.model.math_tree import Row, latex_of_row
from gen.model.source import Text
from gen.syntax import read_math


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula within text, or in a line of its own; in one `of_tool` a small space is a product. A piece may go on behind another.

    One in the head of a table has a name as well, which is read where nothing but names is.
    """

    row: Row
    language: Language
    display: bool = False
    of_tool: bool = True
    goes_on: bool = False
    in_head: bool = False


@dataclass(frozen=True, slots=True)
class Medium:
    """How formulas are written, and the address that a picture has by its name.

    A page has the tool's own style sheet, and drawings within it; HTML that is not `styled` stands in a page of somebody else's, and
    drawings are files beside it.
    """

    formula: Callable[[Formula], Markup]
    source: Callable[[str], str] = str
    styled: bool = True


def mathml_formula(formula: Formula) -> Markup:
    """MathML, which browsers set themselves."""
    label = linear_text(latex_of_row(formula.row)).replace(UNREAD, "") if formula.in_head else ""
    return Markup(mathml(formula.row, formula.display, formula.of_tool, goes_on=formula.goes_on, label=label))  # noqa: S704 - escaped there


def tex_formula(formula: Formula) -> Markup:
    r"""`\( x \)`, as course systems with MathJax read it."""
    opening, closing = (r"\[", r"\]") if formula.display else (r"\(", r"\)")
    return escape(f"{opening}{latex_of_row(formula.row)}{closing}")


def image_formula(formula: Formula) -> Markup:
    """An image, as the editor of Canvas writes it: Canvas itself sets it, and tells a screen reader the LaTeX in its own way."""
    latex = latex_of_row(formula.row)
    shown = rf"\displaystyle {latex}" if formula.display else latex
    image = Markup(
        '<img class="equation_image" title="{}" src="/equation_images/{}?scale=1" alt="LaTeX: {}" data-equation-content="{}" '
        'data-ignore-a11y-check="">'
    ).format(shown, quote(quote(shown, safe=""), safe=""), shown, shown)
    return Markup("<p>{}</p>").format(image) if formula.display else image


def with_marks(medium: Medium, mark: str) -> Medium:
    """The same where each formula stands in an element of its own, of this class."""
    return replace(medium, formula=lambda formula: Markup('<span class="{}">{}</span>').format(mark, medium.formula(formula)))


PAGE = Medium(mathml_formula)
"""A page of its own."""
COURSE_TEX, COURSE_MATHML = Medium(tex_formula, styled=False), Medium(mathml_formula, styled=False)
"""Within a course system that reads TeX, or MathML."""
COURSE_IMAGES = Medium(image_formula, lambda name: f"%24IMS-CC-FILEBASE%24/pictures/{name}", styled=False)
"""Within Canvas."""


def in_head(medium: Medium) -> Medium:
    """The same medium for the head of a table."""
    return replace(medium, formula=lambda formula: medium.formula(replace(formula, in_head=True)))


@lru_cache(maxsize=8192)
def row_of(latex: str) -> Row:
    """The tree of a formula that the tool has written, which may be longer than one of an author."""
    return read_math(Text(latex, Location("", 1, 1)), longest=len(latex))
