"""The paths from one value to another, each as its local derivatives."""

from collections.abc import Collection, Iterator, Mapping

from gen.algebra.expr import UNIT, Expr, Var
from gen.calculus.differentiate import differentiate
from gen.functions.simplify import zero_if_none
from gen.model.trace import Eqn


def factors_of_paths(eqns: Mapping[Var, Eqn], of: Var, wrt: Var, moving: Collection[Var]) -> Iterator[list[Expr]]:
    """The factors of each way from wrt to `of` through what is `moving`, latest first."""
    eqn = eqns[of]
    # What uses wrt directly comes first, so that the sum begins with the latest use, as one writes it.
    for before in sorted(eqn.inputs, key=lambda v: v != wrt):
        if before == wrt:
            yield [_partial(eqn, before)]
        elif before in moving:
            for factors in factors_of_paths(eqns, before, wrt, moving):
                yield [_partial(eqn, before), *factors]


def _partial(eqn: Eqn, wrt: Var) -> Expr:
    """The immediate partial derivative of an equation to one of its inputs."""
    return zero_if_none(differentiate(eqn.rhs, lambda var: UNIT if var == wrt else None))
