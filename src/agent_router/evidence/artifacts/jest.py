"""jest's `--json`, and vitest's `--reporter=json`, which is the same.

1. A test by `file::full name`; `pending`, `skipped`, `todo` and `disabled` did not run.
2. A file that failed without a failing test could not be run: an error.
3. A passing test that needed retries (`retryReasons`, more than one invocation) is flaky.
4. `success: false`, an interruption, or totals with more failures than are listed: it does not pass.
"""

from agent_router.evidence.artifacts.json_document import json_document, shape_of
from agent_router.evidence.artifacts.refused import Refused
from agent_router.evidence.artifacts.tally import (
    Case,
    State,
    epoch_moment,
    identity,
    reading_of_tests,
    refused_tests,
    report_of,
)
from agent_router.evidence.interface import ArtifactReading
from agent_router.evidence.json_fields import amount, count, flag, items, mapping, text, whole
from agent_router.model.known import Health

KIND = "jest"
_STATES = {
    "passed": State.PASSED,
    "failed": State.FAILED,
    "pending": State.SKIPPED,
    "skipped": State.SKIPPED,
    "todo": State.SKIPPED,
    "disabled": State.SKIPPED,
}
_BAD = frozenset({State.FAILED, State.ERROR})


class JestReader:
    """Reader of jest's and vitest's JSON."""

    name = KIND

    def recognizes(self, sample: bytes) -> bool:
        """Whether it begins with jest's totals, or with results of files."""
        shape = shape_of(sample)
        return shape.root == "{" and (shape.has("numTotalTests") or shape.has("testResults[].assertionResults"))

    def read(self, data: bytes) -> ArtifactReading:
        """Counts and IDs of one run."""
        document = json_document(data)
        if isinstance(document, Refused):
            return refused_tests(KIND, document.reason)
        cases = [case for file in items(document, "testResults") for case in _cases(file)]
        remarks: list[str] = []
        bad = sum(case.state in _BAD for case in cases)
        stated = count(document, "numFailedTests") + count(document, "numRuntimeErrorTestSuites")
        if flag(document, "wasInterrupted"):
            remarks.append("The run was interrupted.")
        if stated > bad:
            remarks.append(f"Its totals state {stated} failures and errors, its results show {bad}.")
        if mapping(document).get("success") is False and not bad:
            remarks.append("It says that the run did not succeed, its results show no failure.")
        health = Health.FAILED if remarks and not bad else None
        started = whole(document, "startTime")
        moment = amount(document, "startTime") if started is None else started
        when = epoch_moment(int(moment)) if moment is not None else None
        return reading_of_tests(KIND, report_of(cases, when), remarks, health)


def _cases(file: object) -> list[Case]:
    name = text(file, "name") or text(file, "testFilePath")
    found = [_case(name, test) for test in (*items(file, "assertionResults"), *items(file, "testResults"))]
    if text(file, "status") == "failed" and not any(case.state in _BAD for case in found):
        found.append(Case(name, State.ERROR))
    return found


def _case(file: str, test: object) -> Case:
    titles = " ".join(str(part) for part in (*items(test, "ancestorTitles"), text(test, "title")) if part)
    state = _STATES.get(text(test, "status"), State.ERROR)
    if state is State.PASSED and (items(test, "retryReasons") or count(test, "invocations") > 1):
        state = State.FLAKY
    return Case(identity(file, text(test, "fullName") or titles), state)
