"""Derivatives that nobody names: that with respect to the value of a function inside a formula, `tanh(c[3])` in `o[3]*tanh(c[3])`, and with
arrays over time also that with respect to a gate, each written out in the one line that takes it.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace

from gen.algebra.expr import Atom, Call, Expr, Mul, Neg, Partial, atoms
from gen.calculus.general_times import put_in
from gen.functions import FUNCTIONS
from gen.model.derivation import PlannedStep
from gen.model.trace import Trace


def written_out(lines: Collection[PlannedStep], trace: Trace, asked: Collection[Atom]) -> Iterable[PlannedStep]:
    """The lines of a plan with those that are recorded and `hidden`, and what they say where they are used."""
    uses = Counter(atom for line in lines for atom in atoms(line.rhs))
    inner = {eqn.out for eqn in trace.eqns if _is_inner(eqn.rhs, eqn.auto or bool(trace.shapes and eqn.out.time is not None))}
    adjoints = {line.lhs: line for line in lines if line.kind == "adjoint" and isinstance(line.lhs, Partial)}
    used_in_adjoints = Counter(atom for line in adjoints.values() for atom in atoms(line.rhs))

    def may_be_hidden(partial: Partial) -> bool:
        alone = uses[partial] == used_in_adjoints[partial] == 1
        return alone and partial not in asked and partial.wrt in inner and _is_product(adjoints[partial].rhs)

    # What is hidden at one time is at all.
    named = {(partial.of, partial.wrt.name) for partial in adjoints if not may_be_hidden(partial)}
    found: dict[Expr, Expr] = {}
    for line in lines:
        match line.lhs:
            case Partial(of, wrt) if line.kind == "adjoint":
                written = put_in(line.written, found, trace.shapes) if found else line.written
                hidden = (of, wrt.name) not in named
                if hidden:
                    found[line.lhs] = written
                yield replace(line, written=written, hidden=hidden)
            case _:
                yield line


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
