"""Names for what a derivative is made of, where the author has some: `sqrt(v + eps)` where the cell says that v is the variance of each
column, although nothing on the way back asks for v itself."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from gen.algebra.expr import Call, Partial, Var, walk
from gen.calculus.general_times import put_in
from gen.functions import BY_AXIS
from gen.model.derivation import PlannedStep
from gen.model.trace import Trace

_DERIVATIVES = ("adjoint", "chain", "accumulate")


def named_calls(lines: Collection[PlannedStep], trace: Trace) -> tuple[Var, ...]:
    """The values of a cell over rows or columns that stand in derivatives as what they are."""
    named = {eqn.rhs: eqn.out for eqn in trace.eqns if not eqn.auto and isinstance(eqn.rhs, Call) and eqn.rhs.fn in BY_AXIS}
    derivatives = [line.rhs for line in lines if line.kind in _DERIVATIVES and isinstance(line.lhs, Partial)]
    return tuple(dict.fromkeys(named[part] for e in derivatives for part in walk(e) if part in named))


def with_names(lines: Collection[PlannedStep], names: Collection[Var], trace: Trace) -> Iterator[PlannedStep]:
    """The lines of a plan, derivatives with these names in the place of what they are."""
    values = {eqn.rhs: eqn.out for eqn in trace.eqns if eqn.out in names}
    for line in lines:
        if values and line.kind in _DERIVATIVES:
            rhs, written = (put_in(e, dict(values), trace.shapes) for e in (line.rhs, line.written))
            yield replace(line, rhs=rhs, written=written)
        else:
            yield line
