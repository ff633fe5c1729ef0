"""What an author's text has besides words and formulas, as LaTeX: lists, tables, listings, and code in a line."""

import keyword
import re
from collections.abc import Mapping, Sequence

from gen.latex import Tex, escape, text_width
from gen.model.gaps import GAP

BETWEEN = 14.0  # points between two columns of a table
_BULLET, _BEHIND = r"\textbullet", 6.0  # what stands before an entry without a number; points behind it
_PYTHON = ("python", "py", "pytorch")
_TOKENS = re.compile(
    r"(?P<comment>#.*)|(?P<quotes>'''|\"\"\")[\s\S]*?(?:(?P=quotes)|\Z)|'(?:\\.|[^'\\\n])*+'?|\"(?:\\.|[^\"\\\n])*+\"?|(?P<word>\w++)|[^\w'\"#]++"
)
GAP_WIDTH, BEFORE_CODE = 11, 2  # characters: an empty gap, and what its number takes before code
_GAP = 0xF0000  # a private character, which no text has, stands for the gap with its number
_GAPS = re.compile("([\U000f0000-\U000f00ff])")
_CODE, _AROUND = 5.25, 8.0  # points: a character of code, and what the grey of a listing has beside it
_WIDE = re.compile(r"\\begin\{(?:listing|smalltable\}\{\w+)\}\{([\d.]+)pt\}")
_WHOLE = re.compile(r"\\begin\{(listing|smalltable)\}.*?\\end\{\1\}", re.DOTALL)
_LINES = re.compile(r"\n\n|\\\\\n|\n(?=\\(?:nextentry|codeline)\b)")


def indent(label: str) -> float:
    """By how many points the entries of a list are set in whose widest label this is."""
    return text_width(label or _BULLET) + _BEHIND


def entries(label: str, text: str) -> str:
    return f"\n\\begin{{entries}}{{{label or _BULLET}}}\n{text.strip()}\n\\end{{entries}}\n"


def entry(label: str, text: str) -> str:
    return f"\\nextentry{{{label or _BULLET}}}{text.strip()}\n"


def table(columns: str, rows: Sequence[Sequence[str]], inset: float) -> str:
    """A table with its first row as its head, by so many points set in; behind the alignment of its `columns` stands how far it reaches."""
    wide = [max(map(text_width, column)) for column in zip(*rows, strict=True)]
    # A fraction or a row in brackets is higher than a line of text.
    tall = [r"\tallrow " if any(r"\frac" in cell or "pmatrix" in cell for cell in row) else "" for row in rows]
    head, *others = [strut + " & ".join(row) + r" \\" for strut, row in zip(tall, rows, strict=True)]
    lines = [
        f"\\begin{{smalltable}}{{{columns}}}{{{inset + sum(wide) + BETWEEN * (len(wide) - 1):.1f}pt}}",
        head,
        r"\belowtablehead",
        *others,
    ]
    return "\n" + "\n".join([*lines, r"\tablefoot", r"\end{smalltable}"]) + "\n"


def listing(code: str, language: str, inset: float, filled: Mapping[int, str]) -> str:
    """Lines of code, by so many points set in, with how far they reach; in Python keywords are bold and comments grey.

    A gap is a box with its number, or what it is `filled` with. Code around a gap looks the same whatever belongs there.
    """
    found = _set_code(GAP.sub(lambda gap: chr(_GAP + int(gap[1])), code), language)
    lines = (f"\\codeline{{{_with_gaps(line, language, filled)}}}" for line in found.split("\n"))
    reach = inset + _AROUND + _CODE * max(_characters(line, filled) for line in code.split("\n"))
    return f"\n\\begin{{listing}}{{{reach:.1f}pt}}\n" + "\n".join(lines) + "\n\\end{listing}\n"


def _set_code(code: str, language: str) -> str:
    found = "".join(map(_token, _TOKENS.finditer(code))) if language.lower() in _PYTHON else _typed(code)
    return found.replace(" ", "~")


def _with_gaps(line: str, language: str, filled: Mapping[int, str]) -> str:
    """A line with its gaps in the place of the characters that stand for them."""

    def gap(found: re.Match[str]) -> str:
        number = ord(found[0]) - _GAP
        return rf"\filledgap{{{number}}}{{{_set_code(filled[number], language)}}}" if number in filled else rf"\gap{{{number}}}"

    return _GAPS.sub(gap, line)


def _characters(line: str, filled: Mapping[int, str]) -> int:
    """How many characters a line has room for; an empty gap takes as much in all of them."""
    return len(GAP.sub(lambda gap: "x" * (BEFORE_CODE + len(filled[int(gap[1])]) if int(gap[1]) in filled else GAP_WIDTH), line))


def _typed(code: str) -> str:
    """Code as LaTeX, the characters that stand for gaps as they are."""
    return "".join(part if i % 2 else typewriter(part) for i, part in enumerate(_GAPS.split(code)))


def _token(match: re.Match[str]) -> str:
    text = _typed(match[0])
    if match["comment"]:
        return rf"\codecomment{{{text}}}"
    return rf"\codeword{{{text}}}" if match["word"] and keyword.iskeyword(match[0]) else text


def typewriter(code: str) -> Tex:
    """Code as LaTeX that prints each of its signs: quotes are upright, and two hyphens are no dash."""
    upright = escape(code).replace("'", r"\textquotesingle{}").replace("`", r"\textasciigrave{}")
    return Tex(re.sub("-(?=-)", "-{}", upright))


def block_widths(tex: str) -> list[float]:
    """How far the tables and listings of a text reach, in points."""
    return [float(wide) for wide in _WIDE.findall(tex)]


def without_blocks(tex: str) -> str:
    """A text without its tables and listings."""
    return _WHOLE.sub(" ", tex)


def text_height(tex: str, room: float, line: float) -> float:
    """About how high a text is on lines of this width in points, each so many points high."""
    return sum(line * (1 + int(text_width(part) / room)) for part in _LINES.split(tex))
