"""A formula too wide for one row, broken where a person would: before a plus or minus, else before a factor, else inside a bracket.

It works on LaTeX as `printer` and authors write it. A bracket that is broken becomes `\\bigl(` and `\\bigr)`, since `\\left(` must end
on its row; a fraction that is too wide is written with a slash, a root as a power.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from gen.latex.text_width import row_width, tokens, width

INDENT = r"\quad {}"  # before a row that goes on

_NO_OPERAND = frozenset(
    {"", "+", "-", "=", "(", ",", "/", "{", r"\cdot", r"\odot", r"\approx"}
)  # a sign behind one of these is no operator
_DEEPEST = 2  # quads that a row may stand further in than `INDENT`
_OPEN, _CLOSED = re.compile(r"\\bigg?l\("), re.compile(r"\\bigg?r\)")
_CLOSING = {"(": ")", "{": "}", r"\left": r"\right", r"\begin": r"\end"}
_BROKEN_BRACKETS = frozenset({r"\bigl", r"\bigr", r"\biggl", r"\biggr"})


def break_rows(formula: str, lead: str, room: float, tail: float = 0) -> list[str]:
    """The formula as rows of at most `room` points, as far as it can be broken.

    `lead` stands before the first row (a relation sign) and `INDENT` before the others; behind the last row `tail` points stay free.
    """
    done = _set(_Rows(((),), lead, room), formula)
    if done.used() + tail > room:
        done = _set(_Rows(((),), lead, room - tail), formula)
    return ["".join(row) for row in done.rows]


def fitted(formula: str, room: float) -> str:
    """The formula, scaled down where it is wider than the room in points and cannot be broken: `\\fitted{0.85}{...}`."""
    wide = width(formula)
    return formula if wide <= room else rf"\fitted{{{max(int(100 * room / wide), 1) / 100:.2f}}}{{{formula}}}"


@dataclass(frozen=True, slots=True)
class _Rows:
    """What is set so far, each row in pieces; the last one, which may be empty, still grows."""

    rows: tuple[tuple[str, ...], ...]
    lead: str
    room: float

    def used(self) -> float:
        """The width in points of the last row."""
        return row_width((INDENT if len(self.rows) > 1 else self.lead, *self.rows[-1]))

    def fits(self) -> bool:
        return self.used() <= self.room

    def extended(self, piece: str) -> "_Rows":
        """With the piece on the last row."""
        *before, last = self.rows
        sign, rest = _sign(piece)
        return replace(self, rows=(*before, (*last, sign or " ", rest) if last else (*self.row_start(piece, sign), rest)))

    def on_next_row(self, piece: str = "") -> "_Rows":
        """With the piece, if there is one already, on a row of its own."""
        fresh = replace(self, rows=(*self.rows, ())) if self.rows[-1] else self
        return fresh.extended(piece) if piece else fresh

    def row_start(self, piece: str, sign: str) -> tuple[str, ...]:
        """What stands before a piece at the start of a row: a factor shows its dot, and stands further in, as does what is inside an
        open bracket."""
        if len(self.rows) == 1:
            return (sign,)
        deep = sum(_opens(part) for row in self.rows for part in row) + piece.startswith((r"\,", r"\cdot", r"\odot", "/"))
        return r"\quad " * min(deep, _DEEPEST), r"\cdot " if sign else ""


@lru_cache(maxsize=4096)
def _opens(part: str) -> int:
    """How many more broken brackets open than close."""
    return len(_OPEN.findall(part)) - len(_CLOSED.findall(part))


def _sign(piece: str) -> tuple[str, str]:
    """A thin space in front, with the blanks behind it, and the rest: its width is the same behind any sign."""
    rest = piece.removeprefix(r"\,").lstrip()
    return (piece.removesuffix(rest), rest) if piece.startswith(r"\,") else ("", piece)


def _set(done: _Rows, formula: str) -> _Rows:
    """The formula behind what is set, broken before signs."""
    if (grown := done.extended(formula)).fits():
        return grown
    terms = _split(formula, _starts_term)
    for i, term in enumerate(terms):
        if (grown := done.extended(term)).fits():
            done = grown
        elif (further := done.on_next_row(term)).fits():
            done = further
        else:
            # A term that needs several rows begins on a new one, so that its sign is seen.
            done = _set_factors(done.on_next_row() if i else done, term)
    return done


def _set_factors(done: _Rows, term: str) -> _Rows:
    """The product behind what is set, broken before factors, and inside a factor that has no room on any row."""
    *_, last = factors = _split(term, _starts_factor)
    for factor in factors:
        if (grown := done.extended(factor)).fits():
            done = grown
        elif (further := done.on_next_row(factor)).fits():
            done = further
        else:
            opened = _broken_open(factor, factor is last)
            done = _set(done, opened) if opened != factor else further
    return done


def _split(formula: str, starts: Callable[[list[str], int], bool]) -> list[str]:
    """The formula in pieces, cut where one starts outside of brackets."""
    words = tokens(formula)
    cuts = [0, *(i for i in _outside(words) if starts(words, i)), len(words)]
    pieces = ("".join(words[a:b]).strip() for a, b in pairwise(cuts))
    return [piece for piece in pieces if piece]


def _starts_term(words: list[str], i: int) -> bool:
    # Blanks are one word.
    before = words[i - 2 : i] if i > 1 and words[i - 1].isspace() else words[max(i - 1, 0) : i]
    return words[i] in ("+", "-") and "".join(before).strip() not in _NO_OPERAND


def _starts_factor(words: list[str], i: int) -> bool:
    # The power of ten belongs to its number.
    return words[i] in (r"\,", r"\odot", "/") or (words[i] == r"\cdot" and not "".join(words[i + 1 : i + 5]).lstrip().startswith("10^"))


def _outside(words: list[str]) -> Iterator[int]:
    """The places outside of brackets and groups, first words of brackets among them; brackets that are broken do not count."""
    i = 0
    while i < len(words):
        yield i
        if words[i] in _BROKEN_BRACKETS:
            i += 1
        elif words[i] in _CLOSING:
            i = _end(words, i)
        i += 1


def _end(words: list[str], start: int) -> int:
    """The place of the closing partner of a bracket or brace (of the delimiter behind `\\right`), or the last place."""
    opening, closing = words[start], _CLOSING[words[start]]
    depth = 0
    for i in range(start, len(words)):
        depth += (words[i] == opening) - (words[i] == closing)
        if depth == 0:
            return min(i + (opening == r"\left"), len(words) - 1)
    return len(words) - 1


def _broken_open(factor: str, last: bool) -> str:
    """The factor with its widest bracket, fraction or root written so that it can be broken; the same if there is none.

    What follows a slash would seem to belong to the denominator: only the last factor gets one.
    """
    words = tokens(factor)
    found: list[tuple[float, int, int, str]] = []
    for i in _outside(words):
        if words[i] == "(" or words[i : i + 2] == [r"\left", "("]:
            grown, end = words[i] == r"\left", _end(words, i)
            inner = "".join(words[i + 1 + grown : end - grown])
            found.append((width(inner), i, end, _bracket(inner)))
        elif words[i : i + 2] == [r"\frac", "{"]:
            middle = _end(words, i + 1)
            end = _end(words, middle + 1)
            above, below = "".join(words[i + 2 : middle]), "".join(words[middle + 2 : end])
            # A derivative is one symbol.
            if not above.startswith(r"\partial") and words[middle + 1 : middle + 2] == ["{"]:
                top = _bracket(above) if len(_split(above, _starts_term)) > 1 or above.startswith("-") else above
                quotient = f"{top} / {_bracket(below)}" if last else rf"{top} \cdot {_bracket(below)}^{{-1}}"
                if factor.startswith(r"\,"):  # behind a matrix, all of it is divided
                    quotient = _bracket(quotient)
                found.append((max(width(above), width(below)), i, end, quotient))
        elif words[i : i + 2] == [r"\sqrt", "{"]:
            end = _end(words, i + 1)
            inner = "".join(words[i + 2 : end])
            found.append((width(inner), i, end, rf"{_bracket(inner)}^{{\frac{{1}}{{2}}}}"))
    if not found:
        return factor
    _, start, end, written = max(found)
    return "".join([*words[:start], written, *words[end + 1 :]])


def _bracket(inner: str) -> str:
    big = "bigg" if r"\frac" in inner or r"\begin" in inner else "big"
    return rf"\{big}l({inner}\{big}r)"
