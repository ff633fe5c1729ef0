"""The rules of differentiation, as a table: expression, and its derivative to x with y depending on x."""

from pathlib import Path

import pytest

from gen.algebra.expr import UNIT, Expr, LocalDerivative, Partial, Var
from gen.algebra.printer import text
from gen.calculus.differentiate import differentiate
from gen.calculus.plan import plan
from gen.functions.simplify import collect_powers
from gen.messages.errors import Location
from gen.model.source import Text
from gen.syntax.parse import expression
from tests.support.problems import solve_text

X, Y = Var("x"), Var("y")


def _read(source: str) -> Expr:
    where = Location("test", 1, 1, source)
    return expression(Text(source, where, (where,))).expr


def _d(var: Var) -> Expr | None:
    return UNIT if var == X else Partial(Y, X) if var == Y else None


@pytest.mark.parametrize(
    ("source", "derivative"),
    [
        ("a", "-"),
        ("x", "1"),
        ("-x", "-1"),
        ("a*x", "a"),
        ("x*a", "a"),
        ("a*y + b*x", "a*dy/dx + b"),
        ("x*y", "y + x*dy/dx"),
        ("x*x", "2*x"),
        ("x*x*x", "3*x*x"),
        ("a - x", "-1"),
        ("(1 - x)*y", "(1 - x)*dy/dx - y"),
        ("x/a", "1/a"),
        ("a/x", "-a/x^2"),
        ("y/x", "dy/dx/x - y/x^2"),
        ("x**0", "-"),
        ("x**1", "1"),
        ("x**2", "2*x"),
        ("x**3", "3*x^2"),
        ("x**(-1)", "-x^(-2)"),
        ("y**2", "2*y*dy/dx"),
        ("a**x", "a^x*log(a)"),
        ("relu(x)", "relu'(x)"),
        ("tanh(y)", "tanh'(y)*dy/dx"),
        ("x + x", "2"),
    ],
)
def test_rule(source: str, derivative: str) -> None:
    """Sum, product, quotient, power and chain rule in the author's order, formal factors 1 dropped."""
    found = differentiate(_read(source), _d)
    assert ("-" if found is None else text(found)) == derivative


def test_factors_along_a_path_are_collected() -> None:
    """In the order of the path, the sign in front."""
    r3, r2 = LocalDerivative("relu", Var("z", 3)), LocalDerivative("relu", Var("z", 2))
    factors: list[Expr] = [r3, Var("V"), r2, _read("-V"), Var("h", 1)]
    assert text(collect_powers(factors)) == "-relu'(z[3])*V*relu'(z[2])*V*h[1]"


def test_a_plan_has_no_numbers() -> None:
    """plan() is told equations only; one plan serves every variant."""
    assert "givens" not in plan.__code__.co_varnames


SATURATED = """title: Saturated
cells:
  c:
    h[t]: {fn}(V*h[t-1] + 9*a[t] + 9*b[t] + 9*d[t])
items:
  - id: {ident}
    prompt: Compute it.
    given: {{V: 1/2, "h[0]": 0, a: [{a}, 1/50], b: [1/100, 1/50], d: [1/100, 1/50]}}
    ask: gradient of h[2] wrt V, a[1]
    points: {{all: 1}}
"""


@pytest.mark.parametrize("fn", ["tanh", "sigmoid"])
@pytest.mark.parametrize(("ident", "a"), [("a", "1/100"), ("c", "1/100"), ("d", "1/100"), ("e", "5"), ("f", "-5")])
def test_a_function_near_its_limit_is_no_disagreement(fn: str, ident: str, a: str, tmp_path: Path) -> None:
    """Where 1 - tanh(z)^2 loses 40 digits, on the author's numbers or on those drawn by the item's name, all routes still agree."""
    solved = solve_text(SATURATED.format(fn=fn, ident=ident, a=a), tmp_path)
    assert len(solved.items[0].readings[0].derivation.asked) == 2
