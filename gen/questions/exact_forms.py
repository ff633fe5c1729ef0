"""Values and derivatives of a cell as quotients of polynomials: of free values, and of functions that are left as they are.

Functions made of straight lines are one of these where it is decided on which side of its kinks their argument is. Smooth ones stay
unknowns, of which `known_facts` knows bounds; so do products of matrices, since nothing may be proved by exchanging their factors.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Literal

from gen.algebra.expr import Add, Call, Div, Expr, MatMul, Mul, Neg, Num, Partial, Pow, Var
from gen.algebra.linear_inequalities import Constraint
from gen.algebra.polynomials import ONE, ZERO, Polynomial, Quotient, constant, power, quotient, total, unknown
from gen.functions import FUNCTIONS, linear_pieces, local_derivative

Side = Literal[">=", ">", "=", "<"]
"""Where an argument is: on or right of a kink, right of it, at it, left of it."""

MAX_POWER = 12
NUMBER_ZERO, NUMBER_ONE = Quotient(ZERO), Quotient(ONE)


class NoValue(Exception):
    """What is looked at has no value there."""


class NoForm(Exception):
    """What is no such quotient."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A function left as it is: of a quotient, of several (`max`), of factors (`@`); `power` is its argument to the power of `t` less s."""

    fn: str
    args: tuple[Quotient, ...]


@dataclass(frozen=True, slots=True)
class StateDerivative:
    """How a state before the steps that are looked at moves with something earlier than these."""

    of: Var
    wrt: Var


Origin = Var | Applied | StateDerivative


@dataclass(slots=True)
class Unknowns:
    """What each unknown stands for, by its number, in the order in which they come up."""

    origins: list[Origin] = field(default_factory=list)
    numbers: dict[Origin, int] = field(default_factory=dict)

    def of(self, origin: Origin) -> Quotient:
        if origin not in self.numbers:
            self.numbers[origin] = len(self.origins)
            self.origins.append(origin)
        return Quotient(unknown(self.numbers[origin]))


@dataclass(frozen=True, slots=True)
class Steps:
    """What forms are made of: the equations of all steps that are looked at, and what is put in for values that none computes.

    States of the names `before` come from steps that are not looked at, so they may be anything, and move with what is earlier.
    `late` is by how much the number t is more than the unknown that stands for it; None where there is none.
    """

    equations: Mapping[Var, Expr]
    fixed: Mapping[Var, Expr]
    conventions: Mapping[str, Fraction]
    cut: Collection[Var] = ()
    before: Collection[str] = ()
    late: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """On which side of 0 something is that has been asked for; `strictly` where 0 is a case of its own."""

    about: Quotient
    strictly: bool


