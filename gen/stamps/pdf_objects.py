"""Objects of a PDF as they are written into another one, where each has another number."""

import re
from collections.abc import Callable
from typing import NamedTuple

from pikepdf import Object, Pdf, Stream

# qpdf writes brackets within a string with a backslash, so a string is passed over as a whole.
_REFERENCE = re.compile(rb"\((?:\\.|[^()\\])*\)|\b(\d+ \d+ R)\b", re.DOTALL)


class Body(NamedTuple):
    """What stands in an object: a text, and where it is a stream, whose dictionary that is, what it holds, packed as it is."""

    text: bytes
    packed: bytes | None = None

    def renumbered(self, new: Callable[[bytes], bytes]) -> bytes:
        """The object as it is written, each reference replaced by a new one."""
        text = with_references(self.text, new)
        return text if self.packed is None else stream(text, self.packed)

    @property
    def references(self) -> list[bytes]:
        """All objects that it refers to."""
        return list(filter(None, _REFERENCE.findall(self.text))) if b" R" in self.text else []


def body_of(pdf: Pdf, reference: bytes) -> Body:
    """An object of an open PDF."""
    number, generation, _ = reference.split()
    one = pdf.get_object(int(number), int(generation))
    return Body(one.stream_dict.unparse(), one.read_raw_bytes()) if isinstance(one, Stream) else Body(one.unparse(resolved=True))


def with_references(text: bytes, new: Callable[[bytes], bytes]) -> bytes:
    """A text in which each reference is replaced by a new one."""
    return _REFERENCE.sub(lambda found: new(found[0]) if found[1] else found[0], text) if b" R" in text else text


def reference_to(number: int) -> bytes:
    return b"%d 0 R" % number


def stream(dictionary: bytes, packed: bytes) -> bytes:
    return b"%b\nstream\n%b\nendstream" % (dictionary, packed)


def written(number: int, body: bytes) -> bytes:
    """An object of the file."""
    return b"%d 0 obj\n%b\nendobj\n" % (number, body)


def entries(of: Object) -> dict[str, bytes]:
    """The values of a dictionary by their keys, as they are written, always in one order."""
    return {key: of[key].unparse() for key in sorted(of.keys())}


def dictionary(values: dict[str, bytes]) -> bytes:
    """A dictionary with these values."""
    return b"<<%b>>" % b" ".join(b"%b %b" % (key.encode(), value) for key, value in values.items())
