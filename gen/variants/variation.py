"""What varies in a problem, as frozen data, and the problem with other numbers.

A variant is a problem like the author's own: behind this module the pipeline is the same, and every check with it. It is made of the
corrected problem, since acknowledged misprints belong to the author's own numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Literal, get_args

from gen.algebra.arrays import Array, Value, array, rows_of, shape_of
from gen.algebra.expr import Expr, Range, Var, replace_atoms
from gen.algebra.places import row_and_column
from gen.algebra.rounding import as_author_writes
from gen.messages.errors import Location
from gen.model.choice import Option, choice_of, with_choice
from gen.model.problem import Cell, Equation, Given, Inline, Item, Problem
from gen.model.source import Parsed, Relation
from gen.variants.orders import in_order, order_key

Drawn = Value | int | tuple[str, ...]
"""A number or an array that is given, a size or the number of an alternative, or the order of names."""

Draw = Mapping[str, Drawn]
"""What was drawn for the choices of a group, by their names."""

Feature = Literal["steps", "gates", "kinks", "ties", "zeros"]
FEATURES: tuple[Feature, ...] = get_args(Feature)
"""What all variants share unless an item lets it differ:

steps    the names and kinds of the steps of the key
gates    how often each function made of pieces is on each of its pieces: so many gates are closed
kinks    how many arguments are at a kink
ties     how many maxima have more than one largest argument
"""


@dataclass(frozen=True)
class Choice:
    """One thing that varies in an item: a given, or an entry of one (`var`), a `size`, a `cell` whose names change places, or `either`.

    `name` is as in the problem file: `V`, `x[2]`, `W[1, 2]`, `h`, `lstm`, `either`. One with a `formula` has no values.
    """

    kind: Literal["given", "size", "cell", "either"]
    item: str
    name: str
    values: Sequence[Drawn]
    where: Location
    var: Var | None = None
    formula: "ChoiceFormula | None" = None

    @cached_property
    def key(self) -> str:
        """Its name in a draw."""
        return f"{self.item}: {self.name}"


@dataclass(frozen=True, slots=True)
class ChoiceFormula:
    """`= 2*V`, or `= v - 1/2*grad(L, v) in a`: computed from what is given in its item, or from all that is derived in another."""

    parsed: Parsed
    item: str | None = None


@dataclass(frozen=True)
class Requirement:
    """What every variant must satisfy: a relation, or that numbers are `distinct`."""

    text: str
    where: Location
    relation: Relation | None
    distinct: tuple[Parsed, ...] = ()

    @property
    def sides(self) -> tuple[Parsed, ...]:
        return (self.relation.left, self.relation.right) if self.relation else self.distinct

    @cached_property
    def exprs(self) -> tuple[Expr, ...]:
        return tuple(side.expr for side in self.sides)


@dataclass(frozen=True)
class ChoiceGroup:
    """Items that share what is drawn, by their places in the problem, since one is like another or a cell of both varies."""

    name: str
    items: tuple[int, ...]
    choices: tuple[Choice, ...]

    @cached_property
    def size(self) -> int:
        """How many draws there are."""
        return prod(len(choice.values) for choice in self.free)

    @cached_property
    def free(self) -> tuple[Choice, ...]:
        """What is drawn."""
        return tuple(choice for choice in self.choices if not choice.formula)


@dataclass(frozen=True, slots=True)
class VariantRules:
    """What an item asks of its variants, and which features may differ between them."""

    require: tuple[Requirement, ...] = ()
    differ: frozenset[Feature] = frozenset()


@dataclass(frozen=True)
class Variation:
    """The corrected problem, once for each alternative; by item what it asks of variants and which one it is `like`."""

    problems: tuple[Problem, ...]
    groups: tuple[ChoiceGroup, ...]
    rules: Mapping[str, VariantRules] = field(default_factory=dict)
    like: Mapping[str, str] = field(default_factory=dict)

    @property
    def problem(self) -> Problem:
        """The author's own numbers."""
        return self.problems[0]

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        return tuple(choice for group in self.groups for choice in group.choices)

    def choices_of(self, item: str) -> Sequence[Choice]:
        return self._by_item.get(item, ())

    @cached_property
    def _by_item(self) -> Mapping[str, Sequence[Choice]]:
        found: dict[str, list[Choice]] = {}
        for choice in self.choices:
            found.setdefault(choice.item, []).append(choice)
        return found

    @cached_property
    def free(self) -> tuple[Choice, ...]:
        """What is drawn."""
        return tuple(choice for choice in self.choices if not choice.formula)


