"""How a session of Gemini CLI ended: last words, its closing record, why it stopped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from agent_router.evidence.json_fields import text
from agent_router.evidence.logs.calls import Origin
from agent_router.evidence.logs.last_words import last_words_records
from agent_router.evidence.texts import excerpt
from agent_router.model.run import Record, Stopped

_CANCELLED = re.compile(r"request cancelled|cancelled by user|user cancelled", re.IGNORECASE)
_TURNS = re.compile(r"max(?:imum)? (?:session )?turns|turn limit", re.IGNORECASE)


@dataclass(slots=True)
class _State:
    """Where one session is."""

    at_rest: bool = False
    streams: dict[str, str] = field(default_factory=dict)
    """By stream: how it ended; empty while it goes on."""
    log: bool = False
    """Whether its own log is among the files."""


@dataclass(slots=True)
class _Message:
    id: str
    origin: Origin
    words: str


class GeminiEnding:
    """Collects last words and closing records, by session."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        self._states: dict[str, _State] = {}
        self._last: _Message | None = None
        self._streamed: _Message | None = None
        self._stops: dict[tuple[str, str, str], tuple[Origin, Stopped]] = {}
        self._closings: list[Stopped] = []

    def _state(self, origin: Origin) -> _State:
        state = self._states.setdefault(origin.session, _State())
        if origin.stream:
            state.streams.setdefault(origin.place.file, "")
        else:
            state.log = True
        return state

    def asked(self, origin: Origin) -> None:
        """A person asked for more."""
        state = self._state(origin)
        if not origin.stream:
            state.at_rest = False
        self.acted(origin)

    def say(self, message: str, words: str, origin: Origin, *, calls: bool) -> None:
        """The main agent said something, or the same again with its calls."""
        self._state(origin).at_rest = not calls and bool(words.strip())
        if words.strip():
            self._last = _Message(message, origin, words)

    def cut_off(self, session: str) -> None:
        """The session's log breaks off in the middle of a line: its last whole one is not the last."""
        if session in self._states:
            self._states[session].at_rest = False

    def acted(self, origin: Origin) -> None:
        """Something other than words came in a stream: the next words are another message."""
        self._state(origin)
        if origin.stream and self._streamed is not None:
            self._streamed.id = ""

    def delta(self, words: str, origin: Origin) -> None:
        """A piece of what the agent says in a stream."""
        self._state(origin)
        if self._streamed is None or self._streamed.id != origin.place.file:
            self._streamed = _Message(origin.place.file, origin, words)
        else:
            self._streamed.words += words

    def noted(self, kind: str, message: str, words: str, origin: Origin) -> None:
        """What the program itself put into the log."""
        state = self._state(origin)
        if _CANCELLED.search(words):
            state.at_rest = False
            self._stop("interrupted by user", words, origin, message)
        elif kind == "error":
            state.at_rest = False
            self._stop("error", words, origin, message)

    def failed(self, severity: str, words: str, origin: Origin) -> None:
        """An error in a stream; a warning says why a turn ended early."""
        self._state(origin)
        reason = "error_max_turns" if _TURNS.search(words) else severity
        self._stop(reason, words, origin, str(origin.place.line))

    def _stop(self, reason: str, words: str, origin: Origin, message: str) -> None:
        stop = Stopped(**origin.system(), reason=reason, reported=excerpt(words))
        self._stops.setdefault((origin.session, origin.place.file, message), (origin, stop))

    def result(self, value: object, origin: Origin) -> None:
        """The last record of a stream."""
        status, words = text(value, "status"), text(value, "error", "message")
        reason = text(value, "error", "type") or status or "unknown"
        if _TURNS.search(words):
            reason = "error_max_turns"
        self._state(origin).streams[origin.place.file] = status or "unknown"
        self._closings.append(Stopped(**origin.system(), reason=reason, reported=excerpt(words)))

    def finished(self, *, waiting: bool) -> bool:
        """Whether every session came to its own end; `waiting`: a call of the main agent is open."""
        if not self._states:
            return False
        return all(
            (bool(state.streams) and all(state.streams.values())) or (state.log and state.at_rest and not waiting)
            for state in self._states.values()
        )

    def stops(self) -> Iterator[tuple[Origin, Stopped]]:
        """Where errors and people stopped the agent."""
        yield from self._stops.values()

    def records(self) -> Iterator[Record]:
        """Claims and risks of the last message, then how each stream ended."""
        last = self._last or self._streamed
        if last is not None:
            yield from last_words_records(last.origin, last.words)
        yield from self._closings
