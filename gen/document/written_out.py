"""Functions of arrays written out where numbers are put in: `1*2 + 3*4` before the value of a scalar product, `-log(0.25)`."""

from collections.abc import Sequence
from dataclasses import replace

from gen.algebra.arrays import SCALAR, Array, Shape, shape_of
from gen.algebra.expr import Add, Atom, Call, Div, Expr, LocalDerivative, Mul, Neg, Num, Partial, Pow, Var, children, rebuild, walk
from gen.algebra.printer import Values
from gen.algebra.values import named_parts, value_of
from gen.calculus import evaluate_number
from gen.document.by_hand import by_hand
from gen.functions import FUNCTIONS, gives
from gen.messages.errors import MathError

MOST = 6  # summands that a person writes down


def written_out(e: Expr, values: Values) -> Expr | None:
    """The same number or array, with functions of arrays as sums of entries; None where there are none, or where they would be too long.

    An array of exponentials is written out alone only.
    """
    found = _called(e, values) if isinstance(e, Call) and gives(e.fn) == "alike" else _numbers_written_out(e, values)
    return None if found == e else found


def _numbers_written_out(e: Expr, values: Values) -> Expr:
    match e:
        case Neg() | Add() | Mul() | Div() | Pow():
            return rebuild(e, lambda part: _numbers_written_out(part, values))
        case Call("column"):
            return rebuild(e, lambda part: by_hand(_numbers_written_out(part, values), values))
        case Call(fn) if gives(fn) == "number":
            return _called(e, values)
        case Call(fn) if gives(fn) == "numbers":
            lines = _line_by_line(e, values)
            column = Call("column", tuple(lines or ()))
            return e if not lines or len(lines) == 1 else Call("transpose", (column,)) if fn.endswith("columns") else column
        case Call(fn) if _is_elementwise(fn):
            return rebuild(e, lambda part: _numbers_written_out(part, values))
        case _:
            return e


def _called(e: Call, values: Values) -> Expr:
    """A function of arrays as sums of entries, without terms 0 and factors 1; as it is if there is nothing to say."""
    parts = [part for arg in e.args if (part := entries(arg, values))]
    if len(parts) < len(e.args):
        return e
    found = _of_entries(e.fn, [each for _, each in parts], values)
    if found is None:
        return e
    if gives(e.fn) == "alike":
        return _lying(found) if parts[0][0][0] == 1 else found
    short = by_hand(found, values)
    return found if isinstance(short, Atom) else short


def _of_entries(fn: str, args: Sequence[Sequence[Expr]], values: Values) -> Expr | None:
    """What a person writes of a function of so many entries."""
    rule = FUNCTIONS.get(fn)
    if rule is None or rule.written_out is None:
        return None
    try:
        found = rule.written_out(args, lambda entry: evaluate_number(entry, values, {}))
    except MathError:
        return None
    too_long = found is not None and any(isinstance(part, Add) and len(part.terms) > MOST for part in walk(found))
    return None if too_long else found


def _line_by_line(e: Call, values: Values) -> list[Expr] | None:
    """Of a function over an axis, what a person writes of each row or column."""
    parts = [part for arg in e.args if (part := entries(arg, values))]
    if len(parts) < len(e.args) or len({shape for shape, _ in parts}) > 1:
        return None
    n, m = parts[0][0]
    by_rows = e.fn.endswith("rows")
    lines = [[each[i * m : (i + 1) * m] if by_rows else each[i::m] for _, each in parts] for i in range(n if by_rows else m)]
    found = [_of_entries(e.fn, line, values) for line in lines]
    return None if None in found else [_short(one, values) for one in found if one]


def _short(e: Expr, values: Values) -> Expr:
    """Without terms 0 and factors 1, above the line of a fraction as well."""
    return Div(by_hand(e.top, values), e.bottom) if isinstance(e, Div) else by_hand(e, values)


def _lying(e: Expr) -> Expr:
    """With rows for columns."""
    return Call("transpose", (e,)) if isinstance(e, Call) and e.fn == "column" else rebuild(e, _lying)


def _is_elementwise(fn: str) -> bool:
    return fn in FUNCTIONS and not FUNCTIONS[fn].array


def entries(e: Expr, values: Values) -> tuple[Shape, Sequence[Expr]] | None:
    """The shape of an expression and its entries, row by row, each an expression of those of names; None where it is not computed entry
    by entry, or from arrays of several shapes."""
    match e:
        case Num():
            return SCALAR, (e,)
        case _ if isinstance(e, Atom):
            return _parts(e, values)
        case Call(fn) if gives(fn) == "numbers":
            lines = _line_by_line(e, values)
            return (((len(lines), 1) if fn.endswith("rows") else (1, len(lines))), lines) if lines else None
        case Neg() | Add() | Mul() | Div() | Pow() | Call() if not isinstance(e, Call) or _is_elementwise(e.fn):
            found = {part: entries(part, values) for part in children(e)}
            arrays = {part[0] for part in found.values() if part and part[0] != SCALAR}
            if None in found.values() or len(arrays) > 1:
                return None
            shape = arrays.pop() if arrays else SCALAR
            count = shape[0] * shape[1]
            own = {part: each[1] if each[0] == shape else (each[1][0],) * count for part, each in found.items() if each}
            columns = [{part: each[i] for part, each in own.items()} for i in range(count)]
            made = [rebuild(e, column.__getitem__) for column in columns]
            return shape, [by_hand(entry, values) for entry in made] if isinstance(e, Add) else made
        case _:
            return None


def _parts(atom: Atom, values: Values) -> tuple[Shape, Sequence[Expr]] | None:
    """Of a derivative, those of what it is taken with respect to."""
    value = value_of(atom, values)
    if not isinstance(value, Array):
        return SCALAR, (atom,)
    match atom:
        case Var():
            return value.shape, [part for part, _ in named_parts(atom, value)]
        case LocalDerivative(_, arg) if not arg.index and shape_of(value_of(arg, values)) == value.shape:
            return value.shape, [replace(atom, arg=part) for part, _ in named_parts(arg, value)]
        case Partial(of, wrt) if not of.index and not wrt.index and shape_of(value_of(wrt, values)) == value.shape:
            return value.shape, [replace(atom, wrt=part) for part, _ in named_parts(wrt, value)]
        case _:
            return None
