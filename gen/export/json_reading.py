"""A file of `gen export json` read back into records, by what their types say and nothing of how they are written."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from gen.algebra.expr import Range, Shift
from gen.export.json_encoding import TYPES
from gen.export.json_records import ExamRecord

_AS_THEY_ARE = (str, bool, int, float, type(None))


def read_json(text: str) -> ExamRecord:
    """The exam of a file. Raises ValueError where an object is none of those that may stand in its place."""
    found = _read(ExamRecord, json.loads(text))
    assert isinstance(found, ExamRecord)
    return found


def _read(of: Any, found: Any) -> Any:
    origin, arguments = get_origin(of), get_args(of)
    if of in _AS_THEY_ARE and type(found) is of:
        return found
    if origin is Literal and found in arguments:
        return found
    if origin in (UnionType, Union):
        return _read_one(arguments, found)
    if origin is tuple and isinstance(found, list):
        return tuple(_read(arguments[0], one) for one in found)
    if origin is Mapping and isinstance(found, dict):
        return {name: _read(arguments[1], one) for name, one in found.items()}
    if isinstance(found, str) and of is Fraction:
        return Fraction(found)
    if isinstance(found, str) and of is Shift:
        base = found.rstrip("+-0123456789")
        return Shift(int(found[len(base) :] or 0), base)
    if isinstance(found, str) and of is Range:
        return Range(*map(int, found.split(":")))
    if isinstance(found, dict) and _is_kept(of, found):
        hints = _hints(of)
        return of(**{one.name: _read(hints[one.name], found[one.name]) for one in fields(of)})
    raise ValueError(f"no {getattr(of, '__name__', of)}: {json.dumps(found)[:80]}")


def _read_one(types: Iterable[Any], found: Any) -> Any:
    """What one of several types says: an object tells by its type and its keys which one that is."""
    if isinstance(found, dict):
        own = next((one for one in types if _is_kept(one, found)), None)
        return _read(own, found)
    for one in types:
        try:
            return _read(one, found)
        except ValueError:
            continue
    raise ValueError(f"nothing that may stand here: {json.dumps(found)[:80]}")


def _is_kept(of: Any, found: Mapping[str, Any]) -> bool:
    """Whether an object is one of this type, or of these types."""
    if get_origin(of) is Mapping:
        return True
    return isinstance(of, type) and found.get("type") == TYPES.get(of) and found.keys() == _keys(of)


@cache
def _keys(of: type) -> frozenset[str]:
    return frozenset(_hints(of)) | (frozenset({"type"}) if of in TYPES else frozenset())


@cache
def _hints(of: type) -> dict[str, Any]:
    return get_type_hints(of)
