"""Counterexamples to claims: small numbers that meet the hypotheses, the simplest first, tried for as many steps as the claim speaks of;
then numbers that stand in the claim, and those with which a proof got stuck.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, islice

from gen.algebra.arrays import Value
from gen.algebra.expr import Atom, Expr, Num, Partial, Var, atoms, variables, walk
from gen.algebra.numbers import to_decimal
from gen.calculus import evaluate_number, evaluate_plan, expr_at, free_values, plan, unroll, var_at
from gen.messages.errors import InputErrors, Location, MathError
from gen.model.derivation import Plan
from gen.model.source import Relation
from gen.model.trace import Trace
from gen.questions.claim_checks import letters_of
from gen.questions.claim_proofs import Setting, relation_variables
from gen.questions.comparison import certainly_same, holds_between
from gen.questions.proofs import is_general, uses_of

TRIES = 1_500  # combinations of small numbers; a false claim of an exam falls within the first few
MANY = 400  # combinations among which numbers are looked for on which a proof has to hold
LINES = 45_000  # lines that are computed for all combinations together
_NUMBERS = tuple(Fraction(text) for text in ("1", "2", "-1", "1/2", "0", "3", "-2"))


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Numbers with which a claim fails at a step."""

    forward: Plan
    trace: Trace
    numbers: Mapping[Var, Value]
    steps: int


