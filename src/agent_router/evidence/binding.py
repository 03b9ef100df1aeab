"""Artifacts handed in, tied to the run by digest, time and the command that made them (EVIDENCE, rules 2 and 12).

1. The last command that ran and names the file (`--junitxml=report.xml`, `> report.xml`) made it: harness.
2. A file that the agent's file tool wrote, at any time, is the agent's word: stated.
3. A report whose own time lies outside that command, or that no command names: stated; nothing ties it to the run.
   A command that only looks at the file or removes it (`cat report.xml`) has not made it.
4. A report stands in the record right after what made it, so that a later change makes it stale; an unbound one at the
   end, without a time.
"""

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from agent_router.evidence.interface import ArtifactReading, TestReport
from agent_router.model.known import CommandOutcome, Health, KnownBy, Source
from agent_router.model.place import Place
from agent_router.model.policy import Grade
from agent_router.model.provenance import SourceFile
from agent_router.model.run import Change, Command, Record, Verification
from agent_router.shell.parsing import ShellCommand, parse_shell

UNBOUND = "Nothing ties it to the run: no command of the log names this file."
_CLOCK_GRAIN = timedelta(seconds=2)
"""File systems and reports round their times."""

_TEST_KINDS = frozenset({"junit", "trx"})
_MAKES_NO_FILE = frozenset(
    {
        "awk", "bat", "cat", "cmp", "diff", "du", "echo", "egrep", "file", "find", "git", "grep", "head", "jq", "less",
        "ls", "md5sum", "more", "nl", "printf", "rg", "rm", "sha256sum", "sort", "stat", "tail", "test", "[", "unlink",
        "wc", "xmllint", "xxd",
    }
)  # fmt: skip
"""Programs that look at the files they name, or remove them; what they write, the shell's `>` says."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One artifact as stored."""

    path: Path
    stored: SourceFile
    reading: ArtifactReading
    sha256: str
    """Digest of the stored bytes, its name in `artifacts/`."""


@dataclass(frozen=True, slots=True)
class _Tie:
    """What ties an artifact to the run."""

    after: int
    """Index of the record it stands after; -1 for none."""
    grade: Grade
    remark: str = ""


def bind(artifacts: Sequence[HandedIn], records: Sequence[Record]) -> tuple[Iterator[Record], tuple[SourceFile, ...]]:
    """The records with a verification for each test report, and the artifacts with what was noticed.

    The records are gone through once to find the ties and once more as the result is asked for; none is held.
    """
    ties = tuple(zip(artifacts, _ties(artifacts, records), strict=True))
    return _placed(ties, records), tuple(_noted(one, tie) for one, tie in ties)


def _placed(ties: Sequence[tuple[HandedIn, _Tie]], records: Iterable[Record]) -> Iterator[Record]:
    shown = [(one, tie) for one, tie in ties if _is_tests(one)]
    for index, record in enumerate(records):
        yield record
        yield from (_verification(one, tie, record) for one, tie in shown if tie.after == index)
    yield from (_verification(one, tie, None) for one, tie in shown if tie.after < 0)


def _is_tests(artifact: HandedIn) -> bool:
    return artifact.reading.kind in _TEST_KINDS


@dataclass(slots=True)
class _Search:
    """What is known of one artifact's maker so far."""

    artifact: HandedIn
    made: Command | None = None
    found: int = -1
    """Index of the command that made it, or of the verification right after that command."""
    written: bool = False
    """Whether the agent's file tool wrote it."""

    def see(self, index: int, record: Record, made: frozenset[str]) -> None:
        """Take in one record; `made` names the files it may have made."""
        if self.artifact.path.name in made and isinstance(record, Command):
            self.made, self.found = record, index
        elif isinstance(record, Verification) and 0 <= self.found == index - 1 and record.command_seq == 0:
            # The verification of that command stands right after it.
            self.found = index
        self.written = self.written or _wrote(record, self.artifact)

    def tie(self, last: datetime | None) -> _Tie:
        """What ties it to the run, whose latest record is of that time."""
        if self.written:
            return _Tie(-1, Grade.STATED, "The agent's file tool wrote this file: it is the agent's word.")
        if self.made is None:
            return _Tie(-1, Grade.STATED, UNBOUND)
        report = self.artifact.reading.tests
        if report is not None and not _in_time(report, self.made, last):
            words = "Its own time lies outside the command that names it: another run may have made it."
            return _Tie(-1, Grade.STATED, words)
        return _Tie(self.found, Grade.HARNESS)


