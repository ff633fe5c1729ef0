"""Questions about all steps: `value of h`, `value of h[t]`, `gradient of L wrt x`, `jacobian of h[t] wrt h[t-1]`.

A name that has a time and stands without one is what it is at all its times. `t` runs over the steps, the same on both sides.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

from gen.algebra.expr import Shift, Var
from gen.calculus import general_equations, var_at
from gen.model.problem import Cell
from gen.model.queries import Query
from gen.questions.values import NumberQuery

_SIDES = ("of", "wrt", "again")  # what the names of a question are called, as many as it has

Times = Mapping[str, Collection[int]]
"""When a name that has a time is computed, or else given."""


def at_each_step(queries: Iterable[Query], cells: Iterable[Cell], given: Collection[Var], last: int) -> Iterator[Query]:
    """The questions with one for each of the steps 1 to `last` in the place of one about all of them."""
    times = times_of(cells, given, last)
    for query in queries:
        yield from _each(query, times, given, last) if isinstance(query, NumberQuery) else [query]


def last_time(queries: Iterable[Query], horizon: int) -> int:
    """The last step that an item computes: its horizon, or a later time that is asked for."""
    times = (use.var.time for query in queries if isinstance(query, NumberQuery) for use in query.uses)
    return max([horizon, *(time for time in times if isinstance(time, int))])


def times_of(cells: Iterable[Cell], given: Collection[Var], last: int) -> Times:
    """When the names of these cells are computed up to step `last`, or given."""
    computed: dict[str, dict[int, None]] = {}
    used: dict[str, dict[int, None]] = {}
    for eqn in (eqn for cell in cells for eqn in general_equations(cell, given)):
        time = eqn.out.time
        steps = range(1, last + 1) if isinstance(time, Shift) else () if time is None else (time,)
        computed.setdefault(eqn.out.name, {}).update(dict.fromkeys(steps))
        used |= {var.name: {} for var in eqn.needs if var.time is not None}
    for var in given:
        if var.name in used and isinstance(var.time, int):
            used[var.name][var.time] = None
    return {name: sorted(steps) for name, steps in (used | computed).items() if steps}


def _each(query: NumberQuery, times: Times, given: Collection[Var], last: int) -> list[NumberQuery]:
    """One question for each step; the question as it stands where there is no step to put in."""
    runs = any(isinstance(use.var.time, Shift) for use in query.uses)
    found: list[NumberQuery] = []
    for t in range(1, last + 1) if runs else (0,):
        for values in product(*(_values(use.var, t, times) for use in query.uses)):
            if not runs or all(var.time is None or var.whole in given or var.time in times.get(var.name, ()) for var in values):
                found.append(_with_names(query, values))
    return found or [query]


def at_step(query: NumberQuery, t: int) -> NumberQuery:
    """The question at step t."""
    return _with_names(query, [var_at(use.var, t) for use in query.uses])


def _with_names(query: NumberQuery, names: Iterable[Var]) -> NumberQuery:
    uses = [replace(use, var=var) for use, var in zip(query.uses, names, strict=True)]
    sides: dict[str, Any] = dict(zip(_SIDES, uses, strict=False))
    return replace(query, **sides)


def _values(var: Var, t: int, times: Times) -> list[Var]:
    """A value at step t; one without a time at all times that it has."""
    if var.time is None and var.name in times:
        return [replace(var, time=time) for time in times[var.name]]
    return [var_at(var, t)]
