"""How a gradient is told where the author does not say."""

from collections.abc import Iterable

from gen.algebra.arrays import SCALAR
from gen.algebra.expr import Partial, Var, atoms
from gen.functions.shapes import shape
from gen.model.problem import Mode
from gen.model.trace import Trace

SHORT = 3  # steps that tangents are carried along by hand


def default_mode(trace: Trace, targets: Iterable[tuple[Var, Var | None]]) -> Mode:
    """Forward for numbers, each with respect to one number over at most three steps or none, and for what is no number; else reverse.

    The derivatives are those that are asked for, and those in the equations of what is asked for.
    """
    named = list(targets)
    before = trace.before([var for pair in named for var in pair if var])
    held = [atom for eqn in trace.eqns if eqn.out in before for atom in atoms(eqn.rhs) if isinstance(atom, Partial)]
    pairs = [(of, wrt) for of, wrt in named if wrt] + [(atom.of, atom.wrt) for atom in held]
    if any(shape(of, trace.shapes) != SCALAR for of, _ in pairs):
        return "forward"
    last = max((var.time for var in before if isinstance(var.time, int)), default=0)
    several = len(set(pairs)) > len({of for of, _ in pairs})
    single = not several and all(shape(wrt, trace.shapes) == SCALAR for _, wrt in pairs)
    return "forward" if single and last <= SHORT else "reverse"
