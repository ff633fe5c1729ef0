"""A finished sheet of a variant becomes a student's own: letters and codes are laid over its pages, and nothing else in it changes.

Each page gets two forms, the letters that TeX has set and a code. What the page was stays as it was, between two short streams of its own.
"""

import zlib
from contextlib import ExitStack
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Page, Pdf, Stream, StreamDecodeLevel

from gen.messages.sentences import Language
from gen.stamps.codes import code_drawing, code_matrix
from gen.stamps.layers import Layers, Letters
from gen.stamps.orders import Order

LETTERS, CODES = Name.StampLetters, Name.StampCode
BEFORE = b"q\n"  # what the page does to the state of graphics ends with it
BEHIND = b"\nQ\nq /StampLetters Do Q\n/Artifact BMC q /StampCode Do Q EMC\n"


class Stamps(ExitStack):
    """Layers opened to be laid over sheets, one sheet after the other."""

    def __init__(self, layers: Layers, language: Language) -> None:
        super().__init__()
        self._layers, self._language = layers, language
        self._source = self.enter_context(Pdf.open(BytesIO(layers.pdf)))
        self._forms: dict[Letters, Object] = {}

    def stamped(self, order: Order) -> bytes:
        """The sheet with the stamp on each page: the same bytes for the same sheet and stamp, whatever was stamped before."""
        with Pdf.open(BytesIO(order.sheet.pdf), inherit_page_attributes=False) as pdf:
            written = order.letters(len(pdf.pages), self._language)
            forms = {letters: pdf.copy_foreign(self._form(letters)) for letters in dict.fromkeys(written)}
            around = pdf.make_stream(BEFORE), pdf.make_stream(BEHIND)
            for page, letters, text in zip(pdf.pages, written, order.codes(len(written)), strict=True):
                _lay_over(page, forms[letters], _code(pdf, text), around)
            made = BytesIO()
            pdf.save(
                made,
                fix_metadata_version=False,
                object_stream_mode=ObjectStreamMode.generate,
                stream_decode_level=StreamDecodeLevel.none,
                deterministic_id=True,
            )
            return made.getvalue()

    def _form(self, letters: Letters) -> Object:
        """A layer as a form, of which each sheet gets a copy."""
        if letters not in self._forms:
            self._forms[letters] = self._source.make_indirect(self._source.pages[self._layers.pages[letters]].as_form_xobject())
        return self._forms[letters]


def _lay_over(page: Page, letters: Object, code: Object, around: tuple[Stream, Stream]) -> None:
    """The page's own contents between two streams; its resources are a copy, since other pages may have the same."""
    resources = _copy(page.resources)
    resources.XObject = _copy(resources.XObject) if Name.XObject in resources else Dictionary()
    resources.XObject[LETTERS], resources.XObject[CODES] = letters, code
    own = page.obj.Contents
    page.obj.Contents = Array([around[0], *(own if isinstance(own, Array) else [own]), around[1]])
    page.obj.Resources = resources


def _copy(found: Object) -> Dictionary:
    return Dictionary(dict(found.items()))


def _code(pdf: Pdf, text: str) -> Stream:
    """A code as a form at its place on the page, drawn in modules."""
    size, drawing = code_drawing(text)
    return pdf.make_stream(
        zlib.compress(drawing),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, size, size]),
        Matrix=Array(code_matrix(size)),
        Filter=Name.FlateDecode,
    )
