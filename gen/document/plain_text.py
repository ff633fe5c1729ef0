"""Trace and steps as readable text and as JSON: the author's and the debugger's view, and the form of the goldens."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any, Literal

from gen.algebra.arrays import Array, Value, numbers
from gen.algebra.expr import Atom, Partial, SecondDerivative, Size, Var
from gen.algebra.numbers import Number, NumberFormat
from gen.algebra.printer import name_text, number_text, points_text, points_words, text
from gen.algebra.rounding import with_all_fractions
from gen.document.calculator_check import calculator_results
from gen.document.equality_chain import chain_text, equalities, relation_signs, written_equalities
from gen.document.filled_table import table_json, table_text
from gen.document.prose import text_of
from gen.document.reasons import reason_of
from gen.document.tree import CalculatorResult
from gen.functions import Conventions
from gen.model.derivation import Answer, Statement, Step, answer_name
from gen.model.problem import Criterion, GradingRule
from gen.model.slips import PricedSlip, priced_slips
from gen.model.solved import Solved, SolvedItem, SolvedProblem
from gen.model.table import TableAnswer, table_of

Layer = Literal["trace", "steps"]
"""The plan of a reading, or what was derived along it: its steps, answers and points, and the findings."""

LAYERS: tuple[Layer, ...] = ("trace", "steps")


def problem_text(solved: SolvedProblem, only: str | None = None, layers: Collection[Layer] = LAYERS) -> str:
    """All items, or the one with the id `only`, in all layers or some."""
    problem = solved.problem
    lines = [f"{problem.id}: {problem.title} ({points_words(problem.points)})"]
    for item in solved.items:
        if only in (None, item.item.id):
            lines += ["", *_item_text(item, layers, with_all_fractions(problem.shown))]
    return "\n".join(lines) + "\n"


def _item_text(solved: SolvedItem, layers: Collection[Layer], shown: NumberFormat) -> list[str]:
    item = solved.item
    lines = [f"item {item.id}: {kind(solved)}, {points_words(item.points)}"]
    for one in solved.readings:
        lines.append(f"  reading: {one.name}")
        if one.trace and "trace" in layers:
            lines += ["    trace", *(f"      {name_text(e.out)} = {text(e.rhs)}" for e in one.trace.eqns)]
        if "steps" in layers:
            by_calculator = calculator_results(one.derivation.numbers, one.derivation.values, item.conventions, shown)
            lines += ["    steps", *(f"      {step.kind:<12}{_line(step, one, shown, by_calculator)}" for step in one.derivation.steps)]
            if table := table_of(item):
                lines += ["    table", *(f"      {line}" for line in table_text(table, item, one.derivation, shown))]
            lines += ["    answers", *(f"      {_answer_text(answer, one, shown)}" for answer in one.derivation.answers)]
            lines += ["    points", *(f"      {_criterion_text(criterion)}" for criterion in item.grading.criteria)]
            lines += [f"      {_slip_text(rule, slip, shown)}" for rule, slip in priced_slips(item)]
    if "steps" in layers:
        lines += [f"  published: {one.name} is right, {one.how}" for one in solved.right if one.how != "exact"]
        lines += [f"  finding: {finding.plain}" for finding in solved.findings]
        lines += [f"  acknowledged: {erratum.finding.plain}" for erratum in solved.errata]
    return lines


def _line(step: Step | Statement, solved: Solved, shown: NumberFormat, by_calculator: Mapping[Atom, CalculatorResult]) -> str:
    if isinstance(step, Statement):
        return text_of(step.pieces) if step.chain else f"{step.name}: {text_of(step.pieces)}"
    return _step_text(step, solved, shown, by_calculator)


def _answer_text(answer: Answer, solved: Solved, shown: NumberFormat) -> str:
    if isinstance(answer, Atom):
        return f"{text(answer)} = {number_text(solved.derivation.values[answer], shown)}"
    return f"{answer.name}: {text_of(answer.pieces, shown)}" if isinstance(answer, TableAnswer) else answer.text


def answer_texts(solved: SolvedItem, shown: NumberFormat) -> list[tuple[str, str, str]]:
    """What graders look up: the reading of each answer where there are several, its name, and the number or words."""
    shown, several = with_all_fractions(shown), len(solved.readings) > 1
    return [
        (one.name if several else "", answer_name(answer), _answer_text(answer, one, shown).removeprefix(f"{answer_name(answer)}{sign}"))
        for one in solved.readings
        for answer in one.derivation.answers
        for sign in (" = " if isinstance(answer, Atom) else ": ",)
    ]


def _criterion_text(criterion: Criterion) -> str:
    what = "all answers together" if criterion.credits is None else criterion.credits
    part = "" if criterion.part == "whole" else f", {criterion.part}"
    return f"{points_text(criterion.points)} for {what}{part}"


def _slip_text(rule: GradingRule, slip: PricedSlip, shown: NumberFormat) -> str:
    assert slip.number is not None and rule.points is not None
    return f"{points_text(rule.points)} for a slip, {text(slip.of)} = {number_text(slip.number, shown)}"


def _step_text(step: Step, solved: Solved, shown: NumberFormat, by_calculator: Mapping[Atom, CalculatorResult]) -> str:
    values = solved.derivation.values
    chain = written_equalities(text(step.lhs), equalities(step, values, shown), lambda e, own: text(e, own, shown))
    signs = relation_signs(chain, by_calculator[step.lhs])
    reason = text_of(reason_of(step, values), shown)
    return f"{text(step.lhs)} {signs[0]} {chain_text(chain, signs)}" + (f"   {reason}" if reason else "")


def step_texts(solved: Solved, conventions: Conventions, shown: NumberFormat) -> dict[Atom, str]:
    """Each step that computes something as a line of text, by its left side."""
    by_calculator = calculator_results(solved.derivation.numbers, solved.derivation.values, conventions, shown)
    return {step.lhs: _step_text(step, solved, shown, by_calculator) for step in solved.derivation.numbers}


def problem_json(solved: SolvedProblem, only: str | None = None) -> dict[str, Any]:
    """The object that docs/format/output.md describes."""
    items = [_item_json(item, solved.problem.shown) for item in solved.items if only in (None, item.item.id)]
    return {"problem": solved.problem.id, "items": items}


def _item_json(solved: SolvedItem, shown: NumberFormat) -> dict[str, Any]:
    points, table = solved.item.points, table_of(solved.item)
    return {
        "id": solved.item.id,
        "kind": kind(solved),
        "points": int(points) if points.denominator == 1 else float(points),
        "readings": [
            {
                "name": one.name,
                "answers": [answer_json(answer, one) for answer in one.derivation.answers],
                "steps": [_step_json(step, one) for step in one.derivation.steps],
                **({"table": table_json(table, solved.item, one.derivation, shown)} if table else {}),
            }
            for one in solved.readings
        ],
    }


def answer_json(answer: Answer, solved: Solved) -> dict[str, Any]:
    """An answer as `gen show --json` and the certificate have it."""
    if isinstance(answer, TableAnswer):
        return {"cell": answer.name, "answer": text_of(answer.pieces)}
    if not isinstance(answer, Atom):
        return answer.json
    value = solved.derivation.values[answer]
    of: Atom = answer
    wrt: list[Var] = []
    match answer:
        case SecondDerivative(Partial(of, first), second):
            wrt = [first, second]
        case Partial(of, first):
            wrt = [first]
    return {
        "of": str(of) if isinstance(of, Var) or (isinstance(of, Size) and (of.units or of.what)) else None,
        "wrt": ", ".join(map(name_text, wrt)) or None,
        "exact": _exact_json(value),
        "value": _nested(value, lambda x: float(x) if -(10**300) < x < 10**300 else None),
    }


def _exact_json(value: Value) -> Any:
    """Fractions as text, those of an array row by row; None where one is not exact."""
    return None if any(isinstance(x, Decimal) for x in numbers(value)) else _nested(value, str)


def _nested(value: Value, entry: Callable[[Number], Any]) -> Any:
    return [[entry(x) for x in row] for row in value.rows] if isinstance(value, Array) else entry(value)


def _step_json(step: Step | Statement, solved: Solved) -> dict[str, Any]:
    if isinstance(step, Statement):
        return {"kind": step.kind, "lhs": step.name, "symbolic": text_of(step.pieces), "substituted": None, "exact": None}
    printed = step.kind == "printed"
    return {
        "kind": step.kind,
        "lhs": text(step.lhs),
        "symbolic": None if printed else text(step.planned.written),
        "substituted": None if printed else text(step.planned.written, solved.derivation.values),
        "exact": _exact_json(step.value),
    }


def kind(solved: SolvedItem) -> str:
    """What the item asks first; an item that asks for values and gradients is a gradient, one with a table a table."""
    kinds = [query.kind for query in solved.item.queries]
    if table_of(solved.item):
        return "table"
    return "gradient" if "gradient" in kinds else kinds[0]
