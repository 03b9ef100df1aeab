"""Where a fork's own lines begin: its file may start with its parent's whole history, under new times.

1. The first `session_meta` is the file's own; a later one of another thread was copied. Where it states the ordinal
   that its own history starts with, that alone counts.
2. A line that names another thread, or an ID that the parent's file holds, was copied; so was one that is older than
   the fork by its own time, or by the time inside its turn's ID. A line that names the fork, or a turn that began
   after it, is its own.
3. The copy ends after the last line known as copied, with the turn of the first one known as the fork's own.
4. Where no line says so, the copy was written at once: it ends where the first second passes without a line.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agent_router.evidence.json_fields import mapping, moment, text, whole
from agent_router.evidence.logs.codex_lines import CodexLine, from_milliseconds, of_uuid
from agent_router.evidence.spool import short_digest

NEVER = 1 << 62
"""Line number that no file reaches: nothing in it is its own."""

_PAUSE = timedelta(seconds=1)
_COPIED_HEAD = timedelta(minutes=1)
_ID_KEYS = ("turn_id", "call_id", "response_id")
_TURN_STARTS = frozenset({"task_started", "turn_started", "user_message"})


@dataclass(frozen=True, slots=True)
class Head:
    """The first `session_meta` of a rollout."""

    thread: str
    parent: str = ""
    """Thread that it was forked from, or that started it; empty for one of its own."""
    agent: str = ""
    """ID of the sub-agent it belongs to; empty for the main one."""
    label: str = ""
    began: datetime | None = None
    line: int = 1
    own_ordinal: int | None = None
    """Ordinal of the first line of its own, where the program wrote it down (since 0.16x)."""


def read_head(line: CodexLine, number: int) -> Head:
    """What a `session_meta` says of where its thread comes from."""
    meta = line.payload
    thread = text(meta, "id") or text(meta, "session_id")
    spawned = mapping(meta, "source", "subagent", "thread_spawn")
    helper = bool(mapping(meta, "source", "subagent") or text(meta, "source", "subagent"))
    parent = text(spawned, "parent_thread_id") or text(meta, "parent_thread_id") if helper else ""
    label = text(spawned, "agent_nickname") or text(meta, "agent_nickname") or text(spawned, "agent_role")
    parent = text(meta, "forked_from_id") or parent
    return Head(
        thread=thread,
        parent=parent if parent != thread else "",
        agent=thread or "sub-agent" if helper else "",
        label=label or text(meta, "source", "subagent") or text(meta, "source", "subagent", "other"),
        began=_began(meta, thread, line.at),
        line=number,
        own_ordinal=whole(meta, "subagent_history_start_ordinal"),
    )


def _began(meta: object, thread: str, written: datetime | None) -> datetime | None:
    # A time after the line itself was made up.
    known = [at for at in (moment(meta, "timestamp"), of_uuid(thread)) if at and (written is None or at <= written)]
    stated = max(known, default=None)
    if written and (stated is None or written - stated > _COPIED_HEAD):
        return written - timedelta(seconds=5)
    return stated


def identifiers(line: CodexLine) -> Iterable[str]:
    """IDs by which this line is known again in another file."""
    for key in _ID_KEYS:
        if text(line.payload, key):
            yield text(line.payload, key)
    for identifier in (text(line.payload, "id"), text(line.payload, "item", "id")):
        if identifier and line.kind != "session_meta":
            yield identifier


@dataclass(slots=True)
class Replay:
    """Takes the lines of a fork in; afterwards `own_from` says where its own begin."""

    head: Head
    parents: AbstractSet[int] = field(default_factory=frozenset)
    """Short digests of the IDs in the parents' files."""
    _copied: int = 0
    _own: int = 0
    _starts: int = 0
    _pause: int = 0
    _before: datetime | None = None
    _embedded: bool = False

    def take(self, line: CodexLine, number: int) -> None:
        """Take in one line."""
        if number == self.head.line:
            self._before = line.at
            return
        start, stated = self.head.own_ordinal, line.ordinal
        copied = self._is_copied(line) if start is None or stated is None else stated < start
        if line.kind == "session_meta" and copied:
            self._embedded = True
        if copied:
            self._copied, self._own, self._starts = number, 0, 0
        elif copied is False:
            self._own = self._own or number
        if line.kind == "turn_context" or line.name in _TURN_STARTS:
            self._starts = self._starts or number
        if line.at and self._before and not self._pause and line.at - self._before >= _PAUSE:
            self._pause = number
        self._before = line.at or self._before

    @property
    def own_from(self) -> int:
        """Number of the first line that is the fork's own."""
        if self._own:
            return min(self._own, self._starts or self._own)
        if self._pause and self._copied < self._pause and (self._embedded or self.parents):
            return self._pause
        if self._copied:
            only_head = self._embedded and not self._starts
            return NEVER if only_head else self._starts or self._copied + 1
        return self.head.line

    def _is_copied(self, line: CodexLine) -> bool | None:
        """True or False where the line says so, else None."""
        payload, began = line.payload, self.head.began
        if line.kind == "session_meta":
            return (text(payload, "id") or text(payload, "session_id")) != self.head.thread
        if line.at and began and line.at < began:
            return True
        thread = text(payload, "thread_id")
        if thread and line.kind in {"event_msg", "token_usage_record"}:
            return thread != self.head.thread
        by_turn = self._by_turn(payload)
        if by_turn is not None:
            return by_turn
        if any(short_digest(one) in self.parents for one in identifiers(line)):
            return True
        own = from_milliseconds(payload, "completed_at_ms") or _seconds(payload, "started_at")
        return True if own and began and own < began - timedelta(seconds=1) else None

    def _by_turn(self, payload: object) -> bool | None:
        """Whether the line's turn is one of the parent's; None where no turn says so."""
        turn = text(payload, "turn_id") or text(payload, "internal_chat_message_metadata_passthrough", "turn_id")
        if turn and short_digest(turn) in self.parents:
            return True
        started, began = of_uuid(turn), self.head.began
        if started and began:
            return started < began
        return False if turn and self.parents else None


def _seconds(payload: object, key: str) -> datetime | None:
    number = whole(payload, key)
    return from_milliseconds({"ms": number * 1000}, "ms") if number else moment(payload, key)
