"""The table of functions, and what follows from it: values, slopes, conventions."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from gen.algebra import numbers as number
from gen.algebra.arrays import Array, Value, mapped, numbers, scalar
from gen.algebra.axes import base_and_axis
from gen.algebra.expr import Add, Atom, Call, Expr, Num, Var
from gen.algebra.numbers import Number
from gen.algebra.values import part
from gen.functions.by_axis import BY_AXIS, line_by_line
from gen.functions.elementwise import ELEMENTWISE
from gen.functions.function import ArrayFunction, Function, Pieces
from gen.functions.internal import INTERNAL
from gen.functions.linalg import each
from gen.functions.of_arrays import ARRAY_FUNCTIONS
from gen.functions.simplify import product, sum_of
from gen.messages.errors import NoConvention

Conventions = Mapping[str, Fraction]

FUNCTIONS: dict[str, Function] = ELEMENTWISE | ARRAY_FUNCTIONS | BY_AXIS | INTERNAL
WITHOUT_PRIME = ("exp", "log", "sqrt", "sin", "cos")
"""Functions whose slope is written as the formula that it is: nobody writes the root with a prime."""

_QUARTER = Fraction(1, 4)


def arguments(fn: str) -> tuple[int, int]:
    """How many arguments a function has, at least and at most."""
    rule = FUNCTIONS[fn]
    return rule.array.arguments if rule.array else (1, 1 + rule.literals)


def array_function(fn: str) -> ArrayFunction | None:
    """What a function of whole arrays, or of several arguments, is beyond its value; None for all others, those of cells among them."""
    rule = FUNCTIONS.get(fn)
    return rule.array if rule else None


def gives(fn: str) -> str:
    """What a function of arrays gives, see `ArrayFunction`; nothing for all others, those of cells among them."""
    rule = array_function(fn)
    return rule.gives if rule else ""


def reduces(fn: str, count: int) -> bool:
    """Whether a function of so many arguments gives a number, whatever they are; a maximum does of one."""
    return gives(fn) == "number" or (gives(fn) == "each" and count == 1)


def usual_letter(fn: str) -> str:
    """The usual name of what a function gives, if it has one."""
    rule = array_function(fn)
    return rule.letter if rule else ""


def _named(fn: str, pieces: Pieces) -> tuple[str, ...]:
    """The conventions that a function may need, such as `relu'(0)`."""
    if pieces.smooth or pieces.undefined:
        return ()
    places = (pieces.every,) if pieces.every else map(str, pieces.kinks(number.ZERO))
    return (*(f"{fn}'({place})" for place in places), *([f"{fn}({pieces.value})"] if pieces.value is not None else []))


CONVENTIONS = (
    *(name for fn, rule in ELEMENTWISE.items() if rule.pieces for name in _named(fn, rule.pieces)),
    *(f"{fn}'(tie)" for fn, rule in ARRAY_FUNCTIONS.items() if rule.array and rule.array.ties),
)


def _stated(convention: str, conventions: Conventions) -> Fraction:
    if convention not in conventions:
        raise NoConvention(f"{convention} is needed here and the item states no convention for it")
    return conventions[convention]


def kink_at(fn: str, z: Number) -> Fraction | None:
    """The kink at which z is, if it is at one. Raises MathError where that cannot be told."""
    pieces = FUNCTIONS[fn].pieces
    return next((kink for kink in pieces.kinks(z) if number.compare(z, kink) == 0), None) if pieces else None


def neighbouring_kinks(fn: str, z: Number) -> tuple[Fraction | None, Fraction | None]:
    """The kinks on either side of z."""
    pieces = FUNCTIONS[fn].pieces
    kinks = pieces.kinks(z) if pieces else ()
    return max((kink for kink in kinks if kink < z), default=None), min((kink for kink in kinks if kink > z), default=None)


def slope_at(fn: str, z: Number, conventions: Conventions, *literals: Number) -> Number:
    """The slope of a function made of pieces at z. Raises MathError at a kink if no convention is stated."""
    pieces = FUNCTIONS[fn].pieces
    assert pieces is not None
    kink = kink_at(fn, z)
    if kink is not None:
        return _stated(f"{fn}'({pieces.every or kink})", conventions)
    return pieces.slopes(*literals)[sum(kink < z for kink in pieces.kinks(z))]


def apply(fn: str, args: Sequence[Value], conventions: Conventions) -> Value:
    """The value of `fn`, or of the slope `fn'`, of its arguments; elementwise functions of arrays are applied to each entry.

    `elu'` has the input and the output, `max'` the place of an argument, from 1, before all arguments.
    """
    rule = FUNCTIONS[fn.removesuffix("'")]
    if not rule.array:
        return each(lambda *xs: _apply(fn, xs, conventions), *args)
    if fn.endswith("'"):
        return _shares(fn[:-1], args, conventions)
    if (ties_of := rule.array.by_ties_of) and not rule.array.compared:
        return rule.value(lambda xs: _share(ties_of, xs, conventions), *args)
    return rule.value(*args)


def _apply(fn: str, xs: Sequence[Number], conventions: Conventions) -> Number:
    """Of numbers: a function or its slope."""
    (z, *others), pieces = xs, FUNCTIONS[fn.removesuffix("'")].pieces
    if fn.endswith("'"):
        if pieces and pieces.smooth:
            a, b = pieces.smooth[_side(pieces, z)]
            return number.add(number.multiply(a, others[0]), b)
        return slope_at(fn[:-1], z, conventions, *others)
    if pieces and pieces.value is not None and kink_at(fn, z) == pieces.value:
        return _stated(f"{fn}({pieces.value})", conventions)
    return scalar(FUNCTIONS[fn].value(*xs))


def _side(pieces: Pieces, z: Number) -> int:
    """How many kinks are left of z; one at z is not."""
    return sum(number.compare(z, kink) > 0 for kink in pieces.kinks(z))


def _shares(fn: str, args: Sequence[Value], conventions: Conventions) -> Value:
    """The slope of a function of ties to one of several arguments, or to the entries of its only one."""
    place, *values = args
    base, axis = base_and_axis(fn)
    if axis:
        return line_by_line(lambda line: _shares(base, [place, line], conventions), axis)(*values)
    if len(values) > 1:
        return each(lambda *xs: _share(fn, xs, conventions)[int(scalar(place)) - 1], *values)
    shares = iter(_share(fn, numbers(values[0]), conventions))
    return mapped(values[0], lambda x: next(shares))


def _share(fn: str, xs: Sequence[Number], conventions: Conventions) -> list[Fraction]:
    """1 for the one of the numbers that decides, 0 for the others; of several tied ones the first has the share that is stated,
    the others have the rest in equal parts."""
    array = FUNCTIONS[fn].array
    assert array and array.ties
    first, *others = array.ties(xs)
    share = _stated(f"{fn}'(tie)", conventions) if others else number.ONE
    return [share if i == first else (1 - share) / len(others) if i in others else number.ZERO for i in range(len(xs))]


def linear_pieces(fn: str, *literals: Fraction) -> tuple[tuple[Fraction, Fraction], ...]:
    """Slope and offset of each of the lines around 0 that a function is made of, from right to left; none for smooth ones."""
    pieces = FUNCTIONS[fn].pieces
    if pieces is None or pieces.smooth:
        return ()
    kinks = pieces.kinks(number.ZERO)
    inside = [kinks[0] - _QUARTER, *((a + b) / 2 for a, b in pairwise(kinks)), kinks[-1] + _QUARTER]
    values = [scalar(FUNCTIONS[fn].value(z, *literals)) for z in inside]
    return tuple((s, Fraction(y) - s * z) for s, y, z in zip(pieces.slopes(*literals), values, inside, strict=True))[::-1]


def local_derivative(fn: str, y: Var, z: Var, among: Sequence[Expr] = ()) -> Expr:
    """f'(z) for y = f(z), as it is written on the right of the equals sign; of several arguments, `among`, that to z.

    Where z is one of several arguments twice, both slopes are added.
    """
    rule = FUNCTIONS[fn]
    if rule.slope:
        return rule.slope(y, z)
    if rule.array:
        slopes = [Call(f"{fn}'", (Num(Fraction(place)), *among)) for place, arg in enumerate(among, 1) if arg == z]
        return slopes[0] if len(slopes) == 1 else Add(tuple(slopes))
    return Call(f"{fn}'", (z, y) if rule.pieces and rule.pieces.smooth else (*among,) or (z,))


def on_its_side(slope: Expr, values: Mapping[Atom, Value]) -> Expr:
    """The slope of a function of smooth pieces as it is written where its input is; any other, and that to an array, as it is."""
    match slope:
        case Call(prime, (Var() as z, Var() as y)) if (pieces := FUNCTIONS[prime.removesuffix("'")].pieces) and pieces.smooth:
            at = values[z] if z in values else part(values[z.whole], z.index)
            if isinstance(at, Array):
                return slope
            a, b = map(Num, pieces.smooth[_side(pieces, at)])
            return sum_of([*([product([a, y])] if a.value else []), *([b] if b.value else [])]) or b
        case _:
            return slope


def tied_arguments(fn: str, xs: Sequence[Number]) -> Sequence[int]:
    """The places, counted from 0, of the numbers that are the value of a maximum or minimum."""
    rule = FUNCTIONS[fn].array
    assert rule and rule.ties
    return rule.ties(xs)
