"""Relations between numbers that an item gives all of: computed, compared, and confirmed as two more equations of the cell."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gen.algebra.arrays import Value
from gen.algebra.expr import Atom, Expr, Num, Partial, Shift, Var, atoms
from gen.calculus import evaluate, expr_at, unroll_unchecked, var_at
from gen.messages.errors import Location, MathError, VerificationError
from gen.model.derivation import Statement, Step
from gen.model.problem import Cell, Equation, Inline, Reading, sentence_inline
from gen.model.source import OPPOSITE, Parsed, Relation, Use
from gen.questions.claim_proofs import named_values, relation_variables
from gen.questions.comparison import certainly_same, compare_values, failing_entry, further_down, holds_between, undecided
from gen.questions.decision import Decision, told_sides
from gen.questions.kind import AskedItem
from gen.questions.proofs import is_general
from gen.questions.values import GradientQuery, NumberQuery, ValueQuery, compute

_SIDES = Var("left side"), Var("right side")
MOST_STEPS = 12  # that are told one by one


def has_all_numbers(statement: Relation, asked: AskedItem) -> bool:
    """Whether nothing that a relation speaks of is left open by the item; of one about every step, at all of the item's."""
    item, reading = asked.item, asked.reading
    if reading is None:
        return False
    times = _times(statement, item.horizon)
    if is_general(statement) and (item.horizon == 1 or not times):
        return False
    cell, last = reading.cell, _last(statement, item.horizon)
    given = {*item.given}
    if not given:
        return False
    trace = unroll_unchecked(cell, last)
    needs = {eqn.out: eqn.needs for eqn in trace.eqns}
    todo = [var_at(var, t).whole for t in times for var in relation_variables(statement)]
    seen = set[Var]()
    while todo:
        var = todo.pop()
        if var in given or var in seen:
            continue
        if var not in needs:
            return False
        seen.add(var)
        todo += [one.whole for one in needs[var]]
    return True


def _last(statement: Relation, horizon: int) -> int:
    return max([horizon, *(var.time for var in relation_variables(statement) if isinstance(var.time, int))])


def _times(statement: Relation, horizon: int) -> list[int]:
    """The steps at which a relation is looked at; one of fixed times is the same at each."""
    if not is_general(statement):
        return [1]
    back = max([0, *(-var.time.by for var in relation_variables(statement) if isinstance(var.time, Shift))])
    return list(range(max(1, back), horizon + 1))


def compare_numbers(statement: Relation, asked: AskedItem, where: Location) -> Decision:
    """The verdict with the numbers that tell it, at the first step at which the relation fails or at all. Raises InputErrors."""
    item, reading = asked.item, asked.of_cell
    horizon = _last(statement, item.horizon)
    sides = [(expr_at(statement.left.expr, t, horizon), expr_at(statement.right.expr, t, horizon)) for t in _times(statement, item.horizon)]
    computed = {var_at(eq.lhs.var, t) for t in range(1, horizon + 1) for eq in reading.cell.equations}
    queries = list(dict.fromkeys(_queries(sides, computed, where)))
    found = compute(queries, asked) if queries else None
    values: dict[Atom, Value] = {var: one.value for var, one in item.given.items()} | dict(found.derivation.values if found else {})
    verdicts: list[tuple[tuple[Expr, Expr], tuple[Value, Value], bool]] = []
    for both in sides:
        try:
            left, right = (evaluate(side, values, item.conventions) for side in both)
        except (MathError, ValueError) as error:
            raise undecided(statement.text, where, error) from None
        verdicts.append((both, (left, right), compare_values(statement.text, statement.sign, left, right, where)))
        if not verdicts[-1][2]:
            break
    holds = verdicts[-1][2]
    told = verdicts if holds else verdicts[-1:]
    _confirm(told[-1][0], told[-1][1], statement.sign, holds, asked)
    sign = statement.sign if holds else OPPOSITE[statement.sign]
    both, reached, _ = told[-1]
    entries: dict[Var, Value] = {}
    if not holds:
        both, entries = failing_entry(both, reached, statement.sign, where, certainly_same)
        values.update(entries.items())
    outcome = [_relation(*one[:2], sign, {**values}) for one in (told[:1] + told[-1:] if len(told) > MOST_STEPS else told)]
    if entries:
        outcome = [Inline("relation", sign, chain=both, values={**values})]
    steps = [step for step in found.derivation.steps if isinstance(step, Step)] if found else []
    said = Statement("reason", "outcome", (sentence_inline("So {relation}.", relation=outcome), *further_down(outcome, asked.shown)))
    return Decision(holds, {}, (*steps, said), values, found.checks if found else ())


def _queries(sides: Sequence[tuple[Expr, Expr]], computed: set[Var], where: Location) -> Iterator[NumberQuery]:
    for atom in (atom for both in sides for side in both for atom in atoms(side)):
        if isinstance(atom, Partial):
            yield GradientQuery(Use(atom.of, where), Use(atom.wrt, where), where=where)
        elif isinstance(atom, Var) and atom.whole in computed:
            yield ValueQuery(Use(atom.whole, where), where=where)


def _relation(both: tuple[Expr, Expr], reached: tuple[Value, Value], sign: str, values: dict[Atom, Value]) -> Inline:
    return Inline("relation", sign, chain=told_sides(both, sign), values={**dict(zip(both, reached, strict=True)), **values})


def _confirm(both: tuple[Expr, Expr], reached: tuple[Value, Value], sign: str, holds: bool, asked: AskedItem) -> None:
    """The sides once more as equations of the cell, with all that confirms these. Raises VerificationError."""
    where = asked.of_cell.where
    own = asked.of_cell.cell
    more = tuple(
        Equation(Use(name, where), Parsed(side, tuple(Use(var, where) for var in named_values(side)), where))
        for name, side in zip(_SIDES, both, strict=True)
        if not isinstance(side, Num)
    )
    if not more:
        return
    reading: Reading = replace(asked.of_cell, cell=Cell(own.name, (*own.equations, *more), own.where))
    queries = [ValueQuery(eq.lhs, where=where) for eq in more]
    last = max([asked.item.horizon, *(var.time for var in named_values(*both) if isinstance(var.time, int))])
    values = compute(queries, replace(asked, reading=reading, item=replace(asked.item, horizon=last))).derivation.values
    again = values.get(_SIDES[0], reached[0]), values.get(_SIDES[1], reached[1])
    if holds_between(sign, *again, same=certainly_same) != holds:
        raise VerificationError(f"the sides of a relation are {reached} and then {again}")
