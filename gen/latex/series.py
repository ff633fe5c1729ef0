"""Sums and products over an index, in general formulas."""

from gen.algebra.expr import Series
from gen.algebra.printer import PRODUCT, SUM, PartWriter
from gen.latex.names import time_latex


def series_latex(series: Series, part: PartWriter) -> tuple[str, int]:
    r"""`\sum_{t=1}^{3} \delta_{t}\,h_{t-1}`: it reaches as far as its formula does, so in any other it stands in brackets."""
    sign = r"\sum" if series.kind == "sum" else r"\prod"
    first, last = time_latex(series.first), time_latex(series.last)
    return rf"{sign}_{{{series.index}={first}}}^{{{last}}} {part(series.term, PRODUCT)}", SUM
