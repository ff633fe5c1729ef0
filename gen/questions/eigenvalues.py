"""Eigenvalues of a matrix of numbers, told as the equations of a cell: they are solved, verified and printed like those of any other.

A matrix with only zeros on one side of its diagonal has its eigenvalues there. One of 2 x 2 has the roots of its characteristic
polynomial: two numbers, or where the discriminant Delta is negative a pair alpha +- i beta. `rho` is the largest modulus.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from gen.algebra.arrays import Value, scalar
from gen.algebra.expr import Add, Atom, Mul, Neg, Num, Pow, Var
from gen.algebra.numbers import ZERO, Number, compare, negate
from gen.format import EIGENVALUES, RHO
from gen.model.derivation import Derivation, Statement, Step
from gen.model.problem import Piece, saying
from gen.model.queries import EigenQuery


def eigenvalues(values: Mapping[Atom, Value]) -> list[tuple[Number, Number]]:
    """Real and imaginary part of each eigenvalue that was derived."""
    found = [scalar(values[Var(name)]) for name in EIGENVALUES if Var(name) in values]
    if Var("alpha") in values:
        alpha, beta = found
        return [(alpha, beta), (alpha, negate(beta))]
    return [(root, ZERO) for root in found]


def told(query: EigenQuery, solved: Derivation) -> Derivation:
    """The steps, with where the equations come from before them and what the largest modulus says of powers behind them."""
    values = solved.values
    lines: list[Step | Statement] = [replace(step, kind="eigenvalue") for step in solved.numbers]
    steps = (Statement("polynomial", "polynomial", (_origin(query, values),)), *lines, Statement("case", "verdict", (_verdict(values),)))
    answers = tuple(answer for answer in solved.answers if isinstance(answer, Var) and answer.name in EIGENVALUES)
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
