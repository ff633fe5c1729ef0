"""Linear inequalities over fractions: a proof that they contradict each other, or numbers that meet them all.

Inequalities between polynomials are linear in their monomials, each of which counts as an unknown of its own. So a contradiction that is
found holds for polynomials as well; numbers that are found are those of polynomials where these are linear.

Either some of the inequalities p_i >= 0, p_i > 0, p_i = 0 add up to a contradiction, with factors that are not negative where they are
inequalities (the lemma of Farkas), or there are numbers for all monomials. One run of the simplex algorithm over fractions gives
whichever it is; Bland's rule lets it end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from typing import Literal

from gen.algebra.polynomials import ONE, ZERO, Monomial, Polynomial

Sign = Literal[">=", ">", "="]

MAX_PIVOTS = 400


class TooLong(Exception):
    """More steps of the algorithm than a question of an exam takes."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """`left >= 0`, `left > 0` or `left = 0`."""

    left: Polynomial
    sign: Sign


@dataclass(frozen=True, slots=True)
class Contradiction:
    """The factors with which constraints, by their places, add up to 0 > 0, or to a negative number that is not negative."""

    factors: Mapping[int, Fraction]


@dataclass(frozen=True, slots=True)
class Point:
    """A number for each monomial with which all constraints hold."""

    values: Mapping[Monomial, Fraction]


def is_contradiction(constraints: Sequence[Constraint], found: Contradiction) -> bool:
    """Whether the sum that a contradiction says is one: plain addition, and nothing of how it was found."""
    total, strict = ZERO, False
    for i, factor in found.factors.items():
        own = constraints[i]
        if factor < 0 and own.sign != "=":
            return False
        strict = strict or (own.sign == ">" and factor > 0)
        total = total + own.left.scaled(factor)
    value = total.constant
    return value is not None and (value < 0 or (value == 0 and strict))


@lru_cache(maxsize=4096)  # cases of one proof have much in common
def decide(constraints: tuple[Constraint, ...]) -> Contradiction | Point:
    """Whether the constraints can hold together. Raises TooLong."""
    own = [(i, constraint.left, constraint.sign == ">", 1) for i, constraint in enumerate(constraints)]
    own += [(i, -constraint.left, False, -1) for i, constraint in enumerate(constraints) if constraint.sign == "="]
    own.append((-1, ONE, True, 1))
    monomials = sorted({monomial for _, left, _, _ in own for monomial, _ in left.terms})
    rows: list[dict[int, Fraction]] = [{} for _ in range(len(monomials) + 1)]
    place = {monomial: k for k, monomial in enumerate(monomials)}
    for j, (_, left, strict, _) in enumerate(own):
        for monomial, factor in left.terms:
            rows[place[monomial]][j] = factor
        if strict:
            rows[-1][j] = Fraction(1)
    last = len(monomials)
    solution, duals = _simplex(rows, [Fraction(0)] * last + [Fraction(1)], len(own))
    if duals is None:
        factors: dict[int, Fraction] = {}
        for j, value in solution.items():
            i, _, _, sign = own[j]
            if i >= 0:
                factors[i] = factors.get(i, Fraction(0)) + sign * value
        return Contradiction({i: factor for i, factor in factors.items() if factor})
    one = -duals[place[()]]
    return Point({monomial: -duals[k] / one for monomial, k in place.items()})


def _simplex(
    rows: Sequence[Mapping[int, Fraction]], right: Sequence[Fraction], columns: int
) -> tuple[dict[int, Fraction], list[Fraction] | None]:
    """Numbers x >= 0 with rows * x = right, or where there are none the multipliers w of the rows with w * rows <= 0 < w * right.

    One artificial unknown for each row, behind the others; their sum is made as small as it gets. All rows are of whole numbers, each
    with what it is equal to at `_RIGHT`; so is that of the reduced costs, with what it has been multiplied by at `_SCALE`.
    """
    table = [_whole({**row, columns + k: Fraction(1), _RIGHT: value}) for k, (row, value) in enumerate(zip(rows, right, strict=True))]
    scales = [row[columns + k] for k, row in enumerate(table)]
    basis = [columns + k for k in range(len(table))]
    sums: dict[int, Fraction] = {_SCALE: Fraction(1)}
    for row, scale in zip(table, scales, strict=True):
        for j, x in row.items():
            if j < columns:
                sums[j] = sums.get(j, Fraction(0)) - Fraction(x, scale)
    cost = _whole(sums)
    for _ in range(MAX_PIVOTS):
        entering = min((j for j, x in cost.items() if x < 0 and 0 <= j < columns), default=None)
        if not cost.get(_RIGHT) or entering is None:
            break
        ratios = [(Fraction(row.get(_RIGHT, 0), row[entering]), basis[k], k) for k, row in enumerate(table) if row.get(entering, 0) > 0]
        _, _, k = min(ratios)
        pivot = table[k]
        table = [row if i == k or entering not in row else _without(row, pivot, entering) for i, row in enumerate(table)]
        cost = _without(cost, pivot, entering)
        basis[k] = entering
    else:
        raise TooLong
    if not cost.get(_RIGHT):
        return {j: Fraction(row[_RIGHT], row[j]) for row, j in zip(table, basis, strict=True) if j < columns and row.get(_RIGHT)}, None
    return {}, [1 - Fraction(cost.get(columns + k, 0), cost[_SCALE]) for k in range(len(table))]


_RIGHT, _SCALE = -1, -2


def _whole(row: Mapping[int, Fraction]) -> dict[int, int]:
    """A multiple of a row in whole numbers that have no common divisor."""
    shared = lcm(*(x.denominator for x in row.values()))
    return _reduced({j: int(x * shared) for j, x in row.items() if x})


def _reduced(row: dict[int, int]) -> dict[int, int]:
    shared = gcd(*row.values())
    return {j: x // shared for j, x in row.items()} if shared > 1 else row


def _without(row: Mapping[int, int], pivot: Mapping[int, int], column: int) -> dict[int, int]:
    """A positive multiple of a row, less one of the pivot's, so that nothing is left in a column."""
    shared = gcd(row[column], pivot[column])
    own, other = pivot[column] // shared, row[column] // shared
    found = {j: own * x for j, x in row.items()}
    for j, x in pivot.items():
        left = found.get(j, 0) - other * x
        if left:
            found[j] = left
        else:
            found.pop(j, None)
    return _reduced(found)
