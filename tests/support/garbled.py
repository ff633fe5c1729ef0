"""Solutions that say nothing true: what is the same with them was made without a look at any answer."""

from dataclasses import replace
from fractions import Fraction

from gen.algebra.arrays import mapped
from gen.algebra.expr import Var
from gen.model.choice import ChoiceAnswer
from gen.model.derivation import Answer, Derivation, Statement
from gen.model.problem import Inline
from gen.model.solved import SolvedItem, SolvedProblem

NONSENSE, NUMBER = Var("nonsense"), Fraction(987654321)


def garbled(solved: SolvedProblem) -> SolvedProblem:
    """The same problem with all steps, values and verdicts replaced; arrays keep their shapes."""
    return replace(solved, items=tuple(map(_item, solved.items)), errata=())


def _item(solved: SolvedItem) -> SolvedItem:
    readings = [
        replace(one, parts=tuple(replace(part, derivation=_derivation(part.derivation)) for part in one.parts)) for one in solved.readings
    ]
    return replace(solved, readings=tuple(readings), findings=(), errata=())


def _derivation(derivation: Derivation) -> Derivation:
    steps = tuple(
        replace(step, pieces=(Inline("text", "nonsense"),))
        if isinstance(step, Statement)
        else replace(step, value=NUMBER, planned=replace(step.planned, written=NONSENSE, rhs=NONSENSE))
        for step in derivation.steps
    )
    values = {atom: mapped(value, lambda _: NUMBER) for atom, value in derivation.values.items()} | {NONSENSE: NUMBER}
    return Derivation(steps, tuple(map(_answer, derivation.answers)), values)


def _answer(answer: Answer) -> Answer:
    """The opposite of what is right."""
    if not isinstance(answer, ChoiceAnswer):
        return answer
    return replace(answer, options=tuple(replace(option, right=not option.right) for option in answer.options))
