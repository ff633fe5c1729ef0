"""The table of functions: one row each, values against mpmath and plain Python, slopes against differences."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction as F
from functools import partial
from random import Random
from typing import Any

import mpmath
import pytest
import sympy

from gen.algebra import numbers as number
from gen.algebra.arrays import SCALAR, Array, Shape, Value, array, numbers, rows_of, scalar, shape_of, shape_words
from gen.algebra.axes import AXES, base_and_axis, over_axis
from gen.algebra.expr import UNIT, Add, Atom, Call, Expr, LocalDerivative, Neg, Num, Var, atoms
from gen.algebra.numbers import Number
from gen.algebra.printer import text
from gen.calculus.evaluate import evaluate, evaluate_number
from gen.functions.by_axis import OVER_AXES
from gen.functions.function import ArrayFunction, ShapeError
from gen.functions.internal import INTERNAL
from gen.functions.linalg import each, full
from gen.functions.registry import CONVENTIONS, FUNCTIONS, apply, arguments, linear_pieces, local_derivative, on_its_side
from gen.messages.errors import MathError, NoConvention
from gen.messages.sentences import LANGUAGES
from gen.proofread.intervals import Interval, interval_of, listed
from gen.proofread.reader_functions import apply_function
from gen.verify import function, printed_slope
from gen.verify.array_arithmetic import flattened
from gen.verify.array_definitions import ARRAY_DEFINITIONS, as_expressions, evaluate_definition
from gen.verify.definitions import DEFINITIONS, NUMBERS, smooth
from gen.verify.dual import Dual, dual_of
from gen.verify.sympy_functions import machine
from gen.verify.tolerance import close, mpf
from tests.support.window_oracles import WINDOW_CALLS

POINTS = {
    "relu": ([F(-2), F(1, 3), F(5)], lambda z: max(z, mpmath.mpf(0))),
    "abs": ([F(-2), F(1, 3), F(5)], abs),
    "leaky_relu": ([F(-2), F(1, 3), F(5)], lambda z: z if z > 0 else z / 100),
    "hard_sigmoid": ([F(-4), F(-2), F(1, 3), F(4)], lambda z: min(mpmath.mpf(1), max(mpmath.mpf(0), z / 6 + mpmath.mpf(1) / 2))),
    "elu": ([F(-40), F(-2), F(-1, 10**9), F(1, 3), F(5)], lambda z: z if z > 0 else mpmath.expm1(z)),
    "sign": ([F(-2), F(1, 3), F(5)], mpmath.sign),
    "step": ([F(-2), F(1, 3), F(5)], lambda z: mpmath.mpf(z > 0)),
    "floor": ([F(-2, 3), F(1, 3), F(7, 2)], mpmath.floor),
    "round": ([F(-2, 3), F(1, 3), F(10, 3)], mpmath.nint),
    "softplus": ([F(-40), F(0), F(1, 3), F(40)], lambda z: mpmath.log1p(mpmath.exp(z))),
    "silu": ([F(-40), F(0), F(1, 3)], lambda z: z / (1 + mpmath.exp(-z))),
    "mish": ([F(-40), F(-2), F(0), F(1, 3), F(40)], lambda z: z * mpmath.tanh(mpmath.log1p(mpmath.exp(z)))),
    "gelu": ([F(-30), F(-2), F(0), F(1, 3), F(30)], lambda z: z * mpmath.ncdf(z)),
    "Phi": ([F(-30), F(-2), F(0), F(1, 3), F(30)], mpmath.ncdf),
    "phi": ([F(-2), F(0), F(1, 3)], mpmath.npdf),
    "tanh": ([F(-2), F(0), F(1, 3)], mpmath.tanh),
    "sigmoid": ([F(-2), F(0), F(1, 3)], lambda z: 1 / (1 + mpmath.exp(-z))),
    "sin": ([F(-2), F(0), F(355, 113), F(40)], mpmath.sin),
    "cos": ([F(-2), F(0), F(355, 226), F(40)], mpmath.cos),
    "exp": ([F(-2), F(0), F(1, 3)], mpmath.exp),
    "log": ([F(1, 3), F(1), F(7)], mpmath.log),
    "sqrt": ([F(1, 4), F(2), F(9)], mpmath.sqrt),
}
_WIDE, _TINY = (F(-300), F(-40), F(-2), F(-1, 10**9), F(1, 3), F(5), F(40)), mpmath.mpf(10) ** -20
ROWS = [(fn, z) for fn, (points, _) in POINTS.items() for z in points]


def _mpf(x: Number) -> mpmath.mpf:
    return mpmath.mpf(str(x)) if isinstance(x, Decimal) else mpmath.mpf(x.numerator) / x.denominator


_DRAW = Random(6)


def _drawn(rows: int, columns: int = 1) -> Value:
    """An exact array, its entries all different."""
    entries = iter(_DRAW.sample(range(-30, 30), rows * columns))
    return array([F(next(entries), 7) for _ in range(columns)] for _ in range(rows))


def _column(*entries: int | str) -> Value:
    return array([F(x)] for x in entries)


def _row(*entries: int | str) -> Value:
    return array([[F(x) for x in entries]])


def _matrix(*rows: tuple[int | str, ...]) -> Value:
    return array([F(x) for x in row] for row in rows)


def _softmax(a: list[Any]) -> list[Any]:
    return [mpmath.exp(x) / sum(map(mpmath.exp, a)) for x in a]


def _mean(a: Sequence[Any]) -> Any:
    return sum(a) / len(a)


def _cross_entropy(p: list[Any], y: list[Any]) -> list[Any]:
    return [-sum(b * mpmath.log(a) for a, b in zip(p, y, strict=True) if b)]


def _spread(*lists: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Entry by entry, a number with every entry."""
    n = max(map(len, lists))
    return list(zip(*(list(one) * (n if len(one) == 1 else 1) for one in lists), strict=True))


def _huber(error: Any, delta: Any) -> Any:
    return error**2 / 2 if abs(error) <= delta else delta * (abs(error) - delta / 2)


