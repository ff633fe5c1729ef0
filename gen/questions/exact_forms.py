"""Values and derivatives of a cell as quotients of polynomials: of free values, and of functions that are left as they are.

Functions made of straight lines are one of these where it is decided on which side of its kinks their argument is. Smooth ones stay
unknowns, of which `known_facts` knows bounds; so do products of matrices, since nothing may be proved by exchanging their factors.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product

from gen.algebra.expr import Add, Call, Div, Expr, MatMul, Mul, Neg, Num, Partial, Pow, Var
from gen.algebra.linear_inequalities import Constraint
from gen.algebra.polynomials import ONE, Polynomial, Quotient, constant, power, total
from gen.questions.exact_functions import FunctionForms
from gen.questions.unknowns import NUMBER_ONE, NUMBER_ZERO, Applied, NoForm, Side, StateDerivative, Steps, Unknowns

MAX_POWER = 12


class Forms(FunctionForms):
    """Forms of values and derivatives under decisions."""

    def __init__(self, steps: Steps, unknowns: Unknowns, decisions: Mapping[Quotient, Side]) -> None:
        super().__init__(steps, unknowns, decisions)
        self.tangents: dict[tuple[Var, Var], Quotient] = {}

    def of(self, e: Expr) -> Quotient:
        """Raises NoValue, NoForm, TooManyTerms."""
        return self.pair(e, None)[0]

    def value(self, var: Var) -> Quotient:
        """That of a name, after those that it stands on: chains of equations may be longer than Python's own stack."""
        if var not in self.values:
            own = self.steps.fixed.get(var, self.steps.equations.get(var))
            self.values[var] = self.atom(var) if own is None else self.of(own)
        return self.values[var]

    def tangent(self, of: Var, wrt: Var) -> Quotient:
        """How a value moves with another, through everything in between."""
        if (of, wrt) not in self.tangents:
            self.tangents[of, wrt] = self._tangent(of, wrt)
        return self.tangents[of, wrt]

    def _tangent(self, of: Var, wrt: Var) -> Quotient:
        if of == wrt:
            return NUMBER_ONE
        if of in self.steps.fixed or of in self.steps.cut:
            return NUMBER_ZERO
        if of in self.steps.equations:
            return self.pair(self.steps.equations[of], wrt)[1]
        earlier = not isinstance(wrt.time, int) or not isinstance(of.time, int) or wrt.time < of.time
        if of.name in self.steps.before and isinstance(of.time, int) and earlier:
            return self.atom(StateDerivative(of, wrt))
        return NUMBER_ZERO

    def pair(self, e: Expr, wrt: Var | None) -> tuple[Quotient, Quotient]:
        """A value, and how it moves with `wrt`."""
        match e:
            case Num(number):
                return Quotient(constant(number)), NUMBER_ZERO
            case Var("t", None) if self.steps.late is not None:
                return self.atom(e) + Quotient(constant(self.steps.late)), NUMBER_ZERO
            case Var():
                return self.value(e), self.tangent(e, wrt) if wrt else NUMBER_ZERO
            case Partial(of, to) if wrt is None:
                return self.tangent(of, to), NUMBER_ZERO
            case Neg(arg):
                value, moved = self.pair(arg, wrt)
                return -value, -moved
            case Add(terms):
                found = [self.pair(term, wrt) for term in terms]
                return total(value for value, _ in found), total(moved for _, moved in found)
            case Mul(factors):
                return self._product([self.pair(factor, wrt) for factor in factors])
            case MatMul(factors):
                if wrt is not None:
                    raise NoForm("a derivative through a product of matrices")
                return self._matrix_product([self.of(factor) for factor in factors]), NUMBER_ZERO
            case Div(top, bottom):
                below, moved = self.pair(bottom, wrt)
                inverse = self.inverse(below)
                return self._product([self.pair(top, wrt), (inverse, -moved * inverse * inverse)])
            case Pow(base, exponent):
                return self._power(self.pair(base, wrt), self.of(exponent))
            case Call(fn, args):
                return self.call(fn, args, wrt)
        raise NoForm(f"no form for {e}")

    def _product(self, factors: Sequence[tuple[Quotient, Quotient]]) -> tuple[Quotient, Quotient]:
        value, moved = factors[0]
        for other, by in factors[1:]:
            value, moved = value * other, moved * other + value * by
        return value, moved

    def _power(self, base: tuple[Quotient, Quotient], exponent: Quotient) -> tuple[Quotient, Quotient]:
        value, moved = base
        n = exponent.constant
        if n == Fraction(1, 2):
            return self.smooth("sqrt", base)
        if n is not None and n.denominator == 1 and abs(n) <= MAX_POWER:
            if n < 0:
                self.inverse(value)
            slope = power(value, int(n) - 1).scaled(n) if moved.top.terms and n != 0 and (n > 0 or value.top.terms) else NUMBER_ZERO
            whole = power(value, int(n))
            if n % 2 == 0 and len(whole.top.terms) > 1:
                self.squares[Constraint(whole.sign, ">=")] = None
            return whole, slope * moved
        step = self.unknowns.numbers.get(Var("t"))
        terms = dict(exponent.top.terms)
        if step is None or exponent.bottom != ONE or set(terms) - {(), (step,)} or moved.top.terms:
            raise NoForm("a power with such an exponent")
        fixed, times = terms.get((), Fraction(0)), terms.get((step,), Fraction(0))
        if fixed.denominator != 1 or times.denominator != 1 or not 0 <= fixed <= MAX_POWER or not 0 < times <= MAX_POWER:
            raise NoForm("a power with such an exponent")
        return power(value, int(fixed)) * power(self.to_the_t(value), int(times)), NUMBER_ZERO

    def _matrix_product(self, factors: Sequence[Quotient]) -> Quotient:
        """A sum of products of monomials in their order, numbers in front."""
        if any(factor.bottom != ONE for factor in factors):
            raise NoForm("a product of matrices with a quotient")
        found = NUMBER_ZERO
        for terms in product(*(factor.top.terms for factor in factors)):
            number, own = Fraction(1), list[Quotient]()
            for monomial, factor in terms:
                number *= factor
                if len(monomial) == 1 and isinstance(inner := self.unknowns.origins[monomial[0]], Applied) and inner.fn == "@":
                    own += inner.args
                elif monomial:
                    own.append(Quotient(Polynomial(((monomial, Fraction(1)),))))
            whole = own[0] if len(own) == 1 else self.atom(Applied("@", tuple(own))) if own else NUMBER_ONE
            found = found + whole.scaled(number)
        return found
