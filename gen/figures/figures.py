"""The figures of an item, each with its caption: what the sheet draws, and what the key shows of gradients and of roles."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from gen.algebra.arrays import Value
from gen.algebra.expr import Atom, Expr, LocalDerivative, Var
from gen.calculus import unroll_unchecked
from gen.figures.blanks import Blanks, blank_faults
from gen.figures.descriptions import plain_text
from gen.figures.diagram import diagram, diagram_labels
from gen.figures.drawing import Drawing
from gen.figures.gradient_flow import Flow, flow
from gen.figures.gradient_graph import gradient_graph, slopes_of_one
from gen.figures.plot_captions import plot_caption
from gen.figures.plots import plot_drawing
from gen.figures.recurrence_graph import graph, is_static
from gen.figures.svg import svg
from gen.figures.tikz import tikz
from gen.figures.unrolled import breadth, height, routed, shown_labels, unrolled
from gen.figures.unrolled_layout import WIDTH
from gen.figures.window_figure import window_picture
from gen.functions import Conventions
from gen.latex import NOTHING, Latex, Tex
from gen.messages.errors import InputError, InputErrors
from gen.messages.sentences import lazy_message, message_text, translate
from gen.model.memo import Memo
from gen.model.plotted import Plotted
from gen.model.problem import MAX_FIGURE_STEPS, Cell, FigureSpec, Item
from gen.model.trace import Trace
from gen.plots import plotted
from gen.questions import BlanksQuery, NumberQuery

_ROLES = {
    "forget": lazy_message("forget"),
    "update": lazy_message("update"),
    "output": lazy_message("output"),
    "reset": lazy_message("reset"),
}
MAX_HEIGHT = 560.0  # pt: a page, but for a prompt and a caption
_KEY_HEIGHT = 330.0  # pt: what the key gives to a figure that nobody asked for


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its caption, and how wide the picture is in points. `label` is `Figure 2` where it stands in a document.

    A key may have a prompt's picture with its blanks `filled` in.
    In the key of a sketch `blank` is what the sheet has in the picture's place: the same axes without what is to be drawn in them.
    The same as data, for other formats, is what a `sheet` shows and what a `key` does; a picture of an author's own has none.
    """

    picture: Tex
    caption: Tex
    width: float
    label: Tex = NOTHING
    filled: Tex = NOTHING
    blank: Tex = NOTHING
    sheet: Drawing | None = None
    key: Drawing | None = None

    @property
    def on_sheet(self) -> Tex:
        """What the sheet has: of a sketch the axes alone."""
        return self.blank or self.picture

    def svg(self, prefix: str, key: bool = False, alone: bool = False) -> str:
        """The figure as a sheet shows it, or as a `key` does, as SVG whose ids begin with `prefix`; one that stands `alone` is an image."""
        drawing = self.drawing(key)
        assert drawing, "an author's picture has no drawing"
        return svg(drawing, prefix, self.title, drawing.description, alone)

    def description(self, key: bool = False) -> str:
        """What the figure shows on a sheet, or in a `key`, in sentences of the exam's language."""
        drawing = self.drawing(key)
        return drawing.description if drawing else ""

    def drawing(self, key: bool) -> Drawing | None:
        """What a sheet shows, or a `key`; an author's picture has none."""
        return self.key if key else self.sheet

    @property
    def title(self) -> str:
        """The caption behind the label as plain text."""
        return plain_text(self.whole_caption)

    @property
    def whole_caption(self) -> Tex:
        """The caption behind the label; either may be missing."""
        return Tex(": ".join(filter(None, (self.label, self.caption))))


def _figure(drawing: Drawing, caption: str, width: float, filled: Drawing | None = None, blank: Drawing | None = None) -> Figure:
    """A drawing, which a key has `filled` in, or a sheet `blank`, with its caption in LaTeX."""
    whole, empty = (tikz(one) if one else NOTHING for one in (filled, blank))
    return Figure(tikz(drawing), Tex(caption), width, filled=whole, blank=empty, sheet=blank or drawing, key=filled or drawing)


def _left_out(item: Item) -> dict[Expr, int]:
    """The labels that an item leaves out of its figure, with their numbers."""
    labels = (label.expr for query in item.queries if isinstance(query, BlanksQuery) for label in query.labels)
    return {label: number for number, label in enumerate(labels, 1)}


def sheet_figure(item: Item, latex: Latex, filled: bool = False, memo: Memo | None = None) -> Figure | None:
    """The figure of a prompt, if the item has one; in a key with its blanks `filled` in."""
    figure = item.published.figure
    if item.plot and item.plot.place != "key":
        return plot_figure(plotted(item), latex, blank=item.plot.place == "sketch")
    if figure is None:
        return None
    return (memo or Memo()).call(_of_cell, figure, tuple(_left_out(item).items()), _steps(item), latex, filled)


def _of_cell(figure: FigureSpec, left_out: tuple[tuple[Expr, int], ...], steps: int, latex: Latex, filled: bool) -> Figure:
    """A figure of a cell over so many steps, without these labels, each with its number: it has no values of an item."""
    blanks = Blanks(dict(left_out))
    in_key = replace(blanks, filled=True) if filled and blanks.numbers else None
    if figure.form == "diagram":
        whole = diagram(figure.cell, latex, blanks=in_key) if in_key else None
        return _figure(diagram(figure.cell, latex, blanks=blanks), translate("one step of the cell.", latex.language), WIDTH, filled=whole)
    trace = unroll_unchecked(figure.cell, steps)
    placed = routed(graph(trace.eqns), latex, blanks)
    caption = translate("the computational graph.", latex.language) if is_static(trace.eqns) else _over(steps, latex)
    whole = unrolled(placed, latex, blanks=in_key) if in_key else None
    return _figure(unrolled(placed, latex, blanks=blanks), caption, breadth(placed), filled=whole)