_ELSEWHERE = Location("", 0, 0)  # where no cell stands: what has it is found where it is put


def item_named(problem: Problem, name: str) -> Item:
    """An item of a problem, or what all its items share."""
    return next(one for one in (*problem.items, *([problem.common] if problem.common else [])) if one.id == name)


def apply_draw(variation: Variation, draw: Draw, places: Sequence[int] | None = None) -> dict[int, Item]:
    """The items at these places (all, if None) with other numbers. Printed values are still the author's: see `with_computed_prints`."""
    chosen = range(len(variation.problem.items)) if places is None else places
    cells = cells_of(variation, draw)
    return {place: drawn_item(variation, variation.problem.items[place].id, draw, cells) for place in chosen}


def cells_of(variation: Variation, draw: Draw) -> dict[str, Cell]:
    """The cells by name in which names have changed places."""
    return {cell.name: cell for cell, own in zip(_cells(variation, draw), variation.problem.cells, strict=True) if cell is not own}


def keys_for(variation: Variation, name: str) -> frozenset[str]:
    """What of a draw may change an item: its own choices, those of the items that it takes from, the order of its options, and of names
    in a cell that stands in it."""
    sources = _sources(variation, name)
    items = [item_named(problem, name) for problem in variation.problems]
    cells = {cell.name: replace(cell, where=_ELSEWHERE) for cell in variation.problem.cells}
    standing = {cell for cell, other in cells.items() for item in items if _with_cells(item, {cell: other}) != _with_cells(item, {})}
    own = {choice.key for choice in variation.choices if choice.item in sources or (choice.kind == "cell" and choice.name in standing)}
    return frozenset(own | {order_key(name)})


def cells_and_stem(variation: Variation, draw: Draw) -> tuple[tuple[Cell, ...], tuple[Inline, ...]]:
    """All cells, with names that have changed places, and the stem that shows them."""
    cells = _cells(variation, draw)
    by_name = {cell.name: cell for cell in cells}
    return cells, tuple(_with_cell(piece, by_name) for piece in variation.problem.stem)


def with_items(
    variation: Variation, cells: tuple[Cell, ...], stem: tuple[Inline, ...], items: Mapping[int, Item], common: Item | None
) -> Problem:
    """The problem with these cells, stem and items in place of the author's, and with what they share."""
    own = variation.problem
    return replace(own, items=tuple(items[place] for place in range(len(own.items))), cells=cells, stem=stem, common=common)


def _cells(variation: Variation, draw: Draw) -> tuple[Cell, ...]:
    orders = {
        choice.name: (choice.values[0], draw[choice.key]) for choice in variation.choices if choice.kind == "cell" and choice.key in draw
    }
    return tuple(_permuted(cell, *orders[cell.name]) if cell.name in orders else cell for cell in variation.problem.cells)  # type: ignore[arg-type]


def _permuted(cell: Cell, own: Sequence[str], order: Sequence[str]) -> Cell:
    """The cell in which the first of its `own` names is used where the first of `order` was, and so on; their equations stay."""
    other = dict(zip(order, own, strict=True))

    def renamed(var: Var) -> Var:
        return replace(var, name=other.get(var.name, var.name))

    def of(parsed: Parsed) -> Parsed:
        uses = tuple(replace(use, var=renamed(use.var)) for use in parsed.uses)
        return replace(parsed, expr=replace_atoms(parsed.expr, lambda a: renamed(a) if isinstance(a, Var) else a), uses=uses)

    return replace(cell, equations=tuple(Equation(eq.lhs, of(eq.rhs), eq.layer) for eq in cell.equations))


