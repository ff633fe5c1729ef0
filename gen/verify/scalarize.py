"""A recurrence over arrays as one over numbers: a name for each entry, so that no route needs to know of arrays.

Matrix products, parts and functions of arrays are written out by their definitions, from operations on numbers. Shapes come from the
numbers given, bottom up; a name has one shape at all times. Where there are only numbers everything stays as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial, reduce
from itertools import product
from typing import Any

from gen.algebra.arrays import SCALAR, Array, Shape, Value, numbers, rows_of, shape_of
from gen.algebra.axes import base_and_axis
from gen.algebra.expr import (
    Atom,
    Call,
    Expr,
    LocalDerivative,
    MatMul,
    Num,
    Partial,
    Place,
    Range,
    SecondDerivative,
    Time,
    Var,
    atoms,
    children,
    rebuild,
    walk,
)
from gen.algebra.families import member, places_of
from gen.messages.errors import VerificationError
from gen.model.problem import Equation
from gen.model.trace import Eqn, Trace
from gen.verify.array_arithmetic import Matrix, broadcast, each, flattened
from gen.verify.array_definitions import ARRAY_DEFINITIONS, as_expressions, evaluate_definition, matmul
from gen.verify.channels import stack
from gen.verify.recurrence import Recurrence


@dataclass(frozen=True, slots=True)
class Scalarized:
    """A recurrence over numbers, and the entries that the names of the one over arrays have become."""

    recurrence: Recurrence
    shapes: Mapping[str, Shape]

    def of(self, atom: Atom) -> tuple[Any, ...]:
        """The numbers that an atom stands for, row by row."""
        if not self.shapes:
            return (atom,)
        match atom:
            case Var():
                return tuple(flattened(_named(atom, self.shapes)))
            case LocalDerivative(fn, arg) if (over := base_and_axis(fn))[1]:
                entries = grid(arg, self.shapes)
                lines = entries if over[1] == "rows" else tuple(zip(*entries, strict=True))
                slopes = {part: LocalDerivative(over[0], part, line) for line in lines for part in line}
                return tuple(slopes[part] for part in flattened(entries))
            case LocalDerivative(fn, arg, among) if among and among != (arg,):
                return tuple(
                    LocalDerivative(fn, xs[among.index(arg)], xs)
                    for xs in zip(*map(flattened, broadcast([grid(x, self.shapes) for x in among])), strict=True)
                )
            case LocalDerivative(fn, arg, among):
                parts = self.of(arg)
                return tuple(LocalDerivative(fn, part, parts if among else ()) for part in parts)
            case Partial(of, wrt):
                return tuple(Partial(a, b) for a, b in product(self.of(of), self.of(wrt)))
            case SecondDerivative(of, wrt):
                return tuple(SecondDerivative(a, b) for a, b in product(self.of(of), self.of(wrt)))
            case _:
                return (atom,)


def scalarize(recurrence: Recurrence, values: Mapping[Atom, Value]) -> Scalarized:
    """The recurrence by its entries. `values` are those derived: a derivative inside an equation is a number given there."""
    whole = [e for equation in recurrence.cell.equations for e in walk(equation.rhs.expr)]
    arrays = any(isinstance(value, Array) for value in (*recurrence.givens.values(), *recurrence.printed.values()))
    if not arrays and not any(isinstance(e, Partial | MatMul) or (isinstance(e, Call) and e.fn in ARRAY_DEFINITIONS) for e in whole):
        return Scalarized(recurrence, {})
    givens: dict[Var, Value] = dict(recurrence.givens)
    for own in dict.fromkeys(e for eqn in recurrence.trace.eqns for e in atoms(eqn.rhs) if isinstance(e, Partial)):
        if own not in values:
            raise VerificationError(f"an equation needs {own}, which is not derived")
        givens[_given(own)] = values[own]
    shapes = {var.name: shape_of(value) for var, value in givens.items()}
    eqns = tuple(part for eqn in recurrence.trace.eqns for part in _unrolled(eqn, recurrence.printed, shapes))
    outs = {eqn.out for eqn in eqns}
    inputs = tuple(dict.fromkeys(var for eqn in eqns for var in eqn.inputs if var not in outs))
    cell = [part for equation in recurrence.cell.equations for part in _authors(equation, shapes)]
    cell += [part for eqn in recurrence.trace.eqns for part in _as_printed(eqn, recurrence, shapes)]
    found = Scalarized(recurrence, shapes)
    scalar = replace(
        recurrence,
        cell=replace(recurrence.cell, equations=tuple(cell)),
        trace=Trace(eqns, inputs),
        givens={part: x for var, value in givens.items() for part, x in zip(found.of(var), numbers(value), strict=True)},
        printed={part: x for var, value in recurrence.printed.items() for part, x in zip(found.of(var), numbers(value), strict=True)},
        cut=frozenset(part for var in recurrence.cut for part in found.of(var)),
    )
    return Scalarized(scalar, shapes)


def _unrolled(eqn: Eqn, printed: Mapping[Var, Value], shapes: dict[str, Shape]) -> Iterable[Eqn]:
    """An equation of the trace, entry by entry. The first one of a name tells its shape."""
    rhs = grid(eqn.rhs, shapes)
    shape = (len(rhs), len(rhs[0]))
    if shapes.setdefault(eqn.out.name, shape) != shape:
        raise VerificationError(f"{eqn.out.name} has more than one shape")
    if eqn.out in printed and (moving := _with_outputs(eqn.rhs, printed[eqn.out], shapes)):
        rhs = moving
    whole = zip(flattened(_named(eqn.out, shapes)), flattened(rhs), flattened(grid(eqn.written, shapes)), strict=True)
    return (replace(eqn, out=out, rhs=part, written=written) for out, part, written in whole)


def _authors(equation: Equation, shapes: Mapping[str, Shape]) -> Iterable[Equation]:
    """An equation of the cell, entry by entry; none of what is not needed, whose shapes nothing tells."""
    lhs, rhs, families = equation.lhs.var, equation.rhs.expr, places_of(shapes)
    if not {lhs.name, *(e.name for e in walk(rhs) if isinstance(e, Var))} <= {*shapes, *families, "t"}:
        return ()
    found = stack(rhs, families, lambda e: grid(e, shapes))
    outs = {place: _named(replace(lhs, name=member(lhs.name, place)), shapes) for place in families.get(lhs.name, [()])}
    if outs.keys() != found.keys():
        raise VerificationError(f"{lhs.name} has {len(found)} channels, the derivation {len(outs)}")
    return (one for place, out in outs.items() for one in _equations(equation, flattened(out), flattened(found[place])))


def _equations(equation: Equation, outs: Iterable[Expr], parts: Iterable[Expr]) -> Iterable[Equation]:
    for out, part in zip(outs, parts, strict=True):
        assert isinstance(out, Var)
        yield replace(equation, lhs=replace(equation.lhs, var=out), rhs=replace(equation.rhs, expr=part, uses=()))


def _as_printed(eqn: Eqn, recurrence: Recurrence, shapes: Mapping[str, Shape]) -> Iterable[Equation]:
    """Where a printed value stands in its own slope, the author's equation at that time alone."""
    moving = _with_outputs(eqn.written, recurrence.printed[eqn.out], shapes) if eqn.out in recurrence.printed and not eqn.auto else None
    return _equations(recurrence.cell.equations[0], flattened(_named(eqn.out, shapes)), flattened(moving)) if moving else ()


