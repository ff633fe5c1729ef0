"""Values at the steps that the indices of general formulas stand for."""

from collections.abc import Mapping
from dataclasses import replace

from gen.algebra.expr import Atom, LocalDerivative, Partial, Shift, Time, Var, replace_atoms


def time_at(time: Time, at: Mapping[str, int]) -> Time:
    """A time at the step that its index stands for: k-1 with k = 3 is 2."""
    return at[time.base] + time.by if isinstance(time, Shift) and time.base in at else time


def atom_at(atom: Atom, at: Mapping[str, int]) -> Atom:
    """An atom at the steps that indices stand for: `h[k-1]` with k = 3 is `h[2]`."""

    def there(var: Var) -> Var:
        return replace(var, time=time_at(var.time, at))

    match atom:
        case Var():
            return there(atom)
        case Partial(of, wrt):
            return Partial(there(of), there(wrt))
        case LocalDerivative(fn, arg, among):
            return LocalDerivative(fn, there(arg), tuple(replace_atoms(one, lambda inner: atom_at(inner, at)) for one in among))
        case _:
            return atom
