"""Billed tokens of GitHub Copilot CLI: one figure a model response; what it costs is no money in its log.

1. `session.usage_record` and `assistant.usage` hold one response each; the same response is counted once, by its ID.
2. `inputTokens` holds what was read from and written to the cache; it is taken apart. Reasoning is part of the output.
3. `session.shutdown` holds the totals of the session by model; they count where they hold more than the responses do
   (versions that write no response records, responses whose records are missing).
4. Without either, the log knows at most the output of each message: a lower bound. So is a session that never shut
   down: what came after its last record is not known.
5. The program counts premium requests and nano-AIU (billionths of an AI unit): said as they are, never as dollars.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from agent_router.evidence.json_fields import amount, count, mapping, text
from agent_router.evidence.logs.calls import Origin
from agent_router.model.known import Exactness
from agent_router.model.run import Usage


@dataclass(slots=True)
class _Session:
    """Figures of one session."""

    responses: dict[str, tuple[Origin, Usage]] = field(default_factory=dict)
    messages: dict[str, tuple[Origin, Usage]] = field(default_factory=dict)
    totals: list[tuple[Origin, tuple[Usage, ...]]] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    closed: bool = False


class CopilotUsage:
    """Collects usage event by event."""

    def __init__(self) -> None:
        """Nothing billed yet."""
        self._sessions: dict[str, _Session] = {}

    def _session(self, origin: Origin) -> _Session:
        return self._sessions.setdefault(origin.session, _Session())

    def response(self, usage: object, origin: Origin, event: str) -> None:
        """One model response."""
        session = self._session(origin)
        key = text(usage, "accounting", "usageId") or text(usage, "apiCallId") or text(usage, "providerCallId") or event
        if key not in session.responses:
            session.responses[key] = (origin, _usage(usage, origin, text(usage, "model"), key))
        session.closed = False

    def message(self, data: object, origin: Origin) -> None:
        """One message of the model, which may know its output."""
        session, key = self._session(origin), text(data, "messageId") or text(data, "apiCallId")
        known = session.messages.get(key)
        output = max(count(data, "outputTokens"), known[1].output if known else 0)
        usage = Usage(
            **origin.system(),
            model=text(data, "model"),
            output=output,
            exactness=Exactness.LOWER_BOUND,
            response=key,
        )
        session.messages[key] = (origin, usage)
        session.closed = False

    def shutdown(self, data: object, origin: Origin) -> None:
        """The totals of a session at its end."""
        session = self._session(origin)
        session.closed = True
        totals = _by_model(data, origin) or _by_class(data, origin)
        if totals:
            session.totals.append((origin, totals))
        self.units(data, origin)

    def units(self, data: object, origin: Origin) -> None:
        """What the program's own meter counts."""
        inner = mapping(data, "accountingSnapshot")
        units = self._session(origin).units
        for name, said in (
            ("totalPremiumRequests", "premium requests"),
            ("premiumRequests", "premium requests"),
            ("totalPremiumRequestCost", "premium requests"),
            ("totalNanoAiu", "nano-AIU"),
        ):
            number = amount(data, name)
            number = amount(inner, name) if number is None else number
            if number is not None:
                units[said] = f"{number} {said}"

    def closed(self, origin: Origin) -> None:
        """A stream's last record: the program came to its end, and no more was billed."""
        self._session(origin).closed = True

    @property
    def remarks(self) -> tuple[str, ...]:
        """The program's own units, in words."""
        said = dict.fromkeys(", ".join(session.units.values()) for session in self._sessions.values() if session.units)
        return tuple(f"The agent's own meter: {units}. These are no dollars; it states no cost." for units in said)

    def records(self) -> Iterator[tuple[Origin, Usage]]:
        """What was billed, then the totals of the program as its meter."""
        for session in self._sessions.values():
            totals = _counting(session.totals)
            own = list(session.responses.values())
            metered = [(origin, usage) for origin, models in totals for usage in models]
            if sum(usage.total for _, usage in metered) > sum(usage.total for _, usage in own):
                billed = metered
            else:
                billed = own or list(session.messages.values())
            for origin, usage in billed:
                yield origin, usage if session.closed else replace(usage, exactness=Exactness.LOWER_BOUND)
            # A meter of other names than the responses' would be taken for the use of other models.
            if {usage.model for _, usage in metered} <= {usage.model for _, usage in billed}:
                yield from ((origin, replace(usage, meter=True)) for origin, usage in metered)


def _counting(totals: list[tuple[Origin, tuple[Usage, ...]]]) -> list[tuple[Origin, tuple[Usage, ...]]]:
    """Totals that continue the one before replace it (a resumed session); others are added."""
    counting: list[tuple[Origin, tuple[Usage, ...]]] = []
    for origin, models in totals:
        if counting:
            before = {usage.model: usage.total for usage in counting[-1][1]}
            now = {usage.model: usage.total for usage in models}
            if all(now.get(model, -1) >= number for model, number in before.items()):
                counting.pop()
        counting.append((origin, models))
    return counting


def _usage(figures: object, origin: Origin, model: str, response: str) -> Usage:
    read, written = count(figures, "cacheReadTokens"), count(figures, "cacheWriteTokens")
    output = count(figures, "outputTokens")
    return Usage(
        **origin.system(),
        model=model,
        input=max(count(figures, "inputTokens") - read - written, 0),
        cache_read=read,
        cache_write=written,
        output=output,
        reasoning=min(count(figures, "reasoningTokens"), output),
        response=response,
    )


def _by_model(data: object, origin: Origin) -> tuple[Usage, ...]:
    metrics = mapping(data, "modelMetrics")
    return tuple(
        _usage(mapping(figures, "usage"), origin, model, "")
        for model, figures in metrics.items()
        if mapping(figures, "usage")
    )


def _by_class(data: object, origin: Origin) -> tuple[Usage, ...]:
    """Totals by class of billing, which stand for all models; there the input excludes the cache."""
    details = mapping(data, "tokenDetails")
    found = Usage(
        **origin.system(),
        model=text(data, "currentModel"),
        input=count(details, "input", "tokenCount"),
        cache_read=count(details, "cache_read", "tokenCount"),
        cache_write=count(details, "cache_write", "tokenCount"),
        output=count(details, "output", "tokenCount"),
    )
    return (found,) if found.total else ()
