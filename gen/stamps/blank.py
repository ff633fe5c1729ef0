"""A finished sheet as it is before anything is stamped onto it: what of it is written anew, and what must stay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pikepdf import Name

from gen.inspection import Entries, Place, open_pdf_for_some
from gen.stamps.orders import Sheet
from gen.stamps.pdf_objects import entries

FORMS = "/XObject"


@dataclass(frozen=True, slots=True)
class BlankPage:
    """A page by its reference: its dictionary as plain data, resources and the forms among them in their places, and how all three are
    written."""

    reference: str
    plain: Entries
    page: Mapping[str, bytes]
    resources: Mapping[str, bytes]
    forms: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Blank:
    """The pages of a sheet, where all of its objects are, and its trailer."""

    pages: Sequence[BlankPage]
    places: Mapping[str, Place]
    trailer: Entries


@lru_cache(maxsize=16)
def blank_of(sheet: Sheet) -> Blank:
    """A finished sheet that is opened, which many students may share. Raises one of BROKEN for what is none."""
    with open_pdf_for_some(sheet.pdf) as file:
        pages = []
        for page, reference in zip(file.pdf.pages, file.pages(), strict=True):
            plain = file.dictionary(file.objects, reference)
            resources = file.dictionary(plain, "/Resources")
            plain = {**plain, "/Resources": {**resources, FORMS: file.dictionary(resources, FORMS)}}
            own = page.obj.Resources
            forms = entries(own.XObject) if Name.XObject in own else {}
            pages.append(BlankPage(reference, plain, entries(page.obj), entries(own), forms))
        if len(pages) != sheet.pages:
            raise ValueError(f"a sheet of {len(pages)} pages in place of {sheet.pages}")
        return Blank(pages, file.places, file.trailer)
