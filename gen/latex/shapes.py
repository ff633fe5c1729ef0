"""How shapes are written: the sizes of axes with a cross between them, and the space of arrays that have them."""

from collections.abc import Iterable
from dataclasses import replace

from gen.algebra.expr import Expr
from gen.latex.writer import Latex


def sizes_latex(extents: Iterable[Expr], latex: Latex) -> str:
    """`16 \\times 32 \\times 32`; letters of sizes are no vectors."""
    plain = replace(latex, shapes={})
    return r" \times ".join(map(plain.expr, extents))


def membership(name: str, extents: Iterable[Expr], latex: Latex) -> str:
    """A name in the space of arrays with axes of these sizes; without any it is a number."""
    sizes = sizes_latex(extents, latex)
    return rf"{name} \in \mathbb{{R}}" + (f"^{{{sizes}}}" if sizes else "")
