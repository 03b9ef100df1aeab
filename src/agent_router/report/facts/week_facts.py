"""One week of runs as the content of its report."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from agent_router.ledger.canonical import canonical_bytes
from agent_router.ledger.digest import sha256_hex
from agent_router.ledger.documents import to_plain
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, PolicyChange, Route
from agent_router.model.report import WeekReportInput
from agent_router.model.verdict import VerdictState
from agent_router.report.facts.header import (
    Header,
    ManifestEntry,
    PolicyUsed,
    Statement,
    attached_files,
    header,
    held,
    policy_used,
)
from agent_router.report.facts.integrity import ALWAYS_NOT_PROVEN
from agent_router.report.facts.policy_texts import policy_texts
from agent_router.report.facts.reconciliation import Reconciliation, reconcile_week
from agent_router.report.facts.references import Citation, Reference, collect
from agent_router.report.facts.run_line import RunLine, run_line
from agent_router.report.facts.sampling import SampleFacts, sample_facts
from agent_router.report.facts.week_money import Money, WeekPoint, money, trend
from agent_router.report.facts.week_open import (
    OpenRisk,
    WaiverEnd,
    WeekDecision,
    decisions,
    open_risks,
    waivers_ending,
)


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many runs ended in one verdict."""

    state: VerdictState
    count: int


@dataclass(frozen=True, slots=True)
class Split:
    """Verdicts of one part of the runs: a blast radius or a route."""

    label: str
    counts: tuple[StateCount, ...]

    @property
    def total(self) -> int:
        """Runs of this part."""
        return sum(one.count for one in self.counts)


@dataclass(frozen=True, slots=True)
class Trust:
    """Where the word of an agent and the record part ways; IDs of runs."""

    contradicted: tuple[str, ...]
    uncontracted: tuple[str, ...]
    rose: tuple[str, ...]
    """Blast radius measured above the approved one."""
    broken: tuple[str, ...]
    """Records whose chain is broken or absent."""


@dataclass(frozen=True, slots=True)
class StopCount:
    """How often one kind of stop condition fired."""

    kind: str
    runs: tuple[str, ...]
    went_on: tuple[str, ...]
    """Those of the runs that went on after it."""


@dataclass(frozen=True, slots=True)
class QueueUsed:
    """The population: the queue file that the week is set against."""

    file: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """Everything that a weekly report states."""

    header: Header
    week: str
    start: datetime
    end: datetime
    states: tuple[StateCount, ...]
    accepted_with_waiver: tuple[str, ...]
    runs: tuple[RunLine, ...]
    decisions: tuple[WeekDecision, ...]
    by_radius: tuple[Split, ...]
    by_route: tuple[Split, ...]
    money: Money
    trend: tuple[WeekPoint, ...]
    trust: Trust
    stops: tuple[StopCount, ...]
    risks: tuple[OpenRisk, ...]
    waivers: tuple[WaiverEnd, ...]
    changes: tuple[PolicyChange, ...]
    """Rows of `Changes` dated in this week."""
    moved_tasks: tuple[str, ...] | None
    reconciliation: Reconciliation
    sample: SampleFacts | None
    queue: QueueUsed | None
    policy: PolicyUsed
    references: tuple[Reference, ...]
    manifest: tuple[ManifestEntry, ...]
    verified: tuple[Statement, ...]
    not_proven: tuple[str, ...]
    limitations: tuple[str, ...]
    reproduce: tuple[str, ...]
    fact_digest: str = ""
    """SHA-256 of the canonical JSON of everything else."""


def week_facts(given: WeekReportInput) -> WeekFacts:
    """Gather what the report of one week states."""
    judged = given.judged
    reports = dict(given.run_reports)
    lines = tuple(run_line(one, reports.get(one.verdict.run_id, "")) for one in judged)
    changes = tuple(one for one in given.policy.changes if _in_week(one.on, given))
    facts = WeekFacts(
        header(f"W-{given.week}", f"Week {given.week}", given.revision, given.cut_off, replayed=given.replayed_clock),
        given.week,
        given.start,
        given.end,
        _counts(lines),
        tuple(line.run_id for line in lines if line.state is VerdictState.ACCEPTED and line.waived),
        lines,
        decisions(given),
        _by_radius(lines),
        _by_route(lines),
        money(judged),
        trend(given),
        _trust(lines),
        _stops(given),
        open_risks(given),
        waivers_ending(given),
        changes,
        given.moved_tasks,
        reconcile_week(given),
        sample_facts(given.sample, len(judged)),
        QueueUsed(given.tasks.source, given.tasks.sha256, len(given.tasks.tasks)) if given.tasks else None,
        policy_used(given.policy),
        _references(given, changes),
        attached_files(given.attachments),
        _verified(given),
        ALWAYS_NOT_PROVEN,
        _limitations(given),
        (f"agent-router report --week {given.week} --out reports --format html,pdf,json,xlsx",),
    )
    return replace(facts, fact_digest=sha256_hex(canonical_bytes(to_plain(facts))))


