"""Which points of a plot are confirmed, and what that is called."""

from collections.abc import Sequence

from gen.model.plot import Point
from gen.model.verified import Check

CONFIRMED = 40  # points of each line, from its first to its last
ROUTE = "points of plots"


def combined(checks: Sequence[Check]) -> tuple[Check, ...]:
    return (Check(ROUTE, len(checks), max((check.residual for check in checks), default=0.0)),)


def some(points: Sequence[Point], most: int = CONFIRMED) -> list[Point]:
    """At most so many of them, from the first to the last."""
    if len(points) <= most:
        return list(points)
    return [points[round(i * (len(points) - 1) / (most - 1))] for i in range(most)]
