"""Lines of Claude Code, transcript or stream, taken in one by one and put together as one run.

1. A line whose `uuid` was seen, in whatever file, is a copy and says nothing new.
2. A call and its answer belong together by session and tool-use ID; records stand where the answer stands.
3. A call without an answer stands where it was made, as a possible change.
4. What `permission_denials` names was denied, whatever its answer looked like.
5. Across files the order is by time; within a file it is the order of lines.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from agent_router.evidence.activity import Activity
from agent_router.evidence.claims import read_last_words
from agent_router.evidence.json_fields import count, flag, items, mapping, moment, text
from agent_router.evidence.logs.claude_calls import Fate, Origin, ToolCall, ToolResult, read_result
from agent_router.evidence.logs.claude_tools import denied_by_program, tool_records
from agent_router.evidence.logs.claude_usage import SYNTHETIC, UsageBook
from agent_router.evidence.logs.claude_workflow import AgentBook
from agent_router.evidence.texts import excerpt
from agent_router.model.place import Place
from agent_router.model.run import (
    AgentSeen,
    Change,
    Claim,
    Command,
    CommandOutcome,
    ExitSource,
    FileRead,
    Record,
    Request,
    Risk,
    Stopped,
)

_BEGINNING = datetime.min.replace(tzinfo=UTC)
_NOTIFIED = re.compile(r"<task-id>([\w-]+)</task-id>.*?<status>(\w+)</status>", re.DOTALL)
_ENDINGS = frozenset({"end_turn", "stop_sequence", "refusal"})
_KNOWN_KINDS = frozenset(
    {"summary", "custom-title", "last-prompt", "mode", "file-history-snapshot", "pr-link", "frame-link", "system"}
    | {"progress", "attachment", "queue-operation", "user", "assistant", "result", "stream_event", "rate_limit_event"}
    | {"ai-title", "agent-name", "permission-mode", "tool_progress", "auth_status", "keep_alive"}
)


@dataclass(frozen=True, slots=True)
class Spot:
    """Which file is being read."""

    file: str
    rank: int
    """Position among the files, which decides where times are equal."""
    stream: bool = False
    agent: str = ""
    """Agent whose own file this is; empty for the main one."""
    line: int = 0


@dataclass(slots=True)
class _Entry:
    order: tuple[datetime, int, int, int]
    record: Record
    call: tuple[str, str] | None = None


@dataclass(slots=True)
class _LastMessage:
    """Text of the main agent's last message."""

    id: str
    origin: Origin
    order: tuple[datetime, int, int, int]
    texts: list[tuple[Origin, str]]


