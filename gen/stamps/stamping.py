"""A finished sheet of a variant becomes a student's own: letters and codes are laid over its pages, and nothing else in it changes.

Each page gets two forms, the letters that TeX has set and a code. What the page was stays as it was, between two short streams of its own.
The sheet's bytes stay as they are: what is new is written behind them, as PDF has it for files that are changed (ISO 32000, 7.5.6).
"""

import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO

from pikepdf import Pdf

from gen.messages.sentences import Language
from gen.stamps.addition import Addition
from gen.stamps.blank import FORMS, BlankPage, blank_of
from gen.stamps.codes import code_drawing, code_matrix
from gen.stamps.layers import Layers, Letters
from gen.stamps.orders import Order
from gen.stamps.pdf_objects import Body, body_of, dictionary, reference_to, stream

LETTERS, CODES = "/StampLetters", "/StampCode"
BEFORE = b"q\n"  # what the page does to the state of graphics ends with it
BEHIND = b"\nQ\nq /StampLetters Do Q\n/Artifact BMC q /StampCode Do Q EMC\n"


@dataclass(frozen=True, slots=True)
class _Layer:
    """A layer as a form, and all objects that this refers to, by their references in the PDF of all layers."""

    form: Body
    objects: Mapping[bytes, Body]


class Stamps(ExitStack):
    """Layers opened to be laid over sheets, one sheet after the other."""

    def __init__(self, layers: Layers, language: Language) -> None:
        super().__init__()
        self._layers, self._language = layers, language
        self._source = self.enter_context(Pdf.open(BytesIO(layers.pdf)))
        self._bodies: dict[bytes, tuple[Body, list[bytes]]] = {}  # with the references in each
        self._known: dict[Letters, _Layer] = {}

    def stamped(self, order: Order) -> bytes:
        """The sheet with the stamp on each page: the same bytes for the same sheet and stamp, whatever was stamped before."""
        blank, letters = blank_of(order.sheet), order.letters(self._language)
        addition = Addition(order.sheet.pdf, blank.trailer)
        around = addition.put(_plain_stream(BEFORE)), addition.put(_plain_stream(BEHIND))
        layers = {one: self._layer(one) for one in dict.fromkeys(letters)}
        copies: dict[bytes, bytes] = {}
        for layer in layers.values():
            copies |= {one: reference_to(addition.number()) for one in layer.objects if one not in copies}
        for one, new in copies.items():
            body = next(layer.objects[one] for layer in layers.values() if one in layer.objects)
            addition.write(new, body.renumbered(copies.__getitem__))
        forms = {one: addition.put(layer.form.renumbered(copies.__getitem__)) for one, layer in layers.items()}
        for page, own, text in zip(blank.pages, letters, order.codes(), strict=True):
            addition.write(page.reference.encode(), _laid_over(page, forms[own], addition.put(_code(text)), around))
        return addition.closed()

    def _layer(self, letters: Letters) -> _Layer:
        """A layer with all that belongs to it, of which each sheet gets a copy."""
        if letters not in self._known:
            page = self._source.pages[self._layers.pages[letters]].obj
            contents = body_of(self._source, page.Contents.unparse())
            head = b"<</Type/XObject/Subtype/Form/BBox %b/Resources %b " % (page.MediaBox.unparse(), page.Resources.unparse(resolved=True))
            form = Body(head + contents.text.removeprefix(b"<<"), contents.packed)
            self._known[letters] = _Layer(form, dict(self._all(form)))
        return self._known[letters]

    def _all(self, form: Body) -> Iterator[tuple[bytes, Body]]:
        """All objects that a form refers to, and that these refer to."""
        seen = dict.fromkeys(form.references)
        waiting = list(seen)
        while waiting:
            one = waiting.pop()
            if one not in self._bodies:
                found = body_of(self._source, one)
                self._bodies[one] = found, found.references
            body, further = self._bodies[one]
            yield one, body
            new = dict.fromkeys(one for one in further if one not in seen)
            seen |= new
            waiting += new


def _laid_over(page: BlankPage, letters: bytes, code: bytes, around: tuple[bytes, bytes]) -> bytes:
    """The page's own contents between two streams; its resources are a copy, since other pages may have the same."""
    own = page.page["/Contents"].strip(b"[]")
    forms = {**page.forms, CODES: code, LETTERS: letters}
    resources = {**page.resources, FORMS: dictionary(forms)}
    contents = b"[%b %b %b]" % (around[0], own, around[1])
    return dictionary({**page.page, "/Contents": contents, "/Resources": dictionary(resources)})


def _plain_stream(data: bytes) -> bytes:
    return stream(b"<</Length %d>>" % len(data), data)


def _code(text: str) -> bytes:
    """A code as a form at its place on the page, drawn in modules."""
    size, drawing = code_drawing(text)
    packed = zlib.compress(drawing, 1)  # the others take twice as long, for a fifth less
    matrix = b" ".join(f"{one:.4f}".encode() for one in code_matrix(size))
    head = b"<</Type/XObject/Subtype/Form/BBox[0 0 %d %d]/Matrix[%b]/Filter/FlateDecode/Length %d>>" % (size, size, matrix, len(packed))
    return stream(head, packed)