def _normalize(a: list[Any], eps: Sequence[Any] = (0,)) -> list[Any]:
    return [(x - _mean(a)) / mpmath.sqrt(_mean([(y - _mean(a)) ** 2 for y in a]) + eps[0]) for x in a]


_P, _Q, _ONE_HOT = _column("1/5", "3/10", "1/2"), _row("1/5", "0", "4/5"), _column(0, 1, 0)

# The arguments, whole numbers in them as literals, and the value from the lists of their entries, row by row.
ARRAYS: dict[str, tuple[list[tuple[Value | int, ...]], Callable[..., list[Any]]]] = {
    "max": (
        [(_drawn(3),), (_drawn(2, 2),), (F(3),), (_drawn(3), _drawn(3)), (_drawn(1, 2), _drawn(1, 2), _drawn(1, 2)), (F(1), F(2), 0)],
        lambda a, *rest: list(map(max, zip(a, *rest, strict=True))) if rest else [max(a)],
    ),
    "min": (
        [(_drawn(3),), (_drawn(2, 2),), (F(3),), (_drawn(3), _drawn(3)), (_drawn(1, 2), _drawn(1, 2), _drawn(1, 2)), (F(1), F(2), 0)],
        lambda a, *rest: list(map(min, zip(a, *rest, strict=True))) if rest else [min(a)],
    ),
    "argmax": ([(_drawn(4),), (_drawn(1, 3),)], lambda a: [a.index(max(a)) + 1]),
    "one_hot": ([(1, 3), (3, 3), (1, 1)], lambda k, n: [int(i + 1 == k[0]) for i in range(int(n[0]))]),
    "softmax": ([(_drawn(3),), (_drawn(1, 4),), (_column(1000, 0),), (F(2),)], _softmax),
    "masked_softmax": (
        [(_drawn(3), _column(1, 0, 1)), (_drawn(1, 4), _row(0, 0, 1, 0)), (_column(1000, 0, 1000), _column(1, 1, 0)), (F(2), 1)],
        lambda a, mask: [
            m * mpmath.exp(x) / sum(n * mpmath.exp(y) for y, n in zip(a, mask, strict=True)) for x, m in zip(a, mask, strict=True)
        ],
    ),
    "normalize": ([(_drawn(3), F(1, 100)), (_drawn(1, 4), 2), (_drawn(4),), (F(2), F(1, 3))], _normalize),
    "log_softmax": (
        [(_drawn(3),), (_column(5, 5, 5),), (_drawn(1, 4),), (_column(1000, 0),), (_row(0, -100, -200),), (F(2),)],
        lambda a: [mpmath.log(p) for p in _softmax(a)],
    ),
    "logsumexp": (
        [(_drawn(3),), (_drawn(1, 4),), (_column(1000, 0),), (_column(0, -100),), (F(2),)],
        lambda a: [mpmath.log(sum(map(mpmath.exp, a)))],
    ),
    "sum": ([(_drawn(3),), (_drawn(2, 3),), (F(2),)], lambda a: [sum(a)]),
    "mean": ([(_drawn(3),), (_drawn(2, 3),), (F(2),)], lambda a: [_mean(a)]),
    "var": ([(_drawn(3),), (_drawn(2, 3),), (F(2),)], lambda a: [_mean([(x - _mean(a)) ** 2 for x in a])]),
    "dot": (
        [(_drawn(3), _drawn(3)), (_drawn(1, 2), _drawn(1, 2)), (F(2), F(3))],
        lambda a, b: [sum(x * y for x, y in zip(a, b, strict=True))],
    ),
    "norm": ([(_drawn(3),), (_drawn(1, 2),), (F(-2),)], lambda a: [mpmath.sqrt(sum(x * x for x in a))]),
    "mse": (
        [(_drawn(3), _drawn(3)), (_drawn(2, 2), _drawn(2, 2)), (F(2), F(5))],
        lambda p, y: [_mean([(a - b) ** 2 for a, b in zip(p, y, strict=True)])],
    ),
    "cross_entropy": ([(_P, _column("1/4", 0, "3/4")), (_P, _ONE_HOT), (_row("1/9", "1/3", "5/9"), _Q), (F(1, 3), F(1))], _cross_entropy),
    "bce": (
        [(_P, _column("1/4", "1/8", "3/4")), (_row("1/9", "1/2"), _row("5/6", "1/3")), (F(1, 3), F(7, 8))],
        lambda p, y: [-_mean([t * mpmath.log(x) + (1 - t) * mpmath.log(1 - x) for x, t in zip(p, y, strict=True)])],
    ),
    "bce_logits": (
        [(_drawn(3), _column("1/4", "1/8", "3/4")), (_row(-100, 100), _row("1/2", "1/3")), (F(2), F(1, 7))],
        lambda z, y: [_mean([mpmath.log1p(mpmath.exp(x)) - t * x for x, t in zip(z, y, strict=True)])],
    ),
    "cross_entropy_logits": (
        [(_drawn(3), _ONE_HOT), (_row(1000, 0, 3), _Q), (_drawn(3), _column("1/4", 0, "3/4"))],
        lambda o, y: _cross_entropy(_softmax(o), y),
    ),
    "nll": ([(_P, 2), (_row("1/9", "1/3", "5/9"), 3), (F(1, 3), 1)], lambda p, k: [-mpmath.log(p[int(k[0]) - 1])]),
    "entropy": ([(_P,), (_row("1/2", "1/2"),), (F(1),)], lambda p: [-sum(x * mpmath.log(x) for x in p)]),
    "kl": (
        [(_P, _column("1/4", "1/2", "1/4")), (_row("1/3", "2/3"), _row("9/10", "1/10"))],
        lambda p, q: [sum(x * mpmath.log(x / y) for x, y in zip(p, q, strict=True) if x)],
    ),
    "kl_normal": (
        [
            (_drawn(2), _column("1/2", 3)),
            (F(-2), F(3)),
            (_drawn(1, 2), F(2)),
            (F(2), _column("1/2", 3)),
            (_drawn(2), _column("1/2", 3), _drawn(2), _column(4, "1/3")),
            (_drawn(2), F(1, 2), F(3), F(4)),
            (F(1), F(1, 2), _drawn(3), F(4)),
        ],
        lambda mu, sigma, m=(0,), s=(1,): [
            sum(mpmath.log(d / b) + (b**2 + (a - c) ** 2) / (2 * d**2) - mpmath.mpf(1) / 2 for a, b, c, d in _spread(mu, sigma, m, s))
        ],
    ),
    "log_density": (
        [
            (_drawn(3), _drawn(3), _column("1/2", 3, 1)),
            (F(1), F(2), F(3)),
            (_drawn(1, 2), F(1), F(2)),
            (F(1), F(2), _row(1, 3)),
            (F(1), _drawn(2), F(2)),
        ],
        lambda x, mu, sigma: [
            sum(-mpmath.log(2 * mpmath.pi) / 2 - mpmath.log(s) - ((a - m) / s) ** 2 / 2 for a, m, s in _spread(x, mu, sigma))
        ],
    ),
    "cosine_similarity": (
        [(_drawn(3), _drawn(3)), (_row(1, -2), _row(3, 5)), (F(2), F(-3))],
        lambda a, b: [
            sum(x * y for x, y in zip(a, b, strict=True)) / mpmath.sqrt(sum(x * x for x in a)) / mpmath.sqrt(sum(y * y for y in b))
        ],
    ),
    "huber": (
        [(_column(1, "-1/2", 3), _column("1/3", 2, "5/2")), (_row("1/2", 2), _row("1/3", 5), 2), (F(-3), F(4)), (F(1, 2), F(1, 3))],
        lambda a, b, delta=(1,): [_mean([_huber(x - y, delta[0]) for x, y in zip(a, b, strict=True)])],
    ),
    "pi": ([()], lambda: [+mpmath.pi]),
    "concat": ([(_drawn(2), _drawn(3)), (_drawn(1, 2), F(3), _drawn(1, 2)), (F(1), F(2), 0)], lambda *parts: [x for a in parts for x in a]),
    "flatten": ([(_drawn(2, 3),), (_drawn(3),), (_drawn(1, 2),), (F(2),)], lambda a: a),
    "reshape": ([(_drawn(6), 2, 3), (_drawn(1, 4), 2, 2), (_drawn(4), 1, 4)], lambda a, n, m: a),
    "global_avg_pool": ([(_drawn(3),), (_drawn(2, 3),), (F(2),)], lambda a: [_mean(a)]),
    "column": ([(F(1), F(2)), (F(3), F(-1), F(1, 2))], lambda *entries: [x for a in entries for x in a]),
    "transpose": ([(_drawn(3),), (_drawn(1, 2),)], lambda a: a),
    "ones": ([(_drawn(2, 3),), (F(2),)], lambda a: [1 for _ in a]),
    "diag": ([(_drawn(3),), (_drawn(1, 2),)], lambda a: [x if i == j else 0 for i, x in enumerate(a) for j in range(len(a))]),
    "units": (
        [(4, 2, 3), (3, 1, 3), (3, 2, 2)],
        lambda n, i, j: [int(row == k) for row in range(1, int(n[0]) + 1) for k in range(int(i[0]), int(j[0]) + 1)],
    ),
    "rows": ([(_drawn(4), 2, 3), (_drawn(1, 3), 1, 1), (_drawn(1, 3), 2, 3)], lambda a, i, j: a[int(i[0]) - 1 : int(j[0])]),
    "unit": ([(3, 2), (2, 2)], lambda n, i: [int(k == i[0]) for k in range(1, int(n[0]) + 1)]),
    "identity": ([(_drawn(3),), (_drawn(1, 2),)], lambda a: [int(i == j) for i in range(len(a)) for j in range(len(a))]),
    "zeros": ([(2, 3), (1, 2)], lambda n, m: [0] * int(n[0] * m[0])),
}
_PREDICTED = _matrix(("1/5", "3/5", "1/2"), ("4/5", "2/5", "1/2"))
_BESIDE: dict[str, tuple[Value, ...]] = {"masked_softmax": (_matrix((1, 0, 1), (0, 1, 0)),), "normalize": (F(1, 100),)}
_BESIDE["cosine_similarity"] = (_drawn(2, 3),)
_TARGETS = {"rows": _matrix(("1/4", 0, "3/4"), (0, 1, 0)), "columns": _matrix(("1/4", 0, 1), ("3/4", 1, 0))}
_SHARES = {"rows": _matrix(("1/4", "1/4", "1/2"), ("1/5", "3/5", "1/5")), "columns": _matrix(("1/4", "1/5", "1/2"), ("3/4", "4/5", "1/2"))}
_DISTRIBUTIONS: dict[str, dict[str, tuple[Value, ...]]] = {
    axis: {
        "cross_entropy": (_PREDICTED, _TARGETS[axis]),
        "cross_entropy_logits": (_drawn(2, 3), _TARGETS[axis]),
        "entropy": (_SHARES[axis],),
        "kl": (_TARGETS[axis], _SHARES[axis]),
    }
    for axis in AXES
}