class ClaudeSession:
    """Takes lines in; afterwards its properties and `records` say what they amount to."""

    def __init__(self) -> None:
        self.activity = Activity()
        self.versions: dict[str, None] = {}
        self.models: dict[str, None] = {}
        self.sessions: dict[str, None] = {}
        self.directory = ""
        self.unknown: Counter[tuple[str, str]] = Counter()
        self._usage = UsageBook()
        self._agents = AgentBook()
        self._uuids: set[str] = set()
        self._calls: dict[tuple[str, str], tuple[ToolCall, tuple[datetime, int, int, int]]] = {}
        self._fates: dict[tuple[str, str], Fate] = {}
        self._refused: dict[tuple[str, str], ToolCall] = {}
        self._workflows: dict[str, str] = {}
        self._entries: list[_Entry] = []
        self._clock: dict[str, datetime] = {}
        self._last: _LastMessage | None = None
        self._results: dict[tuple[str, str], tuple[Origin, object]] = {}
        self._queued: datetime | None = None
        self._at_rest = True

    # -- taking in ------------------------------------------------------------------------------------------------

    def take(self, line: object, spot: Spot) -> None:
        """Take in one line of a transcript or a stream."""
        kind = text(line, "type")
        if kind not in _KNOWN_KINDS:
            self.unknown[spot.file, kind or "no type"] += 1
            return
        origin = self._origin(line, spot)
        uuid = text(line, "uuid")
        if uuid and uuid in self._uuids:
            # A copy still tells the time at this place of its file.
            self._order(origin, spot)
            return
        if uuid:
            self._uuids.add(uuid)
        if kind in {"user", "assistant", "result"} or (kind == "system" and spot.stream):
            self._remember(line, origin)
        if kind == "assistant":
            self._assistant(line, origin, spot)
        elif kind == "user":
            self._user(line, origin, spot)
        elif kind == "result":
            self._result(line, origin, spot)
        elif kind == "system":
            self._system(line, origin)
        elif kind == "progress":
            self._progress(line, origin, spot)
        elif kind == "attachment":
            self._attachment(line, origin, spot)
        elif kind == "queue-operation" and self._queued is None:
            self._queued = origin.at

    def take_snapshot(self, value: object, spot: Spot) -> None:
        """Take in a workflow's terminal snapshot."""
        origin = self._origin(value, replace(spot, line=1))
        self._agents.progress(items(value, "workflowProgress"), text(value, "runId"), origin)

    def take_journal(self, value: object, workflow: str, spot: Spot) -> None:
        """Take in one line of a workflow's journal."""
        self._agents.journal(value, workflow, self._origin(value, spot))

    def _origin(self, line: object, spot: Spot) -> Origin:
        agent = ""
        if spot.stream:
            parent = text(line, "parent_tool_use_id")
            agent = self._agents.id_of(parent) if parent else ""
        elif flag(line, "isSidechain") or spot.agent:
            agent = text(line, "agentId") or spot.agent or "sidechain"
        return Origin(
            place=Place(spot.file, line=spot.line),
            at=moment(line, "timestamp"),
            agent=agent,
            directory=text(line, "cwd") or self.directory,
            session=text(line, "sessionId") or text(line, "session_id"),
        )

    def _remember(self, line: object, origin: Origin) -> None:
        for found, kept in (
            (origin.session, self.sessions),
            (text(line, "version") or text(line, "claude_code_version"), self.versions),
        ):
            if found:
                kept[found] = None
        if not self.directory and not origin.agent:
            self.directory = text(line, "cwd")

    def _order(self, origin: Origin, spot: Spot) -> tuple[datetime, int, int, int]:
        clock = max(self._clock.get(spot.file, _BEGINNING), origin.at or _BEGINNING)
        self._clock[spot.file] = clock
        return clock, spot.rank, spot.line, len(self._entries)

    def _assistant(self, line: object, origin: Origin, spot: Spot) -> None:
        self.activity.record(origin.at)
        self._queued = None
        order = self._order(origin, spot)
        message = mapping(line, "message")
        model = text(message, "model")
        if model and model != SYNTHETIC:
            self.models[model] = None
        self._usage.response(line, origin, stream=spot.stream)
        blocks = items(message, "content")
        if not origin.agent:
            self._say(line, blocks, origin, order)
        for block in blocks:
            if text(block, "type") in {"tool_use", "server_tool_use"} and text(block, "id"):
                key = (origin.session, text(block, "id"))
                if key not in self._calls and key not in self._fates:
                    call = ToolCall(key[1], text(block, "name"), mapping(block, "input"), origin)
                    self._calls[key] = (call, order)

    def _say(
        self, line: object, blocks: Iterable[object], origin: Origin, order: tuple[datetime, int, int, int]
    ) -> None:
        """Keep the main agent's last message; what the program itself put there is not the agent's."""
        message = mapping(line, "message")
        if text(message, "model") == SYNTHETIC or flag(line, "isApiErrorMessage"):
            return
        last, message_id = self._last, text(message, "id") or text(line, "uuid")
        if last is not None and last.order[0] > order[0]:
            return
        if last is None or last.id != message_id:
            last = self._last = _LastMessage(message_id, origin, order, [])
        last.texts += [(origin, text(block, "text")) for block in blocks if text(block, "type") == "text"]
        calls = any(text(block, "type") == "tool_use" for block in blocks)
        reason = text(message, "stop_reason")
        self._at_rest = reason in _ENDINGS if reason else not calls

    def _user(self, line: object, origin: Origin, spot: Spot) -> None:
        order = self._order(origin, spot)
        content = mapping(line, "message").get("content")
        blocks = [block for block in items(line, "message", "content") if text(block, "type") == "tool_result"]
        words = content if isinstance(content, str) else "\n".join(text(part, "text") for part in items(content))
        extra = line.get("toolUseResult", line.get("tool_use_result")) if isinstance(line, dict) else None
        for block in blocks:
            self._answer(block, extra, text(line, "toolDenialKind"), (origin, order))
        if not blocks:
            self._spoken(line, words, origin, order)
        self._queued = None

    def _spoken(self, line: object, words: str, origin: Origin, order: tuple[datetime, int, int, int]) -> None:
        notified = _NOTIFIED.search(words) if "<task-notification>" in words else None
        if notified:
            self._agents.ended(notified[1], notified[2], origin)
        by_person = not (notified or flag(line, "isMeta") or flag(line, "isCompactSummary") or origin.agent)
        if words.startswith("[Request interrupted by user"):
            stop = Stopped(**origin.system(), reason="interrupted by user")
            self._entries.append(_Entry(order, stop))
            self._at_rest = False
            by_person = False
        elif by_person:
            self._at_rest = False
        if by_person and text(line, "origin", "kind") in {"", "human"}:
            self.activity.prompt(min(self._queued, origin.at) if self._queued and origin.at else origin.at)
        self.activity.record(origin.at)

    def _answer(
        self,
        block: object,
        extra: object,
        denial: str,
        where: tuple[Origin, tuple[datetime, int, int, int]],
    ) -> None:
        origin, order = where
        self.activity.record(origin.at)
        key = (origin.session, text(block, "tool_use_id"))
        if key in self._fates:
            return
        call, _ = self._calls.pop(key, (None, None))
        if call is None:
            self.unknown[origin.place.file, "answer without its call"] += 1
            return
        result = read_result(call.name, block, extra, denial, origin)
        self._fates[key] = result.fate
        if text(result.detail, "runId"):
            self._workflows[call.id] = text(result.detail, "runId")
        self._add(tool_records(call, result), order, key)

    def _add(self, records: Iterator[Record], order: tuple[datetime, int, int, int], key: tuple[str, str]) -> None:
        for record in records:
            if isinstance(record, AgentSeen):
                origin = Origin(record.read_from or Place(""), record.at, record.agent)
                self._agents.note(record, origin)
            else:
                self._entries.append(_Entry((*order[:3], len(self._entries)), record, key))

    def _result(self, line: object, origin: Origin, spot: Spot) -> None:
        self._order(origin, spot)
        self._usage.result(line, origin)
        self._results[origin.session, spot.file] = (origin, line)
        for refused in items(line, "permission_denials"):
            self._refuse(refused, origin)

    def _refuse(self, refused: object, origin: Origin) -> None:
        key = (origin.session, text(refused, "tool_use_id"))
        self._refused[key] = ToolCall(key[1], text(refused, "tool_name"), mapping(refused, "tool_input"), origin)

    def _system(self, line: object, origin: Origin) -> None:
        subtype = text(line, "subtype")
        task = text(line, "task_id")
        if subtype == "task_started" and text(line, "task_type") == "local_agent":
            self._agents.name(text(line, "tool_use_id"), task)
        elif subtype == "task_progress":
            call = text(line, "tool_use_id")
            entries = items(line, "workflow_progress")
            self._agents.progress(entries, self._workflows.get(call, task), origin)
        elif subtype == "task_notification":
            self._agents.ended(task, text(line, "status"), origin)
        elif subtype == "permission_denied":
            self._refuse(line, origin)

    def _progress(self, line: object, origin: Origin, spot: Spot) -> None:
        self.activity.record(origin.at)
        data = mapping(line, "data")
        if text(data, "type") != "agent_progress":
            return
        # Versions 2.0.7x to 2.1.4x wrote the sub-agent's own lines here.
        inner = mapping(data, "message")
        if text(inner, "type") in {"user", "assistant"}:
            outer = {
                "sessionId": origin.session,
                "cwd": origin.directory,
                "timestamp": text(line, "timestamp"),
                "isSidechain": True,
                "agentId": text(data, "agentId"),
            }
            self.take({**outer, **inner, "isSidechain": True, "agentId": text(data, "agentId")}, spot)

    def _attachment(self, line: object, origin: Origin, spot: Spot) -> None:
        if text(line, "attachment", "type") == "max_turns_reached" and not origin.agent:
            turns = count(line, "attachment", "maxTurns")
            stop = {"subtype": "error_max_turns", "errors": [f"Reached maximum number of turns ({turns})"]}
            self._results.setdefault((origin.session, ""), (origin, stop))
            self._order(origin, spot)

    # -- giving out -----------------------------------------------------------------------------------------------

    @property
    def finished(self) -> bool:
        """Whether every session came to its own end."""
        ended = {session for session, _ in self._results}
        open_calls = any(not call.origin.agent and call.origin.session not in ended for call, _ in self._calls.values())
        return (bool(ended) and set(self.sessions) <= ended) or (self._at_rest and not open_calls)

    def records(self) -> tuple[Record, ...]:
        """Everything taken in, in order."""
        for key, (call, order) in self._calls.items():
            self._add(tool_records(call, ToolResult(Fate.UNANSWERED)), order, key)
        self._calls = {}
        self._apply_refusals()
        for origin, seen in self._agents.records():
            self._put(origin, seen)
        for usage in self._usage.records():
            self._put_at_line(usage)
        for usage in self._usage.meters():
            self._put_at_line(usage)
        self._put_ending()
        return tuple(entry.record for entry in sorted(self._entries, key=lambda entry: entry.order))

    def _put(self, origin: Origin, record: Record) -> None:
        at = origin.at or _BEGINNING
        self._entries.append(_Entry((at, 0, origin.place.line, len(self._entries)), record))

    def _put_at_line(self, record: Record) -> None:
        place = record.read_from or Place("")
        clock = record.at or self._clock.get(place.file, _BEGINNING)
        self._entries.append(_Entry((clock, 0, place.line, len(self._entries)), record))

    def _apply_refusals(self) -> None:
        for key, call in self._refused.items():
            if self._fates.get(key) is Fate.DENIED:
                continue
            self._fates[key] = Fate.DENIED
            kept = [_refused(entry) for entry in self._entries if entry.call == key]
            others = [entry for entry in self._entries if entry.call != key]
            self._entries = others + [entry for entry in kept if entry is not None]
            self._put(call.origin, denied_by_program(call))

    def _put_ending(self) -> None:
        end = max([entry.order for entry in self._entries], default=(_BEGINNING, 0, 0, 0))
        last = self._last
        if last is not None and any(words for _, words in last.texts):
            for origin, words in last.texts:
                self._put_words(origin, words, end)
        elif last is None:
            for origin, line in self._results.values():
                self._put_words(origin, text(line, "result"), end)
        for (session, file), (origin, line) in self._results.items():
            if file or all(other != session or not name for other, name in self._results):
                self._entries.append(_Entry((end[0], 1 << 30, 1, len(self._entries)), _stopped(origin, line)))

    def _put_words(self, origin: Origin, words: str, end: tuple[datetime, int, int, int]) -> None:
        said = read_last_words(words)
        for claim in said.claims:
            self._entries.append(_Entry((end[0], 1 << 30, 0, len(self._entries)), Claim(**origin.words(), text=claim)))
        for risk in said.risks:
            self._entries.append(_Entry((end[0], 1 << 30, 0, len(self._entries)), Risk(**origin.words(), text=risk)))


def _refused(entry: _Entry) -> _Entry | None:
    record = entry.record
    if isinstance(record, FileRead):
        return None
    if isinstance(record, Command):
        record = replace(
            record, outcome=CommandOutcome.DENIED, exit_code=None, exit_source=ExitSource.UNKNOWN, counts=None
        )
    elif isinstance(record, Change | Request):
        record = replace(record, done=False)
    return _Entry(entry.order, record, entry.call)


def _stopped(origin: Origin, line: object) -> Stopped:
    reason, ending = text(line, "subtype"), text(line, "terminal_reason")
    if reason in {"", "success"} and ending not in {"", "completed"}:
        reason = ending
    handed_over = text(line, "result") or "\n".join(one for one in items(line, "errors") if isinstance(one, str))
    return Stopped(**origin.system(), reason=reason or "unknown", reported=excerpt(handed_over))
