"""Money and trend of a week: unknown prices are counted, never added as zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from agent_router.model.known import Exactness
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
    at_least: tuple[str, ...]
    """Runs whose known cost is only a lower bound."""
    box: Decimal
    """Sum of the approved cost limits."""
    unboxed: tuple[str, ...]
    """Runs without a cost limit."""
    runs: int
    """All of them."""

    @property
    def none_known(self) -> bool:
        """Whether there are runs, and no price of any is known: then the sum says nothing."""
        return bool(self.unknown) and len(self.unknown) == self.runs

    @property
    def is_lower_bound(self) -> bool:
        """Whether the runs cost more than the sum says, or may have."""
        return bool(self.unknown or self.at_least)


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
    """Runs whose price is unknown."""
    at_least: int
    """Runs whose known cost is only a lower bound."""


def money(judged: Sequence[JudgedRun]) -> Money:
    """Add what is known, and name what is not."""
    limits = {one.verdict.run_id: _limit(one) for one in judged}
    return Money(
        _known(judged),
        tuple(one.verdict.run_id for one in judged if one.verdict.cost.amount is None),
        tuple(one.verdict.run_id for one in judged if _is_lower_bound(one)),
        sum((limit for limit in limits.values() if limit is not None), Decimal(0)),
        tuple(run for run, limit in limits.items() if limit is None),
        len(judged),
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
    at_least = sum(_is_lower_bound(one) for one in judged)
    refused = len(states) - accepted - waiting
    return WeekPoint(week, len(judged), accepted, waiting, refused, _known(judged), unknown, at_least)


def _known(judged: Sequence[JudgedRun]) -> Decimal:
    return sum((one.verdict.cost.amount for one in judged if one.verdict.cost.amount is not None), Decimal(0))


def _is_lower_bound(judged: JudgedRun) -> bool:
    cost = judged.verdict.cost
    return cost.amount is not None and cost.exactness is Exactness.LOWER_BOUND


def _limit(judged: JudgedRun) -> Decimal | None:
    return judged.contract.contract.budget.cost_usd if judged.contract else None
