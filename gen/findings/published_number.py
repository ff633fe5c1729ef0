"""A single number as a sheet states it: how it came out of the true value, and the true value written beside it.

A decimal (`0.76`, `7.6e-1`, `403.`) is right if it is the true value rounded to the digits that it shows: half up, which is away from
0, half to even, or cut off. A fraction and a whole number show no digits to round to: they are right if they are the value itself.
Nothing is computed here.
"""

import re
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import get_args

from gen.algebra.numbers import Number, NumberFormat
from gen.algebra.rounding import shown_text
from gen.model.solved import HowRounded

HOW: tuple[HowRounded, ...] = get_args(HowRounded)

_SAME = Fraction(1, 10**40)  # by which a value of 60 digits may miss a fraction that it is
_LEAST = 2  # significant digits of a value beside a disputed one


def decimal_places(typed: str) -> int | None:
    """How many decimals a number shows: 2 for `0.30` and `7.6e-1`, 0 for `403.`, -1 for `1.2e2`; None for `2`, `-1/3`, which are exact."""
    if "/" in typed or not re.search(r"[.eE]", typed):
        return None
    mantissa, _, exponent = typed.lower().partition("e")
    return len(mantissa.partition(".")[2]) - int(exponent or 0)


def how_rounded(typed: str, stated: Fraction, true: Number, within: Fraction | None = None) -> HowRounded | None:
    """How a stated number follows from the true value; None if it does not, and is not within a tolerance either."""
    exact = Fraction(true)
    if stated == exact or (isinstance(true, Decimal) and abs(stated - exact) <= _SAME * max(Fraction(1), abs(exact))):
        return "exact"
    decimals = decimal_places(typed)
    if decimals is not None:
        unit = Fraction(10) ** -decimals
        up, even, cut = (unit * whole for whole in _rounded(_settled(exact / unit, true)))
        if stated in (up, even):
            return "rounded" if up == even else "rounded half up" if stated == up else "rounded half to even"
        if stated == cut:
            return "cut off"
    return "within the tolerance" if within is not None and abs(stated - exact) <= within else None


def rounding_slack(typed: str) -> Fraction:
    """How far a rounded number may be from the true value: a unit of its last digit, 0 for one that is exact."""
    decimals = decimal_places(typed)
    return Fraction(0) if decimals is None else Fraction(10) ** -decimals


def _settled(scaled: Fraction, true: Number) -> Fraction:
    """A value of 60 digits that is within a hair of a tie or a whole number is taken to be it."""
    near = Fraction(round(2 * scaled), 2)
    return near if isinstance(true, Decimal) and abs(near - scaled) <= _SAME * max(Fraction(1), abs(scaled)) else scaled


def _rounded(scaled: Fraction) -> tuple[int, int, int]:
    """To a whole number: half up, half to even, and cut off."""
    sign = -1 if scaled < 0 else 1
    cut = int(abs(scaled))
    rest = abs(scaled) - cut
    up = cut + (rest >= Fraction(1, 2))
    even = cut + cut % 2 if rest == Fraction(1, 2) else up
    return sign * up, sign * even, sign * cut


def true_value_text(true: Number, typed: str, stated: Fraction, shown: NumberFormat) -> str:
    """The true value as it is written beside a disputed number: with as many digits, and with more where the two would look alike.

    A fraction stays one beside a whole number or a fraction, unless the problem has decimals.
    """
    decimals, exact = decimal_places(typed), Fraction(true)
    if isinstance(true, Fraction) and (true.denominator == 1 or (decimals is None and shown.fractions != "none")):
        return str(true)
    if decimals is None and Fraction(shown_text(true, shown)) not in (stated, 0):
        return shown_text(true, shown)
    if "e" in typed.lower():
        return _scientific(exact, stated, len(re.sub(r"[^\d]", "", typed.lower().partition("e")[0]).lstrip("0")) or 1)
    return next(text for n in count(max(decimals or 0, 0)) if _is_apart(text := fixed_decimals(exact, n), stated, exact))


def _is_apart(text: str, stated: Fraction, exact: Fraction) -> bool:
    """Whether a rounded value differs from the disputed one, and has digits of its own."""
    digits = len(text.lstrip("-").replace(".", "").lstrip("0"))
    return Fraction(text) != stated and (digits >= _LEAST or Fraction(text) == exact or abs(exact) >= 1)


def fixed_decimals(x: Fraction, decimals: int) -> str:
    """With so many decimals, rounded half up; one that ends before is written without closing zeros."""
    whole = _rounded(x * 10**decimals)[0]
    digits = f"{abs(whole)}".zfill(decimals + 1)
    text, rest = f"{'-' if whole < 0 else ''}{digits[: len(digits) - decimals]}", digits[len(digits) - decimals :]
    rest = rest.rstrip("0") if Fraction(whole, 10**decimals) == x else rest
    return f"{text}.{rest}" if rest else text


def _scientific(x: Fraction, stated: Fraction, digits: int) -> str:
    """With a factor 10 to some power."""
    power = Decimal(x.numerator).adjusted() - Decimal(x.denominator).adjusted()
    power -= abs(x) < Fraction(10) ** power
    scale = Fraction(10) ** power
    return next(text for n in count(digits - 1) if Fraction(text := f"{fixed_decimals(x / scale, n)}e{power}") != stated)
