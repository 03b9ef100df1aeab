"""Playwright's JSON reporter.

1. `expected` passed (a test marked as failing included), `unexpected` failed, `flaky` passed at a retry, `skipped` did
   not run; an interrupted test without any finished try is an error.
2. Errors outside every test (a global setup, a file that does not compile) are errors.
3. A test by `file::project::titles`.
4. Totals with more failures than are listed: it does not pass.
"""

from collections.abc import Iterator

from agent_router.evidence.artifacts.json_document import json_document, shape_of
from agent_router.evidence.artifacts.refused import Refused
from agent_router.evidence.artifacts.tally import Case, State, identity, reading_of_tests, refused_tests, report_of
from agent_router.evidence.interface import ArtifactReading
from agent_router.evidence.json_fields import count, items, mapping, moment, text
from agent_router.model.known import Health

KIND = "playwright"
_STATES = {
    "expected": State.PASSED,
    "unexpected": State.FAILED,
    "flaky": State.FLAKY,
    "skipped": State.SKIPPED,
}
_INTERRUPTED = frozenset({"interrupted", "timedOut", "failed"})


class PlaywrightReader:
    """Reader of Playwright's JSON."""

    name = KIND

    def recognizes(self, sample: bytes) -> bool:
        """Whether it begins with Playwright's configuration or its specs."""
        shape = shape_of(sample)
        if shape.has("suites[].specs") or shape.has("suites", "stats.unexpected"):
            return True
        return shape.has("config.rootDir") and bool(shape.keys & {"config.projects", "config.workers", "suites"})

    def read(self, data: bytes) -> ArtifactReading:
        """Counts and IDs of one run."""
        document = json_document(data)
        if isinstance(document, Refused):
            return refused_tests(KIND, document.reason)
        cases = list(_cases(items(document, "suites")))
        cases += [Case("outside every test", State.ERROR) for _ in items(document, "errors")]
        bad = sum(case.state in {State.FAILED, State.ERROR} for case in cases)
        stated = count(document, "stats", "unexpected")
        remarks = [f"Its totals state {stated} failures, its results show {bad}."] if stated > bad else []
        if not mapping(document, "stats"):
            remarks.append("It has no totals: the run may have been cut off.")
        health = Health.FAILED if stated and not bad else (Health.UNKNOWN if remarks and not bad else None)
        return reading_of_tests(KIND, report_of(cases, moment(document, "stats", "startTime")), remarks, health)


def _cases(suites: tuple[object, ...]) -> Iterator[Case]:
    # A list of what is left rather than a call of itself: suites may be nested as deep as a file allows.
    left: list[tuple[object, tuple[str, ...]]] = [(suite, ()) for suite in reversed(suites)]
    while left:
        suite, above = left.pop()
        title = text(suite, "title")
        titles = above if not title or title == text(suite, "file") else (*above, title)
        for spec in items(suite, "specs"):
            file = text(spec, "file") or text(suite, "file")
            for test in items(spec, "tests"):
                name = identity(file, text(test, "projectName"), *titles, text(spec, "title"))
                yield Case(name, _state(test))
        left += [(inner, titles) for inner in reversed(items(suite, "suites"))]


def _state(test: object) -> State:
    state = _STATES.get(text(test, "status"), State.ERROR)
    tries = [text(one, "status") for one in items(test, "results")]
    if state is State.SKIPPED and "interrupted" in tries:
        return State.ERROR
    # Failed as expected is a pass; failed, then passed, is flaky whatever the summary calls it.
    expected = text(test, "expectedStatus") or "passed"
    if state is State.PASSED and expected == "passed" and tries and tries[-1] != "passed":
        return State.FAILED if tries[-1] in _INTERRUPTED else State.ERROR
    if state is State.PASSED and expected == "passed" and _INTERRUPTED.intersection(tries):
        return State.FLAKY
    return state
