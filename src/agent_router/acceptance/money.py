"""What a run used and what that costs: the agent's own meter, and tokens × `Prices`, apart.

1. Tokens are those of `usage.counted_usage`: deduplicated, every agent's, each model apart.
2. The reported cost is the agent's own figure: of several cumulative ones of a session and model, the last (highest).
   It is of the whole run unless some session, or some response, with tokens has no such figure.
3. The priced cost is input × price + cache writes × their price (one-hour writes at twice the input price)
   + cache reads × their price + output × its price, by the newest row of `Prices` not after the response; exact.
4. One model without a price makes the whole priced cost unknown, and every such model is named; unknown is never zero.
   So does a cache price that is not known where the cache was used, and a sum of several requests whose price depends
   on the length of each prompt.
5. The amount is the reported cost where there is one of the whole run, else the priced; both are kept. A part of the
   run's reported cost, tokens that are a lower bound, and a log that stops without its end make it a lower bound.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from agent_router.acceptance.usage import counted_usage, last_meters, plain_name, total_of
from agent_router.model.known import Exactness
from agent_router.model.place import Place
from agent_router.model.policy import Policy, Price
from agent_router.model.run import Run, Usage
from agent_router.model.verdict import Cost, CostMethod, UsageLine, UsageTotal

CURRENCY = "USD"
NO_USAGE = "the record holds no usage"
_MILLION = Decimal(1_000_000)
_ONE_HOUR_WRITE = 2
"""Vendors bill a one-hour cache write at twice the input price."""


@dataclass(frozen=True, slots=True)
class _Reported:
    """The agent's own figure."""

    amount: Decimal | None
    whole: bool = True
    """Whether it is of the whole run."""
    exact: bool = True


@dataclass(frozen=True, slots=True)
class _Priced:
    """Money of one record, or why it is not known."""

    amount: Decimal | None
    because: str = ""
    place: Place | None = None


def usage_total(run: Run, policy: Policy | None = None) -> UsageTotal:
    """Billed tokens of the whole run, priced line by line; `known` is False where the record holds none."""
    counted = counted_usage(run)
    return replace(total_of(run, counted), lines=_lines(run, counted, policy))


def cost_of(run: Run, policy: Policy | None) -> Cost:
    """Money of the whole run by both meters."""
    usage, reported = usage_total(run, policy), _reported(run)
    priced, unpriced = _priced_total(usage, policy)
    amount, method, because = _chosen(reported, priced, unpriced)
    at_least = (
        not (reported.exact and reported.whole)
        if method is CostMethod.REPORTED
        else usage.exactness is Exactness.LOWER_BOUND
    )
    return Cost(
        amount,
        CURRENCY,
        method,
        because,
        reported.amount,
        priced,
        tuple(run.place(record) for record in run.of(Usage)),
        Exactness.LOWER_BOUND if at_least and amount is not None else Exactness.EXACT,
        unpriced,
        tuple(dict.fromkeys(place for line in usage.lines for place in line.prices)) if priced is not None else (),
    )


def price_for(model: str, on: date | None, prices: Iterable[Price]) -> tuple[Price, ...]:
    """The newest rows for the model not after that day, one for each size of prompt; empty where there is none.

    A dated model name falls back to its plain one.
    """
    rows = _rows_of(model, prices)
    days = {row.since for row in rows if on is None or row.since <= on}
    # Without a date only a model whose price never changed is certain.
    if not days or (on is None and len(days) > 1):
        return ()
    return tuple(row for row in rows if row.since == max(days))


def _rows_of(model: str, prices: Iterable[Price]) -> list[Price]:
    prices = tuple(prices)
    for name in (model, plain_name(model)):
        rows = [price for price in prices if price.model.casefold() == name.casefold()]
        if rows:
            return rows
    return []


def _chosen(reported: _Reported, priced: Decimal | None, unpriced: str) -> tuple[Decimal | None, CostMethod, str]:
    """Rule 5: the amount, how it is known, and what is to be said of it."""
    if reported.amount is not None and (reported.whole or priced is None):
        note = "the agent's own figure"
        if not reported.whole:
            note += ", of a part of the run"
        if priced is not None and priced != reported.amount:
            note += f"; tokens × Prices give ${priced.normalize():f}"
        elif priced is None and unpriced:
            note += f"; by Prices unknown: {unpriced}"
        return reported.amount, CostMethod.REPORTED, note
    if priced is not None:
        note = "tokens × Prices"
        if reported.amount is not None:
            note += f"; the agent's own figure of ${reported.amount.normalize():f} is of a part of the run"
        return priced, CostMethod.PRICED, note
    return None, CostMethod.UNKNOWN, f"price unknown ({unpriced})"


def _reported(run: Run) -> _Reported:
    records = run.of(Usage)
    stating = [usage for usage in records if usage.reported_cost_usd is not None]
    meters = last_meters(usage for usage in stating if usage.meter)
    used = meters or tuple(stating)
    total = sum((usage.reported_cost_usd or Decimal(0) for usage in used), Decimal(0))
    # Agents write 0 for a model whose price they do not know.
    if not stating or (not total and any(usage.total for usage in records)):
        return _Reported(None)
    finished = run.ended is not None and run.ended.finished
    exact = finished and all(usage.exactness is Exactness.EXACT for usage in used)
    return _Reported(total, _is_whole(records, used), exact)


