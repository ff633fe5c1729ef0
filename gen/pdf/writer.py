"""PDFs written from objects of an open one: of each all that its catalog leads to, as it is there, under numbers of its own.

What pages are painted with, fonts above all, stands in front: PDFs with the same fonts begin with the same bytes, put together once.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate

from pikepdf import Pdf

from gen.pdf.objects import Body, body_of, dictionary, reference_to, stream, written

HELD = 32  # objects of a stream of them: whoever asks for one reads all
_LEVEL = 1  # of compression: all that is packed here is a fiftieth of a PDF


@dataclass(frozen=True, slots=True)
class _Block:
    """Objects as they are written, with a digest of that and their rows in the table of all; `numbers` are theirs and those of what stands
    before them, by the references to them in the open PDF."""

    data: bytes
    digest: bytes
    rows: bytes
    numbers: Mapping[bytes, bytes]
    last: int


class Writer:
    """Writes PDFs, each from its catalog. What one of them has does not change after it."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf, self._header = pdf, b"%%PDF-%b\n%%\xbf\xf7\xa2\xfe\n" % pdf.pdf_version.encode()
        self._bodies: dict[bytes, tuple[Body, Sequence[bytes]]] = {}  # with the references in each
        self._fronts: dict[tuple[bytes, ...], _Block] = {}

    def pdf(self, catalog: bytes, about: bytes, pages: bytes, resources: Iterable[bytes]) -> bytes:
        """The PDF of a catalog, what is said about it, and the tree of its pages with their resources, by the references to these.

        What it is called by (`/ID`) is a digest of all that is in it.
        """
        front = self._front(dict.fromkeys(used for one in resources for used in self._body(one)[1]))
        rest, begin = self._reached((pages, catalog, about), front.numbers), len(self._header) + len(front.data)
        own = self._block(rest, front.numbers, front.last, begin)
        for one in rest:  # no other has them
            del self._bodies[one]
        begin, number = begin + len(own.data), own.last + 1
        mark = sha256(front.digest + own.digest).hexdigest()[:32].encode()
        rows = zlib.compress(b"".join((_row(0, 0), front.rows, own.rows, _row(1, begin))), _LEVEL)
        stated = {
            "/Type": b"/XRef",
            "/Size": b"%d" % (number + 1),
            "/Root": own.numbers[catalog],
            "/Info": own.numbers[about],
            "/ID": b"[<%b><%b>]" % (mark, mark),
            "/W": b"[1 4 2]",
            "/Filter": b"/FlateDecode",
            "/Length": b"%d" % len(rows),
        }
        table = written(number, stream(dictionary(stated), rows))
        return b"".join((self._header, front.data, own.data, table, b"startxref\n%d\n%%%%EOF\n" % begin))

    def _front(self, painting: Iterable[bytes]) -> _Block:
        """The same for all PDFs that are painted with the same."""
        found = tuple(sorted(self._reached(painting, {}), key=lambda one: int(one.split()[0])))
        if found not in self._fronts:
            self._fronts[found] = self._block(found, {}, 0, len(self._header))
        return self._fronts[found]

    def _body(self, one: bytes) -> tuple[Body, Sequence[bytes]]:
        if one not in self._bodies:
            body = body_of(self._pdf, one)
            self._bodies[one] = body, body.references
        return self._bodies[one]

    def _reached(self, found: Iterable[bytes], known: Mapping[bytes, bytes]) -> list[bytes]:
        """These objects and all that they lead to, but for what is known, in the order in which one comes to them."""
        seen = dict[bytes, None]()
        waiting = [*found][::-1]
        while waiting:
            one = waiting.pop()
            if one not in seen and one not in known:
                seen[one] = None
                waiting += reversed(self._body(one)[1])
        return list(seen)

    def _block(self, objects: Sequence[bytes], before: Mapping[bytes, bytes], last: int, at: int) -> _Block:
        """Objects behind others, of which the last has this number, and which end there: what is no stream stands with others in one."""
        numbers = {**before, **{one: reference_to(number) for number, one in enumerate(objects, last + 1)}}
        holders = last + len(objects) + 1
        pieces, rows, held = list[bytes](), list[bytes](), list[tuple[int, bytes]]()

        def put(number: int, body: bytes) -> None:
            nonlocal at
            rows.append(_row(1, at))
            pieces.append(written(number, body))
            at += len(pieces[-1])

        for number, one in enumerate(objects, last + 1):
            body, _ = self._body(one)
            text = body.renumbered(numbers.__getitem__)
            if body.packed is None:
                rows.append(_row(2, holders + len(held) // HELD, len(held) % HELD))
                held.append((number, text))
            else:
                put(number, text)
        for number, begin in enumerate(range(0, len(held), HELD), holders):
            put(number, _holder(held[begin : begin + HELD]))
        data = b"".join(pieces)
        return _Block(data, sha256(data).digest(), b"".join(rows), numbers, last + len(rows))


def _row(kind: int, place: int, index: int = 0) -> bytes:
    """A row of the table: 1 and where an object begins; or 2, the stream that it stands in, and where in that."""
    return bytes((kind,)) + place.to_bytes(4, "big") + index.to_bytes(2, "big")


def _holder(held: Sequence[tuple[int, bytes]]) -> bytes:
    """A stream of objects by their numbers."""
    begins = accumulate((len(text) + 1 for _, text in held), initial=0)
    head = b" ".join(b"%d %d" % (number, begin) for (number, _), begin in zip(held, begins, strict=False)) + b"\n"
    packed = zlib.compress(head + b"\n".join(text for _, text in held), _LEVEL)
    stated = {
        "/Type": b"/ObjStm",
        "/N": b"%d" % len(held),
        "/First": b"%d" % len(head),
        "/Filter": b"/FlateDecode",
        "/Length": b"%d" % len(packed),
    }
    return stream(dictionary(stated), packed)
