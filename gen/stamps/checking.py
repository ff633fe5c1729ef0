"""A stamped sheet is compared with what it is to be: the sheet as it was, and on each page the letters and the code of one student.

All objects of the sheet are compared with those of the stamped one: nothing of it has changed. The letters are read from each layer, and
each code is compared with the one that its page is to have.
"""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

from gen.inspection import BROKEN, Illegible, PdfFile, open_pdf, painted_texts, printed_characters
from gen.latex import escape
from gen.messages.sentences import Language
from gen.stamps.codes import code_drawing, code_matrix
from gen.stamps.layers import Letters
from gen.stamps.orders import Order
from gen.stamps.stamping import BEFORE, BEHIND, CODES, LETTERS

POINT = 72 / 72.27  # points of PDF in one of TeX's
RAISED = 6.0  # points of PDF: what is put over a letter or below it stands so far from its line at most
_NUMBERS = {int, float}
_OF_A_FILE = {"/Root", "/Info", "/Size", "/ID", "/Type", "/W", "/Index", "/Length", "/Filter", "/DecodeParms"}


class WrongStamp(Exception):
    """A stamped sheet is not what it is to be; the message says where."""


def check_stamped(stamped: bytes, order: Order, language: Language) -> None:
    """Raises WrongStamp for anything in it that is neither the order's sheet nor the order's stamp."""
    try:
        sheet = _opened(order.sheet.pdf)
        with open_pdf(stamped) as file:
            fault = next(_differences(file, sheet, order, language), "")
    except (Illegible, *BROKEN) as error:
        fault = f"it cannot be read back{f', {error}' if isinstance(error, Illegible) else ''}"
    if fault:
        raise WrongStamp(f"the sheet of student {order.stamp.number} is not handed out: {fault}")


@dataclass(frozen=True, slots=True)
class _Plain:
    """The objects of a PDF as plain data by their references, what streams hold as it is packed, the trailer, and the pages."""

    objects: Mapping[str, object]
    packed: Mapping[str, bytes]
    trailer: Mapping[str, object]
    pages: Sequence[str]

    @classmethod
    def of(cls, file: PdfFile) -> "_Plain":
        streams = [key for key, one in file.objects.items() if isinstance(one, dict) and "/Length" in one]
        packed = {key: file.pdf.get_object(*map(int, key.split()[:2])).read_raw_bytes() for key in streams}
        return cls(file.objects, packed, file.trailer, file.pages())

    def value(self, found: object) -> object:
        """What a reference leads to; whatever is no reference is itself."""
        return self.objects.get(found, found) if isinstance(found, str) else found

    def dictionary(self, found: object) -> Mapping[str, object]:
        value = self.value(found)
        return value if isinstance(value, dict) else {}


@lru_cache(maxsize=16)
def _opened(pdf: bytes) -> _Plain:
    """The objects of a sheet, which many students may share."""
    with open_pdf(pdf) as file:
        return _Plain.of(file)


@dataclass(frozen=True, slots=True)
class _Holds:
    """Stands for a stream that holds this and says nothing else."""

    data: bytes


@dataclass(frozen=True, slots=True)
class _Code:
    """Stands for a code with this text."""

    text: str


def _differences(file: PdfFile, sheet: _Plain, order: Order, language: Language) -> Iterator[str]:
    """In words what is not as it is to be."""
    both = _Both(_Plain.of(file), sheet)
    pages = len(sheet.pages)
    if len(both.found.pages) != pages:
        yield f"it has {len(both.found.pages)} pages, and the sheet has {pages}"
        return
    both.same.update(zip(both.found.pages, sheet.pages, strict=True))
    for number, (page, own, letters, code) in enumerate(
        zip(both.found.pages, sheet.pages, order.letters(pages, language), order.codes(pages), strict=True), 1
    ):
        if not both.alike(both.found.objects[page], _stamped(sheet, own, letters, code)):
            yield f"page {number} is not the page of the sheet with the stamp of the student"
    if not (
        both.found.trailer.keys() <= _OF_A_FILE
        and all(both.alike(both.found.trailer[key], sheet.trailer[key]) for key in ("/Root", "/Info"))
    ):
        yield "something beside the pages has changed"
    for letters, form in both.layers.items():
        if words := _misread(file, form, letters):
            yield words


