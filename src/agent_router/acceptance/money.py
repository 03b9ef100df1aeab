"""What a run used and what that costs: the agent's own meter, and tokens × `Prices`, apart.

1. Billed tokens are the sum over model responses; a cumulative meter of the agent is compared, never added, and counts
   where the responses are missing or only a lower bound. A log that stops without its end shows a lower bound at best.
2. The reported cost is the agent's own figure: of several cumulative ones of a session and model, the last (highest).
3. The priced cost is input × price + cache writes × their price (one-hour writes at twice the input price)
   + cache reads × their price + output × its price, by the newest row of `Prices` not after the run; exact.
4. One model without a price makes the whole priced cost unknown; unknown is never zero. So does a cache price that is
   not known where the cache was used, and a sum of several requests whose price depends on the length of each prompt.
5. The amount is the reported cost where there is one, else the priced; both are kept.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agent_router.model.known import Exactness
from agent_router.model.policy import Policy, Price
from agent_router.model.run import Record, Run, Usage
from agent_router.model.verdict import Cost, CostMethod, UsageTotal

CURRENCY = "USD"
_MILLION = Decimal(1_000_000)
_ONE_HOUR_WRITE = 2
"""Vendors bill a one-hour cache write at twice the input price."""
_DATED = re.compile(r"[-@](?:20\d{6}|20\d{2}-\d{2}-\d{2})$|-latest$")


@dataclass(frozen=True, slots=True)
class _Tokens:
    input: int = 0
    write: int = 0
    write_1h: int = 0
    read: int = 0
    output: int = 0
    reasoning: int = 0

    @property
    def total(self) -> int:
        return self.input + self.write + self.write_1h + self.read + self.output


def usage_total(run: Run) -> UsageTotal:
    """Billed tokens of the whole run; `known` is False where the record holds none."""
    counted = _counted(run)
    if not counted:
        return UsageTotal(known=False)
    tokens = _sum(counted)
    whole = run.ended is not None and run.ended.finished
    exact = whole and all(usage.exactness is Exactness.EXACT for usage in counted)
    return UsageTotal(
        input=tokens.input,
        cache_write=tokens.write + tokens.write_1h,
        cache_read=tokens.read,
        output=tokens.output,
        reasoning=tokens.reasoning,
        exactness=Exactness.EXACT if exact else Exactness.LOWER_BOUND,
    )


def cost_of(run: Run, policy: Policy | None) -> Cost:
    """Money of the whole run by both meters."""
    records = run.of(Usage)
    reported = reported_cost(run)
    priced, why = _priced(run, policy)
    places = tuple(run.place(record) for record in records)
    if reported is not None:
        note = "the agent's own figure"
        if priced is not None and priced != reported:
            note = f"the agent's own figure; tokens × Prices give ${priced.normalize():f}"
        return Cost(reported, CURRENCY, CostMethod.REPORTED, note, reported, priced, places)
    if priced is not None:
        return Cost(priced, CURRENCY, CostMethod.PRICED, why, None, priced, places)
    return Cost(None, CURRENCY, CostMethod.UNKNOWN, f"price unknown ({why})", None, None, places)


def reported_cost(run: Run) -> Decimal | None:
    """The agent's own figure, or None where it gives none."""
    meters: dict[tuple[str, str], Decimal] = {}
    single = Decimal(0)
    found = False
    for usage in run.of(Usage):
        if usage.reported_cost_usd is None:
            continue
        found = True
        if usage.meter:
            key = (_session(usage), usage.model)
            meters[key] = max(meters.get(key, Decimal(0)), usage.reported_cost_usd)
        else:
            single += usage.reported_cost_usd
    total = sum(meters.values(), Decimal(0)) if meters else single
    # Agents write 0 for a model whose price they do not know.
    free = not total and any(usage.total for usage in run.of(Usage))
    return None if free or not found else total


