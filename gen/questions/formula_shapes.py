"""Shapes and numbers for a formula that holds for all numbers: those of the item's own numbers, or some that fit the equations.

Where the item gives no numbers, layers get sizes that differ from each other, so that a transpose does not fit by chance.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

from gen.algebra.arrays import SCALAR, Shape, shape_of
from gen.algebra.expr import Call, Expr, MatMul, Mul, Var, rebuild
from gen.calculus import direction, list_directions
from gen.calculus import parameter_shapes as shapes
from gen.functions.shapes import shape, uses_arrays
from gen.messages.errors import InputError, InputErrors, Location
from gen.model.cases import one_of_each
from gen.model.problem import Cell, Item
from gen.model.trace import Shapes

SIZES = ((3, 2, 4), (2, 4, 3))  # of layers that no number tells, so many at most
MOST_SHARED = 2  # layers that may have sizes of others
SMALL = ((2, 3, 4), (3, 2, 4))  # the same for formulas that every route confirms


@dataclass(frozen=True, slots=True)
class Sized:
    """The shapes of inputs by their names, for these numbers in place of letters; whether vectors are rows."""

    shapes: Mapping[str, Shape]
    letters: Mapping[str, int] = field(default_factory=dict)
    rows: bool = False


def shapes_of_inputs(item: Item, cell: Cell, inputs: Iterable[Var], where: Location, sizes: Sequence[Sequence[int]] = SIZES) -> list[Sized]:
    """The shapes with which a formula is compared, each for all inputs. Raises InputErrors, at `where`, where nothing tells them.

    `sizes` are several choices of numbers for what no number tells: letters first, in their order, then layers.
    """
    names = list(dict.fromkeys(var.name for var in inputs))
    known = {var.name: shape_of(given.value) for values in (item.printed, one_of_each(item)) for var, given in values.items()}
    letters = item.size_letters
    arrays = bool(item.letters) or _has_arrays(cell) or any(one != SCALAR for one in known.values())
    if not item.letters and (all(name in known for name in names) or not arrays):
        return [Sized({name: known.get(name, SCALAR) for name in names})]
    found: list[Sized] = []
    for choice in sizes:
        enough = _enough(choice, len(letters) + 3)
        numbers, layers = dict(zip(letters, enough, strict=False)), enough[len(letters) :]
        declared = {name: _sizes(one) for name, one in known.items()} | item.sized(numbers)
        if some := _fitting(cell, declared, [name for name in names if name not in letters], layers):
            found.append(Sized({**some.shapes, **dict.fromkeys(letters, SCALAR)}, numbers, some.rows))
    if not found:
        message = f"formulas of the cell '{cell.name}' cannot be compared: nothing tells the shapes of {', '.join(names)}"
        raise InputErrors([InputError(where, message, "give sizes under 'shapes', such as x: 3")])
    return found[:1] if found[0] == found[-1] else found


def _enough(choice: Sequence[int], n: int) -> list[int]:
    """So many numbers, each another one: those of a choice, and larger ones."""
    return [*choice, *range(max(choice) + 1, max(choice) + 1 + n)][:n]


def _has_arrays(cell: Cell) -> bool:
    """Whether there is something in the equations that is more than numbers side by side."""
    return any(uses_arrays(equation.rhs.expr) for equation in cell.equations)


def _sizes(one: Shape) -> tuple[int, ...]:
    return () if one == SCALAR else (max(one),) if 1 in one else one


def _fitting(cell: Cell, declared: Mapping[str, tuple[int, ...]], names: list[str], sizes: Sequence[int]) -> Sized | None:
    """Shapes that fit the equations, with as few layers of sizes that nobody told as possible: those of what has a time first.

    Such a layer has a size of its own if one fits, else one that is declared for another, as x has the columns of W in `W @ x`.
    """
    uses = [use.var for equation in cell.equations for use in (equation.lhs, *equation.rhs.uses)]
    free = sorted({var.name: var.time is None for var in uses if var.name not in declared}.items(), key=lambda pair: pair[1])
    known = sorted({n for one in declared.values() for n in one})
    for count in range(len(sizes) + 1):
        every = list(combinations([name for name, _ in free], count))
        own = [zip(layers, sizes, strict=False) for layers in every]
        shared = [zip(layers, some, strict=True) for layers in every if count <= MOST_SHARED for some in product(known, repeat=count)]
        for layers in (*own, *shared):
            try:
                found = shapes.infer(cell, {**declared, **{name: (n,) for name, n in layers}})
            except InputErrors:
                continue
            units = {**found.units, **{axis: sum(found.units[layer] for layer in parts) for axis, parts in found.sums.items()}}
            axes = {name: tuple(units[axis] for axis in own) for name, own in found.axes.items()}
            rows = direction([cell], {name: len(one) for name, one in axes.items()}) == "rows"
            usual = {name: _shape(axes[name], rows) for name in names}
            lists = {name: axes[name][0] for name in names if len(axes[name]) == 1}
            turned = {
                name for name, ways in list_directions([cell], usual, lists).items() if ways and ("rows" if rows else "columns") not in ways
            }
            return Sized({name: s[::-1] if name in turned else s for name, s in usual.items()}, rows=rows)
    return None


def _shape(sizes: tuple[int, ...], rows: bool) -> Shape:
    match sizes:
        case (n,):
            return (1, n) if rows else (n, 1)
        case (n, m):
            return n, m
        case _:
            return SCALAR


def written_by_columns(e: Expr, sizes: Shapes) -> Expr:
    """A formula in which a vector times a matrix, entry by entry, is written out: a column multiplies each row, a row each column.

    Raises ShapeError where shapes do not go together.
    """
    e = rebuild(e, lambda part: written_by_columns(part, sizes))
    if not isinstance(e, Mul):
        return e
    matrix = next((part for part in e.factors if 1 not in shape(part, sizes)), None)
    if matrix is None:
        return e
    (n, m), ones = shape(matrix, sizes), Call("ones", (matrix,))

    def fitted(part: Expr) -> Expr:
        match shape(part, sizes):
            case (rows, 1) if rows == n > 1:
                return MatMul((Call("diag", (part,)), ones))
            case (1, columns) if columns == m > 1:
                return MatMul((ones, Call("diag", (part,))))
            case _:
                return part

    return Mul(tuple(map(fitted, e.factors)))
