"""Quotients of polynomials as formulas for a reader, with the names that the cell has for what stands in them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

from gen.algebra.expr import UNIT, Add, Call, Div, Expr, MatMul, Mul, Neg, Num, Partial, Pow, Var
from gen.algebra.polynomials import ONE, Monomial, Polynomial, Quotient, quotient
from gen.questions.unknowns import Applied, StateDerivative, Unknowns


class FormulaWriter:
    """Writes quotients; `names` are those of values that are a single unknown. `late` is by how much t is more than its unknown."""

    def __init__(self, unknowns: Unknowns, names: Mapping[int, Expr], late: int | None) -> None:
        self.unknowns, self.names, self.late = unknowns, names, late

    def expr(self, q: Quotient) -> Expr:
        top = self.polynomial(q.top)
        return top if q.bottom == ONE else Div(top, self.polynomial(q.bottom))

    def polynomial(self, p: Polynomial) -> Expr:
        """What all terms have in common stands before a bracket."""
        if not p.terms:
            return Num(Fraction(0))
        if len(p.terms) > 1 and p.common:
            return Mul((*self.factors(p.common), self.sum(p.divided(p.common))))
        return self.sum(p)

    def sum(self, p: Polynomial) -> Expr:
        """Terms that are added come before those that are subtracted, a number behind what is added."""
        ordered = sorted(p.terms, key=lambda term: (term[1] < 0, not term[0] and any(factor > 0 for rest, factor in p.terms if rest)))
        terms = [self.term(monomial, factor) for monomial, factor in ordered]
        return terms[0] if len(terms) == 1 else Add(tuple(terms))

    def term(self, monomial: Monomial, factor: Fraction) -> Expr:
        if factor < 0:
            return Neg(self.term(monomial, -factor))
        factors = self.factors(monomial)
        if not factors:
            return _number(factor)
        if factor.numerator == 1 and factor != 1:
            return Div(_product(factors), Num(Fraction(factor.denominator)))
        return _product((*(() if factor == 1 else (_number(factor),)), *factors))

    def factors(self, monomial: Monomial) -> list[Expr]:
        found: list[Expr] = []
        for number, power in Counter(monomial).items():
            base = self.unknown(number)
            found.append(base if power == 1 else Pow(base, Num(Fraction(power))))
        return found

    def unknown(self, number: int) -> Expr:
        if number in self.names:
            return self.names[number]
        match self.unknowns.origins[number]:
            case Var("t", None) if self.late is not None:
                return Add((Var("t"), Num(Fraction(-self.late)))) if self.late else Var("t")
            case Var() as var:
                return var
            case StateDerivative(of, wrt):
                return Partial(of, wrt)
            case Applied("power", (base,)):
                return Pow(self.expr(base), self.unknown(self.unknowns.numbers[Var("t")]))
            case Applied("@", args):
                return MatMul(tuple(map(self.expr, args)))
            case Applied(fn, args):
                return Call(fn, tuple(map(self.expr, args)))


def _number(value: Fraction) -> Expr:
    if value.denominator == 1:
        return Num(value)
    return Div(Num(Fraction(value.numerator)), Num(Fraction(value.denominator)))


def _product(factors: Iterable[Expr]) -> Expr:
    found = tuple(factors)
    return found[0] if len(found) == 1 else Mul(found) if found else UNIT


def is_same_relation(one: tuple[Quotient, str, Quotient], other: tuple[Quotient, str, Quotient]) -> bool:
    """Whether two relations say the same."""
    turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}

    def normal(relation: tuple[Quotient, str, Quotient]) -> tuple[Quotient, str]:
        left, sign, right = relation
        gap = left - right
        if not gap.top.terms:
            return gap, sign
        own = quotient(gap.top.scaled(1 / gap.top.leading), gap.bottom)
        return own, sign if gap.top.leading > 0 else turned[sign]

    return normal(one) == normal(other)
