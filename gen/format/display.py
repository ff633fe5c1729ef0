"""How a problem shows its numbers, and how far an answer may be off."""

import re
from collections.abc import Mapping
from typing import Literal, get_args

from gen.algebra.numbers import NumberFormat
from gen.calculus import Direction
from gen.model.answers import Tolerance
from gen.model.problem import Weight
from gen.syntax import Fields

_DIGITS = 12  # at most
_FRACTIONS: Mapping[str, Literal["all", "short", "none"]] = {"": "short", "fractions": "all", "decimals": "none"}


def read_number_format(fields: Fields) -> NumberFormat:
    """`shown: 4 digits` or `3 decimals`, and `numbers: fractions` or `decimals`, without which fractions are those that are short."""
    fractions = _FRACTIONS[fields.choice("numbers", "")]
    text = fields.text("shown")
    match = re.fullmatch(r"(\d{1,3})\s+(digit|decimal)s?", text.value, re.ASCII) if text else None
    if match and (match[2] == "decimal" or match[1] != "0") and int(match[1]) <= _DIGITS:
        return NumberFormat("digits" if match[2] == "digit" else "decimals", int(match[1]), fractions)
    if text:
        fields.fault(text.where, f"'shown' is 1 to {_DIGITS} digits or 0 to {_DIGITS} decimals, found '{text.value}'", "such as 4 digits")
    return NumberFormat(fractions=fractions)


def read_tolerance(fields: Fields) -> Tolerance | None:
    """`tolerance: 0.001` or `1%`."""
    text = fields.text("tolerance")
    if not text:
        return None
    relative = text.value.endswith("%")
    value = fields.fraction(text.part(0, len(text.value) - relative))
    if value is not None and value <= 0:
        fields.fault(text.where, f"a tolerance is a positive number such as 0.001, or 1%, found '{text.value}'")
    return Tolerance(value / 100 if relative else value, relative) if value is not None else None


def read_notation(fields: Fields) -> Weight | None:
    """`notation: plain`, so that vectors and matrices are not bold; None if the file does not say."""
    text = fields.text("notation")
    fields.choice("notation", "bold")
    return next((weight for weight in get_args(Weight) if text and weight == text.value), None)


def read_orientation(fields: Fields) -> Direction | None:
    """`vectors: rows` or `columns`, where the equations do not tell."""
    text = fields.text("vectors")
    fields.choice("vectors", "columns")
    return next((direction for direction in get_args(Direction) if text and direction == text.value), None)
