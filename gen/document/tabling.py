"""A scalar recurrence as a table: one row for each step of time, one column for each quantity, its rule in the head.

What is tabled stands once at t in symbols, so that the cells hold numbers alone. A step whose symbols are others than the rule's, as
those of the first step often are, has its own in its cell.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from gen.algebra.arrays import Shape
from gen.algebra.expr import (
    Add,
    Atom,
    Call,
    Expr,
    LocalDerivative,
    Partial,
    Shift,
    Var,
    atoms,
    replace_atoms,
    terms_of,
    variables,
)
from gen.calculus import expr_at, put_in, tidy, var_at
from gen.document.table_places import Direction, Line, Place, TableCell, TableColumn, TableColumns, Tabling
from gen.model.derivation import PlannedStep, StepKind
from gen.model.trace import Shapes, Trace

FEWEST = 2  # rows of a table
STEP = Var("t")  # the number of a step


def tabling(
    planned: tuple[PlannedStep, ...],
    kinds: tuple[StepKind, ...],
    of_arrays: tuple[bool, ...],
    may_be_tabled: tuple[bool, ...],
    kept: tuple[Atom, ...],
    rules: tuple[tuple[Expr, Expr], ...],
    shapes: tuple[tuple[str, Shape], ...],
    trace: Trace | None,
) -> Tabling:
    """The tables of steps without their values: their lines, kinds, whether they are of arrays, and whether tables may have them.

    What is `kept` has a place of its own. `rules` stand above the tables, as left and right sides; `shapes` are those of arrays.
    """
    lines = [Line(*line) for line in zip(range(len(planned)), planned, kinds, of_arrays, strict=True)]
    places = _places_of([line for line, may in zip(lines, may_be_tabled, strict=True) if may], trace)
    tabled, written_out = _tabled_and_written_out(places, lines, kept, rules, dict(shapes))
    numbers = dict.fromkeys(place.table for place in tabled.values())
    own = ([place for place in tabled.values() if place.table == number] for number in numbers)
    return Tabling(tabled, written_out, {number: _columns_of(those, tabled, rules) for number, those in zip(numbers, own, strict=True)})


def _places_of(steps: Sequence[Line], trace: Trace | None) -> dict[Atom, Place]:
    """The steps that a table may hold, by their left sides: numbers of one quantity at several times."""
    general: dict[Atom, Expr] = {eqn.out: eqn.written for eqn in trace.general if STEP in variables(eqn.written)} if trace else {}
    direction: Direction = "reverse" if any(step.kind in ("seed", "adjoint") for step in steps) else "forward"
    if any(step.kind == "evaluate" and isinstance(atom, Partial) for step in steps for atom in atoms(step.planned.rhs)):
        direction = "training"
    if any(step.kind in ("term", "accumulate") for step in steps):
        steps = [step for step in steps if not isinstance(step.lhs, Partial)]
    columns: dict[tuple[Direction, Atom], list[Place]] = {}
    for step in steps:
        if place := _place(step, direction, general):
            columns.setdefault((place.direction, place.head), []).append(place)
    several = [column for column in columns.values() if len(column) >= FEWEST]
    # Slopes of numbers alone, without what they depend on, make no table; those of arrays are written out.
    forward = [place for column in several for place in column if place.direction != "reverse"]
    if all(isinstance(place.head, LocalDerivative) and not place.line.of_array for place in forward):
        several = [column for column in several if column[0].direction == "reverse"]
    tabled = {place.line.lhs for column in several for place in column}
    return {place.line.lhs: place for column in _in_tables(several) for place in _given_by_rule(column, tabled)}


def _in_tables(columns: Iterable[Sequence[Place]]) -> Iterator[list[Place]]:
    """The columns with their tables: as few as there are directions and orders of times, but none needs what a table below it has.

    In a bidirectional network what is read forwards is a table, what is read backwards is one, and what joins them a third.
    """
    tables: list[tuple[Direction, bool]] = []
    table_of: dict[Atom, int] = {}
    for column in columns:
        kind = (column[0].direction, column[0].time > column[-1].time)
        above = max((table_of[atom] for place in column for atom in atoms(place.written) if atom in table_of), default=0)
        own = max((i for i, one in enumerate(tables) if one == kind), default=-1)
        if own < above or own < 0:
            own = len(tables)
            tables.append(kind)
        table_of |= {place.line.lhs: own for place in column}
        yield [replace(place, falls=kind[1], table=own) for place in column]


def _tabled_and_written_out(
    places: Mapping[Atom, Place], steps: Sequence[Line], kept: Collection[Atom], rules: Collection[tuple[Expr, Expr]], shapes: Shapes
) -> tuple[dict[Atom, Place], Collection[Atom]]:
    """The places that tables have in the end, and the left sides that are written out there; but for `kept` ones."""
    full = _with_recursions_in_full(places, steps, kept, rules, shapes)
    late = _late(full, steps)
    ordered = {lhs: place for lhs, place in full.items() if place.table not in late}
    tabled = _with_slopes_written_out(ordered, steps, kept, shapes)
    return tabled, {lhs for lhs, place in places.items() if lhs not in tabled and place.table not in late}


def _late(places: Mapping[Atom, Place], steps: Sequence[Line]) -> set[int]:
    """Which tables would need a step that stands below them, in rows or in another table."""
    below: dict[int, set[Atom]] = {}
    for step in steps:
        place = places.get(step.lhs)
        if place:
            below.setdefault(place.table, set())
        if place or not step.planned.hidden:
            for table, later in below.items():
                if place is None or [*below].index(place.table) > [*below].index(table):
                    later.add(step.lhs)
    return {place.table for place in places.values() if below[place.table].intersection(atoms(place.written))}


def _with_slopes_written_out(
    places: Mapping[Atom, Place], steps: Sequence[Line], kept: Collection[Atom], shapes: Shapes
) -> dict[Atom, Place]:
    """The places with the slopes of arrays written out in the rules, `1 - g[t]*g[t]`, and without places of their own: but for `kept`
    ones, and those that a step outside of the tables needs."""
    outside = {atom for step in steps if step.lhs not in places for atom in atoms(step.planned.written)} | {*kept}
    slopes = {lhs: place for lhs, place in places.items() if place.line.of_array and place.line.kind == "local"}
    kept_heads = {place.head for lhs, place in slopes.items() if lhs in outside or _is_slope(place.written)}
    out: dict[Expr, Expr] = {lhs: place.written for lhs, place in slopes.items() if place.head not in kept_heads}
    return {lhs: replace(place, written=put_in(place.written, out, shapes)) for lhs, place in places.items() if lhs not in out}


def _with_recursions_in_full(
    places: Mapping[Atom, Place], steps: Sequence[Line], kept: Collection[Atom], rules: Collection[tuple[Expr, Expr]], shapes: Shapes
) -> dict[Atom, Place]:
    """The places with the recursions that stand above them, as `rules` of left and right sides, in one column each: what these have written
    out has no place of its own, but for `kept` ones."""
    uses = Counter(atom for step in steps if not step.planned.hidden for atom in {*atoms(step.planned.written)})
    found = dict(places)
    for head, rule in rules:
        column = [place for place in places.values() if place.head == head]
        inner: dict[Expr, Place] = {}
        for place in column:
            within = [places[atom] for atom in atoms(place.written) if isinstance(atom, Partial) and atom in places]
            inner |= {one.line.lhs: one for one in within if one.time == place.time and one.direction == place.direction}
        heads = {place.head for place in inner.values()}
        whole = heads and all(lhs in inner and uses[lhs] == 1 and lhs not in kept for lhs, place in places.items() if place.head in heads)
        full = [_with_written(place, {lhs: one.written for lhs, one in inner.items()}, shapes) for place in column]
        if whole and sum(rule_at_t(place.written, place.time, place.direction) == rule for place in full) >= FEWEST:
            found = {lhs: place for lhs, place in found.items() if lhs not in inner} | {place.line.lhs: place for place in full}
    return found


def _with_written(place: Place, inner: Mapping[Expr, Expr], shapes: Shapes) -> Place:
    written = tidy(put_in(place.written, inner, shapes), shapes)
    planned = replace(place.line.planned, rhs=written, written=written)
    return replace(place, line=replace(place.line, planned=planned), written=written)


def _given_by_rule(column: Sequence[Place], tabled: Collection[Atom]) -> Sequence[Place]:
    """Of arrays those steps that need no symbols of their own: the others have rows, with all their numbers."""
    if not any(place.line.of_array for place in column):
        return column
    rule = _common_rule(column, tabled)
    own = [place for place in column if _rule(place, tabled) in (None, rule) or _begins(place, rule, tabled)]
    return own if len(own) >= FEWEST else []


def _common_rule(column: Collection[Place], tabled: Collection[Atom]) -> Expr | None:
    """What the head of a column may say: the rule of several of its steps, if it says more than the name."""
    rules = [_rule(place, tabled) for place in column]
    rule = max(rules, key=rules.count)
    return None if rules.count(rule) < FEWEST or any(rule == place.head for place in column) else rule


def _place(step: Line, runs: Direction, general: Mapping[Atom, Expr]) -> Place | None:
    direction: Direction = "forward" if runs == "reverse" and not isinstance(step.lhs, Partial) else runs
    match step.lhs:
        case Var(_, int(time), ()) if step.kind in ("evaluate", "printed"):
            head = at_t(step.lhs, time, direction)
            return Place(step, direction, time, head, _with_step_number(step.planned.written, general.get(head), time))
        case LocalDerivative(_, Var(_, int(time), ())):
            return Place(step, direction, time, at_t(step.lhs, time, direction), step.planned.written)
        case Partial(Var(_, of, ()), Var(_, wrt, ())):
            running = wrt if runs == "reverse" else of
            if isinstance(running, int) and (runs != "training" or isinstance(wrt, int)):
                return Place(step, direction, running, at_t(step.lhs, running, direction), step.planned.written)
            return None
        case _:
            return None


def _with_step_number(e: Expr, general: Expr | None, time: int) -> Expr:
    """The right side of a step with t where its `general` equation has the number of the step, `1 - beta**t`."""
    if general is None or expr_at(general, time) != e:
        return e
    return replace_atoms(general, lambda atom: var_at(atom, time) if isinstance(atom, Var) else atom)


def at_t(atom: Atom, time: int, direction: Direction) -> Atom:
    """The same quantity at t. Of a derivative that time runs which does when it is computed: forward of what is differentiated, in
    reverse of what it is differentiated with respect to, in training both."""
    match atom:
        case Var():
            return _var_at_t(atom, time)
        case LocalDerivative(_, arg, among):
            return replace(atom, arg=_var_at_t(arg, time), among=tuple(rule_at_t(x, time, direction) for x in among))
        case Partial(of, wrt):
            return Partial(of if direction == "reverse" else _var_at_t(of, time), wrt if direction == "forward" else _var_at_t(wrt, time))
        case _:
            return atom


def _var_at_t(var: Var, time: int) -> Var:
    return replace(var, time=Shift(var.time - time)) if isinstance(var.time, int) else var


def rule_at_t(e: Expr, time: int, direction: Direction) -> Expr:
    """An expression of one step, at t."""
    return replace_atoms(e, lambda atom: at_t(atom, time, direction))


def _columns_of(places: Sequence[Place], tabled: Collection[Atom], stated: Collection[tuple[Expr, Expr]]) -> TableColumns:
    """The columns of a table of these steps, which all run in one direction and order.

    `tabled` are the left sides in any table of the key, `stated` the rules that stand above it: no head says them again.
    """
    times = sorted({place.time for place in places}, reverse=places[0].falls)
    columns: dict[Atom, dict[int, Place]] = {}
    for place in places:
        columns.setdefault(place.head, {})[place.time] = place
    return TableColumns(tuple(times), tuple(_column(head, at, times, tabled, stated) for head, at in columns.items()))


def _column(
    head: Atom, at: Mapping[int, Place], times: Sequence[int], tabled: Collection[Atom], stated: Collection[tuple[Expr, Expr]]
) -> TableColumn:
    rule = _common_rule(at.values(), tabled)
    cells = tuple(_cell(at[t], rule, tabled) if t in at else None for t in times)
    return TableColumn(head, None if (head, rule) in stated else rule, cells)


def _cell(place: Place, rule: Expr | None, tabled: Collection[Atom]) -> TableCell:
    lhs, by_rule = place.line.lhs, rule is not None and _rule(place, tabled) == rule
    argument = isinstance(lhs, LocalDerivative) and lhs.arg in tabled
    return TableCell(place.line, by_rule, _argument_is_tabled(place.line, tabled), argument)


def _rule(place: Place, tabled: Collection[Atom]) -> Expr | None:
    """What the head of a column may say of this step; nothing where no equation gives it."""
    step = place.line
    if step.kind in ("printed", "seed", "independent", "still", "cut") or (step.kind == "local" and _is_slope(step.planned.rhs)):
        return None
    return rule_at_t(step.planned.rhs if _argument_is_tabled(step, tabled) else place.written, place.time, place.direction)


def _is_slope(e: Expr) -> bool:
    """`relu'(z[2])`, which says no more than its left side."""
    return isinstance(e, Call) and e.fn.endswith("'")


def _argument_is_tabled(step: Line, tabled: Collection[Atom]) -> bool:
    """Whether a step applies a function to a value that has a column: nothing of that is written out."""
    match step.planned.rhs:
        case Call(_, (Var() as arg,)):
            return step.kind == "evaluate" and arg in tabled
        case _:
            return False


def _begins(place: Place, rule: Expr | None, tabled: Collection[Atom]) -> bool:
    """Whether a step is the first of its direction and has but those terms of the rule that do not speak of the step before it."""
    own = _rule(place, tabled)
    if not isinstance(rule, Add) or own is None:
        return False
    before = Shift(1 if place.falls else -1)
    kept = tuple(term for term in rule.terms if not any(_time(atom) == before for atom in atoms(term) if isinstance(atom, Partial)))
    return terms_of(own) == kept


def _time(partial: Partial) -> object:
    return partial.wrt.time if isinstance(partial.wrt.time, Shift) else partial.of.time


def is_of_one_pass(places: Collection[Place], direction: Direction) -> bool:
    """Whether the tables of a direction have values alone, or adjoints alone."""
    return len({type(place.head) for place in places if place.direction == direction}) == 1
