"""Which value a state is made from: that of the step before, or where a cell is read backwards that of the step after."""

from collections.abc import Iterable

from gen.algebra.expr import Expr, Shift, Var, variables


def step_before(state: Var, equations: Iterable[Expr]) -> Var:
    """`c[t-1]`, or `c[t+1]` where the right sides of the `equations` read that and not the other."""
    used = {var for rhs in equations for var in variables(rhs)}
    before, after = Var(state.name, Shift(-1)), Var(state.name, Shift(1))
    return after if after in used and before not in used else before
