"""Whether the reasons that stand beside printed rows hold, and none is missing."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from gen.algebra.arrays import Array, Value, numbers
from gen.algebra.expr import Add, Atom, Call, Group, LocalDerivative, Mul, Partial, SecondDerivative, Size, Var, atoms, terms_of
from gen.algebra.numbers import Number
from gen.algebra.places import within
from gen.algebra.printer import text
from gen.algebra.values import part
from gen.latex import Latex
from gen.messages.errors import VerificationError
from gen.messages.sentences import translate
from gen.model.derivation import Step
from gen.model.memo import Memo
from gen.model.problem import Item
from gen.model.solved import Solved
from gen.model.trace import Trace
from gen.proofread.forms import ReadingContext, page_of, reading_context
from gen.proofread.intervals import Interval
from gen.proofread.printed_steps import PrintedStep
from gen.proofread.printed_tables import names_at_t
from gen.verify.piecewise import is_stated_at, on_one_side
from gen.verify.tolerance import mpf


def check_reasons(printed: Iterable[PrintedStep], one: Solved, item: Item, latex: Latex, memo: Memo | None = None) -> None:
    """Raises VerificationError where a reason does not hold, and where a step whose equation says too little has none."""
    for steps in printed:
        step, name = steps.step, text(steps.step.lhs)
        for reason in steps.reasons:
            if not _is_true(reason, step, one, item, latex, memo):
                raise VerificationError(f"{name}: '{reason}' is no reason for it")
        if steps.forms and not steps.reasons and _needs_one(step, one) and not _is_evident(steps, one, latex):
            raise VerificationError(f"{name} is told without a reason")


def _is_evident(steps: PrintedStep, one: Solved, latex: Latex) -> bool:
    """Whether the row of a table has the number that decides on a slope, which is not at a kink."""
    slope, place = steps.step.lhs, steps.place
    if place is None or not isinstance(slope, LocalDerivative) or is_stated_at(slope.fn, _value(slope.arg, one)):
        return False
    return any(latex.expr(name) in place.beside for name in names_at_t(slope.arg, place.time))


def _needs_one(step: Step, one: Solved) -> bool:
    """The slope on a side of a kink needs one, though not at each entry of an array; so does what no equation gives."""
    match step.planned.rhs:
        case Call(prime, (Var() as z, *_)) if prime.endswith("'"):
            return not isinstance(_value(z, one), Array)
        case Add() | Mul() if step.kind in ("count", "group"):
            return bool(_summed(step, one))
        case _:
            return step.kind in ("printed", "independent", "still", "cut")


def _value(z: Var, one: Solved) -> Value:
    """The value of a name, or of a part of one."""
    values = one.derivation.values
    if z in values:
        return values[z]
    whole = values[z.whole]
    assert isinstance(whole, Array)
    return part(whole, z.index)


def _entries(z: Var, value: Value) -> Iterator[tuple[Var, Number]]:
    """The numbers of a value by their names: those of a vector have one index, those of a row or a column of a matrix two."""
    if not isinstance(value, Array):
        yield z, value
        return
    n, m = value.shape
    places = ((i, j) for i in range(1, n + 1) for j in range(1, m + 1))
    for (i, j), x in zip(places, value, strict=True):
        own = (i, j) if len(z.index) == 2 or 1 not in value.shape else (i * j,)
        yield replace(z, index=tuple(map(within, z.index, own)) if z.index else own), x


def _is_true(reason: str, step: Step, one: Solved, item: Item, latex: Latex, memo: Memo | None) -> bool:
    """Whether a reason holds: its relation with the number in it, what does not depend on what, what is cut or printed."""
    language = latex.language
    if step.kind in ("count", "group"):
        return _sizes(reason, item, latex, one) == {latex.name(Var(name)): one.derivation.values[Size(name)] for name in _summed(step, one)}
    if step.kind == "adjoint":
        return _follows_from_zero(reason, step, one, latex)
    sided = re.fullmatch(translate("since {relation}", language, relation=_SIDED), reason)
    kink = re.fullmatch(
        translate("since {relation}, by the stated convention", language, relation=r"\$(?P<name>.+?) = (?P<value>.+?)\$"), reason
    )
    apart = re.fullmatch(translate("since {value} does not depend on {other}", language, value=r"\$(.+)\$", other=r"\$(.+)\$"), reason)
    if relation := sided or kink:
        match step.lhs, step.planned.rhs:
            case (LocalDerivative(fn, z), _) | (_, Call(fn, (Var() as z,))):
                found = [x for name, x in _entries(z, _value(z, one)) if latex.expr(name) == relation["name"]]
            case _:
                return False
        if not found:
            return False
        (value,) = found
        page = page_of(one, item, latex, memo)
        is_value = page.read(text(step.lhs), relation["value"], symbols=False).contains(value)
        return is_value and (on_one_side(fn, value, *_sides(relation, page)) if sided else is_stated_at(fn, value))
    if isinstance(step.lhs, LocalDerivative) and step.lhs.fn in ("max", "min") and step.lhs.arg in step.lhs.among:
        return _comparisons(step.lhs, one, reading_context({}, {}, item, latex), latex) == reason
    if apart and isinstance(step.lhs, Partial | SecondDerivative) and one.trace:
        of, wrt = step.lhs.of, step.lhs.wrt
        return apart.groups() == (latex.expr(of), latex.name(wrt)) and wrt not in _made_of(of, one, one.trace)
    unmoved = translate("since small changes of {other} do not change {value}", language, value=r"\$(.+)\$", other=r"\$(.+)\$")
    still = re.fullmatch(unmoved, reason)
    if still and isinstance(step.lhs, Partial | SecondDerivative):
        names = latex.name(step.lhs.wrt), latex.expr(step.lhs.of)
        return step.kind == "still" and still.groups() == names and not any(numbers(step.value))
    if reason == translate("since every way there is cut", language):
        return step.kind == "cut" and bool(item.cut or item.truncate) and not any(numbers(step.value))
    return reason == translate("as printed", language) and step.lhs in item.printed


def _made_of(atom: Atom, one: Solved, trace: Trace) -> frozenset[Var]:
    """All named values that stand behind a value, or behind the lines of a derivative."""
    lines = {step.lhs: step.planned.rhs for step in one.derivation.numbers if not isinstance(step.lhs, Var)}
    found, todo = set[Atom](), [atom]
    while todo:
        one_of_them = todo.pop()
        if one_of_them not in found:
            found.add(one_of_them)
            todo += atoms(lines[one_of_them]) if one_of_them in lines else ()
    return trace.before([part for part in found if isinstance(part, Var)])


def _follows_from_zero(reason: str, step: Step, one: Solved, latex: Latex) -> bool:
    """Whether a derivative is 0 since the one that a reason names is: that is a factor of each of its terms, or of those in between."""
    said = re.fullmatch(translate("since {relation}", latex.language, relation=r"\$(.+) = (?:0|\\mathbf\{0\})\$"), reason)
    adjoints = [other for other in one.derivation.numbers if other.kind == "adjoint"]
    zero = {other.lhs for other in adjoints if said and latex.expr(other.lhs) == said[1] and not any(numbers(other.value))}
    if not zero or step.lhs in zero:
        return False
    for other in adjoints:
        terms = [{atom for atom in atoms(term) if isinstance(atom, Partial)} for term in terms_of(other.planned.written)]
        if all(term and term <= zero for term in terms):
            zero.add(other.lhs)
    return step.lhs in zero and not any(numbers(step.value))


def _summed(step: Step, one: Solved) -> list[str]:
    """The parameters whose entries a step adds up, but for those that a step before has added up."""
    if isinstance(step.lhs, Group):
        return list(step.lhs.names)
    before = {name for other in one.derivation.numbers if isinstance(other.lhs, Group) for name in other.lhs.names}
    return [size.lhs.name for size in one.derivation.numbers if isinstance(size.lhs, Size) and size.lhs.name not in {"", *before}]


def _sizes(reason: str, item: Item, latex: Latex, one: Solved) -> dict[str, Any]:
    """What a sentence such as `W: 100*10; b and c: 10 each` says of each name that stands in it."""
    page, sizes = reading_context({}, one.derivation.values, item, latex), dict[str, Any]()
    for said in reason.split("; "):
        *names, size = re.findall(r"\$(.+?)\$", said)
        found = page.read("a size", size, symbols=False)
        sizes |= dict.fromkeys(names, found.low if isinstance(found, Interval) and len(found.ends) == 1 else None)
    return sizes


def _comparisons(slope: LocalDerivative, one: Solved, page: ReadingContext, latex: Latex) -> str:
    """What can be said of one of several numbers that are compared: values by name, and what is made of constants."""
    found = [_value(x, one) if isinstance(x, Var) else _constant(text(slope), latex.expr(x), page) for x in slope.among]
    own = found[slope.among.index(slope.arg)]
    beaten = any(mpf(own) < mpf(x) if slope.fn == "max" else mpf(own) > mpf(x) for x in found)
    most, value, language = slope.fn == "max", f"${latex.name(slope.arg)}$", latex.language
    if beaten and most:
        return translate("since {value} is not the largest", language, value=value)
    if beaten:
        return translate("since {value} is not the smallest", language, value=value)
    if sum(x == own for x in found) > 1:
        return translate("since {value} ties with another, by the stated convention", language, value=value)
    if most:
        return translate("since {value} is the largest", language, value=value)
    return translate("since {value} is the smallest", language, value=value)


def _constant(what: str, form: str, page: ReadingContext) -> Any:
    """Raises VerificationError where it is no number."""
    read = page.read(what, form, symbols=False)
    if not isinstance(read, Interval):
        raise VerificationError(f"{what}: {form} is no number")
    return read.low


_SIDED = r"\$(?:(?P<above>[^ ]+) < )?(?P<name>[^=]+?) = (?P<value>.+?)(?: (?P<sign>[<>]) (?P<end>[^ ]+))?\$"


def _sides(relation: re.Match[str], page: ReadingContext) -> tuple[Any, Any]:
    """Between which numbers a reason says that a value is."""
    exact = replace(page, shown=None)
    above, end = (_bound(shown, exact) if shown else None for shown in relation.group("above", "end"))
    return (end, None) if relation["sign"] == ">" else (above, end)


def _bound(shown: str, page: ReadingContext) -> Any:
    found = page.read("a reason", shown, symbols=False)
    return found.low if isinstance(found, Interval) else None
