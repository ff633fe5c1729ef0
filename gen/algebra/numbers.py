"""Numbers: exact fractions as long as the operations allow, decimals of 60 digits beyond.

`Fraction` and `Decimal` refuse to mix (unlike `mpmath`, where a mixture falls back to a float in silence), so each operation
here lifts on purpose. Nothing is rounded for show in this module: see `rounding`.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from fractions import Fraction
from functools import cache
from typing import Literal

from gen.messages.errors import MathError, TooManyDigits

Number = Fraction | Decimal


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How numbers are printed: with so many digits, or so many decimals; exact ones as fractions, all or short ones, else as decimals."""

    kind: Literal["digits", "decimals"] = "digits"
    n: int = 6
    fractions: Literal["all", "short", "none"] = "all"


DIGITS = 60
MAX_BITS = 14_000  # of a numerator or denominator: 4,200 digits, as many as Python prints


def _context_of(digits: int) -> Context:
    return Context(prec=digits, rounding=ROUND_HALF_EVEN, traps=[Overflow, InvalidOperation, DivisionByZero])


_DEFAULT = _context_of(DIGITS)
_chosen: ContextVar[Context | None] = ContextVar("chosen", default=None)


def _context() -> Context:
    return _chosen.get() or _DEFAULT


@contextmanager
def precision(digits: int) -> Iterator[None]:
    """Compute with another number of digits for a while."""
    token = _chosen.set(_context_of(digits))
    try:
        yield
    finally:
        _chosen.reset(token)


def nearly_equal(a: Number, b: Number) -> bool:
    """Whether two numbers agree in more digits than are ever shown; exact ones must be the same."""
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a == b
    wide = _context_of(3 * DIGITS)
    x, y = to_decimal(a, wide), to_decimal(b, wide)
    return wide.subtract(x, y).copy_abs() <= wide.multiply(Decimal("1e-9"), max(x.copy_abs(), y.copy_abs()))


MAX_EXPONENT = 10_000
MAX_SIZE = 4_200  # digits before the point of a decimal, and zeros behind it: what an exact number may have
MAX_SIGMAS = 1_000_000  # of an argument of the normal distribution

ZERO, ONE = Fraction(0), Fraction(1)
_TINY = Decimal(1).scaleb(3 - DIGITS)


def to_decimal(x: Number, context: Context | None = None) -> Decimal:
    """The number as a decimal, rounded to the digits of the context."""
    if isinstance(x, Decimal):
        return x
    context = context or _context()
    return context.divide(Decimal(x.numerator), Decimal(x.denominator))


def _bounded(x: Fraction) -> Fraction:
    if max(x.numerator.bit_length(), x.denominator.bit_length()) > MAX_BITS:
        raise TooManyDigits("the number has grown beyond 4,200 digits")
    return x


def add(a: Number, b: Number) -> Number:
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return _bounded(a + b)
    return _decimal(_context().add, to_decimal(a), to_decimal(b))


def multiply(a: Number, b: Number) -> Number:
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return _bounded(a * b)
    if a == 0 or b == 0:
        return ZERO  # an exact 0 stays exact: a closed gate closes whatever comes through it
    return _decimal(_context().multiply, to_decimal(a), to_decimal(b))


def negate(a: Number) -> Number:
    return -a if isinstance(a, Fraction) else _context().minus(a)


def divide(a: Number, b: Number) -> Number:
    """a / b. Raises MathError where b is 0."""
    if b == 0:
        raise MathError("division by zero")
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return _bounded(a / b)
    return _decimal(_context().divide, to_decimal(a), to_decimal(b))


def power(base: Number, exponent: Number) -> Number:
    """base ** exponent, exact where the exponent is whole; 0 ** 0 is 1, as in Python and in polynomials."""
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        whole = exponent.numerator
        if abs(whole) > MAX_EXPONENT:
            raise TooManyDigits(f"a power above {MAX_EXPONENT:,}")
        if base == 0 and whole < 0:
            raise MathError("division by zero: a negative power of 0")
        if isinstance(base, Fraction):
            bits = max(base.numerator.bit_length(), base.denominator.bit_length())
            if abs(base) not in (0, 1) and abs(whole) * (bits - 1) > MAX_BITS:
                raise TooManyDigits("the number has grown beyond 4,200 digits")
            return _bounded(base**whole)
        return _decimal(_context().power, base, Decimal(whole))
    if base < 0:
        raise MathError("a negative number to a power that is not whole")
    if base == 0:
        if exponent > 0:
            return ZERO
        raise MathError("division by zero: a negative power of 0")
    if exponent == Fraction(1, 2):
        return sqrt(base)
    return _decimal(_context().power, to_decimal(base), to_decimal(exponent))


