"""Every key read back before it is set: each printed form must be the number that was derived.

Forms are read by `readback`, from the rows as a template gets them. Nothing here writes a formula but names, to find them again.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from gen import readback
from gen.agreement import Check
from gen.array import Value, scalar
from gen.errors import Disagreement
from gen.expr import Atom, Call, Partial, Prime, Var
from gen.kinks import at_kink, on_one_side
from gen.language import say
from gen.latex import Latex
from gen.notation import name_text, text
from gen.pipeline import Solved, SolvedItem, SolvedProblem
from gen.ranges import Range, known
from gen.rows_view import RowView
from gen.solution_view import ReadingView, SolutionView
from gen.spec import Item
from gen.steps import Statement, Step
from gen.view import ExamView, ItemView

ROUTE = "printed rows read back"
_VALUE = re.compile(r"-?(\d+((\.|\{,\})\d+)?( \\cdot 10\^\{-?\d+\})?|\\frac\{\d+\}\{\d+\})")  # nothing is left to be computed
_RELATION = re.compile(r" (=|\\approx|\\neq|<|>|\\leq|\\geq) ")


def proofread_exam(key: ExamView, solved: Mapping[str, SolvedProblem]) -> dict[str, Check]:
    """What was read of each item of a key, by its name, `sheet-a/c`. Raises Disagreement.

    The key for students has the same rows.
    """
    found: dict[str, Check] = {}
    for problem in key.problems:
        latex = Latex(solved[problem.name].problem.latex, key.language)
        for item, one in zip(problem.items, solved[problem.name].items, strict=True):
            try:
                check = proofread(_whole(item), one, latex)
                found[item.name] = replace(check, numbers=check.numbers + read_prompt(item.prompt, one.item, latex))
            except Disagreement as error:
                raise Disagreement(f"{item.name}: {error}") from None
    return found


def read_prompt(prompt: str, item: Item, latex: Latex) -> int:
    """How many numbers a prompt fills in. Raises Disagreement where the sheet has others than the derivation starts from."""
    filled = {piece.text for piece in item.prompt if piece.kind == "slot"}
    numbers = {**(item.given if "given" in filled else {}), **(item.printed if "printed" in filled else {})}
    page = _page({}, {}, item, latex)
    formulas = [formula.partition(" = ") for formula in re.findall(r"(?<!\\)\$(.+?)(?<!\\)\$", prompt)]
    for var, given in numbers.items():
        name = latex.name(var)
        told = [page.read(name, right, symbols=False) for left, sign, right in formulas if left == name and sign]
        if not any(found.fits(given.value) for found in told):
            raise Disagreement(f"the prompt does not say that {name_text(var)} is {given.value}")
    return len(numbers)


def _whole(item: ItemView) -> SolutionView:
    """All readings of an item, which a key has at two places."""
    if item.solution is None:
        raise Disagreement("the key has no solution")
    return replace(item.solution, readings=item.solution.readings + (item.others.readings if item.others else ()))


def proofread(key: SolutionView, solved: SolvedItem, latex: Latex) -> Check:
    """How many forms were read in an item's key, and how far the worst is off its value, as its digits allow. Raises Disagreement."""
    if len(key.readings) != len(solved.readings):
        raise Disagreement(f"{len(key.readings)} readings are printed, not {len(solved.readings)}")
    seen: list[float] = []
    for view, one in zip(key.readings, solved.readings, strict=True):
        told = told_steps(view, one, latex)
        seen += read_forms(told, one, solved.item, latex)
        check_reasons(told, one, solved.item, latex)
        seen += read_statements(view, one, solved.item, latex)
    return Check(ROUTE, len(seen), max(seen, default=0.0))


