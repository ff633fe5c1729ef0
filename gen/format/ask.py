"""What an item asks, and under which assumptions."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from gen.format.table import asked_by
from gen.messages.errors import InputError, InputErrors
from gen.model.problem import Cell, Jacobian
from gen.model.queries import Query
from gen.model.source import Relation, Text
from gen.model.table import WHOLE as TABLE
from gen.model.table import Table
from gen.questions import MAX_ASKED, check_different, needs_cell, read_question
from gen.syntax import Fields, split, variable
from gen.syntax.yamltree import Leaf, Node
from gen.syntax.yamltree import Sequence as List

_JACOBIAN = re.compile(r"jacobian\s+of\s+(?P<of>\S+)\s+wrt\s+(?P<wrt>\S+)")


def asks_of_cell(fields: Fields) -> bool:
    """Whether something is asked that needs a cell."""
    nodes = [node for entry in _parts(fields.nodes.get("ask")) for node in _parts(entry)]
    return any(isinstance(one, Leaf) and needs_cell(one.text.value) for one in nodes)


def queries(
    fields: Fields,
    timeless: Collection[str],
    each: Callable[[Sequence[Query]], Iterable[Query]],
    cells: Mapping[str, Cell | None],
    table: Table | None = None,
) -> tuple[Query, ...]:
    """The entries under `ask`: one or a list of them, each a text, or several in a list, which one sub-question asks.

    `timeless` are names of which `b[2]` is an entry; `each` puts a question for each step in the place of one about all steps. A `table`
    that is asked for asks what its cells do.
    """
    result: list[Query] = []
    for number, entry in enumerate(_parts(fields.nodes.get("ask")), 1):
        for text in _texts(fields, "ask", entry):
            of_table = text.value == TABLE and TABLE in fields  # one that cannot be read has its own faults
            found = (asked_by(table) if table else []) if of_table else read_question(fields, text, timeless, cells)
            result += (replace(query, question=number) for query in found)
    result = list(each(result)) if len(result) <= MAX_ASKED else result
    if len(result) > MAX_ASKED:
        fields.fault(result[MAX_ASKED].where, f"an item asks for {MAX_ASKED} values and gradients at most")
    check_different(fields, result[:MAX_ASKED])
    return tuple(result[:MAX_ASKED])


def _parts(node: Node | None) -> Sequence[Node]:
    """The entries of a list that has some; anything else alone."""
    return node.items if isinstance(node, List) and node.items else (node,) if node else ()


def _texts(fields: Fields, key: str, node: Node | None) -> list[Text]:
    """A text, or a list of texts."""
    if isinstance(node, List) and not node.items:
        fields.fault(node.where, f"'{key}' is an empty list")
        return []
    return [text for one in _parts(node) if (text := fields.leaf(one, f"'{key}'"))]


def relations(fields: Fields, key: str, read: Callable[[Text], Relation]) -> tuple[Relation, ...]:
    """Equations, inequalities or premises, separated by commas."""
    text = fields.text(key)
    return tuple(found for piece in split(text) if (found := fields.attempt(read, piece))) if text else ()


def jacobians(fields: Fields) -> tuple[Jacobian, ...]:
    """`jacobian of A[t] wrt A[1]`: what is derived beside a model answer."""
    texts = _texts(fields, "derive", fields.nodes.get("derive"))
    return tuple(found for text in texts if (found := fields.attempt(_jacobian, text)))


def _jacobian(text: Text) -> Jacobian:
    match = _JACOBIAN.fullmatch(text.value)
    if not match:
        raise InputErrors([InputError(text.where, f"cannot tell what to derive from '{text.value}'", "write: jacobian of A[t] wrt A[1]")])
    return Jacobian(variable(text.part(*match.span("of"))), variable(text.part(*match.span("wrt"))))
