"""An author's formulas beside the tool's: the names of vectors and matrices are bold in both."""

import re

from gen.latex.names import base_and_subscript
from gen.latex.writer import Latex
from gen.messages.math_commands import DISTINCT, names
from gen.model.math_tree import Applied, MathNode, Row, Scripted, Sign, latex_of_row, rebuilt

_FONTS = DISTINCT | names("mathrm mathnormal operatorname operatorname* phantom hphantom vphantom")
_TIME = re.compile(r"t([+-]\d+)?|T(-\d+)?|\d+")
_Bold = dict[tuple[str, str, bool], str]
"""Bold letters of names, by their plain letters, by what stands below them but for the time, and by whether they have one."""


def in_notation(formula: Row, latex: Latex) -> str:
    """A formula as LaTeX. A name that has a time is known by it, `x_t`, so that an index `i` is no gate; `V_{ij}` is an entry of V."""
    bold: _Bold = {}
    for name in latex.shapes:
        if latex.is_bold(name) and name not in latex.names:
            base, below = base_and_subscript(name, bold=False)
            bold[_bare(base), _bare(below), name not in latex.timeless] = base_and_subscript(name, bold=True)[0]
    return latex_of_row(_row(formula, bold) if bold else formula)


def _row(row: Row, bold: _Bold) -> Row:
    return tuple(_node(node, bold) for node in row)


def _node(node: MathNode, bold: _Bold) -> MathNode:
    match node:
        case Scripted(base, "", below, above, primes) if base is not None:
            letters, subscript = _bare(latex_of_row((base,))), _bare(latex_of_row((below,))) if below is not None else ""
            before, _, last = subscript.rpartition(",")
            at_time = bold.get((letters, before, True)) if _TIME.fullmatch(last) else None
            own = bold.get((letters, subscript, False), at_time)
            new = Sign(own) if own else base if below is not None else _node(base, bold)
            return Scripted(new, "", below, above and _node(above, bold), primes)
        case Applied(command) if command in _FONTS:
            return node
        case Sign() | Applied() if own := bold.get((_bare(latex_of_row((node,))), "", False)):
            return Sign(own)
        case _:
            return rebuilt(node, lambda row: _row(row, bold))


def _bare(latex: str) -> str:
    return re.sub(r"[{}\s]", "", latex)
