"""The shape of any name of a cell, in numbers and in the letters that an author has for sizes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gen.algebra.arrays import SCALAR, shape_of
from gen.algebra.expr import LOOKUPS, Add, Call, Expr, Num, Var, variables, walk
from gen.algebra.families import family_of, place_of
from gen.algebra.sizes import letters_in, size_expr
from gen.calculus.layer_sizes import LayerSizes, has_images, layer_sizes
from gen.calculus.parameter_shapes import Inference
from gen.messages.errors import InputError, InputErrors, did_you_mean
from gen.model.problem import Cell, Item
from gen.model.source import Use

Extents = tuple[Expr, ...]
"""The size of each axis, a number or a formula of letters; none of a number, one of a vector."""

Declared = Mapping[str, tuple[int, ...]]

PRIMES = (10007, 10009, 10037, 10039, 10061, 10067, 10069, 10079, 10091, 10093, 10099, 10103)
"""Numbers for letters: no size is one of them by chance, and no two letters stand for the same."""


@dataclass(frozen=True, slots=True)
class NameShapes:
    """The shapes of names, of which some are `stated`; `layers` are the sizes of a cell that computes with images."""

    extents: Mapping[str, Extents]
    stated: frozenset[str]
    layers: LayerSizes | None = None


def declared_shapes(item: Item, numbers: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    """The shapes that an item states: of what it gives, and under `shapes`, with numbers for letters. A family has its places first."""
    found: dict[str, tuple[int, ...]] = {}
    for var, one in item.given.items():
        own = shape_of(one.value)
        places = place_of(var.name)
        if places:
            most = found.get(family_of(var.name), (0,) * len(places))
            found[family_of(var.name)] = (*(max(n, m) for n, m in zip(places, most, strict=False)), *own)
        else:
            found[var.name] = () if own == SCALAR else (max(own),) if 1 in own else own
    return {**found, **item.sized(numbers)}


def letter_numbers(item: Item) -> dict[str, int]:
    """A number for each letter, small ones for rows and columns of kernels. Raises InputErrors where there are too many letters."""
    letters = item.size_letters
    if len(letters) > len(PRIMES):
        raise InputErrors([InputError(item.where, f"an item has {len(PRIMES)} letters for sizes at most, and this one has {len(letters)}")])
    small = [letter for shape in item.letters.values() if len(shape) == 4 for size in shape[2:] for letter in letters_in(size)]
    return {letter: small.index(letter) + 3 if letter in small else n for letter, n in zip(letters, PRIMES, strict=False)}


def name_shapes(item: Item, cell: Cell, wanted: Collection[Use]) -> NameShapes:
    """The shapes of all names that the cell tells, those that are wanted among them. Raises InputErrors."""
    names = {use.var.name for equation in cell.equations for use in (equation.lhs, *equation.rhs.uses)}
    unknown = [use for use in wanted if use.var.name not in names]
    if unknown:
        message = "'{}' does not stand in the cell '{}'"
        raise InputErrors([InputError(u.where, message.format(u.var.name, cell.name), did_you_mean(u.var.name, names)) for u in unknown])
    numbers = letter_numbers(item)
    declared = declared_shapes(item, numbers)
    if has_images(cell, declared):
        if numbers:
            raise InputErrors([InputError(wanted[0].where if isinstance(wanted, Sequence) else item.where, *_NO_LETTERS)])
        return _of_images(cell, declared)
    reader = _learnt(cell, declared, wanted)
    stated = {
        axis: size_expr(size)
        for name, sizes in {**item.shapes, **item.letters}.items()
        for axis, size in zip(reader.axes[name], sizes, strict=True)
        if letters_in(size)
    }
    return NameShapes(
        {name: tuple(_extent(axis, reader, stated) for axis in axes) for name, axes in reader.axes.items()}, frozenset(declared)
    )


_NO_LETTERS = "sizes of images are worked out with numbers", "give numbers under 'shapes'"


def _of_images(cell: Cell, declared: Declared) -> NameShapes:
    layers = layer_sizes(cell, declared)
    extents = {name: tuple(Num(Fraction(layers.units[axis])) for axis in axes) for name, axes in layers.axes.items()}
    return NameShapes(extents, frozenset(declared), layers=layers)


def _extent(axis: str, reader: Inference, stated: Mapping[str, Expr]) -> Expr:
    """A size in the author's letters; what is joined is a sum, if there are letters in it."""
    if axis in stated:
        return stated[axis]
    parts = [_extent(part, reader, stated) for part in reader.sums.get(axis, ())]
    same = next((stated[other] for other in stated if reader.root(other) == reader.root(axis)), None)
    if any(variables(part) for part in parts):
        return Add(tuple(parts))
    return same or Num(Fraction(reader.units[axis]))


def _learnt(cell: Cell, declared: Declared, wanted: Collection[Use]) -> Inference:
    """What the equations tell. Where nothing has a time and several names could be the input, all
    choices have to tell the same."""
    parts = [part for equation in cell.equations for part in walk(equation.rhs.expr)]
    computed = {equation.lhs.var.name for equation in cell.equations}
    free = {part.name: part for part in parts if isinstance(part, Var) and part.name not in computed}
    timeless = {name for name, var in free.items() if var.time is None}
    lookups = [part for part in parts if isinstance(part, Call) and part.fn in LOOKUPS]
    tables, places = ({var.name for call in lookups for var in variables(call.args[i])} for i in (0, 1))
    inputs = [name for name in free if name in places or name in declared.keys() - tables]
    if len(timeless) < len(free) or len(inputs) < 2:
        choices = [frozenset(timeless) if len(timeless) < len(free) else frozenset(timeless - {*inputs})]
    else:
        choices = [frozenset(timeless - {name}) for name in inputs]
    found: list[Inference] = []
    faults: list[InputError] = []
    for parameters in choices:
        reader = Inference(cell, declared, parameters)
        reader.learn()
        missing = [use for use in wanted if use.var.name not in reader.axes]
        hint = "declare it under 'shapes'"
        faults = reader.faults or [InputError(use.where, f"the shape of '{use.var.name}' cannot be told", hint) for use in missing]
        if not faults:
            found.append(reader)
    if not found:
        raise InputErrors(faults)
    for use in wanted:
        if len({_sizes(reader, use.var.name) for reader in found}) > 1:
            message = f"the shape of '{use.var.name}' depends on which of {', '.join(inputs)} is the input"
            raise InputErrors([InputError(use.where, message, "give sizes to the only input and to values that are computed")])
    return found[0]


def _sizes(reader: Inference, name: str) -> tuple[int, ...]:
    return tuple(reader.units[axis] for axis in reader.axes[name])
