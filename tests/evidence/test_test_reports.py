"""Test reports of every runner: counts, names, what failed apart from what could not run, and what is missing."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_router.evidence.artifacts.registry import ARTIFACT_READERS, read_artifact
from agent_router.evidence.binding import _health as health_of
from agent_router.evidence.interface import ArtifactReading
from agent_router.model.known import Health
from tests.places import FIELD_DATA, needs_field_data


def lines(*events: object) -> bytes:
    return "\n".join(json.dumps(event) for event in events).encode()


def told(data: bytes | str | object) -> tuple[str, int, int, int, int, Health]:
    reading = read(data)
    assert reading.tests is not None, reading
    counts = reading.tests.counts
    return reading.kind, counts.passed, counts.failed, counts.errors, counts.skipped, health_of(reading)


def read(data: bytes | str | object) -> ArtifactReading:
    if isinstance(data, str):
        data = data.encode()
    return read_artifact(data if isinstance(data, bytes) else json.dumps(data).encode())


def trx(results: str, summary: str = '<ResultSummary outcome="Completed"/>') -> str:
    return (
        '<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">'
        '<Times start="2026-01-02T03:04:05.1234567+01:00"/><TestDefinitions><UnitTest id="1">'
        '<TestMethod className="N.C, Asm"/></UnitTest></TestDefinitions>'
        f"<Results>{results}</Results>{summary}</TestRun>"
    )


def test_outcomes_of_trx_are_told_apart() -> None:
    outcomes = ("Passed", "Failed", "Timeout", "NotExecuted", "Inconclusive")
    data = trx(
        "".join(f'<UnitTestResult testId="1" testName="t{at}" outcome="{one}"/>' for at, one in enumerate(outcomes))
    )
    assert told(data) == ("trx", 1, 1, 1, 2, Health.FAILED)
    tests = read(data).tests
    assert tests is not None
    assert (tests.failed, tests.passed) == (("N.C::t1", "N.C::t2"), ("N.C::t0",))
    assert str(tests.when) == "2026-01-02 03:04:05.123456+01:00"


def test_a_trx_result_without_outcome_is_an_error_and_inner_results_count_instead_of_their_container() -> None:
    assert told(trx('<UnitTestResult testName="t"/>'))[1:5] == (0, 0, 1, 0)
    inner = '<InnerResults><UnitTestResult testName="a" outcome="{}"/></InnerResults>'
    data = trx(f'<UnitTestResult testName="t" outcome="Failed">{inner.format("Failed")}</UnitTestResult>')
    assert told(data)[1:5] == (0, 1, 0, 0)
    data = trx(f'<UnitTestResult testName="t" outcome="Failed">{inner.format("Passed")}</UnitTestResult>')
    assert told(data)[1:5] == (1, 1, 0, 0)


@pytest.mark.parametrize(
    "summary",
    [
        '<ResultSummary outcome="Failed"/>',
        '<ResultSummary outcome="Aborted"/>',
        '<ResultSummary outcome="Completed"><Counters failed="1"/></ResultSummary>',
        '<ResultSummary outcome="Completed"><RunInfos><RunInfo outcome="Error"/></RunInfos></ResultSummary>',
        "",
    ],
)
def test_a_trx_whose_summary_says_worse_than_its_results_does_not_pass(summary: str) -> None:
    reading = read(trx('<UnitTestResult testName="t" outcome="Passed"/>', summary))
    assert health_of(reading) is not Health.PASSED
    assert reading.remarks


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        ("TAP version 13\n1..2\nok 1 - a\nnot ok 2 - b\n", (1, 1, 0, 0, Health.FAILED)),
        ("1..2\nok 1 a # SKIP no net\nok 2 b\n", (1, 0, 0, 1, Health.PASSED)),
        ("ok 1\nnot ok 2 # TODO later\n1..2\n", (1, 0, 0, 1, Health.PASSED)),
        ("TAP version 14\n# Subtest: p\n    ok 1 - c\n    1..1\nok 1 - p\n1..1\n", (1, 0, 0, 0, Health.PASSED)),
        ("TAP version 13\nok 1 - a\n", (1, 0, 0, 0, Health.ERROR)),
        ("TAP version 13\n1..3\nok 1 - a\n", (1, 0, 0, 0, Health.ERROR)),
        ("TAP version 13\n1..2\nok 1 - a\nok 1 - a\n", (2, 0, 0, 0, Health.ERROR)),
        ("1..1\nok 1 - a\nBail out! no database\n", (1, 0, 0, 0, Health.FAILED)),
        ("TAP version 13\n1..0 # SKIP nothing here\n", (0, 0, 0, 0, Health.ERROR)),
    ],
)
def test_tap_passes_only_whole_and_as_planned(stream: str, expected: tuple[int, int, int, int, Health]) -> None:
    assert told(stream)[1:] == expected
    assert told(stream.replace("\n", "\r\n"))[1:] == expected


def test_pytests_json_tells_setup_errors_from_failures() -> None:
    tests = [
        {"nodeid": "t.py::a", "outcome": "passed", "call": {"outcome": "passed"}},
        {"nodeid": "t.py::b", "outcome": "failed", "setup": {"outcome": "passed"}, "call": {"outcome": "failed"}},
        {"nodeid": "t.py::c", "outcome": "failed", "setup": {"outcome": "failed"}},
        {"nodeid": "t.py::d", "outcome": "xfailed"},
    ]
    head = {"created": 1767318245.5, "duration": 1, "exitcode": 1, "summary": {"total": 4}}
    assert told({**head, "tests": tests}) == ("pytest-json", 1, 1, 1, 1, Health.FAILED)
    assert told({**head, "tests": tests[:1]})[5] is Health.FAILED
    assert told({**head, "exitcode": 0, "tests": tests[:1]})[5] is Health.PASSED
    assert read({**head, "tests": tests}).when is not None
    broken = [{"nodeid": "u.py", "outcome": "failed"}]
    assert told({**head, "exitcode": 2, "tests": [], "collectors": broken})[3] == 1


def test_pytests_report_log_needs_its_last_line() -> None:
    log = [
        {"pytest_version": "9", "$report_type": "SessionStart"},
        {"$report_type": "TestReport", "nodeid": "a", "when": "setup", "outcome": "passed", "start": 1767318245.5},
        {"$report_type": "TestReport", "nodeid": "a", "when": "call", "outcome": "rerun"},
        {"$report_type": "TestReport", "nodeid": "a", "when": "call", "outcome": "passed"},
        {"$report_type": "TestReport", "nodeid": "b", "when": "setup", "outcome": "skipped"},
    ]
    end = {"$report_type": "SessionFinish", "exitstatus": 0}
    assert told(lines(*log, end)) == ("pytest-reportlog", 1, 0, 0, 1, Health.PASSED)
    reading = read(lines(*log, end))
    assert reading.tests is not None
    assert reading.tests.flaky == ("a",)
    assert told(lines(*log))[5] is Health.UNKNOWN
    failed = {"$report_type": "TestReport", "nodeid": "c", "when": "teardown", "outcome": "failed"}
    collected = {"$report_type": "CollectReport", "nodeid": "d.py", "outcome": "failed"}
    assert told(lines(*log, failed, collected, end))[1:5] == (1, 0, 2, 1)


def jest(*assertions: dict[str, object], **more: object) -> dict[str, object]:
    file = {"name": "/r/a.test.js", "status": "passed", "assertionResults": assertions, **more.pop("file", {})}  # type: ignore[dict-item]
    return {"numTotalTests": len(assertions), "success": True, "testResults": [file], **more}


def test_jest_tells_retries_pending_tests_and_files_that_could_not_run() -> None:
    assertions: list[dict[str, object]] = [
        {"fullName": "x a", "status": "passed", "invocations": 2, "retryReasons": ["boom"]},
        {"ancestorTitles": ["x"], "title": "b", "status": "todo"},
    ]
    reading = read(jest(*assertions, startTime=1767318245000))
    assert told(jest(*assertions)) == ("jest", 1, 0, 0, 1, Health.PASSED)
    assert reading.tests is not None
    assert (reading.tests.flaky, str(reading.tests.when)) == (("/r/a.test.js::x a",), "2026-01-02 01:44:05+00:00")
    assert told(jest(file={"status": "failed", "message": "SyntaxError"}))[1:] == (0, 0, 1, 0, Health.ERROR)
    for worse in ({"success": False}, {"wasInterrupted": True}, {"numFailedTests": 1}):
        assert told(jest(*assertions, **worse))[5] is Health.FAILED


def test_mocha_tells_hooks_retries_and_missing_tests() -> None:
    one = {"title": "a", "fullTitle": "x a", "currentRetry": 1, "err": {}}
    report = {
        "stats": {"suites": 1, "tests": 1, "passes": 1, "failures": 0, "start": "2026-01-02T03:04:05Z"},
        "tests": [one], "pending": [], "failures": [], "passes": [one],
    }  # fmt: skip
    assert told(report) == ("mocha", 1, 0, 0, 0, Health.PASSED)
    tests = read(report).tests
    assert tests is not None
    assert tests.flaky == ("x a",)
    hook = {"title": '"before each" hook', "fullTitle": 'x "before each" hook', "err": {"message": "no"}}
    assert told({**report, "failures": [hook]})[1:] == (1, 0, 1, 0, Health.FAILED)
    assert told({**report, "stats": {**report["stats"], "failures": 2}})[5] is Health.FAILED  # type: ignore[dict-item]
    assert told({**report, "stats": {**report["stats"], "tests": 2}})[5] is Health.FAILED  # type: ignore[dict-item]
    assert "mochawesome" in read({"stats": report["stats"], "results": []}).problem


def playwright(status: str, *tries: str, expected: str = "passed", **more: object) -> dict[str, object]:
    test = {"status": status, "expectedStatus": expected, "results": [{"status": one} for one in tries]}
    suite = {"title": "a.ts", "file": "a.ts", "specs": [{"title": "t", "file": "a.ts", "tests": [test]}]}
    stats = {"startTime": "2026-01-02T03:04:05Z", "unexpected": 0}
    return {
        "config": {},
        "suites": [{"title": "a.ts", "file": "a.ts", "suites": [suite]}],
        "errors": [],
        "stats": stats,
        **more,
    }


def test_playwright_counts_flaky_expected_failures_and_errors_outside_tests() -> None:
    assert told(playwright("expected", "passed")) == ("playwright", 1, 0, 0, 0, Health.PASSED)
    assert told(playwright("expected", "failed", expected="failed"))[1:5] == (1, 0, 0, 0)
    assert told(playwright("unexpected", "failed"))[1:5] == (0, 1, 0, 0)
    assert told(playwright("skipped", "interrupted"))[1:5] == (0, 0, 1, 0)
    assert told(playwright("expected", "passed", errors=[{"message": "setup"}]))[5] is Health.FAILED
    assert told(playwright("expected", "passed", stats={"unexpected": 1}))[5] is Health.FAILED
    assert told(playwright("expected", "passed", config={"rootDir": "/r", "workers": 1}, stats={}))[5] is Health.UNKNOWN
    for reading in (read(playwright("flaky", "failed", "passed")), read(playwright("expected", "failed", "passed"))):
        assert reading.tests is not None
        assert reading.tests.flaky == ("a.ts::t",)
        assert health_of(reading) is Health.PASSED


DART = [
    {"protocolVersion": "0.1.1", "runnerVersion": "1", "type": "start", "time": 0},
    {"suite": {"id": 0, "path": "a_test.dart"}, "type": "suite"},
    {"test": {"id": 1, "name": "loading", "suiteID": 0}, "type": "testStart"},
    {"testID": 1, "result": "success", "hidden": True, "skipped": False, "type": "testDone"},
    {"test": {"id": 2, "name": "adds", "suiteID": 0}, "type": "testStart"},
]
DONE = {"testID": 2, "result": "success", "hidden": False, "skipped": False, "type": "testDone"}
CLOSED = {"success": True, "type": "done"}


def test_dart_needs_the_end_of_each_test_and_of_the_run() -> None:
    assert told(lines(*DART, DONE, CLOSED)) == ("dart", 1, 0, 0, 0, Health.PASSED)
    assert told(json.dumps([*DART, DONE, CLOSED]))[1:] == (1, 0, 0, 0, Health.PASSED)
    assert told(lines(*DART, CLOSED))[1:] == (0, 0, 1, 0, Health.ERROR)
    assert told(lines(*DART, DONE))[5] is Health.UNKNOWN
    assert told(lines(*DART, DONE, {"success": False, "type": "done"}))[5] is Health.FAILED
    assert told(lines(*DART, {**DONE, "result": "failure"}, CLOSED))[1:5] == (0, 1, 0, 0)


def go(action: str, test: str = "", package: str = "p") -> dict[str, str]:
    event = {"Time": "2026-01-02T03:04:05Z", "Action": action, "Package": package}
    return {**event, "Test": test} if test else event


def test_go_needs_the_end_of_each_package() -> None:
    passed = [go("start"), go("run", "A"), go("pass", "A")]
    assert told(lines(*passed, go("pass"))) == ("go-test", 1, 0, 0, 0, Health.PASSED)
    assert told(lines(*passed))[5] is Health.UNKNOWN
    assert told(lines(*passed, go("fail", "A"), go("fail")))[1:] == (0, 1, 0, 0, Health.FAILED)
    assert told(lines(go("start"), go("fail")))[1:] == (0, 0, 1, 0, Health.ERROR)
    assert told(lines(*passed, go("run", "B"), go("fail")))[1:5] == (1, 0, 1, 0)
    assert told(b"go: downloading x\n" + lines(*passed, go("skip", "S"), go("pass")))[1:5] == (1, 0, 0, 1)


def test_rusts_libtest_needs_the_end_of_each_suite() -> None:
    events = [
        {"type": "suite", "event": "started", "test_count": 2},
        {"type": "test", "event": "started", "name": "a"},
        {"type": "test", "name": "a", "event": "ok"},
        {"type": "test", "name": "b", "event": "ignored"},
    ]
    assert told(lines(*events, {"type": "suite", "event": "ok", "passed": 1})) == (
        "libtest", 1, 0, 0, 1, Health.PASSED,
    )  # fmt: skip
    assert told(lines(*events))[5] is Health.UNKNOWN
    assert told(lines(*events, {"type": "suite", "event": "failed"}))[5] is Health.FAILED


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ('<testcase name="a"><flakyFailure/></testcase>', (1, 0, 0, 0)),
        ('<testcase name="a"><failure/><rerunFailure/></testcase>', (0, 1, 0, 0)),
        ('<testcase name="a" status="notrun"/>', (0, 0, 0, 1)),
        ('<testcase name="a"><skipped type="todo"/><failure/></testcase>', (0, 0, 0, 1)),
        ('<testcase name="a" status="run" result="suppressed"/>', (0, 0, 0, 1)),
        ('<testcase name="a" status="fail"/>', (0, 1, 0, 0)),
        ('<testcase name="a"><warning/></testcase>', (0, 1, 0, 0)),
        ('<testcase name="a"/><error message="class setup"/>', (1, 0, 1, 0)),
    ],
)
def test_junit_tells_retries_and_tests_that_did_not_run(case: str, expected: tuple[int, int, int, int]) -> None:
    assert told(f'<testsuite name="s">{case}</testsuite>')[1:5] == expected


def test_junits_times_are_read_with_and_without_zone() -> None:
    def tests_of(stamp: str) -> tuple[str, str]:
        tests = read(f'<testsuite timestamp="{stamp}"><testcase name="a"/></testsuite>').tests
        assert tests is not None
        return str(tests.when), str(tests.local)

    assert tests_of("2026-01-02T03:04:05") == ("None", "2026-01-02 03:04:05")
    assert tests_of("2026-01-02T03:04:05Z") == ("2026-01-02 03:04:05+00:00", "None")
    assert tests_of("Sun, 22 Nov 2026 14:44:37 GMT") == ("2026-11-22 14:44:37+00:00", "None")
    assert tests_of("yesterday") == ("None", "None")


def test_totals_with_failures_that_no_case_shows_do_not_pass() -> None:
    assert told('<testsuite failures="1"><testcase name="a"/></testsuite>')[5] is Health.FAILED
    assert told('<testsuite failures="1"><testcase name="a"><flakyFailure/></testcase></testsuite>')[5] is Health.PASSED


EXPECTED = {
    "test_json/jest.json": ("jest", 1, 1, 0, 0),
    "test_json/mocha.json": ("mocha", 1, 1, 0, 0),
    "test_json/mocha_wild.json": ("mocha", 2, 2, 0, 1),
    "test_json/dart_wild.json": ("dart", 16, 1, 2, 1),
    "playwright/playwright.json": ("playwright", 2, 1, 0, 1),
    "junit_in_the_wild/pickles.trx": ("trx", 3, 1, 0, 0),
}


@needs_field_data
@pytest.mark.parametrize("name", EXPECTED)
def test_reports_of_real_runners_are_counted(name: str) -> None:
    assert told((FIELD_DATA / "artifacts" / name).read_bytes())[:5] == EXPECTED[name]


PASSING: dict[str, tuple[bytes, bytes]] = {
    "junit": (b'<testsuite><testcase name="a"/></testsuite>', b'<testcase name="z"><failure/></testcase>'),
    "tap": (b"1..1\nok 1 - a\n", b"not ok 2 - z\n"),
    "go-test": (lines(go("start"), go("run", "A"), go("pass", "A"), go("pass")), b"\n" + lines(go("fail", "Z"))),
    "dart": (
        lines(*DART, DONE, CLOSED),
        b"\n" + lines({"test": {"id": 9, "name": "z"}, "type": "testStart"}, {**DONE, "testID": 9, "result": "error"}),
    ),
}


@pytest.mark.parametrize("kind", PASSING)
def test_a_failing_test_more_never_leaves_a_report_passed(kind: str) -> None:
    passing, failing = PASSING[kind]
    assert told(passing)[5] is Health.PASSED
    end = passing.rfind(b"</testsuite>") if kind == "junit" else len(passing)
    assert told(passing[:end] + failing + passing[end:])[5] is not Health.PASSED


WHOLE = [
    *(passing for passing, _ in PASSING.values()),
    json.dumps(jest({"fullName": "a", "status": "passed"})).encode(),
    json.dumps(playwright("expected", "passed")).encode(),
    trx('<UnitTestResult testName="t" outcome="Passed"/>').encode(),
    b'{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": [{"level": "error"}]}]}',
    b'[{"filePath": "a.js", "messages": [{"severity": 2}], "errorCount": 1}]',
    b'<coverage lines-valid="6" lines-covered="4"/>',
    b"SF:a\nDA:1,1\nend_of_record\n",
]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_mutation_of_a_report_raises(data: st.DataObject) -> None:
    report = bytearray(data.draw(st.sampled_from(WHOLE)))
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(report) - 1))
        report[at : at + data.draw(st.integers(0, 4))] = data.draw(
            st.one_of(
                st.binary(max_size=3), st.sampled_from([b"9" * 5000, b"1e999999", b"NaN", b"\\ud800", b"\0", b"null"])
            )
        )
        report = report or bytearray(b" ")
    cut = data.draw(st.integers(0, len(report)))
    for piece in (bytes(report), bytes(report[:cut])):
        assert read_artifact(piece).kind
        assert all(reader.read(piece).kind for reader in ARTIFACT_READERS.values())


@pytest.mark.parametrize(
    "deep",
    [
        b"<testsuite>" * 10_000 + b"<testcase/>" + b"</testsuite>" * 10_000,
        b'{"suites": [{"specs": [], "suites": [' * 10_000,
        b'{"numTotalTests": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
        b'{"runs": [{"tool": ' + b'{"a":' * 10_000,
    ],
)
def test_ten_thousand_levels_of_nesting_are_read_or_refused(deep: bytes) -> None:
    reading = read_artifact(deep)
    assert reading.problem or reading.tests


def test_huge_reports_are_refused_by_size(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("json_document", "xml_document", "tap", "coverage"):
        monkeypatch.setattr(f"agent_router.evidence.artifacts.{module}.LARGEST", 20)
    for whole in WHOLE:
        reading = read_artifact(whole + b" " * 30)
        assert "kept, not read" in " ".join((reading.problem, *reading.remarks))


def test_tap_glued_together_or_with_numbers_beyond_reason_is_said() -> None:
    glued = read("1..1\nok 1 - a\n1..1\nok 1 - b\n")
    assert "2 plans" in glued.remarks[0]
    assert health_of(glued) is not Health.PASSED
    assert "damaged" in read("TAP version 13\n1..1\nok " + "9" * 5000 + "\n").problem
