"""What pages and keys say, piece by piece, in the same plain letters and formulas whatever they are written in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of a page: what it is, and what it says without blanks."""

    what: str
    text: str


def plain_letters(text: str) -> str:
    """Letters and digits, the fractions in which points are counted, and what parts a decimal; letters with accents are written in many
    ways."""
    return "".join(re.findall(r"[A-Za-z0-9¼½¾]|(?<=\d)[.,](?=\d)", text))


def digits_of(points: str) -> str:
    return "".join(re.findall(r"[0-9¼½¾]|(?<=\d)[.,](?=\d)", points))


def without_stops(text: str) -> str:
    """Without stops between formulas and behind them, which stand in a display or in the text behind it; words in formulas are words."""
    words = re.sub(r"\\text\{([^{}]*)\}", r"\1", text)
    return re.sub(r"(?<!\d)[.,;:]|[.,;:](?!\d)", "", words)


def bag_of(formulas: Sequence[str], words: Sequence[str]) -> str:
    """The numbers, letters, signs and words of a text in the order of the alphabet: a line of a screen, which may have room for other
    columns than one of paper, has equations in another order."""
    among = [word for one in formulas for word in re.findall(_AMONG, one)]
    signs = [sign for one in formulas for sign in re.findall(_SIGNS, re.sub(_AMONG, " ", one).replace(r"\\", " "))]
    spoken = [word for one in (*words, *among) for word in re.findall(r"[A-Za-z]+|\d+", one) if word not in _JOINING]
    return " ".join(sorted(signs) + sorted(spoken))


def equations_of(formulas: Sequence[str]) -> str:
    """The equations of a text in the order of the alphabet, each as a whole: what stands on its two sides belongs together.

    Commas part them, ends of lines, and each second `&`, which begins another column.
    """
    return " ; ".join(sorted(one for formula in formulas for one in _equations(re.sub(_AMONG, " ", formula))))


def _equations(formula: str) -> Iterator[str]:
    found, depth, marks = "", 0, 0
    for sign in re.findall(r"\\[A-Za-z]+|\\.|[^\s]", formula):
        depth += (sign in _OPENING) - (sign in _CLOSING)
        marks = 0 if sign == r"\\" else marks + (sign == "&" and not depth)
        if not depth and (sign in (",", ";", r"\\") or (sign == "&" and marks % 2 == 0)):
            yield from filter(None, [found.rstrip(".:")])
            found = ""
        elif depth or sign != "&":
            found += sign
    yield from filter(None, [found.rstrip(".:")])


_OPENING, _CLOSING = frozenset("{(["), frozenset("})]")
_AMONG = r"\\text\{([^{}]*)\}"
_SIGNS = r"\\[A-Za-z]+|\\[|{}]|\d+(?:(?:\.|\{,\})\d+)?|[^\s&,.;:{}\\]"
_JOINING = frozenset(["and", "und"])
