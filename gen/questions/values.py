"""Values, gradients and counts of one reading: unrolled, planned, solved and verified."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from gen.algebra.arrays import SCALAR, Value, array, rows_of, scalar, shape_of, shape_words
from gen.algebra.expr import Atom, Partial, Size, Var, atoms
from gen.algebra.numbers import Shown
from gen.algebra.printer import name_text
from gen.algebra.rounding import USUAL, as_typed, half_up, typed
from gen.calculus import check_sizes, plan, solve, unroll
from gen.calculus import shapes as dims
from gen.calculus.parameter_shapes import infer
from gen.findings import fixed, places
from gen.format import EIGENVALUE_NAMES, RHO, eigen_cell
from gen.functions import Misfit
from gen.messages.errors import Calculation, Fault, Faults, Where, did_you_mean
from gen.model.derivation import Derivation, Plan, Step
from gen.model.problem import Given, Item, Reading
from gen.model.queries import CountQuery, EigenQuery, GradientQuery, ValueQuery
from gen.model.source import Use
from gen.model.trace import Trace
from gen.model.verified import Verified
from gen.questions import eigenvalues as eigen
from gen.questions.digits import check_shown, probed, solve_finely
from gen.questions.parameter_count import count_plan, counted
from gen.verify import Setting, entries, verify, verify_count, verify_eigenvalues


def count(query: CountQuery, item: Item, reading: Reading) -> Verified:
    """The parameters of the reading's cell. Raises Faults."""
    asked = [use for group in query.groups for use in group]
    names = [use.var.name for use in asked]
    shapes = infer(reading.cell, item.shapes, names)
    listed = counted(query, reading.cell, item.shapes)
    layers = entries(reading.cell, item.shapes, names)
    known = {f"{name}_{layer}" if layer else name for layer, found in layers.items() for name in found}
    if others := [use for use in asked if use.var.name not in known]:
        unknown = [Fault(use.where, f"'{name_text(use.var)}' is no parameter", did_you_mean(use.var.name, known)) for use in others]
        raise Faults(unknown)
    layout = count_plan(shapes, listed)
    givens: dict[Atom, Value] = {Size(axis, units=True): Fraction(n) for axis, n in shapes.units.items()}
    derivation = solve(layout, givens, {}, {}, item.where)
    return verify_count(derivation, names, layers)


def eigenvalues_of(query: EigenQuery, item: Item, reading: Reading, shown: Shown = USUAL) -> Verified:
    """The eigenvalues of a given matrix, by equations of their own. Raises Faults."""
    var, name = query.of.var, name_text(query.of.var)
    if var not in item.given:
        names = [name_text(one) for one in item.given]
        listed = any(one.name == var.name for one in item.given)
        hint = f"no equation has {var.name} without a time, so that its list is taken as its values at times 1, 2 ..." if listed else ""
        raise Faults([Fault(query.where, f"'{name}' is not given", hint or did_you_mean(name, names))])
    if taken := EIGENVALUE_NAMES & {one.name for one in (*item.given, *(eq.lhs.var for eq in reading.cell.equations))}:
        raise Faults([Fault(query.where, f"eigenvalues are told with the name '{min(taken)}', which the item has for a value of its own")])
    matrix = item.given[var]
    cell = eigen_cell(query, matrix.value)
    alone = replace(item, given={var: matrix}, printed={}, cut=frozenset(), truncate=None, horizon=1)
    asked = [ValueQuery(equation.lhs, query.where) for equation in cell.equations]
    verified, _ = compute(asked, alone, Reading(reading.name, cell, "computed", query.where), {var.name}, {}, shown)
    derivation = eigen.told(query, verified.derivation)
    check = verify_eigenvalues(rows_of(matrix.value), eigen.eigenvalues(derivation.values), scalar(derivation.values[RHO]))
    return Verified(derivation, (*verified.checks, check))


@dataclass(frozen=True, slots=True)
class Task:
    """What a reading of an item computes, without numbers: one task serves every variant."""

    queries: tuple[ValueQuery | GradientQuery, ...]
    reading: Reading
    trace: Trace
    lines: Plan

    def setting(self, item: Item) -> Setting:
        """With the numbers of the item."""
        givens: dict[Var, Value] = {var: given.value for var, given in item.given.items()}
        printed: dict[Var, Value] = {var: given.value for var, given in item.printed.items()}
        replaced = printed if self.reading.values == "printed" else {}
        horizon = _horizon(self.queries, item)
        return Setting(self.reading.cell, self.trace, givens, replaced, item.cut, item.conventions, horizon, item.truncate)


