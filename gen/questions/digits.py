"""How many digits of a plan's numbers are certain: computed again with more of them, here and on other numbers.

What was lost in a difference of numbers that are nearly equal is another number with more digits; what is wrong stays as it is.
"""

from collections.abc import Iterable
from contextlib import suppress
from decimal import Decimal

from gen.algebra.arrays import numbers
from gen.algebra.numbers import DIGITS, NumberFormat, nearly_equal, precision
from gen.algebra.printer import text
from gen.algebra.rounding import is_certain
from gen.calculus import evaluate_plan
from gen.messages.errors import InputError, InputErrors, Location, VerificationError
from gen.model.derivation import Derivation, Plan
from gen.model.verified import Check
from gen.questions.random_probes import number_of_probes, random_probes
from gen.verify import DUAL, Recurrence, confirm
from gen.verify.tolerance import MP, close, mpf

OTHER = f"{DUAL}, other numbers"
MORE = 12 * DIGITS  # of other numbers on which there seems to be a disagreement


def evaluate_with_more_digits(lines: Plan, recurrence: Recurrence, where: Location) -> tuple[Derivation, Derivation]:
    """The plan with the numbers of a recurrence, and the same with so many digits that routes can be compared near the limits of a tanh.

    Raises InputErrors, also for a value whose digits are lost by cancellation: with more digits it would be another one.
    """
    derivation = evaluate_plan(lines, recurrence.givens, recurrence.conventions, recurrence.printed, where)
    if not any(isinstance(x, Decimal) for value in derivation.values.values() for x in numbers(value)):
        return derivation, derivation
    more = evaluate_more_finely(lines, recurrence, where)
    for step in derivation.numbers:
        if not all(map(nearly_equal, numbers(step.value), numbers(more.values[step.lhs]))):
            message = f"{DIGITS} digits are not enough for {text(step.lhs)}: its digits cancel"
            hint = "if it is 0 for these numbers, choose others; if for all, as that of a bias before a normalisation, ask why in words"
            raise InputErrors([InputError(step.planned.where or where, message, hint)])
    return derivation, more


def evaluate_more_finely(lines: Plan, recurrence: Recurrence, where: Location, digits: int = 3 * DIGITS) -> Derivation:
    """The plan with numbers that are compared and not printed. Raises InputErrors."""
    with precision(digits):
        return evaluate_plan(lines, recurrence.givens, recurrence.conventions, recurrence.printed, where)


def check_shown(derivation: Derivation, finer: Derivation, shown: NumberFormat, where: Location) -> None:
    """Raises InputErrors where a digit would be shown that is not certain."""
    for step in derivation.numbers:
        if not all(is_certain(x, more, shown) for x, more in zip(numbers(step.value), numbers(finer.values[step.lhs]), strict=True)):
            message = f"{DIGITS} digits are not enough to show {text(step.lhs)} with {shown.n} {shown.kind}"
            raise InputErrors(
                [InputError(step.planned.where or where, message, "ask for fewer under 'shown', or for digits and not decimals")]
            )


def evaluate_on_probes(lines: Plan, recurrence: Recurrence, where: Location) -> Iterable[Check]:
    """The same plan on other numbers, as far as they tell something."""
    confirmed: list[Check] = []
    for probe in random_probes(recurrence, number_of_probes(lines)):
        confirmed += _on_other_numbers(lines, probe, where)
        if len(confirmed) == number_of_probes(lines):
            break
    if confirmed:
        yield Check(OTHER, sum(check.numbers for check in confirmed), max(check.residual for check in confirmed))


def _on_other_numbers(lines: Plan, probe: Recurrence, where: Location) -> Iterable[Check]:
    """Nothing where the plan has no value there, such as the logarithm of a negative number, or loses its digits on the way.

    What was lost in a difference of numbers that are nearly equal is another number with more digits, what is wrong stays the same.
    Raises VerificationError for what is wrong.
    """
    try:
        found = evaluate_more_finely(lines, probe, where)
    except InputErrors:
        return []
    try:
        return [confirm(found, probe, DUAL)]
    except VerificationError:
        with suppress(InputErrors), MP.workdps(MORE + MP.dps):
            finest = evaluate_more_finely(lines, probe, where, MORE)
            kept = all(all(map(close, map(mpf, numbers(step.value)), map(mpf, numbers(finest.values[step.lhs])))) for step in found.numbers)
            return [confirm(finest, probe, DUAL)] if kept else []
        return []
