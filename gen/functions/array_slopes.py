"""What comes back through a function of arrays, and how it moves along with its arguments.

In a `vjp`, g is what comes to the output y; in a `jvp`, d says how an argument moves. Both are written as a person writes them.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from gen.algebra import numbers as number
from gen.algebra.arrays import SCALAR, Shape
from gen.algebra.expr import TWO, UNIT, Add, Call, Div, Expr, LocalDerivative, MatMul, Mul, Num, Var, terms_of
from gen.functions import array_values as values
from gen.functions.array_values import Args, ArgumentShapes
from gen.functions.function import ArrayFunction
from gen.functions.simplify import minus, product, quotient, sum_of

Tangents = Sequence[Expr | None]

MOST = 20  # arguments of a function of as many as there are


def no_derivative(*_: object) -> None:
    """What does not move under small changes has no slope to tell."""


def divided(top: Expr, n: Expr | int) -> Expr:
    """top / n with its sign in front; a factor n of top is taken out instead."""
    if n == 1:
        return top
    below = Num(Fraction(n)) if isinstance(n, int) else n
    if isinstance(top, Mul) and below in top.factors:
        i = top.factors.index(below)
        return product([*top.factors[:i], *top.factors[i + 1 :]])
    return quotient(top, below)


def less(a: Expr, b: Expr) -> Expr:
    return Add((*terms_of(a), minus(b)))


def linear(fn: str) -> Callable[[Args, Tangents, Expr, ArgumentShapes], Expr | None]:
    """A linear function moves as it is, with the movement for its argument."""
    return lambda args, ds, y, shapes: Call(fn, (ds[0], *args[1:])) if ds[0] else None


def of_extreme(fn: str) -> ArrayFunction:
    """max or min: the slope is 1 to the argument, or the entry, which is the value."""

    def slope(arg: Expr, args: Args) -> Expr:
        assert isinstance(arg, Var), "not lowered"
        return LocalDerivative(fn, arg, tuple(args))

    def vjp(i: int, g: Expr, args: Args, y: Expr, shapes: ArgumentShapes) -> Expr | None:
        return None if args[i] in args[:i] else product([g, slope(args[i], args)])

    def jvp(args: Args, ds: Tangents, y: Expr, shapes: ArgumentShapes) -> Expr | None:
        moves = {arg: product([slope(arg, args), d]) for arg, d in zip(args, ds, strict=True) if d}
        if len(args) == 1 and shapes[0] != SCALAR:
            return next((Call("sum", (move,)) for move in moves.values()), None)
        return sum_of(list(moves.values()))

    ties = values.places_of_best(values.largest if fn == "max" else values.smallest)
    return ArrayFunction((1, MOST), values.of_extreme, vjp, jvp, ties, named=True, gives="each")


def softmax_slope(g: Expr, y: Expr) -> Expr:
    return product([y, less(g, Call("dot", (g, y)))])


def softmax_jacobian(args: Args, y: Expr, shapes: ArgumentShapes) -> Expr:
    return less(Call("diag", (y,)), MatMul(column_and_row(y, shapes[0])))


def log_softmax_jacobian(args: Args, y: Expr, shapes: ArgumentShapes) -> Expr:
    column, row = column_and_row(Call("softmax", (args[0],)), shapes[0])
    return less(Call("identity", (y,)), MatMul((Call("ones", (column,)), row)))


def column_and_row(y: Expr, shape: Shape) -> tuple[Expr, Expr]:
    """A vector as either."""
    turned = Call("transpose", (y,))
    return (y, turned) if shape[1] == 1 else (turned, y)


def masked_softmax_jvp(args: Args, ds: Tangents, y: Expr, shapes: ArgumentShapes) -> Expr | None:
    return softmax_slope(ds[0], y) if ds[0] else None


def _variance_with(args: Args) -> Expr:
    """Var(a) + eps, as far as there is an eps."""
    return Add((Call("var", (args[0],)), *args[1:])) if args[1:] else Call("var", (args[0],))


def normalize_slope(g: Expr, args: Args, y: Expr) -> Expr:
    """(g - mean(g) - y mean(g y)) / sqrt(var + eps): symmetric, so what comes back is what goes along (Ioffe and Szegedy, 2015, 3)."""
    kept = Add((g, minus(Call("mean", (g,))), minus(product([y, Call("mean", (product([g, y]),))]))))
    return Div(kept, Call("sqrt", (_variance_with(args),)))


def _eps_slope(d: Expr, args: Args, y: Expr) -> Expr:
    return minus(divided(product([d, y]), product([TWO, _variance_with(args)])))


def normalize_vjp(i: int, g: Expr, args: Args, y: Expr, shapes: ArgumentShapes) -> Expr:
    return _eps_slope(g, args, y) if i else normalize_slope(g, args, y)


def normalize_jvp(args: Args, ds: Tangents, y: Expr, shapes: ArgumentShapes) -> Expr | None:
    own = [normalize_slope(ds[0], args, y)] if ds[0] else []
    return sum_of([*own, *(_eps_slope(d, args, y) for d in ds[1:] if d)])


def normalize_jacobian(args: Args, y: Expr, shapes: ArgumentShapes) -> Expr:
    """(I - 1 1^T/n - y y^T/n) / sqrt(var + eps)."""
    parts = [quotient(MatMul(column_and_row(one, shapes[0])), Num(Fraction(values.size(shapes[0])))) for one in (Call("ones", (y,)), y)]
    return Div(Add((Call("identity", (y,)), *map(minus, parts))), Call("sqrt", (_variance_with(args),)))


def var_vjp(i: int, g: Expr, args: Args, y: Expr, shapes: ArgumentShapes) -> Expr:
    return divided(product([g, TWO, less(args[0], Call("mean", (args[0],)))]), values.size(shapes[0]))


def var_jvp(args: Args, ds: Tangents, y: Expr, shapes: ArgumentShapes) -> Expr | None:
    (a,), (d,) = args, ds
    return product([TWO, Call("mean", (product([less(a, Call("mean", (a,))), d]),))]) if d else None


def dot_jvp(args: Args, ds: Tangents, y: Expr, shapes: ArgumentShapes) -> Expr | None:
    first = [Call("dot", (ds[0], args[1]))] if ds[0] else []
    second = [Call("dot", (args[0], ds[1]))] if ds[1] else []
    return sum_of([*first, *second])


def mse_vjp(i: int, g: Expr, args: Args, y: Expr, shapes: ArgumentShapes) -> Expr:
    slope = divided(product([g, TWO, less(*args)]), values.size(shapes[0]))
    return minus(slope) if i else slope


def mse_jvp(args: Args, ds: Tangents, y: Expr, shapes: ArgumentShapes) -> Expr | None:
    move = sum_of([*([ds[0]] if ds[0] else []), *([minus(ds[1])] if ds[1] else [])])
    return product([TWO, Call("mean", (product([less(*args), move]),))]) if move else None


def entropy_vjp(i: int, g: Expr, args: Args, y: Expr, shapes: ArgumentShapes) -> Expr:
    p, target = args
    return minus(product([g, Call("log", (p,))]) if i else divided(product([g, target]), p))


def entropy_jvp(args: Args, ds: Tangents, y: Expr, shapes: ArgumentShapes) -> Expr | None:
    p, target = args
    first = [Call("sum", (divided(product([target, ds[0]]), p),))] if ds[0] else []
    second = [Call("dot", (ds[1], Call("log", (p,))))] if ds[1] else []
    return sum_of([minus(part) for part in (*first, *second)])


def concat_vjp(i: int, g: Expr, args: Args, y: Expr, shapes: ArgumentShapes) -> Expr:
    before = sum(map(values.size, shapes[:i]))
    return Call("rows", (g, Num(Fraction(before + 1)), Num(Fraction(before + values.size(shapes[i])))))


def flatten_vjp(i: int, g: Expr, args: Args, y: Expr, shapes: ArgumentShapes) -> Expr:
    n, m = shapes[0]
    return g if m == 1 else Call("reshape", (g, Num(Fraction(n)), Num(Fraction(m))))


def reshape_vjp(i: int, g: Expr, args: Args, y: Expr, shapes: ArgumentShapes) -> Expr | None:
    n, m = shapes[0]
    back: Expr = Call("flatten", (g,)) if m == 1 else Call("reshape", (g, Num(Fraction(n)), Num(Fraction(m))))
    return back if i == 0 else None


def zero_tangent(arg: Expr, shape: Shape) -> Expr:
    """What does not move."""
    return Num(number.ZERO) if shape == SCALAR else Mul((Num(number.ZERO), Call("ones", (arg,))))


def concat_jvp(args: Args, ds: Tangents, y: Expr, shapes: ArgumentShapes) -> Expr | None:
    parts = [d or zero_tangent(arg, shape) for arg, d, shape in zip(args, ds, shapes, strict=True)]
    return Call("concat", tuple(parts)) if any(ds) else None


def rows_vjp(i: int, g: Expr, args: Args, y: Expr, shapes: ArgumentShapes) -> Expr:
    a, first, last = args
    assert isinstance(first, Num) and isinstance(last, Num)
    n = values.size(shapes[0])
    before = [Call("rows", (a, UNIT, Num(first.value - 1)))] if first.value > 1 else []
    after = [Call("rows", (a, Num(last.value + 1), Num(Fraction(n))))] if last.value < n else []
    zeros = [[Mul((Num(number.ZERO), Call("ones", (part,)))) for part in parts] for parts in (before, after)]
    return Call("concat", (*zeros[0], g, *zeros[1])) if before or after else g


def diag_vjp(i: int, g: Expr, args: Args, y: Expr, shapes: ArgumentShapes) -> Expr:
    ones = Call("ones", (args[0],))
    kept = product([g, Call("diag", (ones,))])
    return MatMul((kept, ones)) if shapes[0][1] == 1 else MatMul((ones, kept))
