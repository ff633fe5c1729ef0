"""Formulas as MathML: written from the tree of a formula, and read back without what wrote them."""

from gen.mathml.style import Unwritable
from gen.mathml.writer import mathml, mathml_of_latex

__all__ = ["Unwritable", "mathml", "mathml_of_latex"]
