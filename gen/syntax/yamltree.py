"""YAML to a tree that keeps every scalar's text, line and column.

PyYAML composes nodes without giving scalars a type, so `on`, `1e-3` and `3/2` stay what the author typed. Aliases and tags are
refused: a problem file is plain data. So is every character that no page can have, wherever it stands but in a comment, and there too
what turns the direction of a text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from gen.messages.characters import TURNING, character_name, refused_characters, remedy
from gen.messages.errors import InputError, InputErrors, Location
from gen.model.source import Text
from gen.syntax.yaml_hints import QUOTES, hint_for
from gen.system import NAMES, Unreadable, is_name, read_bytes

MAX_BYTES = 1_000_000
MAX_DEPTH = 40  # of lists and mappings within each other
MAX_NODES = 20_000  # texts, lists and mappings: PyYAML reads some ten thousand in a second
LIBYAML: Any = getattr(yaml, "CBaseLoader", None)
"""The loader in C, which is ten times as fast and may be missing. It tells faults in other words."""
# Where libyaml reads what PyYAML refuses, or at other places: tabs, foreign ends of lines, a comment at the sign of a block, '?' for a key.
_READ_OTHERWISE = re.compile(r"[\t\x85\u2028\u2029\ufeff]|[|>][-+0-9]*#|(?<!\S)\?(?!\S)")
# A comment behind a text is meant as one if at least two blanks stand before its sign and one behind it.
_MEANT = re.compile(r"(\s{2,}|\t)#(\s|$)")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar."""

    text: Text

    @property
    def where(self) -> Location:
        return self.text.where


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple["Node", ...]
    where: Location


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys in the author's order, each once."""

    entries: tuple[tuple[Text, "Node"], ...]
    where: Location


Node = Leaf | Sequence | Mapping


def read(path: Path, shown: str) -> Node:
    """The tree of a file; `shown` is its name in messages. Raises InputErrors for anything that is not plain YAML."""
    return tree(source(path, shown), shown)


def source(path: Path, shown: str) -> str:
    """The text of an author's file; `shown` is its name in messages. Raises InputErrors if it cannot be read or is no text."""
    if not is_name(path.name):
        raise InputErrors([InputError(Location(shown, 1, 1), NAMES, "rename it")])
    try:
        raw = read_bytes(path, MAX_BYTES)
    except Unreadable as error:
        raise InputErrors([InputError(Location(shown, 1, 1), str(error))]) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputErrors([InputError(Location(shown, line, 1), "the file is not UTF-8 text")]) from None


@lru_cache(maxsize=64)
def tree(source: str, shown: str) -> Node:
    """The tree of a text; `shown` is its name in messages. Raises InputErrors for anything that is not plain YAML.

    A problem file is read for what it is, for its problem and for what it says of variants; its tree is made once.
    """
    return _Composer(source, shown).compose()


def _read_otherwise(event: yaml.ScalarEvent, depth: int, flow: int) -> bool:
    """Whether PyYAML puts a text elsewhere that is not there, or takes '?' for the sign of a key, where libyaml does not."""
    return not event.style and (not depth or (flow > 0 and (not event.value or "?" in event.value)))


_TOKENS = {
    "'?'": "a key",
    "'<scalar>'": "a text",
    "<block end>": "the end of the block",
    "'<block mapping start>'": "a key that is set in",
    "'<block sequence start>'": "a list that is set in",
    "'<stream end>'": "the end of the file",
}
"""What PyYAML calls what it reads, and what it is for an author."""


