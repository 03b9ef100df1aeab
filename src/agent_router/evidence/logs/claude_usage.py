"""Billed tokens of Claude Code: one figure a model response, whatever number of lines repeats it.

1. One response is written as several lines, one a content block, each with the usage so far: the key is the message
   ID (with the request ID where there is one, else with the session), the figure the maximum of each field.
2. Where no line of a response has a `stop_reason`, its output was still growing: a lower bound.
3. `stream-json` never writes the final output of a response; there the last `result.modelUsage` of a session counts,
   which includes its sub-agents.
4. A session that is present as transcript and as stream is counted once, from the transcript; from the stream's
   `modelUsage` where that holds more, as the files of some sub-agents are then missing.
   Without a stream the whole is a lower bound: what such an agent's answer calls `totalTokens` was never billed.
5. Of several `result`s of one session, one that continues the total before it replaces it; others are added.
6. `modelUsage` does not tell one-hour cache writes apart, which cost more; the lines of the stream do, by model.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from agent_router.evidence.json_fields import amount, count, mapping, text
from agent_router.evidence.logs.calls import Origin
from agent_router.evidence.spool import Drawer
from agent_router.model.known import Exactness
from agent_router.model.run import Usage

_CLASSES = ("input", "cache_write", "cache_write_1h", "cache_read", "output")
_WRITTEN, _HOUR = _CLASSES.index("cache_write"), _CLASSES.index("cache_write_1h")
SYNTHETIC = "<synthetic>"
"""Model of a message that the program wrote itself; nothing was billed."""


@dataclass(slots=True)
class _Response:
    """Greatest figures seen of one model response."""

    model: str
    origin: Origin
    id: str
    stream: bool
    """Whether streams alone told it so far."""
    tokens: tuple[int, ...] = (0,) * len(_CLASSES)
    """By class, in the order of `_CLASSES`."""
    final: bool = False


@dataclass(frozen=True, slots=True)
class _Meter:
    """One `result`: the program's own figures, cumulative over the session."""

    origin: Origin
    file: str
    models: tuple[tuple[str, tuple[int, ...], Decimal | None], ...]
    """Model, tokens by class, cost in USD."""
    cost: Decimal | None

    @property
    def tokens(self) -> tuple[int, ...]:
        """Tokens by class, of all models."""
        return tuple(sum(numbers) for numbers in zip(*(one for _, one, _ in self.models), strict=True))


class UsageBook:
    """Collects usage line by line; `records` gives what was billed, `meters` what the program says was."""

    def __init__(self) -> None:
        """Nothing billed yet."""
        self._responses: Drawer[_Response] = Drawer()
        self._meters: dict[str, list[_Meter]] = {}
        self._taken_in: Counter[str] = Counter()
        """By file: tokens of the input side, which are exact in a stream's own lines as well."""

    def response(self, line: object, origin: Origin) -> None:
        """Take in the usage of one assistant line."""
        message = mapping(line, "message")
        model, usage = text(message, "model"), mapping(message, "usage")
        if not usage or model == SYNTHETIC:
            return
        request = text(line, "requestId") or text(line, "request_id")
        key = (text(message, "id") or text(line, "uuid"), request or origin.session)
        response = self._responses.get(*key) or _Response(model, origin, key[0], stream=origin.stream)
        tokens = tuple(max(pair) for pair in zip(response.tokens, _tokens(usage), strict=True))
        self._taken_in[response.origin.place.file] += sum(tokens[:-1]) - sum(response.tokens[:-1])
        response.tokens = tokens
        response.stream = response.stream and origin.stream
        response.final = response.final or bool(text(message, "stop_reason"))
        self._responses.put(response, *key)

    def result(self, line: object, origin: Origin) -> None:
        """Take in one `result` of a stream."""
        models = tuple(
            (name, _metered(figures), amount(figures, "costUSD"))
            for name, figures in mapping(line, "modelUsage").items()
            if isinstance(figures, dict)
        )
        if not models:
            usage = mapping(line, "usage")
            models = (("", _tokens(usage), amount(line, "total_cost_usd")),) if usage else ()
        meter = _Meter(origin, origin.place.file, models, amount(line, "total_cost_usd"))
        if models or meter.cost is not None:
            self._meters.setdefault(origin.session, []).append(meter)

    def missing(self, origin: Origin, agent: str) -> None:
        """An agent whose own lines are missing: nothing to add, and what was added is a lower bound."""
        lost = _Response("", replace(origin, agent=agent), "", stream=False)
        self._responses.put(lost, "missing agent", agent)

    def records(self) -> Iterator[tuple[Origin, Usage]]:
        """What was billed: per response, or per session and model where only the stream knows."""
        billed: Counter[str] = Counter()
        sessions: dict[str, bool] = {}
        """By session: whether its transcript is here."""
        for response in self._responses.values():
            session = response.origin.session
            sessions[session] = sessions.get(session, False) or not response.stream
            billed[session] += 0 if response.stream else sum(response.tokens)
        metered = set()
        hours = self._hours()
        for session in dict.fromkeys([*sessions, *self._meters]):
            meters = [meter for meter in self._told_apart(session, hours) if meter.models]
            if sum(sum(meter.tokens) for meter in meters) > billed[session]:
                metered.add(session)
                yield from _from_meters(meters, meter=False)
        for response in self._responses.values():
            session = response.origin.session
            if session not in metered and response.stream is not sessions[session]:
                yield response.origin, _record(response)

    def meters(self) -> Iterator[tuple[Origin, Usage]]:
        """The program's own figures, to be compared, never added."""
        hours = self._hours()
        for session in self._meters:
            told: dict[str, tuple[Origin, Usage]] = {}
            for origin, usage in _from_meters(self._told_apart(session, hours), meter=True):
                before = told.get(usage.model)
                told[usage.model] = (origin, _summed(before[1], usage) if before else usage)
            yield from told.values()

    def _hours(self) -> Counter[tuple[str, str]]:
        """Tokens of one-hour cache writes by session and model."""
        hours: Counter[tuple[str, str]] = Counter()
        for response in self._responses.values():
            hours[response.origin.session, response.model] += response.tokens[_HOUR]
        return hours

    def _told_apart(self, session: str, hours: Counter[tuple[str, str]]) -> list[_Meter]:
        """The counting meters of a session, their one-hour cache writes taken apart (rule 6): `hours` shrink."""
        return [_with_hours(meter, hours) for meter in self._counting(session)]

    def _counting(self, session: str) -> list[_Meter]:
        """Those results whose sum is the session's total (rule 5)."""
        counting: list[_Meter] = []
        for meter in self._meters.get(session, []):
            if counting and self._continues(counting[-1], meter):
                counting.pop()
            counting.append(meter)
        return counting

    def _continues(self, before: _Meter, after: _Meter) -> bool:
        if before.file == after.file:
            return True
        if not before.models or not after.models:
            return (after.cost or 0) >= (before.cost or 0)
        # A total that holds more than its file's own lines includes the run before.
        own = self._taken_in[after.file]
        grown = all(new >= old for new, old in zip(after.tokens, before.tokens, strict=True))
        return grown and sum(after.tokens[:-1]) - sum(before.tokens[:-1]) >= own > 0


