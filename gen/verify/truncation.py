"""Truncated gradients as the verifying side understands them: each is that of a recurrence in which the past is constant."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from gen.algebra.expr import Partial, Var
from gen.model.derivation import Derivation, Step
from gen.verify.recurrence import Recurrence


@dataclass(frozen=True, slots=True)
class TruncatedParts:
    """A derivation in `parts`, each with a recurrence of its own, and the steps that add up gradients truncated differently."""

    parts: tuple[tuple[Derivation, Recurrence], ...]
    sums: tuple[Step, ...]


def truncated_parts(derivation: Derivation, recurrence: Recurrence) -> TruncatedParts:
    """Truncated gradients of one value each, with what is constant for them, and everything else."""
    if recurrence.truncate is None:
        return TruncatedParts(((derivation, recurrence),), ())
    used = {eqn.out: eqn.uses for eqn in recurrence.trace.eqns}
    ofs = {step.lhs.of for step in derivation.numbers if isinstance(step.lhs, Partial)}
    looks = {of: _times_of(of, used) for of in ofs}
    groups: dict[Var | None, list[Step]] = {None: []}
    sums: list[Step] = []
    for step in derivation.numbers:
        of = step.lhs.of if isinstance(step.lhs, Partial) else None
        if of is not None and len(looks[of]) > 1:
            sums.append(step)
        else:
            groups.setdefault(of, []).append(step)
    parts = []
    for of, steps in groups.items():
        targets = {step.lhs for step in steps}
        part = replace(derivation, steps=tuple(steps), answers=tuple(answer for answer in derivation.asked if answer in targets))
        past = _past(looks[of], recurrence) if of else frozenset()
        parts.append((part, replace(recurrence, cut=recurrence.cut | past)))
    return TruncatedParts(tuple(parts), tuple(sums))


def constant_past(of: Var, recurrence: Recurrence) -> frozenset[Var]:
    """What is constant in the truncated gradient of a value; nothing where it is not truncated."""
    used = {eqn.out: eqn.uses for eqn in recurrence.trace.eqns}
    return frozenset() if recurrence.truncate is None else _past(_times_of(of, used), recurrence)


def _past(looks: Collection[int], recurrence: Recurrence) -> frozenset[Var]:
    """What was computed so many steps before the last time that a value looks at."""
    last, steps = max(looks, default=0), recurrence.truncate or 0
    return frozenset(eqn.out for eqn in recurrence.trace.eqns if isinstance(eqn.out.time, int) and last - eqn.out.time >= steps)


def _times_of(var: Var, used: Mapping[Var, Collection[Var]]) -> set[int]:
    """The times of what a value is computed from, up to the first that has one."""
    if isinstance(var.time, int):
        return {var.time}
    return {time for before in used.get(var.whole, ()) if before in used for time in _times_of(before, used)}
