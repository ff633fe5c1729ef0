"""Numbers as they are shown: rounded to the digits that a problem asks for, or exactly."""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from gen.number import DIGITS, Number, Shown, lift

USUAL = Shown()


def rounded(x: Number, shown: Shown) -> str:
    """Plain decimal text with as many digits as are shown; scientific where significant digits would be long."""
    if x == 0:
        return "0"
    number = lift(x)
    if shown.kind == "decimals":
        wide = Context(prec=DIGITS + max(0, number.adjusted()), rounding=ROUND_HALF_EVEN)
        near = wide.quantize(number, Decimal(1).scaleb(-shown.n))
        return f"{near.copy_abs() if near == 0 else near:f}"
    near = Context(prec=shown.n, rounding=ROUND_HALF_EVEN).plus(number)
    return f"{near:.{shown.n - 1 - near.adjusted()}f}" if -6 <= near.adjusted() < shown.n else f"{near:.{shown.n - 1}e}"


def is_exact(x: Number, shown: Shown) -> bool:
    """Whether a number is shown as it is. Where there are only decimals, a fraction is if it ends within the digits shown."""
    if isinstance(x, Decimal):
        return x == 0
    return shown.fractions or x.denominator == 1 or Fraction(rounded(x, shown)) == x


def plainly(x: Number, shown: Shown) -> str:
    """`3/2`, `0.761594`; `1.5` where there are only decimals."""
    if x == 0 or (isinstance(x, Fraction) and (shown.fractions or x.denominator == 1)):
        return str(Fraction(x))
    if not is_exact(x, shown):
        return rounded(x, shown)
    mantissa, e, exponent = rounded(x, shown).partition("e")
    return mantissa.rstrip("0").rstrip(".") + e + exponent


def is_near(x: Number, value: Number, shown: Shown) -> bool:
    """Whether x is rounded to what is shown of a value. One with fewer digits than rounded ones have is exact: x must be it."""
    text = plainly(value, shown)
    mantissa, _, exponent = text.lstrip("-").partition("e")
    places = len(mantissa.partition(".")[2])
    digits = places if shown.kind == "decimals" else len(mantissa.replace(".", "").lstrip("0"))
    off = Fraction(10) ** (int(exponent or 0) - places) / 2 if digits == shown.n and "/" not in text else Fraction(0)
    return abs(Fraction(x) - Fraction(text)) <= off


def is_certain(x: Number, finer: Number, shown: Shown) -> bool:
    """Whether what is shown of a rounded number stays as it is when the number is computed with more digits."""
    if isinstance(x, Fraction) or x == 0:
        return True
    place = -shown.n if shown.kind == "decimals" else x.adjusted() - shown.n + 1
    wide = Context(prec=3 * DIGITS)
    return wide.subtract(lift(finer, wide), x).copy_abs() <= Decimal(1).scaleb(place - 3)


def as_shown(x: Number, shown: Shown) -> Number:
    """The number that a reader takes from the page."""
    return x if is_exact(x, shown) else Fraction(rounded(x, shown))


PLACES = 12  # beyond so many decimals a fraction is shorter


def typed(x: Number, decimals: bool) -> str:
    """As an author writes it: `1/4`, or `0.25` where decimals are wanted and end soon; `3`."""
    places = next((n for n in range(PLACES + 1) if 10**n % x.denominator == 0), None) if isinstance(x, Fraction) and decimals else None
    if places is None:
        return str(x)
    digits = f"{abs(x) * 10**places}".zfill(places + 1)
    whole, rest = digits[: len(digits) - places], digits[len(digits) - places :]
    return f"{'-' if x < 0 else ''}{whole}{'.' if rest else ''}{rest}"
