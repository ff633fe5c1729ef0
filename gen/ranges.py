"""Numbers that are known to lie between two others, and what follows when they are computed with."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from gen.agreement import MP, mpf, plus, residual, same, times

_NEAR = MP.mpf(10) ** -55  # relative: how well a number is known that is not exact, and each result of computing with it


@dataclass(frozen=True, slots=True)
class Range:
    """All numbers between two, both of them exact or neither."""

    low: Any
    high: Any

    @property
    def ends(self) -> tuple[Any, ...]:
        return (self.low,) if self.low == self.high else (self.low, self.high)

    def __add__(self, other: "Range") -> "Range":
        return hull(plus(self.low, other.low), plus(self.high, other.high))

    def __neg__(self) -> "Range":
        return Range(-self.high, -self.low)

    def __mul__(self, other: "Range") -> "Range":
        return hull(*(_times(a, b) for a in self.ends for b in other.ends))

    def inverse(self) -> "Range":
        if self.ends == (0,):
            raise ValueError("a division by 0")
        return Range(-MP.inf, MP.inf) if self.low <= 0 <= self.high else hull(*(1 / end for end in self.ends))

    def nearest(self, value: Any) -> Any:
        """The number of the range that is nearest to a value."""
        x, low, high = _alike(value, self.low, self.high)
        return min(max(x, low), high)

    def fits(self, value: Any) -> bool:
        """Whether the value is in the range: exactly where both are exact, else to the digits to which routes must agree."""
        return same(value, self.nearest(value))

    def off(self, value: Any) -> float:
        """The relative difference between a value and the middle of the range; 1 where it has no bounds."""
        middle = self.low + (self.high - self.low) / 2
        return residual(value, middle) if isinstance(middle, Fraction) or MP.isfinite(middle) else 1.0

    def __str__(self) -> str:
        return " to ".join(str(end) if isinstance(end, Fraction) else str(MP.nstr(end, 12)) for end in self.ends)


def known(value: Fraction | Decimal) -> Range:
    """A number of a derivation."""
    return hull(value if isinstance(value, Fraction) else mpf(value))


def hull(*ends: Any) -> Range:
    """The smallest range with all these numbers."""
    if all(isinstance(end, Fraction) for end in ends):
        return Range(min(ends), max(ends))
    low, high = min(map(mpf, ends)), max(map(mpf, ends))
    return Range(low - abs(low) * _NEAR, high + abs(high) * _NEAR)


def _alike(*numbers: Any) -> tuple[Any, ...]:
    return numbers if all(isinstance(x, Fraction) for x in numbers) else tuple(map(mpf, numbers))


def _times(a: Any, b: Any) -> Any:
    return times(a, b) if a and b else min(*_alike(a, b), key=abs)  # 0 times infinity is 0
