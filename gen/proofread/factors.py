"""Quotients, powers and products of what is read: by entry or of matrices, as their signs say, with shapes that their places tell."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gen.algebra.arrays import Shape
from gen.proofread.intervals import Bounds, ConstantArray, Interval, IntervalMatrix, each, matmul, product, with_shape
from gen.proofread.reader_functions import power


def quotient(a: Bounds, b: Bounds) -> Bounds:
    """Entry by entry."""
    return each(lambda x, y: x * y.inverse(), a, b)


def power_of(base: Bounds, exponent: Bounds, by_entry: bool = False) -> Bounds:
    """Raises ValueError where the sign of powers of entries stands at a number, or does not at an array."""
    if by_entry == isinstance(base, Interval) or not isinstance(exponent, Interval):
        raise ValueError("a power of the entries of an array is written with \\odot, that of a number without")
    return each(lambda x: power(x, exponent), base)


def multiplied(factors: Sequence[tuple[str, Bounds]], shape: Shape | None) -> Bounds:
    """The product of factors, each with the sign before it; `shape` is what its place asks for. Raises ValueError, also UnknownShape."""
    signs = [sign for sign, _ in factors]
    values = [_shaped(i, factors, shape) for i in range(len(factors))]
    found = values[0]
    for i, (sign, factor) in enumerate(zip(signs[1:], values[1:], strict=True), 1):
        arrays = [x for x in (found, factor) if not isinstance(x, Interval)]
        match sign:
            case "/":
                found = quotient(found, factor)
            case "*":
                found = each(Interval.__mul__, found, factor)
            case "⊙" if len(arrays) == 2 or signs[i + 1 : i + 2] == ["/"]:  # the quotient of a number by an array is one
                found = each(Interval.__mul__, found, factor)
            case r"\cdot" | r"\," if len(arrays) < 2:
                found = each(Interval.__mul__, found, factor)
            case "" if len(arrays) == 1:
                found = each(Interval.__mul__, found, factor)
            case "" | r"\," if "⊙" not in signs[:i] and isinstance(found, IntervalMatrix) and isinstance(factor, IntervalMatrix):
                found = matmul(found, factor)
            case "" | r"\," if "⊙" not in signs[:i] and not isinstance(found, Interval) and not isinstance(factor, Interval):
                found = product(found, factor)
            case _:
                raise ValueError(f"expected another sign than '{sign}' between two {'arrays' if arrays else 'numbers'}")
    return found


def _shaped(i: int, factors: Sequence[tuple[str, Bounds]], shape: Shape | None) -> Bounds:
    r"""A factor; a \mathbf{1} beside a matrix has the columns and rows that fit, and at the ends of a product those of its value."""
    _, factor = factors[i]
    before = _matrix(factors[i - 1][1]) if i and factors[i][0] in ("", r"\,") else None
    behind = _matrix(factors[i + 1][1]) if i + 1 < len(factors) and factors[i + 1][0] in ("", r"\,") else None
    if not isinstance(factor, ConstantArray) or not (before or behind):
        return factor
    # Where nothing else tells it, as in a bracket, ones behind a matrix are the column that adds up its columns.
    whole = shape or (0, int(factor.shape == (0, 0) and before is not None and before.shape[1] > 1))
    n = factor.shape[0] or (before.shape[1] if before else whole[0])
    m = factor.shape[1] or (behind.shape[0] if behind else whole[1])
    return with_shape(factor, n, m) if n and m else replace(factor, shape=(n, m))


def shape_between(i: int, beside: Mapping[int, Shape], whole: Shape | None) -> Shape | None:
    """The shape that fits between two matrices; at the ends of a product, that of its value."""
    before, behind = [shape for k, shape in beside.items() if k < i], [shape for k, shape in beside.items() if k > i]
    rows, columns = (before[-1][1] if before else whole and whole[0]), (behind[0][0] if behind else whole and whole[1])
    return (rows, columns) if rows and columns else None


def _matrix(value: Bounds) -> IntervalMatrix | ConstantArray | None:
    """What a matrix product can have beside a factor: no number."""
    return None if isinstance(value, Interval) else value
