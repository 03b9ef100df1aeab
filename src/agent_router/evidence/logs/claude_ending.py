"""How a session of Claude Code ended: the main agent's last message, the closing records, why it stopped."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from agent_router.evidence.json_fields import count, flag, items, mapping, text
from agent_router.evidence.logs.calls import Origin
from agent_router.evidence.logs.claude_usage import SYNTHETIC
from agent_router.evidence.logs.last_words import last_words_records
from agent_router.evidence.logs.timeline import Order
from agent_router.evidence.texts import excerpt
from agent_router.model.run import Record, Stopped

_ENDINGS = frozenset({"end_turn", "stop_sequence", "refusal"})


@dataclass(slots=True)
class _Message:
    """Text of the main agent's latest message."""

    id: str
    order: Order
    texts: list[tuple[Origin, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Closing:
    """One closing record."""

    origin: Origin
    reason: str
    handed_over: str
    result: bool
    """True for a `result` of a stream, False for a transcript's own sign."""


class Ending:
    """Collects last words and closing records."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        self._last: _Message | None = None
        self._closings: dict[tuple[str, str], _Closing] = {}
        self._milliseconds = 0
        self._at_rest = False
        self._streamed: set[str] = set()
        self._written: set[str] = set()
        """Sessions whose transcript is here, which has no closing record."""
        self._cut_off = False
        self._interruptions: list[Origin] = []

    def say(self, line: object, origin: Origin, order: Order) -> None:
        """Take in one line of the main agent; what the program itself put there is not the agent's."""
        message = mapping(line, "message")
        if text(message, "model") == SYNTHETIC or flag(line, "isApiErrorMessage"):
            return
        last, message_id = self._last, text(message, "id") or text(line, "uuid")
        if last is not None and last.order.clock > order.clock:
            return
        if last is None or last.id != message_id:
            last = self._last = _Message(message_id, order)
        (self._written if text(line, "sessionId") else self._streamed).add(origin.session)
        blocks = items(message, "content")
        last.texts += [(origin, text(block, "text")) for block in blocks if text(block, "type") == "text"]
        calls = any(text(block, "type") == "tool_use" for block in blocks)
        reason = text(message, "stop_reason")
        self._at_rest = reason in _ENDINGS if reason else not calls

    def asked(self) -> None:
        """A person asked for more."""
        self._at_rest = False

    def cut_off(self) -> None:
        """A transcript breaks off in the middle of a line: its last whole one is not the last."""
        self._cut_off = True

    def interrupted(self, origin: Origin) -> None:
        """A person stopped the agent."""
        self._at_rest = False
        self._interruptions.append(origin)

    def result(self, line: object, origin: Origin) -> None:
        """Take in one `result`; the last one of a stream counts."""
        reason, terminal = text(line, "subtype"), text(line, "terminal_reason")
        if reason in {"", "success"} and terminal not in {"", "completed"}:
            reason = terminal
        errors = "\n".join(one for one in items(line, "errors") if isinstance(one, str))
        self._milliseconds += count(line, "duration_ms")
        self._closings[origin.session, origin.place.file] = _Closing(
            origin, reason or "unknown", text(line, "result") or errors, result=True
        )

    def turns_reached(self, turns: int, origin: Origin) -> None:
        """A transcript says that the turns were used up; a stream's result says it better where there is one."""
        words = f"Reached maximum number of turns ({turns})"
        self._closings.setdefault((origin.session, ""), _Closing(origin, "error_max_turns", words, result=False))

    @property
    def reported_seconds(self) -> Decimal:
        """Duration that the results of streams state, summed over their turns."""
        return Decimal(self._milliseconds) / 1000

    def finished(self, sessions: Iterable[str], waiting: Iterable[str]) -> bool:
        """Whether every session came to its own end; `waiting` names those whose main agent has an open call.

        A stream ends with its `result`, and a killed program writes none; only a transcript may end with words.
        """
        ended = {session for session, _ in self._closings}
        if ended and set(sessions) <= ended:
            return True
        killed = self._streamed - self._written - ended
        return self._at_rest and not (self._cut_off or killed or set(waiting) - ended)

    def records(self) -> Iterator[Record]:
        """Claims and risks of the last message, then why it stopped."""
        for origin, words in self._last_words():
            yield from last_words_records(origin, words)
        with_result = {session for (session, _), closing in self._closings.items() if closing.result}
        for closing in self._closings.values():
            if closing.result or closing.origin.session not in with_result:
                yield Stopped(**closing.origin.system(), reason=closing.reason, reported=excerpt(closing.handed_over))

    def interruptions(self) -> Iterator[tuple[Origin, Stopped]]:
        """Where a person stopped the agent."""
        for origin in self._interruptions:
            yield origin, Stopped(**origin.system(), reason="interrupted by user")

    def _last_words(self) -> list[tuple[Origin, str]]:
        if self._last is not None:
            return self._last.texts
        # `--output-format json` prints the result alone.
        return [(one.origin, one.handed_over) for one in self._closings.values() if one.reason == "success"]
