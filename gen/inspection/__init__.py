"""A PDF opened: what it is made of, and which letters and digits stand where.

By its walls this room knows nothing of exams: it reads PDFs, and what LaTeX prints.
"""

from gen.inspection.page_content import Illegible
from gen.inspection.pdf_file import BROKEN, Entries, PdfFile, Place, open_pdf, open_pdf_for_some
from gen.inspection.pdf_objects import unexpected_objects
from gen.inspection.pdf_text import PaintedText, is_text_of, outline_titles, painted_texts, plain_characters
from gen.inspection.pictures import browser_picture, stripped_picture, stripped_pictures
from gen.inspection.printed_text import ANYTHING, printed_characters

__all__ = [
    "ANYTHING",  # stands for any text
    "BROKEN",  # what is raised where a file is no PDF that can be read
    "Entries",  # the values of a dictionary of a PDF
    "Illegible",  # text that cannot be read, or that is not painted as it reads
    "PaintedText",  # what is painted at once, and at which height
    "PdfFile",  # an open PDF
    "Place",  # where an object of a PDF is
    "browser_picture",  # a picture as browsers show it
    "is_text_of",  # whether a text says what is painted, and no more
    "open_pdf",  # a PDF that is whole
    "open_pdf_for_some",  # the same, of which few objects are read
    "outline_titles",  # what stands in the outline of a PDF
    "painted_texts",  # all letters and digits of pages
    "plain_characters",  # letters, digits and signs alone
    "printed_characters",  # the letters, digits and signs that LaTeX prints
    "stripped_picture",  # a picture without what its file says beside it
    "stripped_pictures",  # the same of several, by their names
    "unexpected_objects",  # what a PDF holds that the tool does not put there
]
