"""Unit vectors, one or several beside each other: what places parts of an array in the whole, and takes them from it."""

from fractions import Fraction

from gen.algebra.expr import Call, Expr, Num, Place, Var
from gen.algebra.places import numbers_at, row_and_column
from gen.model.trace import Shapes


def unit_vector(n: int, i: int) -> Expr:
    return Call("unit", (Num(Fraction(n)), Num(Fraction(i))))


def selection(part: Var, shapes: Shapes) -> Expr | None:
    """The unit vectors of the entries that a part of a vector has, beside each other; None where it has all."""
    whole = shapes[part.name]
    down, across = row_and_column(part.index, whole)
    return unit_vectors(max(whole), down if whole[1] == 1 else across)


def unit_vectors(n: int, place: Place) -> Expr | None:
    """Those of a place along an axis of n, as columns; None where it is all of the axis."""
    numbers = numbers_at(place, n)
    if len(numbers) == n:
        return None
    return unit_vector(n, numbers[0]) if len(numbers) == 1 else Call("units", tuple(Num(Fraction(k)) for k in (n, numbers[0], numbers[-1])))
