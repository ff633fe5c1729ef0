"""What comes back through losses and measures of distributions.

Each is a sum over entries, or made of such sums, so that both rules of an entry of the table follow from its slopes: a slope is how the
value moves with one entry of an argument, written with all entries at once.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from gen.algebra.arrays import SCALAR
from gen.algebra.expr import TWO, UNIT, Add, Call, Div, Expr, Mul, Neg, Num, Pow, walk
from gen.functions.array_slopes import Tangents, divided, less
from gen.functions.array_values import Args, ArgumentShapes, size
from gen.functions.function import ArrayFunction, Fused, ShapeRule
from gen.functions.simplify import minus, product, sum_of

Slope = Callable[[Args, Expr, ArgumentShapes], Expr]
_CUBE = Num(Fraction(3))


def loss(
    arguments: tuple[int, int], shape: ShapeRule, slopes: Sequence[Slope | None], fused: Fused | None = None, named: bool = False
) -> ArrayFunction:
    """A function that gives a number. None is the slope to a class, and there is none to an argument behind the last."""

    def slope_to(i: int, args: Args, y: Expr, shapes: ArgumentShapes) -> Expr | None:
        slope = slopes[i] if i < len(slopes) else None
        return slope and _added_up(slope(args, y, shapes), args, shapes, shapes[i] == SCALAR)

    def vjp(i: int, g: Expr, args: Args, y: Expr, shapes: ArgumentShapes) -> Expr | None:
        slope = slope_to(i, args, y, shapes)
        return slope and product([g, slope])

    def jvp(args: Args, ds: Tangents, y: Expr, shapes: ArgumentShapes) -> Expr | None:
        found = [(d, slope, shapes[i]) for i, d in enumerate(ds) if d and (slope := slope_to(i, args, y, shapes))]
        return sum_of([_along(product([slope, d]), own != SCALAR or _has_arrays(slope, args, shapes)) for d, slope, own in found])

    return ArrayFunction(arguments, shape, vjp, jvp, named=named, gives="number", fused=fused)


def _added_up(slope: Expr, args: Args, shapes: ArgumentShapes, to_number: bool) -> Expr:
    """A slope to a number that goes with every entry, and does not depend on these, comes once for each of them."""
    n = max(map(size, shapes))
    return product([Num(Fraction(n)), slope]) if to_number and n > 1 and not _has_arrays(slope, args, shapes) else slope


def _has_arrays(slope: Expr, args: Args, shapes: ArgumentShapes) -> bool:
    arrays = [arg for arg, shape in zip(args, shapes, strict=True) if shape != SCALAR]
    return any(part in arrays for part in walk(slope))


def _along(moved: Expr, entries: bool) -> Expr:
    """Over all entries, with the sign in front."""
    return moved if not entries else Neg(Call("sum", (moved.arg,))) if isinstance(moved, Neg) else Call("sum", (moved,))


def mean_of(slope: Callable[[Args], Expr]) -> Slope:
    """That of a mean over all entries."""
    return lambda args, y, shapes: divided(slope(args), size(shapes[0]))


def from_1(e: Expr) -> Expr:
    return less(UNIT, e)


def logarithm(e: Expr) -> Expr:
    return Call("log", (e,))


# Cross-entropies ------------------------------------------------------------------------------------------------------


def bce_to_prediction(args: Args, y: Expr, shapes: ArgumentShapes) -> Expr:
    """(p - t)/(p (1 - p))."""
    (p, target), n = args, Num(Fraction(size(shapes[0])))
    return Div(less(p, target), product([n, p, from_1(p)]))


def through_sigmoid(g: Expr, args: Args, shapes: ArgumentShapes) -> Expr:
    """For p = sigmoid(z) what comes to z: the p (1 - p) cancel."""
    return divided(product([g, less(*args)]), size(shapes[0]))


def through_softmax(g: Expr, args: Args, shapes: ArgumentShapes) -> Expr:
    """For p = softmax(o) what comes to o, where the targets add up to 1."""
    return product([g, less(*args)])


def class_vector(args: Args, shapes: ArgumentShapes) -> Expr:
    """1 at the place of the class, as a column or a row."""
    vector = Call("one_hot", (args[1], Num(Fraction(size(shapes[0])))))
    return vector if shapes[0][1] == 1 else Call("transpose", (vector,))


# Distributions --------------------------------------------------------------------------------------------------------


def _of_normals(args: Args) -> tuple[Expr, Expr, Expr | None]:
    """mu - m, sigma and s; the standard normal distribution has no s."""
    mu, sigma, *other = args
    return (less(mu, other[0]), sigma, other[1]) if other else (mu, sigma, None)


def _over(top: Expr, s: Expr | None, power: Num = TWO) -> Expr:
    """Divided by a power of a standard deviation, unless that is none or a 1."""
    return top if s in (None, UNIT) else Div(top, Pow(s, power))


def kl_to_mean(args: Args, y: Expr, shapes: ArgumentShapes) -> Expr:
    apart, _, s = _of_normals(args)
    return _over(apart, s)


def kl_to_deviation(args: Args, y: Expr, shapes: ArgumentShapes) -> Expr:
    _, sigma, s = _of_normals(args)
    return less(_over(sigma, s), Div(UNIT, sigma))


def kl_to_other_deviation(args: Args, y: Expr, shapes: ArgumentShapes) -> Expr:
    apart, sigma, s = _of_normals(args)
    assert s
    return less(Div(UNIT, s), _over(Add((Pow(sigma, TWO), Pow(apart, TWO))), s, _CUBE))


def density_to_mean(args: Args, y: Expr, shapes: ArgumentShapes) -> Expr:
    x, mu, sigma = args
    return _over(less(x, mu), sigma)


def density_to_deviation(args: Args, y: Expr, shapes: ArgumentShapes) -> Expr:
    x, mu, sigma = args
    return less(_over(Pow(less(x, mu), TWO), sigma, _CUBE), Div(UNIT, sigma))


# Distances ------------------------------------------------------------------------------------------------------------


def cosine_to(i: int) -> Slope:
    """b/(|a| |b|) - y a/|a|^2."""

    def slope(args: Args, y: Expr, shapes: ArgumentShapes) -> Expr:
        a, b = args[i], args[1 - i]
        norms = [Call("norm", (e,)) for e in (a, b)]
        return less(Div(b, Mul(tuple(norms))), Div(product([y, a]), Pow(norms[0], TWO)))

    return slope


def held_error(args: Args) -> Expr:
    """The error, held between -delta and delta."""
    a, b, delta = (*args, UNIT)[:3]
    return Call("max", (minus(delta), Call("min", (less(a, b), delta))))
