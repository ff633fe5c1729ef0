"""The shapes of expressions and of the values of a cell, from the shapes of what is given: bottom up, before any number is computed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any, Protocol

from gen.algebra.arrays import SCALAR, Shape, Value, shape_of, shape_words
from gen.algebra.expr import UNIT, Add, Call, Div, Expr, LocalDerivative, MatMul, Mul, Neg, Num, Partial, Pow, Series, Var, atoms, walk
from gen.algebra.printer import text
from gen.functions import FUNCTIONS, ShapeError
from gen.functions.outline import is_number
from gen.functions.simplify import product
from gen.messages.errors import InputError, InputErrors, Location
from gen.model.trace import Shapes

NUMBERS: Shapes = {}
"""Of a cell without arrays."""


def shape(e: Expr, shapes: Shapes) -> Shape:
    """The shape of an expression. Raises ShapeError where shapes do not go together."""

    def of(part: Expr) -> Shape:
        return shape(part, shapes)

    match e:
        case Var(name, _, index):
            return _part(e, shapes.get(name, SCALAR)) if index else shapes.get(name, SCALAR)
        case LocalDerivative(_, arg, among):
            return _elementwise(among, list(map(of, among))) if among else of(arg)
        case Partial(above, below):
            return derivative_shape(e, of(above), of(below))
        case Neg(arg) | Series(term=arg):
            return of(arg)
        case Add(parts) | Mul(parts):
            return _elementwise(parts, list(map(of, parts)))
        case Div(a, b):
            return _elementwise((a, b), [of(a), of(b)])
        case Pow(a, b):
            return _power((a, of(a)), (b, of(b)))
        case MatMul(factors):
            return _product(factors, list(map(of, factors)))
        case Call("sum_t" | "mean_t", (inner,)):
            return of(inner)
        case Call(fn, args):
            found = list(map(of, args))
            rule = FUNCTIONS[fn.removesuffix("'")].array
            if rule is None or fn.endswith("'"):
                return found[0]
            try:
                return rule.shape(found, args)
            except ShapeError as error:
                raise ShapeError(str(error).format(*map(text, args)), error.hint) from None
    return SCALAR


def shapes_of(values: Mapping[Any, Value]) -> dict[str, Shape]:
    """The shapes of named values."""
    return {atom.name: shape_of(value) for atom, value in values.items() if isinstance(atom, Var) and not atom.index}


def broadcast_like(e: Expr, like: Expr, shapes: Shapes) -> Expr:
    """The expression with the shape of another: a number in every entry, a row in each row of a matrix, a column in each column."""
    own, (n, m) = shape(e, shapes), shape(like, shapes)
    if own == (n, m) or (n, m) == SCALAR:
        return e
    if own == SCALAR:
        return product([e, Call("ones", (like,))])
    sign, inner = (Neg(UNIT), e.arg) if isinstance(e, Neg) else (UNIT, e)
    if own == (1, m):
        return product([sign, MatMul((ones_vector(n), inner))])
    return product([sign, MatMul((inner, row_of_ones(m)))]) if own == (n, 1) else e


def ones_vector(n: int) -> Expr:
    """A column of ones."""
    return Call("ones", (Num(Fraction(n)), UNIT))


def row_of_ones(n: int) -> Expr:
    """A row of ones."""
    return Call("transpose", (ones_vector(n),))


def _elementwise(parts: Sequence[Expr], found: Sequence[Shape]) -> Shape:
    arrays = [(e, s) for e, s in zip(parts, found, strict=True) if s != SCALAR]
    if not arrays:
        return SCALAR
    widest = max(range(len(arrays)), key=lambda i: arrays[i][1][0] * arrays[i][1][1])
    for i, (_, s) in enumerate(arrays):
        if any(n not in (1, whole) for n, whole in zip(s, arrays[widest][1], strict=True)):
            one, other = arrays[min(i, widest)], arrays[max(i, widest)]
            raise shape_mismatch(one, other, (one[1][1] == other[1][0] and _would_fit(one, other)) or _ENTRYWISE)
    return arrays[widest][1]


_ENTRYWISE = "only equal shapes, a vector and the rows or columns of a matrix, or a number and anything, go together entry by entry"


def _power(base: tuple[Expr, Shape], exponent: tuple[Expr, Shape]) -> Shape:
    """Base and exponent have one shape, or one is a number."""
    if base[1] != exponent[1] and SCALAR not in (base[1], exponent[1]):
        raise shape_mismatch(base, exponent, _would_fit(base, exponent) or "a power of an array has a number as exponent")
    return base[1] if base[1] != SCALAR else exponent[1]


def _check_products(e: Expr, shapes: Shapes) -> None:
    """Raises ShapeError where * stands between a matrix and a vector that @ would multiply: in the other order it is no slip.

    And where @ stands beside what is a number in any case: a name may be, of a layer with one unit.
    """
    for part in walk(e):
        if isinstance(part, MatMul) and any(map(is_number, part.factors)):
            raise ShapeError("'@' multiplies matrices, not numbers", "write *")
        found = [(factor, shape(factor, shapes)) for factor in part.factors] if isinstance(part, Mul) else []
        for one, other in pairwise(factor for factor in found if factor[1] != SCALAR):
            if one[1] != other[1] and one[1][1] == other[1][0]:
                each, vector = ("column", other) if other[1][1] == 1 else ("row", one)
                meant = _would_fit(one, other) or "matrices are multiplied with @"
                raise shape_mismatch(one, other, f"{meant}; the other way round, * multiplies each {each} by {text(vector[0])}")


def _product(factors: Sequence[Expr], found: Sequence[Shape]) -> Shape:
    for one, other in pairwise(zip(factors, found, strict=True)):
        if one[1][1] != other[1][0]:
            rule = "in a product A @ B the columns of A must be as many as the rows of B"
            raise shape_mismatch(one, other, _would_fit(one, other) or rule)
    return found[0][0], found[-1][1]


def _would_fit(one: tuple[Expr, Shape], other: tuple[Expr, Shape]) -> str:
    """The product that was meant, if names are all that stands in it."""
    (a, s), (b, t) = one, other
    if not isinstance(a, Var) or not isinstance(b, Var) or SCALAR in (s, t):
        return ""
    if s[1] == t[0]:
        return f"{text(a)} @ {text(b)} would fit"
    return f"{text(a)}.T @ {text(b)} would fit" if s[0] == t[0] else ""


def shape_mismatch(one: tuple[Expr, Shape], other: tuple[Expr, Shape], hint: str) -> ShapeError:
    (a, s), (b, t) = one, other
    return ShapeError(f"shapes do not fit: {text(a)} is {shape_words(s)}, {text(b)} is {shape_words(t)}", hint)


def _part(var: Var, whole: Shape) -> Shape:
    index = var.index
    if len(index) == 1 and 1 in whole:
        index = (*index, None) if whole[1] == 1 else (None, *index)
    inside = len(index) == 2 and all(i is None or 1 <= i <= n for i, n in zip(index, whole, strict=True))
    if not inside or whole == SCALAR:
        raise ShapeError(f"'{text(var)}' does not exist: {text(var.whole)} is {shape_words(whole)}", _parts_of(var.whole, whole))
    rows, columns = (n if i is None else 1 for i, n in zip(index, whole, strict=True))
    return rows, columns


def _parts_of(var: Var, whole: Shape) -> str:
    """How parts of a value are written."""
    if whole == SCALAR:
        return "a number has no entries"
    last = replace(var, index=tuple(n for n in whole if n > 1))
    if 1 in whole:
        return f"its entries are counted from 1, the last is {text(last)}"
    row, column = replace(var, index=(1, None)), replace(var, index=(None, 1))
    return f"its entries are counted from 1, the last is {text(last)}; a row is {text(row)}, a column {text(column)}"


def derivative_shape(partial: Partial, of: Shape, wrt: Shape) -> Shape:
    """Of a number the shape of what it is differentiated to, to a number that of what is differentiated; of two vectors the Jacobian's."""
    if SCALAR in (of, wrt):
        return wrt if of == SCALAR else of
    if 1 in of and 1 in wrt:
        return max(of), max(wrt)
    message = f"{text(partial.of)} is {shape_words(of)} and {text(partial.wrt)} is {shape_words(wrt)}: their derivative is no matrix"
    raise ShapeError(message, "ask for an entry, such as V[1, 2], or for the derivative of a number")


