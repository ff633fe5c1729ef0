"""Numbers, vectors and matrices of an item, by name and time.

A list under a name that has a time is what it is at the times 1, 2, 3 ..., or from another time on that it says; under any other name a
list is a vector, and lists in a list are a matrix. Lists of matrices are the channels of an image, lists of such lists the kernels of
filters: a family of matrices. What a file describes or has in a table stands for such lists.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from pathlib import Path

from gen.algebra.arrays import SCALAR, Shape, array, shape_of
from gen.algebra.expr import Var
from gen.algebra.families import MemberPlace, family_of, member, place_of
from gen.algebra.printer import name_text
from gen.calculus import Axes, Direction
from gen.format.data_file import read_data
from gen.format.generators import Sizes, call_of, in_place
from gen.messages.errors import InputErrors, Location
from gen.model.problem import Given
from gen.model.source import Text, Use
from gen.syntax import MAX_TIME, Fields, variable
from gen.syntax.yamltree import Leaf, Node
from gen.syntax.yamltree import Mapping as Tree
from gen.syntax.yamltree import Sequence as List

MAX_ENTRIES = 10_000  # of one value
Told = Callable[[Mapping[str, Sizes]], Mapping[str, Sizes]]
"""From the sizes of names to those that the equations then tell."""

Entries = Sequence[tuple[Text, Node]]


@dataclass(frozen=True, slots=True)
class WrittenValue:
    """What an author has written for a value: rows of numbers, a single one for a list or a number, and how many `axes` that has.

    `texts` are the numbers as they were typed, or in the `file` that they come from.
    """

    rows: tuple[tuple[Fraction, ...], ...]
    texts: tuple[tuple[str, ...], ...]
    axes: int
    where: Location
    file: Path | None = None

    def given(self, direction: Direction) -> Given:
        """The value, a list being a column or a row."""
        if self.axes == 1 and direction == "columns":
            return Given(array(zip(*self.rows, strict=True)), tuple(zip(*self.texts, strict=True)), self.where, file=self.file)
        return Given(array(self.rows), self.texts, self.where, file=self.file)

    @property
    def sizes(self) -> Sizes:
        return (len(self.rows), len(self.rows[0]))[2 - self.axes :]


def written_values(fields: Fields, key: str, timeless: frozenset[str], told: Told = dict) -> dict[Var, WrittenValue]:
    """What stands under `given` or `printed`; what is `told` by the equations are the shapes of what has none of its own."""
    return values_of(fields, fields.entries(key), timeless, told)


def values_of(fields: Fields, entries: Entries, timeless: frozenset[str], told: Told = dict) -> dict[Var, WrittenValue]:
    """The values of names that stand beside each other."""
    result: dict[Var, WrittenValue] = {}
    known: Mapping[str, Sizes] | None = None
    order: dict[Var, int] = {}
    # What takes its shape from the others is read behind them.
    for i, (name, node) in sorted(enumerate(entries), key=lambda entry: _is_open(entry[1][1])):
        use = fields.attempt(partial(variable, timeless=timeless), name)
        if known is None and _is_open(node):
            known = told({var.name: value.sizes for var, value in result.items()})
        whole = use is None or use.var.time is not None or use.var.name in timeless
        listed, file = _written_out(fields, node, name, (known or {}).get(use.var.name) if use and whole else None)
        values = _values(fields, name, use, listed, timeless) if listed else ()
        for var, part in [one for value in values for one in _members(fields, *value)]:
            found = numbers_of(fields, part, name_text(var))
            if var in result:
                fields.fault(name.where, f"'{name.value}' is given twice")
            if found and use:
                result[var], order[var] = replace(found, file=file), order.get(var, i)
    return {var: result[var] for var in sorted(result, key=order.__getitem__)}


def _is_open(node: Node) -> bool:
    """Whether a text makes numbers and does not say how many."""
    try:
        call = call_of(node.text) if isinstance(node, Leaf) else None
    except InputErrors:
        return False  # told where it is read
    return call is not None and not call.has_sizes


def _written_out(fields: Fields, node: Node, name: Text, told: Sizes | None) -> tuple[Node | None, Path | None]:
    """A number, a list or lists of lists in place of what makes them; and the file that they come from, if they do."""
    if isinstance(node, Leaf):
        try:
            return in_place(node, name.value.replace(" ", ""), told), None
        except InputErrors as error:
            fields.faults += error.faults
            return None, None
    if isinstance(node, Tree) and any(key.value == "csv" for key, _ in node.entries):
        return read_data(node, fields.faults)
    if isinstance(node, Tree) and len(node.entries) == 1 and (first := _first_time(node)) is not None:
        found, file = _written_out(fields, node.entries[0][1], name, told)
        if found is not None and not isinstance(found, List):
            fields.fault(node.where, f"'{name.value}' from {first} on is a list of values", f"write {{from {first}: [...]}}")
            return None, None
        return (Tree(((node.entries[0][0], found),), node.where) if found else None), file
    return node, None


def _first_time(node: Tree) -> int | None:
    """The time of the first value of `{from 0: [...]}`; None where it is something else."""
    match = re.fullmatch(r"from\s+(-?\d{1,5})", node.entries[0][0].value)
    return int(match[1]) if match else None


def _values(fields: Fields, name: Text, use: Use | None, node: Node, timeless: frozenset[str]) -> Iterator[tuple[Var, Node]]:
    """The values under one name; a list for one that has a time has one for each step."""
    if use and use.var.index:
        fields.fault(name.where, f"'{name.value}' is an entry; values are given whole", f"write {use.var.name}: [...]")
    elif use and use.var.name == "t":
        fields.fault(name.where, "'t' is the time and no name of a value")
    elif isinstance(node, Tree) and (first := _first_time(node)) is not None and isinstance(node.entries[0][1], List):
        if use and use.var.time is None and use.var.name not in timeless:
            yield from ((Var(use.var.name, t), item) for t, item in enumerate(node.entries[0][1].items, first))
        elif use:
            fields.fault(node.where, f"'{name.value}' has no values over time that could begin at {first}")
    elif not isinstance(node, List):
        yield (use.var if use else Var(name.value)), node
    elif not node.items:
        fields.fault(node.where, f"'{name.value}' is an empty list")
    elif use and use.var.time is None and use.var.name not in timeless:
        if len(node.items) > MAX_TIME:
            fields.fault(node.where, f"'{name.value}' has {len(node.items):,} values; the last time is at most {MAX_TIME:,}")
        else:
            yield from ((Var(use.var.name, t), item) for t, item in enumerate(node.items, 1))
    elif use:
        yield use.var, node


def _members(fields: Fields, var: Var, node: Node) -> Iterator[tuple[Var, Node]]:
    """The value itself, or each matrix of several channels or filters: a list of matrices, or a list of such lists."""
    depth = _depth(node)
    if depth < 3:
        yield var, node
    elif var.time is not None:
        fields.fault(node.where, f"'{name_text(var)}' has a time and is nested too deep: a value in time is a matrix at most")
    elif depth > 4:
        fields.fault(node.where, f"'{var.name}' is nested too deep: the kernels of filters are lists of lists of matrices at most")
    else:
        yield from ((Var(member(var.name, place)), part) for place, part in _matrices(fields, node, var.name, depth - 2))


def _matrices(fields: Fields, node: Node, name: str, levels: int, before: MemberPlace = ()) -> Iterator[tuple[MemberPlace, Node]]:
    """Each matrix of a list of them, with its place; as many in each list."""
    if not levels:
        yield before, node
    elif not isinstance(node, List) or not node.items:
        fields.fault(node.where, f"'{name}' has matrices beside numbers" if not isinstance(node, List) else f"'{name}' is an empty list")
    else:
        counts = [len(part.items) for part in node.items if isinstance(part, List)]
        if levels == 2 and len(set(counts)) > 1:
            first, other = list(dict.fromkeys(counts))[:2]
            fields.fault(node.where, f"'{name}' has filters of {first} and {other} kernels", "each filter has a kernel for each channel")
        for i, part in enumerate(node.items, 1):
            yield from _matrices(fields, part, name, levels - 1, (*before, i))


def _depth(node: Node) -> int:
    """How many lists stand in each other."""
    return 1 + max(map(_depth, node.items), default=0) if isinstance(node, List) else 0


def numbers_of(fields: Fields, node: Node, name: str) -> WrittenValue | None:
    """A number, a list of numbers, or a list of such lists, all of one length."""
    rows = node.items if isinstance(node, List) else (node,)
    nested = [row for row in rows if isinstance(row, List)] if isinstance(node, List) else []
    lists = [row.items for row in nested] or [rows]
    entries = sum(map(len, lists))
    before = len(fields.faults)
    if nested and len(nested) < len(rows):
        fields.fault(node.where, f"'{name}' has numbers beside lists")
    elif any(isinstance(entry, List) for row in nested for entry in row.items):
        fields.fault(node.where, f"'{name}' is nested too deep: a value is a number, a list or a list of lists")
    elif not all(lists):
        fields.fault(node.where, f"'{name}' is an empty list" if not nested else f"'{name}' has an empty row")
    elif len({len(row) for row in lists}) > 1:
        first, other = list(dict.fromkeys(map(len, lists)))[:2]
        fields.fault(node.where, f"'{name}' has rows of {first} and {other} entries")
    elif entries > MAX_ENTRIES:
        fields.fault(node.where, f"'{name}' has {entries:,} entries; one value has at most {MAX_ENTRIES:,}")
    if len(fields.faults) > before:
        return None
    what = f"a value of '{name}'" if isinstance(node, List) else f"'{name}'"
    numbers = [[_number(fields, entry, what) for entry in row] for row in lists]
    known = tuple(tuple(x for x in row if x is not None) for row in numbers)
    if any(None in row for row in numbers):
        return None
    texts = tuple(tuple(entry.text.value for entry in row if isinstance(entry, Leaf)) for row in lists)
    return WrittenValue(known, texts, 2 if nested else int(isinstance(node, List)), node.where)


def _number(fields: Fields, node: Node, what: str) -> Fraction | None:
    text = fields.leaf(node, what)
    return fields.fraction(text) if text else None


def axes(found: Mapping[Var, WrittenValue]) -> Axes:
    """How many axes each name has."""
    return {var.name: value.axes for var, value in found.items()}


def check_shapes(fields: Fields, given: Mapping[Var, Given]) -> None:
    """A name has one shape at all times, and all matrices of a family have one."""
    first: dict[str, tuple[Var, Shape]] = {}
    for var, value in given.items():
        shape = shape_of(value.value)
        other, expected = first.setdefault(family_of(var.name), (var, shape))
        if shape != expected:
            message = f"'{name_text(var)}' is {shape_text(shape)}, but '{name_text(other)}' is {shape_text(expected)}"
            several = f"all matrices of '{family_of(var.name)}' have one shape"
            fields.fault(value.where, message, several if place_of(var.name) else "a name has one shape at all times")


def shape_text(shape: Shape) -> str:
    return "a number" if shape == SCALAR else f"{shape[0]} x {shape[1]}"
