"""The slopes of functions on the way of a derivative, a line for each."""

from collections.abc import Collection, Iterable, Iterator

from gen.algebra.expr import Call, LocalDerivative, Var
from gen.functions import FUNCTIONS, local_derivative
from gen.model.derivation import PlannedStep
from gen.model.trace import Eqn


def slopes_of(way: Iterable[Eqn], moving: Collection[Var]) -> Iterator[PlannedStep]:
    """Those of the functions in equations y = f(z), and of maxima and minima to those of their arguments that move."""
    for eqn in way:
        match eqn.rhs:
            case Call(fn, (Var() as z, *literals) as args) if not FUNCTIONS[fn].array:
                among = args if literals else ()
                slope = local_derivative(fn, eqn.out, z, among)
                yield PlannedStep("local", LocalDerivative(fn, z, among), slope, slope, eqn.where)
            case Call(fn, args) if (rule := FUNCTIONS[fn].array) and rule.ties:
                for z in dict.fromkeys(arg for arg in args if isinstance(arg, Var) and arg.whole in moving):
                    slope = local_derivative(fn, eqn.out, z, args)
                    yield PlannedStep("local", LocalDerivative(fn, z, args), slope, slope, eqn.where)
