"""Functions of quotients of polynomials: on one of their straight lines where that is decided, else unknowns."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from gen.algebra.expr import Expr, Num, Var
from gen.algebra.linear_inequalities import Constraint
from gen.algebra.polynomials import ONE, Quotient, constant, quotient, unknown
from gen.functions import FUNCTIONS, linear_pieces, local_derivative
from gen.questions.unknowns import NUMBER_ONE, NUMBER_ZERO, Applied, NoForm, NoValue, Origin, Question, Side, Steps, Unknowns, canonical

Pair = tuple[Quotient, Quotient]
"""A value, and how it moves."""


class FunctionForms:
    """Forms of functions under decisions; what they had to know and nobody has decided is `open`, in order."""

    def __init__(self, steps: Steps, unknowns: Unknowns, decisions: Mapping[Quotient, Side]) -> None:
        self.steps, self.unknowns, self.decisions = steps, unknowns, decisions
        self.open: dict[Question, None] = {}
        self.used: dict[int, None] = {}
        self.domain: dict[Constraint, None] = {}
        self.squares: dict[Constraint, None] = {}
        self.values: dict[Var, Quotient] = {}

    def pair(self, e: Expr, wrt: Var | None) -> Pair:
        """A value, and how it moves with `wrt`. Raises NoValue, NoForm, TooManyTerms."""
        raise NotImplementedError

    def atom(self, origin: Origin) -> Quotient:
        """An unknown that is used here."""
        found = self.unknowns.of(origin)
        self.used[self.unknowns.numbers[origin]] = None
        return found

    def inverse(self, below: Quotient) -> Quotient:
        """Raises NoValue."""
        if not below.top.terms:
            raise NoValue
        if below.constant is None:
            self.domain[Constraint(below.top * below.top, ">")] = None
        return quotient(below.bottom, below.top)

    def to_the_t(self, base: Quotient) -> Quotient:
        """A power of a product is one of powers; 1 to any power is 1."""
        if base.bottom != ONE or len(base.top.terms) != 1:
            return self.atom(Applied("power", (base,)))
        ((monomial, factor),) = base.top.terms
        found = NUMBER_ONE if factor == 1 else self.atom(Applied("power", (Quotient(constant(factor)),)))
        for x in monomial:
            found = found * self.atom(Applied("power", (Quotient(unknown(x)),)))
        return found

    def call(self, fn: str, args: Sequence[Expr], wrt: Var | None) -> Pair:
        if fn in ("max", "min") and len(args) > 1:
            return self._extreme(fn, [self.pair(arg, wrt) for arg in args])
        if fn not in FUNCTIONS or FUNCTIONS[fn].array:
            raise NoForm(f"{fn} of arrays")
        arg = self.pair(args[0], wrt)
        pieces = FUNCTIONS[fn].pieces
        if pieces is None:
            return self.smooth(fn, arg)
        if fn == "abs" and not arg[1].top.terms:
            return self._absolute(arg[0]), NUMBER_ZERO
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

    def _of_lines(self, fn: str, literals: Sequence[Fraction], arg: Pair) -> Pair:
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
        """An unknown for relu(z) ... whose argument has a factor of 1 or -1 at its end: relu(2 z) is 2 relu(z)."""
        if fn in ("relu", "leaky_relu"):
            size = abs(z.top.leading)
            return self.atom(Applied(fn, (z.scaled(1 / size), *(Quotient(constant(x)) for x in literals)))).scaled(size)
        return self.atom(Applied(fn, (z,)))

    def _absolute(self, z: Quotient) -> Quotient:
        """|-2 z| is 2 |z|, and |V h| is |V| |h|."""
        found = Quotient(constant(abs(z.top.leading)))
        own, _ = canonical(z)
        for x in own.top.common:
            found = found * self._modulus(Quotient(unknown(x)))
        found = found * self._modulus(quotient(own.top.divided(own.top.common)))
        return found if own.bottom == ONE else found * self.inverse(self._modulus(quotient(own.bottom)))

    def _modulus(self, z: Quotient) -> Quotient:
        """|z| of what has no factors; |a^t| is |a|^t."""
        if z.constant is not None:
            return Quotient(constant(abs(z.constant)))
        single = z.top.terms[0][0] if z.bottom == ONE and len(z.top.terms) == 1 else ()
        origin = self.unknowns.origins[single[0]] if len(single) == 1 else None
        if isinstance(origin, Applied) and origin.fn == "power":
            return self.to_the_t(self._absolute(origin.args[0]))
        side = self.side(z, strictly=False)
        return self.atom(Applied("abs", (canonical(z)[0],))) if side is None else z.scaled(Fraction(side)) if side else NUMBER_ZERO

    def _elu(self, arg: Pair) -> Pair:
        z, moved = arg
        side = self.side(z, strictly=False)
        if side is None:
            return self.atom(Applied("elu", (z,))), moved * self.atom(Applied("elu'", (z,))) if moved.top.terms else NUMBER_ZERO
        if side >= 0:
            return z, moved
        value, slope = self.smooth("exp", arg)
        return value - NUMBER_ONE, slope

    def _extreme(self, fn: str, args: Sequence[Pair]) -> Pair:
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

    def smooth(self, fn: str, arg: Pair) -> Pair:
        """A function that is left as it is, with its symmetry, its values at 0, and the rule for its slope."""
        z, moved = arg
        value = self._of_symmetry(fn, z)
        if not moved.top.terms:
            return value, NUMBER_ZERO
        names = Var("the output"), Var("the input")
        self.values |= dict(zip(names, (value, z), strict=True))
        return value, self.pair(local_derivative(fn, *names), None)[0] * moved

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
        turned = canonical(z)[1]
        if turned and fn in ("tanh", "sin"):
            return -self.atom(Applied(fn, (-z,)))
        if turned and fn in ("sigmoid", "Phi"):
            return NUMBER_ONE - self.atom(Applied(fn, (-z,)))
        if turned and fn in ("cos", "phi"):
            return self.atom(Applied(fn, (-z,)))
        return self.atom(Applied(fn, (z,)))
