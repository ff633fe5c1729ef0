"""The tree of a problem file as variants take it: with what the author has `corrected`, and without what belongs to the published sheet.

corrected: {cell: equation, readings: }    keys that replace those of the item, or of the problem; one without a value is left out
either: [{}, {ask: claim ...}]             alternatives of an item, each such a mapping
"""

from collections.abc import Collection, Iterator, Sequence

from gen.keys import ABOUT_VARIANTS
from gen.messages.errors import InputError
from gen.model.source import Text
from gen.syntax.yamltree import Leaf, Mapping, Node
from gen.syntax.yamltree import Sequence as List

OF_THE_SHEET = ("acknowledge", "published", "corrected", "vary")
# What an acknowledged finding is about that is no misprint of the sheet, and the key that would correct it: it holds for variants, too.
_OF_THE_QUESTION = {"given": "given", "size": "shapes", "convention": "convention", "horizon": "horizon", "points": "points"}
_MERGED = ("cells", "latex", "answer")  # of these mappings single entries can be replaced


def alternatives(root: Node, faults: list[InputError]) -> int:
    """How many trees there are: as many as the longest `either` has alternatives."""
    for node in (root, *_items(root)):
        faults += _misplaced_keys(_value(node, "corrected"))
    return max([1, *(len(_either(item, faults)) for item in _items(root))])


def _misplaced_keys(node: Node | None) -> Iterator[InputError]:
    """What `corrected` cannot say."""
    if node and not isinstance(node, Mapping):
        yield InputError(node.where, "'corrected' is a mapping of keys and what variants have in their place")
    for key, _ in node.entries if isinstance(node, Mapping) else ():
        if key.value in (*ABOUT_VARIANTS, "points"):
            yield InputError(key.where, f"'{key.value}' is the same for all variants and cannot be corrected")


def overlay(root: Node, number: int) -> Node:
    """The tree with the alternative of this number in each item that has so many, else with its last one."""
    if not isinstance(root, Mapping):
        return root
    entries = dict(_laid_over(root, _value(root, "corrected")).entries)
    key = next((key for key in entries if key.value == "items"), None)
    items = entries.get(key) if key else None
    if key and isinstance(items, List):
        entries[key] = List(tuple(_item(item, number) for item in items.items), items.where)
    return Mapping(tuple(entries.items()), root.where)


def _items(root: Node) -> Sequence[Node]:
    items = _value(root, "items")
    return items.items if isinstance(items, List) else ()


def _item(item: Node, number: int) -> Node:
    if not isinstance(item, Mapping):
        return item
    either = _either(item, [])
    item = _laid_over(item, _value(item, "corrected"))
    return _laid_over(item, either[min(number, len(either) - 1)]) if either else item


def _either(item: Node, faults: list[InputError]) -> Sequence[Node]:
    """The alternatives of an item, none if it has no `either`."""
    node = _value(item, "either")
    if node is None:
        return ()
    if not isinstance(node, List) or len(node.items) < 2 or not all(isinstance(one, Mapping) for one in node.items):
        faults.append(InputError(node.where, "'either' is a list of two alternatives or more, each a mapping of keys of the item"))
        return ()
    for one in node.items:
        for key, _ in one.entries if isinstance(one, Mapping) else ():
            if key.value in ABOUT_VARIANTS:
                faults.append(InputError(key.where, f"an alternative has no '{key.value}' of its own"))
    return node.items


def _value(node: Node | None, key: str) -> Node | None:
    return next((value for name, value in node.entries if name.value == key), None) if isinstance(node, Mapping) else None


def _laid_over(node: Mapping, over: Node | None) -> Mapping:
    """The mapping with other entries, and without what belongs to the published sheet."""
    entries: dict[str, tuple[Text, Node]] = {key.value: (key, value) for key, value in node.entries if key.value not in OF_THE_SHEET}
    new = over.entries if isinstance(over, Mapping) else ()
    if kept := _acknowledged(node, {key.value for key, _ in new}):
        entries["acknowledge"] = kept
    for key, value in new:
        _, own = entries.get(key.value, (key, None))
        if isinstance(value, Leaf) and not value.text.value:
            entries.pop(key.value, None)
        elif key.value in _MERGED and isinstance(own, Mapping) and isinstance(value, Mapping):
            entries[key.value] = (key, _merged(own, value))
        else:
            entries[key.value] = (key, value)
    return Mapping(tuple(entries.values()), node.where)


def _acknowledged(node: Mapping, corrected: Collection[str]) -> tuple[Text, Node] | None:
    """What is acknowledged of the question itself, as far as it is not corrected."""
    for key, value in node.entries:
        if key.value == "acknowledge" and isinstance(value, Mapping):
            about = [(name, _OF_THE_QUESTION.get(name.value.partition(" ")[0], "")) for name, _ in value.entries]
            kept = {name.value for name, by in about if by and by not in corrected}
            if kept:
                return key, Mapping(tuple(entry for entry in value.entries if entry[0].value in kept), value.where)
    return None


def _merged(own: Mapping, over: Mapping) -> Mapping:
    """Both mappings, those in them merged likewise."""
    entries = {key.value: (key, value) for key, value in own.entries}
    for key, value in over.entries:
        _, old = entries.get(key.value, (key, None))
        entries[key.value] = (key, _merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value)
    return Mapping(tuple(entries.values()), own.where)
