"""An unrolled cell with the equation of one step, in times relative to t, behind each of its equations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from gen.algebra.expr import Call, Div, Expr, LocalDerivative, Num, Shift, Var, rebuild
from gen.calculus.dependencies import Dependencies
from gen.calculus.general_times import put_in, with_horizon
from gen.calculus.inner_adjoints import squares_of_roots
from gen.functions import FUNCTIONS, WITHOUT_PRIME, local_derivative
from gen.model.trace import Eqn, Shapes, Trace


@dataclass(frozen=True)
class StepEquations:
    """A trace with what is constant in it, its last time, and the equation of one step behind each of its equations."""

    ways: Dependencies
    horizon: int
    general: Mapping[Var, Eqn]
    written: Mapping[Expr, Expr]

    @staticmethod
    def of(trace: Trace, horizon: int, cut: frozenset[Var], truncate: int | None) -> "StepEquations":
        own = {eqn.out: eqn for eqn in trace.general}
        general = {eqn.out: own.get(eqn.out) or own[Var(eqn.out.name, Shift(0))] for eqn in trace.eqns}
        written = formulas_of_slopes(general.values()) | squares_of_roots(general.values())
        return StepEquations(Dependencies(trace, cut, truncate), horizon, general, written)

    @property
    def shapes(self) -> Shapes:
        return self.ways.trace.shapes

    def in_full(self, e: Expr) -> Expr:
        """An expression relative to its step with the formulas of slopes that have no name, and without squares of roots."""
        return put_in(e, self.written, self.shapes) if self.written else e

    def rhs(self, eqn: Eqn) -> tuple[Expr, list[tuple[Var, Expr]]]:
        """The right side of the equation of one step behind an equation, with names for its sums over all steps, and what these add up."""
        sums: list[tuple[Var, Expr]] = []

        def put(e: Expr) -> Expr:
            match e:
                case Call("sum_t" | "mean_t" as fn, (inner,)):
                    name = Var(f"#{len(sums)} of {eqn.out.name}")
                    sums.append((name, inner))
                    return name if fn == "sum_t" else Div(name, Num(Fraction(self.horizon)))
                case _:
                    return rebuild(e, put)

        return put(with_horizon(self.general[eqn.out].rhs, self.horizon)), sums

    def step_of(self, eqn: Eqn) -> int | None:
        """The step that the equation of one step is written for; None where it has no t."""
        time = self.general[eqn.out].out.time
        return eqn.out.time if isinstance(time, Shift) and isinstance(eqn.out.time, int) else None


def formulas_of_slopes(eqns: Iterable[Eqn]) -> dict[Expr, Expr]:
    """The slopes that have no name, as that of a root has none, each as its formula."""
    calls = ((eqn.out, eqn.rhs) for eqn in eqns)
    own = ((out, e.fn, e.args[0]) for out, e in calls if isinstance(e, Call) and e.fn in WITHOUT_PRIME)
    return {LocalDerivative(fn, arg): local_derivative(fn, out, arg) for out, fn, arg in own if isinstance(arg, Var)}


def arguments(way: Iterable[Eqn], unrolled: StepEquations) -> set[str]:
    """The names that a person writes out: those of the tool, and what an author has named as the argument of a function."""
    found = set[str]()
    for eqn in way:
        if eqn.auto:
            found.add(eqn.out.name)
        match unrolled.general[eqn.out].rhs:
            case Call(fn, (Var(name, Shift(0)), *_)) if fn in FUNCTIONS:
                found.add(name)
    return found


def ordered(unrolled: StepEquations, eqns: Iterable[Eqn]) -> list[Eqn]:
    """Equations in order of computation, each once."""
    found = {eqn.out for eqn in eqns}
    return [eqn for eqn in unrolled.ways.trace.eqns if eqn.out in found]
