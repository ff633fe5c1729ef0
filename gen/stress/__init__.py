"""Many seeds of many problems, drawn, solved and confirmed without TeX, and the page about them."""

from gen.stress.report import page
from gen.stress.trials import stress, targets

__all__ = [
    "page",  # the page of all reports
    "stress",  # a report for each problem
    "targets",  # the problems of some exam files
]
