"""The table of functions: one row each, value and slope against mpmath."""

from decimal import Decimal
from fractions import Fraction as F

import mpmath
import pytest

from gen.errors import NoConvention
from gen.evaluate import evaluate
from gen.expr import Atom, Var
from gen.number import Number
from gen.rules import RULES, apply, local_derivative

POINTS = {
    "relu": ([F(-2), F(1, 3), F(5)], lambda z: max(z, mpmath.mpf(0))),
    "abs": ([F(-2), F(1, 3), F(5)], abs),
    "tanh": ([F(-2), F(0), F(1, 3)], mpmath.tanh),
    "sigmoid": ([F(-2), F(0), F(1, 3)], lambda z: 1 / (1 + mpmath.exp(-z))),
    "exp": ([F(-2), F(0), F(1, 3)], mpmath.exp),
    "log": ([F(1, 3), F(1), F(7)], mpmath.log),
    "sqrt": ([F(1, 4), F(2), F(9)], mpmath.sqrt),
}
ROWS = [(fn, z) for fn, (points, _) in POINTS.items() for z in points]


def _mpf(x: Number) -> mpmath.mpf:
    return mpmath.mpf(str(x)) if isinstance(x, Decimal) else mpmath.mpf(x.numerator) / x.denominator


def test_every_function_has_a_row() -> None:
    """No function of the table goes untested."""
    assert set(POINTS) == set(RULES)


@pytest.mark.parametrize(("fn", "z"), ROWS)
def test_value_and_slope_are_those_of_mpmath(fn: str, z: F) -> None:
    """Value and derivative to 25 digits, the derivative by mpmath's own differences."""
    with mpmath.workdps(80):
        theirs = POINTS[fn][1]
        y, arg = Var("y"), Var("z")
        value = apply(fn, z, {})
        values: dict[Atom, Number] = {y: value, arg: z}
        slope = evaluate(local_derivative(fn, y, arg), values, {})
        assert abs(_mpf(value) - theirs(_mpf(z))) < mpmath.mpf(10) ** -50
        assert abs(_mpf(slope) - mpmath.diff(theirs, _mpf(z), h=mpmath.mpf(10) ** -30)) < mpmath.mpf(10) ** -25


@pytest.mark.parametrize("fn", [fn for fn, rule in RULES.items() if rule.sides])
def test_the_slope_at_a_kink_is_the_stated_one_or_none(fn: str) -> None:
    """A convention of 1/2 is taken as it is; without one there is no slope."""
    assert apply(f"{fn}'", F(0), {fn: F(1, 2)}) == F(1, 2)
    with pytest.raises(NoConvention):
        apply(f"{fn}'", F(0), {})
