"""Whether a relation holds between values: the one rule for claims, options, cells of tables and requirements."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

from gen.algebra.arrays import SCALAR, Array, Value, numbers, rows_of, shape_of, shape_words
from gen.algebra.expr import Expr, Num, Var
from gen.algebra.numbers import Number, NumberFormat, nearly_equal
from gen.algebra.rounding import is_exact, rounded_text
from gen.messages.errors import InputError, InputErrors, Location, MathError
from gen.model.problem import Inline, sentence_inline
from gen.model.source import Relation, relation_holds

_TOLD = Fraction(1, 10**30)  # relative: what is nearer than this may be the same number


def holds_between(sign: str, left: Value, right: Value, same: Callable[[Number, Number], bool] = nearly_equal) -> bool:
    """Whether a relation holds, between arrays for each entry; two arrays are different where one entry is.

    Raises MathError where shapes differ, and what `same` raises.
    """
    pairs = paired(left, right)
    if sign == "!=":
        return not all(same(a, b) for a, b in pairs)
    return all(relation_holds(sign, Fraction(a) < Fraction(b), same(a, b)) for a, b in pairs)


def certainly_same(a: Number, b: Number) -> bool:
    """Whether two numbers are the same. Raises MathError where they are rounded and too near to tell."""
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a == b
    x, y = Fraction(a), Fraction(b)
    if abs(x - y) <= _TOLD * max(abs(x), abs(y)):
        raise MathError("both sides are rounded, and too near to each other to tell them apart")
    return False


def paired(left: Value, right: Value) -> list[tuple[Number, Number]]:
    """Their entries; a number stands beside each. Raises MathError where shapes differ."""
    if len({shape_of(left), shape_of(right)} - {SCALAR}) > 1:
        raise MathError(f"it compares {shape_words(shape_of(left))} with {shape_words(shape_of(right))}")
    ones, others = numbers(left), numbers(right)
    size = max(len(ones), len(others))
    return list(zip(ones * (size // len(ones)), others * (size // len(others)), strict=True))


def failing_entry(
    sides: tuple[Expr, Expr], values: tuple[Value, Value], sign: str, where: Location, same: Callable[[Number, Number], bool] = nearly_equal
) -> tuple[tuple[Expr, Expr], dict[Var, Value]]:
    """Both sides with the first entry for each array, between which a relation fails, and the values of these entries.

    Nothing changes where both are numbers, and where a relation says that arrays are different. Raises InputErrors.
    """
    size = next((value.shape for value in values if isinstance(value, Array)), None)
    if size is None or sign == "!=":
        return sides, {}
    places = product(range(1, size[0] + 1), range(1, size[1] + 1))
    row, column = next(place for place, both in zip(places, paired(*values), strict=True) if not holds_between(sign, *both, same=same))
    found: dict[Var, Value] = {}

    def told(side: Expr, value: Value) -> Expr:
        if not isinstance(value, Array):
            return side
        if not isinstance(side, Var) or side.index:
            message = "of arrays only values with a name can be compared"
            raise InputErrors([InputError(where, message, "give the expression a name by an equation of the cell")])
        entry = Var(side.name, side.time, (row, column) if 1 not in size else (max(row, column),))
        found[entry] = rows_of(value)[row - 1][column - 1]
        return entry

    return (told(sides[0], values[0]), told(sides[1], values[1])), found


def compare_values(what: str, sign: str, left: Value, right: Value, where: Location) -> bool:
    """Whether a relation holds between values, wherever an item asks it. Raises InputErrors where rounded ones do not tell."""
    try:
        return holds_between(sign, left, right, certainly_same)
    except MathError as error:
        raise undecided(what, where, error) from None


def undecided(what: str, where: Location, error: Exception) -> InputErrors:
    """What is said of a relation that numbers do not decide."""
    return InputErrors([InputError(where, f"'{what}' cannot be decided: {error}", "choose other numbers, or ask it as an open question")])


def relation_inline(relation: Relation) -> Inline:
    """A relation as it is written, without numbers."""
    return Inline("relation", relation.sign, chain=(relation.left.expr, relation.right.expr))


def further_down(relations: Sequence[Inline], shown: NumberFormat) -> tuple[Inline, ...]:
    """A sentence on the relations whose sides differ, and are the same as they are printed."""
    found = [replace(one, values=None) for one in relations if one.text in ("<", ">", "!=") and _is_printed_alike(one, shown)]
    if not found:
        return ()
    return Inline("text", " "), sentence_inline("The sides of {relations} differ in digits that are not shown here.", relations=found)


def _is_printed_alike(relation: Inline, shown: NumberFormat) -> bool:
    values = relation.values or {}
    sides = [side.value if isinstance(side, Num) else values[side] for side in relation.chain if isinstance(side, Num) or side in values]
    if len(sides) != 2:
        return False
    alike = [
        not (is_exact(a, shown) and is_exact(b, shown)) and rounded_text(a, shown) == rounded_text(b, shown) for a, b in paired(*sides)
    ]
    return all(alike) if relation.text == "!=" else any(alike)
