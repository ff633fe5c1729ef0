"""The derivative of a vector with respect to a vector, written as a product of matrices: `diag(1 - h^2) V`."""

from collections.abc import Callable, Sequence

from gen.algebra.arrays import SCALAR
from gen.algebra.expr import UNIT, Call, Expr, MatMul, Mul, Neg, Var, variables
from gen.algebra.printer import text
from gen.calculus.vjp import Vjp, chain_product, selection, transposed, units
from gen.functions import BY_AXIS, FUNCTIONS
from gen.functions.shapes import broadcast_like, shape
from gen.functions.simplify import product, sum_of
from gen.messages.errors import MathError
from gen.model.trace import Eqn, Shapes


def jacobian(e: Expr, d: Callable[[Var], Expr | None], shapes: Shapes, y: Expr, through: Var | None = None) -> Expr | None:
    """The Jacobian of a vector that is called y, where `d` tells that of each named value (None where it does not move).

    Rows are numbered as the entries of e, columns as those of what it is differentiated to. Raises MathError where it would
    lead through a matrix, and through a number unless `d` knows the gradients of numbers, too, which are those to `through`.
    """

    def of(part: Expr) -> Expr | None:
        return jacobian(part, d, shapes, part, through)

    parts = []
    for unit, factor in units(e).items():
        is_number = shape(unit, shapes) == SCALAR
        if is_number and through:
            if (gradient := gradient_of_number(unit, d, shapes, through)) is not None:
                column = broadcast_like(factor, e, shapes)
                column = column if shape(column, shapes)[1] == 1 else transposed(column, shapes)
                row = gradient if shape(gradient, shapes)[0] == 1 else transposed(gradient, shapes)
                parts.append(chain_product([column, row], shapes))
            continue
        inner = _of_unit(unit, d, of, shapes, y if unit == e else unit)
        if inner is not None:
            if is_number:
                raise MathError(f"the derivative leads through the number {text(unit)}; ask for that of a number, by: reverse")
            parts.append(_matrix_chain([_diagonal(factor, shapes), inner], shapes))
    if parts and 1 not in shape(e, shapes):
        raise MathError(f"the derivative leads through the matrix {text(y)}; ask for that of a number, by: reverse")
    return sum_of(parts)


def toward_vector(eqn: Eqn, d: Callable[[Var], Expr | None], shapes: Shapes, wrt: Var) -> Expr | None:
    """How the value of an equation moves with a vector, be it a number or a vector itself; `d` knows both of all before."""
    if shape(eqn.out, shapes) == SCALAR:
        return gradient_of_number(eqn.rhs, d, shapes, wrt)
    return jacobian(eqn.rhs, d, shapes, eqn.out, wrt)


def gradient_of_number(e: Expr, d: Callable[[Var], Expr | None], shapes: Shapes, wrt: Var) -> Expr | None:
    """The gradient of a number, in the shape of the vector `wrt`: what comes to each named value, times how that moves."""
    parts = []
    for var, came in Vjp(shapes).pull_back(e, UNIT, e):
        inner = d(var)
        if inner is None:
            continue
        if shape(var, shapes) == SCALAR:
            parts.append(product([came, inner]))
        elif _is_identity(inner):
            parts.append(came)
        elif 1 not in shape(var, shapes):
            raise MathError(f"the derivative leads through the matrix {text(var)}; ask for an entry of its own name")
        else:
            column = came if shape(came, shapes)[1] == 1 else transposed(came, shapes)
            gradient = chain_product([transposed(inner, shapes), column], shapes)
            parts.append(transposed(gradient, shapes) if shape(wrt, shapes)[0] == 1 else gradient)
    return sum_of(parts)


def _of_unit(unit: Expr, d: Callable[[Var], Expr | None], of: Callable[[Expr], Expr | None], shapes: Shapes, y: Expr) -> Expr | None:
    match unit:
        case Var(index=()):
            return d(unit)
        case Call("ones" | "identity" | "zeros" | "unit"):
            return None
        case Var() if (inner := d(unit.whole)) is not None and (chosen := selection(unit, shapes)) and 1 in shape(unit.whole, shapes):
            return _matrix_chain([Call("transpose", (chosen,)), inner], shapes)
        case Call("transpose", (arg,)) if 1 in shape(arg, shapes):
            return of(arg)
        case MatMul(factors):
            return sum_of([part for i, factor in enumerate(factors) if (part := _in_product(factors, i, of(factor), shapes)) is not None])
        case Call(fn, (arg, *others) as args) if (rule := FUNCTIONS[fn].array) and rule.jacobian and not _moves(others, d):
            inner = of(arg)
            return None if inner is None else _matrix_chain([rule.jacobian(args, y, [shape(arg, shapes)]), inner], shapes)
        case Call(fn, args) if (rule := FUNCTIONS[fn].array) and rule.named and not rule.jacobian and fn not in BY_AXIS:
            sizes = [shape(arg, shapes) for arg in args]
            moving = [(i, inner) for i, arg in enumerate(args) if (inner := of(arg)) is not None]
            backs = [(rule.vjp(i, UNIT, args, y, sizes), inner) for i, inner in moving]
            return sum_of([_matrix_chain([_diagonal(back, shapes), inner], shapes) for back, inner in backs if back is not None])
        case _:
            if _moves([unit], d):
                raise MathError(f"the Jacobian of {text(unit)} is not written out; ask for the derivative of a number, by: reverse")
            return None


def _moves(parts: Sequence[Expr], d: Callable[[Var], Expr | None]) -> bool:
    return any(d(var.whole) is not None for part in parts for var in variables(part))


def _in_product(factors: Sequence[Expr], i: int, inner: Expr | None, shapes: Shapes) -> Expr | None:
    """A vector moves at the right end of a product of matrices, or at the left one if it is a row."""
    if inner is None:
        return None
    if i == len(factors) - 1 and shape(factors[i], shapes)[1] == 1:
        return _matrix_chain([*factors[:i], inner], shapes)
    if i == 0 and shape(factors[i], shapes)[0] == 1:
        return _matrix_chain([*(transposed(f, shapes) for f in reversed(factors[1:])), inner], shapes)
    raise MathError(f"the matrix {text(factors[i])} moves; ask for the derivative of a number, by: reverse")


def _diagonal(factor: Expr, shapes: Shapes) -> Expr:
    """A factor of every entry, as what stands before a matrix."""
    if shape(factor, shapes) == SCALAR:
        return factor
    return Neg(Call("diag", (factor.arg,))) if isinstance(factor, Neg) else Call("diag", (factor,))


def _matrix_chain(factors: Sequence[Expr], shapes: Shapes) -> Expr:
    """The product; the identity is written only where nothing but numbers stands beside it, and a 1 only alone."""
    factors = [part for f in factors for part in (f.factors if isinstance(f, Mul) and any(map(_is_identity, f.factors)) else (f,))]
    ones = [f for f in factors if f == UNIT or _is_identity(f)]
    kept = [f for f in factors if f not in ones]
    if ones and all(shape(f, shapes) == SCALAR for f in kept):
        kept += [f for f in ones if shape(f, shapes) != SCALAR][:1] or ones[:1] * (not kept)
    return chain_product(kept, shapes)


def _is_identity(e: Expr) -> bool:
    return isinstance(e, Call) and e.fn == "identity"