def exp(x: Number) -> Number:
    return ONE if x == 0 else _of_size(_decimal(_context().exp, to_decimal(x)))  # 0 is what is too small for a decimal


def log(x: Number) -> Number:
    """The natural logarithm. Raises MathError unless x > 0."""
    if x <= 0:
        raise MathError("logarithm of a number that is not positive")
    return ZERO if x == 1 else _decimal(_context().ln, to_decimal(x))


def sqrt(x: Number) -> Number:
    """The square root, exact for squares of fractions. Raises MathError for x < 0."""
    if x < 0:
        raise MathError("square root of a negative number")
    if isinstance(x, Fraction):
        top, bottom = math.isqrt(x.numerator), math.isqrt(x.denominator)
        if top * top == x.numerator and bottom * bottom == x.denominator:
            return Fraction(top, bottom)
    return _decimal(_context().sqrt, to_decimal(x))


def sigmoid(x: Number) -> Number:
    """1 / (1 + exp(-x)); exactly 1/2 at 0."""
    if x == 0:
        return Fraction(1, 2)
    if x > 0:
        return divide(ONE, add(ONE, exp(negate(x))))
    e = exp(x)  # which cannot be too large
    return divide(e, add(ONE, e))


def tanh(x: Number) -> Number:
    """(1 - e) / (1 + e) with e = exp(-2|x|), with as many digits more as the subtraction loses near 0."""
    if x == 0:
        return ZERO
    size = to_decimal(x).copy_abs()  # not abs() or a minus sign: those round to the 28 digits of Python's own context
    wide = _context_of(_context().prec + 5 + max(0, -size.adjusted()))
    e = wide.exp(wide.multiply(Decimal(-2), size if isinstance(x, Decimal) else to_decimal(abs(x), wide)))
    value = _context().divide(wide.subtract(Decimal(1), e), wide.add(Decimal(1), e))
    return value if x > 0 else value.copy_negate()


def elu(x: Number) -> Number:
    """x for x > 0, else exp(x) - 1, with as many digits more as the subtraction loses near 0."""
    if sign(x) >= 0:
        return x
    wide = _context_of(_context().prec + 5 + max(0, -to_decimal(x).adjusted()))
    return _context().plus(wide.subtract(wide.exp(to_decimal(x, wide)), Decimal(1)))


def softplus(x: Number) -> Number:
    """log(1 + exp(x)), which for x > 0 is x + log(1 + exp(-x))."""
    return add(x, softplus(negate(x))) if x > 0 else log1p(exp(x))


def log1p(x: Number) -> Number:
    """log(1 + x) for x >= 0, with as many digits more as 1 + x hides."""
    if not x or (size := to_decimal(x).adjusted()) < -2 * _context().prec:
        return to_decimal(x) if x else x
    wide = _context_of(_context().prec + 5 + max(0, -size))
    return _context().plus(wide.ln(wide.add(Decimal(1), to_decimal(x, wide))))


def normal_density(x: Number) -> Number:
    """exp(-x^2/2) / sqrt(2 pi)."""
    wide = _context_of(_context().prec + 5 + max(0, 2 * to_decimal(x).adjusted()))
    return _context().plus(_density(to_decimal(x, wide), wide))


def normal_distribution(x: Number) -> Number:
    """The integral of `normal_density` up to x; exactly 1/2 at 0. What is beyond |x| comes from a series, far out an asymptotic one."""
    if x == 0:
        return Fraction(1, 2)
    if to_decimal(x).copy_abs() > MAX_SIGMAS:
        raise TooManyDigits(f"the normal distribution beyond {MAX_SIGMAS:,}")
    digits = _context().prec + 10
    half_square = float(min(to_decimal(x).copy_abs(), Decimal(10**6))) ** 2 / 2
    far = half_square > 2.4 * digits
    wide = _context_of(digits + 5 + (2 * max(0, to_decimal(x).adjusted()) if far else int(half_square)))
    size = to_decimal(x, wide).copy_abs()
    square = wide.multiply(size, size)
    term = wide.divide(_density(size, wide), size) if far else wide.multiply(_density(size, wide), size)
    total, n = term, 1
    while term and term.adjusted() > total.adjusted() - wide.prec and not (far and n > 2 * half_square):
        factor = wide.divide(Decimal(-n), square) if far else wide.divide(square, Decimal(n + 2))
        term = wide.multiply(term, factor)
        total, n = wide.add(total, term), n + 2
    beyond = total if far else wide.subtract(Decimal("0.5"), total)
    return _context().plus(beyond if x < 0 else wide.subtract(Decimal(1), beyond))


