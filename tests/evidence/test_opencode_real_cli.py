"""OpenCode's recorded run, from each of its three logs and from all of them together."""

import io
from decimal import Decimal
from pathlib import Path

import pytest

from agent_router.evidence.interface import LogFile, LogReading
from agent_router.evidence.logs.opencode import OpenCode
from agent_router.evidence.logs.opencode_shapes import ROWS
from agent_router.evidence.parts import part_lines
from agent_router.model.known import ChangeKind, KnownBy
from agent_router.model.run import Change, Claim, Usage
from tests.evidence.opencode_logs import said, unpacked
from tests.evidence.readings import REAL_CLI, changed, commands, of, tokens
from tests.places import FIELD_DATA, needs_field_data

OPENCODE = REAL_CLI / "opencode"
FIX = "ses_dfc4dd435ffe0muyj5Hgpy07BG"
BILLED = {"input": 7500, "cache_write": 0, "cache_read": 27000, "output": 480}
RUNS = [
    ["/usr/local/bin/python -m pytest -q", 1],
    ["/usr/local/bin/python -m pytest -q --junitxml=report.xml", 0],
]


def files_of(*paths: Path) -> LogReading:
    """Read files as they are, databases unpacked."""
    reader, files = OpenCode(), []
    for path in paths:
        data = path.read_bytes()
        kind = reader.recognizes(data[: 256 * 1024])
        text = unpacked(path) if data.startswith(b"SQLite") else data
        assert reader.recognizes(text[: 256 * 1024]) == kind
        files.append(LogFile(str(path), lambda text=text: io.BytesIO(text), kind))  # type: ignore[misc]
    return reader.read(files)


def database_of_one(tmp_path: Path) -> Path:
    """What `record --session` takes of the recorded database."""
    path = tmp_path / "opencode.db.jsonl"
    path.write_bytes(b"".join(part_lines(OPENCODE / "opencode.db", ROWS, frozenset({FIX}))))
    return path


@pytest.mark.parametrize("shape", ["export", "stream", "database", "all"])
def test_every_figure_of_the_recorded_run_is_met(shape: str, tmp_path: Path) -> None:
    export, stream = OPENCODE / "opencode_fix.export.json", OPENCODE / "opencode_fix.run.jsonl"
    named = {"export": (export,), "stream": (stream,), "all": (stream, OPENCODE / "opencode.db", export)}
    reading = files_of(*(named.get(shape) or (database_of_one(tmp_path),)))
    assert commands(reading) == RUNS
    assert tokens(reading.records) == BILLED
    meters = [one for one in reading.records if isinstance(one, Usage) and one.meter]
    assert [one.reported_cost_usd for one in meters] == [Decimal("0.0378")]
    assert reading.sessions == (FIX,)
    assert reading.finished
    if shape != "stream":
        assert changed(reading, KnownBy.SNAPSHOT) == ["calc.py", "report.xml", "NOTES.md"]
        assert reading.working_directory == "/home/dev/calc"
        assert (reading.program_version, reading.models) == ("1.18.33", ("mock-model",))


def test_export_and_stream_and_database_together_say_nothing_twice() -> None:
    alone = files_of(OPENCODE / "opencode_fix.export.json")
    together = files_of(*sorted(OPENCODE.iterdir()))
    plain = [(type(one), one.at, one.agent) for one in alone.records]
    assert [(type(one), one.at, one.agent) for one in together.records] == plain
    assert "1 session(s) apart from the one(s) handed in by name were left out" in said(together)


def test_a_file_that_a_command_made_is_known_by_the_snapshot_and_stands_with_the_command() -> None:
    reading = files_of(OPENCODE / "opencode_fix.export.json")
    places = [one for one in of(reading, Change) if isinstance(one, Change) and one.path == "report.xml"]
    assert [(one.kind, one.known_by, one.added) for one in places] == [(ChangeKind.CREATED, KnownBy.SNAPSHOT, 1)]
    written = [one for one in of(reading, Change) if isinstance(one, Change) and one.path == "NOTES.md"]
    assert [one.known_by for one in written] == [KnownBy.TOOL, KnownBy.SNAPSHOT]


def test_sessions_of_a_database_that_do_not_belong_together_are_named() -> None:
    reading = files_of(OPENCODE / "opencode.db")
    assert len(reading.sessions) == 2
    assert "2 sessions that are nobody's children were read together as one run" in said(reading)
    assert [code for _, code in commands(reading)] == [1, 0, 1, 1, 7]
    assert {one.text for one in reading.records if isinstance(one, Claim)} >= {"2 tests pass."}


def test_a_stream_alone_says_what_it_does_not_hold() -> None:
    reading = files_of(OPENCODE / "opencode_fix.run.jsonl")
    assert "names neither the model nor the folder" in said(reading)
    assert reading.models == ()
    assert changed(reading) == ["/home/dev/calc/calc.py", "/home/dev/calc/NOTES.md"]


@needs_field_data
def test_the_older_folder_of_files_is_joined_by_its_ids() -> None:
    folder = FIELD_DATA / "agent_logs" / "in_the_wild" / "codex_redacted" / "opencode" / "storage_v2"
    reading = files_of(*(path for path in sorted(folder.rglob("*.json"))))
    assert commands(reading) == [["ls", 0], ["ls /non-existent-directory", 1]]
    assert not reading.finished
    assert set(reading.sessions) == {"s_stage0_small", "s_stage0_large"}
    assert tokens(reading.records)["input"] == 120


@needs_field_data
def test_version_2_keeps_calls_and_snapshots_inside_its_messages() -> None:
    excerpts = FIELD_DATA / "agent_logs" / "in_the_wild" / "excerpts"
    reading = files_of(excerpts / "opencode_v2_getspecstory_tool-exercise.excerpt.jsonl")
    assert commands(reading) == [["ls -la", 0]]
    assert changed(reading, KnownBy.SNAPSHOT) == ["run3.jsonl"]
    assert tokens(reading.records) == {"input": 8336, "cache_write": 0, "cache_read": 256, "output": 366}
    assert "it has no price for it, so the cost is unknown, not $0" in said(reading)
    assert not [one for one in reading.records if isinstance(one, Usage) and one.reported_cost_usd is not None]