def _of_lines(fn: str, axis: str) -> Callable[..., list[Any]]:
    """The lists of each row, or of each column, of arrays of 2 x 3 by themselves; what is a number goes with each."""

    def lines(a: list[Any]) -> list[list[Any]]:
        return [a] * 3 if len(a) == 1 else [a[:3], a[3:]] if axis == "rows" else [a[j::3] for j in range(3)]

    def found(*args: list[Any]) -> list[Any]:
        made = [ARRAYS[fn][1](*line) for line in zip(*map(lines, args), strict=False)]
        return [x for line in (made if axis == "rows" else zip(*made, strict=True)) for x in line]

    return found


ARRAYS |= {
    over_axis(fn, axis): (
        [_DISTRIBUTIONS[axis].get(fn) or (_drawn(2, 3), *_BESIDE.get(fn, ()))],
        _of_lines(fn, axis),
    )
    for fn in OVER_AXES
    for axis in AXES
}
CALLS = [(f"{fn} {i}", fn, args) for fn, (calls, _) in ARRAYS.items() for i, args in enumerate(calls, 1)]
_STILL = {("masked_softmax", 1)}  # an argument that no number may move: a mask
HELD = {"cross_entropy": {1}, "cross_entropy_logits": {1}, "entropy": {0}, "kl": {0, 1}}
"""The arguments whose entries add up to 1, so that no entry moves alone."""


