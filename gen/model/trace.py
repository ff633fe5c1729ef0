"""A cell unrolled over time, as frozen data: its equations in order, and the shapes of its names."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from gen.algebra.arrays import Shape
from gen.algebra.expr import Expr, Partial, Var, atoms, variables
from gen.messages.errors import Location

Shapes = Mapping[str, Shape]
"""By name: a value has one shape at all times. A name that is missing is a number."""


@dataclass(frozen=True)
class Eqn:
    """`out = rhs` at one time step. `written` is the author's own right-hand side; `auto` marks a name that the tool gave."""

    out: Var
    rhs: Expr
    written: Expr
    where: Location
    auto: bool = False

    @property
    def inputs(self) -> tuple[Var, ...]:
        return variables(self.rhs)

    @cached_property
    def uses(self) -> tuple[Var, ...]:
        """The named values, each as a whole, that it moves with."""
        return tuple(dict.fromkeys(var.whole for var in variables(self.rhs)))

    @property
    def needs(self) -> tuple[Var, ...]:
        """The named values, each as a whole, that must be known first; for a derivative what it is of and to."""
        found = dict[Var, None]()
        for atom in atoms(self.rhs):
            match atom:
                case Var():
                    found[atom.whole] = None
                case Partial(of, wrt):
                    found |= {of.whole: None, wrt.whole: None}
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Trace:
    """The unrolled recurrence. `eqns` are in order of computation, `inputs` are what numbers are given for.

    `general` are the equations of one step, with times relative to t, `shapes` those of names; one that is missing is a number.
    """

    eqns: tuple[Eqn, ...]
    inputs: tuple[Var, ...]
    general: tuple[Eqn, ...] = ()
    shapes: Shapes = field(default_factory=dict)

    def only(self, needed: Collection[Var]) -> "Trace":
        """The trace without what nobody needs."""
        return replace(self, eqns=tuple(e for e in self.eqns if e.out in needed), inputs=tuple(v for v in self.inputs if v in needed))

    def before(self, targets: Iterable[Var]) -> frozenset[Var]:
        """The targets and everything that they depend on."""
        by_out = {eqn.out: eqn for eqn in self.eqns}
        found, todo = set[Var](), [var.whole for var in targets]
        while todo:
            var = todo.pop()
            if var not in found:
                found.add(var)
                todo += by_out[var].needs if var in by_out else ()
        return frozenset(found)
