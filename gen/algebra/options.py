"""The options of functions: whole numbers, or pairs of these, that stand behind the arguments, `conv(X, K, stride=2, padding=(1, 0))`.

A call has all of its options as its last arguments, each a number or a `pair`; written are those that do not say what holds anyway.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gen.algebra.expr import Call, Expr, Num


@dataclass(frozen=True, slots=True)
class Option:
    """A whole number, or one for rows and one for columns. It is `least` at least, which changes nothing along an axis.

    Without it the `default` holds, and what the option before it says where that is None. In LaTeX it has a `letter`; one without a
    letter is written by its place, as in `max_pool(X, 2)`, and always.
    """

    name: str
    letter: str
    least: int
    default: int | None


STRIDE, PADDING, DILATION = Option("stride", "s", 1, 1), Option("padding", "p", 0, 0), Option("dilation", "d", 1, 1)
OUTPUT_PADDING = Option("output_padding", "o", 0, 0)
SIZE, STRIDE_OF_POOL = Option("size", "", 1, None), Option("stride", "s", 1, None)

OF_CONVOLUTION = (STRIDE, PADDING, DILATION)
OF_TRANSPOSED = (STRIDE, PADDING, OUTPUT_PADDING, DILATION)
OF_POOL = (SIZE, STRIDE_OF_POOL, PADDING)
OF_UPSAMPLE = (*OF_POOL, OUTPUT_PADDING)

CONVOLUTIONS = ("conv", "depthwise", "conv_transpose")
POOLING = ("max_pool", "avg_pool")
OPTIONS: Mapping[str, tuple[Option, ...]] = {
    "conv": OF_CONVOLUTION,
    "depthwise": OF_CONVOLUTION,
    "conv_transpose": OF_TRANSPOSED,
    **dict.fromkeys((*POOLING, "unpool", "pick"), OF_POOL),
    "upsample": OF_UPSAMPLE,
}


def with_options(call: Call) -> tuple[Sequence[Expr], Sequence[tuple[Option, Expr]]]:
    """The arguments of a call, and the options that are written behind them."""
    options = OPTIONS.get(call.fn, ())
    said = call.args[len(call.args) - len(options) :]
    found = []
    for i, (option, arg) in enumerate(zip(options, said, strict=True)):
        usual = None if not option.letter else said[i - 1] if option.default is None else Num(Fraction(option.default))
        if arg != usual:
            found.append((option, arg))
    return call.args[: len(call.args) - len(options)], found
