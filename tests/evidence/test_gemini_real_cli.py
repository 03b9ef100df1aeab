"""Gemini CLI's genuine logs: what EXPECTED.json says, from log and stream, alone and together; and logs of others."""

import json

import pytest

from agent_router.evidence.finding import find_logs
from agent_router.evidence.logs.gemini import GeminiCli
from agent_router.evidence.verifications import with_verifications
from agent_router.model.known import Exactness, ExitSource, Health, KnownBy
from agent_router.model.run import Change, Claim, Command, FileRead, Risk, Usage, Verification
from tests.evidence.readings import REAL_CLI, changed, commands, of, read_paths, tokens
from tests.places import FIELD_DATA, needs_field_data

GEMINI = REAL_CLI / "gemini_cli"
LOG, STREAM = GEMINI / "gemini_fix.chat.jsonl", GEMINI / "gemini_fix.stream.jsonl"
WILD = FIELD_DATA / "agent_logs" / "in_the_wild"
PYTEST = "/usr/local/bin/python -m pytest -q"


@pytest.mark.parametrize(
    "paths", [(LOG,), (STREAM,), (LOG, STREAM), (STREAM, LOG)], ids=["log", "stream", "both", "turned"]
)
def test_a_run_that_fixes_a_test_is_read_whole(paths: tuple[object, ...]) -> None:
    reading = read_paths(*paths)  # type: ignore[arg-type]
    expected = json.loads((REAL_CLI / "EXPECTED.json").read_text())["gemini_cli/gemini_fix"]["tokens"]
    billed = [one for one in reading.records if isinstance(one, Usage) and not one.meter]
    assert sum(one.input + one.cache_read for one in billed) == expected["input_incl_cached"]
    assert sum(one.cache_read for one in billed) == expected["cached"]
    assert sum(one.output - one.reasoning for one in billed) == expected["output"]
    assert sum(one.reasoning for one in billed) == 120, "thoughts are billed as output"
    assert {one.exactness for one in billed} == {Exactness.EXACT}
    root = "" if paths == (STREAM,) else "/home/dev/calc"
    names = ["calc.py", "NOTES.md"] if root else ["/home/dev/calc/calc.py", "/home/dev/calc/NOTES.md"]
    assert (reading.working_directory, changed(reading)) == (root, names)
    assert [one.path for one in of(reading, FileRead) if isinstance(one, FileRead)] == names[:1]
    assert [one.text for one in reading.records if isinstance(one, Risk)] == ["Risk: no tests for negative numbers."]
    assert [one.text for one in reading.records if isinstance(one, Claim)] == [
        "Fixed add() in calc.py",
        "2 tests pass.",
    ]
    assert reading.finished
    assert reading.models == ("gemini-2.5-pro",)
    assert reading.active_seconds > 2
    assert reading.remarks == ()


def test_the_log_knows_exit_codes_and_lines() -> None:
    reading = read_paths(LOG, STREAM)
    assert commands(reading) == [[PYTEST, 1], [f"{PYTEST} --junitxml=report.xml", 0]]
    sources = [one.exit_source for one in reading.records if isinstance(one, Command)]
    assert sources == [ExitSource.TEXT, ExitSource.IMPLIED]
    assert [(one.added, one.removed) for one in reading.records if isinstance(one, Change)] == [(1, 1), (1, 0)]


def test_the_stream_alone_shows_the_failure_and_never_the_success() -> None:
    reading = read_paths(STREAM)
    assert [code for _, code in commands(reading)] == [None, None]
    verified = with_verifications(reading.records, (), "")
    health = [one.health for one in verified if isinstance(one, Verification)]
    assert health == [Health.FAILED, Health.UNKNOWN]


@needs_field_data
def test_old_sessions_agree_with_the_independent_tool() -> None:
    for path in sorted((WILD / "gemini_cli").glob("*.session.json")):
        reading = read_paths(path)
        meta = json.loads(path.with_name(path.name.replace(".session.json", ".meta.json")).read_text())
        ours = changed(reading, KnownBy.TOOL)
        if meta["files_touched"] is None:
            # Its checkpoint came before anything was committed: see docs/evidence-agreement.md.
            assert ours == ["docs/blue.md"]
            assert changed(reading, KnownBy.SHELL) == ["docs/blue.md", "docs/color.md"]
        else:
            assert ours == meta["files_touched"]
        assert meta["session_id"].endswith(reading.sessions[0])
        assert reading.finished
        assert reading.remarks == ()


@needs_field_data
def test_old_versions_print_every_exit_code() -> None:
    (path,) = (WILD / "gemini_cli").glob("*_ab_*.session.json")
    ran = [one for one in read_paths(path).records if isinstance(one, Command)]
    assert {(one.exit_code, one.exit_source) for one in ran} == {(0, ExitSource.TEXT)}


@needs_field_data
def test_version_0_40_is_read() -> None:
    reading = read_paths(WILD / "codex_redacted" / "agent-sessions_gemini_jsonl_v040.jsonl")
    assert commands(reading) == [["ls -F", 0]]
    assert tokens(reading.records) == {"input": 12422, "cache_write": 0, "cache_read": 11502, "output": 228}


@needs_field_data
def test_other_programs_logs_are_not_taken_for_gemini_whatever_their_label() -> None:
    theirs = [path for path in (FIELD_DATA / "agent_logs").rglob("*.json*") if "gemini" not in path.as_posix()]
    claimed = [path.name for path in theirs if path.is_file() and GeminiCli().recognizes(path.read_bytes()[:262144])]
    assert len(theirs) > 30
    assert claimed == []
    (real,) = (WILD / "gemini_cli").glob("*_12_*.session.json")
    assert find_logs([real]).reader.name == "gemini-cli"
