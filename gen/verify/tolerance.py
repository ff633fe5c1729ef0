"""When two routes lead to one number, and the record that they did.

The numbers of the verifying routes are fractions as long as they last and mpmath numbers beyond.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import mpmath

from gen.messages.errors import VerificationError

MP = mpmath.MPContext()
MP.dps = 200  # more than the derivation's: 1 - tanh(z)^2 loses most of them near 1
TOLERANCE_DIGITS = 25
_NOTHING = MP.mpf(10) ** -90  # two numbers below this are both 0 that was not computed exactly: a difference is off by the step squared


def mpf(x: Any) -> Any:
    if isinstance(x, Fraction):
        return MP.mpf(x.numerator) if x.denominator == 1 else MP.mpf(x.numerator) / x.denominator
    return MP.mpf(str(x)) if isinstance(x, Decimal) else x


_NONE, _EXACT = Fraction(0), (int, Fraction)


def plus(a: Any, b: Any) -> Any:
    """Exact as long as both are; what is added to an exact 0 stays as it is."""
    if isinstance(a, _EXACT):
        if isinstance(b, _EXACT):
            return a + b
        return b if a == 0 else _summand_for(b, a) + b
    return a + (_summand_for(a, b) if isinstance(b, _EXACT) else b) if b != 0 else a


def _summand_for(x: Any, exact: int | Fraction) -> Any:
    """What is added to x: an mpmath number takes no fractions, a range does and stays exact."""
    return mpf(Fraction(exact)) if isinstance(x, MP.mpf | MP.mpc) else exact


def times(a: Any, b: Any) -> Any:
    """Exact as long as both are; an exact 0 stays exact, whatever it is multiplied with."""
    if isinstance(b, _EXACT):
        if isinstance(a, _EXACT):
            return a * b
        a, b = b, a
    if isinstance(a, _EXACT):
        return _NONE if a == 0 else b if a == 1 else b * a.numerator / a.denominator if a.denominator != 1 else b * a.numerator
    return a * b


def relative_error(value: Any, other: Any) -> float:
    """The relative difference of two numbers; 0 for equal fractions, and where both are as good as 0."""
    if _exact(value, other) and value == other:
        return 0.0
    a, b = mpf(value), mpf(other)
    largest = max(abs(a), abs(b))
    return 0.0 if largest < _NOTHING and not _exact(value, other) else float(abs(a - b) / largest)


def close(value: Any, other: Any) -> bool:
    """Whether two routes lead to one number: exactly the same fraction, or the same to 25 digits."""
    return _is_close(value, other, relative_error(value, other))


def _is_close(value: Any, other: Any, off: float) -> bool:
    return value == other if _exact(value, other) else off <= 10.0**-TOLERANCE_DIGITS


def _exact(value: Any, other: Any) -> bool:
    return isinstance(value, Fraction) and isinstance(other, Fraction)


def require_close(route: str, what: str, value: Any, other: Any) -> float:
    """The relative difference. Raises VerificationError where two routes do not lead to one number."""
    off = relative_error(value, other)
    if not _is_close(value, other, off):
        computed, derived = (MP.nstr(mpf(x), TOLERANCE_DIGITS) for x in (other, value))
        raise VerificationError(f"{route}: {what} is {computed}, the derivation has {derived}")
    return off
