"""Every key read back before it is set: each printed form must be the number that was derived.

By its walls this room sees what was printed (`page`) and how names are written (`latex`), and neither the table of functions
nor what derives.
"""

from gen.proofread.html_pages import check_html, check_html_grading
from gen.proofread.proofread import proofread_exam

__all__ = [
    "check_html",  # a sheet or a key as a page of HTML, read back
    "check_html_grading",  # a grading sheet as a page of HTML, read back
    "proofread_exam",  # all printed forms, reasons and points of a key, read back
]
