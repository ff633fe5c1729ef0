"""Whether the reasons that stand beside printed rows hold, and none is missing."""

import re
from collections.abc import Iterable
from typing import Any

from gen.array import Array, numbers
from gen.errors import Disagreement
from gen.expr import Call, Partial, Prime, Var
from gen.kinks import at_kink, on_one_side
from gen.language import say
from gen.latex import Latex
from gen.notation import text
from gen.pipeline import Solved
from gen.proofread_forms import Page, page_of
from gen.ranges import Range
from gen.spec import Item
from gen.steps import Step
from gen.told import Told


def check_reasons(told: Iterable[Told], one: Solved, item: Item, latex: Latex) -> None:
    """Raises Disagreement where a reason does not hold, and where a step whose equation says too little has none."""
    for steps in told:
        step, name = steps.step, text(steps.step.lhs)
        for reason in steps.reasons:
            if not _is_true(reason, step, one, item, latex):
                raise Disagreement(f"{name}: '{reason}' is no reason for it")
        # The slopes of the entries of an array stand beside the entries.
        sided = isinstance(step.line.rhs, Call) and step.line.rhs.fn.endswith("'") and not isinstance(step.value, Array)
        if steps.forms and not steps.reasons and (sided or step.kind in ("printed", "independent", "still", "cut")):
            raise Disagreement(f"{name} is told without a reason")


def _is_true(reason: str, step: Step, one: Solved, item: Item, latex: Latex) -> bool:
    """Whether a reason holds: its relation with the number in it, what does not depend on what, what is cut or printed."""
    language = latex.language
    sided = re.fullmatch(say("since {relation}", language, relation=_SIDED), reason)
    kink = re.fullmatch(say("since {relation}, by the stated convention", language, relation=r"\$(?P<name>.+?) = (?P<value>.+?)\$"), reason)
    apart = re.fullmatch(say("since {value} does not depend on {other}", language, value=r"\$(.+)\$", other=r"\$(.+)\$"), reason)
    still = re.fullmatch(
        say("since small changes of {other} do not change {value}", language, value=r"\$(.+)\$", other=r"\$(.+)\$"), reason
    )
    if relation := sided or kink:
        found = [(atom, value) for atom, value in one.derivation.values.items() if latex.expr(atom) == relation["name"]]
        match step.lhs, step.line.rhs:
            case (Prime(fn, z), _) | (_, Call(fn, (Var() as z,))) if found and z == found[0][0]:
                value = found[0][1]
            case _:
                return False
        page = page_of({}, one.derivation.values, item, latex)
        told = page.read(text(step.lhs), relation["value"], symbols=False).fits(value)
        return told and (on_one_side(fn, value, *_sides(relation, page)) if sided else at_kink(fn, value))
    if apart and isinstance(step.lhs, Partial) and one.trace:
        of, wrt = step.lhs.of, step.lhs.wrt
        return apart.groups() == (latex.name(of), latex.name(wrt)) and wrt not in one.trace.before([of])
    if still and isinstance(step.lhs, Partial):
        return set(still.groups()) == {latex.name(step.lhs.of), latex.name(step.lhs.wrt)} and not any(numbers(step.value))
    if reason == say("since every way there is cut", language):
        return bool(item.cut) and step.value == 0
    return reason == say("as printed", language) and step.lhs in item.printed


_SIDED = r"\$(?:(?P<above>[^ ]+) < )?(?P<name>[^=]+?) = (?P<value>.+?)(?: (?P<sign>[<>]) (?P<end>[^ ]+))?\$"


def _sides(relation: re.Match[str], page: Page) -> tuple[Any, Any]:
    """Between which numbers a reason says that a value is."""
    above, end = (_bound(shown, page) if shown else None for shown in relation.group("above", "end"))
    return (end, None) if relation["sign"] == ">" else (above, end)


def _bound(shown: str, page: Page) -> Any:
    found = page.read("a reason", shown, symbols=False)
    return found.low if isinstance(found, Range) else None
