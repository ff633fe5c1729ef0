"""Eigenvalues of a matrix of numbers as the equations of a cell, written as an author would write them.

A matrix with only zeros on one side of its diagonal has its eigenvalues there. One of 2 x 2 has the roots of its characteristic
polynomial: two numbers, or where the discriminant Delta is negative a pair alpha +- i beta. `rho` is the largest modulus.
"""

from fractions import Fraction

from gen.algebra.arrays import Array, Value, numbers, shape_of, shape_words
from gen.algebra.expr import Var
from gen.algebra.printer import name_text
from gen.format.parse import expression
from gen.messages.errors import Fault, Faults, Where
from gen.model.problem import Cell, Equation
from gen.model.queries import EigenQuery
from gen.model.source import Text, Use

MOST = 4  # rows of a triangular matrix
RHO = Var("rho")
_SUMS = {"tr": "{W}[1, 1] + {W}[2, 2]", "det": "{W}[1, 1]*{W}[2, 2] - {W}[1, 2]*{W}[2, 1]", "Delta": "tr**2 - 4*det"}
_ROOTS = {"lambda_1": "(tr + sqrt(Delta))/2", "lambda_2": "(tr - sqrt(Delta))/2", "rho": "max(abs(lambda_1), abs(lambda_2))"}
_PAIR = {"alpha": "tr/2", "beta": "sqrt(-Delta)/2", "rho": "sqrt(det)"}
EIGENVALUES = ("lambda_1", "lambda_2", "lambda_3", "lambda_4", "alpha", "beta")
EIGENVALUE_NAMES = frozenset({*_SUMS, *EIGENVALUES, "rho"})


def eigen_cell(query: EigenQuery, matrix: Value) -> Cell:
    """The equations of the eigenvalues of a matrix. Raises Faults for one whose eigenvalues are not told."""
    name, (rows, columns) = name_text(query.of.var), shape_of(matrix)
    if rows == 1 or rows != columns:
        raise Faults([Fault(query.where, f"eigenvalues are those of a square matrix; {name} is {shape_words((rows, columns))}")])
    if rows <= MOST and _is_triangular(matrix):
        found = {f"lambda_{i}": f"{{W}}[{i}, {i}]" for i in range(1, rows + 1)}
        found["rho"] = f"max({', '.join(f'abs({root})' for root in found)})"
    elif rows == 2:
        a, b, c, d = (Fraction(x) for x in numbers(matrix))
        found = _SUMS | (_PAIR if (a - d) ** 2 + 4 * b * c < 0 else _ROOTS)
    else:
        message = f"the eigenvalues of {name}, which is {rows} x {columns}, are not told"
        raise Faults([Fault(query.where, message, f"a matrix may be 2 x 2, or triangular with up to {MOST} rows")])
    equations = tuple(_equation(left, right.replace("{W}", name), query.where) for left, right in found.items())
    return Cell(f"eigenvalues of {name}", equations, query.where)


def _equation(left: str, right: str, where: Where) -> Equation:
    return Equation(Use(Var(left), where), expression(Text(right, where)))


def _is_triangular(matrix: Value) -> bool:
    assert isinstance(matrix, Array)
    places = [(i, j) for i, row in enumerate(matrix.rows) for j, x in enumerate(row) if x]
    return all(i <= j for i, j in places) or all(i >= j for i, j in places)
