"""Numbers as they are shown: rounded to the digits that a problem asks for, exactly, or as their author typed them."""

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from gen.algebra.arrays import Value, array, mapped, numbers, rows_of
from gen.algebra.numbers import DIGITS, Number, NumberFormat, to_decimal

USUAL = NumberFormat()
SHORT = 6  # digits above and below the line of a fraction; a longer one is no easier to read than a decimal, and harder to compare
_TYPED = re.compile(r"([+-]?)\s*([^\s/]+)(?:\s*/\s*(\S+))?")


class TypedNumber(Fraction):
    """An exact number with the text of its author, for print alone: whatever is computed with it is a plain fraction.

    The text is brought into one form: `.5` is `0.5`, `+2` is `2`, `5.` is `5`; `0.50`, `6/4` and `1e-8` stay.
    """

    __slots__ = ("text",)
    text: str

    def __new__(cls, value: Number, typed: str) -> "TypedNumber":
        self = super().__new__(cls, value)
        self.text = _normalized_literals(value, typed)
        return self


def as_typed(value: Value, texts: Iterable[Iterable[str]]) -> Value:
    """A value for print, each number as its author typed it."""
    return array(map(TypedNumber, *row) for row in zip(rows_of(value), texts, strict=True))


def _normalized_literals(value: Number, typed: str) -> str:
    found = _TYPED.fullmatch(typed.strip())
    assert found, f"'{typed}' has been read as a number"
    return "-" * (value < 0) + "/".join(normalized_literal(part) for part in found.groups()[1:] if part)


def normalized_literal(number: str) -> str:
    """A number without a sign as it is printed: `.5` as `0.5`, `5.` as `5`, `1E-08` as `1e-8`."""
    mantissa, e, exponent = number.lower().partition("e")
    whole, _, decimals = mantissa.partition(".")
    return (whole.lstrip("0") or "0") + (f".{decimals}" if decimals else "") + (f"e{int(exponent)}" if e else "")


def rounded_text(x: Number, shown: NumberFormat) -> str:
    """Plain decimal text with as many digits as are shown; scientific where significant digits would be long.

    What lies halfway between two is rounded away from 0, as students do. Whether it does is decided on the fraction.
    """
    if x == 0:
        return "0"
    if shown.kind == "decimals":
        near = _at_place(x, -shown.n)
        return f"{near.copy_abs() if near == 0 else near:f}"
    first = first_place(x)
    near = _at_place(x, first - shown.n + 1)
    if near.adjusted() > first:  # 9.99 has become 10.0, with one digit too many
        near = _at_place(x, first - shown.n + 2)
    return f"{near:.{shown.n - 1 - near.adjusted()}f}" if -6 <= near.adjusted() < shown.n else f"{near:.{shown.n - 1}e}"


def first_place(x: Number) -> int:
    """The power of ten of the first digit that is not 0."""
    if isinstance(x, Decimal):
        return x.adjusted()
    top, bottom = abs(x.numerator), x.denominator
    place = len(str(top)) - len(str(bottom))
    below = bool(top * 10 ** max(0, -place) < bottom * 10 ** max(0, place))
    return place - below


def _at_place(x: Number, place: int) -> Decimal:
    """The nearest multiple of this power of ten."""
    if isinstance(x, Decimal):
        wide = Context(prec=DIGITS + max(0, x.adjusted() - place), rounding=ROUND_HALF_UP)
        return wide.quantize(x, Decimal(1).scaleb(place, wide))
    top, bottom = abs(x.numerator) * 10 ** max(0, -place), x.denominator * 10 ** max(0, place)
    units = (2 * top + bottom) // (2 * bottom)
    return Decimal((int(x < 0), tuple(map(int, str(units))), place))


def is_exact(x: Number, shown: NumberFormat) -> bool:
    """Whether a number is shown as it is. One that is not shown as a fraction is if it ends within the digits shown."""
    if isinstance(x, Decimal):
        return x == 0
    return isinstance(x, TypedNumber) or is_written_as_fraction(x, shown) or Fraction(rounded_text(x, shown)) == x


