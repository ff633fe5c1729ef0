"""LaTeX as a type: a `Tex` may go to the page as it is, a plain string may not."""

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
}


class Tex(str):
    """LaTeX source. `Tex + Tex` is a plain string again: say what the sum is."""

    __slots__ = ()


NOTHING = Tex("")


def escape(text: str) -> Tex:
    """Text as LaTeX that prints it; a Tex passes."""
    return text if isinstance(text, Tex) else Tex("".join(_ESCAPES.get(c, c) for c in text))
