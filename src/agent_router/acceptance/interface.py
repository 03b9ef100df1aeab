"""The door of this room: what a verdict is made from, and what a check is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Flag, auto
from zoneinfo import ZoneInfo

from agent_router.acceptance.executions import Execution
from agent_router.model.approval import ApprovalsLog, DecisionsLog
from agent_router.model.assessment import Rating
from agent_router.model.contract import Contract, SealedContract
from agent_router.model.policy import Person, Policy
from agent_router.model.run import Change, Run
from agent_router.model.verdict import ChangedPath, CheckResult, ClaimResult, Cost, Spent, StopResult, UsageTotal


@dataclass(frozen=True)
class Case:
    """Everything one run is judged by, as of one moment."""

    run: Run
    contract: SealedContract | None
    """None where no contract covers the run."""
    approvals: ApprovalsLog | None
    decisions: DecisionsLog
    policy: Policy | None
    """The contract's own workbook, read; of another one where `what_if` names it."""
    measured: Rating | None
    """The third view, made by scoring from `measured_work`; None where it was not made."""
    as_of: datetime
    """Data cut-off: acts recorded later are not counted."""
    other_runs: tuple[Run, ...] = ()
    """Runs of the same task; the discovery whose proposal was approved is among them."""
    what_if: str = ""
    """Digest of another workbook; such a verdict is never accepted."""

    @property
    def today(self) -> date:
        """The day of the cut-off in the workbook's time zone: until then a waiver counts."""
        zone = self.policy.branding.time_zone if self.policy else "UTC"
        return self.as_of.astimezone(ZoneInfo(zone)).date()

    def person(self, name: str) -> Person | None:
        """The row of `People` of that name, or None; nobody is known without a workbook."""
        return self.policy.person(name) if self.policy and name else None

    def same_person(self, one: str, other: str) -> bool:
        """Whether two names mean one person (case, spaces, name or email)."""
        known, second = self.person(one), self.person(other)
        if known is not None and second is not None:
            return known.name == second.name
        return bool(one.strip()) and " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


@dataclass(frozen=True)
class CheckContext:
    """What every check may look at: the case, and what was read out of the record once for all of them."""

    case: Case
    sealed: SealedContract
    executions: tuple[Execution, ...]
    relevant: tuple[Change, ...]
    """Changes after which an earlier proof is stale."""
    changed: tuple[ChangedPath, ...]
    claims: tuple[ClaimResult, ...]
    stops: tuple[StopResult, ...]
    usage: UsageTotal
    cost: Cost
    spent: tuple[Spent, ...]
    facts: str = ""
    """Fact digest that a sign-off must name; empty while it is being computed."""

    @property
    def run(self) -> Run:
        """The record."""
        return self.case.run

    @property
    def contract(self) -> Contract:
        """The contract without its seal."""
        return self.sealed.contract

    def line(self, name: str) -> Spent:
        """One line of the box; KeyError where there is none of that name."""
        for spent in self.spent:
            if spent.name == name:
                return spent
        raise KeyError(name)


class RestsOn(Flag):
    """Which logs a check reads its answer from."""

    CONTRACT = auto()
    RECORD = auto()
    APPROVALS = auto()
    DECISIONS = auto()
    REPORTS = auto()
    """Reports that were handed in."""


Check = Callable[[CheckContext, str], CheckResult]
"""A named check: the context and the row's Setting; never met by silence."""


@dataclass(frozen=True, slots=True)
class NamedCheck:
    """One entry of the catalogue."""

    check: Check
    clears: str
    """What would clear the item, in words a lead can act on."""
    rests_on: RestsOn = RestsOn.RECORD
    waivable: bool = True
    """False where no waiver can stand in for it (a missing approval of mutation)."""
