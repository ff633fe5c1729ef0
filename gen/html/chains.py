"""Steps of a key: each equality in a line of its own, aligned at its sign, points in the margin, the reason beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from gen.algebra.printer import text
from gen.document import EqualityChain, relation_signs, written_equalities
from gen.html.credits import credit_text, remarks_of
from gen.html.formulas import Line, aligned, cells, reachable
from gen.html.markup import rendered
from gen.html.medium import Medium
from gen.html.prose import line_of
from gen.latex import Latex

MARK = r"^{\dagger}"  # beside the sign before what was computed with unrounded numbers


@dataclass(frozen=True, slots=True)
class WrittenChain:
    """A left side, the forms that equal it and the sign before each, as LaTeX."""

    left: str
    forms: tuple[str, ...]
    signs: tuple[str, ...]

    @property
    def lines(self) -> list[Line]:
        """Each form in a line."""
        rests = [f"{sign} {form}" for sign, form in zip(self.signs, self.forms, strict=True)]
        return [Line("" if i else self.left, rest) for i, rest in enumerate(rests)]

    @property
    def last(self) -> Line:
        """The result alone."""
        return Line(self.left, f"{self.signs[-1].removesuffix(MARK)} {self.forms[-1]}")


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of a chain: its two cells, and the points that stand beside it."""

    cells: Markup
    credit: str


@dataclass(frozen=True, slots=True)
class ChainView:
    """A step: its name as `gen show` prints it, its lines, why it is so, and the remarks below it."""

    name: str
    lines: tuple[LineView, ...]
    reason: Markup
    remarks: tuple[Markup, ...]
    answer: bool


def written_chain(chain: EqualityChain, latex: Latex) -> WrittenChain:
    """An equation as LaTeX, with the signs that tell where its numbers land."""
    left = latex.expr(chain.lhs)
    written = written_equalities(left, chain.equalities, latex.expr)
    signs = relation_signs(written, chain.calculator_result, nearly=r"\approx", mark=MARK)
    return WrittenChain(left, tuple(form.text for form in written), signs)


def chains_html(chains: Sequence[EqualityChain], latex: Latex, of_item: Latex, medium: Medium) -> Markup:
    """Equations that are aligned with each other; remarks are in the item's own notation."""
    if not medium.styled:
        return Markup("\n").join(_plain(chain, latex, of_item, medium) for chain in chains)
    views = [_view(chain, latex, of_item, medium) for chain in chains]
    lines = [line for chain in chains for line in written_chain(chain, latex).lines]
    earning = any(chain.equation or chain.result for chain in chains)
    return rendered("chains", latex.language, chains=views, reachable=reachable(lines, latex.language, earning))


def _view(chain: EqualityChain, latex: Latex, of_item: Latex, medium: Medium) -> ChainView:
    written = written_chain(chain, latex)
    equation, result = credit_text(chain.equation, latex.language), credit_text(chain.result, latex.language)
    last = len(written.lines) - 1
    lines = (
        LineView(cells(line, latex.language, medium), ", ".join(filter(None, (equation * (i == 0), result * (i == last)))))
        for i, line in enumerate(written.lines)
    )
    reason = line_of(chain.reason, latex, medium)
    return ChainView(text(chain.lhs), tuple(lines), reason, remarks_of(chain.remarks, of_item, medium), chain.answer)


def _plain(chain: EqualityChain, latex: Latex, of_item: Latex, medium: Medium) -> Markup:
    """A step for a page of somebody else's: its lines as one formula, and below it points, reason and remarks."""
    points = (credit_text(credit, latex.language) for credit in (chain.equation, chain.result))
    beside = [Markup("<strong>({})</strong>").format(one) for one in points if one]
    below = [line_of(chain.reason, latex, medium)] * bool(chain.reason) + beside
    notes = [Markup(" ").join(below)] * bool(below) + [*remarks_of(chain.remarks, of_item, medium)]
    parts = [aligned(written_chain(chain, latex).lines, latex.language, medium), *(Markup("<p>{}</p>").format(note) for note in notes)]
    return Markup("\n").join(parts)
