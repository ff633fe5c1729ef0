"""A problem with verified derivations: what was found, what is acknowledged, and the names of steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from gen.algebra.families import stands_for
from gen.messages.errors import Finding, Location
from gen.model.derivation import Derivation, Statement, Step, joined
from gen.model.plotted import Plotted
from gen.model.problem import Acknowledged, Item, Problem, Reading
from gen.model.trace import Trace
from gen.model.verified import Check, Verified


@dataclass(frozen=True, slots=True)
class Erratum:
    """A finding that the author knows of, with the reason why it stands."""

    finding: Finding
    acknowledged: Acknowledged


def steps_of(name: str, steps: Sequence[Step | Statement]) -> list[str]:
    """The steps that a name stands for: the one of that name, or those of all matrices of a family, `dL/dK[1, 1]`, `dL/dK[1, 2]` ..."""
    own = [name for step in steps if step_name(step) == name]
    return own or [step_name(step) for step in steps if isinstance(step, Step) and stands_for(name, step.lhs)]


HowRounded = Literal["exact", "rounded", "rounded half up", "rounded half to even", "cut off", "within the tolerance"]
"""How a right number came out of the true value; `rounded` where half up and half to even are the same."""


@dataclass(frozen=True, slots=True, order=True)
class RightNumber:
    """A published number that is right, and how it was rounded."""

    where: Location
    name: str
    how: HowRounded


@dataclass(frozen=True)
class Solved:
    """One reading of an item: each thing asked, derived and confirmed. There is no derivation but that of confirmed parts."""

    reading: Reading | None
    parts: tuple[Verified, ...]

    @property
    def name(self) -> str:
        return self.reading.name if self.reading else "as stated"

    @cached_property
    def derivation(self) -> Derivation:
        """All parts in order."""
        return joined([part.derivation for part in self.parts])

    @property
    def trace(self) -> Trace | None:
        """What is computed over time, if anything is."""
        return next((part.derivation.trace for part in self.parts if part.derivation.trace), None)

    @property
    def checks(self) -> tuple[Check, ...]:
        """What its parts have passed, in order."""
        return tuple(check for part in self.parts for check in part.checks)


@dataclass(frozen=True, slots=True)
class SolvedItem:
    item: Item
    readings: tuple[Solved, ...]
    findings: tuple[Finding, ...]
    errata: tuple[Erratum, ...]
    right: tuple[RightNumber, ...] = ()
    plot: Plotted | None = None


@dataclass(frozen=True, slots=True)
class SolvedProblem:
    problem: Problem
    items: tuple[SolvedItem, ...]
    open: tuple[Finding, ...]
    errata: tuple[Erratum, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that is not acknowledged, in the order of the file."""
        return tuple(sorted([*self.open, *(finding for item in self.items for finding in item.findings)]))


def step_name(step: Step | Statement) -> str:
    """What an author calls a step under `points`."""
    return step.name if isinstance(step, Statement) else step.planned.name
