"""Each function of arrays by its definition: one line, which is all that the verifying side and the reader know of it.

A definition puts together operators and the functions of an `ArrayArithmetic`, entry by entry, whatever the entries are: expressions, from
which each route has value and slope in its own arithmetic, or the reader's ranges. Shapes are those of the numbers that are given.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from inspect import signature
from typing import Any

from gen.algebra.expr import Add, Call, Div, Expr, Mul, Neg, Num, Pow, Var
from gen.messages.errors import VerificationError
from gen.verify.array_arithmetic import ArrayArithmetic, ArrayDefinition, Matrix, each, flattened, mean, over_others, pairs, vector
from gen.verify.axis_definitions import over_axes
from gen.verify.convolution_definitions import OF_WINDOWS
from gen.verify.definitions import Operators
from gen.verify.loss_definitions import LOSS_DEFINITIONS

# What several definitions need -----------------------------------------------------------------------------------------


def _variance(f: ArrayArithmetic, a: Matrix) -> Any:
    middle = mean(f, flattened(a))
    return mean(f, [(x - middle) ** 2 for x in flattened(a)])


def _masked_softmax(f: ArrayArithmetic, a: Matrix, mask: Matrix) -> Matrix:
    """Each e^x counts as often as its mask says; for each entry relative to its own, as in softmax."""
    masked = pairs(a, mask)
    counted = [[m * f.exp(y - x) for j, (y, m) in enumerate(masked) if j != i] for i, (x, _) in enumerate(masked)]
    values = iter([m / (m + f.total(others)) for others, (_, m) in zip(counted, masked, strict=True)])
    return each(lambda _: next(values), a)


def _softmax_with_output(f: ArrayArithmetic, y: Matrix, a: Matrix) -> Matrix:
    along = f.total([p * x for p, x in pairs(y, a)])
    return each(lambda p, x: p * (x - along), y, a)


def _normalize(f: ArrayArithmetic, a: Matrix, eps: Matrix = ()) -> Matrix:
    middle, root = mean(f, vector(a)), f.sqrt(_variance(f, a) + eps[0][0] if eps else _variance(f, a))
    return each(lambda x: (x - middle) / root, a)


def _extreme(fn: str) -> Callable[..., Any]:
    """Over the entries of one array, or of several entry by entry."""
    return lambda f, a, *more: each(lambda *xs: f.extreme(fn, xs), a, *more) if more else f.extreme(fn, flattened(a))


def _one_hot(f: ArrayArithmetic, k: Matrix, n: Matrix) -> Matrix:
    return tuple((f.equals(k[0][0], i),) for i in range(1, f.whole(n[0][0]) + 1))


def _concat(f: ArrayArithmetic, *vectors: Matrix) -> Matrix:
    """Columns below each other, rows beside each other."""
    if all(len(vector[0]) == 1 for vector in vectors):
        return tuple(row for vector in vectors for row in vector)
    if any(len(vector) > 1 for vector in vectors):
        raise VerificationError("vectors of one direction are needed")
    return (tuple(x for vector in vectors for x in flattened(vector)),)


def _rows(f: ArrayArithmetic, a: Matrix, first: Matrix, last: Matrix) -> Matrix:
    """Entries of a vector, counted from 1."""
    xs, i, j = vector(a), f.whole(first[0][0]), f.whole(last[0][0])
    if not 1 <= i <= j <= len(xs):
        raise VerificationError(f"no entries {i} to {j} of {len(xs)}")
    return (tuple(xs[i - 1 : j]),) if len(a) == 1 else tuple((x,) for x in xs[i - 1 : j])


def _reshape(f: ArrayArithmetic, a: Matrix, rows: Matrix, columns: Matrix) -> Matrix:
    """The entries, row by row, in so many rows and columns."""
    xs, n, m = flattened(a), f.whole(rows[0][0]), f.whole(columns[0][0])
    if len(xs) != n * m:
        raise VerificationError(f"{len(xs)} entries are not {n} x {m}")
    return tuple(tuple(xs[i * m : (i + 1) * m]) for i in range(n))


def _ones(f: ArrayArithmetic, a: Matrix, *columns: Matrix) -> Matrix:
    whole = ((None,) * f.whole(columns[0][0][0]),) * f.whole(a[0][0]) if columns else a
    return each(lambda _: f.number(1), whole)


def _diagonal(f: ArrayArithmetic, a: Matrix) -> Matrix:
    return tuple(tuple(x if i == j else f.number(0) for j in range(len(vector(a)))) for i, x in enumerate(vector(a)))


def _units(f: ArrayArithmetic, n: Matrix, first: Matrix, last: Matrix) -> Matrix:
    """For each number from the first to the last a column that is 1 at its place."""
    size, i, j = (f.whole(a[0][0]) for a in (n, first, last))
    return tuple(tuple(f.number(int(row == column)) for column in range(i, j + 1)) for row in range(1, size + 1))


def matmul(f: ArrayArithmetic, a: Matrix, b: Matrix) -> Matrix:
    columns = tuple(zip(*b, strict=True))
    return tuple(tuple(f.total([x * y for x, y in zip(row, column, strict=True)]) for column in columns) for row in a)


# The functions --------------------------------------------------------------------------------------------------------

_OF_ARRAYS: Mapping[str, ArrayDefinition] = {
    "max": ArrayDefinition(r"\max", _extreme("max")),
    "min": ArrayDefinition(r"\min", _extreme("min")),
    "argmax": ArrayDefinition(r"\operatorname*{arg\,max}", lambda f, a: f.argmax(vector(a))),
    "one_hot": ArrayDefinition(r"\operatorname{onehot}", _one_hot),
    "softmax": ArrayDefinition(
        r"\operatorname{softmax}",
        lambda f, a: over_others(f, a, lambda others: 1 / (1 + others)),
        _softmax_with_output,
    ),
    "masked_softmax": ArrayDefinition(
        r"\operatorname{maskedsoftmax}", _masked_softmax, lambda f, y, a, mask: _softmax_with_output(f, y, a)
    ),
    "log_softmax": ArrayDefinition(r"\operatorname{logsoftmax}", lambda f, a: over_others(f, a, lambda others: -f.log1p(others))),
    "logsumexp": ArrayDefinition(r"\operatorname{logsumexp}", lambda f, a: f.log(f.total([f.exp(x) for x in vector(a)]))),
    "sum": ArrayDefinition(r"\operatorname{sum}", lambda f, a: f.total(flattened(a))),
    "mean": ArrayDefinition(r"\operatorname{mean}", lambda f, a: mean(f, flattened(a))),
    "var": ArrayDefinition(r"\operatorname{Var}", _variance),
    "normalize": ArrayDefinition(r"\operatorname{normalize}", _normalize),
    "dot": ArrayDefinition(r"\operatorname{dot}", lambda f, a, b: f.total([x * y for x, y in pairs(a, b)])),
    "norm": ArrayDefinition(
        r"\operatorname{norm}",
        lambda f, a: f.sqrt(f.total([x**2 for x in vector(a)])),
        lambda f, y, a: ((f.total([x**2 for x in flattened(a)]) / (2 * y[0][0]),),),
    ),
    "mse": ArrayDefinition(r"\operatorname{MSE}", lambda f, p, y: mean(f, [(a - b) ** 2 for a, b in pairs(p, y)])),
    "cross_entropy": ArrayDefinition(r"\operatorname{CE}", lambda f, p, y: -f.total([f.times_log(b, a) for a, b in pairs(p, y)])),
    "concat": ArrayDefinition("", _concat),
    "flatten": ArrayDefinition(r"\operatorname{flatten}", lambda f, a: tuple((x,) for x in flattened(a))),
    "reshape": ArrayDefinition(r"\operatorname{reshape}", _reshape),
    "global_avg_pool": ArrayDefinition(r"\operatorname{globalavgpool}", lambda f, a: mean(f, flattened(a))),
    **LOSS_DEFINITIONS,
    "transpose": ArrayDefinition("", lambda f, a: tuple(zip(*a, strict=True))),
    "ones": ArrayDefinition("", _ones),
    "diag": ArrayDefinition(r"\operatorname{diag}", _diagonal),
    "rows": ArrayDefinition("", _rows),
    "identity": ArrayDefinition("", lambda f, a: _diagonal(f, ((f.number(1),) * max(len(a), len(a[0])),))),
    "zeros": ArrayDefinition("", lambda f, rows, columns: ((f.number(0),) * f.whole(columns[0][0]),) * f.whole(rows[0][0])),
    "units": ArrayDefinition("", _units),
    "unit": ArrayDefinition("", lambda f, n, i: tuple((f.number(int(k == f.whole(i[0][0]))),) for k in range(1, f.whole(n[0][0]) + 1))),
    **{fn: ArrayDefinition(head, value) for fn, (head, value) in OF_WINDOWS.items()},
}
ARRAY_DEFINITIONS: Mapping[str, ArrayDefinition] = {**_OF_ARRAYS, **over_axes(_OF_ARRAYS)}
"""Each function by its name. One that is not here is of numbers and is taken of each entry."""


def evaluate_definition(fn: str, f: ArrayArithmetic, *args: Matrix) -> Matrix:
    """The value of a function in an arithmetic. Raises VerificationError where arguments or their shapes do not fit."""
    value = ARRAY_DEFINITIONS[fn].value
    try:
        signature(value).bind(f, *args)
    except TypeError:
        raise VerificationError(f"{fn} of {len(args)} values") from None
    result = value(f, *args)
    return result if isinstance(result, tuple) else ((result,),)


@cache
def gives_number(fn: str, count: int) -> bool:
    """Whether a function gives a number of so many vectors."""
    vector = tuple((Written(Var(f"x{i}")),) for i in range(2))
    return fn in ARRAY_DEFINITIONS and len(flattened(evaluate_definition(fn, EXPRESSIONS, *[vector] * count))) == 1


# Expressions ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Written(Operators):
    """An expression that is put together by operators."""

    e: Expr

    def __add__(self, other: Any) -> "Written":
        return Written(Add((self.e, _expression(other))))

    def __neg__(self) -> "Written":
        return Written(Neg(self.e))

    def __mul__(self, other: Any) -> "Written":
        return Written(Mul((self.e, _expression(other))))

    def __pow__(self, n: int) -> "Written":
        return Written(Pow(self.e, Num(Fraction(n))))

    def inverse(self) -> "Written":
        return Written(Div(Num(Fraction(1)), self.e))


def _expression(x: Any) -> Expr:
    return x.e if isinstance(x, Written) else Num(Fraction(x))


def _called(fn: str) -> Callable[..., Written]:
    return lambda *xs: Written(Call(fn, tuple(map(_expression, xs))))


def _total(xs: Sequence[Written]) -> Written:
    return xs[0] if len(xs) == 1 else Written(Add(tuple(x.e for x in xs))) if xs else Written(Num(Fraction(0)))


def _whole(x: Written) -> int:
    assert isinstance(x.e, Num)
    return int(x.e.value)


EXPRESSIONS = ArrayArithmetic(
    exp=_called("exp"),
    log=_called("log"),
    log1p=_called("log1p"),
    density=_called("phi"),
    sqrt=_called("sqrt"),
    times_log=_called("times_log"),
    total=_total,
    extreme=lambda fn, xs: _called(fn)(*xs),
    argmax=lambda xs: _called("argmax")(*xs),
    equals=_called("equals"),
    number=lambda n: Written(Num(Fraction(n))),
    whole=_whole,
    shares=lambda xs: [_called("max'")(place, *xs) for place in range(1, len(xs) + 1)],
)
"""That of expressions of numbers, which routes know."""


def as_expressions(value: Callable[..., Matrix], *grids: Matrix) -> Matrix:
    """The expressions that a definition makes of those of its arguments."""
    return each(lambda x: x.e, value(EXPRESSIONS, *(each(Written, g) for g in grids)))
