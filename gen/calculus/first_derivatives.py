"""The lines of a derivative as equations of a trace: so the rules that differentiate values differentiate derivatives as well.

`dL/dz = 2*(z - y)` is an equation like any other if `dL/dz` is the name of a value. What the rules make of it, `d(dL/dz)/dw`, is the
second derivative.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from gen.algebra.expr import Atom, Call, Expr, Index, LocalDerivative, Partial, SecondDerivative, Var, replace_atoms, variables, walk
from gen.algebra.printer import text
from gen.calculus.general_times import put_in
from gen.calculus.local_slopes import slopes_of
from gen.functions import FUNCTIONS
from gen.functions.shapes import shape
from gen.messages.errors import MathError
from gen.model.derivation import PlannedStep
from gen.model.trace import Eqn, Trace

Derivative = Partial | LocalDerivative


@dataclass(frozen=True)
class FirstDerivatives:
    """A `trace` that goes on with the lines of derivatives, the names of these in it, and the slopes of the functions of values."""

    trace: Trace
    names: Mapping[Derivative, Var]
    slopes: frozenset[LocalDerivative]

    @property
    def constants(self) -> Mapping[Var, Var]:
        """The names of slopes between two kinks, which do not move, and what they are slopes at."""
        told = {eqn.out for eqn in self.trace.eqns}
        return {name: one.arg.whole for one, name in self.names.items() if isinstance(one, LocalDerivative) and name not in told}

    def told(self, line: PlannedStep) -> PlannedStep | None:
        """A line that is made of this trace, with derivatives in place of their names; None for the slope of a function within a slope."""
        if isinstance(line.lhs, LocalDerivative) and line.lhs not in self.slopes:
            return None
        lhs, rhs = self.derivative(line.lhs), self.written(line.rhs)
        assert isinstance(lhs, Atom)
        return replace(line, lhs=lhs, rhs=rhs, written=rhs)

    def written(self, e: Expr) -> Expr:
        return put_in(e, {atom: self.derivative(atom) for atom in walk(e) if isinstance(atom, Atom)}, self.trace.shapes)

    @cached_property
    def of_name(self) -> Mapping[Var, Derivative]:
        """The derivative of each name."""
        return {name: one for one, name in self.names.items()}

    def derivative(self, atom: Atom) -> Expr:
        """What an atom of this trace is in a derivation."""
        of_name = self.of_name
        match atom:
            case Var() if atom.whole in of_name:
                return _part(of_name[atom.whole], atom.index)
            case Partial(of, wrt) if of.whole in of_name:
                return SecondDerivative(_part(of_name[of.whole], of.index), wrt)
            case LocalDerivative(fn, arg) if atom not in self.slopes and arg.whole not in of_name and (slope := FUNCTIONS[fn].slope):
                return slope(Call(fn, (arg,)), arg)
            case LocalDerivative(fn, arg) if arg.whole in of_name:
                raise MathError(f"the second derivative leads through {fn} of {text(of_name[arg.whole])}, which is not written out")
            case _:
                return atom


def _part(of: Derivative, index: Index) -> Derivative:
    if not index:
        return of
    return replace(of, wrt=replace(of.wrt, index=index)) if isinstance(of, Partial) else replace(of, arg=replace(of.arg, index=index))


def first_derivatives(lines: Iterable[PlannedStep], trace: Trace) -> FirstDerivatives:
    """The lines of values and of derivatives as one trace. Raises MathError where a slope has a form that is not differentiated."""
    own = [line for line in lines if isinstance(line.lhs, Partial | LocalDerivative)]
    names: dict[Derivative, Var] = {}
    shapes: dict[str, tuple[int, int]] = dict(trace.shapes)
    eqns: list[Eqn] = []

    def named(atom: Atom) -> Expr:
        match atom:
            case Partial() | LocalDerivative() if atom in names:
                return names[atom]
            case Partial(_, Var(index=index) as wrt) if index:
                return replace(names[replace(atom, wrt=wrt.whole)], index=index)
            case LocalDerivative(_, Var(index=index) as arg) if index:
                return replace(names[replace(atom, arg=arg.whole)], index=index)
            case _:
                assert isinstance(atom, Var), f"nothing tells {text(atom)}"
                return atom

    for line in own:
        assert isinstance(line.lhs, Partial | LocalDerivative)
        rhs = replace_atoms(line.written, named)
        if isinstance(line.lhs, LocalDerivative):
            _check_slope(line.lhs.fn, rhs)
        else:
            _check_line(line.lhs, line.written)
        name = names[line.lhs] = Var(str(line.lhs))
        if trace.shapes:
            shapes[name.name] = shape(line.lhs, trace.shapes)
        if not isinstance(line.lhs, LocalDerivative) or FUNCTIONS[line.lhs.fn].slope:  # a slope between two kinks is a constant
            eqns.append(Eqn(name, rhs, rhs, line.where or trace.eqns[-1].where, auto=True))
    longer = replace(trace, eqns=(*trace.eqns, *eqns), shapes=shapes)
    slopes = slopes_of(trace.eqns, {var for eqn in trace.eqns for var in eqn.uses})
    return FirstDerivatives(longer, names, frozenset(line.lhs for line in slopes if isinstance(line.lhs, LocalDerivative)))


def _check_slope(fn: str, rhs: Expr) -> None:
    """Raises MathError for a slope with a function of a formula in it, and for one that is another on each side of a kink."""
    inner = [e for e in walk(rhs) if isinstance(e, Call) and e.fn in FUNCTIONS and not FUNCTIONS[e.fn].array and variables(e)]
    pieces = FUNCTIONS[fn].pieces
    if (pieces and pieces.smooth) or any(not isinstance(arg, Var) for e in inner for arg in e.args):
        raise MathError(f"a second derivative through {fn} is not told; ask for the first one")


def _check_line(of: Partial, told: Expr) -> None:
    """Raises MathError for the slope of a function of arrays in which another stands around a formula, as log(p/q) in that of `kl`."""
    for e in walk(told):
        known = isinstance(e, Call) and e.fn in FUNCTIONS and (not FUNCTIONS[e.fn].array or e.fn in ("max", "min"))
        if isinstance(e, Call) and known and any(variables(arg) and not isinstance(arg, Atom) for arg in e.args):
            raise MathError(f"{text(of)} has {text(e)} in it, and no second derivative through that is told; ask for the first one")
