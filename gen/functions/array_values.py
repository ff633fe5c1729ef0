"""What functions of arrays give: their values, and the shapes of these.

A value keeps exact numbers as long as the operations allow. A shape is told from those of the arguments before there are numbers.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations

from gen.algebra import numbers as number
from gen.algebra.arrays import SCALAR, Shape, Value, array, mapped, numbers, rows_of, scalar, shape_words
from gen.algebra.expr import Expr, Num, Var
from gen.algebra.numbers import Number
from gen.algebra.places import overlap
from gen.algebra.printer import text
from gen.algebra.rounding import USUAL, shown_text
from gen.functions.function import ShapeError, shape_mismatch
from gen.functions.linalg import dot, each, sum_of_numbers
from gen.messages.errors import MathError

Args = Sequence[Expr]
ArgumentShapes = Sequence[Shape]

CLASSES = 1000

# Values ---------------------------------------------------------------------------------------------------------------


def best_of(best: Callable[[Sequence[Number]], Number]) -> Callable[..., Value]:
    """The best of the entries of one array, or of several arguments entry by entry."""
    return lambda *args: best(numbers(args[0])) if len(args) == 1 else each(lambda *xs: best(xs), *args)


def largest(xs: Sequence[Number]) -> Number:
    return max(xs)


def smallest(xs: Sequence[Number]) -> Number:
    return min(xs)


def places_of_best(best: Callable[[Sequence[Number]], Number]) -> Callable[[Sequence[Number]], tuple[int, ...]]:
    """Where the best of some numbers stands, counted from 0. Raises MathError where rounded numbers are too near to tell."""

    def places(xs: Sequence[Number]) -> tuple[int, ...]:
        first = xs.index(best(xs))
        return tuple(i for i, x in enumerate(xs) if i == first or number.sign(number.add(x, number.negate(xs[first]))) == 0)

    return places


def argmax(a: Value) -> Value:
    xs = numbers(a)
    first, *others = places_of_best(largest)(xs)
    if others:
        raise MathError(f"argmax has a tie: entries {first + 1} and {others[0] + 1} are both {shown_text(xs[first], USUAL)}")
    return Fraction(first + 1)


def one_hot(k: Value, n: Value) -> Value:
    if k not in range(1, int(scalar(n)) + 1):
        raise MathError(f"one_hot needs a whole number from 1 to {shown_text(scalar(n), USUAL)}, not {shown_text(scalar(k), USUAL)}")
    return array([Fraction(i == k)] for i in range(1, int(scalar(n)) + 1))


def softmax(a: Value) -> Value:
    """Relative to the largest entry, so that no exponential is too large and equal entries stay exact."""
    largest = number.negate(max(numbers(a)))
    powers = mapped(a, lambda x: number.exp(number.add(x, largest)))
    whole = sum_of_numbers(numbers(powers))
    return mapped(powers, lambda x: number.divide(x, whole))


def masked_softmax(a: Value, mask: Value) -> Value:
    """Of the entries where the mask is 1; the weight of the others is 0, as if they were minus infinity."""
    kept = numbers(mask)
    if any(m not in (0, 1) for m in kept):
        raise MathError(f"a mask has entries 0 and 1, not {shown_text(next(m for m in kept if m not in (0, 1)), USUAL)}")
    if not any(kept):
        raise MathError("masked_softmax has nothing to weigh: all entries are masked")
    weights = iter(numbers(softmax(array([[x for x, m in zip(numbers(a), kept, strict=True) if m]]))))
    return mapped(mask, lambda m: next(weights) if m else number.ZERO)


def normalize(a: Value, eps: Value = number.ZERO) -> Value:
    """Less the mean, divided by the root of the variance and a small number."""
    less = difference(a, mean(a))
    root = number.sqrt(number.add(mean_square(less), scalar(eps)))
    return mapped(less, lambda x: number.divide(x, root))


def relative(a: Value) -> tuple[Value, Number, Number]:
    """Entries less the largest, which no exponential makes too large; the largest; log(1 + the sum of exponentials of all others)."""
    xs = numbers(a)
    first = xs.index(max(xs))
    less = difference(a, xs[first])
    return less, xs[first], number.log1p(sum_of_numbers(number.exp(x) for i, x in enumerate(numbers(less)) if i != first))


def log_sum_exp(a: Value) -> Number:
    _, largest, rest = relative(a)
    return number.add(largest, rest)


def log_softmax(a: Value) -> Value:
    less, _, rest = relative(a)
    return mapped(less, lambda x: number.add(x, number.negate(rest)))


def sum_of_entries(a: Value) -> Number:
    return sum_of_numbers(numbers(a))


def mean(a: Value) -> Number:
    return number.divide(sum_of_entries(a), Fraction(len(numbers(a))))


def mean_square(a: Value) -> Number:
    return mean(mapped(a, lambda x: number.multiply(x, x)))


def difference(a: Value, b: Value) -> Value:
    return each(lambda x, y: number.add(x, number.negate(y)), a, b)


def norm(a: Value) -> Number:
    return number.sqrt(dot(numbers(a), numbers(a)))


def cross_entropy(p: Value, y: Value) -> Number:
    whole = sum_of_entries(y)
    if not number.nearly_equal(whole, number.ONE):
        raise MathError(f"the targets of cross_entropy add up to {shown_text(whole, USUAL)}, not to 1")
    terms = []
    for i, (guess, target) in enumerate(zip(numbers(p), numbers(y), strict=True), 1):
        if target == 0:
            continue
        if guess <= 0:
            raise MathError(f"cross_entropy has the logarithm of {shown_text(guess, USUAL)}, which is predicted for entry {i}")
        terms.append(number.multiply(target, number.log(guess)))
    return number.negate(sum_of_numbers(terms))


def unit(n: Value, i: Value) -> Value:
    """The column of n with 1 at place i and 0 elsewhere."""
    return array([number.ONE if k == scalar(i) else number.ZERO] for k in range(1, int(scalar(n)) + 1))


def units(n: Value, first: Value, last: Value) -> Value:
    """The columns `first` to `last` of the identity matrix of n."""
    places = range(int(scalar(first)), int(scalar(last)) + 1)
    return array([number.ONE if k == i else number.ZERO for k in places] for i in range(1, int(scalar(n)) + 1))


def entries(a: Value, first: Value, last: Value) -> Value:
    kept = numbers(a)[int(scalar(first)) - 1 : int(scalar(last))]
    return array([kept] if len(rows_of(a)) == 1 else ([x] for x in kept))


def flat(a: Value) -> Value:
    """The column of all entries, row by row."""
    return array([x] for x in numbers(a))


def reshaped(a: Value, rows: Value, columns: Value) -> Value:
    """The entries row by row in so many rows and columns."""
    m = int(scalar(columns))
    return array(numbers(a)[i * m : (i + 1) * m] for i in range(int(scalar(rows))))


# Shapes ---------------------------------------------------------------------------------------------------------------


def of_number(shapes: ArgumentShapes, args: Args) -> Shape:
    return SCALAR


def of_extreme(shapes: ArgumentShapes, args: Args) -> Shape:
    """Of one array a number; several are compared entry by entry, numbers with every entry.

    A value beside a part of itself is refused: their tie is there for any numbers, and the slope to it is none to either alone.
    """
    named = [arg for arg in args if isinstance(arg, Var)]
    if any(_overlap(a, b) for a, b in combinations(named, 2)):
        raise ShapeError("a value is compared with a part of itself", "give the part a name by an equation of its own")
    arrays = [shape for shape in shapes if shape != SCALAR]
    if len(shapes) == 1 or not arrays:
        return SCALAR
    if len(set(arrays)) > 1:
        raise shape_mismatch(args, shapes, "entry by entry goes with arrays of one shape, and with numbers")
    return arrays[0]


def _overlap(a: Var, b: Var) -> bool:
    """Whether one is a part of the other, or both have a part in common."""
    return a != b and a.whole == b.whole and overlap(a.index, b.index)


def of_vector(shapes: ArgumentShapes, args: Args) -> Shape:
    if 1 not in shapes[0]:
        raise shape_mismatch(args[:1], shapes[:1], "a vector is needed, such as one row W[1, :]")
    return shapes[0]


def of_masked(shapes: ArgumentShapes, args: Args) -> Shape:
    if shapes[0] != shapes[1]:
        raise shape_mismatch(args, shapes, "a mask has a 0 or a 1 for each entry")
    return of_vector(shapes, args)


def of_normalized(shapes: ArgumentShapes, args: Args) -> Shape:
    if any(shape != SCALAR for shape in shapes[1:]):
        raise shape_mismatch(args[1:], shapes[1:], "what is added to a variance is a number, such as 1e-5")
    return of_vector(shapes, args)


def of_number_from_vector(shapes: ArgumentShapes, args: Args) -> Shape:
    of_vector(shapes, args)
    return SCALAR


def of_error(shapes: ArgumentShapes, args: Args) -> Shape:
    if shapes[0] != shapes[1]:
        raise shape_mismatch(args, shapes, "both need the same shape")
    return SCALAR


def of_vectors(shapes: ArgumentShapes, args: Args) -> Shape:
    if shapes[0] != shapes[1] or 1 not in shapes[0]:
        raise shape_mismatch(args, shapes, "both need to be vectors of the same shape")
    return SCALAR


def of_prediction(shapes: ArgumentShapes, args: Args) -> Shape:
    (n, m), target = shapes
    if target == SCALAR != (n, m) and 1 in (n, m):
        raise shape_mismatch(args, shapes, f"the class k is the vector one_hot(k, {max(n, m)}){'.T' * (n == 1)}")
    return of_vectors(shapes, args)


def of_joined(shapes: ArgumentShapes, args: Args) -> Shape:
    if all(m == 1 for _, m in shapes):
        return sum(n for n, _ in shapes), 1
    if all(n == 1 for n, _ in shapes):
        return 1, sum(m for _, m in shapes)
    raise shape_mismatch(args, shapes, "only columns go below each other, and only rows beside each other")


def of_transpose(shapes: ArgumentShapes, args: Args) -> Shape:
    return shapes[0][1], shapes[0][0]


def of_square(shapes: ArgumentShapes, args: Args) -> Shape:
    return (size(of_vector(shapes, args)),) * 2


def of_sizes(shapes: ArgumentShapes, args: Args) -> Shape:
    """A shape that is written with literals: rows, and columns if there are more than one."""
    rows, columns = (int(arg.value) for arg in args if isinstance(arg, Num))
    return rows, columns


def of_units(shapes: ArgumentShapes, args: Args) -> Shape:
    n, first, last = (int(arg.value) for arg in args if isinstance(arg, Num))
    return n, last - first + 1


def of_sizes_or_alike(shapes: ArgumentShapes, args: Args) -> Shape:
    """One that is written, or that of the only argument."""
    return of_sizes(shapes, args) if args[1:] else shapes[0]


def of_classes(shapes: ArgumentShapes, args: Args) -> Shape:
    n = args[1].value if isinstance(args[1], Num) else number.ZERO
    if n.denominator != 1 or not 1 <= n <= CLASSES:
        raise ShapeError(f"one_hot has a whole number of entries from 1 to {CLASSES:,}, not {text(args[1])}", "such as one_hot(k, 3)")
    if shapes[0] != SCALAR:
        raise ShapeError(f"one_hot is of a number, and {text(args[0])} is {shape_words(shapes[0])}")
    return int(n), 1


def of_entries(shapes: ArgumentShapes, args: Args) -> Shape:
    first, last = (int(arg.value) for arg in args[1:] if isinstance(arg, Num))
    return (1, last - first + 1) if of_vector(shapes, args)[0] == 1 else (last - first + 1, 1)


def size(shape: Shape) -> int:
    return shape[0] * shape[1]
