r"""Formulas in one line, as they are read aloud and copied: `3/2 x_(t−1)` for `\frac{3}{2}\,x_{t-1}`, `[[1, 2], [3, 4]]` for a matrix.

Letters and digits are those that are printed, in the order in which one says them. What is read from left to right as it is printed stays
as it is; each other atom, such as a fraction, a matrix or a letter with an index, gets the text that stands for it. TeX breaks no line
within an atom, and one that is wrapped in its own class keeps its spaces.
"""

import re
from collections.abc import Callable, Collection, Sequence
from typing import TypeAlias

from gen.latex import font_metrics as glyphs
from gen.latex.font_metrics import Class
from gen.latex.math_atoms import Atom, enclosed, factor, is_plain, is_whole, joined
from gen.latex.text_width import tokens
from gen.messages.characters import SIGNS

Wrap: TypeAlias = Callable[[Class, str, str], str]
"""LaTeX for an atom of a class that reads as a text, from these and its source."""

_Kind: TypeAlias = Class | None  # here, not where it is read thousands of times a page

_FRACTIONS = (r"\frac", r"\dfrac", r"\tfrac")
_TEXTS = ("text", "textrm", "textit", "textbf", "textsl", "textnormal", "mbox", "emph")
_MARKS = frozenset("†′″∗")  # no powers
_OVER = "tilde hat bar dot ddot vec check breve acute grave mathring widetilde widehat overline"
_ACCENTS = dict(zip(_OVER.split(), "\u0303\u0302\u0304\u0307\u0308\u20d7\u030c\u0306\u0301\u0300\u030a\u0303\u0302\u0304", strict=True))
_BOARD = dict(zip("NZQRC", "ℕℤℚℝℂ", strict=True))
_LARGE = {"sum": "∑", "prod": "∏", "int": "∫"}
_PASSED = glyphs.SILENT | {"&", r"\\", r"\goeson", r"\nolinebreak"}  # what prints nothing
_BRACKETS = {r"\{": "{", r"\}": "}", r"\|": "∥", r"\lvert": "|", r"\rvert": "|", r"\lVert": "∥", r"\rVert": "∥"}
_SIGNS = SIGNS | {"-": "−", r"\prime": "′", r"\colon": ":", r"\backslash": "\\", "*": "∗", r"\%": "%"} | _BRACKETS
_MATRICES = ("pmatrix", "bmatrix", "matrix", "smallmatrix")

UNREAD = "\0"
"""Stands for what is not known here; no text is put on an atom that holds some."""


class _Unbalanced(ValueError):
    """Brackets or environments that do not end."""


def linear_text(formula: str) -> str:
    """How a formula reads, UNREAD where a command is not known. Raises ValueError for one in which a bracket does not end."""
    return joined(_Reader(formula, lambda kind, text, source: source, lambda words: words).row())


