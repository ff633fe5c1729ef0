"""The functions that printed formulas have, of ranges: between which numbers a value is if its arguments are between others."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from gen.messages.errors import VerificationError
from gen.proofread.intervals import (
    Bounds,
    ConstantArray,
    Interval,
    IntervalMatrix,
    each,
    hull,
    interval_of,
    listed,
    matrix_of_rows,
    total,
    with_shape,
)
from gen.verify import printed_slope
from gen.verify.array_arithmetic import ArrayArithmetic
from gen.verify.array_definitions import ARRAY_DEFINITIONS, evaluate_definition
from gen.verify.definitions import NUMBERS, Arithmetic, smooth
from gen.verify.piecewise import active_piece, is_piecewise_linear, kinks_between, pieces_between
from gen.verify.tolerance import MP, mpf

_MAX_EXPONENT = 10**7  # of an exponential; no derivation gets there
_MOST = 1000  # what a literal says: entries of a one-hot vector

Kinks = Mapping[str, Fraction]
NOTHING, UNIT = interval_of(Fraction(0)), interval_of(Fraction(1))
PI = hull(+MP.pi)
CONSTANTS = {r"\mathrm{e}": hull(+MP.e), r"\pi": PI}


def apply_function(fn: str, args: Sequence[Bounds], kinks: Kinks) -> Bounds:
    """A function of values: of several or of whole arrays, else of each entry. `kinks` are what is stated of functions at their kinks."""
    if fn in ARRAY_DEFINITIONS:
        try:
            entries = replace(_ENTRIES, shares=lambda xs: _shares("max", xs, kinks))
            return matrix_of_rows(evaluate_definition(fn, entries, *_rows_of(args)))
        except VerificationError as error:
            raise ValueError(str(error)) from None
    if fn == "leaky_relu" and len(args) == 2:
        return each(_leaky, *args)
    (arg,) = _counted(fn, args, 1, 1)
    return each((lambda z: _piecewise_linear(fn, z, kinks)) if is_piecewise_linear(fn) else (lambda z: _smooth(fn, z)), arg)


def slope(fn: str, args: Sequence[Bounds], kinks: Kinks) -> Bounds:
    """The slope of a function made of pieces, of each entry: where these meet smoothly from input and output, of `max` and `min` to the
    argument that is counted first."""
    if fn in ("max", "min"):
        place, *others = args
        if len(others) > 1:
            at = _whole(*listed(place))
            _counted(fn, args[:at], 1, len(others))
            return each(lambda *xs: _shares(fn, xs, kinks)[at - 1], *others)
        found = iter(_shares(fn, listed(*_counted(fn, others, 1, 1)), kinks))
        return each(lambda x: next(found), *others)
    if (definition := smooth(fn)) and definition.joints:
        return each(lambda z, y: printed_slope(fn, _RANGES, y, z, NOTHING), *_counted(fn, args, 2, 2))
    if not is_piecewise_linear(fn):
        raise ValueError(f"{fn}' is no slope at one side of a kink")
    if fn == "leaky_relu" and len(args) == 2:
        return each(lambda z, leak: hull(*_leaky_slopes(z, leak, kinks)), *args)
    (arg,) = _counted(fn, args, 1, 1)
    return each(lambda z: hull(*(_stated(line.slope, kinks) for line in pieces_between(fn, z.low, z.high))), arg)


def sign_between(fn: str) -> str:
    """What stands between the arguments of a function."""
    return ARRAY_DEFINITIONS[fn].between if fn in ARRAY_DEFINITIONS else ","


def _counted(fn: str, args: Sequence[Bounds], least: int, most: int) -> Sequence[Bounds]:
    if not least <= len(args) <= most:
        raise ValueError(f"{fn} of {len(args)} values")
    return args


# Of numbers -----------------------------------------------------------------------------------------------------------


def power(base: Interval, exponent: Interval) -> Interval:
    """Any real power of what is positive, whole ones of what is not."""
    (n, *more) = exponent.ends
    if not more and isinstance(n, Fraction) and n.denominator == 1:
        found = base ** abs(n.numerator)
        return found.inverse() if n < 0 else found
    if base.ends == (0,) and exponent.low > 0:
        return NOTHING
    whole = (
        [Fraction(n) for n in range(int(MP.ceil(mpf(exponent.low))), int(MP.floor(mpf(exponent.high))) + 1)]
        if more and base.low < 0
        else []
    )
    found_there = [power(base, interval_of(n)) for n in whole[:_MOST]]
    real = [_exp(exponent * _log(base))] if base.high > 0 or not whole else []
    return hull(*(end for part in (*found_there, *real) for end in part.ends))


def _piecewise_linear(fn: str, z: Interval, kinks: Kinks) -> Interval:
    """A function made of lines is nowhere more or less than at the ends of one; what is halfway between two numbers may become either."""
    if fn == "round" and len(z.ends) > 1:
        half = Fraction(1, 2)
        return hull(Fraction(int(MP.ceil(mpf(z.low) - mpf(half)))), Fraction(int(MP.floor(mpf(z.high) + mpf(half)))))
    for end in z.ends:
        _stated(active_piece(fn, end).value, kinks)
    places = [*z.ends, *(Fraction(place) for place in kinks_between(fn, z.low, z.high))]
    return hull(*(active_piece(fn, place).at(place, kinks)[0] for place in places))


def _leaky(z: Interval, leak: Interval) -> Interval:
    """What is below 0 of z is multiplied, what is above stays: one of them is 0 or ends there."""
    nothing = Fraction(0)
    below, above = hull(*(min(end, nothing, key=mpf) for end in z.ends)), hull(*(max(end, nothing, key=mpf) for end in z.ends))
    return below * leak + above


def _leaky_slopes(z: Interval, leak: Interval, kinks: Kinks) -> Iterator[Any]:
    """Those of the lines that are met: on the left of 0 it is `leak`."""
    for met_line in pieces_between("leaky_relu", z.low, z.high):
        if isinstance(met_line.slope, str):
            yield _stated(met_line.slope, kinks)
        else:
            yield from [met_line.slope] if met_line.slope == 1 else leak.ends


def _stated(x: Fraction | str, kinks: Kinks) -> Fraction:
    if isinstance(x, str) and x not in kinks:
        raise ValueError(f"no convention for {x}")
    return kinks[x] if isinstance(x, str) else x


def _increasing(fn: Callable[[Any], Any]) -> Callable[[Interval], Interval]:
    return lambda z: hull(*(fn(mpf(end)) for end in z.ends))


def _exp(z: Interval) -> Interval:
    if z.ends == (0,):
        return UNIT
    low, high = mpf(z.low), mpf(z.high)
    least = MP.exp(min(low, _MAX_EXPONENT)) if low > -_MAX_EXPONENT else MP.mpf(0)
    return hull(least, MP.exp(max(high, -_MAX_EXPONENT)) if high < _MAX_EXPONENT else MP.inf)


def _log(z: Interval) -> Interval:
    if z.high <= 0:
        raise ValueError("the logarithm of a number that is not positive")
    return _increasing(lambda x: MP.log(x) if x > 0 else -MP.inf)(z)


def _sqrt(z: Interval) -> Interval:
    if z.high < 0:
        raise ValueError("the root of a negative number")
    return _increasing(lambda x: MP.sqrt(x) if x > 0 else MP.mpf(0))(z)


def _cos(z: Interval) -> Interval:
    """It turns at each multiple of pi, and two that follow each other have all values between them."""
    low, high = mpf(z.low), mpf(z.high)
    if not MP.isfinite(high - low):
        return hull(Fraction(-1), Fraction(1))
    first, last = int(MP.ceil(low / MP.pi)), int(MP.floor(high / MP.pi))
    return hull(MP.cos(low), MP.cos(high), *(MP.mpf(-1) ** n for n in range(first, min(last, first + 1) + 1)))


def _split(z: Interval, below: Callable[[Interval], Any], above: Callable[[Interval], Any]) -> Interval:
    nothing = Fraction(0)
    left = below(hull(z.low, min(z.high, nothing, key=mpf))) if z.low < 0 else None
    right = above(hull(max(z.low, nothing, key=mpf), z.high)) if z.high >= 0 else None
    return hull(*(end for part in (left, right) if part is not None for end in (part.ends if isinstance(part, Interval) else (part,))))


_RANGES = Arithmetic(
    exp=_exp,
    log=_log,
    log1p=_increasing(lambda x: MP.log1p(x) if x > -1 else -MP.inf),
    expm1=_increasing(MP.expm1),
    sqrt=_sqrt,
    ncdf=_increasing(MP.ncdf),
    sin=lambda z: _cos(z - hull(MP.pi / 2)),
    cos=_cos,
    split=_split,
    pi=PI,
)


def _smooth(fn: str, z: Interval) -> Interval:
    """Of one number alone its value; of others what a value may be if each name in the definition is any of them."""
    definition = smooth(fn)
    if definition is None:
        raise ValueError(f"no function {fn}")
    found = definition.value(_RANGES, z)
    return hull(definition.value(NUMBERS, mpf(z.low))) if len(z.ends) == 1 else found


# Of arrays ------------------------------------------------------------------------------------------------------------


def _rows_of(args: Sequence[Bounds]) -> list[tuple[tuple[Interval, ...], ...]]:
    """The entries of each argument; ones have the shape of what stands beside them."""
    shapes = [arg.shape for arg in args if isinstance(arg, IntervalMatrix)]
    shaped = [with_shape(arg, *shapes[0]) if isinstance(arg, ConstantArray) and shapes else arg for arg in args]
    return [arg.rows if isinstance(arg, IntervalMatrix) else (listed(arg),) for arg in shaped]


def _times_log(y: Interval, p: Interval) -> Interval:
    """A target of 0 adds nothing, whatever was predicted."""
    return NOTHING if y.ends == (0,) else y * _log(p)


def _extreme(fn: str, xs: Sequence[Interval]) -> Interval:
    choose = max if fn == "max" else min
    return hull(choose((x.low for x in xs), key=mpf), choose((x.high for x in xs), key=mpf))


def _argmax(xs: Sequence[Interval]) -> Interval:
    """All places, from 1, whose entry may be the largest."""
    largest = max(mpf(x.low) for x in xs)
    return hull(*(Fraction(i) for i, x in enumerate(xs, 1) if mpf(x.high) >= largest))


def _equals(a: Interval, n: int) -> Interval:
    """Of a whole number, or of a place where an argmax of rounded numbers may be: of several no one is sure."""
    places = all(isinstance(end, Fraction) and end.denominator == 1 for end in a.ends)
    low, high = (a.low, a.high) if places else (_whole(a),) * 2
    return UNIT if low == n == high else hull(*NOTHING.ends, *UNIT.ends) if low <= n <= high else NOTHING


def _whole(x: Interval) -> int:
    printed = x.middle  # 1 stands for 1/2 to 3/2 where one digit is shown
    if not isinstance(printed, Fraction) or printed.denominator != 1:
        raise ValueError(f"a whole number is needed, not {x}")
    if printed > _MOST:
        raise ValueError(f"an array of {printed} entries")
    return int(printed)


_ENTRIES = ArrayArithmetic(
    exp=_exp,
    log=_log,
    log1p=_RANGES.log1p,
    density=lambda z: _smooth("phi", z),
    sqrt=_sqrt,
    times_log=_times_log,
    total=total,
    extreme=_extreme,
    argmax=_argmax,
    equals=_equals,
    number=lambda n: interval_of(Fraction(n)),
    whole=_whole,
    shares=lambda xs: _shares("max", xs, {}),
)


def _shares(fn: str, xs: Sequence[Interval], kinks: Kinks) -> list[Interval]:
    """1 for the number that is the largest or smallest; of tied ones the first has what is stated, the others the rest in equal parts."""
    ordered = [x if fn == "max" else -x for x in xs]
    best = max(mpf(x.low) for x in ordered)
    tied = [i for i, x in enumerate(ordered) if mpf(x.high) >= best]
    if len(tied) == 1:
        return [UNIT if i in tied else NOTHING for i in range(len(xs))]
    if any(len(ordered[i].ends) > 1 for i in tied):  # which of them it is cannot be told
        return [hull(Fraction(0), Fraction(1)) if i in tied else NOTHING for i in range(len(xs))]
    share = _stated(f"{fn}'(tie)", kinks)
    return [interval_of(share if i == tied[0] else (1 - share) / (len(tied) - 1) if i in tied else Fraction(0)) for i in range(len(xs))]
