"""Which names of a cell are vectors and matrices where no number and no size says it, as in the equations of an LSTM.

`W @ x[t]` tells: a product of matrices has one vector, at its end, which has a time or a small letter. What is computed from arrays is one,
and so is what is added to them. Sizes stay open: a vector counts as one of 2, and a name that nothing tells is a number.
"""

from collections.abc import Iterator, Sequence

from gen.algebra.arrays import SCALAR, Shape
from gen.algebra.expr import Add, Call, Expr, MatMul, Mul, Var, children, walk
from gen.functions import gives
from gen.functions.shapes import shape
from gen.model.problem import Cell
from gen.model.trace import Shapes

_COLUMN, _ROW, _MATRIX = (2, 1), (1, 2), (2, 2)


def unstated_shapes(cell: Cell, known: Shapes) -> Shapes:
    """The shapes of a cell's names, as far as print needs them; those that are `known` stay. A number is not among the others."""
    shapes = dict(known)
    for equation in cell.equations:
        for name, own in _told(equation.rhs.expr):
            shapes.setdefault(name, own)
    while True:
        before = len(shapes)
        for equation in cell.equations:
            for name, own in ((equation.lhs.var.name, shape(equation.rhs.expr, shapes, strict=False)), *_added(equation.rhs.expr, shapes)):
                if own != SCALAR:
                    shapes.setdefault(name, own)
        if len(shapes) == before:
            return shapes


def _told(e: Expr) -> Iterator[tuple[str, Shape]]:
    """What products of matrices and functions of vectors say of the names that stand in them."""
    for part in walk(e):
        match part:
            case MatMul(factors):
                for factor, own in zip(factors, _sides(factors), strict=True):
                    turned = isinstance(factor, Call) and factor.fn == "transpose"
                    yield from _names(factor, own[::-1] if turned else own)
            case Call(fn, args) if gives(fn) in ("alike", "joined", "number"):
                for arg in args[:1] if fn == "normalize" else args:
                    yield from _names(arg, _COLUMN)
            case Call(fn, (arg, *_)) if gives(fn) in ("lines", "numbers"):
                yield from _names(arg, _MATRIX)


def _sides(factors: Sequence[Expr]) -> list[Shape]:
    """The shapes of the factors of a product: with a vector at its right end, at its left end, or transposed at the left of another."""
    found = [_MATRIX] * len(factors)
    if _may_be_vector(factors[-1]):
        found[-1] = _COLUMN
        if isinstance(factors[0], Call) and factors[0].fn == "transpose" and _may_be_vector(factors[0].args[0]):
            found[0] = _ROW
    elif _has_time(factors[0]):
        found[0] = _ROW
    return found


def _may_be_vector(e: Expr) -> bool:
    """A name with a time or a small letter; what is made of such."""
    if isinstance(e, Var):
        return not e.index and (_has_time(e) or e.name[0].islower())
    return not (isinstance(e, Call) and e.fn == "transpose") and all(map(_may_be_vector, (part for part in children(e))))


def _has_time(e: Expr) -> bool:
    return isinstance(e, Var) and e.time is not None and not e.index


def _names(e: Expr, own: Shape) -> Iterator[tuple[str, Shape]]:
    """The names that have the shape of what is made of them entry by entry; beside one with a time, one without may be a number."""
    match e:
        case Var(name, _, ()):
            yield name, own
        case Call("transpose", (Var(name, _, ()),)):
            yield name, own
        case Mul(parts) | Add(parts):
            for part in [part for part in parts if not isinstance(part, Var) or part.time is not None] or parts:
                yield from _names(part, own)
        case Call(fn, (arg,)) if not gives(fn) and fn != "transpose":
            yield from _names(arg, own)


def _added(e: Expr, shapes: Shapes) -> Iterator[tuple[str, Shape]]:
    """What is added to an array is one: a bias, and beside a product of matrices the weights of a peephole, the `p` of `p*c[t]`."""
    for part in walk(e):
        own = shape(part, shapes, strict=False) if isinstance(part, Add) else SCALAR
        terms = part.terms if isinstance(part, Add) and own != SCALAR else ()
        for term in terms:
            match term:
                case Var(name, _, ()):
                    yield name, own
                case Mul((Var(name, None, ()), Var(state))) if shapes.get(state) == own and any(isinstance(one, MatMul) for one in terms):
                    if len(name.split("_")[0]) == 1:
                        yield name, own
