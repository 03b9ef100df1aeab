"""What ties an artifact to the run, and what it becomes in the record."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent_router.evidence.artifacts.registry import read_artifact
from agent_router.evidence.binding import bind
from agent_router.evidence.ties import (
    AGENTS_WORD,
    BY_COUNTS,
    BY_FILE_TIME,
    BY_NAME,
    NO_ZONE,
    NOT_THIS_RUN,
    OUTSIDE,
    SEVERAL,
    UNBOUND,
    HandedIn,
)
from agent_router.model.known import ChangeKind, CommandOutcome, Health, KnownBy
from agent_router.model.policy import Grade
from agent_router.model.provenance import SourceFile
from agent_router.model.run import Change, Command, Record, TestCounts, Verification

START = datetime(2026, 1, 2, 3, 0, tzinfo=UTC)
ONE = '<testsuite{}><testcase name="a"/></testsuite>'
LATER = START + timedelta(days=3)


def handed_in(content: str, name: str = "report.xml", modified: datetime | None = LATER) -> HandedIn:
    data = content.encode()
    reading = read_artifact(data)
    stored = SourceFile(f"artifacts/{name}", "d" * 64, len(data), reading.kind)
    return HandedIn(Path(name), stored, reading, "e" * 64, modified)


def command(minute: int, text: str, counts: TestCounts | None = None) -> Command:
    at = START + timedelta(minutes=minute)
    return Command(text=text, outcome=CommandOutcome.RAN, at=at, ended=at + timedelta(seconds=20), counts=counts)


def bound(artifact: HandedIn, *records: Record) -> tuple[Verification, tuple[str, ...]]:
    placed, (file,) = bind([artifact], records)
    (shown,) = [one for one in placed if isinstance(one, Verification) and one.artifact]
    return shown, file.remarks


PYTEST = "pytest --junitxml=report.xml"


@pytest.mark.parametrize(
    ("stamp", "modified", "commands", "grade", "remark"),
    [
        (' timestamp="2026-01-02T03:00:05Z"', LATER, [command(0, PYTEST)], Grade.HARNESS, ""),
        (' timestamp="2026-01-02T03:05:05Z"', LATER, [command(0, PYTEST)], Grade.STATED, OUTSIDE),
        (' timestamp="2026-01-02T08:30:05"', LATER, [command(0, PYTEST)], Grade.HARNESS, NO_ZONE),
        (' timestamp="2026-01-02T08:35:05"', LATER, [command(0, PYTEST)], Grade.STATED, OUTSIDE),
        (' timestamp="2026-01-04T03:00:05"', LATER, [command(0, PYTEST)], Grade.STATED, OUTSIDE),
        ("", LATER, [command(0, PYTEST)], Grade.HARNESS, BY_NAME),
        ("", START + timedelta(seconds=5), [command(0, PYTEST)], Grade.HARNESS, BY_FILE_TIME),
        ("", LATER, [command(0, PYTEST), command(5, PYTEST)], Grade.STATED, SEVERAL),
        (
            "",
            LATER,
            [command(0, PYTEST, TestCounts(failed=1)), command(5, PYTEST, TestCounts(passed=1))],
            Grade.HARNESS,
            BY_COUNTS,
        ),
        ("", LATER, [command(0, PYTEST, TestCounts(failed=1))], Grade.STATED, NOT_THIS_RUN),
        ("", LATER, [command(0, "cat report.xml")], Grade.STATED, UNBOUND),
        ("", LATER, [replace(command(0, PYTEST), outcome=CommandOutcome.DENIED)], Grade.STATED, UNBOUND),
    ],
)
def test_an_artifact_is_tied_by_command_time_and_counts_and_says_by_which(
    stamp: str, modified: datetime, commands: list[Record], grade: Grade, remark: str
) -> None:
    shown, remarks = bound(handed_in(ONE.format(stamp), modified=modified), *commands)
    assert shown.grade is grade
    assert remarks == ((remark,) if remark else ())
    assert (shown.at is None) is (grade is Grade.STATED)


def test_what_a_file_tool_wrote_is_the_agents_word() -> None:
    wrote = Change(path="/r/report.xml", kind=ChangeKind.CREATED, known_by=KnownBy.TOOL)
    artifact = handed_in(ONE.format(""), name="/r/report.xml")
    shown, remarks = bound(artifact, command(0, PYTEST), wrote)
    assert (shown.grade, remarks) == (Grade.STATED, (AGENTS_WORD,))


@pytest.mark.parametrize(
    ("name", "content", "kind", "health"),
    [
        ("r.sarif", '{"version": "2.1.0", "runs": [{"results": [{"level": "error"}]}]}', "findings", Health.FAILED),
        ("c.xml", '<coverage lines-valid="2" lines-covered="1"/>', "coverage", Health.UNKNOWN),
        ("report.xml", "<testsuite><testcase", "tests", Health.UNKNOWN),
        ("report.xml", '<testsuite><testcase name="a"><skipped/></testcase></testsuite>', "tests", Health.ERROR),
        ("report.xml", '<testsuite failures="1"><testcase name="a"/></testsuite>', "tests", Health.FAILED),
    ],
)
def test_whatever_shows_something_becomes_a_verification_of_its_kind(
    name: str, content: str, kind: str, health: Health
) -> None:
    shown, _ = bound(handed_in(content, name=name), command(0, f"tool > {name}"))
    assert (shown.kind, shown.health, shown.grade, shown.artifact_name) == (kind, health, Grade.HARNESS, name)


def test_a_file_that_shows_nothing_is_kept_without_a_verification() -> None:
    placed, (file,) = bind([handed_in('{"a": 1}', name="x.json")], [command(0, "tool > x.json")])
    assert [type(one) for one in placed] == [Command]
    assert "no reader knows" in file.remarks[0]


def test_only_a_test_report_speaks_for_the_verifier_whose_command_made_it() -> None:
    ran = command(0, "pytest --junitxml=report.xml --cov-report=xml:c.xml")
    verified = Verification(kind="tests", health=Health.PASSED, command=ran.text, matches=(0,), runner="pytest")
    artifacts = [handed_in(ONE.format("")), handed_in('<coverage lines-valid="2" lines-covered="1"/>', name="c.xml")]
    placed, _ = bind(artifacts, [ran, verified])
    shown = [one for one in placed if isinstance(one, Verification) and one.artifact]
    assert [(one.kind, one.matches, one.runner) for one in shown] == [("tests", (0,), "pytest"), ("coverage", (), "")]


def test_flaky_tests_are_named_beside_the_counts() -> None:
    shown, _ = bound(handed_in('<testsuite><testcase name="a"><flakyFailure/></testcase></testsuite>'))
    assert (shown.health, shown.facts) == (Health.PASSED, (("flaky tests", "a"),))


def test_a_pair_of_measurements_stands_with_its_later_file_at_the_lower_grade() -> None:
    times = '{{"results": [{{"command": "x", "mean": {0}, "times": [{0}, {0}1, {0}2], "exit_codes": [0, 0, 0]}}]}}'
    artifacts = [
        handed_in(times.format("2.0"), name="before.json"),
        handed_in(times.format("1.0"), name="after.json"),
    ]
    placed, _ = bind(artifacts, [command(0, "hyperfine --export-json before.json x")])
    alone = [one for one in placed if isinstance(one, Verification)]
    assert all(one.before is None or one.grade is Grade.STATED for one in alone)
    records = [
        command(0, "hyperfine --export-json before.json x"),
        command(5, "hyperfine --export-json after.json x"),
    ]
    placed, _ = bind(artifacts, records)
    (pair,) = [one for one in placed if isinstance(one, Verification) and one.before is not None]
    assert pair.before is not None
    assert pair.after is not None
    assert (pair.grade, pair.before > pair.after, bool(pair.statement)) == (Grade.HARNESS, True, True)
