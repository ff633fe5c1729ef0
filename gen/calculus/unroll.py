"""A cell unrolled over time: one named equation per time step, in an order in which each uses only what stands before it.

The argument of a function gets a name of its own (`z[t]`), so that every equation is either one function of a named value or
plain arithmetic on named values. That is where a person writes down an intermediate result, and where a local derivative lives.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush
from typing import TypeVar

from gen.algebra.arrays import Shape
from gen.algebra.expr import (
    LOOKUPS,
    OVER_STEPS,
    Add,
    Call,
    Div,
    Expr,
    Index,
    Num,
    Partial,
    Shift,
    Time,
    Var,
    children,
    rebuild,
    variables,
    walk,
)
from gen.algebra.families import family_of
from gen.algebra.numbers import Number
from gen.algebra.printer import name_text
from gen.calculus.channels import with_channels
from gen.calculus.evaluate import evaluate_number
from gen.calculus.name_errors import name_errors, needed_by
from gen.functions import FUNCTIONS, ShapeError, usual_letter
from gen.functions.shapes import shape
from gen.functions.simplify import literal
from gen.messages.errors import InputError, InputErrors, Location
from gen.model.problem import Cell, Equation
from gen.model.trace import Eqn, Shapes, Trace

MAX_EQUATIONS = 50_000
NOTHING: Mapping[Var, Shape] = {}
T = TypeVar("T")


def unroll(
    cell: Cell,
    horizon: int,
    given: Collection[Var],
    known: Collection[str],
    where: Location,
    shapes: Mapping[Var, Shape] = NOTHING,
    wanted: Collection[Var] | None = None,
) -> Trace:
    """The trace of a cell for the times 1 to `horizon`.

    `given` are the names with numbers, `known` all names that the problem gives numbers for, `where` the item to blame for a
    number that is missing; channels are read off the `shapes` of the numbers. Equations that are not needed for what is `wanted` (all, if
    None) and have no numbers are left out. Raises InputErrors for unknown names, indices that make no sense, channels that do not go
    together, cycles and missing numbers.
    """
    faults = name_errors(cell, given, known, where, None if wanted is None else _needed_names(cell, given, wanted))
    if faults:
        raise InputErrors(faults)
    steps = with_channels(general_equations(cell, given), shapes)
    if len(steps) * horizon > MAX_EQUATIONS:
        raise InputErrors([InputError(where, f"{len(steps)} equations over {horizon} time steps are more than {MAX_EQUATIONS:,}")])
    eqns: dict[Var, Eqn] = {}
    for eqn in instances(steps, horizon):
        if eqn.out in eqns and eqns[eqn.out].rhs != eqn.rhs:
            faults.append(InputError(eqn.where, f"'{name_text(eqn.out)}' is defined twice"))
        elif eqn.out in given:
            faults.append(InputError(where, f"'{name_text(eqn.out)}' is given, but the cell '{cell.name}' computes it"))
        eqns.setdefault(eqn.out, eqn)
    ordered = _in_order(eqns)
    if wanted is not None:
        eqns = _with_numbers(eqns, given, wanted)
        steps = [step for step in steps if any(step.out.name == out.name for out in eqns)]
    inputs: dict[Var, None] = {}
    computed = {out.name for out in eqns}
    owner: dict[Var, str] = {}  # the author's equation that an inner value belongs to: it stands right behind it
    name = ""
    for eqn in reversed(eqns.values()):
        name = name if eqn.auto else name_text(eqn.out)
        owner[eqn.out] = name
    missing = set[Var]()
    for eqn in eqns.values():
        for var in eqn.needs:
            if var in given:
                inputs[var] = None
            elif var not in eqns and var not in missing:
                missing.add(var)
                faults.append(_missing(var, horizon, computed, where, needed_by(owner[eqn.out], cell, eqn.where)))
    if faults:
        raise InputErrors(faults)
    return Trace(tuple(eqn for eqn in ordered if eqn.out in eqns), tuple(inputs), tuple(steps))


def _missing(var: Var, horizon: int, computed: Collection[str], where: Location, need: str) -> InputError:
    """What is said of a value without a number; of one behind the last step, with which a recurrence that runs backwards begins."""
    if isinstance(var.time, int) and var.time > horizon and var.name in computed:
        later = name_text(Var(var.name, Shift(var.time - horizon)))
        message = f"no value for '{name_text(var)}', behind the last step {horizon}"
        return InputError(where, message, f"{need}; with {later} it runs backwards in time, and begins there")
    return InputError(where, f"no value for '{name_text(var)}'", need)


def _needed_names(cell: Cell, given: Collection[Var], wanted: Iterable[Var]) -> set[str]:
    """The names that are wanted, and those that compute them at any time; of a matrix with channels that of the family."""
    needs: dict[str, set[str]] = {}
    for eqn in general_equations(cell, given):
        needs.setdefault(eqn.out.name, set()).update(family_of(var.name) for var in eqn.needs)
    return _reached({family_of(var.name) for var in wanted}, lambda name: needs.get(name, ()))


def _reached(start: Collection[T], needs: Callable[[T], Iterable[T]]) -> set[T]:
    """What is there at the start, what that needs, what this needs, and so on."""
    found, todo = set[T](), set(start)
    while todo:
        found |= todo
        todo = {other for one in todo for other in needs(one)} - found
    return found


def _with_numbers(eqns: Mapping[Var, Eqn], given: Collection[Var], wanted: Iterable[Var]) -> dict[Var, Eqn]:
    """The equations without those that lack a number, directly or by another one, and are not needed for what is wanted."""
    needed = _reached({var.whole for var in wanted}, lambda var: eqns[var].needs if var in eqns else ())
    lacking = {out for out, eqn in eqns.items() if out not in needed and any(var not in eqns and var not in given for var in eqn.needs)}
    while more := {out for out, eqn in eqns.items() if out not in {*needed, *lacking} and not lacking.isdisjoint(eqn.needs)}:
        lacking |= more
    return {out: eqn for out, eqn in eqns.items() if out not in lacking}


def general_equations(cell: Cell, given: Collection[Var] = ()) -> list[Eqn]:
    """The equations of one step, inner values named, with times relative to t; matrix products are left as they are."""
    return [step for equation in cell.equations for step in _named(equation, cell, given)]


def instances(steps: Iterable[Eqn], horizon: int) -> Iterator[Eqn]:
    """The equations of one step at the times 1 to `horizon`, step by step; those of fixed times or none are the same with each step."""
    fixed = [(step, None if isinstance(step.out.time, Shift) else _at(step, 1, horizon)) for step in steps]
    return (same or _at(step, t, horizon) for t in range(1, horizon + 1) for step, same in fixed)


def unroll_unchecked(cell: Cell, horizon: int) -> Trace:
    """The unrolled recurrence of any cell, with or without matrices, and without a look at numbers. Raises InputErrors on a cycle."""
    steps = general_equations(cell)
    eqns: dict[Var, Eqn] = {}
    for eqn in instances(steps, horizon):
        eqns.setdefault(eqn.out, eqn)
    used = dict.fromkeys(var for eqn in eqns.values() for var in eqn.needs)
    return Trace(_in_order(eqns), tuple(var for var in used if var not in eqns), tuple(steps))


def _in_order(eqns: Mapping[Var, Eqn]) -> tuple[Eqn, ...]:
    """Step by step and in the author's order wherever the dependencies allow it. Raises InputErrors on a cycle."""
    sorter = TopologicalSorter({eqn.out: [v for v in eqn.needs if v in eqns] for eqn in eqns.values()})
    try:
        sorter.prepare()
    except CycleError as error:
        cycle = [var for var in error.args[1] if not eqns[var].auto]
        names = " -> ".join(map(name_text, cycle))
        raise InputErrors([InputError(eqns[cycle[0]].where, f"a cycle: {names}")]) from None
    rank = {out: i for i, out in enumerate(eqns)}
    heap: list[tuple[int, Var]] = []
    order: list[Eqn] = []
    while sorter.is_active():
        for var in sorter.get_ready():
            heappush(heap, (rank[var], var))
        _, var = heappop(heap)
        order.append(eqns[var])
        sorter.done(var)
    return tuple(order)