def _is_still(fn: str, i: int) -> bool:
    base = base_and_axis(fn)[0]
    return (base, i) in _STILL or i in HELD.get(base, ())


SMOOTH_CALLS = [call for call in CALLS if call[1] != "one_hot"]


def test_every_function_has_a_row() -> None:
    """No function of the table goes untested."""
    assert POINTS.keys() | ARRAYS.keys() | WINDOW_CALLS.keys() == FUNCTIONS.keys()  # those of windows: `test_convolution`


def test_every_function_has_a_definition_under_its_head() -> None:
    """What verifies knows each one that an author may write, and the reader by the LaTeX with which it is printed."""
    known = {**DEFINITIONS, **ARRAY_DEFINITIONS}
    assert {fn for fn in FUNCTIONS if fn not in INTERNAL} <= known.keys() <= FUNCTIONS.keys()
    assert [fn for fn, definition in known.items() if definition.head not in ("", FUNCTIONS[fn].latex)] == []


def _at(fn: str, z: F, conventions: dict[str, F]) -> Number:
    return scalar(apply(fn, [z], conventions))


def test_value_and_slope_are_those_of_mpmath(subtests: pytest.Subtests) -> None:
    """Value and derivative to 25 digits, the derivative by mpmath's own differences."""
    for fn, z in ROWS:
        with subtests.test(f"{fn}({z})"), mpmath.workdps(80):
            theirs = POINTS[fn][1]
            y, arg = Var("y"), Var("z")
            value = _at(fn, z, {})
            values: dict[Atom, Value] = {y: value, arg: z}
            slope = evaluate_number(local_derivative(fn, y, arg), values, {})
            assert abs(_mpf(value) - theirs(_mpf(z))) < mpmath.mpf(10) ** -50
            assert abs(_mpf(slope) - mpmath.diff(theirs, _mpf(z), h=mpmath.mpf(10) ** -30)) < mpmath.mpf(10) ** -25


def test_value_and_slope_follow_from_the_definition_in_every_arithmetic(subtests: pytest.Subtests) -> None:
    """From -300 to 40 they are relatively right to 25 digits by numbers, by tangents, from a printed output and by SymPy.

    The reader has the value alone for a number, and among others for numbers around it.
    """
    z, symbol = Var("z"), sympy.Symbol("z", real=True)
    for fn, definition, at in ((fn, definition, at) for fn in POINTS if (definition := smooth(fn)) for at in _WIDE):
        x = abs(at) if fn in ("log", "sqrt") else at
        with subtests.test(f"{fn}({x})"), mpmath.workdps(900):
            value, slope = POINTS[fn][1](_mpf(x)), mpmath.diff(POINTS[fn][1], _mpf(x), h=mpmath.mpf(10) ** -300)
            dual, form = dual_of(Call(fn, (z,)), {z: Dual(x, F(1))}, {}), function(fn, symbol)
            by_sympy = [machine(e, {symbol: 0})([x]) for e in (form, sympy.diff(form, symbol))]
            assert all(close(y, value) for y in (definition.value(NUMBERS, mpf(x)), dual.value, by_sympy[0]))
            assert all(close(y, slope) for y in (dual.tangent, by_sympy[1]))
            if definition.moved and abs(slope) > _TINY:
                assert close(printed_slope(fn, NUMBERS, NUMBERS.sqrt(0) + value, mpf(x), mpf(F(0))), slope)
            number, around = (apply_function(fn, [Interval(x - by, x + by)], {}) for by in (F(0), abs(x) / 1000))
            assert around.contains(value)
            assert number.contains(NUMBERS.sqrt(0) + value)
            assert abs(value) < _TINY or not number.contains(NUMBERS.sqrt(0) + value * (1 + _TINY))


def test_lines_are_those_that_the_values_follow(subtests: pytest.Subtests) -> None:
    """At 1/3 and -1/3 a function is on one of its lines, with its slope."""
    for fn in filter(linear_pieces, FUNCTIONS):
        with subtests.test(fn):
            for z in (F(1, 3), F(-1, 3)):
                assert (_at(f"{fn}'", z, {}), _at(fn, z, {})) in [(slope, slope * z + offset) for slope, offset in linear_pieces(fn)]


@pytest.mark.parametrize("convention", [name for name in CONVENTIONS if not name.endswith("(tie)")])
def test_what_holds_at_a_kink_is_what_is_stated_or_nothing(convention: str) -> None:
    """A convention of 1/2 is taken as it is; without one there is no slope."""
    fn, place = convention.removesuffix(")").split("(")
    z = F(7) if place == "n" else F(place)
    assert _at(fn, z, {convention: F(1, 2)}) == F(1, 2)
    with pytest.raises(NoConvention):
        _at(fn, z, {})


# Of arrays ------------------------------------------------------------------------------------------------------------

_G, _Y = Var("g"), Var("y")
_STEP = F(1, 10**20)


def _rule(fn: str) -> ArrayFunction:
    rule = FUNCTIONS[fn].array
    assert rule
    return rule


def _value(x: Value | int) -> Value:
    return F(x) if isinstance(x, int) else x


def _names(args: Sequence[Value | int]) -> tuple[Expr, ...]:
    """A name for each argument but for literals."""
    return tuple(Num(F(x)) if isinstance(x, int) else Var(f"a{i}") for i, x in enumerate(args))


