"""What was decided of a relation, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gen.algebra.arrays import Value
from gen.algebra.expr import Atom, Expr, Num, Var
from gen.model.derivation import Statement, Step
from gen.model.verified import Check


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a relation holds, the numbers that refute it, the reason as it is told, and how it was confirmed.

    The reason begins with the statement `proof` or `counterexample` (unless all numbers are given), and one with numbers ends with
    `outcome`; `values` are those of its steps.
    """

    holds: bool
    counterexample: Mapping[Var, Value]
    reason: tuple[Step | Statement, ...]
    values: Mapping[Atom, Value]
    checks: tuple[Check, ...]

    def named(self, name: str) -> "Decision":
        """With another name, by which it earns points, for the reason: the proof or the counterexample, or what comes of given numbers."""
        own = next(
            (step for step in self.reason if isinstance(step, Statement) and step.name in ("proof", "counterexample")), self.reason[-1]
        )
        assert isinstance(own, Statement)
        return replace(self, reason=tuple(replace(own, name=name) if step is own else step for step in self.reason))


def told_sides(sides: tuple[Expr, ...], sign: str) -> tuple[Expr, ...]:
    """What stands in an outcome: of two equal sides one that is a number is the value of the other, and is said with it."""
    return sides[:1] if sign == "=" and isinstance(sides[1], Num) else sides
