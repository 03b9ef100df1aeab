"""TRX, the test results of Visual Studio and `dotnet test` (schemas 2006 and 2010).

1. Each result without inner results counts; a container counts only where it ended worse than all of its parts.
2. An outcome that is absent is the schema's default, an error; an unknown one counts as an error.
3. Where the run's own summary says worse than its results (aborted, an error outside every test), it does not pass.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from agent_router.evidence.artifacts.refused import Refused
from agent_router.evidence.artifacts.tally import (
    Case,
    State,
    identity,
    moment,
    reading_of_tests,
    refused_tests,
    report_of,
)
from agent_router.evidence.artifacts.xml_document import root_of, xml_document
from agent_router.evidence.interface import ArtifactReading
from agent_router.model.known import Health

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

KIND = "trx"
_OUTCOMES = {
    "passed": State.PASSED,
    "warning": State.PASSED,
    "completed": State.PASSED,
    "failed": State.FAILED,
    "notexecuted": State.SKIPPED,
    "inconclusive": State.SKIPPED,
    "notrunnable": State.SKIPPED,
    "pending": State.SKIPPED,
}
"""Every other outcome (Error, Timeout, Aborted, Disconnected, PassedButRunAborted, InProgress) is an error."""
_WELL = frozenset({"", "completed", "passed", "warning"})
_BAD = frozenset({State.FAILED, State.ERROR})


class TrxReader:
    """Reader of TRX files."""

    name = KIND

    def recognizes(self, sample: bytes) -> bool:
        """Whether the first element is a test run of Visual Studio's."""
        root, attributes = root_of(sample)
        return root == "TestRun" and (
            "TeamTest" in attributes or b"UnitTestResult" in sample or "runUser" in attributes
        )

    def read(self, data: bytes) -> ArtifactReading:
        """Counts, names and outcomes; a damaged file gives the reason."""
        root = xml_document(data)
        if isinstance(root, Refused):
            return refused_tests(KIND, root.reason)
        cases = _cases(root)
        remarks, health = _summary(root, cases)
        return reading_of_tests(KIND, report_of(cases, *_when(root)), remarks, health)


def _cases(root: "Element") -> list[Case]:
    classes = {
        str(test.get("id") or ""): str(method.get("className") or "").partition(",")[0]
        for test in root.iter("UnitTest")
        for method in test.iter("TestMethod")
    }
    results = [result for parent in root.iter("Results") for result in parent]
    found: list[Case] = []
    while results:
        result = results.pop(0)
        inner = [one for group in result.findall("InnerResults") for one in group]
        own = _case(result, classes)
        worse = own.state in _BAD and not any(_case(one, classes).state in _BAD for one in inner)
        if not inner or worse:
            found.append(own)
        results[:0] = inner
    return found


def _case(result: "Element", classes: "Mapping[str, str]") -> Case:
    name, owner = str(result.get("testName") or ""), classes.get(str(result.get("testId") or ""), "")
    # Some adapters put the class into the name already.
    shown = name if owner and name.startswith(f"{owner}.") else identity(owner, name)
    return Case(shown, _OUTCOMES.get(str(result.get("outcome") or "error").casefold(), State.ERROR))


def _summary(root: "Element", cases: list[Case]) -> tuple[list[str], Health | None]:
    bad = sum(case.state in _BAD for case in cases)
    remarks = [] if cases else ["It lists no test result, so it shows no test."]
    summary = root.find("ResultSummary")
    if summary is None:
        return [*remarks, "It has no summary: the run may have been cut off."], Health.UNKNOWN
    outcome = str(summary.get("outcome") or "")
    errors = sum(str(info.get("outcome") or "").casefold() == "error" for info in summary.iter("RunInfo"))
    stated = sum(_whole(counters.get(key)) for counters in summary.iter("Counters") for key in _BAD_COUNTERS)
    if errors:
        remarks.append(f"The run reports {errors} error(s) outside its tests.")
    if outcome.casefold() not in _WELL and not bad:
        remarks.append(f"Its summary says {outcome[:40]}, its results show no failure.")
    if stated > bad:
        remarks.append(f"Its totals state {stated} failures and errors, its results show {bad}.")
    worse = bool(errors) or (outcome.casefold() not in _WELL and not bad) or (stated > 0 and not bad)
    return remarks, Health.FAILED if worse else None


_BAD_COUNTERS = ("failed", "error", "timeout", "aborted", "passedButRunAborted", "disconnected")


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else 0


def _when(root: "Element") -> tuple[datetime | None, datetime | None]:
    for times in root.iter("Times"):
        for key in ("start", "creation", "queuing", "finish"):
            found = moment(str(times.get(key) or ""))
            if found != (None, None):
                return found
    return None, None
