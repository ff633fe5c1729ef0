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
from typing import Literal

from gen.algebra.polynomials import ONE, ZERO, Monomial, Polynomial

Sign = Literal[">=", ">", "="]

MAX_PIVOTS = 400


class TooLong(Exception):
    """More steps of the algorithm than a claim of an exam takes."""


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


def decide(constraints: Sequence[Constraint]) -> Contradiction | Point:
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


def _simplex(rows: list[dict[int, Fraction]], right: list[Fraction], columns: int) -> tuple[dict[int, Fraction], list[Fraction] | None]:
    """Numbers x >= 0 with rows * x = right, or where there are none the multipliers w of the rows with w * rows <= 0 < w * right.

    One artificial unknown for each row, behind the others; their sum is made as small as it gets.
    """
    count = len(rows)
    for k, row in enumerate(rows):
        row[columns + k] = Fraction(1)
    basis = [columns + k for k in range(count)]
    cost: dict[int, Fraction] = {}  # reduced costs, of the artificial ones too
    for row in rows:
        for j, x in row.items():
            if j < columns:
                cost[j] = cost.get(j, Fraction(0)) - x
    value = sum(right, Fraction(0))
    for _ in range(MAX_PIVOTS):
        entering = min((j for j, x in cost.items() if x < 0 and j < columns), default=None)
        if value == 0 or entering is None:
            break
        ratios = [(right[k] / row[entering], basis[k], k) for k, row in enumerate(rows) if row.get(entering, 0) > 0]
        _, _, k = min(ratios)
        _pivot(rows, right, k, entering)
        factor = cost.pop(entering)
        for j, x in rows[k].items():
            if j != entering and (found := cost.get(j, Fraction(0)) - factor * x) != 0:
                cost[j] = found
            elif j != entering:
                cost.pop(j, None)
        value += factor * right[k]
        basis[k] = entering
    else:
        raise TooLong
    if value == 0:
        return {j: right[k] for k, j in enumerate(basis) if j < columns and right[k]}, None
    return {}, [1 - cost.get(columns + k, Fraction(0)) for k in range(count)]


def _pivot(rows: list[dict[int, Fraction]], right: list[Fraction], k: int, entering: int) -> None:
    """Make a column that of row k alone."""
    scale = rows[k][entering]
    rows[k] = {j: x / scale for j, x in rows[k].items()}
    right[k] /= scale
    for i, row in enumerate(rows):
        factor = row.get(entering)
        if i == k or not factor:
            continue
        for j, x in rows[k].items():
            found = row.get(j, Fraction(0)) - factor * x
            if found:
                row[j] = found
            else:
                row.pop(j, None)
        right[i] -= factor * right[k]
