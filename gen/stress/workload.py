"""What a derivation costs a student who writes it by hand: operations, and what the numbers are like that go into them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from math import prod

from gen.algebra.arrays import Value, numbers, rows_of, shape_of
from gen.algebra.expr import Add, Atom, Call, Div, Expr, MatMul, Mul, Num, Pow, children
from gen.algebra.numbers import Number, NumberFormat
from gen.algebra.printer import number_text
from gen.algebra.values import value_of
from gen.calculus import evaluate
from gen.functions import FUNCTIONS, Conventions
from gen.functions.linalg import each
from gen.model.derivation import Step

_FREE = frozenset(fn for fn, rule in FUNCTIONS.items() if rule.array and rule.array.places)


@dataclass(frozen=True, slots=True)
class Effort:
    """Of all lines that are written, inner ones as part of the line that writes them out.

    operations   additions, multiplications, divisions and values of functions. To add 0 or to multiply by 0, 1 or -1 is none.
    negatives    how many of the numbers that are put in or come out are negative
    fractions    how many of them are not whole
    digits       how many digits they have together, as they are shown
    """

    operations: int = 0
    negatives: int = 0
    fractions: int = 0
    digits: int = 0

    def __add__(self, other: "Effort") -> "Effort":
        return Effort(
            self.operations + other.operations,
            self.negatives + other.negatives,
            self.fractions + other.fractions,
            self.digits + other.digits,
        )


NONE = Effort()


def effort_of(steps: Iterable[Step], values: Mapping[Atom, Value], conventions: Conventions, shown: NumberFormat) -> Effort:
    """The effort of these steps, each with its values put in once."""
    result = NONE
    for step in steps:
        if not step.planned.hidden:
            written = step.planned.written
            put_in = [*_put_in(written, values), step.value]
            found = [x for value in put_in for x in numbers(value)]
            result += Effort(
                sum(_operations(written, values, conventions)),
                sum(x < 0 for x in found),
                sum(x != int(x) for x in found),
                sum(map(str.isdigit, "".join(number_text(value, shown) for value in put_in))),
            )
    return result


def _put_in(e: Expr, values: Mapping[Atom, Value]) -> Iterator[Value]:
    """The numbers of a line: those that it has, and those that are put in for its names."""
    if isinstance(e, Num):
        yield e.value
    elif isinstance(e, Atom):
        yield value_of(e, values)
    else:
        yield from chain.from_iterable(_put_in(part, values) for part in children(e))


def _operations(e: Expr, values: Mapping[Atom, Value], conventions: Conventions) -> Iterator[int]:
    """The operations of each part of an expression."""

    def of(part: Expr) -> Value:
        return evaluate(part, values, conventions)

    for part in children(e) if not isinstance(e, Atom) else ():
        yield from _operations(part, values, conventions)
    match e:
        case Add(terms):
            yield _entrywise(_sum, map(of, terms))
        case Mul(factors):
            yield _entrywise(_product, map(of, factors))
        case MatMul((first, *others)):
            left = of(first)
            for k, factor in enumerate(others, 2):
                yield _matrix_product(left, of(factor))
                left = of(MatMul(e.factors[:k]))
        case Div(top, bottom):
            yield _entrywise(lambda x, y: int(x != 0 and abs(y) != 1), map(of, (top, bottom)))
        case Pow(base, exponent):
            yield _entrywise(_power, map(of, (base, exponent)))
        case Call(fn, args) if fn not in _FREE:
            yield max(prod(shape_of(of(part))) for part in (e, *args))


def _entrywise(count: Callable[..., int], values: Iterable[Value]) -> int:
    """The operations of all entries."""
    return int(sum(numbers(each(lambda *xs: Fraction(count(*xs)), *values))))


def _sum(*terms: Number) -> int:
    return max(0, sum(x != 0 for x in terms) - 1)


def _product(*factors: Number) -> int:
    return 0 if 0 in factors else max(0, sum(abs(x) != 1 for x in factors) - 1)


def _power(base: Number, exponent: Number) -> int:
    """x^3 is two multiplications; a power that is no whole number is one value of a function."""
    if abs(base) in (0, 1) or exponent in (0, 1):
        return 0
    return abs(int(exponent)) - (exponent > 0) if exponent == int(exponent) else 1


def _matrix_product(a: Value, b: Value) -> int:
    columns = tuple(zip(*rows_of(b), strict=True))
    pairs = [list(zip(row, column, strict=True)) for row in rows_of(a) for column in columns]
    return sum(sum(_product(x, y) for x, y in entry) + _sum(*(x and y for x, y in entry)) for entry in pairs)