def _named(equation: Equation, cell: Cell, given: Collection[Var]) -> list[Eqn]:
    """The equation with the arguments of its functions, and inner functions themselves, as named equations before it."""
    taken = {use.var.name for e in cell.equations for use in (e.lhs, *e.rhs.uses)} | {v.name for v in given}
    calls = sum(_inner(e.rhs.expr, whole=True) for e in cell.equations)
    lhs, before = equation.lhs.var, list[Eqn]()
    stem = next(letter for letter in ("z", "a", "s", "q", *(f"z{i}" for i in range(1, len(taken) + 2))) if letter not in taken)

    def fresh(e: Expr, written: Expr, time: Time) -> Var:
        same = next((eqn.out for eqn in before if eqn.rhs == e), None)
        if same:
            return same
        usual = [_usual_name(e.fn, lhs.name, cell)] if isinstance(e, Call) and usual_letter(e.fn) else []
        candidates = (
            [*usual, stem] if calls == 1 else [*usual, f"{stem}_{lhs.name}", *(f"{stem}_{lhs.name}_{i}" for i in range(2, len(before) + 3))]
        )
        used = taken | {eqn.out.name for eqn in before}
        var = Var(next(c for c in candidates if c not in used), time)
        before.append(Eqn(var, e, written, equation.rhs.where, auto=True))
        return var

    def name(e: Expr, time: Time, whole: bool = False) -> Expr:
        match e:
            case Call(fn) if fn in OVER_STEPS:
                return rebuild(e, lambda part: name(part, Shift(0)))
            case Call(fn, args) if gets_own_name(e):
                inner = [(name(arg, time), arg) for arg in args]
                call = Call(fn, tuple(arg if isinstance(arg, Var) or not variables(arg) else fresh(arg, own, time) for arg, own in inner))
                return call if whole else fresh(call, e, time)
            case _:
                return rebuild(e, lambda part: name(part, time))

    rhs = name(equation.rhs.expr, lhs.time, whole=True)
    return [*before, Eqn(lhs, rhs, equation.rhs.expr, equation.rhs.where)]


