"""An author's text in simple pieces: exact numbers such as `-3`, `3/2` and `0.1`, and what stands between commas."""

import re
from fractions import Fraction

from gen.messages.characters import ascii_instead
from gen.messages.errors import InputError, InputErrors
from gen.model.source import Text
from gen.syntax.parse import NUMBER

MAX_GIVEN_BITS = 800


def constant(text: Text) -> Fraction:
    """Read an exact number such as -3, 3/2 or 0.1. Raises InputErrors if the text is anything else."""
    match = re.fullmatch(r"([+-]?)\s*(\S+?)(?:\s*/\s*(\S+))?", text.value)
    parts = match.groups() if match else ("", "", None)
    if not NUMBER.fullmatch(parts[1]) or not (parts[2] is None or NUMBER.fullmatch(parts[2])):
        hint = "a list stands without quotes" if text.value.startswith("[") else _plain(text.value) or ascii_instead(text.value)
        raise InputErrors([InputError(text.where, f"expected a number such as -3, 3/2 or 0.1, found '{text.value}'", hint)])
    bottom = Fraction(parts[2]) if parts[2] else Fraction(1)
    if bottom == 0:
        raise InputErrors([InputError(text.where, f"division by zero in '{text.value}'")])
    value = Fraction(parts[1]) / bottom
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_GIVEN_BITS:
        raise InputErrors([InputError(text.where, "a number in a problem file has at most 240 digits")])
    return -value if parts[0] == "-" else value


def _plain(number: str) -> str:
    """What to write for a number with its thousands apart or with a decimal comma."""
    apart = re.fullmatch(r"([+-]?\d{1,3})((?:[\s',]\d{3})+)((?:\.\d+)?)", number)
    comma = re.fullmatch(r"([+-]?\d+),(\d+)", number)
    if apart:
        digits = re.sub(r"\D", "", apart[2])
        return f"write {apart[1]}{digits}{apart[3]}"
    if ";" in number:
        return "the rows of a matrix are lists: [[1, 2], [3, 4]]"
    if "," in number and not comma:
        return f"a list stands in brackets: [{number}]"
    return f"write {comma[1]}.{comma[2]}" if comma else ""


def split(text: Text, separator: str = ",") -> tuple[Text, ...]:
    """The pieces between separators that stand outside brackets."""
    pieces, start, depth = [], 0, 0
    for i, c in enumerate(text.value):
        depth += (c in "([") - (c in ")]")
        if c == separator and depth == 0:
            pieces.append(text.part(start, i))
            start = i + 1
    return (*pieces, text.part(start, len(text.value)))
