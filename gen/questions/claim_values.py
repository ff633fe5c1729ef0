"""Relations between numbers that an item gives all of: computed, compared, and confirmed as two more equations of the cell."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

from gen.algebra.arrays import Array, Value, numbers, rows_of, shape_of
from gen.algebra.expr import Atom, Expr, Num, Partial, Shift, Var
from gen.algebra.numbers import Number, NumberFormat
from gen.algebra.rounding import is_exact, rounded_text
from gen.calculus import evaluate, expr_at, unroll_unchecked, var_at
from gen.messages.errors import InputError, InputErrors, Location, MathError, VerificationError
from gen.model.derivation import Statement, Step
from gen.model.problem import Cell, Equation, Inline, Reading, sentence_inline
from gen.model.source import Parsed, Relation, Use
from gen.questions.claim_proofs import relation_atoms, relation_variables
from gen.questions.contradictions import OPPOSITE
from gen.questions.counterexamples import holds_between
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
            raise _undecided(statement.text, where, error) from None
        verdicts.append((both, (left, right), compare_values(statement.text, statement.sign, left, right, where)))
        if not verdicts[-1][2]:
            break
    holds = verdicts[-1][2]
    told = verdicts if holds else verdicts[-1:]
    _confirm(told[-1][0], told[-1][1], statement.sign, holds, asked)
    sign = statement.sign if holds else OPPOSITE[statement.sign]
    entries = {} if holds else _failing_entry(told[-1], statement.sign, values, where)
    values |= entries
    outcome = [
        _relation(both, reached, sign, {**values}) for both, reached, _ in (told[:1] + told[-1:] if len(told) > MOST_STEPS else told)
    ]
    if entries:
        chain = tuple(entries) if len(entries) == 2 else (*entries, _other(told[-1]))
        outcome = [Inline("relation", sign, chain=chain, values={**values})]
    steps = [step for step in found.derivation.steps if isinstance(step, Step)] if found else []
    said = Statement("reason", "outcome", (sentence_inline("So {relation}.", relation=outcome), *further_down(outcome, asked.shown)))
    return Decision(holds, {}, (*steps, said), values, found.checks if found else ())


def _queries(sides: Sequence[tuple[Expr, Expr]], computed: set[Var], where: Location) -> Iterator[NumberQuery]:
    for atom in (atom for both in sides for side in both for atom in _atoms(side)):
        if isinstance(atom, Partial):
            yield GradientQuery(Use(atom.of, where), Use(atom.wrt, where), where=where)
        elif isinstance(atom, Var) and atom.whole in computed:
            yield ValueQuery(Use(atom.whole, where), where=where)


def _atoms(side: Expr) -> list[Atom]:
    return relation_atoms(Relation(Parsed(side, (), _NOWHERE), "=", Parsed(Num(Fraction(0)), (), _NOWHERE), "", _NOWHERE))


_NOWHERE = Location("", 0, 0)


def _relation(both: tuple[Expr, Expr], reached: tuple[Value, Value], sign: str, values: dict[Atom, Value]) -> Inline:
    return Inline("relation", sign, chain=told_sides(both, sign), values={**dict(zip(both, reached, strict=True)), **values})


def compare_values(what: str, sign: str, left: Value, right: Value, where: Location) -> bool:
    """Whether a relation holds between values, wherever an item asks it. Raises InputErrors where rounded ones do not tell."""
    try:
        return _holds(sign, left, right)
    except MathError as error:
        raise _undecided(what, where, error) from None


def _undecided(what: str, where: Location, error: Exception) -> InputErrors:
    return InputErrors([InputError(where, f"'{what}' cannot be decided: {error}", "choose other numbers, or ask it as an open question")])


def further_down(relations: Sequence[Inline], shown: NumberFormat) -> tuple[Inline, ...]:
    """A sentence on the relations whose sides differ, and are the same as they are printed."""
    found = [replace(one, values=None) for one in relations if one.text in ("<", ">", "!=") and _is_printed_alike(one, shown)]
    if not found:
        return ()
    return Inline("text", " "), sentence_inline("The sides of {relations} differ in digits that are not shown here.", relations=found)


def _is_printed_alike(relation: Inline, shown: NumberFormat) -> bool:
    values = relation.values or {}
    sides = [side.value if isinstance(side, Num) else values[side] for side in relation.chain if isinstance(side, Num) or side in values]
    if len(sides) != 2:
        return False
    alike = [
        not (is_exact(a, shown) and is_exact(b, shown)) and rounded_text(a, shown) == rounded_text(b, shown)
        for a, b in zip(*_paired(*sides), strict=True)
    ]
    return all(alike) if relation.text == "!=" else any(alike)


def _holds(sign: str, left: Value, right: Value) -> bool:
    """Whether a relation holds, between arrays for each entry; two arrays are different where one entry is. Raises MathError."""
    one, other = _paired(left, right)
    if sign == "!=":
        return not all(holds_between("=", a, b) for a, b in zip(one, other, strict=True))
    return all(holds_between(sign, a, b) for a, b in zip(one, other, strict=True))


def _paired(left: Value, right: Value) -> tuple[tuple[Number, ...], tuple[Number, ...]]:
    """Their entries; a number stands beside each. Raises MathError where shapes differ."""
    if isinstance(left, Array) and isinstance(right, Array) and left.shape != right.shape:
        raise MathError(f"its sides have the shapes {shape_of(left)} and {shape_of(right)}")
    one, other = numbers(left), numbers(right)
    count = max(len(one), len(other))
    return one * (count // len(one)), other * (count // len(other))


def _failing_entry(
    told: tuple[tuple[Expr, Expr], tuple[Value, Value], bool], sign: str, values: dict[Atom, Value], where: Location
) -> dict[Atom, Value]:
    """The first entries between which a relation of arrays fails, by their names; nothing of numbers."""
    both, reached, _ = told
    if not any(isinstance(value, Array) for value in reached) or sign == "!=":
        return {}
    size = next(value.shape for value in reached if isinstance(value, Array))
    pairs = zip(product(range(1, size[0] + 1), range(1, size[1] + 1)), *_paired(*reached), strict=True)
    (row, column), *_ = next(pair for pair in pairs if not holds_between(sign, pair[1], pair[2]))
    found: dict[Atom, Value] = {}
    for side, value in zip(both, reached, strict=True):
        if isinstance(value, Array):
            if not isinstance(side, Var) or side.index:
                message = "of arrays only values with a name can be compared"
                raise InputErrors([InputError(where, message, "give the expression a name by an equation of the cell")])
            index = (row, column) if 1 not in size else (max(row, column),)
            found[Var(side.name, side.time, index)] = rows_of(value)[row - 1][column - 1]
    return found


def _other(told: tuple[tuple[Expr, Expr], tuple[Value, Value], bool]) -> Expr:
    """The side that is a number."""
    both, reached, _ = told
    return next(side for side, value in zip(both, reached, strict=True) if not isinstance(value, Array))


def _confirm(both: tuple[Expr, Expr], reached: tuple[Value, Value], sign: str, holds: bool, asked: AskedItem) -> None:
    """The sides once more as equations of the cell, with all that confirms these. Raises VerificationError."""
    where = asked.of_cell.where
    own = asked.of_cell.cell
    more = tuple(
        Equation(Use(name, where), Parsed(side, tuple(Use(var, where) for var in dict.fromkeys(_named(side))), where))
        for name, side in zip(_SIDES, both, strict=True)
        if not isinstance(side, Num)
    )
    if not more:
        return
    reading: Reading = replace(asked.of_cell, cell=Cell(own.name, (*own.equations, *more), own.where))
    queries = [ValueQuery(eq.lhs, where=where) for eq in more]
    last = max([asked.item.horizon, *(var.time for side in both for var in _named(side) if isinstance(var.time, int))])
    values = compute(queries, replace(asked, reading=reading, item=replace(asked.item, horizon=last))).derivation.values
    again = [values.get(name, value) for name, value in zip(_SIDES, reached, strict=True)]
    if _holds(sign, *again) != holds:
        raise VerificationError(f"the sides of a relation are {reached} and then {again}")


def _named(side: Expr) -> list[Var]:
    return list(relation_variables(Relation(Parsed(side, (), _NOWHERE), "=", Parsed(Num(Fraction(0)), (), _NOWHERE), "", _NOWHERE)))
