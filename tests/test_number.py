"""Numbers: exact as long as possible, 60 digits beyond, and refused before they hurt."""

from decimal import Decimal, localcontext
from fractions import Fraction as F

import mpmath
import pytest

from gen.algebra import numbers as number
from gen.algebra.numbers import Number
from gen.messages.errors import MathError


@pytest.mark.parametrize(
    ("found", "exact"),
    [
        (number.add(F(1, 3), F(1, 6)), F(1, 2)),
        (number.divide(F(1), F(-3)), F(-1, 3)),
        (number.power(F(-2), F(3)), F(-8)),
        (number.power(F(2), F(-2)), F(1, 4)),
        (number.power(F(0), F(0)), F(1)),
        (number.power(F(-1), F(10**4)), F(1)),
        (number.power(F(4, 9), F(1, 2)), F(2, 3)),
        (number.sqrt(F(9, 16)), F(3, 4)),
        (number.tanh(F(0)), F(0)),
        (number.sigmoid(F(0)), F(1, 2)),
        (number.exp(F(0)), F(1)),
        (number.log(F(1)), F(0)),
        (number.multiply(F(0), number.exp(F(1))), F(0)),
    ],
)
def test_what_can_be_exact_is_exact(found: Number, exact: F) -> None:
    """Rational operations, and functions at their rational points, give fractions."""
    assert (type(found), found) == (F, exact)


POINTS = [F(1), F(-1), F(1, 10**12), F(-1, 10**30), F(25), F(-40), F(7, 3), F(355, 113)]
FUNCTIONS = {
    "tanh": (number.tanh, mpmath.tanh),
    "exp": (number.exp, mpmath.exp),
    "sine": (number.sine, mpmath.sin),
    "cosine": (lambda x: number.sine(x, 1), mpmath.cos),
    "sigmoid": (number.sigmoid, lambda x: 1 / (1 + mpmath.exp(-x))),
    "softplus": (number.softplus, lambda x: mpmath.log1p(mpmath.exp(x))),
    "log1p": (lambda x: number.log1p(abs(x)), lambda x: mpmath.log1p(abs(x))),
}


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("x", POINTS, ids=str)
def test_functions_have_55_right_digits(name: str, x: F) -> None:
    """Against mpmath at 120 digits, also near 0 and where the function saturates, and whatever Python's own context says."""
    ours, theirs = FUNCTIONS[name]
    with mpmath.workdps(120), localcontext() as context:
        context.prec = 5
        true = theirs(mpmath.mpf(x.numerator) / x.denominator)
        assert abs(mpmath.mpf(str(ours(x))) - true) <= abs(true) * mpmath.mpf(10) ** -55


@pytest.mark.parametrize(
    ("compute", "message"),
    [
        (lambda: number.divide(F(1), F(0)), "division by zero"),
        (lambda: number.power(F(0), F(-1)), "division by zero: a negative power of 0"),
        (lambda: number.power(F(-2), F(1, 2)), "a negative number to a power that is not whole"),
        (lambda: number.log(F(0)), "logarithm of a number that is not positive"),
        (lambda: number.sqrt(F(-1)), "square root of a negative number"),
        (lambda: number.power(F(10), F(9_999)), "the number has grown beyond 4,200 digits"),
        (lambda: number.multiply(F(10**4_000), F(10**4_000)), "the number has grown beyond 4,200 digits"),
        (lambda: number.power(F(1), F(10**10)), "a power above 10,000"),
        (lambda: number.exp(F(10**9)), "the number is too large"),
        (lambda: number.sign(Decimal("1e-59")), "the sign of a rounded number this close to 0 cannot be told"),
    ],
)
def test_what_does_not_exist_is_refused_in_words(compute: object, message: str) -> None:
    """Each impossible value has its own sentence, and none takes long."""
    assert callable(compute)
    with pytest.raises(MathError) as error:
        compute()
    assert str(error.value) == message