def _density(x: Decimal, wide: Context) -> Decimal:
    half_square = wide.divide(wide.multiply(x, x), Decimal(2))
    return wide.divide(wide.exp(wide.minus(half_square)), wide.sqrt(wide.multiply(Decimal(2), _pi(wide.prec))))


@cache
def _pi(digits: int) -> Decimal:
    """16 arctan(1/5) - 4 arctan(1/239), in whole numbers."""
    one = 10 ** (digits + 10)

    def arctan(n: int) -> int:
        power, total, k = one // n, 0, 1
        while power:
            total, power, k = total + (power // k if k % 4 == 1 else -(power // k)), power // n**2, k + 2
        return total

    return _context_of(digits).divide(Decimal(16 * arctan(5) - 4 * arctan(239)), Decimal(one))


def sine(x: Number, quarters: int = 0) -> Number:
    """sin(x + quarters pi/2), by its series at the nearest quarter of a turn, with as many digits more as the way there loses."""
    if x == 0:
        return (ZERO, ONE, ZERO, -ONE)[quarters % 4]
    more, n, rest = max(0, to_decimal(x).adjusted()), 0, to_decimal(x)
    for _ in range(2):
        wide = _context_of(_context().prec + 10 + more)
        quarter = wide.divide(_pi(wide.prec), Decimal(2))
        n = int(wide.divide(to_decimal(x, wide), quarter).to_integral_value())
        rest = wide.subtract(to_decimal(x, wide), wide.multiply(Decimal(n), quarter))
        more += max(0, -rest.adjusted())
    turn = (n + quarters) % 4
    square, k = wide.multiply(rest, rest), int(turn % 2 == 0)
    total = term = rest if k else Decimal(1)
    while term and term.adjusted() > total.adjusted() - wide.prec:
        term = wide.divide(wide.multiply(term.copy_negate(), square), Decimal((k + 1) * (k + 2)))
        total, k = wide.add(total, term), k + 2
    return _context().plus(total if turn < 2 else total.copy_negate())


def unchecked_floor(x: Number) -> Fraction:
    """The largest whole number that is not more than x, however near x is to one."""
    return Fraction(math.floor(x))


def floor(x: Number) -> Number:
    """The largest whole number that is not more than x. Raises MathError where a rounded number is too near to one to tell."""
    below = unchecked_floor(x)
    return below + 1 if compare(x, below + 1) >= 0 else below if compare(x, below) >= 0 else below - 1


def nearest_integer(x: Number) -> Number:
    """The nearest whole number. Raises MathError halfway between two, where books differ."""
    above = floor(add(x, Fraction(1, 2)))
    if compare(x, Fraction(above) - Fraction(1, 2)) == 0:
        raise MathError("rounding what lies halfway between two whole numbers")
    return above


def _decimal(operation: Callable[..., Decimal], *operands: Decimal) -> Decimal:
    try:
        result = operation(*operands)
    except Overflow:
        raise TooManyDigits("the number is too large") from None
    except (InvalidOperation, DivisionByZero):
        raise MathError("the value is not defined") from None
    return _of_size(result) if result else result


def _of_size(x: Decimal) -> Decimal:
    """The number, if it has no more digits or zeros than a person writes. Raises MathError."""
    if x.adjusted() > MAX_SIZE:
        raise TooManyDigits(f"the number has grown beyond {MAX_SIZE:,} digits")
    if x.adjusted() < -MAX_SIZE:
        raise TooManyDigits(f"the number is too small: more than {MAX_SIZE:,} zeros stand before its first digit")
    return x


def sign(x: Number) -> int:
    """-1, 0 or 1. Raises MathError where a rounded number is too near 0 to tell: no kink is decided by a rounding error."""
    if isinstance(x, Fraction):
        return (x.numerator > 0) - (x.numerator < 0)
    if x.copy_abs() < _TINY:
        raise TooManyDigits("the sign of a rounded number this close to 0 cannot be told")
    return (x > 0) - (x < 0)


def compare(x: Number, place: Fraction) -> int:
    """-1, 0 or 1: on which side of a kink x is. Raises MathError where a rounded number is too near to tell."""
    return sign(x if place == 0 else add(x, -place))
