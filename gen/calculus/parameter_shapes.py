"""Shapes read off a cell's equations, each axis named after the layer whose units it counts.

With x in R^3 and h in R^5 the equation h = tanh(V @ h + W @ x + b) leaves no choice for V, W and b; that is what a student
finds out, and what is found out here. Shapes are worked out from the top of an equation (a sum has its terms' shape) and from
the bottom (V @ h needs as many columns as h has entries).

A parameter beside a batch, b in X @ W + b, has no axis of the batch: of the axes of its place it has the one that also is an axis of
a parameter in a product, here the columns of W.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from gen.algebra.axes import base_and_axis
from gen.algebra.expr import LOOKUPS, Add, Call, Div, Expr, MatMul, Mul, Neg, Partial, Pow, Var, children, variables
from gen.algebra.printer import text
from gen.calculus.axes import NamedAxes, axes_of_part, axes_without_ones, end_axes, outer_axis, side_axes
from gen.calculus.name_kinds import classes
from gen.calculus.orientation import axes_of, direction
from gen.calculus.products import multipliers, right_of_data
from gen.functions import gives
from gen.functions.shapes import is_number
from gen.messages.errors import InputError, InputErrors, Location
from gen.model.problem import Cell
from gen.model.source import Use


@dataclass(frozen=True, slots=True)
class ParameterShapes:
    """The shape of every name, and how many units each layer has.

    `sums` are the axes that have the units of several layers; `rows` are the matrices that map rows, written left of them.
    """

    axes: Mapping[str, NamedAxes]
    units: Mapping[str, int]
    sums: Mapping[str, tuple[str, ...]]
    rows: frozenset[str]

    def inputs_first(self, name: str) -> NamedAxes:
        """W in R^(5x3) maps a column of 3 inputs to 5 outputs; a row of 5 inputs to 3 outputs."""
        return self.axes[name] if name in self.rows else self.axes[name][::-1]

    def kind(self, name: str) -> tuple[str | int, ...]:
        """What parameters of one shape have in common: the layers of their axes, sizes where an axis is that of a declared matrix."""
        return tuple(self.units.get(axis, axis) if axis[-1] in ")]" else axis for axis in self.inputs_first(name))


def infer(cell: Cell, declared: Mapping[str, tuple[int, ...]], asked: Collection[str] = ()) -> ParameterShapes:
    """The shape of every name in the cell. Raises InputErrors where shapes do not fit or cannot be told.

    `asked` are the parameters that are counted; without any, all names without a time are parameters that no equation computes. So they
    are where inputs or states have a time, counted or not.
    """
    names = {use.var for eq in cell.equations for use in eq.rhs.uses} - {eq.lhs.var for eq in cell.equations}
    computed = {eq.lhs.var.name for eq in cell.equations}
    timeless = {var.name for var in names if var.time is None and var.name not in computed}
    timed = any(var.time is not None for var in names)
    reader = Inference(cell, declared, frozenset(asked) | (timeless if timed or not asked else set()))
    reader.run()
    units = {axis: n for axis, n in reader.units.items() if axis not in reader.sums}
    return ParameterShapes(reader.axes, units, reader.sums, right_of_data(cell, reader.is_data))


class Inference:
    """Repeats over the equations until nothing new is learnt; a contradiction is a fault at the name that shows it."""

    def __init__(self, cell: Cell, declared: Mapping[str, tuple[int, ...]], parameters: frozenset[str]) -> None:
        self.cell, self.parameters = cell, parameters
        self.equal: dict[str, str] = {}  # of an axis, another one that has the same units
        self.beside: Literal["", "parameters", "data"] = ""  # what a part is added to or multiplied with by entry
        self.waiting: dict[str, tuple[Var, NamedAxes, Sequence[Use]]] = {}  # parameters beside data, and the shapes of their places
        self.units: dict[str, int] = {}
        self.sums: dict[str, tuple[str, ...]] = {}
        self.axes: dict[str, NamedAxes] = dict.fromkeys(classes(cell), ())
        self.faults: list[InputError] = []
        for name, sizes in declared.items():
            self.axes[name] = axes = (name,) if len(sizes) == 1 else tuple(f"{name}({i})" for i in range(1, len(sizes) + 1))
            self.units |= dict(zip(axes, sizes, strict=True))

    def run(self) -> None:
        """Learns the shapes of all names."""
        self.learn()
        names = [use for eq in self.cell.equations for use in (eq.lhs, *eq.rhs.uses)]
        for use in names:
            if use.var.name not in self.axes and not self.faults:
                self.faults.append(InputError(use.where, f"the shape of '{use.var.name}' cannot be told", "declare it under 'shapes'"))
        if self.faults:
            raise InputErrors(self.faults)
        direction([self.cell], {name: len(axes) for name, axes in self.axes.items()})

    def learn(self) -> None:
        """Learns as much as the equations tell; what contradicts them is a fault."""
        known = -1
        while known < len(self.axes) and not self.faults:
            known = len(self.axes)
            for equation in self.cell.equations:
                lhs = equation.lhs.var.name
                shape = self.axes.get(lhs)
                found = self.down(equation.rhs.expr, shape, equation.rhs.uses)
                if shape is None and found is not None:
                    self.axes[lhs] = found
            if known == len(self.axes) and not self.faults:
                self.settle_waiting()

    def settle_waiting(self) -> None:
        """Parameters beside data have no axis of the data's alone."""
        own = {self.root(axis) for name in multipliers(self.cell, self.parameters) for axis in self.axes.get(name, ())}
        for name, (var, place, uses) in self.waiting.items():
            kept = tuple(axis for axis in place if self.root(axis) in own)
            if len(kept) == 1 or (len(place) == 1 and own):
                self.axes[name] = kept
            else:
                message = f"whether '{name}' is added to each row, to each column or to all of {self.shown(place)} cannot be told"
                self.fault(var, uses, message, f"declare it under 'shapes': {name}: {self.units[place[-1]]}, say")
        self.waiting.clear()

    def root(self, axis: str) -> str:
        while axis in self.equal:
            axis = self.equal[axis]
        return axis

    def same(self, a: NamedAxes, b: NamedAxes) -> bool:
        """Axes may carry different names; what has to agree are the sizes. Axes that agree are one from then on."""
        if [self.units[x] for x in a] != [self.units[x] for x in b]:
            return False
        for one, other in zip(map(self.root, a), map(self.root, b), strict=True):
            if one != other:
                self.equal[one] = other
        return True

    def goes_with(self, part: NamedAxes, whole: NamedAxes) -> bool:
        """Whether a vector or a matrix of one row or column is as long as each row or column of what it is added to."""
        sizes, around = [self.units[axis] for axis in part], [self.units[axis] for axis in whole]
        if len(sizes) == len(around) == 2:
            return all(n in (1, most) for n, most in zip(sizes, around, strict=True))
        return len(sizes) < len(around) and set(sizes) <= set(around)

    def shown(self, shape: NamedAxes) -> str:
        return " x ".join(str(self.units[axis]) for axis in shape) or "a scalar"

    def down(self, e: Expr, shape: NamedAxes | None, uses: Sequence[Use]) -> NamedAxes | None:
        """The shape of an expression, where `shape` is what its place asks for (None if that is not known yet)."""
        match e:
            case Call(fn, parts) if gives(fn) == "number" and parts[1:]:
                self.alike(self.not_scalars(parts, uses), None, uses)
                return ()
            case _ if is_number(e):
                for part in children(e):
                    self.down(part, None, uses)
                return ()
            case Var(index=index) if index:
                whole = self.down(e.whole, None, uses)
                return self.part(e, whole, uses) if whole is not None else None
            case Var(name):
                if name not in self.axes and shape is not None:
                    if self.beside == "data" and name in self.parameters and self.may_be_batch(shape):
                        self.waiting[name] = e, shape, uses
                        return None
                    self.axes[name] = shape
                found = self.axes.get(name)
                fits = found is None or shape is None or self.same(found, shape) or (self.beside and self.goes_with(found, shape))
                if found is not None and shape is not None and not fits:
                    message = f"shapes do not fit: '{name}' is {self.shown(found)}, its place asks for {self.shown(shape)}"
                    self.fault(e, uses, message)
                return found
            case Add(parts) | Mul(parts):
                return self.alike(self.not_scalars(parts, uses), shape, uses)
            case Call(fn, (array, place)) if fn in LOOKUPS:
                return self.looked_up(fn, array, place, uses)
            case Call("transpose", (arg,)):
                found = self.down(arg, shape[::-1] if shape and len(shape) == 2 else None, uses)
                return found[::-1] if found and len(found) == 2 else None
            case Call(fn, (arg, *eps)) if base_and_axis(fn)[0] == "normalize":
                self.axes |= {var.name: () for part in eps for var in variables(part)}  # what is added to a variance
                return self.down(arg, shape, uses)
            case Call(fn, parts) if gives(fn) == "numbers":
                return (found := self.alike(self.not_scalars(parts, uses), None, uses)) and (found[0 if fn.endswith("rows") else -1],)
            case Call(fn, parts) if gives(fn) == "joined":
                return self.concat(parts, uses)
            case Call(fn, parts) if gives(fn) in ("each", "lines"):
                return self.alike(self.not_scalars(parts, uses), shape, uses)
            case Call(fn, (k, *_)) if gives(fn) == "vector":
                places = self.axes.get(k.name) if isinstance(k, Var) else None
                return shape if not places else None
            case Neg(arg) | Pow(arg, _) | Call(_, (arg, *_)) | Partial(_, arg):
                return self.down(arg, shape, uses)
            case Div(top, bottom):
                return self.alike(self.not_scalars((top, bottom), uses), shape, uses)
            case MatMul(parts):
                return self.matrix_product(parts, shape, uses)
            case _:
                return None

    def part(self, var: Var, whole: NamedAxes, uses: Sequence[Use]) -> NamedAxes | None:
        found = axes_of_part(var.index, whole, self.units)
        if found is None:
            self.fault(var, uses, f"'{text(var)}' does not exist: '{var.name}' is {self.shown(whole)}")
        return found

    def looked_up(self, fn: str, array: Expr, place: Expr, uses: Sequence[Use]) -> NamedAxes | None:
        """A row of a table, or as many as there are places; those of which nothing is declared are one number."""
        if isinstance(place, Var) and place.name not in self.axes:
            self.axes[place.name] = ()
        places, whole = self.down(place, None, uses) or (), self.down(array, None, uses)
        if whole is None:
            return None
        if len(places) > 1 or len(whole) != (1 if fn == "entries_at" else 2):
            self.fault(array, uses, f"{text(array)} is {self.shown(whole)} and is looked up at {self.shown(places)}")
            return None
        return {"rows_at": (*places, whole[-1]), "columns_at": (whole[0], *places)}.get(fn, places)

    def not_scalars(self, parts: tuple[Expr, ...], uses: Sequence[Use]) -> tuple[Expr, ...]:
        """The parts that are not known to be scalars: a scalar goes with anything. What a scalar is made of is looked at here."""
        rest = tuple(part for part in parts if not self.scalar(part))
        for part in parts:
            if is_number(part) or (rest and part not in rest):
                self.down(part, None, uses)
        return rest or tuple(part for part in parts if not is_number(part))

    def scalar(self, e: Expr) -> bool:
        """Whether an expression is a number, or made of such elementwise."""
        match e:
            case Var(name, _, index):
                return is_number(e) or (not index and self.axes.get(name) == ())
            case MatMul():
                return False
            case Call(fn) if gives(fn) in ("joined", "vector"):
                return False
            case _:
                parts = children(e)
                return is_number(e) or (bool(parts) and all(map(self.scalar, parts)))

    def alike(self, parts: tuple[Expr, ...], shape: NamedAxes | None, uses: Sequence[Use]) -> NamedAxes | None:
        """Parts of one shape: what one of them tells holds for all. A vector goes with each row or column of a matrix."""
        if not parts:
            return ()
        before, data = self.beside, any(self.is_data(var) for part in parts for var in variables(part))
        self.beside = "data" if data or before == "data" else "parameters" if len(parts) > 1 else before
        known = {name: len(axes) for name, axes in self.axes.items()}
        for part in sorted(parts, key=lambda part: -axes_of(part, known)):
            shape = shape if shape is not None else self.down(part, None, uses)
        for part in parts if shape is not None else ():
            self.down(part, shape, uses)
        self.beside = before
        return shape

    def is_data(self, var: Var) -> bool:
        return var.name not in self.parameters and not is_number(var) and self.axes.get(var.name) != ()

    def may_be_batch(self, shape: NamedAxes) -> bool:
        """Whether a place has an axis of examples: two axes, or the one that is left of a matrix of data."""
        matrices = {self.root(axis) for name, axes in self.axes.items() if name not in self.parameters and len(axes) == 2 for axis in axes}
        return len(shape) == 2 or (len(shape) == 1 and self.root(shape[0]) in matrices)

    def concat(self, parts: tuple[Expr, ...], uses: Sequence[Use]) -> NamedAxes | None:
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

    def matrix_product(self, parts: tuple[Expr, ...], shape: NamedAxes | None, uses: Sequence[Use]) -> NamedAxes | None:
        """Matrices, a row vector before or a column behind them: inner axes meet, outer axes are the product's."""
        before, self.beside = self.beside, ""
        result = self.product(parts, shape, uses)
        self.beside = before
        return result

    def product(self, parts: tuple[Expr, ...], shape: NamedAxes | None, uses: Sequence[Use]) -> NamedAxes | None:
        found = [self.down(part, None, uses) for part in parts]
        if any(is_number(part) for part in parts) or () in found:
            self.fault(parts[0], uses, "'@' multiplies matrices, not numbers", "write *")
            return None
        first, last = end_axes(found[0], found[-1], shape)
        if first == last == 1 or any(part and len(part) == 1 for part in found[1:-1]):
            shown = " @ ".join(self.shown(part) if part else "?" for part in found)
            self.fault(parts[0], uses, f"shapes do not fit: {shown}", "a product has one vector, at its left or right end")
            return None
        around = [side_axes(part, at_left=i == 0) for i, part in enumerate(found)]
        axes = [outer_axis(first, around[0][0], shape[0] if shape else None)]
        for i, ((_, left), (right, _)) in enumerate(pairwise(around)):
            if left and right and not self.same((left,), (right,)):
                message = f"shapes do not fit: {self.shown(found[i] or ())} @ {self.shown(found[i + 1] or ())}"
                self.fault(parts[i], uses, message, "the columns on the left must be the rows on the right")
            axes.append(left or right)
        axes.append(outer_axis(last, around[-1][1], shape[-1] if shape else None))
        for part, known, own in zip(parts, found, map(axes_without_ones, pairwise(axes)), strict=True):
            if known is None and own is not None:
                self.down(part, own, uses)
        result = axes_without_ones((axes[0], axes[-1]))
        if result is not None and shape is not None and not self.same(result, shape):
            self.fault(parts[0], uses, f"shapes do not fit: a product is {self.shown(result)}, its place asks for {self.shown(shape)}")
        return shape if result is None else result

    def place(self, part: Expr, uses: Sequence[Use]) -> Location:
        """Where a part of an equation stands: at its first name."""
        named = variables(part)
        return next((use.where for use in uses if use.var in named), uses[0].where if uses else self.cell.where)

    def fault(self, part: Expr, uses: Sequence[Use], message: str, hint: str = "") -> None:
        self.faults.append(InputError(self.place(part, uses), message, hint))
