"""What docs/json.md says of objects, made from the schema."""

import json
from typing import Any

from gen.export.json_encoding import schema

_HEAD = "| object | keys |\n|---|---|\n"


def with_objects(page: str) -> str:
    """The page with its table as the schema says."""
    before, head, _ = page.partition(_HEAD)
    assert head
    return before + head + "\n".join(_row(name, one) for name, one in schema()["$defs"].items()) + "\n"


def _row(name: str, one: dict[str, Any]) -> str:
    if "properties" not in one:
        return f"| **{name}** | {_type(one)} |"
    keys = ", ".join(f"`{key}`{_told(of)}" for key, of in one["properties"].items())
    said = f" {one['description']}" if "description" in one else ""
    return f"| **{name}**.{said} | {keys or 'none'} |"


def _told(of: dict[str, Any]) -> str:
    if "const" in of:
        return f" `{json.dumps(of['const'])}`"
    found = _type(of)
    return f": {found}" if found else ""


def _type(of: dict[str, Any]) -> str:
    """What a value is, in words; nothing of a text."""
    match of:
        case {"$ref": ref}:
            return str(ref).rpartition("/")[2]
        case {"anyOf": kinds}:
            return " or ".join(_type(one) or "text" for one in kinds)
        case {"enum": values}:
            return " or ".join(f'`"{value}"`' for value in values)
        case {"type": "array", "items": one}:
            return f"list of {_type(one) or 'texts'}"
        case {"type": "object", "additionalProperties": one}:
            return f"by name {_type(one) or 'texts'}"
        case {"pattern": pattern}:
            return "exact number" if "/" in pattern else "text"
    return {"string": "", "boolean": "true or false", "integer": "count", "number": "float", "null": "null"}[of["type"]]
