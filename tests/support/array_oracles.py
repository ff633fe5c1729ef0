"""Values and derivatives of an unrolled recurrence over arrays by routes that share no code with the tool's own.

As in `oracles`, every route reads the trace as data: the equations as the author wrote them. Every value is a two-dimensional array of
numpy, a number one of one by one, so that numpy's own broadcasting, products and sums are the algebra. The numbers in it are

    doubles            which HIPS autograd differentiates in reverse mode
    mpmath's           of 50 digits, whose central differences are taken

A function that is made of lines is, for both, the line on which its argument lies: with the stated slope if it lies at a kink, with the
stated share if several arguments tie. So both routes follow the author's conventions.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, reduce
from math import erfc
from typing import Any

import autograd
import autograd.extend
import autograd.numpy as np
import mpmath
import numpy

from gen.algebra.arrays import Value, rows_of
from gen.algebra.axes import base_and_axis
from gen.algebra.expr import Add, Call, Div, Expr, Index, MatMul, Mul, Neg, Num, Partial, Pow, Range, Var, atoms
from gen.model.trace import Trace
from tests.support.loss_oracles import loss
from tests.support.oracles import KINKED, Arithmetic, density
from tests.support.window_oracles import WINDOWS, of_windows

_MP = mpmath.MPContext()
_MP.dps = 50
_SAME = _MP.mpf(10) ** -40  # numbers that are equal but for rounding
_STEP = _MP.mpf(10) ** -15  # a central difference is off by the square of it; rounding adds 1e-35

Grid = Any
"""An array of two axes, of doubles, of what autograd traces, or of mpmath's numbers."""


@dataclass(frozen=True)
class Asked:
    """A value of a recurrence at the given numbers, or its derivative with respect to `wrt`. Of a value in `cut` it is taken as 0.

    With `truncate` what was computed so many steps before a value, and earlier, counts as constant in its derivative.
    """

    trace: Trace
    givens: Mapping[Var, Value]
    of: Var
    wrt: Var | None
    conventions: Mapping[str, Fraction]
    cut: frozenset[Var] = frozenset()
    truncate: int | None = None

    @cached_property
    def inner(self) -> bool:
        """Whether the author's equations do not do, because a name that the tool gave is moved, cut or asked for."""
        names = {self.of.whole, *self.cut, *([self.wrt.whole] if self.wrt else [])}
        return any(eqn.auto and eqn.out in names for eqn in self.trace.eqns)

    @cached_property
    def here(self) -> "_Here":
        """The recurrence at the numbers."""
        lines = _Lines(self.conventions)
        return _Here(_run(self, _MPMATH, {}, lines.here), tuple(lines.found))


# Functions made of lines ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Line:
    """How a function moves near its arguments: by the slope to each. That of an array to a number is summed, and over an axis if there
    is one."""

    value: Grid
    args: tuple[Grid, ...]
    slopes: tuple[Grid, ...]
    axis: int | None = None

    def __call__(self, args: Sequence[Grid], number: Callable[[Grid], Grid]) -> Grid:
        value = number(self.value)
        for arg, at, slope in zip(args, self.args, self.slopes, strict=False):
            moved = number(slope) * (arg - number(at))
            value = value + (np.sum(moved, axis=self.axis, keepdims=True) if value.size == 1 or self.axis is not None else moved)
        return value


