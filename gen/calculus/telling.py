"""How a derivative is told."""

from gen.algebra.arrays import SCALAR, shape_words
from gen.algebra.expr import Var
from gen.algebra.printer import text
from gen.functions.shapes import shape
from gen.messages.errors import MathError
from gen.model.general_rule import Form
from gen.model.problem import Mode
from gen.model.trace import Shapes


def mode_for(of: Var, wrt: Var, mode: Mode, shapes: Shapes) -> Form:
    """How a derivative is told: as the author says where there are only numbers, otherwise as the shapes allow. Raises MathError."""
    above, below = shape(of, shapes), shape(wrt, shapes)
    if not shapes:
        return mode
    if mode == "paths":
        raise MathError("paths are told with numbers only; use 'by: reverse'")
    if above == SCALAR and (below != SCALAR or wrt.index or mode == "reverse"):
        return "reverse"
    if below != SCALAR:
        if part := next((var for var in (of, wrt) if var.index), None):
            raise MathError(f"a Jacobian is told of whole vectors; ask for that with {text(part.whole)} in place of {text(part)}")
        return "jacobian"
    if wrt.index or mode == "reverse":
        message = f"{text(of)} is {shape_words(above)}; the derivative of a vector to a number is told forward, to a name of its own"
        raise MathError(f"{message}; ask for one entry of {text(of)}")
    return "forward"


def check_second(of: Var, wrts: tuple[Var, Var], mode: Mode, shapes: Shapes) -> None:
    """Raises MathError where a second derivative is not told: it is of a number, to numbers and vectors by their names."""
    if mode == "paths":
        raise MathError("a second derivative is not told by paths; use 'by: forward' or 'by: reverse'")
    if shape(of, shapes) != SCALAR:
        raise MathError(f"{text(of)} is {shape_words(shape(of, shapes))}; a second derivative is that of a number, such as a loss")
    for var in (of, *wrts):
        if var.index:
            raise MathError(f"a second derivative is told of whole names, and {text(var)} is an entry; ask for all of {text(var.whole)}")
        if 1 not in shape(var, shapes):
            raise MathError(f"{text(var)} is {shape_words(shape(var, shapes))}; a second derivative is told to numbers and vectors")
