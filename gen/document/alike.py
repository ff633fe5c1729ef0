"""Gradients of several weights that are the same kind of sum over the steps: the first has its numbers. So has the first of several
slopes of a function at the same value.

Of `dL/dU_g`, which takes other values than `dL/dW_g`, the symbols and the result stand, of `dL/dW_f` the result alone.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from gen.algebra.arrays import Array, Value
from gen.algebra.expr import Add, Atom, Expr, Partial, Time, Var, atoms, replace_atoms
from gen.algebra.printer import Values
from gen.algebra.values import value_of
from gen.document.equality_chain import with_equalities
from gen.document.tree import EqualityChain, Text
from gen.model.derivation import Step
from gen.model.problem import sentence_inline

LIKEWISE: Text = (sentence_inline("Likewise"),)
Alike = Literal["by names", "by times"]
"""Whether a sum differs from one before it by its names alone, or by its times as well."""


def alike_sums(steps: Sequence[Step]) -> Mapping[Step, Alike]:
    """The sums of arrays over the steps that have another before them."""
    by_names, by_times, found = set[Expr](), set[Expr](), dict[Step, Alike]()
    for step in steps:
        sums = isinstance(step.planned.rhs, Add) and isinstance(step.value, Array)
        match step.lhs:
            case Partial(_, Var(_, None)) if step.kind == "adjoint" and sums:
                names, times = _pattern(step.planned.rhs, lambda time: time), _pattern(step.planned.rhs, lambda time: None)
                if names in by_names:
                    found[step] = "by names"
                elif times in by_times:
                    found[step] = "by times"
                by_names.add(names)
                by_times.add(times)
    return found


def slopes_at_same_values(steps: Sequence[Step], values: Values) -> Collection[Step]:
    """The slopes that are computed with the same numbers as one before them, such as those of several gates that are half open."""
    before, found = set[tuple[Expr, tuple[Value, ...]]](), list[Step]()
    for step in steps:
        if step.kind == "local" and not step.why and (inside := tuple(dict.fromkeys(atoms(step.planned.written)))):
            same = _pattern(step.planned.written, lambda time: None), tuple(value_of(atom, values) for atom in inside)
            if same in before:
                found.append(step)
            before.add(same)
    return found


def _pattern(e: Expr, kept: Callable[[Time], Time]) -> Expr:
    """With numbers for names, in the order in which they appear, and what is kept of times."""
    numbers: dict[str, str] = {}

    def number(var: Var) -> Var:
        return replace(var, name=numbers.setdefault(var.name, str(len(numbers))), time=kept(var.time))

    def without_name(atom: Atom) -> Atom:
        match atom:
            case Var():
                return number(atom)
            case Partial(of, wrt):
                return Partial(of, number(wrt))
            case _:
                return atom

    return replace_atoms(e, without_name)


def adjoints_of(step: Step) -> Collection[Atom]:
    """The derivatives that a step adds up: the same for all weights of one gate."""
    return frozenset(atom for atom in atoms(step.planned.written) if isinstance(atom, Partial))


def shortened(equation: EqualityChain, alike: Alike) -> EqualityChain:
    """Its symbols and its result, or the result alone."""
    first, *_, last = equation.equalities
    return with_equalities(equation, (last,) if alike == "by names" else (first, last))