@dataclass
class _Lines:
    """The lines on which arguments lie, in the order of the calls."""

    conventions: Mapping[str, Fraction]

    def __post_init__(self) -> None:
        self.found: list[_Line] = []

    def here(self, fn: str, args: Sequence[Grid]) -> Grid:
        self.found.append(self.line(fn, args))
        return self.found[-1].value

    def line(self, fn: str, args: Sequence[Grid]) -> _Line:
        match fn, args:
            case _, (a,) if axis := base_and_axis(fn)[1]:
                along = int(axis == "rows")
                found = [self.line(base_and_axis(fn)[0], (part,)) for part in numpy.split(a, a.shape[1 - along], axis=1 - along)]
                joined = [
                    numpy.concatenate(parts, axis=1 - along) for parts in zip(*((one.value, *one.slopes) for one in found), strict=True)
                ]
                return _Line(joined[0], (a,) * len(joined[1:]), tuple(joined[1:]), along)
            case "argmax", (a,):
                return _Line(_grid([_MP.mpf(1 + list(a.flat).index(max(a.flat)))], (1, 1)), (), ())
            case "one_hot", (k, n):
                return _Line(_grid([_MP.mpf(int(k.item() == i)) for i in range(1, int(n.item()) + 1)], (-1, 1)), (), ())
            case (("max" | "min"), (a,)):
                best, shares = self.shares(fn, list(a.flat))
                return _Line(_grid([best], (1, 1)), (a,), (_grid(shares, a.shape),))
            case (("max" | "min"), _):
                alike = numpy.broadcast_arrays(*args)
                values, slopes = zip(*(self.shares(fn, list(xs)) for xs in zip(*(a.flat for a in alike), strict=True)), strict=True)
                shape = alike[0].shape
                return _Line(_grid(values, shape), tuple(alike), tuple(_grid(part, shape) for part in zip(*slopes, strict=True)))
            case _, (z, *leak):
                values, slopes = zip(*(self.piece(fn, x, *(part.item() for part in leak)) for x in z.flat), strict=True)
                return _Line(_grid(values, z.shape), (z,), (_grid(slopes, z.shape),))
        raise TypeError(fn)

    def shares(self, fn: str, xs: Sequence[Any]) -> tuple[Any, list[Any]]:
        """The best of some numbers, and the part that each has in it."""
        best = (max if fn == "max" else min)(xs)
        first, *others = (i for i, x in enumerate(xs) if abs(x - best) < _SAME)
        share = self.stated(f"{fn}'(tie)") if others else _MP.mpf(1)
        return best, [share if i == first else (1 - share) / len(others) if i in others else _MP.mpf(0) for i in range(len(xs))]

    def piece(self, fn: str, z: Any, leak: Any = None) -> tuple[Any, Any]:
        """Value and slope of a function of one number."""
        whole = _MP.floor(z + (_SAME if fn == "floor" else _MP.mpf(1) / 2))
        match fn:
            case "round":
                return whole, _MP.mpf(0)
            case "floor":
                return whole, self.stated("floor'(n)") if abs(z - whole) < _SAME else _MP.mpf(0)
            case "sign":
                return (_MP.mpf(0), self.stated("sign'(0)")) if abs(z) < _SAME else (_MP.sign(z), _MP.mpf(0))
        kinks, lines = KINKED[fn]
        slope, offset = map(_mpf, lines[sum(z > kink for kink in kinks)])
        slope = leak if leak is not None and z < 0 else slope
        for kink in kinks:
            if abs(z - kink) < _SAME:
                return self.stated("step(0)") if fn == "step" else slope * z + offset, self.stated(f"{fn}'({kink})")
        return slope * z + offset, slope

    def stated(self, convention: str) -> Any:
        return _mpf(self.conventions[convention])


_OF_LINES = {*KINKED, "sign", "floor", "round", "max", "min", "argmax", "one_hot"}

# Arithmetic -----------------------------------------------------------------------------------------------------------


def _mpf(x: Any) -> Any:
    return _MP.mpf(x.numerator) / x.denominator if isinstance(x, Fraction) else _MP.mpf(str(x))


def _grid(xs: Collection[Any], shape: tuple[int, ...]) -> Grid:
    """An array of mpmath's numbers."""
    found = numpy.empty(len(xs), dtype=object)
    found[:] = list(xs)
    return found.reshape(shape)


def precise(value: Value) -> Grid:
    """A value of the tool to 50 digits."""
    rows = rows_of(value)
    return _grid([_mpf(x) for row in rows for x in row], (len(rows), len(rows[0])))