def is_written_as_fraction(x: Fraction, shown: NumberFormat) -> bool:
    """Whether a number is shown as a fraction or, without one below the line, as a whole number."""
    if x.denominator == 1 or shown.fractions == "all":
        return True
    few = max(x.numerator.bit_length(), x.denominator.bit_length()) <= 4 * SHORT
    return shown.fractions == "short" and few and len(f"{abs(x.numerator)}{x.denominator}") <= SHORT


def with_all_fractions(shown: NumberFormat) -> NumberFormat:
    """For a record: long fractions as they are, where the page has decimals beside short ones."""
    return replace(shown, fractions="all") if shown.fractions == "short" else shown


def common_format(value: Value, shown: NumberFormat) -> NumberFormat:
    """How the entries of one array are shown: all of them as decimals once one is rounded."""
    return shown if all(is_exact(x, shown) for x in numbers(value)) else replace(shown, fractions="none")


def shown_text(x: Number, shown: NumberFormat) -> str:
    """`3/2`, `0.761594`; `1.5` where there are only decimals; `1e-8` if the author has typed it so."""
    if isinstance(x, TypedNumber):
        return x.text
    if x == 0 or (isinstance(x, Fraction) and is_written_as_fraction(x, shown)):
        return str(Fraction(x))
    if not is_exact(x, shown):
        return rounded_text(x, shown)
    mantissa, e, exponent = rounded_text(x, shown).partition("e")
    return (mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa) + e + exponent


def unit_in_last_place(x: Number, shown: NumberFormat) -> Fraction:
    """What the last digit counts of a number that is shown as a decimal."""
    mantissa, _, exponent = shown_text(x, shown).partition("e")
    return Fraction(10) ** (int(exponent or 0) - len(mantissa.partition(".")[2]))


def rounds_to(x: Number, value: Number, shown: NumberFormat) -> bool:
    """Whether x is rounded to what is shown of a value. One with fewer digits than rounded ones have is exact: x must be it."""
    text = shown_text(value, shown)
    mantissa, _, exponent = text.lstrip("-").partition("e")
    places = len(mantissa.partition(".")[2])
    digits = places if shown.kind == "decimals" else len(mantissa.replace(".", "").lstrip("0"))
    off = Fraction(10) ** (int(exponent or 0) - places) / 2 if digits == shown.n and "/" not in text else Fraction(0)
    return abs(Fraction(x) - Fraction(text)) <= off


def is_certain(x: Number, finer: Number, shown: NumberFormat) -> bool:
    """Whether what is shown of a rounded number stays as it is when the number is computed with more digits."""
    if isinstance(x, Fraction) or x == 0:
        return True
    place = -shown.n if shown.kind == "decimals" else x.adjusted() - shown.n + 1
    wide = Context(prec=3 * DIGITS)
    return wide.subtract(to_decimal(finer, wide), x).copy_abs() <= Decimal(1).scaleb(place - 3)


def as_shown(x: Number, shown: NumberFormat) -> Number:
    """The number that a reader takes from the page."""
    return x if is_exact(x, shown) else Fraction(rounded_text(x, shown))


def as_printed(value: Value, shown: NumberFormat) -> Value:
    """The value that a reader takes from the page."""
    style = common_format(value, shown)
    return mapped(value, lambda x: as_shown(x, style))


PLACES, MOST_PLACES = 12, 240  # beyond so many decimals a number has an exponent; and so many has a file at most


def round_half_up(x: Number, decimals: int) -> Fraction:
    """The number rounded to so many decimals, away from 0 halfway between two."""
    return Fraction(_at_place(x, -decimals))


def as_author_writes(x: Number, decimals: bool) -> str:
    """As an author writes it: `1/4`, or `0.25` and `2.5e-13` where decimals are wanted and end; `3`."""
    places = next((n for n in range(MOST_PLACES + 1) if 10**n % x.denominator == 0), None) if isinstance(x, Fraction) and decimals else None
    if places is None:
        return str(x)
    digits, sign = f"{abs(x) * 10**places}", "-" if x < 0 else ""
    if places > PLACES:
        return f"{sign}{digits[0]}{'.' if digits[1:] else ''}{digits[1:]}e{len(digits) - 1 - places}"
    digits = digits.zfill(places + 1)
    whole, rest = digits[: len(digits) - places], digits[len(digits) - places :]
    return f"{sign}{whole}{'.' if rest else ''}{rest}"
