"""Frozen data as JSON, and the JSON Schema of it: one walk over records and formulas, and one over their types."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from gen.algebra import expr
from gen.algebra.expr import Range, Shift
from gen.export import json_pieces as pieces
from gen.export import json_records as records

TYPES: Mapping[type, str] = {
    expr.Num: "constant",
    expr.Var: "name",
    expr.LocalDerivative: "slope",
    expr.Partial: "derivative",
    expr.SecondDerivative: "second derivative",
    expr.PathTerm: "path",
    expr.Delta: "delta",
    expr.Size: "size",
    expr.Group: "group",
    expr.Neg: "minus",
    expr.Add: "sum",
    expr.Mul: "product",
    expr.MatMul: "matrix product",
    expr.Div: "quotient",
    expr.Pow: "power",
    expr.Call: "call",
    expr.Series: "series",
    pieces.NumberRecord: "number",
    pieces.ArrayRecord: "array",
    pieces.RelationRecord: "relation",
    pieces.FormulaRecord: "formula",
    pieces.WordsRecord: "words",
    pieces.CodeRecord: "code",
    pieces.ListingRecord: "listing",
    pieces.BreakRecord: "break",
    pieces.MarkedRecord: "marked",
    pieces.ListRecord: "list",
    pieces.TableRecord: "table",
    records.EquationsRecord: "equations",
    records.ParagraphRecord: "paragraph",
    records.TimesRecord: "over time",
}
"""What tells one of several types that may stand in a place: the `type` of its object."""

_SCALARS: Mapping[type, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    type(None): {"type": "null"},
    Fraction: {"type": "string", "pattern": r"^-?\d+(/\d+)?$"},
    Shift: {"type": "string", "pattern": r"^[A-Za-z]+([+-]\d+)?$"},
    Range: {"type": "string", "pattern": r"^\d+:\d+$"},
}
"""What JSON has for each of these; an exact number is text, and so are a time `t-1` and a range `1:3`."""


_UNIONS: Mapping[str, Any] = {
    "Expression": expr.Expr,
    "Time": expr.Time,
    "Value": pieces.ValueRecord,
    "Piece": pieces.PieceRecord,
    "Block": records.BlockRecord,
}
"""Of which several types one may stand in a place, by the name that the schema has for them."""


def encoded(part: object) -> Any:
    """A record or what stands in it as JSON has it. Raises TypeError for what is no part of the format."""
    match part:
        case None | bool() | str() | float():
            return part
        case int():
            return int(part)
        case Fraction():
            return str(Fraction(part))
        case Shift() | Range():
            return str(part)
        case tuple():
            return [encoded(one) for one in part]
        case Mapping():
            return {str(name): encoded(one) for name, one in part.items()}
        case _ if _belongs(type(part)):
            own = {one.name: encoded(getattr(part, one.name)) for one in fields(part)}  # type: ignore[arg-type]  # `_belongs`: a dataclass
            return {"type": TYPES[type(part)], **own} if type(part) in TYPES else own
    raise TypeError(f"{type(part).__name__} is no part of the format")


def _belongs(of: type) -> bool:
    return of in TYPES or (is_dataclass(of) and of.__module__ in (pieces.__name__, records.__name__))


def schema() -> dict[str, Any]:
    """The JSON Schema of a file."""
    found: dict[str, Any] = {}
    whole = _schema(records.ExamRecord, found)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{records.FORMAT} {records.VERSION}",
        **whole,
        "$defs": dict(sorted(found.items())),
    }


def _schema(of: Any, found: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type; the objects in it are put into what is `found`."""
    if of in _SCALARS:
        return _SCALARS[of]
    origin, arguments = get_origin(of), get_args(of)
    if origin in (UnionType, Union):
        return _one_of(arguments, found)
    if of == pieces.TextRecord:
        found.setdefault("Text", {"type": "array", "items": _schema(arguments[0], found)})
        return {"$ref": "#/$defs/Text"}
    if origin is Literal:
        return {"const": arguments[0]} if len(arguments) == 1 else {"enum": list(arguments)}
    if origin is tuple:
        assert len(set(arguments) - {...}) == 1, f"{of} has parts of several types"
        return {"type": "array", "items": _schema(arguments[0], found)}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _schema(arguments[1], found)}
    assert _belongs(of), f"{of} is no part of the format"
    name = of.__name__.removesuffix("Record")
    if name not in found:
        found[name] = {}  # it may stand in itself
        found[name] |= _object(of, found)
    return {"$ref": f"#/$defs/{name}"}


def _one_of(types: tuple[Any, ...], found: dict[str, Any]) -> dict[str, Any]:
    """What is one of these types, those together that have a name together."""
    left, names = list(types), []
    for name, union in _UNIONS.items():
        own = get_args(union)
        if set(own) <= set(left):
            left = [one for one in left if one not in own]
            names.append(name)
            if name not in found:
                found[name] = {}  # it may stand in itself
                found[name] |= {"anyOf": [_schema(one, found) for one in own]}
    refs = [{"$ref": f"#/$defs/{name}"} for name in names]
    some = [*refs, *(_schema(one, found) for one in left)]
    return some[0] if len(some) == 1 else {"anyOf": some}


def _object(of: type, found: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = {"type": {"const": TYPES[of]}} if of in TYPES else {}
    properties |= {name: _schema(hint, found) for name, hint in _hints(of).items()}
    told = " ".join((of.__doc__ or "").split())
    return {
        **({} if told.startswith(f"{of.__name__}(") else {"description": told}),  # what Python writes where nobody has
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


@cache
def _hints(of: type) -> dict[str, Any]:
    return get_type_hints(of)
