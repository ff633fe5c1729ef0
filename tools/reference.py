"""Writes docs/reference.md: all keys of all mappings of an author's files, from the tables that the tool reads files by.

    python tools/reference.py

It tells nothing that the tables do not; docs/format.md and its pages explain with examples.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from gen import keys
from gen.keys import ASKED
from gen.model.keys import Form, Instead, Keys, ListOf, Named, Scalar, Value
from gen.questions import FORMS

DOCS = Path(__file__).parents[1] / "docs"
PAGE, FORMAT = DOCS / "reference.md", DOCS / "format.md"
FILES = (keys.PROBLEM, keys.EXAM, keys.COURSE, keys.LAYOUT, keys.VARIANT)
EXPLAINED = {  # the section of the format that explains a mapping
    "problem": "problem",
    "exam": "exam",
    "course": "course",
    "layout": "layout",
    "variant": "variants",
    "item": "item",
    "data": "numbers-that-are-made",
    "stack": "cells",
    "reading": "readings-and-published-values",
    "published": "readings-and-published-values",
    "picture": "figures",
    "figure": "figures",
    "points": "points-and-rules",
    "rule": "points-and-rules",
    "scoring": "choices",
    "slip": "choices",
    "option": "choices",
    "table": "tables-to-fill-in",
    "row or column": "tables-to-fill-in",
    "plot": "plots",
    "what an array is drawn from": "variants",
    "problem of exam": "problems-that-are-drawn",
}
HEAD = """\
# All keys

<!-- Made by tools/reference.py from the tables in gen/keys/; what is changed here is lost. -->

Every key of every mapping that a file may have, as the tool itself knows them: by the same tables it reads
files and writes the [schema for editors](editors.md). [The format](format.md) explains them with examples.

A text is anything that is no list and no mapping; numbers are exact, `3`, `0.1` or `3/2`. A text for the page
may be written in several languages, `{en: ..., de: ...}`. Where a key may have values of several forms, YAML
tells them apart.
"""


def page() -> str:
    """The whole page."""
    tables = _tables()
    lines = [HEAD, "| mapping | stands |", "|---|---|"]
    for table in tables:
        places = [f"`{key}` of {_link(other)}" for other, key in _places(table, tables)]
        lines.append(f"| {_link(table)} | {', '.join(places) or 'in a file of its own'} |")
    for table in tables:
        lines += ["", *_section(table)]
        if table is keys.ITEM:
            lines += ["", *_questions()]
    return "\n".join(lines) + "\n"


def _tables() -> list[Keys]:
    """Files and what stands in them, in the order in which one comes across them."""
    found: list[Keys] = []
    waiting = [*FILES]
    while waiting:
        table = waiting.pop(0)
        if table not in found:
            found.append(table)
            waiting[:0] = [form for key in table.keys for form in _forms(key.value) if isinstance(form, Keys)]
    return found


def _forms(value: Value) -> Iterator[Form]:
    """All forms of a value, and of what stands in its lists and mappings."""
    for form in value:
        yield form
        if isinstance(form, ListOf | Named):
            yield from _forms(form.item)


def _places(table: Keys, tables: list[Keys]) -> list[tuple[Keys, str]]:
    return [(other, key.name) for other in tables for key in other.keys if table in _forms(key.value)]


def _explained(section: str) -> str:
    """A link to the page of the format that has the section: the one that docs/format.md lists, or itself."""
    listed = re.search(rf"\((format/\w+\.md)#{section}\)", FORMAT.read_text(encoding="utf-8"))
    page = listed[1] if listed else FORMAT.name
    return f"[{page}]({page}#{section})"


def _section(table: Keys) -> Iterator[str]:
    """The heading and the table of a mapping."""
    yield f"## {_title(table)}"
    yield ""
    if table.title in EXPLAINED:
        yield f"With examples: {_explained(EXPLAINED[table.title])}."
        yield ""
    if table.one_of:
        yield f"Exactly one of {_listed(table.one_of)}."
        yield ""
    yield "| key | value | meaning | example |"
    yield "|---|---|---|---|"
    for name in table.known:
        key = table.by_name[name]
        ticks = "``" if "`" in key.example else "`"
        example = f"{ticks}{key.example}{ticks}" if key.example else ""
        cells = (f"`{name}`{' (required)' if key.required else ''}", _words(key.value), key.says, example)
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |".replace("|  |", "| |")


def _questions() -> Iterator[str]:
    """What `ask` may have, and which keys belong to it."""
    yield "### Questions"
    yield ""
    yield "A line under `ask`, an example of each form:"
    yield ""
    yield from (f"- `{form}`" for form in FORMS)
    yield ""
    yield "| asked | needs | alone has |"
    yield "|---|---|---|"
    for one in ASKED:
        forms = [form for form in FORMS if one.matches(form)]
        yield f"| {_listed(forms)} | {_listed(one.needs)} | {_listed(one.own)} |".replace("|  |", "| |")


def _words(value: Value) -> str:
    return "; or ".join(_form(form) for form in value)


def _form(form: Form) -> str:
    match form:
        case Scalar(words, one_of):
            return _listed(one_of, "or") if one_of else words + (f", such as {_listed(form.like, 'or')}" if form.like else "")
        case ListOf(words, item):
            return f"a list of {words}{_each(item)}"
        case Named(words, item, like, pattern):
            plain = words.partition(" such as")[0]
            return (
                f"a mapping of {plain}{_each(item)}{f', such as {_listed(like)}' if like else ''}"
                if not pattern
                else f"`{{{like[0]}: [...]}}`"
            )
        case Keys():
            return _link(form)
        case Instead(of, without):
            return f"keys of {'an' if of == 'item' else 'a'} [{of}](#{of}), none required, but not {_listed(without)}"


def _each(item: Value) -> str:
    """What the entries of a list or a mapping are, where they have keys of their own."""
    own = [_form(form) for form in item if isinstance(form, Keys | Instead)]
    return f", each {' or '.join(own)}" if len(own) == len(item) else f", or {own[0]}" if own else ""


def _listed(words: tuple[str, ...] | list[str], last: str = "and") -> str:
    quoted = [f"`{word}`" for word in words]
    return f"{', '.join(quoted[:-1])} {last} {quoted[-1]}" if len(quoted) > 1 else "".join(quoted)


def _title(table: Keys) -> str:
    return table.title[0].upper() + table.title[1:]


def _link(table: Keys) -> str:
    return f"[{_title(table)}](#{table.title.replace(' ', '-')})"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