def with_texts(formula: str, wrap: Wrap, of_text: Callable[[str], str]) -> str:
    """A formula, or the rows of a display, in which each atom that is not read as it is printed is wrapped; `of_text` does it for words."""
    try:
        return "".join(atom.latex for atom in _Reader(formula, wrap, of_text).row())
    except _Unbalanced:
        return formula


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, formula: str, wrap: Wrap, of_text: Callable[[str], str]) -> None:
        self.words, self.at, self.wrap, self.of_text = tokens(formula), 0, wrap, of_text

    def peek(self) -> str:
        return self.words[self.at] if self.at < len(self.words) else ""

    def take(self) -> str:
        if self.at == len(self.words):
            raise _Unbalanced
        self.at += 1
        return self.words[self.at - 1]

    def row(self, ends: Collection[str] = ()) -> list[Atom]:
        """Atoms up to one of `ends`, which is taken, or the end."""
        found: list[Atom] = []
        while (word := self.peek()) not in (ends or ("",)):
            if not word:
                raise _Unbalanced
            found.append(self.atom())
        self.at += bool(ends)
        return found

    def atom(self) -> Atom:
        """A symbol with its indices, wrapped where it has to be."""
        begin = self.at
        base = self.nucleus()
        if base.kind is None:
            return base
        behind, below, above = self.at, "", ""
        while (word := self.after_blanks()) in ("^", "_", "'", r"\limits", r"\nolimits"):
            self.skip(word)
            if word == "'":
                above += "′"
            elif word == "_":
                below = self.script()
            elif word == "^":
                above += self.script()
            behind = self.at
        self.at = behind
        if base.plain and not (below or above):
            return base
        source = "".join(self.words[begin : self.at])
        if UNREAD in f"{base.text}{below}{above}":
            return Atom(base.kind, source, UNREAD, base.latex + source[len(base.source) :])
        text = base.text if base.whole or not (below or above) else f"({base.text})"
        marks = above if set(above) <= _MARKS else ""
        text += marks + (f"_{enclosed(below)}" if below else "") + (f"^{enclosed(above)}" if above and not marks else "")
        whole = base.whole or bool(below or above)
        return Atom(base.kind, source, text, self.wrap(base.kind, text, source), False, whole)

    def after_blanks(self) -> str:
        return next((word for word in self.words[self.at :] if not word.isspace()), "")

    def skip(self, word: str) -> None:
        """Blanks and the word behind them."""
        self.at = self.words.index(word, self.at) + 1

    def group(self) -> tuple[str, list[Atom]]:
        """The argument of a command: its source, and what stands in it."""
        word, begin = self.after_blanks(), self.at
        if word == "{":
            self.skip(word)
            row = self.row(("}",))
        elif word:
            while self.peek().isspace():
                self.at += 1
            row = [self.nucleus()]
        else:
            raise _Unbalanced
        return "".join(self.words[begin : self.at]), row

    def script(self) -> str:
        return joined(self.group()[1], apart="")

    def braced(self) -> str:
        """The source of a group in braces, which is taken, without them."""
        if self.after_blanks() != "{":
            raise _Unbalanced
        self.skip("{")
        begin, depth = self.at, 1
        while depth:
            word = self.take()
            depth += (word == "{") - (word == "}")
        return "".join(self.words[begin : self.at - 1])

    def nucleus(self) -> Atom:
        begin, word = self.at, self.take()
        name = word.removeprefix("\\")

        def atom(kind: _Kind, text: str, plain: bool = True, whole: bool = True, latex: str = "") -> Atom:
            source = "".join(self.words[begin : self.at])
            return Atom(kind, source, text, latex or source, plain, whole)

        if word.isspace() or word in _PASSED:
            return atom(None, "")
        if word in glyphs.SKIPS:
            return atom(None, "" if word == r"\!" else " ")
        if word in ("^", "_", "'"):  # an index of nothing
            self.at -= 1
            return Atom("ord", "", "", "")
        if word == "{":
            return self.inside(begin, self.row(("}",)))
        if word in _FRACTIONS:
            above, below = self.group()[1], self.group()[1]
            return atom("ord", f"{factor(above, sums_only=True)}/{factor(below)}", plain=False, whole=False)
        if word == r"\binom":
            above, below = self.group()[1], self.group()[1]
            return atom("ord", f"({joined(above)}¦{joined(below)})", plain=False)
        if word == r"\sqrt" and self.after_blanks() != "[":
            return atom("ord", f"√{factor(self.group()[1])}", plain=False)
        if word == r"\left":
            return self.fenced(begin)
        if word == r"\begin":
            return self.environment(begin)
        if word in glyphs.BIG:
            return atom(glyphs.BIG[word][0], self.fence())
        if word.startswith("\\") and name in (*_TEXTS, "credit", "betweenrows"):
            words = self.braced()
            latex = f"{word}{{{self.of_text(words)}}}"
            return atom("ord", _words(words), latex=latex) if name in _TEXTS else atom(None, "", latex=latex)
        if word in (r"\longleft", r"\fitted"):
            scale = f"{{{self.braced()}}}" if word == r"\fitted" else ""
            inner = self.group()[1]
            latex = f"{word}{scale}{{{''.join(one.latex for one in inner)}}}"
            return atom("ord", joined(inner), all(one.plain for one in inner), latex=latex)
        if word in (r"\operatorname", r"\operatorname*"):
            return atom("op", joined(self.group()[1]))
        if word.startswith("\\") and name in _ACCENTS:
            return atom("ord", joined(self.group()[1]) + _ACCENTS[name], plain=False)
        if word.startswith("\\") and name in (*glyphs.ALPHABETS, "phantom"):
            text = joined(self.group()[1])
            return atom("ord", _BOARD.get(text, text) if name == "mathbb" else "" if name == "phantom" else text)
        if word.startswith("\\") and name in glyphs.FUNCTIONS:
            return atom("op", name)
        if word.startswith("\\") and name in _LARGE:
            return atom("op", _LARGE[name], plain=False)
        if name in glyphs.SYMBOLS:
            return atom(glyphs.SYMBOLS[name][0], _sign(word))
        if word == name or name in glyphs.SLANTED or name in glyphs.CAPITALS:
            return atom("ord", _sign(word))
        self.pass_arguments()
        return atom("ord", UNREAD)

    def pass_arguments(self) -> None:
        """What may be the arguments of a command that is not known: they stay as they are."""
        while (word := self.after_blanks()) in ("[", "{"):
            if word == "{":
                self.braced()
            elif "]" not in self.words[self.at :]:
                return
            else:
                self.skip("]")

    def inside(self, begin: int, row: Sequence[Atom]) -> Atom:
        """A group in braces; a number's comma stands in some."""
        source, latex = "".join(self.words[begin : self.at]), "".join(atom.latex for atom in row)
        return Atom("ord", source, joined(row), f"{{{latex}}}", is_plain(row), is_whole(row))

    def fenced(self, begin: int) -> Atom:
        text, opening, rows = self.fence(), r"\left", list[Atom]()
        while opening != r"\right":
            row = self.row((r"\middle", r"\right"))
            opening = self.words[self.at - 1]
            text += joined(row) + self.fence()
            rows += row
        source = "".join(self.words[begin : self.at])
        return Atom("inner", source, text, source, is_plain(rows))

    def fence(self) -> str:
        """The bracket behind `\\left`; a dot is none."""
        while self.peek().isspace():
            self.at += 1
        sign = self.take()
        return "" if sign == "." else _sign(sign)

    def environment(self, begin: int) -> Atom:
        """A matrix in brackets as in a problem file, a column as one list of its entries; what stands in another environment by itself."""
        name, rows, latex, end = self.braced(), list[list[str]]([[]]), "", ""
        while end != r"\end":
            cell = self.row(("&", r"\\", r"\end"))
            end = self.words[self.at - 1]
            rows[-1].append(joined(cell))
            rows += [[]] if end == r"\\" else []
            latex += "".join(atom.latex for atom in cell) + end
        self.braced()
        source = "".join(self.words[begin : self.at])
        if name not in _MATRICES:
            return Atom("inner", source, UNREAD, f"\\begin{{{name}}}{latex}{{{name}}}")
        written = [", ".join(row) for row in rows]
        text = ", ".join(written if all(len(row) == 1 for row in rows) else map("[{}]".format, written))
        return Atom("inner", source, f"[{text}]", source, plain=False)


def _sign(word: str) -> str:
    return _SIGNS.get(word, UNREAD if word.startswith("\\") else word)


def _words(text: str) -> str:
    """Words with formulas between `$` signs."""
    parts = (linear_text(part) if i % 2 else part.replace(r"\,", " ") for i, part in enumerate(text.split("$")))
    return re.sub(r"\\[A-Za-z]+", UNREAD, "".join(parts))
