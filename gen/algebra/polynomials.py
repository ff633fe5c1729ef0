"""Polynomials with exact coefficients, and quotients of two: what claims are decided on.

Unknowns are numbered from 0 on by whoever uses them. A monomial is the sorted tuple of its unknowns, each as often as its power:
`(1, 1, 3)` is x_1^2 x_3, and `()` is 1.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

Monomial = tuple[int, ...]


class TooManyTerms(Exception):
    """A product of sums that nobody multiplies out."""


MAX_TERMS = 400


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A sum of monomials, each with its coefficient; none of these is 0, and the monomials are in order."""

    terms: tuple[tuple[Monomial, Fraction], ...] = ()

    def __add__(self, other: "Polynomial") -> "Polynomial":
        found = dict(self.terms)
        for monomial, factor in other.terms:
            found[monomial] = found.get(monomial, Fraction(0)) + factor
        return polynomial(found)

    def __neg__(self) -> "Polynomial":
        return Polynomial(tuple((monomial, -factor) for monomial, factor in self.terms))

    def __sub__(self, other: "Polynomial") -> "Polynomial":
        return self + -other

    def __mul__(self, other: "Polynomial") -> "Polynomial":
        """Raises TooManyTerms."""
        found: dict[Monomial, Fraction] = {}
        for left, a in self.terms:
            for right, b in other.terms:
                monomial = tuple(sorted(left + right))
                found[monomial] = found.get(monomial, Fraction(0)) + a * b
        if len(found) > MAX_TERMS:
            raise TooManyTerms
        return polynomial(found)

    def scaled(self, factor: Fraction) -> "Polynomial":
        return polynomial({monomial: factor * own for monomial, own in self.terms})

    @property
    def constant(self) -> Fraction | None:
        """Its value, if it has no unknowns."""
        if not self.terms:
            return Fraction(0)
        return self.terms[0][1] if len(self.terms) == 1 and not self.terms[0][0] else None

    @property
    def unknowns(self) -> frozenset[int]:
        return frozenset(x for monomial, _ in self.terms for x in monomial)

    @property
    def is_linear(self) -> bool:
        return all(len(monomial) <= 1 for monomial, _ in self.terms)

    @property
    def leading(self) -> Fraction:
        """The coefficient of its last monomial; 0 of no terms."""
        return self.terms[-1][1] if self.terms else Fraction(0)

    @property
    def common(self) -> Monomial:
        """The unknowns that divide each of its terms."""
        if not self.terms:
            return ()
        left = list(self.terms[0][0])
        for monomial, _ in self.terms[1:]:
            rest, kept = list(monomial), []
            for x in left:
                if x in rest:
                    rest.remove(x)
                    kept.append(x)
            left = kept
        return tuple(left)

    def divided(self, divisor: Monomial) -> "Polynomial":
        """Without unknowns that divide each of its terms."""
        found = {}
        for monomial, factor in self.terms:
            rest = list(monomial)
            for x in divisor:
                rest.remove(x)
            found[tuple(rest)] = factor
        return polynomial(found)

    def at(self, values: Mapping[int, Fraction]) -> "Polynomial":
        """With numbers for some of its unknowns."""
        found: dict[Monomial, Fraction] = {}
        for monomial, factor in self.terms:
            kept = tuple(x for x in monomial if x not in values)
            for x in monomial:
                factor = factor * values.get(x, Fraction(1))
            found[kept] = found.get(kept, Fraction(0)) + factor
        return polynomial(found)


def polynomial(terms: Mapping[Monomial, Fraction]) -> Polynomial:
    """The polynomial of these terms."""
    return Polynomial(tuple(sorted((monomial, factor) for monomial, factor in terms.items() if factor)))


def constant(value: Fraction | int) -> Polynomial:
    return polynomial({(): Fraction(value)})


def unknown(number: int) -> Polynomial:
    return Polynomial((((number,), Fraction(1)),))


ZERO, ONE = constant(0), constant(1)


@dataclass(frozen=True, slots=True)
class Quotient:
    """One polynomial divided by another, which is not 0 wherever the quotient has a value."""

    top: Polynomial
    bottom: Polynomial = ONE

    def __add__(self, other: "Quotient") -> "Quotient":
        if self.bottom == other.bottom:
            return quotient(self.top + other.top, self.bottom)
        return quotient(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    def __neg__(self) -> "Quotient":
        return Quotient(-self.top, self.bottom)

    def __sub__(self, other: "Quotient") -> "Quotient":
        return self + -other

    def __mul__(self, other: "Quotient") -> "Quotient":
        return quotient(self.top * other.top, self.bottom * other.bottom)

    def scaled(self, factor: Fraction) -> "Quotient":
        return Quotient(self.top.scaled(factor), self.bottom)

    @property
    def constant(self) -> Fraction | None:
        """Its value, if it has no unknowns."""
        return self.top.constant if self.bottom == ONE else Fraction(0) if not self.top.terms else None

    @property
    def sign(self) -> Polynomial:
        """A polynomial with the same sign wherever the quotient has a value."""
        return self.top if self.bottom == ONE else self.top * self.bottom


def quotient(top: Polynomial, bottom: Polynomial = ONE) -> Quotient:
    """The quotient, without a number below and without what divides both."""
    if not top.terms:
        return Quotient(ZERO)
    value = bottom.constant
    if value:
        return Quotient(top.scaled(1 / value))
    if top == bottom:
        return Quotient(ONE)
    rest, shared = list(bottom.common), []
    for x in top.common:
        if x in rest:
            rest.remove(x)
            shared.append(x)
    if shared:
        return quotient(top.divided(tuple(shared)), bottom.divided(tuple(shared)))
    return Quotient(top.scaled(1 / bottom.leading), bottom.scaled(1 / bottom.leading))


def power(base: Quotient, n: int) -> Quotient:
    """base^n for a whole n; below 0 the base must not be 0. Raises TooManyTerms."""
    found = Quotient(ONE)
    for _ in range(abs(n)):
        found = found * base
    return found if n >= 0 else quotient(found.bottom, found.top)


def total(parts: Iterable[Quotient]) -> Quotient:
    """Their sum."""
    found = Quotient(ZERO)
    for part in parts:
        found = found + part
    return found


def renamed(p: Polynomial, new: Callable[[int], Polynomial]) -> Polynomial:
    """With a polynomial in place of each unknown. Raises TooManyTerms."""
    found = ZERO
    for monomial, factor in p.terms:
        term = constant(factor)
        for x in monomial:
            term = term * new(x)
        found = found + term
    return found
