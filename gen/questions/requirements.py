"""Whether numbers meet a requirement, case by case: of the author's witness, and of what a student has found.

The sides of each relation are computed like values of the cell, so that they are confirmed like these.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gen.algebra.arrays import Value, rows_of
from gen.algebra.expr import Atom, Shift, Var
from gen.algebra.printer import name_text, number_text
from gen.calculus import evaluate
from gen.functions import ShapeError
from gen.functions.shapes import shape, shapes_of
from gen.messages.errors import ConventionMissing, InputError, InputErrors, Location, MathError
from gen.model.cases import Case, of_case
from gen.model.derivation import Derivation
from gen.model.problem import Equation, Given, Item
from gen.model.source import Parsed, Relation, Use
from gen.model.verified import Check
from gen.questions.comparison import holds_between
from gen.questions.kind import AskedItem
from gen.questions.proofs import is_general
from gen.questions.values import ValueQuery, compute, derive_unconfirmed
from gen.verify import verify_requirement

NO_CONVENTION = "nothing is a right answer at a jump without a convention"


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
    cases = asked.item.over or ({},)
    # All cases have one plan, which is tried on other numbers once.
    return (_judged(requirement, in_case(asked, case, found), case, case is cases[0]) for case in cases)


def attempted(requirement: Sequence[Relation], asked: AskedItem, found: Mapping[Var, Value]) -> Iterator[JudgedCase | Case]:
    """The same, with a case itself where its value is one at a jump without a convention; cases without a value are left out."""
    for case in asked.item.over or ({},):
        try:
            yield from judged_cases(requirement, replace(asked, item=replace(asked.item, over=(case,))), found)
        except ConventionMissing:
            yield case
        except InputErrors:
            continue


def case_text(case: Case) -> str:
    """`x_1 = 0, d = 1`."""
    return ", ".join(f"{name_text(var)} = {number_text(given.value)}" for var, given in case.items())


def in_case(asked: AskedItem, case: Case, found: Mapping[Var, Value]) -> AskedItem:
    """The item with the numbers of a case and those that were found."""
    given = {var: given_value(value, asked.item.where) for var, value in found.items()}
    return replace(asked, item=of_case(replace(asked.item, given={**asked.item.given, **given}), case))


def given_value(value: Value, where: Location) -> Given:
    """A value as if it had been typed."""
    return Given(value, tuple(tuple(map(str, row)) for row in rows_of(value)), where)


@dataclass(frozen=True, slots=True)
class Sides:
    """The sides of relations as values of a cell: each relation, at a time if it is about each, with the names of both."""

    asked: AskedItem
    of: tuple[tuple[Relation, int | None, Var, Var], ...]

    @property
    def wanted(self) -> list[ValueQuery]:
        return [ValueQuery(Use(var, relation.where), where=relation.where) for relation, _, *both in self.of for var in both]


def with_sides(relations: Sequence[Relation], asked: AskedItem) -> Sides:
    """An item whose cell computes the sides of these relations as well."""
    equations: list[Equation] = []
    found: list[tuple[Relation, int | None, Var, Var]] = []
    for number, relation in enumerate(relations):
        general = is_general(relation)
        own = [Var(f"{side} {number}", Shift(0) if general else None) for side in ("left", "right")]  # as no author can write them
        equations += [Equation(Use(var, side.where), side) for var, side in zip(own, (relation.left, relation.right), strict=True)]
        for time in range(1, asked.item.horizon + 1) if general else (None,):
            left, right = (replace(var, time=time) for var in own)
            found.append((relation, time, left, right))
    cell = replace(asked.cell, equations=(*asked.cell.equations, *equations))
    return Sides(replace(asked, reading=replace(asked.of_cell, cell=cell)), tuple(found))


def _judged(requirement: Sequence[Relation], asked: AskedItem, case: Case, on_probes: bool) -> JudgedCase:
    sides = with_sides(requirement, asked)
    verified = compute(sides.wanted, sides.asked, on_probes)
    values = verified.derivation.values
    judged = [_holds(relation, time, values[left], values[right]) for relation, time, left, right in sides.of]
    trace = verified.derivation.trace
    assert trace is not None
    names = {equation.lhs.var.name for equation in asked.cell.equations}
    own = trace.before(eqn.out for eqn in trace.eqns if eqn.out.name in names)
    steps = tuple(step for step in verified.derivation.numbers if step.lhs in own)
    derivation = replace(verified.derivation, steps=steps, answers=(), trace=trace.only(own))
    confirmed = verify_requirement([(one.relation.sign, one.left, one.right, one.holds) for one in judged])
    return JudgedCase(case, derivation, tuple(judged), (*verified.checks, confirmed))


def hold(relations: Sequence[Relation], asked: AskedItem) -> bool:
    """Whether relations hold with the numbers of an item, without confirmation; they do not where they have no value."""
    sides = with_sides(relations, asked)
    try:
        values = derive_unconfirmed(sides.wanted, sides.asked).values
        return all(_holds(relation, time, values[left], values[right]).holds for relation, time, left, right in sides.of)
    except InputErrors:
        return False


def _holds(relation: Relation, time: int | None, left: Value, right: Value) -> JudgedRelation:
    """Raises InputErrors where shapes do not fit."""
    try:
        return JudgedRelation(relation, time, left, right, holds_between(relation.sign, left, right))
    except MathError as error:
        raise InputErrors([InputError(relation.where, f"'{relation.text}' has no answer: {error}")]) from None


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
