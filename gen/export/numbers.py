"""Numbers that a question asks for, as a machine compares them: decimals, how far off they may be, and what each earns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from gen.algebra.arrays import SCALAR, Shape, Value, numbers, shape_of
from gen.algebra.expr import Atom
from gen.algebra.numbers import Number, NumberFormat
from gen.algebra.rounding import shown_text
from gen.model.answers import accepted_difference
from gen.model.derivation import answer_name
from gen.model.problem import GradingRule, Item
from gen.model.slips import PricedSlip, priced_slip, priced_slips
from gen.model.solved import SolvedItem, steps_of

ASKED = {"value", "gradient", "count", "field", "parameters", "multiplications", "activations", "memory", "difference", "ratio", "table"}
"""The kinds of questions whose answers are numbers that are typed in one way. Eigenvalues have no order, a share may be in percent."""

MOST = 40  # numbers of one item: more nobody types

STEPS = "its points are for steps, too, and a machine sees nothing but answers"
TOGETHER = "its answers earn their points together"
RULES = "its rubric has rules in words"
ARRAY_SLIPS = "a slip of an array earns its points as a whole, and a machine sees the entries"
FOLLOW_ON = "what follows from an earlier error counts"
READINGS = "it may be read in several ways, and asks for several numbers"
MANY = f"it asks for more than {MOST} numbers"
WORDS = "it asks for more than numbers"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A number that earns a `share` of what its place does: a decimal as `text`, and what lies within this absolute difference of it."""

    text: str
    within: Fraction
    share: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class NumberSlot:
    """A place for a number: the value or derivative `of`, whose name `gen show` prints, of an array of this shape the entry in a row and
    column, from 1 on. The first of what is accepted is what the key has; another reading may have another number."""

    name: str
    of: Atom
    shape: Shape
    entry: tuple[int, int] | None
    accepted: tuple[Accepted, ...]
    points: Fraction


def number_slots(solved: SolvedItem, shown: NumberFormat, spread: bool = False) -> tuple[tuple[NumberSlot, ...], str]:
    """The places for numbers of an item, in its order; none, and why not, where a machine would not mark it as its rubric does.

    If points are `spread`, the answers earn all of the item's in equal parts, whatever the rubric has them for.
    """
    item, first = solved.item, solved.readings[0].derivation
    if not item.queries or any(query.kind not in ASKED for query in item.queries) or len(first.asked) < len(first.answers):
        return (), WORDS
    values = [[one.derivation.values[answer] for one in solved.readings] for answer in first.asked]
    shapes = [shape_of(own[0]) for own in values]
    count = sum(rows * columns for rows, columns in shapes)
    if count > MOST:
        return (), MANY
    if len(solved.readings) > 1 and (count > 1 or any(one.derivation.asked != first.asked for one in solved.readings)):
        return (), READINGS
    paid = _earned(solved, count)
    if isinstance(paid, str) and not spread:
        return (), paid
    prices: Mapping[Atom, Fraction] = {} if isinstance(paid, str) else paid
    earned = dict.fromkeys(first.asked, item.points / len(first.asked)) if spread else prices
    rows = zip(first.asked, values, shapes, strict=True)
    return tuple(slot for of, own, shape in rows for slot in _slots(of, own, shape, earned[of], item, shown, prices.get(of))), ""


def _earned(solved: SolvedItem, count: int) -> dict[Atom, Fraction] | str:
    """What each answer earns by itself, or why a machine cannot mark it so."""
    item, derivation = solved.item, solved.readings[0].derivation
    by_name = {answer_name(answer): answer for answer in derivation.asked}
    if any(rule.kind != "note" and not priced_slip(rule) for rule in item.grading.rules):
        return RULES
    if any(shape_of(derivation.values[slip.of]) != SCALAR for _, slip in priced_slips(item)):
        return ARRAY_SLIPS
    if item.grading.follow_on == "full" and count > 1:
        return FOLLOW_ON
    earned = dict.fromkeys(derivation.asked, Fraction(0))
    for criterion in item.grading.criteria:
        if criterion.credits is None and len(by_name) > 1:
            return TOGETHER
        names = list(by_name) if criterion.credits is None else steps_of(criterion.credits, derivation.steps)
        if criterion.part == "equation" or not names or any(name not in by_name for name in names):
            return STEPS
        for name in names:
            earned[by_name[name]] += criterion.points / len(names)
    return earned if all(earned.values()) else STEPS


def _slots(
    of: Atom, values: Sequence[Value], shape: Shape, points: Fraction, item: Item, shown: NumberFormat, paid: Fraction | None
) -> Iterator[NumberSlot]:
    """The places of one answer, whose value each reading has. A number that its rubric has `paid` by itself has its slips, too."""
    slips = [] if paid is None or shape != SCALAR else [one for one in priced_slips(item) if one[1].of == of]
    rows, columns = shape
    each = points / (rows * columns)
    largest = [max(abs(Fraction(x)) for x in numbers(value)) for value in values]
    for place, entries in enumerate(zip(*(numbers(value) for value in values), strict=True)):
        accepted = [_accepted(x, most, item, shown) for x, most in zip(entries, largest, strict=True)]
        accepted += [_slip(rule, slip, paid, item, shown) for rule, slip in slips if paid]
        entry = None if shape == SCALAR else (place // columns + 1, place % columns + 1)
        yield NumberSlot(answer_name(of), of, shape, entry, tuple(dict.fromkeys(accepted)), each)


def _slip(rule: GradingRule, slip: PricedSlip, paid: Fraction, item: Item, shown: NumberFormat) -> Accepted:
    """What a mistake gives, with the part of what is paid for the answer that it earns."""
    assert rule.points is not None and slip.number is not None
    (x,) = numbers(slip.number)
    return replace(_accepted(x, abs(Fraction(x)), item, shown), share=rule.points / paid)


def _accepted(x: Number, largest: Fraction, item: Item, shown: NumberFormat) -> Accepted:
    """A number as it is typed: as a decimal, with the digits that are shown."""
    plain = Fraction(x) if isinstance(x, Fraction) else x  # without the text of an author, which may be a fraction
    return Accepted(shown_text(plain, replace(shown, fractions="none")), accepted_difference(plain, largest, item.tolerance, shown))
