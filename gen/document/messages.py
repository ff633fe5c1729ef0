"""A message of the tool as running text: what stands in backticks is a formula, or source text where it is none."""

import re
from fractions import Fraction

from gen.algebra.expr import Expr, Neg, Num
from gen.algebra.rounding import normalized_literal
from gen.messages.errors import InputErrors, Location
from gen.model.problem import Inline
from gen.model.source import Text
from gen.syntax import MATRIX_FUNCTIONS, NUMBER, expression, formula

_NUMBER = re.compile(r"\d+/\d+|\d+(\.\d+)?(e[+-]?\d{1,4})?")


def formulas_in(message: str) -> list[Inline]:
    """Words and formulas of a message in order."""
    parts = enumerate(message.split("`"))
    return [_code(part) if i % 2 else Inline("text", part) for i, part in parts]


def _code(source: str) -> Inline:
    """An expression or a relation between two; source text where it is neither."""
    left, *relation = re.split(r" (=|!=|<|<=|>|>=) ", source, maxsplit=1)
    sides = [e for side in (left, *relation[1:]) if (e := _read(side)) is not None]
    if len(sides) <= len(relation[1:]):
        return Inline("source", source)
    return Inline("relation", relation[0], chain=tuple(sides)) if relation else Inline("expr", source, sides[0])


def _read(source: str) -> Expr | None:
    """A formula, or an expression with functions of matrices; powers are read as `text` writes them, too."""
    where = Location("", 1, 1)
    if source.startswith("-") and _NUMBER.fullmatch(source[1:]):
        # The minus sign of a fraction stands before it, not in its numerator.
        e = _read(source[1:])
        return Neg(e) if e is not None else None
    if NUMBER.fullmatch(source):
        return Num(Fraction(source), normalized_literal(source))
    for read in (formula, lambda text: expression(text, MATRIX_FUNCTIONS).expr):
        try:
            return read(Text(source.replace("^", "**"), where))
        except InputErrors:
            continue
    return None
