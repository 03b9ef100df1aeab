"""A workbook and its history: whether it is in force, and whether `Changes` tells what changed since."""

from dataclasses import dataclass
from datetime import date, datetime

from agent_router.model.policy import Policy
from agent_router.model.problem import Problem
from agent_router.pipeline.in_force import day_of
from agent_router.pipeline.workspace import NamedBytes
from agent_router.review.two_policies.changes import check_changes, check_history
from agent_router.review.two_policies.in_force import in_force
from agent_router.workbook.interface import read_policy


@dataclass(frozen=True, slots=True)
class Versions:
    """What a workbook's version is held against."""

    now: datetime | date | None = None
    """The moment, or the day, on which it should be in force; None where that is not asked."""
    previous: NamedBytes | None = None
    """The version before it; None where there is none to compare with."""


NO_VERSIONS = Versions()


def check_versions(policy: Policy, versions: Versions) -> tuple[Problem, ...]:
    """Whether the workbook is in force, and its history; InputRejected where the previous version has errors."""
    problems = check_history(policy)
    if versions.previous is not None:
        previous = read_policy(versions.previous.data, versions.previous.name)
        problems = (*check_changes(previous, policy), *problems)
    if versions.now is not None:
        problems += in_force(policy, day_of(policy, versions.now))
    return problems
