"""Rows, columns and entries at places that are numbers of the problem: an author's `E[k, :]`, the row of an embedding table.

Of a number k it is one row, of a vector of n numbers a matrix of n rows, in their order. What comes to it comes to the rows from which it
was taken, as e_k g or, of several, as the transposed one-hot vectors times g: a row that is taken twice gets both, others get nothing.
"""

from collections.abc import Callable
from fractions import Fraction

from gen.algebra import numbers as number
from gen.algebra.arrays import SCALAR, Shape, Value, array, numbers, rows_of, shape_of, shape_words
from gen.algebra.expr import Call, Expr, MatMul, Num
from gen.algebra.printer import text
from gen.algebra.rounding import USUAL, shown_text
from gen.functions import array_slopes as slopes
from gen.functions.array_values import Args, ArgumentShapes, size
from gen.functions.function import ArrayFunction, Function, ShapeError
from gen.functions.linalg import transpose
from gen.messages.errors import MathError


def rows_at(a: Value, k: Value) -> Value:
    """The rows with these numbers. Raises MathError where there is none of such a number."""
    rows = rows_of(a)
    return array(rows[_place(x, len(rows)) - 1] for x in numbers(k))


def columns_at(a: Value, k: Value) -> Value:
    return transpose(rows_at(transpose(a), k))


def entries_at(a: Value, k: Value) -> Value:
    return rows_at(a, k) if shape_of(a)[1] == 1 else columns_at(a, k)


def _place(x: number.Number, n: int) -> int:
    if x not in range(1, n + 1):
        raise MathError(f"a place is a whole number from 1 to {n}, not {shown_text(x, USUAL)}")
    return int(x)


def _shape(args: Args, shapes: ArgumentShapes) -> Shape:
    """That of the places, which are a number or a vector."""
    if 1 not in shapes[1]:
        raise ShapeError(f"places are a number or a vector, and {text(args[1])} is {shape_words(shapes[1])}")
    return shapes[1]


def _of_rows(shapes: ArgumentShapes, args: Args) -> Shape:
    return size(_shape(args, shapes)), shapes[0][1]


def _of_columns(shapes: ArgumentShapes, args: Args) -> Shape:
    return shapes[0][0], size(_shape(args, shapes))


def _of_entries(shapes: ArgumentShapes, args: Args) -> Shape:
    if 1 not in shapes[0] or shapes[0] == SCALAR:
        name, k = text(args[0]), text(args[1])
        hint = "a number has no entries" if shapes[0] == SCALAR else f"a row is {name}[{k}, :], a column {name}[:, {k}]"
        raise ShapeError(f"{name} is {shape_words(shapes[0])} and no vector", hint)
    return _of_rows(shapes, args) if shapes[0][1] == 1 else _of_columns(shapes, args)


def _chosen(k: Expr, n: int, places: Shape) -> Expr:
    """A column for each place, 1 there and 0 elsewhere."""
    if places == SCALAR:
        return Call("unit", (Num(Fraction(n)), k))
    return Call("transpose", (Call("one_hot", (k, Num(Fraction(n)))),))


def _to_rows(i: int, g: Expr, args: Args, y: Expr, shapes: ArgumentShapes) -> Expr | None:
    return None if i else MatMul((_chosen(args[1], shapes[0][0], shapes[1]), g))


def _to_columns(i: int, g: Expr, args: Args, y: Expr, shapes: ArgumentShapes) -> Expr | None:
    if i:
        return None
    chosen = _chosen(args[1], shapes[0][1], shapes[1])
    return MatMul((g, chosen.args[0] if isinstance(chosen, Call) and chosen.fn == "transpose" else Call("transpose", (chosen,))))


def _to_entries(i: int, g: Expr, args: Args, y: Expr, shapes: ArgumentShapes) -> Expr | None:
    return (_to_rows if shapes[0][1] == 1 else _to_columns)(i, g, args, y, shapes)


def _lookup(fn: str, value: Callable[..., Value], shape: Callable[..., Shape], vjp: Callable[..., Expr | None], meaning: str) -> Function:
    return Function(
        rf"\operatorname{{{fn}}}",
        value,
        {
            "en": "What comes to a row that was looked up comes to that row of the table: one that was looked up several times gets the "
            "sum, all others get 0.",
            "de": "Was bei einer nachgeschlagenen Zeile ankommt, kommt bei dieser Zeile der Tabelle an: Eine mehrmals nachgeschlagene "
            "erhält die Summe, alle anderen 0.",
        },
        array=ArrayFunction((2, 2), shape, vjp, slopes.linear(fn), places=True),
        meaning=meaning,
    )


LOOKUPS: dict[str, Function] = {
    "rows_at": _lookup("rows_at", rows_at, _of_rows, _to_rows, "`E[k, :]`"),
    "columns_at": _lookup("columns_at", columns_at, _of_columns, _to_columns, "`E[:, k]`"),
    "entries_at": _lookup("entries_at", entries_at, _of_entries, _to_entries, "`x[k]`"),
}
