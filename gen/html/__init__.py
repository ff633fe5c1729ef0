"""The tree of an exam as HTML: pages of their own, and the pieces that questions of course systems are made of."""

from gen.html.pages import key_page, sheet_page
from gen.html.solution import Audience

__all__ = [
    "Audience",  # whom a key is for
    "key_page",  # the worked key
    "sheet_page",  # the sheet
]