def plot_figure(drawn: Plotted | None, latex: Latex, blank: bool = False) -> Figure:
    """A plot with its caption; `blank` are the axes of a sketch for the sheet, whose key has the plot in the same place."""
    assert drawn is not None
    plot = plot_drawing(drawn, latex, blank)
    empty = plot_drawing(drawn, latex, blank=True) if drawn.spec.place == "sketch" and not blank else None
    return _figure(plot, plot_caption(drawn, latex), plot.width, blank=empty)


def figure_faults(item: Item, latex: Latex) -> Iterator[InputError]:
    """What is wrong with an item's figure: a cycle, too many steps, too high for a page."""
    figure = item.published.figure
    if item.plot:
        try:
            plot_figure(plotted(item), latex)
        except InputErrors as error:
            yield from error.faults
    if figure is None:
        return
    steps = _steps(item) if figure.form == "unrolled" else 1
    if steps > MAX_FIGURE_STEPS:
        yield InputError(figure.where, f"a figure over {steps:,} steps cannot be read", f"state at most {MAX_FIGURE_STEPS} under 'steps'")
        return
    try:
        trace = unroll_unchecked(figure.cell, steps)
    except InputErrors as error:
        yield from error.faults
        return
    labels = diagram_labels(figure.cell) if figure.form == "diagram" else shown_labels(graph(trace.eqns))
    yield from blank_faults(_left_out(item), labels, figure.where)
    if figure.form == "unrolled" and height(routed(graph(trace.eqns), latex)) > MAX_HEIGHT:
        yield InputError(
            figure.where, f"the figure of '{figure.cell.name}' over {steps} steps is higher than a page", "state fewer under 'steps'"
        )


def gradient_figure(
    trace: Trace,
    asked: tuple[tuple[Var, Var], ...],
    values: Mapping[Atom, Value],
    conventions: Conventions,
    cut: Collection[Var],
    latex: Latex,
    memo: Memo | None = None,
) -> Figure | None:
    """Where the gradients go that are asked, each a value and what it is differentiated with respect to; for the key.

    None where no closed gate and no cut is on the way, or the figure were too large to help.
    """
    memo, targets = memo or Memo(), tuple(dict.fromkeys(of for of, _ in asked))
    needed = memo.call(_needed, trace, targets)
    found = flow(needed, targets, values, conventions, cut, memo)
    steps = max((eqn.out.time for eqn in needed.eqns if isinstance(eqn.out.time, int)), default=1)
    if not (found.dies or found.cut) or steps > MAX_FIGURE_STEPS:
        return None
    return memo.call(_of_flow, needed, asked, found.alive, found.closed, found.passed, found.cut, slopes_of_one(values), latex)


def _needed(trace: Trace, targets: tuple[Var, ...]) -> Trace:
    return trace.only(trace.before(targets))


def _of_flow(
    needed: Trace,
    asked: tuple[tuple[Var, Var], ...],
    alive: frozenset[Var],
    closed: frozenset[Var],
    passed: frozenset[tuple[Var, Var]],
    cut: frozenset[Var],
    ones: tuple[LocalDerivative, ...],
    latex: Latex,
) -> Figure | None:
    """The figure of a gradient that flows so, with the slopes that are 1: it has no other numbers."""
    marks = gradient_graph(needed, [wrt for _, wrt in asked], Flow(alive, closed, passed, cut), ones)
    if not (marks.dies or marks.cut):
        return None
    placed = routed(marks.graph, latex)
    if height(placed) > _KEY_HEIGHT:
        return None
    of = ", ".join(f"${latex.name(var)}$" for var in dict.fromkeys(of for of, _ in asked))
    if needed.shapes:
        sentences = [translate("bold edges carry the gradient of {of}.", latex.language, of=of)]
    else:
        sentences = [translate("bold edges carry the gradient of {of}, each with its factor.", latex.language, of=of)]
    if marks.dies:
        sentences.append(translate("Hatched: derivative 0.", latex.language))
    if marks.cut:
        sentences.append(translate("×: treated as a constant.", latex.language))
    return _figure(unrolled(placed, latex, marks), " ".join(sentences), breadth(placed))


def window_figure(entry: Var, e: Expr, values: Mapping[Atom, Value], conventions: Conventions, latex: Latex) -> Figure | None:
    """The window of an entry of a convolution in its input, for the key; None where it were too large to help."""
    found = window_picture(entry, e, values, conventions, latex)
    if found is None:
        return None
    drawn, wide, window = found
    of = f"${latex.name(entry)}$"
    if window.left_out:
        caption = translate("the window of {entry} in the first of {n} channels.", latex.language, entry=of, n=str(window.left_out + 1))
    else:
        caption = translate("the window of {entry}.", latex.language, entry=of)
    return _figure(drawn, caption, wide)


def roles_figure(cell: Cell, roles: Mapping[str, str], latex: Latex) -> Figure:
    """One step of the cell with the role of each gate, for the key."""
    words = {gate: message_text(_ROLES[role], latex.language) for gate, role in roles.items()}
    return _figure(diagram(cell, latex, words), translate("One step of the cell with the roles of its gates.", latex.language), WIDTH)


def _steps(item: Item) -> int:
    """As many as the author states, or as the item computes."""
    if item.published.figure and item.published.figure.steps:
        return item.published.figure.steps
    asked = [query.of.var.time for query in item.queries if isinstance(query, NumberQuery)]
    return max([item.horizon, *(time for time in asked if isinstance(time, int))])


def _over(steps: int, latex: Latex) -> str:
    if steps == 1:
        return translate("the network, one step.", latex.language)
    return translate("the network, unrolled over {steps} steps.", latex.language, steps=str(steps))
