"""Which options are the same on paper: all of them by what is printed, texts with their numbers, and a mere number as a number."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from gen.algebra.arrays import Value, numbers
from gen.algebra.numbers import NumberFormat
from gen.algebra.printer import number_text
from gen.algebra.rounding import TypedNumber, as_printed
from gen.messages.errors import InputErrors, Location
from gen.model.choice import Option, OptionVerdict
from gen.model.problem import Inline
from gen.model.source import Text
from gen.questions.option_numbers import look_alike
from gen.syntax import constant, constant_of

_FRACTION = re.compile(r"\\[dt]?frac\{(-?\d+)\}\{(\d+)\}")
_COMMA = re.compile(r"(?![+-]?[1-9]\d{0,2},\d{3}$)([+-]?\d+),(\d+)")

Printed = tuple[bool, Value] | list[object]
"""A number and whether it was typed, or what a text says."""


def twins(options: Sequence[Option], verdicts: Sequence[OptionVerdict], shown: NumberFormat) -> Iterator[tuple[int, int]]:
    """The places of each two options that are the same on paper."""
    printed = [_printed(*both, shown) for both in zip(options, verdicts, strict=True)]
    for (i, one), (j, other) in combinations(enumerate(printed), 2):
        if look_alike(one, other, shown) if isinstance(one, tuple) and isinstance(other, tuple) else one == other:
            yield i, j


def _printed(option: Option, verdict: OptionVerdict, shown: NumberFormat) -> Printed:
    """What is printed of an option: its number, also where that is all that a text or a formula is, or what it says."""
    if verdict.number is not None:
        return option.typed is not None, verdict.number
    pieces = [one for one in verdict.shown if not (one.kind == "text" and not one.text.strip())]
    if len(pieces) == 1 and pieces[0].kind == "value" and pieces[0].values:
        (value,) = pieces[0].values.values()
        return any(isinstance(x, TypedNumber) for x in numbers(value)), value
    words = _words(verdict.shown, option.where, shown)
    number = _number(words[0], option.where) if len(words) == 1 and isinstance(words[0], str) else None
    return words if number is None else (True, number)


def _words(pieces: Sequence[Inline], where: Location, shown: NumberFormat) -> list[object]:
    """What a text says, however it is spaced and whatever of it is bold; numbers in it as words."""
    found: list[object] = []
    for piece in pieces:
        one = _word(piece, where, shown)
        if isinstance(one, str) and found and isinstance(found[-1], str):
            found[-1] += one
        elif one != "":
            found.append(one)
    words = [" ".join(one.split()).casefold() if isinstance(one, str) else one for one in found]
    return [one for one in words if one != ""]


def _word(piece: Inline, where: Location, shown: NumberFormat) -> object:
    match piece.kind:
        case "begin" | "end" if piece.text in ("strong", "emphasis"):
            return ""
        case "text" | "code":
            return piece.text
        case "value" if piece.values:
            (value,) = piece.values.values()
            return number_text(as_printed(value, shown))
        case "math" | "formula":
            number = _number(piece.text, where)
            return ("math", "".join(piece.text.split())) if number is None else str(number)
        case "expr" if piece.expr is not None:
            number = constant_of(piece.expr)
            return ("expr", piece.expr) if number is None else str(number)
        case _:
            return piece


def _number(words: str, where: Location) -> Fraction | None:
    """The number that a text is, if it is nothing else: `4`, `-1/3`, `0,5`."""
    plain = _FRACTION.sub(r"\1/\2", words.strip()).replace("{,}", ".").replace("−", "-")
    try:
        return constant(Text(_COMMA.sub(r"\1.\2", plain) if _COMMA.fullmatch(plain) else plain, where))
    except InputErrors:
        return None
