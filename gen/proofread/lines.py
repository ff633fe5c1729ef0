"""What printed lines stand for: one that has been read with the same words and the same numbers for its names is not read again."""

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from gen.algebra.arrays import Shape
from gen.algebra.numbers import NumberFormat
from gen.proofread import reader
from gen.proofread.intervals import Bounds, Interval, IntervalMatrix, listed
from gen.proofread.tokens import Vocabulary, tokens

Known = tuple[str, Interval | IntervalMatrix, tuple[type, ...]]
"""A name with its range, and the kinds of its numbers: an exact 1 equals one that is not, and is read otherwise."""


def read_line(
    form: str,
    words: Vocabulary,
    names: Mapping[str, Interval | IntervalMatrix],
    kinks: Mapping[str, Fraction],
    shown: NumberFormat | None,
    shape: Shape | None = None,
) -> Bounds:
    """The same as `reader.evaluate_latex` of its tokens, of which a form without names needs none. Raises ValueError."""
    used = dict.fromkeys(token.text for token in tokens(form, words) if token.kind == "name" and token.text in names)
    known = tuple((name, names[name], _kinds(names[name])) for name in used)
    found = _read(form, words, known, tuple(kinks.items()), shown, shape)
    if isinstance(found, str):
        raise ValueError(found)
    return found


def _kinds(value: Interval | IntervalMatrix) -> tuple[type, ...]:
    return tuple(type(end) for entry in listed(value) for end in (entry.low, entry.high))


@lru_cache(maxsize=4096)  # numbers and rows of variants come again
def _read(
    form: str,
    words: Vocabulary,
    known: tuple[Known, ...],
    kinks: tuple[tuple[str, Fraction], ...],
    shown: NumberFormat | None,
    shape: Shape | None,
) -> Bounds | str:
    """What it stands for, or why it cannot be read."""
    names = {name: value for name, value, _ in known}
    try:
        return reader.evaluate_latex(tokens(form, words), names, dict(kinks), shown, shape)
    except ValueError as error:
        return str(error)


@lru_cache(maxsize=4096)
def may_round(form: str, words: Vocabulary, shown: NumberFormat) -> bool:
    """Whether a number of a line may be a rounded one."""
    return reader.may_round(tokens(form, words), shown)
