"""Matrix algebra over exact and rounded numbers. Shapes have been seen to fit; what does not is a mistake of the tool."""

from collections.abc import Callable, Iterable, Sequence

from gen.algebra import numbers as number
from gen.algebra.arrays import SCALAR, Array, Shape, Value, array, broadcast, rows_of, shape_of
from gen.algebra.numbers import Number


def each(f: Callable[..., Number], *values: Value) -> Value:
    """Elementwise; a number goes with every entry, a row with each row of a matrix, a column with each column."""
    if Array not in map(type, values):
        return f(*values)
    shape = broadcast(map(shape_of, values))
    all_rows = [broadcast_to(value, shape).rows for value in values]
    return Array(tuple(tuple(map(f, *rows)) for rows in zip(*all_rows, strict=True)))


def broadcast_to(value: Value, shape: Shape) -> Array:
    """The value repeated in rows and columns until it has the shape of an array."""
    rows = [row * shape[1] if len(row) == 1 else row for row in rows_of(value)]
    return Array(tuple(rows * shape[0] if len(rows) == 1 else rows))


def matmul(a: Value, b: Value) -> Value:
    """Rows of a by columns of b."""
    columns = tuple(zip(*rows_of(b), strict=True))
    assert shape_of(a)[1] == shape_of(b)[0], "the columns on the left must be the rows on the right"
    return array([dot(row, column) for column in columns] for row in rows_of(a))


def dot(a: Sequence[Number], b: Sequence[Number]) -> Number:
    return sum_of_numbers(number.multiply(x, y) for x, y in zip(a, b, strict=True))


def sum_of_numbers(numbers: Iterable[Number]) -> Number:
    result: Number = number.ZERO
    for x in numbers:
        result = number.add(result, x)
    return result


def transpose(a: Value) -> Value:
    return array(zip(*rows_of(a), strict=True))


def full(shape: Shape, x: Number) -> Value:
    """The same number in every place."""
    return x if shape == SCALAR else Array(((x,) * shape[1],) * shape[0])


def diagonal(a: Value) -> Value:
    """The square matrix with the entries of a vector on its diagonal."""
    numbers = [x for row in rows_of(a) for x in row]
    return array((x if i == j else number.ZERO for j in range(len(numbers))) for i, x in enumerate(numbers))


def stacked(values: Sequence[Value]) -> Value:
    """Columns below each other; rows beside each other."""
    if all(shape_of(value)[1] == 1 for value in values):
        return array(row for value in values for row in rows_of(value))
    return array([x for value in values for row in rows_of(value) for x in row] for _ in range(1))
