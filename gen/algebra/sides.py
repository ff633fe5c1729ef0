"""A side of a relation with its number beside it, `z = 1.5`, as any writer puts it together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gen.algebra.arrays import Value, numbers
from gen.algebra.expr import Atom, Expr, atoms
from gen.algebra.numbers import NumberFormat
from gen.algebra.rounding import is_exact


@dataclass(frozen=True, slots=True)
class Signs:
    """How a writer sets numbers, and the signs before exact and rounded ones."""

    number: Callable[[Value], str]
    equals: str
    nearly: str


def with_value(e: Expr, symbols: str, written: str, values: Mapping[Any, Value], signs: Signs, shown: NumberFormat, as_shown: bool) -> str:
    """A name with its number, where it has one; a formula with numbers put in, and what they give.

    Numbers that stand `as_shown`, rounded or not, are no approximations.
    """
    if symbols == written:
        return symbols
    put_in = [x for atom in atoms(e) if atom in values for x in numbers(values[atom])]
    exact = as_shown or all(is_exact(x, shown) for x in put_in)
    found = f"{symbols}{signs.equals if exact else signs.nearly}{written}"
    value = None if isinstance(e, Atom) else values.get(e)
    if value is None or signs.number(value) == written:
        return found
    return f"{found}{signs.equals if exact and all(is_exact(x, shown) for x in numbers(value)) else signs.nearly}{signs.number(value)}"
