"""Arrays that are written as such where numbers are put in."""

from gen.algebra.arrays import Array, Value
from gen.algebra.expr import Call, Expr, LocalDerivative, Num, Partial, SecondDerivative, Var
from gen.algebra.numbers import ONE
from gen.algebra.printer import Values
from gen.algebra.values import value_of
from gen.functions import FUNCTIONS, reshaped
from gen.functions.linalg import diagonal, full, transpose
from gen.functions.shapes import shape
from gen.model.trace import Shapes

_NAMED = (Var, LocalDerivative, Partial, SecondDerivative)


def literal_array(e: Expr, values: Values, shapes: Shapes) -> Value | None:
    """What is written as one array where numbers are put in: a transposed one, and those that the tool makes."""
    match e:
        case Call("transpose", (arg,)) if isinstance(arg, _NAMED):
            return transpose(value_of(arg, values))
        case Call("turned", (Var() as arg,)):
            return FUNCTIONS["turned"].value(value_of(arg, values))
        case Call("transpose", (Call() as arg,)) if (inner := literal_array(arg, values, shapes)) is not None:
            return transpose(inner)
        case Call("diag", (Var() | LocalDerivative() | Partial() | SecondDerivative() as arg,)) if isinstance(
            entries := value_of(arg, values), Array
        ):
            return diagonal(entries)
        case Call("unit" | "zeros" | "ones" as fn, (Num(n), Num(m))):
            return FUNCTIONS[fn].value(n, m)
        case Call("units", (Num(n), Num(first), Num(last))):
            return FUNCTIONS["units"].value(n, first, last)
        case Call("ones", (arg,)):
            return full(shape(arg, shapes, strict=False), ONE)
        case Call("identity", (arg,)):
            return diagonal(full((max(shape(arg, shapes, strict=False)), 1), ONE))
        case _:
            return reshaped(e, values)
