"""Counts in the letters of an author: `k*(d + 1)` parameters, confirmed for numbers in place of the letters."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from gen.algebra.expr import Atom, Expr, Group, Num, Size, replace_atoms
from gen.algebra.printer import text
from gen.algebra.sizes import letters_in, size_expr
from gen.calculus import has_images, in_letters, layer_sizes, letter_numbers, simplified
from gen.calculus.parameter_shapes import ParameterShapes
from gen.messages.errors import InputError, InputErrors
from gen.model.derivation import Derivation, Plan, Statement
from gen.model.problem import Cell, Inline, Item
from gen.model.verified import Verified
from gen.questions.formulas import FormulaAnswer
from gen.questions.kind import AskedItem
from gen.verify import verify_lettered_count


def counted_in_letters(plan: Plan, shapes: ParameterShapes, asked: AskedItem, names: Sequence[str]) -> Verified:
    """The lines of a count as formulas. Raises InputErrors, and VerificationError where numbers for the letters give another count."""
    item, cell = asked.item, asked.cell
    used = {use.var.name for equation in cell.equations for use in (equation.lhs, *equation.rhs.uses)}
    if taken := [letter for letter in item.size_letters if letter in used]:
        message = f"'{taken[0]}' is a letter for a size and a name of the cell '{cell.name}'"
        raise InputErrors([InputError(item.where, message, "take another letter")])
    meaning = _meanings(item, cell, shapes)
    found: list[Statement] = []
    known: dict[Atom, Expr] = {}
    for line in plan.steps:
        if line.hidden or not isinstance(line.lhs, Size | Group):
            continue
        whole = replace_atoms(line.written, lambda atom: known.get(atom, atom))
        written, short = in_letters(whole, meaning.__getitem__), simplified(in_letters(whole, meaning.__getitem__))
        known[line.lhs] = short
        forms = [written, *([short] if text(short) != text(written) else [])]
        chain = (line.lhs, *forms)
        found.append(Statement("formula", text(line.lhs), (Inline("relation", "=", chain=chain),), chain=chain))
    answer = FormulaAnswer(plan.answers[0], known[plan.answers[0]])
    return verify_lettered_count(Derivation(tuple(found), (answer,), {}), cell, item, names)


def _meanings(item: Item, cell: Cell, shapes: ParameterShapes) -> Mapping[Size, Expr]:
    """What each size is in letters and numbers."""
    declared = item.sized(letter_numbers(item))
    stated = {
        axis: size_expr(size)
        for name, sizes in item.letters.items()
        for axis, size in zip(_axes(name, len(sizes)), sizes, strict=True)
        if letters_in(size)
    }
    if has_images(cell, declared):
        layers = layer_sizes(cell, declared)

        def of(axis: Size) -> Expr:
            line = layers.lines.get(axis)
            return stated.get(axis.name) or (Num(Fraction(layers.units[axis])) if line is None else replace_atoms(line, _sized))

        def _sized(atom: Atom) -> Expr:
            return of(atom) if isinstance(atom, Size) else atom

        return {axis: of(axis) for axis in layers.units}
    return {Size(axis, units=True): stated.get(axis, Num(Fraction(n))) for axis, n in shapes.units.items()}


def _axes(name: str, count: int) -> list[str]:
    return [name] if count == 1 else [f"{name}({i})" for i in range(1, count + 1)]
