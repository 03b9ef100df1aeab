"""GitHub Copilot CLI's genuine logs: what EXPECTED.json says, from log and stream, alone and together."""

from decimal import Decimal

import pytest

from agent_router.model.known import CommandOutcome, Exactness, ExitSource
from agent_router.model.run import Change, Claim, Command, Denied, FileRead, Request, Risk, Stopped, Usage
from tests.evidence.readings import REAL_CLI, changed, commands, of, read_paths, tokens
from tests.places import FIELD_DATA, needs_field_data

COPILOT = REAL_CLI / "copilot_cli"
WAYS = (("events",), ("stream",), ("events", "stream"), ("stream", "events"))
WILD = FIELD_DATA / "agent_logs" / "in_the_wild"


@pytest.mark.parametrize("way", WAYS, ids="+".join)
def test_a_run_that_fixes_a_test_is_read_whole(way: tuple[str, ...]) -> None:
    reading = read_paths(*(COPILOT / f"copilot_fix.{form}.jsonl" for form in way))
    root = "" if way == ("stream",) else "/home/dev/calc"
    names = [f"/home/dev/calc/{name}" if not root else name for name in ("calc.py", "NOTES.md")]
    assert reading.working_directory == root
    assert changed(reading) == names
    python = "/usr/local/bin/python -m pytest -q"
    assert commands(reading) == [[python, 1], [f"{python} --junitxml=report.xml", 0]]
    assert {one.exit_source for one in reading.records if isinstance(one, Command)} == {ExitSource.RECORDED}
    assert [one.path for one in of(reading, FileRead) if isinstance(one, FileRead)] == names[:1]
    assert [(one.added, one.removed) for one in reading.records if isinstance(one, Change)] == [(1, 1), (1, 0)]
    assert [one.text for one in reading.records if isinstance(one, Risk)] == ["Risk: no tests for negative numbers."]
    assert of(reading, Denied) == []
    assert reading.finished
    assert reading.sessions == ("04aa76af-c59b-4404-ac78-4978ee97deba",)
    assert reading.active_seconds > 3
    assert any("no dollars" in remark for _, remark in reading.remarks)
    assert not any("unknown" in remark for _, remark in reading.remarks)


@pytest.mark.parametrize("run", ["copilot_fix", "copilot_denied"])
def test_tokens_are_those_of_the_same_runs_telemetry(run: str) -> None:
    reading = read_paths(COPILOT / f"{run}.events.jsonl", COPILOT / f"{run}.stream.jsonl")
    assert tokens(reading.records) == {"input": 7500, "cache_write": 0, "cache_read": 27000, "output": 480}
    billed = [one for one in reading.records if isinstance(one, Usage)]
    assert {one.exactness for one in billed} == {Exactness.EXACT}
    assert all(one.reported_cost_usd is None for one in billed), "premium requests are no dollars"


def test_telemetry_of_the_same_run_agrees() -> None:
    for run, telemetry in (("copilot_fix", "copilot_fix"), ("copilot_fail2_denied", "copilot_fail2")):
        ours = read_paths(COPILOT / f"{run}.events.jsonl")
        spans = read_paths(REAL_CLI / "otel_genai" / f"{telemetry}.otel.jsonl")
        assert tokens(ours.records) == tokens(spans.records)


def test_a_stream_alone_states_no_tokens_and_says_so() -> None:
    reading = read_paths(COPILOT / "copilot_fix.stream.jsonl")
    billed = [one for one in reading.records if isinstance(one, Usage)]
    assert sum(one.total for one in billed) == 0
    assert {one.exactness for one in billed} == {Exactness.LOWER_BOUND}


@pytest.mark.parametrize("way", WAYS, ids="+".join)
def test_denied_calls_ran_nothing_and_changed_nothing(way: tuple[str, ...]) -> None:
    reading = read_paths(*(COPILOT / f"copilot_denied.{form}.jsonl" for form in way))
    assert changed(reading) == []
    assert commands(reading) == []
    denied = [one for one in reading.records if isinstance(one, Denied)]
    assert [one.tool for one in denied] == ["bash", "edit", "bash", "create"]
    assert [one.path for one in denied if one.path] == ["/home/dev/calc/calc.py", "/home/dev/calc/NOTES.md"]
    assert any("2 tests pass" in one.text for one in reading.records if isinstance(one, Claim))


@pytest.mark.parametrize("way", WAYS, ids="+".join)
def test_refused_tests_are_no_failure_and_a_host_outside_is_seen(way: tuple[str, ...]) -> None:
    workspace = COPILOT / "copilot_fail2_denied.workspace.yaml"
    reading = read_paths(*(COPILOT / f"copilot_fail2_denied.{form}.jsonl" for form in way), workspace)
    assert reading.working_directory == "/home/dev/calc"
    assert changed(reading) == ["calc.py"]
    outcomes = [one.outcome for one in reading.records if isinstance(one, Command)]
    assert outcomes == [CommandOutcome.DENIED, CommandOutcome.DENIED, CommandOutcome.RAN]
    assert [(one.system, one.done) for one in reading.records if isinstance(one, Request)] == [("127.0.0.1", False)]
    assert [one.reason for one in reading.records if isinstance(one, Stopped)] == ["success"]
    assert sum(isinstance(one, Denied) for one in reading.records) == 2


@needs_field_data
def test_version_0_0_354_knows_neither_usage_nor_exit_codes() -> None:
    for path in sorted((WILD / "copilot_cli_0.0.354").iterdir()):
        reading = read_paths(path)
        assert reading.program_version == "0.0.354"
        assert reading.finished
        assert {one.exactness for one in reading.records if isinstance(one, Usage)} == {Exactness.LOWER_BOUND}


@needs_field_data
def test_a_redacted_union_of_events_is_read_without_unknown_kinds() -> None:
    reading = read_paths(WILD / "codex_redacted" / "agent-sessions_copilot_small.jsonl")
    ran = [one for one in reading.records if isinstance(one, Command)]
    assert [(one.text, one.exit_code, one.exit_source) for one in ran] == [("ls", None, ExitSource.UNKNOWN)]
    assert not any("unknown kind" in remark for _, remark in reading.remarks)
    assert not reading.finished
    assert tokens(reading.records)["input"] == 100
    assert reading.active_seconds == Decimal("15.0")
