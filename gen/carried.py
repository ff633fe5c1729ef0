"""Whether a reader with a calculator lands on what is printed: each line computed again from the numbers that stand in it."""

from collections.abc import Sequence

from gen.algebra import value_of
from gen.array import numbers
from gen.errors import Calculation
from gen.evaluate import evaluate
from gen.expr import Atom, atoms
from gen.notation import Values
from gen.number import Shown
from gen.rounding import is_near, on_paper, together
from gen.rules import Conventions
from gen.steps import Step


def carried(steps: Sequence[Step], values: Values, conventions: Conventions, shown: Shown) -> frozenset[Atom]:
    """The left sides of lines that do not land: their values were computed with numbers that are carried unrounded."""
    return frozenset(step.lhs for step in steps if not lands(step, values, conventions, shown))


def lands(step: Step, values: Values, conventions: Conventions, shown: Shown) -> bool:
    """Whether each form with numbers gives the printed value, to the digits shown."""
    if step.why or step.kind == "printed":
        return True
    for e in dict.fromkeys((step.line.written, step.line.rhs)):
        on_page = {atom: on_paper(value_of(atom, values), shown) for atom in atoms(e)}
        if all(value == value_of(atom, values) for atom, value in on_page.items()):
            continue
        try:
            found = evaluate(e, on_page, conventions)
        except Calculation:
            return False
        style = together(step.value, shown)
        if not all(is_near(x, value, style) for x, value in zip(numbers(found), numbers(step.value), strict=True)):
            return False
    return True
