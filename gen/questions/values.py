"""Values and gradients of one reading: unrolled, planned, solved and verified."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import ClassVar

from gen.algebra.arrays import SCALAR, Value, shape_of, shape_words
from gen.algebra.expr import Atom, Expr, Partial, Var, atoms
from gen.algebra.printer import name_text, text
from gen.algebra.rounding import as_typed
from gen.calculus import check_length, check_sizes, default_mode, general_rules, plan, unroll
from gen.functions import ShapeError
from gen.functions.shapes import infer, shape
from gen.messages.errors import InputError, InputErrors, Location, MathError, VerificationError, did_you_mean
from gen.model.derivation import Derivation, Plan, Step
from gen.model.general_rule import GeneralRule
from gen.model.problem import Item, Reading
from gen.model.queries import Query
from gen.model.source import Use
from gen.model.trace import Trace
from gen.model.verified import Check, Verified
from gen.questions.digits import check_shown, evaluate_on_probes, evaluate_with_more_digits
from gen.questions.kind import MAX_ASKED, AskedItem, Kind, WrittenQuestion, written_of
from gen.questions.rule_statement import HEADING, rule_statement
from gen.verify import RULE, Recurrence, verify, verify_rule, verify_rule_at_random

LONGEST_RULE = 600  # characters: who reads a longer one learns nothing from it


@dataclass(frozen=True, slots=True)
class ValueQuery(Query):
    """`value of h[2]`."""

    of: Use
    kind: ClassVar[str] = "value"
    lines_per_point: ClassVar[float] = 1.5

    @property
    def same(self) -> object:
        return self.of.var

    @property
    def uses(self) -> tuple[Use, ...]:
        return (self.of,)

    @property
    def answer(self) -> str:
        return text(self.of.var)

    def has_answer(self, atom: Expr) -> bool:
        return self.of.var == atom


@dataclass(frozen=True, slots=True)
class GradientQuery(Query):
    """`gradient of h[3] wrt V`, or `jacobian of h[3] wrt h[1]`, which is the gradient of a vector."""

    of: Use
    wrt: Use
    kind: ClassVar[str] = "gradient"
    lines_per_point: ClassVar[float] = 3

    @property
    def same(self) -> object:
        return self.of.var, self.wrt.var

    @property
    def uses(self) -> tuple[Use, ...]:
        return (self.of, self.wrt)

    @property
    def answer(self) -> str:
        return text(Partial(self.of.var, self.wrt.var))

    def has_answer(self, atom: Expr) -> bool:
        return Partial(self.of.var, self.wrt.var) == atom


NumberQuery = ValueQuery | GradientQuery


def _read_values(written: WrittenQuestion) -> list[NumberQuery]:
    uses = written.names()
    if "wrt" not in written.match.groupdict():
        return [ValueQuery(use, where=use.where) for use in uses]
    pairs = product(uses, written.names("wrt"))
    return [GradientQuery(use, wrt, where=wrt.where) for use, wrt in islice(pairs, MAX_ASKED + 1)]


def _number_queries(asked: AskedItem) -> list[NumberQuery]:
    """Values and gradients of an item, which share one forward pass."""
    return [query for query in asked.item.queries if isinstance(query, NumberQuery)]


def _answer(query: Query, asked: AskedItem) -> Verified:
    """All values and gradients of the item. Raises InputErrors, also for a derivation that is too long to be read."""
    check_length(task_of(_number_queries(asked), asked).plan, asked.before, asked.item.where)
    return compute(_number_queries(asked), asked)


def _derive(query: Query, asked: AskedItem) -> Derivation:
    return derive_unconfirmed(_number_queries(asked), asked)


@dataclass(frozen=True, slots=True)
class Task:
    """What a reading of an item computes, without numbers: one task serves every variant. Its `rules` have passed `checks` at random."""

    queries: tuple[NumberQuery, ...]
    reading: Reading
    trace: Trace
    plan: Plan
    rules: tuple[GeneralRule, ...] = ()
    checks: tuple[Check, ...] = ()

    def recurrence(self, item: Item) -> Recurrence:
        """With the numbers of the item."""
        givens: dict[Var, Value] = {var: given.value for var, given in item.given.items()}
        printed: dict[Var, Value] = {var: given.value for var, given in item.printed.items()}
        replaced = printed if self.reading.values == "printed" else {}
        horizon = _horizon(self.queries, item)
        return Recurrence(self.reading.cell, self.trace, givens, replaced, item.cut, item.conventions, horizon, item.truncate)


def task_of(queries: Sequence[NumberQuery], asked: AskedItem) -> Task:
    """The values and gradients asked for, from the tasks that are there or put there. Raises InputErrors."""
    item, reading = asked.item, asked.of_cell
    shapes = [frozenset((var, shape_of(given.value)) for var, given in values.items()) for values in (item.given, item.printed)]
    settings = item.horizon, item.mode, item.cut, item.truncate
    key = (*queries, reading, item.where, *shapes, *settings, frozenset(asked.known))
    if key not in asked.tasks:
        asked.tasks[key] = _planned(queries, item, reading, asked.known)
    found: Task = asked.tasks[key]
    return found


def _planned(queries: Sequence[NumberQuery], item: Item, reading: Reading, known: Collection[str]) -> Task:
    trace = _trace(queries, item, reading, known)
    check_names(queries, item, trace)
    named = [use.var for query in queries for use in query.uses]
    trace = trace.only(trace.before([*named, *item.printed]))
    inside = [eqn for eqn in trace.eqns if any(isinstance(atom, Partial) for atom in atoms(eqn.rhs))]
    if item.truncate and inside:
        message = f"gradients in equations go back to the first step, so '{name_text(inside[0].out)}' cannot be asked for with 'truncate'"
        raise InputErrors([InputError(inside[0].where, message, "ask for the gradient itself, and for the step in an item of its own")])
    targets = [(q.of.var, q.wrt.var if isinstance(q, GradientQuery) else None) for q in queries]
    mode = item.mode or default_mode(trace, targets)
    try:
        planned = plan(trace, targets, mode, item.cut, item.truncate)
    except MathError as error:
        raise InputErrors([InputError(queries[0].where, str(error))]) from None
    if trace.shapes:
        places = dict(zip(planned.answers, (query.where for query in queries), strict=True))
        given: dict[Atom, Location] = {var: item.given[var].where for var in trace.inputs}
        check_sizes(planned, given, trace.shapes, places, item.where)
    rules = general_rules(trace, targets, mode, planned.steps, _horizon(queries, item), item.cut, item.truncate)
    found = Task(tuple(queries), reading, trace, planned)
    recurrence = found.recurrence(item)
    short = [rule for rule in rules if sum(len(text(equation.rhs)) for equation in rule.equations) <= LONGEST_RULE]
    confirmed = _confirmed(short, lambda rule: verify_rule_at_random(rule, recurrence))
    return replace(found, rules=tuple(confirmed), checks=tuple(confirmed.values()))


def compute(queries: Sequence[NumberQuery], asked: AskedItem) -> Verified:
    """What a task asks, solved and verified, with all digits certain that are shown. Raises InputErrors."""
    item, one = asked.item, task_of(queries, asked)
    recurrence = one.recurrence(item)
    derivation, finer = evaluate_with_more_digits(one.plan, recurrence, item.where)
    check_shown(derivation, finer, asked.shown, item.where)
    checks = [*verify(finer, recurrence).checks, *evaluate_on_probes(one.plan, recurrence, item.where)]
    rules = _confirmed(one.rules, lambda rule: verify_rule(rule, finer, recurrence))
    if rules:
        together = [*one.checks, *rules.values()]
        checks.append(Check(RULE, sum(check.numbers for check in together), max(check.residual for check in together)))
    shown = replace(_as_typed_by_author(derivation, item), trace=one.trace)
    statement = [rule_statement(rules)] if rules else []
    return Verified(replace(shown, steps=(*statement, *shown.steps)), tuple(checks))


def _confirmed(rules: Iterable[GeneralRule], confirm: Callable[[GeneralRule], Check]) -> dict[GeneralRule, Check]:
    """The rules that hold, each with what it has passed. One that does not is left out: the lines with numbers need none."""
    found: dict[GeneralRule, Check] = {}
    for rule in rules:
        with suppress(VerificationError):
            found[rule] = confirm(rule)
    return found


def _as_typed_by_author(derivation: Derivation, item: Item) -> Derivation:
    """With the numbers of the sheet, which are exact, as they stand there; what was computed with them is shown as the problem says."""
    stated: dict[Atom, Value] = {var: as_typed(given.value, given.texts) for var, given in item.given.items()}
    taken = {line.lhs for line in derivation.numbers if line.kind == "printed"}
    stated |= {var: as_typed(printed.value, printed.texts) for var, printed in item.printed.items() if var in taken}
    steps = (replace(s, value=stated[s.lhs]) if isinstance(s, Step) and s.lhs in taken else s for s in derivation.steps)
    return replace(derivation, steps=tuple(steps), values={**derivation.values, **stated})


def derive_unconfirmed(queries: Sequence[NumberQuery], asked: AskedItem) -> Derivation:
    """The same, which nothing has confirmed: to choose numbers by, not to print. Raises InputErrors."""
    one = task_of(queries, asked)
    return replace(evaluate_with_more_digits(one.plan, one.recurrence(asked.item), asked.item.where)[0], trace=one.trace)


def _horizon(queries: Sequence[NumberQuery], item: Item) -> int:
    return max([item.horizon, *(query.of.var.time for query in queries if isinstance(query.of.var.time, int))])


def _trace(queries: Sequence[NumberQuery], item: Item, reading: Reading, known: Collection[str]) -> Trace:
    given = {var: shape_of(one.value) for var, one in item.given.items()}
    wanted = {*(use.var for query in queries for use in query.uses), *item.printed, *item.cut}
    trace = unroll(reading.cell, _horizon(queries, item), item.given.keys(), known, item.where, given, wanted)
    return with_shapes(trace, item)


def with_shapes(trace: Trace, item: Item) -> Trace:
    """The trace with the shapes of its names, if there are arrays. Raises InputErrors where shapes do not fit."""
    given = {var: shape_of(one.value) for var, one in item.given.items()}
    shapes = infer(trace.general, given, lambda var: item.given[var].where)
    return replace(trace, shapes=shapes) if any(s != SCALAR for s in shapes.values()) else trace


def check_names(queries: Sequence[NumberQuery], item: Item, trace: Trace) -> None:
    """Everything that an item names must be computed or given. Raises InputErrors."""
    faults = []
    computed = {eqn.out for eqn in trace.eqns}
    known = {*trace.inputs, *computed}
    names = [name_text(var) for var in known]
    for query in queries:
        for use in query.uses:
            if use.var.whole not in known:
                message = f"'{name_text(use.var)}' is neither computed nor used by the cell"
                faults.append(InputError(use.where, message, _suggested_time(use.var, known) or did_you_mean(name_text(use.var), names)))
            elif use is query.of and use.var.whole not in computed:
                faults.append(InputError(use.where, f"'{name_text(use.var)}' is given, not computed"))
            elif use.var.whole in item.cut and isinstance(query, GradientQuery):
                faults.append(InputError(use.where, f"'{name_text(use.var)}' is asked for and cut at once"))
            else:
                faults += _outside(use, trace)
    for var, given in item.printed.items():
        if var not in computed:
            message = f"'{name_text(var)}' is printed, but no equation computes it"
            faults.append(InputError(given.where, message, did_you_mean(name_text(var), names)))
        elif shape_of(given.value) != (expected := shape(var, trace.shapes)):
            message = f"'{name_text(var)}' is printed as {shape_words(shape_of(given.value))}, but it is {shape_words(expected)}"
            faults.append(InputError(given.where, message))
    for var in item.cut - known:
        faults.append(InputError(item.where, f"'{name_text(var)}' is cut, but the cell has no such value"))
    if faults:
        raise InputErrors(faults)


def _suggested_time(var: Var, known: Iterable[Var]) -> str:
    """For `x`, where the cell has x[1], x[2] and x[3]."""
    times = [one.time for one in known if one.name == var.name and isinstance(one.time, int)]
    return f"write {var.name}[{max(times)}], say" if times and not isinstance(var.time, int) else ""


def _outside(use: Use, trace: Trace) -> list[InputError]:
    """An entry that is asked for and does not exist."""
    try:
        shape(use.var, trace.shapes)
    except ShapeError as error:
        return [InputError(use.where, str(error), error.hint)]
    return []


NUMBERS = Kind(
    types=(ValueQuery, GradientQuery),
    forms=("value of h[2], h[3]", "gradient of h[3] wrt V, x[1]", "jacobian of h[3] wrt h[1]"),
    patterns=(written_of("value"), re.compile(r"(gradient|jacobian)\s+of\s+(?P<of>.+?)\s+wrt\s+(?P<wrt>.+)", re.DOTALL)),
    read=_read_values,
    answer=_answer,
    derive=_derive,
    together=True,
    headings={"rule": HEADING},
)
