"""Times of general formulas moved and put in, and equations of single steps gathered to one that holds at all of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from gen.algebra.arrays import SCALAR
from gen.algebra.expr import (
    Add,
    Atom,
    Div,
    Expr,
    LocalDerivative,
    MatMul,
    Mul,
    Neg,
    Num,
    Partial,
    Series,
    Shift,
    Time,
    Var,
    rebuild,
    replace_atoms,
    walk,
)
from gen.calculus.vjp import chain_product
from gen.functions.shapes import shape
from gen.functions.simplify import fold_constants, minus, product, quotient, sum_of
from gen.model.trace import Shapes

_STEP = Var("t")


class NotGeneral(Exception):
    """What a derivation does has no form in general t that is one recursion with a start."""


def at_step(e: Expr, step: int) -> Expr:
    """An expression in t at one step."""
    return _retimed(e, lambda time: step + time.by if isinstance(time, Shift) and time.base == "t" else time, Num(Fraction(step)))


def at_time(e: Expr, index: str) -> Expr:
    """An expression in t with another index in its place."""
    return _retimed(e, lambda time: Shift(time.by, index) if isinstance(time, Shift) and time.base == "t" else time, Var(index))


def moved(e: Expr, by: int) -> Expr:
    """An expression in t as it is `by` steps later."""
    if by == 0:
        return e
    later = Add((_STEP, Num(Fraction(by)))) if by > 0 else Add((_STEP, Neg(Num(Fraction(-by)))))
    return _retimed(e, lambda time: Shift(time.by + by) if isinstance(time, Shift) and time.base == "t" else time, later)


def with_horizon(e: Expr, horizon: int) -> Expr:
    """An expression with the last time in place of T."""
    return _retimed(e, lambda time: horizon + time.by if isinstance(time, Shift) and time.base == "T" else time, _STEP)


def _retimed(e: Expr, time: Callable[[Time], Time], step: Expr) -> Expr:
    def put(atom: Atom) -> Expr:
        match atom:
            case Var("t", None):
                return step
            case Var():
                return replace(atom, time=time(atom.time))
            case LocalDerivative(fn, arg, among):
                return LocalDerivative(fn, replace(arg, time=time(arg.time)), tuple(replace_atoms(one, put) for one in among))
            case Partial(of, wrt):
                return Partial(replace(of, time=time(of.time)), replace(wrt, time=time(wrt.time)))
            case _:
                return atom

    return replace_atoms(e, put)


def put_in(e: Expr, values: Mapping[Expr, Expr], shapes: Shapes) -> Expr:
    """An expression with others in place of some atoms: products stay flat, with their signs in front and slopes first."""
    if e in values:
        return values[e]

    def new(part: Expr) -> Expr:
        return put_in(part, values, shapes)

    match e:
        case Neg(arg):
            return minus(new(arg))
        case Add(terms):
            return sum_of([new(term) for term in terms]) or e
        case Mul(factors):
            return product([new(factor) for factor in factors])
        case MatMul(factors):
            return chain_product([new(factor) for factor in factors], shapes)
        case _:
            return rebuild(e, new)


def tidy(e: Expr, shapes: Shapes) -> Expr:
    """With its constants multiplied out, and before an array numbers and then the slopes of functions in front of what they are multiplied
    with by entry."""

    def inner(part: Expr) -> Expr:
        return tidy(part, shapes)

    match e:
        case Neg(arg):
            return minus(inner(arg))
        case Add(terms):
            return Add(tuple(map(inner, terms)))
        case Mul() | Div():
            e = fold_constants(e)
            if isinstance(e, Div):
                return quotient(inner(e.top), inner(e.bottom))
            if not isinstance(e, Mul):
                return inner(e)
            return product(_in_order([inner(factor) for factor in e.factors], shapes))
        case MatMul():
            return rebuild(e, inner)
        case _:
            return e


def _in_order(factors: Sequence[Expr], shapes: Shapes) -> list[Expr]:
    """Constants stand before slopes, and these before all else; before an array stand its numbers, one behind it stays there."""
    arrays = [i for i, factor in enumerate(factors) if shapes and shape(factor, shapes) != SCALAR]
    numbers = [i for i in range(max(arrays, default=0)) if i not in arrays]

    def place(i: int) -> int:
        factor = factors[i]
        constant = isinstance(factor, Num) or (isinstance(factor, Div) and isinstance(factor.top, Num) and isinstance(factor.bottom, Num))
        return 0 if constant else 1 if i in numbers else 2 if isinstance(factor, LocalDerivative) else 3

    return [factors[i] for i in sorted(range(len(factors)), key=place)]


def runs(at: Mapping[int, Expr]) -> list[tuple[Expr, list[int]]]:
    """Expressions at steps as those that are the same at several, with their steps in order."""
    found: dict[Expr, list[int]] = {}
    for step in sorted(at):
        found.setdefault(at[step], []).append(step)
    return list(found.items())


def is_run(steps: Sequence[int]) -> bool:
    """Whether steps follow each other without a gap."""
    return steps[-1] - steps[0] + 1 == len(steps)


def added_up(shares: Iterable[tuple[int | None, Expr]], shapes: Shapes) -> Expr:
    """A sum over steps: shares that are the same expression at steps in a row as a series, in one with others over the same steps.

    A share has the step that its expression is relative to, or none. Raises NotGeneral where steps have gaps.
    """
    found: dict[Expr, list[int]] = {}
    alone: list[Expr] = []
    for step, share in shares:
        if step is None:
            alone.append(share)
        else:
            found.setdefault(share, []).append(step)
    together: dict[tuple[int, int], list[Expr]] = {}
    for share, steps in found.items():
        ordered = sorted(steps)
        if not is_run(ordered):
            raise NotGeneral
        if len(ordered) == 1:
            alone.append(at_step(share, ordered[0]))
        else:
            together.setdefault((ordered[0], ordered[-1]), []).append(share)
    series: list[Expr] = [Series("sum", "t", *ends, tidy(sum_of(terms) or terms[0], shapes)) for ends, terms in together.items()]
    return sum_of([*(tidy(share, shapes) for share in alone), *series]) or Num(Fraction(0))


def mentions(e: Expr) -> list[Partial]:
    """The derivatives in an expression, with repetitions."""
    return [part for part in walk(e) if isinstance(part, Partial)]
