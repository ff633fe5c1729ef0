"""How many digits of a plan's numbers are certain: computed again with more of them, here and on other numbers.

What was lost in a difference of numbers that are nearly equal is another number with more digits; what is wrong stays as it is.
"""

from collections.abc import Iterable
from contextlib import suppress
from decimal import Decimal

from gen.algebra.arrays import numbers
from gen.algebra.numbers import DIGITS, Shown, near, precision
from gen.algebra.printer import text
from gen.algebra.rounding import is_certain
from gen.calculus import solve
from gen.messages.errors import InputError, InputErrors, Location, VerificationError
from gen.model.derivation import Derivation, Plan
from gen.model.verified import Check
from gen.questions.random_probes import probes, wanted
from gen.verify import DUAL, Setting, confirm
from gen.verify.tolerance import MP, mpf, same

OTHER = f"{DUAL}, other numbers"
MORE = 12 * DIGITS  # of other numbers on which there seems to be a disagreement


def solve_finely(lines: Plan, setting: Setting, where: Location) -> tuple[Derivation, Derivation]:
    """The plan with the numbers of a setting, and the same with so many digits that routes can be compared near the limits of a tanh.

    Raises InputErrors, also for a value whose digits are lost by cancellation: with more digits it would be another one.
    """
    derivation = solve(lines, setting.givens, setting.conventions, setting.printed, where)
    if not any(isinstance(x, Decimal) for value in derivation.values.values() for x in numbers(value)):
        return derivation, derivation
    more = finer(lines, setting, where)
    for step in derivation.numbers:
        if not all(map(near, numbers(step.value), numbers(more.values[step.lhs]))):
            message = f"{DIGITS} digits are not enough for {text(step.lhs)}: its digits cancel"
            raise InputErrors([InputError(step.line.where or where, message, "it may be 0 for these numbers: choose others")])
    return derivation, more


def finer(lines: Plan, setting: Setting, where: Location, digits: int = 3 * DIGITS) -> Derivation:
    """The plan with numbers that are compared and not printed. Raises InputErrors."""
    with precision(digits):
        return solve(lines, setting.givens, setting.conventions, setting.printed, where)


def check_shown(derivation: Derivation, finer: Derivation, shown: Shown, where: Location) -> None:
    """Raises InputErrors where a digit would be shown that is not certain."""
    for step in derivation.numbers:
        if not all(is_certain(x, more, shown) for x, more in zip(numbers(step.value), numbers(finer.values[step.lhs]), strict=True)):
            message = f"{DIGITS} digits are not enough to show {text(step.lhs)} with {shown.n} {shown.kind}"
            raise InputErrors(
                [InputError(step.line.where or where, message, "ask for fewer under 'shown', or for digits and not decimals")]
            )


def probed(lines: Plan, setting: Setting, where: Location) -> Iterable[Check]:
    """The same plan on other numbers, as far as they tell something."""
    confirmed: list[Check] = []
    for probe in probes(setting, wanted(lines)):
        confirmed += _on_other_numbers(lines, probe, where)
        if len(confirmed) == wanted(lines):
            break
    if confirmed:
        yield Check(OTHER, sum(check.numbers for check in confirmed), max(check.residual for check in confirmed))


def _on_other_numbers(lines: Plan, probe: Setting, where: Location) -> Iterable[Check]:
    """Nothing where the plan has no value there, such as the logarithm of a negative number, or loses its digits on the way.

    What was lost in a difference of numbers that are nearly equal is another number with more digits, what is wrong stays the same.
    Raises VerificationError for what is wrong.
    """
    try:
        found = finer(lines, probe, where)
    except InputErrors:
        return []
    try:
        return [confirm(found, probe, DUAL)]
    except VerificationError:
        with suppress(InputErrors), MP.workdps(MORE + MP.dps):
            finest = finer(lines, probe, where, MORE)
            kept = all(all(map(same, map(mpf, numbers(step.value)), map(mpf, numbers(finest.values[step.lhs])))) for step in found.numbers)
            return [confirm(finest, probe, DUAL)] if kept else []
        return []
