"""Sizes, multiplications and receptive fields of a convolutional network by loops over places, without a formula for them.

A kernel is moved along an axis place by place as far as it goes. Which inputs an output depends on is followed back from an entry in the
middle, entry by entry; and a multiplication is counted for each output and each entry of a kernel.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import count
from math import prod

from gen.algebra.expr import Add, Call, Div, Expr, MatMul, Mul, Neg, Num, Pow, Var, children, walk
from gen.messages.errors import VerificationError
from gen.model.problem import Cell
from gen.verify.array_definitions import gives_number
from gen.verify.channels import CONVOLUTIONS, POOLING

Sizes = tuple[int, ...]


def has_images(cell: Cell, declared: Mapping[str, Sizes]) -> bool:
    """Whether a cell has images, so that its names have channels, rows and columns."""
    functions = {part.fn for equation in cell.equations for part in walk(equation.rhs.expr) if isinstance(part, Call)}
    return bool(functions & {*CONVOLUTIONS, *POOLING, "flatten", "global_avg_pool"}) or any(len(own) > 2 for own in declared.values())


def image_sizes(cell: Cell, declared: Mapping[str, Sizes]) -> Mapping[str, Sizes]:
    """The size of each name: channels, rows and columns of an image. Raises VerificationError where they do not work out."""
    found = dict(declared)
    for _ in range(2 * len(cell.equations) + 1):
        for equation in cell.equations:
            own = _size(equation.rhs.expr, found, found.get(equation.lhs.var.name))
            if own is not None and found.setdefault(equation.lhs.var.name, own) != own:
                raise VerificationError(f"{equation.lhs.var.name} has the size {own}")
    return found


def image_entries(cell: Cell, declared: Mapping[str, Sizes]) -> Mapping[int, Mapping[str, int]]:
    """The entries of each name that no equation computes, as `parameter_entries` has them."""
    computed = {equation.lhs.var.name for equation in cell.equations}
    return {0: {name: prod(sizes) for name, sizes in image_sizes(cell, declared).items() if name not in computed}}


def multiplications(name: str, cell: Cell, declared: Mapping[str, Sizes]) -> int:
    """Those of the convolution or the product in the equation of a name, those with zeros of a padding among them."""
    sizes = image_sizes(cell, declared)
    rhs = next(equation.rhs.expr for equation in cell.equations if equation.lhs.var.name == name)
    total = 0
    for part in walk(rhs):
        match part:
            case Call("conv" | "depthwise" as fn, (image, kernel, *_)):
                outputs, own, inner = (_size(e, sizes) for e in (part, kernel, image))
                if outputs is None or own is None or inner is None:
                    raise VerificationError(f"the sizes in {name} do not work out")
                channels = inner[0] if len(inner) == 3 and fn == "conv" else 1
                total += sum(channels * prod(own[-2:]) for _ in range(prod(outputs[:-1]))) * outputs[-1]
            case Call("conv_transpose", (image, kernel, *_)):
                inner, own = _size(image, sizes), _size(kernel, sizes)
                if inner is None or own is None:
                    raise VerificationError(f"the sizes in {name} do not work out")
                spread = prod(own[-2:]) * (own[1] if len(own) == 4 else own[0] if len(own) == 3 and len(inner) == 2 else 1)
                total += sum(spread for _ in range(prod(inner[:-1]))) * inner[-1]
            case MatMul((a, b)):
                one, other = _size(a, sizes), _size(b, sizes)
                if one is None or other is None:
                    raise VerificationError(f"the sizes in {name} do not work out")
                total += sum(1 for _ in range(prod(one if len(one) == 2 else other)))
    return total


def layer_number(
    what: str, names: Sequence[str], cell: Cell, declared: Mapping[str, Sizes], no_parameters: Collection[str], times: int = 1
) -> int:
    """Multiplications, activations, parameters or memory of layers: a parameter that several of them have is counted once; each number
    that is kept in memory has so many bytes. Raises VerificationError."""
    sizes = image_sizes(cell, declared)
    computed = {equation.lhs.var.name: equation.rhs.expr for equation in cell.equations}
    used = {part.name for name in names for part in walk(computed[name]) if isinstance(part, Var)}
    own = used - computed.keys() - {*no_parameters}
    match what:
        case "multiplications":
            return sum(multiplications(name, cell, declared) for name in names)
        case "activations":
            return sum(prod(sizes[name]) for name in names)
        case "parameters":
            return sum(prod(sizes[name]) for name in own)
    return times * (sum(prod(sizes[name]) for name in names) + sum(prod(sizes[name]) for name in own))


def receptive_field(name: str, source: str, cell: Cell, declared: Mapping[str, Sizes]) -> tuple[int, int]:
    """From the first to the last row, and column, of a source on which an entry in the middle depends, if borders were far away."""
    sizes = image_sizes(cell, declared)
    equations = {equation.lhs.var.name: equation.rhs.expr for equation in cell.equations}
    spans = []
    for axis in range(-min(2, len(sizes[source])), 0):
        places = _Places(source, equations, sizes, axis).of(Var(name), {0})
        if not places:
            raise VerificationError(f"{name} does not depend on {source}")
        spans.append(max(places) - min(places) + 1)
    return spans[0], spans[-1]


class _Places:
    """The places of a source along an axis that entries of an expression come from. Behind `flatten` they are all of a layer, and from
    there on what lies outside of a layer is none of its places."""

    def __init__(self, source: str, equations: Mapping[str, Expr], sizes: Mapping[str, Sizes], axis: int) -> None:
        self.source, self.equations, self.sizes, self.axis = source, equations, sizes, axis

    def of(self, e: Expr, at: set[int], inside: bool = False) -> set[int]:
        match e:
            case Var(name) if name == self.source:
                return {i for i in at if not inside or 0 <= i < self.sizes[name][self.axis]}
            case Var(name):
                return self.of(self.equations[name], at, inside) if name in self.equations else set()
            case Call("flatten" | "global_avg_pool", (image,)):
                return self.of(image, set(range((_size(image, self.sizes) or (0, 0))[self.axis])), True)
            case Call(fn, (image, kernel, *options)) if fn in ("conv", "depthwise"):
                return self.moved(image, at, (_size(kernel, self.sizes) or (0, 0))[self.axis], options, inside)
            case Call(fn, (image, size, *options)) if fn in POOLING:
                n = (_size(image, self.sizes) or (0, 0))[self.axis]
                return self.moved(image, at, _along(size, self.axis, n == 1), options, inside)
            case _:
                return set().union(*(self.of(part, at, inside) for part in children(e)))

    def moved(self, image: Expr, at: set[int], reach: int, options: Sequence[Expr], inside: bool) -> set[int]:
        """The places of windows."""
        n = (_size(image, self.sizes) or (0, 0))[self.axis]
        s, p, *more = _window(options, self.axis, n, reach)
        found = {i * s - p + j * (more or [1])[0] for i in at for j in range(reach)}
        return self.of(image, {i for i in found if not inside or 0 <= i < n}, inside)


def _along(option: Expr, axis: int, single: bool = False, usual: int = 1) -> int:
    """What an option says of rows (-2) or columns (-1): a number nothing of an axis along which there are single entries alone."""
    if single and not isinstance(option, Call):
        return usual
    own = option.args[axis] if isinstance(option, Call) else option
    if not isinstance(own, Num):
        raise VerificationError("an option is no number")
    return int(own.value)


def _window(options: Sequence[Expr], axis: int, n: int, k: int = 1) -> list[int]:
    """Stride, padding and dilation along an axis of n entries, with a kernel of k."""
    return [_along(option, axis, n == k == 1, usual) for option, usual in zip(options, (1, 0, 1), strict=False)]


def _counted(n: int, k: int, stride: int, padding: int, dilation: int = 1) -> int:
    """How many places a kernel of k has, moved from the left to the right."""
    return next(i for i in count() if i * stride - padding + dilation * (k - 1) > n - 1 + padding)


def _size(e: Expr, sizes: dict[str, Sizes] | Mapping[str, Sizes], wanted: Sizes | None = None) -> Sizes | None:
    """None as long as it is not known. A parameter that is not declared is as large as its place asks for."""
    match e:
        case Num():
            return ()
        case Var(index=index) if index:
            return ()
        case Var(name):
            return sizes.get(name)
        case Call(fn, (image, kernel, *options)) if fn in (*CONVOLUTIONS, "depthwise"):
            x, k = _size(image, sizes), _size(kernel, sizes)
            return None if x is None or k is None else _convolution(fn, x, k, options)
        case Call(fn, (image, size, stride, padding)) if fn in POOLING:
            x = _size(image, sizes)
            plane = () if x is None else range(-min(2, len(x)), 0)
            return x and (
                *x[: -len(plane)],
                *(_counted(x[i], _along(size, i, x[i] == 1), *_window((stride, padding), i, x[i])) for i in plane),
            )
        case Call("flatten", (image,)):
            x = _size(image, sizes)
            return x and (prod(x),)
        case Call("global_avg_pool", (image,)):
            x = _size(image, sizes)
            return None if x is None else x[:-2]
        case Call("concat", parts):
            found = [_size(part, sizes) for part in parts]
            known = [one for one in found if one]
            return (sum(one[0] for one in known), *known[0][1:]) if len(known) == len(found) else None
        case MatMul((a, b)):
            return _product(a, b, sizes, wanted)
        case Call(fn, args) if gives_number(fn, len(args)):
            return ()
        case Neg() | Add() | Mul() | Div() | Pow() | Call():
            return _entrywise(children(e), sizes, wanted)
    raise VerificationError("a size that nothing tells")


def _entrywise(parts: Iterable[Expr], sizes: Mapping[str, Sizes], wanted: Sizes | None) -> Sizes | None:
    found = {part: _size(part, sizes, wanted) for part in parts}
    largest = max((one for one in found.values() if one is not None), key=len, default=None)
    for part, one in found.items():
        if one is None and isinstance(part, Var) and largest is not None and isinstance(sizes, dict):
            convolved = any(isinstance(e, Call) and e.fn in (*CONVOLUTIONS, "depthwise") for other in found for e in walk(other))
            sizes[part.name] = () if len(largest) in (0, 2) or (convolved and len(largest) == 1) else (largest[0],)
    return largest


def _product(a: Expr, b: Expr, sizes: Mapping[str, Sizes], wanted: Sizes | None) -> Sizes | None:
    one, other = _size(a, sizes), _size(b, sizes)
    if one is not None and other is not None:
        left, right = (one if len(one) == 2 else (1, *one)), (other if len(other) == 2 else (*other, 1))
        if left[-1] != right[0]:
            raise VerificationError(f"{left} @ {right}")
        return (*left[: len(one) - 1], *right[1 : len(other)])
    vector = other if one is None else one
    weights = a if one is None else b
    if vector is not None and wanted is not None and isinstance(weights, Var) and isinstance(sizes, dict):
        sizes[weights.name] = (*wanted, *vector) if one is None else (*vector, *wanted)
    return None


def _convolution(fn: str, x: Sizes, k: Sizes, options: Sequence[Expr]) -> Sizes:
    plane = range(-min(2, len(x)), 0)
    outputs: Sizes = k[: -len(plane)]
    if len(x) == 3:
        place = {4: 1, 3: 0}.get(len(k), 0) if fn == "conv" else 0
        if k[place] != x[0]:
            raise VerificationError(f"{k} of {x}")
        outputs = k[:1] if fn == "depthwise" else () if len(k) == 3 else (k[0] if fn == "conv" else k[1],)
    rows = []
    for i in plane:
        if fn == "conv_transpose":
            stride, padding, more, dilation = options
            s, p, d = _window((stride, padding, dilation), i, x[i], k[i])
            last = max(j * s + a * d - p for j in range(x[i]) for a in range(k[i]))
            rows.append(last + 1 - p + _along(more, i, x[i] == k[i] == 1, 0))
        else:
            rows.append(_counted(x[i], k[i], *_window(options, i, x[i], k[i])))
    return (*outputs, *rows)
