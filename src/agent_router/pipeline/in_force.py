"""Nothing is routed by a workbook that is not in force."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from agent_router.errors import InputRejected
from agent_router.model.policy import Policy
from agent_router.model.problem import Severity
from agent_router.review.two_policies.in_force import in_force

ON_PURPOSE = "To decide as on another day on purpose, give --as-of DATE."


def day_of(policy: Policy, now: datetime | date) -> date:
    """The day that a moment falls on in the workbook's own time zone; a day stays as it is."""
    return now.astimezone(ZoneInfo(policy.branding.time_zone)).date() if isinstance(now, datetime) else now


def require_in_force(policy: Policy, now: datetime | date) -> None:
    """InputRejected where the workbook is not in force at that moment or on that day."""
    refused = [
        replace(one, rule=replace(one.rule, severity=Severity.ERROR, remedy=f"{one.rule.remedy} {ON_PURPOSE}"))
        for one in in_force(policy, day_of(policy, now))
    ]
    if refused:
        raise InputRejected(refused)


def in_force_notes(policy: Policy, now: datetime | date) -> tuple[str, ...]:
    """The same as words, where it only matters to know: what would be, and what was decided long ago."""
    return tuple(
        f"{one.place}: {one.rule.title} Found: {one.found}. [{one.rule.code}]"
        for one in in_force(policy, day_of(policy, now))
    )
