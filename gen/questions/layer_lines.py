"""The lines of layers of a network that a person writes: sizes axis by axis, multiplications, receptive fields."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol

from gen.algebra.expr import UNIT, Add, Atom, Call, Expr, MatMul, Mul, Size, Var, children, replace_atoms, walk
from gen.algebra.options import CONVOLUTIONS, POOLING
from gen.calculus.layer_sizes import LayerSizes, known_axes, option
from gen.functions.simplify import literal, minus
from gen.messages.errors import InputError, InputErrors
from gen.model.derivation import PlannedStep
from gen.model.problem import Cell
from gen.model.source import Use


def work_of(name: str) -> Size:
    return Size(name, what="multiplications")


def field_of(name: str) -> Size:
    return Size(name, what="field")


class SeenLayer(Protocol):
    """A layer, and an image of which its entries see a part."""

    @property
    def of(self) -> Use: ...

    @property
    def wrt(self) -> Use: ...


class LayerLines:
    """The lines that a person writes, each left side once."""

    def __init__(self, cell: Cell, sizes: LayerSizes) -> None:
        self.cell, self.sizes = cell, sizes
        self.equations = {equation.lhs.var.name: equation for equation in cell.equations}
        self.steps: dict[Atom, PlannedStep] = {}

    def sizes_of(self, name: str) -> None:
        """The lines of the size of each axis of what is computed."""
        for axis in self.sizes.axes[name]:
            if axis in self.sizes.lines:
                self.axis(axis, asked=True)

    def axis(self, axis: Size, asked: bool = False) -> Size:
        """The line of a size and those that it needs; one that is another by name alone has a line only where it is asked for."""
        root = self.sizes.root(axis)
        if not asked and root != axis:
            return self.axis(root)
        line = self.sizes.lines.get(axis)
        if line is not None and axis not in self.steps:
            rhs = self.rooted(line)
            self.add(axis, rhs)
        return axis

    def rooted(self, e: Expr) -> Expr:
        return replace_atoms(e, lambda atom: self.axis(atom) if isinstance(atom, Size) else atom)

    def add(self, lhs: Size, rhs: Expr) -> None:
        self.steps.setdefault(lhs, PlannedStep("size", lhs, rhs, rhs))

    def work(self, use: Use) -> Size:
        """One for each entry of the output and each entry of a kernel over all channels; of W @ x one for each entry of W."""
        name = use.var.name
        equation = self.equations[name]
        found = [e for e in walk(equation.rhs.expr) if isinstance(e, MatMul) or (isinstance(e, Call) and e.fn in CONVOLUTIONS)]
        if len(found) != 1 or any(not isinstance(part, Var) for part in children(found[0])[: 2 - isinstance(found[0], MatMul)]):
            message = f"'{name}' has {len(found)} convolutions and products"
            raise InputErrors([InputError(use.where, message, "ask of a layer with one, of names: Z: conv(X, K) + b")])
        axes = self.axes_of(children(found[0]), known_axes(self.sizes, use), found[0])
        self.add(work_of(name), Mul(tuple(self.rooted(axis) for axis in axes)))
        return work_of(name)

    def axes_of(self, parts: Sequence[Expr], outputs: Sequence[Size], e: Expr) -> Sequence[Size]:
        """The axes whose product is the number of multiplications."""
        own = [self.sizes.axes[part.name] for part in parts if isinstance(part, Var) and part.name in self.sizes.axes]
        match e:
            case Call("conv"):
                inner = own[1] if len(own[1]) == 2 or (len(own[1]) == 3 and len(own[0]) == 3) else own[1][1:]
                return [*outputs, *inner]
            case Call("depthwise"):
                return [*outputs, *own[1][-2:]]
            case Call("conv_transpose"):
                return [*own[0], *(own[1][1:] if len(own[0]) == 3 else own[1])]
            case _:
                return max(own, key=lambda axes: len(axes))

    def field(self, query: SeenLayer) -> Size:
        """r = r' + (k - 1) d s, where s is the product of the strides before (Dumoulin and Visin, 2016; Araujo et al., 2019)."""
        known_axes(self.sizes, query.wrt)
        found = self.seen(query.of.var, query)
        if found is None:
            message = f"'{query.of.var.name}' does not depend on '{query.wrt.var.name}'"
            raise InputErrors([InputError(query.of.where, message)])
        if not isinstance(found[0], Size) or found[0] != field_of(query.of.var.name):
            self.add(field_of(query.of.var.name), found[0])
        return field_of(query.of.var.name)

    def seen(self, e: Expr, query: SeenLayer) -> tuple[Expr, int] | None:
        """How many entries of the source along an axis an entry sees, and how far neighbours are apart there; None if it sees none."""
        match e:
            case Var() if e == query.wrt.var:
                return UNIT, 1
            case Var(name) if name in self.equations:
                found = self.seen(self.equations[name].rhs.expr, query)
                if found is None or isinstance(found[0], Size) or found[0] == UNIT:
                    return found
                self.add(field_of(name), found[0])
                return field_of(name), found[1]
            case Call("conv" | "depthwise", (image, kernel, stride, _, dilation)):
                before = self.seen(image, query)
                axes = self.sizes.axes[kernel.name][-2:] if isinstance(kernel, Var) else ()
                return before and self.further(query, before, tuple(self.axis(axis) for axis in axes), stride, dilation)
            case Call(fn, (image, size, stride, _)) if fn in POOLING:
                before = self.seen(image, query)
                reach = tuple(literal(Fraction(option(size, i))) for i in (0, 1))
                return before and self.further(query, before, reach, stride, UNIT)
            case Call("flatten" | "global_avg_pool" | "conv_transpose") | MatMul():
                message = f"the receptive field of '{query.of.var.name}' is not told through flatten, @ and transposed convolutions"
                raise InputErrors([InputError(query.of.where, message, "ask of a layer of convolutions and pooling")])
        parts = [one for part in children(e) if (one := self.seen(part, query))]
        if len({jump for _, jump in parts}) > 1 or len({one for one, _ in parts}) > 1:
            message = f"'{query.of.var.name}' sees '{query.wrt.var.name}' through layers of several reaches"
            raise InputErrors([InputError(query.of.where, message, "ask of a layer before them")])
        return parts[0] if parts else None

    def further(self, query: SeenLayer, before: tuple[Expr, int], reach: Sequence[Expr], stride: Expr, dilation: Expr) -> tuple[Expr, int]:
        """What a kernel or a window over what was seen before sees."""
        (seen, jump), steps, spread = before, *([option(one, i) for i in (0, 1)] for one in (stride, dilation))
        sizes = [self.sizes.units[one] if isinstance(one, Size) else one for one in reach]
        if len(set(sizes)) > 1 or steps[0] != steps[1] or spread[0] != spread[1]:
            message = f"'{query.of.var.name}' sees other numbers of rows and of columns"
            raise InputErrors([InputError(query.of.where, message, "ask of layers with square kernels")])
        times = [literal(Fraction(n)) for n in (spread[0], jump) if n != 1]
        wider = Add((reach[0], minus(UNIT)))
        return Add((seen, Mul((wider, *times)) if times else wider)), jump * steps[0]
