"""A stamped sheet is compared with what it is to be: the sheet as it was, and on each page the letters and the code of one student.

It begins with the bytes of the sheet, and by its table of objects these are where they were, all but the pages: so nothing else of it has
changed. Each page is compared with the one of the sheet, the letters are read from each layer, and each code is compared with the one that
its page is to have. There is nothing else behind the sheet.
"""

from collections.abc import Collection, Iterator
from itertools import groupby

from gen.inspection import BROKEN, Entries, Illegible, PaintedText, PdfFile, open_pdf_for_some, painted_texts, printed_characters
from gen.latex import escape
from gen.messages.sentences import Language
from gen.stamps.blank import FORMS, BlankPage, blank_of
from gen.stamps.codes import code_drawing, code_matrix
from gen.stamps.layers import Letters
from gen.stamps.orders import Order
from gen.stamps.stamping import BEFORE, BEHIND, CODES, LETTERS

POINT = 72 / 72.27  # points of PDF in one of TeX's
RAISED = 6.0  # points of PDF: what is put over a letter or below it stands so far from its line at most
_OF_A_FILE = {"/Root", "/Info", "/Size", "/ID", "/Type", "/W", "/Index", "/Length", "/Filter", "/DecodeParms", "/Prev"}
_OF_A_STREAM = {"/Length", "/Filter"}
_FLATE = "/FlateDecode"


class WrongStamp(Exception):
    """A stamped sheet is not what it is to be; the message says where."""


def check_stamped(stamped: bytes, order: Order, language: Language) -> None:
    """Raises WrongStamp for anything in it that is neither the order's sheet nor the order's stamp."""
    try:
        with open_pdf_for_some(stamped) as file:
            fault = next(_differences(file, stamped, order, language), "")
    except (Illegible, *BROKEN) as error:
        fault = f"it cannot be read back{f', {error}' if isinstance(error, Illegible) else ''}"
    if fault:
        raise WrongStamp(f"the sheet of student {order.stamp.number} is not handed out: {fault}")


def _differences(file: PdfFile, stamped: bytes, order: Order, language: Language) -> Iterator[str]:
    """In words what is not as it is to be."""
    sheet, blank = order.sheet.pdf, blank_of(order.sheet)
    if not stamped.startswith(sheet):
        yield "it does not begin with the sheet"
    new = {reference for reference, (at, holder) in file.places.items() if not holder and at >= len(sheet)}
    replaced = {page.reference for page in blank.pages}
    if not (
        replaced <= new
        and {one: place for one, place in file.places.items() if one not in new}
        == {one: place for one, place in blank.places.items() if one not in replaced}
        and file.trailer.keys() <= _OF_A_FILE
        and all(file.trailer[key] == blank.trailer[key] for key in ("/Root", "/Info"))
    ):
        yield "something beside the pages has changed"
    used = {*replaced, file.table}
    layers: dict[Letters, str] = {}
    for number, (page, own, code) in enumerate(zip(blank.pages, order.letters(language), order.codes(), strict=True), 1):
        stamp = _stamp(file, page)
        known = layers.setdefault(own, stamp[LETTERS])
        if known != stamp[LETTERS] or list(layers.values()).count(known) > 1 or not _is_stamped(file, page, stamp, code):
            yield f"page {number} is not the page of the sheet with the stamp of the student"
        used.update(stamp.values())
    for form in layers.values():
        if not _is_of_letters(file, form):
            yield "the letters of the stamp are more than letters"
    for letters, painted in zip(layers, painted_texts(file, list(layers.values())), strict=True):
        if words := _misread(painted, letters):
            yield words
    if unused := new - used - _reached(file, layers.values()):
        yield f"it has {len(unused)} objects that are no part of a stamp"


def _stamp(file: PdfFile, page: BlankPage) -> dict[str, str]:
    """The references to the four parts of the stamp on a page; of one that has none they lead nowhere."""
    found = file.dictionary(file.objects, page.reference)
    contents, forms = found.get("/Contents"), file.dictionary(file.dictionary(found, "/Resources"), FORMS)
    first, *_, last = contents if isinstance(contents, list) and len(contents) > 1 else ("", "")
    return {"before": str(first), "behind": str(last), LETTERS: str(forms.get(LETTERS)), CODES: str(forms.get(CODES))}


def _is_stamped(file: PdfFile, page: BlankPage, stamp: dict[str, str], code: str) -> bool:
    """Whether a page is the one of the sheet with these parts of a stamp, of which all but the letters are what they are to be."""
    contents, resources = page.plain["/Contents"], file.dictionary(page.plain, "/Resources")
    around = [stamp["before"], *(contents if isinstance(contents, list) else [contents]), stamp["behind"]]
    forms = {**file.dictionary(resources, FORMS), LETTERS: stamp[LETTERS], CODES: stamp[CODES]}
    return (
        file.objects.get(page.reference) == {**page.plain, "/Contents": around, "/Resources": {**resources, FORMS: forms}}
        and _held(file, stamp["before"], {}) == BEFORE
        and _held(file, stamp["behind"], {}) == BEHIND
        and _is_code(file, stamp[CODES], code)
    )


def _is_code(file: PdfFile, found: str, text: str) -> bool:
    size, drawing = code_drawing(text)
    stated = {"/Type": "/XObject", "/Subtype": "/Form", "/BBox": [0, 0, size, size], "/Matrix": code_matrix(size)}
    return _held(file, found, stated) == drawing


def _held(file: PdfFile, found: str, stated: Entries) -> bytes | None:
    """What a stream holds that says this of itself and nothing else."""
    own = file.dictionary(file.objects, found)
    same = {key: one for key, one in own.items() if key not in _OF_A_STREAM} == stated and own.get("/Filter", _FLATE) == _FLATE
    return file.data(found) if same else None


def _reached(file: PdfFile, forms: Collection[str]) -> set[str]:
    """All objects that forms lead to."""
    seen, waiting = set[str](), list[object](forms)
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict | list):
            waiting += one.values() if isinstance(one, dict) else one
        elif isinstance(one, str) and one in file.places and one not in seen:
            seen.add(one)
            waiting.append(file.objects[one])
    return seen


def _is_of_letters(file: PdfFile, form: str) -> bool:
    """Whether nothing but letters is in a layer, painted where it says."""
    stated = file.dictionary(file.objects, form)
    return "/Matrix" not in stated and file.dictionary(stated, "/Resources").keys() <= {"/Font", "/ProcSet"}


def _misread(painted: list[PaintedText], letters: Letters) -> str:
    """Where a layer does not read as it is to, in words; empty where it does."""
    for height, line in groupby(letters, lambda one: one.y):  # TeX may paint at once what stands beside each other
        text = " ".join(one.text for one in line)
        wanted, read = printed_characters(escape(text), {}), ""
        while len(read) < len(wanted) and painted and abs(painted[0][1] - height * POINT) < RAISED:
            read += painted.pop(0)[0]
        if read != wanted:
            return f"the stamp reads '{read}' where '{text}' was set"
    return "the stamp has more letters than were set" if painted else ""
