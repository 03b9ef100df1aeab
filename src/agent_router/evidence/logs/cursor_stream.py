"""Cursor's `stream-json` (and `json`, its last line alone), taken in line by line.

1. A call is `started` and `completed` under one `call_id`; its records stand where it was started. A call that was
   never completed stays a possible change.
2. Texts after the last call are the last words. With partial output they come in pieces, and once more as a whole.
3. Each `result` states the tokens of its own turn (input without the cache), so those of a session are added. A cost is
   stated by some versions only; without one it is unknown.
4. Times stand on some lines alone; the others stand where they are in the file.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal

from agent_router.evidence.activity import Activity
from agent_router.evidence.json_fields import amount, count, flag, items, mapping, text, whole
from agent_router.evidence.logs.calls import Fate, Origin, ToolCall, ToolResult
from agent_router.evidence.logs.cursor_tools import call_in, cursor_records, family_of, read_answer
from agent_router.evidence.logs.last_words import last_words_records
from agent_router.evidence.logs.timeline import Order, Spot, Timeline
from agent_router.evidence.texts import excerpt
from agent_router.model.place import Place
from agent_router.model.run import AgentSeen, Record, Stopped, Usage

_SILENT = frozenset({"thinking", "interaction_query", "connection", "retry"})


@dataclass(slots=True)
class _Said:
    """What the agent said since its last call."""

    pieces: list[tuple[Origin, str, bool]] = field(default_factory=list)
    """Where, what, and whether it may be a piece of partial output."""

    def whole(self) -> list[tuple[Origin, str]]:
        """The last words, put together."""
        if not self.pieces:
            return []
        joined = "".join(words for _, words, _ in self.pieces[:-1])
        last_origin, last, _ = self.pieces[-1]
        if joined and last.strip() == joined.strip():
            return [(last_origin, last)]
        if len(self.pieces) > 1 and all(partial for _, _, partial in self.pieces):
            return [(last_origin, joined + last)]
        return [(origin, words) for origin, words, _ in self.pieces]


class CursorStream:
    """Takes lines of streams in; afterwards its properties and `records` say what they amount to."""

    def __init__(self) -> None:
        """Nothing taken in yet."""
        self.models: dict[str, None] = {}
        self.sessions: dict[str, None] = {}
        self.directory = ""
        self.unknown: Counter[tuple[str, str]] = Counter()
        self.activity = Activity()
        self.unmetered = 0
        """Results that state no tokens."""
        self.agents = 0
        """Sub-agents that were started; a stream holds nothing of what they do."""
        self._timeline = Timeline()
        self._calls: dict[tuple[str, str], tuple[ToolCall, Order]] = {}
        self._answered: set[tuple[str, str]] = set()
        self._said: dict[str, _Said] = {}
        self._results: set[tuple[str, str]] = set()
        self._meters: dict[str, Usage] = {}
        self._ended: set[str] = set()
        self._milliseconds = 0
        self._model: dict[str, str] = {}
        self._takers: dict[str, Callable[[object, Origin, Order], None]] = {
            "system": self._system,
            "user": self._user,
            "assistant": self._assistant,
            "tool_call": self._tool,
            "result": self._result,
        }

    def take(self, line: object, spot: Spot) -> None:
        """Take in one line."""
        kind = text(line, "type")
        taker = self._takers.get(kind)
        if taker is None:
            if kind not in _SILENT:
                self.unknown[spot.file, f"record(s) of unknown kind: {kind or 'no type'}"] += 1
            return
        session = text(line, "session_id")
        if session:
            self.sessions[session] = None
        at = _moment(whole(line, "timestamp_ms"))
        origin = Origin(place=Place(spot.file, line=spot.line), at=at, directory=self.directory, session=session)
        order = self._timeline.here(origin, spot)
        self.activity.record(at)
        taker(line, origin, order)

    def _system(self, line: object, origin: Origin, _: Order) -> None:
        self.directory = self.directory or text(line, "cwd")
        model = text(line, "model")
        if model:
            self.models[model] = None
            self._model[origin.session] = model

    def _user(self, _: object, origin: Origin, __: Order) -> None:
        self._said.pop(origin.session, None)
        self._ended.discard(origin.session)
        self.activity.prompt(origin.at)

    def _assistant(self, line: object, origin: Origin, _: Order) -> None:
        content = mapping(line, "message").get("content")
        blocks = items(line, "message", "content")
        words = content if isinstance(content, str) else "".join(text(block, "text") for block in blocks)
        if words:
            partial = origin.at is not None
            self._said.setdefault(origin.session, _Said()).pieces.append((origin, words, partial))

    def _tool(self, line: object, origin: Origin, order: Order) -> None:
        name, body = call_in(mapping(line).get("tool_call"))
        call_id = text(line, "call_id") or text(line, "tool_call", "toolCallId") or f"line {origin.place.line}"
        key = (origin.session, call_id)
        self._said.pop(origin.session, None)
        started, completed = (_moment(_number(line, one)) for one in ("startedAtMs", "completedAtMs"))
        if text(line, "subtype") == "started":
            if key not in self._answered:
                known = replace(origin, at=started or origin.at)
                self._calls.setdefault(key, (ToolCall(call_id, name, mapping(body, "args"), known), order))
            return
        if key in self._answered:
            return
        self._answered.add(key)
        call, place = self._calls.pop(key, (None, order))
        if call is None or not mapping(call.input):
            given = mapping(body, "args")
            call = replace(call, input=given) if call else ToolCall(call_id, name, given, replace(origin, at=started))
        ended = replace(origin, at=completed or origin.at)
        self.activity.record(ended.at)
        self._add(call, replace(read_answer(body.get("result")), origin=ended), place)

    def _add(self, call: ToolCall, result: ToolResult, order: Order) -> None:
        if not family_of(call.name):
            self.unknown[call.origin.place.file, f"call(s) of an unknown tool: {call.name or 'no name'}"] += 1
        for record in cursor_records(call, result):
            self.agents += isinstance(record, AgentSeen) and record.state.value == "started"
            self._timeline.add(record, order)

    def _result(self, line: object, origin: Origin, order: Order) -> None:
        key = (origin.session, text(line, "request_id"))
        if key[1] and key in self._results:
            return
        self._results.add(key)
        self._ended.add(origin.session)
        self._milliseconds += count(line, "duration_ms")
        failed = flag(line, "is_error") or text(line, "subtype") not in {"", "success"}
        reason = (text(line, "subtype") or "error") if failed else "success"
        if failed and reason == "success":
            reason = "error"
        words = text(line, "result")
        self._timeline.add(Stopped(**origin.system(), reason=reason, reported=excerpt(words)), order)
        if words and origin.session not in self._said:
            self._said[origin.session] = _Said([(origin, words, False)])
        self._bill(line, origin, order)

    def _bill(self, line: object, origin: Origin, order: Order) -> None:
        usage = mapping(line, "usage")
        if not usage:
            self.unmetered += 1
            return
        model = self._model.get(origin.session, "")
        billed = Usage(
            **origin.system(),
            model=model,
            input=count(usage, "inputTokens"),
            cache_write=count(usage, "cacheWriteTokens"),
            cache_read=count(usage, "cacheReadTokens"),
            output=count(usage, "outputTokens"),
            response=text(line, "request_id"),
        )
        self._timeline.add(billed, order)
        known = self._meters.get(model)
        self._meters[model] = _summed(known, billed, _cost(line))

    @property
    def finished(self) -> bool:
        """Whether every session came to its own end."""
        waiting = {session for session, _ in self._calls}
        return bool(self._ended) and set(self.sessions) <= self._ended and not waiting - self._ended

    @property
    def unpriced(self) -> bool:
        """Whether tokens are stated, and no cost of them."""
        return any(meter.reported_cost_usd is None for meter in self._meters.values())

    @property
    def active_seconds(self) -> Decimal:
        """First to last record a segment, or the durations that the results state, whichever is more."""
        return max(self.activity.active_seconds, Decimal(self._milliseconds) / 1000)

    def records(self) -> Sequence[Record]:
        """Everything taken in, in order; asked once, after the last line."""
        for call, order in self._calls.values():
            self._add(call, ToolResult(Fate.UNANSWERED), order)
        self._timeline.put_last(self._closing())
        return self._timeline.sorted()

    def _closing(self) -> Iterator[Record]:
        yield from (meter for meter in self._meters.values() if meter.reported_cost_usd is not None)
        for said in self._said.values():
            for origin, words in said.whole():
                yield from last_words_records(origin, words)


def _cost(line: object) -> Decimal | None:
    """USD where this version states it; 0 is a model without a price."""
    usage = mapping(line, "usage")
    stated = (amount(where, name) for where in (usage, line) for name in ("totalCost", "cost", "total_cost_usd"))
    return next((cost for cost in stated if cost), None)


def _summed(known: Usage | None, billed: Usage, cost: Decimal | None) -> Usage:
    """The program's meter of a model with one more turn; a turn without a cost leaves the whole unknown."""
    turn = replace(billed, meter=True, response="", reported_cost_usd=cost)
    if known is None:
        return turn
    both = known.reported_cost_usd is not None and cost is not None
    return replace(
        turn,
        input=known.input + turn.input,
        cache_write=known.cache_write + turn.cache_write,
        cache_read=known.cache_read + turn.cache_read,
        output=known.output + turn.output,
        reported_cost_usd=(known.reported_cost_usd or Decimal(0)) + (cost or Decimal(0)) if both else None,
    )


def _number(line: object, name: str) -> int | None:
    """A time of a `tool_call`: milliseconds as a number or as text, beside the tool or beside the call."""
    for where in (mapping(line, "tool_call"), mapping(line)):
        value = where.get(name)
        if isinstance(value, str) and value.isdecimal() and len(value) < 16:
            return int(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None


def _moment(milliseconds: int | None) -> datetime | None:
    known = milliseconds is not None and 0 < milliseconds < 10**14
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC) if known and milliseconds is not None else None


def is_stream(value: object) -> bool:
    """Whether a line is Cursor's and not of a program whose stream has the same outer shape."""
    given, kind = mapping(value), text(value, "type")
    if kind == "tool_call":
        return text(value, "subtype") in {"started", "completed"} and isinstance(given.get("tool_call"), Mapping)
    if not text(value, "session_id") or text(value, "uuid"):
        return False
    if kind == "system":
        return text(value, "subtype") == "init" and "apiKeySource" in given and "tools" not in given
    if kind == "result":
        plain = "num_turns" not in given and "modelUsage" not in given and "stats" not in given
        return plain and ("request_id" in given or "inputTokens" in mapping(value, "usage"))
    return kind == "thinking" and text(value, "subtype") in {"delta", "completed"}
