"""Functions made of straight lines, as the verifying side knows them: which line each follows at a place, and what holds at a kink.

Of several arguments a maximum follows one, or where some are tied those by shares.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from gen.messages.errors import VerificationError
from gen.verify.definitions import DEFINITIONS, PiecewiseLinear
from gen.verify.tolerance import MP, mpf, plus, times

_NEAR = MP.mpf(10) ** -100  # a number that is not exact is at a kink that is nearer than this


@dataclass(frozen=True, slots=True)
class LinearPiece:
    """value + slope * (z - place); what an item has to state is the name of the convention."""

    slope: Fraction | str
    value: Fraction | str
    place: Fraction = Fraction(0)

    def at(self, z: Any, stated: Mapping[str, Fraction]) -> tuple[Any, Any]:
        """Value and slope at z; what is not stated counts as 0."""
        slope, value = (stated.get(x, Fraction(0)) if isinstance(x, str) else x for x in (self.slope, self.value))
        return plus(value, times(slope, plus(z, -self.place))), slope


def is_piecewise_linear(fn: str) -> bool:
    """Whether a function is made of straight lines."""
    return isinstance(DEFINITIONS.get(fn), PiecewiseLinear)


def _definition(fn: str) -> PiecewiseLinear:
    definition = DEFINITIONS[fn]
    assert isinstance(definition, PiecewiseLinear)
    return definition


def conventions(fn: str) -> tuple[str, ...]:
    """What an item may have to state of a function."""
    if fn in ("floor", "round"):
        return ("floor'(n)",) * (fn == "floor")
    definition = _definition(fn)
    return (*(f"{fn}'({kink})" for kink in definition.kinks), *([definition.jump] if isinstance(definition.jump, str) else []))


def active_piece(fn: str, z: Any, leak: Fraction | None = None) -> LinearPiece:
    """The line that a function follows at z; a leaky one may have another slope than usual on the left."""
    if fn == "floor":
        whole = Fraction(int(MP.nint(mpf(z))))
        if _is_at(z, whole):
            return LinearPiece("floor'(n)", whole, whole)
        return LinearPiece(Fraction(0), whole if mpf(z) > int(whole) else whole - 1)
    if fn == "round":
        below = active_piece("floor", plus(z, Fraction(1, 2)))
        if isinstance(below.slope, str):
            raise VerificationError(f"round has no value at {z}")
        return below
    definition = _definition(fn)
    kinks, parts = definition.kinks, definition.parts
    if leak is not None:
        parts = ((leak, 0), *parts[1:])
    for kink, before in zip(map(Fraction, kinks), parts, strict=False):
        if _is_at(z, kink):
            slope, offset = map(Fraction, before)
            return LinearPiece(f"{fn}'({kink})", slope * kink + offset if definition.jump is None else definition.jump, kink)
    slope, offset = map(Fraction, parts[sum(z > kink for kink in kinks)])
    return LinearPiece(slope, offset)


def _is_at(z: Any, kink: Any) -> bool:
    exact = isinstance(z, Fraction) and isinstance(kink, Fraction)
    return z == kink if exact else bool(abs(mpf(z) - mpf(kink)) < _NEAR)


def argbest(fn: str, values: Sequence[Any]) -> list[int]:
    """Which of its arguments a maximum or minimum has the value of, counted from 0."""
    best = (max if fn == "max" else min)(values, key=mpf)
    return [i for i, value in enumerate(values) if _is_at(value, best)]


def shares(fn: str, values: Sequence[Any], first: Any) -> list[Any]:
    """The slope of a maximum or minimum to each argument: where some are tied the first has what is stated, the others share the rest."""
    tied = argbest(fn, values)
    if len(tied) == 1:
        return [Fraction(int(i == tied[0])) for i in range(len(values))]
    rest = (1 - first) / (len(tied) - 1)
    return [first if i == tied[0] else rest if i in tied else Fraction(0) for i in range(len(values))]


def tie_convention(fn: str) -> str:
    """The name of what an item states of tied arguments."""
    return f"{fn}'(tie)"


def kinks_between(fn: str, low: Any, high: Any) -> list[Fraction]:
    """The kinks between two numbers, or where smooth pieces meet; of endless kinks one, if there is any."""
    if fn == "round":
        half = Fraction(1, 2)
        return [kink - half for kink in kinks_between("floor", plus(low, half), plus(high, half))]
    if fn == "floor":
        below = MP.floor(mpf(low)) if mpf(low) > -MP.inf else MP.floor(mpf(high)) - 2
        return [Fraction(int(below) + 1)] if mpf(low) < below + 1 < mpf(high) else []
    definition = DEFINITIONS[fn]
    kinks = definition.kinks if isinstance(definition, PiecewiseLinear) else definition.joints
    return [Fraction(kink) for kink in kinks if low < kink < high]


def pieces_between(fn: str, low: Any, high: Any) -> list[LinearPiece]:
    """The lines that a function follows at the numbers between two."""
    if low == high:
        return [active_piece(fn, low)]
    inside = [low, *kinks_between(fn, low, high), high]
    return [active_piece(fn, mpf(a) + (mpf(b) - mpf(a)) / 2) for a, b in pairwise(inside)]


def is_stated_at(fn: str, z: Any) -> bool:
    """Whether what holds at z is what an item states."""
    return is_piecewise_linear(fn) and isinstance(active_piece(fn, z).slope, str)


def on_one_side(fn: str, z: Any, low: Any, high: Any) -> bool:
    """Whether z is between two numbers (None where there is no bound) that have no kink of the function between them."""
    x, low, high = mpf(z), -MP.inf if low is None else mpf(low), MP.inf if high is None else mpf(high)
    return bool(low < x < high) and not kinks_between(fn, low, high)
