"""Expressions over families of matrices by what they mean: of an image with channels, a kernel for each channel of each filter.

A convolution adds over the channels of its image. What is a number of all entries is taken of all entries of all channels at once, in the
order of channels, and what is of one matrix is taken of each.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial, reduce

from gen.algebra.expr import Call, Expr, MatMul, Partial, Place, Range, Var, children, rebuild, walk
from gen.algebra.families import MemberPlace, member
from gen.messages.errors import VerificationError
from gen.verify.array_arithmetic import Matrix, each, flattened
from gen.verify.array_definitions import ARRAY_DEFINITIONS, as_expressions, evaluate_definition, gives_number, matmul

Stack = Mapping[MemberPlace, Matrix]
"""Matrices of entries by their places in a family; one alone has the place ()."""

CONVOLUTIONS = ("conv", "conv_transpose")
POOLING = ("max_pool", "avg_pool")


def stack(e: Expr, families: Mapping[str, Sequence[MemberPlace]], of: Callable[[Expr], Matrix]) -> Stack:
    """An expression matrix by matrix; `of` is one of matrices alone. Raises VerificationError where channels do not go together."""
    if not any(isinstance(part, Var) and part.name in families for part in _all(e)):
        return {(): of(e)}

    def inner(part: Expr) -> Stack:
        return stack(part, families, of)

    match e:
        case Var(name, _, index):
            chosen = [p for p in families[name] if all(_meets(i, at) for i, at in zip(p, index, strict=False))]
            kept = [i for i, at in enumerate(index) if not isinstance(at, int)]
            numbers = [{n: k for k, n in enumerate(dict.fromkeys(p[i] for p in chosen), 1)} for i in range(len(families[name][0]))]
            return {
                tuple(numbers[i][p[i]] for i in range(len(p)) if i >= len(index) or i in kept): of(Var(member(name, p))) for p in chosen
            }
        case Partial(above, below):
            return {p: of(Partial(above, Var(member(below.name, p)))) for p in families[below.name]}
    stacks = [inner(part) for part in children(e)]
    alone = all(list(one) == [()] for one in stacks)
    match e, stacks:
        case Call(fn), _ if alone and fn in ARRAY_DEFINITIONS:  # as softmax(W @ flatten(X)): of matrices again
            return {(): _defined(fn, *(one[()] for one in stacks))}
        case Call(fn), [image, kernels, *options] if fn in CONVOLUTIONS:
            return _convolution(fn, image, kernels, [option[()] for option in options])
        case Call("depthwise"), [image, kernels, *options]:
            pairs = zip(image.items(), kernels.values(), strict=True)
            return {p: _defined("conv", matrix, kernel, *(option[()] for option in options)) for (p, matrix), kernel in pairs}
        case Call(fn), [image, *options] if fn in POOLING:
            return {p: _defined(fn, matrix, *(option[()] for option in options)) for p, matrix in image.items()}
        case Call("concat"), _:
            joined = [matrix for one in stacks for matrix in one.values()]
            return {(i,): matrix for i, matrix in enumerate(joined, 1)}
        case Call("flatten"), [image]:
            return {(): _column(image)}
        case Call("global_avg_pool"), [image]:
            return {(): tuple(row for matrix in image.values() for row in _defined("mean", matrix))}
        case Call(fn), _ if gives_number(fn, len(stacks)):
            return {(): _defined(fn, *map(_column, _alike(stacks)))}
        case MatMul(), _:
            if not alone:
                raise VerificationError("a product of matrices has a factor with channels")
            return {(): reduce(partial(as_expressions, matmul), (one[()] for one in stacks))}
    stacks = _alike(stacks)
    return {p: each(lambda *parts: _with(e, parts), *(one[p] for one in stacks)) for p in stacks[0]}


def _meets(i: int, at: Place) -> bool:
    return at is None or i == at or (isinstance(at, Range) and at.first <= i <= at.last)


def _all(e: Expr) -> Sequence[Expr]:
    found = list(walk(e))
    return [*found, *(var for part in found if isinstance(part, Partial) for var in (part.of, part.wrt))]


def _convolution(fn: str, image: Stack, kernels: Stack, options: Sequence[Matrix]) -> Stack:
    """Output channel o at each place: the sum over all channels c of the image of its convolution with the kernel (o, c)."""
    channels = list(image)
    if fn == "conv_transpose" and max(map(len, kernels)) == 2:  # by the channels that it takes, and then by those that it gives
        kernels = {(p[1], p[0]): kernels[p] for p in sorted(kernels, key=lambda p: p[::-1])}
    filters = list(dict.fromkeys(p[:1] for p in kernels)) if channels == [()] or max(map(len, kernels)) == 2 else [()]
    found: dict[MemberPlace, Matrix] = {}
    for o in filters:
        own = [kernels[p] for p in kernels if p[: len(o)] == o]
        if len(own) != len(channels):
            raise VerificationError(f"{len(own)} kernels for {len(channels)} channels")
        terms = [_defined(fn, image[c], kernel, *options) for c, kernel in zip(channels, own, strict=True)]
        found[o] = _defined_sum(terms)
    return found


def _defined_sum(terms: Sequence[Matrix]) -> Matrix:
    return as_expressions(lambda f, *matrices: each(lambda *xs: f.total(xs), *matrices), *terms)


def _defined(fn: str, *args: Matrix) -> Matrix:
    return as_expressions(partial(evaluate_definition, fn), *args)


def _column(one: Stack) -> Matrix:
    """All entries, channel by channel and row by row."""
    return tuple((x,) for matrix in one.values() for x in flattened(matrix))


def _alike(stacks: Sequence[Stack]) -> list[Stack]:
    """All with the same places: one matrix goes with each channel, and each entry of a vector with one channel."""
    places = max(stacks, key=len)
    return [one if list(one) == list(places) else {p: _at(one, i, len(places)) for i, p in enumerate(places)} for one in stacks]


def _at(one: Stack, i: int, n: int) -> Matrix:
    if list(one) != [()]:
        raise VerificationError(f"{len(one)} channels do not go with {n}")
    matrix = one[()]
    if 1 in (len(matrix), len(matrix[0])) and len(flattened(matrix)) > 1:
        if len(flattened(matrix)) != n:
            raise VerificationError(f"{len(flattened(matrix))} numbers for {n} channels")
        return ((flattened(matrix)[i],),)
    return matrix


def _with(e: Expr, parts: Sequence[Expr]) -> Expr:
    left = iter(parts)
    return rebuild(e, lambda _: next(left))
