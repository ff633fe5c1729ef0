"""Blanks of a figure: the labels that it leaves out, which its equations tell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from gen.algebra.expr import Expr
from gen.algebra.printer import text
from gen.messages.errors import InputError, InputErrors
from gen.model.derivation import Derivation, Statement
from gen.model.problem import Inline
from gen.model.queries import Query
from gen.model.source import Parsed, Text
from gen.model.verified import Verified
from gen.questions.kind import AskedItem, Kind, WrittenQuestion
from gen.syntax import expression, split
from gen.syntax.yamltree import Leaf, Mapping, Node, Sequence

MAX_BLANKS = 30
_WRITE = "write figure: {cell: rnn, blanks: [W, V]}"


@dataclass(frozen=True, slots=True)
class BlanksQuery(Query):
    """`blanks`: what belongs into the boxes of the figure, which leaves out these labels, in the order of their numbers."""

    labels: tuple[Parsed, ...]
    kind: ClassVar[str] = "blanks"
    abreast: ClassVar[int] = 2

    @property
    def places(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, slots=True)
class BlankAnswer:
    """The label of a blank."""

    blank: int
    label: Expr

    @property
    def name(self) -> str:
        return str(self.blank)

    about = name

    @property
    def value(self) -> str:
        return text(self.label)

    word = value

    @property
    def text(self) -> str:
        return f"{self.blank}: {self.value}"

    @property
    def json(self) -> dict[str, Any]:
        return {"blank": self.blank, "label": self.value}


def _read(written: WrittenQuestion) -> list[BlanksQuery]:
    figure = written.fields.nodes.get("figure")
    node = next((node for key, node in figure.entries if key.value == "blanks"), None) if isinstance(figure, Mapping) else None
    read = partial(expression, timeless=written.timeless, cell=True)
    labels = tuple(label for one in _texts(written, node) if (label := written.fields.attempt(read, one)))
    for n, label in enumerate(labels):
        if label.expr in [other.expr for other in labels[:n]]:
            written.fields.fault(label.where, f"'{text(label.expr)}' is left out twice", "one number stands at all places of a label")
    return [BlanksQuery(labels, where=written.text.where)]


def _texts(written: WrittenQuestion, node: Node | None) -> Iterator[Text]:
    """The labels, in a list or separated by commas."""
    for one in node.items if isinstance(node, Sequence) else (node,) if node else ():
        if isinstance(one, Leaf):
            yield from split(one.text)
        else:
            written.fields.fault(one.where, "a blank is a label of the figure", _WRITE)


def _answer(query: BlanksQuery, asked: AskedItem) -> Verified:
    """The label of each blank. That the figure has them is told where it is drawn. Raises InputErrors where there is no figure."""
    if asked.item.published.figure is None or not query.labels:
        raise InputErrors([InputError(query.where, "the item has no figure with blanks", _WRITE)])
    if len(query.labels) > MAX_BLANKS:
        raise InputErrors([InputError(query.where, f"a figure has {MAX_BLANKS} blanks at most")])
    answers = [BlankAnswer(number, label.expr) for number, label in enumerate(query.labels, 1)]
    said = [Statement("blank", one.name, (Inline("text", f"({one.blank}) "), Inline("expr", one.value, one.label))) for one in answers]
    return Verified(Derivation(tuple(said), tuple(answers), {}), ())


BLANKS = Kind(
    types=(BlanksQuery,),
    forms=("blanks",),
    patterns=(re.compile("blanks"),),
    read=_read,
    answer=_answer,
    needs_cell=False,
    one=("an item has one question for blanks", "leave it out"),
)
