"""Functions of the table over a chosen axis: `softmax(S, rows)` is the softmax of each row by itself, `sum(X, columns)` a row of sums.

Everything follows from the function of one vector. Its value is taken line by line; its rule for derivatives, which is written with sums
over entries, holds for every line at once if each of these sums is one over the axis: from y*(g - dot(g, y)) comes
y*(g - sum(g*y, rows)). A column, with one number for each row, goes with each column of a matrix.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import repeat

from gen.algebra.arrays import SCALAR, Shape, Value, array, rows_of, shape_of
from gen.algebra.axes import AXES, over_axis
from gen.algebra.expr import Call, Div, Expr, LocalDerivative, Mul, Neg, Num, Var, rebuild
from gen.functions.array_values import Args, ArgumentShapes
from gen.functions.function import ArrayFunction, Function, Fused, shape_mismatch
from gen.functions.linalg import transpose
from gen.functions.of_arrays import ARRAY_FUNCTIONS
from gen.functions.simplify import minus, product, quotient
from gen.messages.errors import MathError

_LINE = {"rows": "row", "columns": "column"}
OVER_AXES = (
    *("max", "min", "argmax", "softmax", "masked_softmax", "log_softmax", "logsumexp"),
    *("sum", "mean", "var", "normalize", "norm", "cross_entropy", "cross_entropy_logits", "entropy", "kl", "cosine_similarity"),
)
"""The functions that may be taken over rows or columns."""


def line_by_line(of: Callable[..., Value], axis: str) -> Callable[..., Value]:
    """The function of vectors taken of each row, or of each column; numbers among its arguments go with every line."""

    def value(*args: Value) -> Value:
        turned = [transpose(arg) if axis == "columns" else arg for arg in args]
        lines = zip(*(repeat(arg) if shape_of(arg) == SCALAR else [array([row]) for row in rows_of(arg)] for arg in turned), strict=False)
        found = array(row for i, line in enumerate(lines, 1) for row in rows_of(_of_line(of, line, f"{_LINE[axis]} {i}")))
        return transpose(found) if axis == "columns" else found

    return value


def _of_line(of: Callable[..., Value], line: Sequence[Value], name: str) -> Value:
    try:
        return of(*line)
    except MathError as error:
        raise type(error)(f"{error} (in {name})") from None


def _by_axis(fn: str, axis: str) -> Function:
    base = ARRAY_FUNCTIONS[fn]
    rule = base.array
    assert rule
    return Function(
        base.latex,
        line_by_line(base.value, axis),
        base.explains,
        array=ArrayFunction(
            (1, 1) if rule.gives == "each" else rule.arguments,
            _shape(fn, rule, axis),
            _vjp(rule, axis),
            _jvp(rule, axis),
            rule.ties,
            # A loss of each example stands in the mean over them without a name of its own, so that (P - Y)/n is told at once.
            named=rule.named and fn != "cross_entropy",
            gives="lines" if rule.gives == "alike" else "numbers",
            letter=rule.letter.upper() if rule.gives == "alike" else "",
            fused=rule.fused and _fused(rule.fused, axis),
        ),
        between=base.between,
        is_written_as=base.is_written_as and _written_as(base.is_written_as, axis),
        takes=base.takes,
        written_out=base.written_out,
    )


def _along(shape: Shape, axis: str) -> Shape:
    """The shape of one line."""
    return (1, shape[1]) if axis == "rows" else (shape[0], 1)


def _shape(fn: str, rule: ArrayFunction, axis: str) -> Callable[[ArgumentShapes, Args], Shape]:
    def shape(shapes: ArgumentShapes, args: Args) -> Shape:
        first, *others = shapes
        if _along(first, axis) == SCALAR:
            raise shape_mismatch(
                args[:1], shapes[:1], f"each {_LINE[axis]} of it has one entry; without '{axis}' {fn} is of a whole vector"
            )
        beside = SCALAR if fn == "normalize" else first
        if any(other != beside for other in others):
            hint = "what is added to a variance is a number, such as 1e-5" if fn == "normalize" else "both need the same shape"
            raise shape_mismatch(args, shapes, hint)
        of_line = rule.shape([_along(one, axis) if one == first else one for one in shapes], args)
        return first if of_line != SCALAR else (first[0], 1) if axis == "rows" else (1, first[1])

    return shape


# Rules for derivatives ------------------------------------------------------------------------------------------------


def _vjp(rule: ArrayFunction, axis: str) -> Callable[[int, Expr, Args, Expr, ArgumentShapes], Expr | None]:
    def vjp(i: int, g: Expr, args: Args, y: Expr, shapes: ArgumentShapes) -> Expr | None:
        (g_, y_, *own), names = _opaque([g, y, *args])
        found = rule.vjp(i, g_, own, y_, [_along(one, axis) if one == shapes[0] else one for one in shapes])
        return None if found is None else _over(found, axis, names)

    return vjp


def _jvp(rule: ArrayFunction, axis: str) -> Callable[[Args, Sequence[Expr | None], Expr, ArgumentShapes], Expr | None]:
    def jvp(args: Args, ds: Sequence[Expr | None], y: Expr, shapes: ArgumentShapes) -> Expr | None:
        (y_, *rest), names = _opaque([y, *args, *(d for d in ds if d)])
        moves = iter(rest[len(args) :])
        tangents = [next(moves) if d else None for d in ds]
        found = rule.jvp(rest[: len(args)], tangents, y_, [_along(one, axis) if one == shapes[0] else one for one in shapes])
        return None if found is None else _over(found, axis, names)

    return jvp


def _fused(rule: Fused, axis: str) -> Fused:
    def vjp(g: Expr, args: Args, shapes: ArgumentShapes) -> Expr:
        (g_, *own), names = _opaque([g, *args])
        return _over(rule.vjp(g_, own, [_along(one, axis) for one in shapes]), axis, names)

    return Fused(over_axis(rule.fn, axis), vjp)


def _written_as(call: Callable[[Args], Call], axis: str) -> Callable[[Args], Call]:
    def written(args: Args) -> Call:
        own, names = _opaque(args)
        found = _over(call(own), axis, names)
        assert isinstance(found, Call)
        return found

    return written


def _opaque(parts: Sequence[Expr]) -> tuple[list[Expr], dict[Var, Expr]]:
    """Names for what a rule is applied to, so that what the rule writes itself is told from it; numbers stay."""
    names = {Var(f"#{i}"): part for i, part in enumerate(parts)}
    return [part if isinstance(part, Num) else name for name, part in names.items()], names


def _over(e: Expr, axis: str, names: Mapping[Var, Expr]) -> Expr:
    """What a rule writes for one line, for all lines, with what it is applied to in the place of the names."""

    def of(part: Expr) -> Expr:
        return _over(part, axis, names)

    match e:
        case Var() if e in names:
            return names[e]
        case LocalDerivative(fn, arg, among):
            whole = names[arg]
            assert isinstance(whole, Var)
            return LocalDerivative(over_axis(fn, axis), whole, tuple(map(of, among)))
        case Call("dot", (a, b)):
            return Call(over_axis("sum", axis), (product([of(a), of(b)]),))
        case Call(fn, args) if fn in OVER_AXES:
            return Call(over_axis(fn, axis), tuple(map(of, args)))
        case Mul(factors):
            return product(list(map(of, factors)))
        case Neg(arg):
            return minus(of(arg))
        case Div(top, bottom):
            return quotient(of(top), of(bottom))
        case _:
            return rebuild(e, of)


BY_AXIS: dict[str, Function] = {over_axis(fn, axis): _by_axis(fn, axis) for fn in OVER_AXES for axis in AXES}
"""Each of these functions over each axis, by its name in calls."""
