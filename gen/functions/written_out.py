"""What a person writes of a function of arrays before its value: sums, squares and exponentials of entries.

Each is made of the entries of the arguments, row by row, and of what their numbers are; None where there is nothing to say.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from gen.algebra.expr import TWO, UNIT, Add, Call, Div, Expr, Mul, Neg, Num, Pow
from gen.algebra.numbers import Number
from gen.functions.linalg import sum_of_numbers
from gen.functions.simplify import literal, minus

Entries = Sequence[Expr]
ValueOf = Callable[[Expr], Number]


def added(terms: Entries) -> Expr:
    """The terms with plus signs between them, each as it is."""
    return terms[0] if len(terms) == 1 else Add(tuple(terms))


def divided_by_count(e: Expr, entries: Entries) -> Expr:
    return Div(e, Num(Fraction(len(entries))))


def differences(a: Entries, b: Entries, value_of: ValueOf) -> Entries:
    return [Add((x, minus(y))) if value_of(y) else x for x, y in zip(a, b, strict=True)]


def squares(entries: Entries) -> Expr:
    return added([Pow(x, TWO) for x in entries])


def products(a: Entries, b: Entries) -> Expr:
    return added([Mul((x, y)) for x, y in zip(a, b, strict=True)])


def exponentials(a: Entries) -> Entries:
    return [Call("exp", (x,)) for x in a]


def softmax(a: Entries) -> Expr:
    powers = exponentials(a)
    return Mul((Div(UNIT, added(powers)), Call("column", tuple(powers))))


def log_sum_exp(a: Entries) -> Expr:
    return Call("log", (added(exponentials(a)),))


def log_softmax(a: Entries) -> Expr:
    return Add((Call("column", tuple(a)), Neg(log_sum_exp(a))))


def variance(a: Entries, value_of: ValueOf) -> Expr | None:
    """Around a mean that is an exact number: the only one that needs no name."""
    total = sum_of_numbers(map(value_of, a))
    if not isinstance(total, Fraction):
        return None
    mean = total / len(a)
    return divided_by_count(squares([Add((x, minus(literal(mean)))) for x in a] if mean else a), a)


def cross_entropy(predictions: Entries, targets: Entries, value_of: ValueOf) -> Expr:
    """Of those logarithms that count; the target of one class needs no factor."""
    counted = [(Call("log", (p,)), y, value_of(y)) for p, y in zip(predictions, targets, strict=True)]
    return Neg(added([log if weight == 1 else Mul((y, log)) for log, y, weight in counted if weight != 0]))
