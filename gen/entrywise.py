"""A setting over arrays as one over numbers: a name for each entry, so that no route needs to know of arrays.

Matrix products, parts and functions of arrays are written out by their definitions, from operations on numbers. Shapes come from the
numbers given, bottom up; a name has one shape at all times. Where there are only numbers everything stays as it is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from itertools import chain, product
from typing import Any

from gen.array import SCALAR, Array, Shape, Value, numbers, shape_of
from gen.errors import Disagreement
from gen.expr import Add, Atom, Call, Div, Expr, MatMul, Mul, Neg, Num, Partial, Pow, Prime, Time, Var, atoms, children, rebuild, walk
from gen.setting import Setting
from gen.spec import Equation
from gen.trace import Eqn, Trace

Grid = tuple[tuple[Expr, ...], ...]
"""An expression for each entry, row by row."""


@dataclass(frozen=True, slots=True)
class Entries:
    """A setting over numbers, and the entries that the names of the one over arrays have become."""

    setting: Setting
    shapes: Mapping[str, Shape]

    def of(self, atom: Atom) -> tuple[Any, ...]:
        """The numbers that an atom stands for, row by row."""
        if not self.shapes:
            return (atom,)
        match atom:
            case Var():
                return tuple(_flat(_named(atom, self.shapes)))
            case Prime(fn, arg, among) if among and among != (arg,):
                return tuple(
                    Prime(fn, xs[among.index(arg)], xs)
                    for xs in zip(*map(_flat, _alike([grid(x, self.shapes) for x in among])), strict=True)
                )
            case Prime(fn, arg, among):
                parts = self.of(arg)
                return tuple(Prime(fn, part, parts if among else ()) for part in parts)
            case Partial(of, wrt):
                return tuple(Partial(a, b) for a, b in product(self.of(of), self.of(wrt)))
            case _:
                return (atom,)


def entries(setting: Setting, values: Mapping[Atom, Value]) -> Entries:
    """The setting by its entries. `values` are those derived: a derivative inside an equation is a number given there."""
    whole = [e for equation in setting.cell.equations for e in walk(equation.rhs.expr)]
    arrays = any(isinstance(value, Array) for value in (*setting.givens.values(), *setting.printed.values()))
    if not arrays and not any(isinstance(e, Partial | MatMul) or (isinstance(e, Call) and e.fn in _FUNCTIONS) for e in whole):
        return Entries(setting, {})
    givens: dict[Var, Value] = dict(setting.givens)
    for partial in dict.fromkeys(e for eqn in setting.trace.eqns for e in atoms(eqn.rhs) if isinstance(e, Partial)):
        if partial not in values:
            raise Disagreement(f"an equation needs {partial}, which is not derived")
        givens[_given(partial)] = values[partial]
    shapes = {var.name: shape_of(value) for var, value in givens.items()}
    eqns = tuple(part for eqn in setting.trace.eqns for part in _unrolled(eqn, setting.printed, shapes))
    outs = {eqn.out for eqn in eqns}
    inputs = tuple(dict.fromkeys(var for eqn in eqns for var in eqn.inputs if var not in outs))
    cell = [part for equation in setting.cell.equations for part in _authors(equation, shapes)]
    cell += [part for eqn in setting.trace.eqns for part in _as_printed(eqn, setting, shapes)]
    found = Entries(setting, shapes)
    scalar = replace(
        setting,
        cell=replace(setting.cell, equations=tuple(cell)),
        trace=Trace(eqns, inputs),
        givens={part: x for var, value in givens.items() for part, x in zip(found.of(var), numbers(value), strict=True)},
        printed={part: x for var, value in setting.printed.items() for part, x in zip(found.of(var), numbers(value), strict=True)},
        cut=frozenset(part for var in setting.cut for part in found.of(var)),
    )
    return Entries(scalar, shapes)


def _unrolled(eqn: Eqn, printed: Mapping[Var, Value], shapes: dict[str, Shape]) -> Iterable[Eqn]:
    """An equation of the trace, entry by entry. The first one of a name tells its shape."""
    rhs = grid(eqn.rhs, shapes)
    shape = (len(rhs), len(rhs[0]))
    if shapes.setdefault(eqn.out.name, shape) != shape:
        raise Disagreement(f"{eqn.out.name} has more than one shape")
    if eqn.out in printed and (moving := _with_outputs(eqn.rhs, printed[eqn.out], shapes)):
        rhs = moving
    whole = zip(_flat(_named(eqn.out, shapes)), _flat(rhs), _flat(grid(eqn.written, shapes)), strict=True)
    return (replace(eqn, out=out, rhs=part, written=written) for out, part, written in whole)


def _authors(equation: Equation, shapes: Mapping[str, Shape]) -> Iterable[Equation]:
    """An equation of the cell, entry by entry; none of what is not needed, whose shapes nothing tells."""
    lhs, rhs = equation.lhs.var, equation.rhs.expr
    if not {lhs.name, *(e.name for e in walk(rhs) if isinstance(e, Var))} <= {*shapes, "t"}:
        return ()
    return _equations(equation, _flat(_named(lhs, shapes)), _flat(grid(rhs, shapes)))


def _equations(equation: Equation, outs: Iterable[Expr], parts: Iterable[Expr]) -> Iterable[Equation]:
    for out, part in zip(outs, parts, strict=True):
        assert isinstance(out, Var)
        yield replace(equation, lhs=replace(equation.lhs, var=out), rhs=replace(equation.rhs, expr=part, uses=()))


def _as_printed(eqn: Eqn, setting: Setting, shapes: Mapping[str, Shape]) -> Iterable[Equation]:
    """Where a printed value stands in its own slope, the author's equation at that time alone."""
    moving = _with_outputs(eqn.written, setting.printed[eqn.out], shapes) if eqn.out in setting.printed and not eqn.auto else None
    return _equations(setting.cell.equations[0], _flat(_named(eqn.out, shapes)), _flat(moving)) if moving else ()


