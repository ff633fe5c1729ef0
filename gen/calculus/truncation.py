"""Truncated backpropagation: how far back the gradient of a value looks.

The gradient of a value at time T, truncated after k steps, takes all that was computed at the times up to T - k as constant. A loss
without a time, a sum over steps, looks at several times: it is told as the sum of the gradients of what it adds up, each with a
window of its own (Williams and Peng, 1990).
"""

from collections.abc import Collection

from gen.algebra.expr import Var
from gen.model.trace import Trace


def times_of(trace: Trace, of: Var) -> frozenset[int]:
    """The times at which a value is computed, or those of what a value without time is made of."""
    if isinstance(of.time, int):
        return frozenset([of.time])
    by_out = {eqn.out: eqn for eqn in trace.eqns}
    found, seen, todo = set[int](), set[Var](), [of.whole]
    while todo:
        var = todo.pop()
        if var in by_out and var not in seen:
            seen.add(var)
            if isinstance(var.time, int):
                found.add(var.time)
            else:
                todo += by_out[var].uses
    return frozenset(found)


def gradient_cut(trace: Trace, of: Var, steps: int | None) -> frozenset[Var]:
    """What counts as constant in the gradient of a value that is truncated after so many steps; nothing if it is not."""
    looks = times_of(trace, of)
    if steps is None or not looks:
        return frozenset()
    first = max(looks) - steps
    return frozenset(eqn.out for eqn in trace.eqns if isinstance(eqn.out.time, int) and eqn.out.time <= first)


def common_gradient_cut(trace: Trace, targets: Collection[Var], steps: int | None) -> frozenset[Var] | None:
    """What counts as constant for all targets; None where that differs, or where one looks at several times, each with its own window."""
    if steps is None:
        return frozenset()
    looks = {times_of(trace, of) for of in targets}
    return gradient_cut(trace, next(iter(targets)), steps) if len(looks) == 1 and len(next(iter(looks))) == 1 else None
