"""Shapes and numbers for a formula that holds for all numbers: those of the item's own numbers, or some that fit the equations.

Where the item gives no numbers, layers get sizes that differ from each other, so that a transpose does not fit by chance.
"""

from collections.abc import Iterable, Mapping
from itertools import combinations

from gen.algebra.arrays import SCALAR, Shape, shape_of
from gen.algebra.expr import Call, Expr, MatMul, Mul, Var, rebuild
from gen.calculus import parameter_shapes as shapes
from gen.functions.shapes import shape, uses_arrays
from gen.messages.errors import InputError, InputErrors
from gen.model.problem import Cell, Item
from gen.model.trace import Shapes

SIZES = ((3, 2, 4), (2, 4, 3))  # of layers that no number tells, so many at most


def shapes_of_inputs(item: Item, cell: Cell, inputs: Iterable[Var]) -> list[dict[str, Shape]]:
    """The shapes with which a formula is compared, each for all inputs by name. Raises InputErrors where nothing tells them."""
    names = list(dict.fromkeys(var.name for var in inputs))
    known = {var.name: shape_of(given.value) for values in (item.printed, item.given) for var, given in values.items()}
    if all(name in known for name in names) or not (_has_arrays(cell) or any(one != SCALAR for one in known.values())):
        return [{name: known.get(name, SCALAR) for name in names}]
    declared = {name: _sizes(one) for name, one in known.items()} | dict(item.shapes)
    found = [some for sizes in SIZES if (some := _fitting(cell, declared, names, sizes))]
    if not found:
        message = f"formulas of the cell '{cell.name}' cannot be compared: nothing tells the shapes of {', '.join(names)}"
        raise InputErrors([InputError(item.published.formulas[0].lhs.where, message, "give sizes under 'shapes', such as x: 3")])
    return found[:1] if found[0] == found[-1] else found


def _has_arrays(cell: Cell) -> bool:
    """Whether there is something in the equations that is more than numbers side by side."""
    return any(uses_arrays(equation.rhs.expr) for equation in cell.equations)


def _sizes(one: Shape) -> tuple[int, ...]:
    return () if one == SCALAR else (max(one),) if 1 in one else one


def _fitting(cell: Cell, declared: Mapping[str, tuple[int, ...]], names: list[str], sizes: tuple[int, ...]) -> dict[str, Shape] | None:
    """Shapes that fit the equations, with as few layers of sizes that nobody told as possible: those of what has a time first."""
    uses = [use.var for equation in cell.equations for use in (equation.lhs, *equation.rhs.uses)]
    free = sorted({var.name: var.time is None for var in uses if var.name not in declared}.items(), key=lambda pair: pair[1])
    for count in range(len(sizes) + 1):
        for layers in combinations([name for name, _ in free], count):
            try:
                found = shapes.infer(cell, {**declared, **{name: (n,) for name, n in zip(layers, sizes, strict=False)}})
            except InputErrors:
                continue
            units = {**found.units, **{axis: sum(found.units[layer] for layer in parts) for axis, parts in found.sums.items()}}
            return {name: _shape(tuple(units[axis] for axis in found.axes[name]), bool(found.rows)) for name in names}
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
