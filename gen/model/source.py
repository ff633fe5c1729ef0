"""What an author has written, with the place where it stands: text, names, expressions, relations."""

from dataclasses import dataclass

from gen.algebra.expr import Expr, Var
from gen.messages.errors import Location


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of an author's text and where it begins.

    `starts` holds the place of each line of the text; it is empty where columns cannot be told (folded or escaped text), and
    then every fault points at the beginning. `comment` is where a comment begins behind it that may be the rest of the text.
    """

    value: str
    where: Location
    starts: tuple[Location, ...] = ()
    comment: Location | None = None

    def at(self, offset: int) -> Location:
        """The place of the character at `offset`."""
        line = self.value.count("\n", 0, offset)
        if line >= len(self.starts):
            return self.where
        return self.starts[line].at(offset - (self.value.rfind("\n", 0, offset) + 1))

    def part(self, start: int, end: int) -> "Text":
        """The characters from start to end without surrounding blanks."""
        piece = self.value[start:end]
        begin = self.at(start + len(piece) - len(piece.lstrip()))
        return Text(piece.strip(), begin, (begin,) if self.starts else ())


@dataclass(frozen=True, slots=True)
class Use:
    """A name as it stands at one place of the text; `summed` inside `sum_t` or `mean_t`."""

    var: Var
    where: Location
    summed: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """An expression with the place of each name in it, and of each `t` that is a number there."""

    expr: Expr
    uses: tuple[Use, ...]
    where: Location
    text: str = ""
    steps: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """`left sign right`, the sign being one of = != < <= > >=."""

    left: Parsed
    sign: str
    right: Parsed
    text: str
    where: Location


OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
"""The sign with which a relation between two numbers says that another one fails."""


def relation_holds(sign: str, less: bool, same: bool) -> bool:
    """Whether a relation holds between two numbers of which is known if the left is less and if they are the same."""
    return {
        "=": same,
        "!=": not same,
        "<": less and not same,
        "<=": less or same,
        ">": not (less or same),
        ">=": same or not less,
    }[sign]
