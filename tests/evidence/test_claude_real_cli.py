"""Claude Code's genuine logs: every figure of EXPECTED.json, to the last digit."""

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from agent_router.model.known import AgentState, CommandOutcome, Exactness, ExitSource
from agent_router.model.run import AgentSeen, Change, Claim, Command, Denied, FileRead, Request, Risk, Stopped, Usage
from tests.evidence.readings import CLAUDE, REAL_CLI, changed, commands, of, read_paths, reported, tokens

EXPECTED = json.loads((REAL_CLI / "EXPECTED.json").read_text(), parse_float=Decimal)

TRANSCRIPT, STREAM = "transcript", "stream"
WAYS: Sequence[tuple[str, ...]] = ((TRANSCRIPT,), (STREAM,), (TRANSCRIPT, STREAM), (STREAM, TRANSCRIPT))


def paths_of(run: str, way: Sequence[str]) -> list[Path]:
    if run == "workflow_session":
        known = {TRANSCRIPT: CLAUDE / run, STREAM: CLAUDE / "claude_workflow.stream.jsonl"}
        return [known[form] for form in way]
    return [CLAUDE / f"{run}.{form}.jsonl" for form in way]


def expected(run: str) -> dict[str, object]:
    found = EXPECTED[f"claude_code/{run}"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("way", WAYS, ids="+".join)
@pytest.mark.parametrize("run", ["claude_fix", "claude_denied", "workflow_session"])
def test_tokens_are_the_same_from_transcript_stream_and_both(run: str, way: Sequence[str]) -> None:
    reading = read_paths(*paths_of(run, way))
    if "tokens" in expected(run):
        assert tokens(reading.records) == expected(run)["tokens"]
    billed = [one for one in reading.records if isinstance(one, Usage) and not one.meter]
    # Sonnet 4.5: 3 and 15 USD a million tokens; cache writes 1.25 times, reads a tenth of the input price.
    priced = sum(
        one.input * 3 + one.cache_write * Decimal("3.75") + one.cache_read * Decimal("0.3") + one.output * 15
        for one in billed
    ) / Decimal(1_000_000)
    assert priced == expected(run)["cost_usd"]


@pytest.mark.parametrize("run", ["claude_fix", "claude_denied", "claude_maxturns", "claude_maxbudget"])
def test_the_streams_own_meter_is_the_reported_cost(run: str) -> None:
    reading = read_paths(*paths_of(run, [STREAM]))
    assert reported(reading.records) == expected(run)["cost_usd"]


def test_of_two_results_in_one_stream_the_last_is_the_total() -> None:
    reading = read_paths(CLAUDE / "claude_workflow.stream.jsonl")
    assert reported(reading.records) == Decimal("0.0629685")


@pytest.mark.parametrize("way", WAYS, ids="+".join)
def test_a_run_that_fixes_a_test_is_read_whole(way: Sequence[str]) -> None:
    reading = read_paths(*paths_of("claude_fix", way))
    run = expected("claude_fix")
    assert changed(reading) == run["changed"]
    assert commands(reading) == run["commands"]
    assert (
        list(dict.fromkeys(one.path for one in of(reading, FileRead) if isinstance(one, FileRead))) == run["inspected"]
    )
    assert of(reading, Denied) == []
    assert reading.program_version in str(run["cli"])
    assert reading.finished


def test_exit_codes_say_how_they_are_known() -> None:
    ran = [one for one in read_paths(*paths_of("claude_fix", [TRANSCRIPT])).records if isinstance(one, Command)]
    assert [one.exit_source for one in ran] == [ExitSource.RECORDED, ExitSource.IMPLIED]
    assert [(one.counts.passed, one.counts.failed) for one in ran if one.counts] == [(1, 1), (2, 0)]
    assert ran[0].failed_tests == ("test_calc.py::test_add",)


def test_lines_added_and_removed_come_from_the_patch() -> None:
    found = of(read_paths(*paths_of("claude_fix", [TRANSCRIPT])), Change)
    assert [(one.path, one.added, one.removed) for one in found if isinstance(one, Change)] == [
        ("calc.py", 1, 1),
        ("NOTES.md", 2, 0),
    ]


def test_last_words_are_claims_and_risks() -> None:
    reading = read_paths(*paths_of("claude_fix", [TRANSCRIPT, STREAM]))
    assert [one.text for one in of(reading, Claim) if isinstance(one, Claim)] == [
        "Fixed add() in calc.py",
        "2 tests pass.",
    ]
    assert [one.text for one in of(reading, Risk) if isinstance(one, Risk)] == ["Risk: no tests for negative numbers."]


@pytest.mark.parametrize("way", WAYS, ids="+".join)
def test_a_denied_call_changes_and_runs_nothing(way: Sequence[str]) -> None:
    reading = read_paths(*paths_of("claude_denied", way))
    assert changed(reading) == expected("claude_denied")["changed"]
    assert commands(reading) == []
    denied = [one for one in of(reading, Denied) if isinstance(one, Denied)]
    assert len(denied) == expected("claude_denied")["denials"]
    assert [one.path for one in denied] == ["", "calc.py", "", "NOTES.md"]
    attempts = [one for one in of(reading, Change) if isinstance(one, Change)]
    assert [(one.path, one.done) for one in attempts] == [("calc.py", False), ("NOTES.md", False)]


def test_a_tool_that_does_not_exist_is_no_denial_and_reads_nothing() -> None:
    reading = read_paths(*paths_of("claude_denied", [TRANSCRIPT]))
    assert [one.how for one in of(reading, FileRead) if isinstance(one, FileRead)] == ["Read"]


@pytest.mark.parametrize("run", ["claude_maxturns", "claude_maxbudget"])
def test_why_a_run_stopped_comes_from_the_result(run: str) -> None:
    stops = of(read_paths(*paths_of(run, [STREAM, TRANSCRIPT])), Stopped)
    assert [one.reason for one in stops if isinstance(one, Stopped)] == [expected(run)["status"]]


def test_a_transcript_alone_knows_that_the_turns_were_used_up() -> None:
    stops = of(read_paths(*paths_of("claude_maxturns", [TRANSCRIPT])), Stopped)
    assert [one.reason for one in stops if isinstance(one, Stopped)] == ["error_max_turns"]


def test_a_transcript_that_ends_in_an_open_call_is_unfinished_and_its_change_only_possible() -> None:
    reading = read_paths(*paths_of("claude_maxbudget", [TRANSCRIPT]))
    assert not reading.finished
    assert [one.done for one in of(reading, Change) if isinstance(one, Change)] == [False]


def test_a_hooks_refusal_is_a_denial_with_its_reason_and_host() -> None:
    reading = read_paths(CLAUDE / "claude_hooks_fail2.stream.jsonl")
    (denied,) = [one for one in of(reading, Denied) if isinstance(one, Denied)]
    assert denied.reason == "out of scope: network host not in the task allow-list"
    assert denied.system == "127.0.0.1"
    assert [one.done for one in of(reading, Request) if isinstance(one, Request)] == [False]
    assert [one[1] for one in commands(reading)] == [1, 1]


@pytest.mark.parametrize("way", WAYS, ids="+".join)
def test_every_agent_of_a_workflow_is_planned_started_and_finished_once(way: Sequence[str]) -> None:
    seen = of(read_paths(*paths_of("workflow_session", way)), AgentSeen)
    states = [one.state for one in seen if isinstance(one, AgentSeen)]
    agents = expected("workflow_session")["agents"]
    assert [states.count(state) for state in AgentState] == [agents, agents, agents, 0]
    assert len({one.id for one in seen if isinstance(one, AgentSeen)}) == agents


def test_commands_of_workflow_agents_bear_their_agent() -> None:
    reading = read_paths(*paths_of("workflow_session", [TRANSCRIPT]))
    ran = [one for one in reading.records if isinstance(one, Command)]
    assert [one.exit_code for one in ran] == [1, 1]
    assert len({one.agent for one in ran}) == 2
    assert all(one.agent for one in ran)


def test_the_main_log_brings_its_folder_along_and_the_folder_its_main_log() -> None:
    main = next((CLAUDE / "workflow_session").glob("*.jsonl"))
    whole = read_paths(CLAUDE / "workflow_session").records
    assert tokens(read_paths(main).records) == tokens(whole)
    assert tokens(read_paths(main.with_suffix("")).records) == tokens(whole)


def test_a_stream_without_the_agents_own_logs_says_that_their_work_is_not_recorded() -> None:
    reading = read_paths(CLAUDE / "claude_workflow.stream.jsonl")
    assert any("3 agent(s) were started whose own log is not here" in words for _, words in reading.remarks)


def test_a_main_log_without_its_agents_is_a_lower_bound(tmp_path: Path) -> None:
    main = next((CLAUDE / "workflow_session").glob("*.jsonl"))
    alone = tmp_path / "alone.jsonl"
    alone.write_bytes(
        main.read_bytes()
        + b'{"type":"assistant","sessionId":"s","uuid":"a","message":{"id":"m","content":'
        + b'[{"type":"tool_use","id":"t1","name":"Agent","input":{"description":"look"}}]}}\n'
        + b'{"type":"user","sessionId":"s","uuid":"b","message":{"content":[{"type":"tool_result","tool_use_id":"t1",'
        + b'"content":"done"}]},"toolUseResult":{"status":"completed","agentId":"gone"}}\n'
    )
    exactness = {one.exactness for one in read_paths(alone).records if isinstance(one, Usage)}
    assert Exactness.LOWER_BOUND in exactness


def test_a_sub_agent_in_a_stream_is_told_apart_from_the_main_agent() -> None:
    reading = read_paths(CLAUDE / "claude_hooks_sub.stream.jsonl")
    ran = [one for one in reading.records if isinstance(one, Command)]
    assert [one.agent for one in ran] == ["a70aacdb15ceedcd9", ""]
    states = [one.state for one in reading.records if isinstance(one, AgentSeen)]
    assert states == [AgentState.STARTED, AgentState.FINISHED]
    assert reported(reading.records) == Decimal("0.04033575")
    assert sum(tokens(reading.records).values()) == 84 + 500 + 28900 + 6377


def test_reading_the_same_files_twice_doubles_nothing(tmp_path: Path) -> None:
    once = paths_of("claude_fix", [TRANSCRIPT])[0]
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(once.read_bytes() + b"\n")
    both = read_paths(once, copy)
    assert len(both.records) == len(read_paths(once).records)


def test_minutes_run_from_the_first_to_the_last_record() -> None:
    assert read_paths(*paths_of("claude_fix", [TRANSCRIPT])).active_seconds == Decimal("3.038")
    assert read_paths(*paths_of("claude_fix", [STREAM])).active_seconds == Decimal("3.043")


def test_no_outcome_is_left_out() -> None:
    reading = read_paths(*paths_of("claude_denied", [TRANSCRIPT]))
    outcomes = [one.outcome for one in reading.records if isinstance(one, Command)]
    assert outcomes == [CommandOutcome.DENIED, CommandOutcome.DENIED]
