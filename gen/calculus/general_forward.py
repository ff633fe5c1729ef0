"""The forward recursion in general t: dh_t/dV from dh_{t-1}/dV, and where it starts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from gen.algebra.expr import UNIT, Call, Expr, Num, Partial, Shift, Var
from gen.calculus.differentiate import differentiate
from gen.calculus.general_steps import StepEquations, arguments, ordered
from gen.calculus.general_system import Share, System
from gen.calculus.general_times import NotGeneral
from gen.calculus.jacobian import jacobian
from gen.calculus.slices import part_of
from gen.calculus.unroll import var_at
from gen.functions.shapes import broadcast_like
from gen.functions.simplify import zero_if_none
from gen.model.general_rule import GeneralEquation
from gen.model.trace import Eqn

NOTHING: Expr = Num(Fraction(0))


def tangents(unrolled: StepEquations, ofs: Sequence[Var], wrt: Var, of_vectors: bool) -> tuple[GeneralEquation, ...]:
    """The recursion of dh_t/dV with its start, for all of these values. Raises NotGeneral."""
    way = ordered(unrolled, (eqn for of in ofs for eqn in unrolled.ways.between(of, wrt)))
    order = list(dict.fromkeys(eqn.out.name for eqn in way))
    one: Expr = Call("identity", (wrt,)) if of_vectors else UNIT
    system = System(lambda var: Partial(var, wrt), lambda partial: partial.of, unrolled.shapes)
    constant = frozenset(var for of in ofs for var in unrolled.ways.constant(of))
    forward = _Forward(unrolled, wrt, frozenset(order), constant, one, system)
    for eqn in way:
        forward.take(eqn)
    if any(of not in system.at for of in ofs):
        raise NotGeneral
    for var in (Var(name, time) for name in order for time in range(-unrolled.horizon, 2 * unrolled.horizon + 1)):
        if var not in system.at and not forward.starts_later(var):
            system.starts[var] = one if var == wrt else NOTHING
    kept, inner = {of.name for of in ofs}, arguments(way, unrolled)
    system.write_out((name for name in order if name not in kept and name in inner), ofs)
    return tuple(system.equations(order, ofs, backward=False))


@dataclass
class _Forward:
    """Derivatives with respect to one value, put into a system in the order in which they are computed.

    `names` are those whose values move at some step, but for what is `constant`. Where one is the source, its derivative is `one`.
    """

    unrolled: StepEquations
    wrt: Var
    names: frozenset[str]
    constant: frozenset[Var]
    one: Expr
    system: System

    def take(self, eqn: Eqn) -> None:
        """The derivative of what an equation gives, if it moves."""
        rhs, sums = self.unrolled.rhs(eqn)
        places = self._places(sums)
        plain = self._derivative(eqn, rhs, places, starting=False)
        if plain is not None:
            out = self.unrolled.general[eqn.out].out
            self.system.first[eqn.out] = broadcast_like(plain, out, self.unrolled.shapes)
            self.system.at[eqn.out] = broadcast_like(
                zero_if_none(self._derivative(eqn, rhs, places, starting=True)), out, self.unrolled.shapes
            )

    def starts_later(self, var: Var) -> bool:
        """Whether a value does not move yet at its step, where the equation of any step says so: it is put into the system."""
        eqn = self.unrolled.ways.eqns.get(var)
        if eqn is None or var == self.wrt or var in self.constant:
            return False
        out, (rhs, sums) = self.unrolled.general[var].out, self.unrolled.rhs(eqn)
        later = None if sums else self._derivative(eqn, rhs, {}, starting=True)
        if later is None:
            return False
        self.system.at[var], self.system.first[var] = broadcast_like(later, out, self.unrolled.shapes), NOTHING
        return True

    def _places(self, sums: Iterable[tuple[Var, Expr]]) -> dict[Var, Expr]:
        """The derivatives of sums over steps. Raises NotGeneral for those of vectors."""
        found: dict[Var, Expr] = {}
        for name, e in sums:
            if self.one != UNIT:
                raise NotGeneral
            steps = ((s, differentiate(e, partial(self._of, s, False), self.unrolled.shapes)) for s in range(1, self.unrolled.horizon + 1))
            shares: list[Share] = [(s, share) for s, share in steps if share is not None]
            if shares:
                found[name] = self.system.place(shares)
        return found

    def _derivative(self, eqn: Eqn, rhs: Expr, places: Mapping[Var, Expr], starting: bool) -> Expr | None:
        """Relative to the step of the equation; where it is `starting`, values that only move at other steps have a derivative, too."""
        out, step = self.unrolled.general[eqn.out].out, self.unrolled.step_of(eqn)

        def d(var: Var) -> Expr | None:
            return places.get(var) or self._of(step, starting, var)

        rule = differentiate if self.one == UNIT else jacobian
        found = rule(rhs, d, self.unrolled.shapes, out)
        return found and self.unrolled.in_full(found)

    def _of(self, step: int | None, starting: bool, var: Var) -> Expr | None:
        """The derivative of a name in an equation at a step."""
        there = var_at(var.whole, step) if step is not None else var.whole
        recurs = isinstance(var.time, Shift) and var.name in self.names
        if (starting and recurs) or there in self.system.at:
            whole: Expr = Partial(var.whole, self.wrt)
        elif there == self.wrt.whole:
            whole = self.one
        else:
            return None
        return part_of(whole, var.index, self.unrolled.shapes) if var.index else whole
