"""The rule behind a derivation in general t: the recursion that its lines with numbers follow, and where it starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from gen.algebra.expr import Expr, Mul, Num, Partial, Series, replace_atoms
from gen.algebra.times import atom_at, time_at

Form = Literal["forward", "jacobian", "paths", "reverse"]
"""How a derivative is told; one of a vector with respect to a vector forward, as a matrix."""


@dataclass(frozen=True, slots=True)
class GeneralEquation:
    """`lhs = rhs` at every step t from `first` to `last`, in times relative to t; one without t has no `steps`.

    A start holds at one time, `dh[0]/dV = 0`; so does what is asked for, `dL/dV = sum[t=1..3](dL/dz[t]*h[t-1])`. A right side that is
    the number 0 stands for one in every entry.
    """

    lhs: Partial
    rhs: Expr
    steps: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class GeneralRule:
    """How a derivative is computed at any step, from the equations of a cell alone: a recursion with its start, or a sum over paths.

    `answers` are the derivatives of the derivation that it gives; the equations stand in the order in which they are read.
    """

    form: Form
    answers: tuple[Partial, ...]
    equations: tuple[GeneralEquation, ...]


Path = tuple[Expr, ...]
"""The factors along a path, the latest first."""


def paths_of(rule: Expr) -> tuple[Path, ...]:
    """The paths over which a rule of the form "paths" sums, the one that begins latest first; empty if it is not one sum or product."""
    *front, last = rule.factors if isinstance(rule, Mul) else (rule,)
    if not isinstance(last, Series) or any(isinstance(factor, Series) for factor in front):
        return ()
    if last.kind == "product":
        return ((*front, *_along(last, {})),)
    assert isinstance(last.first, int) and isinstance(last.last, int)
    begins = range(last.last, last.first - 1, -1)
    return tuple((*front, *_factors(last.term, {last.index: k})) for k in begins)


def _along(series: Series, at: Mapping[str, int]) -> Path:
    first, last = time_at(series.first, at), time_at(series.last, at)
    assert isinstance(first, int) and isinstance(last, int)
    return tuple(factor for step in range(last, first - 1, -1) for factor in _factors(series.term, {**at, series.index: step}))


def _factors(e: Expr, at: Mapping[str, int]) -> Path:
    parts = e.factors if isinstance(e, Mul) else (e,)
    one = Num(Fraction(1))
    return tuple(
        factor
        for part in parts
        for factor in (_along(part, at) if isinstance(part, Series) else (replace_atoms(part, lambda atom: atom_at(atom, at)),))
        if factor != one
    )