def _with_outputs(e: Expr, printed: Value, shapes: Mapping[str, Shape]) -> Matrix | None:
    """A function whose slope is written with its output, where that is printed: the linear function with this slope.

    Its own value does not matter, since the printed one stands in its place.
    """
    match e:
        case Call(fn, args) if fn in ARRAY_DEFINITIONS and (with_output := ARRAY_DEFINITIONS[fn].with_output):
            output = tuple(tuple(Num(Fraction(y)) for y in row) for row in rows_of(printed))
            return as_expressions(with_output, output, *(grid(arg, shapes) for arg in args))
        case _:
            return None


# Names ----------------------------------------------------------------------------------------------------------------


def _named(var: Var, shapes: Mapping[str, Shape]) -> Matrix:
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
    raise VerificationError(f"no part {var.index} of {var.name}")


def _part(whole: Matrix, i: Place, j: Place) -> Matrix:
    return tuple(tuple(_along(row, j)) for row in _along(whole, i))


def _along(entries: Sequence[Any], place: Place) -> Sequence[Any]:
    """Those at a place, counted from 1; a range has both of its ends."""
    first, last = (place.first, place.last) if isinstance(place, Range) else (place, place)
    return entries if first is None or last is None else entries[first - 1 : last]


def _given(derivative: Partial) -> Var:
    """The name under which a derivative inside an equation is given; its time moves with those of the derivative."""
    of, wrt = derivative.of, derivative.wrt
    times = [_number(var.time) for var in (of, wrt)]
    apart = "" if None in times else f" {(times[1] or 0) - (times[0] or 0)}"
    return Var(f"d {of.name}{of.index} / d {wrt.name}{wrt.index}{apart}", wrt.time if of.time is None else of.time)


def _number(time: Time) -> int | None:
    return time if time is None or isinstance(time, int) else time.by


# Expressions ----------------------------------------------------------------------------------------------------------


def grid(e: Expr, shapes: Mapping[str, Shape]) -> Matrix:
    """The expression of each entry."""
    match e:
        case Var():
            return _named(e, shapes)
        case Partial():
            return _named(_given(e), shapes)
        case MatMul(factors):
            return reduce(partial(as_expressions, matmul), (grid(factor, shapes) for factor in factors))
        case Call(fn, args) if fn in ARRAY_DEFINITIONS:
            return as_expressions(partial(evaluate_definition, fn), *(grid(arg, shapes) for arg in args))
        case _ if not children(e):
            return ((e,),)
        case _:
            return each(lambda *parts: _with(e, parts), *(grid(child, shapes) for child in children(e)))


def _with(e: Expr, parts: Sequence[Expr]) -> Expr:
    """The same form with other parts."""
    left = iter(parts)
    return rebuild(e, lambda _: next(left))
