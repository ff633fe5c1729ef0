"""Counting parameters: shapes read off the cell's equations, then units times units, summed.

With x in R^3 and h in R^5 the equation h = tanh(V @ h + W @ x + b) leaves no choice for V, W and b; that is what a student
finds out, and what is found out here. Shapes are worked out from the top of an equation (a sum has its terms' shape) and from
the bottom (V @ h needs as many columns as h has entries).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gen.errors import Fault, Faults, did_you_mean
from gen.expr import Add, Call, Div, Expr, MatMul, Mul, Neg, Num, Pow, Size, Var
from gen.parse import Use
from gen.spec import Cell
from gen.steps import Line, Plan

Shape = tuple[str, ...]
"""The axes of a value, each named after the layer whose units it counts: `("h", "x")` for W in R^(5x3); () for a scalar."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shape of every name, and how many units each axis has."""

    axes: Mapping[str, Shape]
    units: Mapping[str, int]

    def entries(self, name: str) -> int:
        result = 1
        for axis in self.axes[name]:
            result *= self.units[axis]
        return result


def infer(cell: Cell, declared: Mapping[str, tuple[int, ...]]) -> Shapes:
    """The shape of every name in the cell. Raises Faults where shapes do not fit or cannot be told."""
    reader = _Inference(cell, declared)
    reader.run()
    return Shapes(reader.axes, reader.units)


def count_plan(shapes: Shapes, params: Sequence[Use], cell: Cell) -> Plan:
    """The sum over the parameters in the author's order: each by its units (inputs times outputs), then all of them."""
    faults, lines = [], []
    terms: list[Expr] = []
    written: list[Expr] = []
    for use in params:
        name = use.var.name
        if name not in shapes.axes:
            faults.append(Fault(use.where, f"'{name}' does not stand in the cell '{cell.name}'", did_you_mean(name, shapes.axes)))
            continue
        # Inputs first: W in R^(5x3) maps 3 inputs to 5 outputs and has 3 * 5 entries.
        factors: list[Expr] = [Size(axis, units=True) for axis in reversed(shapes.axes[name])]
        size = factors[0] if len(factors) == 1 else Mul(tuple(factors)) if factors else Num(Fraction(1))
        lines.append(Line("size", Size(name), size, size, hidden=True))
        terms.append(Size(name))
        written.append(size)
    if faults:
        raise Faults(faults)
    whole = Size("")
    if len(terms) == 1:
        lines.append(Line("count", whole, terms[0], written[0]))
    else:
        lines.append(Line("count", whole, Add(tuple(terms)), Add(tuple(written))))
    return Plan(tuple(lines), (whole,))


class _Inference:
    """Repeats over the equations until nothing new is learnt; a contradiction is a fault at the name that shows it."""

    def __init__(self, cell: Cell, declared: Mapping[str, tuple[int, ...]]) -> None:
        self.cell = cell
        self.units: dict[str, int] = {}
        self.axes: dict[str, Shape] = {}
        self.faults: list[Fault] = []
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
            case Num():
                return ()
            case Var(name):
                if name not in self.axes and shape is not None:
                    self.axes[name] = shape
                found = self.axes.get(name)
                if found is not None and shape is not None and not self.same(found, shape):
                    where = next((use.where for use in uses if use.var == e), uses[0].where)
                    message = f"shapes do not fit: '{name}' is {self.shown(found)}, its place asks for {self.shown(shape)}"
                    self.faults.append(Fault(where, message))
                return found
            case Neg(arg):
                return self.down(arg, shape, uses)
            case Add(parts):
                return self.alike(self.not_scalars(parts), shape, uses)
            case Mul(parts):
                return self.alike(self.not_scalars(parts), shape, uses)
            case Call(_, (arg,)):
                return self.down(arg, shape, uses)
            case Pow(base, _):
                return self.down(base, shape, uses)
            case Div(top, bottom):
                return self.alike(self.not_scalars((top, bottom)), shape, uses)
            case MatMul(parts):
                return self.matrix_product(parts, shape, uses)
            case _:
                return None

    def not_scalars(self, parts: tuple[Expr, ...]) -> tuple[Expr, ...]:
        """The factors that are not known to be scalars: a scalar goes with anything."""
        rest = tuple(p for p in parts if not isinstance(p, Num) and not (isinstance(p, Var) and self.axes.get(p.name) == ()))
        return rest or parts

    def alike(self, parts: tuple[Expr, ...], shape: Shape | None, uses: Sequence[Use]) -> Shape | None:
        """Parts of one shape: what one of them tells holds for all."""
        for part in parts:
            shape = shape if shape is not None else self.down(part, None, uses)
        for part in parts:
            self.down(part, shape, uses)
        return shape

    def matrix_product(self, parts: tuple[Expr, ...], shape: Shape | None, uses: Sequence[Use]) -> Shape | None:
        """Matrices in a row, a vector or matrix at the end: inner axes meet, outer axes are the product's."""
        last = self.down(parts[-1], None, uses)
        if any(isinstance(part, Num) for part in parts) or last == ():
            self.faults.append(Fault(uses[0].where if uses else self.cell.where, "'@' multiplies matrices, not numbers", "write *"))
            return None
        inner = last[0] if last else None
        rest: Shape | None = last[1:] if last is not None else None
        for i in range(len(parts) - 2, -1, -1):
            outer = shape[0] if i == 0 and shape else None
            want = (outer, inner) if outer is not None and inner is not None else None
            found = self.down(parts[i], None, uses)
            if found is None and want is not None:
                found = self.down(parts[i], want, uses)
            if found is None:
                return shape
            if len(found) == 2 and inner is not None and self.units[found[1]] != self.units[inner]:
                where = next((use.where for use in uses if use.var == parts[i]), uses[0].where)
                message = f"shapes do not fit: {self.shown(found)} @ {self.units[inner]}"
                self.faults.append(Fault(where, message, "the columns on the left must be the rows on the right"))
            inner = found[0]
        result = (inner, *rest) if inner is not None and rest is not None else None
        if result is not None and shape is not None and not self.same(result, shape):
            message = f"shapes do not fit: a product is {self.shown(result)}, its place asks for {self.shown(shape)}"
            where = next((use.where for use in uses if use.var == parts[0]), uses[0].where)
            self.faults.append(Fault(where, message))
        return result if result is not None else shape
