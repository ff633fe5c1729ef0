"""Where a node of a drawing has its border and its text, as TeX would set them."""

from dataclasses import dataclass, replace
from functools import lru_cache
from math import hypot

from gen.figures.drawing import Label, Node
from gen.figures.formula_layout import Layout, Piece, beside, formula_layout, words_layout
from gen.figures.geometry import Box, Point
from gen.figures.looks import Look, look_of

_STEPS = 40  # halvings of a way to a border


@dataclass(frozen=True, slots=True)
class SetNode:
    """A node with its look, the box of its border, and its text at its place."""

    node: Node
    look: Look
    box: Box
    text: Layout

    def border(self, towards: Point) -> Point:
        """Where the border is met on the way from the middle to another point."""
        x, y = self.box.x, self.box.y
        inside, outside = 0.0, 1.0
        for _ in range(_STEPS):
            half = (inside + outside) / 2
            if self._holds((x + half * (towards[0] - x), y + half * (towards[1] - y))):
                inside = half
            else:
                outside = half
        return x + inside * (towards[0] - x), y + inside * (towards[1] - y)

    def _holds(self, point: Point) -> bool:
        return self.box.holds(point) if self.look.border == "box" else self.box.distance(point) < 0


def set_node(node: Node) -> SetNode:
    """A node at its place."""
    number = node.label.number
    look = look_of(node.style, (*([] if not number else ["filled" if node.label.formula else "blank"]), *node.over))
    text = _label(node.label, look.size)
    wide, high = ((*node.size, 0.0, 0.0)[0], (*node.size, 0.0, 0.0)[1])
    if look.border == "circle":
        wide = high = max(wide, look.high) or hypot(text.width, text.height + text.depth)
    w = max(wide, text.width + 2 * look.pad[0])
    h = max(high, look.high, text.height + text.depth + 2 * look.pad[1])
    x, y = node.at
    match node.anchor:
        case "left":
            x += w / 2
        case "right":
            x -= w / 2
        case "above":
            y += h / 2
        case "below":
            y -= h / 2
        case "base":
            y += look.lift + (text.height - text.depth) / 2
    line = y - (text.height - text.depth) / 2
    return SetNode(node, look, Box(x, y, w, h), replace(text.moved(x - text.width / 2, line), height=text.height, depth=text.depth))


@lru_cache(maxsize=1024)
def _label(label: Label, size: float) -> Layout:
    """The text of a label from its left end, on its line."""
    formula = formula_layout(label.formula, size) if label.formula else Layout()
    if label.number:
        return _blank(label, formula)
    if not label.words:
        return formula
    if not label.formula:
        return words_layout(label.words, size)
    return beside([formula, words_layout(label.words, size, "italic")], [size / 2])


def _blank(label: Label, formula: Layout) -> Layout:
    """The number in the corner of its box, or above the middle of its circle, and what belongs there in a key."""
    number = replace(words_layout(str(label.number), 6.0, "sans bold"), height=0.0, depth=0.0)
    if label.room:
        middle = 4.7 + (label.room - 5.7 - formula.width) / 2
        parts = [number.moved(1.2, 2.8), formula.moved(middle)]
        return _together(parts, label.room, 8.2, 2.4)
    parts = [number.moved(-number.width / 2, 7.0), formula.moved(-formula.width / 2, -1.6)]
    return _together(parts, 0.0, max(7.0, formula.height - 1.6), (formula.depth + 1.6) if label.formula else 0.0)


def _together(parts: list[Layout], width: float, height: float, depth: float) -> Layout:
    pieces: list[Piece] = [piece for part in parts for piece in part.pieces]
    return Layout(width, height, depth, 0.0, tuple(pieces), tuple(rule for part in parts for rule in part.rules))
