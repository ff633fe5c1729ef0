"""Equations as functions of unknown numbers, where they are made of linear pieces: followed case by case, each with its bounds.

Wherever a ReLU or a step decides by a sign, a path chooses one; bounds that contradict each other end it. What is left are all pieces,
each with the linear bounds within which it holds.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from gen.algebra.expr import Add, Call, Div, Expr, Mul, Neg, Num, Pow, Var
from gen.algebra.linear import Affine, Bound, added, is_constant, multiplied, solution
from gen.verify import definitions, piecewise

MAX_PATHS = 3_000
R = TypeVar("R")
Options = Sequence[Sequence[Bound]]


class NotLinear(Exception):
    """An equation that is not made of linear pieces."""


class TooManyPieces(Exception):
    """There are more pieces than are looked at."""


class Contradiction(Exception):
    """No numbers are left on this path."""


class Undefined(Exception):
    """There is no value where this path leads: what holds at a jump is not stated."""


@dataclass(slots=True)
class Path:
    """Bounds that were chosen one after the other, the first of them as in `before`; `open` are choices that other paths make."""

    size: int
    before: tuple[int, ...]
    bounds: list[Bound] = field(default_factory=list)
    taken: tuple[int, ...] = ()
    open: list[tuple[int, ...]] = field(default_factory=list)

    def choose(self, options: Options) -> int:
        """Which of these bounds hold from here on. Raises Contradiction where none can."""
        if len(self.taken) < len(self.before):
            chosen = self.before[len(self.taken)]
        else:
            left = [i for i, option in enumerate(options) if solution([*self.bounds, *option], self.size) is not None]
            if not left:
                raise Contradiction
            chosen = left[0]
            self.open += [(*self.taken, other) for other in left[1:]]
        self.taken += (chosen,)
        self.bounds += options[chosen]
        return chosen

    @property
    def point(self) -> tuple[Fraction, ...]:
        """Numbers for the unknowns that are on this path."""
        found = solution(self.bounds, self.size)
        assert found is not None
        return found


def paths(follow: Callable[[Path], R], size: int) -> Iterator[tuple[Path, R]]:
    """Each path with what it leads to; those that end in a contradiction are left out. Raises TooManyPieces."""
    todo: list[tuple[int, ...]] = [()]
    for _ in range(MAX_PATHS):
        if not todo:
            return
        path = Path(size, todo.pop())
        with suppress(Contradiction, Undefined):
            yield path, follow(path)
        todo += path.open
    raise TooManyPieces


def constant(value: Fraction, size: int) -> Affine:
    return (*[Fraction(0)] * size, value)


def less(a: Affine, b: Affine) -> Bound:
    return Bound(added(a, multiplied(b, Fraction(-1))), "<")


def at_most(a: Affine, b: Affine) -> Bound:
    return Bound(added(a, multiplied(b, Fraction(-1))), "<=")


def equal(a: Affine, b: Affine) -> Bound:
    return Bound(added(a, multiplied(b, Fraction(-1))), "=")


def affine(e: Expr, values: Mapping[Var, Affine], path: Path, stated: Mapping[str, Fraction]) -> Affine:
    """The linear form of an expression of numbers on a path. Raises NotLinear, and what a path raises."""
    match e:
        case Num(value):
            return constant(value, path.size)
        case Var():
            return values[e]
        case Neg(arg):
            return multiplied(affine(arg, values, path, stated), Fraction(-1))
        case Add(terms):
            return added(*(affine(term, values, path, stated) for term in terms))
        case Mul(factors):
            forms = [affine(factor, values, path, stated) for factor in factors]
            if any(is_constant(form) and not form[-1] for form in forms):
                return constant(Fraction(0), path.size)
            moving = [form for form in forms if not is_constant(form)]
            if len(moving) > 1:
                raise NotLinear
            result = moving[0] if moving else constant(Fraction(1), path.size)
            for form in forms:
                result = multiplied(result, form[-1]) if is_constant(form) else result
            return result
        case Div(top, bottom):
            form, by = affine(top, values, path, stated), affine(bottom, values, path, stated)
            if not is_constant(by):
                raise NotLinear
            if not by[-1]:
                raise Undefined
            return multiplied(form, 1 / by[-1])
        case Pow(base, Num(exponent)) if exponent.denominator == 1 and exponent >= 0:
            form = affine(base, values, path, stated)
            if exponent == 1:
                return form
            if is_constant(form):
                return constant(form[-1] ** int(exponent), path.size)
        case Call("max" | "min" as fn, args) if len(args) > 1:
            return _best(fn, [affine(arg, values, path, stated) for arg in args], path)
        case Call(fn, (arg, *rest)) if piecewise.is_piecewise_linear(fn) and len(rest) <= 1:
            leak = [affine(part, values, path, stated) for part in rest]
            if all(map(is_constant, leak)):
                return _piece(fn, affine(arg, values, path, stated), leak[0][-1] if leak else None, path, stated)
    raise NotLinear


def _best(fn: str, forms: Sequence[Affine], path: Path) -> Affine:
    """The largest or smallest form."""
    options = [[at_most(form, own) if fn == "max" else at_most(own, form) for form in forms if form != own] for own in forms]
    return forms[path.choose(options)] if any(form != forms[0] for form in forms) else forms[0]


def _piece(fn: str, z: Affine, leak: Fraction | None, path: Path, stated: Mapping[str, Fraction]) -> Affine:
    """A function of one number on one of its pieces, or at a place where it jumps."""
    definition = definitions.DEFINITIONS[fn]
    assert isinstance(definition, definitions.PiecewiseLinear)
    kinks = [constant(Fraction(kink), path.size) for kink in definition.kinks]
    parts = [(Fraction(slope), Fraction(offset)) for slope, offset in definition.parts]
    if leak is not None:
        parts[0] = (leak, Fraction(0))
    jumps = definition.jump is not None
    options: list[list[Bound]] = []
    for i in range(len(parts)):
        below = [less(kinks[i - 1], z) if jumps else at_most(kinks[i - 1], z)] if i else []
        options.append([*below, *([less(z, kinks[i])] if i < len(kinks) else [])])
    options += [[equal(z, kink)] for kink in kinks if jumps]
    chosen = path.choose(options)
    if chosen < len(parts):
        slope, offset = parts[chosen]
        return added(multiplied(z, slope), constant(offset, path.size))
    value = stated.get(definition.jump) if isinstance(definition.jump, str) else definition.jump
    if value is None:
        raise Undefined
    return constant(Fraction(value), path.size)
