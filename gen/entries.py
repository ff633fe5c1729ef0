"""The entries of each parameter by another way than `shapes`: every name has rows and columns, and equations make sizes equal.

A vector that is given by its length is a column; where that does not work out, a row. Layers of a stack are taken one by one, each
as the cell that the author wrote, with as many inputs as the layer below has values.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from gen.errors import Disagreement
from gen.expr import Add, Call, Div, Expr, MatMul, Mul, Neg, Num, Partial, Pow, Var, children
from gen.spec import Cell, Equation

Sizes = Mapping[str, tuple[int, ...]]
_TO_NUMBERS = ("sum", "mean", "var", "norm", "dot", "mse", "cross_entropy", "argmax")


def entries(cell: Cell, declared: Sizes) -> Mapping[int, Mapping[str, int]]:
    """The entries of the parameters by name, layer by layer; a cell that is no stack is the layer 0. Raises Disagreement."""
    if not cell.cells:
        return {0: _parameters(cell, _sizes(cell, declared))}
    found: dict[int, Mapping[str, int]] = {}
    below: Mapping[str, int] = {}
    for layer, part in enumerate(cell.cells, 1):
        own = {name: declared[f"{name}_{layer}"] for name in _names(part) if f"{name}_{layer}" in declared}
        for name, source in cell.feeds:
            if layer > 1:
                own[name] = (below[source],)
            elif name in declared:
                own[name] = declared[name]
        below = _sizes(part, own)
        found[layer] = _parameters(part, below)
    return found


def _names(cell: Cell) -> Iterable[str]:
    return dict.fromkeys(use.var.name for eq in cell.equations for use in (eq.lhs, *eq.rhs.uses))


def _parameters(cell: Cell, sizes: Mapping[str, int]) -> Mapping[str, int]:
    """Those without a time that no equation computes."""
    timed = {use.var.name for eq in cell.equations for use in (eq.lhs, *eq.rhs.uses) if use.var.time is not None}
    computed = {eq.lhs.var.name for eq in cell.equations}
    return {name: n for name, n in sizes.items() if name not in timed | computed}


def _sizes(cell: Cell, declared: Sizes) -> Mapping[str, int]:
    """The entries of every name of a cell."""
    for columns in (True, False):
        try:
            return _Equal(cell.equations, declared, columns).entries(_names(cell))
        except ValueError:
            continue
    raise Disagreement(f"rows and columns of the cell '{cell.name}' do not work out")


class _Equal:
    """Sizes by number, each with one that it is equal to, and what is known of them. Raises ValueError where two known ones differ."""

    def __init__(self, equations: tuple[Equation, ...], declared: Sizes, columns: bool) -> None:
        self.equal: list[int] = []
        self.known: dict[int, int] = {}
        self.names: dict[str, tuple[int, int]] = {}
        self.scalars = {name for name, sizes in declared.items() if not sizes}
        for name, sizes in declared.items():
            self.names[name] = self.new(*sizes, 1) if len(sizes) == 1 and columns else self.new(*(1, 1, *sizes)[-2:])
        self.columns = columns
        # What a value is made of may be known only by a later equation.
        for equation in equations * len(equations):
            shape = self.shape(equation.rhs.expr)
            if shape is None:
                self.scalars.add(equation.lhs.var.name)
            left = self.shape(equation.lhs.var)
            if left and shape:
                self.same(left, shape)

    def new(self, *known: int) -> tuple[int, int]:
        """Two sizes more."""
        first = len(self.equal)
        self.equal += [first, first + 1]
        self.known |= {first + i: n for i, n in enumerate(known)}
        return first, first + 1

    def root(self, size: int) -> int:
        while self.equal[size] != size:
            size = self.equal[size]
        return size

    def one(self, a: int, b: int) -> None:
        """Two sizes are one."""
        a, b = self.root(a), self.root(b)
        if a == b:
            return
        if self.known.get(a, self.known.get(b)) != self.known.get(b, self.known.get(a)):
            raise ValueError
        if a in self.known:
            self.known[b] = self.known[a]
        self.equal[a] = b

    def same(self, a: tuple[int, int], b: tuple[int, int]) -> None:
        self.one(a[0], b[0])
        self.one(a[1], b[1])

    def shape(self, e: Expr) -> tuple[int, int] | None:
        """Rows and columns; None for a scalar, which goes with anything."""
        match e:
            case Num() | Var("t", None):
                return None
            case Call(fn, (_, *others)) if fn in _TO_NUMBERS or (fn in ("max", "min") and not others):
                shapes = [shape for part in children(e) if (shape := self.shape(part))]
                for shape in shapes[1:]:
                    self.same(shapes[0], shape)
                return None
            case Var(index=index) if index:
                rows, columns = self.shape(e.whole) or self.new(1, 1)
                one = self.new(1, 1)
                left, right = (index * 2)[:2]
                return None if None not in index else (rows if left is None else one[0], columns if right is None else one[1])
            case Var(name):
                if name not in self.names:
                    self.names[name] = self.new()
                return None if name in self.scalars else self.names[name]
            case Call("transpose", (arg,)):
                return (shape[1], shape[0]) if (shape := self.shape(arg)) else None
            case Call("concat", parts):
                return self.joined([self.shape(part) or self.new(1, 1) for part in parts])
            case Call("one_hot"):
                return self.new()
            case Add() | Mul() | Div() | Call("max" | "min"):
                shapes = [shape for part in children(e) if (shape := self.shape(part))]
                for shape in shapes[1:]:
                    self.same(shapes[0], shape)
                return shapes[0] if shapes else None
            case MatMul(parts):
                factors = [self.shape(part) or self.new(1, 1) for part in parts]
                for (_, inner), (other, _) in pairwise(factors):
                    self.one(inner, other)
                return factors[0][0], factors[-1][1]
            case Neg(arg) | Pow(arg, _) | Call(_, (arg, *_)) | Partial(_, arg):
                return self.shape(arg)
        raise ValueError

    def joined(self, parts: Sequence[tuple[int, int]]) -> tuple[int, int]:
        """Columns below each other, or rows beside each other."""
        along, across = (0, 1) if self.columns else (1, 0)
        whole = self.new()
        for part in parts:
            self.one(whole[across], part[across])
        known = [self.known.get(self.root(part[along])) for part in parts]
        if None not in known:
            self.known[whole[along]] = sum(n for n in known if n)
        return whole

    def entries(self, names: Iterable[str]) -> Mapping[str, int]:
        """Rows times columns of each name."""
        found = {name: [self.known.get(self.root(size)) for size in self.names[name]] for name in names}
        return {name: 1 if name in self.scalars else _area(*sizes) for name, sizes in found.items()}


def _area(rows: int | None, columns: int | None) -> int:
    if rows is None or columns is None:
        raise ValueError
    return rows * columns
