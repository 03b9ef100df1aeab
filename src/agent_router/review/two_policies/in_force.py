"""Whether a workbook is in force on a day, by the dates of its sheet `Start here`."""

from datetime import date

from agent_router.model.place import Place
from agent_router.model.policy import Policy
from agent_router.model.problem import Problem
from agent_router.review.problems import NO_LONGER_IN_FORCE, NOT_YET_IN_FORCE

START = "Start here"


def in_force(policy: Policy, day: date) -> tuple[Problem, ...]:
    """Nothing where the workbook is in force on that day, first and last day included; else the problem that says so.

    `day` is the day in the workbook's own time zone (`Branding › Time zone`).
    """
    start, end = policy.identity.effective_from, policy.identity.effective_until
    if start is not None and day < start:
        place = policy.setting(START, "Effective from") or Place(policy.file, START)
        return (Problem(NOT_YET_IN_FORCE, place, f"effective from {start}, and the day is {day}"),)
    if end is not None and day > end:
        place = policy.setting(START, "Effective until") or Place(policy.file, START)
        return (Problem(NO_LONGER_IN_FORCE, place, f"effective until {end}, and the day is {day}"),)
    return ()
