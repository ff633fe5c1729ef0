"""Random numbers on which two formulas are compared: of both signs and of several sizes, so that every piece of a function is met.

With few entries each combination of signs comes, at several sizes; with more there are mixed draws of a specified stream. Sizes are below
1, about 1, some units, and those of the constants in the formulas and of their reciprocals, around which pieces begin and end.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import prod

from gen.algebra.arrays import SCALAR, Value
from gen.algebra.expr import Atom, Call, Expr, Num, Pow, walk
from gen.algebra.random_stream import Stream
from gen.calculus import input_kinds
from gen.questions.formula_inputs import UnrolledCell, inputs_of

MANY = 48  # draws of several numbers
MANY_OF_ARRAYS = 16
FEW_ENTRIES = 5  # of which all combinations of signs are drawn
EACH = 2  # draws at least for each combination
_BELOW, _ONE, _UNITS = (Fraction(1, 16), Fraction(1, 2)), (Fraction(2, 3), Fraction(3, 2)), (Fraction(2), Fraction(5))
_LARGEST = 10_000  # of a constant, and of its reciprocal
_LARGEST_TO_E = 20  # where a function grows or flattens like a power of e
KINKED = ("relu", "abs", "leaky_relu", "hard_sigmoid", "sign", "step", "floor", "round", "max", "min")
_NEVER_LIKE_E = (*KINKED, "sqrt", "log", "sum", "mean", "dot")

Sizes = tuple[Fraction, Fraction]
"""Between which a number lies, without its sign."""


def number_of_draws(unrolled: UnrolledCell) -> int:
    """How many draws show all pieces."""
    free = _free_entries(unrolled)
    if not unrolled.trace.inputs:
        return 1
    if unrolled.shapes:
        return MANY_OF_ARRAYS
    return max(MANY, EACH * 2**free) if free <= FEW_ENTRIES else MANY


def mixed_draws(unrolled: UnrolledCell, forms: Iterable[Expr]) -> Iterator[dict[Atom, Value]]:
    """Values of all inputs, without end."""
    free = _free_entries(unrolled)
    sizes = (_BELOW, _ONE, _UNITS, *_about_constants(unrolled, forms))
    stream = Stream("formulas", free)
    combinations = 2**free if free <= FEW_ENTRIES else 0
    k = 0
    while True:
        yield inputs_of(unrolled, _Numbers(stream, k, combinations, sizes).number, stream.below)
        k += 1


class _Numbers:
    """The numbers of draw k, one after the other."""

    def __init__(self, stream: Stream, k: int, combinations: int, sizes: tuple[Sizes, ...]) -> None:
        self.stream, self.sizes = stream, sizes
        self.signs = k % combinations if combinations else None
        # Of many numbers some draws have one sign alone, or few of the other one: a root of a product has a value there.
        self.negative = (4, 4, 0, 2, 4, 6, 4, 8)[k % 8]  # of 8
        self.like = (None, _ONE, None, _BELOW)[(k // combinations if combinations else k) % 4]

    def number(self, above_zero: bool) -> Fraction:
        low, high = self.like or self.stream.choice(self.sizes)
        size = low + (high - low) * Fraction(self.stream.below(97) + 1, 101)
        return size if above_zero or not self._is_negative() else -size

    def _is_negative(self) -> bool:
        if self.signs is None:
            return self.stream.below(8) < self.negative
        self.signs, one = divmod(self.signs, 2)
        return bool(one)


def _free_entries(unrolled: UnrolledCell) -> int:
    """How many numbers may have either sign."""
    special: Mapping[str, object] = input_kinds(unrolled.cell, unrolled.shapes)
    names = [v.name for v in unrolled.trace.inputs if v.name not in special and not (v.time is None and v.name in unrolled.letters)]
    return sum(prod(unrolled.shapes.get(name, SCALAR)) for name in names)


def _about_constants(unrolled: UnrolledCell, forms: Iterable[Expr]) -> list[Sizes]:
    """The sizes of the constants, and of their reciprocals, but for exponents."""
    everything = [part for e in (*(equation.rhs.expr for equation in unrolled.cell.equations), *forms) for part in walk(e)]
    exponents = [part.exponent for part in everything if isinstance(part, Pow)]
    found = {abs(part.value) for part in everything if isinstance(part, Num) and not any(part is one for one in exponents)}
    largest = _LARGEST_TO_E if any(isinstance(part, Call) and part.fn not in _NEVER_LIKE_E for part in everything) else _LARGEST
    far = {1 / one for one in found if one and not _BELOW[0] < one < _UNITS[1]}
    both = {one for one in found | far if one and 1 / Fraction(_LARGEST) <= one <= largest}
    return [(one / 2, one * 2) for one in sorted(both - {1})]
