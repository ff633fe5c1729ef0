"""Eigenvalues of a matrix of numbers: equations of a cell, as an author would write them, solved and confirmed like those of any other.

A matrix with only zeros on one side of its diagonal has its eigenvalues there. One of 2 x 2 has the roots of its characteristic
polynomial: two numbers, or where the discriminant Delta is negative a pair alpha +- i beta. `rho` is the largest modulus.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar

from gen.algebra.arrays import Array, Value, numbers, rows_of, scalar, shape_of, shape_words
from gen.algebra.expr import Add, Atom, Mul, Neg, Num, Pow, Var
from gen.algebra.numbers import ZERO, Number, compare, negate
from gen.algebra.printer import name_text
from gen.functions import simplified_root
from gen.messages.errors import InputError, InputErrors, Location, did_you_mean
from gen.messages.sentences import lazy_message
from gen.model.derivation import Derivation, Statement, Step
from gen.model.problem import Cell, Equation, Inline, Reading, sentence_inline
from gen.model.queries import Query
from gen.model.source import Text, Use
from gen.model.verified import Verified
from gen.questions.kind import AskedItem, Kind, WrittenQuestion, written_of
from gen.questions.values import ValueQuery, compute
from gen.syntax import expression
from gen.verify import verify_eigenvalues

MOST = 4  # rows of a triangular matrix
ALPHA, BETA, RHO = Var("alpha"), Var("beta"), Var("rho")
_SUMS = {"tr": "{W}[1, 1] + {W}[2, 2]", "det": "{W}[1, 1]*{W}[2, 2] - {W}[1, 2]*{W}[2, 1]", "Delta": "tr**2 - 4*det"}
_ROOTS = {"lambda_1": "(tr + sqrt(Delta))/2", "lambda_2": "(tr - sqrt(Delta))/2", "rho": "max(abs(lambda_1), abs(lambda_2))"}
_PAIR = {"alpha": "tr/2", "beta": "sqrt(abs(Delta))/2", "rho": "sqrt(det)"}
_ROOTS_OR_PAIR = ("lambda_1", "lambda_2", "lambda_3", "lambda_4", "alpha", "beta")
_NAMES = frozenset({*_SUMS, *_ROOTS_OR_PAIR, "rho"})


@dataclass(frozen=True, slots=True)
class EigenQuery(Query):
    """`eigenvalues of W`: those of a matrix that is given, and whether its powers explode or vanish."""

    of: Use
    kind: ClassVar[str] = "eigenvalues"
    lines_per_point: ClassVar[float] = 3

    @property
    def same(self) -> object:
        return self.kind, self.of.var

    @property
    def uses(self) -> tuple[Use, ...]:
        return (self.of,)

    def has_answer(self, answer: object) -> bool:
        return isinstance(answer, Var)


def _read(written: WrittenQuestion) -> list[EigenQuery]:
    return [EigenQuery(use, where=use.where) for use in written.names()]


def _answer(query: EigenQuery, asked: AskedItem) -> Verified:
    """The eigenvalues of a given matrix, by equations of their own. Raises InputErrors."""
    item, var, name = asked.item, query.of.var, name_text(query.of.var)
    if var not in item.given:
        names = [name_text(one) for one in item.given]
        listed = any(one.name == var.name for one in item.given)
        hint = f"no equation has {var.name} without a time, so that its list is taken as its values at times 1, 2 ..." if listed else ""
        raise InputErrors([InputError(query.where, f"'{name}' is not given", hint or did_you_mean(name, names))])
    if taken := _NAMES & {one.name for one in (*item.given, *(eq.lhs.var for eq in asked.cell.equations))}:
        raise InputErrors(
            [InputError(query.where, f"eigenvalues are told with the name '{min(taken)}', which the item has for a value of its own")]
        )
    matrix = item.given[var]
    cell = _cell(query, matrix.value)
    alone = replace(item, given={var: matrix}, printed={}, cut=frozenset(), truncate=None, horizon=1)
    reading = Reading(asked.of_cell.name, cell, "computed", query.where)
    wanted = [ValueQuery(equation.lhs, where=query.where) for equation in cell.equations]
    verified = compute(wanted, AskedItem(alone, reading, {var.name}, shown=asked.shown))
    derivation = _with_verdict(query, verified.derivation)
    check = verify_eigenvalues(rows_of(matrix.value), eigenvalues(derivation.values), scalar(derivation.values[RHO]))
    return Verified(derivation, (*verified.checks, check))


def _cell(query: EigenQuery, matrix: Value) -> Cell:
    """The equations of the eigenvalues of a matrix. Raises InputErrors for one whose eigenvalues are not told."""
    name, (rows, columns) = name_text(query.of.var), shape_of(matrix)
    if rows == 1 or rows != columns:
        raise InputErrors([InputError(query.where, f"eigenvalues are those of a square matrix; {name} is {shape_words((rows, columns))}")])
    if rows <= MOST and _is_triangular(matrix):
        found = {f"lambda_{i}": f"{{W}}[{i}, {i}]" for i in range(1, rows + 1)}
        found["rho"] = f"max({', '.join(f'abs({root})' for root in found)})"
    elif rows == 2:
        a, b, c, d = (Fraction(x) for x in numbers(matrix))
        found = _SUMS | (_PAIR if (a - d) ** 2 + 4 * b * c < 0 else _ROOTS)
    else:
        message = f"the eigenvalues of {name}, which is {rows} x {columns}, are not told"
        raise InputErrors([InputError(query.where, message, f"a matrix may be 2 x 2, or triangular with up to {MOST} rows")])
    equations = tuple(_equation(left, right.replace("{W}", name), query.where) for left, right in found.items())
    return Cell(f"eigenvalues of {name}", equations, query.where)


def _equation(left: str, right: str, where: Location) -> Equation:
    return Equation(Use(Var(left), where), expression(Text(right, where)))


def _is_triangular(matrix: Value) -> bool:
    assert isinstance(matrix, Array)
    places = [(i, j) for i, row in enumerate(matrix.rows) for j, x in enumerate(row) if x]
    return all(i <= j for i, j in places) or all(i >= j for i, j in places)


def eigenvalues(values: Mapping[Atom, Value]) -> list[tuple[Number, Number]]:
    """Real and imaginary part of each eigenvalue that was derived."""
    found = [scalar(values[Var(name)]) for name in _ROOTS_OR_PAIR if Var(name) in values]
    if Var("alpha") in values:
        alpha, beta = found
        return [(alpha, beta), (alpha, negate(beta))]
    return [(root, ZERO) for root in found]


def _with_verdict(query: EigenQuery, solved: Derivation) -> Derivation:
    """The steps, with where the equations come from before them and what the largest modulus says of powers behind them."""
    values = solved.values
    lines: list[Step | Statement] = [replace(step, kind="eigenvalue") for step in solved.numbers]
    if any(line.lhs == BETA for line in solved.numbers):
        place = next(i for i, line in enumerate(solved.numbers, 1) if line.lhs == BETA)
        lines.insert(place, Statement("polynomial", "pair", (_pair(solved),)))
    steps = (Statement("polynomial", "polynomial", (_origin(query, values),)), *lines, Statement("case", "verdict", (_verdict(values),)))
    answers = tuple(answer for answer in solved.answers if isinstance(answer, Var) and answer.name in _ROOTS_OR_PAIR)
    return Derivation(steps, answers, values)


def _pair(solved: Derivation) -> Inline:
    """The eigenvalues themselves, exact where their parts are roots."""
    parts = {
        step.lhs: simplified_root(step.planned.written, solved.values) or step.lhs for step in solved.numbers if step.lhs in (ALPHA, BETA)
    }
    pair = Inline("pair", r"\lambda_{1,2}", chain=(parts[ALPHA], parts[BETA]), values=solved.values)
    return sentence_inline("So the eigenvalues are {pair}.", pair=pair)


def _origin(query: EigenQuery, values: Mapping[Atom, Value]) -> Inline:
    """Where the equations come from."""
    matrix, lam = Inline("expr", "", query.of.var), Var("lambda")
    if Var("Delta") not in values:
        return sentence_inline("{matrix} is triangular: its eigenvalues stand on its diagonal.", matrix=matrix)
    polynomial = Add((Pow(lam, Num(Fraction(2))), Neg(Mul((Var("tr"), lam))), Var("det")))
    equation = Inline("relation", "=", chain=(polynomial, Num(ZERO)))
    if Var("alpha") in values:
        pair = Inline("math", r"\alpha \pm \mathrm{i}\,\beta")
        return sentence_inline(
            "The eigenvalues of {matrix} solve {equation}: as the discriminant is negative, they are {pair}.",
            matrix=matrix,
            equation=equation,
            pair=pair,
        )
    return sentence_inline(
        "The eigenvalues of {matrix} are the roots of its characteristic polynomial: {equation}.", matrix=matrix, equation=equation
    )


def _verdict(values: Mapping[Atom, Value]) -> Inline:
    """What the largest modulus says of high powers of the matrix."""
    modulus = compare(scalar(values[RHO]), Fraction(1))
    condition = Inline("relation", "<" if modulus < 0 else ">", chain=(RHO, Num(Fraction(1))) if modulus else (RHO,), values=values)
    if modulus < 0:
        return sentence_inline("Since {condition}, the powers of the matrix tend to 0: the gradient vanishes.", condition=condition)
    if modulus > 0:
        return sentence_inline(
            "Since {condition}, the powers of the matrix grow without bound: the gradient explodes.", condition=condition
        )
    return sentence_inline("Since {condition}, no eigenvalue makes the powers of the matrix explode or vanish.", condition=condition)


_HEADING = lazy_message("Eigenvalues")

EIGENVALUES = Kind(
    types=(EigenQuery,),
    forms=("eigenvalues of W",),
    patterns=(written_of("eigenvalues"),),
    read=_read,
    answer=_answer,
    names=_NAMES,
    headings={"polynomial": _HEADING, "eigenvalue": _HEADING},
)
