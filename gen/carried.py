"""Whether a reader with a calculator lands on what is printed: each line computed again from the numbers that stand in it."""

from collections.abc import Sequence

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


def carried(steps: Sequence[Step], values: Values, conventions: Conventions, shown: Shown) -> frozenset[Atom]:
    """The left sides of lines that do not land: their values were computed with numbers that are carried unrounded."""
    on_page = {atom: mapped(value, lambda x: as_shown(x, shown)) for atom, value in values.items()}
    return frozenset(step.lhs for step in steps if not lands(step, values, on_page, conventions, shown))


def lands(step: Step, values: Values, on_page: Values, conventions: Conventions, shown: Shown) -> bool:
    """Whether each form with numbers gives the printed value, to the digits shown."""
    if step.why or step.kind == "printed":
        return True
    for e in dict.fromkeys((step.line.written, step.line.rhs)):
        if all(value_of(atom, on_page) == value_of(atom, values) for atom in atoms(e)):
            continue
        try:
            found = evaluate(e, on_page, conventions)
        except Calculation:
            return False
        if not all(is_near(x, value, shown) for x, value in zip(numbers(found), numbers(step.value), strict=True)):
            return False
    return True
