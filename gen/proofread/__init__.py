"""Every key read back before it is set: each printed form must be the number that was derived.

By its walls this room sees what was printed (`page`) and how names are written (`latex`), and neither the table of functions
nor what derives.
"""

from gen.proofread.proofread import proofread_exam

__all__ = [
    "proofread_exam",  # all printed forms, reasons and points of a key, read back
]