def _tokens(usage: object) -> tuple[int, ...]:
    written = count(usage, "cache_creation_input_tokens")
    hour = min(count(usage, "cache_creation", "ephemeral_1h_input_tokens"), written)
    return (
        count(usage, "input_tokens"),
        written - hour,
        hour,
        count(usage, "cache_read_input_tokens"),
        count(usage, "output_tokens"),
    )


def _metered(figures: object) -> tuple[int, ...]:
    return (
        count(figures, "inputTokens"),
        count(figures, "cacheCreationInputTokens"),
        0,
        count(figures, "cacheReadInputTokens"),
        count(figures, "outputTokens"),
    )


def _with_hours(meter: _Meter, hours: Counter[tuple[str, str]]) -> _Meter:
    models = []
    for name, tokens, cost in meter.models:
        key = (meter.origin.session, name)
        # At most what was written: the lines may be of more than this result.
        moved = min(hours[key], tokens[_WRITTEN])
        hours[key] -= moved
        parts = list(tokens)
        parts[_WRITTEN], parts[_HOUR] = parts[_WRITTEN] - moved, parts[_HOUR] + moved
        models.append((name, tuple(parts), cost))
    return replace(meter, models=tuple(models))


def _summed(before: Usage, after: Usage) -> Usage:
    """Two results of a session that each count anew, as the one meter of the session."""
    costs = [cost for cost in (before.reported_cost_usd, after.reported_cost_usd) if cost is not None]
    return replace(
        after,
        input=before.input + after.input,
        cache_write=before.cache_write + after.cache_write,
        cache_write_1h=before.cache_write_1h + after.cache_write_1h,
        cache_read=before.cache_read + after.cache_read,
        output=before.output + after.output,
        reported_cost_usd=sum(costs, Decimal(0)) if costs else None,
    )


def _record(response: _Response) -> Usage:
    fresh, written, hour, read, output = response.tokens
    return Usage(
        **response.origin.system(),
        model=response.model,
        input=fresh,
        cache_write=written,
        cache_write_1h=hour,
        cache_read=read,
        output=output,
        exactness=Exactness.EXACT if response.final else Exactness.LOWER_BOUND,
        response=response.id,
        session=response.origin.session,
    )


def _from_meters(meters: list[_Meter], *, meter: bool) -> Iterator[tuple[Origin, Usage]]:
    for one in meters:
        known = [cost for _, _, cost in one.models if cost is not None]
        split = len(known) == len(one.models) and (one.cost is None or sum(known) == one.cost)
        for position, (model, (fresh, written, hour, read, output), cost) in enumerate(one.models):
            # Where the parts do not add up to the total, the total alone is the program's figure.
            stated = cost if split else (one.cost if position == 0 else None)
            usage = Usage(
                **one.origin.system(),
                model=model,
                input=fresh,
                cache_write=written,
                cache_write_1h=hour,
                cache_read=read,
                output=output,
                reported_cost_usd=stated if meter else None,
                meter=meter,
                session=one.origin.session,
            )
            yield one.origin, usage
        if meter and not one.models:
            session = one.origin.session
            yield (
                one.origin,
                Usage(**one.origin.system(), model="", reported_cost_usd=one.cost, meter=True, session=session),
            )
