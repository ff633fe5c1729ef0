"""What a person writes of an expression once numbers are put in: no factor 1, no term 0, many equal factors as a power.

The record keeps all of them, and so do the symbols of a page.
"""

from fractions import Fraction
from itertools import groupby

from gen.algebra.expr import Add, Atom, Expr, Mul, Neg, Num, Pow
from gen.algebra.printer import Values
from gen.algebra.values import value_of

MANY = 3  # equal factors, from here on a power


def by_hand(e: Expr, values: Values) -> Expr:
    """The same number. What the equation itself has, such as the 1 in `1 - z`, stays, and so do the numbers inside of functions."""
    match e:
        case Add(terms):
            kept = [by_hand(term, values) for term in terms if not _is(_unsigned(term), 0, values)] or [_unsigned(terms[-1])]
            return Add(tuple(kept)) if len(kept) > 1 else kept[0]
        case Mul(factors):
            kept = [by_hand(factor, values) for factor in factors if not _is(factor, 1, values)] or [factors[-1]]
            powers = [power for _, equal in groupby(kept, lambda factor: _number(factor, values)) for power in _powers(list(equal), values)]
            return Mul(tuple(powers)) if len(powers) > 1 else powers[0]
        case Neg(arg):
            return Neg(by_hand(arg, values))
        case _:
            return e


def _unsigned(term: Expr) -> Expr:
    return term.arg if isinstance(term, Neg) else term


def _number(e: Expr, values: Values) -> Fraction | None:
    """The exact number that stands for a name; None for all else."""
    value = value_of(e, values) if isinstance(e, Atom) else None
    return value if isinstance(value, Fraction) else None


def _is(e: Expr, number: int, values: Values) -> bool:
    return _number(e, values) == number


def _powers(equal: list[Expr], values: Values) -> list[Expr]:
    if len(equal) < MANY or _number(equal[0], values) is None:
        return equal
    return [Pow(equal[0], Num(Fraction(len(equal))))]
