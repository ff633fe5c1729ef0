"""The sum over paths through one state in general: each path leaves the source at a step k and goes through all later ones."""

from collections.abc import Mapping
from dataclasses import dataclass

from gen.algebra.expr import UNIT, Add, Expr, Mul, Neg, Series, Shift, Var, atoms
from gen.calculus.dependencies import Dependencies
from gen.calculus.differentiate import differentiate
from gen.calculus.general_steps import formulas_of_slopes
from gen.calculus.general_times import NotGeneral, at_step, at_time, put_in
from gen.functions.shapes import NUMBERS
from gen.functions.simplify import collect_powers, product
from gen.model.trace import Eqn


def sum_over_paths(ways: Dependencies, general: Mapping[Var, Expr], of: Var, wrt: Var) -> Expr:
    """The derivative as a sum over the step at which a path begins, of products over the steps behind it.

    `general` is the right side of the equation of one step for each value. Raises NotGeneral where more than one state carries it on.
    """
    way = ways.between(of, wrt)
    state = _state(way, general)
    steps = [eqn.out.time for eqn in way if eqn.out.name == state and isinstance(eqn.out.time, int)]
    first, last = min(steps), max(steps)
    if steps != list(range(first, last + 1)) or last == first:
        raise NotGeneral
    names = {eqn.out.name for eqn in way}
    inner = {Var(name, Shift(0)): next(general[eqn.out] for eqn in way if eqn.out.name == name) for name in names}
    if not _is_read_off(way, of, Var(state, last), wrt):
        raise NotGeneral
    slopes = formulas_of_slopes([*way, *ways.trace.general])
    readout = _Inner({eqn.out: eqn.rhs for eqn in way}, Var(state, last), slopes).of(of)
    before, now = Var(state, Shift(-1)), Var(state, Shift(0))
    carried = _Inner(inner, before, slopes).of(now)
    if carried is None or readout is None:
        raise NotGeneral
    taken = {var.name for eqn in ways.trace.eqns for var in (eqn.out, *eqn.inputs)}
    begin, later, *_ = (letter for letter in (*"kjismn", *(f"k_{i}" for i in range(len(taken)))) if letter not in taken)
    over = at_time(_path(carried), later)
    if wrt.name == state:
        return product([readout, Series("product", later, first, last, over)])
    if wrt.time is None:
        entered = _Inner(inner, wrt, slopes).of(now)
        rest: Expr = Series("product", later, Shift(1, begin), last, over)
        if entered is None:
            raise NotGeneral
        return product([readout, Series("sum", begin, first, last, Mul((rest, *_factors(at_time(_path(entered), begin)))))])
    entered = _Inner(inner, Var(wrt.name, Shift(0)), slopes).of(now)
    if entered is None or wrt.time != first:
        raise NotGeneral
    return product([readout, Series("product", later, first + 1, last, over), at_step(_path(entered), first)])


def _state(way: list[Eqn], general: Mapping[Var, Expr]) -> str:
    """The one name that is carried from each step to the next."""
    names = {eqn.out.name for eqn in way}
    before = {
        (var.name, var.time.by)
        for eqn in way
        for var in atoms(general[eqn.out])
        if isinstance(var, Var) and var.name in names and isinstance(var.time, Shift) and var.time.by
    }
    if any(var.time is None and var.name in names for eqn in way if eqn.out.time is not None for var in eqn.inputs):
        raise NotGeneral  # a path leads through a value without time
    if len(before) != 1 or next(iter(before))[1] != -1:
        raise NotGeneral
    return next(iter(before))[0]


def _is_read_off(way: list[Eqn], of: Var, state: Var, wrt: Var) -> bool:
    """Whether a value is computed from the last state, and moves with nothing else."""
    moving = {wrt, *(eqn.out for eqn in way)}
    by_out = {eqn.out: eqn for eqn in way}
    todo = [of]
    while todo:
        var = todo.pop()
        if var != state:
            if var not in by_out:
                return False
            todo += [before for before in by_out[var].uses if before in moving]
    return True


@dataclass(frozen=True)
class _Inner:
    """Derivatives within a step with respect to one value, everything in between written out."""

    rhs: Mapping[Var, Expr]
    wrt: Var
    slopes: Mapping[Expr, Expr]

    def of(self, var: Var) -> Expr | None:
        if var == self.wrt:
            return UNIT
        found = differentiate(self.rhs[var], self.of) if var in self.rhs else None
        return found and put_in(found, self.slopes, NUMBERS)


def _path(e: Expr) -> Expr:
    return e if isinstance(e, Add) else collect_powers([e])


def _factors(e: Expr) -> tuple[Expr, ...]:
    if isinstance(e, Neg):
        raise NotGeneral
    return e.factors if isinstance(e, Mul) else () if e == UNIT else (e,)
