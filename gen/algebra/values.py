"""The value of an atom, and the parts of a named value."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from gen.algebra.arrays import Value, array, rows_of, shape_of
from gen.algebra.expr import Atom, Index, LocalDerivative, Partial, Var
from gen.algebra.numbers import Number
from gen.algebra.places import numbers_at, row_and_column, within


def part(a: Value, index: Index) -> Value:
    """An entry, rows or columns, counted from 1; None stands for all. A vector may be indexed by one place."""
    rows, (n, m) = rows_of(a), shape_of(a)
    i, j = row_and_column(index, (n, m))
    return array([rows[row - 1][column - 1] for column in numbers_at(j, m)] for row in numbers_at(i, n))


def value_of(atom: Atom, values: Mapping[Atom, Value]) -> Value:
    """The value of an atom; a part of a named value is taken from the whole."""
    if (found := values.get(atom)) is not None:
        return found
    match atom:
        case Var(index=index) if index:
            return part(values[atom.whole], index)
        case LocalDerivative(arg=Var(index=index)) if index:
            among = tuple(arg.whole if isinstance(arg, Var) else arg for arg in atom.among)
            return part(values[LocalDerivative(atom.fn, atom.arg.whole, among)], index)
        case Partial(wrt=Var(index=index)) if index:
            return part(values[replace(atom, wrt=atom.wrt.whole)], index)
        case Partial(of=Var(index=index)) if index:
            return part(values[replace(atom, of=atom.of.whole)], index)
        case _:
            return values[atom]


def named_parts(var: Var, value: Value) -> Iterator[tuple[Var, Number]]:
    """Each entry of a value under its name: `h[2][1]`, `V[1, 2]`, of a row `V[1, :]`, too; a number under the name itself."""
    n, m = shape_of(value)
    for i, row in enumerate(rows_of(value), 1):
        for j, x in enumerate(row, 1):
            own = (i,) if m == 1 else (j,) if n == 1 else (i, j)
            if len(var.index) == 2:
                yield replace(var, index=tuple(map(within, var.index, (i, j)))), x
            elif var.index:
                yield replace(var, index=(within(var.index[0], own[0]),)), x
            else:
                yield replace(var, index=() if n == m == 1 else own), x
