"""How one step is told: left side, then the forms from symbols to the value, each only if it says something new.

Shared by the plain text of `show` and the LaTeX of `view`, so that page and golden tell the same chain.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from gen.array import Value, numbers
from gen.expr import Atom, Expr, Partial, Var
from gen.language import Language, say
from gen.steps import Step

Writer = Callable[[Expr, Mapping[Atom, Value] | None], str]


def forms(step: Step, values: Mapping[Atom, Value], write: Writer, number: Callable[[Value], str]) -> tuple[str, ...]:
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


def why(
    step: Step,
    values: Mapping[Atom, Value],
    name: Callable[[Var], str],
    number: Callable[[Value], str],
    math: str = "",
    language: Language = "en",
) -> str:
    """Why a step has its value, where the equation alone does not say; formulas stand between two `math` signs."""
    about = f"{name(step.about)} = {number(values[step.about])}" if step.about else ""
    match step.why, step.lhs:
        case "side", _:
            return say("since {relation}", language, relation=f"{math}{_between(about, step, number)}{math}")
        case "convention", _:
            return say("since {relation}, by the stated convention", language, relation=f"{math}{about}{math}")
        case "printed", _:
            return say("as printed", language)
        case "cut", _:
            return say("since every way there is cut", language)
        case "independent", Partial(of, wrt):
            value, other = (f"{math}{name(var)}{math}" for var in (of, wrt))
            return say("since {value} does not depend on {other}", language, value=value, other=other)
        case "still", Partial(of, wrt):
            value, other = (f"{math}{name(var)}{math}" for var in (of, wrt))
            return say("since small changes of {other} do not change {value}", language, value=value, other=other)
        case _:
            return ""


def _between(about: str, step: Step, number: Callable[[Value], str]) -> str:
    """`z = 5 > 0`, `z = -1 < 0`, `-3 < z = 1 < 3`."""
    low, high = step.sides
    if low is None or high is None:
        return about + ("" if low is None else f" > {number(low)}") + ("" if high is None else f" < {number(high)}")
    return f"{number(low)} < {about} < {number(high)}"


def is_rounded(step: Step) -> bool:
    """Whether the last form is a rounded one, so that a sign of approximation stands before it."""
    return any(isinstance(x, Decimal) for x in numbers(step.value))


def joined(told: tuple[str, ...], step: Step, equals: str = " = ", nearly: str = " ≈ ") -> str:
    """The forms in one line."""
    *exact, last = told
    return f"{equals.join(exact)}{nearly if is_rounded(step) else equals}{last}" if exact else last
