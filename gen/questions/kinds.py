"""The kinds of questions, and whatever is the same for all of them."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from gen.messages.errors import InputError, InputErrors
from gen.model.problem import Cell, Item
from gen.model.queries import Query
from gen.model.source import Text
from gen.questions.blanks import BLANKS
from gen.questions.choices import CHOICE
from gen.questions.claims import CLAIM
from gen.questions.count_comparisons import COMPARISON
from gen.questions.eigenvalues import EIGENVALUES
from gen.questions.formulas import FORMULA
from gen.questions.gaps import GAPS
from gen.questions.gate_questions import ROLES
from gen.questions.inverse import FIND
from gen.questions.kind import Kind, WrittenQuestion
from gen.questions.layer_questions import LAYERS
from gen.questions.open_questions import OPEN
from gen.questions.parameter_count import COUNT
from gen.questions.sketch import SKETCH
from gen.questions.table_cells import RELATIONS, TABLE, WORDS
from gen.questions.values import NUMBERS
from gen.syntax import Fields, split

KINDS: tuple[Kind[Any], ...] = (
    NUMBERS,
    FORMULA,
    COMPARISON,
    COUNT,
    LAYERS,
    EIGENVALUES,
    CLAIM,
    ROLES,
    GAPS,
    FIND,
    BLANKS,
    CHOICE,
    SKETCH,
    OPEN,
    TABLE,
    WORDS,
    RELATIONS,
)

_BY_TYPE = {one: kind for kind in KINDS for one in kind.types}
FORMS = [form for kind in KINDS for form in kind.forms]
"""How questions are written, an example of each."""

_BEGINS = re.compile(rf"({'|'.join(dict.fromkeys(form.split()[0] for form in FORMS))})\b")
_A_NAME = re.compile(r"[A-Za-z]\w*(\[[^]]*\])*")
_QUOTES = 'write: value of {0}; inside [ ] a text with a comma needs quotes, as "value of h, {0}"'
_A_LIST = "several questions are a list: a line for each, with - before it"

HEADINGS = {step: heading for kind in KINDS for step, heading in kind.headings.items()}
"""Under what steps stand that only one kind of question has."""

NAMES = frozenset(name for kind in KINDS for name in kind.names)
"""Values that a kind of question has of its own, besides those of a cell."""


def kind_of(query: Query) -> Kind[Any]:
    """The kind of a query."""
    return _BY_TYPE[type(query)]


def most_axes(queries: Sequence[Query]) -> int:
    """How many axes a shape may have that is declared for these questions."""
    return min((kind_of(query).axes for query in queries), default=2)


def by_kind(queries: Sequence[Query]) -> Iterator[tuple[Kind[Any], Query]]:
    """Each query with its kind; those that are answered together by the first of them."""
    done = set[Kind[Any]]()
    for query in queries:
        kind = kind_of(query)
        if not kind.together or kind not in done:
            yield kind, query
        done.add(kind)


def needs_cell(text: str) -> bool:
    """Whether a question can only be asked of a cell."""
    return not any(pattern.fullmatch(text) for kind in KINDS if not kind.needs_cell for pattern in kind.patterns)


def read_question(fields: Fields, text: Text, timeless: Collection[str], cells: Mapping[str, Cell | None] = {}) -> Sequence[Query]:
    """What a line asks, of an item or of these cells of its problem; faults go to `fields`."""
    for kind in KINDS:
        for pattern in kind.patterns:
            if match := pattern.fullmatch(text.value):
                queries: Sequence[Query] = kind.read(WrittenQuestion(fields, text, match, timeless, cells))
                return queries
    hint = _A_LIST if all(_BEGINS.match(part.value) for part in split(text)) and "," in text.value else _help(text.value)
    hint = _QUOTES.format(text.value) if _A_NAME.fullmatch(text.value) else hint
    fields.fault(text.where, f"cannot tell what '{text.value}' asks", hint)
    return []


def _help(text: str) -> str:
    """The forms that begin as a text does, or else all of them."""
    *others, last = [form for form in FORMS if form.split()[0] == text.split(" ")[0]] or FORMS
    return f"write: {'; '.join(others)}; or {last}; several as a list" if others else f"write: {last}"


def check_different(fields: Fields, asked: Sequence[Query]) -> None:
    """Nothing is asked twice, and of some kinds there is one question to an item, since each has steps of one name."""
    seen: set[object] = set()
    first: dict[str, object] = {}
    for query in asked:
        what, one = query.same, kind_of(query).one
        other = first.setdefault(query.kind, what)
        if what in seen:
            fields.fault(query.where, "this is asked twice")
        elif other != what and one:
            fields.fault(query.where, *one)
        seen.add(what)


def check_alone(queries: Sequence[Query]) -> None:
    """Raises InputErrors where a question stands beside others that must not."""
    for query in queries:
        kind = kind_of(query)
        if kind.alone and any(other.needs_cell and other is not kind for other in map(kind_of, queries)):
            raise InputErrors([InputError(query.where, *kind.alone)])


def check_cases(item: Item) -> None:
    """Raises InputErrors where an item has cases of its own and asks nothing about them."""
    if "over" in item.stated and not any(kind_of(query).cases for query in item.queries):
        message = "'over' gives cases, and nothing that the item asks is about each of them"
        raise InputErrors([InputError(item.stated["over"], message, "write numbers that hold once under 'given'")])
