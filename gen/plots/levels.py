"""At which values the contours of a landscape are drawn."""

from collections.abc import Sequence
from fractions import Fraction

from gen.algebra.numbers import Number
from gen.algebra.rounding import first_place, round_half_up

LINES = 6


def levels(values: Sequence[Number]) -> list[Fraction]:
    """Such that the k-th line has k squared times as much of the plane below it as the first: around a minimum lines are equally far apart.

    Each is rounded to two digits.
    """
    found = sorted(Fraction(x) for x in values)
    if not found or found[0] == found[-1]:
        return []
    shares = (((k - Fraction(1, 2)) / LINES) ** 2 for k in range(1, LINES + 1))
    raw = (found[int(share * (len(found) - 1))] for share in shares)
    return sorted({x for x in map(_rounded, raw) if found[0] < x < found[-1]})


def _rounded(x: Fraction) -> Fraction:
    """To two digits."""
    return round_half_up(x, 1 - first_place(x))
