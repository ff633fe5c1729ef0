"""Counterexamples to claims: small numbers that meet the hypotheses, the simplest first, tried for as many steps as the claim speaks of.

What is neither refuted nor proved is undecided, and that is a fault.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from gen.algebra.arrays import Value
from gen.algebra.expr import Atom, Call, Expr, MatMul, Mul, Partial, Shift, Var, rebuild, variables, walk
from gen.algebra.numbers import nearly_equal, to_decimal
from gen.algebra.printer import name_text
from gen.calculus import evaluate_number, evaluate_plan, expr_at, free_values, plan, unroll, var_at
from gen.functions import FUNCTIONS
from gen.messages.errors import InputError, InputErrors, Location, MathError, did_you_mean
from gen.model.derivation import Plan
from gen.model.problem import Cell, Equation
from gen.model.source import Parsed, Relation, relation_holds
from gen.model.times import steps_ahead
from gen.model.trace import Trace
from gen.questions.proofs import TooLarge, assignments, assigns, is_general, is_proved, uses_of
from gen.syntax import CELL_FUNCTIONS

MAX_STEPS = 50
TRIES = 1_500  # combinations of small numbers; a false claim of an exam falls within the first few
LINES = 45_000  # lines that are computed for all combinations together
_NUMBERS = tuple(Fraction(text) for text in ("1", "2", "-1", "1/2", "0", "3", "-2"))


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Numbers for so many steps."""

    forward: Plan
    trace: Trace
    numbers: Mapping[Var, Value]
    steps: int


