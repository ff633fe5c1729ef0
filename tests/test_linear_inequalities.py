"""Linear inequalities over fractions, against elimination by Fourier and Motzkin."""

from collections.abc import Mapping
from fractions import Fraction
from random import Random

from gen.algebra.linear_inequalities import Constraint, Contradiction, Sign, decide, is_contradiction
from gen.algebra.polynomials import Polynomial, polynomial

UNKNOWNS = range(3)
SIGNS: tuple[Sign, ...] = (">=", ">=", ">", "=")


def _drawn(draw: Random) -> tuple[Constraint, ...]:
    """One to seven constraints for up to three unknowns."""
    most, monomials = draw.randint(1, 3), ((), *((k,) for k in UNKNOWNS[: draw.randint(1, 3)]))

    def left() -> Polynomial:
        return polynomial({monomial: Fraction(draw.randint(-most, most), draw.randint(1, 2)) for monomial in monomials})

    return tuple(Constraint(left(), draw.choice(SIGNS)) for _ in range(draw.randint(1, 7)))


def _can_hold(constraints: tuple[Constraint, ...]) -> bool:
    """Whether constraints can hold together: one unknown after the other is left out."""
    rows = [([_factor(one.left, (k,)) for k in UNKNOWNS], _factor(one.left, ()), one.sign == ">") for one in constraints]
    rows += [([-a for a in own], -b, False) for (own, b, _), one in zip(rows, constraints, strict=True) if one.sign == "="]
    for k in UNKNOWNS:
        below, above = ([row for row in rows if row[0][k] * sign > 0] for sign in (1, -1))
        rows = [row for row in rows if not row[0][k]]
        for lower, b, strict in below:
            for upper, c, other in above:
                own = [x / lower[k] - y / upper[k] for x, y in zip(lower, upper, strict=True)]
                rows.append((own, b / lower[k] - c / upper[k], strict or other))
    return all(b > 0 or (b == 0 and not strict) for _, b, strict in rows)


def _factor(left: Polynomial, monomial: tuple[int, ...]) -> Fraction:
    return dict(left.terms).get(monomial, Fraction(0))


def _holds(one: Constraint, values: Mapping[tuple[int, ...], Fraction]) -> bool:
    value = _factor(one.left, ()) + sum(_factor(one.left, (k,)) * values.get((k,), Fraction(0)) for k in UNKNOWNS)
    return {">=": value >= 0, ">": value > 0, "=": value == 0}[one.sign]


def test_inequalities_have_a_point_or_contradict_each_other() -> None:
    """Whichever is said is so by elimination, and is checked by putting in, or by adding up."""
    draw, met = Random(3), 0
    for _ in range(600):
        constraints = _drawn(draw)
        found = decide(constraints)
        assert isinstance(found, Contradiction) != _can_hold(constraints), constraints
        if isinstance(found, Contradiction):
            assert is_contradiction(constraints, found), constraints
        else:
            assert all(_holds(one, found.values) for one in constraints), constraints
            met += 1
    assert 150 < met < 450
