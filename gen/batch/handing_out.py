"""Finished sheets become students' own: the second thing that a worker does."""

from dataclasses import dataclass
from hashlib import sha256

from gen.batch.project import digest_of
from gen.batch.results import packed
from gen.messages.sentences import Language
from gen.stamps import Order, stamped_sheets


@dataclass(frozen=True, slots=True)
class StudentTask:
    """Students with their sheets, who are given their names in one run of TeX."""

    orders: tuple[Order, ...]
    language: Language

    @property
    def digest(self) -> str:
        """Of all that the result follows from."""
        sheets = ((one.stamp, one.sheet, sha256(one.sheet.pdf).hexdigest()) for one in self.orders)
        orders = [(stamp, pdf, sheet.pages, sheet.fields, sheet.exam, sheet.variant) for stamp, sheet, pdf in sheets]
        return digest_of(orders, self.language)


def stamp_sheets(task: StudentTask) -> bytes:
    """An archive with the PDF of each student by its number, each compared with what it should be. Raises TexFailed and WrongStamp."""
    sheets = stamped_sheets(task.orders, task.language)
    return packed((order.stamp.number, pdf) for order, pdf in zip(task.orders, sheets, strict=True))
