"""pytest's own results as JSON: `pytest-json-report` (one document) and `pytest-reportlog` (JSON Lines).

1. xfailed is skipped, as in pytest's JUnit; xpassed passed unless the runner calls it failed.
2. A failure while a test is set up or torn down is an error; a module that cannot be collected is an error.
3. `rerun` (pytest-rerunfailures) and then passed: passed, and flaky.
4. A report whose session ended with another exit code than 0, or not at all, does not pass.
"""

from collections.abc import Sequence
from datetime import datetime

from agent_router.evidence.artifacts.json_document import json_document, json_lines, shape_of
from agent_router.evidence.artifacts.refused import Refused
from agent_router.evidence.artifacts.tally import (
    Case,
    State,
    epoch_moment,
    reading_of_tests,
    refused_tests,
    report_of,
)
from agent_router.evidence.interface import ArtifactReading
from agent_router.evidence.json_fields import amount, items, mapping, text, whole
from agent_router.model.known import Health

_OUTCOMES = {
    "passed": State.PASSED,
    "xpassed": State.PASSED,
    "failed": State.FAILED,
    "skipped": State.SKIPPED,
    "xfailed": State.SKIPPED,
    "rerun": State.FLAKY,
}
_NO_TESTS = 5
"""pytest's exit code where nothing was collected."""


class PytestJsonReader:
    """Reader of `pytest --json-report`."""

    name = "pytest-json"

    def recognizes(self, sample: bytes) -> bool:
        """Whether it has pytest-json-report's head and tests."""
        shape = shape_of(sample)
        return shape.root == "{" and shape.has("created", "exitcode", "summary") and not shape.has("results")

    def read(self, data: bytes) -> ArtifactReading:
        """Counts and IDs of one report."""
        document = json_document(data)
        if isinstance(document, Refused):
            return refused_tests(self.name, document.reason)
        tests = items(document, "tests")
        cases = [_case(test) for test in tests]
        cases += [
            Case(text(one, "nodeid"), State.ERROR) for one in items(document, "collectors")
            if text(one, "outcome") == "failed"
        ]  # fmt: skip
        exit_code = whole(document, "exitcode")
        remarks, health = _session(exit_code, cases)
        stated = whole(document, "summary", "total")
        if stated and not tests:
            remarks.append(f"It lists no test (its summary counts {stated}), so it shows none.")
        return reading_of_tests(self.name, report_of(cases, _created(document)), remarks, health)


class ReportLogReader:
    """Reader of `pytest --report-log`."""

    name = "pytest-reportlog"

    def recognizes(self, sample: bytes) -> bool:
        """Whether its lines say what kind of pytest's report they are."""
        return shape_of(sample).has("$report_type")

    def read(self, data: bytes) -> ArtifactReading:
        """Counts and IDs of one log."""
        lines, remarks = json_lines(data)
        states: dict[str, list[State]] = {}
        exit_code: int | None = None
        for line in lines:
            kind = text(line, "$report_type")
            if kind == "SessionFinish":
                exit_code = whole(line, "exitstatus")
            elif kind == "CollectReport" and text(line, "outcome") == "failed":
                states.setdefault(text(line, "nodeid"), []).append(State.ERROR)
            elif kind == "TestReport":
                states.setdefault(text(line, "nodeid"), []).append(_phase(line))
        cases = [Case(name, _together(found)) for name, found in states.items()]
        said, health = _session(exit_code, cases)
        return reading_of_tests(self.name, report_of(cases, _first(lines)), (*remarks, *said), health)


def _case(test: object) -> Case:
    state = _OUTCOMES.get(text(test, "outcome"), State.ERROR)
    if state is State.FAILED and text(test, "call", "outcome") != "failed" and mapping(test, "setup"):
        state = State.ERROR
    if state is State.FLAKY and text(test, "call", "outcome") != "passed":
        state = State.FAILED
    return Case(text(test, "nodeid"), state)


def _phase(line: object) -> State:
    outcome, when = text(line, "outcome"), text(line, "when")
    if outcome == "failed":
        return State.FAILED if when == "call" else State.ERROR
    if outcome == "passed":
        # Setting up and tearing down show nothing; the call does.
        return State.PASSED if when == "call" else State.SKIPPED
    return _OUTCOMES.get(outcome, State.ERROR)


def _together(states: Sequence[State]) -> State:
    """One test of several phases: the worst, except that passing after a rerun is flaky."""
    for state in (State.ERROR, State.FAILED):
        if state in states:
            return state
    if State.FLAKY in states:
        return State.FLAKY if State.PASSED in states else State.FAILED
    return State.PASSED if State.PASSED in states else State.SKIPPED


def _session(exit_code: int | None, cases: Sequence[Case]) -> tuple[list[str], Health | None]:
    bad = any(case.state in {State.FAILED, State.ERROR} for case in cases)
    if exit_code is None:
        return ["It does not say how the session ended: it may have been cut off."], Health.UNKNOWN
    if exit_code in {0, _NO_TESTS} or bad:
        return [], None
    return [f"The session ended with exit code {exit_code}, its tests show no failure."], Health.FAILED


def _created(document: object) -> datetime | None:
    # Written when the session is over: seconds since 1970.
    seconds = amount(document, "created")
    return None if seconds is None else epoch_moment(int(seconds * 1000))


def _first(lines: Sequence[object]) -> datetime | None:
    starts = (amount(line, "start") for line in lines if text(line, "$report_type") == "TestReport")
    seconds = next((start for start in starts if start is not None), None)
    return None if seconds is None else epoch_moment(int(seconds * 1000))
