"""Lines of numbers that a published sheet states, `16 + 2*5`, compared with a step term by term; factors 1 may be left out.

A decimal in a line is right if it is a rounded number of the step's line.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import prod

from gen.algebra.arrays import Array, Value
from gen.algebra.expr import Add, Atom, Call, Div, Expr, Mul, Neg, Num, Pow, atoms, rebuild, terms_of, walk
from gen.algebra.numbers import Number, NumberFormat
from gen.algebra.printer import text
from gen.algebra.rounding import as_author_writes
from gen.calculus import evaluate_number
from gen.findings.published_number import decimal_places, how_rounded, rounding_slack
from gen.messages.errors import MathError
from gen.messages.sentences import Message, lazy_message
from gen.model.derivation import Step


def line_of(e: Expr) -> Expr:
    """A line that was read, each number in it as it is written: `.5` as 0.5. Raises MathError for what is no line of numbers."""
    if any(isinstance(part, Atom) for part in walk(e)):
        raise MathError("a name in a line of numbers")
    evaluate_number(e, {}, {})
    return _numbers_as_written(e)


def _numbers_as_written(e: Expr) -> Expr:
    return Num(e.value, e.text or as_author_writes(e.value, decimals=True)) if isinstance(e, Num) else rebuild(e, _numbers_as_written)


def line_total(line: Expr, known: Collection[Number] = ()) -> tuple[Number, Fraction]:
    """What a line adds up to, and how far that is off where numbers in it are rounded ones of the `known` numbers."""
    value = evaluate_number(line, {}, {})
    off = Fraction(0)
    for k, stated in enumerate(part for part in walk(line) if isinstance(part, Num)):
        unit = rounding_slack(stated.text)
        near = [_size(x) for x in known if abs(abs(Fraction(x)) - stated.value) <= unit] if unit else []
        true = [Fraction(x) for x in near if how_rounded(stated.text, stated.value, x)]
        others = [other for x in true if (other := _with_number(line, k, x)) is not None]
        off += max((abs(Fraction(other) - Fraction(value)) for other in others), default=Fraction(0))
    return value, off


def _with_number(line: Expr, k: int, x: Fraction) -> Number | None:
    """The value of a line with another number in place k; None where it has none."""
    left = k

    def put(e: Expr) -> Expr:
        nonlocal left
        if not isinstance(e, Num):
            return rebuild(e, put)
        left -= 1
        return Num(x) if left == -1 else e

    try:
        return evaluate_number(put(line), {}, {})
    except MathError:
        return None


def is_line_of(line: Expr, step: Step, values: Mapping[Atom, Value]) -> bool:
    """Whether a line has the terms of a step, factor by factor."""
    if not _has_numbers(step, values):
        return False
    theirs, ours = terms_of(line), terms_of(step.planned.written)
    return len(theirs) == len(ours) and all(_same(a, b, values) for a, b in zip(theirs, ours, strict=True))


def term_difference(name: str, line: Expr, step: Step, values: Mapping[Atom, Value], shown: NumberFormat) -> Message | None:
    """Where a line with the right sum has other terms than the derivation; None if nobody can tell, since the step has arrays."""
    if not _has_numbers(step, values):
        return None
    theirs, ours = terms_of(line), terms_of(step.planned.written)
    if len(theirs) != len(ours):
        counts = {"count": str(len(theirs)), "ours": str(len(ours))}
        return lazy_message("`{name}` is printed with {count} terms, the derivation has {ours}", name=name, **counts)
    decimals = [shows for part in walk(line) if isinstance(part, Num) and (shows := decimal_places(part.text)) is not None]
    style = NumberFormat("decimals", max(decimals), fractions="none") if decimals else shown
    k, (a, b) = next((k, pair) for k, pair in enumerate(zip(theirs, ours, strict=True), 1) if not _same(*pair, values))
    return lazy_message(
        "in `{name}` the term {number} is printed as `{printed}`, the derivation gives `{derived}` (the sum agrees)",
        name=name,
        number=str(k),
        printed=text(a),
        derived=text(b, values, style),
    )


def _has_numbers(step: Step, values: Mapping[Atom, Value]) -> bool:
    """Whether all that stands in the line of a step are numbers."""
    return not isinstance(step.value, Array) and not any(isinstance(values.get(atom), Array) for atom in atoms(step.planned.written))


@dataclass(frozen=True, slots=True)
class _NumberFactor:
    """A factor: how large it is, and its text where it stands on a sheet."""

    size: Number
    text: str = ""


@dataclass(frozen=True, slots=True)
class _CompoundFactor:
    """A factor that is a sum, a quotient or a function, with what stands in it."""

    name: str
    parts: tuple[tuple[Expr, ...], ...]


_Factor = _NumberFactor | _CompoundFactor


def _same(theirs: Expr, ours: Expr, values: Mapping[Atom, Value]) -> bool:
    """Whether two products have one sign and the same factors but for 1, in any order."""
    (sign, stated), (other, derived) = _factors(theirs, {}), _factors(ours, values)
    vanishes = any(isinstance(factor, _NumberFactor) and factor.size == 0 for factor in derived)
    return (sign == other or vanishes) and _match(stated, derived, values)


def _match(stated: Sequence[_Factor], derived: Sequence[_Factor], values: Mapping[Atom, Value]) -> bool:
    """Whether the factors can be paired; those left over are 1."""
    if not derived:
        return all(isinstance(factor, _NumberFactor) and factor.size == 1 for factor in stated)
    first, *rest = derived
    pairs = (i for i, factor in enumerate(stated) if _is_factor(factor, first, values))
    if any(_match([*stated[:i], *stated[i + 1 :]], rest, values) for i in pairs):
        return True
    return isinstance(first, _NumberFactor) and first.size == 1 and _match(stated, rest, values)


def _is_factor(stated: _Factor, derived: _Factor, values: Mapping[Atom, Value]) -> bool:
    match stated, derived:
        case _NumberFactor(size, typed), _NumberFactor(true):
            return how_rounded(typed, Fraction(size), true) is not None
        case _CompoundFactor("quotient", ((Num() as top,), (Num() as bottom,))), _NumberFactor(true):
            return top.value / bottom.value == abs(true)
        case _CompoundFactor(name, parts), _CompoundFactor(other, others):
            if name != other or [*map(len, parts)] != [*map(len, others)]:
                return False
            return all(_same(a, b, values) for one, two in zip(parts, others, strict=True) for a, b in zip(one, two, strict=True))
        case _:
            return False


def _factors(e: Expr, values: Mapping[Atom, Value]) -> tuple[int, list[_Factor]]:
    match e:
        case Neg(arg):
            sign, factors = _factors(arg, values)
            return -sign, factors
        case Mul(parts):
            both = [_factors(part, values) for part in parts]
            return prod(sign for sign, _ in both), [factor for _, found in both for factor in found]
        case Pow(base, Num(n)) if n.denominator == 1 and n > 0:
            sign, factors = _factors(base, values)
            return sign ** int(n), factors * int(n)
        case Add(terms):
            return 1, [_CompoundFactor("sum", (terms,))]
        case Call(fn, args):
            return 1, [_CompoundFactor(fn, tuple(map(terms_of, args)))]
        case Div(top, bottom):
            return 1, [_CompoundFactor("quotient", ((top,), (bottom,)))]
        case Num(value, written) if written:
            return (-1 if value < 0 else 1), [_NumberFactor(abs(value), written)]
        case _:
            found = evaluate_number(e, values, {})
            return (-1 if found < 0 else 1), [_NumberFactor(_size(found))]


def _size(x: Number) -> Number:
    return x.copy_abs() if isinstance(x, Decimal) else abs(x)
