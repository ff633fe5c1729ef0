"""Axes on paper: where a number stands, and the few numbers that are written beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from gen.algebra.numbers import Number, to_decimal
from gen.algebra.rounding import first_place
from gen.model.plot import Interval

ROOM = Fraction(1, 20)  # of an axis, beyond what is drawn, where the values say how far it goes
_NICE = (1, 2, 5, 10)
_MOST = 5  # numbers along an axis


@dataclass(frozen=True, slots=True)
class Axis:
    """From the number `low` to `high` over `length` pt. `ticks` are the numbers that are written; a logarithmic axis has powers of ten."""

    low: Fraction
    high: Fraction
    length: float
    ticks: tuple[Fraction, ...]
    log: bool = False

    def at(self, x: Number) -> float:
        """Where a number stands, in pt from the low end."""
        low, high, here = (_measure(one, self.log) for one in (self.low, self.high, x))
        return (here - low) / (high - low) * self.length

    @property
    def has_zero_inside(self) -> bool:
        """Whether 0 lies between the ends."""
        return not self.log and self.low < 0 < self.high


def _measure(x: Number, log: bool) -> float:
    return float(to_decimal(x).log10()) if log else float(x)


def axis(interval: Interval, length: float, most: int = _MOST) -> Axis:
    """A linear axis over just this range."""
    return Axis(*interval, length, nice_ticks(*interval, most))


def axis_for(interval: Interval, length: float, log: bool = False, most: int = _MOST) -> Axis:
    """An axis over a range of values, with some room at either end; a logarithmic one to the next powers of ten."""
    low, high = interval
    if log:
        first, last = first_place(low), first_place(high)
        last += Fraction(10) ** last < high
        last += last == first
        exponents = range(first, last + 1)
        step = -(-len(exponents) // most)
        return Axis(Fraction(10) ** first, Fraction(10) ** last, length, tuple(Fraction(10) ** e for e in exponents[::step]), log=True)
    more = (high - low) * ROOM
    return Axis(low - more, high + more, length, nice_ticks(low - more, high + more, most))


def nice_ticks(low: Fraction, high: Fraction, most: int) -> tuple[Fraction, ...]:
    """Multiples of 1, 2 or 5 times a power of ten: as many as there may be."""
    power = Fraction(10) ** (first_place(high - low) - 2)
    while True:
        for n in _NICE:
            step = n * power
            first, last = -((-low) // step), high // step
            if last - first + 1 <= most:
                return tuple(step * k for k in range(int(first), int(last) + 1))
        power *= 10


def whole_ticks(last: int, most: int = 8) -> tuple[Fraction, ...]:
    """The first step and multiples of 2, 5, 10 ... up to the last; all where there is room."""
    if last <= most:
        return tuple(Fraction(t) for t in range(1, last + 1))
    steps: Sequence[int] = [n * 10**e for e in range(4) for n in (2, 5, 10)]
    step = next(n for n in steps if last // n < most)
    return tuple(Fraction(t) for t in (1, *range(step, last + 1, step)))
