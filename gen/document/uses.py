"""Where the names of a derivation stand, which follows from its lines, whatever their numbers."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from gen.algebra.expr import Atom, LocalDerivative, Var, atoms
from gen.model.derivation import PlannedStep, StepKind


@dataclass(frozen=True, slots=True)
class Uses:
    """In the lines of which values and slopes a name stands, and of which kinds are the lines of values with it."""

    users: Mapping[Atom, frozenset[Atom]]
    kinds: Mapping[Atom, frozenset[StepKind]]

    def users_of(self, name: Atom) -> frozenset[Atom]:
        return self.users.get(name, frozenset())

    def kinds_of(self, name: Atom) -> frozenset[StepKind]:
        return self.kinds.get(name, frozenset())


def uses_of(lines: tuple[PlannedStep, ...], kinds: tuple[StepKind, ...]) -> Uses:
    """The uses in these lines, each of a step of a kind."""
    users: defaultdict[Atom, set[Atom]] = defaultdict(set)
    found: defaultdict[Atom, set[StepKind]] = defaultdict(set)
    for line, kind in zip(lines, kinds, strict=True):
        for name in atoms(line.rhs) if isinstance(line.lhs, Var | LocalDerivative) else ():
            users[name].add(line.lhs)
            if isinstance(line.lhs, Var):
                found[name].add(kind)
    return Uses({name: frozenset(own) for name, own in users.items()}, {name: frozenset(own) for name, own in found.items()})
