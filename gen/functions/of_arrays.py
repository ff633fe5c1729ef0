"""The functions of whole arrays, and those of several arguments: one table entry each.

A vector is a column or a row, a number is a vector of one. Values and shapes are in `array_values`. In what comes `back`, g is what
comes to the output y; `along` the equations, d says how an argument moves. Both are written as a person writes them.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from gen.algebra import numbers as number
from gen.algebra.arrays import SCALAR, Shape, numbers, shape_of
from gen.algebra.expr import TWO, UNIT, Add, Call, Div, Expr, MatMul, Mul, Neg, Num, Prime, Var
from gen.functions import array_values as values
from gen.functions.function import ArrayRule, Rule
from gen.functions.linalg import diagonal, dot, filled, stacked, transpose
from gen.functions.simplify import minus, product, total
from gen.messages.sentences import said

Args = Sequence[Expr]
Moves = Sequence[Expr | None]
Shapes = Sequence[Shape]

MOST = 20  # arguments of a function of as many as there are


def _nothing(*_: object) -> None:
    """What does not move under small changes has no slope to tell."""


def _by(top: Expr, n: Expr | int) -> Expr:
    """top / n with its sign in front; a factor n of top is taken out instead."""
    if n == 1:
        return top
    below = Num(Fraction(n)) if isinstance(n, int) else n
    if isinstance(top, Mul) and below in top.factors:
        i = top.factors.index(below)
        return product([*top.factors[:i], *top.factors[i + 1 :]])
    return Neg(Div(top.arg, below)) if isinstance(top, Neg) else Div(top, below)


def _less(a: Expr, b: Expr) -> Expr:
    return Add((*(a.terms if isinstance(a, Add) else (a,)), minus(b)))


def _linear(fn: str) -> Callable[[Args, Moves, Expr, Shapes], Expr | None]:
    """A linear function moves as it is, with the movement for its argument."""
    return lambda args, ds, y, shapes: Call(fn, (ds[0], *args[1:])) if ds[0] else None


def _each(fn: str) -> ArrayRule:
    """max or min: the slope is 1 to the argument, or the entry, which is the value."""

    def slope(arg: Expr, args: Args) -> Expr:
        assert isinstance(arg, Var), "not lowered"
        return Prime(fn, arg, tuple(args))

    def back(i: int, g: Expr, args: Args, y: Expr, shapes: Shapes) -> Expr | None:
        return None if args[i] in args[:i] else product([g, slope(args[i], args)])

    def along(args: Args, ds: Moves, y: Expr, shapes: Shapes) -> Expr | None:
        moves = {arg: product([slope(arg, args), d]) for arg, d in zip(args, ds, strict=True) if d}
        if len(args) == 1 and shapes[0] != SCALAR:
            return next((Call("sum", (move,)) for move in moves.values()), None)
        return total(list(moves.values()))

    return ArrayRule((1, MOST), values.of_extreme, back, along, values.tied(values.largest if fn == "max" else values.smallest), named=True)


def _softmax_slope(g: Expr, y: Expr) -> Expr:
    return product([y, _less(g, Call("dot", (g, y)))])


def _var_back(i: int, g: Expr, args: Args, y: Expr, shapes: Shapes) -> Expr:
    return _by(product([g, TWO, _less(args[0], Call("mean", (args[0],)))]), values.size(shapes[0]))


def _var_along(args: Args, ds: Moves, y: Expr, shapes: Shapes) -> Expr | None:
    (a,), (d,) = args, ds
    return product([TWO, Call("mean", (product([_less(a, Call("mean", (a,))), d]),))]) if d else None


def _dot_along(args: Args, ds: Moves, y: Expr, shapes: Shapes) -> Expr | None:
    first = [Call("dot", (ds[0], args[1]))] if ds[0] else []
    second = [Call("dot", (args[0], ds[1]))] if ds[1] else []
    return total([*first, *second])


def _mse_back(i: int, g: Expr, args: Args, y: Expr, shapes: Shapes) -> Expr:
    slope = _by(product([g, TWO, _less(*args)]), values.size(shapes[0]))
    return minus(slope) if i else slope


def _mse_along(args: Args, ds: Moves, y: Expr, shapes: Shapes) -> Expr | None:
    move = total([*([ds[0]] if ds[0] else []), *([minus(ds[1])] if ds[1] else [])])
    return product([TWO, Call("mean", (product([_less(*args), move]),))]) if move else None


def _entropy_back(i: int, g: Expr, args: Args, y: Expr, shapes: Shapes) -> Expr:
    p, target = args
    return minus(product([g, Call("log", (p,))]) if i else _by(product([g, target]), p))


def _entropy_along(args: Args, ds: Moves, y: Expr, shapes: Shapes) -> Expr | None:
    p, target = args
    first = [Call("sum", (_by(product([target, ds[0]]), p),))] if ds[0] else []
    second = [Call("dot", (ds[1], Call("log", (p,))))] if ds[1] else []
    return total([minus(part) for part in (*first, *second)])


def _concat_back(i: int, g: Expr, args: Args, y: Expr, shapes: Shapes) -> Expr:
    before = sum(map(values.size, shapes[:i]))
    return Call("rows", (g, Num(Fraction(before + 1)), Num(Fraction(before + values.size(shapes[i])))))


def _still(arg: Expr, shape: Shape) -> Expr:
    """What does not move."""
    return Num(number.ZERO) if shape == SCALAR else Mul((Num(number.ZERO), Call("ones", (arg,))))


def _concat_along(args: Args, ds: Moves, y: Expr, shapes: Shapes) -> Expr | None:
    parts = [d or _still(arg, shape) for arg, d, shape in zip(args, ds, shapes, strict=True)]
    return Call("concat", tuple(parts)) if any(ds) else None


def _rows_back(i: int, g: Expr, args: Args, y: Expr, shapes: Shapes) -> Expr:
    a, first, last = args
    assert isinstance(first, Num) and isinstance(last, Num)
    n = values.size(shapes[0])
    before = [Call("rows", (a, UNIT, Num(first.value - 1)))] if first.value > 1 else []
    after = [Call("rows", (a, Num(last.value + 1), Num(Fraction(n))))] if last.value < n else []
    zeros = [[Mul((Num(number.ZERO), Call("ones", (part,)))) for part in parts] for parts in (before, after)]
    return Call("concat", (*zeros[0], g, *zeros[1])) if before or after else g


def _diag_back(i: int, g: Expr, args: Args, y: Expr, shapes: Shapes) -> Expr:
    ones = Call("ones", (args[0],))
    kept = product([g, Call("diag", (ones,))])
    return MatMul((kept, ones)) if shapes[0][1] == 1 else MatMul((ones, kept))


ARRAY_FUNCTIONS: dict[str, Rule] = {
    "max": Rule(
        r"\max",
        values.best_of(values.largest),
        said("A small change of the largest goes through unchanged, the others have no influence."),
        array=_each("max"),
    ),
    "min": Rule(
        r"\min",
        values.best_of(values.smallest),
        said("A small change of the smallest goes through unchanged, the others have no influence."),
        array=_each("min"),
    ),
    "argmax": Rule(
        r"\operatorname*{arg\,max}",
        values.argmax,
        said("The place of the largest does not move under small changes."),
        array=ArrayRule((1, 1), values.of_number_from_vector, _nothing, _nothing, named=True),
    ),
    "one_hot": Rule(
        r"\operatorname{onehot}",
        values.one_hot,
        said("A class is a whole number, which has no small changes."),
        array=ArrayRule((2, 2), values.of_classes, _nothing, _nothing, named=True),
    ),
    "softmax": Rule(
        r"\operatorname{softmax}",
        values.softmax,
        said("All inputs stand below every output of softmax: what comes back is taken less its mean, weighted by the outputs."),
        array=ArrayRule(
            (1, 1),
            values.of_vector,
            lambda i, g, args, y, shapes: _softmax_slope(g, y),
            lambda args, ds, y, shapes: _softmax_slope(ds[0], y) if ds[0] else None,
            named=True,
        ),
    ),
    "sum": Rule(
        r"\operatorname{sum}",
        values.added,
        said("Every entry goes into a sum as it is."),
        array=ArrayRule((1, 1), values.of_number, lambda i, g, args, y, shapes: g, _linear("sum")),
    ),
    "mean": Rule(
        r"\operatorname{mean}",
        values.mean,
        said("Every entry has the same share in a mean: 1 divided by the number of entries."),
        array=ArrayRule((1, 1), values.of_number, lambda i, g, args, y, shapes: _by(g, values.size(shapes[0])), _linear("mean")),
    ),
    "var": Rule(
        r"\operatorname{Var}",
        lambda a: values.mean_square(values.difference(a, values.mean(a))),
        said("A variance is a mean of squares, and the deviations add up to 0, so that the mean itself does not count."),
        array=ArrayRule((1, 1), values.of_number, _var_back, _var_along),
    ),
    "dot": Rule(
        r"\operatorname{dot}",
        lambda a, b: dot(numbers(a), numbers(b)),
        said("In a scalar product each vector is the slope to the other one."),
        array=ArrayRule((2, 2), values.of_vectors, lambda i, g, args, y, shapes: product([g, args[1 - i]]), _dot_along),
    ),
    "norm": Rule(
        r"\operatorname{norm}",
        values.norm,
        said("A norm grows fastest in the direction of its vector: the slope is the vector divided by its norm."),
        array=ArrayRule(
            (1, 1),
            values.of_number_from_vector,
            lambda i, g, args, y, shapes: _by(product([g, args[0]]), y),
            lambda args, ds, y, shapes: _by(Call("dot", (args[0], ds[0])), y) if ds[0] else None,
        ),
    ),
    "mse": Rule(
        r"\operatorname{MSE}",
        lambda p, y: values.mean_square(values.difference(p, y)),
        said("The mean of squared errors has as its slope twice the error, divided by the number of entries."),
        array=ArrayRule((2, 2), values.of_error, _mse_back, _mse_along),
    ),
    "cross_entropy": Rule(
        r"\operatorname{CE}",
        values.cross_entropy,
        said("Cross-entropy sums logarithms with the targets as weights, and the slope of a logarithm is 1 divided by its input."),
        array=ArrayRule((2, 2), values.of_prediction, _entropy_back, _entropy_along, named=True),
    ),
    "concat": Rule(
        r"\operatorname{concat}",
        lambda *vectors: stacked(vectors),
        said("Of what comes to a concatenation each vector gets its own entries."),
        array=ArrayRule((2, MOST), values.of_joined, _concat_back, _concat_along),
    ),
    "transpose": Rule(
        r"\operatorname{transpose}",
        transpose,
        said("What comes to a transposed matrix is transposed on its way back."),
        array=ArrayRule((1, 1), values.of_flipped, lambda i, g, args, y, shapes: Call("transpose", (g,)), _linear("transpose")),
    ),
    # These stand in lines of derivatives only.
    "unit": Rule(
        r"\mathbf{e}",
        values.unit,
        said("A unit vector does not move."),
        array=ArrayRule((2, 2), lambda shapes, args: values.of_sizes(shapes, (args[0], UNIT)), _nothing, _nothing),
    ),
    "identity": Rule(
        r"\mathbf{I}",
        lambda a: diagonal(filled((max(shape_of(a)), 1), number.ONE)),
        said("The identity does not move."),
        array=ArrayRule((1, 1), values.of_square, _nothing, _nothing),
    ),
    "zeros": Rule(
        r"\mathbf{0}",
        lambda rows, columns: filled((int(rows), int(columns)), number.ZERO),
        said("Zeros do not move."),
        array=ArrayRule((2, 2), values.of_sizes, _nothing, _nothing),
    ),
    "ones": Rule(
        r"\mathbf{1}",
        lambda a, *columns: filled((int(a), int(columns[0])) if columns else shape_of(a), number.ONE),
        said("Ones do not move."),
        array=ArrayRule((1, 2), lambda shapes, args: values.of_sizes(shapes, args) if args[1:] else shapes[0], _nothing, _nothing),
    ),
    "diag": Rule(
        r"\operatorname{diag}",
        diagonal,
        said("Of what comes to a diagonal matrix the diagonal comes to its vector."),
        array=ArrayRule((1, 1), values.of_square, _diag_back, _linear("diag")),
    ),
    "rows": Rule(
        r"\operatorname{rows}",
        values.entries,
        said("What comes to some entries of a vector comes to those, and nothing to the others."),
        array=ArrayRule((3, 3), values.of_entries, _rows_back, _linear("rows")),
    ),
}
