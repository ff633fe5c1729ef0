"""Gaps of a listing: `<<1>>` is the first one. No Python has these signs so close together."""

import re
from collections.abc import Iterable, Iterator

from gen.model.problem import Inline

GAP = re.compile(r"<<([1-9]\d?)>>")


def gaps_of(pieces: Iterable[Inline]) -> Iterator[int]:
    """The numbers of the gaps in the listings of a text, in their order; one that stands twice comes twice."""
    for piece in pieces:
        if piece.kind == "listing":
            yield from (int(found[1]) for found in GAP.finditer(piece.text))


def in_gaps(code: str, found: Iterable[tuple[int, str]]) -> str:
    """A listing with code in the place of its gaps, each with its number."""
    texts = dict(found)
    return GAP.sub(lambda gap: texts[int(gap[1])], code)
