"""YAML as editors read it, by the core schema of YAML 1.2: `no` is a text there and `3` a number."""

import re
from typing import Any

import yaml

Place = tuple[int, int]
_NULL = re.compile(r"~|null|Null|NULL|")
_BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def load(text: str) -> tuple[Any, dict[Place, dict[str, Any]]]:
    """The data of a text, and each of its mappings by line and column, from 1. Raises yaml.YAMLError."""
    mappings: dict[Place, dict[str, Any]] = {}
    node = yaml.compose(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    return (_data(node, mappings) if node else None), mappings


def _data(node: yaml.Node, mappings: dict[Place, dict[str, Any]]) -> Any:
    if node.tag.startswith("!"):
        raise yaml.YAMLError(node.tag)
    match node:
        case yaml.MappingNode():
            data = {key.value: _data(value, mappings) for key, value in node.value}
            mappings[node.start_mark.line + 1, node.start_mark.column + 1] = data
            return data
        case yaml.SequenceNode():
            return [_data(one, mappings) for one in node.value]
    assert isinstance(node, yaml.ScalarNode)
    return node.value if node.style else _scalar(node.value)


def _scalar(text: str) -> Any:
    if _NULL.fullmatch(text):
        return None
    if _BOOL.fullmatch(text):
        return text.lower() == "true"
    return int(text) if _INT.fullmatch(text) else float(text) if _FLOAT.fullmatch(text) else text
