"""Records as lines of `run.jsonl` and back: one JSON object a line, `kind` says which record it is.

Two nouns have a field `kind` of their own: on the line a change says `change`, a verification `proof`. Fields that are
empty are left out; a reader fills them in. Fields and kinds that a reader does not know are ignored and counted.
"""

from dataclasses import MISSING, fields

from agent_router.ledger.documents import from_plain, to_plain
from agent_router.ledger.jsontext import JsonObject, JsonValue
from agent_router.model.run import (
    AgentSeen,
    ApprovalSeen,
    Change,
    Claim,
    Command,
    Denied,
    FileRead,
    Finding,
    Record,
    Redaction,
    Request,
    Risk,
    RunEnded,
    RunStarted,
    Stopped,
    Usage,
    Verification,
)

KINDS: dict[str, type[Record]] = {
    "run": RunStarted,
    "read": FileRead,
    "change": Change,
    "command": Command,
    "request": Request,
    "verification": Verification,
    "claim": Claim,
    "finding": Finding,
    "risk": Risk,
    "usage": Usage,
    "denied": Denied,
    "agent": AgentSeen,
    "approval": ApprovalSeen,
    "stop": Stopped,
    "redaction": Redaction,
    "end": RunEnded,
}
"""Record kind on the line, and its noun."""

NAMES: dict[type[Record], str] = {noun: kind for kind, noun in KINDS.items()}
RENAMED: dict[str, dict[str, str]] = {"change": {"kind": "change"}, "verification": {"kind": "proof"}}
"""By record kind: the noun's own field name and what it is called on the line."""

_EMPTY: tuple[JsonValue, ...] = (None, "", [])


def to_line(record: Record) -> JsonObject:
    """The object that stands on the record's line, without `prev`."""
    kind = NAMES[type(record)]
    renamed = RENAMED.get(kind, {})
    line: JsonObject = {"seq": record.seq, "kind": kind}
    for field in fields(record):
        if field.name == "seq":
            continue
        value = to_plain(getattr(record, field.name))
        if value not in _EMPTY or field.name in _REQUIRED[kind]:
            line[renamed.get(field.name, field.name)] = value
    return line


def from_line(plain: JsonObject) -> Record | None:
    """The record of one line; None for a kind this version does not know; DocumentFault where fields do not fit."""
    kind = plain.get("kind")
    noun = KINDS.get(kind) if isinstance(kind, str) else None
    if noun is None or not isinstance(kind, str):
        return None
    back = {on_line: own for own, on_line in RENAMED.get(kind, {}).items()}
    named = {back.get(name, name): value for name, value in plain.items() if name not in {"prev", "kind"}}
    return from_plain(noun, named)


def _required(noun: type[Record]) -> frozenset[str]:
    return frozenset(
        field.name for field in fields(noun) if field.default is MISSING and field.default_factory is MISSING
    )


_REQUIRED = {kind: _required(noun) for kind, noun in KINDS.items()}