def _ties(artifacts: Sequence[HandedIn], records: Iterable[Record]) -> list[_Tie]:
    searches, last = [_Search(artifact) for artifact in artifacts], None
    if not searches:
        return []
    for index, record in enumerate(records):
        last = max(last or record.at, record.at) if record.at else last
        ran = isinstance(record, Command) and record.outcome is CommandOutcome.RAN
        made = _made_files(record) if isinstance(record, Command) and ran else frozenset()
        for search in searches:
            search.see(index, record, made)
    return [search.tie(last) for search in searches]


def _wrote(record: Record, artifact: HandedIn) -> bool:
    if not isinstance(record, Change) or record.known_by is not KnownBy.TOOL or not record.done:
        return False
    # The same file, or at least one that ends like the path that was handed in.
    written, given = record.path.split("/"), artifact.path.as_posix().split("/")
    span = min(len(written), 2) if record.path.startswith("/") else len(written)
    return written[-span:] == given[-span:]


def _made_files(command: Command) -> frozenset[str]:
    """Names of the files that a command line may have made."""
    return frozenset(name for one in parse_shell(command.text).commands for name in _named(one))


def _named(one: ShellCommand) -> Iterator[str]:
    only_looks = bool(one.words) and posixpath.basename(one.words[0]) in _MAKES_NO_FILE
    for word in (*(() if only_looks else one.words[1:]), *one.writes):
        target = word.rpartition("=")[2] if word.startswith("-") else word
        target = target.rpartition(":")[2] if "::" not in target else target
        yield posixpath.basename(target.replace("\\", "/"))


def _in_time(report: TestReport, made: Command, last: datetime | None) -> bool:
    """Whether the report's own time lies in the command that made it; where that has no end, before the run's end."""
    if report.when is None:
        return True
    end = made.ended or last
    begun = made.at is None or made.at - _CLOCK_GRAIN <= report.when
    return begun and (end is None or report.when <= end + _CLOCK_GRAIN)


def _verification(artifact: HandedIn, tie: _Tie, after: Record | None) -> Verification:
    tests = artifact.reading.tests
    command = after.command if isinstance(after, Verification) else after.text if isinstance(after, Command) else ""
    return Verification(
        at=after.at if isinstance(after, Verification) else after.ended if isinstance(after, Command) else None,
        source=Source.SYSTEM,
        grade=tie.grade,
        read_from=Place(artifact.stored.name),
        agent=after.agent if after else "",
        kind="tests",
        health=_health(tests),
        command=command,
        working_directory=after.working_directory if isinstance(after, Verification | Command) else "",
        counts=tests.counts if tests else None,
        failed_tests=tests.failed if tests else (),
        passed_tests=tests.passed if tests else (),
        artifact=artifact.sha256,
        artifact_name=artifact.path.name,
        selective=after.selective if isinstance(after, Verification) else False,
        runner=after.runner if isinstance(after, Verification) else "",
        matches=after.matches if isinstance(after, Verification) else (),
    )


def _health(tests: TestReport | None) -> Health:
    if tests is None:
        return Health.UNKNOWN
    if tests.counts.failed or (tests.counts.errors and tests.counts.passed):
        return Health.FAILED
    return Health.PASSED if tests.counts.passed and not tests.counts.errors else Health.ERROR


def _noted(artifact: HandedIn, tie: _Tie) -> SourceFile:
    stored, reading = artifact.stored, artifact.reading
    notes: Iterable[str] = (*stored.remarks, reading.problem, *reading.remarks, tie.remark)
    return SourceFile(
        stored.name,
        stored.sha256,
        stored.size,
        stored.kind,
        tuple(note for note in notes if note),
        stored.stored_sha256,
    )
