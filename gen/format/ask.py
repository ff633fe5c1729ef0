"""What an item asks, and under which assumptions."""

import re
from collections.abc import Callable, Collection

from gen.messages.errors import InputError, InputErrors
from gen.model.problem import Jacobian
from gen.model.queries import Query
from gen.model.source import Relation, Text
from gen.questions import MAX_ASKED, check_different, needs_cell, read_question
from gen.syntax import Fields, split, variable
from gen.syntax.yamltree import Leaf
from gen.syntax.yamltree import Sequence as List

_JACOBIAN = re.compile(r"jacobian\s+of\s+(?P<of>\S+)\s+wrt\s+(?P<wrt>\S+)")


def asks_of_cell(fields: Fields) -> bool:
    """Whether something is asked that needs a cell."""
    node = fields.nodes.get("ask")
    nodes = node.items if isinstance(node, List) else (node,)
    return any(isinstance(one, Leaf) and needs_cell(one.text.value) for one in nodes)


def queries(fields: Fields, timeless: Collection[str]) -> tuple[Query, ...]:
    """The lines under `ask`: one text or a list of them. `timeless` are names of which `b[2]` is an entry."""
    result: list[Query] = []
    for text in _texts(fields, "ask"):
        result += read_question(fields, text, timeless)
    if len(result) > MAX_ASKED:
        fields.fault(result[MAX_ASKED].where, f"an item asks for {MAX_ASKED} values and gradients at most")
    check_different(fields, result[:MAX_ASKED])
    return tuple(result[:MAX_ASKED])


def _texts(fields: Fields, key: str) -> list[Text]:
    """A text, or a list of texts."""
    node = fields.nodes.get(key)
    nodes = node.items if isinstance(node, List) else (node,) if node else ()
    if node and not nodes:
        fields.fault(node.where, f"'{key}' is an empty list")
    return [text for one in nodes if (text := fields.leaf(one, f"'{key}'"))]


def relations(fields: Fields, key: str, read: Callable[[Text], Relation]) -> tuple[Relation, ...]:
    """Equations, inequalities or premises, separated by commas."""
    text = fields.text(key)
    return tuple(found for piece in split(text) if (found := fields.attempt(read, piece))) if text else ()


def jacobians(fields: Fields) -> tuple[Jacobian, ...]:
    """`jacobian of A[t] wrt A[1]`: what is derived beside a model answer."""
    return tuple(found for text in _texts(fields, "derive") if (found := fields.attempt(_jacobian, text)))


def _jacobian(text: Text) -> Jacobian:
    match = _JACOBIAN.fullmatch(text.value)
    if not match:
        raise InputErrors([InputError(text.where, f"cannot tell what to derive from '{text.value}'", "write: jacobian of A[t] wrt A[1]")])
    return Jacobian(variable(text.part(*match.span("of"))), variable(text.part(*match.span("wrt"))))
