"""PDFs written from objects of others, each with another number there."""

from gen.pdf.objects import Body, body_of, dictionary, entries, reference_to, stream, with_references, written
from gen.pdf.writer import Writer

__all__ = [
    "Body",  # what stands in an object
    "Writer",  # PDFs from objects of an open one
    "body_of",  # an object of an open PDF
    "dictionary",  # a dictionary as it is written
    "entries",  # the values of a dictionary, as they are written
    "reference_to",  # a reference to an object
    "stream",  # a stream as it is written
    "with_references",  # a text with other references
    "written",  # an object with its number
]