def doubled(grid: Grid) -> Grid:
    return grid.astype(float)


def _each(f: Callable[[Any], Any]) -> Callable[[Grid], Grid]:
    found: Callable[[Grid], Grid] = numpy.frompyfunc(f, 1, 1)
    return found


_MPMATH = Arithmetic(
    lambda grid: grid,
    {
        "tanh": _each(_MP.tanh),
        "sigmoid": _each(lambda z: 1 / (1 + _MP.exp(-z))),
        "exp": _each(_MP.exp),
        "elu": _each(lambda z: z if z > 0 else _MP.expm1(z)),
        "softplus": _each(lambda z: _MP.log1p(_MP.exp(z))),
        "silu": _each(lambda z: z / (1 + _MP.exp(-z))),
        "gelu": _each(lambda z: z * _MP.ncdf(z)),
        "Phi": _each(_MP.ncdf),
        "phi": _each(_MP.npdf),
        "log": _each(_MP.log),
        "sqrt": _each(_MP.sqrt),
    },
)


@autograd.extend.primitive  # type: ignore[untyped-decorator]
def _normal(z: Grid) -> Grid:
    return numpy.vectorize(erfc, otypes=[float])(-z / numpy.sqrt(2)) / 2


autograd.extend.defvjp(_normal, lambda y, z: lambda g: g * density(z))

_AUTOGRAD = Arithmetic(
    doubled,
    {
        "tanh": np.tanh,
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "exp": np.exp,
        "elu": lambda z: np.where(z > 0, z, np.exp(np.where(z > 0, 0.0, z)) - 1),
        "softplus": lambda z: np.log(1 + np.exp(z)),
        "silu": lambda z: z / (1 + np.exp(-z)),
        "gelu": lambda z: z * _normal(z),
        "Phi": _normal,
        "phi": density,
        "log": np.log,
        "sqrt": np.sqrt,
    },
)

# Running a recurrence -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Here:
    values: dict[Any, Grid]
    lines: tuple[_Line, ...]


def _part(grid: Grid, index: Index) -> Grid:
    """An entry, some rows or columns, still with two axes."""
    if len(index) == 1:
        index = (*index, None) if grid.shape[1] == 1 else (None, *index)
    ends = [(i.first, i.last) if isinstance(i, Range) else (i, i) for i in index]
    return grid[tuple(slice(first and first - 1, last) for first, last in ends)]


def _value(var: Var, values: Mapping[Any, Grid]) -> Grid:
    return _part(values[var.whole], var.index) if var.index else values[var]


def _interpret(e: Expr, values: Mapping[Any, Grid], by: Arithmetic, lines: Callable[[str, Sequence[Grid]], Grid]) -> Grid:
    """An expression in numpy's algebra."""

    def go(part: Expr) -> Grid:
        return _interpret(part, values, by, lines)

    match e:
        case Num(value):
            return by.number(_grid([_mpf(value)], (1, 1)))
        case Var():
            return _value(e, values)
        case Partial():
            return values[e]
        case Neg(arg):
            return -go(arg)
        case Add(terms):
            return reduce(lambda a, b: a + b, map(go, terms))
        case Mul(factors):
            return reduce(lambda a, b: a * b, map(go, factors))
        case MatMul(factors):
            return reduce(np.dot, map(go, factors))
        case Div(top, bottom):
            return go(top) / go(bottom)
        case Pow(base, exponent):
            return go(base) ** go(exponent)
        case Call("pair", args):
            return np.concatenate(list(map(go, args)), axis=1)
        case Call(fn, args) if fn in WINDOWS:
            return of_windows(fn, [go(arg) for arg in args], lines)
        case Call(fn, args) if base_and_axis(fn)[0] in _OF_LINES:
            return lines(fn, [go(arg) for arg in args])
        case Call(fn, (arg,)) if fn in by.functions:
            return by.functions[fn](go(arg))
        case Call(fn, args):
            return _of_arrays(fn, [go(arg) for arg in args], by)
    raise TypeError(f"no oracle for {e}")