def _with_outputs(e: Expr, printed: Value, shapes: Mapping[str, Shape]) -> Grid | None:
    """A function whose slope is written with its output, where that is printed: the linear function with this slope.

    Its own value does not matter, since the printed one stands in its place.
    """
    match e:
        case Call("softmax", (arg,)):
            inputs, ys = _flat(grid(arg, shapes)), [Fraction(y) for y in numbers(printed)]
            slopes = [[(y if i == j else 0) - y * other for j, other in enumerate(ys)] for i, y in enumerate(ys)]
            flat = [_sum([Mul((Num(Fraction(slope)), x)) for slope, x in zip(row, inputs, strict=True)]) for row in slopes]
            return ((*flat,),)
        case Call("norm", (arg,)):
            (y,) = numbers(printed)
            return ((Div(_sum([_square(x) for x in _flat(grid(arg, shapes))]), Num(2 * Fraction(y))),),)
        case _:
            return None


# Names ----------------------------------------------------------------------------------------------------------------


def _named(var: Var, shapes: Mapping[str, Shape]) -> Grid:
    """The names of the entries of a named value or of a part of it."""
    n, m = shapes.get(var.name, SCALAR)
    if (n, m) == SCALAR:
        return ((var.whole,),)
    whole = tuple(tuple(Var(var.name, var.time, (i, j)) for j in range(1, m + 1)) for i in range(1, n + 1))
    match var.index:
        case ():
            return whole
        case (k,):
            return _part(whole, k, None) if m == 1 else _part(whole, None, k)
        case (i, j):
            return _part(whole, i, j)
    raise Disagreement(f"no part {var.index} of {var.name}")


def _part(whole: Grid, i: int | None, j: int | None) -> Grid:
    rows = whole if i is None else (whole[i - 1],)
    return rows if j is None else tuple((row[j - 1],) for row in rows)


def _given(partial: Partial) -> Var:
    """The name under which a derivative inside an equation is given; its time moves with those of the derivative."""
    of, wrt = partial.of, partial.wrt
    times = [_number(var.time) for var in (of, wrt)]
    apart = "" if None in times else f" {(times[1] or 0) - (times[0] or 0)}"
    return Var(f"d {of.name}{of.index} / d {wrt.name}{wrt.index}{apart}", wrt.time if of.time is None else of.time)


def _number(time: Time) -> int | None:
    return time if time is None or isinstance(time, int) else time.by


# Expressions ----------------------------------------------------------------------------------------------------------


def grid(e: Expr, shapes: Mapping[str, Shape]) -> Grid:
    """The expression of each entry."""
    match e:
        case Var():
            return _named(e, shapes)
        case Partial():
            return _named(_given(e), shapes)
        case MatMul(factors):
            return reduce(_matmul, (grid(factor, shapes) for factor in factors))
        case Call(fn, args) if fn in _FUNCTIONS:
            return _FUNCTIONS[fn](*(grid(arg, shapes) for arg in args))
        case _ if not children(e):
            return ((e,),)
        case _:
            return _each(lambda *parts: _with(e, parts), *(grid(child, shapes) for child in children(e)))


def _with(e: Expr, parts: Sequence[Expr]) -> Expr:
    """The same form with other parts."""
    left = iter(parts)
    return rebuild(e, lambda _: next(left))


def _flat(g: Grid) -> list[Any]:
    return list(chain.from_iterable(g))