def _valued(fn: str, e: Expr | None, args: Sequence[Value | int], more: dict[Atom, Value], shape: Shape) -> Value:
    """The number or array that an expression over the arguments and the output says; 0 where there is none."""
    named: dict[Atom, Value] = {name: _value(x) for name, x in zip(_names(args), args, strict=True) if isinstance(name, Var)}
    values: dict[Atom, Value] = {**named, _Y: apply(fn, list(map(_value, args)), {}), **more}
    if e is None:
        return full(shape, number.ZERO)
    for prime in [atom for atom in atoms(e) if isinstance(atom, LocalDerivative)]:
        values[prime] = evaluate(local_derivative(fn, _Y, prime.arg, prime.among), values, {})
    value = evaluate(e, values, {})
    if isinstance(value, Array) and shape == SCALAR:
        return apply("sum", [value], {})
    return each(number.add, full(shape, number.ZERO), value)  # a number comes to every entry, a row to each row


def _difference(fn: str, args: Sequence[Value | int], moves: Sequence[Value]) -> Value:
    """How the output changes if the arguments move, from both sides."""
    there, back = (
        apply(fn, [each(lambda x, d, s=step: x + s * d, _value(a), d) for a, d in zip(args, moves, strict=True)], {})
        for step in (_STEP, -_STEP)
    )
    return each(lambda a, b: number.divide(number.add(a, number.negate(b)), 2 * _STEP), there, back)


def _near(a: Value, b: Value) -> None:
    assert shape_of(a) == shape_of(b)
    with mpmath.workdps(80):
        assert max(abs(_mpf(x) - _mpf(y)) for x, y in zip(numbers(a), numbers(b), strict=True)) < mpmath.mpf(10) ** -30


def _unit(a: Value | int, place: int) -> Value:
    """1 at one place of an array, 0 elsewhere."""
    entries = iter(range(len(numbers(_value(a)))))
    return each(lambda x: F(next(entries) == place), _value(a))


def test_value_of_arrays_is_that_of_plain_lists(subtests: pytest.Subtests) -> None:
    """The entries to 50 digits, in the shape that is told before."""
    for name, fn, args in CALLS:
        with subtests.test(name):
            value = apply(fn, list(map(_value, args)), {})
            with mpmath.workdps(80):
                theirs = ARRAYS[fn][1](*([_mpf(x) for x in numbers(_value(a))] for a in args))
                assert max(abs(_mpf(x) - y) for x, y in zip(numbers(value), theirs, strict=True)) < mpmath.mpf(10) ** -50
            assert shape_of(value) == _rule(fn).shape([shape_of(_value(a)) for a in args], _names(args))


def test_the_definition_of_arrays_gives_their_value_in_every_arithmetic(subtests: pytest.Subtests) -> None:
    """By expressions of entries, from which the routes have their slopes, and by the ranges of the reader."""
    for name, fn, args in (call for call in CALLS if call[1] in ARRAY_DEFINITIONS):
        with subtests.test(name), mpmath.workdps(250):
            theirs = ARRAYS[fn][1](*([_mpf(x) for x in numbers(_value(a))] for a in args))
            entries = as_expressions(
                partial(evaluate_definition, fn), *(tuple(tuple(map(_literal, row)) for row in rows_of(_value(a))) for a in args)
            )
            assert all(close(dual_of(e, {}, {}).value, mpf(F(0)) + y) for e, y in zip(flattened(entries), theirs, strict=True))
            read = apply_function(fn, [interval_of(_value(a)) for a in args], {})
            assert all(x.contains(mpf(F(0)) + y) for x, y in zip(listed(read), theirs, strict=True))


def _literal(x: Number) -> Num:
    assert isinstance(x, F)
    return Num(x)


def test_what_comes_back_is_the_slope_to_each_entry(subtests: pytest.Subtests) -> None:
    """For any numbers that come to the output, what comes to an entry is how their sum over the output changes with it."""
    for name, fn, args in SMOOTH_CALLS:
        with subtests.test(name):
            names, shapes = _names(args), [shape_of(_value(a)) for a in args]
            g = _drawn(*shape_of(apply(fn, list(map(_value, args)), {})))
            for i, arg in enumerate(args):
                if isinstance(arg, int) or _is_still(fn, i):
                    continue
                back = _valued(fn, _rule(fn).vjp(i, _G, names, _Y, shapes), args, {_G: g}, shapes[i])
                for place, found in enumerate(numbers(back)):
                    moves = [_unit(a, place) if j == i else F(0) for j, a in enumerate(args)]
                    change = each(number.multiply, g, _difference(fn, args, moves))
                    _near(found, apply("sum", [change], {}))
                assert shape_of(back) == shapes[i]


def test_a_function_moves_along_with_its_arguments(subtests: pytest.Subtests) -> None:
    """If one argument moves, or all at once, the output moves as its difference says."""
    for name, fn, args in SMOOTH_CALLS:
        with subtests.test(name):
            names, shapes = _names(args), [shape_of(_value(a)) for a in args]
            free = [i for i, a in enumerate(args) if not isinstance(a, int) and not _is_still(fn, i)]
            for moving in [free, *([i] for i in free)]:
                moves = [_drawn(*shape) if i in moving else full(shape, F(0)) for i, shape in enumerate(shapes)]
                tangents = [Var(f"d{i}") if i in moving else None for i in range(len(args))]
                more: dict[Atom, Value] = {d: move for d, move in zip(tangents, moves, strict=True) if d}
                difference = _difference(fn, args, moves)
                _near(_valued(fn, _rule(fn).jvp(names, tangents, _Y, shapes), args, more, shape_of(difference)), difference)
            assert _rule(fn).jvp(names, [None] * len(args), _Y, shapes) is None


@pytest.mark.parametrize("direction", [_column, _row])
@pytest.mark.parametrize(("fn", "held"), [(fn, i) for fn, places in HELD.items() for i in sorted(places)])
def test_what_adds_up_to_1_has_slopes_as_well(fn: str, held: int, direction: Callable[..., Value]) -> None:
    """Targets that stay targets: what one gets, another one loses, and the slopes to both say the change."""
    args = (direction("1/5", "3/10", "1/2"), direction("1/4", "1/2", "1/4"))[: arguments(fn)[0]]
    names, shapes = _names(args), [shape_of(arg) for arg in args]
    move = direction(1, -3, 2)
    difference = scalar(_difference(fn, args, [move if i == held else F(0) for i in range(len(args))]))
    rule = _rule(fn)
    tangents = [Var("d") if i == held else None for i in range(len(args))]
    back = _valued(fn, rule.vjp(held, _G, names, _Y, shapes), args, {_G: F(1)}, shapes[held])
    along = _valued(fn, rule.jvp(names, tangents, _Y, shapes), args, {Var("d"): move}, SCALAR)
    _near(apply("dot", [back, move], {}), difference)
    _near(along, difference)


