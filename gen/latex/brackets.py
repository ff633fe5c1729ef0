"""Brackets that are as high as what they hold."""

from collections.abc import Sequence

from gen.functions import Around

MATRIX, END = r"\begin{pmatrix}", r"\end{pmatrix}"
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


def is_matrix(inner: str) -> bool:
    """Whether an array stands alone, whose brackets are enough for a function."""
    return inner.startswith(MATRIX) and inner.find(END) == len(inner) - len(END)
