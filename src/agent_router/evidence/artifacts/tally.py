"""Test results as every runner's report tells them, added up to one `TestReport`.

1. A test that failed in one place and passed in another of the same report is both counted and named as failed.
2. A test that the runner itself ran again until it passed is counted as passed, and named as flaky.
3. Nothing is guessed: a state that the reader does not know is handed in as an error.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum

from agent_router.evidence.interface import ArtifactReading, TestReport
from agent_router.evidence.texts import shortened
from agent_router.model.known import Health
from agent_router.model.run import TestCounts

TESTS = "tests"
MOST_NAMES = 2_000
"""Test IDs kept of one report: failed, passed and flaky each."""
LONGEST_NAME = 500
"""Characters kept of one test ID."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MILLISECOND = 253_402_300_799_000
"""End of the year 9999."""


class State(Enum):
    """How one test ended."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"
    FLAKY = "flaky"
    """Failed first, and passed when the runner tried again."""


@dataclass(frozen=True, slots=True)
class Case:
    """One test of a report."""

    identity: str
    state: State


def report_of(cases: Sequence[Case], when: datetime | None = None, local: datetime | None = None) -> TestReport:
    """The report that these tests make."""
    states = [case.state for case in cases]
    counts = TestCounts(
        passed=states.count(State.PASSED) + states.count(State.FLAKY),
        failed=states.count(State.FAILED),
        errors=states.count(State.ERROR),
        skipped=states.count(State.SKIPPED),
    )
    return TestReport(
        counts,
        failed=_named(cases, {State.FAILED, State.ERROR}),
        passed=_named(cases, {State.PASSED, State.FLAKY}),
        when=when,
        flaky=_named(cases, {State.FLAKY}),
        local=local,
    )


def reading_of_tests(
    kind: str, report: TestReport, remarks: Iterable[str] = (), health: Health | None = None
) -> ArtifactReading:
    """A test report as a reading; `health` only where the report as a whole says worse than its tests."""
    noted = tuple(dict.fromkeys(remark for remark in remarks if remark))
    return ArtifactReading(kind, tests=report, remarks=noted, proof=TESTS, health=health, when=report.when)


def refused_tests(kind: str, reason: str) -> ArtifactReading:
    """A test report that could not be read."""
    return ArtifactReading(kind, problem=reason, proof=TESTS)


def identity(*parts: str) -> str:
    """The parts that are not empty, joined like pytest's IDs."""
    return "::".join(part for part in parts if part)


def moment(text: str) -> tuple[datetime | None, datetime | None]:
    """An ISO 8601 or mail time as (with zone, without zone), the one that it is; both None where it is none."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        try:
            # mocha writes `Sun, 22 Nov 2026 14:44:37 GMT`.
            found = parsedate_to_datetime(text.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            return None, None
    return (found, None) if found.utcoffset() is not None else (None, found)


def epoch_moment(milliseconds: int) -> datetime | None:
    """Milliseconds since 1970 as a time; None where they lie outside the calendar."""
    if not 0 < milliseconds <= _LAST_MILLISECOND:
        return None
    return _EPOCH + timedelta(milliseconds=milliseconds)


def _named(cases: Sequence[Case], states: set[State]) -> tuple[str, ...]:
    names = dict.fromkeys(_plain(case.identity) for case in cases if case.state in states)
    return tuple(name for name in names if name)[:MOST_NAMES]


def _plain(name: str) -> str:
    # Half a surrogate pair, which JSON may hold, cannot be written again.
    return shortened(name.encode("utf-8", errors="replace").decode("utf-8"), LONGEST_NAME)