# Which step is told where ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """A step as its rows tell it: the forms with the sign before each, and what stands beside and below as its reason.

    A hidden step that is part of another line has none.
    """

    step: Step
    forms: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(slots=True)
class _Chain:
    left: str
    line: str = ""
    reasons: list[str] = field(default_factory=list)


def told_steps(view: ReadingView, one: Solved, latex: Latex) -> list[Told]:
    """All steps in their order. Raises Disagreement where one is lost, told twice or told elsewhere."""
    chains = _chains(row for group in view.groups for block in group.blocks for row in block.rows)
    found: list[Told] = []
    for step in one.derivation.numbers:
        if not chains or chains[0].left != latex.expr(step.lhs):
            if not step.line.hidden:
                raise Disagreement(f"the step {text(step.lhs)} is not told where it belongs")
            found.append(Told(step))
            continue
        chain = chains.pop(0)
        nothing, *rest = re.split(r" (=|\\approx) ", chain.line)
        if nothing or not rest:
            raise Disagreement(f"{text(step.lhs)} is not told as a chain of equals signs: {chain.line}")
        found.append(Told(step, tuple(rest[1::2]), tuple(rest[::2]), tuple(chain.reasons)))
    if chains:
        raise Disagreement(f"{chains[0].left} is told where no step belongs")
    return found


def _chains(rows: Iterable[RowView]) -> list[_Chain]:
    """The rows of each step put together again."""
    chains: list[_Chain] = []
    for row in rows:
        if row.left:
            chains.append(_Chain(re.sub(r"^\\longleft\{(.*)\}$", r"\1", row.left)))
        if not chains:
            raise Disagreement(f"a row has no left side: {row.form}")
        chains[-1].line += (f" {row.relation}" if row.relation else "") + (f" {row.form}" if row.form else "")
        chains[-1].reasons += _reasons(row)
    return chains


def _reasons(row: RowView) -> Iterator[str]:
    """What stands beside a row, or below it where it had no room."""
    if row.note:
        beside = re.fullmatch(r"(?:&&)?\\qquad \\text\{(.*)\}|\\text\{(.*)\}", row.note)
        yield (beside[1] or beside[2]) if beside else row.note
    if row.long:
        yield row.long


# Forms ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Page:
    """How formulas of a reading are read: what its names stand for, and whether its numbers may be rounded."""

    names: Mapping[str, Range]
    with_names: re.Pattern[str]
    item: Item
    rounded: bool

    def read(self, what: str, form: str, symbols: bool) -> Range:
        """What a form stands for. Raises Disagreement where it cannot be read."""
        try:
            line = readback.tokens(form, self.with_names if symbols else _NO_NAMES)
            return readback.value(line, self.names, self.item.conventions, self.rounded)
        except ValueError as error:
            raise Disagreement(f"{what}: {form} cannot be read back: {error}") from None


_NO_NAMES = readback.latex_words(())


def _page(names: Mapping[str, Range], values: Mapping[Atom, Value], item: Item, latex: Latex) -> _Page:
    rounded = any(isinstance(value, Decimal) for value in values.values())
    return _Page(names, readback.latex_words(map(latex.expr, values)), item, rounded)


def read_forms(told: Iterable[Told], one: Solved, item: Item, latex: Latex) -> list[float]:
    """How far each form is off its step's value, relatively. Raises Disagreement where that is more than its digits allow.

    Symbols stand for what is given and for the values of earlier steps; behind them only numbers follow.
    """
    computed = {step.lhs for step in one.derivation.numbers}
    values = one.derivation.values
    names = {latex.expr(atom): known(scalar(value)) for atom, value in values.items() if atom not in computed}
    page = _page(names, values, item, latex)
    seen: list[float] = []
    for steps in told:
        step, name = steps.step, text(steps.step.lhs)
        for i, form in enumerate(steps.forms):
            found = page.read(name, form, symbols=i == 0)
            if not found.fits(step.value):
                raise Disagreement(f"{name} = {form} is read as {found}, the derivation has {step.value}")
            seen.append(found.off(step.value))
        signs = ["="] * len(steps.signs)
        signs[-1:] = [r"\approx" if isinstance(step.value, Decimal) else "="] * len(signs[-1:])
        if list(steps.signs) != signs:
            raise Disagreement(f"{name} is told with the signs {' '.join(steps.signs)}, not {' '.join(signs)}")
        if steps.forms and not _VALUE.fullmatch(steps.forms[-1]):
            raise Disagreement(f"{name} ends with {steps.forms[-1]}, which is no number")
        names[latex.expr(step.lhs)] = known(scalar(step.value))
    return seen


def read_statements(view: ReadingView, one: Solved, item: Item, latex: Latex) -> list[float]:
    """A 0 for each side of a relation between numbers in a sentence, as of a counterexample. Raises Disagreement where it fails."""
    statements = [step for step in one.derivation.steps if isinstance(step, Statement)]
    texts = [block.text for group in view.groups for block in group.blocks if block.text]
    if len(texts) != len(statements):
        raise Disagreement(f"{len(texts)} sentences are told, not {len(statements)}")
    values = one.derivation.values
    page = _page({latex.expr(atom): known(scalar(value)) for atom, value in values.items()}, values, item, latex)
    seen: list[float] = []
    for statement, told in zip(statements, texts, strict=True):
        formulas = told.split("$")[1::2] if _has_numbers(statement) else []
        if len(formulas) < _has_numbers(statement):
            raise Disagreement(f"{statement.name} has lost a formula: {told}")
        for formula in formulas:
            first, *rest = _RELATION.split(formula)
            sides = [page.read(statement.name, side, symbols=True) for side in (first, *rest[1::2])]
            if not rest or not all(_stands(sign, a, b) for sign, (a, b) in zip(rest[::2], pairwise(sides), strict=True)):
                raise Disagreement(f"{statement.name}: {formula} does not hold, its sides are read as {', '.join(map(str, sides))}")
            seen += [0.0] * len(sides)
    return seen


def _has_numbers(statement: Statement) -> int:
    """How many of its formulas are told with numbers."""
    return sum(put.values is not None for piece in statement.pieces for slot in piece.slots.values() for put in slot)


def _stands(sign: str, a: Range, b: Range) -> bool:
    """Whether the relation holds, as far as rounded numbers tell."""
    match sign:
        case "=" | r"\approx":
            return a.fits(b.nearest(a.low))
        case r"\neq":
            return a.ends != b.ends
        case "<" | r"\leq":
            return bool(a.low < b.high) or (sign != "<" and a.fits(b.high))
        case _:
            return bool(a.high > b.low) or (sign != ">" and a.fits(b.low))


# Reasons --------------------------------------------------------------------------------------------------------------


def check_reasons(told: Iterable[Told], one: Solved, item: Item, latex: Latex) -> None:
    """Raises Disagreement where a reason does not hold, and where a step whose equation says too little has none."""
    for steps in told:
        step, name = steps.step, text(steps.step.lhs)
        for reason in steps.reasons:
            if not _is_true(reason, step, one, item, latex):
                raise Disagreement(f"{name}: '{reason}' is no reason for it")
        sided = isinstance(step.line.rhs, Call) and step.line.rhs.fn.endswith("'")
        if steps.forms and not steps.reasons and (sided or step.kind in ("printed", "independent", "still", "cut")):
            raise Disagreement(f"{name} is told without a reason")


def _is_true(reason: str, step: Step, one: Solved, item: Item, latex: Latex) -> bool:
    """Whether a reason holds: its relation with the number in it, what does not depend on what, what is cut or printed."""
    language = latex.language
    sided = re.fullmatch(say("since {relation}", language, relation=_SIDED), reason)
    kink = re.fullmatch(say("since {relation}, by the stated convention", language, relation=r"\$(?P<name>.+?) = (?P<value>.+?)\$"), reason)
    apart = re.fullmatch(say("since {value} does not depend on {other}", language, value=r"\$(.+)\$", other=r"\$(.+)\$"), reason)
    if relation := sided or kink:
        found = [(atom, value) for atom, value in one.derivation.values.items() if latex.expr(atom) == relation["name"]]
        match step.lhs, step.line.rhs:
            case (Prime(fn, z), _) | (_, Call(fn, (Var() as z,))) if found and z == found[0][0]:
                value = found[0][1]
            case _:
                return False
        page = _page({}, one.derivation.values, item, latex)
        told = page.read(text(step.lhs), relation["value"], symbols=False).fits(value)
        return told and (on_one_side(fn, value, *_sides(relation, page)) if sided else at_kink(fn, value))
    if apart and isinstance(step.lhs, Partial) and one.trace:
        of, wrt = step.lhs.of, step.lhs.wrt
        return apart.groups() == (latex.name(of), latex.name(wrt)) and wrt not in one.trace.before([of])
    if reason == say("since every way there is cut", language):
        return bool(item.cut) and step.value == 0
    return reason == say("as printed", language) and step.lhs in item.printed


_SIDED = r"\$(?:(?P<above>[^ ]+) < )?(?P<name>[^=]+?) = (?P<value>.+?)(?: (?P<sign>[<>]) (?P<end>[^ ]+))?\$"


def _sides(relation: re.Match[str], page: _Page) -> tuple[Any, Any]:
    """Between which numbers a reason says that a value is."""
    above, end = (page.read("a reason", shown, symbols=False).low if shown else None for shown in relation.group("above", "end"))
    return (end, None) if relation["sign"] == ">" else (above, end)
