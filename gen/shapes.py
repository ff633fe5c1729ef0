"""Shapes read off a cell's equations, each axis named after the layer whose units it counts.

With x in R^3 and h in R^5 the equation h = tanh(V @ h + W @ x + b) leaves no choice for V, W and b; that is what a student
finds out, and what is found out here. Shapes are worked out from the top of an equation (a sum has its terms' shape) and from
the bottom (V @ h needs as many columns as h has entries).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gen.errors import Fault, Faults, Where
from gen.expr import Add, Call, Div, Expr, MatMul, Mul, Neg, Num, Partial, Pow, Var, children, variables
from gen.parse import Use
from gen.spec import Cell

Shape = tuple[str, ...]
"""The axes of a value, each named after the layer whose units it counts: `("h", "x")` for W in R^(5x3); () for a scalar."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shape of every name, and how many units each layer has.

    `sums` are the axes that have the units of several layers; `rows`: vectors are rows, written left of their matrices.
    """

    axes: Mapping[str, Shape]
    units: Mapping[str, int]
    sums: Mapping[str, tuple[str, ...]]
    rows: bool

    def inputs_first(self, name: str) -> Shape:
        """W in R^(5x3) maps a column of 3 inputs to 5 outputs; a row of 5 inputs to 3 outputs."""
        return self.axes[name] if self.rows else self.axes[name][::-1]


def infer(cell: Cell, declared: Mapping[str, tuple[int, ...]]) -> Shapes:
    """The shape of every name in the cell. Raises Faults where shapes do not fit or cannot be told."""
    reader = _Inference(cell, declared)
    reader.run()
    units = {axis: n for axis, n in reader.units.items() if axis not in reader.sums}
    return Shapes(reader.axes, units, reader.sums, "rows" in reader.styles)


class _Inference:
    """Repeats over the equations until nothing new is learnt; a contradiction is a fault at the name that shows it."""

    def __init__(self, cell: Cell, declared: Mapping[str, tuple[int, ...]]) -> None:
        self.cell = cell
        self.units: dict[str, int] = {}
        self.sums: dict[str, tuple[str, ...]] = {}
        self.axes: dict[str, Shape] = {}
        self.faults: list[Fault] = []
        self.styles: dict[str, Where] = {}  # rows or columns: where a vector first stands left or right of a matrix
        for name, sizes in declared.items():
            axes = (name,) if len(sizes) == 1 else tuple(f"{name}({i})" for i in range(1, len(sizes) + 1))
            self.axes[name] = axes
            self.units |= dict(zip(axes, sizes, strict=True))

    def run(self) -> None:
        names = [use for eq in self.cell.equations for use in (eq.lhs, *eq.rhs.uses)]
        known = -1
        while known < len(self.axes) and not self.faults:
            known = len(self.axes)
            for equation in self.cell.equations:
                lhs = equation.lhs.var.name
                shape = self.axes.get(lhs)
                found = self.down(equation.rhs.expr, shape, equation.rhs.uses)
                if shape is None and found is not None:
                    self.axes[lhs] = found
        for use in names:
            if use.var.name not in self.axes and not self.faults:
                self.faults.append(Fault(use.where, f"the shape of '{use.var.name}' cannot be told", "declare it under 'shapes'"))
        if len(self.styles) == 2 and not self.faults:
            message = "a vector stands left of a matrix here and right of one elsewhere"
            self.faults.append(Fault(self.styles["rows"], message, "write x @ W everywhere, or W @ x"))
        if self.faults:
            raise Faults(self.faults)

    def same(self, a: Shape, b: Shape) -> bool:
        """Axes may carry different names; what has to agree are the sizes."""
        return [self.units[x] for x in a] == [self.units[x] for x in b]

    def shown(self, shape: Shape) -> str:
        return " x ".join(str(self.units[axis]) for axis in shape) or "a scalar"

    def down(self, e: Expr, shape: Shape | None, uses: Sequence[Use]) -> Shape | None:
        """The shape of an expression, where `shape` is what its place asks for (None if that is not known yet)."""
        match e:
            case Call("dot" | "mse" | "cross_entropy", parts):
                self.alike(self.not_scalars(parts, uses), None, uses)
                return ()
            case _ if _is_number(e):
                for part in children(e):
                    self.down(part, None, uses)
                return ()
            case Var(index=index) if index:
                whole = self.down(e.whole, None, uses)
                return tuple(axis for axis, place in zip(whole, index, strict=False) if place is None) if whole else None
            case Var(name):
                if name not in self.axes and shape is not None:
                    self.axes[name] = shape
                found = self.axes.get(name)
                if found is not None and shape is not None and not self.same(found, shape):
                    message = f"shapes do not fit: '{name}' is {self.shown(found)}, its place asks for {self.shown(shape)}"
                    self.fault(e, uses, message)
                return found
            case Neg(arg):
                return self.down(arg, shape, uses)
            case Add(parts):
                return self.alike(self.not_scalars(parts, uses), shape, uses)
            case Mul(parts):
                return self.alike(self.not_scalars(parts, uses), shape, uses)
            case Call("transpose", (arg,)):
                found = self.down(arg, shape[::-1] if shape and len(shape) == 2 else None, uses)
                return found[::-1] if found and len(found) == 2 else None
            case Call("concat", parts):
                return self.concat(parts, uses)
            case Call("max" | "min", parts):
                return self.alike(self.not_scalars(parts, uses), shape, uses)
            case Call("one_hot"):
                return shape
            case Call(_, (arg, *_)) | Partial(_, arg):
                return self.down(arg, shape, uses)
            case Pow(base, _):
                return self.down(base, shape, uses)
            case Div(top, bottom):
                return self.alike(self.not_scalars((top, bottom), uses), shape, uses)
            case MatMul(parts):
                return self.matrix_product(parts, shape, uses)
            case _:
                return None

    def not_scalars(self, parts: tuple[Expr, ...], uses: Sequence[Use]) -> tuple[Expr, ...]:
        """The parts that are not known to be scalars: a scalar goes with anything. What a scalar is made of is looked at here."""
        rest = tuple(part for part in parts if not self.scalar(part))
        for part in parts:
            if _is_number(part) or (rest and part not in rest):
                self.down(part, None, uses)
        return rest or tuple(part for part in parts if not _is_number(part))

    def scalar(self, e: Expr) -> bool:
        """Whether an expression is a number, or made of such elementwise."""
        match e:
            case Var(name, _, index):
                return _is_number(e) or (not index and self.axes.get(name) == ())
            case MatMul() | Call("concat" | "one_hot"):
                return False
            case _:
                parts = children(e)
                return _is_number(e) or (bool(parts) and all(map(self.scalar, parts)))

    def alike(self, parts: tuple[Expr, ...], shape: Shape | None, uses: Sequence[Use]) -> Shape | None:
        """Parts of one shape: what one of them tells holds for all."""
        if not parts:
            return ()
        for part in parts:
            shape = shape if shape is not None else self.down(part, None, uses)
        for part in parts if shape is not None else ():
            self.down(part, shape, uses)
        return shape

    def concat(self, parts: tuple[Expr, ...], uses: Sequence[Use]) -> Shape | None:
        """Vectors behind each other: one axis with the units of all."""
        layers: list[str] = []
        for part in parts:
            found = self.down(part, None, uses)
            if found is None:
                return None
            if len(found) != 1:
                self.fault(part, uses, f"'concat' joins vectors, and this is {self.shown(found)}")
                return None
            layers += self.sums.get(found[0], found)
        axis = " + ".join(layers)
        self.units[axis] = sum(self.units[layer] for layer in layers)
        self.sums[axis] = tuple(layers)
        return (axis,)

    def matrix_product(self, parts: tuple[Expr, ...], shape: Shape | None, uses: Sequence[Use]) -> Shape | None:
        """Matrices, a row vector before or a column behind them: inner axes meet, outer axes are the product's."""
        found = [self.down(part, None, uses) for part in parts]
        if any(isinstance(part, Num) for part in parts) or () in found:
            self.fault(parts[0], uses, "'@' multiplies matrices, not numbers", "write *")
            return None
        first, last = _ends(found[0], found[-1], shape)
        if first == last == 1 or any(part and len(part) == 1 for part in found[1:-1]):
            shown = " @ ".join(self.shown(part) if part else "?" for part in found)
            self.fault(parts[0], uses, f"shapes do not fit: {shown}", "a product has one vector, at its left or right end")
            return None
        sides = [_sides(part, at_left=i == 0) for i, part in enumerate(found)]
        axes = [_outer(first, sides[0][0], shape[0] if shape else None)]
        for i, ((_, left), (right, _)) in enumerate(pairwise(sides)):
            if left and right and self.units[left] != self.units[right]:
                message = f"shapes do not fit: {self.shown(found[i] or ())} @ {self.shown(found[i + 1] or ())}"
                self.fault(parts[i], uses, message, "the columns on the left must be the rows on the right")
            axes.append(left or right)
        axes.append(_outer(last, sides[-1][1], shape[-1] if shape else None))
        for part, known, own in zip(parts, found, map(_shape, pairwise(axes)), strict=True):
            if known is None and own is not None:
                self.down(part, own, uses)
        if {first, last} == {1, 2}:
            self.styles.setdefault("rows" if first == 1 else "columns", self.place(parts[0], uses))
        result = _shape((axes[0], axes[-1]))
        if result is not None and shape is not None and not self.same(result, shape):
            self.fault(parts[0], uses, f"shapes do not fit: a product is {self.shown(result)}, its place asks for {self.shown(shape)}")
        return shape if result is None else result

    def place(self, part: Expr, uses: Sequence[Use]) -> Where:
        """Where a part of an equation stands: at its first name."""
        named = variables(part)
        return next((use.where for use in uses if use.var in named), uses[0].where if uses else self.cell.where)

    def fault(self, part: Expr, uses: Sequence[Use], message: str, hint: str = "") -> None:
        self.faults.append(Fault(self.place(part, uses), message, hint))


