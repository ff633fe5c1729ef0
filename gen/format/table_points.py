"""Points for the cells of a table: for each cell, for each row or column that is right as a whole, for all of it, or for single ones."""

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction

from gen.messages.errors import did_you_mean
from gen.model.problem import Criterion
from gen.model.source import Text
from gen.model.table import WHOLE, CellPlace, Table
from gen.syntax import Fields
from gen.syntax.yamltree import Leaf, Node

EACH = ("cell", "row", "column")
_PART = re.compile(r"(row|column)\s+(\S.*)")


def table_criteria(
    fields: Fields,
    entries: Sequence[tuple[Text, Node]],
    table: Table,
    half: Callable[[Fields, Text | None], Fraction | None],
    alone: bool,
) -> Iterator[tuple[Text, list[Criterion]]]:
    """Those entries of `points` that are about cells of a table, each with its criteria; `half` reads the points of one.

    Where nothing else is asked (`alone`) `all` is the whole table.
    """
    names = [name.value for name, _ in entries]
    single = {re.sub(r"\s+", "", name) for name in names}
    single_cells = {place for place, cell in table.empty.items() if re.sub(r"\s+", "", cell.name) in single}
    together = {place for name in names if _PART.fullmatch(name) for place in table.places_named(_credits(name))}
    taken: set[CellPlace] = set(single_cells)
    for name, node in entries:
        about = list(_about(WHOLE if alone and name.value == "all" else name.value, table, single_cells | together))
        if not about and not (name.value in EACH or _PART.fullmatch(name.value)):
            continue
        text = fields.leaf(node, f"the points of '{name.value}'") if not isinstance(node, Leaf) else node.text
        points = half(fields, text)
        if not about:
            labels = [f"row {row.label}" for row in table.rows] + [f"column {label}" for label in table.labels]
            hint = did_you_mean(name.value, labels) or f"known: {', '.join(labels)}"
            fields.fault(name.where, f"no cell for '{name.value}' to give points for", hint)
        places = {place for _, own in about for place in own}
        if places & (taken - single_cells):
            fields.fault(name.where, f"cells of '{name.value}' are paid twice")
        taken |= places
        yield name, [Criterion(points, credits, "whole", name.where) for credits, _ in about] if points is not None else []


def for_whole(points: Fraction, text: Text) -> Criterion:
    """`points: 3` of an item that asks for its table alone."""
    return Criterion(points, WHOLE, "whole", text.where)


def _credits(name: str) -> str:
    return re.sub(r"\s+", " ", name)


def _about(name: str, table: Table, others: AbstractSet[CellPlace]) -> Iterator[tuple[str, tuple[CellPlace, ...]]]:
    """What an entry pays, with its cells: but for those that `others` pay."""
    if name == "cell":
        yield from ((cell.name, (place,)) for place, cell in table.empty.items() if place not in others)
    elif name in EACH:
        labels = [row.label for row in table.rows] if name == "row" else table.labels
        for label in labels:
            places = table.places_named(f"{name} {label}")
            if places and not set(places) <= others:
                yield f"{name} {label}", places
    else:
        places = table.places_named(_credits(name))
        if places:
            yield _credits(name), places
