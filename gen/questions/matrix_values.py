"""Matrix expressions with matrices put in, exactly: what counterexamples and witnesses are found with."""

from collections.abc import Mapping
from fractions import Fraction

from gen.algebra.arrays import Value, array, mapped, rows_of
from gen.algebra.expr import Add, Call, Div, Expr, MatMul, Mul, Neg, Num, Pow, Var
from gen.functions.linalg import each, matmul, transpose
from gen.model.source import Relation
from gen.questions.matrix_words import LARGEST_POWER
from gen.syntax import constant_of


class NotAMatrix(ValueError):
    """An expression that cannot be read as a matrix."""


def identity(n: int) -> Value:
    return array((Fraction(i == j) for j in range(n)) for i in range(n))


def equation_holds(relation: Relation, values: Mapping[Var, Value]) -> bool:
    """Whether both sides of an equation are the same, entry by entry. Raises NotAMatrix."""
    left, right = (matrix_value(side.expr, values) for side in (relation.left, relation.right))
    gap = each(lambda x, y: x - y, left, right)
    return all(x == 0 for row in rows_of(gap) for x in row)


def matrix_value(e: Expr, values: Mapping[Var, Value]) -> Value:
    """A matrix expression with numbers; a 0 is one of any shape, `I` has its own. Raises NotAMatrix."""
    match e:
        case Var():
            return values[e]
        case Num(value):
            return value
        case Neg(arg):
            return mapped(matrix_value(arg, values), lambda x: -x)
        case Add(terms):
            found = matrix_value(terms[0], values)
            for term in terms[1:]:
                found = each(lambda x, y: x + y, found, matrix_value(term, values))
            return found
        case Mul(factors):
            found = matrix_value(factors[0], values)
            for factor in factors[1:]:
                found = each(lambda x, y: x * y, found, matrix_value(factor, values))
            return found
        case Div(top, bottom) if divisor := constant_of(bottom):
            return each(lambda x: x / divisor, matrix_value(top, values))
        case MatMul(factors) if Num(Fraction(0)) in factors:
            return Fraction(0)
        case MatMul(factors):
            found = matrix_value(factors[0], values)
            for factor in factors[1:]:
                found = matmul(found, matrix_value(factor, values))
            return found
        case Pow(base, Num(n)) if n.denominator == 1 and 0 <= n <= LARGEST_POWER:
            whole = matrix_value(base, values)
            return matrix_value(MatMul((base,) * int(n)), values) if n > 1 else whole if n else identity(len(rows_of(whole)))
        case Call("transpose", (arg,)):
            return transpose(matrix_value(arg, values))
        case Call("diag", (arg,)):
            return array(
                [x if i == j else Fraction(0) for j, x in enumerate(row)] for i, row in enumerate(rows_of(matrix_value(arg, values)))
            )
    raise NotAMatrix(f"not a matrix expression: {e}")
