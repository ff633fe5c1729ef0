"""Matrices entry by entry, by the definitions alone: what confirms claims about them."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from gen.algebra.arrays import Value, rows_of
from gen.algebra.expr import Add, Call, Div, Expr, MatMul, Mul, Neg, Num, Pow, Var
from gen.messages.errors import VerificationError
from gen.verify.tolerance import MP

Rows = list[list[Any]]


def sides_equal(left: Expr, right: Expr, values: Mapping[Var, Value]) -> bool:
    """Whether both sides of an equation have the same entries; the number 0 is the matrix of zeros. Raises VerificationError."""
    one, other = matrix_entries(left, values), matrix_entries(right, values)
    if Num(Fraction(0)) in (left, right):
        return all(x == 0 for rows in (one, other) for row in rows for x in row)
    if [len(row) for row in one] != [len(row) for row in other]:
        raise VerificationError(f"{left} has not the shape of {right}")
    return one == other


def matrix_entries(e: Expr, values: Mapping[Var, Value]) -> Rows:
    """The rows of a matrix expression; a number alone has one row, and goes with every entry."""
    match e:
        case Var():
            return [list(row) for row in rows_of(values[e])]
        case Num(value):
            return [[value]]
        case Neg(arg):
            return [[-x for x in row] for row in matrix_entries(arg, values)]
        case Add(terms) | Mul(terms):
            parts = [matrix_entries(term, values) for term in terms]
            rows, columns = max(len(part) for part in parts), max(len(part[0]) for part in parts)
            wide = [part if len(part) * len(part[0]) > 1 else [[part[0][0]] * columns] * rows for part in parts]
            found = [[Fraction(isinstance(e, Mul))] * columns for _ in range(rows)]
            for i in range(rows):
                for j in range(columns):
                    for part in wide:
                        found[i][j] = found[i][j] * part[i][j] if isinstance(e, Mul) else found[i][j] + part[i][j]
            return found
        case Div(top, bottom):
            divisor = matrix_entries(bottom, values)[0][0]
            return [[x / divisor for x in row] for row in matrix_entries(top, values)]
        case MatMul(factors) if Num(Fraction(0)) in factors:
            return [[Fraction(0)]]
        case MatMul(factors):
            whole = matrix_entries(factors[0], values)
            for factor in factors[1:]:
                right = matrix_entries(factor, values)
                whole = [[sum(row[k] * right[k][j] for k in range(len(right))) for j in range(len(right[0]))] for row in whole]
            return whole
        case Pow(base, Num(n)) if n >= 1:
            return matrix_entries(MatMul((base,) * int(n)), values) if n > 1 else matrix_entries(base, values)
        case Pow(base, Num(n)) if n == 0:
            size = len(matrix_entries(base, values))
            return [[Fraction(i == j) for j in range(size)] for i in range(size)]
        case Call("transpose", (arg,)):
            inner = matrix_entries(arg, values)
            return [[row[j] for row in inner] for j in range(len(inner[0]))]
    raise VerificationError(f"no entries of {e}")


def largest_modulus(rows: Sequence[Sequence[Fraction]]) -> Fraction:
    """That of all eigenvalues, to 60 digits."""
    if len(rows) == 1:
        return abs(rows[0][0])
    matrix = MP.matrix([[MP.mpf(x.numerator) / x.denominator for x in row] for row in rows])
    return Fraction(MP.nstr(max(abs(one) for one in MP.eig(matrix, left=False, right=False)), 60))
