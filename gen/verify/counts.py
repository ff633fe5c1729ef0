"""Counts, sizes and shapes confirmed by what was counted another way."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from math import prod

from gen.algebra.arrays import SCALAR, Value, shape_of
from gen.algebra.expr import LOOKUPS, Add, Atom, Call, Div, Expr, Group, Mul, Neg, Num, Partial, Pow, Size, Var, walk
from gen.algebra.families import family_of, place_of
from gen.algebra.printer import text
from gen.algebra.sizes import letters_in
from gen.messages.errors import VerificationError
from gen.model.derivation import Derivation, Statement
from gen.model.problem import Cell, Item
from gen.model.verified import Check, Verified
from gen.verify.image_sizes import has_images, image_entries, image_sizes, multiplications
from gen.verify.parameter_sizes import parameter_entries, rows_and_columns

ENTRIES = "rows times columns from equal sizes"
LOOPS = "loops over places"
SHAPES = "shapes from rows and columns"
LETTERS = ((7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47), (59, 53, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103))
"""Numbers for letters that are sizes, two choices of them."""

Layers = Mapping[int, Mapping[str, int]]
"""The entries of the parameters of each layer, by the cell's own names; a cell that is no stack is the layer 0."""


def verify_sizes(derivation: Derivation, counted: Mapping[Atom, int]) -> Verified:
    """Confirm each number of a derivation by one that was counted another way. Raises VerificationError."""
    for step in derivation.numbers:
        if step.value != counted.get(step.lhs):
            raise VerificationError(f"{text(step.lhs)}: {LOOPS} give {counted.get(step.lhs)}, the derivation {step.value}")
    return Verified(derivation, (Check(LOOPS, len(derivation.numbers)),))


def entries_of_layers(cell: Cell, declared: Mapping[str, tuple[int, ...]], names: Collection[str]) -> Layers:
    """The entries of these parameters of a cell, found without the shapes of the tool. Raises VerificationError."""
    return image_entries(cell, declared) if has_images(cell, declared) else parameter_entries(cell, declared, names)


def entries_by_name(layers: Layers) -> dict[str, int]:
    """The entries of each parameter; that of a layer of a stack has its number behind its name."""
    return {f"{name}_{layer}" if layer else name: n for layer, found in layers.items() for name, n in found.items()}


def _counted(count: Atom, layers: Layers, asked: Collection[str]) -> int:
    """What is counted: a parameter, a group, or all that are `asked` for, or all there are."""
    entries = entries_by_name(layers)
    match count:
        case Group(_, layer) if layer:
            return sum(layers[layer].values())
        case Group(names):
            return sum(entries[name] for name in names)
        case Size(name) if name:
            return entries[name]
        case _:
            return sum(entries[name] for name in asked or entries)


def verify_count(derivation: Derivation, asked: Collection[str], layers: Layers) -> Verified:
    """Confirm a count: each parameter, each group and all that are `asked` for (or all there are) by entries found another way.

    Raises VerificationError.
    """
    for step in derivation.numbers:
        found = _counted(step.lhs, layers, asked)
        if step.value != found:
            raise VerificationError(f"{text(step.lhs)}: {ENTRIES} give {found}, the derivation {step.value}")
    return Verified(derivation, (Check(ENTRIES, len(derivation.numbers)),))


def verify_lettered_count(derivation: Derivation, cell: Cell, item: Item, names: Collection[str]) -> Verified:
    """Confirm formulas of a count: for two choices of numbers for letters each form is what is counted with these. The first choice is the
    example of each line. Raises VerificationError."""
    lines: list[Statement] = [step for step in derivation.steps if isinstance(step, Statement)]
    for choice in LETTERS:
        numbers = numbers_for_letters(item, choice)
        layers = entries_of_layers(cell, item.sized(numbers), names)
        for i, line in enumerate(lines):
            wanted = _counted(line.lhs, layers, names)
            for form in line.forms:
                if (told := size_in_numbers(form, numbers)) != wanted:
                    raise VerificationError(f"{line.name}: {ENTRIES} give {wanted}, {text(form)} is {told}")
            if choice is LETTERS[0]:
                letters: dict[Atom, Value] = {Var(letter): Fraction(n) for letter, n in numbers.items()}
                lines[i] = replace(line, example={**letters, line.lhs: Fraction(wanted)})
    return Verified(replace(derivation, steps=tuple(lines)), (Check(ENTRIES, len(lines)),))


def verify_comparisons(
    derivation: Derivation,
    compared: Mapping[Size, tuple[Atom, Atom]],
    counted: Mapping[Atom, tuple[Cell, tuple[str, ...], str]],
    declared: Mapping[str, tuple[int, ...]],
) -> Verified:
    """Confirm counts of cells, and what two of them give: each has a cell, the names that are counted, and what of them. Sizes that stand
    between are counted place by place. Raises VerificationError."""
    found: dict[Atom, Fraction] = {}
    for atom, (cell, names, what) in counted.items():
        named = {use.var.name for equation in cell.equations for use in (equation.lhs, *equation.rhs.uses)}
        own = {name: sizes for name, sizes in declared.items() if name in named}
        if what == "multiplications":
            found[atom] = Fraction(sum(multiplications(name, cell, own) for name in names))
        else:
            entries = entries_by_name(entries_of_layers(cell, own, names))
            found[atom] = Fraction(sum(entries[name] for name in names))
        for step in derivation.numbers:
            if isinstance(step.lhs, Size) and step.lhs.units:
                name, _, place = step.lhs.name.partition("(")
                if name in named:
                    found[step.lhs] = Fraction(image_sizes(cell, own)[name][int(place.rstrip(")") or 1) - 1])
    for result, (one, other) in compared.items():
        found[result] = found[one] - found[other] if result.what == "difference" else found[one] / found[other]
    for step in derivation.numbers:
        if step.value != found.get(step.lhs):
            raise VerificationError(f"{text(step.lhs)}: {ENTRIES} give {found.get(step.lhs)}, the derivation {step.value}")
    return Verified(derivation, (Check(ENTRIES, len(derivation.numbers)),))


