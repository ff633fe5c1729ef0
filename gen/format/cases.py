"""The cases of an item: `over`, a list of values for each name, all of which go with each other, or rows of values that belong together.

over: {x_1: [0, 1], x_2: [0, 1]}          # four cases
over: [{x: [0, 1], d: 1}, {x: [1, 1], d: 0}]   # two

Each value is read as it would be under `given`.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod

from gen.algebra.arrays import Shape, shape_of
from gen.algebra.expr import Var
from gen.algebra.families import family_of
from gen.algebra.printer import name_text
from gen.format.family_names import without_restated
from gen.format.generators import in_place
from gen.format.givens import Told, WrittenValue, shape_text, values_of
from gen.messages.errors import InputErrors
from gen.model.cases import Case
from gen.model.problem import Given, Item
from gen.model.source import Text
from gen.syntax import Fields
from gen.syntax.yamltree import Leaf, Node
from gen.syntax.yamltree import Mapping as Tree
from gen.syntax.yamltree import Sequence as List

MAX_CASES = 4096

WrittenCase = Mapping[Var, WrittenValue]


def written_cases(fields: Fields, timeless: frozenset[str], told: Told) -> Sequence[WrittenCase]:
    """What stands under `over`, case by case, the last name changing fastest; faults go to `fields`."""
    node = fields.nodes.get("over")
    if isinstance(node, Tree) and node.entries:
        return _combined(fields, node, [_listed(fields, name, values, timeless, told) for name, values in node.entries])
    if isinstance(node, List) and node.items:
        return _rows(fields, node, timeless, told)
    if node:
        fields.fault(node.where, "'over' is a list of values for each name, or a list of cases", "write over: {x: [0, 1], y: [0, 1]}")
    return ()


def _combined(fields: Fields, node: Tree, lists: Sequence[Sequence[WrittenCase]]) -> list[WrittenCase]:
    """All combinations of one value of each name."""
    names = [name.value for name, _ in node.entries]
    if (count := prod(map(len, lists))) > MAX_CASES:
        sizes = " x ".join(str(len(values)) for values in lists)
        fields.fault(node.where, f"{', '.join(names)} have {sizes} = {count:,} combinations; an item has at most {MAX_CASES:,} cases")
        return []
    return [{var: value for values in case for var, value in values.items()} for case in product(*lists)]


def _listed(fields: Fields, name: Text, node: Node, timeless: frozenset[str], told: Told) -> list[WrittenCase]:
    """The values of one name."""
    if isinstance(node, Leaf):
        try:
            node = in_place(node, name.value.replace(" ", ""), None)
        except InputErrors as error:
            fields.faults += error.faults
            return []
    if not isinstance(node, List) or not node.items:
        fields.fault(node.where, f"'{name.value}' under 'over' has a list of values, one for each case", f"write {name.value}: [0, 1]")
        return []
    return [values_of(fields, [(name, value)], timeless, told) for value in node.items[: MAX_CASES + 1]]


def _rows(fields: Fields, node: List, timeless: frozenset[str], told: Told) -> list[WrittenCase]:
    """Cases that are written one by one, each with the same names."""
    if len(node.items) > MAX_CASES:
        fields.fault(node.where, f"{len(node.items):,} cases; an item has at most {MAX_CASES:,}")
        return []
    result: list[WrittenCase] = []
    for row in node.items:
        if not isinstance(row, Tree) or not row.entries:
            fields.fault(row.where, "a case is a mapping of names and values", "write - {x: 1, y: 0}")
            continue
        result.append(values_of(fields, row.entries, timeless, told))
        if missing := sorted({*map(name_text, result[0])} ^ {*map(name_text, result[-1])}):
            which = "has" if missing[0] in map(name_text, result[-1]) else "lacks"
            fields.fault(row.where, f"this case {which} '{missing[0]}', and the first one does not", "all cases give the same names")
    return result


def check_cases(fields: Fields, given: Mapping[Var, Given], cases: Sequence[Case]) -> None:
    """Nothing is given beside its values in the cases, and a name has one shape in all of them."""
    if not cases:
        return
    for name in sorted({family_of(var.name) for var in cases[0]} & {family_of(var.name) for var in given}):
        where = next(one.where for var, one in given.items() if family_of(var.name) == name)
        fields.fault(where, f"'{name}' is given, and 'over' has it in each case", "write it in one of these places")
    for var, shape, value in _misshapen(cases):
        message = f"'{name_text(var)}' is {shape_text(shape_of(value.value))}, but {shape_text(shape)} in the first case"
        fields.fault(value.where, message, "a name has one shape in all cases")
        return


def _misshapen(cases: Sequence[Case]) -> Iterator[tuple[Var, Shape, Given]]:
    first = {var: shape_of(one.value) for var, one in cases[0].items()}
    return ((var, first[var], one) for case in cases for var, one in case.items() if var in first and shape_of(one.value) != first[var])


def without_cases(given: Mapping[Var, Given], cases: Sequence[Case]) -> dict[Var, Given]:
    """The numbers of an item that its cases leave as they are; a list over time, or a family, is replaced as a whole."""
    own = cases[0] if cases else {}
    over_time = {var.name for var in own if isinstance(var.time, int) and var.time > 0}
    return {var: one for var, one in without_restated(given, own).items() if var not in own and var.name not in over_time}


def cases_taken(like: Item | None, own: Mapping[Var, Given]) -> tuple[Case, ...]:
    """The cases of the item that this one is `like`; none if it gives one of their names itself."""
    names = {family_of(var.name) for var in own}
    return () if like is None or any(family_of(var.name) in names for case in like.over for var in case) else like.over