class _Composer:
    def __init__(self, source: str, shown: str) -> None:
        self.source, self.shown, self.lines, self.faults = source, shown, source.splitlines(), list[InputError]()

    def where(self, mark: Any) -> Location:
        text = self.lines[mark.line] if mark.line < len(self.lines) else ""
        return Location(self.shown, mark.line + 1, mark.column + 1, text)

    def at(self, index: int) -> Location:
        """The place of a character of the source."""
        line, begin = self.source.count("\n", 0, index), self.source.rfind("\n", 0, index) + 1
        return Location(self.shown, line + 1, index - begin + 1, self.source[begin:].partition("\n")[0].rstrip("\r"))

    def compose(self) -> Node:
        if turned := TURNING.search(self.source):
            raise InputErrors([self.out_of_place(turned.start())])
        try:
            root = self.root()
        except yaml.MarkedYAMLError as error:
            raise InputErrors([self.syntax(error)]) from None
        except yaml.reader.ReaderError as error:
            raise InputErrors([self.out_of_place(error.position)]) from None
        except (ValueError, OverflowError):  # what PyYAML takes for a number where it decodes escapes and directives
            message = "not readable as YAML: an escape or a directive with a number that is too large"
            raise InputErrors([InputError(Location(self.shown, 1, 1), message)]) from None
        if root is None:
            raise InputErrors([InputError(Location(self.shown, 1, 1), "the file is empty")])
        node = self.node(root)
        if self.faults:
            raise InputErrors(self.faults)
        return node

    def root(self) -> yaml.Node | None:
        """By libyaml if it is there; what it does not read, PyYAML reads or says why not: the words are the same with and without it."""
        if LIBYAML and not _READ_OTHERWISE.search(self.source):
            try:
                return self.composed(LIBYAML)
            except (yaml.YAMLError, InputErrors, ValueError, OverflowError):
                pass
        return self.composed(yaml.BaseLoader)

    def composed(self, loader: Any) -> yaml.Node | None:
        depth = nodes = flow = 0
        for event in yaml.parse(self.source, Loader=loader):
            nodes += isinstance(event, yaml.NodeEvent)
            if nodes > MAX_NODES:
                message = f"a file holds at most {MAX_NODES:,} texts, lists and mappings"
                raise InputErrors([InputError(self.where(event.start_mark), message, "make several files of it")])
            begins, ends = isinstance(event, yaml.CollectionStartEvent), isinstance(event, yaml.CollectionEndEvent)
            depth += begins - ends
            if depth > MAX_DEPTH:
                raise InputErrors([InputError(self.where(event.start_mark), f"lists and mappings are nested deeper than {MAX_DEPTH}")])
            if isinstance(event, yaml.AliasEvent):
                message = "YAML aliases are not used in problem files"
                hint = "write 'like: ITEM'" if f"&{event.anchor}" in self.source else f"text that begins with * {QUOTES}"
                raise InputErrors([InputError(self.where(event.start_mark), message, hint)])
            if flow:
                flow += begins - ends
            elif isinstance(event, yaml.CollectionStartEvent) and event.flow_style:
                flow = 1
            if loader is LIBYAML and isinstance(event, yaml.ScalarEvent) and _read_otherwise(event, depth, flow):
                raise yaml.YAMLError
        return yaml.compose(self.source, Loader=loader)

    def out_of_place(self, position: int) -> InputError:
        return InputError(self.at(position), f"{character_name(self.source[position])} cannot stand in a file", "take it out")

    def syntax(self, error: yaml.MarkedYAMLError) -> InputError:
        mark = error.problem_mark or error.context_mark
        begun = self.where(error.context_mark) if error.context_mark else None
        message = error.problem or error.context or ""
        where, hint = hint_for(message, self.where(mark) if mark else Location(self.shown, 1, 1), begun, self.lines)
        for token, words in _TOKENS.items():
            message = message.replace(token, words)
        return InputError(where, f"not readable as YAML: {message}", hint)

    def node(self, node: yaml.Node) -> Node:
        where = self.where(node.start_mark)
        if not node.tag.startswith("tag:yaml.org,2002:") or self.source[node.start_mark.index : node.start_mark.index + 1] == "!":
            self.faults.append(InputError(where, f"YAML tags are not used in problem files: '{node.tag}'"))
        match node:
            case yaml.ScalarNode():
                return self.leaf(node, where)
            case yaml.SequenceNode():
                return Sequence(tuple(self.node(child) for child in node.value), where)
            case yaml.MappingNode():
                return Mapping(tuple(self.entries(node)), where)
        raise AssertionError(node)

    def leaf(self, node: yaml.ScalarNode, where: Location) -> Leaf:
        end = node.end_mark.index
        written = self.source[node.start_mark.index : end]
        text = Text(node.value, where, self.starts(node, where), None if node.style else self.comment(end))
        for offset, sign in refused_characters(node.value):
            place = written.find(sign)
            found = text.at(offset) if text.starts or place < 0 else self.at(node.start_mark.index + place)
            self.faults.append(InputError(found, f"{character_name(sign)} cannot be set on a page", remedy(sign)))
            break  # a text in another script has many
        return Leaf(text)

    def comment(self, end: int) -> Location | None:
        """Where a comment begins behind a text that is not quoted, unless it is clear that it is meant as one."""
        rest = self.source[end:].partition("\n")[0]
        sign = re.match(r"\s*#", rest)
        return self.at(end + sign.end() - 1) if sign and not _MEANT.match(rest) else None

    def starts(self, node: yaml.ScalarNode, where: Location) -> tuple[Location, ...]:
        """Where each line of a scalar begins, if its characters stand in the file one by one."""
        first, last = node.start_mark.line, node.end_mark.line
        if node.style == "|":
            indent = next((len(line) - len(line.lstrip()) for line in self.lines[first + 1 :] if line.strip()), 0)
            return tuple(
                Location(self.shown, first + 2 + i, indent + 1, self.lines[first + 1 + i])
                for i in range(min(node.value.count("\n") + 1, len(self.lines) - first - 1))
            )
        quote = 1 if node.style else 0
        written = self.source[node.start_mark.index + quote : node.end_mark.index - quote]
        return (where.at(quote),) if first == last and written == node.value else ()

    def entries(self, node: yaml.MappingNode) -> Iterator[tuple[Text, Node]]:
        seen: dict[str, Location] = {}
        for key, value in node.value:
            where = self.where(key.start_mark)
            if not isinstance(key, yaml.ScalarNode):
                self.faults.append(InputError(where, "a key must be plain text"))
                continue
            first = seen.setdefault(key.value, where)
            if first is not where:
                self.faults.append(InputError(where, f"duplicate key '{key.value}'", f"first in line {first.line}"))
            name = self.node(key)
            assert isinstance(name, Leaf)
            yield name.text, self.node(value)