@lru_cache(maxsize=256)  # a claim has no numbers of its item, so it is the same in every variant
def find_counterexample(
    statement: Relation, stated: tuple[Relation, ...], own: Cell, where: Location, asked: Location
) -> Counterexample | None:
    """What refutes a claim under hypotheses; None where it is proved. Raises InputErrors if it is neither."""
    cell = scalar_cell(own)
    _check_numbers(cell, (statement, *stated))
    claim, hypotheses = scalar_relation(statement), tuple(map(scalar_relation, stated))
    _check(claim, hypotheses, cell)
    horizon = _horizon(claim, cell)
    met = seen = False
    for steps in range(horizon, horizon + 3 if is_general(claim) else horizon + 1):
        free = free_values(cell, steps)
        try:
            trace = unroll(cell, steps, free, {var.name for var in free}, where)
        except InputErrors:
            continue  # these steps have no forward pass
        forward = _forward(claim, trace, steps)
        for numbers in _combinations(free, hypotheses, steps, min(TRIES, LINES // max(1, len(forward.steps)))):
            try:
                derivation = evaluate_plan(forward, numbers, {}, {}, where)
                if not all(_holds(h, derivation.values, t) for h in hypotheses for t in known_steps(h, derivation.values, steps)):
                    continue
                met = True
                true = _holds(claim, derivation.values, steps)
                seen = True
                if not true:
                    return Counterexample(forward, trace, numbers, steps)
            except (MathError, InputErrors):
                continue  # and these numbers have none
    if not met:
        raise InputErrors([InputError(asked, f"no numbers that were tried meet the hypotheses of '{statement.text}'")])
    if not seen:
        raise InputErrors([InputError(asked, f"no numbers that were tried give both sides of '{statement.text}' a value")])
    hint = "neither a counterexample nor a proof was found; add hypotheses, or ask it as an open question"
    try:
        if is_proved(claim, hypotheses, own, horizon):
            return None
    except TooLarge as error:
        hint = f"no counterexample was found, and {error}; claim it of fewer steps, or ask it as an open question"
    raise InputErrors([InputError(asked, f"the claim '{statement.text}' is undecided", hint)])


def scalar_cell(cell: Cell) -> Cell:
    """The cell with its matrix products as products."""
    equations = (Equation(eq.lhs, Parsed(_scalar(eq.rhs.expr), eq.rhs.uses, eq.rhs.where)) for eq in cell.equations)
    return Cell(cell.name, tuple(equations), cell.where)


def _scalar(e: Expr) -> Expr:
    """Matrix products as products."""
    return Mul(tuple(map(_scalar, e.factors))) if isinstance(e, MatMul) else rebuild(e, _scalar)


def scalar_relation(relation: Relation) -> Relation:
    """The relation with its matrix products as products."""
    left, right = (replace(side, expr=_scalar(side.expr)) for side in (relation.left, relation.right))
    return replace(relation, left=left, right=right)


def _check_numbers(cell: Cell, relations: Sequence[Relation]) -> None:
    """What makes sense for arrays alone, or for a known number of steps, is beyond claims. Raises InputErrors."""
    faults = []
    for side in (*(eq.rhs for eq in cell.equations), *(side for relation in relations for side in (relation.left, relation.right))):
        for e in walk(side.expr):
            array = isinstance(e, Call) and (e.fn in CELL_FUNCTIONS or FUNCTIONS[e.fn].array is not None)
            last = isinstance(e, Var) and isinstance(e.time, Shift) and e.time.base == "T"
            if array or last or isinstance(e, Partial) or (isinstance(e, Var) and e.index) or e == Var("t"):
                message = "a claim cannot be decided with arrays, 't', 'T', sums over time or gradients"
                faults.append(InputError(side.where, message, "ask it as an open question"))
    if faults:
        raise InputErrors(faults)


def _check(claim: Relation, hypotheses: Sequence[Relation], cell: Cell) -> None:
    """Names with the right kind of time; a claim about every t must not depend on a fixed one. Raises InputErrors."""
    timed = {use.var.name: use.var.time is not None for eq in cell.equations for use in (eq.lhs, *eq.rhs.uses)}
    computed, ahead = {eq.lhs.var.name for eq in cell.equations}, steps_ahead([cell])
    faults = []
    for relation in (claim, *hypotheses):
        for use in uses_of(relation):
            name, time = use.var.name, use.var.time
            if name not in timed:
                faults.append(InputError(use.where, f"'{name}' does not stand in the cell '{cell.name}'", did_you_mean(name, timed)))
            elif timed[name] != (time is not None):
                faults.append(InputError(use.where, f"'{name}' needs a time" if timed[name] else f"'{name}' has no time"))
            elif (isinstance(time, Shift) and -time.by > MAX_STEPS) or (isinstance(time, int) and time > MAX_STEPS):
                faults.append(InputError(use.where, f"a claim is about {MAX_STEPS} steps at most"))
            elif isinstance(time, Shift) and time.by > ahead.get(name, 0):
                faults.append(InputError(use.where, f"'{name_text(use.var)}' lies in the future of step t"))
            elif isinstance(time, int) and is_general(claim):
                hint = "use t, or fixed times such as h[1] throughout"
                faults.append(InputError(use.where, f"a claim about every t cannot depend on '{name_text(use.var)}'", hint))
    put_in = {h.left.expr.name for h in hypotheses if assigns(h, computed) and isinstance(h.left.expr, Var)}
    for h in hypotheses:
        if assigns(h, computed):
            chained = [use for use in h.right.uses if use.var.name in put_in or use.var.name in computed]
            faults += [InputError(use.where, f"'{use.var.name}' is itself the subject of a hypothesis or computed") for use in chained]
    if faults:
        raise InputErrors(faults)


def _horizon(claim: Relation, cell: Cell) -> int:
    """The first step at which everything in the claim has a value. Raises InputErrors if there is none."""
    times = [use.var.time for use in uses_of(claim)]
    first = max([1, *(-time.by for time in times if isinstance(time, Shift)), *(time for time in times if isinstance(time, int))])
    for horizon in range(first, first + 4):
        known = {*free_values(cell, horizon), *(var_at(eq.lhs.var, t) for eq in cell.equations for t in range(1, horizon + 1))}
        missing = [use for use in uses_of(claim) if var_at(use.var, horizon) not in known]
        if not missing:
            return horizon
    raise InputErrors(
        [InputError(use.where, f"'{name_text(use.var)}' is neither computed nor used by the cell '{cell.name}'") for use in missing]
    )


def _combinations(free: Sequence[Var], hypotheses: Sequence[Relation], horizon: int, most: int) -> Iterator[dict[Var, Value]]:
    """Small numbers for the free values that meet the hypotheses, the simplest first; so many are tried at most."""
    fixed = assignments(hypotheses, range(1, horizon + 1))
    open_ones = [var for var in free if var not in fixed]
    tries = 0
    for total in range(len(open_ones) * (len(_NUMBERS) - 1) + 1):
        for choice in _summing(len(open_ones), total, len(_NUMBERS) - 1):
            tries += 1
            if tries > most:
                return
            numbers: dict[Var, Value] = {var: _NUMBERS[i] for var, i in zip(open_ones, choice, strict=True)}
            values: dict[Atom, Value] = dict(numbers.items())
            for var in free:
                if var in fixed and all(used in values for used in variables(fixed[var])):
                    # A hypothesis such as W = V takes the number that was chosen for V.
                    try:
                        numbers[var] = evaluate_number(fixed[var], values, {})
                    except MathError:
                        break
            if all(var in numbers for var in free):
                yield numbers


def known_steps(relation: Relation, values: Mapping[Atom, Value], horizon: int) -> list[int]:
    """The steps at which a hypothesis speaks of values that exist."""
    return [t for t in range(1, horizon + 1) if all(var_at(use.var, t) in values for use in uses_of(relation))]


def _summing(count: int, total: int, most: int) -> Iterator[tuple[int, ...]]:
    """All tuples of that many numbers from 0 to `most` with the sum `total`."""
    if count == 0:
        if total == 0:
            yield ()
        return
    for first in range(min(total, most), -1, -1):
        for rest in _summing(count - 1, total - first, most):
            yield (first, *rest)


def _holds(relation: Relation, values: Mapping[Atom, Value], t: int) -> bool:
    left = evaluate_number(expr_at(relation.left.expr, t), values, {})
    right = evaluate_number(expr_at(relation.right.expr, t), values, {})
    return relation_holds(relation.sign, to_decimal(left) < to_decimal(right), nearly_equal(left, right))


def _forward(claim: Relation, trace: Trace, horizon: int) -> Plan:
    """The forward pass up to what the claim speaks of; one plan serves all numbers."""
    targets = {var_at(use.var, horizon) for use in uses_of(claim)}
    return plan(trace, [(eqn.out, None) for eqn in trace.eqns if eqn.out in targets], "forward")
