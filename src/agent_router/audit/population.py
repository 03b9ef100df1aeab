"""Findings that only the whole shows: what should be there and is not, and what is there twice.

1. An empty folder is a finding, not a success.
2. A run has a contract, and the folder that it names is there.
3. A contract without a run is told: the work was not done, or nobody recorded it.
4. A run that an approval or a report names is there.
5. One session is one run; one run ID is one folder.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from agent_router.audit.interface import Population, RunBrief
from agent_router.audit.problems import (
    CONTRACT_WITHOUT_RUN,
    NOTHING_HERE,
    PROPOSAL_MISSING,
    REPORT_OF_ANOTHER,
    REPORTED_RUN_MISSING,
    RUN_WITHOUT_CONTRACT,
    SAID_TOO_EARLY,
    SAME_RUN_ID,
    SESSION_TWICE,
)
from agent_router.model.place import Place
from agent_router.model.problem import Problem


def population_findings(whole: Population, folder: str) -> Iterator[Problem]:
    """What the whole shows; `folder` is what was audited, as typed."""
    if not whole.runs and not whole.contracts and not whole.exports:
        yield Problem(NOTHING_HERE, Place(folder), "nothing that an audit could read")
    for run in whole.runs:
        if not run.contract and run.digest:
            yield Problem(RUN_WITHOUT_CONTRACT, Place(f"{run.name}/run.jsonl", line=1), f"run {run.run_id}")
    worked = {run.contract for run in whole.runs}
    for name, digest, approved in whole.contracts:
        if digest not in worked:
            found = f"contract {digest[:12]}, {'approved' if approved else 'not approved by anybody'}"
            yield Problem(CONTRACT_WITHOUT_RUN, Place(f"{name}/contract.json"), found)
    yield from _missing(whole)
    yield from _twice(whole.runs)


def _missing(whole: Population) -> Iterator[Problem]:
    by_digest = {run.digest: run for run in whole.runs}
    for approval in whole.proposals:
        discovery, place = by_digest.get(approval.proposal), approval.place or Place("approvals.jsonl")
        if discovery is None:
            yield Problem(PROPOSAL_MISSING, place, f"no run here has the digest {approval.proposal[:12]}")
        elif discovery.last is not None and approval.recorded < discovery.last:
            found = (
                f"{approval.by}: recorded {_time(approval.recorded)}; {discovery.name} ended {_time(discovery.last)}"
            )
            yield Problem(SAID_TOO_EARLY, place, found)
    by_id: defaultdict[str, list[RunBrief]] = defaultdict(list)
    for run in whole.runs:
        by_id[run.run_id].append(run)
    for report in whole.reported:
        there = by_id.get(report.run_id, [])
        digests = [run.digest for run in there]
        if not there:
            found = f"run {report.run_id}, digest {report.digest[:12] or '(none)'}"
            yield Problem(REPORTED_RUN_MISSING, report.by, found)
        elif report.digest and report.digest not in digests:
            found = f"{report.by} says run digest {report.digest[:12]}; the record has {there[0].digest[:12]}"
            yield Problem(REPORT_OF_ANOTHER, Place(f"{there[0].name}/run.jsonl"), found)
    for run_id, runs in by_id.items():
        if run_id and len(runs) > 1:
            found = f"{run_id}: {', '.join(run.name for run in runs)}"
            yield Problem(SAME_RUN_ID, Place(f"{runs[-1].name}/run.jsonl", line=1), found)


def _twice(runs: tuple[RunBrief, ...]) -> Iterator[Problem]:
    """Each pair once: the run that holds less, and the one that holds most of that session."""
    shared: defaultdict[str, list[RunBrief]] = defaultdict(list)
    for run in runs:
        for key in {*run.sessions, *run.log_digests}:
            shared[key].append(run)
    told: set[tuple[str, str]] = set()
    for key, group in shared.items():
        if len(group) < 2:
            continue
        fullest = max(group, key=_extent)
        for run in group:
            if run is not fullest and (run.name, fullest.name) not in told:
                told.add((run.name, fullest.name))
                yield _pair(run, fullest, key)


def _extent(run: RunBrief) -> tuple[int, float, str]:
    return run.records, run.last.timestamp() if run.last is not None else 0.0, run.name


def _pair(run: RunBrief, fullest: RunBrief, key: str) -> Problem:
    same = set(run.log_digests) == set(fullest.log_digests)
    more = "both hold the same logs" if same else f"{fullest.name} holds more or as much: {_holds(fullest)}"
    shown = f"session {key}" if key in run.sessions else f"log {key[:12]}"
    found = f"{shown} is also in {fullest.name}; {more}; here: {_holds(run)}"
    return Problem(
        SESSION_TWICE, Place(f"{run.name}/run.jsonl", line=1), found, also=(Place(f"{fullest.name}/run.jsonl"),)
    )


def _holds(run: RunBrief) -> str:
    return f"{run.records} records" + (f" until {_time(run.last)}" if run.last is not None else "")


def _time(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="seconds")
