"""A requirement that numbers meet, confirmed on its sides: entry by entry, by what each sign says of a difference."""

from collections.abc import Iterable
from typing import Any

from gen.algebra.arrays import Value, numbers
from gen.messages.errors import VerificationError
from gen.model.verified import Check
from gen.verify.tolerance import close, mpf

REQUIREMENT = "both sides of the requirement"


def verify_requirement(relations: Iterable[tuple[str, Value, Value, bool]]) -> Check:
    """Confirm for each relation, by its sign and sides, whether it holds. Raises VerificationError."""
    count = 0
    for sign, left, right, holds in relations:
        a, b = [mpf(x) for x in numbers(left)], [mpf(x) for x in numbers(right)]
        wide = max(len(a), len(b))
        differences = [(x, y) for x, y in zip(a * (wide // len(a)), b * (wide // len(b)), strict=True)]
        if (any if sign == "!=" else all)(_is(sign, x, y) for x, y in differences) != holds:
            raise VerificationError(f"{REQUIREMENT}: {left} {sign} {right} is {'not ' if holds else ''}so")
        count += wide
    return Check(REQUIREMENT, count)


def _is(sign: str, x: Any, y: Any) -> bool:
    """Whether two numbers are as a sign says."""
    if close(x, y):
        return "=" in sign and sign != "!="
    return sign == "!=" or (sign[0] == "<" and x - y < 0) or (sign[0] == ">" and x - y > 0)
