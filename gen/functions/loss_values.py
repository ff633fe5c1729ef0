"""What losses and measures of distributions give: their values, and the shapes of their arguments.

Logarithms are natural, and 0 log 0 is 0. A value raises MathError where a number is none that it can have: it says which one.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from gen.algebra import numbers as number
from gen.algebra.arrays import SCALAR, Shape, Value, numbers, scalar
from gen.algebra.expr import Num
from gen.algebra.numbers import Number
from gen.algebra.rounding import USUAL, shown_text
from gen.functions.array_values import Args, ArgumentShapes, difference, log_softmax, mean, of_error, of_vector
from gen.functions.function import ShapeError, shape_mismatch
from gen.functions.linalg import dot, each, sum_of_numbers
from gen.messages.errors import MathError

_HALF, _TWO = Fraction(1, 2), Fraction(2)

# Numbers that are not any ---------------------------------------------------------------------------------------------


def _probabilities(fn: str, what: str, xs: Iterable[Number]) -> None:
    for i, x in enumerate(xs, 1):
        if not 0 <= x <= 1:
            raise MathError(f"{fn} has {shown_text(x, USUAL)} as {what} {i}: it goes from 0 to 1")


def _distribution(fn: str, xs: Sequence[Number]) -> None:
    _probabilities(fn, "probability", xs)
    whole = sum_of_numbers(xs)
    if not number.nearly_equal(whole, number.ONE):
        raise MathError(f"the probabilities of {fn} add up to {shown_text(whole, USUAL)}, not to 1")


def _deviations(fn: str, sigmas: Iterable[Value]) -> None:
    for sigma in (x for value in sigmas for x in numbers(value)):
        if sigma <= 0:
            raise MathError(f"{fn} has the standard deviation {shown_text(sigma, USUAL)}, which is not positive")


# Values ---------------------------------------------------------------------------------------------------------------


def _times_log(weight: Number, x: Number) -> Number:
    return number.multiply(weight, number.log(x)) if weight else number.ZERO


def _less(a: Number, b: Number) -> Number:
    return number.add(a, number.negate(b))


def bce(p: Value, y: Value) -> Number:
    _probabilities("bce", "prediction", numbers(p))
    _probabilities("bce", "target", numbers(y))
    terms = []
    for i, (guess, target) in enumerate(zip(numbers(p), numbers(y), strict=True), 1):
        if (target and not guess) or (target != 1 and guess == 1):
            raise MathError(f"bce is infinite: prediction {i} is {shown_text(guess, USUAL)} for the target {shown_text(target, USUAL)}")
        rest = _less(number.ONE, target), _less(number.ONE, guess)
        terms.append(number.negate(number.add(_times_log(target, guess), _times_log(*rest))))
    return number.divide(sum_of_numbers(terms), Fraction(len(terms)))


def bce_logits(z: Value, y: Value) -> Number:
    """log(1 + e^z) - y z, which no logit is too large for."""
    _probabilities("bce_logits", "target", numbers(y))
    return mean(each(lambda x, target: _less(number.softplus(x), number.multiply(target, x)), z, y))


def cross_entropy_logits(o: Value, y: Value) -> Number:
    _probabilities("cross_entropy_logits", "target", numbers(y))
    whole = sum_of_numbers(numbers(y))
    if not number.nearly_equal(whole, number.ONE):
        raise MathError(f"the targets of cross_entropy_logits add up to {shown_text(whole, USUAL)}, not to 1")
    return number.negate(dot(numbers(y), numbers(log_softmax(o))))


def nll(p: Value, k: Value) -> Number:
    xs, place = numbers(p), scalar(k)
    if place not in range(1, len(xs) + 1):
        raise MathError(f"nll needs the number of a class from 1 to {len(xs)}, not {shown_text(place, USUAL)}")
    guess = xs[int(place) - 1]
    if not 0 < guess <= 1:
        raise MathError(f"nll has {shown_text(guess, USUAL)} as the probability of class {int(place)}: it is above 0 and at most 1")
    return number.negate(number.log(guess))


def entropy(p: Value) -> Number:
    _distribution("entropy", numbers(p))
    return number.negate(sum_of_numbers(_times_log(x, x) for x in numbers(p)))


def kl(p: Value, q: Value) -> Number:
    _distribution("kl", numbers(p))
    _distribution("kl", numbers(q))
    for i, (x, y) in enumerate(zip(numbers(p), numbers(q), strict=True), 1):
        if x and not y:
            raise MathError(f"kl is infinite: the first distribution has {shown_text(x, USUAL)} at entry {i}, the second 0")
    return sum_of_numbers(_times_log(x, number.divide(x, y)) for x, y in zip(numbers(p), numbers(q), strict=True) if x)


def kl_normal(mu: Value, sigma: Value, *other: Value) -> Number:
    """From N(mu, sigma^2) to the standard normal distribution, or to another one; added up over the entries (Kingma and Welling, 2014)."""
    m, s = other or (number.ZERO, number.ONE)
    _deviations("kl_normal", (sigma, s))
    return sum_of_numbers(numbers(each(_kl_of_numbers, mu, sigma, m, s)))


def _kl_of_numbers(mu: Number, sigma: Number, m: Number, s: Number) -> Number:
    ratio, apart = number.divide(sigma, s), number.divide(_less(mu, m), s)
    squares = number.add(number.multiply(ratio, ratio), number.multiply(apart, apart))
    return _less(number.multiply(_HALF, _less(squares, number.ONE)), number.log(ratio))


def log_density(x: Value, mu: Value, sigma: Value) -> Number:
    """-log(2 pi)/2 - log(sigma) - (x - mu)^2/(2 sigma^2), added up over the entries."""
    _deviations("log_density", (sigma,))

    def of_numbers(a: Number, m: Number, s: Number) -> Number:
        away = number.divide(_less(a, m), s)
        return _less(_less(_log_of_height(), number.log(s)), number.multiply(_HALF, number.multiply(away, away)))

    return sum_of_numbers(numbers(each(of_numbers, x, mu, sigma)))


def _log_of_height() -> Number:
    """-log(2 pi)/2, with the digits of the time."""
    return number.log(number.normal_density(number.ZERO))


def pi() -> Number:
    """From the height of the normal density, 1/sqrt(2 pi)."""
    height = number.normal_density(number.ZERO)
    return number.divide(_HALF, number.multiply(height, height))


def cosine_similarity(a: Value, b: Value) -> Number:
    squares = [dot(numbers(x), numbers(x)) for x in (a, b)]
    if not all(squares):
        raise MathError("cosine_similarity of a vector of zeros, which has no direction")
    return number.divide(dot(numbers(a), numbers(b)), number.sqrt(number.multiply(*squares)))


def huber(a: Value, b: Value, delta: Value = number.ONE) -> Number:
    """c (e - c/2) of each error e, where c is e held between -delta and delta; the mean (Huber, 1964)."""

    def of_number(error: Number) -> Number:
        held = max(number.negate(scalar(delta)), min(error, scalar(delta)))
        return number.multiply(held, _less(error, number.divide(held, _TWO)))

    return mean(each(of_number, difference(a, b)))


# Shapes ---------------------------------------------------------------------------------------------------------------


def of_classes(shapes: ArgumentShapes, args: Args) -> Shape:
    """A vector of probabilities, and the number of a class."""
    of_vector(shapes, args)
    if shapes[1] != SCALAR:
        raise shape_mismatch(args, shapes, "the class is a number; of a one-hot vector it is cross_entropy")
    return SCALAR


def of_spread(shapes: ArgumentShapes, args: Args) -> Shape:
    """Arrays of one shape and numbers, which go with every entry."""
    if len({one for one in shapes if one != SCALAR}) > 1:
        raise shape_mismatch(args, shapes, "entry by entry goes with arrays of one shape, and with numbers")
    return SCALAR


def of_normals(shapes: ArgumentShapes, args: Args) -> Shape:
    if len(shapes) == 3:
        raise ShapeError("kl_normal takes two or four arguments", "kl_normal(mu, sigma), or kl_normal(mu, sigma, m, s)")
    return of_spread(shapes, args)


def of_errors(shapes: ArgumentShapes, args: Args) -> Shape:
    if any(not isinstance(arg, Num) or not arg.value for arg in args[2:]):
        raise ShapeError("the third argument of huber is a positive number", "written out, such as huber(a, b, 2) or huber(a, b, 1/2)")
    return of_error(shapes, args)
