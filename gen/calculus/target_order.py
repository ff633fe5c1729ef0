"""The order in which derivatives are told."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from gen.algebra.arrays import SCALAR
from gen.algebra.expr import LocalDerivative, Var
from gen.algebra.families import family_of, place_of
from gen.functions.shapes import shape
from gen.model.derivation import PlannedStep
from gen.model.trace import Eqn, Trace


def in_order(targets: Iterable[tuple[Var, Var]], trace: Trace) -> Iterator[tuple[Var, Var]]:
    """As asked; with arrays those of a number as soon as what they are made of is known on the way back: the last layer's first."""
    first_use = {together(var): i for i, eqn in reversed(list(enumerate(trace.eqns))) for var in eqn.uses}

    def known(target: tuple[Var, Var]) -> int:
        of, wrt = target
        backward = trace.shapes and shape(of, trace.shapes) == SCALAR
        return -first_use.get(together(wrt.whole), len(trace.eqns)) if backward else 0

    for _, group in groupby(targets, key=lambda target: target[0]):
        yield from sorted(group, key=known)


def backwards(way: Iterable[Eqn]) -> Iterator[Eqn]:
    """The last first; those of a family, none of which uses another, one after the other."""
    for _, group in reversed([(key, list(group)) for key, group in groupby(way, key=lambda eqn: together(eqn.out))]):
        yield from group


def with_siblings(way: Sequence[Eqn], ways: Iterable[Eqn], trace: Trace) -> list[Eqn]:
    """The equations on the way to a value, with those on the `ways` to others that belong to the same families, or come behind these.

    Nobody looks for these ways where there is no family.
    """
    if not any(place_of(eqn.out.name) for eqn in way):
        return list(way)
    first = together(way[0].out)
    start = next(i for i, eqn in enumerate(trace.eqns) if together(eqn.out) == first)
    told = {eqn.out for eqn in (*way, *ways)}
    return [eqn for eqn in trace.eqns[start:] if eqn.out in told]


def together(var: Var) -> Var:
    """What stands for all members of a family; any other value for itself."""
    return Var(family_of(var.name), var.time)


def slopes_first(lines: Iterable[PlannedStep], trace: Trace) -> Iterator[PlannedStep]:
    """The slopes of functions before the derivatives that they stand in, also those that only a later one needs, as they are computed."""
    computed = {eqn.out: i for i, eqn in enumerate(trace.eqns)}

    def place(line: PlannedStep) -> tuple[bool, int]:
        match line.lhs:
            case LocalDerivative(_, arg):
                return False, computed.get(arg.whole, 0)
            case _:
                return True, 0

    for _, run in groupby(lines, lambda line: line.kind == "evaluate"):
        yield from sorted(run, key=place)
