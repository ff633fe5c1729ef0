"""One source for several languages: `prompt: {en: ..., de: ...}`, of which the page's language picks.

Every text that stands on a page may be such a mapping. What is picked is a text like any other, at its own place in the file.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from gen.keys import COURSE, PROBLEM
from gen.messages.errors import InputError, Location
from gen.messages.sentences import LANGUAGES, Language
from gen.model.keys import Keys, ListOf, Named, Scalar, Value
from gen.syntax.yamltree import Leaf, Node, read
from gen.syntax.yamltree import Mapping as Tree
from gen.syntax.yamltree import Sequence as List

_WORDS = re.compile(r"\w{2,}")
_NO_WORDS = re.compile(r"``.*?``|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\{[^{}]*\}", re.DOTALL)  # code, expressions, formulas, placeholders
_NUMBER = re.compile(r"[-+\d./e\s]+")
_NAMES = ("title", "head")  # what may be called the same in all languages


def stated_language(root: Node | None) -> Language | None:
    """What a file says under `language`; None where that is nothing, or no language."""
    said = next((value for key, value in root.entries if key.value == "language"), None) if isinstance(root, Tree) else None
    return next((language for language in LANGUAGES if isinstance(said, Leaf) and said.text.value == language), None)


def languages_of(path: Path) -> tuple[Language, ...]:
    """The languages that texts of a problem or course file are written in, as far as it says. Raises InputErrors if it is not YAML."""
    root = read(path, str(path))
    return _spoken(root, PROBLEM) or _spoken(root, COURSE)


def in_language(root: Node, keys: Keys, language: Language, faults: list[InputError]) -> Node:
    """The file with those of its texts that are in this language; what lacks it is a fault."""
    spoken = _spoken(root, keys)
    if not spoken:
        return root
    return _mapped(root, (keys,), "", lambda node, name: _picked(node, name, language, spoken, faults))


def _spoken(root: Node, keys: Keys) -> tuple[Language, ...]:
    found: list[Node] = []

    def seen(node: Node, name: str) -> Node:
        found.append(node)
        return node

    _mapped(root, (keys,), "", seen)
    written = {key.value for node in found if isinstance(node, Tree) for key, _ in node.entries}
    return tuple(language for language in LANGUAGES if language in written)


def _mapped(node: Node, value: Value, name: str, change: Callable[[Node, str], Node]) -> Node:
    """The tree with each of its page's texts changed; `name` is the key under which a text stands."""
    spoken = next((form.spoken for form in value if isinstance(form, Scalar)), "")
    match node:
        case Leaf(text):
            return change(node, name) if spoken == "text" or (spoken and not _NUMBER.fullmatch(text.value)) else node
        case Tree(entries, where) if not (spoken and any(key.value in LANGUAGES for key, _ in entries)):
            found = [(key, one, _at(value, key.value)) for key, one in entries]
            return Tree(tuple((key, _mapped(one, own, key.value, change) if own else one) for key, one, own in found), where)
        case List(items, where):
            own = next((form.item for form in value if isinstance(form, ListOf)), ())
            return List(tuple(_mapped(item, own, name, change) for item in items), where)
    return change(node, name)


def _at(value: Value, key: str) -> Value:
    """What may stand behind a key of a mapping."""
    for form in value:
        if isinstance(form, Keys) and key in form.by_name:
            return form.by_name[key].value
        if isinstance(form, Named) and not form.pattern:
            return form.item
    return ()


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
