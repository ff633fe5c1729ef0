"""Sizes of axes as an author writes them: numbers, letters, and products of both such as `3*3*64` and `4*h`."""

from collections.abc import Mapping
from fractions import Fraction
from math import prod
from typing import Self

from gen.algebra.expr import Expr, Mul, Num, Var

Extent = int | str
"""A number, which may be a `Product`; a letter, or a product with a letter in it, as its text."""


class Product(int):
    """A number that stands on the sheet as a product of `factors`, each a whole number from 1 on; in all else it is that number."""

    factors: tuple[int, ...]

    def __new__(cls, *factors: int) -> Self:
        found = super().__new__(cls, prod(factors))
        found.factors = factors
        return found


def factors_of(size: Extent) -> tuple[int | str, ...]:
    """What is multiplied in a size, numbers and letters in the author's order; a size that is no product is the only factor."""
    if isinstance(size, str):
        return tuple(int(part) if part.isdigit() else part for part in size.split("*"))
    return size.factors if isinstance(size, Product) else (size,)


def letters_in(size: Extent) -> tuple[str, ...]:
    """The letters of a size."""
    return tuple(part for part in factors_of(size) if isinstance(part, str))


def number_of(size: Extent, numbers: Mapping[str, int]) -> int:
    """A size as a number, with these numbers for letters."""
    return prod(part if isinstance(part, int) else numbers[part] for part in factors_of(size)) if isinstance(size, str) else size


def size_expr(size: Extent) -> Expr:
    """A size as a formula, as it is printed."""
    factors = tuple(Num(Fraction(part)) if isinstance(part, int) else Var(part) for part in factors_of(size))
    return factors[0] if len(factors) == 1 else Mul(factors)
