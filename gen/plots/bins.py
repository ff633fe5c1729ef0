"""The bins of a histogram: of one width, with edges that are easily read."""

import itertools
from collections.abc import Sequence
from fractions import Fraction
from math import ceil, log2

from gen.algebra.numbers import Number
from gen.algebra.rounding import first_place

MOST = 30
_NICE = (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(5))


def bins(values: Sequence[Number], wanted: int | None = None) -> tuple[tuple[Fraction, Fraction, int], ...]:
    """The edges of each bin and how many values lie in it: from the left edge on, up to the right one without it; the last has both.

    Without a number of bins about as many as Sturges says, one more than the logarithm to base 2.
    """
    numbers = [Fraction(x) for x in values]
    low, high = min(numbers), max(numbers)
    if wanted:
        width = nice_width((high - low) / wanted) if high > low else Fraction(1)
        start = (low / width).__floor__() * width
        while start + wanted * width < high:  # the edges are moved outwards to be read
            width = nice_width(width * Fraction(101, 100))
            start = (low / width).__floor__() * width
        edges = [start + i * width for i in range(wanted + 1)]
    else:
        about = max(1, ceil(log2(len(numbers))) + 1)
        width = nice_width((high - low) / about) if high > low else Fraction(1)
        start = (low / width).__floor__() * width
        edges = [start, start + width]
        while edges[-1] < high:
            edges.append(edges[-1] + width)
    last = len(edges) - 2
    return tuple((a, b, sum(a <= x < b or (i == last and x == b) for x in numbers)) for i, (a, b) in enumerate(itertools.pairwise(edges)))


def nice_width(least: Fraction) -> Fraction:
    """The smallest of 1, 2, 2.5 and 5 times a power of ten that is at least so large."""
    power = Fraction(10) ** first_place(least)
    return next(n * power for n in (*_NICE, Fraction(10)) if n * power >= least)
