"""The words of printed formulas, which `reader` reads: numbers, names, functions and signs, told apart by nothing but their letters."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gen.algebra.axes import base_and_axis
from gen.proofread.options import BELOW
from gen.verify.array_definitions import ARRAY_DEFINITIONS
from gen.verify.definitions import DEFINITIONS


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str


_SPOKEN = {
    **{definition.head: fn for fn, definition in DEFINITIONS.items()},
    **{definition.head: fn for fn, definition in ARRAY_DEFINITIONS.items() if definition.head and not base_and_axis(fn)[1]},
}
_AXES = {"rows": "rows", "columns": "columns", "Zeilen": "rows", "Spalten": "columns"}
_MATRIX = r"\begin{pmatrix}"
# How each is written. A thin space is no sign of multiplication before a digit, and one behind a comma belongs to it; a row that goes
# on with a factor shows a dot in its place.
_SIGNS = {
    "(": r"(?:\\left|\\bigg?l)?\(",
    ")": r"(?:\\right|\\bigg?r)?\)",
    "[": r"(?:\\left|\\bigg?l)?\[",
    "]": r"(?:\\right|\\bigg?r)?\]",
    "⌊": r"\\left\\lfloor",
    "⌋": r"\\right\\rfloor",
    "⟨": r"(?:\\left)?\\langle",
    "⟩": r"(?:\\right)?\\rangle",
    r"\lVert": r"(?:\\left)?\\lVert",
    r"\rVert": r"(?:\\right)?\\rVert",
    r"\left|": r"\\left\|",
    r"\right|": r"\\right\|",
    _MATRIX: r"\\begin\{pmatrix\}",
    r"\end{pmatrix}": r"\\end\{pmatrix\}",
    ",": r",(?:\\,)?",
    ";": r";(?:\\,)?",
    "∥": r"\\parallel(?![A-Za-z])",
    r"\\": r"\\\\",
    r"\,": r"\\,(?! *[\d.])|(?:\\quad )+\\cdot(?![A-Za-z])",
    r"\cdot": r"\\cdot(?![A-Za-z])",
    "⊙": r"\\odot",
    "⊤": r"\\top",
}
_DOT = r" \cdot "
DOTS = r"\cdots"  # terms or factors that are left out
_PLACES = r"\{\d+:\d+\}"
_LOOKUP = r"\{(?::,|(?:[^{}]|\{[^{}]*\})*,:\})"  # what stands behind an array, and is no name's own index
_NUMBER = r"\d+(?:(?:\.|\{,\})\d*)?|(?:\.|\{,\})\d+"
_GROUPS = {f"s{i}": sign for i, sign in enumerate(_SIGNS)}
_LATEX = "|".join(
    [
        rf"(?P<number>(?:(?:{_NUMBER}) \\cdot )?10\^\{{-?\d+\}}|{_NUMBER})",
        r"(?P<filled>\\mathbf\{[01]\})",
        r"(?P<unit>\\mathbf\{e\}_(?=\{))",
        r"(?P<units>\\mathbf\{I\}_\{:,\d+:\d+\})",
        r"(?P<identity>\\mathbf\{I\})",
        r"(?P<constant>\\mathrm\{e\}|\\pi(?![A-Za-z]))",
        r"(?P<series>\\(?:sum|prod)_\{\w=[^{}]+\}\^\{\w+\})",
        rf"(?P<rows>_{_PLACES})",
        rf"(?P<options>{BELOW})",
        rf"(?P<axis>_\{{\\text\{{(?:{'|'.join(_AXES)})\}}\}})",
        r"(?P<index>_\{(?:[\d./]|\{,\})+\})",
        r"(?P<lookup>_(?=\{))",
        *(f"(?P<{group}>{_SIGNS[sign]})" for group, sign in _GROUPS.items()),
        r"(?P<space> +|\\quad |\\nolimits)",
        r"(?P<sign>[-+/^'{}&:])",
        f"(?P<fn>(?:{'|'.join(re.escape(word) for word in sorted(_SPOKEN, key=len, reverse=True))})(?![A-Za-z]))",
        r"(?P<frac>\\d?frac)",
        rf"(?P<dots>{re.escape(DOTS)})",
    ]
)


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The names of an item, how long those with a first letter are, the longest first, and all other words.

    A name is taken whole: not the `h` of `h_{3}`, so not before what is `longer`; and none is one before what `calls` it.
    """

    names: frozenset[str]
    lengths: Mapping[str, Sequence[int]]
    longer: re.Pattern[str]
    calls: re.Pattern[str]
    others: re.Pattern[str]

    def name_at(self, line: str, at: int) -> str:
        """The name that begins there; empty if there is none."""
        for length in self.lengths.get(line[at], ()):
            name, end = line[at : at + length], at + length
            if name in self.names and not (name[-1].isalnum() and self.longer.match(line, end)) and not self.calls.match(line, end):
                return name
        return ""


