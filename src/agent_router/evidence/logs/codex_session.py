"""Lines of Codex's rollouts, taken in one by one and put together as one run.

1. The first `session_meta` of a file says whose it is; what a fork copied from its parent shows nothing but the total
   its own usage goes on from.
2. A line that an earlier file of the same thread holds is a copy and says nothing new.
3. A call and what became of it belong together by call ID (`codex_calls`); records stand where that was written.
4. The words of the agent are said once, whichever of their records are there.
5. An agent that was started and whose own file is missing is told, and makes the usage a lower bound.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from agent_router.evidence.activity import Activity
from agent_router.evidence.json_fields import items, mapping, text
from agent_router.evidence.logs.calls import Origin
from agent_router.evidence.logs.codex_calls import CallBook
from agent_router.evidence.logs.codex_ending import Ending
from agent_router.evidence.logs.codex_lines import COLLABORATION, NOTES, SILENT, CodexLine, from_milliseconds
from agent_router.evidence.logs.codex_replay import Head
from agent_router.evidence.logs.codex_tools import (
    agent_records,
    guarded,
    mcp_record,
    review_findings,
    web_key,
    web_record,
)
from agent_router.evidence.logs.codex_usage import UsageBook
from agent_router.evidence.logs.timeline import Order, Spot, Timeline
from agent_router.evidence.logs.unplaced import ORPHAN
from agent_router.evidence.spool import short_digest
from agent_router.model.known import AgentState
from agent_router.model.place import Place
from agent_router.model.run import AgentSeen, Change, Command, FileRead, Record
from agent_router.scope.written_paths import absolute, slashes

_NOT_ASKED = ("<environment_context>", "<user_instructions>", "# AGENTS.md", "<turn_aborted>", "<permissions")


@dataclass(slots=True)
class Thread:
    """The file that is being read."""

    head: Head
    file: str
    calls: CallBook = field(default_factory=CallBook)
    directory: str = ""
    model: str = ""
    prompts: bool = False
    web: str = ""
    last: Order | None = None


class CodexSession:
    """Takes lines in; afterwards its properties and `records` say what they amount to."""

    def __init__(self) -> None:
        """Nothing taken in yet."""
        self.versions: dict[str, None] = {}
        self.models: dict[str, None] = {}
        self.sessions: dict[str, None] = {}
        self.directory = ""
        self.unknown: Counter[tuple[str, str]] = Counter()
        self.timeline = Timeline()
        self.activity = Activity()
        self.ending = Ending()
        self.usage = UsageBook()
        self.known: Counter[int] = Counter()
        """What rollouts show of commands and changes, so that a stream adds only what they lack."""
        self.rollouts: dict[str, Order | None] = {}
        self._agents: dict[tuple[str, AgentState], AgentSeen] = {}
        self._origins: dict[str, Origin] = {}
        self._thread = Thread(Head(""), "")
        self._threads: dict[str, Thread] = {}
        self._takers: dict[str, Callable[[CodexLine, Origin, Order], None]] = {
            "session_meta": self._meta,
            "turn_context": self._context,
            "token_usage_record": self._record_of_usage,
            "response_item": self._item,
            "event_msg": self._event,
        }
        self._events: dict[str, Callable[[CodexLine, Origin, Order], None]] = {
            "task_started": self._turn_begins,
            "turn_started": self._turn_begins,
            "task_complete": self._turn_ends,
            "turn_complete": self._turn_ends,
            "turn.completed": self._turn_ends,
            "turn_aborted": self._turn_stops,
            "error": self._fails,
            "user_message": self._asked,
            "agent_message": self._says,
            "token_count": self._total,
            "exec_command_end": self._executed,
            "patch_apply_end": self._patched,
            "mcp_tool_call_end": self._served,
            "web_search_end": self._searched,
            "view_image_tool_call": self._looked,
            "guardian_assessment": self._guarded,
            "exited_review_mode": self._reviewed,
            "item_completed": self._completed,
            **dict.fromkeys(COLLABORATION, self._collaborated),
        }
        self._completions: dict[str, Callable[[CodexLine, Origin, Order], None]] = {
            "CommandExecution": self._executed,
            "FileChange": self._patched,
            "McpToolCall": self._served,
            "WebSearch": self._searched,
            "Extension": self._searched,
            "ImageView": self._looked,
            "AgentMessage": self._says,
            "UserMessage": self._asked,
            **dict.fromkeys(COLLABORATION, self._collaborated),
        }

    def begin(self, head: Head, file: str) -> None:
        """A file begins."""
        before = self._threads.get(head.thread or file)
        self._thread = self._threads[head.thread or file] = before or Thread(head, file)

    def copied(self, line: CodexLine) -> None:
        """A line that a fork copied from its parent."""
        if line.name == "token_count":
            self.usage.inherited(self._thread.head.thread, mapping(line.payload, "info"))

    def take(self, line: CodexLine, spot: Spot) -> None:
        """Take in one line of the file's own."""
        taker = self._takers.get(line.kind)
        origin = self._origin(line, spot)
        order = self._thread.last = self.timeline.here(origin, spot)
        if line.name not in NOTES:
            self.activity.record(line.at)
        if taker is not None:
            taker(line, origin, order)
        elif line.kind not in SILENT and "record_type" not in line.payload:
            self.unknown[spot.file, line.kind or "no type"] += 1

    def end(self) -> None:
        """The file ends."""
        if self._thread.last is not None:
            self.rollouts[self._thread.head.thread] = self._thread.last

    def rollouts_end(self) -> None:
        """Every rollout was read: what is open now was never answered."""
        for thread in self._threads.values():
            self._thread = thread
            if thread.last is not None:
                clock, rank = thread.last.clock, thread.last.rank
                for origin, record in thread.calls.unanswered():
                    self._add([record], Order(clock, rank, origin.place.line))

    def _origin(self, line: CodexLine, spot: Spot) -> Origin:
        head = self._thread.head
        return Origin(
            place=Place(spot.file, line=spot.line),
            at=line.at,
            agent=head.agent,
            directory=self._thread.directory,
            session=head.thread or spot.file,
        )

    def _add(self, records: Iterable[Record], order: Order) -> None:
        for record in records:
            if isinstance(record, Command):
                self.known[short_digest("command", self._thread.head.thread, record.text)] += 1
            elif isinstance(record, Change):
                self.known[short_digest("change", self._thread.head.thread, record.old_path or record.path)] += 1
            self.timeline.add(record, order)

    def _meta(self, line: CodexLine, origin: Origin, _: Order) -> None:
        head, meta = self._thread.head, line.payload
        if (text(meta, "id") or text(meta, "session_id")) != head.thread:
            return
        if text(meta, "cli_version"):
            self.versions[text(meta, "cli_version")] = None
        self._thread.directory = slashes(text(meta, "cwd")) or self._thread.directory
        self.usage.begins(head.thread, origin, inherits=bool(head.parent))
        if head.agent:
            self.seen(AgentSeen(**origin.system(), id=head.agent, state=AgentState.STARTED, label=head.label), origin)
            return
        self.directory = self.directory or self._thread.directory
        if head.thread:
            self.sessions[head.thread] = None

    def _context(self, line: CodexLine, origin: Origin, __: Order) -> None:
        if not (origin.agent or self.ending.is_running(origin.session)):
            self.activity.prompt(origin.at)
        self._thread.directory = slashes(text(line.payload, "cwd")) or self._thread.directory
        if not self._thread.head.agent:
            self.directory = self.directory or self._thread.directory
        model = text(line.payload, "model")
        if model:
            self._thread.model = model
            self.models[model] = None

    def _record_of_usage(self, line: CodexLine, origin: Origin, _: Order) -> None:
        self.usage.response(origin.session, self._thread.model, line.payload, origin)

    def _total(self, line: CodexLine, origin: Origin, _: Order) -> None:
        self.usage.total(origin.session, self._thread.model, mapping(line.payload, "info"), origin)

    def _item(self, line: CodexLine, origin: Origin, order: Order) -> None:
        """What the model said, and what it was told."""
        payload, name = line.payload, line.name
        if name == "message":
            self._message(payload, origin, order)
        elif name in {"function_call", "custom_tool_call", "local_shell_call"}:
            self.usage.answered(origin.session)
            self._acts(origin)
            self._thread.calls.ask(payload, origin)
        elif name in {"function_call_output", "custom_tool_call_output"}:
            self._answered(payload, origin, order)
        elif name == "web_search_call":
            self._searched(line, origin, order)
        elif name == "reasoning":
            self.usage.answered(origin.session)
        elif name not in SILENT:
            self.unknown[origin.place.file, f"response_item {name or 'without type'}"] += 1

    def _answered(self, payload: object, origin: Origin, order: Order) -> None:
        calls, call_id = self._thread.calls, text(payload, "call_id")
        if call_id not in calls.open and call_id not in calls.done:
            self.unknown[origin.place.file, ORPHAN] += 1
        self._add(calls.answer(payload, origin), order)

    def _message(self, payload: object, origin: Origin, order: Order) -> None:
        role = text(payload, "role")
        words = "".join(text(part, "text") for part in items(payload, "content")) or text(payload, "content")
        if role == "assistant":
            self.usage.answered(origin.session)
            self._said(words, origin, order)
        elif role == "user" and not self._thread.prompts and not words.lstrip().startswith(_NOT_ASKED):
            self._acts(origin)

    def _event(self, line: CodexLine, origin: Origin, order: Order) -> None:
        taker = self._events.get(line.name)
        if taker is not None:
            taker(line, origin, order)
        elif line.name not in SILENT:
            self.unknown[origin.place.file, f"event_msg {line.name or 'without type'}"] += 1

    def _completed(self, line: CodexLine, origin: Origin, order: Order) -> None:
        item = mapping(line.payload, "item")
        kind = text(item, "type")
        taker = self._completions.get(kind)
        if taker is not None:
            began = from_milliseconds(line.payload, "started_at_ms")
            inner = CodexLine("item", item, line.at)
            earlier = began if began and line.at and began <= line.at else origin.at
            taker(inner, origin if kind in {"AgentMessage", "UserMessage"} else _at(origin, earlier), order)
        elif kind not in SILENT:
            self.unknown[origin.place.file, f"item_completed {kind or 'without type'}"] += 1

    def _executed(self, line: CodexLine, origin: Origin, order: Order) -> None:
        self._add(self._thread.calls.executed(line.payload, origin, line.at), order)

    def _patched(self, line: CodexLine, origin: Origin, order: Order) -> None:
        self._add(self._thread.calls.patched(line.payload, origin), order)

    def _served(self, line: CodexLine, origin: Origin, order: Order) -> None:
        self._add(self._thread.calls.used(line.payload, mcp_record(line.payload, origin)), order)

    def _searched(self, line: CodexLine, origin: Origin, order: Order) -> None:
        key, record = web_key(line.payload), web_record(line.payload, origin)
        # One search stands twice: as the model's item and as the program's event.
        repeated = key == self._thread.web
        self._thread.web = "" if repeated else key
        if record is not None and not repeated:
            self._add([record], order)

    def _looked(self, line: CodexLine, origin: Origin, order: Order) -> None:
        path = text(line.payload, "path")
        call_id = text(line.payload, "call_id") or text(line.payload, "id")
        if path and call_id not in self._thread.calls.done:
            self._thread.calls.close(call_id)
            self._add([FileRead(**origin.system(), path=absolute(path, origin.directory), how="view_image")], order)

    def _guarded(self, line: CodexLine, origin: Origin, order: Order) -> None:
        denied = guarded(line.payload, origin)
        if denied is not None:
            self._add([denied], order)

    def _reviewed(self, line: CodexLine, origin: Origin, order: Order) -> None:
        self._add(review_findings(line.payload, origin), order)

    def _collaborated(self, line: CodexLine, origin: Origin, _: Order) -> None:
        for seen in agent_records(line.payload, origin):
            self.seen(seen, origin)

    def seen(self, seen: AgentSeen, origin: Origin) -> None:
        """A sub-agent was seen; each state of it is told once."""
        self._agents.setdefault((seen.id, seen.state), seen)
        self._origins.setdefault(seen.id, origin)

    def _turn_begins(self, _: CodexLine, origin: Origin, __: Order) -> None:
        if not origin.agent:
            self.activity.prompt(origin.at)
        self.ending.begins(origin)

    def _turn_ends(self, line: CodexLine, origin: Origin, order: Order) -> None:
        words = text(line.payload, "last_agent_message")
        error = text(line.payload, "error", "message") or text(line.payload, "error")
        agent = self._thread.head.agent
        if agent:
            state = AgentState.FAILED if error else AgentState.FINISHED
            self.seen(AgentSeen(**origin.system(), id=agent, state=state), origin)
        elif words and not self.ending.words(origin.session):
            self.ending.say(words, origin, order)
        self.ending.completes(words, error, origin)

    def _turn_stops(self, line: CodexLine, origin: Origin, _: Order) -> None:
        agent = self._thread.head.agent
        if agent:
            self.seen(AgentSeen(**origin.system(), id=agent, state=AgentState.FAILED), origin)
        self.ending.aborted(text(line.payload, "reason"), origin)

    def _fails(self, line: CodexLine, origin: Origin, _: Order) -> None:
        self.ending.fails(text(line.payload, "message"), origin)

    def _asked(self, _: CodexLine, origin: Origin, __: Order) -> None:
        self._acts(origin)
        self._thread.prompts = True
        if not (origin.agent or self.ending.is_running(origin.session)):
            self.activity.prompt(origin.at)

    def _says(self, line: CodexLine, origin: Origin, order: Order) -> None:
        parts = "".join(text(part, "text") for part in items(line.payload, "content"))
        self._said(text(line.payload, "message") or parts or text(line.payload, "text"), origin, order)

    def _said(self, words: str, origin: Origin, order: Order) -> None:
        if origin.agent:
            self.ending.rests(origin)
        else:
            self.ending.say(words, origin, order)

    def _acts(self, origin: Origin) -> None:
        self.ending.acts(origin)

    @property
    def finished(self) -> bool:
        """Whether every thread of the main agent came to its own end."""
        threads = self.sessions or self.rollouts
        return bool(threads) and all(self.ending.is_whole(thread) for thread in threads)

    @property
    def missing_agents(self) -> tuple[str, ...]:
        """Agents that were started and whose own lines are in none of the files."""
        started = {agent: None for agent, _ in self._agents}
        return tuple(agent for agent in started if agent not in self.rollouts)

    @property
    def ends(self) -> tuple[datetime | None, datetime | None]:
        """Times of the first and the last record."""
        return self.activity.first, self.activity.last

    def close(self) -> None:
        """Everything was taken in: usage, agents and last words find their places."""
        # A sub-agent's file alone still says where it worked.
        known = (thread.directory for thread in self._threads.values() if thread.directory)
        self.directory = self.directory or next(known, "")
        for thread in dict.fromkeys([*self.rollouts, *self.sessions]):
            if not self.ending.is_whole(thread):
                self.usage.unfinished(thread, Origin(Place(""), session=thread))
        for agent in self.missing_agents:
            self.usage.missing(self._origins[agent], agent)
        for seen in self._agents.values():
            self.timeline.put(seen, Origin(seen.read_from or Place(""), seen.at, seen.agent))
        for origin, usage in self.usage.records():
            self.timeline.put(usage, origin)
        self.timeline.put_last(self.ending.records())


def _at(origin: Origin, at: datetime | None) -> Origin:
    return Origin(origin.place, at, origin.agent, origin.directory, origin.session)
