"""Sums and products as a person writes them: signs in front, no factor 1, equal terms collected."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from math import prod

from gen.algebra.expr import UNIT, Add, Call, Div, Expr, Mul, Neg, Num, Pow, terms_of


def literal(n: Fraction) -> Expr:
    return Num(n) if n >= 0 else Neg(Num(-n))


def minus(e: Expr) -> Expr:
    """-e without a double minus."""
    return e.arg if isinstance(e, Neg) else Neg(e)


def quotient(top: Expr, bottom: Expr) -> Expr:
    """top / bottom with its sign in front."""
    return Neg(Div(top.arg, bottom)) if isinstance(top, Neg) else Div(top, bottom)


def product(factors: Sequence[Expr]) -> Expr:
    """The product in this order, flat, with its signs in front and without the formal factors 1."""
    flat: list[Expr] = []
    negative = False
    for factor in factors:
        while isinstance(factor, Neg):
            negative, factor = not negative, factor.arg
        flat += factor.factors if isinstance(factor, Mul) else [factor]
    kept = [factor for factor in flat if factor != UNIT]
    e = UNIT if not kept else kept[0] if len(kept) == 1 else Mul(tuple(kept))
    return Neg(e) if negative else e


def sum_of(terms: Sequence[Expr]) -> Expr | None:
    """The sum in this order, with equal terms collected (h + h is 2 h), but for a minus at the beginning where another term has none
    (-s + c is c - s); None for the empty sum."""
    counts: dict[Expr, int] = {}
    for term in terms:
        for part in terms_of(term):
            sign, part = (-1, part.arg) if isinstance(part, Neg) else (1, part)
            key = minus(part) if sign < 0 else part
            counts[key] = counts.get(key, 0) + 1
    parts = [part if n == 1 else product([Num(Fraction(n)), part]) for part, n in counts.items()]
    positive = next((i for i, part in enumerate(parts) if not isinstance(part, Neg)), 0)
    parts = [*parts[positive : positive + 1], *parts[:positive], *parts[positive + 1 :]]
    return None if not parts else parts[0] if len(parts) == 1 else Add(tuple(parts))


def entry_by_entry(terms: Sequence[Expr]) -> Expr | None:
    """A sum of multiples of all unit vectors, one each, as the column of these; None for any other."""
    found: dict[Fraction, Expr] = {}
    for term in terms:
        flat = term.arg if isinstance(term, Neg) else term
        factors = flat.factors if isinstance(flat, Mul) else (flat,)
        unit = next((f for f in factors if isinstance(f, Call) and f.fn == "unit"), None)
        if unit is None or not isinstance(n := unit.args[0], Num) or not isinstance(i := unit.args[1], Num):
            return None
        if n.value != len(terms) or i.value in found:
            return None
        whole = product([factor for factor in factors if factor != unit])
        found[i.value] = minus(whole) if term != flat else whole
    return Call("column", tuple(found[i] for i in sorted(found))) if len(found) > 1 else None


def collect_powers(factors: Sequence[Expr]) -> Expr:
    """A product of scalars along a path, in the order of the path, equal neighbours as powers."""
    flat = product(factors)
    negative = isinstance(flat, Neg)
    inner = flat.arg if isinstance(flat, Neg) else flat
    parts = inner.factors if isinstance(inner, Mul) else (inner,)
    runs = [(part, len(list(equal))) for part, equal in groupby(parts)]
    e = product([part if n == 1 else Pow(part, Num(Fraction(n))) for part, n in runs])
    return Neg(e) if negative else e


def fold_constants(e: Expr) -> Expr:
    """A product with its constants multiplied out, where there are several: 2 * (y - d) / 2 is y - d."""
    constant, others, count = _constants(e)
    if count < 2:
        return e
    if constant.numerator == 1 and constant != 1:
        return Div(product(others), Num(Fraction(constant.denominator)))
    return product([literal(constant), *others])


def _constants(e: Expr) -> tuple[Fraction, list[Expr], int]:
    """The constants of a product multiplied out, its other factors, and how many constants there were."""
    match e:
        case Num(value):
            return value, [], 1
        case Neg(arg):
            value, others, count = _constants(arg)
            return -value, others, count
        case Mul(factors):
            parts = [_constants(factor) for factor in factors]
            value = prod((part[0] for part in parts), start=Fraction(1))
            return value, [factor for part in parts for factor in part[1]], sum(part[2] for part in parts)
        case Div(top, Num(value)) if value:
            above, others, count = _constants(top)
            return above / value, others, count + 1
        case _:
            return Fraction(1), [e], 0


def zero_if_none(e: Expr | None) -> Expr:
    """A derivative that is known to exist. A structural 0 can still come out (x**0): it is written as 0."""
    return Num(Fraction(0)) if e is None else e
