"""Eigenvalues of a matrix of numbers, told as the equations of a cell: they are solved, verified and printed like those of any other.

A matrix with only zeros on one side of its diagonal has its eigenvalues there. One of 2 x 2 has the roots of its characteristic
polynomial: two numbers, or where the discriminant Delta is negative a pair alpha +- i beta. `rho` is the largest modulus.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from gen.array import Array, Value, numbers, scalar, shape_of, shape_words
from gen.errors import Fault, Faults, Where
from gen.expr import Add, Atom, Mul, Neg, Num, Pow, Var
from gen.notation import name_text
from gen.number import ZERO, Number, compare, negate
from gen.parse import Text, Use, expression
from gen.queries import EigenQuery
from gen.spec import Cell, Equation, Piece, saying
from gen.steps import Derivation, Statement, Step

MOST = 4  # rows of a triangular matrix
RHO = Var("rho")
_SUMS = {"tr": "{W}[1, 1] + {W}[2, 2]", "det": "{W}[1, 1]*{W}[2, 2] - {W}[1, 2]*{W}[2, 1]", "Delta": "tr**2 - 4*det"}
_ROOTS = {"lambda_1": "(tr + sqrt(Delta))/2", "lambda_2": "(tr - sqrt(Delta))/2", "rho": "max(abs(lambda_1), abs(lambda_2))"}
_PAIR = {"alpha": "tr/2", "beta": "sqrt(-Delta)/2", "rho": "sqrt(det)"}
_EIGENVALUES = ("lambda_1", "lambda_2", "lambda_3", "lambda_4", "alpha", "beta")
NAMES = frozenset({*_SUMS, *_EIGENVALUES, "rho"})


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


def eigenvalues(values: Mapping[Atom, Value]) -> list[tuple[Number, Number]]:
    """Real and imaginary part of each eigenvalue that was derived."""
    found = [scalar(values[Var(name)]) for name in _EIGENVALUES if Var(name) in values]
    if Var("alpha") in values:
        alpha, beta = found
        return [(alpha, beta), (alpha, negate(beta))]
    return [(root, ZERO) for root in found]


def told(query: EigenQuery, solved: Derivation) -> Derivation:
    """The steps, with where the equations come from before them and what the largest modulus says of powers behind them."""
    values = solved.values
    lines: list[Step | Statement] = [replace(step, kind="eigenvalue") for step in solved.numbers]
    steps = (Statement("polynomial", "polynomial", (_origin(query, values),)), *lines, Statement("case", "verdict", (_verdict(values),)))
    answers = tuple(answer for answer in solved.answers if isinstance(answer, Var) and answer.name in _EIGENVALUES)
    return Derivation(steps, answers, values)


def _origin(query: EigenQuery, values: Mapping[Atom, Value]) -> Piece:
    """Where the equations come from."""
    matrix, lam = Piece("expr", "", query.of.var), Var("lambda")
    if Var("Delta") not in values:
        return saying("{matrix} is triangular: its eigenvalues stand on its diagonal.", matrix=matrix)
    polynomial = Add((Pow(lam, Num(Fraction(2))), Neg(Mul((Var("tr"), lam))), Var("det")))
    equation = Piece("relation", "=", chain=(polynomial, Num(ZERO)))
    if Var("alpha") in values:
        pair = Piece("math", r"\alpha \pm \mathrm{i}\,\beta")
        return saying(
            "The eigenvalues of {matrix} solve {equation}: as the discriminant is negative, they are {pair}.",
            matrix=matrix,
            equation=equation,
            pair=pair,
        )
    return saying(
        "The eigenvalues of {matrix} are the roots of its characteristic polynomial: {equation}.", matrix=matrix, equation=equation
    )


def _verdict(values: Mapping[Atom, Value]) -> Piece:
    """What the largest modulus says of high powers of the matrix."""
    modulus = compare(scalar(values[RHO]), Fraction(1))
    condition = Piece("relation", "<" if modulus < 0 else ">", chain=(RHO, Num(Fraction(1))) if modulus else (RHO,), values=values)
    if modulus < 0:
        return saying("Since {condition}, the powers of the matrix tend to 0: the gradient vanishes.", condition=condition)
    if modulus > 0:
        return saying("Since {condition}, the powers of the matrix grow without bound: the gradient explodes.", condition=condition)
    return saying("Since {condition}, no eigenvalue makes the powers of the matrix explode or vanish.", condition=condition)
