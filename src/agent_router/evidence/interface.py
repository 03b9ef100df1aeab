"""The doors of this room: what reads an agent's log, and what reads a tool's report.

An `AgentLog` is one file in `logs/`, an `ArtifactReader` one file in `artifacts/`; both are registered in a literal
mapping (`logs/registry.py`, `artifacts/registry.py`) and found by content, never by name.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, Protocol

from agent_router.model.known import Health
from agent_router.model.run import Record, TestCounts


@dataclass(frozen=True, slots=True)
class LogFile:
    """One file of an agent's log, ready to be read as often as needed."""

    name: str
    """Name inside the run folder; becomes `Place.file`."""
    open: Callable[[], BinaryIO]
    """Opens the (masked, uncompressed) bytes from the start."""
    kind: str = ""
    """What `AgentLog.recognizes` said of it."""


@dataclass(frozen=True, slots=True)
class LogReading:
    """What one agent's log files say, together."""

    records: Sequence[Record]
    """In log order; across files by time. Paths as the log states them, made absolute where they were relative."""
    program: str = ""
    program_version: str = ""
    models: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    working_directory: str = ""
    """Where the main agent started."""
    finished: bool = True
    """False where the log stops without its closing record."""
    first: datetime | None = None
    last: datetime | None = None
    active_seconds: Decimal = Decimal(0)
    """First to last record a segment, summed; waiting for a person's next prompt is not active."""
    remarks: tuple[tuple[str, str], ...] = ()
    """File name and what was noticed in it: unknown record kinds with counts, glued lines, truncation."""


class AgentLog(Protocol):
    """One agent product's log formats."""

    name: str
    """Program name such as `claude-code`."""

    def recognizes(self, sample: bytes) -> str:
        """Kind of file that these first bytes belong to, such as `claude-code transcript`; empty where foreign."""
        ...

    def read(self, files: Sequence[LogFile]) -> LogReading:
        """Read the files together as one run; never raises on damaged content, which becomes a remark."""
        ...


class Unpacked(Protocol):
    """A log program some of whose files are no text (a database): their content as JSON Lines, made when stored."""

    def unpack(self, path: Path, kind: str) -> Iterator[bytes] | None:
        """The file's content as whole lines of JSON, in a fixed order; None where the file is its own text."""
        ...


@dataclass(frozen=True, slots=True)
class TestReport:
    """What a test report shows."""

    __test__ = False
    counts: TestCounts
    failed: tuple[str, ...] = ()
    """IDs of tests that failed or had an error."""
    passed: tuple[str, ...] = ()
    when: datetime | None = None
    """The report's own time stamp, where it holds one with a zone."""
    flaky: tuple[str, ...] = ()
    """IDs of tests that failed and then passed within this report (retries)."""
    local: datetime | None = None
    """The report's own time stamp without a zone, where it holds only such a one."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One thing measured, before and after or one of them alone."""

    name: str
    unit: str
    before: tuple[Decimal, ...] = ()
    """Every sample, in the order of the file; one mean alone is one sample."""
    after: tuple[Decimal, ...] = ()
    lower_is_better: bool = True
    summary: Decimal | None = None
    """The tool's own figure (mean or median) of the samples, where it states one."""
    command: str = ""
    """What was measured, where the file says so."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One file that an attestation speaks of."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ArtifactReading:
    """What one artifact is, and what it shows where a reader understands it."""

    kind: str
    """Such as `junit`, `png`, `sarif`, `other`."""
    tests: TestReport | None = None
    """None where it is no test report, or an unreadable one."""
    problem: str = ""
    """Why it could not be read, as a sentence; empty where it could."""
    remarks: tuple[str, ...] = field(default=())
    proof: str = ""
    """Kind of proof it is, in the words of `Lists`: `tests`, `before/after numbers`, `log`, `screenshot`,
    `database check`, `API response`, `findings`, `attestation`, `diff`, `build`; empty where it is none."""
    health: Health | None = None
    """What it shows as a whole where it is no test report: a linter's errors, a failed request; None: nothing."""
    measurements: tuple[Measurement, ...] = ()
    subjects: tuple[Subject, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    """Further figures for people: name and value, such as `lines covered`, `93.1 %`."""
    when: datetime | None = None
    """The artifact's own time, where it holds one with a zone."""
    kept: bytes | None = None
    """The bytes to keep where they are not those handed in (a picture without its EXIF data)."""

    def facts_named(self, name: str) -> str:
        """The fact of that name; empty where it is not stated."""
        return next((value for fact, value in self.facts if fact == name), "")


class ArtifactReader(Protocol):
    """One kind of tool report."""

    name: str

    def recognizes(self, sample: bytes) -> bool:
        """Whether these first bytes belong to this kind."""
        ...

    def read(self, data: bytes) -> ArtifactReading:
        """Read one artifact; damage is a value (`problem`), never an exception."""
        ...
