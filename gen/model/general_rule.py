"""The rule behind a derivation in general t: the recursion that its lines with numbers follow, and where it starts."""

from dataclasses import dataclass
from typing import Literal

from gen.algebra.expr import Expr, Partial

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
