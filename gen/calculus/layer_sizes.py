"""Sizes of the layers of a convolutional network, worked out from what is declared as a person does: axis by axis, layer by layer.

An image has channels, rows and columns (or rows and columns alone), kernels have filters, channels, rows and columns. Along an axis of n
entries a kernel of k with stride s, padding p and dilation d has floor((n + 2p - d(k - 1) - 1)/s) + 1 places (Dumoulin and Visin, 2016).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from gen.algebra.expr import UNIT, Add, Call, Div, Expr, MatMul, Mul, Num, Size, Var, children, variables, walk
from gen.algebra.options import CONVOLUTIONS, OF_CONVOLUTION, OF_TRANSPOSED, POOLING, SIZE
from gen.algebra.printer import text
from gen.calculus.evaluate import evaluate_number
from gen.functions import gives
from gen.functions.simplify import literal, minus
from gen.messages.errors import InputError, InputErrors, Location, did_you_mean
from gen.model.problem import Cell, Equation
from gen.model.source import Use

_OF_IMAGES = (*CONVOLUTIONS, *POOLING, "flatten", "global_avg_pool")

Axes = tuple[Expr, ...]
"""The size of each axis: a name for it, or the formula by which it is worked out; none of a number."""


@dataclass(frozen=True, slots=True)
class LayerSizes:
    """The axes of every name, each a `Size` with its units; `lines` say how those of what is computed follow from others.
    Weights `of_rows` stand behind their inputs.
    """

    axes: Mapping[str, tuple[Size, ...]]
    lines: Mapping[Size, Expr]
    units: Mapping[Size, int]
    of_rows: frozenset[str]
    kernels: frozenset[str]

    def root(self, axis: Size) -> Size:
        """The axis that it is by name alone: the channels of an output are the filters of its kernels."""
        line = self.lines.get(axis)
        return self.root(line) if isinstance(line, Size) else axis


def has_images(cell: Cell, declared: Mapping[str, tuple[int, ...]]) -> bool:
    """Whether a cell computes with images, so that sizes are those of their axes."""
    calls = (e for eq in cell.equations for e in walk(eq.rhs.expr) if isinstance(e, Call))
    return any(len(sizes) > 2 for sizes in declared.values()) or any(call.fn in _OF_IMAGES for call in calls)


def layer_sizes(cell: Cell, declared: Mapping[str, tuple[int, ...]]) -> LayerSizes:
    """The sizes of all names that follow from the declared ones. Raises InputErrors where sizes do not fit."""
    reader = _Sizes(cell, declared)
    todo = list(cell.equations)
    while todo:
        left = [equation for equation in todo if not reader.read(equation)]
        if len(left) == len(todo):
            break
        todo = left
    return LayerSizes(reader.axes, reader.lines, reader.units, frozenset(reader.of_rows), frozenset(reader.kernels))


def known_axes(sizes: LayerSizes, use: Use) -> tuple[Size, ...]:
    """The axes of a name. Raises InputErrors where they cannot be told."""
    if (found := sizes.axes.get(use.var.name)) is None:
        message = f"the size of '{use.var.name}' cannot be told"
        raise InputErrors(
            [InputError(use.where, message, did_you_mean(use.var.name, sizes.axes) or "declare those of inputs and kernels under 'shapes'")]
        )
    return found


def option(arg: Expr, axis: int, counts: bool = True, least: int = 0) -> int:
    """What an option says of rows (0) or columns (1). One number holds for axes that count: those along which something has several
    entries; on others it is the least."""
    own = arg.args[axis] if isinstance(arg, Call) else arg
    assert isinstance(own, Num)
    return int(own.value) if counts or isinstance(arg, Call) else least


class _Sizes:
    """Reads equations, one after the other, as far as the sizes in them are known."""

    def __init__(self, cell: Cell, declared: Mapping[str, tuple[int, ...]]) -> None:
        self.cell = cell
        self.axes: dict[str, tuple[Size, ...]] = {}
        self.lines: dict[Size, Expr] = {}
        self.units: dict[Size, int] = {}
        self.of_rows: set[str] = set()
        calls = (e for eq in cell.equations for e in walk(eq.rhs.expr) if isinstance(e, Call) and e.fn in CONVOLUTIONS)
        self.kernels = {call.args[1].name for call in calls if isinstance(call.args[1], Var)}
        for name, sizes in declared.items():
            self.axes[name] = _own(name, len(sizes))
            self.units |= dict(zip(self.axes[name], sizes, strict=True))

    def read(self, equation: Equation) -> bool:
        """Whether the sizes of an equation are known now."""
        name, uses = equation.lhs.var.name, equation.rhs.uses
        if any(var.time is not None for var in (equation.lhs.var, *variables(equation.rhs.expr))):
            raise InputErrors([InputError(equation.lhs.where, f"'{name}' has a time: sizes of images are those of cells without one")])
        found = self.of(equation.rhs.expr, uses, self.axes.get(name))
        if found is None:
            return False
        stated = name in self.axes
        own = self.axes.setdefault(name, _own(name, len(found)))
        values = [self.number(axis) for axis in found]
        if [self.units.get(axis, n) for axis, n in zip(own, values, strict=False)] != values or len(own) != len(values):
            declared = " x ".join(str(self.units[axis]) for axis in own)
            message = f"'{name}' is declared as {declared or 'a number'}, and is {' x '.join(map(str, values)) or 'a number'}"
            raise InputErrors([InputError(equation.lhs.where, message)])
        self.units |= dict(zip(own, values, strict=True))
        self.lines |= {} if stated else dict(zip(own, found, strict=True))
        return True

    def number(self, e: Expr) -> int:
        return int(Fraction(evaluate_number(e, {axis: Fraction(n) for axis, n in self.units.items()}, {})))

    def of(self, e: Expr, uses: Sequence[Use], wanted: tuple[Size, ...] | None = None) -> Axes | None:
        """The axes of an expression, None as long as they are not known; `wanted` are those of its place."""
        match e:
            case Var(index=index) if index:
                return ()
            case Var(name):
                return self.axes.get(name)
            case Call(fn, (image, kernel, *options)) if fn in CONVOLUTIONS:
                return self.convolution(e, self.of(image, uses), self.of(kernel, uses), options, uses)
            case Call(fn, (image, size, stride, padding)) if fn in POOLING:
                found = self.of(image, uses)
                return found and self.windows(e, found, (size, size), (stride, padding, UNIT), uses)
            case Call("flatten", (image,)):
                found = self.of(image, uses)
                return None if found is None else (_product(found),) if found else ()
            case Call("global_avg_pool", (image,)):
                found = self.of(image, uses)
                return None if found is None else found[:-2]
            case Call("concat", parts):
                joined = [self.of(part, uses) for part in parts]
                return None if None in joined else self.joined(e, [one for one in joined if one is not None], uses)
            case MatMul(factors):
                return self.product(factors, uses, wanted)
            case Call(fn, args) if gives(fn) == "number":
                return () if all(self.of(arg, uses) is not None for arg in args) else None
        return self.entrywise(e, uses, wanted)

    def entrywise(self, e: Expr, uses: Sequence[Use], wanted: tuple[Size, ...] | None) -> Axes | None:
        """What is computed entry by entry has the axes of its largest part; a parameter beside an image has a number for each channel."""
        parts = [part for part in children(e) if variables(part)]
        if not children(e):
            return ()
        found = {part: self.of(part, uses, wanted) for part in parts}
        largest = max((one for one in found.values() if one is not None), key=len, default=None)
        if largest is None:
            return None if parts else ()
        for part, one in found.items():
            if one is None:
                if not isinstance(part, Var) or part.name in {eq.lhs.var.name for eq in self.cell.equations}:
                    return None
                flat = len(largest) == 2 or any(isinstance(inner, Call) and inner.fn in CONVOLUTIONS for inner in walk(e))
                self.parameter(part.name, largest[:1] if len(largest) == 3 or (len(largest) == 1 and not flat) else ())
            elif len(one) in (1, len(largest)) and [self.number(n) for n in one] != [self.number(n) for n in largest[: len(one)]]:
                shown = " and ".join(" x ".join(str(self.number(n)) for n in sizes) for sizes in (one, largest))
                raise self.fault(e, uses, f"sizes do not go together: {shown}")
        return largest

    def parameter(self, name: str, axes: Axes) -> None:
        """A parameter with these axes."""
        own = _own(name, len(axes))
        self.axes[name] = own
        for axis, line in zip(own, axes, strict=True):
            self.units[axis], self.lines[axis] = self.number(line), line

    def product(self, factors: Sequence[Expr], uses: Sequence[Use], wanted: tuple[Size, ...] | None) -> Axes | None:
        """Of a weight matrix and a vector: the rows of the matrix, which follow from the place of the product if nothing says them."""
        if len(factors) != 2:
            raise self.fault(factors[0], uses, "a layer is W @ x or x @ W; give other products names by equations of their own")
        weights, vector = factors if isinstance(factors[0], Var) and len(self.of(factors[1], uses) or ()) == 1 else factors[::-1]
        inputs = self.of(vector, uses)
        if inputs is None or not isinstance(weights, Var):
            return None
        turned = weights is factors[1]
        if weights.name not in self.axes:
            if wanted is None or len(inputs) != 1:
                return None
            self.parameter(weights.name, (*inputs, *wanted) if turned else (*wanted, *inputs))
        self.of_rows |= {weights.name} if turned else set()
        outputs, inner = self.axes[weights.name][:: -1 if turned else 1]
        if len(inputs) != 1 or self.number(inner) != self.number(inputs[0]):
            shown = " x ".join(str(self.number(n)) for n in inputs)
            message = f"{weights.name} takes {self.units[inner]} inputs, and gets {shown}"
            raise self.fault(vector, uses, message, "an image is flattened before: W @ flatten(P)" if len(inputs) > 1 else "")
        return (outputs,)

    def convolution(self, e: Call, image: Axes | None, kernel: Axes | None, options: Sequence[Expr], uses: Sequence[Use]) -> Axes | None:
        if image is None or kernel is None:
            return None
        plane = 1 if len(image) == 1 else 2  # axes along which the kernel moves
        if len(image) not in (1, 2, 3) or len(kernel) not in ((1,) if plane == 1 else (2, 3, 4)):
            raise self.fault(e, uses, f"{e.fn} takes an image and kernels", "such as X: [3, 32, 32] and K: [16, 3, 5, 5] under 'shapes'")
        channels, *filters = image[:-plane], *kernel[:-plane]
        into = filters[::-1] if e.fn == "conv_transpose" else filters
        if e.fn == "depthwise" or (len(image) == 3 and len(kernel) == 3):
            own, outputs = filters[:1], (filters[:1] if e.fn == "depthwise" else [])
        else:
            own, outputs = (into[1:], into[:1]) if len(image) == 3 else ([], filters)
        if [self.number(n) for n in own] != [self.number(n) for n in channels]:
            counts = [" x ".join(str(self.number(n)) for n in axes) or "no" for axes in (channels, own)]
            x, k = (text(arg) for arg in e.args[:2])
            raise self.fault(e, uses, f"{x} has {counts[0]} channels, and a filter of {k} has {counts[1]}")
        if e.fn != "conv_transpose":
            return (*outputs, *self.windows(e, image, kernel[-plane:], options, uses)[-plane:])
        grown: list[Expr] = []
        for i, (n, across) in enumerate(zip(image[-plane:], kernel[-plane:], strict=True)):
            counting = self.number(n) > 1 or self.number(across) > 1
            said = [option(arg, i, counting, one.least) for arg, one in zip(options, OF_TRANSPOSED, strict=True)]
            grown.append(self.grown(n, across, said))
        return (*outputs, *grown)

    def windows(self, e: Call, image: Axes, kernel: Axes, options: Sequence[Expr], uses: Sequence[Use]) -> Axes:
        """The places of a kernel along rows and columns; what stands before these axes stays."""
        found: list[Expr] = []
        plane = image[-len(kernel) :] if len(image) > 1 else image
        for i, n in enumerate(plane):
            sized = isinstance(kernel[i], Size)
            counting = self.number(n) > 1 or (sized and self.number(kernel[i]) > 1)
            stride, padding, dilation = (option(arg, i, counting, one.least) for arg, one in zip(options, OF_CONVOLUTION, strict=True))
            k = kernel[i] if sized else literal(Fraction(option(kernel[i], i, counting, SIZE.least)))
            around = [Mul((Num(Fraction(2)), Num(Fraction(padding))))] if padding else []
            span = [minus(k)] if dilation == 1 else [minus(Mul((Num(Fraction(dilation)), Add((k, minus(UNIT)))))), minus(UNIT)]
            room = Add((n, *around, *span))
            if self.number(room) < 0:
                raise self.fault(e, uses, f"a window of {self.number(k)} does not fit into {self.number(n)} entries")
            found.append(Add((Call("floor", (Div(room, Num(Fraction(stride))),)), UNIT)))
        return (*image[: -len(plane)], *found)

    def grown(self, n: Expr, k: Expr, options: Sequence[int]) -> Expr:
        """The size of a transposed convolution along an axis: (n - 1)s - 2p + d(k - 1) + o + 1."""
        stride, padding, more, dilation = options
        terms: list[Expr] = [Mul((Add((n, minus(UNIT))), Num(Fraction(stride))))]
        terms += [minus(Mul((Num(Fraction(2)), Num(Fraction(padding)))))] if padding else []
        terms += [k] if dilation == 1 else [Mul((Num(Fraction(dilation)), Add((k, minus(UNIT))))), UNIT]
        return Add((*terms, *([Num(Fraction(more))] if more else [])))

    def joined(self, e: Expr, parts: Sequence[Axes], uses: Sequence[Use]) -> Axes:
        """Images one after the other have the channels of all, vectors the entries of all."""
        for one, other in pairwise(parts):
            if len(one) != len(other) or [self.number(n) for n in one[1:]] != [self.number(n) for n in other[1:]]:
                shown = " and ".join(" x ".join(str(self.number(n)) for n in sizes) for sizes in (one, other))
                raise self.fault(e, uses, f"{shown} are not joined", "all but the channels has to be the same")
        return (Add(tuple(one[0] for one in parts)), *parts[0][1:])

    def fault(self, part: Expr, uses: Sequence[Use], message: str, hint: str = "") -> InputErrors:
        named = variables(part)
        where: Location = next((use.where for use in uses if use.var in named), self.cell.where)
        return InputErrors([InputError(where, message, hint)])


def _own(name: str, count: int) -> tuple[Size, ...]:
    """The axes of a name: that of a vector is called like it."""
    return (Size(name, units=True),) if count == 1 else tuple(Size(f"{name}({i})", units=True) for i in range(1, count + 1))


def _product(axes: Axes) -> Expr:
    return axes[0] if len(axes) == 1 else Mul(tuple(axes))