def price_for(model: str, on: date | None, prices: Iterable[Price]) -> tuple[Price, ...]:
    """The newest rows for the model not after that day, one for each size of prompt; empty where there is none.

    A dated model name falls back to its plain one.
    """
    rows = [price for price in prices if price.model.casefold() == model.casefold()]
    if not rows:
        plain = _DATED.sub("", model)
        return price_for(plain, on, prices) if plain != model else ()
    days = {row.since for row in rows if on is None or row.since <= on}
    # Without a date only a model whose price never changed is certain.
    if not days or (on is None and len(days) > 1):
        return ()
    return tuple(row for row in rows if row.since == max(days))


def _priced(run: Run, policy: Policy | None) -> tuple[Decimal | None, str]:
    if policy is None:
        return None, "no workbook with Prices covers this run"
    counted = _counted(run)
    if not counted:
        return None, "the record holds no usage"
    total = Decimal(0)
    for usage in counted:
        if not usage.total:
            continue
        cost, missing = _cost(usage, price_for(usage.model, _day(run, usage), policy.prices))
        if cost is None:
            return None, missing
        total += cost
    at_least = any(usage.exactness is Exactness.LOWER_BOUND for usage in counted)
    return total, "tokens × Prices; a lower bound" if at_least else "tokens × Prices"


def _cost(usage: Usage, rows: tuple[Price, ...]) -> tuple[Decimal | None, str]:
    """Money of one record, or why it is not known."""
    model = usage.model or "a model without a name"
    if not rows:
        return None, f"no row in Prices for {model}"
    price = _row_of(usage, rows)
    if price is None:
        return None, f"the price of {model} depends on the length of each prompt, and no row fits what is recorded"
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
            return None, f"no {name} price in Prices for {model}"
        total += tokens * (usd or 0)
    return total / _MILLION, ""


def _row_of(usage: Usage, rows: tuple[Price, ...]) -> Price | None:
    """The row for this size of prompt; a sum over several responses fits only where it would fit as one."""
    prompt = usage.total - usage.output
    fitting = [row for row in rows if row.up_to is not None and prompt <= row.up_to]
    if fitting:
        return min(fitting, key=lambda row: row.up_to or 0)
    open_end = next((row for row in rows if row.up_to is None), None)
    return open_end if usage.response or len(rows) == 1 else None


def _day(run: Run, usage: Record) -> date | None:
    moments = (usage.at, run.ended.first if run.ended else None, run.started.at, run.started.recorded)
    return next((moment.date() for moment in moments if moment is not None), None)


def _counted(run: Run) -> tuple[Usage, ...]:
    """The records to add up: a model's responses, or its meter where that says more."""
    responses: dict[str, list[Usage]] = defaultdict(list)
    meters: dict[str, dict[str, Usage]] = defaultdict(dict)
    for usage in run.of(Usage):
        if not usage.meter:
            responses[usage.model].append(usage)
            continue
        latest = meters[usage.model].get(_session(usage))
        if latest is None or usage.total >= latest.total:
            meters[usage.model][_session(usage)] = usage
    counted: list[Usage] = []
    for model in dict.fromkeys((*responses, *meters)):
        own, metered = responses[model], tuple(meters[model].values())
        exact = bool(own) and all(usage.exactness is Exactness.EXACT for usage in own)
        better = sum(usage.total for usage in metered) >= sum(usage.total for usage in own)
        counted.extend(own if exact or not metered or not better else metered)
    return tuple(counted)


def _sum(counted: Iterable[Usage]) -> _Tokens:
    total = _Tokens()
    for usage in counted:
        total = _Tokens(
            total.input + usage.input,
            total.write + usage.cache_write,
            total.write_1h + usage.cache_write_1h,
            total.read + usage.cache_read,
            total.output + usage.output,
            total.reasoning + usage.reasoning,
        )
    return total


def _session(usage: Usage) -> str:
    return usage.read_from.file if usage.read_from else ""
