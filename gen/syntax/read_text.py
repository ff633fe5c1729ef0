"""LaTeX of running text that the tool has written, taken apart again for those who write another format."""

import re

from gen.messages.errors import Location
from gen.model.math_tree import TextInMath
from gen.model.source import Text
from gen.syntax.read_math import read_math


def words_and_formulas(tex: str) -> list[str]:
    """Words, without the LaTeX that prints them, and the formulas between `$` signs by turns: words come first and last, even if empty."""
    parts = re.split(r"(?<!\\)\$", tex)
    return [part if i % 2 else _words(part) for i, part in enumerate(parts)]


def _words(tex: str) -> str:
    row = read_math(Text(rf"\text{{{tex}}}", Location("", 1, 1))) if tex else ()
    return "".join(part if isinstance(part, str) else "" for node in row if isinstance(node, TextInMath) for part in node.parts)
