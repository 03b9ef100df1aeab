"""How a session of GitHub Copilot CLI ended: last words, its closing records, why it stopped."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from agent_router.evidence.logs.calls import Origin
from agent_router.evidence.logs.last_words import last_words_records
from agent_router.evidence.texts import excerpt
from agent_router.model.run import Record, Stopped

_SUCCESS = "success"


@dataclass(slots=True)
class _State:
    """Where one session is."""

    closed: bool = False
    at_rest: bool = False
    early: bool = False
    """Versions 0.x, which write no closing record."""
    closing: tuple[Origin, str, str] | None = None
    """Where, why, and what was said with it."""


@dataclass(slots=True)
class _Message:
    id: str
    texts: list[tuple[Origin, str]] = field(default_factory=list)


class CopilotEnding:
    """Collects last words and closing records, by session."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        self._states: dict[str, _State] = {}
        self._last: _Message | None = None
        self._stops: list[tuple[Origin, Stopped]] = []

    def _state(self, origin: Origin) -> _State:
        return self._states.setdefault(origin.session, _State())

    def opened(self, origin: Origin, version: str) -> None:
        """A session was started or resumed."""
        state = self._state(origin)
        state.closed, state.closing = False, None
        if version:
            state.early = version.startswith("0.")

    def asked(self, origin: Origin) -> None:
        """A person asked for more."""
        state = self._state(origin)
        state.closed = state.at_rest = False

    def say(self, message: str, words: str, origin: Origin, *, calls: bool) -> None:
        """The main agent said something."""
        state = self._state(origin)
        state.closed, state.at_rest = False, not calls
        if not words.strip():
            return
        if self._last is None or self._last.id != message or not message:
            self._last = _Message(message)
        self._last.texts.append((origin, words))

    def failed(self, kind: str, words: str, origin: Origin) -> None:
        """An error of the program or the model's service."""
        self._state(origin).at_rest = False
        self._stops.append(
            (origin, Stopped(**origin.system(), reason=f"error: {kind}".strip(": "), reported=excerpt(words)))
        )

    def aborted(self, reason: str, origin: Origin) -> None:
        """The turn was stopped."""
        self._state(origin).at_rest = False
        by_user = reason.startswith("user") or not reason
        words = "interrupted by user" if by_user else f"aborted: {reason}"
        self._stops.append((origin, Stopped(**origin.system(), reason=words)))

    def shutdown(self, kind: str, words: str, origin: Origin) -> None:
        """The program closed the session."""
        state = self._state(origin)
        state.closed = kind in {"", "routine"}
        reason = _SUCCESS if state.closed else f"shutdown: {kind}"
        state.closing = (origin, reason, words)

    def result(self, code: int, origin: Origin) -> None:
        """The last record of a stream."""
        state = self._state(origin)
        state.closed = state.closed or code == 0
        if state.closing is None:
            state.closing = (origin, _SUCCESS if code == 0 else f"exit code {code}", "")

    def finished(self, *, waiting: bool) -> bool:
        """Whether every session came to its own end; `waiting`: a call of the main agent is open."""
        states = self._states.values()
        return bool(states) and all(state.closed or (state.early and state.at_rest and not waiting) for state in states)

    def stops(self) -> Iterator[tuple[Origin, Stopped]]:
        """Where errors and people stopped the agent."""
        yield from self._stops

    def records(self) -> Iterator[Record]:
        """Claims and risks of the last message, then why each session ended."""
        for origin, words in self._last.texts if self._last else ():
            yield from last_words_records(origin, words)
        for state in self._states.values():
            if state.closing is not None:
                origin, reason, words = state.closing
                yield Stopped(**origin.system(), reason=reason, reported=excerpt(words))
