"""What an item says of answers beside what they are: how far off they may be, and how much room they have."""

from dataclasses import dataclass, replace
from fractions import Fraction

from gen.algebra.numbers import Number, NumberFormat
from gen.algebra.rounding import is_exact, unit_in_last_place


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far an accepted answer may be off: so much, or so large a part of the value."""

    value: Fraction
    relative: bool


USUAL_TOLERANCE = Tolerance(Fraction(1, 100), relative=True)


def accepted_difference(x: Number, largest: Fraction, tolerance: Tolerance | None, shown: NumberFormat) -> Fraction:
    """How far a typed number may be off from one, in an array whose `largest` entry has this size: what the author says, nothing where the
    number ends within the digits that are shown, else what the key tells graders."""
    decimals = replace(shown, fractions="none")
    if tolerance is None and is_exact(x, decimals):
        return Fraction(0)
    asked = tolerance or USUAL_TOLERANCE
    share = asked.value * (largest if asked.relative else 1)
    return share if tolerance else max(share, unit_in_last_place(x, decimals))


@dataclass(frozen=True, slots=True)
class AnswerSpace:
    """The room for an answer: from `least` to `most`, in cm, or in lines to write on if it is `ruled`."""

    least: Fraction
    most: Fraction
    ruled: bool = False

    @property
    def fixed(self) -> bool:
        """Whether there is nothing to choose."""
        return self.least == self.most