def _usual_name(fn: str, lhs: str, cell: Cell) -> str:
    """The usual name of a call within the equation of `lhs`, which tells it apart if other equations hold such calls, too."""
    inner = [eq for eq in cell.equations if any(isinstance(e, Call) and e.fn == fn and e != eq.rhs.expr for e in walk(eq.rhs.expr))]
    return usual_letter(fn) if len(inner) == 1 else f"{usual_letter(fn)}_{lhs}"


def gets_own_name(call: Call) -> bool:
    """Whether a function and its arguments get names of their own, as tanh does; sums and transposes stand within formulas."""
    if call.fn in OVER_STEPS:
        return False
    rule = FUNCTIONS[call.fn].array
    return bool(variables(call)) and (rule is None or rule.named)


def _inner(e: Expr, whole: bool) -> int:
    """How many names an expression needs for what stands inside functions and for functions inside it."""
    own = 0
    if isinstance(e, Call) and gets_own_name(e):
        own = (not whole) + sum(not isinstance(arg, Var) for arg in e.args if variables(arg))
    return own + sum(_inner(child, whole=False) for child in children(e))


def _at(step: Eqn, t: int, horizon: int) -> Eqn:
    return Eqn(var_at(step.out, t), expr_at(step.rhs, t, horizon), expr_at(step.written, t, horizon), step.where, step.auto)


def var_at(var: Var, t: int) -> Var:
    """A named value at time t, if its time is relative to t."""
    return Var(var.name, t + var.time.by, var.index) if isinstance(var.time, Shift) else var


def expr_at(e: Expr, t: int, horizon: int = 0) -> Expr:
    """An expression at time t: T is the horizon, a bare t the number, and a sum over t all its terms."""
    match e:
        case Call(fn, (inner,)) if fn in OVER_STEPS:
            terms = tuple(expr_at(inner, step, horizon) for step in range(1, horizon + 1))
            whole = terms[0] if horizon == 1 else Add(terms)
            return whole if fn == "sum_t" else Div(whole, Num(Fraction(horizon)))
        case Var("t", None):
            return Num(Fraction(t))
        case Var():
            last = isinstance(e.time, Shift) and e.time.base == "T"
            return var_at(e, horizon if last else t)
        case Partial(of, wrt):
            return Partial(var_at(of, t), var_at(wrt, t))
        case Call(fn, (array, place)) if fn in LOOKUPS and Var("t") in walk(place):
            return _row_of_step(fn, expr_at(array, t, horizon), evaluate_number(expr_at(place, t, horizon), {}, {}))
        case _:
            return rebuild(e, lambda part: expr_at(part, t, horizon))


def _row_of_step(fn: str, array: Expr, place: Number) -> Expr:
    """`Q[t, :]` where t is a number: a part like any other."""
    if not isinstance(array, Var) or not isinstance(place, Fraction) or place.denominator != 1:
        return Call(fn, (array, literal(Fraction(place))))
    rows, columns = array.index or (None, None)
    places: dict[str, Index] = {"rows_at": (int(place), columns), "columns_at": (rows, int(place)), "entries_at": (int(place),)}
    return replace(array, index=places[fn])


def check_parts(equations: Iterable[Eqn], shapes: Shapes) -> None:
    """Raises InputErrors where the part that is for a step, `Q[t, :]`, lies outside of its array."""
    for equation in equations:
        for var in (part for part in walk(equation.rhs) if isinstance(part, Var) and part.index):
            try:
                shape(var, shapes)
            except ShapeError as error:
                raise InputErrors([InputError(equation.where, str(error), error.hint)]) from None


def free_values(cell: Cell, horizon: int) -> tuple[Var, ...]:
    """Everything that the cell uses over these steps and does not compute, states first."""
    outs, used = set[Var](), dict[Var, None]()
    for t in range(1, horizon + 1):
        for eq in cell.equations:
            outs.add(var_at(eq.lhs.var, t))
            used |= dict.fromkeys(var_at(use.var, t) for use in eq.rhs.uses)
    names = {out.name for out in outs}
    return tuple(sorted((var for var in used if var not in outs), key=lambda var: var.name not in names))