def verify_shapes(confirmed: Verified, cell: Cell, item: Item, answers: Mapping[Var | Partial, tuple[Expr, ...]]) -> Verified:
    """Confirm the shapes that are told, for two choices of numbers for letters. Raises VerificationError at the first that differs."""
    names = {var.name for asked in answers for var in ((asked.of, asked.wrt) if isinstance(asked, Partial) else (asked,))}
    for choice in LETTERS if item.letters else LETTERS[:1]:
        numbers = numbers_for_letters(item, choice)
        found = shapes_of_names(cell, item, numbers, names)
        for asked, extents in answers.items():
            told = tuple(size_in_numbers(extent, numbers) for extent in extents)
            first = len(told) if isinstance(asked, Var) else len(told) - _axes_behind(asked, told, found)
            parts = [(asked, told)] if isinstance(asked, Var) else [(asked.of, told[:first]), (asked.wrt, told[first:])]
            for var, own in parts:
                if not same_shape(own, found[var.name]):
                    shown = " x ".join(map(str, own)) or "a number"
                    raise VerificationError(f"{text(asked)}: {SHAPES} give {found[var.name]}, the derivation {shown}")
    return replace(confirmed, checks=(*confirmed.checks, Check(SHAPES, len(answers))))


def numbers_for_letters(item: Item, choice: Sequence[int]) -> dict[str, int]:
    """Numbers for letters, such that kernels fit into images."""
    kernels = {letter for shape in item.letters.values() if len(shape) > 3 for size in shape[-2:] for letter in letters_in(size)}
    return {letter: n % 4 + 2 if letter in kernels else n for letter, n in zip(item.size_letters, choice, strict=False)}


def _axes_behind(asked: Partial, told: tuple[int, ...], found: Mapping[str, tuple[int, ...]]) -> int:
    """How many of the axes of a derivative are those of what it is with respect to: as many as have its entries."""
    return next((n for n in range(len(told) + 1) if same_shape(told[len(told) - n :], found[asked.wrt.name])), len(told))


def same_shape(told: tuple[int, ...], found: tuple[int, ...]) -> bool:
    """Whether axes are those that were found; of a vector it may be a column or a row."""
    if len(told) == len(found):
        return told == found
    return len(found) == 2 and len(told) < 2 and prod(told) == prod(found) and 1 in found


def shapes_of_names(cell: Cell, item: Item, numbers: Mapping[str, int], names: Collection[str]) -> Mapping[str, tuple[int, ...]]:
    """Rows and columns of names, or all axes of images and kernels, with numbers for letters. Raises VerificationError."""
    declared: dict[str, tuple[int, ...]] = {}
    for var, one in item.given.items():
        places, own = place_of(var.name), shape_of(one.value)
        before = declared.get(family_of(var.name), (0,) * len(places))
        declared[family_of(var.name)] = (*map(max, zip(places, before, strict=False)), *own) if places else () if own == SCALAR else own
    declared |= item.sized(numbers)
    if has_images(cell, declared):
        sizes = image_sizes(
            cell, {name: tuple(n for n in own if n > 1) if len(own) == 2 and 1 in own else own for name, own in declared.items()}
        )
        if unknown := [name for name in names if name not in sizes]:
            raise VerificationError(f"{SHAPES}: nothing tells that of {unknown[0]}")
        return {name: sizes[name] for name in names}
    found: list[Mapping[str, tuple[int, int]]] = []
    for parameters in _possible_parameters(cell, declared):
        with suppress(VerificationError):
            found.append(rows_and_columns(cell, declared, parameters, names))
    if not found or any(one != found[0] for one in found):
        raise VerificationError(f"{SHAPES}: rows and columns of the cell '{cell.name}' are not told")
    return found[0]


def _possible_parameters(cell: Cell, declared: Mapping[str, tuple[int, ...]]) -> list[list[str]]:
    """What may be the parameters of a cell: all without a time but one input, which has a size or is a place in a table."""
    uses = [use.var for equation in cell.equations for use in equation.rhs.uses]
    computed = {equation.lhs.var.name for equation in cell.equations}
    free = list(dict.fromkeys(var.name for var in uses if var.name not in computed))
    timed = {var.name for var in uses if var.time is not None}
    lookups = [e for equation in cell.equations for e in walk(equation.rhs.expr) if isinstance(e, Call) and e.fn in LOOKUPS]
    tables, places = ({part.name for call in lookups for part in walk(call.args[i]) if isinstance(part, Var)} for i in (0, 1))
    data = [name for name in free if name in places or (name in declared and name not in tables)]
    if timed & {*free} or not data:
        return [[name for name in free if name not in timed]]
    return [[name for name in free if name != one] for one in data]


def size_in_numbers(e: Expr, numbers: Mapping[str, int]) -> int:
    """A size of letters and numbers."""
    match e:
        case Num(value):
            return int(value)
        case Var(name):
            return numbers[name]
        case Add(parts):
            return sum(size_in_numbers(part, numbers) for part in parts)
        case Mul(parts):
            return prod(size_in_numbers(part, numbers) for part in parts)
        case Neg(arg):
            return -size_in_numbers(arg, numbers)
        case Pow(base, Num(exponent)):
            return int(size_in_numbers(base, numbers) ** int(exponent))
        case Call("floor", (Div(top, bottom),)):
            return size_in_numbers(top, numbers) // size_in_numbers(bottom, numbers)
    raise VerificationError(f"{text(e)} is no size")
