"""Which values of an unrolled cell lie on the way from one to another, not looking behind what counts as constant."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from gen.algebra.expr import Var
from gen.calculus.truncation import gradient_cut
from gen.model.trace import Eqn, Trace


@dataclass(frozen=True)
class Dependencies:
    """A trace in which the values in `cut` are constant, and those more than `truncate` steps back."""

    trace: Trace
    cut: frozenset[Var] = frozenset()
    truncate: int | None = None

    @cached_property
    def eqns(self) -> Mapping[Var, Eqn]:
        """The equation of each value that is computed."""
        return {eqn.out: eqn for eqn in self.trace.eqns}

    def constant(self, of: Var) -> frozenset[Var]:
        """What counts as constant in the gradient of a value."""
        return self.cut | gradient_cut(self.trace, of, self.truncate)

    def upstream(self, of: Var) -> frozenset[Var]:
        """What `of` depends on, not looking behind a cut."""
        found, todo = set[Var](), [of.whole]
        cut = self.constant(of)
        while todo:
            var = todo.pop()
            if var not in found and (var not in cut or var == of.whole):
                found.add(var)
                todo += self.eqns[var].uses if var in self.eqns else ()
        return frozenset(found)

    def between(self, of: Var, wrt: Var) -> list[Eqn]:
        """The equations on the way from wrt to of, in order of computation without cut ones."""
        up, after = self.upstream(of), {wrt.whole}
        way = []
        for eqn in self.trace.eqns:
            if eqn.out in up and eqn.out != wrt.whole and any(v in after for v in eqn.uses):
                after.add(eqn.out)
                way.append(eqn)
        return way
