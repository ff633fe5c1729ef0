"""What the tool knows of a function: an entry of the tables in `elementwise` and `of_arrays`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from gen.algebra.arrays import Shape, Value
from gen.algebra.expr import Expr, Var
from gen.algebra.numbers import Number
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
    """Shapes that do not go together: what is wrong, and what would be right; `{0}` in the message stands for the first argument."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class ArrayFunction:
    """What a function of whole arrays, or of several arguments, is beyond its value.

    `shape(shapes, args)` is that of its value, from the shapes of the arguments and the arguments themselves; it raises ShapeError.
    `vjp(i, g, args, y, shapes)` is what comes to argument i if g, which has the shape of the output y, comes to the output; None
    where nothing does. A number that comes to an array comes to every entry; an array that comes to a number comes as its sum.
    `jvp(args, tangents, y, shapes)` is how the output moves when arguments move by the tangents (None: it does not move).
    `ties` tells which of several numbers are the value, where it is one of them; which one moves it is told by convention. A `named`
    call and its arguments get names of their own, as tanh and its argument do; others stand in formulas as + does. `letter` is the usual
    name of its value.

    What it `gives` is a number made of all entries, a vector made of a number, one joined from its arguments, or one like its argument
    with each entry made of all. One that only `places` numbers computes nothing; an `internal` one is written by the tool alone.
    """

    arguments: tuple[int, int]  # at least, at most
    shape: Callable[[Sequence[Shape], Sequence[Expr]], Shape]
    vjp: Callable[[int, Expr, Sequence[Expr], Expr, Sequence[Shape]], Expr | None]
    jvp: Callable[[Sequence[Expr], Sequence[Expr | None], Expr, Sequence[Shape]], Expr | None]
    ties: Callable[[Sequence[Number]], Sequence[int]] | None = None
    named: bool = False
    gives: Literal["number", "vector", "joined", "alike", ""] = ""
    places: bool = False
    internal: bool = False
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Function:
    """One function: value, slope, how it is written in LaTeX, and a sentence that explains the slope beside the line that tells it.

    `slope(y, z)` is f'(z) for y = f(z). Without `array` it is of one number, behind which `literals` may follow, and is applied to
    each entry of an array. `meaning` is its value and `example` a call of it, as
    docs/format.md has them; without one it is the call of x[t].
    """

    latex: str
    value: Callable[..., Value]
    explains: Mapping[Language, str]
    slope: Callable[[Var, Var], Expr] | None = None
    pieces: Pieces | None = None
    array: ArrayFunction | None = None
    literals: int = 0
    meaning: str = ""
    example: str = ""
