"""One source for several languages: `prompt: {en: ..., de: ...}`, of which the page's language picks.

Every text that stands on a page may be such a mapping. What is picked is a text like any other, at its own place in the file.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gen.messages.errors import InputError, Location
from gen.messages.sentences import LANGUAGES, Language
from gen.syntax.yamltree import Leaf, Node, read
from gen.syntax.yamltree import Mapping as Tree
from gen.syntax.yamltree import Sequence as List

_WORDS = re.compile(r"\w{2,}")
_NO_WORDS = re.compile(r"``.*?``|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\{[^{}]*\}", re.DOTALL)  # code, expressions, formulas, placeholders
_NUMBER = re.compile(r"[-+\d./e\s]+")
_NAME = "title"
_NAMES = (_NAME, "head")  # what may be called the same in all languages


@dataclass(frozen=True, slots=True)
class Each:
    """All values of a mapping, or all entries of a list, are of one form."""

    form: "Form"


@dataclass(frozen=True, slots=True)
class PageText:
    """A text that stands on a page; with `labels` also texts by label."""

    labels: bool = False


@dataclass(frozen=True, slots=True)
class TextOr:
    """A text that stands on a page, or a mapping of this form; a number is neither."""

    form: "Form"


Form = PageText | Each | TextOr | Mapping[str, "Form"]
"""Where in a file texts for a page stand."""

_TEXT = PageText()
_PICTURE: Form = {"alt": _TEXT, "caption": _TEXT}
_OPTION: Form = TextOr({"text": _TEXT, "reason": _TEXT})
_RULE: Form = dict.fromkeys(("note", "accept", "partial", "forfeit", "zero"), _TEXT)
_ITEM: Form = {
    "prompt": _TEXT,
    "answer": PageText(labels=True),
    "rules": Each(_RULE),
    "picture": _PICTURE,
    "acknowledge": Each(_TEXT),
    "readings": Each({"name": _TEXT}),
    "options": Each(_OPTION),
    "table": {"corner": _TEXT, "rows": Each({"head": _TEXT}), "columns": Each({"head": _TEXT})},
}
PROBLEM: Form = {_NAME: _TEXT, "stem": _TEXT, "picture": _PICTURE, "acknowledge": Each(_TEXT), "items": Each(_ITEM)}
_SHARED: Mapping[str, Form] = {
    **dict.fromkeys(("aids", "examiner", "room"), _TEXT),
    **dict.fromkeys(("lines", "instructions"), Each(_TEXT)),
}
EXAM: Form = {_NAME: _TEXT, "duration": _TEXT, "date": _TEXT, **_SHARED}
COURSE: Form = {**dict.fromkeys(("name", "institution", "header", "footer", "notice"), _TEXT), **_SHARED}


def stated_language(root: Node | None) -> Language | None:
    """What a file says under `language`; None where that is nothing, or no language."""
    said = next((value for key, value in root.entries if key.value == "language"), None) if isinstance(root, Tree) else None
    return next((language for language in LANGUAGES if isinstance(said, Leaf) and said.text.value == language), None)


def languages_of(path: Path) -> tuple[Language, ...]:
    """The languages that texts of a problem or course file are written in, as far as it says. Raises InputErrors if it is not YAML."""
    root = read(path, str(path))
    return _spoken(root, PROBLEM) or _spoken(root, COURSE)


def in_language(root: Node, form: Form, language: Language, faults: list[InputError]) -> Node:
    """The file with those of its texts that are in this language; what lacks it is a fault."""
    spoken = _spoken(root, form)
    if not spoken:
        return root
    return _mapped(root, form, "", lambda node, name: _picked(node, name, language, spoken, faults))


def _spoken(root: Node, form: Form) -> tuple[Language, ...]:
    found: list[Node] = []

    def seen(node: Node, name: str) -> Node:
        found.append(node)
        return node

    _mapped(root, form, "", seen)
    keys = {key.value for node in found if isinstance(node, Tree) for key, _ in node.entries}
    return tuple(language for language in LANGUAGES if language in keys)


def _mapped(node: Node, form: Form, name: str, change: Callable[[Node, str], Node]) -> Node:
    """The tree with each of its page's texts changed; `name` is the key under which a text stands."""
    match form, node:
        case PageText(labels=True), Tree(entries, where) if not any(key.value in LANGUAGES for key, _ in entries):
            return Tree(tuple((key, change(value, key.value)) for key, value in entries), where)
        case PageText(), _:
            return change(node, name)
        case TextOr(inner), Tree(entries, _) if not any(key.value in LANGUAGES for key, _ in entries):
            return _mapped(node, inner, name, change)
        case TextOr(), Leaf(text) if _NUMBER.fullmatch(text.value):
            return node
        case TextOr(), _:
            return change(node, name)
        case Each(inner), Tree(entries, where):
            return Tree(tuple((key, _mapped(value, inner, key.value, change)) for key, value in entries), where)
        case Each(inner), List(items, where):
            return List(tuple(_mapped(item, inner, name, change) for item in items), where)
        case Mapping(), Tree(entries, where):
            known = ((key, value, form.get(key.value)) for key, value in entries)
            return Tree(tuple((key, _mapped(value, own, key.value, change) if own else value) for key, value, own in known), where)
    return node


def _picked(node: Node, name: str, language: Language, spoken: Sequence[Language], faults: list[InputError]) -> Node:
    """The text in this language; a text that is written once stays, unless it has words that belong to one language. The answers with
    numbers are code."""
    once = isinstance(node, Leaf) and name not in _NAMES and not name.isdigit()
    if once and isinstance(node, Leaf) and _WORDS.search(_NO_WORDS.sub("", node.text.value)):
        message = f"this text is written once, others of the file in {' and '.join(spoken)}"
        faults.append(InputError(node.where, message, f"write {{{', '.join(f'{one}: ...' for one in spoken)}}}, or a line for each"))
    if not isinstance(node, Tree) or not any(key.value in LANGUAGES for key, _ in node.entries):
        return node
    texts = {key.value: value for key, value in node.entries}
    for where, other in _others(node):
        faults.append(InputError(where, f"'{other}' is no language of a page", f"known: {', '.join(LANGUAGES)}"))
    for lacking in [one for one in spoken if one not in texts]:
        faults.append(InputError(node.where, f"this text lacks '{lacking}', which others of the file have", f"add {lacking}: ..."))
    if language not in spoken:
        message = f"this text lacks '{language}', the language of the page"
        faults.append(InputError(node.where, message, f"add {language}: ..., or set 'language' to one of {', '.join(spoken)}"))
    return texts.get(language) or next(value for key, value in texts.items() if key in LANGUAGES)


def _others(node: Tree) -> Iterator[tuple[Location, str]]:
    return ((key.where, key.value) for key, _ in node.entries if key.value not in LANGUAGES)
