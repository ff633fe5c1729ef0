"""A step is told by the numbers of its own names alone: they are what it is found by when another item has the same."""

from fractions import Fraction
from pathlib import Path

import pytest

from gen.algebra.expr import Var, atoms
from gen.algebra.printer import Values, text
from gen.algebra.rounding import TypedNumber
from gen.document.prose import text_of
from gen.document.told_steps import ToldStep, told_anew, told_step
from gen.model.memo import Memo
from gen.model.problem import Problem
from tests.support.problems import PROBLEMS, ROOT, item, solved


def _as_text(told: ToldStep, problem: Problem) -> object:
    forms = [(text(one.expr, one.values, problem.shown), one.values is None, one.rounded) for one in told.equalities]
    return forms, told.calculator_result, text_of(told.reason, problem.shown)


@pytest.mark.parametrize("path", PROBLEMS, ids=lambda path: path.stem)
def test_a_step_needs_no_numbers_but_those_of_its_names(path: Path) -> None:
    """With these alone it says what it says with all numbers of its item, and what other items have left behind changes nothing."""
    memo, found = Memo(), solved(path)
    problem = found.problem
    for own in found.items:
        for one in own.readings:
            for step in one.derivation.numbers:
                settings = step.kind == "accumulate", own.item.style, problem.shown, own.item.conventions
                told = told_step(step, one.derivation.values, *settings, memo)
                assert _as_text(told, problem) == _as_text(told_anew(step, one.derivation.values, *settings), problem)


def test_a_step_with_other_numbers_is_told_anew() -> None:
    """Also with equal ones that are written otherwise; another mapping of the same numbers is the same."""
    memo, found, conventions = Memo(), solved(ROOT / "problems" / "sheet-a.yaml"), dict[str, Fraction]()
    one = item(found, "d").readings[0].derivation
    step = next(step for step in one.numbers if step.planned.written == step.planned.rhs and step.kind == "evaluate")

    def told(values: Values) -> ToldStep:
        return told_step(step, values, False, "", found.problem.shown, conventions, memo)

    first, name = told(one.values), next(atom for atom in atoms(step.planned.rhs) if one.values[atom])
    assert told(dict(one.values)) is first
    for other in (Fraction(7, 3), TypedNumber(Fraction(str(one.values[name])), "0.50")):
        assert told({**one.values, name: other}) is not first
    assert told({**one.values, Var("another"): Fraction(1)}) is first
