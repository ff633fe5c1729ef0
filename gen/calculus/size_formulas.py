"""Sizes as formulas of letters: multiplied out, and with common factors in front, `k*(d + 1)`."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from math import gcd

from gen.algebra.expr import Add, Call, Div, Expr, Mul, Neg, Num, Pow, Size, replace_atoms

Monomial = tuple[Expr, ...]
Polynomial = dict[Monomial, Fraction]
"""Products of letters, and of floors that have letters in them, with their coefficients, in the order in which they came."""


def in_letters(e: Expr, meaning: Callable[[Size], Expr]) -> Expr:
    """The same formula with what each size stands for in its place, in the author's order."""
    return _flat(replace_atoms(e, lambda atom: meaning(atom) if isinstance(atom, Size) else atom))


def _flat(e: Expr) -> Expr:
    """Products in one, and sums with a floor, as of windows along an axis, worked out as far as that goes."""
    match e:
        case Mul(factors):
            own = [_flat(factor) for factor in factors]
            return Mul(tuple(part for factor in own for part in (factor.factors if isinstance(factor, Mul) else (factor,))))
        case Add(terms) if any(isinstance(term, Call) for term in terms):
            return _factored(_expanded(e))
        case Add(terms):
            return Add(tuple(map(_flat, terms)))
        case _:
            return e


def simplified(e: Expr) -> Expr:
    """The shortest way to write it: terms added up, what all of them have in common in front."""
    return _factored(_expanded(e))


def _expanded(e: Expr) -> Polynomial:
    match e:
        case Num(value):
            return {(): Fraction(value)} if value else {}
        case Add(terms):
            return reduce(_plus, map(_expanded, terms), {})
        case Neg(arg):
            return {monomial: -n for monomial, n in _expanded(arg).items()}
        case Mul(factors):
            return reduce(_times, map(_expanded, factors), {(): Fraction(1)})
        case Call("floor", (Div(top, Num(by)),)):
            inside = _expanded(top)
            if by == 1:
                return inside
            if set(inside) <= {()}:
                return {(): Fraction(inside.get((), Fraction(0)) // by)}
            return {(Call("floor", (Div(_factored(inside), Num(by)),)),): Fraction(1)}
        case _:
            return {(e,): Fraction(1)}


def _plus(a: Polynomial, b: Polynomial) -> Polynomial:
    found = {monomial: a.get(monomial, Fraction(0)) + b.get(monomial, Fraction(0)) for monomial in (*a, *b)}
    return {monomial: n for monomial, n in found.items() if n}


def _times(a: Polynomial, b: Polynomial) -> Polynomial:
    found: Polynomial = {}
    for (one, n), (other, m) in ((x, y) for x in a.items() for y in b.items()):
        found = _plus(found, {tuple(sorted((*one, *other), key=str)): n * m})
    return found


def _factored(polynomial: Polynomial) -> Expr:
    if not polynomial:
        return Num(Fraction(0))
    common: list[Expr] = []
    for factor in min(polynomial, key=len):
        taken = (*common, factor)
        if all(monomial.count(factor) >= taken.count(factor) for monomial in polynomial):
            common.append(factor)
    if len(polynomial) == 1:
        ((monomial, n),) = polynomial.items()
        return _product(n, monomial)
    number = Fraction(gcd(*(int(n) for n in polynomial.values())) if common else 1)
    rest = [(monomial, n / number) for monomial, n in polynomial.items()]
    terms = []
    for monomial, n in rest:
        left = list(monomial)
        for factor in common:
            left.remove(factor)
        terms.append(_product(n, tuple(left)) if n > 0 else Neg(_product(-n, tuple(left))))
    inside = Add(tuple(sorted(terms, key=lambda term: isinstance(term, Neg))))
    outside = _product(number, tuple(common))
    if outside == Num(Fraction(1)):
        return inside
    return Mul((*(outside.factors if isinstance(outside, Mul) else (outside,)), inside))


def _product(n: Fraction, monomial: Monomial) -> Expr:
    powers: Mapping[Expr, int] = {factor: monomial.count(factor) for factor in monomial}
    letters = [factor if power == 1 else Pow(factor, Num(Fraction(power))) for factor, power in powers.items()]
    factors = [*([Num(n)] if n != 1 or not letters else []), *letters]
    return factors[0] if len(factors) == 1 else Mul(tuple(factors))
