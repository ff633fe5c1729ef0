"""The lines of layers of a network that a person writes: sizes axis by axis, multiplications."""

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Literal

from gen.algebra.expr import UNIT, Add, Atom, Call, Expr, MatMul, Mul, Size, Var, children, replace_atoms, variables, walk
from gen.algebra.options import CONVOLUTIONS
from gen.calculus.layer_sizes import LayerSizes, known_axes
from gen.functions.simplify import literal
from gen.messages.errors import InputError, InputErrors
from gen.model.derivation import PlannedStep
from gen.model.problem import Cell
from gen.model.source import Use

What = Literal["multiplications", "parameters", "activations", "memory"]


def number_of(what: What, names: Sequence[str]) -> Size:
    """What a number of layers is called: `parameters(Z)`, `memory(Z + P)`."""
    return Size(" + ".join(names), what=what)


def work_of(name: str) -> Size:
    return number_of("multiplications", [name])


class LayerLines:
    """The lines that a person writes, each left side once. Free names that are `no_parameters` are inputs and targets."""

    def __init__(self, cell: Cell, sizes: LayerSizes, no_parameters: Collection[str] = ()) -> None:
        self.cell, self.sizes, self.no_parameters = cell, sizes, no_parameters
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

    def number(self, what: What, uses: Sequence[Use], times: int = 1) -> Size:
        """A number of a layer, or the sum over several, each in a line of its own. Memory has `times` bytes for each number."""
        names = [use.var.name for use in uses]
        whole = number_of(what, names)
        own = self.all_parameters(names)
        shared = what in ("parameters", "memory") and len({*own}) < len(own)  # a parameter of several layers is counted once
        if len(uses) > 1 and not shared:
            self.add(whole, Add(tuple(self.number(what, [use], times) for use in uses)))
        elif what == "memory":
            both = Add((self.number("activations", uses), self.number("parameters", uses)))
            self.add(whole, both if times == 1 else Mul((literal(Fraction(times)), both)))
        elif what == "activations":
            axes = [self.rooted(axis) for axis in known_axes(self.sizes, uses[0])]
            self.add(whole, _product(axes) if axes else UNIT)
        elif what == "parameters":
            self.add(whole, self.entries(list(dict.fromkeys(own))) if own else literal(Fraction(0)))
        else:
            self.work(uses[0])
        return whole

    def all_parameters(self, names: Sequence[str]) -> list[str]:
        """The parameters in the equations of these layers: names that no equation computes, but for the input."""
        found: list[str] = []
        for name in names:
            own = (var.name for var in variables(self.equations[name].rhs.expr))
            found += [one for one in dict.fromkeys(own) if one not in self.equations and one not in self.no_parameters]
        return found

    def entries(self, names: Sequence[str]) -> Expr:
        """The entries of parameters, the kernels of filters with the bias of each."""
        sizes = [_product([self.rooted(axis) for axis in self.sizes.axes[name]] or [UNIT]) for name in names]
        terms = with_biases(sizes)
        return terms[0] if len(terms) == 1 else Add(tuple(terms))

    def work(self, use: Use) -> Size:
        """For each entry of the output one for each entry of a kernel over all channels; of W @ x one for each entry of W."""
        name = use.var.name
        rhs = self.equations[name].rhs.expr
        found = [e for e in walk(rhs) if isinstance(e, MatMul) or (isinstance(e, Call) and e.fn in CONVOLUTIONS)]
        if any(not isinstance(part, Var) for e in found for part in children(e)[: 2 - isinstance(e, MatMul)]):
            message = f"the multiplications in '{name}' are told of convolutions and products of names"
            raise InputErrors([InputError(use.where, message, "give each layer a name: Z: conv(X, K) + b")])
        outputs = known_axes(self.sizes, use)
        terms = [_product([self.rooted(axis) for axis in self.axes_of(children(e), outputs, e)]) for e in found]
        self.add(work_of(name), Add(tuple(terms)) if len(terms) > 1 else terms[0] if terms else literal(Fraction(0)))
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


def _product(factors: Sequence[Expr]) -> Expr:
    return factors[0] if len(factors) == 1 else Mul(tuple(factors))


def with_biases(sizes: Sequence[Expr]) -> list[Expr]:
    """The kernels of filters with the bias of each, `16*(3*5*5 + 1)`; all others as they are."""
    found: list[Expr] = []
    for size in sizes:
        match found[-1:], size:
            case [Mul((filters, *rest))], bias if bias == filters and len(rest) > 1:
                found[-1] = Mul((filters, Add((Mul(tuple(rest)), UNIT))))
            case _:
                found.append(size)
    return found
