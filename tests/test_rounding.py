"""Numbers as they are shown."""

from decimal import Decimal
from fractions import Fraction as F

import pytest

from gen.algebra.numbers import Number, NumberFormat
from gen.algebra.rounding import as_shown, is_exact, rounds_to, shown_text

SIX, FOUR, THREE = NumberFormat(), NumberFormat("digits", 4), NumberFormat("decimals", 3)
DECIMALS = NumberFormat("digits", 4, fractions="none")
SHORT = NumberFormat("digits", 6, fractions="short")

ROUNDED = [
    # number, shown, text
    (Decimal("0.5"), SIX, "0.500000"),
    (Decimal("123456.7"), SIX, "123457"),
    (Decimal("1234567.8"), SIX, "1.23457e+6"),
    (Decimal("0.00001234567"), SIX, "0.0000123457"),
    (Decimal("1e-9"), SIX, "1.00000e-9"),
    (Decimal("0.76159415"), FOUR, "0.7616"),
    (Decimal("12345.6"), FOUR, "1.235e+4"),
    (Decimal("0.76159415"), THREE, "0.762"),
    (Decimal("-0.00001"), THREE, "0.000"),
    (Decimal("123456789.12345"), THREE, "123456789.123"),
    (F(1, 3), DECIMALS, "0.3333"),
    (F(12345, 2), DECIMALS, "6173"),
    (F(1, 3), NumberFormat("decimals", 3, fractions="none"), "0.333"),
    (F(-1113025, 663552), SHORT, "-1.67737"),
    (F(1055, 576), SHORT, "1.83160"),
    (F(10**4000 + 1, 3), SHORT, "3.33333e+3999"),
]
EXACT = [
    (F(3, 2), SIX, "3/2"),
    (F(-3), DECIMALS, "-3"),
    (F(123456789), DECIMALS, "123456789"),
    (F(3, 2), DECIMALS, "1.5"),
    (F(-1, 16), DECIMALS, "-0.0625"),
    (F(3, 2), NumberFormat("decimals", 3, fractions="none"), "1.5"),
    (F(0), DECIMALS, "0"),
    (F(1, 10**9), DECIMALS, "1e-9"),
    (F(-289, 480), SHORT, "-289/480"),
    (F(1, 65536), SHORT, "1/65536"),
    (F(7654321), SHORT, "7654321"),
    (F(12345, 10**4), SHORT, "1.2345"),
    (F(1113025, 663552), SIX, "1113025/663552"),
]


@pytest.mark.parametrize(("x", "shown", "expected"), ROUNDED)
def test_a_rounded_number_has_the_digits_that_are_shown(x: Number, shown: NumberFormat, expected: str) -> None:
    """Significant digits or decimals, scientific where significant digits would be long; the reader takes what is printed."""
    assert (shown_text(x, shown), is_exact(x, shown), as_shown(x, shown)) == (expected, False, F(expected))


@pytest.mark.parametrize(("x", "shown", "expected"), EXACT)
def test_an_exact_number_is_a_fraction_or_a_decimal_that_ends(x: Number, shown: NumberFormat, expected: str) -> None:
    """Whole numbers stay whole, and without fractions only what ends within the digits shown is exact. Short ones have at most six."""
    assert (shown_text(x, shown), is_exact(x, shown), as_shown(x, shown)) == (expected, True, x)


NEAR = [
    # computed from what is shown, value, shown, whether one is rounded to the other
    (Decimal("0.76155"), Decimal("0.76159415"), FOUR, True),
    (Decimal("0.76154"), Decimal("0.76159415"), FOUR, False),
    (F("1.87475"), F(15, 8), NumberFormat("decimals", 3, fractions="none"), True),
    (F("1.87475"), F(15, 8), THREE, False),
    (F("0.9999"), F(1), FOUR, False),
    (F(1), F(1), FOUR, True),
    (Decimal("1.23450e-9"), Decimal("1.2345678e-9"), FOUR, True),
]


@pytest.mark.parametrize(("x", "value", "shown", "near"), NEAR)
def test_a_calculator_lands_on_what_is_shown(x: Number, value: Number, shown: NumberFormat, near: bool) -> None:
    """Within half a unit of the last digit shown; on what is exact, exactly."""
    assert rounds_to(x, value, shown) is near
