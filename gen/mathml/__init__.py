"""Formulas as MathML: written from the tree of a formula, and read back without what wrote them."""

from gen.mathml.writer import mathml

__all__ = [
    "mathml",  # the `<math>` of a formula
]
