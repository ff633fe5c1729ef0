"""Which sheet becomes whose, and what is written onto each of its pages."""

from dataclasses import dataclass

from gen.messages.sentences import Language
from gen.stamps.codes import PageCode, code_text
from gen.stamps.layers import Letters, letters_of
from gen.stamps.stamp import Stamp
from gen.typeset import Field


@dataclass(frozen=True, slots=True)
class Sheet:
    """A finished sheet as TeX made it, where on so many pages there are lines for a student, and what its codes say (see `PageCode`).

    The PDF is there in pieces, of which sheets that were set together have most in common: these are there once.
    """

    pieces: tuple[bytes | memoryview, ...]
    pages: int
    fields: tuple[Field, ...]
    exam: str
    variant: str

    @property
    def pdf(self) -> bytes:
        return b"".join(self.pieces)


@dataclass(frozen=True, slots=True)
class Order:
    """Whose a sheet is to become."""

    stamp: Stamp
    sheet: Sheet

    def letters(self, language: Language) -> list[Letters]:
        """What is written onto each page."""
        fields: list[list[Field]] = [[] for _ in range(self.sheet.pages)]
        for field in self.sheet.fields:
            if 1 <= field.page <= self.sheet.pages:
                fields[field.page - 1].append(field)
        return [letters_of(self.stamp, lines, language) for lines in fields]

    def codes(self) -> list[str]:
        """The text of the code on each page. Raises ValueError for a number or a mark that no code can hold."""
        sheet = self.sheet
        return [code_text(PageCode(sheet.exam, sheet.variant, self.stamp.number, page)) for page in range(1, sheet.pages + 1)]
