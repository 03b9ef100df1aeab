"""Money and trend of a week: unknown prices are counted, never added as zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from agent_router.model.report import JudgedRun, WeekReportInput
from agent_router.model.verdict import VerdictState
from agent_router.report.facts.work import period

WEEKS = 12
"""Weeks of the trend, this one among them."""


@dataclass(frozen=True, slots=True)
class Money:
    """What the runs cost against what was approved, in US dollars."""

    known: Decimal
    """Sum of the known costs."""
    unknown: tuple[str, ...]
    """Runs whose price is unknown."""
    box: Decimal
    """Sum of the approved cost limits."""
    unboxed: tuple[str, ...]
    """Runs without a cost limit."""


@dataclass(frozen=True, slots=True)
class WeekPoint:
    """One week of the trend."""

    week: str
    runs: int
    accepted: int
    waiting: int
    not_accepted: int
    """Unreadable runs among them."""
    known: Decimal
    unknown: int


def money(judged: Sequence[JudgedRun]) -> Money:
    """Add what is known, and name what is not."""
    limits = {one.verdict.run_id: _limit(one) for one in judged}
    return Money(
        _known(judged),
        tuple(one.verdict.run_id for one in judged if one.verdict.cost.amount is None),
        sum((limit for limit in limits.values() if limit is not None), Decimal(0)),
        tuple(run for run, limit in limits.items() if limit is None),
    )


def trend(given: WeekReportInput) -> tuple[WeekPoint, ...]:
    """Twelve weeks up to this one, weeks without a run among them."""
    by_week: dict[str, list[JudgedRun]] = {given.week: list(given.judged)}
    for one in given.earlier:
        when = period(one.run).end or one.run.started.recorded
        if when is not None:
            by_week.setdefault(_week(when.astimezone(given.start.tzinfo).isocalendar()), []).append(one)
    # From the middle of the week, so that daylight saving cannot shift a day across its edge.
    middle = given.start + timedelta(days=3)
    weeks = [_week((middle - timedelta(weeks=back)).isocalendar()) for back in reversed(range(WEEKS))]
    return tuple(_point(week, by_week.get(week, [])) for week in weeks)


def _week(parts: tuple[int, int, int]) -> str:
    return f"{parts[0]}-W{parts[1]:02d}"


def _point(week: str, judged: Sequence[JudgedRun]) -> WeekPoint:
    states = [one.verdict.state for one in judged]
    accepted, waiting = states.count(VerdictState.ACCEPTED), states.count(VerdictState.WAITING)
    unknown = sum(one.verdict.cost.amount is None for one in judged)
    return WeekPoint(week, len(judged), accepted, waiting, len(states) - accepted - waiting, _known(judged), unknown)


def _known(judged: Sequence[JudgedRun]) -> Decimal:
    return sum((one.verdict.cost.amount for one in judged if one.verdict.cost.amount is not None), Decimal(0))


def _limit(judged: JudgedRun) -> Decimal | None:
    return judged.contract.contract.budget.cost_usd if judged.contract else None
