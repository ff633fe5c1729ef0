"""What notebooks and scripts call, and what the commands do beyond printing."""

from gen.interface.answers import check_answer
from gen.interface.bank import BankEntry, bank_entry
from gen.interface.exams import Contradictions, Sheet, checked_with_variants, exam, key, load, loads, solved_with_variants, variant
from gen.interface.layouts import measure_variants, roomy_layout, shared_layout
from gen.interface.pages import build_pages, page_pictures
from gen.interface.solutions import Solution, solve

__all__ = [
    "BankEntry",  # a problem as a bank lists it
    "Contradictions",  # findings that stop a build
    "Sheet",  # a form of an exam, which can be set
    "Solution",  # a solved exam: its items by name
    "bank_entry",  # the entry of a problem file
    "build_pages",  # sheet and key as pages of HTML
    "check_answer",  # a student's own numbers, judged
    "checked_with_variants",  # all that can be said of an exam without TeX
    "exam",  # the sheet of an exam
    "key",  # the worked key of an exam
    "load",  # an exam file or a problem file
    "loads",  # a problem that is given as text
    "measure_variants",  # the keys of an exam and of variants, measured by TeX
    "page_pictures",  # an author's pictures as browsers show them
    "roomy_layout",  # a layout with room for variants
    "shared_layout",  # the layout of all variants
    "solve",  # all items, solved and confirmed
    "solved_with_variants",  # the same as far as no page is needed
    "variant",  # an exam with the numbers of a seed
]
