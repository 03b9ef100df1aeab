"""How a session of Codex ended: the main agent's last words, the end of each turn, why it stopped.

1. The latest words of the main agent count, once, in whichever of their two or three records they stand.
2. `task_complete` and `turn.completed` close a turn; one that carries an error, and one after an `error` without
   words, failed.
3. `turn_aborted` says that somebody or something stopped the agent: the turn came to no end of its own.
4. Files from before turns were written down end well where the agent's words are the last thing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from agent_router.evidence.logs.calls import Origin
from agent_router.evidence.logs.last_words import last_words_records
from agent_router.evidence.logs.timeline import Order
from agent_router.evidence.texts import excerpt
from agent_router.model.run import Record, Stopped

INTERRUPTED = "interrupted by user"
_BY_PERSON = frozenset({"interrupted", "replaced", "", "user_interrupted"})


@dataclass(frozen=True, slots=True)
class _Closing:
    origin: Origin
    reason: str
    handed_over: str
    whole: bool
    """Whether the turn came to its own end."""


@dataclass(slots=True)
class _Thread:
    running: bool = False
    turns: bool = False
    """Whether its turns were written down."""
    at_rest: bool = False
    error: str = ""
    closing: _Closing | None = None


class Ending:
    """Collects last words and closing records of the main agent's threads."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        self._last: tuple[Order, Origin, str] | None = None
        self._threads: dict[str, _Thread] = {}

    def say(self, words: str, origin: Origin, order: Order) -> None:
        """The main agent says something."""
        if words.strip() and (self._last is None or self._last[0].clock <= order.clock):
            self._last = (order, origin, words)
        self._of(origin).at_rest = True

    def rests(self, origin: Origin) -> None:
        """A sub-agent says something: its words are no claim, yet its thread is at rest."""
        self._of(origin).at_rest = True

    def acts(self, origin: Origin) -> None:
        """A call, or a person's words: nothing is at rest."""
        self._of(origin).at_rest = False

    def begins(self, origin: Origin) -> None:
        """A turn begins."""
        one = self._of(origin)
        one.running, one.turns, one.closing, one.error = True, True, None, ""

    def fails(self, words: str, origin: Origin) -> None:
        """The program met an error, which may or may not end the turn."""
        self._of(origin).error = words or "error"

    def completes(self, words: str, error: str, origin: Origin) -> None:
        """A turn ends; one that failed says so."""
        one = self._of(origin)
        failed = error or ("" if words else one.error)
        one.running, one.turns = False, True
        one.closing = _Closing(origin, "error" if failed else "success", failed or words, whole=True)

    def aborted(self, reason: str, origin: Origin) -> None:
        """A turn was stopped."""
        one = self._of(origin)
        one.running, one.turns, one.at_rest = False, True, False
        one.closing = _Closing(origin, INTERRUPTED if reason in _BY_PERSON else reason, "", whole=False)

    def is_running(self, thread: str) -> bool:
        """Whether a turn of that thread was begun and not ended."""
        return self._threads.get(thread, _Thread()).running

    def is_whole(self, thread: str) -> bool:
        """Whether that thread came to its own end."""
        one = self._threads.get(thread, _Thread())
        if one.turns:
            return not one.running and one.closing is not None and one.closing.whole
        return one.at_rest and not one.error

    def records(self) -> Iterator[Record]:
        """Claims and risks of the last message, then why each thread stopped."""
        if self._last is not None:
            yield from last_words_records(self._last[1], self._last[2])
        for one in self._threads.values():
            if one.closing is not None and not one.closing.origin.agent:
                words = one.closing.handed_over
                yield Stopped(**one.closing.origin.system(), reason=one.closing.reason, reported=excerpt(words))

    def words(self, thread: str) -> str:
        """The main agent's last words, where they were said in that thread."""
        return self._last[2] if self._last is not None and self._last[1].session == thread else ""

    def _of(self, origin: Origin) -> _Thread:
        return self._threads.setdefault(origin.session, _Thread())
