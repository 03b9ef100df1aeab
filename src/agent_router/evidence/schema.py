"""JSON Schema of one line of `run.jsonl`, made from the nouns themselves, so that any tool can write such a log."""

import types
import typing
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from agent_router.evidence.wire import KINDS, RENAMED
from agent_router.ledger.jsontext import JsonObject, JsonValue
from agent_router.model.run import Record

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DECIMAL = r"^[-+]?[0-9]{1,100}(\.[0-9]{1,100})?([eE][-+]?[0-9]{1,2})?$"
_TIME = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$"


def run_schema() -> JsonObject:
    """The schema of a line; further fields and further kinds are allowed, and ignored by readers."""
    known: list[JsonValue] = [*KINDS]
    references: list[JsonValue] = [{"$ref": f"#/$defs/{kind}"} for kind in KINDS]
    return {
        "$schema": _DIALECT,
        "title": "One line of run.jsonl: a record of an agent's run",
        "type": "object",
        "required": ["kind"],
        "properties": {
            "kind": {"type": "string"},
            "prev": {
                "type": "string",
                "pattern": "^[0-9a-f]{64}$",
                "description": "SHA-256 of the exact bytes of the line before, 64 zeros on the first; "
                "a log without it is read as not tamper-evident.",
            },
        },
        "anyOf": [*references, {"properties": {"kind": {"not": {"enum": known}}}}],
        "$defs": {kind: _record_schema(kind, noun) for kind, noun in KINDS.items()},
    }


def _record_schema(kind: str, noun: type[Record]) -> JsonObject:
    renamed = RENAMED.get(kind, {})
    hints = typing.get_type_hints(noun)
    properties: dict[str, JsonValue] = {"kind": {"const": kind}}
    required: list[JsonValue] = ["kind"]
    for field in fields(noun):
        name = renamed.get(field.name, field.name)
        properties[name] = _type_schema(hints[field.name])
        if _is_required(field):
            required.append(name)
    title = (noun.__doc__ or kind).strip().splitlines()[0]
    return {"title": title, "type": "object", "required": required, "properties": properties}


def _is_required(field: "Field[object]") -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _type_schema(hint: object) -> JsonObject:
    plain: dict[object, JsonObject] = {
        str: {"type": "string"},
        bool: {"type": "boolean"},
        # Whole numbers beyond 2⁵³ travel as strings.
        int: {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^-?[1-9][0-9]{15,99}$"}]},
        Decimal: {"type": "string", "pattern": _DECIMAL},
        datetime: {"type": "string", "pattern": _TIME},
        type(None): {"type": "null"},
    }
    if hint in plain:
        return plain[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    if isinstance(hint, type) and is_dataclass(hint):
        return _noun_schema(hint)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in {types.UnionType, typing.Union}:
        return {"anyOf": [_type_schema(one) for one in arguments]}
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return {"type": "array", "items": _type_schema(arguments[0])}
    return {"type": "array", "prefixItems": [_type_schema(one) for one in arguments], "items": False}


def _noun_schema(noun: type) -> JsonObject:
    hints = typing.get_type_hints(noun)
    required: list[JsonValue] = [field.name for field in fields(noun) if _is_required(field)]
    properties: dict[str, JsonValue] = {field.name: _type_schema(hints[field.name]) for field in fields(noun)}
    return {"type": "object", "required": required, "properties": properties}
