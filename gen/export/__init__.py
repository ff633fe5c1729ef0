"""The questions of an exam for systems in which courses live: as records that know no format, and written in each format.

`questions.questions` makes the records; each format has a module, or few, that write them and read them back.
"""

from gen.export.formats import FORMATS
from gen.export.questions import Wanted
from gen.export.written import Task

__all__ = [
    "FORMATS",  # what writes the files of each format
    "Task",  # what is to be exported
    "Wanted",  # which kinds are wanted
]
