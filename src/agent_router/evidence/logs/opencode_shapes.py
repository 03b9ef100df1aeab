"""The shapes OpenCode writes, each made the same: what a session is, and its messages with their parts.

1. `opencode export`: `{info, messages: [{info, parts: […]}]}`.
2. `opencode run --format json`: events around one part each; consecutive ones of a message belong together.
3. Rows of `opencode.db` as `opencode_database` unpacks them: version 1 keeps parts in rows, version 2 inside messages.
4. The folder `storage/` of older versions: one file a session, message, part; joined by their IDs, else by folder.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import BinaryIO

from agent_router.evidence.json_fields import items, mapping, text, whole
from agent_router.evidence.lines import first_values
from agent_router.evidence.logs.json_document import first_document
from agent_router.model.place import Place

EXPORT = "opencode export"
ROWS = "opencode database"
SESSION = "opencode session file"
MESSAGE = "opencode message file"
PART = "opencode part file"
DIFF = "opencode session diff"
STREAM = "opencode run events"

READ_ORDER = (EXPORT, ROWS, SESSION, MESSAGE, PART, DIFF, STREAM)
"""What knows most first: an event stream names no model and no changed files."""

EVENTS = frozenset({"step_start", "step_finish", "text", "reasoning", "tool_use", "error"})

PARTS = frozenset(
    {"text", "reasoning", "tool", "step-start", "step-finish", "patch", "file", "subtask", "agent", "snapshot"}
    | {"compaction", "retry"}
)
_TABLE = re.compile(rb"CREATE TABLE\s+(?:IF NOT EXISTS\s+)?[`\"\[]?(session|message|part|session_message|session_v2)\b")
_EXPORTED = re.compile(rb"\A[^{]{0,300}\{\s*\"info\"\s*:\s*\{")
_SESSION_FIELDS = re.compile(rb"\"(?:projectID|sessionID|slug|directory|messageID)\"\s*:")
_ROW_TABLES = frozenset({"session", "session_v2", "message", "part", "session_message"})


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a message, or one event that belongs to none."""

    value: Mapping[str, object]
    place: Place
    at: datetime | None = None
    """When it was written, where the part itself holds no time."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message with its parts."""

    info: Mapping[str, object]
    parts: tuple[Piece, ...]
    place: Place
    at: datetime | None = None

    @property
    def id(self) -> str:
        """Its ID; empty where nothing names it."""
        return text(self.info, "id")


def kind_of_sample(sample: bytes, header: bytes) -> str:
    """Kind of the file that begins so; empty where it is not OpenCode's."""
    if sample.startswith(header):
        tables = {found[1] for found in _TABLE.finditer(sample)}
        return ROWS if b"session_message" in tables or {b"session", b"message", b"part"} <= tables else ""
    if _EXPORTED.match(sample) and _SESSION_FIELDS.search(sample):
        return EXPORT
    for value in first_values(sample):
        kind = _kind_of_value(value)
        if kind:
            return kind
    # A file longer than the sample shows its first fields.
    return _kind_of_file(first_document(sample, frozenset()).fields) if sample.lstrip().startswith(b"{") else ""


def _kind_of_value(value: object) -> str:
    if isinstance(value, list):
        first = value[0] if value else None
        return DIFF if text(first, "file") and whole(first, "additions") is not None else ""
    if text(value, "type") in EVENTS and text(value, "sessionID") and whole(value, "timestamp") is not None:
        return STREAM
    if text(value, "table") in _ROW_TABLES and mapping(value, "row"):
        return ROWS
    return _kind_of_file(value)


def _kind_of_file(value: object) -> str:
    if not text(value, "id"):
        return ""
    if text(value, "role") in {"user", "assistant"} and text(value, "sessionID"):
        return MESSAGE
    if text(value, "type") in PARTS:
        timed = whole(value, "time", "start") is not None and "text" in mapping(value)
        return PART if text(value, "messageID") or timed else ""
    known = text(value, "projectID") and whole(value, "time", "created") is not None
    return SESSION if known and "title" in mapping(value) else ""


def moment_of(value: object, *keys: str) -> datetime | None:
    """The milliseconds since 1970 under that chain of keys as a time; None where there is none."""
    number = whole(value, *keys)
    return datetime.fromtimestamp(number / 1000, tz=UTC) if number is not None and 0 < number < 10**14 else None


