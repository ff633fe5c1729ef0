"""The numbers of an item, its lists as columns or rows, on top of those that it takes from another item or from its problem."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from gen.algebra.arrays import SCALAR, shape_of
from gen.algebra.expr import Var
from gen.algebra.families import family_of
from gen.algebra.sizes import Extent
from gen.calculus import Axes, Direction, direction, list_directions, told_sizes
from gen.format.cases import written_cases
from gen.format.family_names import without_restated
from gen.format.givens import WrittenValue, axes, check_shapes, written_values
from gen.format.stated import conventions, shapes, stated_places
from gen.format.witness import written_witness
from gen.messages.errors import InputErrors
from gen.model.answers import Tolerance
from gen.model.cases import Case
from gen.model.math_tree import Macros
from gen.model.placeholders import COMMON, empty_slots
from gen.model.problem import Cell, Given, Grading, Item, Published, Reading, timeless_names
from gen.model.source import Parsed
from gen.syntax import Fields

MOST_AXES = 4  # of a shape that items share: filters, channels, rows and columns


@dataclass(frozen=True, slots=True)
class Shared:
    """What the items of a problem share: its cells and their names (None: nobody knows them), its keys, and the items before.

    `common` are the numbers, shapes and conventions of the problem.
    """

    cells: Mapping[str, Cell | None]
    names: frozenset[str] | None
    vectors: Direction | None
    tolerance: Tolerance | None
    macros: Macros
    common: Item | None = None
    earlier: dict[str, Item | None] = field(default_factory=dict)
    axes: dict[str, Axes] = field(default_factory=dict)


def read_common(fields: Fields, shared: Shared) -> Item | None:
    """What stands under `given`, `shapes` and `convention` of a problem; None if nothing does, or if a cell could not be read."""
    cells = [cell for cell in shared.cells.values() if cell]
    if not any(key in fields for key in ("given", "shapes", "convention")) or len(cells) < len(shared.cells):
        return None
    own, *_ = read_numbers(fields, shared, COMMON, cells, None, timeless_names(cells))
    check_shapes(fields, own)
    plain, letters = sizes(fields, None, MOST_AXES)
    return Item(
        id=COMMON,
        prompt=(),
        queries=(),
        readings=tuple(Reading(cell.name, cell, "computed", cell.where) for cell in cells),
        given=own,
        printed={},
        shapes=plain,
        letters=letters,
        conventions=conventions(fields),
        cut=frozenset(),
        horizon=1,
        mode=None,
        hypotheses=(),
        premises=(),
        derive=(),
        answer={},
        grading=Grading(()),
        published=Published(),
        acknowledged=(),
        space=None,
        where=fields.where,
        stated=stated_places(fields, own),
    )


def taken_by(like: Item | None, common: Item | None, cells: Iterable[Cell], all_cells: Iterable[Cell | None]) -> Item | None:
    """What an item with these cells takes from the one that it is `like`, and else from its problem: nothing that only other cells name."""
    if common is None:
        return like
    own = _names(cells)
    others = _names(cell for cell in all_cells if cell) - own
    base = replace(
        common,
        given={var: given for var, given in common.given.items() if family_of(var.name) not in others},
        shapes={name: shape for name, shape in common.shapes.items() if name not in others},
        letters={name: shape for name, shape in common.letters.items() if name not in others},
    )
    if like is None:
        return base
    sized = {*like.shapes, *like.letters}
    return replace(
        like,
        given=with_base(like.given, base),
        shapes={**{name: shape for name, shape in base.shapes.items() if name not in sized}, **like.shapes},
        letters={**{name: shape for name, shape in base.letters.items() if name not in sized}, **like.letters},
        conventions={**base.conventions, **like.conventions},
    )


def _names(cells: Iterable[Cell]) -> set[str]:
    return {use.var.name for cell in cells for equation in cell.equations for use in (equation.lhs, *equation.rhs.uses)}


def sizes(fields: Fields, base: Item | None, most: int) -> tuple[dict[str, tuple[int, ...]], dict[str, tuple[Extent, ...]]]:
    """All shapes of an item, of so many axes at `most`: those with numbers, and those with a letter for a size."""
    found = {**(base.shapes if base else {}), **(base.letters if base else {}), **shapes(fields, most)}
    letters = {name: shape for name, shape in found.items() if any(isinstance(n, str) for n in shape)}
    return {name: tuple(n for n in shape if isinstance(n, int)) for name, shape in found.items() if name not in letters}, letters


def with_base(own: Mapping[Var, Given], base: Item | None) -> dict[Var, Given]:
    """An item's own numbers on top of others; a list of its own, or a family, replaces the whole one."""
    names = {var.name for var in own if isinstance(var.time, int) and var.time > 0}
    taken = without_restated(base.given, own) if base else {}
    return {**{var: number for var, number in taken.items() if var.name not in names}, **own}


