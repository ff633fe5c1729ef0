"""One equation of the reverse telling: what comes to each value in it if something comes to its result.

An equation is elementwise between its *units*: names, products of matrices, sums over entries. What comes to a unit is what comes to the
whole, times the derivative of the scalar rules with the unit as one name. A unit that is no name hands on by a rule of its own: for
A @ B, with g coming, g @ B.T comes to A and A.T @ g to B (Goodfellow, Bengio, Courville, 2016, section 6.5.6).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import prod

from gen.algebra.arrays import SCALAR, Shape, broadcast
from gen.algebra.expr import (
    UNIT,
    Add,
    Atom,
    Call,
    Div,
    Expr,
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
    replace_atoms,
    terms_of,
    variables,
    walk,
)
from gen.algebra.places import numbers_at, row_and_column
from gen.calculus.differentiate import differentiate
from gen.calculus.fused_losses import fused_with
from gen.functions import FUNCTIONS, as_array
from gen.functions.shapes import broadcast_like, ones_vector, row_of_ones, shape
from gen.functions.simplify import literal, minus, product, quotient, sum_of
from gen.model.trace import Shapes


@dataclass(frozen=True, slots=True)
class Vjp:
    """How to hand on within a cell: the shapes of its names, and the arguments of those values of softmax and sigmoid that are passed over.

    A loss that takes p = softmax(o) as its prediction hands p - y straight on to o.
    """

    shapes: Shapes
    fused: Mapping[Var, Var] = field(default_factory=dict)

    def pull_back(self, e: Expr, g: Expr, y: Expr) -> Iterator[tuple[Var, Expr]]:
        """What comes to each named value of e, which is called y, if g comes to it: in the order of e, a name perhaps more than once.

        g has the shape of e, or is a number that comes to every entry.
        """
        whole = shape(e, self.shapes)
        for unit, factor in units(e).items():
            came = self._fitted([g, factor], whole, shape(unit, self.shapes))
            yield from self._into_unit(unit, came, y if unit == e else unit)

    def _fitted(self, parts: Sequence[Expr], whole: Shape, unit: Shape) -> Expr:
        """The product of g and a factor, added up over all entries of the whole with which an entry of the unit goes."""
        if whole == unit:
            return product(parts)
        arrays = [part for part in parts if shape(part, self.shapes) != SCALAR]
        reach = broadcast([SCALAR, *(shape(part, self.shapes) for part in arrays)])
        alike = prod(n for n, own, to in zip(whole, reach, unit, strict=True) if own == to == 1)
        repeated = [Num(Fraction(alike))] if alike > 1 else []
        if unit != SCALAR:
            return product([*repeated, self._added_along(parts, unit) if reach not in (SCALAR, unit) else product(parts)])
        if len(arrays) == 2:
            if 1 not in whole or any(map(_is_repeated, arrays)):
                return product([*repeated, Call("sum", (product(parts),))])
            return self._dot(*arrays)
        return product([*repeated, *(_summed(part, self.shapes) if part in arrays else part for part in parts)])

    def _dot(self, g: Expr, factor: Expr) -> Expr:
        """The scalar product, with signs and divisors in front of it."""
        match factor:
            case Neg(arg):
                return minus(self._dot(g, arg))
            case Div(top, bottom) if shape(bottom, self.shapes) == SCALAR:
                return quotient(self._dot(g, top), bottom)
            case _:
                return Call("dot", (g, factor))

    def _added_along(self, parts: Sequence[Expr], unit: Shape) -> Expr:
        """Added up over the rows of a batch, or over its columns: with a row of ones before it, or a column of ones behind it."""
        flat = product(parts)
        inner = flat.arg if isinstance(flat, Neg) else flat
        factors = inner.factors if isinstance(inner, Mul) else (inner,)
        numbers = [factor for factor in factors if shape(factor, self.shapes) == SCALAR]
        array = product([factor for factor in factors if factor not in numbers])
        n, m = shape(array, self.shapes)
        added = chain_product([row_of_ones(n), array] if unit[0] == 1 else [array, ones_vector(m)], self.shapes)
        return product([Neg(UNIT) if isinstance(flat, Neg) else UNIT, *numbers, added])

    def _into_unit(self, unit: Expr, g: Expr, y: Expr) -> Iterator[tuple[Var, Expr]]:
        if isinstance(unit, Call) and (rule := FUNCTIONS[unit.fn].array) and rule.whole:
            g = as_array(g, shape(g, self.shapes), shape(unit, self.shapes))
        match unit:
            case Var(index=index) if index:
                yield unit.whole, self.placed(broadcast_like(g, unit, self.shapes), unit)
            case Var():
                yield unit, broadcast_like(g, unit, self.shapes)
            case MatMul(factors):
                yield from self._into_product(factors, unit, g)
            case Call("transpose", (arg,)):
                yield from self.pull_back(arg, transposed(broadcast_like(g, unit, self.shapes), self.shapes), arg)
            case Call(fn, (Var() as p, *others) as args) if p in self.fused and (loss := fused_with(fn)):
                yield from self.pull_back(self.fused[p], loss.vjp(g, args, [shape(arg, self.shapes) for arg in args]), p)
                yield from self._into_arguments(unit, g, y, range(1, 1 + len(others)))
            case Call("concat" | "flatten", args) if shape(g, self.shapes) == SCALAR:
                for arg in args:
                    yield from self.pull_back(arg, g, arg)
            case Call(_, args):
                yield from self._into_arguments(unit, g, y, range(len(args)))

    def _into_arguments(self, call: Call, g: Expr, y: Expr, places: Iterable[int]) -> Iterator[tuple[Var, Expr]]:
        rule = FUNCTIONS[call.fn].array
        assert rule, call.fn
        sizes = [shape(arg, self.shapes) for arg in call.args]
        for i in places:
            back = rule.vjp(i, g, call.args, y, sizes) if variables(call.args[i]) else None
            back = back and _shortened(back, self.shapes)
            if back is not None:
                alone = sizes[i] == SCALAR != shape(back, self.shapes)
                yield from self.pull_back(call.args[i], _summed(back, self.shapes) if alone else back, call.args[i])

    def _into_product(self, factors: Sequence[Expr], whole: Expr, g: Expr) -> Iterator[tuple[Var, Expr]]:
        rows, columns = shape(whole, self.shapes)
        row = shape(g, self.shapes) == SCALAR and rows == 1 < columns  # of ones, which in a product is told from a column
        g = product([g, row_of_ones(columns)]) if row else broadcast_like(g, whole, self.shapes)
        for i, factor in enumerate(factors):
            if variables(factor):
                left = [transposed(f, self.shapes) for f in reversed(factors[:i])]
                right = [transposed(f, self.shapes) for f in reversed(factors[i + 1 :])]
                yield from self.pull_back(factor, chain_product([*left, g, *right], self.shapes), factor)

    def placed(self, g: Expr, part: Var) -> Expr:
        """g at the place of a part, 0 elsewhere: with unit vectors as e_i g for a row, g e_j^T for a column, and as g I_{:,2:4}^T with
        those of several columns beside each other."""
        rows, columns = self.shapes[part.name]
        i, j = row_and_column(part.index, (rows, columns))
        down = [selected] if (selected := _unit_vectors(rows, i)) else []
        across = [Call("transpose", (selected,))] if (selected := _unit_vectors(columns, j)) else []
        return chain_product([*down, g, *across], self.shapes)


def chain_product(factors: Sequence[Expr], shapes: Shapes) -> Expr:
    """The matrix product in this order; numbers and signs go in front."""
    numbers: list[Expr] = []
    arrays: list[Expr] = []
    for factor in factors:
        if isinstance(factor, Neg):
            numbers, factor = [Neg(UNIT), *numbers], factor.arg
        parts = factor.factors if isinstance(factor, Mul) else (factor,)
        numbers += [part for part in parts if shape(part, shapes) == SCALAR]
        if (array := product([part for part in parts if shape(part, shapes) != SCALAR])) != UNIT:
            arrays += array.factors if isinstance(array, MatMul) else [array]
    return product([*numbers, *([MatMul(tuple(arrays))] if len(arrays) > 1 else arrays)])


def _shortened(e: Expr, shapes: Shapes) -> Expr | None:
    """Where it is some rows of a multiple of a unit vector: that of a shorter one, None if its 1 lies outside."""
    match e:
        case Call("rows", (Partial(of, Var(index=()) as wrt), Num(first), Num(last))) if first == last:
            return Partial(of, replace(wrt, index=(int(first),)))
        case Call("rows", (Neg(arg), *ends)):
            found = _shortened(Call("rows", (arg, *ends)), shapes)
            return found and minus(found)
        case Call("rows", (Mul(factors), *ends)):
            arrays = [factor for factor in factors if shape(factor, shapes) != SCALAR]
            if len(arrays) == 1 and _is_unit(arrays[0]):
                found = _shortened(Call("rows", (arrays[0], *ends)), shapes)
                return found and product([found if factor in arrays else factor for factor in factors])
        case Call("rows", (Call("transpose", (arg,)), *ends)) if _is_unit(arg):
            found = _shortened(Call("rows", (arg, *ends)), shapes)
            return found and transposed(found, shapes)
        case Call("rows", (Call("unit", (_, Num(i))), Num(first), Num(last))):
            n = int(last - first) + 1
            return None if not first <= i <= last else UNIT if n == 1 else unit_vector(n, int(i - first) + 1)
    return e


def _summed(e: Expr, shapes: Shapes) -> Expr:
    """The sum of all entries. That of a unit vector is 1, and each row is the same in a product that begins with a matrix of ones."""
    inner = e.arg if isinstance(e, Neg) else e
    factors = inner.factors if isinstance(inner, Mul) else (inner,)
    arrays = [factor for factor in factors if shape(factor, shapes) != SCALAR]
    found = _summed_product(arrays[0].factors, shapes) if len(arrays) == 1 and isinstance(arrays[0], MatMul) else None
    if found is not None:
        return product([Neg(UNIT) if e != inner else UNIT, *(found if factor in arrays else factor for factor in factors)])
    return UNIT if _is_unit(e) else Call("sum", (e,))


def _summed_product(factors: tuple[Expr, ...], shapes: Shapes) -> Expr | None:
    """The sum of a product of matrices, where it is simpler than its sum."""
    if all(map(_is_unit, factors)):
        return UNIT
    for ones, rest, repeated in ((factors[0], factors[1:], 0), (factors[-1], factors[:-1], 1)):
        parts = ones.factors if isinstance(ones, Mul) else (ones,)
        numbers = [part for part in parts if not (isinstance(part, Call) and part.fn == "ones" and len(part.args) == 1)]
        if len(numbers) == len(parts) - 1 and all(shape(part, shapes) == SCALAR for part in numbers):
            times = literal(Fraction(shape(ones, shapes)[repeated]))
            return product([times, *numbers, _summed(rest[0] if len(rest) == 1 else MatMul(rest), shapes)])
    return None


def _is_repeated(e: Expr) -> bool:
    """Whether a product of matrices has one of ones in it: only what stands beside it by entry tells how many rows it has."""
    products = [part for part in walk(e) if isinstance(part, MatMul)]
    return any(isinstance(part, Call) and part.fn == "ones" and len(part.args) == 1 for one in products for part in walk(one))


def _is_unit(e: Expr) -> bool:
    """Whether it is a unit vector, as a column or a row."""
    return isinstance(e, Call) and (e.fn == "unit" or (e.fn == "transpose" and _is_unit(e.args[0])))


def unit_vector(n: int, i: int) -> Expr:
    return Call("unit", (Num(Fraction(n)), Num(Fraction(i))))


def selection(part: Var, shapes: Shapes) -> Expr | None:
    """The unit vectors of the entries that a part of a vector has, beside each other; None where it has all."""
    whole = shapes[part.name]
    down, across = row_and_column(part.index, whole)
    return _unit_vectors(max(whole), down if whole[1] == 1 else across)


def _unit_vectors(n: int, place: Place) -> Expr | None:
    """Those of a place along an axis of n, as columns; None where it is all of the axis."""
    numbers = numbers_at(place, n)
    if len(numbers) == n:
        return None
    return unit_vector(n, numbers[0]) if len(numbers) == 1 else Call("units", tuple(Num(Fraction(k)) for k in (n, numbers[0], numbers[-1])))


def units(e: Expr) -> dict[Expr, Expr]:
    """The units of an expression from left to right, each with the derivative of the whole to it as if both were numbers."""
    found: dict[Expr, list[Expr]] = {}
    for term in terms_of(e):
        for unit, factor in _units_of_term(term):
            found.setdefault(unit, []).append(factor)
    return {unit: sum_of(factors) or UNIT for unit, factors in found.items()}


def _units_of_term(term: Expr) -> Iterator[tuple[Expr, Expr]]:
    names = {unit: unit if isinstance(unit, Var) else Var(f"#{i}") for i, unit in enumerate(_within(term))}
    written: dict[Atom, Expr] = {name: unit for unit, name in names.items()}
    flat = _renamed(term, names)
    for unit, name in names.items():
        factor = differentiate(flat, {name: UNIT}.get)
        if factor is not None:
            yield unit, replace_atoms(factor, lambda atom: written.get(atom, atom))


def _renamed(e: Expr, names: Mapping[Expr, Var]) -> Expr:
    return names[e] if e in names else rebuild(e, lambda part: _renamed(part, names))


def _within(e: Expr) -> dict[Expr, None]:
    """The units of a term."""
    match e:
        case Neg() | Add() | Mul() | Div() | Pow():
            return {unit: None for part in children(e) for unit in _within(part)}
        case Call(fn, args) if not FUNCTIONS[fn].array:
            return {unit: None for part in args for unit in _within(part)}
        case Var():
            return {e: None}
        case MatMul() | Call() if variables(e):
            return {e: None}
        case _:
            return {}


def transposed(e: Expr, shapes: Shapes) -> Expr:
    """The transpose, as far inside as it goes: (A @ b.T).T is b @ A.T."""
    match e:
        case _ if shape(e, shapes) == SCALAR:
            return e
        case Call("transpose", (arg,)):
            return arg
        case Call("ones", (arg,)) if shape(arg, shapes)[1] > 1:
            return Call("ones", (transposed(arg, shapes),))  # only a column of ones is read turned, as a row
        case Call("zeros", (rows, columns)):
            return Call("zeros", (columns, rows))
        case MatMul(factors):
            return MatMul(tuple(transposed(factor, shapes) for factor in reversed(factors)))
        case Neg(arg):
            return minus(transposed(arg, shapes))
        case Add() | Mul() | Div():
            return rebuild(e, lambda part: transposed(part, shapes))
        case _:
            return Call("transpose", (e,))
