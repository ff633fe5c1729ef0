"""Atoms of a formula beside each other in one line of text, with the spaces and brackets that it needs there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gen.latex.font_metrics import Class

_LARGE = "∑∏∫"


@dataclass(frozen=True, slots=True)
class Atom:
    """Its class (None of what is no symbol), its source, how it reads, and its LaTeX with texts for what would not be read well.

    `plain` is whether it reads so as it is printed, `whole` whether it needs no brackets within a larger text.
    """

    kind: Class | None
    source: str
    text: str
    latex: str
    plain: bool = True
    whole: bool = True


def is_plain(row: Sequence[Atom]) -> bool:
    return all(atom.plain for atom in row)


def is_whole(row: Sequence[Atom]) -> bool:
    """Whether a row is one thing: a number, a symbol, what stands in brackets, or a differential of these."""
    shown = [atom for atom in row if atom.kind is not None and atom.text not in ("", "∂")]
    number = re.fullmatch(r"\d+(?:[.,]\d+)?", "".join(atom.text for atom in shown))
    return bool(number) or (len(shown) <= 1 and all(atom.whole for atom in shown))


def factor(row: Sequence[Atom], sums_only: bool = False) -> str:
    """A part of a fraction, in brackets where it needs some."""
    text = joined(row)
    return text if is_whole(row) or (sums_only and not re.search(r"[\s/]", text)) else f"({text})"


def enclosed(script: str) -> str:
    return script if script.isalnum() or len(script) == 1 else f"({script})"


def joined(row: Sequence[Atom], apart: str = " ") -> str:
    """Atoms beside each other, `apart` around signs between two operands and behind commas."""
    text, before = "", None
    for atom in row:
        if atom.kind is None:
            text += atom.text if text[-1:] != " " else ""
            continue
        if not atom.text:
            continue
        binary = atom.kind == "bin" and before is not None and before.kind not in ("bin", "op", "rel", "open", "punct")
        if atom.kind == "rel" or binary:
            text = text.rstrip() + f"{apart}{atom.text}{apart}"
        elif atom.kind == "punct":
            text = text.rstrip() + atom.text + apart
        else:
            text += (" " if before is not None and _needs_space(before, atom, text) else "") + atom.text
        before = atom
    return text.strip()


def _needs_space(left: Atom, right: Atom, text: str) -> bool:
    """Whether two atoms that touch on the page would run together in a line."""
    if (not text[-1:].isalnum() and text[-1:] not in (")", "]")) or left.text == "∂":
        return False
    if right.kind == "open" or right.text[:1] in "([":
        return left.kind == "inner" or left.text[:1] in _LARGE
    if not right.text[:1].isalnum() and right.text[:1] not in "∂∑∏√":
        return False
    if left.text[-1:].isdigit() and right.text[:1].isdigit() and left.plain:
        return False
    return not (left.plain and right.plain) or "op" in (left.kind, right.kind)