def check_slots(fields: Fields, key: str, whole: str, item: Item) -> None:
    """Each placeholder of a text has something to show; faults go to `fields`."""
    for slot in empty_slots(item):
        fields.fault(fields.nodes[key].where, f"the {key} shows {{{slot}}}, but the {whole} has nothing under '{slot}'")


def read_numbers(
    fields: Fields, shared: Shared, ident: str, cells: Iterable[Cell], base: Item | None, timeless: frozenset[str]
) -> tuple[dict[Var, Given], dict[Var, Given], tuple[Case, ...], dict[Var, Given | Parsed]]:
    """What is given, printed, given in each case, and a right answer, the lists in it as columns or rows."""
    own_cells = list(cells)
    told = partial(_told_sizes, fields, base, own_cells)
    given, printed = (written_values(fields, key, timeless, told) for key in ("given", "printed"))
    cases = written_cases(fields, timeless, told)
    found, formulas = written_witness(fields, timeless, told)
    every = {**(cases[0] if cases else {}), **found, **given}
    known = {**(shared.axes.get(base.id, {}) if base else {}), **axes(printed), **axes(every)}
    shared.axes[ident] = known
    style = shared.vectors
    try:
        style = style or direction(own_cells, known, ", or set 'vectors' to columns or rows")
    except InputErrors as error:
        fields.faults += error.faults

    own = _lists(own_cells, base, every, style or "columns")
    for name, fits in own.items():
        if len(fits) > 1 and not shared.vectors:
            where = next(value.where for var, value in every.items() if var.name == name)
            message = f"'{name}' goes with each row and with each column of a square matrix"
            fields.fault(where, message, "write [[1, 2]] for a row and [[1], [2]] for a column, or set 'vectors' to rows or columns")

    def put(values: Mapping[Var, WrittenValue]) -> dict[Var, Given]:
        usual = style or "columns"
        found = {name: usual if usual in fits or not fits else next(iter(fits)) for name, fits in own.items()}
        return {var: value.given(found.get(var.name, usual)) for var, value in values.items()}

    return put(given), put(printed), tuple(map(put, cases)), {**put(found), **formulas}


def _told_sizes(
    fields: Fields, base: Item | None, cells: Iterable[Cell], known: Mapping[str, tuple[int, ...]]
) -> Mapping[str, tuple[int, ...]]:
    """The sizes that the equations tell of names, where those of some are known."""
    before = {var.name: shape_of(one.value) for var, one in (base.given if base else {}).items()}
    taken = {name: () if one == SCALAR else (max(one),) if 1 in one else one for name, one in before.items()}
    faults = len(fields.faults)
    declared = {name: tuple(n for n in one if isinstance(n, int)) for name, one in shapes(fields, MOST_AXES).items()}
    del fields.faults[faults:]  # they are told where the sizes are read
    found: dict[str, tuple[int, ...]] = {}
    for cell in cells:
        found = {**told_sizes(cell, {**taken, **declared, **known}), **found}
    return found


def _lists(
    cells: Iterable[Cell], base: Item | None, given: Mapping[Var, WrittenValue], style: Direction
) -> Mapping[str, frozenset[Direction]]:
    """The directions in which lists go with what they are added to, as far as sizes tell."""
    taken = {var.name: shape_of(one.value) for var, one in (base.given if base else {}).items()}
    known = taken | {var.name: shape_of(one.given(style).value) for var, one in given.items()}
    lengths = {var.name: len(one.rows[0]) for var, one in given.items() if one.axes == 1 and len(one.rows[0]) > 1}
    return list_directions(cells, known, lengths)
