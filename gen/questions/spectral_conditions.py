"""Whether a condition on eigenvalues can hold for some real matrix under given premises.

Premises are matrix equations (`Q.T @ Q = I`) or named families, each of which stands for its defining equation. Two ways lead to an
answer, and if neither does the answer is None, never a guess:

- possible: a small matrix that meets all premises and the condition, found by search and checked exactly;
- impossible: for an eigenvector v with A v = lambda v the equation between v^H and v becomes a polynomial in lambda and its
  conjugate ((A^T)^i A^j gives conj(lambda)^i lambda^j); eliminating all but |lambda|^2 leaves the moduli that are allowed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from gen.algebra.expr import Add, Call, Expr, MatMul, Mul, Neg, Num, Pow, Var
from gen.model.source import Relation, relation_holds
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
    alone = [(p.left.expr, p.right.expr) for p in mine if _names(p) == {name}]
    bound = constant_of(condition.right.expr)
    assert bound is not None
    try:
        moduli = _moduli(alone, name)
        if moduli is not None and not any(_compare(m, bound, condition.sign) for m in moduli):
            return Verdict(False, moduli=moduli)
        if joint:
            return None  # a witness would have to meet premises about several matrices at once
        for matrix in _candidates(bound):
            values = {name: matrix}
            if all(_value(a, values) == _value(b, values) for a, b in alone) and _certainly_holds(matrix, bound, condition.sign):
                return Verdict(True, witness=matrix)
    except NotAMatrix:
        return None
    return None


class NotAMatrix(ValueError):
    """An expression that cannot be read as a matrix."""


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


def _value(e: Expr, values: Mapping[str, Matrix]) -> Matrix:
    """A matrix expression, exactly. Raises NotAMatrix."""
    size = range(len(next(iter(values.values()))))
    match e:
        case Var("I"):
            return tuple(tuple(Fraction(i == j) for j in size) for i in size)
        case Var(name):
            return values[name]
        case Num(value):
            return tuple(tuple(value if i == j else Fraction(0) for j in size) for i in size)
        case Neg(arg):
            return tuple(tuple(-x for x in row) for row in _value(arg, values))
        case Add(terms):
            found = [_value(term, values) for term in terms]
            return tuple(tuple(sum((v[i][j] for v in found), Fraction(0)) for j in size) for i in size)
        case Pow(base, Num(n)) if n.denominator == 1 and 0 < n < 9:
            return _value(MatMul((base,) * int(n)), values)
        case Mul(factors) if sum(constant_of(factor) is None for factor in factors) > 1:
            raise NotAMatrix("an elementwise product")
        case MatMul(factors) | Mul(factors):
            result = _value(factors[0], values)
            for factor in factors[1:]:
                right = _value(factor, values)
                result = tuple(tuple(sum((result[i][k] * right[k][j] for k in size), Fraction(0)) for j in size) for i in size)
            return result
        case Call("transpose", (arg,)):
            return tuple(zip(*_value(arg, values), strict=True))
        case Call("diag", (arg,)):
            inner = _value(arg, values)
            return tuple(tuple(inner[i][j] if i == j else Fraction(0) for j in size) for i in size)
    raise NotAMatrix(f"not a matrix expression: {e}")


# Impossible: eigenvalues -----------------------------------------------------------------------------------------------

MatrixPolynomial = Mapping[tuple[str, ...], Fraction]


def _moduli(premises: Sequence[tuple[Expr, Expr]], name: str) -> tuple[Fraction, ...] | None:
    """The squared moduli that an eigenvalue may have; None if the premises leave infinitely many or cannot be read that way."""
    import sympy

    x, y, m = sympy.symbols("x y m", real=True)
    value, conjugate = x + sympy.I * y, x - sympy.I * y
    equations = []
    for left, right in premises:
        words = _noncommutative_polynomial(Add((left, Neg(right))))
        if words is None:
            continue
        if not (all(_sorted(w, "T", "A") for w in words) or all(_sorted(w, "A", "T") for w in words)):
            continue
        form: Any = sympy.Integer(0)
        for word, factor in words.items():
            form += sympy.Rational(factor.numerator, factor.denominator) * conjugate ** word.count("T") * value ** word.count("A")
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


def _sorted(word: tuple[str, ...], first: str, then: str) -> bool:
    return word == (first,) * word.count(first) + (then,) * word.count(then)


def _noncommutative_polynomial(e: Expr) -> MatrixPolynomial | None:
    """A matrix expression as a sum of words in A and its transpose T; None if it is not one."""
    match e:
        case Var("I"):
            return {(): Fraction(1)}
        case Var():
            return {("A",): Fraction(1)}
        case Num(value):
            return {(): value}
        case Neg(arg):
            inner = _noncommutative_polynomial(arg)
            return None if inner is None else {w: -c for w, c in inner.items()}
        case Add(terms):
            total: dict[tuple[str, ...], Fraction] = {}
            for term in terms:
                inner = _noncommutative_polynomial(term)
                if inner is None:
                    return None
                for word, factor in inner.items():
                    total[word] = total.get(word, Fraction(0)) + factor
            return {word: factor for word, factor in total.items() if factor}
        case Mul(factors) if sum(constant_of(factor) is None for factor in factors) > 1:
            return None
        case MatMul(factors) | Mul(factors):
            result: MatrixPolynomial = {(): Fraction(1)}
            for part in factors:
                inner = _noncommutative_polynomial(part)
                if inner is None:
                    return None
                result = _product(result, inner)
            return result
        case Pow(base, Num(value)) if value.denominator == 1 and 0 <= value <= 8:
            return _noncommutative_polynomial(MatMul((base,) * int(value))) if value else {(): Fraction(1)}
        case Call("transpose", (arg,)):
            inner = _noncommutative_polynomial(arg)
            swap = {"A": "T", "T": "A"}
            return None if inner is None else {tuple(swap[c] for c in reversed(w)): f for w, f in inner.items()}
    return None


def _product(a: MatrixPolynomial, b: MatrixPolynomial) -> MatrixPolynomial:
    result: dict[tuple[str, ...], Fraction] = {}
    for (left, x), (right, y) in product(a.items(), b.items()):
        result[left + right] = result.get(left + right, Fraction(0)) + x * y
    return result
