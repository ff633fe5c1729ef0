"""Entries that are put at other places: what is flattened, and vectors that are matrices again."""

from collections.abc import Mapping

from gen.algebra.arrays import Value
from gen.algebra.expr import Atom, Call, Expr, LocalDerivative, Num, Partial, Var, walk
from gen.algebra.values import value_of
from gen.functions.registry import FUNCTIONS

_RESHAPES = ("flatten", "reshape")
_PLACES = (*_RESHAPES, "concat", "rows")


def reshaped(e: Expr, values: Mapping[Atom, Value]) -> Value | None:
    """The numbers of what is flattened or reshaped, with nothing computed; None for anything else."""
    if not (isinstance(e, Call) and e.fn in _PLACES):
        return None
    return _placed(e, values) if any(isinstance(part, Call) and part.fn in _RESHAPES for part in walk(e)) else None


def _placed(e: Expr, values: Mapping[Atom, Value]) -> Value | None:
    match e:
        case Num(value):
            return value
        case Var() | Partial() | LocalDerivative():
            return value_of(e, values)
        case Call(fn, args) if fn in _PLACES:
            found = [_placed(arg, values) for arg in args]
            return None if None in found else FUNCTIONS[fn].value(*found)
        case _:
            return None