def _is_whole(records: Sequence[Usage], used: Sequence[Usage]) -> bool:
    """Whether figures of money stand for all sessions and responses that have tokens."""
    billed = [usage for usage in records if usage.total and not usage.meter]
    if any(usage.meter and not usage.response and not usage.session for usage in used):
        return True
    covered = {usage.session for usage in used if usage.meter and not usage.response}
    responses = {usage.response for usage in used if usage.response}
    themselves = {usage.position for usage in used}
    return all(
        usage.session in covered or usage.position in themselves or (usage.response and usage.response in responses)
        for usage in billed
    )


def _priced_total(usage: UsageTotal, policy: Policy | None) -> tuple[Decimal | None, str]:
    """Tokens × `Prices`, or why that is not known: every model without a price is named."""
    if not usage.known:
        return None, NO_USAGE
    if policy is None:
        return None, "no workbook with Prices covers this run"
    missing = tuple(dict.fromkeys(line.because for line in usage.lines if line.total and line.priced is None))
    if missing:
        return None, "; ".join(missing)
    return sum((line.priced for line in usage.lines if line.priced is not None), Decimal(0)), ""


def _lines(run: Run, counted: Sequence[Usage], policy: Policy | None) -> tuple[UsageLine, ...]:
    """Tokens by agent and model, the main agent first, in the order of the record."""
    groups: dict[tuple[str, str], list[Usage]] = {}
    for usage in sorted(counted, key=lambda one: bool(one.agent)):
        if usage.total or usage.agent:
            groups.setdefault((usage.agent, usage.model), []).append(usage)
    return tuple(_line(run, usages, policy) for usages in groups.values())


def _line(run: Run, usages: Sequence[Usage], policy: Policy | None) -> UsageLine:
    priced = [_price_of(run, usage, policy) for usage in usages if usage.total]
    because = tuple(dict.fromkeys(one.because for one in priced if one.because))
    exact = all(usage.exactness is Exactness.EXACT for usage in usages)
    known = priced and not because
    return UsageLine(
        model=usages[0].model,
        agent=usages[0].agent,
        input=sum(usage.input for usage in usages),
        cache_write=sum(usage.cache_write + usage.cache_write_1h for usage in usages),
        cache_read=sum(usage.cache_read for usage in usages),
        output=sum(usage.output for usage in usages),
        reasoning=sum(usage.reasoning for usage in usages),
        exactness=Exactness.EXACT if exact else Exactness.LOWER_BOUND,
        priced=sum((one.amount or Decimal(0) for one in priced), Decimal(0)) if known else None,
        because="; ".join(because),
        prices=tuple(dict.fromkeys(one.place for one in priced if one.place is not None)) if known else (),
    )


def _price_of(run: Run, usage: Usage, policy: Policy | None) -> _Priced:
    """Rules 3 and 4 for one record that has tokens."""
    if policy is None:
        return _Priced(None, "no workbook with Prices covers this run")
    model, day = usage.model or "a model that the log does not name", _day(run, usage)
    rows = price_for(usage.model, day, policy.prices)
    if not rows:
        first = min((row.since for row in _rows_of(usage.model, policy.prices)), default=None)
        later = f" on {day} (the first is of {first})" if first is not None and day is not None else ""
        return _Priced(None, f"no row in Prices for {model}{later}")
    price = _row_of(usage, rows)
    if price is None:
        why = f"the price of {model} depends on the length of each prompt, and no row fits what is recorded"
        return _Priced(None, why)
    parts = (
        (usage.input, price.input, "input"),
        (usage.cache_write, price.cache_write, "cache write"),
        (usage.cache_write_1h, _ONE_HOUR_WRITE * price.input, "cache write"),
        (usage.cache_read, price.cache_read, "cache read"),
        (usage.output, price.output, "output"),
    )
    total = Decimal(0)
    for tokens, usd, name in parts:
        if tokens and usd is None:
            return _Priced(None, f"no {name} price in Prices for {model}")
        total += tokens * (usd or 0)
    return _Priced(total / _MILLION, place=price.place)


def _row_of(usage: Usage, rows: tuple[Price, ...]) -> Price | None:
    """The row for this size of prompt; a sum over several responses fits only where it would fit as one."""
    prompt = usage.total - usage.output
    fitting = [row for row in rows if row.up_to is not None and prompt <= row.up_to]
    if fitting:
        return min(fitting, key=lambda row: row.up_to or 0)
    open_end = next((row for row in rows if row.up_to is None), None)
    return open_end if usage.response or len(rows) == 1 else None


def _day(run: Run, usage: Usage) -> date | None:
    moments = (usage.at, run.ended.first if run.ended else None, run.started.at, run.started.recorded)
    return next((moment.date() for moment in moments if moment is not None), None)
