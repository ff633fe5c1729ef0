"""The shapes of expressions and of the values of a cell, from the shapes of what is given: bottom up, before any number is computed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any, Protocol, TypeVar

from gen.algebra.arrays import SCALAR, Shape, Value, shape_of, shape_words
from gen.algebra.expr import (
    UNIT,
    Add,
    Call,
    Div,
    Expr,
    LocalDerivative,
    MatMul,
    Mul,
    Neg,
    Num,
    Partial,
    Pow,
    SecondDerivative,
    Series,
    Var,
    atoms,
    children,
    walk,
)
from gen.algebra.places import is_entry, is_inside, numbers_at, row_and_column
from gen.algebra.printer import text
from gen.functions.function import ShapeError, shape_mismatch
from gen.functions.registry import array_function, gives, reduces
from gen.functions.simplify import product
from gen.messages.errors import InputError, InputErrors, Location
from gen.model.trace import Shapes

NUMBERS: Shapes = {}
"""Of a cell without arrays."""


def shape(e: Expr, shapes: Shapes, strict: bool = True) -> Shape:
    """The shape of an expression; a name without one is a number. Raises ShapeError where shapes do not go together.

    If not `strict`, as for print, which may know some of the shapes only, nothing is raised and the largest part tells rows and columns.
    """

    def of(*parts: Expr) -> list[Shape]:
        return [shape(part, shapes, strict) for part in parts]

    match e:
        case Var(name, _, index):
            whole = shapes.get(name, SCALAR)
            return _part(e, whole, strict) if index else whole
        case Neg(arg) | Series(term=arg):
            return of(arg)[0]
        case Partial(above, below):
            one, other = of(above, below)
            return derivative_shape(e, one, other, strict)
        case SecondDerivative(above, below):
            one, other = of(above, below)
            return max(one, other) if SCALAR in (one, other) else (max(one), max(other))
        case Add(parts) | Mul(parts):
            return _entrywise(parts, of(*parts), strict)
        case Div(a, b):
            return _entrywise((a, b), of(a, b), strict)
        case LocalDerivative(_, arg, among):
            parts = among or (arg,)
            return _entrywise(parts, of(*parts), strict)
        case Pow(a, b):
            return _power((a, b), of(a, b), strict)
        case MatMul(factors):
            return _matrix_product(factors, of(*factors), strict)
        case Call(fn, args):
            return _called(fn, args, of(*args), strict)
    return SCALAR


def is_array(e: Expr, shapes: Shapes) -> bool:
    """Whether an expression is more than a number, as far as the shapes of names are known."""
    if isinstance(e, Var) and not e.index:
        return shapes.get(e.name, SCALAR) != SCALAR
    return bool(shapes) and shape(e, shapes, strict=False) != SCALAR


def uses_arrays(e: Expr) -> bool:
    """Whether something in an expression is written for arrays alone: a product of matrices, a softmax, the largest of all entries."""
    parts = list(walk(e))
    calls = [(array_function(part.fn), len(part.args)) for part in parts if isinstance(part, Call)]
    return any(isinstance(part, MatMul) for part in parts) or any(rule and not (rule.gives == "each" and n > 1) for rule, n in calls)


def is_number(e: Expr) -> bool:
    """Whether an expression is a number whatever its names stand for: a literal, the step t, an entry, a sum over entries, `2*h[1]`."""
    match e:
        case Num() | Var("t", None):
            return True
        case Var(index=index):
            return is_entry(index)
        case Call(fn, args) if reduces(fn, len(args)):
            return True
        case Neg() | Add() | Mul() | Div() | Pow():
            return all(map(is_number, children(e)))
        case Call(fn, args):
            return gives(fn) not in ("vector", "joined", "numbers", "lines") and all(map(is_number, args))
        case _:
            return False


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


def _around(found: Iterable[Shape]) -> Shape:
    """As many rows and columns as the largest has."""
    rows, columns = zip(*found, strict=True)
    return max(rows), max(columns)


def _entrywise(parts: Sequence[Expr], found: Sequence[Shape], strict: bool) -> Shape:
    arrays = [(e, s) for e, s in zip(parts, found, strict=True) if s != SCALAR]
    widest = max(range(len(arrays)), key=lambda i: arrays[i][1][0] * arrays[i][1][1], default=0)
    for i, (_, s) in enumerate(arrays if strict else ()):
        if any(n not in (1, whole) for n, whole in zip(s, arrays[widest][1], strict=True)):
            one, other = arrays[min(i, widest)], arrays[max(i, widest)]
            raise _misfit(one, other, (one[1][1] == other[1][0] and _would_fit(one, other)) or _ENTRYWISE)
    return _around(found)


_ENTRYWISE = "only equal shapes, a vector and the rows or columns of a matrix, or a number and anything, go together entry by entry"


def _power(parts: tuple[Expr, Expr], found: Sequence[Shape], strict: bool) -> Shape:
    """Base and exponent have one shape, or one is a number."""
    if strict and found[0] != found[1] and SCALAR not in found:
        base, exponent = zip(parts, found, strict=True)
        raise _misfit(base, exponent, _would_fit(base, exponent) or "a power of an array has a number as exponent")
    return _around(found)


def _matrix_product(factors: Sequence[Expr], found: Sequence[Shape], strict: bool) -> Shape:
    for one, other in pairwise(zip(factors, found, strict=True)):
        if strict and one[1][1] != other[1][0]:
            rule = "in a product A @ B the columns of A must be as many as the rows of B"
            raise _misfit(one, other, _would_fit(one, other) or rule)
    return found[0][0], found[-1][1]


def _called(fn: str, args: Sequence[Expr], found: Sequence[Shape], strict: bool) -> Shape:
    rule = array_function(fn)
    if rule is None:  # of one number, of its entries in an array, or at each step; behind it stand literals
        return found[0]
    try:
        return rule.shape(found, args)
    except ShapeError:
        if strict:
            raise
    return SCALAR if reduces(fn, len(args)) else _around(found)


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
                raise _misfit(one, other, f"{meant}; the other way round, * multiplies each {each} by {text(vector[0])}")


def _would_fit(one: tuple[Expr, Shape], other: tuple[Expr, Shape]) -> str:
    """The product that was meant, if names are all that stands in it."""
    (a, s), (b, t) = one, other
    if not isinstance(a, Var) or not isinstance(b, Var) or SCALAR in (s, t):
        return ""
    if s[1] == t[0]:
        return f"{text(a)} @ {text(b)} would fit"
    return f"{text(a)}.T @ {text(b)} would fit" if s[0] == t[0] else ""


def _misfit(one: tuple[Expr, Shape], other: tuple[Expr, Shape], hint: str) -> ShapeError:
    return shape_mismatch((one[0], other[0]), (one[1], other[1]), hint)


def _part(var: Var, whole: Shape, strict: bool) -> Shape:
    index = row_and_column(var.index, whole)
    inside = all(map(is_inside, index, whole)) and (len(var.index) == 2 or 1 in whole)
    if strict and (whole == SCALAR or not inside):
        raise ShapeError(f"'{text(var)}' does not exist: {text(var.whole)} is {shape_words(whole)}", _parts_of(var.whole, whole))
    rows, columns = (len(numbers_at(place, n)) for place, n in zip(index, whole, strict=True))
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


def derivative_shape(partial: Partial, of: Shape, wrt: Shape, strict: bool = True) -> Shape:
    """Of a number the shape of what it is differentiated to, to a number that of what is differentiated; of two vectors the Jacobian's."""
    if SCALAR in (of, wrt):
        return wrt if of == SCALAR else of
    if not strict or (1 in of and 1 in wrt):
        return max(of), max(wrt)
    message = f"{text(partial.of)} is {shape_words(of)} and {text(partial.wrt)} is {shape_words(wrt)}: their derivative is no matrix"
    raise ShapeError(message, "ask for an entry, such as V[1, 2], or for the derivative of a number")


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
    shapes: dict[str, Shape] = {}
    first: dict[str, Var] = {}  # where the shape of a name comes from
    for var, s in given.items():
        if shapes.setdefault(var.name, s) != s:
            one = first[var.name]
            message = f"{text(one)} is {shape_words(shapes[var.name])}, {text(var)} is {shape_words(s)}: a value has one shape at all times"
            raise InputErrors([InputError(where(var), message)])
        first.setdefault(var.name, var)
    for equation in _in_turn(equations, lambda equation: equation.rhs, shapes):
        try:
            found = shape(equation.written, shapes)  # in the author's words
            _check_products(equation.written, shapes)
        except ShapeError as error:
            raise InputErrors([InputError(equation.where, str(error), error.hint)]) from None
        out = equation.out
        if shapes.setdefault(out.name, found) != found:
            message = f"{text(first[out.name])} is {shape_words(shapes[out.name])}, but {text(out)} is {shape_words(found)}"
            raise InputErrors([InputError(equation.where, message, "a value has one shape at all times")])
        first.setdefault(out.name, out)
    return shapes


def inferred(equations: Iterable[tuple[str, Expr]], given: Shapes) -> Shapes:
    """The shapes of names that equations define, as far as they follow from those that are given; nothing is checked."""
    shapes = dict(given)
    for name, e in _in_turn(equations, lambda equation: equation[1], shapes):
        if name not in shapes:
            shapes[name] = shape(e, shapes, strict=False)
    return shapes


E = TypeVar("E")


def _in_turn(equations: Iterable[E], rhs: Callable[[E], Expr], known: Mapping[str, Shape]) -> Iterator[E]:
    """The equations in an order in which each uses names that are `known` by then; a cycle or a missing number leaves some out."""
    todo = list(equations)
    while ready := [e for e in todo if all(var.name in known for var in _names(rhs(e)))]:
        yield from ready
        todo = [e for e in todo if e not in ready]


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
