"""Formulas as MathML, from the trees of formulas alone."""

from gen.mathml.writer import mathml

__all__ = [
    "mathml",  # the `<math>` of a formula
]
