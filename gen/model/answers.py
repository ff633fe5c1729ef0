"""What an item says of answers beside what they are: how far off they may be, and how much room they have."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far an accepted answer may be off: so much, or so large a part of the value."""

    value: Fraction
    relative: bool


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
