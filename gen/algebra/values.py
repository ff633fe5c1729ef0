"""The value of an atom, and the parts of a named value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from gen.algebra.arrays import Value, array, rows_of, shape_of
from gen.algebra.expr import Atom, LocalDerivative, Partial, Var
from gen.algebra.numbers import Number


def part(a: Value, index: Sequence[int | None]) -> Value:
    """An entry, a row or a column, counted from 1; None stands for all. A vector may be indexed by one number."""
    rows = rows_of(a)
    if len(index) == 1:
        index = (*index, None) if len(rows) > 1 else (None, *index)
    i, j = index
    chosen = rows if i is None else (rows[i - 1],)
    return array(chosen if j is None else ((row[j - 1],) for row in chosen))


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
            if var.index and None in var.index:
                yield replace(var, index=tuple(place or own for place, own in zip(var.index, (i, j), strict=True))), x
            else:
                yield replace(var, index=var.index if n == m == 1 else (i,) if m == 1 else (j,) if n == 1 else (i, j)), x
