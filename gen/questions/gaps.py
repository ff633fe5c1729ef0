"""Gaps of a listing: code that an author has typed, by the numbers of the gaps. Nothing of it is run."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from gen.messages.errors import InputError, InputErrors, Location
from gen.model.derivation import Derivation, Statement
from gen.model.gaps import gaps_of
from gen.model.problem import Inline, Item
from gen.model.queries import Query
from gen.model.source import Text
from gen.model.verified import Verified
from gen.questions.kind import AskedItem, Kind, WrittenQuestion
from gen.syntax import Fields
from gen.syntax.yamltree import Mapping, Node
from gen.syntax.yamltree import Sequence as List

MAX_GAPS = 30
_A_GAP = "write <<1>> in a listing of the prompt, between lines with ``` "
_TYPED = "write answer: {1: 'h @ W', 2: ['b', 'self.b']}, the first of several is printed"


@dataclass(frozen=True, slots=True)
class TypedCode:
    """What belongs into a gap: a line of code, and others that are accepted as well."""

    gap: int
    code: str
    others: tuple[str, ...]
    where: Location


@dataclass(frozen=True, slots=True)
class GapsQuery(Query):
    """`gaps`: what belongs into each gap of the prompt's listings."""

    typed: tuple[TypedCode, ...]
    kind: ClassVar[str] = "gaps"
    in_words: ClassVar[bool] = True

    @property
    def places(self) -> int:
        return len(self.typed)


@dataclass(frozen=True, slots=True)
class GapAnswer:
    """The code of a gap."""

    gap: int
    code: str
    others: tuple[str, ...]

    @property
    def name(self) -> str:
        return str(self.gap)

    about = name

    @property
    def value(self) -> str:
        return self.code

    word = value

    @property
    def text(self) -> str:
        return f"{self.gap}: {self.code}"

    @property
    def json(self) -> dict[str, Any]:
        return {"gap": self.gap, "code": self.code, "accepted": list(self.others)}


def _is_number(label: str) -> bool:
    """Whether a label under `answer` is that of a gap."""
    return re.fullmatch(r"[1-9]\d?", label) is not None


def typed_elsewhere(queries: Iterable[Query]) -> Callable[[str], bool]:
    """Which labels under `answer` have no text for a page, since a question reads itself what stands there."""
    return _is_number if any(isinstance(query, GapsQuery) for query in queries) else lambda label: False


def _read(written: WrittenQuestion) -> list[GapsQuery]:
    node = written.fields.nodes.get("answer")
    typed = [
        TypedCode(int(key.value), codes[0], tuple(codes[1:]), key.where)
        for key, value in (node.entries if isinstance(node, Mapping) else ())
        if _is_number(key.value) and (codes := _codes(written.fields, key, value.items if isinstance(value, List) else (value,)))
    ]
    return [GapsQuery(tuple(sorted(typed, key=lambda one: one.gap)), where=written.text.where)]


def _codes(fields: Fields, key: Text, nodes: Sequence[Node]) -> list[str]:
    """The code of a gap and what else is accepted; faults go to the fields."""
    found: list[str] = []
    for node in nodes:
        text = fields.leaf(node, f"the code of gap {key.value}")
        code = text.value.strip() if text else ""
        if text and (not code or text.comment):
            fields.fault(text.where, f"gap {key.value} has no code", _TYPED)
        elif text and "\n" in code:
            fields.fault(text.where, f"the code of gap {key.value} has several lines", "give each line a gap of its own")
        elif text and code in found:
            fields.fault(text.where, f"gap {key.value} has '{code}' twice")
        found += [code] if code else []
    return found


def _answer(query: GapsQuery, asked: AskedItem) -> Verified:
    """The code of each gap. Raises InputErrors where gaps and codes do not belong together, or a line gets too long."""
    if faults := [*_faults(query, asked.item)]:
        raise InputErrors(faults)
    said = [Statement("gap", str(one.gap), (Inline("text", f"({one.gap}) "), Inline("code", one.code))) for one in query.typed]
    answers = tuple(GapAnswer(one.gap, one.code, one.others) for one in query.typed)
    return Verified(Derivation(tuple(said), answers, {}), ())


def _faults(query: GapsQuery, item: Item) -> Iterator[InputError]:
    found = list(gaps_of(item.prompt))
    first = list(dict.fromkeys(found))
    if not found:
        yield InputError(query.where, "the prompt has no gap", _A_GAP)
        return
    if first != list(range(1, len(first) + 1)):
        shown = ", ".join(map(str, first))
        yield InputError(item.where, f"gaps are numbered from 1 in the order in which they stand, found {shown}")
    if len(first) > MAX_GAPS:
        yield InputError(item.where, f"a listing has {MAX_GAPS} gaps at most")
    typed = {one.gap for one in query.typed}
    for one in query.typed:
        if one.gap not in first:
            yield InputError(one.where, f"there is code for gap {one.gap}, but the prompt has no <<{one.gap}>>")
    for gap in first:
        if gap not in typed:
            yield InputError(query.where, f"there is no code for gap {gap}", _TYPED)


GAPS = Kind(
    types=(GapsQuery,),
    forms=("gaps",),
    patterns=(re.compile("gaps"),),
    read=_read,
    answer=_answer,
    needs_cell=False,
    one=("an item has one question for gaps", "join the listings"),
)
