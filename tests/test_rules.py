"""The table of functions: one row each, value and slope against mpmath."""

from decimal import Decimal
from fractions import Fraction as F

import mpmath
import pytest

from gen.array import Value, scalar
from gen.errors import NoConvention
from gen.evaluate import evaluate_number
from gen.expr import Atom, Var
from gen.number import Number
from gen.rules import CONVENTIONS, RULES, apply, lines, local_derivative

POINTS = {
    "relu": ([F(-2), F(1, 3), F(5)], lambda z: max(z, mpmath.mpf(0))),
    "abs": ([F(-2), F(1, 3), F(5)], abs),
    "leaky_relu": ([F(-2), F(1, 3), F(5)], lambda z: z if z > 0 else z / 100),
    "hard_sigmoid": ([F(-4), F(-2), F(1, 3), F(4)], lambda z: min(mpmath.mpf(1), max(mpmath.mpf(0), z / 6 + mpmath.mpf(1) / 2))),
    "elu": ([F(-40), F(-2), F(-1, 10**9), F(1, 3), F(5)], lambda z: z if z > 0 else mpmath.expm1(z)),
    "sign": ([F(-2), F(1, 3), F(5)], mpmath.sign),
    "step": ([F(-2), F(1, 3), F(5)], lambda z: mpmath.mpf(z > 0)),
    "floor": ([F(-2, 3), F(1, 3), F(7, 2)], mpmath.floor),
    "round": ([F(-2, 3), F(1, 3), F(10, 3)], mpmath.nint),
    "softplus": ([F(-40), F(0), F(1, 3), F(40)], lambda z: mpmath.log1p(mpmath.exp(z))),
    "silu": ([F(-40), F(0), F(1, 3)], lambda z: z / (1 + mpmath.exp(-z))),
    "gelu": ([F(-30), F(-2), F(0), F(1, 3), F(30)], lambda z: z * mpmath.ncdf(z)),
    "Phi": ([F(-30), F(-2), F(0), F(1, 3), F(30)], mpmath.ncdf),
    "phi": ([F(-2), F(0), F(1, 3)], mpmath.npdf),
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


def _at(fn: str, z: F, conventions: dict[str, F]) -> Number:
    return scalar(apply(fn, [z], conventions))


@pytest.mark.parametrize(("fn", "z"), ROWS)
def test_value_and_slope_are_those_of_mpmath(fn: str, z: F) -> None:
    """Value and derivative to 25 digits, the derivative by mpmath's own differences."""
    with mpmath.workdps(80):
        theirs = POINTS[fn][1]
        y, arg = Var("y"), Var("z")
        value = _at(fn, z, {})
        values: dict[Atom, Value] = {y: value, arg: z}
        slope = evaluate_number(local_derivative(fn, y, arg), values, {})
        assert abs(_mpf(value) - theirs(_mpf(z))) < mpmath.mpf(10) ** -50
        assert abs(_mpf(slope) - mpmath.diff(theirs, _mpf(z), h=mpmath.mpf(10) ** -30)) < mpmath.mpf(10) ** -25


@pytest.mark.parametrize("fn", [fn for fn in RULES if lines(fn)])
def test_lines_are_those_that_the_values_follow(fn: str) -> None:
    """At 1/3 and -1/3 a function is on one of its lines, with its slope."""
    for z in (F(1, 3), F(-1, 3)):
        assert (_at(f"{fn}'", z, {}), _at(fn, z, {})) in [(slope, slope * z + offset) for slope, offset in lines(fn)]


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_what_holds_at_a_kink_is_what_is_stated_or_nothing(convention: str) -> None:
    """A convention of 1/2 is taken as it is; without one there is no slope."""
    fn, place = convention.removesuffix(")").split("(")
    z = F(7) if place == "n" else F(place)
    assert _at(fn, z, {convention: F(1, 2)}) == F(1, 2)
    with pytest.raises(NoConvention):
        _at(fn, z, {})
