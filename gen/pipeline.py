"""From a problem to verified derivations, read top to bottom: unroll, plan, solve, verify.

Faults of all items are collected; what needs no TeX ends here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from random import Random

from gen.derive import plan
from gen.errors import Calculation, Fault, Faults, did_you_mean
from gen.evaluate import solve
from gen.expr import Atom, Size, Var
from gen.notation import name_text, number_text, text
from gen.number import Number
from gen.shapes import count_plan, infer
from gen.spec import Item, Problem, Reading
from gen.steps import Derivation
from gen.trace import Trace, unroll
from gen.verify import Setting, Verified, verify, verify_count

PROBES = 3  # other numbers on which each derivation is confirmed: a factor that is 1 on the sheet is not 1 there


@dataclass(frozen=True, slots=True)
class Solved:
    """One reading of an item, derived and confirmed."""

    reading: Reading
    verified: Verified
    trace: Trace | None

    @property
    def derivation(self) -> Derivation:
        return self.verified.derivation


@dataclass(frozen=True, slots=True)
class SolvedItem:
    item: Item
    readings: tuple[Solved, ...]
    findings: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class SolvedProblem:
    problem: Problem
    items: tuple[SolvedItem, ...]

    @property
    def findings(self) -> tuple[Fault, ...]:
        return tuple(finding for item in self.items for finding in item.findings)


def solve_problem(problem: Problem, faults: list[Fault] | None = None) -> SolvedProblem:
    """Solve and verify every item. Raises Faults with those of all items, and with `faults` found before."""
    found = list(faults or ())
    known = {var.name for item in problem.items for var in item.given}
    items = []
    for item in problem.items:
        try:
            items.append(_solve_item(item, known))
        except Faults as error:
            found += error.faults
    if found:
        raise Faults(found)
    return SolvedProblem(problem, tuple(items))


def _solve_item(item: Item, known: Iterable[str]) -> SolvedItem:
    faults = list(_mixed(item))
    readings, findings = [], list[Fault]()
    for reading in item.readings:
        try:
            if item.queries and item.queries[0].kind == "count":
                solved = _count(item, reading)
            else:
                solved, more = _compute(item, reading, set(known))
                findings += more
            faults += _credits(item, solved.derivation)
            readings.append(solved)
        except Faults as error:
            faults += error.faults
    if faults:
        raise Faults(faults)
    return SolvedItem(item, tuple(readings), tuple(dict.fromkeys(findings)))


def _mixed(item: Item) -> Iterable[Fault]:
    kinds = {query.kind for query in item.queries}
    if "count" in kinds and len(kinds) > 1:
        yield Fault(item.queries[0].where, "an item asks either for counts or for values and gradients")


def _count(item: Item, reading: Reading) -> Solved:
    shapes = infer(reading.cell, item.shapes)
    (query,) = item.queries[:1]
    layout = count_plan(shapes, query.params, reading.cell)
    givens: dict[Atom, Number] = {Size(axis, units=True): Fraction(n) for axis, n in shapes.units.items()}
    derivation = solve(layout, givens, {}, {}, item.where)
    entries = [shapes.entries(use.var.name) for use in query.params]
    return Solved(reading, verify_count(derivation, entries), None)


def _compute(item: Item, reading: Reading, known: set[str]) -> tuple[Solved, list[Fault]]:
    asked = [var.time for q in item.queries if q.of for var in (q.of.var,) if isinstance(var.time, int)]
    trace = unroll(reading.cell, max([item.horizon, *asked]), item.given.keys(), known, item.where)
    _check_names(item, trace)
    targets = [(q.of.var, q.wrt.var if q.wrt else None) for q in item.queries if q.of]
    try:
        lines = plan(trace, targets, item.telling, item.cut)
    except Calculation as error:
        raise Faults([Fault(item.queries[0].where, str(error))]) from None
    givens: dict[Var, Number] = {var: given.value for var, given in item.given.items()}
    printed: dict[Var, Number] = {var: given.value for var, given in item.printed.items()}
    replaced = printed if reading.values == "printed" else {}
    derivation = solve(lines, givens, item.conventions, replaced, item.where)
    setting = Setting(trace, givens, replaced, item.cut, item.conventions)
    verified = verify(derivation, setting)
    for probe in _probes(item.id, setting):
        try:
            other = solve(lines, probe.givens, probe.conventions, probe.printed, item.where)
        except Faults:
            continue  # the logarithm of a negative number, say: such numbers tell nothing
        verify(other, probe, sympy=False)
    return Solved(reading, verified, trace), _misprints(item, trace)


def _probes(seed: str, setting: Setting) -> Iterable[Setting]:
    """The same recurrence on other numbers, small fractions drawn from a fixed seed."""
    for k in range(PROBES):
        draw = Random(int.from_bytes(sha256(f"{seed}/{k}".encode()).digest()[:8]))
        numbers = {var: Fraction(draw.choice([-5, -3, -2, -1, 1, 2, 3, 5]), draw.choice([1, 2, 3])) for var in setting.givens}
        printed = {var: Fraction(draw.randint(1, 9), 4) for var in setting.printed}
        conventions = {fn: Fraction(draw.randint(0, 4), 4) for fn in ("relu", "abs")}
        yield Setting(setting.trace, numbers, printed, setting.cut, conventions)


def _misprints(item: Item, trace: Trace) -> list[Fault]:
    """The printed values that are not those of the true forward pass."""
    if not item.printed:
        return []
    values = plan(trace, [(var, None) for var in item.printed], "forward")
    givens: dict[Atom, Number] = {var: given.value for var, given in item.given.items()}
    true = solve(values, givens, item.conventions, {}, item.where).values
    return [
        Fault(given.where, f"{name_text(var)} is printed as {given.text}, but the recurrence gives {number_text(true[var])}")
        for var, given in item.printed.items()
        if true[var] != given.value
    ]


def _check_names(item: Item, trace: Trace) -> None:
    """Everything that an item names must be computed or given."""
    faults = []
    known = {*trace.inputs, *(eqn.out for eqn in trace.eqns)}
    names = [name_text(var) for var in known]
    uses = [use for query in item.queries for use in (query.of, query.wrt) if use]
    for use in dict.fromkeys(uses):
        if use.var not in known:
            message = f"'{name_text(use.var)}' is neither computed nor used by the cell"
            faults.append(Fault(use.where, message, did_you_mean(name_text(use.var), names)))
        elif use.var in item.cut and any(query.wrt for query in item.queries):
            faults.append(Fault(use.where, f"'{name_text(use.var)}' is asked for and cut at once"))
    for var, given in item.printed.items():
        if var not in {eqn.out for eqn in trace.eqns}:
            faults.append(
                Fault(given.where, f"'{name_text(var)}' is printed, but no equation computes it", did_you_mean(name_text(var), names))
            )
    for var in item.cut - known:
        faults.append(Fault(item.where, f"'{name_text(var)}' is cut, but the cell does not compute it"))
    if faults:
        raise Faults(faults)


def _credits(item: Item, derivation: Derivation) -> Iterable[Fault]:
    """Each criterion pays for a step that exists, and each answer is paid for."""
    steps = [text(step.lhs) for step in derivation.steps]
    for criterion in item.criteria:
        if criterion.credits is not None and criterion.credits not in steps:
            hint = did_you_mean(criterion.credits, steps) or f"steps: {', '.join(steps)}"
            yield Fault(criterion.where, f"no step '{criterion.credits}' to give points for", hint)
    paid = {criterion.credits for criterion in item.criteria}
    if None not in paid:
        for answer in derivation.answers:
            if text(answer) not in paid:
                yield Fault(item.where, f"no points for the answer '{text(answer)}'", "add it under 'points', or use 'all'")
