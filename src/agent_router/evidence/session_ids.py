"""Which session the files of an agent tell of, and which other sessions that one came from.

1. A log names its session in its first records; a stream of Copilot CLI does so in its last one alone.
2. A fork and a sub-agent of Codex name the thread they came from, a child session of OpenCode its parent. Older
   versions of Claude Code copied the history of a resumed session into a new file: its first records have the same IDs.
3. Cursor's transcripts name no session: the folder or file they stand in does. A chat store does, else its folder.
4. OpenTelemetry names a conversation, else the trace is what holds spans together. ATIF names its session.
5. A file that names nothing is a session of its own.
"""

import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from agent_router.evidence.json_fields import mapping, text
from agent_router.evidence.lines import LineReader, first_values
from agent_router.evidence.logs.cursor_store import chat_lines
from agent_router.evidence.logs.sqlite_file import HEADER, database_lines

_TAIL = 64 * 1024
"""Bytes at the end of a file in which its last record is looked for."""

_FIRST_TALK = 3
"""Records whose IDs tell a copied history."""

_LONGEST_ID = 200
INNER = ("record ", "message ", "trace ")
"""Ties that are no session begin so."""

_CONVERSATION = re.compile(
    rb'gen_ai\.conversation\.id"\s*(?::|,\s*"value"\s*:\s*\{\s*"stringValue"\s*:)\s*"([^"\\]{1,200})"'
)
_TRACE = re.compile(rb'"trace_?[iI][dD]"\s*:\s*"([0-9a-fA-F]{16,32})"')
_WORKSPACE_ID = re.compile(rb"(?m)^id:[ \t]*([\w-]{1,100})[ \t]*\r?$")
_STEM = re.compile(r"(.+?)(?:\.jsonl|\.json|\.txt|\.db)?(?:\.jsonl)?(?:\.gz)?\Z")


@dataclass(frozen=True, slots=True)
class Named:
    """What one file says of where it belongs."""

    own: str = ""
    """Session it tells of; empty where it names none."""
    others: frozenset[str] = frozenset()
    """Further sessions and records that bind it to other files of the same agent."""
    child: bool = False
    """Whether it came from another session (a fork, a sub-agent)."""


def named_in(program: str, kind: str, sample: bytes, path: Path) -> Named:
    """The session of one file by its first bytes and, where these do not tell, by its place; OSError."""
    ask = _ASK.get(program)
    found = ask(kind, sample, path) if ask else Named()
    short = frozenset(one for one in found.others if one and len(one) <= _LONGEST_ID)
    return Named(found.own if len(found.own) <= _LONGEST_ID else "", short, found.child)


def last_values(path: Path) -> tuple[object, ...]:
    """The last JSON values of a file of JSON Lines, as far as they stand whole in its last bytes; OSError."""
    with path.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(max(0, size - _TAIL))
        return tuple(value for _, value in LineReader(io.BytesIO(file.read())))


def _first(values: Iterable[str]) -> str:
    return next((value for value in values if value), "")


def _claude(_kind: str, sample: bytes, _path: Path) -> Named:
    values = [one for value in first_values(sample) for one in (value if isinstance(value, list) else [value])]
    sessions = [text(value, "sessionId") or text(value, "session_id") for value in values]
    talk = [text(value, "uuid") for value in values if text(value, "type") in {"user", "assistant"}]
    copied = frozenset(f"record {one}" for one in talk[:_FIRST_TALK] if one)
    return Named(_first(sessions), frozenset(sessions) | copied)


def _codex(_kind: str, sample: bytes, _path: Path) -> Named:
    own, others, child = "", set[str](), False
    for value in first_values(sample):
        if text(value, "type") == "session_meta":
            meta = mapping(value, "payload")
            parents = {
                text(meta, "forked_from_id"),
                text(meta, "parent_thread_id"),
                text(meta, "source", "subagent", "thread_spawn", "parent_thread_id"),
            } - {""}
            child = child or (not own and bool(parents))
            own = own or text(meta, "id") or text(meta, "session_id")
            others |= parents | {text(meta, "id")}
        elif text(value, "type") == "thread.started":
            own = own or text(value, "thread_id")
        elif not text(value, "type") and not text(value, "record_type"):
            own = own or text(value, "session", "id") or (text(value, "id") if "instructions" in mapping(value) else "")
    return Named(own, frozenset(others), child)


