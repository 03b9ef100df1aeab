"""JUnit XML: counts and test IDs, through defusedxml (no entities, no DTD) and junitparser.

1. The cases count, wherever they stand: nested suites, and right below the root (node --test). Totals that state more
   failures than the cases show are said, and such a report does not pass.
2. Errors stay apart from failures; what pytest calls xfail is skipped; a case that was not run is skipped, however the
   tool says so (a `skipped` element, `status="notrun"`, `result="suppressed"`).
3. A case that failed and then passed within the report (surefire's `flakyFailure`) passed and is flaky; one that failed
   again (`rerunFailure`) failed.
4. Reports of linters in JUnit's clothes are findings, not tests, and say so.
"""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from agent_router.evidence.artifacts.findings import Findings, findings_reading
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
    from xml.etree.ElementTree import Element

    from junitparser import TestCase

_LINTERS = re.compile(
    r"\A(?:ruff|flake8|pylint|bandit|eslint|stylelint|shellcheck|rubocop|golangci|checkstyle)\b", re.IGNORECASE
)
_LINT_CASE = re.compile(r"\A(?:org\.(?:ruff|eslint|pylint|flake8)|[A-Z]{1,4}\d{3,4}\b)")
_SOURCE_FILE = re.compile(r"[\w-]\.[A-Za-z]{1,4}\Z|/")
_FLAKY = frozenset({"flakyFailure", "flakyError"})
_RERUN = frozenset({"rerunFailure", "rerunError"})
_CHILDREN = {
    "error": State.ERROR,
    "rerunError": State.ERROR,
    "failure": State.FAILED,
    "rerunFailure": State.FAILED,
    "warning": State.FAILED,
    "skipped": State.SKIPPED,
}
"""States by child element, the one that weighs most first; PHPUnit's `warning` fails its run."""
_WORDS = {
    "error": State.ERROR,
    "fail": State.FAILED,
    "failed": State.FAILED,
    "failure": State.FAILED,
    "timeout": State.ERROR,
    "notrun": State.SKIPPED,
    "not run": State.SKIPPED,
    "suppressed": State.SKIPPED,
    "skipped": State.SKIPPED,
    "ignored": State.SKIPPED,
    "disabled": State.SKIPPED,
    "pending": State.SKIPPED,
}
"""States by the words that tools put into `status` and `result`."""


class JUnitReader:
    """Reader of JUnit XML reports."""

    name = "junit"

    def recognizes(self, sample: bytes) -> bool:
        """Whether the first element of this XML is JUnit's."""
        return root_of(sample)[0] in {"testsuites", "testsuite"}

    def read(self, data: bytes) -> ArtifactReading:
        """Counts and names of one report; a damaged one gives the reason."""
        root = xml_document(data)
        return refused_tests("junit", root.reason) if isinstance(root, Refused) else _report(root)


def _report(root: "Element") -> ArtifactReading:
    from junitparser import JUnitXmlError, TestCase  # noqa: PLC0415 - loaded when the first report is met

    try:
        # Their attributes as they stand: asked through junitparser, a missing total is counted anew at every level.
        suites = list(root.iter("testsuite"))
        elements = list(root.iter("testcase"))
        cases = [_case(cast("Any", TestCase).fromelem(element), element) for element in elements]
        stated = _stated(suites)
        named = [str(root.get("name") or ""), *(str(suite.get("name") or "") for suite in suites)]
    except (JUnitXmlError, ValueError, TypeError, AttributeError) as fault:
        return refused_tests("junit", f"This is no JUnit XML that can be read: {str(fault)[:120]}.")
    if _is_lint(named, cases, elements):
        return _lint(named, cases)
    cases += _of_suites(root)
    remarks, health = _disagreement(stated, cases)
    return reading_of_tests("junit", report_of(cases, *_when(suites)), remarks, health)


def _case(case: "TestCase", element: "Element") -> Case:
    """One test by `package.module::name`; the name alone where there is no class."""
    name = identity(str(case.classname or ""), str(case.name or ""))
    return Case(name, _state({type(one).__name__.lower() for one in case.result}, element))


def _state(results: set[str], element: "Element") -> State:
    children = {str(child.tag) for child in element} | results
    if children & _FLAKY and not children & (_RERUN | {"failure", "error"}):
        return State.FLAKY
    if any(child.tag == "skipped" and child.get("type") == "todo" for child in element):
        # node --test lists the failure of a test that is yet to do, and does not fail for it.
        return State.SKIPPED
    for tag, state in _CHILDREN.items():
        if tag in children:
            return state
    words = [_WORDS[word] for key in ("result", "status") if (word := str(element.get(key) or "").lower()) in _WORDS]
    bad = [state for state in words if state is not State.SKIPPED]
    return (bad or words or [State.PASSED])[0]


def _of_suites(root: "Element") -> list[Case]:
    """Suites that could not run at all: an error of their own beside their cases."""
    return [
        Case(str(suite.get("name") or "suite"), _CHILDREN[str(child.tag)])
        for suite in root.iter("testsuite")
        for child in suite
        if child.tag in {"error", "failure"}
    ]


def _is_lint(suites: list[str], cases: list[Case], elements: "list[Element]") -> bool:
    if any(_LINTERS.match(name.rsplit("/", 1)[-1]) for name in suites if name):
        return True
    codes = [case.identity.rsplit("::", 1)[-1] for case in cases]
    # A test may be called TC001: a code alone makes no linter, its place in a source file does.
    in_files = any(map(_SOURCE_FILE.search, suites)) or any("line" in element.attrib for element in elements)
    return bool(codes) and in_files and all(map(_LINT_CASE.match, codes))


def _lint(suites: list[str], cases: list[Case]) -> ArtifactReading:
    tool = next((name for name in suites if _LINTERS.match(name)), "")
    bad = sum(case.state in {State.FAILED, State.ERROR} for case in cases)
    remark = "A linter wrote this in JUnit's form: its failures are findings, not tests."
    return findings_reading("lint-as-junit", Findings(tool, errors=bad, ran=bool(cases)), (remark,))


def _when(suites: "list[Element]") -> tuple[datetime | None, datetime | None]:
    """The first time stamp with a zone; else the first one without."""
    local: datetime | None = None
    for suite in suites:
        when, without = moment(str(suite.get("timestamp") or ""))
        if when is not None:
            return when, None
        local = local or without
    return None, local


def _stated(suites: "list[Element]") -> int:
    # An outer suite counts what its inner ones count: the largest total speaks.
    return max((int(suite.get("failures") or 0) + int(suite.get("errors") or 0) for suite in suites), default=0)


def _disagreement(stated: int, cases: list[Case]) -> tuple[tuple[str, ...], Health | None]:
    """Totals that state more failures than the cases show; a report without cases shows nothing at all."""
    if not cases:
        return ("It lists no test case, so it shows no test.",), Health.FAILED if stated else None
    shown = sum(case.state in {State.FAILED, State.ERROR} for case in cases)
    if stated <= shown:
        return (), None
    remark = f"Its totals state {stated} failures and errors, its cases show {shown}."
    # With a flaky test the totals of some tools count the first attempt.
    flaky = sum(case.state is State.FLAKY for case in cases)
    return (remark,), None if shown or stated <= flaky else Health.FAILED
