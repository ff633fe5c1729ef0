"""Sentences about shapes read back: each name in them has as many rows and columns as its cell says, with numbers for letters."""

import re
from collections.abc import Sequence
from dataclasses import replace
from math import prod

from gen.algebra.expr import Call, Partial, Var
from gen.latex import Latex
from gen.messages.errors import VerificationError
from gen.model.derivation import Statement
from gen.model.problem import Cell, Item
from gen.model.solved import Solved
from gen.model.source import Use
from gen.verify.counts import LETTERS, numbers_for_letters, same_shape, shapes_of_names

_SHAPE = re.compile(r"\$(?P<name>[^$]+?) \\in \\mathbb\{R\}(?:\^\{(?P<sizes>[^$]*)\})?\$")


def read_shapes(statement: Statement, sentence: str, one: Solved, item: Item, latex: Latex) -> list[float]:
    """A 0 for each shape in a sentence. Raises VerificationError where one is another, and where the one that was asked for is missing."""
    told = [(found["name"], found["sizes"] or "") for found in _SHAPE.finditer(sentence)]
    wanted = [put for piece in statement.pieces for row in piece.slots.values() for put in row if put.kind == "shape"]
    if len(told) != len(wanted) or not told:
        raise VerificationError(f"{statement.name}: {len(told)} shapes are told, not {len(wanted)}: {sentence}")
    numbers = numbers_for_letters(item, LETTERS[0])
    for (name, sizes), piece in zip(told, wanted, strict=True):
        if piece.expr is None or latex.expr(piece.expr) != name:
            raise VerificationError(f"{statement.name}: the shape of {name} is told out of place")
        found = tuple(_size(size, item, latex, numbers) for size in sizes.split(r" \times ")) if sizes else ()
        assert one.reading is not None
        if not _is_shape(piece.expr, found, one.reading.cell, item, numbers):
            raise VerificationError(f"{statement.name}: {name} is told to be {sizes or 'a number'}, and is not")
    return [0.0] * len(told)


def read_shape_cell(what: str, text: str, uses: Sequence[Use], item: Item, latex: Latex) -> list[float]:
    """A 0 for a cell that has the shape of a name, or of the derivative of one with respect to another. Raises VerificationError."""
    asked = uses[0].var if len(uses) == 1 else Partial(uses[0].var, uses[1].var)
    numbers = numbers_for_letters(item, LETTERS[0])
    sizes = text.strip("$").split(r" \times ")
    found = () if sizes == ["1"] else tuple(_size(size, item, latex, numbers) for size in sizes)
    if not text.startswith("$") or not _is_shape(asked, found, item.readings[0].cell, item, numbers):
        raise VerificationError(f"the cell {what} of the table says {text}, which is not its shape")
    return [0.0]


def _is_shape(e: object, told: tuple[int, ...], cell: Cell, item: Item, numbers: dict[str, int]) -> bool:
    """Whether these are the axes of a name, or of a derivative; of the column of an image, whether it has as many entries."""
    match e:
        case Var(name):
            return same_shape(told, shapes_of_names(cell, item, numbers, [name])[name])
        case Call(_, (Var(name),)):
            return told == (prod(shapes_of_names(cell, item, numbers, [name])[name]),)
        case Partial(of, wrt):
            return any(
                _is_shape(of, told[:n], cell, item, numbers) and _is_shape(wrt, told[n:], cell, item, numbers) for n in range(len(told) + 1)
            )
    return False


def _size(written: str, item: Item, latex: Latex, numbers: dict[str, int]) -> int:
    """A size of numbers and letters, added and multiplied. Raises VerificationError where it cannot be read."""
    plain = replace(latex, shapes={})  # letters of sizes are no vectors
    letters = {plain.name(Var(letter)): n for letter, n in numbers.items()}
    total = 0
    for term in written.split(" + "):
        product = 1
        for factor in re.split(r" \\cdot |\\,", term):
            if factor not in letters and not factor.isdigit():
                raise VerificationError(f"{factor} is no size")
            product *= letters.get(factor) or int(factor)
        total += product
    return total