Tasks = dict[object, Task]
"""What readings compute, by all that it depends on: made once, whatever numbers are put in."""


def task(queries: Sequence[ValueQuery | GradientQuery], item: Item, reading: Reading, known: set[str], tasks: Tasks) -> Task:
    """The values and gradients asked for, from `tasks` or put there. `known` are all names with numbers. Raises Faults."""
    shapes = [frozenset((var, shape_of(given.value)) for var, given in values.items()) for values in (item.given, item.printed)]
    told = item.horizon, item.telling, item.cut, item.truncate
    key = (*queries, reading, item.where, *shapes, *told, frozenset(known))
    if key not in tasks:
        tasks[key] = _planned(queries, item, reading, known)
    return tasks[key]


def _planned(queries: Sequence[ValueQuery | GradientQuery], item: Item, reading: Reading, known: set[str]) -> Task:
    trace = _trace(queries, item, reading, known)
    _check_names(queries, item, trace)
    named = [use.var for q in queries for use in (q.of, *((q.wrt,) if isinstance(q, GradientQuery) else ()))]
    trace = trace.only(trace.before([*named, *item.printed]))
    inside = [eqn for eqn in trace.eqns if any(isinstance(atom, Partial) for atom in atoms(eqn.rhs))]
    if item.truncate and inside:
        message = f"gradients in equations go back to the first step, so '{name_text(inside[0].out)}' cannot be asked for with 'truncate'"
        raise Faults([Fault(inside[0].where, message, "ask for the gradient itself, and for the step in an item of its own")])
    targets = [(q.of.var, q.wrt.var if isinstance(q, GradientQuery) else None) for q in queries]
    try:
        lines = plan(trace, targets, item.telling, item.cut, item.truncate)
    except Calculation as error:
        raise Faults([Fault(queries[0].where, str(error))]) from None
    if trace.shapes:
        places = dict(zip(lines.answers, (query.where for query in queries), strict=True))
        given: dict[Atom, Where] = {var: item.given[var].where for var in trace.inputs}
        check_sizes(lines, given, trace.shapes, places, item.where)
    return Task(tuple(queries), reading, trace, lines)


def compute(
    queries: Sequence[ValueQuery | GradientQuery], item: Item, reading: Reading, known: set[str], tasks: Tasks, shown: Shown = USUAL
) -> tuple[Verified, Trace]:
    """What a task asks, solved and verified, with all digits certain that are shown. Raises Faults."""
    asked = task(queries, item, reading, known, tasks)
    setting = asked.setting(item)
    derivation, finer = solve_finely(asked.lines, setting, item.where)
    check_shown(derivation, finer, shown, item.where)
    checks = [*verify(finer, setting).checks, *probed(asked.lines, setting, item.where)]
    return Verified(_as_typed_by_author(derivation, item), tuple(checks)), asked.trace


def _as_typed_by_author(derivation: Derivation, item: Item) -> Derivation:
    """With the numbers of the sheet, which are exact, as they stand there; what was computed with them is shown as the problem says."""
    stated: dict[Atom, Value] = {var: as_typed(given.value, given.texts) for var, given in item.given.items()}
    taken = {line.lhs for line in derivation.numbers if line.kind == "printed"}
    stated |= {var: as_typed(printed.value, printed.texts) for var, printed in item.printed.items() if var in taken}
    steps = (replace(s, value=stated[s.lhs]) if isinstance(s, Step) and s.lhs in taken else s for s in derivation.steps)
    return replace(derivation, steps=tuple(steps), values={**derivation.values, **stated})


def derived(asked: Task, item: Item) -> Derivation:
    """A task with the numbers of an item, which nothing has confirmed: to choose numbers by, not to print. Raises Faults."""
    setting = asked.setting(item)
    return solve_finely(asked.lines, setting, item.where)[0]


def _horizon(queries: Sequence[ValueQuery | GradientQuery], item: Item) -> int:
    return max([item.horizon, *(query.of.var.time for query in queries if isinstance(query.of.var.time, int))])


def _trace(queries: Sequence[ValueQuery | GradientQuery], item: Item, reading: Reading, known: set[str]) -> Trace:
    trace = unroll(reading.cell, _horizon(queries, item), item.given.keys(), known, item.where)
    return _shaped(trace, item)


