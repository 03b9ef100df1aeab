"""mocha's JSON reporter.

1. A test failed if it is among `failures` or holds an error, is skipped if among `pending`, passed if among `passes`.
2. A failing hook stands only among the failures and is an error.
3. A test that passed at a later try (`currentRetry`) is flaky.
4. Totals with more failures than are listed, or a test in none of the lists: it does not pass.
"""

from agent_router.evidence.artifacts.json_document import json_document, shape_of
from agent_router.evidence.artifacts.refused import Refused
from agent_router.evidence.artifacts.tally import Case, State, reading_of_tests, refused_tests, report_of
from agent_router.evidence.interface import ArtifactReading
from agent_router.evidence.json_fields import count, items, mapping, moment, text
from agent_router.model.known import Health

KIND = "mocha"


class MochaReader:
    """Reader of mocha's JSON."""

    name = KIND

    def recognizes(self, sample: bytes) -> bool:
        """Whether it begins with mocha's statistics."""
        return shape_of(sample).has("stats.suites", "stats.passes", "stats.failures")

    def read(self, data: bytes) -> ArtifactReading:
        """Counts and IDs of one run."""
        document = json_document(data)
        if isinstance(document, Refused):
            return refused_tests(KIND, document.reason)
        if not isinstance(mapping(document).get("tests"), list):
            return refused_tests(KIND, "It holds mocha's statistics without the tests (mochawesome writes such ones).")
        cases = _cases(document)
        bad = sum(case.state in {State.FAILED, State.ERROR} for case in cases)
        stated, listed = count(document, "stats", "failures"), count(document, "stats", "tests")
        remarks: list[str] = []
        if stated > bad:
            remarks.append(f"Its totals state {stated} failures, its results show {bad}.")
        if listed > len(cases):
            remarks.append(f"Its totals state {listed} tests, it lists {len(cases)}.")
        health = Health.FAILED if remarks and not bad else None
        return reading_of_tests(KIND, report_of(cases, moment(document, "stats", "start")), remarks, health)


def _cases(document: object) -> list[Case]:
    failed = [_key(test) for test in items(document, "failures")]
    pending = {_key(test) for test in items(document, "pending")}
    passed = {_key(test) for test in items(document, "passes")}
    tests = items(document, "tests")
    cases = [Case(_key(test)[1], _state(test, failed, pending, passed)) for test in tests]
    known = {_key(test) for test in tests}
    return [*cases, *(Case(key[1], State.ERROR) for key in failed if key not in known)]


def _state(
    test: object, failed: list[tuple[str, str]], pending: set[tuple[str, str]], passed: set[tuple[str, str]]
) -> State:
    key = _key(test)
    # Two tests may share a name: the error of this one decides before the lists do.
    if mapping(test, "err"):
        return State.FAILED
    if key in passed:
        return State.FLAKY if count(test, "currentRetry") else State.PASSED
    if key in pending:
        return State.SKIPPED
    return State.FAILED if key in failed else State.ERROR


def _key(test: object) -> tuple[str, str]:
    return text(test, "file"), text(test, "fullTitle") or text(test, "title")
