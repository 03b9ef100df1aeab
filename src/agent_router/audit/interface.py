"""What an audit is handed, and what it answers.

Everything is read once, by `pipeline/auditing`, and handed in as values: a log with its bytes, a run, a contract, a
report. Names of files are as printed in findings, relative to the folder that is audited.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from agent_router.ledger.chain import ChainRead
from agent_router.model.approval import Approval, ApprovalsLog, DecisionsLog
from agent_router.model.contract import SealedContract
from agent_router.model.place import Place
from agent_router.model.policy import Policy
from agent_router.model.problem import Problem
from agent_router.model.run import RunEnded, RunStarted


class FileKind(Enum):
    """What stands under a name in a folder."""

    FILE = "file"
    LINK = "link"
    OTHER = "device, pipe or socket"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One file of a folder."""

    name: str
    """Relative to the run folder, `/` between its parts."""
    kind: FileKind
    sha256: str = ""
    """Empty where it is no readable file."""
    size: int = 0


@dataclass(frozen=True, slots=True)
class LogSeen:
    """One log with its bytes."""

    name: str
    data: bytes
    read: ChainRead
    misfits: tuple[tuple[int, str], ...] = ()
    """Lines that do not fit their kind of record, and what was found."""


@dataclass(frozen=True, slots=True)
class ContractSeen:
    """A contract's folder, or the copy of one that a run kept."""

    name: str
    sealed: SealedContract | None
    """None where contract.json is absent or cannot be read as a contract."""
    unreadable: str = ""
    """Why it cannot be, in words."""
    log: LogSeen | None = None
    """Its approvals.jsonl."""
    approvals: ApprovalsLog | None = None
    workbook: str | None = None
    """SHA-256 of the bytes under the workbook's name; None where nothing is there."""
    workbook_name: str = ""
    policy: Policy | None = None
    """The workbook, read; None where it cannot be."""
    page_differs: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a report says a log was: its first `size` bytes had this digest."""

    file: str
    """Name in the run folder."""
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class RunSeen:
    """One run folder."""

    name: str
    log: LogSeen | None
    """run.jsonl; None where it is absent or cannot be read."""
    files: tuple[KeptFile, ...]
    started: RunStarted | None = None
    ended: RunEnded | None = None
    end_line: int = 0
    """Line of the first record `end`; 0 where there is none."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Records by kind, `run` and `end` left out."""
    first: datetime | None = None
    last: datetime | None = None
    decisions_log: LogSeen | None = None
    decisions: DecisionsLog = field(default_factory=DecisionsLog)
    later_log: LogSeen | None = None
    later_artifacts: tuple[tuple[int, str, str], ...] = ()
    """Line of verifications.jsonl, name of a file it names, and its digest."""
    kept: ContractSeen | None = None
    """`contract/` inside the run folder; None where there is none."""
    living: ContractSeen | None = None
    """The contract's own folder; None where it is not there, or was not looked for."""
    looked_for_living: bool = False

    @property
    def digest(self) -> str:
        """The run digest; empty without a record."""
        return self.log.read.chain.head if self.log is not None else ""

    @property
    def contract(self) -> ContractSeen | None:
        """The contract's folder where its log still begins as it was kept with the run, else the kept copy."""
        living, kept = self.living, self.kept
        if living is None or kept is None:
            return living or kept
        grown = living.log is not None and (kept.log is None or living.log.data.startswith(kept.log.data))
        same = living.sealed is not None and kept.sealed is not None and living.sealed.digest == kept.sealed.digest
        return living if grown and same else kept


@dataclass(frozen=True, slots=True)
class ReportedRun:
    """What a report says about one run."""

    by: Place
    run_id: str
    digest: str
    anchors: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class RunBrief:
    """What is kept of a run once it was audited, to hold it against the others."""

    name: str
    run_id: str
    digest: str
    contract: str
    """Digest of its contract; empty without."""
    contract_folder: str
    sessions: tuple[str, ...]
    log_digests: tuple[str, ...]
    """SHA-256 of the agent's logs as they were handed in."""
    records: int
    last: datetime | None
    signed: bool
    """Whether anybody signed it."""
    task_id: str = ""


@dataclass(frozen=True, slots=True)
class SignatureSeen:
    """A signature, held against the facts as they are now and as they were when it was given."""

    place: Place
    by: str
    facts: str
    now: str
    """Fact digest as of the audit; empty where the run cannot be judged."""
    then: str
    """Fact digest as of the signature's own recording."""


@dataclass(frozen=True, slots=True)
class Population:
    """Everything that was found, for what only the whole can show."""

    runs: tuple[RunBrief, ...]
    contracts: tuple[tuple[str, str, bool], ...] = ()
    """Name, digest, and whether anybody approved it."""
    proposals: tuple[Approval, ...] = ()
    """Approvals that rest on a run, the discovery."""
    reported: tuple[ReportedRun, ...] = ()
    exports: int = 0


@dataclass(frozen=True, slots=True)
class Audit:
    """The answer."""

    folder: str
    as_of: datetime
    problems: tuple[Problem, ...]
    """By place."""
    checked: tuple[tuple[str, int], ...]
    """What was looked at, and how many of it."""
    not_examined: tuple[str, ...]
    """What was not, as sentences with the reason."""
    not_proven: tuple[str, ...]
    """What no audit of these files can prove."""

    @property
    def clean(self) -> bool:
        """Whether nothing is open: no error and no warning."""
        return not any(problem.open for problem in self.problems)
