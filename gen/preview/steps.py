"""What the steps of a key are made of, for an author who asks: rule, operands, the line of the equation, and what has confirmed them."""

from collections.abc import Mapping
from typing import Any

from gen.algebra.expr import Expr, atoms
from gen.algebra.numbers import NumberFormat
from gen.algebra.printer import number_text, text
from gen.algebra.rounding import with_all_fractions
from gen.model.derivation import Step, StepKind
from gen.model.solved import Solved, SolvedProblem
from gen.model.verified import Check

RULES: Mapping[StepKind, str] = {
    "evaluate": "equation",
    "printed": "from the sheet, in place of the computed value",
    "local": "slope of a function",
    "chain": "chain rule",
    "term": "product of the slopes along a path",
    "accumulate": "sum over all paths or steps",
    "seed": "derivative with respect to itself",
    "adjoint": "chain rule backwards, summed over all that use the value",
    "independent": "0, since nothing leads there",
    "still": "0, since nothing moves on the way",
    "cut": "0, since every way there is cut",
    "size": "entries of a parameter",
    "group": "entries of several parameters",
    "count": "sum over the parameters",
    "eigenvalue": "on the way to eigenvalues",
}
MOST = 80  # characters of a number or an array, and of an equation; who needs all of it has gen show


def made_of(solved: Mapping[str, SolvedProblem]) -> dict[str, Any]:
    """By problem and item: its readings, each with the steps that compute something and its checks. Plain data for JSON."""
    return {
        name: {one.item.id: [_reading(reading, problem.problem.shown) for reading in one.readings] for one in problem.items}
        for name, problem in solved.items()
    }


def _reading(reading: Solved, shown: NumberFormat) -> dict[str, Any]:
    shown = with_all_fractions(shown)
    return {
        "steps": [_step(step, reading, shown) for step in reading.derivation.numbers],
        "checks": [_check(check) for check in reading.checks],
    }


def _check(check: Check) -> dict[str, Any]:
    """The route, how many numbers, and the largest relative difference; empty where there was none at all."""
    return {"route": check.route, "numbers": check.numbers, "difference": f"{check.residual:.1g}" if check.residual else ""}


def _step(step: Step, reading: Solved, shown: NumberFormat) -> dict[str, Any]:
    planned, computed = step.planned, step.kind != "printed"
    return {
        "name": text(step.lhs),
        "rule": RULES[step.kind],
        "form": _short(text(planned.rhs)) if computed else "",
        "of": _operands(planned.rhs, reading, shown) if computed else [],
        "value": _short(number_text(step.value, shown)),
        "line": planned.where.line if planned.where else 0,
    }


def _operands(rhs: Expr, reading: Solved, shown: NumberFormat) -> list[tuple[str, str]]:
    """Each name on the right side with its number, where it has one."""
    values = reading.derivation.values
    return [(text(atom), _short(number_text(values[atom], shown))) for atom in dict.fromkeys(atoms(rhs)) if atom in values]


def _short(written: str) -> str:
    return written if len(written) <= MOST else f"{written[: MOST - 2]} …"
