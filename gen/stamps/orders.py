"""Which sheet becomes whose, and what is written onto each of its pages."""

from dataclasses import dataclass
from io import BytesIO

from pikepdf import Pdf

from gen.messages.sentences import Language
from gen.stamps.codes import PageCode, code_text
from gen.stamps.layers import Letters, letters_of
from gen.stamps.stamp import Stamp
from gen.typeset import Field


@dataclass(frozen=True, slots=True)
class Sheet:
    """A finished sheet as TeX made it, where its pages have lines for a student, and what its codes say (see `PageCode`)."""

    pdf: bytes
    fields: tuple[Field, ...]
    exam: str
    variant: str

    @property
    def length(self) -> int:
        """How many pages it has."""
        with Pdf.open(BytesIO(self.pdf), inherit_page_attributes=False) as pdf:
            return len(pdf.pages)


@dataclass(frozen=True, slots=True)
class Order:
    """Whose a sheet is to become."""

    stamp: Stamp
    sheet: Sheet

    def letters(self, pages: int, language: Language) -> list[Letters]:
        """What is written onto each of so many pages."""
        fields: list[list[Field]] = [[] for _ in range(pages)]
        for field in self.sheet.fields:
            if 1 <= field.page <= pages:
                fields[field.page - 1].append(field)
        return [letters_of(self.stamp, lines, language) for lines in fields]

    def codes(self, pages: int) -> list[str]:
        """The text of the code on each page. Raises ValueError for a number or a mark that no code can hold."""
        return [code_text(PageCode(self.sheet.exam, self.sheet.variant, self.stamp.number, page)) for page in range(1, pages + 1)]
