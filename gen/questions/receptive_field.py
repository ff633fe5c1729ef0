"""How far an entry of a layer sees, along an axis of an image before it: line by line, as a person works it out.

r = r' + (k - 1) d s, where s is the product of the strides before (Dumoulin and Visin, 2016; Araujo et al., 2019). Where branches meet, the
largest of their fields counts if the others lie in it. Behind `flatten` an entry sees what all entries before it see together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from gen.algebra.expr import UNIT, Add, Call, Expr, MatMul, Mul, Size, Var, children
from gen.algebra.options import POOLING
from gen.calculus.layer_sizes import known_axes, option
from gen.functions.simplify import literal, minus
from gen.messages.errors import InputError, InputErrors
from gen.model.source import Use
from gen.questions.layer_lines import LayerLines

Span = tuple[int, int]
"""The first and the last entry along an axis."""


def field_of(name: str) -> Size:
    return Size(name, what="field")


def add_field(lines: LayerLines, of: Use, wrt: Use) -> Size:
    """Adds the lines of a receptive field. Raises InputErrors where it is not told."""
    known_axes(lines.sizes, of)
    known_axes(lines.sizes, wrt)
    return _Field(lines, of, wrt).answer()


@dataclass(frozen=True, slots=True)
class _Seen:
    """What an entry sees: how many entries, how far neighbours are apart there (0: all see the same), and along each axis from where to
    where the first entry does, borders or not."""

    count: Expr
    jump: int
    spans: tuple[Span, ...]


class _Field:
    def __init__(self, lines: LayerLines, of: Use, wrt: Use) -> None:
        self.lines, self.sizes, self.of, self.wrt = lines, lines.sizes, of, wrt
        source = self.sizes.axes[wrt.var.name][-2:]
        # Of a row its columns alone.
        self.axes = [i for i in range(-len(source), 0) if self.sizes.units[source[i]] > 1] or [-1]

    def fault(self, message: str, hint: str) -> InputErrors:
        return InputErrors([InputError(self.of.where, message, hint)])

    def answer(self) -> Size:
        name = self.of.var.name
        found = self.seen(self.of.var)
        if found is None:
            raise InputErrors([InputError(self.of.where, f"'{name}' does not depend on '{self.wrt.var.name}'")])
        if found.count != field_of(name):
            self.lines.add(field_of(name), found.count)
        return field_of(name)

    def seen(self, e: Expr) -> _Seen | None:
        """None if it sees nothing of the source."""
        match e:
            case Var() if e == self.wrt.var:
                return _Seen(UNIT, 1, ((0, 0),) * len(self.axes))
            case Var(name) if name in self.lines.equations:
                found = self.seen(self.lines.equations[name].rhs.expr)
                if found is None or isinstance(found.count, Size) or found.count == UNIT:
                    return found
                self.lines.add(field_of(name), found.count)
                return _Seen(field_of(name), found.jump, found.spans)
            case Call("conv" | "depthwise", (image, Var(kernel), stride, padding, dilation)):
                before, own = self.seen(image), self.sizes.axes[kernel]
                return before and self.further(before, [self.lines.axis(own[i]) for i in self.axes], (stride, padding, dilation))
            case Call(fn, (image, size, stride, padding)) if fn in POOLING:
                before = self.seen(image)
                reach = [literal(Fraction(option(size, i % 2))) for i in self.axes]
                return before and self.further(before, reach, (stride, padding, UNIT))
            case Call("flatten" | "global_avg_pool", (Var() as image,)):
                before = self.seen(image)
                return before and self.all_together(image, before)
            case Call("flatten" | "global_avg_pool" | "conv_transpose"):
                message = f"the receptive field of '{self.of.var.name}' is not told through transposed convolutions and flatten of no name"
                raise self.fault(message, "ask of a layer of convolutions and pooling")
        parts = [one for part in children(e) if (one := self.seen(part))]
        if isinstance(e, MatMul) and any(part.jump for part in parts):
            raise self.fault(f"the receptive field of '{self.of.var.name}' is not told through @ of images", "flatten them before")
        return self.together(parts) if parts else None

    def further(self, before: _Seen, reach: Sequence[Expr], options: Sequence[Expr]) -> _Seen:
        """What a kernel or a window over what was seen before sees."""
        stride, padding, dilation = ([option(one, i % 2) for i in self.axes] for one in options)
        numbers = [self.sizes.units[one] if isinstance(one, Size) else option(one, 0) for one in reach]
        if any(len(set(one)) > 1 for one in (numbers, stride, dilation)):
            raise self.fault(f"'{self.of.var.name}' sees other numbers of rows and of columns", "ask of layers with square kernels")
        times = [literal(Fraction(n)) for n in (dilation[0], before.jump) if n != 1]
        wider = Add((reach[0], minus(UNIT)))
        spans = tuple(
            (first - p * before.jump, last + ((k - 1) * d - p) * before.jump)
            for (first, last), k, p, d in zip(before.spans, numbers, padding, dilation, strict=True)
        )
        return _Seen(Add((before.count, Mul((wider, *times)) if times else wider)), before.jump * stride[0], spans)

    def together(self, parts: Sequence[_Seen]) -> _Seen:
        """Branches that meet. Raises InputErrors where none of them sees all that the others see."""
        if len(set(parts)) == 1:
            return parts[0]
        hull = tuple(
            (min(span[0] for span in spans), max(span[1] for span in spans)) for spans in zip(*(part.spans for part in parts), strict=True)
        )
        if len({part.jump for part in parts}) > 1 or all(part.spans != hull for part in parts):
            message = f"'{self.of.var.name}' sees '{self.wrt.var.name}' through layers whose fields do not lie in one another"
            raise self.fault(message, "ask of a layer before them")
        counts = tuple(dict.fromkeys(part.count for part in parts if part.count != UNIT))
        return _Seen(counts[0] if len(counts) == 1 else Call("max", counts), parts[0].jump, hull)

    def all_together(self, image: Var, before: _Seen) -> _Seen:
        """What all entries of an image see: the field of one, and as far on as the last entry is; at most what there is."""
        sizes = self.sizes.axes[image.name][-len(self.axes) :]
        own, source = (
            [self.sizes.units[axis] for axis in sizes],
            [self.sizes.units[self.sizes.axes[self.wrt.var.name][i]] for i in self.axes],
        )
        if len(set(own)) > 1 or len(set(source)) > 1:
            raise self.fault(f"'{self.of.var.name}' sees other numbers of rows and of columns", "ask of layers of square images")
        whole = [(first, last + (n - 1) * before.jump) for (first, last), n in zip(before.spans, own, strict=True)]
        steps = [Add((self.lines.axis(sizes[0]), minus(UNIT))), *([literal(Fraction(before.jump))] if before.jump != 1 else [])]
        count: Expr = Add((before.count, Mul(tuple(steps)) if len(steps) > 1 else steps[0])) if own[0] > 1 else before.count
        seen = self.covered(image, [(0, n - 1) for n in own])
        n = source[0]
        if all(span == (0, n - 1) for span in seen) and any(last - first + 1 > n for first, last in whole):
            count = Call("min", (count, self.sizes.axes[self.wrt.var.name][self.axes[0]]))
        elif seen != whole:
            message = f"'{self.of.var.name}' sees a part of '{self.wrt.var.name}' that ends at a border"
            raise self.fault(message, "ask of a layer before it is flattened")
        return _Seen(count, 0, tuple(seen))

    def covered(self, e: Expr, spans: Sequence[Span]) -> list[Span]:
        """The first and the last entry of the source that entries of an expression come from, between the borders of each layer."""
        match e:
            case Var() if e == self.wrt.var:
                return list(spans)
            case Var(name) if name in self.lines.equations:
                return self.covered(self.lines.equations[name].rhs.expr, spans)
            case Call("conv" | "depthwise", (Var() as image, Var(kernel), stride, padding, dilation)):
                reach = [self.sizes.units[self.sizes.axes[kernel][i]] for i in self.axes]
                return self.covered(image, self.before(image, spans, reach, (stride, padding, dilation)))
            case Call(fn, (Var() as image, size, stride, padding)) if fn in POOLING:
                reach = [option(size, i % 2) for i in self.axes]
                return self.covered(image, self.before(image, spans, reach, (stride, padding, UNIT)))
            case Call("conv" | "depthwise" | "max_pool" | "avg_pool" | "conv_transpose" | "flatten" | "global_avg_pool") | MatMul():
                raise self.fault(f"'{self.of.var.name}' is flattened behind layers without names", "give each layer a name")
        parts = [found for part in children(e) if (found := self.covered(part, spans))]
        return [(min(a for a, _ in one), max(b for _, b in one)) for one in zip(*parts, strict=True)]

    def before(self, image: Var, spans: Sequence[Span], reach: Sequence[int], options: Sequence[Expr]) -> list[Span]:
        """What of an image windows at these places have, without what lies outside."""
        found = []
        for i, (first, last), k in zip(self.axes, spans, reach, strict=True):
            s, p, d = (option(one, i % 2) for one in options)
            n = self.sizes.units[self.sizes.axes[image.name][i]]
            low, high = first * s - p, last * s - p + (k - 1) * d
            if d > 1 and (low < 0 or high >= n):
                raise self.fault(
                    f"'{self.of.var.name}' sees '{self.wrt.var.name}' between the places of a kernel at a border",
                    "ask of a layer before it",
                )
            found.append((max(low, 0), min(high, n - 1)))
        return found
