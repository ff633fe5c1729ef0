"""How one step is told: left side, then the forms from symbols to the value, each only if it says something new.

Shared by the plain text of `show` and the LaTeX of `view`, so that page and golden tell the same chain.
"""

from collections.abc import Callable, Mapping

from gen.expr import Atom, Expr
from gen.number import Number
from gen.steps import Step

Writer = Callable[[Expr, Mapping[Atom, Number] | None], str]


def forms(step: Step, values: Mapping[Atom, Number], write: Writer, number: Callable[[Number], str]) -> tuple[str, ...]:
    """`relu(V*h[0] + W*x[1])`, `relu((-2)*2 + 1*2)`, `relu(-2)`, `0`: what stands between the equals signs of a step."""
    if step.kind == "printed":
        return (number(step.value),)
    line = step.line
    written = (
        write(line.written, None),
        write(line.written, values),
        write(line.rhs, values),
        number(step.value),
    )
    left = write(step.lhs, None)
    told: list[str] = []
    for form in written:
        if form != (told[-1] if told else left):
            told.append(form)
    return tuple(told)
