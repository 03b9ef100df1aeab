"""Findings about times: what was recorded goes forward, and nobody speaks of what has not happened yet.

`at` is what somebody stated, `recorded` the clock when it was entered; only `recorded` shows an order.

1. In one log `recorded` never goes backwards.
2. `at` is not later than `recorded`; an earlier day is told with both.
3. Nobody decides, waives or signs before the run ended and was recorded; an earlier `at` is told.
4. A waiver counts until its last day, in the workbook's time zone.
5. Nothing was recorded after the moment of the audit, and no run before its own last record.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from agent_router.audit.interface import ContractSeen, RunSeen
from agent_router.audit.problems import (
    BACKDATED,
    CLOCKS_DISAGREE,
    GOES_BACKWARDS,
    IN_THE_FUTURE,
    SAID_TOO_EARLY,
    STATED_LATER,
    STATED_TOO_EARLY,
    WAIVER_EXPIRED,
)
from agent_router.model.approval import Approval, Decision, SignOff, Waiver
from agent_router.model.place import Place
from agent_router.model.policy import Policy
from agent_router.model.problem import Problem

Act = Approval | Decision | Waiver | SignOff


def contract_times(contract: ContractSeen, as_of: datetime) -> Iterator[Problem]:
    """The times of one contract's approvals."""
    log = contract.approvals
    if log is None:
        return
    here = Place(f"{contract.name}/approvals.jsonl", line=1)
    if log.written is not None and log.written > as_of:
        yield Problem(IN_THE_FUTURE, here, f"written {_time(log.written)}, audited as of {_time(as_of)}")
    yield from _acts(log.approvals, here, log.written, as_of)


def run_times(run: RunSeen, as_of: datetime) -> Iterator[Problem]:
    """The times of one run and of what people said about it."""
    if run.started is None:
        return
    recorded, first = run.started.recorded, Place(f"{run.name}/run.jsonl", line=1)
    if recorded is not None and recorded > as_of:
        yield Problem(IN_THE_FUTURE, first, f"recorded {_time(recorded)}, audited as of {_time(as_of)}")
    if recorded is not None and run.last is not None and recorded < run.last:
        yield Problem(CLOCKS_DISAGREE, first, f"recorded {_time(recorded)}, last record {_time(run.last)}")
    here = Place(f"{run.name}/decisions.jsonl")
    said: list[Act] = [*run.decisions.decisions, *run.decisions.waivers, *run.decisions.sign_offs]
    said.sort(key=lambda act: act.place.line if act.place is not None else 0)
    yield from _acts(said, here, None, as_of)
    for act in said:
        yield from _too_early(run, act, act.place or here)
    policy = run.contract.policy if run.contract is not None else None
    for waiver in run.decisions.waivers:
        if waiver.until < _today(policy, as_of):
            found = f"{waiver.item}, waived by {waiver.by} until {waiver.until.isoformat()}"
            yield Problem(WAIVER_EXPIRED, waiver.place or here, found)


def _acts(acts: Iterable[Act], here: Place, before: datetime | None, as_of: datetime) -> Iterator[Problem]:
    for act in acts:
        place = act.place or here
        if before is not None and act.recorded < before:
            found = f"{act.by}, recorded {_time(act.recorded)}; the line before {_time(before)}"
            yield Problem(GOES_BACKWARDS, place, found)
        before = act.recorded
        both = f"{act.by}: stated {_time(act.at)}, recorded {_time(act.recorded)}"
        if act.at > act.recorded:
            yield Problem(STATED_LATER, place, both)
        elif act.at.date() < act.recorded.astimezone(act.at.tzinfo).date():
            yield Problem(BACKDATED, place, both)
        if act.recorded > as_of:
            yield Problem(IN_THE_FUTURE, place, f"{both}; audited as of {_time(as_of)}")


def _too_early(run: RunSeen, act: Act, place: Place) -> Iterator[Problem]:
    recorded = run.started.recorded if run.started is not None else None
    moments = [moment for moment in (run.last, recorded) if moment is not None]
    spoken = f"{act.by}: stated {_time(act.at)}, recorded {_time(act.recorded)}"
    if moments and act.recorded < max(moments):
        known = f"the run ended {_time(run.last)}" if run.last is not None else "no record has a time"
        then = f", was recorded {_time(recorded)}" if recorded is not None else ""
        yield Problem(SAID_TOO_EARLY, place, f"{spoken}; {known}{then}")
    elif run.last is not None and act.at < run.last:
        yield Problem(STATED_TOO_EARLY, place, f"{spoken}; the run ended {_time(run.last)}")


def _today(policy: Policy | None, as_of: datetime) -> date:
    return as_of.astimezone(ZoneInfo(policy.branding.time_zone if policy is not None else "UTC")).date()


def _time(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="seconds")
