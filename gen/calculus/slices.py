"""One entry, some rows or columns of an expression, written out from the parts of what it is made of."""

from fractions import Fraction

from gen.algebra.arrays import SCALAR, Shape
from gen.algebra.expr import (
    UNIT,
    Add,
    Call,
    Div,
    Expr,
    Index,
    LocalDerivative,
    MatMul,
    Mul,
    Neg,
    Num,
    Partial,
    Place,
    Pow,
    Var,
    children,
    rebuild,
    terms_of,
)
from gen.algebra.places import numbers_at, row_and_column, within
from gen.algebra.printer import text
from gen.calculus.vjp import transposed, unit_vector
from gen.calculus.window_entries import window_entry
from gen.functions import FUNCTIONS
from gen.functions.shapes import shape
from gen.functions.simplify import product
from gen.messages.errors import MathError
from gen.model.trace import Shapes


def part_of(e: Expr, index: Index, shapes: Shapes) -> Expr:
    """The part of an expression: for (1, 2) and `d @ h.T` it is `d[1]*h[2]`. Raises MathError where it cannot be written."""
    whole = shape(e, shapes)
    found = _part(e, *row_and_column(index, whole), shapes)
    return Num(Fraction(0)) if found == _zeros(SCALAR) else found


def part_or_whole(e: Expr, index: Index, shapes: Shapes, one: Var | Partial) -> Expr:
    """The part of an expression; where it cannot be written, `one` itself, which is the part of a value that is told."""
    try:
        return part_of(e, index, shapes)
    except MathError:
        return one


def _part(e: Expr, i: Place, j: Place, shapes: Shapes) -> Expr:
    def of(inner: Expr) -> Expr:
        return _part(inner, i, j, shapes)

    whole = shape(e, shapes)
    i, j = i if whole[0] > 1 else None, j if whole[1] > 1 else None  # each row of a batch has all of what goes with each
    if i is None and j is None:
        return e
    nothing = _zeros((len(numbers_at(i, whole[0])), len(numbers_at(j, whole[1]))))
    match e:
        case Var(name, time, index):
            around = shapes[name]
            if index:
                i, j = map(within, row_and_column(index, around), (i, j))
            return Var(name, time, _index(i, j, around))
        case LocalDerivative(fn, arg, among) if not any(isinstance(other, Var) and other.index for other in (arg, *among)):
            # The largest of all entries is that of the whole array.
            return LocalDerivative(fn, _named(arg, i, j, shapes), among if among == (arg,) else tuple(map(of, among)))
        case Partial(above, below) if shape(above, shapes) == SCALAR:
            return Partial(above, _named(below, i, j, shapes))
        case Partial(above, below) if shape(below, shapes) == SCALAR:
            return Partial(_named(above, i, j, shapes), below)
        case Add(terms):
            # The sum of a window is part of the sum that it stands in.
            own = [one for term in terms for one in (terms_of(of(term)) if isinstance(term, Call) else (of(term),))]
            kept = tuple(part for part in own if not _is_zero(part))
            return Add(kept) if len(kept) > 1 else kept[0] if kept else nothing
        case Neg() | Mul() | Div() | Pow():
            found = rebuild(e, of)
            return nothing if any(map(_is_zero, children(found))) else found
        case MatMul(factors):
            first, last = _part(factors[0], i, None, shapes), _part(factors[-1], None, j, shapes)
            parts = tuple(part for part in (first, *factors[1:-1], last) if part != UNIT)
            if any(map(_is_zero, parts)):
                return nothing
            return product(parts) if len(parts) < 2 or all(shape(part, shapes) == SCALAR for part in parts) else MatMul(parts)
        case Call("transpose", (arg,)):
            return transposed(_part(arg, j, i, shapes), shapes)
        case Call("unit", (_, Num(k))) if i is not None:
            places = numbers_at(i, whole[0])
            return nothing if k not in places else UNIT if len(places) == 1 else unit_vector(len(places), int(k) - places[0] + 1)
        case Call("ones", (Num(), Num())):
            return UNIT if nothing == _zeros(SCALAR) else Call("ones", nothing.args)
        case Call("ones", (arg,)):
            left = of(arg)
            return UNIT if shape(left, shapes) == SCALAR else Call("ones", (left,))
        case Call(fn, args) if not FUNCTIONS[fn.removesuffix("'")].array:
            return Call(fn, tuple(map(of, args)))
        case Call(_, args) if nothing == _zeros(SCALAR):
            (row, *_), (column, *_) = numbers_at(i, whole[0]), numbers_at(j, whole[1])
            sizes = [shape(arg, shapes) for arg in args]
            if entry := window_entry(e, sizes, row, column, lambda arg, r, c: _part(arg, r, c, shapes)):
                return entry
    raise MathError(f"one part of {text(e)} cannot be written out; ask for the whole")


def _zeros(size: Shape) -> Call:
    """A part in which nothing stands whatever the numbers are: one of a unit vector beside its 1, and what is multiplied with it."""
    rows, columns = size
    return Call("zeros", (Num(Fraction(rows)), Num(Fraction(columns))))


def _is_zero(e: Expr) -> bool:
    return isinstance(e, Call) and e.fn == "zeros"


def _named(var: Var, i: Place, j: Place, shapes: Shapes) -> Var:
    found = _part(var, i, j, shapes)
    assert isinstance(found, Var)
    return found


def _index(i: Place, j: Place, whole: Shape) -> Index:
    """As an author would write it: one place for a vector."""
    return (i,) if whole[1] == 1 and i is not None else (j,) if whole[0] == 1 and j is not None else (i, j)