def latex_words(names: Iterable[str]) -> Vocabulary:
    """The words of LaTeX. What a bracket follows at once is a function, though a name be printed like it."""
    return _latex_words(frozenset(names))


@lru_cache(maxsize=256)  # items with other numbers have the same names
def _latex_words(names: frozenset[str]) -> Vocabulary:
    return vocabulary(names, _LATEX, rf"[A-Za-z0-9']|_(?!{_PLACES}|{_LOOKUP})", rf"'?(?:{_SIGNS['(']}|{_SIGNS[_MATRIX]})")


def vocabulary(names: Iterable[str], others: str, longer: str, calls: str = "(?!)") -> Vocabulary:
    """Names and other words, told apart by patterns."""
    known = frozenset(names)
    lengths: dict[str, set[int]] = {}
    for name in known:
        lengths.setdefault(name[0], set()).add(len(name))
    by_letter = {letter: sorted(own, reverse=True) for letter, own in lengths.items()}
    return Vocabulary(known, by_letter, re.compile(longer), re.compile(calls), re.compile(others))


def without_room(line: str) -> str:
    """Without what prints nothing: the room of digits, a point or a sign that a number of a column has not, and of the mark of a sign."""
    return re.sub(r"\\phantom\{[-.0]+\}|\^\{\\phantom\{\\dagger\}\}", "", line).replace("{-}", "-")


@lru_cache(maxsize=2048)  # a form is read as it stands and with rounded numbers, and its symbols are those of other numbers
def tokens(line: str, words: Vocabulary) -> tuple[Token, ...]:
    """The words of a line without its spaces, signs and functions as these modules call them. Raises ValueError."""
    found: list[Token] = []
    line = without_room(line)
    at = 0
    while at < len(line):
        if name := words.name_at(line, at):
            at += len(name)
            found.append(Token("name", name))
            continue
        match = words.others.match(line, at)
        if not match or not match.lastgroup:
            raise ValueError(f"cannot read '{line[at:]}'")
        at = match.end()
        match match.lastgroup, match[0]:
            case "space", _:
                continue
            case group, _ if group in _GROUPS:
                found.append(Token("sign", _GROUPS[group]))
            case "number", digits:
                # One with a power of ten is one number, whose digits are those before it.
                mantissa, power, exponent = digits.replace("{,}", ".").partition("10^{")
                found.append(Token("number", f"{mantissa.removesuffix(_DOT) or 1}e{exponent[:-1]}" if power else mantissa))
            case "fn", name:
                found.append(Token("fn", _SPOKEN.get(name, name)))
            case "axis", word:
                found.append(Token("axis", _AXES[word.removeprefix(r"_{\text{").removesuffix("}}")]))
            case kind, word:
                found.append(Token(kind, word))
    return tuple(found)


def without_spaces(line: Sequence[Token]) -> str:
    return " ".join(token.text for token in line)