def _of_arrays(name: str, args: Sequence[Grid], by: Arithmetic) -> Grid:
    fn, over = base_and_axis(name)
    axis = {"": None, "rows": 1, "columns": 0}[over]
    exp, log, sqrt = (by.functions[one] for one in ("exp", "log", "sqrt"))

    def total(grid: Grid) -> Grid:
        return np.sum(grid, axis=axis, keepdims=True)

    def mean(grid: Grid) -> Grid:
        return total(grid) / (grid.size if axis is None else grid.shape[axis])

    match fn, args:
        case "transpose", (a,):
            return np.transpose(a)
        case "sum", (a,):
            return total(a)
        case "mean", (a,):
            return mean(a)
        case "var", (a,):
            return mean((a - mean(a)) ** 2)
        case "normalize", (a, *eps):
            return (a - mean(a)) / sqrt(mean((a - mean(a)) ** 2) + (eps[0] if eps else 0))
        case "dot", (a, b):
            return total(a * b)
        case "norm", (a,):
            return sqrt(total(a * a))
        case "mse", (p, y):
            return mean((p - y) ** 2)
        case "softmax", (a,):
            return exp(a) / total(exp(a))
        case "masked_softmax", (a, mask):
            return mask * exp(a) / total(mask * exp(a))
        case "log_softmax", (a,):
            return a - log(total(exp(a)))
        case "logsumexp", (a,):
            return log(total(exp(a)))
        case "cross_entropy", (p, y):
            return -total(y * log(p + (p == 0)))
        case "concat", _:
            return np.concatenate(args, axis=0 if all(a.shape[1] == 1 for a in args) else 1)
    return loss(fn, args, by.functions, lambda x: by.number(_grid([_MP.mpf(x)], (1, 1))), total, mean)


def _run(asked: Asked, by: Arithmetic, held: Mapping[Var, Grid], lines: Callable[[str, Sequence[Grid]], Grid]) -> dict[Any, Grid]:
    """Every value of the recurrence; those in `held` are taken as they are, whatever their equations say."""
    values: dict[Any, Grid] = {var: by.number(precise(value)) for var, value in asked.givens.items()} | dict(held)
    for eqn in asked.trace.eqns:
        for partial in (atom for atom in atoms(eqn.rhs) if isinstance(atom, Partial) and atom not in values):
            trace = asked.trace.only(asked.trace.before([partial.of, partial.wrt]))
            values[partial] = by.number(central_difference(replace(asked, trace=trace, of=partial.of, wrt=partial.wrt)))
        found = _interpret(eqn.rhs if asked.inner else eqn.written, values, by, lines)
        values[eqn.out] = held.get(eqn.out, found)
        if held and eqn.out in asked.cut and eqn.out != asked.of.whole:
            values[eqn.out] = by.number(asked.here.values[eqn.out])
    return values


def _moved(asked: Asked, by: Arithmetic, at: Grid) -> Grid:
    """What is asked for where `wrt` is another, each function on its line."""
    lines = iter(asked.here.lines)
    values = _run(asked, by, {_known(asked.wrt).whole: at}, lambda fn, args: next(lines)(args, by.number))
    return _value(asked.of, values)


def _known(var: Var | None) -> Var:
    assert var, "a value has no derivative"
    return var


def _shaped(asked: Asked, columns: Sequence[Grid]) -> Grid:
    """A derivative from that to each entry: of a number it has the shape of `wrt`, to a number that of the value, else it is a Jacobian."""
    of, wrt = (_value(var, asked.here.values).shape for var in (asked.of, _known(asked.wrt)))
    whole = np.stack([column.ravel() for column in columns], axis=1)
    return whole.reshape(wrt) if of == (1, 1) else whole.reshape(of) if wrt == (1, 1) else whole


# The routes -----------------------------------------------------------------------------------------------------------


def value(asked: Asked) -> Grid:
    """The value that is asked for, to 50 digits."""
    return _value(asked.of, asked.here.values)