def _shaped(trace: Trace, item: Item) -> Trace:
    """The trace with the shapes of its names, if there are arrays. Raises Faults where shapes do not fit."""
    given = {var: shape_of(one.value) for var, one in item.given.items()}
    shapes = dims.infer(trace.general, given, lambda var: item.given[var].where)
    return replace(trace, shapes=shapes) if any(s != SCALAR for s in shapes.values()) else trace


def true_values(item: Item) -> Mapping[Var, Value]:
    """What the first reading's cell computes for the values that are printed. Raises Faults."""
    times = [var.time for var in item.printed if isinstance(var.time, int)]
    names = {var.name for var in item.given}
    trace = unroll(item.readings[0].cell, max([item.horizon, *times]), item.given.keys(), names, item.where)
    trace = _shaped(trace, item)
    _check_names([], item, trace)
    values = plan(trace, [(var, None) for var in item.printed], "forward")
    givens: dict[Var, Value] = {var: given.value for var, given in item.given.items()}
    found = solve(values, givens, item.conventions, {}, item.where).values
    return {var: found[var] for var in item.printed}


def printed_anew(item: Item) -> Item:
    """The item with its printed values computed, each rounded to the decimals that its author typed unless it is exact. Raises Faults."""
    if not item.printed or not item.readings:
        return item
    true = true_values(item)
    return replace(item, printed={var: _typed(true[var], given) for var, given in item.printed.items()})


def _typed(value: Value, like: Given) -> Given:
    """Rounded numbers have all the decimals, so that it is seen that they are rounded."""
    decimals = max(0, *(places(text) or 0 for row in like.texts for text in row))
    rows = [[x if isinstance(x, Fraction) else half_up(x, decimals or 4) for x in row] for row in rows_of(value)]
    both = zip(rows, rows_of(value), strict=True)
    texts = tuple(
        tuple(typed(x, decimals > 0) if x == exact else fixed(Fraction(exact), decimals or 4) for x, exact in zip(*pair, strict=True))
        for pair in both
    )
    return Given(array(rows), texts, like.where)


def _check_names(queries: Sequence[ValueQuery | GradientQuery], item: Item, trace: Trace) -> None:
    """Everything that an item names must be computed or given."""
    faults = []
    computed = {eqn.out for eqn in trace.eqns}
    known = {*trace.inputs, *computed}
    names = [name_text(var) for var in known]
    for query in queries:
        for use in (query.of, *((query.wrt,) if isinstance(query, GradientQuery) else ())):
            if use.var.whole not in known:
                message = f"'{name_text(use.var)}' is neither computed nor used by the cell"
                faults.append(Fault(use.where, message, _with_its_time(use.var, known) or did_you_mean(name_text(use.var), names)))
            elif use is query.of and use.var.whole not in computed:
                faults.append(Fault(use.where, f"'{name_text(use.var)}' is given, not computed"))
            elif use.var.whole in item.cut and isinstance(query, GradientQuery):
                faults.append(Fault(use.where, f"'{name_text(use.var)}' is asked for and cut at once"))
            else:
                faults += _outside(use, trace)
    for var, given in item.printed.items():
        if var not in computed:
            message = f"'{name_text(var)}' is printed, but no equation computes it"
            faults.append(Fault(given.where, message, did_you_mean(name_text(var), names)))
        elif shape_of(given.value) != (expected := dims.shape(var, trace.shapes)):
            message = f"'{name_text(var)}' is printed as {shape_words(shape_of(given.value))}, but it is {shape_words(expected)}"
            faults.append(Fault(given.where, message))
    for var in item.cut - known:
        faults.append(Fault(item.where, f"'{name_text(var)}' is cut, but the cell has no such value"))
    if faults:
        raise Faults(faults)


def _with_its_time(var: Var, known: Iterable[Var]) -> str:
    """For `x`, where the cell has x[1], x[2] and x[3]."""
    times = [one.time for one in known if one.name == var.name and isinstance(one.time, int)]
    return f"write {var.name}[{max(times)}], say" if times and not isinstance(var.time, int) else ""


def _outside(use: Use, trace: Trace) -> list[Fault]:
    """An entry that is asked for and does not exist."""
    try:
        dims.shape(use.var, trace.shapes)
    except Misfit as error:
        return [Fault(use.where, str(error), error.hint)]
    return []
