"""Events of GitHub Copilot CLI, from its session log or its stream, taken in one by one and put together as one run.

1. An event whose ID was seen, in whatever file, is a copy and says nothing new: log and stream share their IDs.
2. A call is asked for by a message, started, perhaps refused, and answered; records stand where the answer stands.
3. A call that was refused and never answered was denied; any other without an answer is a possible change.
4. A shell that went to the background is told once: with the exit code where a later event states it.
5. A session ends with `session.shutdown`, a stream with `result`; versions 0.x write neither, there the last message
   decides. Exit code 0 of the program shows nothing of the work.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from agent_router.evidence.activity import Activity
from agent_router.evidence.json_fields import items, mapping, moment, text, whole
from agent_router.evidence.logs.calls import Fate, Origin, ToolCall, ToolResult
from agent_router.evidence.logs.copilot_agents import CopilotAgents
from agent_router.evidence.logs.copilot_calls import SHELL_TOOLS, decoded, is_refusal, printed, read_complete
from agent_router.evidence.logs.copilot_ending import CopilotEnding
from agent_router.evidence.logs.copilot_events import SILENT
from agent_router.evidence.logs.copilot_tools import AGENT_TOOL, is_known, tool_records
from agent_router.evidence.logs.copilot_usage import CopilotUsage
from agent_router.evidence.logs.timeline import CallKey, Order, Spot, Timeline
from agent_router.evidence.logs.unplaced import ORPHAN, UNKNOWN_TOOL
from agent_router.evidence.spool import SeenWords
from agent_router.model.known import ChangeKind, CommandOutcome, KnownBy
from agent_router.model.place import Place
from agent_router.model.run import Change, Command, Record
from agent_router.scope.written_paths import absolute


class CopilotSession:
    """Takes events in; afterwards its properties and `records` say what they amount to."""

    def __init__(self) -> None:
        """Nothing taken in yet."""
        self.versions: dict[str, None] = {}
        self.models: dict[str, None] = {}
        self.sessions: dict[str, None] = {}
        self.directory = ""
        self.unknown: Counter[tuple[str, str]] = Counter()
        self.usage = CopilotUsage()
        self.ending = CopilotEnding()
        self._agents = CopilotAgents()
        self._activity = Activity()
        self._timeline = Timeline()
        self._seen = SeenWords()
        self._calls: dict[CallKey, tuple[ToolCall, Order]] = {}
        self._answered = SeenWords()
        self._refusals: dict[CallKey, str] = {}
        self._shells: dict[str, tuple[ToolCall, ToolResult, Order]] = {}
        self._changed: set[str] = set()
        self._file_session: dict[str, str] = {}
        self._takers: dict[str, Callable[[object, Origin, Order], None]] = {
            "session.start": self._started,
            "session.resume": self._started,
            "session.context_changed": self._moved,
            "session.model_change": self._model_changed,
            "user.message": self._asked,
            "assistant.message": self._said,
            "assistant.usage": self._used,
            "session.usage_record": self._used,
            "session.usage_checkpoint": self._counted,
            "tool.execution_start": self._begun,
            "tool.user_requested": self._begun,
            "tool.execution_complete": self._complete,
            "permission.completed": self._permission,
            "subagent.started": self._agent,
            "subagent.completed": self._agent,
            "subagent.failed": self._agent,
            "system.notification": self._notified,
            "hook.start": self._hook,
            "session.task_complete": self._task_complete,
            "session.error": self._error,
            "abort": self._abort,
            "session.shutdown": self._shutdown,
        }

    def belongs(self, file: str, session: str) -> None:
        """The session of a file that names it only in its last record."""
        self._file_session[file] = session

    def workspace(self, directory: str, session: str) -> None:
        """What `workspace.yaml` says beside the log."""
        self.directory = self.directory or directory
        if session:
            self.sessions.setdefault(session, None)

    def take(self, event: object, spot: Spot) -> None:
        """Take in one event."""
        kind, data = text(event, "type"), mapping(event, "data")
        taker = self._takers.get(kind)
        origin = self._origin(event, data, spot)
        if kind == "result" and whole(event, "exitCode") is not None:
            self._result(event, origin)
            return
        if taker is None:
            if kind not in SILENT:
                self.unknown[spot.file, kind or "no type"] += 1
            return
        order = self._timeline.here(origin, spot)
        if self._is_copy(text(event, "id"), kind):
            return
        if kind not in {"session.start", "session.resume"}:
            self._activity.record(origin.at)
        taker(data, replace(origin, clock=order.clock), order)

    def _is_copy(self, event: str, kind: str) -> bool:
        if not event or event.startswith("["):
            # Redacted logs have one word in place of every ID.
            return False
        return not self._seen.add(event, kind)

    def _origin(self, event: object, data: object, spot: Spot) -> Origin:
        own = self._file_session.get(spot.file, "")
        agent = self._agents.id_of(text(event, "agentId") or text(data, "parentToolCallId"))
        return Origin(
            place=Place(spot.file, line=spot.line),
            at=moment(event, "timestamp"),
            agent=agent,
            directory=self.directory,
            session=text(event, "sessionId") or own,
            stream=spot.stream,
        )

    def _started(self, data: object, origin: Origin, _: Order) -> None:
        session = text(data, "sessionId")
        if session:
            self._file_session[origin.place.file] = session
            self.sessions[session] = None
        version = text(data, "copilotVersion")
        if version:
            self.versions[version] = None
        self._named(text(data, "selectedModel"))
        self._moved(mapping(data, "context"), origin, _)
        # A resumed session waited for a person: what it begins with is a prompt of its own.
        if not session:
            self._activity.prompt(origin.at)
        else:
            self._activity.record(origin.at)
        own = replace(origin, session=session or origin.session)
        self.ending.opened(own, version)

    def _moved(self, data: object, _: Origin, __: Order) -> None:
        directory = text(data, "cwd")
        if directory and not directory.startswith("["):
            self.directory = directory

    def _named(self, model: str) -> None:
        if model and model != "auto" and not model.startswith("["):
            self.models[model] = None

    def _model_changed(self, data: object, _: Origin, __: Order) -> None:
        self._named(text(data, "newModel"))

    def _asked(self, data: object, origin: Origin, _: Order) -> None:
        if origin.agent or text(data, "source") in {"system", "agent"}:
            return
        self._activity.prompt(origin.at)
        self.ending.asked(origin)

    def _said(self, data: object, origin: Origin, order: Order) -> None:
        self._named(text(data, "model"))
        self.usage.message(data, origin)
        requests = items(data, "toolRequests")
        if not origin.agent:
            self.ending.say(text(data, "messageId"), text(data, "content"), origin, calls=bool(requests))
        for request in requests:
            self._call(text(request, "name"), request, origin, order)

    def _used(self, data: object, origin: Origin, _: Order) -> None:
        usage = mapping(data, "usage") or data
        self._named(text(usage, "model"))
        self.usage.response(usage, origin, f"{origin.place.file}:{origin.place.line}")

    def _counted(self, data: object, origin: Origin, _: Order) -> None:
        self.usage.units(data, origin)

    def _begun(self, data: object, origin: Origin, order: Order) -> None:
        name = text(data, "toolName")
        if text(data, "mcpServerName"):
            name = f"mcp__{text(data, 'mcpServerName')}__{text(data, 'mcpToolName') or name}"
        self._call(name, data, origin, order)

    def _call(self, name: str, asked: object, origin: Origin, order: Order) -> None:
        key = (origin.session, text(asked, "toolCallId"))
        if not key[1] or key in self._answered:
            return
        before = self._calls.get(key)
        if before is not None and not name.startswith("mcp__"):
            return
        call = ToolCall(key[1], name, decoded(mapping(asked).get("arguments")), origin)
        self._calls[key] = (call, before[1] if before else order)

    def _permission(self, data: object, origin: Origin, _: Order) -> None:
        key = (origin.session, text(data, "toolCallId"))
        if key[1] and is_refusal(mapping(data, "result")):
            words = text(data, "result", "message") or text(data, "result", "feedback")
            self._refusals[key] = words or text(data, "result", "kind").replace("-", " ")

    def _complete(self, data: object, origin: Origin, order: Order) -> None:
        key = (origin.session, text(data, "toolCallId"))
        if not self._answered.add(*key) and not key[1].startswith("["):
            return
        call, _ = self._calls.pop(key, (None, None))
        if call is None:
            self.unknown[origin.place.file, ORPHAN] += 1
            call = ToolCall(key[1], "", {}, origin)
        result = read_complete(data, origin, self._refusals.pop(key, ""))
        self._settle(call, result, order)

    def _settle(self, call: ToolCall, result: ToolResult, order: Order) -> None:
        """Records of one call whose fate is known."""
        if call.name == AGENT_TOOL:
            self._agents.task(call, result)
        if call.name and not is_known(call):
            self.unknown[call.origin.place.file, f"{UNKNOWN_TOOL}{call.name}"] += 1
        records = list(tool_records(call, result))
        first = records[0] if records else None
        shell = printed(result.words).shell_id
        if isinstance(first, Command) and first.outcome is CommandOutcome.BACKGROUND and shell:
            self._shells[shell] = (call, result, order)
            return
        if shell in self._shells and call.name not in SHELL_TOOLS and printed(result.words).exit_code is not None:
            self._shell_ended(shell, result, order)
        self._add(records, order)

    def _shell_ended(self, shell: str, result: ToolResult, order: Order) -> None:
        call, _, _ = self._shells.pop(shell)
        self._add(tool_records(call, result), order)

    def _add(self, records: Iterable[Record], order: Order) -> None:
        for record in records:
            if isinstance(record, Change) and record.done:
                self._changed.add(record.path)
            self._timeline.add(record, order)

    def _agent(self, data: object, origin: Origin, _: Order) -> None:
        self._named(text(data, "model"))
        self._agents.event(data, origin)

    def _notified(self, data: object, origin: Origin, order: Order) -> None:
        kind = mapping(data, "kind")
        if text(kind, "type") == "agent_completed":
            self._agents.notified(kind, origin)
        code, shell = whole(kind, "exitCode"), text(kind, "shellId")
        if text(kind, "type") == "shell_completed" and code is not None and shell in self._shells:
            words = self._shells[shell][1].words
            fate = Fate.EXITED if code else Fate.DONE
            self._shell_ended(shell, ToolResult(fate, words, exit_code=code, origin=origin), order)

    def _hook(self, data: object, _: Origin, __: Order) -> None:
        if not self.directory:
            self.directory = text(data, "input", "cwd")

    def _task_complete(self, data: object, origin: Origin, _: Order) -> None:
        if text(data, "summary") and not origin.agent:
            self.ending.say("task_complete", text(data, "summary"), origin, calls=False)

    def _error(self, data: object, origin: Origin, _: Order) -> None:
        self.ending.failed(text(data, "errorType"), text(data, "message"), origin)

    def _abort(self, data: object, origin: Origin, _: Order) -> None:
        self.ending.aborted(text(data, "reason"), origin)

    def _shutdown(self, data: object, origin: Origin, order: Order) -> None:
        self.usage.shutdown(data, origin)
        for model in mapping(data, "modelMetrics"):
            self._named(model)
        self.ending.shutdown(text(data, "shutdownType"), text(data, "errorReason"), origin)
        self._listed(items(data, "codeChanges", "filesModified"), origin, order)

    def _result(self, event: object, origin: Origin) -> None:
        session = text(event, "sessionId")
        if session:
            self.sessions[session] = None
        self._activity.record(origin.at)
        self.usage.units(mapping(event, "usage"), origin)
        self.usage.closed(origin)
        self.ending.result(whole(event, "exitCode") or 0, origin)
        order = self._timeline.here(origin, Spot(origin.place.file, 0, line=origin.place.line))
        self._listed(items(event, "usage", "codeChanges", "filesModified"), origin, order)

    def _listed(self, paths: Sequence[object], origin: Origin, order: Order) -> None:
        """Files that the program itself lists as changed, and that no call showed."""
        for path in paths:
            known = absolute(path, self.directory) if isinstance(path, str) and path else ""
            if known and known not in self._changed:
                kind = ChangeKind.MODIFIED
                change = Change(
                    **origin.system(), path=known, kind=kind, known_by=KnownBy.TOOL, note="listed at the end"
                )
                self._add([change], order)

    @property
    def finished(self) -> bool:
        """Whether every session came to its own end."""
        waiting = any(not call.origin.agent for call, _ in self._calls.values())
        return self.ending.finished(waiting=waiting)

    @property
    def ends(self) -> tuple[datetime | None, datetime | None]:
        """Times of the first and the last record."""
        return self._activity.first, self._activity.last

    @property
    def active_seconds(self) -> Decimal:
        """First to last record a segment, summed."""
        return self._activity.active_seconds

    def records(self) -> Sequence[Record]:
        """Everything taken in, in order; asked once, after the last event."""
        for key, (call, order) in self._calls.items():
            words = self._refusals.get(key, "")
            fate = Fate.DENIED if words else Fate.UNANSWERED
            self._settle(call, ToolResult(fate, words), order)
        for call, result, order in self._shells.values():
            self._add(tool_records(call, result), order)
        for origin, seen in self._agents.records():
            self._timeline.put(seen, origin)
        for origin, usage in self.usage.records():
            self._timeline.put(usage, origin)
        for origin, stop in self.ending.stops():
            self._timeline.put(stop, origin)
        self._timeline.put_last(self.ending.records())
        return self._timeline.sorted()