def _copilot(_kind: str, sample: bytes, path: Path) -> Named:
    values = first_values(sample)
    own = _first(text(value, "data", "sessionId") for value in values if text(value, "type").startswith("session."))
    if own or not values:
        workspace = _WORKSPACE_ID.search(sample) if not values else None
        return Named(workspace[1].decode() if workspace else own)
    return Named(_first(text(value, "sessionId") for value in last_values(path)))


def _plain(_kind: str, sample: bytes, _path: Path) -> Named:
    values = first_values(sample)
    return Named(_first(text(value, "sessionId") or text(value, "session_id") for value in values) or _in_head(sample))


def _in_head(sample: bytes) -> str:
    """A document longer than the sample is no whole JSON."""
    found = re.search(rb'"(?:sessionId|session_id)"\s*:\s*"([^"\\]{1,200})"', sample[: 8 * 1024])
    return found[1].decode("utf-8", "replace") if found else ""


def _cursor(kind: str, sample: bytes, path: Path) -> Named:
    if kind == "cursor stream-json":
        return _plain(kind, sample, path)
    if kind == "cursor chat store":
        return Named(_chat(sample, path) or path.parent.name)
    above = path.parent.parent if path.parent.name == "subagents" else None
    stem = _STEM.match(path.name)
    return Named(above.name, child=True) if above else Named(stem[1] if stem else path.name)


def _chat(sample: bytes, path: Path) -> str:
    """The ID that a chat store gives itself."""
    lines = database_lines(path, chat_lines) if sample.startswith(HEADER) else iter(sample.splitlines())
    values = (value for line in lines for value in first_values(line, 1))
    return _first(text(value, "row", "agentId") for value in values)


def _opencode(kind: str, sample: bytes, path: Path) -> Named:
    values = first_values(sample)
    value = mapping(values[0]) if values else {}
    if kind == "opencode export":
        info = mapping(value, "info")
        own = text(info, "id") or _exported(rb"id", sample)
        parent = text(info, "parentID") or _exported(rb"parentID", sample)
        return Named(own, frozenset({parent}), bool(parent))
    if kind == "opencode session file":
        return Named(text(value, "id"), frozenset({text(value, "parentID")}), bool(text(value, "parentID")))
    if kind == "opencode message file":
        return Named(text(value, "sessionID"), frozenset({f"message {text(value, 'id')}"}))
    if kind == "opencode part file":
        message = text(value, "messageID") or path.parent.name
        return Named(text(value, "sessionID"), frozenset({f"message {message}"}), child=True)
    if kind == "opencode session diff":
        stem = _STEM.match(path.name)
        return Named(stem[1] if stem else "", child=True)
    return Named(_first(text(one, "sessionID") for one in values))


def _exported(field: bytes, sample: bytes) -> str:
    """A field of an export's `info`, which stands before its messages."""
    head = sample.split(b'"messages"', 1)[0]
    found = re.search(rb'"' + field + rb'"\s*:\s*"([^"\\]{1,200})"', head)
    return found[1].decode("utf-8", "replace") if found else ""


def _telemetry(_kind: str, sample: bytes, _path: Path) -> Named:
    talks = [one.decode("utf-8", "replace") for one in dict.fromkeys(_CONVERSATION.findall(sample))]
    traces = frozenset(f"trace {one.decode().lower()}" for one in _TRACE.findall(sample))
    return Named(talks[0] if talks else "", frozenset(talks) | traces)


_ASK: Mapping[str, Callable[[str, bytes, Path], Named]] = {
    "claude-code": _claude,
    "codex": _codex,
    "copilot-cli": _copilot,
    "gemini-cli": _plain,
    "cursor": _cursor,
    "opencode": _opencode,
    "opentelemetry": _telemetry,
    "atif": _plain,
}
"""By program name, as in `logs/registry.py`; trajectories of SWE-agent name no session."""
