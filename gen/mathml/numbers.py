"""The digits of a formula as numbers: `1{,}5` is one, and so is the base of `10^{3}`."""

from dataclasses import replace

from gen.model.math_tree import Braced, MathNode, Row, Scripted, Sign


def is_number(text: str) -> bool:
    return text[:1].isdecimal() or (text[:1] == "." and text[1:2].isdecimal())


def with_numbers(row: Row) -> Row:
    """The row with each number as one sign, its decimal comma without braces."""
    found: list[MathNode] = []
    at = 0
    while at < len(row):
        text, end = _number(row, at)
        node = row[end - 1] if end > at else row[at]
        if text:
            found.append(replace(node, base=Sign(text)) if isinstance(node, Scripted) else Sign(text))
        else:
            found.append(row[at])
        at = max(end, at + 1)
    return tuple(found)


def _number(row: Row, at: int) -> tuple[str, int]:
    """The number that begins at a place, and where it ends; empty for none."""
    text = ""
    while at < len(row):
        node = row[at]
        inner = node.base if isinstance(node, Scripted) else node
        if isinstance(inner, Sign) and inner.latex.isdecimal():
            text += inner.latex
        elif mark := _mark(node, row[at + 1 : at + 2], text):
            text += mark
        else:
            break
        at += 1
        if isinstance(node, Scripted):
            break
    return text, at


def _mark(node: MathNode, behind: Row, before: str) -> str:
    """The point or the comma that a node is, with a digit behind it."""
    follows = behind[0].base if behind and isinstance(behind[0], Scripted) else behind[0] if behind else None
    if not (isinstance(follows, Sign) and follows.latex.isdecimal()):
        return ""
    if node == Sign(".") and "." not in before:
        return "."
    return "," if before and node == Braced((Sign(","),)) else ""
