"""Whether a reader with a calculator lands on what is printed: each line computed again from the numbers that stand in it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from gen.algebra.arrays import Value, mapped, numbers
from gen.algebra.expr import Atom, Expr, atoms
from gen.algebra.numbers import Number, NumberFormat, to_decimal
from gen.algebra.printer import Values
from gen.algebra.rounding import as_printed, common_format, rounds_to
from gen.algebra.values import value_of
from gen.calculus import evaluate
from gen.document.equality_chain import exact_root, substituted
from gen.document.tree import CalculatorResult
from gen.functions import Conventions
from gen.messages.errors import MathError
from gen.model.derivation import Step


def calculator_results(
    steps: Sequence[Step], values: Values, conventions: Conventions, shown: NumberFormat
) -> Mapping[Atom, CalculatorResult]:
    """Where each line lands, by its left side. Elsewhere land values that were computed with numbers that are carried unrounded."""
    return {step.lhs: calculator_result(step, values, conventions, shown) for step in steps}


def calculator_result(step: Step, values: Values, conventions: Conventions, shown: NumberFormat) -> CalculatorResult:
    """Where each form with numbers lands, the worst of them."""
    found: CalculatorResult = "exactly"
    if step.why or step.kind == "printed":
        return found
    if exact_root(step, values):
        return "nearly"
    for e in substituted(step.planned, values):
        on_page = {atom: as_printed(value_of(atom, values), shown) for atom in atoms(e)}
        if all(value == value_of(atom, values) for atom, value in on_page.items()):
            continue
        computed = _from_printed(e, on_page, conventions)
        if computed is None:
            return "elsewhere"
        style = common_format(step.value, shown)
        if not all(rounds_to(x, value, style) for x, value in zip(computed, numbers(step.value), strict=True)):
            return "elsewhere"
        found = found if computed == numbers(step.value) else "nearly"
    return found


def _from_printed(e: Expr, on_page: Mapping[Atom, Value], conventions: Conventions) -> Sequence[Number] | None:
    """What the numbers of a page give: exactly, or by decimals where a fraction would have too many digits; None if there is nothing."""
    for values in (on_page, {atom: mapped(value, to_decimal) for atom, value in on_page.items()}):
        with suppress(MathError):
            return numbers(evaluate(e, values, conventions))
    return None
