"""What proofs speak of: unknowns, what they stand for, and on which side of 0 something is decided to be."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from gen.algebra.expr import Expr, Var
from gen.algebra.polynomials import ONE, ZERO, Quotient, unknown

Side = Literal[">=", ">", "=", "<"]
"""Where an argument is: on or right of a kink, right of it, at it, left of it."""

NUMBER_ZERO, NUMBER_ONE = Quotient(ZERO), Quotient(ONE)


class NoValue(Exception):
    """What is looked at has no value there."""


class NoForm(Exception):
    """What is no such quotient."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A function left as it is: of a quotient, of several (`max`), of factors (`@`); `power` is its argument to the power of `t` less s."""

    fn: str
    args: tuple[Quotient, ...]


@dataclass(frozen=True, slots=True)
class StateDerivative:
    """How a state before the steps that are looked at moves with something earlier than these."""

    of: Var
    wrt: Var


Origin = Var | Applied | StateDerivative


@dataclass(slots=True)
class Unknowns:
    """What each unknown stands for, by its number, in the order in which they come up."""

    origins: list[Origin] = field(default_factory=list)
    numbers: dict[Origin, int] = field(default_factory=dict)

    def of(self, origin: Origin) -> Quotient:
        if origin not in self.numbers:
            self.numbers[origin] = len(self.origins)
            self.origins.append(origin)
        return Quotient(unknown(self.numbers[origin]))


@dataclass(frozen=True, slots=True)
class Steps:
    """What forms are made of: the equations of all steps that are looked at, and what is put in for values that none computes.

    States of the names `before` come from steps that are not looked at, so they may be anything, and move with what is earlier.
    `late` is by how much the number t is more than the unknown that stands for it; None where there is none.
    """

    equations: Mapping[Var, Expr]
    fixed: Mapping[Var, Expr]
    conventions: Mapping[str, Fraction]
    cut: Collection[Var] = ()
    before: Collection[str] = ()
    late: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """On which side of 0 something is that has been asked for; `strictly` where 0 is a case of its own."""

    about: Quotient
    strictly: bool


def canonical(z: Quotient) -> tuple[Quotient, bool]:
    """What has the same sign and 1 as its last coefficient, and whether it is the opposite of that."""
    factor = z.top.leading
    return (z.scaled(1 / factor), factor < 0) if factor else (z, False)
