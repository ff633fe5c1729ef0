"""Texts and numbers that stand behind many keys."""

from typing import get_args

from gen.messages.sentences import LANGUAGES
from gen.model.keys import Form, ListOf, Named, Scalar, Value
from gen.model.problem import Weight

_PLAIN = r"([0-9]{1,200}(\.[0-9]{0,200})?|\.[0-9]{1,200})([eE][+-]?[0-9]{1,3})?"
_SIGNED = rf"[+-]?\s*{_PLAIN}(\s*/\s*{_PLAIN})?"
MAKERS = ("linspace", "arange", "full", "zeros", "ones", "eye", "normal", "uniform")
"""What makes numbers, as in `zeros(2, 3)`."""

TEXT = Scalar("a text")
PROSE = Scalar("a text for the page", spoken="text")
MARKDOWN = Scalar("a text for the page, in [Markdown](format.md#markdown)", spoken="text")
IDENT = Scalar("letters, digits, `-` and `_`", pattern=r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
NUMBER = Scalar("a number such as `3`, `3/2` or `0.1`", pattern=_SIGNED)
POINTS = Scalar("points, in halves", pattern=_SIGNED, least=0, most=1000, like=("1", "1/2"))
NUMBER_OR_MADE = Scalar(
    "a number, or what [makes numbers](format/cells.md#numbers-that-are-made), `zeros(2, 3)`",
    pattern=rf"{_SIGNED}|({'|'.join(MAKERS)})(\s*\([\s\S]*\))?",
)
NAMES = Scalar("names, with commas between them")
YES_NO = Scalar("`yes` or `no`", one_of=("yes", "no"))
LANGUAGE = Scalar("a language", one_of=LANGUAGES)
NOTATION = Scalar("how letters are set", one_of=get_args(Weight))
TOLERANCE = Scalar("a number, or a percentage", pattern=rf"{_PLAIN}(\s*/\s*{_PLAIN})?\s*%?", like=("0.001", "1%"))


def whole(least: int, most: int | None = None) -> Scalar:
    """A whole number between bounds."""
    words = f"a whole number from {least} {'on' if most is None or most > 10**9 else f'to {most:,}'}"
    return Scalar(words, pattern=r"[0-9]+", least=least, most=most)


def between(words: str, least: int, most: int) -> Scalar:
    """A number, or from the least to the most, `2..4`."""
    number = rf"{_PLAIN}(\s*/\s*{_PLAIN})?"
    return Scalar(f"{words}, or from the least to the most, `2..4`", pattern=rf"{number}(\s*\.\.\s*{number})?", least=least, most=most)


def nested(item: Form, depth: int, words: str = "numbers") -> Value:
    """An item, or lists of items nested so deep."""
    found: Value = (item,)
    for _ in range(depth):
        found = (item, ListOf(words, found))
    return found


REASONS = Named("findings and reasons", (PROSE,), like=("printed h[2]", "given c", "horizon"))
SIZES: Value = nested(
    Scalar("a size: a whole number, a letter or a product", pattern=r"\s*[A-Za-z0-9_]+(\s*\*\s*[A-Za-z0-9_]+)*\s*"), 1, "sizes"
)
