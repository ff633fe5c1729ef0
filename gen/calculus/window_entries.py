"""One entry of a convolution or of a pool, written out from the entries of its window: the sum of products that it is."""

from collections.abc import Callable
from fractions import Fraction

from gen.algebra.arrays import Shape
from gen.algebra.expr import UNIT, Add, Call, Div, Expr, Num
from gen.algebra.options import OF_CONVOLUTION, OF_POOL, OF_TRANSPOSED
from gen.functions.convolution import Axes, axes_of, grown, windows, written
from gen.functions.simplify import product

Part = Callable[[Expr, int, int], Expr]
"""The entry of an expression at a row and a column, counted from 1."""


def window_entry(call: Call, sizes: list[Shape], i: int, j: int, part: Part) -> Expr | None:
    """The entry (i, j), counted from 1, of a function of windows whose arguments have these shapes; None of any other function."""
    args = call.args
    match call.fn:
        case "conv" | "depthwise":
            axes = axes_of(sizes[0], sizes[1], *written(args, OF_CONVOLUTION, *sizes[:2]))
            return _sum([_product(part, args, at, place) for place, at in _window(axes, i, j)])
        case "conv_transpose":
            stride, padding, more, dilation = written(args, OF_TRANSPOSED, *sizes[:2])
            axes = axes_of(grown(sizes[0], sizes[1], stride, padding, more, dilation), sizes[1], stride, padding, dilation)
            here = (i - 1, j - 1)
            return _sum([_product(part, args, out, place) for out, inside in windows(axes) for place, at in inside if at == here])
        case "max_pool" | "avg_pool":
            axes = axes_of(sizes[0], *written(args, OF_POOL, sizes[0]))
            entries = [part(args[0], r + 1, c + 1) for _, (r, c) in _window(axes, i, j)]
            if call.fn == "max_pool":
                return Call("max", tuple(entries)) if len(entries) > 1 else entries[0]
            return Div(_sum(entries), Num(Fraction(axes[0].kernel * axes[1].kernel)))
        case "turned":
            return part(args[0], sizes[0][0] + 1 - i, sizes[0][1] + 1 - j)
        case "first":
            return part(args[0], i, j)
        case "all_ones":
            return UNIT
        case _:
            return None


def _window(axes: Axes, i: int, j: int) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return next(inside for out, inside in windows(axes) if out == (i - 1, j - 1))


def _product(part: Part, args: tuple[Expr, ...], place: tuple[int, int], in_kernel: tuple[int, int]) -> Expr:
    return product([part(args[0], place[0] + 1, place[1] + 1), part(args[1], in_kernel[0] + 1, in_kernel[1] + 1)])


def _sum(terms: list[Expr]) -> Expr:
    return Add(tuple(terms)) if len(terms) > 1 else terms[0] if terms else Num(Fraction(0))
