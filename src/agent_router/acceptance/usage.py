"""Which figures of a record are added up as the tokens that were billed.

1. Billed is the sum over the model's responses; every agent's count, sub-agents among them.
2. The agent's own cumulative meter is compared, never added: the last (highest) one of a session and model stands for
   it. A figure of one response (`response`) is a meter of its own. A meter without tokens says nothing of tokens.
3. Meters and responses are held together session by session where all of them name theirs, else over the whole run.
4. There the same model under another spelling is the same model: letter case, the date of a version, `-latest`, and a
   mark of the context size (`[1m]`) make no other.
5. A model's meter counts in the place of its responses where it holds more: then some of them are missing, or were
   still growing when they were written. A model that only the meter names was used beside what the responses tell.
6. Responses of models that no meter names, and meters of models that no response names, are the same use under
   another name: one side counts, the fuller one; where they hold the same, the one whose models have names.
   Unequal sides cannot be reconciled and make a lower bound.
7. A record without tokens that is a lower bound says that something is missing: it is kept.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from agent_router.model.known import Exactness
from agent_router.model.run import Run, Usage
from agent_router.model.verdict import UsageTotal

_VERSION = re.compile(r"(?:[-@](?:20\d{6}|20\d{2}-\d{2}-\d{2})|-latest)$")
_CONTEXT_SIZE = re.compile(r"\[\d+[km]\]$", re.IGNORECASE)


def plain_name(model: str) -> str:
    """The model without the date of its version and without a mark of the context size."""
    return _VERSION.sub("", _CONTEXT_SIZE.sub("", model))


def counted_usage(run: Run) -> tuple[Usage, ...]:
    """The records to add up, and those that say that something is missing."""
    records = run.of(Usage)
    told = [usage for usage in records if usage.total]
    missing = [
        usage for usage in records if not usage.total and not usage.meter and usage.exactness is Exactness.LOWER_BOUND
    ]
    by_session = all(usage.session for usage in told)
    pools: dict[str, list[Usage]] = defaultdict(list)
    for usage in told:
        pools[usage.session if by_session else ""].append(usage)
    return (*(usage for pool in pools.values() for usage in _of_pool(pool)), *missing)


def total_of(run: Run, counted: Sequence[Usage]) -> UsageTotal:
    """The sum; unknown where the record holds no token at all. A log that stops without its end is a lower bound."""
    because = "; ".join(_why_more(run, counted))
    return UsageTotal(
        input=sum(usage.input for usage in counted),
        cache_write=sum(usage.cache_write + usage.cache_write_1h for usage in counted),
        cache_read=sum(usage.cache_read for usage in counted),
        output=sum(usage.output for usage in counted),
        reasoning=sum(usage.reasoning for usage in counted),
        exactness=Exactness.LOWER_BOUND if because else Exactness.EXACT,
        known=any(usage.total for usage in counted),
        because=because,
    )


def _why_more(run: Run, counted: Sequence[Usage]) -> Iterable[str]:
    """Why more may have been billed than the record holds."""
    if run.ended is None or not run.ended.finished:
        yield "the log stops without its end"
    unsure = [usage for usage in counted if usage.exactness is Exactness.LOWER_BOUND]
    lost = {usage.agent for usage in unsure if usage.agent and not usage.total}
    if lost:
        yield f"the usage of {len(lost)} {'agent' if len(lost) == 1 else 'agents'} is not in the record"
    silent = sum(not usage.agent and not usage.total for usage in unsure)
    if silent:
        yield f"{silent} {'message states' if silent == 1 else 'messages state'} no tokens"
    part = sum(usage.total > 0 for usage in unsure)
    if part:
        yield f"{part} of {len(counted)} figures {'is' if part == 1 else 'are'} marked as not final or not complete"


def last_meters(meters: Iterable[Usage]) -> tuple[Usage, ...]:
    """Of several cumulative meters of one session and model, the last (highest); of one response, each."""
    last: dict[tuple[str, str, str], Usage] = {}
    for usage in meters:
        key = (usage.session or (usage.read_from.file if usage.read_from else ""), usage.model, usage.response)
        known = last.get(key)
        if known is None or _height(usage) >= _height(known):
            last[key] = usage
    return tuple(last.values())


def _height(usage: Usage) -> tuple[int, object]:
    return usage.total, usage.reported_cost_usd or 0


def _of_pool(pool: Sequence[Usage]) -> list[Usage]:
    """Rules 4 to 6, for one session or the whole run."""
    responses, meters = _by_name(one for one in pool if not one.meter), _by_name(last_meters(_meters(pool)))
    counted: list[Usage] = []
    for name in [name for name in responses if name in meters]:
        counted.extend(_fuller(responses.pop(name), meters.pop(name)))
    left = [one for own in responses.values() for one in own]
    other = [one for own in meters.values() for one in own]
    return counted + (_reconciled(left, other) if left and other else left or other)


def _meters(pool: Iterable[Usage]) -> Iterable[Usage]:
    return (one for one in pool if one.meter)


def _by_name(usages: Iterable[Usage]) -> dict[str, list[Usage]]:
    named: dict[str, list[Usage]] = defaultdict(list)
    for usage in usages:
        named[plain_name(usage.model).casefold()].append(usage)
    return named


def _fuller(responses: list[Usage], meters: list[Usage]) -> list[Usage]:
    """Rule 5. A meter that says as much makes growing responses final."""
    final = all(usage.exactness is Exactness.EXACT for usage in responses)
    metered, own = _tokens(meters), _tokens(responses)
    return meters if metered > own or (metered == own and not final) else responses


def _reconciled(responses: list[Usage], meters: list[Usage]) -> list[Usage]:
    """Rule 6."""
    own, metered = _tokens(responses), _tokens(meters)
    if own == metered:
        return responses if all(usage.model for usage in responses) else meters
    return [replace(usage, exactness=Exactness.LOWER_BOUND) for usage in (responses if own > metered else meters)]


def _tokens(usages: Iterable[Usage]) -> int:
    return sum(usage.total for usage in usages)
