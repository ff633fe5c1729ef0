"""Sums of exact numbers, such as points."""

from collections.abc import Iterable
from fractions import Fraction
from math import lcm


def total(numbers: Iterable[Fraction]) -> Fraction:
    """The sum over one denominator, which takes less than one fraction after the other."""
    parts = [number.as_integer_ratio() for number in numbers]
    below = lcm(*(bottom for _, bottom in parts))
    return Fraction(sum(top * (below // bottom) for top, bottom in parts), below)
