"""Whether a condition on eigenvalues can hold for some real matrix under given premises.

Premises are matrix equations (`Q.T @ Q = I`) or named families, each of which stands for its defining equation. Two ways lead to an
answer, and if neither does the answer is None, never a guess:

- possible: a small matrix that meets all premises and the condition, found by search and checked exactly;
- impossible: for an eigenvector v with A v = lambda v the equation between v^H and v becomes a polynomial in lambda and its
  conjugate ((A^T)^i A^j gives conj(lambda)^i lambda^j); eliminating all but |lambda|^2 leaves the moduli that are allowed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from gen.algebra.arrays import array
from gen.algebra.expr import Add, Neg, Var
from gen.model.source import Relation, relation_holds
from gen.questions.matrix_values import NotAMatrix, equation_holds, identity
from gen.questions.matrix_words import have_numbers, words_of
from gen.syntax import constant_of

Matrix = tuple[tuple[Fraction, ...], ...]

_ENTRIES = tuple(Fraction(text) for text in ("0", "1", "-1", "2", "-2", "1/2"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """`possible` with a `witness`, or not possible with the `moduli` that the premises allow."""

    possible: bool
    witness: Matrix | None = None
    moduli: tuple[Fraction, ...] = ()


def decide(premises: Sequence[Relation], name: str, condition: Relation) -> Verdict | None:
    """Whether a condition of the form maxabs(eig(name)) against a number can hold. None if that cannot be told."""
    mine = [p for p in premises if name in _names(p)]
    joint = [p for p in mine if _names(p) != {name}]
    alone = [p for p in mine if _names(p) == {name}]
    if have_numbers(mine):
        return None
    bound = constant_of(condition.right.expr)
    assert bound is not None
    try:
        moduli = _moduli(alone)
        if moduli is not None and not any(_compare(m, bound, condition.sign) for m in moduli):
            return Verdict(False, moduli=moduli)
        if joint:
            return None  # a witness would have to meet premises about several matrices at once
        for matrix in _candidates(bound):
            values = {Var(name): array(matrix), Var("I"): identity(len(matrix))}
            if _certainly_holds(matrix, bound, condition.sign) and all(equation_holds(one, values) for one in alone):
                return Verdict(True, witness=matrix)
    except NotAMatrix:
        return None
    return None


def _names(relation: Relation) -> set[str]:
    return {use.var.name for use in (*relation.left.uses, *relation.right.uses)} - {"I"}


def _compare(modulus: Fraction, bound: Fraction, sign: str) -> bool:
    """A squared modulus against a bound, exactly."""
    square = bound * abs(bound)
    return relation_holds(sign, modulus < square, modulus == square)


def _certainly_holds(matrix: Matrix, bound: Fraction, sign: str) -> bool:
    """Whether the largest modulus of an eigenvalue certainly stands so to the bound: exactly where it is the root of a fraction."""
    if len(matrix) == 1:
        return _compare(matrix[0][0] ** 2, bound, sign)
    (a, b), (c, d) = matrix
    determinant, discriminant = a * d - b * c, (a + d) ** 2 - 4 * (a * d - b * c)
    if discriminant <= 0:  # a pair of conjugates, or one eigenvalue twice
        return _compare(determinant, bound, sign)
    if a + d == 0:
        return _compare(discriminant / 4, bound, sign)
    gap = _spectral_radius(matrix) - float(bound)
    return {"<": gap < -1e-9, "<=": gap < -1e-9, ">": gap > 1e-9, ">=": gap > 1e-9, "=": False, "!=": abs(gap) > 1e-9}[sign]


# Possible: search ------------------------------------------------------------------------------------------------------


def _candidates(bound: Fraction) -> Iterator[Matrix]:
    """Matrices with small entries and entries on either side of the bound that a condition names, the simplest first."""
    around = (bound, -bound, 2 * bound, bound / 2)
    for a in dict.fromkeys((*_ENTRIES, *(Fraction(n) for n in range(-9, 10)), *around, bound + 1)):
        yield ((a,),)
    for a, b, c, d in product(dict.fromkeys((*_ENTRIES, bound, -bound)), repeat=4):
        yield ((a, b), (c, d))


def _spectral_radius(m: Matrix) -> float:
    """The largest modulus of an eigenvalue of a 1x1 or 2x2 matrix."""
    if len(m) == 1:
        return abs(float(m[0][0]))
    (a, b), (c, d) = m
    root = complex(float((a + d) ** 2 - 4 * (a * d - b * c))) ** 0.5
    return max(abs((float(a + d) + root) / 2), abs((float(a + d) - root) / 2))


# Impossible: eigenvalues -----------------------------------------------------------------------------------------------


def _moduli(premises: Sequence[Relation]) -> tuple[Fraction, ...] | None:
    """The squared moduli that an eigenvalue may have; None if the premises leave infinitely many or cannot be read that way."""
    import sympy

    x, y, m = sympy.symbols("x y m", real=True)
    value, conjugate = x + sympy.I * y, x - sympy.I * y
    equations = []
    for premise in premises:
        words = words_of(Add((premise.left.expr, Neg(premise.right.expr))))
        if words is None:
            continue
        turned = [[is_turned for _, is_turned in word] for word in words]  # (A^T)^i A^j in each word, or A^j (A^T)^i
        if not any(all(one == sorted(one, reverse=first) for one in turned) for first in (True, False)):
            continue
        form: Any = sympy.Integer(0)
        for word, factor in zip(turned, words.values(), strict=True):
            form += sympy.Rational(factor.numerator, factor.denominator) * conjugate ** word.count(True) * value ** word.count(False)
        real, imaginary = sympy.expand(form).as_real_imag()
        equations += [part for part in (real, imaginary) if part != 0]
    if not equations:
        return None
    basis = sympy.groebner([*equations, m - x**2 - y**2], x, y, m, order="lex")
    only = [p for p in basis.exprs if p.free_symbols <= {m}]
    if not only or not only[0].free_symbols:
        return None
    roots = sympy.roots(only[0], m)
    if sum(roots.values()) != sympy.degree(only[0], m) or not all(root.is_Rational for root in roots):
        return None
    return tuple(sorted(Fraction(int(root.p), int(root.q)) for root in roots if root >= 0))