def session_of_row(row: Mapping[str, object]) -> Mapping[str, object]:
    """A row of `session` or `session_v2` as the JSON of a session has it."""
    model = mapping(row, "model")
    return {
        "id": text(row, "id"),
        "parentID": text(row, "parent_id"),
        "directory": text(row, "directory"),
        "title": text(row, "title"),
        "version": text(row, "version"),
        "model": {"id": text(model, "id")},
        "time": {"created": row.get("time_created"), "updated": row.get("time_updated")},
        "cost": row.get("cost"),
        "tokens": {
            "input": row.get("tokens_input"),
            "output": row.get("tokens_output"),
            "reasoning": row.get("tokens_reasoning"),
            "cache": {"read": row.get("tokens_cache_read"), "write": row.get("tokens_cache_write")},
        },
        "revert": row.get("revert"),
    }


def message_of_row(row: Mapping[str, object], place: Place) -> Message:
    """A row of `message`; its parts stand in rows of their own."""
    own = {"id": text(row, "id"), "sessionID": text(row, "session_id")}
    return Message({**mapping(row, "data"), **own}, (), place, moment_of(row, "time_created"))


def part_of_row(row: Mapping[str, object], place: Place) -> Piece:
    """A row of `part`."""
    own = {"id": text(row, "id"), "messageID": text(row, "message_id"), "sessionID": text(row, "session_id")}
    return Piece({**mapping(row, "data"), **own}, place, moment_of(row, "time_created"))


def message_of_v2(row: Mapping[str, object], place: Place) -> Message | None:
    """A row of `session_message`; None for a kind that shows nothing of the work."""
    data, kind = mapping(row, "data"), text(row, "type")
    if kind not in {"assistant", "user", "shell"}:
        return None
    info: dict[str, object] = {
        **data,
        "id": text(row, "id"),
        "sessionID": text(row, "session_id"),
        "role": "user" if kind == "user" else "assistant",
        "modelID": text(data, "model", "id"),
    }
    if kind == "shell":
        info["role"] = "shell"
    pieces = tuple(Piece({**part, "messageID": info["id"]}, place) for part in _v2_parts(kind, data, text(row, "id")))
    return Message(info, pieces, place, moment_of(row, "time_created"))


def _v2_parts(kind: str, data: Mapping[str, object], message: str) -> Iterator[Mapping[str, object]]:
    if kind == "user":
        yield {"type": "text", "text": text(data, "text"), "id": f"{message}/text"}
        for number, file in enumerate(items(data, "files")):
            yield {**mapping(file), "type": "file", "id": f"{message}/file{number}"}
        return
    if kind == "shell":
        yield _v2_shell(data, message)
        return
    for number, content in enumerate(items(data, "content")):
        part = {**mapping(content), "id": text(content, "id") or f"{message}/{number}"}
        yield _v2_tool(part, message) if text(part, "type") == "tool" else part
    files = items(data, "snapshot", "files")
    if files:
        yield {"type": "patch", "files": list(files), "id": f"{message}/patch"}


def _v2_tool(part: Mapping[str, object], message: str) -> Mapping[str, object]:
    state = mapping(part, "state")
    shown = "\n".join(line for line in (text(one, "text") for one in items(state, "content")) if line)
    times = mapping(part, "time")
    called = {name: times.get(other) for name, other in _V2_TIMES}
    return {
        "type": "tool",
        "id": f"{message}/{part['id']}",
        "callID": part["id"],
        "tool": text(part, "name"),
        "state": {
            "status": text(state, "status"),
            "input": state.get("input"),
            "output": text(state, "output") or shown,
            "error": text(state, "error", "message") or text(state, "error") or text(state, "error", "type"),
            "metadata": mapping(state, "metadata") or mapping(state, "structured"),
            "time": called,
        },
    }


_V2_TIMES = (("start", "ran"), ("end", "completed"), ("created", "created"))


def _v2_shell(data: Mapping[str, object], message: str) -> Mapping[str, object]:
    ended = whole(data, "time", "completed")
    code = whole(data, "exit")
    return {
        "type": "tool",
        "id": f"{message}/shell",
        "callID": text(data, "callID") or message,
        "tool": "shell",
        "state": {
            "status": "completed" if ended is not None else "running",
            "input": {"command": text(data, "command")},
            "output": text(data, "output"),
            "metadata": {} if code is None else {"exit": code},
            "time": {"start": whole(data, "time", "created"), "end": ended},
        },
    }


def read_whole(stream: BinaryIO, most: int) -> object:
    """The one JSON value of a small file; None where it is no whole JSON."""
    try:
        return json.loads(stream.read(most).decode("utf-8", errors="replace").lstrip("\ufeff"), parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError):
        return None
