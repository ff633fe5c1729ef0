"""What is known of functions that a proof leaves as they are: bounds, signs and monotonicity, each true for all numbers of one dimension
and, entry by entry, for arrays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from math import ceil, floor

from gen.algebra.arrays import scalar
from gen.algebra.linear_inequalities import Constraint, Sign
from gen.algebra.numbers import to_decimal
from gen.algebra.polynomials import ONE, Polynomial, Quotient, constant, unknown
from gen.algebra.rounding import first_place
from gen.functions import FUNCTIONS
from gen.messages.errors import MathError
from gen.questions.unknowns import Applied, Unknowns

Shown = tuple[Quotient, str, Quotient]
"""A relation that a reader is told: both sides and the sign between."""

STRICTLY_RISING = frozenset({"tanh", "sigmoid", "exp", "log", "sqrt", "softplus", "Phi", "leaky_relu", "elu"})
RISING = STRICTLY_RISING | {"relu", "hard_sigmoid"}
_STEADY = frozenset({"tanh", "sigmoid", "softplus", "Phi", "relu", "abs", "hard_sigmoid", "elu", "sin", "cos"})  # no slope beyond -1 and 1
_CERTAIN = Fraction(1, 10**40)  # of numbers that are computed with 60 digits
_DIGITS = 15  # of a bound: with more of them a system of many bounds takes minutes, and proves hardly more


@dataclass(frozen=True, slots=True)
class Known:
    """Something that holds: a constraint, and how a reader is told; `parts` are what it is a product of, `because` what it follows from.

    What is `assumed` has the number of its assumption; what is `rare` is thought of last.
    """

    constraint: Constraint
    shown: Shown | None = None
    parts: tuple["Known", ...] = ()
    because: tuple["Known", ...] = ()
    assumed: int | None = None
    rare: bool = False

    @property
    def sources(self) -> Iterator["Known"]:
        """What it is a product of in the end."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.sources

    @property
    def assumptions(self) -> Iterator[int]:
        """The numbers of those that it rests on."""
        if self.assumed is not None:
            yield self.assumed
        for one in (*self.parts, *self.because):
            yield from one.assumptions


def at_least(left: Quotient, right: Quotient, strictly: bool = False) -> Known:
    """`left >= right`, or `left > right`."""
    gap = left - right
    return Known(Constraint(gap.sign, ">" if strictly else ">="), (left, ">" if strictly else ">=", right))


def at_most(left: Quotient, right: Quotient, strictly: bool = False) -> Known:
    """`left <= right`, or `left < right`."""
    gap = right - left
    return Known(Constraint(gap.sign, ">" if strictly else ">="), (left, "<" if strictly else "<=", right))


def _of_sign(left: Polynomial, sign: Sign) -> Known:
    """What goes without saying."""
    return Known(Constraint(left, sign))


def facts_of(number: int, unknowns: Unknowns) -> Iterator[Known]:
    """What holds of an unknown that is a function, whatever its argument is."""
    origin = unknowns.origins[number]
    if not isinstance(origin, Applied):
        return
    u, fn, args = Quotient(unknown(number)), origin.fn, origin.args
    zero, one = Quotient(constant(0)), Quotient(ONE)
    z = args[0]
    if z.constant is not None and len(args) == 1 and fn in FUNCTIONS and not FUNCTIONS[fn].array:
        yield from _near(u, fn, z.constant)
    match fn:
        case "relu":
            yield at_least(u, zero)
            yield at_least(u, z)
            yield _of_sign((u * (u - z)).top, "=")
        case "abs":
            yield _of_sign(u.top, ">=")
            yield _of_sign((u - z).sign, ">=")
            yield _of_sign((u + z).sign, ">=")
            yield _of_sign((u * u - z * z).top, "=")
        case "tanh":
            yield at_least(u, -one, strictly=True)
            yield at_most(u, one, strictly=True)
            yield Known(Constraint(ONE - u.top * u.top, ">"), (u * u, "<", one))
            yield _of_sign((u * z).sign, ">=")
            yield _of_sign((z * z - u * u).sign, ">=")
            yield _of_sign((z * u - u * u).sign, ">=")
        case "sigmoid" | "Phi":
            yield at_least(u, zero, strictly=True)
            yield at_most(u, one, strictly=True)
            yield Known(Constraint(u.top - u.top * u.top, ">"))
            if fn == "sigmoid":
                yield replace(at_most(u * (one - u), Quotient(constant(Fraction(1, 4)))), rare=True)
            yield _of_sign(((u + u - one) * z).sign, ">=")
        case "exp":
            yield at_least(u, zero, strictly=True)
            yield at_least(u, one + z)
            yield _of_sign(((u - one) * z).sign, ">=")
        case "log":
            yield at_most(u, z - one)
            yield _of_sign((u * (z - one)).sign, ">=")
        case "sqrt":
            yield at_least(u, zero)
            yield _of_sign((u * u - z).top, "=")
        case "softplus":
            yield at_least(u, zero, strictly=True)
            yield at_least(u, z, strictly=True)
        case "hard_sigmoid" | "step":
            yield at_least(u, zero)
            yield at_most(u, one)
        case "sin" | "cos" | "sign":
            yield at_least(u, -one)
            yield at_most(u, one)
        case "phi":
            yield at_least(u, zero, strictly=True)
            yield at_most(u, Quotient(constant(Fraction(2, 5))), strictly=True)
        case "elu":
            yield at_least(u, -one, strictly=True)
            yield at_least(u, z)
        case "floor":
            yield at_most(u, z)
            yield at_least(u, z - one, strictly=True)
        case "round":
            yield at_most(u, z + Quotient(constant(Fraction(1, 2))), strictly=True)
            yield at_least(u, z - Quotient(constant(Fraction(1, 2))), strictly=True)
        case "relu'" | "hard_sigmoid'":
            pass  # 0 or 1, and whatever is stated at the kink
        case "max" | "min":
            for other in args:
                yield at_least(u, other) if fn == "max" else at_most(u, other)