_REDUCTIONS = ("sum", "mean", "var", "norm", "dot", "mse", "cross_entropy", "argmax")


def _is_number(e: Expr) -> bool:
    """Whether an expression is a number whatever the shapes of the names in it: a literal, the step t, an entry, a sum over entries."""
    match e:
        case Num() | Var("t", None):
            return True
        case Var(index=index):
            return bool(index) and None not in index
        case Call(fn, args):
            return fn in _REDUCTIONS or (fn in ("max", "min") and len(args) == 1)
        case _:
            return False


def _ends(first: Shape | None, last: Shape | None, shape: Shape | None) -> tuple[int, int]:
    """How many axes the first and the last factor have; 0 where that cannot be told yet. A product of both has `shape`."""
    known = [len(end) if end else 0 for end in (first, last)]
    if shape is not None and known.count(0) == 1:
        missing = len(shape) + 2 - sum(known)
        known[known.index(0)] = missing if missing in (1, 2) else 0
    return known[0], known[1]


_ONE = ""  # the axis that a row vector has before it and a column behind it


def _sides(shape: Shape | None, at_left: bool) -> tuple[str | None, str | None]:
    """The axis before a factor and the one behind it; a vector at the left end is a row, else a column."""
    match shape:
        case (rows, columns):
            return rows, columns
        case (axis,):
            return (_ONE, axis) if at_left else (axis, _ONE)
        case _:
            return None, None


def _outer(end: int, own: str | None, asked: str | None) -> str | None:
    """The axis at an end of a product, whose factor there has `end` axes: its own, or the one that its place asks for."""
    return _ONE if end == 1 else (own or asked) if end == 2 else None


def _shape(axes: tuple[str | None, str | None]) -> Shape | None:
    """Two axes as a shape; None if one is not known."""
    known = tuple(axis for axis in axes if axis is not None)
    return tuple(axis for axis in known if axis != _ONE) if len(known) == len(axes) else None
