"""Brackets that are as high as what they hold."""

import re
from collections.abc import Sequence

from gen.functions import FUNCTIONS, Around

MATRIX, END = r"\begin{pmatrix}", r"\end{pmatrix}"
_PLAIN = re.compile(r"\\frac\{(\d+\}\{\d+\}|\\partial )")  # of two numbers, or a derivative
_TALL = (r"\frac", r"\left", r"\begin", r"\sum", r"\prod")


def bracketed(inner: str) -> str:
    return rf"\left({inner}\right)" if any(tall in inner for tall in _TALL) else f"({inner})"


def enclosed(around: Around, args: Sequence[str]) -> str:
    """Arguments within the signs of their own that a function has, `|y|`."""
    opening, closing, inner = around.opening, around.closing, f"{around.between} ".join(args)
    if around.growing or any(tall in inner for tall in _TALL):
        space = " " * opening.startswith("\\")
        return rf"\left{opening}{space}{inner}{space}\right{closing}"
    return f"{opening} {inner} {closing}" if opening.startswith("\\") else f"{opening}{inner}{closing}"


def is_tall_fraction(formula: str) -> bool:
    """Whether there is a fraction of more than two numbers, which small letters would make hard to read."""
    return r"\frac" in _PLAIN.sub("", formula)


def large_fractions(entry: str) -> str:
    """An entry of an array with its fractions of sums and products as large as in a line of their own; what these hold is smaller."""
    depth, parts = 0, []
    for part in re.split(r"([{}])", entry if is_tall_fraction(entry) else ""):
        depth += {"{": 1, "}": -1}.get(part, 0)
        parts.append(part if depth else part.replace(r"\frac", r"\dfrac"))
    return "".join(parts) or entry


def is_matrix(inner: str) -> bool:
    """Whether an array stands alone, whose brackets are enough for a function."""
    return inner.startswith(MATRIX) and inner.find(END) == len(inner) - len(END)


def around_of(fn: str) -> Around | None:
    """The signs of its own that a function has around its arguments."""
    return FUNCTIONS[fn].around if fn in FUNCTIONS else None


def ends_open(fn: str) -> bool:
    """Whether what a function is applied to stands in a bracket behind its name: `\\tanh(y)`, and not `|y|`."""
    return around_of(fn) is None and fn not in ("sqrt", "maxabs")