@pytest.mark.parametrize(("fn", "args"), [("argmax", (Var("a"),)), ("one_hot", (Var("k"), Num(F(3))))])
def test_what_jumps_has_nothing_to_tell(fn: str, args: tuple[Expr, ...]) -> None:
    """No derivative comes back and none goes along, so that no line is told."""
    shapes = [(3, 1)] * len(args)
    assert _rule(fn).vjp(0, _G, args, _Y, shapes) is None
    assert _rule(fn).jvp(args, [Var("d"), None][: len(args)], _Y, shapes) is None


@pytest.mark.parametrize(
    ("fn", "args", "exact"),
    [
        ("softmax", [_column(5, 5, 5)], _column("1/3", "1/3", "1/3")),
        ("softmax", [_row(-2, -2)], _row("1/2", "1/2")),
        ("log_softmax", [F(-7, 3)], F(0)),
        ("logsumexp", [F(-7, 3)], F(-7, 3)),
        ("norm", [_column(3, 4)], F(5)),
        ("var", [_column(1, 2, 3)], F(2, 3)),
        ("mse", [_row("1/2", 2), _row(0, 3)], F(5, 8)),
        ("cross_entropy", [_column(0, 1), _column(0, 1)], F(0)),
        ("bce", [_column(0, 1), _column(0, 1)], F(0)),
        ("nll", [_column(0, 1), F(2)], F(0)),
        ("entropy", [_column(0, 1)], F(0)),
        ("kl", [_column(0, "1/3", "2/3"), _column(0, "1/3", "2/3")], F(0)),
        ("kl_normal", [_column(1, -2), F(1)], F(5, 2)),
        ("cosine_similarity", [_column(3, 4), _column(4, 3)], F(24, 25)),
        ("huber", [_column(1, 5), _column(2, 2)], F(3, 2)),
        ("huber", [_column(1, 5), _column(2, 2), F(2)], F(9, 4)),
        ("max", [_column("1/3", "1/2")], F(1, 2)),
        ("leaky_relu", [F(-3), F(1, 10)], F(-3, 10)),
    ],
)
def test_exact_numbers_stay_exact(fn: str, args: list[Value], exact: Value) -> None:
    """As long as a value is a fraction it is one."""
    value = apply(fn, args, {})
    assert value == exact
    assert {type(x) for x in numbers(value)} == {F}


@pytest.mark.parametrize(
    ("call", "shares"),
    [
        ("max' 1 of 3 3 2", ["1/4"]),
        ("max' 2 of 3 3 2", ["3/4"]),
        ("max' 3 of 3 3 2", ["0"]),
        ("max' 1 of 3", ["1"]),
        ("max' 1 of 1 3,1,3,3", ["0", "1/4", "0", "0"]),
        ("max' 2 of 1 3,1,3,1", ["1", "3/4", "1", "3/4"]),
        ("max' 1 of 5,3,5,5", ["1/4", "0", "3/8", "3/8"]),
        ("min' 1 of 1,3,1,1", ["1/4", "0", "3/8", "3/8"]),
        ("min' 2 of 0 2 0", ["0"]),
        ("min' 3 of 0 2 0", ["3/4"]),
    ],
)
def test_the_first_of_a_tie_has_the_stated_share(call: str, shares: list[str]) -> None:
    """Of tied arguments, or entries, the first gets what is stated and the others the rest in equal parts; without a tie it is 1 and 0."""
    (fn, place), values = call.partition(" of ")[0].split(), call.partition(" of ")[2].split()
    args = [_column(*value.split(",")) for value in values]
    assert numbers(apply(fn, [F(place), *args], {"max'(tie)": F(1, 4), "min'(tie)": F(1, 4)})) == tuple(map(F, shares))


@pytest.mark.parametrize("fn", ["max", "min"])
def test_a_tie_needs_a_convention_for_its_slope_only(fn: str) -> None:
    """The value is no question; a slope is asked for what the item does not state, also where only one entry is tied."""
    tied = [_column(1, 2), _column(3, 2)]
    assert numbers(apply(fn, tied, {}))[1] == 2
    with pytest.raises(NoConvention, match=re.escape(f"{fn}'(tie) is needed here and the item states no convention for it")):
        apply(f"{fn}'", [F(1), *tied], {})


def test_no_tie_of_rounded_numbers_is_decided() -> None:
    """Where the difference is a rounding error, neither is the larger one."""
    near = [number.exp(F(1)), number.add(number.exp(F(1)), Decimal("1e-59"))]
    with pytest.raises(MathError, match="cannot be told"):
        apply("max'", [F(1), *near], {"max'(tie)": F(1)})


@pytest.mark.parametrize("stated", [F(0), F(1, 2), F(1)])
def test_an_argument_that_stands_twice_has_both_shares(stated: F) -> None:
    """max(z, z) is z, whatever is stated, and what comes back comes once."""
    z = Var("z")
    slope = local_derivative("max", _Y, z, (z, z))
    assert evaluate(slope, {z: F(3)}, {"max'(tie)": stated}) == 1
    assert [_rule("max").vjp(i, _G, (z, z), _Y, [(1, 1)] * 2) for i in (0, 1)][1] is None