@dataclass(frozen=True, slots=True)
class _Known:
    """Where the shape of a name comes from."""

    shape: Shape
    var: Var


class EquationLike(Protocol):
    """What is looked at of an equation."""

    @property
    def out(self) -> Var: ...
    @property
    def rhs(self) -> Expr: ...
    @property
    def written(self) -> Expr: ...
    @property
    def where(self) -> Location: ...


def infer(equations: Iterable[EquationLike], given: Mapping[Var, Shape], where: Callable[[Var], Location]) -> dict[str, Shape]:
    """The shape of each name. Raises InputErrors where a name has two, and where the shapes in an equation do not fit.

    `where` is the place of a given.
    """
    known: dict[str, _Known] = {}
    for var, s in given.items():
        first = known.setdefault(var.name, _Known(s, var))
        if first.shape != s:
            message = (
                f"{text(first.var)} is {shape_words(first.shape)}, {text(var)} is {shape_words(s)}: a value has one shape at all times"
            )
            raise InputErrors([InputError(where(var), message)])
    todo = list(equations)
    while todo:
        shapes = {name: one.shape for name, one in known.items()}
        ready = [e for e in todo if all(var.name in known for var in _names(e.rhs))]
        if not ready:
            break  # a cycle or a missing number, which `unroll` tells
        for equation in ready:
            try:
                found = shape(equation.written, shapes)  # in the author's words
                _check_products(equation.written, shapes)
            except ShapeError as error:
                raise InputErrors([InputError(equation.where, str(error), error.hint)]) from None
            first = known.setdefault(equation.out.name, _Known(found, equation.out))
            if first.shape != found:
                message = f"{text(first.var)} is {shape_words(first.shape)}, but {text(equation.out)} is {shape_words(found)}"
                raise InputErrors([InputError(equation.where, message, "a value has one shape at all times")])
        todo = [e for e in todo if e not in ready]
    return {name: one.shape for name, one in known.items()}


def _names(e: Expr) -> list[Var]:
    found = []
    for atom in atoms(e):
        match atom:
            case Var("t", None):
                continue
            case Var():
                found.append(atom)
            case Partial(of, wrt):
                found += [of, wrt]
    return found
