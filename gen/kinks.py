"""Functions made of straight lines, as the verifying side knows them: which line each follows at a place, and what holds at a kink."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from gen.agreement import MP, mpf, plus, times

_NEAR = MP.mpf(10) ** -100  # a number that is not exact is at a kink that is nearer than this

_LINES: Mapping[str, tuple[tuple[int, ...], tuple[tuple[Any, Any], ...]]] = {
    "relu": ((0,), ((0, 0), (1, 0))),
    "abs": ((0,), ((-1, 0), (1, 0))),
    "leaky_relu": ((0,), (("1/100", 0), (1, 0))),
    "hard_sigmoid": ((-3, 3), ((0, 0), ("1/6", "1/2"), (0, 1))),
}
"""The kinks of each function, and slope and offset of the lines before, between and behind them."""


@dataclass(frozen=True, slots=True)
class Line:
    """value + slope * (z - place); what an item has to state is the name of the convention."""

    slope: Fraction | str
    value: Fraction | str
    place: Fraction = Fraction(0)

    def at(self, z: Any, stated: Mapping[str, Fraction]) -> tuple[Any, Any]:
        """Value and slope at z; what is not stated counts as 0."""
        slope, value = (stated.get(x, Fraction(0)) if isinstance(x, str) else x for x in (self.slope, self.value))
        return plus(value, times(slope, plus(z, -self.place))), slope


def bends(fn: str) -> bool:
    """Whether a function is made of straight lines."""
    return fn in _LINES


def conventions(fn: str) -> tuple[str, ...]:
    """What an item may have to state of a function."""
    return tuple(f"{fn}'({kink})" for kink in _LINES[fn][0])


def line(fn: str, z: Any) -> Line:
    """The line that a function follows at z."""
    kinks, parts = _LINES[fn]
    for kink, before in zip(map(Fraction, kinks), parts, strict=False):
        if z == kink if isinstance(z, Fraction) else abs(mpf(z) - mpf(kink)) < _NEAR:
            slope, offset = map(Fraction, before)
            return Line(f"{fn}'({kink})", slope * kink + offset, kink)
    slope, offset = map(Fraction, parts[sum(z > kink for kink in kinks)])
    return Line(slope, offset)


def kinks_between(fn: str, low: Any, high: Any) -> list[Fraction]:
    return [Fraction(kink) for kink in _LINES[fn][0] if low < kink < high]


def met(fn: str, low: Any, high: Any) -> list[Line]:
    """The lines that a function follows at the numbers between two."""
    if low == high:
        return [line(fn, low)]
    inside = [low, *kinks_between(fn, low, high), high]
    return [line(fn, mpf(a) + (mpf(b) - mpf(a)) / 2) for a, b in pairwise(inside)]


def at_kink(fn: str, z: Any) -> bool:
    """Whether what holds at z is what an item states."""
    return bends(fn) and isinstance(line(fn, z).slope, str)


def on_one_side(fn: str, z: Any, low: Any, high: Any) -> bool:
    """Whether z is between two numbers (None where there is no bound) that have no kink of the function between them."""
    x, low, high = mpf(z), -MP.inf if low is None else mpf(low), MP.inf if high is None else mpf(high)
    return bends(fn) and bool(low < x < high) and not kinks_between(fn, low, high)
