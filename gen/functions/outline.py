"""The shape of what an expression stands for, as far as print needs to know it: what is not known counts as a number.

Nothing is checked here; `calculus.shapes` does that.
"""

from collections.abc import Iterable, Sequence

from gen.algebra.arrays import SCALAR, Shape
from gen.algebra.expr import Add, Call, Div, Expr, LocalDerivative, MatMul, Mul, Neg, Num, Partial, Pow, Series, Var, children, variables
from gen.functions.registry import gives, reduces
from gen.model.trace import Shapes


def print_shape(e: Expr, shapes: Shapes) -> Shape:
    """The shape of an expression, from those of its names."""

    def of(part: Expr) -> Shape:
        return print_shape(part, shapes)

    match e:
        case Var(name, _, index):
            return _part(shapes.get(name, SCALAR), index)
        case LocalDerivative(_, arg, among):
            return _around(map(of, among or (arg,)))
        case Neg(arg) | Series(term=arg):
            return of(arg)
        case Partial(above, below):
            return _derivative(of(above), of(below))
        case Add(parts) | Mul(parts):
            return _around(map(of, parts))
        case Div(a, b) | Pow(a, b):
            return _around([of(a), of(b)])
        case MatMul(parts):
            return of(parts[0])[0], of(parts[-1])[1]
        case Call(fn, args):
            return _called(fn, [of(arg) for arg in args], args)
        case _:
            return SCALAR


def print_shapes(equations: Sequence[tuple[str, Expr]], given: Shapes) -> Shapes:
    """The shapes of names that equations define, in whatever order; one that uses an unknown name waits until it is known."""
    found = dict(given)
    for _ in equations:
        for name, e in equations:
            if name not in found and all(var.name in found for var in variables(e)):
                found[name] = print_shape(e, found)
    return found


def is_array(e: Expr, shapes: Shapes) -> bool:
    return bool(shapes) and print_shape(e, shapes) != SCALAR


def is_number(e: Expr) -> bool:
    """Whether an expression is a number whatever its names stand for: a literal, the step t, an entry, a sum over entries, `2*h[1]`."""
    match e:
        case Num() | Var("t", None):
            return True
        case Var(index=index):
            return bool(index) and None not in index
        case Call(fn, args) if reduces(fn, len(args)):
            return True
        case Neg() | Add() | Mul() | Div() | Pow():
            return all(map(is_number, children(e)))
        case Call(fn, args):
            return gives(fn) not in ("vector", "joined") and all(map(is_number, args))
        case _:
            return False


def _around(shapes: Iterable[Shape]) -> Shape:
    """As many rows and columns as the largest has."""
    rows, columns = zip(*shapes, strict=True)
    return max(rows), max(columns)


def _part(whole: Shape, index: tuple[int | None, ...]) -> Shape:
    if len(index) == 1:
        index = (*index, None) if whole[1] == 1 else (None, *index)
    rows, columns = (n if i is None else 1 for i, n in zip(index, whole, strict=True)) if index else whole
    return rows, columns


def _derivative(of: Shape, wrt: Shape) -> Shape:
    if SCALAR in (of, wrt):
        return wrt if of == SCALAR else of
    return max(of), max(wrt)


def _called(fn: str, found: list[Shape], args: tuple[Expr, ...]) -> Shape:
    (rows, columns), *others = found
    match fn:
        case "transpose":
            return columns, rows
        case "diag" | "identity":
            return max(found[0]), max(found[0])
        case "unit" | "zeros" | "ones" if others:
            return _whole(args[0]), _whole(args[1]) if fn != "unit" else 1
        case "rows" | "one_hot":
            n = _whole(args[2]) - _whole(args[1]) + 1 if fn == "rows" else _whole(args[1])
            return (1, n) if fn == "rows" and rows == 1 else (n, 1)
        case "concat":
            whole = sum(map(max, found))
            return (1, whole) if any(n == 1 < m for n, m in found) else (whole, 1)
        case _ if reduces(fn, len(args)):
            return SCALAR
    return max(found)


def _whole(e: Expr) -> int:
    return int(getattr(e, "value", 1))
