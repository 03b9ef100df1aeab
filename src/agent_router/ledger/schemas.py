"""JSON Schema of any noun, as `documents.to_plain` writes it."""

from typing import Any

import msgspec

from agent_router.ledger.documents import MAX_WHOLE
from agent_router.ledger.jsontext import JsonObject

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_WHOLE: JsonObject = {
    "anyOf": [
        {"type": "integer", "minimum": -MAX_WHOLE, "maximum": MAX_WHOLE},
        {"type": "string", "pattern": "^-?[1-9][0-9]{15,99}$", "description": "Beyond 2⁵³ it travels as a string."},
    ]
}
_DECIMAL: JsonObject = {"type": "string", "pattern": r"^[-+]?[0-9]{1,100}(\.[0-9]{1,100})?([eE][-+]?[0-9]{1,2})?$"}


def schema_of(kind: type, title: str, *, closed: bool = True) -> JsonObject:
    """JSON Schema (2020-12) of a noun; `closed` wants every name and allows no other, as `to_plain` writes it.

    TypeError for nouns that hold free values or conditions (`documents.from_plain` cannot read them either).
    """
    (root,), parts = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    schema: JsonObject = {"$schema": DIALECT, "title": title}
    schema.update(_published(root, closed=closed))
    schema["$defs"] = {name: _published(part, closed=closed) for name, part in sorted(parts.items())}
    return schema


def _published(part: Any, *, closed: bool) -> Any:  # noqa: ANN401 - msgspec types a schema as Any
    if isinstance(part, list):
        return [_published(item, closed=closed) for item in part]
    if not isinstance(part, dict):
        return part
    if part.get("type") == "integer":
        return {**{name: value for name, value in part.items() if name != "type"}, **_WHOLE}
    if part.get("format") == "decimal":
        return {**{name: value for name, value in part.items() if name not in {"type", "format"}}, **_DECIMAL}
    result = {name: value if name == "default" else _published(value, closed=closed) for name, value in part.items()}
    if closed and isinstance(part.get("properties"), dict):
        result["additionalProperties"] = False
        result["required"] = sorted(part["properties"])
    return result
