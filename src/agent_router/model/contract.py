"""What a person approves, what the agent is given, what the run is judged by: one object, one digest."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from agent_router.model.assignment import Budget, ChecklistItem, ProofRequired, StopCondition
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, Phase, Route
from agent_router.model.provenance import WorkbookIdentity


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a run may work; empty folders and systems mean everything, and the contract says so."""

    repositories: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    data_sources: tuple[str, ...] = ()
    off_limits: tuple[str, ...] = ()
    scratch: tuple[str, ...] = ()
    """Folders every agent may write, from `Systems › Scratch?`."""


@dataclass(frozen=True, slots=True)
class RatedView:
    """One view's rating as the contract fixes it."""

    view: str
    blast_radius: BlastRadius
    impact: int
    likelihood: int
    because: tuple[tuple[str, Place | None], ...] = ()
    """Sentence and the cell it rests on."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """One command that decides, fixed before the start."""

    kind: str
    """Proof kind it serves, such as `tests`."""
    command: str
    working_directory: str = ""
    """Relative to the repository root; empty is the root."""


@dataclass(frozen=True, slots=True)
class TaskAnswer:
    """One stated value of the task, as text, with its cell."""

    field: str
    value: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """One task's contract; its digest is the SHA-256 of its canonical JSON (RFC 8785)."""

    task_id: str
    goal: str
    route: Route
    blast_radius: BlastRadius
    as_far_as_stated: BlastRadius
    views: tuple[RatedView, ...]
    phases: tuple[Phase, ...]
    approval_before: Phase | None
    scope: Scope
    changes: bool
    """Whether the task may change anything (stated or assumed)."""
    budget: Budget
    agents_overshoot: int
    """How many agents a concurrent wave may start beyond the limit before a stop can bite."""
    cost_overshoot_usd: Decimal | None
    """Upper estimate of what those agents spend before the stop; None when the budget has no cost."""
    proof: tuple[ProofRequired, ...]
    does_not_count: tuple[str, ...]
    verifiers: tuple[Verifier, ...]
    checklist: tuple[ChecklistItem, ...]
    stops: tuple[StopCondition, ...]
    answers: tuple[TaskAnswer, ...]
    """The whole task as stated, so that it can be assessed again."""
    because: tuple[tuple[str, Place | None], ...]
    """Why this route."""
    workbook: WorkbookIdentity
    work_type: str = ""
    function: str = ""
    expected_output: str = ""
    acceptance_plan: str = ""
    rollback: str = ""
    owner: str = ""
    requester: str = ""
    reviewer: str = ""
    missing: tuple[str, ...] = ()
    queue: str = ""
    """Name of the queue file."""
    queue_sha256: str = ""
    router_version: str = ""
    replaces: str = ""
    """Digest of the contract that this one narrows, where it does."""
    schema: str = "agent-router/contract/1"


@dataclass(frozen=True, slots=True)
class SealedContract:
    """A contract with the digest of its canonical bytes and when it was written."""

    contract: Contract
    digest: str
    written: datetime | None
    """From the first line of `approvals.jsonl`; None where that line is absent."""
    folder: str
    """Workspace-relative folder it was read from."""
