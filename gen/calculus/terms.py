"""Sums of products: what is written entry by entry, in the shortest way.

Between its *units* (names, slopes, functions, products of matrices) a formula is a sum of terms, each a number times powers of units.
Equal terms are collected, equal factors above and below a bar cancel, and a product of sums is multiplied out where that is much shorter,
as it is where most of it cancels.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from gen.algebra.arrays import SCALAR
from gen.algebra.expr import UNIT, Add, Call, Div, Expr, MatMul, Mul, Neg, Num, Pow, walk
from gen.algebra.printer import text
from gen.functions.shapes import broadcast_like, shape
from gen.functions.simplify import literal, minus, product
from gen.model.trace import Shapes

MOST = 24  # terms of a product that is multiplied out
SHORTER = 3 / 4  # of the length of a form, for another one that is multiplied out to be better


@dataclass(frozen=True, slots=True)
class _Term:
    """A number times powers of units, in the order in which these are written; no power is 0."""

    number: Fraction
    powers: tuple[tuple[Expr, int], ...] = ()

    def __mul__(self, other: "_Term") -> "_Term":
        powers = dict(self.powers)
        for unit, n in other.powers:
            powers[unit] = powers.get(unit, 0) + n
        return _Term(self.number * other.number, tuple((unit, n) for unit, n in powers.items() if n))

    def __pow__(self, n: int) -> "_Term":
        return _Term(self.number**n, tuple((unit, n * m) for unit, m in self.powers if n))


def shortest(e: Expr, shapes: Shapes) -> Expr:
    """The shortest of the ways to write an expression whose parts are simple already."""
    terms = _collected(_terms(e))
    ways = [terms]
    if len(terms) == 1:
        ways += [_collected(way) for way in _spread(terms[0])]
    ways += [_collected(out) for way in ways if (out := _multiplied_out(way)) is not None]
    first, *others = (min(_forms(way, shapes), key=length) for way in ways)
    shortest = min((form for form in others if length(form) <= SHORTER * length(first)), key=length, default=first)
    return broadcast_like(shortest, e, shapes)


def length(e: Expr) -> int:
    """How many parts an expression has."""
    return sum(1 for _ in walk(e))


def _terms(e: Expr) -> list[_Term]:
    """The terms of a sum; a sum that is a factor is a unit of its term."""
    match e:
        case Num(value):
            return [_Term(value)] if value else []
        case Call("ones", _):
            return [_Term(Fraction(1))]  # what it stands beside by entry has its shape, or is filled again
        case Neg(arg):
            return [_Term(-term.number, term.powers) for term in _terms(arg)]
        case Add(parts):
            return [term for part in parts for term in _terms(part)]
        case Mul(factors):
            found = _Term(Fraction(1))
            for factor in factors:
                if (one := _single(factor)) is None:
                    return []
                found *= one
            return [found]
        case Div(top, bottom):
            above, below = _single(top), _single(bottom)
            return [] if above is None else [_Term(Fraction(1), ((e, 1),))] if below is None else [above * below**-1]
        case Pow(base, exponent) if (n := _whole(exponent)) is not None:
            one = _single(base)
            return [_Term(Fraction(1), ((e, 1),)) if one is None else _rooted(one**n)]
        case _:
            return [_Term(Fraction(1), ((e, 1),))]


def _single(e: Expr) -> _Term | None:
    """An expression as one term: a sum of several is a unit. None for 0."""
    terms = _collected(_terms(e))
    if len(terms) > 1 and isinstance(e, Add) and isinstance(min(e.terms, key=_first), Neg):
        return _Term(Fraction(-1), ((_turned_round(e), 1),))  # so that a - b and b - a cancel
    if len(terms) > 1:
        return _Term(Fraction(1), ((e, 1),))
    return _rooted(terms[0]) if terms else None


def _first(term: Expr) -> str:
    return text(term.arg if isinstance(term, Neg) else term)


def _turned_round(e: Add) -> Add:
    """Minus a sum, with a positive term first."""
    terms = sorted(map(minus, e.terms), key=lambda term: isinstance(term, Neg))
    return Add(tuple(terms))


def _rooted(term: _Term) -> _Term:
    """Squares of roots are what is under them."""
    found = _Term(term.number)
    for unit, n in term.powers:
        match unit:
            case Call("sqrt", (arg,)) if abs(n) > 1 and (inner := _single(arg)) is not None:
                half = int(n / 2)
                found = found * inner**half * _Term(Fraction(1), ((unit, n - 2 * half),) if n - 2 * half else ())
            case _:
                found *= _Term(Fraction(1), ((unit, n),))
    return found


def _whole(e: Expr) -> int | None:
    """A whole exponent of few digits."""
    if isinstance(e, Neg):
        inner = _whole(e.arg)
        return None if inner is None else -inner
    return int(e.value) if isinstance(e, Num) and e.value.denominator == 1 and abs(e.value) < 100 else None


def _collected(terms: Iterable[_Term]) -> list[_Term]:
    """Equal terms as one, none that is 0."""
    found: dict[frozenset[tuple[Expr, int]], _Term] = {}
    for term in terms:
        term = _rooted(term)
        key = frozenset(term.powers)
        before = found.get(key)
        found[key] = term if before is None else _Term(before.number + term.number, before.powers)
    return [term for term in found.values() if term.number]


def _spread(term: _Term) -> Iterator[list[_Term]]:
    """A product of a sum and other factors, each term of the sum multiplied with these."""
    for unit, n in term.powers:
        if isinstance(unit, Add) and n == 1 and len(term.powers) > 1:
            rest = _Term(term.number, tuple(pair for pair in term.powers if pair[0] != unit))
            yield [part * rest for part in _terms(unit)]


def _multiplied_out(terms: Sequence[_Term]) -> list[_Term] | None:
    """All products of sums multiplied out; None if that is too long."""
    found: list[_Term] = []
    for term in terms:
        out = [_Term(term.number)]
        for unit, n in term.powers:
            inner = _multiplied_out(_terms(unit)) if isinstance(unit, Add) and n > 0 else [_Term(Fraction(1), ((unit, n),))]
            for _ in range(n if isinstance(unit, Add) and n > 0 else 1):
                if inner is None or len(out) * len(inner) + len(found) > MOST:
                    return None
                out = [a * b for a in out for b in inner]
        found += out
    return found


# Ways to write terms --------------------------------------------------------------------------------------------------


def _forms(terms: Sequence[_Term], shapes: Shapes) -> Iterator[Expr]:
    """With what all terms have in common before a bracket, and as it stands."""
    if len(terms) > 1:
        number = Fraction(gcd(*(t.number.numerator for t in terms)), lcm(*(t.number.denominator for t in terms)))
        first, *others = (dict(t.powers) for t in terms)
        common = _Term(number, tuple((u, n) for u, n in first.items() if all(o.get(u) == n for o in others)))
        if common != _Term(Fraction(1)):
            inner = _sum(_collected(part for t in terms for part in _opened(t * common**-1)), shapes)
            if isinstance(inner, Neg):
                common, inner = _Term(-common.number, common.powers), inner.arg
            yield _sum([common * _Term(Fraction(1), ((inner, 1),))], shapes)
    yield _sum(terms, shapes)


def _opened(term: _Term) -> list[_Term]:
    """The terms of a sum that stands alone in a term."""
    match term.powers:
        case ((Add() as inner, 1),):
            return [_Term(term.number * part.number, part.powers) for part in _terms(inner)]
        case _:
            return [term]


def _sum(terms: Sequence[_Term], shapes: Shapes) -> Expr:
    """The sum, which begins with a positive term if it has one; minus a sum if it has none."""
    if not terms:
        return literal(Fraction(0))
    if len(terms) == 1 and terms[0].number < 0:
        # -(a - b) c is (b - a) c
        for unit, n in terms[0].powers:
            if n == 1 and isinstance(unit, Add) and any(isinstance(part, Neg) for part in unit.terms):
                powers = tuple((_turned_round(unit), 1) if pair == (unit, 1) else pair for pair in terms[0].powers)
                return _product(_Term(-terms[0].number, powers), shapes)
    if len(terms) > 1 and all(term.number < 0 for term in terms):
        return Neg(_sum([_Term(-term.number, term.powers) for term in terms], shapes))
    first = next((i for i, term in enumerate(terms) if term.number > 0), 0)
    ordered = [terms[first], *terms[:first], *terms[first + 1 :]]
    written = [_product(term, shapes) for term in ordered]
    return written[0] if len(written) == 1 else Add(tuple(written))


def _product(term: _Term, shapes: Shapes) -> Expr:
    """`2*a*b/c`; before arrays what is a number has a bar of its own, `2/n*(p - y)`."""
    above = [(unit, n) for unit, n in term.powers if n > 0]
    below = [(unit, -n) for unit, n in term.powers if n < 0]
    number = abs(term.number)
    arrays = [shape(unit, shapes) != SCALAR for unit, _ in above]
    apart = any(arrays) and (number.denominator != 1 or any(shape(unit, shapes) == SCALAR for unit, _ in below))
    in_front = [pair for pair, array in zip(above, arrays, strict=True) if apart and not array]
    behind = [pair for pair in above if pair not in in_front]
    bars = [pair for pair in below if apart and shape(pair[0], shapes) == SCALAR]
    if (
        apart
        and number.numerator == 1
        and not in_front
        and not bars
        and len(behind) == 1
        and not isinstance(behind[0][0], Add | Mul | MatMul)
    ):
        apart = False
    tops = [Num(Fraction(number.numerator)), *map(_power, in_front)]
    bottoms = [Num(Fraction(number.denominator)), *map(_power, bars)]
    if apart:
        e = product([_over(tops, bottoms), _over([*map(_power, behind)], [_power(pair) for pair in below if pair not in bars])])
    else:
        e = _over([*tops, *map(_power, behind)], [*bottoms, *map(_power, below)])
    return minus(e) if term.number < 0 else e


def _over(above: Sequence[Expr], below: Sequence[Expr]) -> Expr:
    top, bottom = product(above), product(below)
    return top if bottom == UNIT else Div(top, bottom)


def _power(pair: tuple[Expr, int]) -> Expr:
    unit, n = pair
    return unit if n == 1 else Pow(unit, Num(Fraction(n)))
