"""A chain of relations between numbers read back."""

import re
from itertools import pairwise
from math import prod

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
    """Whether the relation holds, as far as rounded numbers tell.

    Between arrays it is about each entry, or one where they are different; a number stands beside each entry.
    """
    if not isinstance(a, Interval) or not isinstance(b, Interval):
        shapes = {one.shape for one in (a, b) if isinstance(one, IntervalMatrix)}
        if len(shapes) != 1 or not all(isinstance(one, Interval | IntervalMatrix) for one in (a, b)):
            return False
        ones, others = ([one] * prod(*shapes) if isinstance(one, Interval) else listed(one) for one in (a, b))
        each = [_relation_holds(sign, x, y) for x, y in zip(ones, others, strict=True)]
        return any(each) if sign == r"\neq" else all(each)
    match sign:
        case "=" | r"\approx":
            return a.contains(b.nearest(a.low))
        case r"\neq":
            return a.ends != b.ends
        case "<" | r"\leq":
            return bool(mpf(a.low) < mpf(b.high)) or (sign != "<" and a.contains(b.high))
        case _:
            return bool(mpf(a.high) > mpf(b.low)) or (sign != ">" and a.contains(b.low))
