"""What the tool knows of a function: an entry of the tables in `elementwise` and `of_arrays`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from gen.algebra.arrays import Shape, Value, shape_words
from gen.algebra.expr import Call, Expr, Var
from gen.algebra.numbers import Number
from gen.algebra.printer import text
from gen.messages.sentences import Language


@dataclass(frozen=True, slots=True)
class Pieces:
    """What changes from one kink to the next: one slope more than there are kinks.

    `kinks` are those around an input, in order; `slopes` may depend on a literal behind the input. A convention names the kink, or all
    of them by the letter `every`. `value` is a kink at which the value is by convention, too; where kinks are `undefined`, nothing
    holds there. Pieces that meet `smooth`ly need no convention: the slopes are a*y + b for the output y, and these a and b are given.
    """

    kinks: Callable[[Number], tuple[Fraction, ...]]
    slopes: Callable[..., tuple[Fraction, ...]] = lambda *literals: ()
    every: str = ""
    value: Fraction | None = None
    undefined: bool = False
    smooth: tuple[tuple[Fraction, Fraction], ...] = ()


class ShapeError(Exception):
    """Shapes that do not go together: what is wrong, and what would be right."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def shape_mismatch(parts: Sequence[Expr], shapes: Sequence[Shape], hint: str) -> ShapeError:
    """What is wrong with parts of these shapes."""
    shown = ", ".join(f"{text(part)} is {shape_words(shape)}" for part, shape in zip(parts, shapes, strict=True))
    return ShapeError(f"shapes do not fit: {shown}", hint)


ShapeRule = Callable[[Sequence[Shape], Sequence[Expr]], Shape]


@dataclass(frozen=True, slots=True)
class Fused:
    """What a loss hands straight on, `vjp(g, args, shapes)`, to the argument of `fn` where its own first argument is the output of that."""

    fn: str
    vjp: Callable[[Expr, Sequence[Expr], Sequence[Shape]], Expr]


@dataclass(frozen=True, slots=True)
class ArrayFunction:
    """What a function of whole arrays, or of several arguments, is beyond its value.

    `shape(shapes, args)` is that of its value, from the shapes of the arguments and the arguments themselves; it raises ShapeError.
    `vjp(i, g, args, y, shapes)` is what comes to argument i if g, which has the shape of the output y, comes to the output; None
    where nothing does. A number that comes to an array comes to every entry; an array that comes to a number comes as its sum.
    `jvp(args, tangents, y, shapes)` is how the output moves when arguments move by the tangents (None: it does not move).
    `ties` tells which of several numbers are the value, where it is one of them; which one moves it is told by convention. A `named`
    call and its arguments get names of their own, as tanh and its argument do; others stand in formulas as + does. `letter` is the usual
    name of its value. A loss may be `fused` with the function behind which it usually stands.

    What it `gives` is a number made of all entries, a vector made of a number, one joined from its arguments, or one like its argument
    with each entry made of all, of which `jacobian(args, y, shapes)` is the matrix of slopes; or it is taken of each entry of several
    arguments, and of one gives a number. Over an axis it gives "numbers", one for each row or column, or "lines", like its argument with
    each entry made of all of its row or column. One that only `places` numbers computes nothing.
    One that goes `by_ties_of` max has its convention; `compared` are the numbers of which its value is the largest each, from those of its
    arguments. One without has, before its arguments, what tells the share of each of some numbers in their largest.
    Where g is needed with its shape, as in a convolution, a number that comes to every entry is written as an array (`whole`).
    """

    arguments: tuple[int, int]  # at least, at most
    shape: ShapeRule
    vjp: Callable[[int, Expr, Sequence[Expr], Expr, Sequence[Shape]], Expr | None]
    jvp: Callable[[Sequence[Expr], Sequence[Expr | None], Expr, Sequence[Shape]], Expr | None]
    ties: Callable[[Sequence[Number]], Sequence[int]] | None = None
    named: bool = False
    gives: Literal["number", "vector", "joined", "alike", "each", "numbers", "lines", ""] = ""
    jacobian: Callable[[Sequence[Expr], Expr, Sequence[Shape]], Expr] | None = None
    places: bool = False
    letter: str = ""
    fused: Fused | None = None
    by_ties_of: str = ""
    compared: Callable[..., Sequence[Sequence[Number]]] | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the arguments of a function that is not written with its name; it is as high as these where it is `growing`."""

    opening: str
    between: str
    closing: str
    growing: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """One function: value, slope, how it is written in LaTeX, and a sentence that explains the slope beside the line that tells it.

    `slope(y, z)` is f'(z) for y = f(z). Without `array` it is of one number, behind which `literals` may follow, and is applied to
    each entry of an array. A function that has brackets instead of a name has `around`; the sign `between` its arguments may be another one
    than a comma, and a page may have a call of other functions that `is_written_as` the same. What it `takes` is, argument by argument, any
    numbers or not: positive ones, probabilities, such as add up to 1 (a target one-hot, a distribution all above 0), the number of a class.

    `written_out(arguments, number)` is what a person writes between a call with numbers and its value: an expression of the entries of each
    argument, row by row, where `number` gives that of an entry; None where there is nothing to say.

    `meaning` is its value, `back` what comes to its arguments where words say it better than the formula, and `example` a call of it,
    as docs/format/expressions.md has them; without one it is the call of x[t], or of the vectors x and y.
    """

    latex: str
    value: Callable[..., Value]
    explains: Mapping[Language, str]
    slope: Callable[[Expr, Var], Expr] | None = None
    pieces: Pieces | None = None
    array: ArrayFunction | None = None
    literals: int = 0
    around: Around | None = None
    between: str = ","
    is_written_as: Callable[[Sequence[Expr]], Call] | None = None
    takes: tuple[Literal["any", "positive", "probability", "target", "distribution", "class", "mask"], ...] = ()
    written_out: Callable[[Sequence[Sequence[Expr]], Callable[[Expr], Number]], Expr | None] | None = None
    meaning: str = ""
    vjp: str = ""
    example: str = ""
