"""What ties an artifact to the run: the command that made it, its time and what it shows (EVIDENCE, rules 2 and 12).

1. The last command that ran and names the file (`--junitxml=report.xml`, `> report.xml`) made it: harness. A command
   that only looks at the file or removes it (`cat report.xml`) has not made it.
2. A file that the agent's file tool wrote, at any time, is the agent's word: stated.
3. An artifact that no command names is stated; nothing ties it to the run.
4. One whose own time lies outside that command is stated. A time without zone must fit in some zone of the world.
5. One without a time of its own is tied by less, which is said: the time of its file within that command; else that no
   other command names it; else that its counts are what that command printed, and no other. Otherwise it is stated.
6. A report without failure is stated where that command printed failures: another run made it.

The time of a file is taken for it only, never against it: copying and checking out set it anew.
"""

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from agent_router.evidence.interface import ArtifactReading
from agent_router.model.known import CommandOutcome, KnownBy
from agent_router.model.policy import Grade
from agent_router.model.provenance import SourceFile
from agent_router.model.run import Change, Command, Record, TestCounts, Verification
from agent_router.shell.parsing import ShellCommand, parse_shell

UNBOUND = "Nothing ties it to the run: no command of the log names this file."
AGENTS_WORD = "The agent's file tool wrote this file: it is the agent's word."
OUTSIDE = "Its own time lies outside the command that names it: another run may have made it."
NO_ZONE = "Its own time has no zone; it fits the command that names it in one."
BY_FILE_TIME = "It holds no time of its own; its file was written while the command that names it ran."
BY_NAME = "It holds no time of its own: only its name ties it to the command."
BY_COUNTS = "It holds no time of its own; of the commands that name it, the last one printed these counts."
SEVERAL = "Several commands name it, it holds no time of its own, and nothing tells which of them made it."
NOT_THIS_RUN = "It shows no failure where the command that names it printed some: another run made it."

_CLOCK_GRAIN = timedelta(seconds=2)
"""File systems and reports round their times."""
_QUARTER, _WEST, _EAST = timedelta(minutes=15), timedelta(hours=12), timedelta(hours=14)
"""Offsets of the world's zones: step, least, greatest."""
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
    modified: datetime | None = None
    """When its file was last written, by the file system; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties an artifact to the run."""

    after: int
    """Index of the record it stands after; -1 for none."""
    grade: Grade
    remark: str = ""


@dataclass(slots=True)
class _Search:
    """What is known of one artifact's maker so far."""

    artifact: HandedIn
    made: Command | None = None
    found: int = -1
    """Index of the command that made it, or of the verification right after that command."""
    written: bool = False
    """Whether the agent's file tool wrote it."""
    printed: list[TestCounts | None] = field(default_factory=list)
    """What each command that names it printed."""

    def see(self, index: int, record: Record, made: frozenset[str]) -> None:
        """Take in one record; `made` names the files it may have made."""
        if self.artifact.path.name in made and isinstance(record, Command):
            self.made, self.found = record, index
            self.printed.append(record.counts)
        elif isinstance(record, Verification) and 0 <= self.found == index - 1 and record.command_seq == 0:
            # The verification of that command stands right after it.
            self.found = index
        self.written = self.written or _wrote(record, self.artifact)

    def tie(self, last: datetime | None) -> Tie:
        """What ties it to the run, whose latest record is of that time."""
        if self.written:
            return Tie(-1, Grade.STATED, AGENTS_WORD)
        if self.made is None:
            return Tie(-1, Grade.STATED, UNBOUND)
        bound, remark = self._by_time(_Span(self.made.at, self.made.ended or last))
        if bound and _shows_less(self.artifact.reading, self.made.counts):
            bound, remark = False, NOT_THIS_RUN
        return Tie(self.found, Grade.HARNESS, remark) if bound else Tie(-1, Grade.STATED, remark)

    def _by_time(self, ran: "_Span") -> tuple[bool, str]:
        tests = self.artifact.reading.tests
        when = self.artifact.reading.when or (tests.when if tests else None)
        if when is not None:
            return (True, "") if ran.holds(when) else (False, OUTSIDE)
        if tests is not None and tests.local is not None:
            return (True, NO_ZONE) if ran.holds_in_some_zone(tests.local) else (False, OUTSIDE)
        if self.artifact.modified is not None and ran.known and ran.holds(self.artifact.modified):
            return True, BY_FILE_TIME
        if len(self.printed) == 1:
            return True, BY_NAME
        return (True, BY_COUNTS) if self._printed_last() else (False, SEVERAL)

    def _printed_last(self) -> bool:
        tests = self.artifact.reading.tests
        if tests is None:
            return False
        same = [counts is not None and _in_short(counts) == _in_short(tests.counts) for counts in self.printed]
        return same[-1] and not any(same[:-1])


@dataclass(frozen=True, slots=True)
class _Span:
    """When a command ran, as far as that is known."""

    begun: datetime | None
    ended: datetime | None

    @property
    def known(self) -> bool:
        return self.begun is not None and self.ended is not None

    def holds(self, when: datetime) -> bool:
        """Whether that time may lie in it."""
        begun = self.begun is None or self.begun - _CLOCK_GRAIN <= when
        return begun and (self.ended is None or when <= self.ended + _CLOCK_GRAIN)

    def holds_in_some_zone(self, local: datetime) -> bool:
        """Whether a time without zone lies in it with some offset from UTC."""
        if self.begun is None or self.begun.utcoffset() is None:
            return True
        zone = self.begun.tzinfo
        steps = int((_EAST + _WEST) / _QUARTER)
        utc = (self.begun.utcoffset() or timedelta()) + local.replace(tzinfo=zone)
        try:
            return any(self.holds(utc + _WEST - step * _QUARTER) for step in range(steps + 1))
        except OverflowError:
            return False


def find_ties(artifacts: Sequence[HandedIn], records: Iterable[Record]) -> list[Tie]:
    """The tie of each artifact; the records are gone through once, none is held."""
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


def _shows_less(reading: ArtifactReading, printed: TestCounts | None) -> bool:
    if reading.tests is None or printed is None:
        return False
    shown = reading.tests.counts
    return bool(printed.failed or printed.errors) and not (shown.failed or shown.errors)


def _in_short(counts: TestCounts) -> tuple[int, int]:
    return counts.passed, counts.failed + counts.errors


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