@pytest.mark.parametrize(
    ("fn", "args", "message"),
    [
        ("argmax", [_column(5, 1, 5)], "argmax has a tie: entries 1 and 3 are both 5"),
        ("one_hot", [F(4), F(3)], "one_hot needs a whole number from 1 to 3, not 4"),
        ("one_hot", [F(0), F(3)], "one_hot needs a whole number from 1 to 3, not 0"),
        ("one_hot", [F(3, 2), F(3)], "one_hot needs a whole number from 1 to 3, not 3/2"),
        ("cross_entropy", [_column("1/2", "1/2"), _column(1, 1)], "the targets of cross_entropy add up to 2, not to 1"),
        ("cross_entropy", [_column(0, 1), _column(1, 0)], "cross_entropy has the logarithm of 0, which is predicted for entry 1"),
        ("cross_entropy", [_row(2, -1), _row(0, 1)], "cross_entropy has the logarithm of -1, which is predicted for entry 2"),
        ("bce", [_column("1/2", 2), _column(1, 1)], "bce has 2 as prediction 2: it goes from 0 to 1"),
        ("bce", [F(1, 2), F(-1)], "bce has -1 as target 1: it goes from 0 to 1"),
        ("bce", [F(0), F(1)], "bce is infinite: prediction 1 is 0 for the target 1"),
        ("bce", [_column("1/2", 1), _column(1, "1/2")], "bce is infinite: prediction 2 is 1 for the target 1/2"),
        ("bce_logits", [F(3), F(-1)], "bce_logits has -1 as target 1: it goes from 0 to 1"),
        ("cross_entropy_logits", [_column(1, 2), _column(1, 1)], "the targets of cross_entropy_logits add up to 2, not to 1"),
        ("cross_entropy_logits", [_column(1, 2), _column(2, -1)], "cross_entropy_logits has 2 as target 1: it goes from 0 to 1"),
        ("nll", [_column("1/2", "1/2"), F(3)], "nll needs the number of a class from 1 to 2, not 3"),
        ("nll", [_column("1/2", "1/2"), F(3, 2)], "nll needs the number of a class from 1 to 2, not 3/2"),
        ("nll", [_column(-1, 0), F(1)], "nll has -1 as the probability of class 1: it is above 0 and at most 1"),
        ("entropy", [_column("1/2", "1/3")], "the probabilities of entropy add up to 5/6, not to 1"),
        ("entropy", [_column("3/2", "-1/2")], "entropy has 3/2 as probability 1: it goes from 0 to 1"),
        ("kl", [_column("1/2", "1/2"), _column("1/2", "1/4")], "the probabilities of kl add up to 3/4, not to 1"),
        ("kl", [_column("1/2", "1/2"), _column(1, 0)], "kl is infinite: the first distribution has 1/2 at entry 2, the second 0"),
        ("kl_normal", [F(1), F(0)], "kl_normal has the standard deviation 0, which is not positive"),
        ("kl_normal", [F(1), F(1), F(0), F(-2)], "kl_normal has the standard deviation -2, which is not positive"),
        ("log_density", [F(1), F(1), _column(1, -1)], "log_density has the standard deviation -1, which is not positive"),
        ("cosine_similarity", [_column(0, 0), _column(1, 2)], "cosine_similarity of a vector of zeros, which has no direction"),
    ],
)
def test_what_has_no_value_is_refused(fn: str, args: list[Value], message: str) -> None:
    """Each message names the number that is at fault."""
    with pytest.raises(MathError) as refused:
        apply(fn, args, {})
    assert str(refused.value) == message


_A, _B = Var("a"), Var("b")


@pytest.mark.parametrize(
    ("fn", "shapes", "args", "message"),
    [
        ("max", [(3, 1), (2, 1)], (_A, _B), "shapes do not fit: {0} is a vector of 3, {1} is a vector of 2"),
        ("min", [(3, 1), (1, 3)], (_A, _B), "shapes do not fit: {0} is a vector of 3, {1} is a row of 3"),
        ("softmax", [(2, 3)], (_A,), "shapes do not fit: {0} is 2 x 3"),
        ("argmax", [(2, 3)], (_A,), "shapes do not fit: {0} is 2 x 3"),
        ("log_softmax", [(2, 3)], (_A,), "shapes do not fit: {0} is 2 x 3"),
        ("logsumexp", [(2, 3)], (_A,), "shapes do not fit: {0} is 2 x 3"),
        ("norm", [(2, 2)], (_A,), "shapes do not fit: {0} is 2 x 2"),
        ("diag", [(2, 2)], (_A,), "shapes do not fit: {0} is 2 x 2"),
        ("dot", [(2, 2), (2, 2)], (_A, _B), "shapes do not fit: {0} is 2 x 2, {1} is 2 x 2"),
        ("dot", [(2, 1), (1, 2)], (_A, _B), "shapes do not fit: {0} is a vector of 2, {1} is a row of 2"),
        ("mse", [(2, 1), (1, 1)], (_A, _B), "shapes do not fit: {0} is a vector of 2, {1} is a number"),
        ("cross_entropy", [(3, 1), (2, 1)], (_A, _B), "shapes do not fit: {0} is a vector of 3, {1} is a vector of 2"),
        ("concat", [(3, 1), (1, 2)], (_A, _B), "shapes do not fit: {0} is a vector of 3, {1} is a row of 2"),
        ("concat", [(3, 1), (2, 2)], (_A, _B), "shapes do not fit: {0} is a vector of 3, {1} is 2 x 2"),
        ("bce", [(2, 1), (1, 2)], (_A, _B), "shapes do not fit: {0} is a vector of 2, {1} is a row of 2"),
        ("nll", [(3, 1), (3, 1)], (_A, _B), "shapes do not fit: {0} is a vector of 3, {1} is a vector of 3"),
        ("nll", [(3, 2), (1, 1)], (_A, _B), "shapes do not fit: {0} is 3 x 2"),
        ("kl", [(3, 1), (2, 1)], (_A, _B), "shapes do not fit: {0} is a vector of 3, {1} is a vector of 2"),
        ("kl_normal", [(3, 1), (2, 1)], (_A, _B), "shapes do not fit: {0} is a vector of 3, {1} is a vector of 2"),
        ("kl_normal", [(1, 1)] * 3, (_A, _B, _A), "kl_normal takes two or four arguments"),
        ("huber", [(1, 1)] * 3, (_A, _B, _A), "the third argument of huber is a positive number"),
        ("huber", [(1, 1)] * 3, (_A, _B, Num(F(0))), "the third argument of huber is a positive number"),
        ("one_hot", [(3, 1), (1, 1)], (_A, Num(F(3))), "one_hot is of a number, and {0} is a vector of 3"),
        ("one_hot", [(1, 1), (1, 1)], (_A, _B), "one_hot has a whole number of entries from 1 to 1,000, not {1}"),
        ("one_hot", [(1, 1), (1, 1)], (_A, Num(F(1001))), "one_hot has a whole number of entries from 1 to 1,000, not {1}"),
        ("one_hot", [(1, 1), (1, 1)], (_A, Num(F(3, 2))), "one_hot has a whole number of entries from 1 to 1,000, not {1}"),
    ],
)
def test_shapes_that_do_not_fit_are_told(fn: str, shapes: list[Shape], args: tuple[Expr, ...], message: str) -> None:
    """Every message has the shapes of all that should go together."""
    with pytest.raises(ShapeError) as refused:
        _rule(fn).shape(shapes, args)
    assert str(refused.value) == message.format(*map(text, args))


