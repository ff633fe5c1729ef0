"""All eigenvalues of a matrix as points of the plane: the characteristic polynomial exactly, its roots to many digits."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from gen.algebra.numbers import Number, add, divide, multiply, negate, to_decimal
from gen.messages.errors import MathError

MOST = 12  # rows
_STEPS = 400
_NEAR = Decimal("1e-20")

Complex = tuple[Number, Number]
_NOTHING: Complex = (Fraction(0), Fraction(0))


def characteristic_polynomial(rows: Sequence[Sequence[Number]]) -> list[Fraction]:
    """The coefficients of det(x I - W), the highest first (Faddeev and LeVerrier)."""
    n, matrix = len(rows), [[Fraction(x) for x in row] for row in rows]
    power = [[Fraction(i == j) for j in range(n)] for i in range(n)]
    found = [Fraction(1)]
    for k in range(1, n + 1):
        power = [[sum((matrix[i][m] * power[m][j] for m in range(n)), Fraction(0)) for j in range(n)] for i in range(n)]
        found.append(-sum((power[i][i] for i in range(n)), Fraction(0)) / k)
        for i in range(n):
            power[i][i] += found[-1]
    return found


def eigenvalues(rows: Sequence[Sequence[Number]]) -> list[Complex]:
    """Real and imaginary part of each, the largest real part first (Durand and Kerner). Raises MathError where the roots do not settle."""
    coefficients = characteristic_polynomial(rows)
    zeros = 0
    while len(coefficients) > 1 and coefficients[-1] == 0:
        coefficients.pop()
        zeros += 1
    bound = 1 + max((abs(c) for c in coefficients[1:]), default=Fraction(0))
    start: Complex = (Fraction(2, 5), Fraction(9, 10))
    found: list[Complex] = []
    for _ in coefficients[1:]:
        found.append(_times(found[-1] if found else (to_decimal(min(bound, Fraction(3))), Fraction(0)), start))
    polynomial = [to_decimal(c) for c in coefficients]
    for _ in range(_STEPS):
        moved = Decimal(0)
        for i, root in enumerate(found):
            value: Complex = (Fraction(0), Fraction(0))
            for c in polynomial:
                value = _plus(_times(value, root), (c, Fraction(0)))
            others: Complex = (Fraction(1), Fraction(0))
            for j, other in enumerate(found):
                if j != i:
                    others = _times(others, _plus(root, (negate(other[0]), negate(other[1]))))
            step = _over(value, others) if others != _NOTHING else _NOTHING  # it stands on an equal root
            found[i] = _plus(root, (negate(step[0]), negate(step[1])))
            moved = max(moved, abs(to_decimal(step[0])), abs(to_decimal(step[1])))
        if moved < _NEAR:
            break
    else:
        if moved > Decimal("1e-6"):  # roots that are equal settle slowly
            raise MathError("the eigenvalues cannot be told apart")
    roots = [*found, *[(Fraction(0), Fraction(0))] * zeros]
    return sorted(((_clean(a), _clean(b)) for a, b in roots), key=lambda root: (-Fraction(root[0]), -Fraction(root[1])))


def _clean(x: Number) -> Number:
    """Without what is left over of a 0."""
    return Fraction(0) if abs(to_decimal(x)) < Decimal("1e-9") else x


def _plus(a: Complex, b: Complex) -> Complex:
    return add(a[0], b[0]), add(a[1], b[1])


def _times(a: Complex, b: Complex) -> Complex:
    return add(multiply(a[0], b[0]), negate(multiply(a[1], b[1]))), add(multiply(a[0], b[1]), multiply(a[1], b[0]))


def _over(a: Complex, b: Complex) -> Complex:
    size = add(multiply(b[0], b[0]), multiply(b[1], b[1]))
    found = _times(a, (b[0], negate(b[1])))
    return divide(found[0], size), divide(found[1], size)
