"""Many seeds of many problems, drawn, solved and confirmed without TeX, and the page about them."""

from gen.stress.report import stress_page
from gen.stress.trials import stress, targets

__all__ = [
    "stress",  # a report for each problem
    "stress_page",  # the page of all reports
    "targets",  # the problems of some exam files
]
