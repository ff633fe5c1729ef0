"""The lines of layers of a network that a person writes: sizes axis by axis, multiplications."""

from collections.abc import Sequence

from gen.algebra.expr import Atom, Call, Expr, MatMul, Mul, Size, Var, children, replace_atoms, walk
from gen.algebra.options import CONVOLUTIONS
from gen.calculus.layer_sizes import LayerSizes, known_axes
from gen.messages.errors import InputError, InputErrors
from gen.model.derivation import PlannedStep
from gen.model.problem import Cell
from gen.model.source import Use


def work_of(name: str) -> Size:
    return Size(name, what="multiplications")


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
                inner = own[1] if len(own[1]) < 3 or (len(own[1]) == 3 and len(own[0]) == 3) else own[1][1:]
                return [*outputs, *inner]
            case Call("depthwise"):
                return [*outputs, *own[1][-2:]]
            case Call("conv_transpose"):
                return [*own[0], *(own[1][1:] if len(own[0]) == 3 else own[1])]
            case _:
                return max(own, key=lambda axes: len(axes))
