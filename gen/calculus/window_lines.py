"""The line of one entry of a convolution, which shows the sum of products that its window is."""

from dataclasses import replace

from gen.algebra.arrays import SCALAR
from gen.algebra.expr import Call, Expr, Mul, Partial, Var, walk
from gen.algebra.options import CONVOLUTIONS
from gen.calculus.slices import part_or_whole
from gen.functions.shapes import shape
from gen.model.derivation import PlannedStep
from gen.model.trace import Shapes

MOST = 30  # products of one entry that are written down


def window_line(line: PlannedStep, shapes: Shapes) -> PlannedStep | None:
    """That of the first entry, if the line is a convolution of a forward pass or the gradient to a kernel."""
    e = line.written
    told = line.kind in ("evaluate", "adjoint") and not line.hidden and not line.window and _is_convolution(e)
    size = shape(e, shapes) if told else SCALAR
    index = (1,) if 1 in size else (1, 1)
    match line.lhs:
        case Var(index=()) as of if size != SCALAR:
            entry: Var | Partial = replace(of, index=index)
        case Partial(of, Var(index=()) as wrt) if size != SCALAR:
            entry = Partial(of, replace(wrt, index=index))
        case _:
            return None
    found = part_or_whole(e, index, shapes, entry)
    if found == entry or sum(isinstance(part, Mul) for part in walk(found)) > MOST:
        return None
    return PlannedStep(line.kind, entry, found, found, line.where, window=True)


def _is_convolution(e: Expr) -> bool:
    """Whether one stands in it whose input is no derivative, as that of the gradient to an input is."""
    calls = [part for part in walk(e) if isinstance(part, Call) and part.fn in CONVOLUTIONS]
    return bool(calls) and not any(isinstance(part, Partial) for call in calls for part in walk(call.args[0]))
