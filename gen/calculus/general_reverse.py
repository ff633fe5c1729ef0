"""The reverse recursion in general t: dL/dz_t from dL/dz_{t+1}, where it starts, and dL/dV as a sum over the steps."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gen.algebra.expr import UNIT, Call, Expr, Partial, Shift, Var
from gen.calculus.fused_losses import fused
from gen.calculus.general_steps import StepEquations, arguments, ordered
from gen.calculus.general_system import Share, System
from gen.calculus.general_times import NotGeneral, moved
from gen.calculus.inner_adjoints import inner_arguments
from gen.calculus.unroll import var_at
from gen.calculus.vjp import Vjp
from gen.functions.shapes import shape
from gen.functions.simplify import fold_constants, sum_of, zero_if_none
from gen.model.general_rule import GeneralEquation
from gen.model.trace import Eqn


def adjoints(unrolled: StepEquations, of: Var, wrts: Sequence[Var]) -> tuple[GeneralEquation, ...]:
    """The recursion of dL/dz_t with its start at the last step, and dL/dV as the sum over the steps."""
    way = ordered(unrolled, (eqn for wrt in wrts for eqn in unrolled.ways.between(of, wrt)))
    on_way = {*wrts, *(eqn.out for eqn in way)}
    backward = _Backward(unrolled, of, Vjp(unrolled.shapes, _fused(unrolled, way, {of.whole, *wrts})))
    system = System(lambda var: Partial(of, var), lambda partial: partial.wrt, unrolled.shapes)
    came: dict[Var, list[tuple[int | None, Expr]]] = {}
    recurs = not of.index and any(var.name == of.name and var != of for var in on_way)
    if recurs:
        system.at[of] = UNIT
    for eqn in reversed(way):
        start = Partial(of, of) if recurs else backward.start
        g = start if eqn.out == of.whole else _arrived(system, eqn.out, came, {*wrts})
        if g is None:
            continue
        for var, step, term in backward.shares(eqn, g == UNIT):
            if var in on_way:
                came.setdefault(var, []).append((step, fold_constants(term)))
    for wrt in wrts:
        if _arrived(system, wrt, came, {*wrts}) is None:
            raise NotGeneral
    order = list(dict.fromkeys(var.name for var in (*(eqn.out for eqn in reversed(way)), *wrts)))
    asked = {wrt.name for wrt in wrts}
    timed = [wrt.name for wrt in wrts if isinstance(wrt.time, int)]
    inner = arguments(way, unrolled)
    # What backpropagation hands on is the derivative with respect to the argument of a function: that is written out last, and first
    # that with respect to what has a name within a formula alone.
    within = {eqn.out.name for eqn in way if eqn.auto and isinstance(eqn.rhs, Call)} | {var.name for var in inner_arguments(way)}
    written_out = (name for name in order if name not in asked or name in timed)
    system.write_out(sorted(written_out, key=lambda name: name not in within and 1 + (name in inner)), wrts, inner)
    # What is asked for at one time stands last, if it is not handed on.
    names = [name for name in order if any(var.name == name and var not in wrts for var in system.at)]
    return tuple(system.equations(dict.fromkeys([*names, *timed]), wrts, backward=True))


def _arrived(system: System, var: Var, came: Mapping[Var, list[Share]], kept: Collection[Var]) -> Expr | None:
    """The adjoint of a value from what has come to it, put into the system; None if nothing has, 1 if nobody writes it down."""
    shares = came.get(var)
    if not shares:
        return None
    if not isinstance(var.time, int):
        only = shares[0][1] if len(shares) == 1 and shares[0][0] is None else system.place(shares, shape(var, system.shapes))
        if only == UNIT and var not in kept:
            return UNIT
        system.at[var] = only
        return only
    # What has come from a step is relative to that step.
    rhs = fold_constants(zero_if_none(sum_of([moved(term, step - var.time) if step is not None else term for step, term in shares])))
    if rhs == UNIT and var not in kept:
        return UNIT
    system.at[var] = rhs
    return rhs


@dataclass(frozen=True)
class _Backward:
    """What the equations hand on in the derivative of one value, in times relative to the step of each equation."""

    unrolled: StepEquations
    of: Var
    pull: Vjp

    @property
    def start(self) -> Expr:
        """The derivative of the value itself."""
        return Vjp(self.unrolled.shapes).placed(UNIT, self.of) if self.of.index else UNIT

    def shares(self, eqn: Eqn, alone: bool) -> Iterator[tuple[Var, int | None, Expr]]:
        """What comes to each value, and the step that it is relative to; `alone` where a 1 comes to the equation."""
        unrolled = self.unrolled
        out, step = unrolled.general[eqn.out].out, unrolled.step_of(eqn)
        rhs, sums = unrolled.rhs(eqn)
        inside = dict(sums)
        g = UNIT if alone else self.start if eqn.out == self.of.whole and self.of.index else Partial(self.of, out)
        shapes = {**unrolled.shapes, **{name.name: shape(e, unrolled.shapes) for name, e in sums}} if unrolled.shapes else unrolled.shapes
        pull = Vjp(shapes, self.pull.fused)
        for var, term in pull.pull_back(rhs, g, out):
            term = unrolled.in_full(term)
            if var in inside:
                for s in range(1, unrolled.horizon + 1):
                    for inner, part in pull.pull_back(inside[var], term, inside[var]):
                        yield var_at(inner, s), s, part
            elif step is None or not isinstance(var.time, Shift):
                yield var, step, term
            else:
                yield var_at(var, step), step, term


def _fused(unrolled: StepEquations, way: Sequence[Eqn], kept: Collection[Var]) -> Mapping[Var, Var]:
    """The softmax values that are passed over, at all steps or at none."""
    names = {unrolled.general[out].out for out in fused(way, kept)}
    general = list(dict.fromkeys(unrolled.general[eqn.out] for eqn in way))
    if any(unrolled.general[eqn.out].out in names and eqn.out not in fused(way, kept) for eqn in way):
        raise NotGeneral
    calls = ((eqn.out, eqn.rhs) for eqn in general if eqn.out in names)
    return {out: rhs.args[0] for out, rhs in calls if isinstance(rhs, Call) and isinstance(rhs.args[0], Var)}
