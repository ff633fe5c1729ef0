"""Reading one mapping of an author's file by the table of its keys: which it may have, which it must, and of which type each is.

Every fault goes into the shared list, so that one run reports them all; a faulty field then reads as absent.
"""

import re
from collections.abc import Callable
from collections.abc import Mapping as Map
from fractions import Fraction
from typing import TypeVar

from gen.messages.errors import InputError, InputErrors, Location, closest_word, did_you_mean
from gen.model.keys import Keys
from gen.model.source import Text
from gen.syntax.literals import constant
from gen.syntax.parse import NUMBER
from gen.syntax.yaml_hints import COMMENT
from gen.syntax.yamltree import Leaf, Mapping, Node, Sequence

T = TypeVar("T")
NONE: Map[str, str] = {}
COMMA = "inside { } a text that holds a comma needs quotes"
_COLON = re.compile(r"([^\s:]+):(\S+)")  # a key and its value without a blank between them


def check_prose(text: Text, faults: list[InputError]) -> None:
    """A text that is to be read on a page is there, and YAML has not taken the rest of it for a comment."""
    if text.comment:
        faults.append(InputError(text.comment, "the text ends before this sign", COMMENT))
    elif not text.value.strip():
        faults.append(InputError(text.where, "a text is missing here"))


def without_value_hint(key: Text, value: Node) -> str:
    """What to write for `{V:1}` and for `{x: 1, 2}`, in which YAML takes `V:1` and `2` for keys without a value."""
    if not isinstance(value, Leaf) or value.text.value:
        return ""
    if NUMBER.fullmatch(key.value):
        return "a list stands in brackets: [1, 2]"
    found = _COLON.fullmatch(key.value)
    return f"a colon needs a blank behind it: write {found[1]}: {found[2]}" if found else ""


class Fields:
    """The entries of a mapping, with typed access that collects faults."""

    def __init__(self, node: Node, keys: Keys, faults: list[InputError]) -> None:
        self.keys, self.faults, self.where = keys, faults, node.where
        self.nodes: dict[str, Node] = {}
        what, known = keys.what, keys.known
        if not isinstance(node, Mapping):
            self.fault(node.where, f"{what} must be a mapping of keys and values")
            return
        meant: set[str] = set()
        for key, value in node.entries:
            if key.value not in known:
                comma = " " in key.value.strip() and isinstance(value, Leaf) and not value.text.value
                near = closest_word(key.value, known)
                meant.add(near)
                words = f"did you mean '{near}'?" if near else f"known: {', '.join(known)}"
                hint = COMMA if comma else without_value_hint(key, value) or words
                self.fault(key.where, f"unknown key '{key.value}' in {what}", hint)
            self.nodes[key.value] = value
        for name in keys.required:
            if name not in self.nodes and name not in meant:
                self.fault(node.where, f"{what} needs the key '{name}'")

    def __contains__(self, key: str) -> bool:
        return key in self.nodes

    def fault(self, where: Location, message: str, hint: str = "") -> None:
        self.faults.append(InputError(where, message, hint))

    def text(self, key: str) -> Text | None:
        """The text of a scalar, None if absent or not a scalar."""
        node = self.nodes.get(key)
        return None if node is None else self.leaf(node, f"'{key}'")

    def prose(self, key: str) -> Text | None:
        """A text that is to be read on a page, None if absent or not a scalar."""
        text = self.text(key)
        if text:
            check_prose(text, self.faults)
        return text

    def line(self, key: str) -> str:
        """A text for a page, on one line; empty if absent."""
        text = self.prose(key)
        return " ".join(text.value.split()) if text else ""

    def string(self, key: str, default: str = "") -> str:
        text = self.text(key)
        return text.value if text else default

    def choice(self, key: str, default: str, others: Map[str, str] = NONE) -> str:
        """One of the words of the table; `others` are words that people use for them."""
        text, options = self.text(key), self.keys.words(key)
        if text and text.value not in options:
            word = others.get(text.value.lower())
            hint = f"did you mean '{word}'?" if word else did_you_mean(text.value, options)
            self.fault(text.where, f"'{key}' must be one of {', '.join(options)}", hint)
            return default
        return text.value if text else default

    def number(self, key: str) -> Fraction | None:
        text = self.text(key)
        return self.fraction(text) if text else None

    def entries(self, key: str) -> tuple[tuple[Text, Node], ...]:
        """The entries of a mapping under `key`; empty if absent."""
        node = self.nodes.get(key)
        if node is None:
            return ()
        if not isinstance(node, Mapping):
            hint = "write NAME: VALUE, a line for each" if isinstance(node, Leaf) and "=" in node.text.value else ""
            self.fault(node.where, f"'{key}' must be a mapping of {self.keys.entries(key)}", hint)
            return ()
        for name, value in node.entries:
            if hint := without_value_hint(name, value):
                self.fault(name.where, f"'{name.value}' has nothing behind it", hint)
        return tuple((name, value) for name, value in node.entries if not without_value_hint(name, value))

    def items(self, key: str) -> tuple[Node, ...]:
        """The items of a list under `key`; empty if absent."""
        node = self.nodes.get(key)
        if node is None:
            return ()
        if isinstance(node, Sequence):
            return node.items
        self.fault(node.where, f"'{key}' must be a list of {self.keys.items(key)}")
        return ()

    def attempt(self, read: Callable[[Text], T], text: Text) -> T | None:
        """What `read` makes of the text; None, and its faults in the list, if it cannot."""
        try:
            return read(text)
        except InputErrors as error:
            self.faults += error.faults
            return None

    def leaf(self, node: Node, what: str) -> Text | None:
        if isinstance(node, Leaf):
            return node.text
        self.fault(node.where, f"{what} must be plain text or a number, not a {'list' if isinstance(node, Sequence) else 'mapping'}")
        return None

    def fraction(self, text: Text) -> Fraction | None:
        """An exact number, None (and a fault) if it is not one."""
        return self.attempt(constant, text)
