"""What notebooks and scripts call, and what the commands do beyond printing."""

from gen.interface.exams import Contradictions, Sheet, exam, judged, key, load, loads, variant
from gen.interface.layouts import laid_out, measured_keys, shared_layout
from gen.interface.solutions import Solution, solve

__all__ = [
    "Contradictions",  # findings that stop a build
    "Sheet",  # a form of an exam, which can be set
    "Solution",  # a solved exam: its items by name
    "exam",  # the sheet of an exam
    "judged",  # all that can be said of an exam without TeX
    "key",  # the worked key of an exam
    "laid_out",  # a layout with room for variants
    "load",  # an exam file or a problem file
    "loads",  # a problem that is given as text
    "measured_keys",  # the keys of an exam and of variants, measured by TeX
    "shared_layout",  # the layout of all variants
    "solve",  # all items, solved and confirmed
    "variant",  # an exam with the numbers of a seed
]
