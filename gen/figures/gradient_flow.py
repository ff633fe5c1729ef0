"""Where a gradient goes and where it dies: walked backward from what is differentiated, through the equations with their numbers.

A *gate* of a value is a function in its equation; it is closed where its slope is exactly 0. A value is alive if some product of
local derivatives from it to the target is made of factors none of which is 0.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from gen.algebra.arrays import Value, numbers
from gen.algebra.expr import UNIT, Atom, Call, Expr, LocalDerivative, Var
from gen.calculus import Vjp, differentiate, evaluate, evaluate_number
from gen.functions import FUNCTIONS, Conventions, local_derivative
from gen.messages.errors import MathError
from gen.model.memo import Memo
from gen.model.trace import Eqn, Shapes, Trace


@dataclass(frozen=True, slots=True)
class Flow:
    """Of the author's values: which the gradient reaches, which have a closed gate, and which edges (source, target) it passes.

    `cut` are the values that it reaches and does not pass because the item says so.
    """

    alive: frozenset[Var]
    closed: frozenset[Var]
    passed: frozenset[tuple[Var, Var]]
    cut: frozenset[Var]

    @property
    def dies(self) -> frozenset[Var]:
        """The values at which a gradient arrives and comes to a closed gate."""
        return self.alive & self.closed


def flow(
    trace: Trace,
    targets: Collection[Var],
    values: Mapping[Atom, Value],
    conventions: Conventions,
    cut: Collection[Var] = (),
    memo: Memo | None = None,
) -> Flow:
    """The gradient of the targets; `values` are those of the trace, with the slopes that a derivation has already.

    A slope at a kink for which no convention is stated was not needed: nothing is said of what lies behind it.
    """
    memo = memo or Memo()
    owner = memo.call(_owners, trace)
    known = dict(values)
    closed, alive, passed = set[Var](), set(targets), set[tuple[Var, Var]]()
    for eqn in trace.eqns:
        match eqn.rhs:
            case Call(fn, (Var() as z,)) if not FUNCTIONS[fn].array:
                slope = _slope(eqn.out, fn, z, known, conventions)
                if slope is not None:
                    known[LocalDerivative(fn, z)] = slope
                if slope is not None and _is_nothing(slope):
                    closed.add(owner[eqn.out])
    stopped = {var for var in cut if var not in targets}
    for eqn in reversed(trace.eqns):
        if eqn.out not in alive or eqn.out in stopped:
            continue
        for source in eqn.uses:
            if _partial(eqn, source, known, conventions, trace.shapes, memo):
                alive.add(source)
                if source not in owner or owner[source] == source:
                    passed.add((source, owner[eqn.out]))
    inner = {var for var, own in owner.items() if var != own}
    return Flow(frozenset(alive - inner), frozenset(closed), frozenset(passed), frozenset(stopped & alive))


def _in_letters(eqn: Eqn, source: Var) -> Expr | None:
    """The local derivative; None where the value does not move with its source."""
    return differentiate(eqn.rhs, lambda var: UNIT if var == source else None)


def _is_nothing(slope: Value) -> bool:
    return not any(numbers(slope))


def _owners(trace: Trace) -> dict[Var, Var]:
    """The author's value that each computed value belongs to: an inner one belongs to the one that uses it."""
    inner = {eqn.out for eqn in trace.eqns if eqn.auto}
    owner: dict[Var, Var] = {}
    for eqn in reversed(trace.eqns):  # users come first
        owner.setdefault(eqn.out, eqn.out)
        owner |= {source: owner[eqn.out] for source in eqn.uses if source in inner}
    return owner


def _slope(out: Var, fn: str, z: Var, values: Mapping[Atom, Value], conventions: Conventions) -> Value | None:
    if LocalDerivative(fn, z) in values:
        return values[LocalDerivative(fn, z)]
    try:
        return evaluate(local_derivative(fn, out, z), values, conventions)
    except MathError:
        return None


def _partial(eqn: Eqn, source: Var, values: Mapping[Atom, Value], conventions: Conventions, shapes: Shapes, memo: Memo) -> bool:
    """Whether the local derivative is there, known, and not 0; of arrays, whether anything comes through from some entry."""
    if shapes:
        reached = any(var == source for var, _ in Vjp(shapes).pull_back(eqn.rhs, eqn.out, eqn.out))
        primes = (
            [LocalDerivative(eqn.rhs.fn, source), LocalDerivative(eqn.rhs.fn, source, eqn.rhs.args)] if isinstance(eqn.rhs, Call) else []
        )
        return reached and not any(_is_nothing(values[prime]) for prime in primes if prime in values)
    e = memo.call(_in_letters, eqn, source)
    try:
        return e is not None and evaluate_number(e, values, conventions) != 0
    except (MathError, KeyError):
        return False
