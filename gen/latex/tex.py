"""LaTeX as a type: a `Tex` may go to the page as it is, a plain string may not. A TikZ picture from its lines."""

import re
from collections.abc import Iterable
from functools import lru_cache

from gen.messages.characters import in_text

SHORT = 200  # characters


class Tex(str):
    """LaTeX source. `Tex + Tex` is a plain string again: say what the sum is.

    Equal short ones are one object: all keys of an exam are made of the same few thousand, four in five of which would be copies.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> "Tex":
        return _kept(text) if len(text) < SHORT else super().__new__(cls, text)


@lru_cache(maxsize=16_384)
def _kept(text: str) -> Tex:
    return str.__new__(Tex, text)


NOTHING = Tex("")


def escape(text: str) -> Tex:
    """Text as LaTeX that prints it; a Tex passes."""
    return text if isinstance(text, Tex) else Tex(in_text(text))


def utf16_digits(text: str) -> Tex:
    """Text as the hexadecimal digits of UTF-16 that it has in strings of a PDF."""
    return Tex(text.encode("utf-16-be").hex().upper())


def unfitted(formula: str) -> tuple[str, float]:
    """A formula without its scale `\\fitted{0.85}{...}`, and the scale."""
    found = re.fullmatch(r"\\fitted\{([\d.]+)\}\{(.*)\}", formula)
    return (found[2], float(found[1])) if found else (formula, 1.0)


def picture(rows: Iterable[str], wide: float, limit: float) -> Tex:
    """A tikzpicture that is `wide` pt wide; one that is wider than `limit` pt is made smaller as a whole."""
    smaller = f",scale={limit / wide:.3f},transform shape" if wide > limit else ""
    return Tex("\n".join([rf"\begin{{tikzpicture}}[gen figure{smaller}]", *rows, r"\end{tikzpicture}"]))
