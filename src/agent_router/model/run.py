"""What the record of one run says: typed records, each with its source, grade and the place it was read from.

One class per record kind of `run.jsonl` (`docs/evidence.md`). `seq` is the 1-based line of `run.jsonl`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from agent_router.model.known import (
    AgentState,
    ChangeKind,
    CommandOutcome,
    Exactness,
    ExitSource,
    Health,
    KnownBy,
    Source,
)
from agent_router.model.place import Place
from agent_router.model.policy import Grade, Phase
from agent_router.model.provenance import SourceFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record carries."""

    seq: int = 0
    """1-based line of `run.jsonl`; 0 before it is written."""
    at: datetime | None = None
    """With offset; None where the log has no zone or no time."""
    source: Source = Source.SYSTEM
    grade: Grade | None = None
    """For system records only."""
    read_from: Place | None = None
    """File and line of the agent's own log."""
    agent: str = ""
    """ID of the sub-agent; empty for the main one."""
    log: str = ""
    """File of the run folder whose line `seq` is; empty is `run.jsonl`."""

    @property
    def position(self) -> tuple[str, int]:
        """Where it stands among all records of the run: those of `run.jsonl` first, then what was added later."""
        return self.log, self.seq


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted(Record):
    """First record `run`."""

    run_id: str
    task_id: str = ""
    contract: str = ""
    """Digest; empty when no contract covers the run."""
    contract_folder: str = ""
    phase: Phase | None = None
    operator: str = ""
    program: str = ""
    program_version: str = ""
    models: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    working_directory: str = ""
    """Root that paths are relative to, as the agent saw it."""
    repository: str = ""
    base: str = ""
    head: str = ""
    tree: str = ""
    """Git tree ID of the working tree when it was recorded, untracked files among it; empty without a repository."""
    diff_known: bool = False
    """Whether the changes since `base` were read from git: then no `change` known by git means an empty diff."""
    repository_notes: tuple[str, ...] = ()
    """What limits what git says, as sentences: a base that is no ancestor of the head, a shallow or sparse clone."""
    logs: tuple[SourceFile, ...] = ()
    artifacts: tuple[SourceFile, ...] = ()
    router_version: str = ""
    recorded: datetime | None = None
    supersedes: str = ""
    """Run digest of the earlier recording of this session that this one continues; empty where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead(Record):
    """Record `read`: a file or system was looked at."""

    path: str
    how: str = ""
    """Tool name, or `inferred from a command`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Record):
    """Record `change`."""

    path: str
    kind: ChangeKind
    known_by: KnownBy
    added: int | None = None
    removed: int | None = None
    done: bool = True
    """False for an attempt (denied, failed, or without a result)."""
    old_path: str = ""
    note: str = ""
    """What else is known of it: `binary`, `mode 100644 → 100755`, `submodule`, `ignored by git`; several with `; `."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCounts:
    """What a test run printed or reported."""

    __test__ = False
    passed: int = 0
    failed: int = 0
    errors: int = 0
    skipped: int = 0

    @property
    def ran(self) -> int:
        """Tests that ran; skipped ones did not."""
        return self.passed + self.failed + self.errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Record):
    """Record `command`."""

    text: str
    outcome: CommandOutcome
    exit_code: int | None = None
    exit_source: ExitSource = ExitSource.UNKNOWN
    working_directory: str = ""
    output_sha256: str = ""
    output: str = ""
    """Masked excerpt (at most 2,000 characters, head and tail)."""
    counts: TestCounts | None = None
    """Summary of a known test runner in the output."""
    failed_tests: tuple[str, ...] = ()
    """IDs of tests that the output names as failed; at most 200."""
    passed_tests: tuple[str, ...] = ()
    call_id: str = ""
    ended: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Record):
    """Record `request`: a system answered (or was asked)."""

    system: str
    """Host or system name."""
    method: str = ""
    url: str = ""
    status: int | None = None
    done: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification(Record):
    """Record `verification`: a known verifier ran, or an artifact of one was handed in."""

    kind: str
    """Proof kind, such as `tests`."""
    health: Health
    command: str = ""
    working_directory: str = ""
    exit_code: int | None = None
    exit_source: ExitSource = ExitSource.UNKNOWN
    counts: TestCounts | None = None
    failed_tests: tuple[str, ...] = ()
    passed_tests: tuple[str, ...] = ()
    artifact: str = ""
    """SHA-256 of the artifact in `artifacts/`; empty for an execution."""
    artifact_name: str = ""
    command_seq: int = 0
    """`seq` of the command record; 0 for an artifact alone."""
    selective: bool = False
    """Whether only some tests were selected (`-k`, a path)."""
    runner: str = ""
    """Known test runner; empty for another verifier."""
    matches: tuple[int, ...] = ()
    """Indexes of the contract's verifiers that this executes, by the rule of the same command."""
    outcome: CommandOutcome | None = None
    before: Decimal | None = None
    after: Decimal | None = None
    unit: str = ""
    lower_is_better: bool = True
    statement: str = ""
    """What the two measurements show statistically, in words; empty where there are no two samples."""
    certain: bool | None = None
    """Whether the difference between before and after is more than chance; None where that was not computed."""
    gain_from: Decimal | None = None
    """Worse end of the 95 % interval of the gain, in percent of before (negative is worse); None: not computed."""
    gain_to: Decimal | None = None
    """Better end of that interval."""
    problem: str = ""
    """Why the report could not be read, as a sentence; empty where it could."""
    of_base: bool = False
    """Whether the router ran it on the base, before the change."""
    facts: tuple[tuple[str, str], ...] = ()
    """What the artifact shows beside tests and measurements: name and value, such as `lines covered`, `93.1 %`."""


