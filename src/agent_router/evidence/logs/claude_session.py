"""Lines of Claude Code, transcript or stream, taken in one by one and put together as one run.

1. A line whose `uuid` was seen, in whatever file, is a copy and says nothing new.
2. A call and its answer belong together by session and tool-use ID; records stand where the answer stands.
3. A call without an answer stands where it was made, as a possible change.
4. What `permission_denials` names was denied, whatever its answer looked like.
5. An agent that was started and whose own lines are nowhere is told, and makes the usage a lower bound.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import chain

from agent_router.evidence.activity import Activity
from agent_router.evidence.json_fields import count, flag, items, mapping, moment, text
from agent_router.evidence.logs.calls import Fate, Origin, ToolCall, ToolResult
from agent_router.evidence.logs.claude_background import Background, Held
from agent_router.evidence.logs.claude_calls import SHELL_TOOLS, needed, read_result
from agent_router.evidence.logs.claude_ending import Ending
from agent_router.evidence.logs.claude_hooks import agents_seen, is_known_hook, transcript_lines
from agent_router.evidence.logs.claude_tools import denied_by_program, linked_request, tool_records
from agent_router.evidence.logs.claude_usage import SYNTHETIC, UsageBook
from agent_router.evidence.logs.claude_workflow import AgentBook
from agent_router.evidence.logs.timeline import CallKey, Order, Spot, Timeline
from agent_router.evidence.logs.unplaced import ORPHAN
from agent_router.evidence.spool import SeenWords
from agent_router.model.known import AgentState
from agent_router.model.place import Place
from agent_router.model.run import AgentSeen, Record

_NOTIFIED = re.compile(r"<task-id>([\w-]+)</task-id>.*?<status>(\w+)</status>", re.DOTALL)
_SILENT = frozenset(
    {"summary", "custom-title", "last-prompt", "mode", "file-history-snapshot", "frame-link", "ai-title"}
    | {"stream_event", "rate_limit_event", "agent-name", "permission-mode", "tool_progress", "keep_alive"}
)
"""Kinds that are known and show nothing of the work."""


class ClaudeSession:
    """Takes lines in; afterwards its properties and `records` say what they amount to."""

    def __init__(self) -> None:
        """Nothing taken in yet."""
        self.versions: dict[str, None] = {}
        self.models: dict[str, None] = {}
        self.sessions: dict[str, None] = {}
        self.directory = ""
        self.unknown: Counter[tuple[str, str]] = Counter()
        self._activity = Activity()
        self._timeline = Timeline()
        self._ending = Ending()
        self._usage = UsageBook()
        self._agents = AgentBook()
        self._heard: set[str] = set()
        self._uuids = SeenWords()
        self._calls: dict[CallKey, tuple[ToolCall, Order]] = {}
        self._fates = SeenWords()
        """Calls that were answered; the number is 1 for a denial."""
        self._refused: dict[CallKey, ToolCall] = {}
        self._workflows: dict[str, str] = {}
        self._queued: datetime | None = None
        self._transcript = False
        self._background = Background()
        self._by_hooks: set[str] = set()
        """Sessions that only hooks tell of."""
        self._main = False
        self._orphaned: Origin | None = None
        self.kept_apart: Counter[str] = Counter()
        """By file: outputs that the program kept in a file of their own."""
        self._takers: dict[str, Callable[[object, Origin, Order], None]] = {
            "assistant": self._assistant,
            "user": self._user,
            "result": self._result,
            "system": self._system,
            "progress": self._progress,
            "attachment": self._attachment,
            "queue-operation": self._queue,
            "pr-link": self._linked,
        }

    def take(self, line: object, spot: Spot) -> None:
        """Take in one line of a transcript or a stream."""
        kind = text(line, "type")
        taker = self._takers.get(kind)
        if taker is None:
            if kind not in _SILENT:
                self.unknown[spot.file, kind or "no type"] += 1
            return
        origin = self._origin(line, spot)
        # A copy still tells the time at this place of its file.
        order = self._timeline.here(origin, spot)
        uuid = text(line, "uuid")
        if uuid and not self._uuids.add(uuid):
            return
        self._transcript = self._transcript or not spot.stream
        self._remember(line, origin)
        taker(line, replace(origin, stream=spot.stream, clock=order.clock), order)

    def take_hook(self, value: object, spot: Spot) -> None:
        """Take in one hook event; a call that a transcript or a stream holds is there already."""
        if not is_known_hook(value):
            self.unknown[spot.file, f"hook event {text(value, 'hook_event_name') or 'without a name'}"] += 1
        session, call = text(value, "session_id"), text(value, "tool_use_id")
        if session not in self.sessions:
            self._by_hooks.add(session)
        known = (session, call) in self._calls or (session, call) in self._fates
        if session not in self._by_hooks and (known or not call):
            return
        timed = self._transcript
        for line in transcript_lines(value, spot.line):
            self.take(line, replace(spot, agent=text(value, "agent_id")))
        self._transcript = timed
        for seen in agents_seen(value, self._origin(value, spot)):
            self._agents.note(seen, self._origin(value, spot))

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
        if origin.session:
            self.sessions[origin.session] = None
        version = text(line, "version") or text(line, "claude_code_version")
        if version:
            self.versions[version] = None
        if origin.agent:
            self._heard.add(origin.agent)
            self._agents.at_hand(origin.place.file)
            self._orphaned = self._orphaned or origin
            return
        self._main = self._main or text(line, "type") in {"assistant", "user", "result"}
        self.directory = self.directory or text(line, "cwd")

    def _assistant(self, line: object, origin: Origin, order: Order) -> None:
        self._activity.record(origin.at)
        self._queued = None
        model = text(line, "message", "model")
        if model and model != SYNTHETIC:
            self.models[model] = None
        self._usage.response(line, origin)
        if not origin.agent:
            self._ending.say(line, origin, order)
        for block in items(line, "message", "content"):
            key = (origin.session, text(block, "id"))
            is_call = text(block, "type") in {"tool_use", "server_tool_use"} and key[1]
            if is_call and key not in self._calls and key not in self._fates:
                call = ToolCall(key[1], text(block, "name"), needed(mapping(block, "input")), origin)
                self._calls[key] = (call, order)

    def _user(self, line: object, origin: Origin, order: Order) -> None:
        content = mapping(line, "message").get("content")
        blocks = items(line, "message", "content")
        answers = [block for block in blocks if text(block, "type") == "tool_result"]
        extra = mapping(line).get("toolUseResult", mapping(line).get("tool_use_result"))
        for block in answers:
            self._answer(block, (extra, text(line, "toolDenialKind")), origin, order)
        if not answers:
            words = content if isinstance(content, str) else "\n".join(text(block, "text") for block in blocks)
            self._spoken(line, words, origin)
        self._queued = None

    def _spoken(self, line: object, words: str, origin: Origin) -> None:
        """Words that came from a person, or from the program in a person's place."""
        self._activity.record(origin.at)
        notified = _NOTIFIED.search(words) if "<task-notification>" in words else None
        if notified:
            self._task_ended(notified[1], notified[2], words, origin)
        elif words.startswith("[Request interrupted by user"):
            self._ending.interrupted(origin)
        elif not (flag(line, "isMeta") or flag(line, "isCompactSummary") or origin.agent):
            self._ending.asked()
            if text(line, "origin", "kind") in {"", "human"}:
                early = min(self._queued, origin.at) if self._queued and origin.at else origin.at
                self._activity.prompt(early)

    def _answer(self, block: object, said: tuple[object, str], origin: Origin, order: Order) -> None:
        self._activity.record(origin.at)
        key = (origin.session, text(block, "tool_use_id"))
        if key in self._fates:
            return
        call, _ = self._calls.pop(key, (None, None))
        if call is None:
            self.unknown[origin.place.file, ORPHAN] += 1
            # An agent's answer bears its ID; the call was in a part that was left out.
            call = ToolCall(key[1], "Agent" if text(said[0], "agentId") else "", {}, origin)
        result = read_result(call.name, block, said, origin)
        self._fates.add(*key, number=int(result.fate is Fate.DENIED))
        self.kept_apart[origin.place.file] += bool(text(result.detail, "persistedOutputPath"))
        run = text(result.detail, "runId")
        if run:
            self._workflows[call.id] = run
            label = text(result.detail, "workflowName") or text(call.input, "name") or "workflow"
            self._agents.launched(run, text(result.detail, "taskId"), label, origin)
        if call.name in SHELL_TOOLS and self._background.hold(Held(call, result, order, key)):
            return
        self._add(tool_records(call, result), order, key)

    def _task_ended(self, task: str, status: str, words: str, origin: Origin) -> None:
        """A background agent or command came to its end."""
        self._agents.ended(task, status, origin)
        held = self._background.ended(task, status, words, origin)
        if held is not None:
            clock = max(origin.clock or held.order.clock, held.order.clock)
            order = replace(held.order, clock=clock, line=max(held.order.line, origin.place.line or 0))
            self._add(tool_records(held.call, held.result), order, held.key)

    def _add(self, records: Iterable[Record], order: Order, key: CallKey) -> None:
        for record in records:
            if isinstance(record, AgentSeen):
                self._agents.note(
                    record, Origin(record.read_from or Place(""), record.at, record.agent, session=key[0])
                )
            else:
                self._timeline.add(record, order, key)

    def _result(self, line: object, origin: Origin, _: Order) -> None:
        self._usage.result(line, origin)
        self._ending.result(line, origin)
        for refused in items(line, "permission_denials"):
            self._refuse(refused, origin)

    def _refuse(self, refused: object, origin: Origin) -> None:
        key = (origin.session, text(refused, "tool_use_id"))
        self._refused[key] = ToolCall(key[1], text(refused, "tool_name"), mapping(refused, "tool_input"), origin)

    def _system(self, line: object, origin: Origin, _: Order) -> None:
        subtype, task = text(line, "subtype"), text(line, "task_id")
        if subtype == "task_started" and text(line, "task_type") == "local_agent":
            self._agents.name(text(line, "tool_use_id"), task)
        elif subtype == "task_progress":
            workflow = self._workflows.get(text(line, "tool_use_id"), task)
            self._agents.progress(items(line, "workflow_progress"), workflow, origin)
        elif subtype == "task_notification":
            self._task_ended(task, text(line, "status"), text(line, "summary"), origin)
        elif subtype == "permission_denied":
            self._refuse(line, origin)

    def _progress(self, line: object, origin: Origin, _: Order) -> None:
        self._activity.record(origin.at)
        inner = mapping(line, "data", "message")
        if text(line, "data", "type") != "agent_progress" or text(inner, "type") not in {"user", "assistant"}:
            return
        # Versions 2.0.7x to 2.1.4x wrote the sub-agent's own lines here.
        outer = {"sessionId": origin.session, "cwd": origin.directory, "timestamp": text(line, "timestamp")}
        own = {"isSidechain": True, "agentId": text(line, "data", "agentId") or "sidechain"}
        self.take({**outer, **inner, **own}, Spot(origin.place.file, 0, line=origin.place.line))

    def _attachment(self, line: object, origin: Origin, _: Order) -> None:
        if text(line, "attachment", "type") == "max_turns_reached" and not origin.agent:
            self._ending.turns_reached(count(line, "attachment", "maxTurns"), origin)

    def _queue(self, line: object, origin: Origin, _order: Order) -> None:
        self._queued = self._queued or origin.at
        # What ends after the last message is queued, and never becomes a message.
        words = text(line, "content")
        notified = _NOTIFIED.search(words) if "<task-notification>" in words else None
        if notified:
            self._task_ended(notified[1], notified[2], words, origin)

    def _linked(self, line: object, origin: Origin, order: Order) -> None:
        self._timeline.add(linked_request(line, origin), order)

    def cut_off(self) -> None:
        """The transcript read last breaks off in the middle of a line."""
        self._ending.cut_off()

    @property
    def finished(self) -> bool:
        """Whether every session came to its own end; a main agent whose log is not here came to none."""
        if self.without_main:
            return False
        waiting = (call.origin.session for call, _ in self._calls.values() if not call.origin.agent)
        return self._ending.finished(self.sessions, waiting)

    @property
    def ends(self) -> tuple[datetime | None, datetime | None]:
        """Times of the first and the last record."""
        return self._activity.first, self._activity.last

    @property
    def active_seconds(self) -> Decimal:
        """First to last record a segment, summed; a stream alone has few times, and states its durations."""
        seen = self._activity.active_seconds
        return seen if self._transcript else max(seen, self._ending.reported_seconds)

    @property
    def without_main(self) -> bool:
        """Whether there are lines of sub-agents, and none of the main agent."""
        return self._orphaned is not None and not self._main

    @property
    def missing_agents(self) -> tuple[str, ...]:
        """Agents that were started and whose own lines are in none of the files."""
        started = {seen.id: None for _, seen in self._agents.records() if seen.state is not AgentState.PLANNED}
        return tuple(agent for agent in started if agent not in self._heard)

    def records(self) -> Sequence[Record]:
        """Everything taken in, in order; asked once, after the last line and before the times."""
        for key, (call, order) in self._calls.items():
            self._add(tool_records(call, ToolResult(Fate.UNANSWERED)), order, key)
        for held in self._background.left():
            self._add(tool_records(held.call, held.result), held.order, held.key)
        if self.without_main and self._orphaned is not None:
            self.directory = self.directory or self._orphaned.directory
            self._usage.missing(replace(self._orphaned, agent=""), "")
        for key, call in self._refused.items():
            if self._fates.number(*key) != 1:
                self._timeline.refuse(key)
                self._timeline.put(denied_by_program(call), call.origin)
        for agent in self.missing_agents:
            self._usage.missing(self._agents.place_of(agent), agent)
        for origin, seen in self._agents.records():
            self._activity.record(origin.at)
            self._timeline.put(seen, origin)
        for origin, usage in chain(self._usage.records(), self._usage.meters()):
            self._timeline.put(usage, origin)
        for origin, stop in self._ending.interruptions():
            self._timeline.put(stop, origin)
        self._timeline.put_last(self._ending.records())
        return self._timeline.sorted()