@dataclass(slots=True)
class Search:
    """A claim in one dimension, and what the search for numbers that refute it has met."""

    claim: Relation
    setting: Setting
    where: Location
    met: bool = False
    seen: bool = False
    nearest: tuple[Fraction, Mapping[Var, Value]] | None = None

    def run(self, horizon: int, candidates: Sequence[Mapping[Var, Fraction]] = (), most: int = TRIES) -> Counterexample | None:
        """Numbers that refute the claim: `candidates`, or small ones, of which so many are tried at most at each step."""
        cell, general = self.setting.cell, is_general(self.claim)
        fixed = [var.time for var in relation_variables(self.claim) if isinstance(var.time, int)]
        alone = not any(free_values(cell, horizon)) or all(var in self.setting.given for var in free_values(cell, horizon))
        for steps in range(horizon, horizon + (12 if alone else 3) if general else horizon + 1):
            last = max([steps, *fixed]) if general else steps
            free = (*free_values(cell, last), *letters_of(self.claim, self.setting))
            try:
                trace = unroll(cell, last, free, {var.name for var in free}, self.where)
            except InputErrors:
                continue  # these steps have no forward pass
            forward = _forward(self.claim, trace, steps, self.setting)
            tries = min(most, LINES // max(1, len(forward.steps)))
            choices: Iterable[dict[Var, Value]] = _combinations(free, self.setting, last, tries, _NUMBERS)
            if candidates:
                wide = _combinations(free, self.setting, last, tries, self.wide())
                choices = chain(_completed(free, self.setting, last, candidates), wide)
            for numbers in choices:
                if self.fails(forward, numbers, steps, last):
                    return Counterexample(forward, trace, numbers, steps)
        return None

    def fails(self, forward: Plan, numbers: Mapping[Var, Value], steps: int, last: int) -> bool:
        """Whether the claim fails for certain with numbers that meet all hypotheses for certain."""
        values = self.fitting(forward, numbers, steps, last)
        if values is None:
            return False
        try:
            true = _holds(self.claim, values, steps)
            if true:
                self.note(values, numbers, steps)
            return not true
        except (MathError, InputErrors):
            return False  # it cannot be told

    def samples(self, horizon: int, most: int) -> list[Counterexample]:
        """Numbers that meet the hypotheses and give both sides a value, at the first steps: so many small ones, and all that stand in the
        claim, each for every name."""
        found: list[Counterexample] = []
        general = is_general(self.claim)
        fixed = [var.time for var in relation_variables(self.claim) if isinstance(var.time, int)]
        for steps in range(horizon, horizon + (3 if general else 1)):
            last = max([steps, *fixed]) if general else steps
            free = (*free_values(self.setting.cell, last), *letters_of(self.claim, self.setting))
            trace = unroll(self.setting.cell, last, free, {var.name for var in free}, self.where)
            forward = _forward(self.claim, trace, steps, self.setting)
            small = _combinations(free, self.setting, last, MANY, _NUMBERS)
            large = _completed(free, self.setting, last, [dict.fromkeys(free, x) for x in self.wide()])
            for choices, count in ((small, most), (large, MANY)):
                met = (numbers for numbers in choices if self.fitting(forward, numbers, steps, last) is not None)
                found += [Counterexample(forward, trace, numbers, steps) for numbers in islice(met, count)]
        return found

    def fitting(self, forward: Plan, numbers: Mapping[Var, Value], steps: int, last: int) -> Mapping[Atom, Value] | None:
        """All values with these numbers, if they meet all hypotheses for certain and give both sides a value."""
        try:
            values = evaluate_plan(forward, numbers, self.setting.conventions, {}, self.where).values
            if not all(_holds(h, values, t) for h in self.setting.hypotheses for t in known_steps(h, values, last)):
                return None
            self.met = True
            for side in (self.claim.left, self.claim.right):
                evaluate_number(expr_at(side.expr, steps), values, {})
            self.seen = True
        except (MathError, InputErrors):
            return None  # these numbers have no value, or none that can be told
        return values

    def note(self, values: Mapping[Atom, Value], numbers: Mapping[Var, Value], steps: int) -> None:
        """The numbers with which both sides of an inequality are nearest."""
        if self.claim.sign in ("=", "!="):
            return
        left, right = (evaluate_number(expr_at(side.expr, steps), values, {}) for side in (self.claim.left, self.claim.right))
        gap = abs(Fraction(to_decimal(left)) - Fraction(to_decimal(right)))
        if self.nearest is None or gap < self.nearest[0]:
            self.nearest = gap, dict(numbers)

    def wide(self) -> tuple[Fraction, ...]:
        """Small numbers, and those that stand in the claim, in hypotheses and in the cell, with what is around them."""
        sides = [side.expr for one in (self.claim, *self.setting.hypotheses) for side in (one.left, one.right)]
        sides += [eq.rhs.expr for eq in self.setting.cell.equations]
        told = [e.value for side in sides for e in walk(side) if isinstance(e, Num)]
        around = [x for value in told for x in (value, value + 1, value - 1, -value, 2 * value)]
        return tuple(dict.fromkeys((*_NUMBERS[:5], *around, Fraction(10), Fraction(-10))))[:24]


def _put_in(free: Sequence[Var], setting: Setting, horizon: int) -> dict[Var, Expr]:
    """What is given and what hypotheses of the form name = expression say, for values that nothing computes."""
    found: dict[Var, Expr] = {var: Num(value) for var, value in setting.given.items()}
    for t in range(1, horizon + 1):
        for h in setting.hypotheses:
            if h.sign == "=" and isinstance(h.left.expr, Var) and (var := var_at(h.left.expr, t)) in free and var not in found:
                right = expr_at(h.right.expr, t)
                if var not in variables(right):
                    found[var] = right
    return found


def _completed(
    free: Sequence[Var], setting: Setting, horizon: int, candidates: Iterable[Mapping[Var, Fraction]]
) -> Iterator[dict[Var, Value]]:
    """Candidates, with what is put in, and 1 for what they say nothing of."""
    fixed = _put_in(free, setting, horizon)
    for candidate in candidates:
        chosen = {var: candidate.get(var, Fraction(1)) for var in free if var not in fixed}
        if numbers := _with_fixed(free, chosen, fixed):
            yield numbers


def _combinations(free: Sequence[Var], setting: Setting, horizon: int, most: int, small: Sequence[Fraction]) -> Iterator[dict[Var, Value]]:
    """Small numbers for the free values that meet the hypotheses, the simplest first; so many are tried at most."""
    fixed = _put_in(free, setting, horizon)
    open_ones = [var for var in free if var not in fixed]
    tries = 0
    for total in range(len(open_ones) * (len(small) - 1) + 1):
        for choice in _summing(len(open_ones), total, len(small) - 1):
            tries += 1
            if tries > most:
                return
            chosen = {var: small[i] for var, i in zip(open_ones, choice, strict=True)}
            if numbers := _with_fixed(free, chosen, fixed):
                yield numbers


def _with_fixed(free: Sequence[Var], chosen: Mapping[Var, Fraction], fixed: Mapping[Var, Expr]) -> dict[Var, Value] | None:
    """Numbers for all free values: a hypothesis such as W = V takes the number that was chosen for V."""
    numbers: dict[Var, Value] = dict(chosen.items())
    values: dict[Atom, Value] = dict(chosen.items())
    for _ in range(2):  # what is put in may stand on what else is
        for var in free:
            if var in fixed and var not in numbers and all(used in values for used in variables(fixed[var])):
                try:
                    numbers[var] = values[var] = evaluate_number(fixed[var], values, {})
                except MathError:
                    return None
    return numbers if all(var in numbers for var in free) else None


def known_steps(relation: Relation, values: Mapping[Atom, Value], horizon: int) -> list[int]:
    """The steps at which a hypothesis speaks of values that exist; one of fixed times is looked at once."""
    steps = [t for t in range(1, horizon + 1) if all(var_at(use.var, t) in values for use in uses_of(relation))]
    return steps if is_general(relation) else steps[:1]


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
    """Raises MathError where rounded numbers do not tell."""
    left, right = (evaluate_number(expr_at(side.expr, t), values, {}) for side in (relation.left, relation.right))
    return holds_between(relation.sign, left, right, certainly_same)


def _forward(claim: Relation, trace: Trace, step: int, setting: Setting) -> Plan:
    """The forward pass up to what the claim speaks of, and its derivatives; one plan serves all numbers."""
    own = [atom for side in (claim.left, claim.right) for atom in atoms(expr_at(side.expr, step))]
    targets = {atom.of if isinstance(atom, Partial) else atom for atom in own}
    last = max((eqn.out.time for eqn in trace.eqns if isinstance(eqn.out.time, int)), default=1)
    targets |= {var_at(var, t) for h in setting.hypotheses for var in relation_variables(h) for t in range(1, last + 1)}
    wanted: list[tuple[Var, Var | None]] = [(eqn.out, None) for eqn in trace.eqns if eqn.out in targets]
    wanted += dict.fromkeys((atom.of, atom.wrt) for atom in own if isinstance(atom, Partial))
    return plan(trace, wanted, "forward", setting.cut)