def drawn_item(variation: Variation, name: str, draw: Draw, cells: Mapping[str, Cell]) -> Item:
    """An item with what was drawn for it and for those that it takes from, and with these cells in the place of the author's."""
    sources, either = _sources(variation, name), alternative(variation, name, draw)
    item = item_named(variation.problems[either], name)
    given, shapes = dict(item.given), dict(item.shapes)
    for source in reversed(sources):  # its own choices come last: they win
        base = item_named(variation.problems[either], source)
        for choice in variation.choices_of(source):
            if choice.key not in draw:
                continue
            value = draw[choice.key]
            if choice.kind == "size" and isinstance(value, int) and item.shapes.get(choice.name) == base.shapes.get(choice.name):
                shapes[choice.name] = (value,)
            elif choice.var and item.given.get(choice.var.whole) == base.given[choice.var.whole]:  # not one that the item gives anew
                given[choice.var.whole] = _put(given[choice.var.whole], choice.var, value, item.given[choice.var.whole])
    given |= {var: replace(given[one.repeats], repeats=one.repeats) for var, one in given.items() if one.repeats}
    return in_order(replace(_with_cells(item, cells) if cells else item, given=given, shapes=shapes), draw)


def drawn_items(variation: Variation, draw: Draw) -> tuple[Item, ...]:
    """All items in the alternatives of a draw, with the author's own numbers."""
    return tuple(item_named(variation.problems[alternative(variation, one.id, draw)], one.id) for one in variation.problem.items)


def alternative(variation: Variation, item: str, draw: Draw) -> int:
    """Which alternative of an item was drawn: its own, or that of the item that it is like."""
    if len(variation.problems) == 1:
        return 0
    found = next((draw[key] for source in _sources(variation, item) if (key := f"{source}: either") in draw), 0)
    assert isinstance(found, int)
    return found


def _sources(variation: Variation, item: str) -> list[str]:
    """The item, the one that it is like, the one that this is like, and so on."""
    found = [item]
    while found[-1] in variation.like:
        found.append(variation.like[found[-1]])
    return found


def _put(given: Given, var: Var, value: Drawn, like: Given) -> Given:
    """A given with another value, or with another entry, written as the author's."""
    assert isinstance(value, Fraction | Array)
    return given_of(with_entry(given.value, var, value), like)


def with_entry(whole: Value, var: Var, value: Value) -> Value:
    """The whole value with another entry; `var` without an index stands for all of it."""
    if not var.index:
        return value
    i, j = row_and_column(var.index, shape_of(whole))
    rows = [list(row) for row in rows_of(whole)]
    assert isinstance(value, Fraction) and not isinstance(i, Range) and not isinstance(j, Range)
    rows[(i or 1) - 1][(j or 1) - 1] = value
    return array(rows)


def given_of(value: Value, like: Given) -> Given:
    """A value as if the author had written it: as decimals that end, if there are some in what the author wrote."""
    decimals = any("." in text for row in like.texts for text in row)
    return Given(value, tuple(tuple(as_author_writes(x, decimals) for x in row) for row in rows_of(value)), like.where)


def _with_cells(item: Item, cells: Mapping[str, Cell]) -> Item:
    readings = tuple(replace(reading, cell=cells.get(reading.cell.name, reading.cell)) for reading in item.readings)
    figure = item.published.figure
    if figure:
        figure = replace(figure, cell=cells.get(figure.cell.name, figure.cell))
    prompt = tuple(_with_cell(piece, cells) for piece in item.prompt)
    if choice := choice_of(item):
        item = with_choice(item, replace(choice, options=tuple(_option_with_cells(one, cells) for one in choice.options)))
    return replace(item, readings=readings, prompt=prompt, published=replace(item.published, figure=figure))


def _option_with_cells(option: Option, cells: Mapping[str, Cell]) -> Option:
    """An option that shows these cells, and whose slip is made in them."""
    shown, slip = tuple(_with_cell(piece, cells) for piece in option.shown), option.slip
    return replace(option, shown=shown, slip=slip and replace(slip, item=_with_cells(slip.item, cells)))


def _with_cell(piece: Inline, cells: Mapping[str, Cell]) -> Inline:
    """A piece with the cell that has taken the place of its own, of which it shows the same equations."""
    if piece.cell is None:
        return piece
    shown = {equation.lhs.var for equation in piece.cell.equations}
    cell = cells.get(piece.cell.name, piece.cell)
    return replace(piece, cell=replace(cell, equations=tuple(equation for equation in cell.equations if equation.lhs.var in shown)))
