"""What a person writes of an expression once numbers are put in: no factor 1, no term 0, many equal factors as a power.

The record keeps all of them, and so do the symbols of a page.
"""

from fractions import Fraction
from itertools import groupby

from gen.algebra.arrays import Array
from gen.algebra.expr import Add, Atom, Expr, Mul, Neg, Num, Pow, atoms
from gen.algebra.printer import Values
from gen.algebra.values import value_of

MANY = 3  # equal factors, from here on a power


def by_hand(e: Expr, values: Values) -> Expr:
    """The same number. What the equation itself has, such as the 1 in `1 - z`, stays, and so do the numbers inside of functions."""
    match e:
        case Add(terms):
            kept = [by_hand(term, values) for term in terms if not _is_zero(term, values)] or [by_hand(_unsigned(terms[-1]), values)]
            return Add(tuple(kept)) if len(kept) > 1 else kept[0]
        case Mul(factors):
            kept = [by_hand(factor, values) for factor in factors if not _is_one(factor, values)] or [Num(Fraction(1))]
            powers = [power for _, equal in groupby(kept, lambda factor: _number(factor, values)) for power in _powers(list(equal), values)]
            return Mul(tuple(powers)) if len(powers) > 1 else powers[0]
        case Neg(arg):
            return Neg(by_hand(arg, values))
        case _:
            return e


def without_zeros(e: Expr, values: Values) -> Expr:
    """A sum without its terms 0; factors 1 stay."""
    kept = [term for term in e.terms if not _is_zero(term, values)] or e.terms[-1:] if isinstance(e, Add) else [e]
    return Add(tuple(kept)) if len(kept) > 1 else kept[0]


def _unsigned(term: Expr) -> Expr:
    return term.arg if isinstance(term, Neg) else term


def _number(e: Expr, values: Values) -> Fraction | None:
    """The exact number that stands for a name; None for all else."""
    value = value_of(e, values) if isinstance(e, Atom) else None
    return value if isinstance(value, Fraction) else None


def _is_zero(e: Expr, values: Values) -> bool:
    """Whether a term is a name of 0, or a product of numbers with such a factor: without arrays, which give a sum its shape."""
    match e:
        case Neg(arg):
            return _is_zero(arg, values)
        case Mul(factors):
            return any(_is_zero(factor, values) for factor in factors) and not any(_is_array(atom, values) for atom in atoms(e))
        case _:
            return _number(e, values) == 0


def _is_array(atom: Atom, values: Values) -> bool:
    return isinstance(value_of(atom, values), Array)


def _is_one(e: Expr, values: Values) -> bool:
    """Whether a factor is a name of 1, or a power of such."""
    return _is_one(e.base, values) if isinstance(e, Pow) else _number(e, values) == 1


def _powers(equal: list[Expr], values: Values) -> list[Expr]:
    if len(equal) < MANY or _number(equal[0], values) is None:
        return equal
    return [Pow(equal[0], Num(Fraction(len(equal))))]