def _near(u: Quotient, fn: str, z: Fraction) -> Iterator[Known]:
    """A number for a function of a number, between two that are very close."""
    try:
        value = FUNCTIONS[fn].value(z)
        near = value if isinstance(value, Fraction) else Fraction(to_decimal(scalar(value)))
    except MathError:
        return
    room = _CERTAIN * max(Fraction(1), abs(near))
    unit = Fraction(10) ** (first_place(near) - _DIGITS) if near else room
    yield at_least(u, Quotient(constant(floor((near - room) / unit) * unit)), strictly=True)
    yield at_most(u, Quotient(constant(ceil((near + room) / unit) * unit)), strictly=True)


def signed_facts(number: int, unknowns: Unknowns, sign: str) -> Iterator[Known]:
    """What else holds of a function of one argument that is known to be `>`, `>=`, `<` or `<=` 0; of a product of matrices or a power, of
    factors all of which are known to be `>` or `>=`."""
    origin = unknowns.origins[number]
    assert isinstance(origin, Applied)
    u, fn = Quotient(unknown(number)), origin.fn
    zero, half, one = Quotient(constant(0)), Quotient(constant(Fraction(1, 2))), Quotient(ONE)
    middle = {"tanh": zero, "sigmoid": half, "Phi": half, "exp": one, "leaky_relu": zero, "elu": zero, "silu": zero, "gelu": zero}.get(fn)
    strictly = sign in (">", "<")
    if fn in ("@", "power") and sign in (">", ">="):
        yield at_least(u, zero, strictly)
    elif fn == "tanh" and strictly:
        yield from (
            (at_least(u, zero, True), at_most(u, origin.args[0], True))
            if sign == ">"
            else (
                at_most(u, zero, True),
                at_least(u, origin.args[0], True),
            )
        )
    elif middle is not None and sign in (">", ">="):
        yield at_least(u, middle, strictly)
    elif middle is not None:
        yield at_most(u, middle, strictly)
    elif fn in ("relu", "abs"):
        is_same = sign in (">", ">=")
        value = origin.args[0] if is_same else -origin.args[0] if fn == "abs" else zero
        yield Known(Constraint((u - value).top, "="), (u, "=", value))


def bounded_power_facts(number: int) -> Iterator[Known]:
    """a^n for -1 <= a <= 1."""
    u, one = Quotient(unknown(number)), Quotient(ONE)
    yield at_most(u, one)
    yield at_least(u, -one)


def same_functions(numbers: Sequence[int], unknowns: Unknowns) -> Iterator[tuple[str, Quotient, Quotient, Quotient]]:
    """Of two unknowns that are the same function of different arguments: which, both, and the difference of their arguments."""
    for one, other in combinations(numbers, 2):
        a, b = unknowns.origins[one], unknowns.origins[other]
        if isinstance(a, Applied) and isinstance(b, Applied) and a.fn == b.fn and a.args[1:] == b.args[1:]:
            yield a.fn, Quotient(unknown(one)), Quotient(unknown(other)), a.args[0] - b.args[0]


def ordered_facts(fn: str, one: Quotient, other: Quotient, sign: str) -> Iterator[Known]:
    """What holds of two values of a rising function where the difference of their arguments is known to be `>`, `>=`, `<` or `<=` 0."""
    strictly = fn in STRICTLY_RISING and sign in (">", "<")
    yield at_least(one, other, strictly) if sign in (">", ">=") else at_most(one, other, strictly)


def compared_facts(numbers: Sequence[int], unknowns: Unknowns) -> Iterator[Known]:
    """What holds of two unknowns that are the same function of different arguments, whichever is larger."""
    for fn, one, other, by in same_functions(numbers, unknowns):
        moved = one - other
        if fn in RISING:
            yield _of_sign((moved * by).sign, ">=")
        if fn in _STEADY:
            yield _of_sign((by * by - moved * moved).sign, ">=")