class Forms:
    """Forms under decisions; what they had to know and nobody has decided is `open`, in order."""

    def __init__(self, steps: Steps, unknowns: Unknowns, decisions: Mapping[Quotient, Side]) -> None:
        self.steps, self.unknowns, self.decisions = steps, unknowns, decisions
        self.open: dict[Question, None] = {}
        self.used: dict[int, None] = {}
        self.domain: dict[Constraint, None] = {}
        self.values: dict[Var, Quotient] = {}
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

    def atom(self, origin: Origin) -> Quotient:
        """An unknown that is used here."""
        found = self.unknowns.of(origin)
        self.used[self.unknowns.numbers[origin]] = None
        return found

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
                inverse = self._inverse(below)
                return self._product([self.pair(top, wrt), (inverse, -moved * inverse * inverse)])
            case Pow(base, exponent):
                return self._power(self.pair(base, wrt), self.of(exponent))
            case Call(fn, args):
                return self._call(fn, args, wrt)
        raise NoForm(f"no form for {e}")

    def _product(self, factors: Sequence[tuple[Quotient, Quotient]]) -> tuple[Quotient, Quotient]:
        value, moved = factors[0]
        for other, by in factors[1:]:
            value, moved = value * other, moved * other + value * by
        return value, moved

    def _inverse(self, below: Quotient) -> Quotient:
        if not below.top.terms:
            raise NoValue
        if below.constant is None:
            self.domain[Constraint(below.top * below.top, ">")] = None
        return quotient(below.bottom, below.top)

    def _power(self, base: tuple[Quotient, Quotient], exponent: Quotient) -> tuple[Quotient, Quotient]:
        value, moved = base
        n = exponent.constant
        if n == Fraction(1, 2):
            return self._smooth("sqrt", base)
        if n is not None and n.denominator == 1 and abs(n) <= MAX_POWER:
            if n < 0:
                self._inverse(value)
            slope = power(value, int(n) - 1).scaled(n) if moved.top.terms and n != 0 and (n > 0 or value.top.terms) else NUMBER_ZERO
            return power(value, int(n)), slope * moved
        step = self.unknowns.numbers.get(Var("t"))
        terms = dict(exponent.top.terms)
        if step is None or exponent.bottom != ONE or set(terms) - {(), (step,)} or moved.top.terms:
            raise NoForm("a power with such an exponent")
        fixed, times = terms.get((), Fraction(0)), terms.get((step,), Fraction(0))
        if fixed.denominator != 1 or times.denominator != 1 or not 0 <= fixed <= MAX_POWER or not 0 < times <= MAX_POWER:
            raise NoForm("a power with such an exponent")
        return power(value, int(fixed)) * power(self._to_the_t(value), int(times)), NUMBER_ZERO

    def _to_the_t(self, base: Quotient) -> Quotient:
        """A power of a product is one of powers; 1 to any power is 1."""
        if base.bottom != ONE or len(base.top.terms) != 1:
            return self.atom(Applied("power", (base,)))
        ((monomial, factor),) = base.top.terms
        found = NUMBER_ONE if factor == 1 else self.atom(Applied("power", (Quotient(constant(factor)),)))
        for x in monomial:
            found = found * self.atom(Applied("power", (Quotient(unknown(x)),)))
        return found

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

    # Functions --------------------------------------------------------------------------------------------------------

    def _call(self, fn: str, args: Sequence[Expr], wrt: Var | None) -> tuple[Quotient, Quotient]:
        if fn in ("max", "min") and len(args) > 1:
            return self._extreme(fn, [self.pair(arg, wrt) for arg in args])
        if fn not in FUNCTIONS or FUNCTIONS[fn].array:
            raise NoForm(f"{fn} of arrays")
        arg = self.pair(args[0], wrt)
        pieces = FUNCTIONS[fn].pieces
        if pieces is None:
            return self._smooth(fn, arg)
        if pieces.every or pieces.undefined:  # floor and round
            if arg[1].top.terms:
                raise NoForm(f"the slope of {fn}")
            return self.atom(Applied(fn, (arg[0],))), NUMBER_ZERO
        literals = [literal.value for literal in args[1:] if isinstance(literal, Num)]
        if len(literals) < len(args) - 1:
            raise NoForm(f"{fn} with a second argument that is no number")
        if fn == "elu":
            return self._elu(arg)
        return self._of_lines(fn, literals, arg)

    def side(self, z: Quotient, strictly: bool) -> int | None:
        """On which side of 0 something is: 1, 0 or -1; 1 and -1 may be 0 where not `strictly`. None where nobody has decided."""
        value = z.constant
        if value is not None:
            return (value > 0) - (value < 0)
        own, turned = canonical(z)
        decided = self.decisions.get(own)
        if decided is None or (decided == ">=" and strictly):
            self.open[Question(own, strictly)] = None
            return None
        found = {">=": 1, ">": 1, "=": 0, "<": -1}[decided]
        return -found if turned else found

    def _of_lines(self, fn: str, literals: Sequence[Fraction], arg: tuple[Quotient, Quotient]) -> tuple[Quotient, Quotient]:
        """A function made of straight lines, on the line where its argument is."""
        z, moved = arg
        pieces = FUNCTIONS[fn].pieces
        assert pieces is not None
        kinks, lines = pieces.kinks(Fraction(0)), linear_pieces(fn, *literals)[::-1]
        place = 0
        for kink, before, behind in zip(kinks, lines, lines[1:], strict=False):
            jumps = before[0] * kink + before[1] != behind[0] * kink + behind[1]
            side = self.side(z - Quotient(constant(kink)), strictly=jumps or bool(moved.top.terms))
            if side is None:
                return self._left_as_it_is(fn, literals, z), self._unknown_slope(fn, z, moved)
            if side == 0 and (jumps or moved.top.terms):
                slope = self._stated(f"{fn}'({kink})") if moved.top.terms else Fraction(0)
                if not jumps:
                    return Quotient(constant(before[0] * kink + before[1])), moved.scaled(slope)
                at = self._stated(f"{fn}({kink})") if pieces.value is not None else Fraction(0)  # sign(0) is 0
                return Quotient(constant(at)), moved.scaled(slope)
            if side < 0:
                break
            place += 1
        slope, offset = lines[place]
        return z.scaled(slope) + Quotient(constant(offset)), moved.scaled(slope)

    def _stated(self, name: str) -> Fraction:
        if name not in self.steps.conventions:
            raise NoValue
        return self.steps.conventions[name]

    def _unknown_slope(self, fn: str, z: Quotient, moved: Quotient) -> Quotient:
        return moved * self.atom(Applied(f"{fn}'", (z,))) if moved.top.terms else NUMBER_ZERO

    def _left_as_it_is(self, fn: str, literals: Sequence[Fraction], z: Quotient) -> Quotient:
        """An unknown for relu(z), |z| ... whose argument has a factor of 1 at its end: |-2 z| is 2 |z|, and |V h| is |V| |h|."""
        if fn == "abs":
            own, _ = canonical(z)
            size = abs(z.top.leading)
            found = NUMBER_ONE
            for x in own.top.common:
                found = found * self._modulus(Quotient(unknown(x)))
            rest = quotient(own.top.divided(own.top.common))
            found = found * (NUMBER_ONE if rest == NUMBER_ONE else self._modulus(rest))
            for part in (quotient(own.bottom),) if own.bottom != ONE else ():
                found = found * self._inverse(self._modulus(part))
            return found.scaled(size)
        if fn in ("relu", "leaky_relu"):
            size = abs(z.top.leading)
            return self.atom(Applied(fn, (z.scaled(1 / size), *(Quotient(constant(x)) for x in literals)))).scaled(size)
        return self.atom(Applied(fn, (z,)))

    def _modulus(self, z: Quotient) -> Quotient:
        """|z|, and |a^t| as |a|^t."""
        origin = self.unknowns.origins[z.top.terms[0][0][0]] if z.top.terms and len(z.top.terms[0][0]) == 1 else None
        if isinstance(origin, Applied) and len(z.top.terms) == 1 and origin.fn == "power":
            side = self.side(origin.args[0], strictly=False)
            base = origin.args[0] if side == 1 else -origin.args[0] if side == -1 else self._left_as_it_is("abs", (), origin.args[0])
            value = base.constant
            return self._to_the_t(Quotient(constant(value)) if value is not None else base)
        side = self.side(z, strictly=False)
        return self.atom(Applied("abs", (canonical(z)[0],))) if side is None else z.scaled(Fraction(side)) if side else NUMBER_ZERO

    def _elu(self, arg: tuple[Quotient, Quotient]) -> tuple[Quotient, Quotient]:
        z, moved = arg
        side = self.side(z, strictly=False)
        if side is None:
            return self.atom(Applied("elu", (z,))), moved * self.atom(Applied("elu'", (z,))) if moved.top.terms else NUMBER_ZERO
        if side >= 0:
            return z, moved
        value, slope = self._smooth("exp", arg)
        return value - NUMBER_ONE, slope

    def _extreme(self, fn: str, args: Sequence[tuple[Quotient, Quotient]]) -> tuple[Quotient, Quotient]:
        """A maximum or minimum of several, one against the other; ties move nothing that has a derivative."""
        value, moved = args[0]
        for other, by in args[1:]:
            side = self.side(value - other, strictly=bool(moved.top.terms or by.top.terms))
            if side is None:
                whole = self.atom(Applied(fn, (value, other)))
                slope = self.atom(Applied(f"{fn}'", (value, other))) if moved.top.terms or by.top.terms else NUMBER_ZERO
                value, moved = whole, slope
                continue
            if side == 0 and (moved.top.terms or by.top.terms):
                if f"{fn}'(tie)" in self.steps.conventions:
                    raise NoForm(f"the slope of {fn} where its arguments are tied")
                raise NoValue
            if (side < 0) == (fn == "max"):
                value, moved = other, by
        return value, moved

    def _smooth(self, fn: str, arg: tuple[Quotient, Quotient]) -> tuple[Quotient, Quotient]:
        """A function that is left as it is, with its symmetry, its values at 0, and the rule for its slope."""
        z, moved = arg
        value = self._of_symmetry(fn, z)
        if not moved.top.terms:
            return value, NUMBER_ZERO
        names = Var("the output"), Var("the input")
        self.values |= dict(zip(names, (value, z), strict=True))
        return value, self.of(local_derivative(fn, *names)) * moved

    def _of_symmetry(self, fn: str, z: Quotient) -> Quotient:
        number = z.constant
        if fn in ("log", "sqrt") and number is None:
            self.domain[Constraint(z.sign, ">" if fn == "log" else ">=")] = None
        if number is not None:
            if (fn == "log" and number <= 0) or (fn == "sqrt" and number < 0):
                raise NoValue
            exact = FUNCTIONS[fn].value(number)
            if isinstance(exact, Fraction):
                return Quotient(constant(exact))
        own, turned = canonical(z)
        if turned and fn in ("tanh", "sin"):
            return -self.atom(Applied(fn, (-z,)))
        if turned and fn in ("sigmoid", "Phi"):
            return NUMBER_ONE - self.atom(Applied(fn, (-z,)))
        if turned and fn in ("cos", "phi"):
            return self.atom(Applied(fn, (-z,)))
        return self.atom(Applied(fn, (z,)))


def canonical(z: Quotient) -> tuple[Quotient, bool]:
    """What has the same sign and 1 as its last coefficient, and whether it is the opposite of that."""
    factor = z.top.leading
    return (z.scaled(1 / factor), factor < 0) if factor else (z, False)
