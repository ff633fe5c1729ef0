"""The numbers that a rubric prices: what mistakes give for answers, worked out from the derivation and confirmed like it.

None is near enough to the right answer to be taken for it, nor to another one that earns other points; of a draw of numbers for which
that fails there is no variant.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

from gen.algebra.arrays import Value, numbers, shape_of
from gen.algebra.expr import Atom, Partial, Var, atoms
from gen.algebra.numbers import NumberFormat
from gen.algebra.printer import number_text, points_words, text
from gen.messages.errors import InputError, InputErrors
from gen.model.answers import accepted_difference
from gen.model.choice import Clash
from gen.model.derivation import Derivation
from gen.model.problem import GradingRule, Item
from gen.model.slips import PricedSlip, priced_slips, with_slips
from gen.model.verified import Check
from gen.questions.kind import AskedItem
from gen.questions.option_numbers import Workings, value_in
from gen.verify import verify_formula

WRONG, APART = "no slip is right", "no two slips are the same"
ROUTE = "priced slips evaluated by definitions"

Priced = tuple[GradingRule, PricedSlip]


@dataclass(frozen=True, slots=True)
class FilledSlips:
    """An item whose slips have their numbers, and what has confirmed these."""

    item: Item
    checks: tuple[Check, ...]


def fill_slips(asked: AskedItem, derivation: Derivation) -> FilledSlips:
    """The item of a confirmed derivation with the numbers of its slips. Raises InputErrors where one is right, or two are the same."""
    workings = Workings(asked, confirmed=True)
    found = _priced(workings, derivation)
    clashes = list(_clashes(found, derivation, asked.item, asked.shown))
    if clashes:
        raise InputErrors([InputError(one.where, one.message, one.hint) for one in clashes])
    residuals = list(_confirmed(found, derivation, workings))
    checks = [*workings.checks, *([Check(ROUTE, len(residuals), max(residuals))] if residuals else [])]
    return FilledSlips(with_slips(asked.item, {slip.where: slip for _, slip in found}), tuple(checks))


def slip_clashes(asked: AskedItem, derivation: Derivation) -> tuple[Clash, ...]:
    """What is wrong with the slips of an item that has drawn numbers. Raises InputErrors where one has no value."""
    found = _priced(Workings(asked, confirmed=False), derivation)
    return tuple(_clashes(found, derivation, asked.item, asked.shown))


def _priced(workings: Workings, derivation: Derivation) -> list[Priced]:
    """Each rule that prices a number, with that number. Raises InputErrors with those of all."""
    found: list[Priced] = []
    faults: list[InputError] = []
    for rule, slip in priced_slips(workings.asked.item):
        try:
            number = _number(slip, workings, derivation)
            right = derivation.values[slip.of]
            if shape_of(number) != shape_of(right):
                shapes = [" × ".join(map(str, shape_of(one))) for one in (number, right)]
                faults.append(InputError(slip.where, f"this slip is {shapes[0]}, and {text(slip.of)} is {shapes[1]}"))
            found.append((rule, replace(slip, number=number)))
        except InputErrors as error:
            faults += error.faults
    if faults:
        raise InputErrors(faults)
    return found


def _number(slip: PricedSlip, workings: Workings, derivation: Derivation) -> Value:
    if slip.change:
        return workings.number(slip.query, slip.change.made_in(workings.asked.item))[1]
    assert slip.value
    return value_in(slip.value, _env(slip, workings, derivation), workings.asked.item, slip.where)


def _env(slip: PricedSlip, workings: Workings, derivation: Derivation) -> Mapping[Atom, Value]:
    """The values of the names in a slip: those of the derivation, and what is not in it computed besides."""
    assert slip.value
    item = workings.asked.item
    known: dict[Atom, Value] = {**{var: one.value for var, one in item.given.items()}, **derivation.values}
    needed = [atom.whole if isinstance(atom, Var) else atom for atom in atoms(slip.value) if isinstance(atom, Var | Partial)]
    if all(atom in known for atom in needed):
        return known
    return {**known, **workings.env([(slip.value, slip.where)], item)[0]}


def _confirmed(found: Sequence[Priced], derivation: Derivation, workings: Workings) -> Iterator[float]:
    """How far each expression is off from its value by definitions. Raises VerificationError."""
    for _, slip in found:
        if slip.value and slip.number is not None:
            env = _env(slip, workings, derivation)
            yield verify_formula(f"a slip of {text(slip.of)}", slip.value, slip.number, env, workings.asked.item.conventions)


def _clashes(found: Sequence[Priced], derivation: Derivation, item: Item, shown: NumberFormat) -> Iterator[Clash]:
    """Slips that a grader, or a machine, could not tell from the right answer or from each other."""
    hint = "take another slip, or other numbers"
    for _, slip in found:
        assert slip.number is not None
        if _near(slip.number, derivation.values[slip.of], item, shown):
            told = f"{text(slip.of)} = {number_text(slip.number)}"
            yield Clash(WRONG, slip.where, f"this slip gives {told}, which is accepted as right", hint)
    for (one, first), (other, second) in combinations(found, 2):
        assert first.number is not None and second.number is not None and one.points is not None and other.points is not None
        if first.of == second.of and one.points != other.points and _near(first.number, second.number, item, shown):
            told = f"{text(second.of)} = {number_text(second.number)}"
            points = f"{points_words(other.points)} and {points_words(one.points)}"
            yield Clash(APART, second.where, f"this slip gives {told}, as one before it does, for {points}", hint)


def _near(one: Value, other: Value, item: Item, shown: NumberFormat) -> bool:
    """Whether some number, or array, is accepted for both values."""
    within = zip(_differences(one, item, shown), _differences(other, item, shown), strict=True)
    entries = zip(numbers(one), numbers(other), within, strict=True)
    return all(abs(Fraction(x) - Fraction(y)) <= sum(both) for x, y, both in entries)


def _differences(value: Value, item: Item, shown: NumberFormat) -> Iterator[Fraction]:
    """How far what is typed may be off, for each entry."""
    largest = max(abs(Fraction(x)) for x in numbers(value))
    return (accepted_difference(x, largest, item.tolerance, shown) for x in numbers(value))