FLAKY = "flaky tests"
"""Name of the fact that lists tests which failed and then passed within one report."""

MEASURED_BEFORE = "measured before in"
"""Name of the fact that says which artifact holds the side before of a pair, where another one holds the side after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Record):
    """Record `claim`: what the agent asserted in its last message."""

    text: str
    final: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Record):
    """Record `finding`."""

    text: str
    severity: str = ""
    area: str = ""
    file: str = ""
    line: int | None = None
    reproduction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk(Record):
    """Record `risk`: what the agent hands over to human judgment."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage(Record):
    """Record `usage`: billed tokens of one model response or of one session and model."""

    model: str
    input: int = 0
    """Uncached input tokens."""
    cache_write: int = 0
    """Tokens written to the five-minute cache."""
    cache_write_1h: int = 0
    cache_read: int = 0
    output: int = 0
    """Output tokens, reasoning among them."""
    reasoning: int = 0
    exactness: Exactness = Exactness.EXACT
    response: str = ""
    reported_cost_usd: Decimal | None = None
    """The agent's own figure, where this record is that figure."""
    meter: bool = False
    """True for the agent's own cumulative meter (a result record): compared, never added."""
    session: str = ""
    """Session that the figure is of; empty where it is of the whole run, or the log does not say."""

    @property
    def total(self) -> int:
        """All billed classes."""
        return self.input + self.cache_write + self.cache_write_1h + self.cache_read + self.output


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied(Record):
    """Record `denied`: the agent's program refused a call."""

    tool: str
    target: str = ""
    """Command, path or URL."""
    reason: str = ""
    path: str = ""
    """Path the call would have changed, where it would have."""
    system: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSeen(Record):
    """Record `agent`: a sub-agent was planned, started, finished."""

    id: str
    state: AgentState
    label: str = ""
    model: str = ""
    workflow: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalSeen(Record):
    """Record `approval`: a person answered inside the session."""

    text: str
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped(Record):
    """Record `stop`: why the run ended or paused."""

    reason: str
    """`success`, `error_max_turns`, `error_max_budget_usd`, …"""
    reported: str = ""
    """What was handed over at the stop, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction(Record):
    """Record `redaction`: something was masked before it was stored."""

    rule: str
    file: str
    count: int = 1
    original_sha256: str = ""
    """Digest of the original file, never of the secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnded(Record):
    """Last record `end`."""

    counts: tuple[tuple[str, int], ...] = ()
    """Record kind and how many."""
    finished: bool = True
    """False where the log stops without its closing record."""
    first: datetime | None = None
    last: datetime | None = None
    active_seconds: Decimal = Decimal(0)
    """First to last record a segment, summed."""


RecordT = TypeVar("RecordT", bound=Record)


@dataclass(frozen=True, slots=True)
class Chain:
    """State of the hash chain of `run.jsonl`."""

    chained: bool
    """False: not tamper-evident."""
    broken_at: Place | None = None
    head: str = ""
    """Digest of the last line: the run digest."""


@dataclass(frozen=True)
class Run:
    """One run folder, read."""

    folder: str
    """Workspace-relative name."""
    started: RunStarted
    records: tuple[Record, ...]
    """Everything but `run` and `end`, in log order."""
    ended: RunEnded | None
    chain: Chain
    decisions_place: str = ""
    size: int = 0
    remarks: tuple[str, ...] = ()
    altered: tuple[str, ...] = field(default=())
    """Names of artifacts whose digest no longer fits their name."""

    def of(self, kind: type[RecordT]) -> tuple[RecordT, ...]:
        """All records of one kind, in order."""
        return tuple(record for record in self.records if isinstance(record, kind))

    def place(self, record: Record) -> Place:
        """Where a reader finds this record: its line of `run.jsonl`, or of the log it was added to later."""
        return Place(record.log or "run.jsonl", line=record.seq)
