"""Derivatives that nobody names: that with respect to the value of a function inside a formula, `tanh(c[3])` in `o[3]*tanh(c[3])`, and with
arrays over time also that with respect to a gate, each written out in the one line that takes it. Slopes that have no name, as that of a
root has none, are written out in every line.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace

from gen.algebra.expr import TWO, Atom, Call, Expr, LocalDerivative, Mul, Neg, Partial, Pow, Var, atoms
from gen.calculus.general_times import put_in
from gen.functions import FUNCTIONS, WITHOUT_PRIME
from gen.model.derivation import PlannedStep
from gen.model.trace import Eqn, Trace

_DERIVATIVES = ("adjoint", "chain", "term", "accumulate")


def written_out(lines: Collection[PlannedStep], trace: Trace, asked: Collection[Atom]) -> Iterable[PlannedStep]:
    """The lines of a plan with those that are recorded and `hidden`, and what they say where they are used."""
    uses = Counter(atom for line in lines for atom in atoms(line.rhs))
    inner = {eqn.out for eqn in trace.eqns if _is_inner(eqn.rhs, eqn.auto or bool(trace.shapes and eqn.out.time is not None))}
    inner |= inner_arguments(trace.eqns).keys()
    adjoints = {line.lhs: line for line in lines if line.kind == "adjoint" and isinstance(line.lhs, Partial)}
    used_in_adjoints = Counter(atom for line in adjoints.values() for atom in atoms(line.rhs))

    def may_be_hidden(partial: Partial) -> bool:
        alone = uses[partial] == used_in_adjoints[partial] == 1
        return alone and partial not in asked and partial.wrt in inner and _is_product(adjoints[partial].rhs)

    # What is hidden at one time is at all.
    named = {(partial.of, partial.wrt.name) for partial in adjoints if not may_be_hidden(partial)}
    slopes = {line.lhs for line in lines if isinstance(line.lhs, LocalDerivative) and line.lhs.fn in WITHOUT_PRIME}
    found: dict[Expr, Expr] = {line.lhs: line.written for line in lines if line.lhs in slopes}
    roots = squares_of_roots(trace.eqns)
    for line in lines:
        hidden = line.hidden or line.lhs in slopes
        if line.kind == "adjoint" and isinstance(line.lhs, Partial):
            hidden = (line.lhs.of, line.lhs.wrt.name) not in named
        if line.kind in _DERIVATIVES:
            line = replace(line, rhs=put_in(line.rhs, roots, trace.shapes), written=put_in(line.written, {**roots, **found}, trace.shapes))
        if hidden and line.kind == "adjoint":
            found[line.lhs] = line.written
        yield replace(line, hidden=hidden)


def squares_of_roots(eqns: Iterable[Eqn]) -> dict[Expr, Expr]:
    """What nobody writes of a root that has a name: its square, and what that is."""
    roots = ((eqn.out, eqn.rhs.args[0]) for eqn in eqns if isinstance(eqn.rhs, Call) and eqn.rhs.fn == "sqrt")
    return {Pow(root, TWO): arg for root, arg in roots}


def inner_arguments(eqns: Iterable[Eqn]) -> dict[Var, Expr]:
    """What the tool has named within a formula for a function whose slope has no name, `v + eps` for `sqrt(v + eps)`."""
    named = {eqn.out: eqn.rhs for eqn in eqns if eqn.auto}
    calls = (rhs for rhs in named.values() if isinstance(rhs, Call) and rhs.fn in WITHOUT_PRIME)
    return {arg: named[arg] for call in calls for arg in call.args if isinstance(arg, Var) and arg in named}


def _is_inner(rhs: Expr, nameless: bool) -> bool:
    """Whether an equation is that of the value of a function."""
    return nameless and isinstance(rhs, Call) and FUNCTIONS[rhs.fn].array is None


def _is_product(e: Expr) -> bool:
    match e:
        case Neg(arg):
            return _is_product(arg)
        case Mul(factors):
            return all(isinstance(factor, Atom) for factor in factors)
        case _:
            return isinstance(e, Atom)
