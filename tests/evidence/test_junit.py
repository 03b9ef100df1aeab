"""JUnit XML by every tool at hand, and everything that only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.evidence.artifacts.registry import ARTIFACT_READERS, read_artifact
from agent_router.model.run import TestCounts
from tests.places import FIELD_DATA, needs_field_data

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<!-- by a tool -->\n'


def counts_of(xml: str | bytes) -> tuple[int, int, int, int]:
    reading = read_artifact(xml.encode() if isinstance(xml, str) else xml)
    assert reading.tests is not None, reading
    counts = reading.tests.counts
    return counts.passed, counts.failed, counts.errors, counts.skipped


def test_errors_are_kept_apart_from_failures() -> None:
    xml = f"""{HEAD}<testsuites><testsuite name="pytest" tests="5" timestamp="2026-01-01T10:00:00+00:00">
    <testcase classname="t" name="a"/><testcase classname="t" name="b"><failure>x</failure></testcase>
    <testcase classname="t" name="c"><error>x</error></testcase><testcase name="d"><skipped/></testcase>
    <testcase classname="t" name="e"><failure>x</failure><error>teardown</error></testcase>
    </testsuite></testsuites>"""
    assert counts_of(xml) == (1, 1, 2, 1)
    tests = read_artifact(xml.encode()).tests
    assert tests is not None
    assert tests.failed == ("t::b", "t::c", "t::e")
    assert tests.passed == ("t::a",)
    assert tests.when is not None


def test_nested_suites_and_cases_right_below_the_root_are_counted_once() -> None:
    inner = '<testsuite name="i"><testcase name="1"/></testsuite>'
    assert counts_of(f"<testsuites><testsuite><testsuite>{inner}</testsuite>{inner}</testsuite></testsuites>") == (
        2,
        0,
        0,
        0,
    )
    assert counts_of('<testsuites><testcase name="x"><failure/></testcase></testsuites>') == (0, 1, 0, 0)
    assert counts_of('<testsuite name="alone"><testcase name="x"/></testsuite>') == (1, 0, 0, 0)


def test_a_namespace_and_utf_16_do_not_matter() -> None:
    assert counts_of('<testsuites xmlns="urn:x"><testsuite><testcase name="a"/></testsuite></testsuites>') == (
        1,
        0,
        0,
        0,
    )
    wide = '<?xml version="1.0" encoding="utf-16"?><testsuite><testcase name="a"/></testsuite>'.encode("utf-16")
    assert counts_of(wide) == (1, 0, 0, 0)


def test_a_report_without_cases_shows_no_test_whatever_its_totals_say() -> None:
    reading = read_artifact(b'<testsuites tests="9" failures="0"/>')
    assert reading.tests is not None
    assert reading.tests.counts == TestCounts()
    assert reading.remarks == ("It lists no test case, so it shows no test.",)


def test_totals_that_state_more_failures_than_the_cases_are_told() -> None:
    reading = read_artifact(b'<testsuite failures="2" errors="1"><testcase name="a"/></testsuite>')
    assert reading.remarks == ("Its totals state 3 failures and errors, its cases show 0.",)


@pytest.mark.parametrize(
    "xml",
    [
        (
            '<testsuites name="ruff"><testsuite name="/r/a.py"><testcase name="org.ruff.F4"><failure/>'
            "</testcase></testsuite></testsuites>"
        ),
        '<testsuites><testsuite name="flake8"><testcase name="x"><failure/></testcase></testsuite></testsuites>',
        '<testsuites><testsuite name="a.py"><testcase name="E501 long"><failure/></testcase></testsuite></testsuites>',
    ],
)
def test_a_linters_report_is_no_test_report(xml: str) -> None:
    reading = read_artifact(xml.encode())
    assert (reading.kind, reading.tests) == ("lint-as-junit", None)


def test_tests_that_are_named_by_a_number_are_no_linters_findings() -> None:
    xml = '<testsuite name="Checkout"><testcase name="TC001 pays"><failure/></testcase></testsuite>'
    assert counts_of(xml) == (0, 1, 0, 0)


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        ('<!DOCTYPE x [<!ENTITY a "b">]><testsuites>&a;</testsuites>', "entities or a DTD"),
        ('<!DOCTYPE x SYSTEM "http://x/y.dtd"><testsuites/>', "entities or a DTD"),
        ('<testsuites><testsuite name="x">', "damaged"),
        ('<testsuite name="x"><testcase name="a"></testsuite>', "damaged"),
        ('<?xml version="1.0" encoding="klingon"?><testsuites/>', "damaged"),
        ('<testsuite failures="many"><testcase name="a"/></testsuite>', "no JUnit XML that can be read"),
    ],
)
def test_a_dangerous_or_damaged_report_is_refused_with_the_reason(xml: str, words: str) -> None:
    reading = read_artifact(xml.encode())
    assert (reading.kind, reading.tests) == ("junit", None)
    assert words in reading.problem


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"\xff\xd8\xff\xe0....", "jpeg"),
        (b'<?xml version="1.0"?><coverage/>', "coverage"),
        (b'<?xml version="1.0"?><suites/>', "other"),
        (b"plain words", "other"),
        (b"", "other"),
    ],
)
def test_other_artifacts_are_kept_as_what_they_are(data: bytes, kind: str) -> None:
    reading = read_artifact(data)
    assert (reading.kind, reading.tests) == (kind, None)


def test_an_empty_artifact_and_an_unknown_one_say_so() -> None:
    assert read_artifact(b"").problem == "The file is empty."
    assert "kept, not read" in read_artifact(b"<?xml version='1.0'?><suites/>").remarks[0]
    assert "kept, not read" in read_artifact(b'{"a": 1}').remarks[0]
    assert "empty list" in read_artifact(b" [] ").remarks[0]


@given(st.binary(max_size=200), st.sampled_from([b"<testsuites>", b"<testsuite failures='", b"", b"<?xml?>"]))
def test_no_bytes_stop_the_reading(data: bytes, start: bytes) -> None:
    assert read_artifact(start + data).kind
    for reader in ARTIFACT_READERS.values():
        assert reader.read(start + data).kind


EXPECTED = {
    "junit/mocha_xunit.xml": (1, 1, 0, 0),
    "junit/node_test.junit.xml": (0, 1, 0, 0),
    "junit/playwright.junit.xml": (2, 1, 0, 1),
    "junit/pytest_mixed.junit.xml": (4, 1, 1, 2),
    "junit/ruff_lint.junit.xml": "lint-as-junit",
    "junit_in_the_wild/bazel_suite-logs.xml": (0, 0, 1, 0),
    "junit_in_the_wild/jest_jest-junit.xml": (2, 0, 0, 0),
    "junit_in_the_wild/minimal-attributes.xml": (1, 1, 1, 1),
    "junit_in_the_wild/mocha_latex-utensils.xml": (109, 0, 0, 0),
    "junit_in_the_wild/non-junit.xml": "other",
    "junit_in_the_wild/pickles.trx": (3, 1, 0, 0),
    "junit_in_the_wild/pytest_corrupt-xml.xml": "junit",
    "junit_in_the_wild/pytest_junit.fail.xml": (3, 1, 0, 1),
    "junit_in_the_wild/pytest_junit.gloo.standalone.xml": (80, 0, 0, 17),
    "junit_in_the_wild/testsuite-in-testsuite.xml": (5, 0, 0, 0),
    "junit_in_the_wild/unsupported-unicode.xml": (1, 2, 2, 2),
    "junit_in_the_wild/with-xml-entities.xml": (0, 1, 1, 2),
}


@needs_field_data
@pytest.mark.parametrize("name", EXPECTED)
def test_reports_of_real_tools_are_read_or_refused(name: str) -> None:
    data = (FIELD_DATA / "artifacts" / name).read_bytes()
    expected = EXPECTED[name]
    if isinstance(expected, str):
        reading = read_artifact(data)
        assert (reading.kind, reading.tests) == (expected, None)
        assert reading.problem or reading.remarks
    else:
        assert counts_of(data) == expected
