"""A gradient in an equation is a number for what comes after it: true of what does not move it, and of nothing else.

Routes take the gradients in equations as given. So a derivative on whose way such a gradient lies has to be one to a value that this
gradient does not depend on.
"""

from collections.abc import Collection, Mapping

from gen.algebra.expr import Atom, Partial, SecondDerivative, Var, atoms
from gen.algebra.printer import text
from gen.messages.errors import VerificationError
from gen.model.derivation import Derivation
from gen.verify.recurrence import Recurrence


def check_held_gradients(derivation: Derivation, recurrence: Recurrence) -> None:
    """Raises VerificationError where a derivative would go through a gradient that is taken for a constant."""
    trace = recurrence.trace
    held = {eqn.out: [atom for atom in atoms(eqn.rhs) if isinstance(atom, Partial)] for eqn in trace.eqns}
    sources = {out: trace.before([var for one in found for var in (one.of, one.wrt)]) for out, found in held.items() if found}
    if not sources:
        return
    used = {eqn.out: eqn.uses for eqn in trace.eqns}
    for partial in (one for step in derivation.numbers for one in _taken(step.lhs)):
        for out in _between(partial.of.whole, partial.wrt.whole, used, recurrence.cut):
            if partial.wrt.whole in sources.get(out, ()):
                raise VerificationError(f"{text(partial)} goes through a gradient in {text(out)}, which moves with {text(partial.wrt)}")


def _taken(lhs: Atom) -> tuple[Partial, ...]:
    """The derivatives that have to be right for a step: of a second one that to each of both."""
    match lhs:
        case Partial():
            return (lhs,)
        case SecondDerivative(Partial(of) as first, wrt):
            return first, Partial(of, wrt)
        case _:
            return ()


def _between(of: Var, wrt: Var, used: Mapping[Var, Collection[Var]], cut: Collection[Var]) -> set[Var]:
    """What `of` is made of by equations behind `wrt`, itself included."""
    found, todo = set[Var](), [of]
    while todo:
        var = todo.pop()
        if var not in found and var != wrt and (var == of or var not in cut):
            found.add(var)
            todo += used.get(var, ())
    return found
