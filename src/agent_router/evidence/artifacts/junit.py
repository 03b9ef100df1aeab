"""JUnit XML: counts and test IDs, through defusedxml (no entities, no DTD) and junitparser.

Errors stay apart from failures; what pytest calls xfail is skipped. Reports of linters in JUnit's clothes are findings,
not tests, and say so.
"""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from agent_router.evidence.interface import ArtifactReading, TestReport
from agent_router.model.run import TestCounts

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from junitparser import TestCase, TestSuite

MOST_NAMES = 2_000
"""Test IDs kept of one report, failed and passed each."""

_ROOT = re.compile(rb"<\s*(?:\w+:)?(testsuites|testsuite)\b")
_LINTERS = re.compile(
    r"\A(?:ruff|flake8|pylint|bandit|eslint|stylelint|shellcheck|rubocop|golangci|checkstyle)\b", re.IGNORECASE
)
_LINT_CASE = re.compile(r"\A(?:org\.(?:ruff|eslint|pylint|flake8)|[A-Z]{1,4}\d{3,4}\b)")


class JUnitReader:
    """Reader of JUnit XML reports."""

    name = "junit"

    def recognizes(self, sample: bytes) -> bool:
        """Whether the first element of this XML is JUnit's."""
        return bool(_ROOT.search(_without_prolog(sample)[:2048]))

    def read(self, data: bytes) -> ArtifactReading:
        """Counts and names of one report; a damaged one gives the reason."""
        from defusedxml import DefusedXmlException  # noqa: PLC0415 - loaded when the first report is met
        from defusedxml.ElementTree import ParseError, fromstring  # noqa: PLC0415 - as above

        try:
            root = fromstring(data, forbid_dtd=True)
        except DefusedXmlException as fault:
            return _refused(f"The XML declares entities or a DTD ({type(fault).__name__}), which are never read.")
        except (ParseError, ValueError, LookupError) as fault:
            return _refused(f"The XML is damaged: {str(fault)[:120]}.")
        return _report(root)


_PROLOG = re.compile(rb"\A\s*(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>|<!--.*?-->|<![^>\[]*(?:\[.*?\])?\s*>|\s+)*", re.DOTALL)


def _without_prolog(sample: bytes) -> bytes:
    """The sample from its first element on; UTF-16 is brought to bytes that can be searched."""
    wide = sample[:2] in {b"\xff\xfe", b"\xfe\xff"}
    return _PROLOG.sub(b"", sample.decode("utf-16", errors="ignore").encode() if wide else sample)


def _refused(reason: str) -> ArtifactReading:
    return ArtifactReading("junit", problem=reason)


def _report(root: "Element") -> ArtifactReading:
    from junitparser import JUnitXmlError, TestCase, TestSuite  # noqa: PLC0415 - loaded when the first report is met

    for element in root.iter():
        # Some tools put JUnit's names in a namespace of their own.
        element.tag = str(element.tag).rpartition("}")[2]
    try:
        # Wherever they stand: nested suites, and cases right below the root (node --test).
        suites = [cast("Any", TestSuite).fromelem(element) for element in root.iter("testsuite")]
        cases = [cast("Any", TestCase).fromelem(element) for element in root.iter("testcase")]
        states = [(_identity(case), _state(case)) for case in cases]
        noted = _disagreement(suites, states)
    except (JUnitXmlError, ValueError, TypeError, AttributeError) as fault:
        return _refused(f"This is no JUnit XML that can be read: {str(fault)[:120]}.")
    if _is_lint([str(suite.name or "") for suite in suites], [identity for identity, _ in states]):
        remark = "A linter wrote this in JUnit's form: its failures are findings, not tests."
        return ArtifactReading("lint-as-junit", remarks=(remark,))
    found = [state for _, state in states]
    counts = TestCounts(
        passed=found.count("passed"),
        failed=found.count("failure"),
        errors=found.count("error"),
        skipped=found.count("skipped"),
    )
    failed = tuple(dict.fromkeys(name for name, state in states if state in {"failure", "error"}))
    passed = tuple(dict.fromkeys(name for name, state in states if state == "passed"))
    report = TestReport(counts, failed[:MOST_NAMES], passed[:MOST_NAMES], _when(suites))
    return ArtifactReading("junit", tests=report, remarks=noted)


def _identity(case: "TestCase") -> str:
    """`package.module::name`; the name alone where there is no class."""
    name, owner = str(case.name or ""), str(case.classname or "")
    return f"{owner}::{name}" if owner else name


def _state(case: "TestCase") -> str:
    kinds = {type(result).__name__.lower() for result in case.result}
    for state in ("error", "failure", "skipped"):
        if state in kinds:
            return state
    return "passed"


def _is_lint(suites: list[str], cases: list[str]) -> bool:
    if any(_LINTERS.match(name.rsplit("/", 1)[-1]) for name in suites if name):
        return True
    return bool(cases) and all(_LINT_CASE.match(name.rsplit("::", 1)[-1]) for name in cases)


def _when(suites: "list[TestSuite]") -> datetime | None:
    for suite in suites:
        try:
            when = datetime.fromisoformat(str(suite.timestamp or ""))
        except ValueError:
            continue
        if when.utcoffset() is not None:
            return when
    return None


def _disagreement(suites: "list[TestSuite]", states: list[tuple[str, str]]) -> tuple[str, ...]:
    """Totals that state more failures than the cases show; a report without cases shows nothing at all."""
    if not states:
        return ("It lists no test case, so it shows no test.",)
    # An outer suite counts what its inner ones count: the largest total speaks.
    stated = max((int(suite.failures or 0) + int(suite.errors or 0) for suite in suites), default=0)
    shown = sum(1 for _, state in states if state in {"failure", "error"})
    return (f"Its totals state {stated} failures and errors, its cases show {shown}.",) if stated > shown else ()
