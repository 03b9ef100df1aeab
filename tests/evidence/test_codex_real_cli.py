"""Codex's genuine logs: every figure of EXPECTED.json, from the rollout, the stream and both."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from agent_router.evidence.interface import LogReading
from agent_router.model.known import Exactness, ExitSource
from agent_router.model.run import Change, Claim, Command, Denied, FileRead, Request, Risk, Stopped, Usage
from tests.evidence.codex_lines import CODEX, read_codex
from tests.evidence.readings import REAL_CLI, changed, commands, of, read_paths, tokens
from tests.places import FIELD_DATA, needs_field_data

EXPECTED = json.loads((REAL_CLI / "EXPECTED.json").read_text())
ROLLOUT, STREAM = "rollout", "exec"
WAYS: Sequence[tuple[str, ...]] = ((ROLLOUT,), (STREAM,), (ROLLOUT, STREAM), (STREAM, ROLLOUT))
RUNS = ("codex_fix", "codex_fail2", "codex_readonly")
PYTEST = "/usr/local/bin/python -m pytest -q"
WILD = FIELD_DATA / "agent_logs" / "in_the_wild" / "codex_redacted"


def read(run: str, way: Sequence[str]) -> LogReading:
    return read_paths(*(CODEX / f"{run}.{form}.jsonl" for form in way))


def names(reading: LogReading) -> list[str]:
    return [Path(path).name for path in changed(reading)]


@pytest.mark.parametrize("way", WAYS, ids="+".join)
@pytest.mark.parametrize("run", RUNS)
def test_tokens_are_the_same_from_rollout_stream_and_both(run: str, way: Sequence[str]) -> None:
    reading = read(run, way)
    wanted = EXPECTED["codex/codex_fix"]["tokens"]
    found = tokens(reading.records)
    assert found["input"] + found["cache_read"] + found["cache_write"] == wanted["input_incl_cached"]
    assert (found["cache_read"], found["output"]) == (wanted["cached"], wanted["output"])
    billed = [one for one in reading.records if isinstance(one, Usage)]
    assert sum(one.reasoning for one in billed) == wanted["reasoning"]
    assert {one.exactness for one in billed} == {Exactness.EXACT}
    assert sum(one.total for one in billed) == 28_400
    assert not any(one.reported_cost_usd for one in billed)


@pytest.mark.parametrize("way", WAYS, ids="+".join)
def test_codex_fix_fails_changes_calc_and_passes(way: Sequence[str]) -> None:
    reading = read("codex_fix", way)
    assert names(reading) == EXPECTED["codex/codex_fix"]["changed"]
    assert commands(reading) == [[PYTEST, 1], ["cat calc.py", 0], [f"{PYTEST} --junitxml=report.xml", 0]]
    ran = [one for one in reading.records if isinstance(one, Command)]
    assert {one.exit_source for one in ran} == {ExitSource.RECORDED}
    counts = [one.counts for one in ran if one.counts]
    assert [(one.passed, one.failed) for one in counts] == [(1, 1), (2, 0)]
    assert [Path(one.path).name for one in of(reading, FileRead) if isinstance(one, FileRead)] == ["calc.py"]
    assert [one.text for one in reading.records if isinstance(one, Claim)] == [
        "Fixed add() in calc.py",
        "2 tests pass.",
    ]
    assert [one.text for one in reading.records if isinstance(one, Risk)] == ["Risk: no tests for negative numbers."]
    assert [one.reason for one in reading.records if isinstance(one, Stopped)] == ["success"]
    assert reading.finished


@pytest.mark.parametrize("way", WAYS, ids="+".join)
def test_codex_fail2_fails_twice_and_asks_a_host(way: Sequence[str]) -> None:
    reading = read("codex_fail2", way)
    assert [code for text, code in commands(reading) if text == PYTEST] == [1, 1]
    assert names(reading) == ["calc.py"]
    (asked,) = (one for one in reading.records if isinstance(one, Request))
    assert (asked.system, asked.done) == ("127.0.0.1", False)


@pytest.mark.parametrize("way", [way for way in WAYS if ROLLOUT in way], ids="+".join)
def test_a_rejected_patch_is_an_attempt_and_a_denial(way: Sequence[str]) -> None:
    reading = read("codex_readonly", way)
    assert changed(reading) == EXPECTED["codex/codex_readonly"]["changed"] == []
    (tried,) = (one for one in of(reading, Change) if isinstance(one, Change))
    assert (tried.path, tried.done) == ("calc.py", False)
    (denied,) = (one for one in of(reading, Denied) if isinstance(one, Denied))
    assert (denied.path, denied.tool) == ("calc.py", "apply_patch")
    assert "read-only sandbox" in denied.reason


def test_the_stream_knows_nothing_of_a_rejected_patch() -> None:
    reading = read("codex_readonly", (STREAM,))
    assert not any(isinstance(one, Change | Denied) for one in reading.records)


def test_a_rollout_tells_model_version_folder_and_times() -> None:
    reading = read("codex_fix", (STREAM, ROLLOUT))
    assert (reading.program, reading.program_version, reading.models) == ("codex", "0.169.0", ("gpt-5.5",))
    assert reading.working_directory == "/home/dev/calc"
    assert len(reading.sessions) == 1
    assert 2 < reading.active_seconds < 3
    assert reading.remarks == ()


def test_the_stream_makes_up_neither_model_nor_time_nor_folder() -> None:
    reading = read("codex_fix", (STREAM,))
    assert (reading.models, reading.first, reading.working_directory) == ((), None, "")
    assert {one.model for one in reading.records if isinstance(one, Usage)} == {""}


def test_of_a_cut_rollout_the_stream_adds_the_rest_and_nothing_twice() -> None:
    lines = (CODEX / "codex_fix.rollout.jsonl").read_bytes().splitlines(keepends=True)
    cut, stream = b"".join(lines[:18]), (CODEX / "codex_fix.exec.jsonl").read_bytes()
    alone, both = read_codex(cut), read_codex(cut, stream)
    assert not alone.finished
    assert [one.exactness for one in alone.records if isinstance(one, Usage)] == [Exactness.LOWER_BOUND]
    whole = read("codex_fix", (ROLLOUT,))
    assert tokens(both.records) == tokens(whole.records)
    assert (commands(both), names(both), both.finished) == (commands(whole), names(whole), True)
    assert [one.text for one in both.records if isinstance(one, Claim)][-1] == "2 tests pass."


@needs_field_data
def test_the_collected_shapes_of_many_versions_are_read_and_nothing_is_unknown() -> None:
    reading = read_paths(WILD / "agent-sessions_codex_small.jsonl")
    assert tokens(reading.records) == {"input": 12_757, "cache_write": 0, "cache_read": 3_584, "output": 81}
    assert "gpt-5.6-luna" in reading.models
    assert [one.path for one in of(reading, Change) if isinstance(one, Change)] == ["a.txt"]
    assert not [said for _, said in reading.remarks if "unknown kind" in said]


@needs_field_data
def test_the_legacy_file_is_read_with_its_own_token_figures() -> None:
    reading = read_paths(WILD / "agent-sessions_codex_050_legacy.jsonl")
    assert (reading.program_version, reading.working_directory) == ("0.50.0", "/tmp/test")  # noqa: S108 - what the log says
    assert tokens(reading.records) == {"input": 1420, "cache_write": 0, "cache_read": 0, "output": 910}
    assert reading.finished
    assert reading.remarks == ()
