"""Sizes of the layers of a convolutional network, the multiplications in them, and how far their entries see."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from gen.algebra.arrays import Value
from gen.algebra.expr import UNIT, Add, Atom, Call, Expr, MatMul, Mul, Size, Var, children, replace_atoms, walk
from gen.algebra.options import CONVOLUTIONS, POOLING
from gen.algebra.printer import text
from gen.calculus import evaluate_plan
from gen.calculus.layer_sizes import LayerSizes, known_axes, layer_sizes, option
from gen.functions.simplify import literal, minus
from gen.messages.errors import InputError, InputErrors, did_you_mean
from gen.model.derivation import Plan, PlannedStep
from gen.model.problem import Cell
from gen.model.queries import Query
from gen.model.source import Use
from gen.model.verified import Verified
from gen.questions.kind import AskedItem, Kind, WrittenQuestion, written_of
from gen.verify import image_sizes, multiplications, receptive_field, verify_sizes


@dataclass(frozen=True, slots=True)
class _OfLayer(Query):
    """What is asked of a layer."""

    of: Use

    @property
    def same(self) -> object:
        return self.kind, *(use.var for use in self.uses)

    @property
    def uses(self) -> tuple[Use, ...]:
        return (self.of,)


@dataclass(frozen=True, slots=True)
class SizeQuery(_OfLayer):
    """`size of Z`."""

    kind: ClassVar[str] = "size"


@dataclass(frozen=True, slots=True)
class WorkQuery(_OfLayer):
    """`multiplications of Z`."""

    kind: ClassVar[str] = "multiplications"


@dataclass(frozen=True, slots=True)
class FieldQuery(_OfLayer):
    """`receptive field of P wrt X`."""

    wrt: Use
    kind: ClassVar[str] = "field"

    @property
    def uses(self) -> tuple[Use, ...]:
        return (self.of, self.wrt)


LayerQuery = SizeQuery | WorkQuery | FieldQuery


def _read(written: WrittenQuestion) -> list[LayerQuery]:
    uses = written.names()
    word = written.text.value.split()[0]
    if word == "receptive":
        return [FieldQuery(use, wrt, where=use.where) for use in uses for wrt in written.names("wrt")]
    return [(WorkQuery if word == "multiplications" else SizeQuery)(use, where=use.where) for use in uses]


def _answer(query: Query, asked: AskedItem) -> Verified:
    """All of them in an item, by one plan. Raises InputErrors."""
    item, cell = asked.item, asked.cell
    queries = [query for query in item.queries if isinstance(query, LayerQuery)]
    for use in (use for query in queries for use in query.uses):
        if use.var.time is not None or use.var.index:
            raise InputErrors([InputError(use.where, f"'{text(use.var)}' is no layer, but a part of one or a value in time")])
    sizes = layer_sizes(cell, item.shapes)
    lines = _Lines(cell, sizes)
    answers = [answer for query in queries for answer in lines.answers(query)]
    givens: dict[Atom, Value] = {axis: Fraction(n) for axis, n in sizes.units.items()}
    derivation = evaluate_plan(Plan(tuple(lines.steps.values()), tuple(answers)), givens, {}, {}, item.where)
    found: dict[Atom, int] = {}
    counted = image_sizes(cell, item.shapes)
    for axis in lines.steps:
        if isinstance(axis, Size) and axis.units:
            name, _, place = axis.name.partition("(")
            found[axis] = counted[name][int(place.rstrip(")") or 1) - 1]
    for one in queries:
        if isinstance(one, WorkQuery):
            found[_work(one.of.var.name)] = multiplications(one.of.var.name, cell, item.shapes)
        elif isinstance(one, FieldQuery):
            for name in [atom.name for atom in lines.steps if isinstance(atom, Size) and atom.what == "field"]:
                rows, columns = receptive_field(name, one.wrt.var.name, cell, item.shapes)
                found[_field(name)] = max(rows, columns)
    return verify_sizes(derivation, found)


def _work(name: str) -> Size:
    return Size(name, what="multiplications")


def _field(name: str) -> Size:
    return Size(name, what="field")


class _Lines:
    """The lines that a person writes, each left side once."""

    def __init__(self, cell: Cell, sizes: LayerSizes) -> None:
        self.cell, self.sizes = cell, sizes
        self.equations = {equation.lhs.var.name: equation for equation in cell.equations}
        self.steps: dict[Atom, PlannedStep] = {}

    def answers(self, query: LayerQuery) -> list[Atom]:
        name = query.of.var.name
        if name not in self.equations:
            known = name in self.sizes.axes
            message = f"'{name}' is given, not computed" if known else f"'{name}' does not stand in the cell '{self.cell.name}'"
            raise InputErrors([InputError(query.of.where, message, did_you_mean(name, self.equations))])
        axes = known_axes(self.sizes, query.of)
        if isinstance(query, FieldQuery):
            return [self.field(query)]
        if isinstance(query, WorkQuery):
            return [self.work(query)]
        if not axes or axes[0] not in self.sizes.lines:
            raise InputErrors([InputError(query.of.where, f"'{name}' {'has its size under shapes' if axes else 'is a number'}")])
        return [self.axis(axis, asked=True) for axis in axes]

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

    def work(self, query: LayerQuery) -> Size:
        """One for each entry of the output and each entry of a kernel over all channels; of W @ x one for each entry of W."""
        name = query.of.var.name
        equation = self.equations[name]
        found = [e for e in walk(equation.rhs.expr) if isinstance(e, MatMul) or (isinstance(e, Call) and e.fn in CONVOLUTIONS)]
        if len(found) != 1 or any(not isinstance(part, Var) for part in children(found[0])[: 2 - isinstance(found[0], MatMul)]):
            message = f"'{name}' has {len(found)} convolutions and products"
            raise InputErrors([InputError(query.of.where, message, "ask of a layer with one, of names: Z: conv(X, K) + b")])
        axes = self.axes_of(children(found[0]), known_axes(self.sizes, query.of), found[0])
        self.add(_work(name), Mul(tuple(self.rooted(axis) for axis in axes)))
        return _work(name)

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

    def field(self, query: FieldQuery) -> Size:
        """r = r' + (k - 1) d s, where s is the product of the strides before (Dumoulin and Visin, 2016; Araujo et al., 2019)."""
        known_axes(self.sizes, query.wrt)
        found = self.seen(query.of.var, query)
        if found is None:
            message = f"'{query.of.var.name}' does not depend on '{query.wrt.var.name}'"
            raise InputErrors([InputError(query.of.where, message)])
        if not isinstance(found[0], Size) or found[0] != _field(query.of.var.name):
            self.add(_field(query.of.var.name), found[0])
        return _field(query.of.var.name)

    def seen(self, e: Expr, query: FieldQuery) -> tuple[Expr, int] | None:
        """How many entries of the source along an axis an entry sees, and how far neighbours are apart there; None if it sees none."""
        match e:
            case Var() if e == query.wrt.var:
                return UNIT, 1
            case Var(name) if name in self.equations:
                found = self.seen(self.equations[name].rhs.expr, query)
                if found is None or isinstance(found[0], Size) or found[0] == UNIT:
                    return found
                self.add(_field(name), found[0])
                return _field(name), found[1]
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

    def further(self, query: FieldQuery, before: tuple[Expr, int], reach: Sequence[Expr], stride: Expr, dilation: Expr) -> tuple[Expr, int]:
        """What a kernel or a window over what was seen before sees."""
        (seen, jump), steps, spread = before, *([option(one, i) for i in (0, 1)] for one in (stride, dilation))
        sizes = [self.sizes.units[one] if isinstance(one, Size) else one for one in reach]
        if len(set(sizes)) > 1 or steps[0] != steps[1] or spread[0] != spread[1]:
            message = f"'{query.of.var.name}' sees other numbers of rows and of columns"
            raise InputErrors([InputError(query.of.where, message, "ask of layers with square kernels")])
        times = [literal(Fraction(n)) for n in (spread[0], jump) if n != 1]
        wider = Add((reach[0], minus(UNIT)))
        return Add((seen, Mul((wider, *times)) if times else wider)), jump * steps[0]


LAYERS = Kind(
    types=(SizeQuery, WorkQuery, FieldQuery),
    forms=("size of Z", "multiplications of Z", "receptive field of P wrt X"),
    patterns=(
        written_of("size"),
        written_of("multiplications"),
        re.compile(r"receptive\s+field\s+of\s+(?P<of>.+?)\s+wrt\s+(?P<wrt>.+)", re.DOTALL),
    ),
    read=_read,
    answer=_answer,
    axes=4,
    together=True,
)
