"""Equations as functions of unknown numbers, where they are made of linear pieces: followed case by case, each with its bounds.

Wherever a ReLU or a step decides by a sign, a path chooses one; bounds that contradict each other end it. What is left are all pieces,
each with the linear bounds within which it holds.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod
from typing import TypeVar

from gen.algebra.expr import Add, Call, Div, Expr, Mul, Neg, Num, Pow, Var
from gen.algebra.linear_inequalities import Constraint, Point, TooLong, decide, is_contradiction
from gen.algebra.polynomials import ONE, Monomial, Polynomial, constant
from gen.messages.errors import VerificationError
from gen.verify import definitions, piecewise

MAX_PATHS = 3_000
R = TypeVar("R")
Options = Sequence[Sequence[Constraint]]


class NotLinear(Exception):
    """An equation that is not made of linear pieces."""


class TooManyPieces(Exception):
    """There are more pieces than are looked at."""


class Impossible(Exception):
    """No numbers are left on this path."""


class Undefined(Exception):
    """There is no value where this path leads: what holds at a jump is not stated."""


@dataclass(slots=True)
class Path:
    """Bounds that were chosen one after the other, the first of them as in `before`; `open` are choices that other paths make."""

    before: tuple[int, ...]
    bounds: list[Constraint] = field(default_factory=list)
    taken: tuple[int, ...] = ()
    open: list[tuple[int, ...]] = field(default_factory=list)

    def choose(self, options: Options) -> int:
        """Which of these bounds hold from here on. Raises Impossible where none can."""
        if len(self.taken) < len(self.before):
            chosen = self.before[len(self.taken)]
        else:
            left = [i for i, option in enumerate(options) if _numbers([*self.bounds, *option]) is not None]
            if not left:
                raise Impossible
            chosen = left[0]
            self.open += [(*self.taken, other) for other in left[1:]]
        self.taken += (chosen,)
        self.bounds += options[chosen]
        return chosen

    def point(self, size: int) -> tuple[Fraction, ...]:
        """Numbers for so many unknowns that are on this path."""
        found = _numbers(self.bounds)
        assert found is not None
        return tuple(found.get((i,), Fraction(0)) for i in range(size))


def _numbers(bounds: Sequence[Constraint]) -> Mapping[Monomial, Fraction] | None:
    """Numbers with which all bounds hold; None if these contradict each other, which is added up once more. Raises TooManyPieces."""
    try:
        found = decide(tuple(bounds))
    except TooLong:
        raise TooManyPieces from None
    if isinstance(found, Point):
        return found.values
    if not is_contradiction(bounds, found):
        raise VerificationError("a path ends where its bounds contradict each other, and they do not add up to a contradiction")
    return None


def paths(follow: Callable[[Path], R]) -> Iterator[tuple[Path, R]]:
    """Each path with what it leads to; those that end in a contradiction are left out. Raises TooManyPieces."""
    todo: list[tuple[int, ...]] = [()]
    for _ in range(MAX_PATHS):
        if not todo:
            return
        path = Path(todo.pop())
        with suppress(Impossible, Undefined):
            yield path, follow(path)
        todo += path.open
    raise TooManyPieces


def less(a: Polynomial, b: Polynomial) -> Constraint:
    return Constraint(b - a, ">")


def at_most(a: Polynomial, b: Polynomial) -> Constraint:
    return Constraint(b - a, ">=")


def equal(a: Polynomial, b: Polynomial) -> Constraint:
    return Constraint(a - b, "=")


def affine(e: Expr, values: Mapping[Var, Polynomial], path: Path, stated: Mapping[str, Fraction]) -> Polynomial:
    """The linear form of an expression of numbers on a path. Raises NotLinear, and what a path raises."""
    match e:
        case Num(value):
            return constant(value)
        case Var():
            return values[e]
        case Neg(arg):
            return -affine(arg, values, path, stated)
        case Add(terms):
            first, *rest = (affine(term, values, path, stated) for term in terms)
            return sum(rest, first)
        case Mul(factors):
            forms = [affine(factor, values, path, stated) for factor in factors]
            scale = prod((own for form in forms if (own := form.constant) is not None), start=Fraction(1))
            moving = [form for form in forms if form.constant is None] or [ONE]
            if scale and len(moving) > 1:
                raise NotLinear
            return moving[0].scaled(scale)
        case Div(top, bottom):
            form, by = affine(top, values, path, stated), affine(bottom, values, path, stated).constant
            if by is None:
                raise NotLinear
            if not by:
                raise Undefined
            return form.scaled(1 / by)
        case Pow(base, Num(exponent)) if exponent.denominator == 1 and exponent >= 0:
            form = affine(base, values, path, stated)
            if exponent == 1:
                return form
            if form.constant is not None:
                return constant(form.constant ** int(exponent))
        case Call("max" | "min" as fn, args) if len(args) > 1:
            return _best(fn, [affine(arg, values, path, stated) for arg in args], path)
        case Call(fn, (arg, *rest)) if piecewise.is_piecewise_linear(fn) and len(rest) <= 1:
            leak = affine(rest[0], values, path, stated).constant if rest else None
            if not rest or leak is not None:
                return _piece(fn, affine(arg, values, path, stated), leak, path, stated)
    raise NotLinear


def _best(fn: str, forms: Sequence[Polynomial], path: Path) -> Polynomial:
    """The largest or smallest form."""
    options = [[at_most(form, own) if fn == "max" else at_most(own, form) for form in forms if form != own] for own in forms]
    return forms[path.choose(options)] if any(form != forms[0] for form in forms) else forms[0]


def _piece(fn: str, z: Polynomial, leak: Fraction | None, path: Path, stated: Mapping[str, Fraction]) -> Polynomial:
    """A function of one number on one of its pieces, or at a place where it jumps."""
    definition = definitions.DEFINITIONS[fn]
    assert isinstance(definition, definitions.PiecewiseLinear)
    kinks = [constant(Fraction(kink)) for kink in definition.kinks]
    parts = [(Fraction(slope), Fraction(offset)) for slope, offset in definition.parts]
    if leak is not None:
        parts[0] = (leak, Fraction(0))
    jumps = definition.jump is not None
    options: list[list[Constraint]] = []
    for i in range(len(parts)):
        below = [less(kinks[i - 1], z) if jumps else at_most(kinks[i - 1], z)] if i else []
        options.append([*below, *([less(z, kinks[i])] if i < len(kinks) else [])])
    options += [[equal(z, kink)] for kink in kinks if jumps]
    chosen = path.choose(options)
    if chosen < len(parts):
        slope, offset = parts[chosen]
        return z.scaled(slope) + constant(offset)
    value = stated.get(definition.jump) if isinstance(definition.jump, str) else definition.jump
    if value is None:
        raise Undefined
    return constant(Fraction(value))
