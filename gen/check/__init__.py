"""All that can be said of an exam without TeX: solved, confirmed, written, read back, and small enough for a page."""

from gen.check.exam import CheckedExam, check_exam

__all__ = [
    "CheckedExam",  # an exam with its confirmed solutions and its key
    "check_exam",  # makes one
]
