"""Whether a reader with a calculator lands on what is printed: each line computed again from the numbers that stand in it."""

from collections.abc import Mapping, Sequence
from typing import Literal

from gen.algebra import value_of
from gen.array import mapped, numbers
from gen.errors import Calculation
from gen.evaluate import evaluate
from gen.expr import Atom, atoms
from gen.notation import Values
from gen.number import Shown
from gen.rounding import as_shown, is_near
from gen.rules import Conventions
from gen.steps import Step

Landing = Literal["exactly", "nearly", "elsewhere"]
"""Whether the numbers of a line as they are printed give its value, what is printed of it, or something else."""


def landings(steps: Sequence[Step], values: Values, conventions: Conventions, shown: Shown) -> Mapping[Atom, Landing]:
    """Where each line lands, by its left side. Elsewhere land values that were computed with numbers that are carried unrounded."""
    on_page = {atom: mapped(value, lambda x: as_shown(x, shown)) for atom, value in values.items()}
    return {step.lhs: lands(step, values, on_page, conventions, shown) for step in steps}


def lands(step: Step, values: Values, on_page: Values, conventions: Conventions, shown: Shown) -> Landing:
    """Where each form with numbers lands, the worst of them."""
    found: Landing = "exactly"
    if step.why or step.kind == "printed":
        return found
    for e in dict.fromkeys((step.line.written, step.line.rhs)):
        if all(value_of(atom, on_page) == value_of(atom, values) for atom in atoms(e)):
            continue
        try:
            computed = numbers(evaluate(e, on_page, conventions))
        except Calculation:
            return "elsewhere"
        if not all(is_near(x, value, shown) for x, value in zip(computed, numbers(step.value), strict=True)):
            return "elsewhere"
        found = found if computed == numbers(step.value) else "nearly"
    return found