def value_in_doubles(asked: Asked) -> Grid:
    """The same in numpy's own arithmetic."""
    lines = iter(asked.here.lines)
    return _value(asked.of, _run(asked, _AUTOGRAD, {}, lambda fn, args: next(lines)(args, doubled)))


def central_difference(asked: Asked) -> Grid:
    """The derivative by moving each entry of `wrt` up and down, off by 1e-30 or so."""
    return _by_windows(asked, _difference)


def by_autograd(asked: Asked) -> Grid:
    """The derivative by HIPS autograd in double precision."""
    return _by_windows(asked, _traced)


def _by_windows(asked: Asked, derivative: Callable[[Asked], Grid]) -> Grid:
    """A truncated derivative: that of a value without a time by the chain rule over those with a time, each with its own window."""
    if asked.truncate is None:
        return derivative(asked)
    whole, looks = replace(asked, truncate=None), _looked_at(asked.trace, asked.of.whole)

    def window(of: Var) -> Asked:
        assert isinstance(of.time, int) and asked.truncate
        before = of.time - asked.truncate
        past = {eqn.out for eqn in asked.trace.eqns if isinstance(eqn.out.time, int) and eqn.out.time <= before}
        return replace(whole, of=of, cut=asked.cut | past)

    if asked.of.time is not None:
        return derivative(window(asked.of))
    result = derivative(replace(whole, cut=asked.cut | looks))
    for var in looks:
        outer = derivative(replace(whole, wrt=var, cut=asked.cut | (looks - {var})))
        result = result + np.dot(outer.reshape(-1, asked.here.values[var].size), _rows(derivative(window(var)), var, asked)).reshape(
            result.shape
        )
    return result


def _rows(derivative: Grid, of: Var, asked: Asked) -> Grid:
    """A derivative with a row for each entry of what it is of."""
    return derivative.reshape(asked.here.values[of].size, -1)


def _looked_at(trace: Trace, of: Var) -> frozenset[Var]:
    """The computed values with a time that a value without one is made of."""
    by_out = {eqn.out: eqn for eqn in trace.eqns}
    if of not in by_out or of.time is not None:
        return frozenset([of] if of in by_out else [])
    return frozenset(var for use in by_out[of].uses for var in _looked_at(trace, use))


def _difference(asked: Asked) -> Grid:
    wrt = _known(asked.wrt)
    whole = asked.here.values[wrt.whole]

    def difference(place: tuple[int, int]) -> Grid:
        step = _grid([_MP.mpf(0)] * whole.size, whole.shape)
        step[place] = _STEP
        return (_moved(asked, _MPMATH, whole + step) - _moved(asked, _MPMATH, whole - step)) / (2 * _STEP)

    return _shaped(asked, [difference(place) for place in _places(whole, wrt)])


def _traced(asked: Asked) -> Grid:
    wrt = _known(asked.wrt)
    whole = doubled(asked.here.values[wrt.whole])
    # The added 0 keeps autograd from warning where nothing leads from wrt to the value.
    found = autograd.jacobian(lambda at: _moved(asked, _AUTOGRAD, at) + 0.0 * np.sum(at))(whole)
    return _shaped(asked, [found[..., i, j] for i, j in _places(whole, wrt)])


def _places(whole: Grid, wrt: Var) -> list[tuple[int, int]]:
    """Where the entries of `wrt` stand in the value that it is a part of."""
    numbered = numpy.arange(whole.size).reshape(whole.shape)
    chosen = _part(numbered, wrt.index) if wrt.index else numbered
    return [divmod(int(n), whole.shape[1]) for n in chosen.ravel()]


def off(told: Grid, other: Grid, least: float = 0.0) -> float:
    """The largest difference relative to the largest entry of both, or to `least` if that is more."""
    assert told.shape == other.shape, "of one shape"
    largest = max(abs(told).max(), abs(other).max(), least)
    return float(abs(told - other).max() / largest) if largest else 0.0
