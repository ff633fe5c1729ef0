"""Values and gradients of one reading: unrolled, planned, solved and verified."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement, islice, product
from typing import ClassVar, TypeVar

from gen.algebra.arrays import SCALAR, Value, shape_of
from gen.algebra.expr import Atom, Partial, SecondDerivative, Var, atoms
from gen.algebra.printer import name_text, text
from gen.calculus import check_parts, check_work, default_mode, general_rules, named_calls, plan, too_large, too_long, unroll
from gen.functions.shapes import infer
from gen.messages.errors import InputError, InputErrors, Location, MathError, VerificationError
from gen.model.derivation import Derivation, Plan
from gen.model.general_rule import GeneralRule
from gen.model.problem import Item, Mode, Reading
from gen.model.queries import Query
from gen.model.source import Use
from gen.model.trace import Trace
from gen.model.verified import Check, Verified
from gen.questions.as_typed import as_typed_by_author
from gen.questions.digits import check_shown, evaluate_on_probes, evaluate_with_more_digits
from gen.questions.kind import MAX_ASKED, AskedItem, Kind, WrittenQuestion, written_of
from gen.questions.named_values import check_names
from gen.questions.random_probes import PROBES, random_probes, without_numbers
from gen.questions.rule_statement import HEADING, rule_statement
from gen.verify import RULE, Recurrence, verify, verify_rule, verify_rule_at_random

T = TypeVar("T")

LONGEST_RULE = 600  # characters: who reads a longer one learns nothing from it


@dataclass(frozen=True, slots=True)
class _OfValue(Query):
    """What is asked of a value, or of how it moves with others."""

    of: Use

    @property
    def same(self) -> object:
        return tuple(use.var for use in self.uses)

    @property
    def uses(self) -> tuple[Use, ...]:
        return (self.of,)

    @property
    def answer(self) -> Atom:
        """The number that answers it."""
        return self.of.var

    def has_answer(self, answer: object) -> bool:
        return self.answer == answer


@dataclass(frozen=True, slots=True)
class ValueQuery(_OfValue):
    """`value of h[2]`."""

    kind: ClassVar[str] = "value"
    lines_per_point: ClassVar[float] = 1.5


@dataclass(frozen=True, slots=True)
class GradientQuery(_OfValue):
    """`gradient of h[3] wrt V`, or `jacobian of h[3] wrt h[1]`, which is the gradient of a vector."""

    wrt: Use
    kind: ClassVar[str] = "gradient"
    lines_per_point: ClassVar[float] = 3

    @property
    def uses(self) -> tuple[Use, ...]:
        return (self.of, self.wrt)

    @property
    def answer(self) -> Atom:
        return Partial(self.of.var, self.wrt.var)


@dataclass(frozen=True, slots=True)
class SecondQuery(_OfValue):
    """`second derivative of L wrt w, v`, or `hessian of L wrt w`, which is that to w and w."""

    wrt: Use
    again: Use
    kind: ClassVar[str] = "gradient"
    lines_per_point: ClassVar[float] = 3

    @property
    def uses(self) -> tuple[Use, ...]:
        return (self.of, self.wrt, self.again)

    @property
    def answer(self) -> Atom:
        return SecondDerivative(Partial(self.of.var, self.wrt.var), self.again.var)


NumberQuery = ValueQuery | GradientQuery | SecondQuery


def _read_values(written: WrittenQuestion) -> list[NumberQuery]:
    uses = written.names()
    if "wrt" not in written.match.groupdict():
        return [ValueQuery(use, where=use.where) for use in uses]
    if "hessian" in written.match.groupdict():
        return _read_seconds(written, uses)
    pairs = product(uses, written.names("wrt"))
    return [GradientQuery(use, wrt, where=wrt.where) for use, wrt in islice(pairs, MAX_ASKED + 1)]


def _read_seconds(written: WrittenQuestion, uses: Sequence[Use]) -> list[NumberQuery]:
    """A second derivative is with respect to one name, twice, or to two; a Hessian has one for each pair of its names."""
    wrts = written.names("wrt")
    if written.match["hessian"]:
        pairs = list(islice(combinations_with_replacement(wrts, 2), MAX_ASKED + 1))
    elif len(wrts) <= 2:
        pairs = [(wrts[0], wrts[-1])] if wrts else []
    else:
        where = written.part("wrt").where
        written.fields.fault(where, f"a second derivative is with respect to two names, not {len(wrts)}", "write: hessian of L wrt u, v, w")
        pairs = []
    return [SecondQuery(of, one, other, where=other.where) for of in uses for one, other in pairs]


def _number_queries(asked: AskedItem) -> list[NumberQuery]:
    """Values and gradients of an item, which share one forward pass."""
    return [query for query in asked.item.queries if isinstance(query, NumberQuery)]


def _answer(query: Query, asked: AskedItem) -> Verified:
    """All values and gradients of the item. Raises InputErrors."""
    return compute(_number_queries(asked), asked)


def _derive(query: Query, asked: AskedItem) -> Derivation:
    return derive_unconfirmed(_number_queries(asked), asked)


@dataclass(frozen=True, slots=True)
class Task:
    """What a reading of an item computes, without numbers: one task serves every variant. Its `rules` are to be confirmed with each."""

    queries: tuple[NumberQuery, ...]
    reading: Reading
    trace: Trace
    plan: Plan
    mode: Mode
    rules: tuple[GeneralRule, ...] = ()

    def recurrence(self, item: Item) -> Recurrence:
        """With the numbers of the item."""
        givens: dict[Var, Value] = {var: given.value for var, given in item.given.items()}
        printed: dict[Var, Value] = {var: given.value for var, given in item.printed.items()}
        replaced = printed if self.reading.values == "printed" else {}
        horizon = _horizon(self.queries, item)
        return Recurrence(self.reading.cell, self.trace, givens, replaced, item.cut, item.conventions, horizon, item.truncate)


def task_of(queries: Sequence[NumberQuery], asked: AskedItem) -> Task:
    """The values and gradients asked for, made once for all numbers. Raises InputErrors."""
    return asked.memo.once("task", _key(queries, asked), lambda: _with_rules(_planned_of(queries, asked), asked.item))


def _key(queries: Sequence[NumberQuery], asked: AskedItem) -> tuple[object, ...]:
    item = asked.item
    shapes = [frozenset((var, shape_of(given.value)) for var, given in values.items()) for values in (item.given, item.printed)]
    settings = item.horizon, item.mode, item.cut, item.truncate, frozenset(item.conventions.items())
    return (*queries, asked.of_cell, item.where, *shapes, *settings, frozenset(asked.known))


def _planned_of(queries: Sequence[NumberQuery], asked: AskedItem) -> Task:
    """A task as it is planned, without general rules."""
    return asked.memo.once("plan", _key(queries, asked), lambda: _planned(queries, asked.item, asked.of_cell, asked.known))


def _planned(queries: Sequence[NumberQuery], item: Item, reading: Reading, known: Collection[str]) -> Task:
    trace = _trace(queries, item, reading, known)
    check_names(queries, item, trace)
    named = [use.var for query in queries for use in query.uses]
    whole, trace = trace, trace.only(trace.before([*named, *item.printed]))
    inside = [eqn for eqn in trace.eqns if any(isinstance(atom, Partial) for atom in atoms(eqn.rhs))]
    if item.truncate and inside:
        message = f"gradients in equations go back to the first step, so '{name_text(inside[0].out)}' cannot be asked for with 'truncate'"
        raise InputErrors([InputError(inside[0].where, message, "ask for the gradient itself, and for the step in an item of its own")])
    seconds = [q for q in queries if isinstance(q, SecondQuery)]
    if seconds and (item.truncate or reading.values == "printed"):
        message = "second derivatives are not told with 'truncate' or with printed values; ask for them in an item of their own"
        raise InputErrors([InputError(seconds[0].where, message)])
    again = [(q.of.var, q.wrt.var, q.again.var) for q in seconds]
    targets = _targets(queries)
    mode = item.mode or default_mode(trace, targets)
    try:
        planned = plan(trace, targets, mode, item.cut, item.truncate, again)
        if not (item.printed or again) and (names := named_calls(planned.steps, whole)):
            trace = whole.only(whole.before([*named, *names]))
            planned = plan(trace, targets, mode, item.cut, item.truncate, names=names)
    except MathError as error:
        raise InputErrors([InputError((seconds or queries)[0].where, str(error))]) from None
    planned = replace(planned, answers=tuple(query.answer for query in queries))
    if trace.shapes:
        check_work(planned, trace.shapes, item.where)
    return Task(tuple(queries), reading, trace, planned, mode)


def _targets(queries: Sequence[NumberQuery]) -> list[tuple[Var, Var | None]]:
    """The values and first derivatives that are asked for, each with what it is taken with respect to."""
    return [(q.of.var, q.wrt.var if isinstance(q, GradientQuery) else None) for q in queries if not isinstance(q, SecondQuery)]


def _with_rules(found: Task, item: Item) -> Task:
    recurrence, steps, targets = found.recurrence(item), found.plan.steps, _targets(found.queries)
    rules = general_rules(found.trace, targets, found.mode, steps, recurrence.horizon, item.cut, item.truncate)
    short = [rule for rule in rules if sum(len(text(equation.rhs)) for equation in rule.equations) <= LONGEST_RULE]
    return replace(found, rules=tuple(short))


def beyond_page(asked: AskedItem, known: Collection[Atom]) -> tuple[list[InputError], frozenset[Atom]]:
    """What no page holds of the values and gradients of an item, by their plan, where others have derived what is `known`; and what it
    derives itself. Raises InputErrors where there is no plan."""
    item, queries = asked.item, _number_queries(asked)
    one = _planned_of(queries, asked)
    places = dict(zip(one.plan.answers, (query.where for query in queries), strict=True))
    given: dict[Atom, Location] = {var: item.given[var].where for var in one.trace.inputs}
    large = too_large(one.plan, given, one.trace.shapes, places, item.id) if one.trace.shapes else ()
    return [*large, *too_long(one.plan, known, item.where)], frozenset(line.lhs for line in one.plan.steps)


def compute(queries: Sequence[NumberQuery], asked: AskedItem, on_probes: bool = True) -> Verified:
    """What a task asks, solved and verified, with all digits certain that are shown; its plan also `on_probes`. Raises InputErrors."""
    item, one = asked.item, task_of(queries, asked)
    recurrence = one.recurrence(item)
    derivation, finer = evaluate_with_more_digits(one.plan, recurrence, item.where)
    check_shown(derivation, finer, asked.shown, item.where)
    checks = [*verify(finer, recurrence).checks, *(_on_other_numbers(one, asked, _plan_on_probes) if on_probes else ())]
    at_random = _on_other_numbers(one, asked, _rules_on_probes) if one.rules else {}
    rules = _confirmed(at_random, lambda rule: verify_rule(rule, finer, recurrence))
    if rules:
        together = [*at_random.values(), *rules.values()]
        checks.append(Check(RULE, sum(check.numbers for check in together), max(check.residual for check in together)))
    shown = replace(as_typed_by_author(derivation, item), trace=one.trace)
    statement = [asked.memo.call(rule_statement, tuple(rules))] if rules else []
    return Verified(replace(shown, steps=(*statement, *shown.steps)), tuple(checks))


def _on_other_numbers(one: Task, asked: AskedItem, confirmed: Callable[[Task, Recurrence, Location], T]) -> T:
    """What is confirmed on other numbers than those of the item: once for all that it may have."""
    still, where = without_numbers(one.recurrence(asked.item)), asked.item.where
    key = confirmed, _key(one.queries, asked), frozenset(still.givens.items())
    return asked.memo.once("on other numbers", key, lambda: confirmed(one, still, where))


def _plan_on_probes(one: Task, still: Recurrence, where: Location) -> tuple[Check, ...]:
    return tuple(evaluate_on_probes(one.plan, still, where))


def _rules_on_probes(one: Task, still: Recurrence, where: Location) -> Mapping[GeneralRule, Check]:
    """Each rule on the first of some probes on which it says something."""

    def on_first(rule: GeneralRule) -> Check:
        checks = (verify_rule_at_random(rule, probe) for probe in random_probes(still, PROBES))
        return next((check for check in checks if check.numbers), Check(RULE, 0))

    return _confirmed(one.rules, on_first)


def _confirmed(rules: Iterable[GeneralRule], confirm: Callable[[GeneralRule], Check]) -> dict[GeneralRule, Check]:
    """The rules that hold, each with what it has passed. One that does not is left out: the lines with numbers need none."""
    found: dict[GeneralRule, Check] = {}
    for rule in rules:
        with suppress(VerificationError):
            found[rule] = confirm(rule)
    return found


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
    check_parts(trace.eqns, shapes)
    return replace(trace, shapes=shapes) if any(s != SCALAR for s in shapes.values()) else trace


NUMBERS = Kind(
    types=(ValueQuery, GradientQuery, SecondQuery),
    forms=(
        *("value of h[2], h[3]", "gradient of h[3] wrt V, x[1]", "jacobian of h[3] wrt h[1]"),
        *("second derivative of L wrt w, v", "hessian of L wrt w"),
    ),
    patterns=(
        written_of("value"),
        re.compile(r"(gradient|jacobian)\s+of\s+(?P<of>.+?)\s+wrt\s+(?P<wrt>.+)", re.DOTALL),
        re.compile(r"(second\s+derivative|(?P<hessian>hessian))\s+of\s+(?P<of>.+?)\s+wrt\s+(?P<wrt>.+)", re.DOTALL),
    ),
    read=_read_values,
    answer=_answer,
    derive=_derive,
    together=True,
    headings={"rule": HEADING},
)
