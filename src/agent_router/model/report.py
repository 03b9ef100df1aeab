"""The content of a report, the same for every format; every format prints its `fact_digest`."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from agent_router.model.approval import ApprovalsLog, DecisionsLog
from agent_router.model.assignment import Assignment
from agent_router.model.contract import SealedContract
from agent_router.model.policy import Policy
from agent_router.model.run import Run
from agent_router.model.task import Tasks
from agent_router.model.verdict import Verdict


class ReportKind(Enum):
    """The kinds of report."""

    RUN = "run"
    WEEK = "week"
    QUEUE = "queue"


@dataclass(frozen=True, slots=True)
class JudgedRun:
    """Everything known of one run: the record, what it was judged by, and the judgment."""

    run: Run
    verdict: Verdict
    contract: SealedContract | None
    approvals: ApprovalsLog | None
    decisions: DecisionsLog
    policy: Policy | None
    """The policy of the contract; None where no contract covers the run."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels inside a report."""

    name: str
    data: bytes
    media_type: str
    description: str
    relationship: str = "Source"
    """PDF/A-3 AFRelationship: Source, Data, Supplement, Alternative."""


@dataclass(frozen=True, slots=True)
class RunReportInput:
    """What a run report is made from."""

    judged: JudgedRun
    attachments: tuple[Attachment, ...]
    cut_off: datetime
    """Data cut-off: nothing later is in the report."""
    replayed_clock: bool = False
    """True in the demonstration; printed on page one."""
    revision: int = 1


@dataclass(frozen=True, slots=True)
class QueueReportInput:
    """What a queue report is made from."""

    tasks: Tasks
    assignments: tuple[Assignment, ...]
    policy: Policy
    attachments: tuple[Attachment, ...]
    cut_off: datetime
    replayed_clock: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """Runs drawn from the week's runs and judged again from their records."""

    method: str
    """In words: how they were drawn."""
    seed: str
    """What makes the draw repeatable; empty where every run was drawn."""
    chosen: tuple[str, ...]
    """Run IDs."""
    differing: tuple[str, ...] = ()
    """Run IDs whose second judgment differs from the first."""


@dataclass(frozen=True, slots=True)
class Superseded:
    """An earlier recording of a session, which a later one stands for."""

    run_id: str
    by: str
    """Run ID of the recording that counts."""


@dataclass(frozen=True, slots=True)
class WeekReportInput:
    """What a weekly report is made from."""

    week: str
    """ISO week such as `2026-W47`."""
    start: datetime
    end: datetime
    tasks: Tasks | None
    assignments: tuple[Assignment, ...]
    judged: tuple[JudgedRun, ...]
    earlier: tuple[JudgedRun, ...]
    """Runs of the 11 weeks before, for the trend."""
    policy: Policy
    attachments: tuple[Attachment, ...]
    cut_off: datetime
    replayed_clock: bool = False
    run_reports: tuple[tuple[str, str], ...] = ()
    """Run ID and file name of its run report."""
    revision: int = 1
    sample: Sample | None = None
    """Runs that were judged again; None where nobody did."""
    moved_tasks: tuple[str, ...] | None = None
    """IDs of tasks that this week's changes of the workbook moved; None where that was not computed."""
    superseded: tuple[Superseded, ...] = ()
    """Recordings that are not among `judged`, since a later one of the same session is."""
    counted_twice: tuple[tuple[str, str], ...] = ()
    """Run IDs of two recordings of one session that both count, under different contracts or phases."""
