"""How a part of a formula is set, and what cannot be written at all."""

from dataclasses import dataclass, replace
from typing import Protocol

from gen.mathml.atoms import Atom, Class
from gen.mathml.letters import PLAIN, Font
from gen.model.math_tree import Row


class Unwritable(ValueError):
    """What has no MathML."""


@dataclass(frozen=True, slots=True)
class Style:
    """`display` is set large, `tight` is as small as an index; `of_tool` says that the formula is one of the tool's."""

    font: Font = PLAIN
    display: bool = False
    tight: bool = False
    of_tool: bool = False

    @property
    def index(self) -> "Style":
        return replace(self, display=False, tight=True)

    @property
    def text(self) -> "Style":
        """As in a line of text, whatever stands around it."""
        return replace(self, display=False, tight=False)

    @property
    def large(self) -> "Style":
        return replace(self, display=True, tight=False)

    @property
    def in_fraction(self) -> "Style":
        return replace(self, display=False, tight=not self.display)


class Inside(Protocol):
    """Writes a row as one atom: a single sign stays what it is, all else is an operand. `before` is what stands before the row."""

    def __call__(self, row: Row, style: Style, before: Class = "") -> Atom: ...
