"""The box of a run: what was used against what was approved, and where the record crosses a limit.

1. Minutes: first to last record a segment, summed (the record's own count).
2. Tokens: all billed classes. Cost: `money.cost_of`.
3. Retries: another execution of one verification after it failed, by the same line of work.
4. Agents: those planned in the workflow's snapshot, the main one apart; without a snapshot those seen are a lower bound
   where a workflow ran, and exact where the main agent called each of them.
5. Used above the limit is over, even as a lower bound; a lower bound below it shows nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import ROUND_UP, Decimal

from agent_router.acceptance.executions import Execution
from agent_router.acceptance.lanes import line_of, own_lines
from agent_router.model.assignment import Budget
from agent_router.model.known import AgentState, Exactness, Health
from agent_router.model.run import AgentSeen, Record, Run, Usage
from agent_router.model.verdict import Cost, Spent, UsageTotal

MINUTES, TOKENS, COST, RETRIES, AGENTS = "minutes", "tokens", "cost", "retries", "agents"
_SECONDS = Decimal(60)
_FINEST = Decimal("0.0001")
"""Minutes to six milliseconds, rounded up so that nothing over a limit ends on it."""
_CUT_OFF = "the log stops without its end, so more may have followed"


def spent_lines(
    run: Run, budget: Budget, found: tuple[Execution, ...], usage: UsageTotal, cost: Cost
) -> tuple[Spent, ...]:
    """The five lines of the box, in the order in which a contract lists them."""
    lower = usage.exactness is Exactness.LOWER_BOUND
    priced_low = cost.exactness is Exactness.LOWER_BOUND
    return (
        _minutes(run, budget),
        Spent(
            TOKENS,
            Decimal(usage.total) if usage.known else None,
            _limit(budget.tokens),
            "tokens",
            lower_bound=lower,
            note="" if usage.known else "the record holds no usage",
        ),
        Spent(COST, cost.amount, budget.cost_usd, "USD", lower_bound=priced_low, note=cost.because),
        Spent(
            RETRIES,
            Decimal(len(retries(run, found))),
            _limit(budget.retries),
            "retries",
            lower_bound=not _whole(run),
            note="" if _whole(run) else _CUT_OFF,
        ),
        _agents(run, budget),
    )


def retries(run: Run, found: tuple[Execution, ...]) -> tuple[Execution, ...]:
    """Executions that repeat a verification which had failed the time before."""
    own = own_lines(run)
    last: dict[tuple[tuple[str, ...], str], Health] = {}
    repeated: list[Execution] = []
    for execution in found:
        if execution.artifact or execution.by_router:
            continue
        key = (execution.family, line_of(execution.agent, own))
        if last.get(key) is Health.FAILED:
            repeated.append(execution)
        last[key] = execution.health
    return tuple(repeated)


def is_over(spent: Spent) -> bool:
    """Whether the limit is crossed for certain."""
    return spent.used is not None and spent.limit is not None and spent.used > spent.limit


def crossing(run: Run, spent: Spent, found: tuple[Execution, ...]) -> Record | None:
    """The record at which this line of the box went over its limit; None where no single record shows it."""
    if not is_over(spent) or spent.limit is None:
        return None
    if spent.name == TOKENS:
        return _first_over(((usage, Decimal(usage.total)) for usage in run.of(Usage) if not usage.meter), spent.limit)
    if spent.name == RETRIES:
        again = retries(run, found)
        return again[int(spent.limit)].record if len(again) > spent.limit else None
    if spent.name == AGENTS:
        started = _distinct(run, {AgentState.STARTED})
        return started[int(spent.limit)] if len(started) > spent.limit else None
    if spent.name == MINUTES:
        return _first_late(run, spent.limit)
    usages = [usage for usage in run.of(Usage) if not usage.meter and spent.used is not None]
    whole = sum(usage.total for usage in usages)
    # Money is spread over the responses by their tokens: it tells where in the record the limit was passed.
    share = (spent.used or Decimal(0)) / whole if whole else Decimal(0)
    return _first_over(((usage, share * usage.total) for usage in usages), spent.limit)


def _minutes(run: Run, budget: Budget) -> Spent:
    if run.ended is None:
        return Spent(MINUTES, None, _limit(budget.minutes), "minutes", note="the record has no end")
    known = run.ended.first is not None and run.ended.last is not None
    used = (run.ended.active_seconds / _SECONDS).quantize(_FINEST, ROUND_UP) if known else None
    note = "" if known else "the record holds no times"
    lower = known and not run.ended.finished
    return Spent(MINUTES, used, _limit(budget.minutes), "minutes", lower_bound=lower, note=note)


def _agents(run: Run, budget: Budget) -> Spent:
    planned = _distinct(run, {AgentState.PLANNED})
    started = _distinct(run, {AgentState.STARTED, AgentState.FINISHED, AgentState.FAILED})
    in_workflow = any(seen.workflow for seen in run.of(AgentSeen))
    unplanned = in_workflow and not planned
    note = "the workflow's plan is not in the record" if unplanned else "" if _whole(run) else _CUT_OFF
    lower = unplanned or not _whole(run)
    used = Decimal(max(len(planned), len(started)))
    return Spent(AGENTS, used, _limit(budget.agents), "agents", lower_bound=lower, note=note)


def _whole(run: Run) -> bool:
    """Whether the log came to its own end; what is counted in one that did not is a lower bound."""
    return run.ended is not None and run.ended.finished


def _distinct(run: Run, states: set[AgentState]) -> tuple[AgentSeen, ...]:
    seen: dict[str, AgentSeen] = {}
    for record in run.of(AgentSeen):
        if record.state in states:
            seen.setdefault(record.id or record.label, record)
    return tuple(seen.values())


def _first_over(amounts: Iterator[tuple[Usage, Decimal]], limit: Decimal) -> Record | None:
    total = Decimal(0)
    for usage, amount in amounts:
        total += amount
        if total > limit:
            return usage
    return None


def _first_late(run: Run, limit: Decimal) -> Record | None:
    first = run.ended.first if run.ended else None
    if first is None:
        return None
    return next((record for record in run.records if _is_late(record, first, limit)), None)


def _is_late(record: Record, first: datetime, limit: Decimal) -> bool:
    return record.at is not None and not record.log and _minutes_since(first, record.at) > limit


def _minutes_since(first: datetime, at: datetime) -> Decimal:
    return Decimal(str((at - first).total_seconds())) / _SECONDS


def _limit(limit: int | None) -> Decimal | None:
    return None if limit is None else Decimal(limit)