def _in_week(day: date, given: WeekReportInput) -> bool:
    # The end is the first moment after the week.
    return given.start.date() <= day < given.end.date()


def _counts(lines: Sequence[RunLine]) -> tuple[StateCount, ...]:
    return tuple(StateCount(state, sum(line.state is state for line in lines)) for state in VerdictState)


def _by_radius(lines: Sequence[RunLine]) -> tuple[Split, ...]:
    named = [
        Split(radius.value, _counts([one for one in lines if one.blast_radius is radius])) for radius in BlastRadius
    ]
    loose = [line for line in lines if line.blast_radius is None]
    return (*named, *((Split("no contract", _counts(loose)),) if loose else ()))


def _by_route(lines: Sequence[RunLine]) -> tuple[Split, ...]:
    named = [Split(route.value, _counts([line for line in lines if line.route is route])) for route in Route]
    return tuple(split for split in named if split.total)


def _trust(lines: Sequence[RunLine]) -> Trust:
    return Trust(
        tuple(line.run_id for line in lines if line.contradicted),
        tuple(line.run_id for line in lines if not line.contracted),
        tuple(line.run_id for line in lines if line.rose),
        tuple(line.run_id for line in lines if not line.chain_holds),
    )


def _stops(given: WeekReportInput) -> tuple[StopCount, ...]:
    """Every kind of stop that the policy names, also those that never fired."""
    kinds = Counter({row.then.stop_when.value: 0 for row in given.policy.stops.rows})
    fired = [(one.verdict.run_id, stop) for one in given.judged for stop in one.verdict.stops if stop.fired]
    kinds.update(stop.stop_when or stop.id for _, stop in fired)
    return tuple(
        StopCount(
            kind,
            tuple(dict.fromkeys(run for run, stop in fired if (stop.stop_when or stop.id) == kind)),
            tuple(dict.fromkeys(run for run, stop in fired if (stop.stop_when or stop.id) == kind and stop.went_on)),
        )
        for kind in kinds
    )


def _references(given: WeekReportInput, changes: Sequence[PolicyChange]) -> tuple[Reference, ...]:
    citations = [
        Citation(f"decision-{number}", f"decision {number}", (one.place,))
        for number, one in enumerate(decisions(given), 1)
        if one.place is not None and one.place.sheet
    ]
    citations += [
        Citation(f"policy-change-{number}", f"change {number}", (one.place,))
        for number, one in enumerate(changes, 1)
        if one.place is not None
    ]
    wanted: list[Place] = [place for citation in citations for place in citation.places]
    return collect(citations, policy_texts(given.policy, wanted))


def _verified(given: WeekReportInput) -> tuple[Statement, ...]:
    runs = given.judged
    broken = [one.verdict.run_id for one in runs if one.run.chain.broken_at is not None]
    loose = [one.verdict.run_id for one in runs if not one.run.chain.chained]
    chained = len(runs) - len(broken) - len(loose)
    words = f"{chained} of {len(runs)} hold"
    words += f"; broken: {', '.join(broken)}" if broken else ""
    words += f"; without a chain: {', '.join(loose)}" if loose else ""
    sums = all(one.holds for one in reconcile_week(given).equations)
    return (
        Statement("Hash chains of the runs' records", held(None if not runs else not (broken or loose)), words),
        Statement(
            "Reconciliation", held(sums), "every equation adds up" if sums else "at least one equation does not add up"
        ),
        Statement(
            "Judged again from the records",
            held(None if given.sample is None else not given.sample.differing),
            "nobody did" if given.sample is None else f"{len(given.sample.chosen)} of {len(runs)} runs",
        ),
    )


def _limitations(given: WeekReportInput) -> tuple[str, ...]:
    found = []
    if given.tasks is None:
        found.append("No queue was given: the report cannot say which tasks have no run.")
    if not given.judged:
        found.append("No run falls into this week. That is not the same as all runs accepted.")
    if given.sample is None:
        found.append("No run was judged again for this report, so no error rate is stated.")
    if given.moved_tasks is None:
        found.append("Which tasks this week's changes of the workbook would move was not computed.")
    if not given.earlier:
        found.append("Earlier weeks hold no runs, so the trend starts here.")
    return tuple(found)
