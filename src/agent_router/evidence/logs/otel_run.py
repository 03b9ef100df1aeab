"""GenAI spans put together as one run.

1. Usage comes from the spans of model calls alone; what `invoke_agent` states is their sum and is held against it.
   A model call inside another one (two instrumentations of one request) is counted once.
2. Input tokens include the cached ones; they are taken apart.
3. `process.exit.code` decides about a command, not the span's status.
4. Status error with `error.type` `denied`: the call was denied.
5. Content is captured only where somebody switched it on; calls without it are counted, and said.
6. A record stands where its span ended.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from agent_router.evidence.activity import Activity
from agent_router.evidence.json_fields import items, text
from agent_router.evidence.logs.calls import Fate, Origin, ToolCall, ToolResult
from agent_router.evidence.logs.last_words import last_words_records
from agent_router.evidence.logs.named_tools import Family, command_of, family_of, named_tool_records
from agent_router.evidence.logs.named_tools import decoded as arguments_of
from agent_router.evidence.logs.otel_spans import Span, decoded, first_text, number
from agent_router.evidence.logs.otel_tree import AGENT, MODEL_CALLS, TOOL, WORKFLOW, SpanTree, operation_of
from agent_router.evidence.logs.otel_usage import SpanUsage
from agent_router.evidence.logs.timeline import Order, Spot, Timeline
from agent_router.model.known import AgentState
from agent_router.model.place import Place
from agent_router.model.run import AgentSeen, Record, Request, Stopped

_DENIED = frozenset({"denied", "permission_denied", "rejected", "user_rejected", "permissiondenied", "forbidden"})
_INTERRUPTED = frozenset({"cancelled", "canceled", "aborted", "interrupted", "timeout", "timeouterror"})
_ARGUMENTS = ("gen_ai.tool.call.arguments", "gen_ai.tool.arguments", "traceloop.entity.input", "input.value")
_RESULTS = ("gen_ai.tool.call.result", "gen_ai.tool.result", "traceloop.entity.output", "output.value")
_COPILOT = "github.copilot.tool.parameters."
_NEVER = datetime.min.replace(tzinfo=UTC)
_FOLDERS = ("process.working_directory", "process.cwd")


class SpanRun:
    """Takes spans in; afterwards its properties and `records` say what they amount to."""

    def __init__(self, tree: SpanTree) -> None:
        """Nothing taken in yet; the tree is complete."""
        self.services: dict[str, None] = {}
        self.versions: dict[str, None] = {}
        self.models: dict[str, None] = {}
        self.sessions: dict[str, None] = {}
        self.directory = ""
        self.activity = Activity()
        self.unknown: Counter[str] = Counter()
        self.unknown_tools: Counter[str] = Counter()
        self.without_content: Counter[str] = Counter()
        self._tree = tree
        self._timeline = Timeline()
        self._usage = SpanUsage(tree)
        self._last: tuple[tuple[bool, float], Origin, str] | None = None
        self._stops: list[tuple[datetime | None, Stopped]] = []

    def take(self, span: Span, spot: Spot) -> None:
        """Take in one span."""
        operation = operation_of(span)
        if not operation:
            return
        self._remember(span)
        origin = Origin(
            place=Place(spot.file, line=spot.line),
            at=span.start,
            agent=self._tree.agent_of(span),
            directory=first_text(span.attributes, *_FOLDERS) or self.directory,
        )
        # Spans are written as they end, agents last: a span's own end tells where it stands.
        order = Order(span.end or span.start or _NEVER, spot.rank, spot.line)
        self.activity.record(span.start)
        self.activity.record(span.end)
        if operation == TOOL:
            self._tool(span, origin, order)
        elif operation in MODEL_CALLS:
            self._usage.take(span, origin)
            self._heard(span, origin)
        elif operation in {AGENT, WORKFLOW}:
            self._agent(span, origin, operation)
        elif operation not in {"create_agent", "plan"}:
            self.unknown[operation] += 1

    def _remember(self, span: Span) -> None:
        for kept, name in ((self.services, "service.name"), (self.versions, "service.version")):
            found = first_text(span.resource, name)
            if found:
                kept[found] = None
        model = first_text(span.attributes, "gen_ai.response.model", "gen_ai.request.model")
        if model and operation_of(span) in MODEL_CALLS:
            self.models[model] = None
        session = first_text(span.attributes, "gen_ai.conversation.id", "session.id", "gen_ai.session.id")
        if session:
            self.sessions[session] = None
        self.directory = self.directory or first_text(span.resource, *_FOLDERS)
        self.directory = self.directory or first_text(span.attributes, *_FOLDERS)

    def _tool(self, span: Span, origin: Origin, order: Order) -> None:
        call, result = _call(span, origin)
        family = family_of(call)
        if family is Family.UNKNOWN and span.attributes.get("mcp.method.name") == "tools/call":
            self._timeline.add(_server(call, result, span), order)
            return
        if family is Family.UNKNOWN:
            self.unknown_tools[call.name or "without a name"] += 1
        captured = command_of(call.input) if family is Family.SHELL else call.input
        if not captured and family is not Family.HARMLESS:
            self.without_content[call.name or "without a name"] += 1
        for record in named_tool_records(call, result):
            self._timeline.add(record, order)

    def _heard(self, span: Span, origin: Origin) -> None:
        """What the main agent said last."""
        said = words_of(span)
        rank = (span.end is not None, span.end.timestamp() if span.end else 0.0)
        if said and not origin.agent and (self._last is None or rank >= self._last[0]):
            self._last = (rank, replace(origin, at=span.end), said)

    def _agent(self, span: Span, origin: Origin, operation: str) -> None:
        sub = self._tree.sub_agent(span.key) if operation == AGENT else ""
        if sub:
            for record, at in self._seen(span, origin, sub):
                self._timeline.put(record, replace(origin, at=at))
        elif operation == AGENT:
            self.activity.prompt(span.start)
            self._usage.whole(span, origin)
            self._heard(span, origin)
            reason = first_text(span.attributes, "error.type") if span.failed else _finish(span)
            if reason or span.failed:
                stamp = replace(origin, at=span.end).system()
                self._stops.append((span.end, Stopped(**stamp, reason=reason or "error", reported=span.message)))

    def _seen(self, span: Span, origin: Origin, sub: str) -> Iterator[tuple[AgentSeen, datetime | None]]:
        last = AgentState.FAILED if span.failed else AgentState.FINISHED
        for state, at in ((AgentState.STARTED, span.start), (last, span.end)):
            seen = AgentSeen(
                **replace(origin, at=at, agent="").system(),
                id=sub,
                state=state,
                label=self._tree.label_of(span),
                model=first_text(span.attributes, "gen_ai.request.model"),
                workflow=self._tree.workflow_of(span),
            )
            yield seen, at

    def records(self) -> Sequence[Record]:
        """Everything taken in, in order; asked once."""
        for origin, usage in self._usage.records():
            self._timeline.put(usage, origin)
        closing: list[Record] = []
        if self._last is not None:
            closing += last_words_records(self._last[1], self._last[2])
        closing += [stop for _, stop in self._stops]
        self._timeline.put_last(closing)
        return self._timeline.sorted()

    def remarks(self) -> Iterator[str]:
        """What is odd about the spans as a whole."""
        if self.without_content:
            named = ", ".join(f"{name} ({number})" for name, number in sorted(self.without_content.items()))
            yield (
                f"{self.without_content.total()} tool call(s) without captured content: {named}. What they ran, read "
                "or changed is not in the spans; capturing message content is switched on where the agent runs."
            )
        if self.unknown_tools:
            named = ", ".join(f"{name} ({number})" for name, number in sorted(self.unknown_tools.items()))
            yield f"Calls of tools whose effects are not known: {named}."
        for operation, times in sorted(self.unknown.items()):
            yield f"{times} span(s) of unknown operation: {operation}."
        if self._tree.torn:
            yield f"{self._tree.torn} span(s) name a parent that is in none of the files: the trace is not whole."
        yield from self._usage.remarks()

    @property
    def active_seconds(self) -> Decimal:
        """First to last span a segment, summed."""
        return self.activity.active_seconds


def _call(span: Span, origin: Origin) -> tuple[ToolCall, ToolResult]:
    given = span.attributes
    name = first_text(given, "gen_ai.tool.name", "traceloop.entity.name", "tool.name")
    name = name or span.name.removeprefix(TOOL).removeprefix("tools/call").strip()
    captured = next((given[one] for one in _ARGUMENTS if one in given), None)
    plain = {key.removeprefix(_COPILOT): value for key, value in given.items() if key.startswith(_COPILOT)}
    call_id = first_text(given, "gen_ai.tool.call.id") or span.id
    call = ToolCall(call_id, name, {**plain, **arguments_of(captured)}, origin)
    code = number(given, "process.exit.code", "process.exit_code")
    fate = _fate(span, code)
    said = next((given[one] for one in _RESULTS if one in given), None)
    words = said if isinstance(said, str) else "\n".join(_texts(said))
    return call, ToolResult(fate, words or span.message, exit_code=code, origin=replace(origin, at=span.end))


def _fate(span: Span, code: int | None) -> Fate:
    if code is not None:
        return Fate.EXITED if code else Fate.DONE
    if not span.failed:
        return Fate.DONE
    error = first_text(span.attributes, "error.type").lower()
    if error in _DENIED:
        return Fate.DENIED
    return Fate.INTERRUPTED if error in _INTERRUPTED else Fate.FAILED


def _server(call: ToolCall, result: ToolResult, span: Span) -> Request:
    system = first_text(span.attributes, "mcp.server.name", "server.address") or "MCP server"
    return Request(**call.origin.system(), system=system, method=call.name, done=result.fate is Fate.DONE)


def _finish(span: Span) -> str:
    reasons = [one for one in items(span.attributes, "gen_ai.response.finish_reasons") if isinstance(one, str)]
    return reasons[-1] if reasons else ""


def words_of(span: Span) -> str:
    """What the model said in this span, where that was captured."""
    found = _output(span.attributes)
    for _, attributes in span.events:
        found = found or _output(attributes)
    return found


def _output(attributes: Mapping[str, object]) -> str:
    for name in ("gen_ai.output.messages", "gen_ai.completion", "gen_ai.choice"):
        said = decoded(attributes.get(name))
        if said is not None:
            return "\n".join(_texts(said))
    return first_text(attributes, "gen_ai.completion.0.content", "content")


def _texts(value: object) -> Iterator[str]:
    """The text of messages: only what was said, no tool calls."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        if text(value, "type") not in {"", "text"}:
            return
        inner = value.get("parts", value.get("content", value.get("text", value.get("message"))))
        if inner is not None and inner is not value:
            yield from _texts(inner)
