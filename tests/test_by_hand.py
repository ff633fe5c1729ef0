"""What a page leaves out of the numbers of a derivative, which the record keeps."""

from fractions import Fraction as F

import pytest

from gen.algebra.arrays import Array
from gen.algebra.expr import Atom, Var
from gen.algebra.printer import text
from gen.calculus.evaluate import evaluate
from gen.document.by_hand import by_hand
from gen.messages.errors import Location
from gen.model.source import Text
from gen.syntax.parse import expression

VALUES: dict[Atom, F | Array] = {
    Var("a"): F(-2),
    Var("b"): F(3),
    Var("one"): F(1),
    Var("ein"): F(1),
    Var("nil"): F(0),
    Var("half"): F(1, 2),
    Var("c"): F(1, 2),
    Var("u"): Array(((F(1),), (F(1),))),
}

ROWS = [
    # an expression, its numbers as a person writes them
    ("one*a*ein", "-2"),
    ("one*ein", "1"),
    ("nil + a*b", "-2*3"),
    ("nil + nil", "0"),
    ("a*nil + b", "3"),
    ("a*nil + nil*b", "0*3"),
    ("b + one**2*a - u*nil", "3 - 2 - [1, 1]*0"),
    ("b - one*a", "3 - (-2)"),
    ("b + one*a", "3 - 2"),
    ("half*c*half*b", "(1/2)^3*3"),
    ("half*c*b", "1/2*(1/2)*3"),
    ("a*a*a*a", "(-2)^4"),
    ("1 - one", "1 - 1"),
    ("tanh(one*a + nil)", "tanh(1*(-2) + 0)"),
    ("one*u*b", "[1, 1]*3"),
    ("-(one*b)", "-3"),
    ("one*(nil + b*ein)", "3"),
]


@pytest.mark.parametrize(("source", "expected"), ROWS)
def test_factors_1_and_terms_0_are_left_out_and_equal_factors_are_a_power(source: str, expected: str) -> None:
    """The value stays; numbers of the equation itself, arrays, and what is inside a function stay as they are."""
    e = expression(Text(source, Location("", 1, 1))).expr
    short = by_hand(e, VALUES)
    assert text(short, VALUES) == expected
    assert evaluate(short, VALUES, {}) == evaluate(e, VALUES, {})
