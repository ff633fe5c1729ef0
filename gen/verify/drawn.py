"""What is drawn, confirmed as nearly as it is drawn: eigenvalues as places in a plane, bars by what lies in them, points of a boundary."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from gen.messages.errors import VerificationError
from gen.model.verified import Check

ROOTS = "the determinant of x I - W at points around the roots"
_CLOSE = 1e-6  # a relative difference that nobody sees in a drawing


def verify_roots(matrix: Sequence[Sequence[Any]], found: Sequence[tuple[Any, Any]]) -> Check:
    """Confirm eigenvalues as places in the plane, as nearly as they are drawn: det(x I - W) is the product of x less each of them.

    At one more point than there are eigenvalues, on a circle around all of them. Raises VerificationError.
    """
    roots = [complex(float(a), float(b)) for a, b in found]
    if len(roots) != len(matrix):
        raise VerificationError(f"{len(roots)} eigenvalues are drawn, and there are {len(matrix)}")
    size = 1.0 + 2.0 * max(map(abs, roots))
    worst = 0.0
    for k in range(len(matrix) + 1):
        x = complex(*_DIRECTIONS[k % len(_DIRECTIONS)]) * size * (1 + k / 16)
        product = complex(1)
        for root in roots:
            product *= x - root
        real = _eliminated([[(x if i == j else 0) - float(entry) for j, entry in enumerate(row)] for i, row in enumerate(matrix)])
        worst = max(worst, abs(real / product - 1))
    if not worst < _CLOSE:
        raise VerificationError(f"{ROOTS}: the eigenvalues that are drawn are not those of the matrix")
    return Check(ROOTS, len(roots), worst)


_DIRECTIONS = ((1.0, 0.0), (0.6, 0.8), (-0.28, 0.96), (-0.8, 0.6), (-0.96, -0.28), (0.28, -0.96), (0.8, -0.6))


def _eliminated(rows: list[list[complex]]) -> complex:
    """A determinant by elimination with the largest pivot."""
    found = complex(1)
    rows = [list(row) for row in rows]
    for k in range(len(rows)):
        best = max(range(k, len(rows)), key=lambda i: abs(rows[i][k]))
        if rows[best][k] == 0:
            return complex(0)
        if best != k:
            rows[k], rows[best], found = rows[best], rows[k], -found
        found *= rows[k][k]
        for i in range(k + 1, len(rows)):
            share = rows[i][k] / rows[k][k]
            rows[i] = [a - share * b for a, b in zip(rows[i], rows[k], strict=True)]
    return found


BINS = "numbers below each edge"


def verify_bars(values: Sequence[Any], bars: Sequence[tuple[Fraction, Fraction, int]]) -> Check:
    """Confirm a histogram by how many numbers are below each edge: bars that touch, as wide as each other, hold all numbers once.

    Raises VerificationError.
    """
    found = sorted(map(Fraction, values))
    edges = [*(a for a, _, _ in bars), bars[-1][1]]
    if any(b != edges[i + 1] for i, (_, b, _) in enumerate(bars)) or len({b - a for a, b, _ in bars}) != 1:
        raise VerificationError("the bars of a histogram are not beside each other, or not as wide")
    below = [bisect_left(found, edge) for edge in edges[:-1]]
    counts = [b - a for a, b in zip(below, [*below[1:], bisect_right(found, edges[-1])], strict=True)]
    if below[0] or sum(counts) != len(found) or counts != [n for _, _, n in bars]:
        raise VerificationError(f"{BINS}: the bars hold {counts} numbers of {len(found)}, and show {[n for _, _, n in bars]}")
    return Check(BINS, len(bars))


def verify_crossing(f: Callable[[Any, Any], Any], level: Any, at: tuple[Any, Any], near: tuple[Fraction, Fraction]) -> None:
    """Confirm that a boundary goes through a point: within `near`, across and up, a value lies on either side of the level or is it.

    Raises VerificationError.
    """
    (x, y), (dx, dy) = at, near
    places = [(x, y), *((x + sx * dx, y + sy * dy) for sx, sy in ((-1, 0), (1, 0), (0, -1), (0, 1)))]
    sides = {(value > level) - (value < level) for value in (f(*place) for place in places) if value is not None}
    if not {-1, 1} <= sides and 0 not in sides:
        raise VerificationError(
            f"a line is drawn through ({float(x):.6g}, {float(y):.6g}), and the value is not {float(level):.6g} near it"
        )
