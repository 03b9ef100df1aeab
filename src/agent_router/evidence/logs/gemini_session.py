"""Gemini CLI's session logs, pretty JSON or JSON Lines, and its stream, taken in message by message as one run.

1. A message is written again under its ID when more is known of it (its tool calls): the last one counts. A call is
   told once, when its fate is known.
2. `$set` patches the session; messages in it, and in a header, are messages. What a compressed or rewound history no
   longer holds was done all the same.
3. An answer that stands only in a following message (`functionResponse`) is the answer.
4. A session that is present as log and as stream is one run; the log knows more and is read first.
5. A log has no closing record: it is finished where the model spoke last and no call is open. A stream ends with
   `result`.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from agent_router.evidence.activity import Activity
from agent_router.evidence.json_fields import items, mapping, moment, text
from agent_router.evidence.logs.calls import Fate, Origin, ToolCall, ToolResult
from agent_router.evidence.logs.gemini_ending import GeminiEnding
from agent_router.evidence.logs.gemini_tools import is_known, read_answer, target_of, tool_name, tool_records
from agent_router.evidence.logs.gemini_usage import GeminiUsage, parts_text
from agent_router.evidence.logs.timeline import CallKey, Order, Spot, Timeline
from agent_router.evidence.logs.unplaced import ORPHAN, UNKNOWN_TOOL
from agent_router.evidence.spool import SeenWords
from agent_router.model.known import AgentState
from agent_router.model.place import Place
from agent_router.model.run import AgentSeen, Record
from agent_router.scope.written_paths import slashes

_FINAL = frozenset({"success", "error", "cancelled", "canceled"})
_STREAM_KINDS = frozenset({"init", "message", "tool_use", "tool_result", "error", "result"})
_CONTEXT = re.compile(
    r"Workspace Directories:\*{0,2}\s*\n\s*- ([^\n]+)"
    r"|currently working in the (?:following )?director(?:y|ies):?\s*(?:- )?([^\n]+)"
)
_FILE_SAID = re.compile(r"file: ([^\n]+?)(?: \(|\.?(?:\s|\Z))")
_CONTEXT_STARTS = ("<session_context>", "This is the Gemini CLI", "<hook_context>")


class GeminiSession:
    """Takes messages in; afterwards its properties and `records` say what they amount to."""

    def __init__(self) -> None:
        """Nothing taken in yet."""
        self.models: dict[str, None] = {}
        self.sessions: dict[str, None] = {}
        self.directory = ""
        self.unknown: Counter[tuple[str, str]] = Counter()
        self._usage = GeminiUsage()
        self._ending = GeminiEnding()
        self._activity = Activity()
        self._timeline = Timeline()
        self._calls: dict[CallKey, tuple[ToolCall, Order]] = {}
        self._told = SeenWords()
        self._prompts = SeenWords()
        self._file: dict[str, tuple[str, str]] = {}
        """By file: session, and agent where it is a sub-agent's."""
        self._agents: dict[str, Origin] = {}
        self._rested: set[str] = set()
        """Sub-agents whose own log ends with words."""
        self._called: set[str] = set()
        """Sub-agents that the call which started them tells of."""

    def take(self, value: object, spot: Spot) -> None:
        """Take in one line: a header, a patch, a message, or an event of a stream."""
        if spot.stream:
            self._event(value, spot)
        elif text(value, "sessionId") and not text(value, "type"):
            self.header(value, spot)
        elif mapping(value, "$set"):
            self._patch(mapping(value, "$set"), spot)
        elif text(value, "type"):
            self.message(value, spot)
        elif not text(value, "$rewindTo"):
            self.unknown[spot.file, "no type"] += 1

    def cut_off(self, spot: Spot) -> None:
        """The log read last breaks off in the middle of a line."""
        session, _ = self._file.get(spot.file, ("", ""))
        self._ending.cut_off(session or next(iter(self.sessions), ""))

    def header(self, value: object, spot: Spot) -> None:
        """What stands at the start of a log, or around its messages."""
        session, agent = text(value, "sessionId"), text(value, "kind") == "subagent"
        # A folder of sub-agents bears the name of the session they belong to.
        self._file[spot.file] = (session, session if agent else "")
        if not agent:
            self.sessions[session] = None
        origin = self._origin(value, spot)
        if agent:
            self._agents.setdefault(session, replace(origin, at=moment(value, "startTime")))
        self._patch(mapping(value), spot)

    def _patch(self, values: object, spot: Spot) -> None:
        self._moved(next((one for one in items(values, "directories") if isinstance(one, str)), ""))
        for message in items(values, "messages"):
            self.message(message, spot)

    def _moved(self, directory: str) -> None:
        if directory and not self.directory:
            self.directory = slashes(directory.strip())

    def _origin(self, value: object, spot: Spot) -> Origin:
        session, agent = self._file.get(spot.file, ("", ""))
        at = moment(value, "timestamp")
        return Origin(
            place=Place(spot.file, line=spot.line),
            at=at,
            agent=agent,
            directory=self.directory,
            session=session or next(iter(self.sessions), ""),
            stream=spot.stream,
        )

    def message(self, message: object, spot: Spot) -> None:
        """Take in one message of a log."""
        kind, origin = text(message, "type"), self._origin(message, spot)
        order = self._timeline.here(origin, spot)
        origin = replace(origin, clock=order.clock)
        if kind == "gemini":
            self._said(message, origin, order)
        elif kind == "user":
            self._asked(message, origin, order)
        elif kind in {"info", "warning", "error"}:
            self._activity.record(origin.at)
            self._ending.noted(kind, text(message, "id"), parts_text(mapping(message).get("content")), origin)
        else:
            self.unknown[spot.file, kind or "no type"] += 1

    def _said(self, message: object, origin: Origin, order: Order) -> None:
        self._activity.record(origin.at)
        self._named(text(message, "model"))
        self._usage.message(message, origin)
        content = mapping(message).get("content")
        asked = [mapping(part, "functionCall") for part in items(message, "content")]
        calls = [one for one in items(message, "toolCalls") if text(one, "id") or text(one, "name")]
        open_calls = bool(calls) or any(asked)
        if not origin.agent:
            self._ending.say(text(message, "id"), parts_text(content), origin, calls=open_calls)
        elif not open_calls:
            self._rested.add(origin.agent)
        for number, wanted in enumerate(asked):
            if wanted:
                self._call(wanted, f"{text(message, 'id')}/{number}", origin, order)
        for number, one in enumerate(calls):
            key = self._call(one, f"{text(message, 'id')}/{number}", origin, order)
            if text(one, "status") in _FINAL:
                words = _words(one)
                shown = {**mapping(one, "resultDisplay"), "agentId": text(one, "agentId")}
                at = moment(one, "timestamp") or origin.at
                result = read_answer(text(one, "status"), words, shown, replace(origin, at=at))
                self._activity.record(at)
                self._answer(key, result, order)

    def _named(self, model: str) -> None:
        if model and model != "auto":
            self.models[model] = None

    def _call(self, one: object, without_id: str, origin: Origin, order: Order) -> CallKey:
        key = (origin.session, text(one, "id") or without_id)
        if key not in self._told:
            name = tool_name(text(one, "name"), text(one, "displayName"))
            before = self._calls.get(key)
            call = ToolCall(key[1], name, mapping(one, "args"), origin)
            self._calls[key] = (call, before[1] if before else order)
        return key

    def _answer(self, key: CallKey, result: ToolResult, order: Order) -> None:
        call, _ = self._calls.pop(key, (None, None))
        if call is None or not self._told.add(*key):
            return
        self._infer_directory(call, result)
        self._tell(call, result, order)

    def _tell(self, call: ToolCall, result: ToolResult, order: Order) -> None:
        if not is_known(call):
            self.unknown[call.origin.place.file, f"{UNKNOWN_TOOL}{call.name}"] += 1
        for record in tool_records(call, result):
            if isinstance(record, AgentSeen):
                self._called.add(record.id)
            self._timeline.add(record, order)

    def _infer_directory(self, call: ToolCall, result: ToolResult) -> None:
        """An answer names the whole path of what its call named relatively."""
        asked = target_of(call)
        if self.directory or not asked or asked.startswith(("/", "~", ".")) or result.fate is not Fate.DONE:
            return
        said = _FILE_SAID.search(result.words[:2_000])
        whole = slashes(text(result.detail, "filePath") or (said[1].rstrip(".") if said else ""))
        if whole.endswith(f"/{asked}"):
            self._moved(whole[: -len(asked) - 1])

    def _asked(self, message: object, origin: Origin, order: Order) -> None:
        content = mapping(message).get("content")
        words = parts_text(content).strip()
        answers = [mapping(part, "functionResponse") for part in items(message, "content")]
        if any(answers):
            self._activity.record(origin.at)
            self._from_responses(answers, origin, order)
            return
        if words.startswith(_CONTEXT_STARTS):
            found = _CONTEXT.search(words)
            self._moved((found[1] or found[2]).rstrip(". ") if found else "")
            self._activity.record(origin.at)
        elif words and not origin.agent and self._prompts.add(origin.session, text(message, "id") or words):
            self._activity.prompt(origin.at)
            self._ending.asked(origin)

    def _from_responses(self, answers: Sequence[object], origin: Origin, order: Order) -> None:
        for answer in answers:
            key = (origin.session, text(answer, "id"))
            if key in self._calls:
                error = text(answer, "response", "error")
                words = error or text(answer, "response", "output")
                self._answer(key, read_answer("error" if error else "success", words, {}, origin), order)

    def _event(self, value: object, spot: Spot) -> None:
        """One event of a stream."""
        kind = text(value, "type")
        if kind == "init":
            session = text(value, "session_id")
            self._file[spot.file] = (session, "")
            self.sessions[session] = None
            self._named(text(value, "model"))
        origin = self._origin(value, spot)
        order = self._timeline.here(origin, spot)
        origin = replace(origin, clock=order.clock)
        if kind not in _STREAM_KINDS:
            self.unknown[spot.file, kind or "no type"] += 1
            return
        self._activity.record(origin.at)
        if kind == "message":
            self._streamed(value, origin)
        elif kind == "tool_use":
            self._ending.acted(origin)
            one = {"id": text(value, "tool_id"), "name": text(value, "tool_name"), "args": mapping(value, "parameters")}
            self._call(one, f"{spot.file}:{spot.line}", origin, order)
        elif kind == "tool_result":
            self._stream_answer(value, origin, order)
        elif kind == "error":
            self._ending.failed(text(value, "severity") or "error", text(value, "message"), origin)
        elif kind == "result":
            self._usage.stats(mapping(value, "stats"), origin)
            self._ending.result(value, origin)

    def _streamed(self, value: object, origin: Origin) -> None:
        if text(value, "role") == "user":
            if self._prompts.add(origin.session, f"stream {origin.place.file}:{origin.place.line}"):
                self._ending.asked(origin)
            return
        self._usage.streamed(origin, next(iter(self.models), ""))
        self._ending.delta(text(value, "content"), origin)

    def _stream_answer(self, value: object, origin: Origin, order: Order) -> None:
        key = (origin.session, text(value, "tool_id"))
        if key in self._told:
            return
        if key not in self._calls:
            self.unknown[origin.place.file, ORPHAN] += 1
            return
        words = text(value, "error", "message") or text(value, "output")
        kind = text(value, "error", "type")
        said = f"{words} ({kind})" if kind and kind not in words else words
        self._answer(key, read_answer(text(value, "status"), said, {}, origin), order)

    def output(self, value: object, spot: Spot) -> None:
        """Take in what `--output-format json` prints: the answer and the totals alone."""
        session = text(value, "session_id") or next(iter(self.sessions), "")
        self._file[spot.file] = (session, "")
        if session:
            self.sessions[session] = None
        for model in mapping(value, "stats", "models"):
            self._named(model)
        origin = self._origin(value, spot)
        self._usage.stats(mapping(value, "stats"), origin)
        self._ending.delta(text(value, "response"), origin)
        failed = {"status": "error", "error": mapping(value, "error")}
        self._ending.result(failed if mapping(value, "error") else {"status": "success"}, origin)

    @property
    def finished(self) -> bool:
        """Whether every session came to its own end."""
        return self._ending.finished(waiting=any(not call.origin.agent for call, _ in self._calls.values()))

    @property
    def ends(self) -> tuple[datetime | None, datetime | None]:
        """Times of the first and the last record."""
        return self._activity.first, self._activity.last

    @property
    def active_seconds(self) -> Decimal:
        """First to last record a segment, summed."""
        return self._activity.active_seconds

    def records(self) -> Sequence[Record]:
        """Everything taken in, in order; asked once, after the last message."""
        for call, order in self._calls.values():
            self._tell(call, ToolResult(Fate.UNANSWERED), order)
        for agent, origin in self._agents.items():
            if agent in self._called:
                continue
            states = [AgentState.STARTED, *([AgentState.FINISHED] if agent in self._rested else [])]
            for state in states:
                self._timeline.put(AgentSeen(**replace(origin, agent="").system(), id=agent, state=state), origin)
        for origin, usage in self._usage.records():
            self._timeline.put(usage, origin)
        for origin, stop in self._ending.stops():
            self._timeline.put(stop, origin)
        self._timeline.put_last(self._ending.records())
        return self._timeline.sorted()


def _words(call: object) -> str:
    """The text that the tool answered with."""
    result = mapping(call).get("result")
    if isinstance(result, str):
        return result
    parts = items(call, "result") if isinstance(result, list) else (result,)
    found = []
    for part in parts:
        response = mapping(part, "functionResponse", "response")
        found.append(text(response, "error") or text(response, "output") or parts_text(part))
    words = "\n".join(one for one in found if one)
    return words or text(call, "resultDisplay")