def _stamped(sheet: _Plain, page: str, letters: Letters, code: str) -> dict[str, object]:
    """What a page is to be, as plain data of the sheet's, with what stands for the parts of a stamp."""
    was = sheet.dictionary(page)
    contents, resources = was["/Contents"], sheet.dictionary(was["/Resources"])
    forms = {**sheet.dictionary(resources.get("/XObject")), str(LETTERS): letters, str(CODES): _Code(code)}
    around = [_Holds(BEFORE), *(contents if isinstance(contents, list) else [contents]), _Holds(BEHIND)]
    return {**was, "/Contents": around, "/Resources": {**resources, "/XObject": forms}}


@dataclass(frozen=True, slots=True)
class _Both:
    """A stamped sheet and the sheet, which of their objects are the same, and which forms are the layers of which letters."""

    found: _Plain
    sheet: _Plain
    same: dict[str, str] = field(default_factory=dict)
    layers: dict[Letters, str] = field(default_factory=dict)

    def alike(self, found: object, wanted: object) -> bool:
        """Whether something found is what is wanted, with all that it refers to."""
        match wanted:
            case _Holds(data):
                return self.found.dictionary(found).keys() <= {"/Length", "/Filter"} and self._unpacked(found) == data
            case _Code(text):
                return self._is_code(found, text)
            case tuple():
                known = self.layers.setdefault(wanted, str(found))
                return known == found and list(self.layers.values()).count(known) == 1
        reference, original = self._reference(found, self.found), self._reference(wanted, self.sheet)
        if reference and original:
            if reference in self.same:
                return self.same[reference] == original
            self.same[reference] = original
            if self.found.packed.get(reference) != self.sheet.packed.get(original):
                return False
        found, wanted = self.found.value(found), self.sheet.value(wanted)
        if isinstance(found, dict) and isinstance(wanted, dict):
            return found.keys() == wanted.keys() and all(self._alike_within(found[key], wanted[key]) for key in found if key != "/Length")
        if isinstance(found, list) and isinstance(wanted, list):
            if _NUMBERS.issuperset(map(type, wanted)):  # most of a font: how wide its letters are
                return found == wanted
            return len(found) == len(wanted) and all(map(self._alike_within, found, wanted))
        return found == wanted

    def _alike_within(self, found: object, wanted: object) -> bool:
        """The same of what stands in an array or a dictionary, which mostly are numbers and names."""
        return (
            found == wanted
            if isinstance(wanted, int | float) or (isinstance(wanted, str) and wanted[0] == "/")
            else self.alike(found, wanted)
        )

    @staticmethod
    def _reference(found: object, of: _Plain) -> str:
        return found if isinstance(found, str) and found in of.objects else ""

    def _unpacked(self, found: object) -> bytes:
        data = self.found.packed[str(found)]
        return zlib.decompress(data) if self.found.dictionary(found).get("/Filter") == "/FlateDecode" else data

    def _is_code(self, found: object, text: str) -> bool:
        size, drawing = code_drawing(text)
        stated = {key: one for key, one in self.found.dictionary(found).items() if key not in ("/Length", "/Filter")}
        wanted = {"/Type": "/XObject", "/Subtype": "/Form", "/BBox": [0, 0, size, size], "/Matrix": code_matrix(size)}
        return stated == wanted and self._unpacked(found) == drawing


def _misread(file: PdfFile, form: str, letters: Letters) -> str:
    """Where a layer does not read as it is to, in words; empty where it does. Nothing but letters is in it."""
    stated = file.dictionary(file.objects, form)
    if "/Matrix" in stated or not file.dictionary(stated, "/Resources").keys() <= {"/Font", "/ProcSet"}:
        return "the letters of the stamp are more than letters"
    (painted,) = painted_texts(file, [form])
    for height, line in groupby(letters, lambda one: one.y):  # TeX may paint at once what stands beside each other
        text = " ".join(one.text for one in line)
        wanted, read = printed_characters(escape(text), {}), ""
        while len(read) < len(wanted) and painted and abs(painted[0][1] - height * POINT) < RAISED:
            read += painted.pop(0)[0]
        if read != wanted:
            return f"the stamp reads '{read}' where '{text}' was set"
    return "the stamp has more letters than were set" if painted else ""
