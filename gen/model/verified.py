"""A derivation and the checks that it has passed. Only what compares it by another route makes one."""

from dataclasses import dataclass

from gen.messages.errors import VerificationError
from gen.model.derivation import Derivation


@dataclass(frozen=True, slots=True)
class Check:
    """One route by which a derivation was confirmed: how many of its numbers, and the largest relative difference that was seen."""

    route: str
    numbers: int
    residual: float = 0.0


@dataclass(frozen=True, slots=True)
class Verified:
    """A derivation and the checks that it has passed. One that computes something has at least one, or is none."""

    derivation: Derivation
    checks: tuple[Check, ...]

    def __post_init__(self) -> None:
        if self.derivation.numbers and not self.checks:
            raise VerificationError("a derivation that nothing has confirmed")
