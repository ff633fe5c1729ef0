"""Why a step has its value, where the equation alone does not say."""

from collections.abc import Sequence
from typing import Literal

from gen.algebra.expr import Expr, LocalDerivative, Num, Partial, SecondDerivative, Var
from gen.algebra.printer import Values
from gen.document.tree import Text
from gen.model.derivation import Step
from gen.model.problem import Inline, sentence_inline


def reason_of(step: Step, values: Values) -> Text:
    """Nothing where the equation says all."""
    match step.why, step.lhs:
        case "sizes", _:
            parts = [_size(names, size, values) for names, size in step.planned.parts]
            return tuple(piece for i, part in enumerate(parts) for piece in ((Inline("text", "; "),) * (i > 0) + part))
        case "side", _:
            return (sentence_inline("since {relation}", relation=_between(step, values)),)
        case "convention", _:
            return (sentence_inline("since {relation}, by the stated convention", relation=_between(step, values)),)
        case ("best" | "beaten" | "tie") as how, LocalDerivative(fn, z):
            return (_comparison(fn, how, _formula(z)),)
        case "printed", _:
            return (sentence_inline("as printed"),)
        case "cut", _:
            return (sentence_inline("since every way there is cut"),)
        case "independent", Partial(of, wrt) | SecondDerivative(of, wrt):
            return (sentence_inline("since {value} does not depend on {other}", value=_formula(of), other=_formula(wrt)),)
        case "still", Partial(of, wrt) | SecondDerivative(of, wrt):
            return (sentence_inline("since small changes of {other} do not change {value}", value=_formula(of), other=_formula(wrt)),)
        case _:
            return ()


def _formula(e: Expr, values: Values | None = None) -> Inline:
    return Inline("expr", "", e, values=values)


def _size(names: Sequence[str], size: Expr, values: Values) -> Text:
    """`W: 100*10` for one parameter, `b and c: 10 each` for several of one shape."""
    those = [_formula(Var(one)) for one in names]
    if len(those) > 1:
        return (sentence_inline("{names}: {size} each", names=those, size=_formula(size, values)),)
    return (*those, Inline("text", ": "), _formula(size, values))


def _comparison(fn: str, how: Literal["best", "beaten", "tie"], value: Inline) -> Inline:
    """Why the slope of a maximum or minimum to one of its arguments is what it is."""
    match fn, how:
        case "max", "best":
            return sentence_inline("since {value} is the largest", value=value)
        case "max", "beaten":
            return sentence_inline("since {value} is not the largest", value=value)
        case _, "best":
            return sentence_inline("since {value} is the smallest", value=value)
        case _, "beaten":
            return sentence_inline("since {value} is not the smallest", value=value)
        case _:
            return sentence_inline("since {value} ties with another, by the stated convention", value=value)


def _between(step: Step, values: Values) -> Inline:
    """`z = 5 > 0`, `z = -1 < 0`, `-3 < z = 1 < 3`, `z = 0`."""
    assert step.about is not None
    low, high = (None if side is None else Num(side) for side in step.sides)
    chain = tuple(part for part in (low, step.about, high) if part is not None)
    if low is not None and high is None:
        return Inline("side", ">", chain=(step.about, low), values=values)
    return Inline("side", "<", chain=chain, values=values)
