"""Equations over families of matrices, channel by channel: one equation of matrices for each channel of what is computed.

An image of c channels is a family X[1], ..., X[c], the kernels of f filters are K[1, 1], ..., K[f, c], and channel i of a convolution is
the sum of those of the channels with the kernels of filter i (Goodfellow, Bengio, Courville, 2016, section 9.5). What is of one matrix is
taken of each channel; what is a number of all entries adds over channels.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from gen.algebra.arrays import SCALAR, Shape, shape_words
from gen.algebra.expr import Add, Call, Div, Expr, Index, Mul, Neg, Num, Partial, Pow, Var, atoms, children, rebuild, variables
from gen.algebra.families import MemberPlace, family_of, member, place_of, places_of
from gen.algebra.options import POOLING
from gen.algebra.places import is_inside, numbers_at
from gen.algebra.printer import text
from gen.calculus.slices import part_of
from gen.functions import FUNCTIONS, ShapeError
from gen.functions.shapes import shape
from gen.messages.errors import InputError, InputErrors
from gen.model.trace import Eqn

Channels = Expr | tuple["Channels", ...]
"""The expression of a matrix, or of each member of a family: of each filter those of its channels."""

_CONVOLUTIONS = {"conv", "conv_transpose"}


def with_channels(equations: Sequence[Eqn], given: Mapping[Var, Shape]) -> list[Eqn]:
    """The equations with those over families written out. Raises InputErrors where channels do not go together.

    What uses a name that nothing computes and no number is given for stays as it is.
    """
    places = places_of(var.name for var in given)
    for where, var in ((eqn.where, var) for eqn in equations for var in variables(eqn.rhs)):
        if place_of(var.name) and family_of(var.name) not in {*places, *(eqn.out.name for eqn in equations if places)}:
            message = (
                f"'{text(var)}' has {len(place_of(var.name)) + len(var.index)} places, and '{family_of(var.name)}' is no list of matrices"
            )
            raise InputErrors([InputError(where, message)])
    if not places:
        return list(equations)
    writer = _Writer({var.name: s for var, s in given.items()}, {name: _nested(name, at) for name, at in places.items()})
    found: dict[int, list[Eqn]] = {}
    todo = list(enumerate(equations))
    while ready := [(i, eqn) for i, eqn in todo if writer.knows(eqn)]:
        found |= {i: writer.written_out(eqn) for i, eqn in ready}
        todo = [(i, eqn) for i, eqn in todo if i not in found]
    return [eqn for i, one in enumerate(equations) for eqn in found.get(i, [one])]


def members(var: Var, known: Collection[str]) -> list[Var]:
    """The values that a name stands for, `known` being those that there are: all of a family for its name, K[1, 1] and K[1, 2] for K[1].

    A name that is none of a family stands for itself.
    """
    if var.name in known:
        return [var]
    family = family_of(var.name)
    # The brackets behind the name of an inner value are taken for a time.
    index = (*place_of(var.name), *((var.time,) if isinstance(var.time, int) else ()), *var.index)
    found = [name for name in known if place_of(name) and family_of(name) == family and _is_at(place_of(name), index)]
    return [Var(name) for name in found] or [var]


def _is_at(place: MemberPlace, index: Index) -> bool:
    """Whether a matrix of a family stands where an index says."""
    return len(index) <= len(place) and all(i in numbers_at(at, i) for i, at in zip(place, index, strict=False))


def _nested(name: str, places: Collection[MemberPlace], before: MemberPlace = ()) -> Channels:
    """The members of a family, `before` which stands a part of their place."""
    if places == [before]:
        return Var(member(name, before))
    heads = dict.fromkeys(place[: len(before) + 1] for place in places)
    return tuple(_nested(name, [place for place in places if place[: len(head)] == head], head) for head in heads)


class _Writer:
    """Writes equations out; knows the shapes of matrices, by name, and families."""

    def __init__(self, shapes: dict[str, Shape], families: dict[str, Channels]) -> None:
        self.shapes, self.families = shapes, families

    def knows(self, eqn: Eqn) -> bool:
        named = [var for atom in atoms(eqn.rhs) for var in ((atom,) if isinstance(atom, Var) else _of(atom))]
        return all(var.name in self.shapes or family_of(var.name) in self.families or var == Var("t") for var in named)

    def written_out(self, eqn: Eqn) -> list[Eqn]:
        try:
            rhs, written = self.channels(eqn.rhs), self.channels(eqn.written)
        except ShapeError as error:
            raise InputErrors([InputError(eqn.where, str(error), error.hint)]) from None
        name = eqn.out.name
        if not isinstance(rhs, tuple):
            self.shapes[name] = shape(rhs, self.shapes, strict=False)
            return [replace(eqn, rhs=rhs, written=written if not isinstance(written, tuple) else rhs)]
        if eqn.out.time is not None:
            message = f"'{text(eqn.out)}' has a time and {len(rhs)} channels"
            raise InputErrors([InputError(eqn.where, message, "what has channels has no time")])
        self.families[name] = _nested(name, [place for place, _ in _flat(rhs)])
        result = []
        for (place, one), (_, shown) in zip(_flat(rhs), _flat(written), strict=True):
            out = Var(member(name, place))
            self.shapes[out.name] = shape(one, self.shapes, strict=False)
            result.append(replace(eqn, out=out, rhs=one, written=shown))
        return result

    def channels(self, e: Expr) -> Channels:
        """An expression, channel by channel if it has several. Raises ShapeError."""
        match e:
            case Var(name) if name in self.families:
                return self.part(e)
            case Var(name) if family_of(name) in self.families:
                self.part(Var(family_of(name), None, place_of(name)))  # which exists
                return e
            case Partial(of, wrt) if of.name in self.families or wrt.name in self.families:
                if of.name in self.families:
                    raise ShapeError(f"{text(of)} has channels and is no number, of which there is a gradient")
                return _mapped(lambda part: Partial(of, part) if isinstance(part, Var) else part, self.part(wrt))
        parts = [self.channels(part) for part in children(e)]
        match e:
            case Call(fn, (_, _, *_)) if fn in _CONVOLUTIONS:
                return self.convolution(e, parts)
        if not any(isinstance(part, tuple) for part in parts):
            left = iter(part for part in parts if not isinstance(part, tuple))
            return _without_brackets(rebuild(e, lambda _: next(left)), e)
        match e:
            case Call("depthwise", (image, kernels, *literals)):
                if len({len(part) if isinstance(part, tuple) else i for i, part in enumerate(parts[:2])}) > 1:
                    counts = [f"{text(one)} has {_size(part)}" for one, part in zip((image, kernels), parts[:2], strict=True)]
                    raise ShapeError(f"{', '.join(counts)}", "depthwise has a kernel for each channel")
                return self.entrywise(Call("conv", (image, kernels, *literals)), parts)
            case Call(fn) if fn in POOLING:
                behind = tuple(part for part in parts[1:] if not isinstance(part, tuple))
                return _mapped(lambda part: Call(fn, (part, *behind)), parts[0])
            case Call("flatten"):
                matrices = [part for _, part in _flat(parts[0])]
                return _joined([m if shape(m, self.shapes, strict=False) == SCALAR else Call("flatten", (m,)) for m in matrices])
            case Call("global_avg_pool"):
                return _joined([Call("mean", (part,)) for _, part in _flat(parts[0])])
            case Call("concat"):
                return tuple(channel for part in parts for channel in (part if isinstance(part, tuple) else (part,)))
            case Call("sum" | "mean" | "mse"):
                return self.over_all(e.fn, parts)
            case Call("max" | "min", (_,)):
                return Call(e.fn, tuple(Call(e.fn, (part,)) for _, part in _flat(parts[0])))
            case Call(fn) if (rule := FUNCTIONS[fn].array) and not (rule.gives == "each" and len(parts) > 1):
                raise ShapeError(f"{fn} is of matrices, and {_with_channels(e, parts)}", f"write {fn}(flatten(...)), say")
            case Call() | Neg() | Add() | Mul() | Div() | Pow():
                return self.entrywise(e, parts)
            case _:
                raise ShapeError(f"'@' multiplies matrices, and {_with_channels(e, parts)}", "write W @ flatten(...), say")

    def part(self, var: Var) -> Channels:
        """All of a family, or a part of it: X[1] is a channel, K[1] the kernels of a filter."""
        found = _part(self.families[var.name], var.index)
        if found is None:
            there = _size(self.families[var.name])
            raise ShapeError(f"'{text(var)}' does not exist: {var.name} has {there}", "channels are counted from 1, as in X[1]")
        return found

    def convolution(self, e: Call, parts: Sequence[Channels]) -> Channels:
        """Each filter over all channels. A filter of one matrix for each channel of an image gives a single matrix."""
        image, kernels, *others = parts
        if e.fn == "conv_transpose":
            kernels = _turned(kernels)
        literals = tuple(part for part in others if not isinstance(part, tuple))
        if not isinstance(image, tuple) and not isinstance(kernels, tuple):
            return Call(e.fn, (image, kernels, *literals))
        several = isinstance(kernels, tuple) and (not isinstance(image, tuple) or isinstance(kernels[0], tuple))
        found = tuple(self.filtered(e, image, one, literals) for one in (kernels if several and isinstance(kernels, tuple) else (kernels,)))
        return found if several else found[0]

    def filtered(self, e: Call, image: Channels, kernels: Channels, literals: tuple[Expr, ...]) -> Expr:
        """One filter over all channels."""
        channels, own = ([part for _, part in _flat(one)] for one in (image, kernels))
        if len(channels) != len(own):
            x, k = (text(arg) for arg in e.args[:2])
            message = f"{x} has {_counted(len(channels), 'channel')}, and a filter of {k} has {_counted(len(own), 'kernel')}"
            raise ShapeError(message, f"{k} is a list of filters, each with a matrix for each channel")
        return _sum([Call(e.fn, (x, k, *literals)) for x, k in zip(channels, own, strict=True)])

    def over_all(self, fn: str, parts: Sequence[Channels]) -> Expr:
        """A sum, a mean or an mse over all entries of all channels."""
        each = self.entrywise(Call(fn, tuple(Num(Fraction(0)) for _ in parts)), parts)
        terms = [part for _, part in _flat(each)]
        return _sum(terms) if fn == "sum" or len(terms) == 1 else Div(_sum(terms), Num(Fraction(len(terms))))

    def entrywise(self, e: Expr, parts: Sequence[Channels]) -> Channels:
        """Channel by channel; a matrix or a number goes with each, and of a vector with as many entries each entry with its channel."""
        counts = {len(part) for part in parts if isinstance(part, tuple)}
        if not counts:
            left = iter(part for part in parts if not isinstance(part, tuple))
            return _without_brackets(rebuild(e, lambda _: next(left)), e)
        if len(counts) > 1:
            raise ShapeError(f"{' and '.join(map(str, sorted(counts)))} channels do not go together in {text(e)}")
        (n,) = counts
        return tuple(self.entrywise(e, [self.at(part, i, n) for part in parts]) for i in range(n))

    def at(self, part: Channels, i: int, n: int) -> Channels:
        """What goes with channel i of n, counted from 0."""
        if isinstance(part, tuple):
            return part[i]
        own = shape(part, self.shapes, strict=False)
        if own == SCALAR or 1 not in own:
            return part
        if max(own) != n:
            message = f"{text(part)} is {shape_words(own)}, and what it goes with has {_counted(n, 'channel')}"
            raise ShapeError(message, "a vector has a number for each channel")
        return part_of(part, (i + 1,), self.shapes)


def _of(atom: Expr) -> Iterable[Var]:
    return (atom.of, atom.wrt) if isinstance(atom, Partial) else ()


def _turned(kernels: Channels) -> Channels:
    """Those of a transposed convolution by the channels that it gives, where an author has them by those that it takes, as in PyTorch."""
    rows = [row for row in kernels if isinstance(row, tuple)] if isinstance(kernels, tuple) else []
    return tuple(zip(*rows, strict=True)) if rows else kernels


def _part(found: Channels, index: Index) -> Channels | None:
    """What stands at an index; None where nothing does."""
    if not index:
        return found
    at, *rest = index
    if not isinstance(found, tuple) or not is_inside(at, len(found)):
        return None
    parts = [_part(found[i - 1], tuple(rest)) for i in numbers_at(at, len(found))]
    whole = tuple(part for part in parts if part is not None)
    return None if len(whole) < len(parts) else whole[0] if isinstance(at, int) else whole


def _mapped(f: Callable[[Expr], Expr], found: Channels) -> Channels:
    return tuple(_mapped(f, part) for part in found) if isinstance(found, tuple) else f(found)


def _flat(found: Channels, before: MemberPlace = ()) -> list[tuple[MemberPlace, Expr]]:
    """Each matrix with its place."""
    if not isinstance(found, tuple):
        return [(before, found)]
    return [one for i, part in enumerate(found, 1) for one in _flat(part, (*before, i))]


def _sum(terms: Sequence[Expr]) -> Expr:
    return terms[0] if len(terms) == 1 else Add(tuple(terms))


def _joined(parts: Sequence[Expr]) -> Expr:
    """Vectors and numbers below each other."""
    return parts[0] if len(parts) == 1 else Call("concat", tuple(parts))


def _without_brackets(e: Expr, before: Expr) -> Expr:
    """The sum of a convolution's channels, and a bias: one sum; brackets of the author's stay."""
    if not isinstance(e, Add) or not isinstance(before, Add):
        return e
    both = zip(e.terms, before.terms, strict=True)
    return Add(tuple(term for part, own in both for term in (part.terms if isinstance(part, Add) and part != own else (part,))))


def _with_channels(e: Expr, parts: Sequence[Channels]) -> str:
    """`X has 2 channels`, of the first part that has some."""
    part, found = next((part, found) for part, found in zip(children(e), parts, strict=True) if isinstance(found, tuple))
    return f"{text(part)} has {_size(found)}"


def _size(found: Channels) -> str:
    if not isinstance(found, tuple):
        return "no channels"
    inner = f" with {_counted(len(found[0]), 'kernel')} each" if isinstance(found[0], tuple) else ""
    return _counted(len(found), "filter" if inner else "channel") + inner


def _counted(n: int, word: str) -> str:
    return f"{n} {word}{'s' * (n != 1)}"