def _alike(grids: Sequence[Grid]) -> list[Grid]:
    """All of the shape of the largest: what has one row stands in each of its rows, what has one column in each of its columns."""
    largest = max(grids, key=lambda g: len(g) * len(g[0]))
    n, m = len(largest), len(largest[0])
    if any(len(g) not in (1, n) or len(g[0]) not in (1, m) for g in grids):
        raise Disagreement("entries of different shapes do not go together")
    return [tuple(tuple(g[i % len(g)][j % len(g[0])] for j in range(m)) for i in range(n)) for g in grids]


def _each(make: Callable[..., Expr], *grids: Grid) -> Grid:
    return tuple(tuple(map(make, *rows)) for rows in zip(*_alike(grids), strict=True))


def _matmul(a: Grid, b: Grid) -> Grid:
    columns = tuple(zip(*b, strict=True))
    return tuple(tuple(_dot(row, column) for column in columns) for row in a)


def _dot(a: Iterable[Expr], b: Iterable[Expr]) -> Expr:
    return _sum([Mul(pair) for pair in zip(a, b, strict=True)])


def _sum(terms: Sequence[Expr]) -> Expr:
    return terms[0] if len(terms) == 1 else Add(tuple(terms))


def _minus(a: Expr, b: Expr) -> Expr:
    return Add((a, Neg(b)))


def _square(e: Expr) -> Expr:
    return Pow(e, Num(Fraction(2)))


def _mean(terms: Sequence[Expr]) -> Expr:
    return Div(_sum(terms), Num(Fraction(len(terms))))


def _one(e: Expr) -> Grid:
    return ((e,),)


def _softmax(a: Grid) -> Grid:
    powers = _each(lambda x: Call("exp", (x,)), a)
    whole = _sum(_flat(powers))
    return _each(lambda x: Div(x, whole), powers)


def _variance(a: Grid) -> Grid:
    mean = _mean(_flat(a))
    return _one(_mean([_square(_minus(x, mean)) for x in _flat(a)]))


def _mse(p: Grid, y: Grid) -> Grid:
    return _one(_mean([_square(x) for x in _flat(_each(_minus, p, y))]))


def _cross_entropy(p: Grid, y: Grid) -> Grid:
    """The sum of y log p, negative; where both are 0 the term is 0, which `times_log` knows."""
    return _one(Neg(_sum([Call("times_log", pair) for pair in zip(_flat(y), _flat(p), strict=True)])))


def _concat(*vectors: Grid) -> Grid:
    if all(len(vector[0]) == 1 for vector in vectors):
        return tuple(row for vector in vectors for row in vector)
    return (tuple(x for vector in vectors for x in _flat(vector)),)


def _extreme(fn: str) -> Callable[..., Grid]:
    """Over the entries of one array, or of several entry by entry."""
    return lambda *args: _one(Call(fn, tuple(_flat(args[0])))) if len(args) == 1 else _each(lambda *xs: Call(fn, xs), *args)


def _one_hot(k: Grid, n: Grid) -> Grid:
    return tuple((Call("equals", (k[0][0], Num(Fraction(i)))),) for i in range(1, _whole(n) + 1))


def _rows(a: Grid, first: Grid, last: Grid) -> Grid:
    kept = _flat(a)[_whole(first) - 1 : _whole(last)]
    return (tuple(kept),) if len(a) == 1 else tuple((x,) for x in kept)


def _whole(g: Grid) -> int:
    n = g[0][0]
    assert isinstance(n, Num)
    return int(n.value)


def _diagonal(a: Grid) -> Grid:
    xs, zero = _flat(a), Num(Fraction(0))
    return tuple(tuple(x if i == j else zero for j in range(len(xs))) for i, x in enumerate(xs))


_FUNCTIONS: Mapping[str, Callable[..., Grid]] = {
    "transpose": lambda a: tuple(zip(*a, strict=True)),
    "sum": lambda a: _one(_sum(_flat(a))),
    "mean": lambda a: _one(_mean(_flat(a))),
    "var": _variance,
    "dot": lambda a, b: _one(_dot(_flat(a), _flat(b))),
    "norm": lambda a: _one(Call("sqrt", (_sum([_square(x) for x in _flat(a)]),))),
    "mse": _mse,
    "softmax": _softmax,
    "cross_entropy": _cross_entropy,
    "concat": _concat,
    "max": _extreme("max"),
    "min": _extreme("min"),
    "argmax": lambda a: _one(Call("argmax", tuple(_flat(a)))),
    "one_hot": _one_hot,
    "ones": lambda a, *more: ((Num(Fraction(1)),) * _whole(more[0]),) * _whole(a) if more else _each(lambda x: Num(Fraction(1)), a),
    "diag": _diagonal,
    "rows": _rows,
}
"""Each function of arrays by its definition. A function that is not here is one of numbers and is taken of each entry."""
