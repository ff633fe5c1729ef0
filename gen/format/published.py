"""What a published sheet or key has of an item: general formulas, answers, the label, the figure."""

from collections.abc import Callable
from typing import get_args

from gen.format.givens import numbers_of
from gen.keys import FIGURE, PUBLISHED
from gen.model.problem import MAX_FIGURE_STEPS, Cell, FigureForm, FigureSpec, Given, Published, PublishedFormula
from gen.model.source import Text
from gen.syntax import Fields
from gen.syntax.yamltree import Leaf, Node, Sequence


def read_published(fields: Fields, cell_of: Callable[[Text | None], Cell | None]) -> Published:
    """What stands under `published` and `figure`; `cell_of` knows the cells by name."""
    own_figure = _figure(fields, cell_of)
    node = fields.nodes.get("published")
    if node is None:
        return Published(figure=own_figure)
    own = Fields(node, PUBLISHED, fields.faults)
    formulas = [(lhs, own.leaf(value, f"'{lhs.value}'")) for lhs, value in own.entries("formulas")]
    lines = tuple((lhs, line) for lhs, value in own.entries("lines") if (line := _line(own, lhs, value)))
    return Published(tuple(PublishedFormula(lhs, rhs) for lhs, rhs in formulas if rhs), lines, own.prose("label"), own_figure)


def _line(own: Fields, lhs: Text, node: Node) -> Text | Given | None:
    """`16 + 10 + 4`, `forget`, `[1, 2]` or `[[1, 2], [3, 4]]`."""
    if isinstance(node, Sequence):
        numbers = numbers_of(own, node, lhs.value)
        return numbers.given("rows") if numbers else None
    return own.leaf(node, f"'{lhs.value}'")


def _figure(fields: Fields, cell_of: Callable[[Text | None], Cell | None]) -> FigureSpec | None:
    """`figure: NAME`, or `{cell: NAME, as: diagram}`, or `{cell: NAME, as: unrolled, steps: 3}`.

    Its `blanks` are read by the question for them.
    """
    node = fields.nodes.get("figure")
    if node is None:
        return None
    if isinstance(node, Leaf):
        cell = cell_of(node.text)
        return FigureSpec(cell, node.where) if cell else None
    own = Fields(node, FIGURE, fields.faults)
    cell = cell_of(own.text("cell"))
    form: FigureForm = next(v for v in get_args(FigureForm) if v == own.choice("as", "unrolled"))
    text, steps = own.text("steps"), own.number("steps")
    if text and form == "diagram":
        own.fault(text.where, "a diagram shows one step and has no 'steps'")
    elif text and steps is not None and not (steps.denominator == 1 and 1 <= steps <= MAX_FIGURE_STEPS):
        own.fault(text.where, f"a figure has from 1 to {MAX_FIGURE_STEPS} steps, found '{text.value}'")
    return FigureSpec(cell, own.where, form, int(steps) if steps is not None else None) if cell else None
