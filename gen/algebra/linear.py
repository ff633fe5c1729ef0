"""Systems of linear equations and inequalities, solved exactly: the simplex method over fractions, with Bland's rule, which never cycles.

As in Cormen, Leiserson, Rivest, Stein, *Introduction to Algorithms*, chapter on linear programming: each basic variable is a constant
plus a sum of multiples of the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Affine = tuple[Fraction, ...]
"""The coefficients of the unknowns, and behind them the constant."""

ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Bound:
    """What a linear form is compared with 0: less, at most, or equal."""

    form: Affine
    sign: Literal["<", "<=", "="]

    def holds(self, point: Sequence[Fraction]) -> bool:
        """Whether it holds with these numbers."""
        value = value_at(self.form, point)
        return value < 0 or (value == 0 and self.sign != "<") if self.sign != "=" else value == 0


def value_at(form: Affine, point: Sequence[Fraction]) -> Fraction:
    """The form with these numbers for its unknowns."""
    return sum((a * x for a, x in zip(form, point, strict=False)), form[-1])


def added(*forms: Affine) -> Affine:
    """The sum of forms."""
    return tuple(sum(column, Fraction(0)) for column in zip(*forms, strict=True))


def multiplied(form: Affine, factor: Fraction) -> Affine:
    return tuple(factor * a for a in form)


def is_constant(form: Affine) -> bool:
    return not any(form[:-1])


def solution(bounds: Sequence[Bound], size: int) -> tuple[Fraction, ...] | None:
    """Numbers for so many unknowns that meet all bounds, those that are strict by as much as can be, up to 1; None if there are none."""
    # An unknown x is p - r with p, r >= 0 and one r for all. A strict bound is form + s <= 0, where s is to be large.
    strict, shift = size + 1, size
    rows: list[tuple[dict[int, Fraction], Fraction]] = [({strict: ONE}, ONE)]
    for bound in bounds:
        own = {i: a for i, a in enumerate(bound.form[:-1]) if a}
        if total := sum(bound.form[:-1]):
            own[shift] = -total
        rows.append((own | ({strict: ONE} if bound.sign == "<" else {}), -bound.form[-1]))
        if bound.sign == "=":
            rows.append(({i: -a for i, a in own.items()}, bound.form[-1]))
    found = _largest(rows, strict)
    if found is None or (found.get(strict, 0) <= 0 and any(bound.sign == "<" for bound in bounds)):
        return None
    away = found.get(shift, Fraction(0))
    return tuple(found.get(i, Fraction(0)) - away for i in range(size))


def _largest(rows: Sequence[tuple[dict[int, Fraction], Fraction]], objective: int) -> dict[int, Fraction] | None:
    """The basic variables, each at least 0, where sums are at most their constants and one variable is largest; None if nothing is."""
    names = 1 + max(name for own, _ in rows for name in own)
    extra = names + len(rows)
    basic = {names + k: (limit, {name: -a for name, a in own.items()} | {extra: ONE}) for k, (own, limit) in enumerate(rows)}
    worst = min(basic, key=lambda name: basic[name][0])
    if basic[worst][0] < 0:
        _exchange(basic, extra, worst)
        _climb(basic, {name: -a for name, a in basic[extra][1].items()})
        if extra in basic:
            if basic[extra][0]:
                return None
            others = basic[extra][1]
            _exchange(basic, min(others), extra) if others else basic.pop(extra)
    for _, own in basic.values():
        own.pop(extra, None)
    _climb(basic, dict(basic[objective][1]) if objective in basic else {objective: ONE})
    return {name: constant for name, (constant, _) in basic.items()}


_Basic = dict[int, tuple[Fraction, dict[int, Fraction]]]


def _climb(basic: _Basic, objective: dict[int, Fraction]) -> None:
    """Exchange variables until the objective cannot grow; it must be bounded."""
    while rising := [name for name, a in objective.items() if a > 0]:
        enter = min(rising)
        limits = [(constant / -own[enter], name) for name, (constant, own) in basic.items() if own.get(enter, 0) < 0]
        leave = min(limits)[1]
        _exchange(basic, enter, leave)
        objective = _put_in(objective, enter, basic[enter][1])


def _exchange(basic: _Basic, enter: int, leave: int) -> None:
    """Make one variable basic in place of another."""
    constant, own = basic.pop(leave)
    a = own.pop(enter)
    row = {name: -b / a for name, b in own.items()} | {leave: 1 / a}
    for name, (before, others) in basic.items():
        if factor := others.get(enter):
            basic[name] = (before - factor * constant / a, _put_in(others, enter, row))
    basic[enter] = (-constant / a, row)


def _put_in(form: dict[int, Fraction], name: int, row: dict[int, Fraction]) -> dict[int, Fraction]:
    """A form with another one in place of a variable."""
    factor, result = form[name], {other: a for other, a in form.items() if other != name}
    for other, a in row.items():
        result[other] = result.get(other, Fraction(0)) + factor * a
    return {other: a for other, a in result.items() if a}