@pytest.mark.parametrize(("shape", "words"), [((1, 1), "a number"), ((3, 1), "a vector of 3"), ((1, 3), "a row of 3"), ((2, 3), "2 x 3")])
def test_shapes_are_told_in_words(shape: Shape, words: str) -> None:
    """As an author would say them."""
    assert shape_words(shape) == words


# Arguments and sentences ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fn", "least", "most"), [("tanh", 1, 1), ("leaky_relu", 1, 2), ("max", 1, 20), ("dot", 2, 2), ("concat", 2, 20)])
def test_every_function_knows_how_many_arguments_it_has(fn: str, least: int, most: int) -> None:
    """Of one number one, behind which literals may follow; others say it."""
    assert arguments(fn) == (least, most)


@pytest.mark.parametrize("z", [F(-2), F(3)])
def test_a_leak_may_be_given(z: F) -> None:
    """The slope left of 0 is then that number, and it is one of the lines."""
    at, leak = Var("z"), Num(F(1, 10))
    slope = evaluate_number(local_derivative("leaky_relu", _Y, at, (at, leak)), {at: z}, {})
    assert slope == (F(1, 10) if z < 0 else 1)
    assert (slope, F(0)) in linear_pieces("leaky_relu", leak.value)
    assert apply("leaky_relu", [z, leak.value], {}) == number.multiply(slope, z)


def test_a_leak_needs_the_convention_at_its_kink() -> None:
    """The name of the convention is the same for every leak."""
    assert apply("leaky_relu'", [F(0), F(1, 10)], {"leaky_relu'(0)": F(1, 2)}) == F(1, 2)
    with pytest.raises(NoConvention, match=re.escape("leaky_relu'(0) is needed here")):
        apply("leaky_relu'", [F(0), F(1, 10)], {})


def test_pieces_that_meet_smoothly_are_told_apart_by_entry() -> None:
    """The entries of an array may lie on different sides; a number and an entry of an array are on theirs."""
    z, part = Var("z"), Var("z", None, (1,))
    at = _column(-1, 0, 2)
    y = apply("elu", [at], {})
    slope = local_derivative("elu", _Y, z)
    assert evaluate(slope, {z: at, _Y: y}, {}) == array([[number.add(numbers(y)[0], F(1))], [F(1)], [F(1)]])
    assert on_its_side(slope, {z: at}) == slope
    assert on_its_side(slope, {z: F(-1)}) == on_its_side(local_derivative("elu", _Y, part), {z: at}) == Add((_Y, UNIT))
    assert on_its_side(slope, {z: F(2)}) == UNIT


def test_every_function_explains_its_slope_in_words(subtests: pytest.Subtests) -> None:
    """One sentence without a formula and without anything to put in: the formula is what it stands beside."""
    for fn in FUNCTIONS:
        with subtests.test(fn):
            assert FUNCTIONS[fn].explains.keys() == set(LANGUAGES)
            assert [text for text in FUNCTIONS[fn].explains.values() if not re.fullmatch(r"[A-Z][\w ,:;-]+\.", text)] == []


@pytest.mark.parametrize(
    ("fn", "g", "written"),
    [
        ("softmax", _G, "y*(g - dot(g, y))"),
        ("log_softmax", _G, "g - sum(g)*softmax(a)"),
        ("logsumexp", UNIT, "softmax(a)"),
        ("logsumexp", _G, "g*softmax(a)"),
        ("sum", _G, "g"),
        ("mean", UNIT, "1/3"),
        ("var", _G, "g*2*(a - mean(a))/3"),
        ("dot", _G, "g*b"),
        ("norm", UNIT, "a/y"),
        ("mse", UNIT, "2*(a - b)/3"),
        ("cross_entropy", UNIT, "-b/a"),
        ("cross_entropy", Neg(_G), "g*b/a"),
        ("bce", UNIT, "(a - b)/(3*a*(1 - a))"),
        ("bce_logits", UNIT, "(sigmoid(a) - b)/3"),
        ("cross_entropy_logits", UNIT, "softmax(a) - b"),
        ("nll", UNIT, "-one_hot(b, 3)/a"),
        ("entropy", _G, "-g*(log(a) + 1)"),
        ("kl", UNIT, "log(a/b) + 1"),
        ("kl_normal", UNIT, "a"),
        ("cosine_similarity", UNIT, "b/(norm(a)*norm(b)) - y*a/norm(a)^2"),
        ("huber", UNIT, "max(-1, min(a - b, 1))/3"),
    ],
)
def test_what_comes_back_is_written_as_a_person_writes_it(fn: str, g: Expr, written: str) -> None:
    """Without the formal factor 1 of what comes to a loss, and with its sign in front."""
    args = (_A, _B)[: arguments(fn)[0]]
    assert text(_rule(fn).vjp(0, g, args, _Y, [(3, 1)] * len(args)) or Num(F(0))) == written
