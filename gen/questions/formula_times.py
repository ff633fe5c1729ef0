"""The letters that stand for a time in a general formula, and numbers in their place."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from gen.algebra.expr import Atom, Delta, Expr, LocalDerivative, Num, Partial, Shift, Time, Var, atoms, replace_atoms
from gen.questions.formula_inputs import UnrolledCell


def time_letters(e: Expr) -> dict[str, None]:
    """The letters that stand for a time in a formula."""
    found: dict[str, None] = {}
    for atom in atoms(e):
        match atom:
            case Var():
                times = [atom.time]
            case LocalDerivative(_, arg):
                times = [arg.time]
            case Partial(of, wrt):
                times = [of.time, wrt.time]
            case Delta(a, b):
                times = [a, b]
            case _:
                times = []
        found |= {time.base: None for time in times if isinstance(time, Shift)}
    return found


def put_in(e: Expr, named: Mapping[str, int]) -> Expr:
    """A formula with numbers for the letters that stand for a time."""

    def time(general: Time) -> Time:
        return named[general.base] + general.by if isinstance(general, Shift) else general

    def at(var: Var) -> Var:
        return replace(var, time=time(var.time))

    def put(atom: Atom) -> Expr:
        match atom:
            case Var():
                return at(atom)
            case LocalDerivative(fn, arg):
                return LocalDerivative(fn, at(arg))
            case Partial(of, wrt):
                return Partial(at(of), at(wrt))
            case Delta(a, b):
                return Num(Fraction(time(a) == time(b)))
            case _:
                return atom

    return replace_atoms(e, put)


def unknown_values(used: tuple[Expr, ...], unrolled: UnrolledCell) -> list[Var]:
    """The values in a formula that the unrolled cell does not have, such as h[-1]."""
    known = {*unrolled.trace.inputs, *(eqn.out for eqn in unrolled.trace.eqns)}
    found: list[Var] = []
    for atom in used:
        match atom:
            case Var():
                found.append(atom)
            case LocalDerivative(_, arg):
                found.append(arg)
            case Partial(of, wrt):
                found += [of, wrt]
    return [var for var in found if var.whole not in known]
