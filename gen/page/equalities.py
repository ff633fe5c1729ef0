"""How one step is told: left side, then the forms from symbols to the value, each only if it says something new.

Shared by `plain_text` and the LaTeX of `rows`, so that page and golden tell the same chain.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from gen.algebra.arrays import Value, numbers
from gen.algebra.expr import Call, Expr, LocalDerivative, Num, Partial, Var
from gen.algebra.numbers import Shown
from gen.algebra.printer import Script, Values, numbers_in, write
from gen.algebra.rounding import is_exact
from gen.algebra.values import value_of
from gen.messages.sentences import Language, listed, say
from gen.model.derivation import Step
from gen.page.calculator_check import Landing


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write the value of a step, and whether rounded numbers stand in it."""

    text: str
    rounded: bool = False


def forms(step: Step, values: Values, script: Script, shown: Shown) -> tuple[Form, ...]:
    """`relu(V*h[0] + W*x[1])`, `relu((-2)*2 + 1*2)`, `relu(-2)`, `0`: what stands between the equals signs of a step."""
    value = Form(script.number(step.value)[0], not _is_shown_exactly(step.value, shown))
    if step.kind == "printed" or is_share(step.line.rhs):
        return (value,)
    line = step.line
    written = (
        Form(write(line.written, script)),
        Form(write(line.written, script, values), _has_rounded(line.written, script, values, shown)),
        Form(write(line.rhs, script, values), _has_rounded(line.rhs, script, values, shown)),
        value,
    )
    left = write(step.lhs, script)
    told: list[Form] = []
    for form in written:
        if form.text != (told[-1].text if told else left):
            told.append(form)
    return tuple(told)


def is_share(e: Expr) -> bool:
    """Whether an expression is the slope of a maximum to one of its arguments, which has no form but its name."""
    return isinstance(e, Call) and e.fn.endswith("'") and isinstance(e.args[0], Num)


def _has_rounded(e: Expr, script: Script, values: Values, shown: Shown) -> bool:
    """Of the numbers that are put in: not those of a name of which only the shape matters, as in a vector of ones."""
    return not all(_is_shown_exactly(value, shown) for value in numbers_in(e, script, values))


def _is_shown_exactly(value: Value, shown: Shown) -> bool:
    return all(is_exact(x, shown) for x in numbers(value))


def why(step: Step, values: Values, script: Script, math: str = "", language: Language = "en") -> str:
    """Why a step has its value, where the equation alone does not say; formulas stand between two `math` signs."""

    def name(var: Var) -> str:
        return script.atom(var)[0]

    def number(x: Value) -> str:
        return script.number(x)[0]

    about = f"{name(step.about)} = {number(value_of(step.about, values))}" if step.about else ""
    match step.why, step.lhs:
        case "sizes", _:
            return "; ".join(
                _told(names, f"{math}{write(size, script, values)}{math}", name, math, language) for names, size in step.line.parts
            )
        case "side", _:
            return say("since {relation}", language, relation=f"{math}{_between(about, step, script)}{math}")
        case "convention", _:
            return say("since {relation}, by the stated convention", language, relation=f"{math}{about}{math}")
        case ("best" | "beaten" | "tie") as how, LocalDerivative(fn, z):
            return _compared(fn, how, f"{math}{name(z)}{math}", language)
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


def _told(names: Sequence[str], size: str, name: Callable[[Var], str], math: str, language: Language) -> str:
    """`W: 100*10` for one parameter, `b and c: 10 each` for several of one shape."""
    those = listed([f"{math}{name(Var(one))}{math}" for one in names], language)
    return say("{names}: {size} each", language, names=those, size=size) if len(names) > 1 else f"{those}: {size}"


def _compared(fn: str, how: Literal["best", "beaten", "tie"], value: str, language: Language) -> str:
    """Why the slope of a maximum or minimum to one of its arguments is what it is."""
    match fn, how:
        case "max", "best":
            return say("since {value} is the largest", language, value=value)
        case "max", "beaten":
            return say("since {value} is not the largest", language, value=value)
        case _, "best":
            return say("since {value} is the smallest", language, value=value)
        case _, "beaten":
            return say("since {value} is not the smallest", language, value=value)
        case _:
            return say("since {value} ties with another, by the stated convention", language, value=value)


def _between(about: str, step: Step, script: Script) -> str:
    """`z = 5 > 0`, `z = -1 < 0`, `-3 < z = 1 < 3`; the places of kinks are never rounded."""
    low, high = ("" if side is None else script.constant(side)[0] for side in step.sides)
    if low and high:
        return f"{low} < {about} < {high}"
    return about + (f" > {low}" if low else "") + (f" < {high}" if high else "")


def relations(told: Sequence[Form], landing: Landing, equals: str = "=", nearly: str = "≈", mark: str = "†") -> tuple[str, ...]:
    """The sign before each form: of approximation from the first one on in which rounded numbers stand, but not before an exact value
    that they give exactly.

    The last has a mark where the value was computed with numbers that are carried unrounded: those shown give another one.
    """
    *signs, last = [nearly if any(form.rounded for form in told[: i + 1]) else equals for i in range(len(told))]
    exact = landing == "exactly" and not told[-1].rounded
    return (*signs, last + mark if landing == "elsewhere" else equals if exact else last)


def joined(told: Sequence[Form], signs: Sequence[str]) -> str:
    """The forms in one line, without the first sign."""
    return told[0].text + "".join(f" {sign} {form.text}" for sign, form in zip(signs[1:], told[1:], strict=True))
