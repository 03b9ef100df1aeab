"""Messages of OpenCode, whatever file they stood in, put together as one run.

1. A part whose ID was seen is a copy. A message that was complete in an earlier file is a copy as a whole.
2. A call that was still running where it was first seen is answered by a later copy; else it stays a possible change.
3. A session with a parent is a sub-agent: its ID is on all of its records.
4. The last message of the main session is what was claimed; a summary of a compaction is not.
5. A session that was reverted says so: what was undone there stays in the record as done, and a remark tells it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from agent_router.evidence.activity import Activity
from agent_router.evidence.json_fields import flag, items, mapping, text
from agent_router.evidence.logs.calls import Fate, Origin, ToolCall, ToolResult
from agent_router.evidence.logs.last_words import last_words_records
from agent_router.evidence.logs.opencode_shapes import Message, Piece, moment_of
from agent_router.evidence.logs.opencode_snapshots import Turn
from agent_router.evidence.logs.opencode_tools import REDACTED, is_known, read_state, tool_records
from agent_router.evidence.logs.opencode_usage import UsageBook, missing
from agent_router.evidence.logs.timeline import Order, Spot, Timeline
from agent_router.evidence.spool import SeenWords
from agent_router.evidence.texts import excerpt
from agent_router.model.known import AgentState
from agent_router.model.place import Place
from agent_router.model.run import AgentSeen, FileRead, Record, Stopped
from agent_router.scope.written_paths import absolute

_SILENT = frozenset({"reasoning", "subtask", "agent", "snapshot", "compaction", "retry", "step-start", "step-finish"})
_CLOSING = frozenset({"step-finish", "patch"})
"""Parts without a time of their own that stand at the end of a step."""

_UNFINISHED = frozenset({"", "tool-calls", "unknown"})
_CALLED = "call(s) of an unknown tool"
_KIND = "record(s) of unknown kind"


@dataclass(slots=True)
class _Thread:
    """One session while its messages are taken in."""

    turn: Turn = field(default_factory=Turn)
    last: datetime | None = None
    texts: list[tuple[Origin, str]] = field(default_factory=list)
    at_rest: bool = False
    messages: int = 0
    model: str = ""
    spotted: tuple[Origin, Order] | None = None


class OpenCodeSession:
    """Takes messages in; afterwards its properties and `records` say what they amount to."""

    def __init__(self, sessions: Mapping[str, Mapping[str, object]]) -> None:
        """`sessions`: what is known of each session by its ID."""
        self.versions: dict[str, None] = {}
        self.models: dict[str, None] = {}
        self.unknown: Counter[tuple[str, str, str]] = Counter()
        self.sanitized: dict[str, None] = {}
        self.activity = Activity()
        self.usage = UsageBook()
        self._sessions = sessions
        self._threads: dict[str, _Thread] = {}
        self._timeline = Timeline()
        self._parts = SeenWords()
        self._complete = SeenWords()
        self._directories: dict[str, str] = {}
        self._counted = 0
        self._by_agents: set[str] = set()
        self._open: dict[tuple[str, str], tuple[ToolCall, object, Order]] = {}
        self._agents: dict[tuple[str, AgentState], AgentSeen] = {}
        self._stops: set[tuple[str, str, str]] = set()
        for info in sessions.values():
            self._remember(info)

    def _remember(self, info: Mapping[str, object]) -> None:
        if text(info, "version"):
            self.versions[text(info, "version")] = None
        self.usage.session(info)
        for time in ("created", "updated"):
            self.activity.record(moment_of(info, "time", time))

    def take(self, message: Message, spot: Spot) -> None:
        """Take in one message with its parts."""
        info = message.info
        session = text(info, "sessionID")
        if (session, message.id) in self._complete:
            return
        whole = text(info, "role") == "user" or moment_of(info, "time", "completed") is not None
        if message.id and whole:
            self._complete.add(session, message.id)
        thread = self._threads.setdefault(session, _Thread())
        thread.messages += 1
        origin = self._origin(message, session)
        if origin.directory:
            self._directories.setdefault(session, origin.directory)
        # A parent waits while its sub-agents work: each session has a clock of its own.
        spot = replace(spot, file=f"{spot.file} {session}")
        order = self._order(origin, spot)
        thread.spotted = (origin, order)
        model = text(info, "modelID") or text(info, "model", "modelID")
        if model and text(info, "role") != "user":
            self.models[model] = None
        thread.model = model or thread.model or text(self._sessions.get(session), "model", "id")
        if text(info, "role") == "user":
            self._asked(message, thread, (origin, order))
        else:
            self._spoken(message, thread, (origin, order))
        for piece in message.parts:
            self._take_part(piece, message, origin, spot)
        closing = replace(origin, at=moment_of(info, "time", "completed") or origin.at)
        self._closed(message, thread, (closing, self._order(closing, spot)))

    def diffs(self, session: str, diffs: tuple[object, ...], place: Place) -> None:
        """Take in a session's own file of differences."""
        thread = self._threads.setdefault(session, _Thread())
        origin = Origin(place=place, agent=self._agent(session), directory=self._directory(session), session=session)
        spotted = thread.spotted or (origin, self._timeline.here(origin, Spot(place.file, 0)))
        thread.turn.differences(diffs, origin.directory, spotted)

    def failed(self, piece: Piece, session: str, spot: Spot) -> None:
        """Take in an `error` event of a stream."""
        origin = Origin(place=piece.place, at=piece.at, agent=self._agent(session), session=session)
        order = self._order(origin, replace(spot, file=f"{spot.file} {session}"))
        self._threads.setdefault(session, _Thread()).at_rest = False
        self.activity.record(piece.at)
        self._stop(mapping(piece.value, "error"), origin, order)

    def _order(self, origin: Origin, spot: Spot) -> Order:
        """Where this stands: parts of one line and one millisecond are told apart by how many stood before them."""
        self._counted += 1
        return self._timeline.here(origin, replace(spot, line=self._counted))

    def _agent(self, session: str) -> str:
        return session if text(self._sessions.get(session), "parentID") in self._sessions else ""

    def _directory(self, session: str) -> str:
        directory = text(self._sessions.get(session), "directory")
        if directory.startswith(REDACTED):
            self.sanitized[session] = None
            return ""
        return directory

    def _origin(self, message: Message, session: str) -> Origin:
        directory = text(message.info, "path", "cwd") or self._directory(session)
        return Origin(
            place=message.place,
            at=moment_of(message.info, "time", "created")
            or message.at
            or next((one.at for one in message.parts), None),
            agent=self._agent(session),
            directory="" if directory.startswith(REDACTED) else directory,
            session=session,
        )

    def _root(self, message: Message, origin: Origin) -> str:
        root = text(message.info, "path", "root")
        # OpenCode writes "/" where the folder is in no repository.
        return origin.directory if root in {"", "/"} or root.startswith(REDACTED) else root

    def _asked(self, message: Message, thread: _Thread, spotted: tuple[Origin, Order]) -> None:
        origin, _ = spotted
        self._put_changes(thread)
        diffs = items(message.info, "summary", "diffs")
        thread.turn.differences(diffs, self._root(message, origin), spotted)
        by_program = message.parts and all(flag(one.value, "synthetic") for one in message.parts)
        if origin.agent or by_program:
            self.activity.record(origin.at)
        else:
            self.activity.prompt(origin.at)
            thread.at_rest = False

    def _put_changes(self, thread: _Thread) -> None:
        for change, order in thread.turn.changes(self._by_agents):
            self._timeline.add(change, order)
        thread.turn = Turn()

    def _spoken(self, message: Message, thread: _Thread, spotted: tuple[Origin, Order]) -> None:
        origin, _ = spotted
        self.activity.record(origin.at)
        self.activity.record(moment_of(message.info, "time", "completed"))
        if text(message.info, "role") == "shell" or _is_summary(message.info):
            return
        if thread.last is None or origin.at is None or origin.at >= thread.last:
            fresh = [one for one in message.parts if text(one.value, "type") == "text" and self._is_fresh(one)]
            if fresh or any(self._is_fresh(one) for one in message.parts):
                thread.last, thread.texts = origin.at or thread.last, []

    def _is_fresh(self, piece: Piece) -> bool:
        return ("part", text(piece.value, "id")) not in self._parts

    def _take_part(self, piece: Piece, message: Message, origin: Origin, spot: Spot) -> None:
        part, kind = piece.value, text(piece.value, "type")
        identity = text(part, "id")
        if identity and ("part", identity) in self._parts:
            return
        ended = moment_of(message.info, "time", "completed") if kind in _CLOSING else None
        at = (
            moment_of(part, "time", "start")
            or moment_of(part, "state", "time", "start")
            or ended
            or piece.at
            or origin.at
        )
        here = replace(origin, place=piece.place, at=at)
        order = self._order(here, spot)
        self.activity.record(at)
        if kind == "tool":
            self._take_call(part, here, order)
            return
        if identity:
            self._parts.add("part", identity)
        thread = self._threads[origin.session]
        if kind == "step-start":
            thread.turn.step()
        elif kind == "step-finish":
            self._step_finished(part, message, thread, (here, order))
        elif kind == "patch":
            paths = thread.turn.patch(part, self._root(message, origin), (here, order))
            self._by_agents.update(paths if origin.agent else ())
        elif kind == "text" and text(message.info, "role") not in {"user", "shell"} and not _is_summary(message.info):
            thread.texts.append((here, text(part, "text")))
        elif kind == "file":
            self._attached(part, here, order)
        elif kind not in _SILENT | {"text"}:
            self.unknown[piece.place.file, _KIND, kind or "no type"] += 1

    def _attached(self, part: object, origin: Origin, order: Order) -> None:
        url = text(part, "url") or text(part, "uri")
        if url.startswith("file://"):
            path = absolute(url.partition("?")[0], origin.directory)
            self._timeline.add(FileRead(**origin.system(), path=path, how="attached"), order)

    def _step_finished(self, part: object, message: Message, thread: _Thread, spotted: tuple[Origin, Order]) -> None:
        origin, order = spotted
        thread.at_rest = text(part, "reason") not in _UNFINISHED
        usage = self.usage.step(part, thread.model, message.id, origin)
        if usage is not None:
            self._timeline.add(usage, order)

    def _take_call(self, part: Mapping[str, object], origin: Origin, order: Order) -> None:
        call_id = text(part, "callID") or text(part, "id")
        call = ToolCall(call_id, text(part, "tool").lower(), mapping(part, "state", "input"), origin)
        key = (origin.session, call_id)
        result = read_state(part, call)
        if result.fate is Fate.UNANSWERED:
            self._open.setdefault(key, (call, part, order))
            return
        self._open.pop(key, None)
        if text(part, "id"):
            self._parts.add("part", text(part, "id"))
        ended = moment_of(part, "state", "time", "end")
        self.activity.record(ended)
        self._add_call(call, replace(result, origin=replace(origin, at=ended or origin.at)), order)

    def _add_call(self, call: ToolCall, result: ToolResult, order: Order) -> None:
        if not is_known(call.name):
            self.unknown[call.origin.place.file, _CALLED, call.name or "no name"] += 1
        thread = self._threads[call.origin.session]
        answered = result.origin or call.origin
        thread.turn.delegated(call.name)
        for record in tool_records(call, result):
            if isinstance(record, AgentSeen):
                self._agents.setdefault((record.id, record.state), record)
                continue
            self._timeline.add(record, order)
            thread.turn.called(call.name, record, (answered, order))

    def _closed(self, message: Message, thread: _Thread, spotted: tuple[Origin, Order]) -> None:
        """What a message says of its own end."""
        origin, order = spotted
        info = message.info
        if text(info, "role") in {"user", "shell"} or not message.id:
            return
        completed = moment_of(info, "time", "completed")
        if completed is not None or "finish" in info:
            thread.at_rest = text(info, "finish") not in _UNFINISHED
        if not any(text(one.value, "type") == "step-finish" for one in message.parts):
            usage = self.usage.message(info, thread.model, origin)
            if usage is not None:
                self._timeline.add(usage, order)
        error = mapping(info, "error")
        if error:
            thread.at_rest = False
            self._stop(error, origin, order)

    def _stop(self, error: Mapping[str, object], origin: Origin, order: Order) -> None:
        name = text(error, "name") or text(error, "type") or "error"
        words = text(error, "data", "message") or text(error, "message")
        reason = "interrupted by user" if "abort" in name.lower() else name
        if (origin.session, name, words) not in self._stops:
            self._stops.add((origin.session, name, words))
            self._timeline.add(Stopped(**origin.system(), reason=reason, reported=excerpt(words)), order)

    @property
    def heard(self) -> tuple[str, ...]:
        """Sessions whose messages were taken in, main ones first."""
        heard = [session for session, thread in self._threads.items() if thread.messages]
        return tuple(sorted(heard, key=lambda session: bool(self._agent(session))))

    @property
    def mains(self) -> tuple[str, ...]:
        """Those of them that are nobody's child here."""
        return tuple(session for session in self.heard if not self._agent(session))

    @property
    def directory(self) -> str:
        """Where the first main session worked; where it moved to is not asked."""
        found = (self._directories.get(session) or self._directory(session) for session in self.heard)
        return next((directory for directory in found if directory), "")

    @property
    def reverted(self) -> Iterator[tuple[str, str]]:
        """Sessions whose later part was undone by a person, in words."""
        for session in self.heard:
            message = text(self._sessions.get(session), "revert", "messageID")
            if message:
                yield "", f"Session {session} was reverted to before {message}: the changes after it were undone."

    @property
    def finished(self) -> bool:
        """Whether every main session came to its own end."""
        waiting = {session for session, _ in self._open}
        mains = [session for session in self._threads if not self._agent(session)]
        return bool(mains) and all(self._threads[one].at_rest and one not in waiting for one in mains)

    @property
    def missing_agents(self) -> tuple[str, ...]:
        """Sub-agents that were started and whose own messages are in none of the files."""
        started = {agent for agent, state in self._agents if state is AgentState.STARTED}
        children = {session for session in self._sessions if self._agent(session)}
        return tuple(sorted((started | children) - set(self.heard)))

    def records(self) -> Sequence[Record]:
        """Everything taken in, in order; asked once, after the last message."""
        for call, part, order in list(self._open.values()):
            self._add_call(call, read_state(part, call), order)
        for session, thread in self._threads.items():
            self._put_changes(thread)
            self._child(session, thread)
        for agent in self.missing_agents:
            place = next((seen for (one, _), seen in self._agents.items() if one == agent), None)
            at = Origin(place=(place and place.read_from) or Place(""), at=place.at if place else None, agent=agent)
            self._timeline.put(missing(at), at)
        for origin, usage in self.usage.lower_bound():
            self._timeline.put(usage, origin)
        for seen in self._agents.values():
            self._timeline.put(seen, Origin(place=seen.read_from or Place(""), at=seen.at))
        for origin, meter in self.usage.meters():
            self._timeline.put(meter, origin)
        self._timeline.put_last(self._last_words())
        return self._timeline.sorted()

    def _child(self, session: str, thread: _Thread) -> None:
        if not self._agent(session) or thread.spotted is None:
            return
        origin, _ = thread.spotted
        info = self._sessions[session]
        stamps = {AgentState.STARTED: moment_of(info, "time", "created") or origin.at}
        if thread.at_rest:
            stamps[AgentState.FINISHED] = moment_of(info, "time", "updated") or origin.at
        for state, at in stamps.items():
            known = self._agents.get((session, state)) or self._agents.get((session, AgentState.FAILED))
            label, model = text(info, "title"), thread.model
            if known is None or (state is AgentState.STARTED and known.state is not state):
                seen = AgentSeen(**replace(origin, at=at, agent="").system(), id=session, state=state)
                self._agents[session, state] = replace(seen, label=label, model=model)

    def _last_words(self) -> Iterator[Record]:
        for session, thread in self._threads.items():
            if not self._agent(session):
                for origin, words in thread.texts:
                    yield from last_words_records(origin, "" if words.startswith(REDACTED) else words)


def _is_summary(info: Mapping[str, object]) -> bool:
    return flag(info, "summary") or text(info, "mode") == "compaction" or text(info, "agent") in {"compaction", "title"}
