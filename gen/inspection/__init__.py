"""A PDF opened: what it is made of, and which letters and digits stand where.

By its walls this room knows nothing of exams: it reads PDFs, and what LaTeX prints.
"""

from gen.inspection.logo import bare
from gen.inspection.pdf_objects import BROKEN, surprises
from gen.inspection.pdf_text import Fonts, Illegible, Shown, plain, shown
from gen.inspection.printed_text import ANYTHING, printed

__all__ = [
    "ANYTHING",  # stands for any text
    "BROKEN",  # what is raised where a file is no PDF that can be read
    "Fonts",  # the letters of fonts by their codes
    "Illegible",  # text that cannot be read, or that is not painted as it reads
    "Shown",  # what is painted at once, and how high
    "bare",  # pictures without what their files say beside the picture
    "plain",  # letters, digits and signs alone
    "printed",  # the letters, digits and signs that LaTeX prints
    "shown",  # all letters and digits of a page
    "surprises",  # what a PDF holds that the tool does not put there
]
