"""Finished sheets become students' own: the second thing that a worker does."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from gen.batch.project import digest_of
from gen.batch.results import Results, packed
from gen.messages.sentences import Language
from gen.stamps import Order, Sheet, Stamp, stamped_sheets
from gen.typeset import Field


@dataclass(frozen=True, slots=True)
class StudentTask:
    """Students, each with the name of a variant, who are given their names in one run of TeX.

    `sheets` has the PDFs of these variants by their names, `packed`: fifty by themselves are ten times as large. `pages` tell how many each
    has, with the lines for a student on them. `mark` tells codes of this exam from those of another.
    """

    students: tuple[tuple[Stamp, str], ...]
    sheets: bytes
    pages: Mapping[str, tuple[int, tuple[Field, ...]]]
    mark: str
    language: Language

    @property
    def digest(self) -> str:
        """Of all that the result follows from."""
        return digest_of(self.students, sha256(self.sheets).hexdigest(), self.pages, self.mark, self.language)


def stamp_sheets(task: StudentTask) -> bytes:
    """An archive with the PDF of each student by its number, each compared with what it should be. Raises TexFailed and WrongStamp."""
    found = Results(task.sheets)
    sheets = {name: Sheet(found.pieces(name), *task.pages[name], task.mark, name) for name in found}
    orders = [Order(stamp, sheets[name]) for stamp, name in task.students]
    made = stamped_sheets(orders, task.language)
    return packed((order.stamp.number, pdf) for order, pdf in zip(orders, made, strict=True))
