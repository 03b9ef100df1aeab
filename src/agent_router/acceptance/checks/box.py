"""The box: minutes, tokens, money, retries, agents, and whether the meters agree."""

from collections.abc import Sequence
from decimal import Decimal

from agent_router.acceptance.box import AGENTS, COST, MINUTES, RETRIES, TOKENS, crossing, is_over, retries
from agent_router.acceptance.checks.words import counted_noun, places
from agent_router.acceptance.interface import CheckContext
from agent_router.model.known import AgentState, Exactness
from agent_router.model.run import AgentSeen, Record, Usage
from agent_router.model.verdict import CheckResult, Outcome, Spent


def within_minutes(context: CheckContext, _: str) -> CheckResult:
    """First to last record a segment, summed."""
    ended = context.run.ended
    return _within(context, context.line(MINUTES), [ended] if ended is not None else [])


def within_tokens(context: CheckContext, _: str) -> CheckResult:
    """All billed classes."""
    return _within(context, context.line(TOKENS), list(context.run.of(Usage))[-1:])


def within_cost(context: CheckContext, _: str) -> CheckResult:
    """Money; an unknown price is not shown, never zero."""
    return _within(context, context.line(COST), list(context.run.of(Usage))[-1:])


def within_retries(context: CheckContext, _: str) -> CheckResult:
    """Another execution after a failure is one retry."""
    again = retries(context.run, context.executions)
    return _within(context, context.line(RETRIES), [execution.record for execution in again])


def within_agents(context: CheckContext, _: str) -> CheckResult:
    """Agents beside the main one."""
    return _within(context, context.line(AGENTS), list(context.run.of(AgentSeen)))


def all_agents_finished(context: CheckContext, _: str) -> CheckResult:
    """Every agent that was planned or started has finished; a workflow without its plan is not shown."""
    seen = context.run.of(AgentSeen)
    if not seen:
        return CheckResult(Outcome.NOT_APPLICABLE, "no agent beside the main one")
    last: dict[str, AgentSeen] = {}
    for record in seen:
        last[record.id or record.label] = record
    failed = [record for record in last.values() if record.state is AgentState.FAILED]
    if failed:
        names = ", ".join(record.label or record.id for record in failed)
        return CheckResult(Outcome.NOT_MET, f"failed: {names}", places(context, failed))
    unfinished = [record for record in last.values() if record.state is not AgentState.FINISHED]
    if unfinished:
        names = ", ".join(f"{record.label or record.id} ({record.state.value})" for record in unfinished)
        return CheckResult(Outcome.NOT_SHOWN, f"no end is recorded: {names}", places(context, unfinished))
    if context.line(AGENTS).lower_bound:
        return CheckResult(
            Outcome.NOT_SHOWN, "the workflow's plan is not in the record", places(context, last.values())
        )
    return CheckResult(Outcome.MET, f"{counted_noun(len(last), 'agent')} finished", places(context, last.values()))


def meters_agree(context: CheckContext, setting: str) -> CheckResult:
    """The agent's own cost and tokens × Prices differ by no more than the Setting's percentage."""
    cost = context.cost
    if cost.reported is None:
        return CheckResult(Outcome.NOT_APPLICABLE, "the agent's program reports no cost of its own: one meter only")
    if cost.priced is None:
        return CheckResult(Outcome.NOT_SHOWN, f"tokens × Prices cannot be computed: {cost.unpriced}", cost.places[-1:])
    percent = _percent(setting)
    if percent is None:
        return CheckResult(Outcome.NEEDS_PERSON, f"the row's Setting is no percentage: {setting or '(blank)'}")
    return _compared(context, cost.reported, cost.priced, percent)


def _compared(context: CheckContext, reported: Decimal, priced: Decimal, percent: Decimal) -> CheckResult:
    cost, apart = context.cost, context.cost.percent_apart or Decimal(0)
    words = f"agent ${reported.normalize():f}, tokens × Prices ${priced.normalize():f}: {apart:.2f} % apart"
    if apart <= percent:
        return CheckResult(Outcome.MET, words, cost.places[-1:])
    if reported > priced and context.usage.exactness is Exactness.LOWER_BOUND:
        # Tokens that are not in the record may be the whole difference.
        return CheckResult(Outcome.NOT_SHOWN, f"{words}; the tokens are only a lower bound", cost.places[-1:])
    if priced > reported and cost.exactness is Exactness.LOWER_BOUND:
        return CheckResult(Outcome.NOT_SHOWN, f"{words}; the agent's own figure may be of a part", cost.places[-1:])
    return CheckResult(Outcome.NOT_MET, words, cost.places[-1:])


def _percent(setting: str) -> Decimal | None:
    text = setting.strip().removesuffix("%").strip()
    whole, _, rest = text.partition(".")
    if not whole.isascii() or not whole.isdigit() or (rest and not (rest.isascii() and rest.isdigit())):
        return None
    return Decimal(text) if len(text) <= 12 else None


def _within(context: CheckContext, spent: Spent, records: Sequence[Record]) -> CheckResult:
    if spent.limit is None:
        return CheckResult(Outcome.NOT_APPLICABLE, f"the budget leaves {spent.name} open")
    if spent.used is None:
        return CheckResult(Outcome.NOT_SHOWN, spent.note or f"{spent.name} unknown", places(context, records))
    at_least = "at least " if spent.lower_bound else ""
    words = f"{at_least}{_number(spent.used)} of {_number(spent.limit)} {spent.unit}"
    if is_over(spent):
        crossed = crossing(context.run, spent, context.executions)
        return CheckResult(Outcome.NOT_MET, words, places(context, [*([crossed] if crossed else []), *records]))
    if spent.lower_bound:
        why = f"{words}; {spent.note or 'only a lower bound'}"
        return CheckResult(Outcome.NOT_SHOWN, why, places(context, records))
    return CheckResult(Outcome.MET, words, places(context, records))


def _number(value: Decimal) -> str:
    """Money to the last digit, minutes to one; thousands set apart."""
    rounded = value.quantize(Decimal("0.1")) if value.as_tuple().exponent not in range(-9, 1) else value
    return f"{rounded.normalize():,f}"
