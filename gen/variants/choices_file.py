"""What varies in one item, choice by choice: `vary` and `either`."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import permutations

from gen.algebra.arrays import SCALAR, Shape, Value, array, shape_of, shape_words
from gen.algebra.expr import Place, Var
from gen.algebra.families import MemberPlace, place_of, stands_for
from gen.algebra.places import is_entry, is_inside
from gen.algebra.printer import name_text
from gen.format import in_place
from gen.keys import DRAWN
from gen.messages.errors import did_you_mean
from gen.model.placeholders import COMMON
from gen.model.problem import Item, Problem, timeless_names
from gen.model.source import Text
from gen.syntax import Fields, expression, split, variable
from gen.syntax.yamltree import Leaf, Node
from gen.syntax.yamltree import Mapping as Tree
from gen.syntax.yamltree import Sequence as List
from gen.variants.domains import MOST, Spectral, numbers_of, one_hot, orthogonal, with_eigenvalues
from gen.variants.variation import Choice, ChoiceFormula

TAKEN = "let it vary where it is given, or give it here, too"


class ChoiceReader:
    """Reads the choices of a problem's items; the faults go into the item's fields."""

    def __init__(self, problem: Problem) -> None:
        self.items = {item.id: item for item in problem.items}
        self.cells = {cell.name: cell for cell in problem.cells}
        pieces = (*problem.stem, *(piece for item in problem.items for piece in item.prompt))
        self.used = [reading.cell for item in problem.items for reading in item.readings] + [one.cell for one in pieces if one.cell]
        self.timeless = timeless_names(reading.cell for item in problem.items for reading in item.readings)

    def choices(self, own: Fields, item: Item) -> Iterator[Choice]:
        entries = own.entries("vary")
        names = {key.value.replace(" ", "") for key, _ in entries}
        for key, node in entries:
            if key.value in self.cells:
                yield from self.cell(own, key, node, item)
            elif key.value in item.shapes:
                yield from self.size(own, key, node, item)
            else:
                yield from self.given(own, key, node, item, names)
        number = len(alternatives(own))
        if number and any(name_text(var) == "either" for var in item.given):
            own.fault(own.nodes["either"].where, "an item with alternatives gives no value called 'either'", "give it another name")
        if number and "like" not in own:
            yield Choice("either", item.id, "either", tuple(range(number)), own.nodes["either"].where)
        elif number:
            own.fault(own.nodes["either"].where, "an item that is like another has the alternatives of that one")

    def cell(self, own: Fields, key: Text, node: Node, item: Item) -> Iterator[Choice]:
        """`lstm: permutation of g_1, g_2, g_3`."""
        text = own.leaf(node, f"'{key.value}'")
        words = "permutation of "
        if text and not text.value.startswith(words):
            own.fault(text.where, f"a cell varies by names that change places, found '{text.value}'", f"write: {words}g_1, g_2")
        elif text:
            names = [one.value for one in split(text.part(len(words), len(text.value)))]
            computed = {eq.lhs.var.name for eq in self.cells[key.value].equations}
            for name in names:
                if name not in computed:
                    own.fault(text.where, f"the cell '{key.value}' has no equation for '{name}'", did_you_mean(name, computed))
            stacks = [one.name for one in self.used if any(layer.name == key.value for layer in one.cells)]
            if stacks:
                own.fault(key.where, f"the stack '{stacks[0]}' is made of '{key.value}': its names cannot change places")
            if len(set(names)) < 2 or len(set(names)) < len(names) or len(names) > 6:
                own.fault(text.where, "two to six different names change places")
            else:
                yield Choice("cell", item.id, key.value, tuple(permutations(names)), key.where)

    def size(self, own: Fields, key: Text, node: Node, item: Item) -> Iterator[Choice]:
        if f"size {key.value}" not in item.stated:
            own.fault(key.where, f"'{key.value}' is taken from elsewhere and would be another size here", TAKEN)
            return
        if len(item.shapes[key.value]) > 1:
            own.fault(key.where, f"'{key.value}' is a matrix of a fixed shape", "let the sizes of vectors vary")
            return
        if isinstance(node, Leaf) and node.text.value.startswith("="):
            yield Choice("size", item.id, key.value, (), key.where, None, self.formula(own, key, node.text, item))
            return
        values = self.numbers(own, node, key.value)
        if any(x.denominator != 1 or x < 1 for x in values):
            own.fault(node.where, f"the size of '{key.value}' is a whole number from 1 on")
        else:
            yield Choice("size", item.id, key.value, tuple(map(int, values)), key.where)

    def formula(self, own: Fields, key: Text, text: Text, item: Item) -> ChoiceFormula | None:
        """`= 2*V`, or `= v - 1/2*grad(L, v) in a`."""
        source, _, other = text.part(1, len(text.value)).value.partition(" in ")
        start = text.value.index(source)
        parsed = own.attempt(partial(expression, timeless=self.timeless, cell=True), text.part(start, start + len(source)))
        earlier = [ident for ident in self.items if ident != item.id]
        if other and item.id == COMMON:
            own.fault(text.where, f"what all items share is computed from what is given, not in item '{other.strip()}'")
            return None
        if other and other.strip() not in earlier:
            own.fault(text.where, f"there is no other item '{other.strip()}'", did_you_mean(other.strip(), earlier))
            return None
        return ChoiceFormula(parsed, other.strip() or None) if parsed else None

    def given(self, own: Fields, key: Text, node: Node, item: Item, names: set[str]) -> Iterator[Choice]:
        """A number, the entries of an array, or each value of a list over time that has no domain of its own."""
        use = own.attempt(partial(variable, timeless=timeless_names(reading.cell for reading in item.readings)), key)
        if not use:
            return
        var = use.var
        drawn = [one for one, given in item.given.items() if not given.repeats]
        over_time = [one for one in drawn if one.name == var.name and isinstance(one.time, int) and one.time > 0]
        family = [one for one in item.given if stands_for(name_text(var), one)]
        if family:
            for matrix in family:
                part = _of_member(node, place_of(matrix.name)[len(var.index) :])
                if part is None:
                    own.fault(node.where, f"'{name_text(matrix)}' is given, and '{key.value}' is not drawn from as many lists")
                    return
                yield from self.value(own, key, part, item, matrix, names)
            return
        if var.whole in drawn:
            targets = [var]
        elif var.time is None and not var.index and over_time:
            targets = [one for one in over_time if name_text(one).replace(" ", "") not in names]
        else:
            known = [*map(name_text, drawn), *item.shapes, *self.cells]
            own.fault(key.where, f"'{key.value}' is not given", did_you_mean(key.value, known))
            return
        if targets and f"given {name_text(targets[0].whole)}" not in item.stated:
            own.fault(key.where, f"'{key.value}' is taken from elsewhere and would be another number here", TAKEN)
            return
        over = _repeated(node, len(targets)) if len(targets) > 1 else (node,)
        if len(over) != len(targets):
            own.fault(node.where, f"'{key.value}' has {len(targets)} values over time, and what they are drawn from {len(over)}")
            return
        for target, one in zip(targets, over, strict=True):
            yield from self.value(own, key, one, item, target, names)

    def value(self, own: Fields, key: Text, node: Node, item: Item, var: Var, names: set[str]) -> Iterator[Choice]:
        shape = shape_of(item.given[var.whole].value)

        if var.index and not (is_entry(var.index) and all(is_inside(*bound) for bound in _bounds(var, shape))):
            own.fault(key.where, f"'{key.value}' is no entry of {shape_words(shape)}")
        elif isinstance(node, Leaf) and node.text.value.startswith("="):
            formula = self.formula(own, key, node.text, item)
            yield Choice("given", item.id, name_text(var), (), key.where, var, formula)
        elif var.index or shape == SCALAR:
            values = self.numbers(own, node, key.value)
            yield Choice("given", item.id, name_text(var), values, key.where, var)
        elif isinstance(node, Tree) or _family(node):
            whole = name_text(var).replace(" ", "")
            entries = [name for name in names if name.startswith(f"{whole[:-1]}," if place_of(var.name) else f"{whole}[")]
            if entries:
                own.fault(key.where, f"'{key.value}' is drawn as a whole, so that '{min(entries)}' cannot vary by itself")
            found = self.family(own, node, key, shape)
            drawn = found if isinstance(found, Spectral) else tuple(dict.fromkeys(found))
            yield Choice("given", item.id, name_text(var), drawn, key.where, var)
        else:
            for place, one in self.entries(own, node, key, var, shape):
                if name_text(place).replace(" ", "") not in names:
                    values = self.numbers(own, one, key.value)
                    yield Choice("given", item.id, name_text(place), values, key.where, place)

    def entries(self, own: Fields, node: Node, key: Text, var: Var, shape: Shape) -> Iterator[tuple[Var, Node]]:
        """Each entry with what it is drawn from: the same for all, or a list as the value itself is one."""
        n, m = shape if 1 not in shape else (1, max(shape))
        rows = _repeated(node, n) if n > 1 else (node,)
        lists = [_repeated(row, m) for row in rows]
        if len(rows) != n or any(len(row) != m for row in lists):
            own.fault(node.where, f"'{key.value}' is {shape_words(shape)}, and what it is drawn from is not")
            return
        yield from zip(_places(var, shape), (one for row in lists for one in row), strict=True)

    def family(self, own: Fields, node: Node, key: Text, shape: Shape) -> Sequence[Value]:
        """`orthogonal`, `one-hot`, `{eigenvalues: [1/2, 2..3]}` or `{one of: [...]}`."""
        n, m = shape
        match _family(node):
            case "orthogonal":
                if n == m and n <= 4:
                    return orthogonal(n)
                own.fault(node.where, f"an orthogonal matrix is 2 x 2 to 4 x 4; '{key.value}' is {shape_words(shape)}")
                return ()
            case "one-hot":
                if 1 in shape:
                    return one_hot(shape)
                own.fault(node.where, f"one-hot is a vector; '{key.value}' is {shape_words(shape)}")
                return ()
        inner = Fields(node, DRAWN, own.faults)
        if "eigenvalues" in inner:
            choices = [self.numbers(own, one, key.value) for one in inner.items("eigenvalues")]
            if n == m and n in (2, 3) and len(choices) == n:
                return with_eigenvalues(choices) if all(choices) else ()
            own.fault(
                node.where, f"eigenvalues are those of a 2 x 2 or 3 x 3 matrix, as many as rows; '{key.value}' is {shape_words(shape)}"
            )
        elif "one of" in inner:
            return [found for one in inner.items("one of") if (found := array_of(own, one, key.value, shape)) is not None]
        elif not own.faults:
            own.fault(
                node.where, f"what '{key.value}' is drawn from is missing", "write a range, orthogonal, one-hot, eigenvalues or one of"
            )
        return ()

    def numbers(self, own: Fields, node: Node, name: str) -> tuple[Fraction, ...]:
        """A number, a range, or a list of both, each value once."""
        nodes = node.items if isinstance(node, List) else (node,)
        texts = [text for one in nodes if (text := own.leaf(one, f"what '{name}' is drawn from"))]
        values = tuple(dict.fromkeys(x for text in texts for x in own.attempt(numbers_of, text) or ()))
        if len(values) > MOST:
            own.fault(node.where, f"'{name}' is drawn from more than {MOST:,} values")
        if not nodes:
            own.fault(node.where, f"'{name}' is drawn from nothing")
        return values


def _of_member(node: Node, place: MemberPlace) -> Node | None:
    """What a matrix of a family is drawn from: its own entry of lists, or what all are drawn from; None where there is no such entry."""
    for i in place:
        if isinstance(node, List):
            if i > len(node.items):
                return None
            node = node.items[i - 1]
    return node


def array_of(own: Fields, node: Node, name: str, shape: Shape) -> Value | None:
    """A number, a list or a list of lists, or what makes them, of this shape."""
    if isinstance(node, Leaf):
        sizes = (max(shape),) if 1 in shape else shape
        made = own.attempt(lambda text: in_place(Leaf(text), name, sizes), node.text)
        if made is None:
            return None
        node = made
    rows = node.items if isinstance(node, List) else (node,)
    lists = [row.items for row in rows if isinstance(row, List)]
    flat = not lists
    if lists and len(lists) < len(rows):
        own.fault(node.where, f"'{name}' has rows and numbers beside each other")
        return None
    lists = lists or [rows]
    texts = [[own.leaf(x, f"an entry of '{name}'") for x in row] for row in lists]
    read = [[own.fraction(text) for text in row if text] for row in texts]
    found = [[x for x in row if x is not None] for row in read]
    if flat and shape[1] == 1:
        found = [[x] for x in found[0]]
    if not found or len({len(row) for row in found}) != 1 or (len(found), len(found[0])) != shape:
        own.fault(node.where, f"'{name}' is not {shape_words(shape)}")
        return None
    return array(found)


def alternatives(own: Fields) -> Sequence[Node]:
    node = own.nodes.get("either")
    return node.items if isinstance(node, List) else ()


def _family(node: Node) -> str:
    return node.text.value if isinstance(node, Leaf) and node.text.value in ("orthogonal", "one-hot") else ""


def _repeated(node: Node, n: int) -> Sequence[Node]:
    """A list as it is, anything else n times."""
    return node.items if isinstance(node, List) else (node,) * n


def _bounds(var: Var, shape: Shape) -> list[tuple[Place, int]]:
    return list(zip(var.index, shape if len(var.index) == 2 else (max(shape),), strict=True))


def _places(var: Var, shape: Shape) -> Iterator[Var]:
    """Every entry under its name."""
    for i in range(1, shape[0] + 1):
        for j in range(1, shape[1] + 1):
            yield replace(var, index=(i,) if shape[1] == 1 else (j,) if shape[0] == 1 else (i, j))
