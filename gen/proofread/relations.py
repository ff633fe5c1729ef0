"""A chain of relations between numbers read back."""

import re
from itertools import pairwise

from gen.messages.errors import VerificationError
from gen.proofread.forms import ReadingContext
from gen.proofread.intervals import Bounds, Interval, IntervalMatrix, listed
from gen.verify.tolerance import mpf

RELATION = re.compile(r" (=|\\approx|\\neq|<|>|\\leq|\\geq) ")


def read_relation(what: str, formula: str, page: ReadingContext) -> int:
    """How many sides a chain of relations between numbers has. Raises VerificationError where it does not hold."""
    first, *rest = RELATION.split(formula)
    sides = [page.read(what, side, symbols=True) for side in (first, *rest[1::2])]
    if not rest or not all(_relation_holds(sign, a, b) for sign, (a, b) in zip(rest[::2], pairwise(sides), strict=True)):
        raise VerificationError(f"{what}: {formula} does not hold, its sides are read as {', '.join(map(str, sides))}")
    return len(sides)


def _relation_holds(sign: str, a: Bounds, b: Bounds) -> bool:
    """Whether the relation holds, as far as rounded numbers tell; between arrays for each entry, or for one where they are different.

    A number is compared with each entry of an array.
    """
    if isinstance(a, IntervalMatrix) or isinstance(b, IntervalMatrix):
        size = max(len(_entries(a)), len(_entries(b)))
        ones, others = (_entries(side) * (size if isinstance(side, Interval) else 1) for side in (a, b))
        alike = isinstance(a, Interval) or isinstance(b, Interval) or (isinstance(b, type(a)) and a.shape == b.shape)
        each = [_relation_holds(sign, x, y) for x, y in zip(ones, others, strict=True)] if alike else []
        return any(each) if sign == r"\neq" else bool(each) and all(each)
    if not isinstance(a, Interval) or not isinstance(b, Interval):
        return False
    match sign:
        case "=" | r"\approx":
            return a.contains(b.nearest(a.low))
        case r"\neq":
            return a.ends != b.ends
        case "<" | r"\leq":
            return bool(mpf(a.low) < mpf(b.high)) or (sign != "<" and a.contains(b.high))
        case _:
            return bool(mpf(a.high) > mpf(b.low)) or (sign != ">" and a.contains(b.low))


def _entries(side: Bounds) -> tuple[Interval, ...]:
    return listed(side) if isinstance(side, Interval | IntervalMatrix) else ()
