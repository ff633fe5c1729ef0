"""The paths from one value to another, each as its local derivatives."""

from collections.abc import Collection, Iterator, Mapping

from gen.algebra.expr import UNIT, Expr, Var
from gen.algebra.printer import name_text
from gen.calculus.differentiate import differentiate
from gen.functions.simplify import zero_if_none
from gen.messages.errors import MathError
from gen.model.trace import Eqn

MAX_PATHS = 200
MAX_LENGTH = 300  # values on a path


def check_paths(way: Collection[Eqn], of: Var, wrt: Var) -> None:
    """Raises MathError where there are more paths than anybody reads, or longer ones. `way` are the equations between both, in order."""
    if len(way) > MAX_LENGTH:
        raise MathError(f"a path over {len(way)} values is too long to tell; use 'by: reverse'")
    counts = {wrt: 1}
    for eqn in way:
        counts[eqn.out] = sum(counts.get(v, 0) for v in eqn.inputs)
    if counts[of] > MAX_PATHS:
        label = f"d{name_text(of)}/d{name_text(wrt)}"
        raise MathError(f"{label} has {counts[of]:,} paths, more than {MAX_PATHS} to tell one by one; use 'by: reverse'")


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
