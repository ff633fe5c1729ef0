"""Whether numbers meet a requirement, case by case: of the author's witness, and of what a student has found.

The sides of each relation are computed like values of the cell, so that they are confirmed like these.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gen.algebra.arrays import SCALAR, Value, numbers, rows_of, shape_of, shape_words
from gen.algebra.expr import Atom, Shift, Var
from gen.algebra.numbers import nearly_equal, to_decimal
from gen.calculus import evaluate
from gen.functions import ShapeError
from gen.functions.shapes import shape, shapes_of
from gen.messages.errors import InputError, InputErrors, Location, MathError
from gen.model.cases import Case, of_case
from gen.model.derivation import Derivation
from gen.model.problem import Equation, Given, Item
from gen.model.source import Parsed, Relation, Use, relation_holds
from gen.model.verified import Check
from gen.questions.kind import AskedItem
from gen.questions.values import ValueQuery, compute
from gen.verify import verify_requirement


@dataclass(frozen=True, slots=True)
class JudgedRelation:
    """Both sides of a relation in one case, at a time if it is about each, and whether it holds."""

    relation: Relation
    time: int | None
    left: Value
    right: Value
    holds: bool


@dataclass(frozen=True, slots=True)
class JudgedCase:
    """What numbers give in one case, without the sides of relations, and what of the requirement they meet."""

    case: Case
    derivation: Derivation
    relations: tuple[JudgedRelation, ...]
    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        return all(one.holds for one in self.relations)


def judged_cases(requirement: Sequence[Relation], asked: AskedItem, found: Mapping[Var, Value]) -> Iterator[JudgedCase]:
    """Each case of an item with numbers that were found. Raises InputErrors where one has no value."""
    given = {var: given_value(value, asked.item.where) for var, value in found.items()}
    item = replace(asked.item, given={**asked.item.given, **given})
    cases = item.over or ({},)
    # All cases have one plan, which is tried on other numbers once.
    return (_judged(requirement, replace(asked, item=of_case(item, case)), case, case is cases[0]) for case in cases)


def given_value(value: Value, where: Location) -> Given:
    """A value as if it had been typed."""
    return Given(value, tuple(tuple(map(str, row)) for row in rows_of(value)), where)


def _judged(requirement: Sequence[Relation], asked: AskedItem, case: Case, on_probes: bool) -> JudgedCase:
    sides = [(_side(relation, i), relation) for i, relation in enumerate(requirement)]
    equations = (
        Equation(Use(var, side.where), side)
        for own, relation in sides
        for var, side in zip(own, (relation.left, relation.right), strict=True)
    )
    cell = replace(asked.cell, equations=(*asked.cell.equations, *equations))
    times = {relation: _times(own, asked.item) for own, relation in sides}
    wanted = [
        ValueQuery(Use(_at(var, time), relation.where), where=relation.where)
        for own, relation in sides
        for time in times[relation]
        for var in own
    ]
    verified = compute(wanted, replace(asked, reading=replace(asked.of_cell, cell=cell)), on_probes)
    values = verified.derivation.values
    judged = [_holds(relation, time, *(values[_at(var, time)] for var in own)) for own, relation in sides for time in times[relation]]
    trace = verified.derivation.trace
    assert trace is not None
    names = {equation.lhs.var.name for equation in asked.cell.equations}
    own = trace.before(eqn.out for eqn in trace.eqns if eqn.out.name in names)
    steps = tuple(step for step in verified.derivation.numbers if step.lhs in own)
    derivation = replace(verified.derivation, steps=steps, answers=(), trace=trace.only(own))
    confirmed = verify_requirement([(one.relation.sign, one.left, one.right, one.holds) for one in judged])
    return JudgedCase(case, derivation, tuple(judged), (*verified.checks, confirmed))


def _side(relation: Relation, number: int) -> tuple[Var, Var]:
    """Names, as no author can write them, for the sides of a relation; with a time where it speaks of every step."""
    time = Shift(0) if is_about_each_step(relation) else None
    return Var(f"left {number}", time), Var(f"right {number}", time)


def is_about_each_step(relation: Relation) -> bool:
    """Whether a relation has `t` in it."""
    return any(isinstance(use.var.time, Shift) for side in (relation.left, relation.right) for use in side.uses)


def _times(own: tuple[Var, Var], item: Item) -> Sequence[int | None]:
    return range(1, item.horizon + 1) if own[0].time else (None,)


def _at(var: Var, time: int | None) -> Var:
    return replace(var, time=time)


def _holds(relation: Relation, time: int | None, left: Value, right: Value) -> JudgedRelation:
    """A relation between arrays holds if it does for each entry; a number is compared with each. Raises InputErrors."""
    shapes = {shape_of(left), shape_of(right)} - {SCALAR}
    if len(shapes) > 1:
        message = f"'{relation.text}' compares {shape_words(shape_of(left))} with {shape_words(shape_of(right))}"
        raise InputErrors([InputError(relation.where, message)])
    ones, others = numbers(left), numbers(right)
    size = max(len(ones), len(others))
    pairs = list(zip(ones * (size // len(ones)), others * (size // len(others)), strict=True))
    if relation.sign == "!=":
        holds = not all(nearly_equal(a, b) for a, b in pairs)
    else:
        holds = all(relation_holds(relation.sign, to_decimal(a) < to_decimal(b), nearly_equal(a, b)) for a, b in pairs)
    return JudgedRelation(relation, time, left, right, holds)


def worked_out(item: Item, found: Mapping[Var, Given | Parsed | Value]) -> dict[Var, Value]:
    """Numbers that were found, with formulas worked out. Raises InputErrors."""
    given: dict[Atom, Value] = {var: one.value for var, one in item.given.items()}
    result: dict[Var, Value] = {}
    for var, one in found.items():
        if not isinstance(one, Parsed):
            result[var] = one.value if isinstance(one, Given) else one
            continue
        try:
            shape(one.expr, shapes_of(given))
            result[var] = evaluate(one.expr, given, item.conventions)
        except KeyError:
            message = f"'{one.text}' speaks of a number that the item does not give once for all its cases"
            raise InputErrors([InputError(one.where, message, "what is to be found is the same in all cases")]) from None
        except ShapeError as error:
            raise InputErrors([InputError(one.where, str(error), error.hint)]) from None
        except MathError as error:
            raise InputErrors([InputError(one.where, f"{error} in '{one.text}'")]) from None
    return result
